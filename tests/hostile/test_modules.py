"""Python files beside worksheets: Python would take them for modules that it asks for, and run them."""

import os
import subprocess
import sys

import pytest

from samples import EXAMPLES

COMMAND = "from packbuilder.__main__ import main\n\nif __name__ == '__main__':\n    main()\n"
"""What the installed command says. It looks into its own folder, and not into the one that it is started in."""
SPY = "open({canary!r}, 'a').write(__name__ + '\\n')\nraise ImportError(__name__)\n"
LOADED = "import sys, packbuilder.preload, packbuilder.class_sets.job_sheet, pebble; print(*sys.modules)"


@pytest.fixture(scope="module")
def names():
    """The modules, by their first names, that Python has, and those that a worker loads."""
    loaded = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True).stdout.split()
    return sorted({name.partition(".")[0] for name in (*sys.stdlib_module_names, *loaded)} - {"__main__"})


@pytest.mark.parametrize(
    "arguments",
    [
        ("build", "lessons"),
        ("check", "lessons", "--edition", "student"),
        ("class-set", "lessons", "--roster", "list.csv"),
        ("doctor",),
    ],
    ids=lambda arguments: arguments[0],
)
def test_a_file_that_is_called_like_a_module_is_not_run(arguments, names, tmp_path):
    canary, lessons = tmp_path / "canary", tmp_path / "here" / "lessons"
    lessons.mkdir(parents=True)
    (lessons / "chart.yaml").write_bytes((EXAMPLES / "chart.yaml").read_bytes())
    (lessons.parent / "list.csv").write_text("id,name,class\n1,Ann,1A\n", "utf-8")
    for name in names:
        (lessons.parent / f"{name}.py").write_text(SPY.format(canary=str(canary)), "utf-8")
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")}
    environment.pop("PYTHONSAFEPATH", None)
    script = tmp_path / "bin" / "packbuilder"
    script.parent.mkdir()
    script.write_text(COMMAND, "utf-8")
    command = [sys.executable, script, *arguments]
    ran = subprocess.run(command, cwd=lessons.parent, env=environment, capture_output=True, text=True, check=False)
    assert not canary.exists(), canary.read_text()
    assert ran.returncode == 0, ran.stderr


def test_the_spies_are_found_by_whoever_looks(names, tmp_path):
    canary = tmp_path / "canary"
    for name in names:
        (tmp_path / f"{name}.py").write_text(SPY.format(canary=str(canary)), "utf-8")
    script = tmp_path / "looking"
    script.write_text("import weasyprint", "utf-8")
    subprocess.run([sys.executable, script], capture_output=True, check=False)
    assert canary.read_text().split()[0] == "weasyprint"
