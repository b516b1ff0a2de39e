"""Layouts: what is wrong with one is told, like every other mistake."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from packbuilder.cli import main
from packbuilder.layouts import find_layout, layout_names, resource
from packbuilder.starter import example


@pytest.mark.parametrize("name", layout_names())
def test_a_layout_that_comes_along_leaves_room_to_write(name):
    layout = find_layout(name)
    assert 5 <= layout.pitch <= 12
    assert layout.margins.binding >= 20


@pytest.fixture
def mine(tmp_path, monkeypatch):
    """A layout called mine, copied from the classroom's, and a worksheet beside it."""
    monkeypatch.chdir(tmp_path)
    find_layout.cache_clear()
    shutil.copytree(resource("layouts") / "classroom", tmp_path / "layouts" / "mine")
    Path("desk").mkdir()
    (Path("desk") / "x.yaml").write_text(example("terms"), encoding="utf-8")
    yield tmp_path / "layouts" / "mine"
    find_layout.cache_clear()


def check():
    return CliRunner().invoke(main, ["check", "desk/x.yaml", "--layout", "mine", "--edition", "student"])


def test_a_copied_layout_works(mine):
    assert mine.is_dir()
    assert check().exit_code == 0


FINE = "margins: {binding: 20, top: 24, outer: 14, bottom: 19}\npitch: 8\n"


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("layout.yaml", "margins: abc\npitch: 8\n"),
        ("layout.yaml", "pitch: 8\n"),
        ("layout.yaml", FINE.replace("pitch: 8", "pitch: 0")),
        ("layout.yaml", FINE.replace("pitch: 8", "pitch: nan")),
        ("layout.yaml", FINE.replace("top: 24", "top: inf")),
        ("layout.yaml", FINE.replace("top: 24", "summit: 24")),
        ("layout.yaml", "margins: [\n"),
        ("terms.html", "{% if %}"),
        ("terms.html", "{{ nonsense.more }}"),
        ("terms.html", None),
        ("terms.css", None),
        ("page.html", None),
    ],
)
def test_what_is_wrong_with_a_layout_is_told(mine, file, text):
    if text is None:
        (mine / file).unlink()
    else:
        (mine / file).write_text(text, encoding="utf-8")
    result = check()
    assert result.exit_code == 2
    assert result.stderr.startswith("packbuilder: ")
    assert "Traceback" not in result.output
    assert len(result.stderr.splitlines()) == 1
