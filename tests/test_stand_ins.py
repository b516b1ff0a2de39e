"""Stand-ins are there while a library is imported, and lead to what they stand for."""

import subprocess
import sys
from importlib import import_module

import pytest

from packbuilder.stand_ins import standing_in

LIBRARY = "import heavy.inner\nfrom heavy.inner import lift\n"
HEAVY = "def lift(what, *, high): return f'{what} {high}'\n"


@pytest.fixture
def library(tmp_path, monkeypatch):
    (tmp_path / "heavy").mkdir()
    (tmp_path / "heavy" / "__init__.py").write_text("")
    (tmp_path / "heavy" / "inner.py").write_text(HEAVY)
    (tmp_path / "library_of_lifts.py").write_text(LIBRARY)
    monkeypatch.syspath_prepend(tmp_path)
    yield "library_of_lifts"
    for name in ("heavy", "heavy.inner", "library_of_lifts"):
        sys.modules.pop(name, None)


def test_what_a_stand_in_does_is_imported_when_it_is_called(library):
    with standing_in({"heavy.inner": ("lift",)}):
        found = import_module(library)
    assert "heavy.inner" not in sys.modules
    assert found.lift("a stone", high="up") == "a stone up"
    assert "heavy.inner" in sys.modules


def test_what_is_loaded_already_needs_no_stand_in(library):
    real = import_module("heavy.inner")
    with standing_in({"heavy.inner": ()}):
        found = import_module(library)
    assert found.lift is real.lift
    assert sys.modules["heavy.inner"] is real


def test_stand_ins_go_if_the_import_fails():
    with pytest.raises(ImportError), standing_in({"heavy.inner": ()}):
        import_module("no_such_library")
    assert "heavy.inner" not in sys.modules


def test_pools_are_imported_without_what_is_asynchronous():
    code = (
        "import sys\n"
        "from packbuilder.pool import LATER, pebble\n"
        "print(pebble.ProcessPool.__name__, sorted(set(LATER) & set(sys.modules)))\n"
        "import asyncio, pebble.asynchronous\n"
        "print(asyncio.run.__name__, pebble.asynchronous.process.__name__)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines() == ["ProcessPool []", "run process"]
