"""The house: imports run one way, heavy libraries stay where they belong, nothing is undocumented."""

import ast
import re
import subprocess
import sys
from collections import defaultdict
from functools import cache
from graphlib import CycleError, TopologicalSorter

import pytest

from samples import ROOT

SOURCE = ROOT / "src" / "packbuilder"
MODULES = {path.relative_to(SOURCE).with_suffix("").as_posix().replace("/", "."): path for path in SOURCE.rglob("*.py")}
PROMISES = sorted(name for name in MODULES if name.startswith("promises.") and name != "promises.__init__")
PACKAGES = sorted(name for name in MODULES if name.split(".")[-1] == "__init__")
ACTIVITIES = sorted(name for name in MODULES if name.startswith("activities.") and name != "activities.__init__")


@cache
def imported(text):
    """The full names that a module's text imports, wherever in it: `a.b` for `from a import b` too."""
    return tuple(_imported(text))


def _imported(text):
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute here"
            yield str(node.module)
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def ours(text):
    """The modules of packbuilder that a module's text imports."""
    for name in imported(text):
        short = name.removeprefix("packbuilder").removeprefix(".")
        if name.startswith("packbuilder") and short in MODULES:
            yield short


def graph():
    imports = {name: set(ours(path.read_text("utf-8"))) for name, path in MODULES.items()}
    # Kinds and promises are found by scanning, which is an import as well.
    imports["kinds"] |= set(ACTIVITIES)
    imports["proof"] |= set(PROMISES)
    # The server of the worker processes is told its name.
    imports["server"] |= {"preload"}
    return imports


def reachable(start, imports):
    seen, stack = set(), [start]
    while stack:
        name = stack.pop()
        if name not in seen:
            seen.add(name)
            stack += imports[name]
    return seen


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("import packbuilder.fit", ["fit"]),
        ("from packbuilder.fit import fit", ["fit"]),
        ("from packbuilder import fit, pen", ["fit", "pen"]),
        ("def f():\n    from packbuilder.activities.chart import draw", ["activities.chart"]),
        ("if TYPE_CHECKING:\n    from packbuilder.build import Report", ["build"]),
        ("import os, json\nfrom pathlib import Path\nfrom packbuilder import __version__", []),
    ],
)
def test_the_finder_of_imports_finds_them(text, names):
    assert list(ours(text)) == names


def test_imports_never_run_in_a_circle():
    try:
        order = list(TopologicalSorter(graph()).static_order())
    except CycleError as error:
        pytest.fail(f"a circle: {' → '.join(error.args[1])}")
    assert set(order) == set(MODULES)


def test_a_circle_would_be_found():
    imports = graph() | {"sheet": {"build"}}
    with pytest.raises(CycleError):
        list(TopologicalSorter(imports).static_order())


def test_imports_run_down_from_the_command_line():
    imports = graph()
    above = {name for name, below in imports.items() if "cli" in below}
    assert above == {"__main__"}
    assert reachable("cli", imports) | {"__main__", *PACKAGES} == set(MODULES)


LAYER = re.compile(r"^\d+\. (`.*(?:\n {3}`.*)*)", re.MULTILINE)


def layers():
    """The modules and packages of each layer in ARCHITECTURE.md, from the command line down."""
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    found = [re.findall(r"`(\w+)`", each) for each in LAYER.findall(text.partition("Imports run one way")[2])]
    return {name: number for number, names in enumerate(found) for name in names}


def test_each_module_has_a_layer():
    assert set(layers()) == {name.split(".")[0] for name in MODULES} - {"__init__"}


def rising(imports):
    """The imports that run up from their layer."""
    layer = {name: layers()[name.split(".")[0]] for name in imports if name != "__init__"}
    return {(name, other) for name in layer for other in imports[name] if layer[name] > layer[other]}


def test_imports_run_down_the_layers():
    assert rising(graph()) == set()


@pytest.mark.parametrize(("name", "other"), [("parse", "draw"), ("pdf.tree", "making"), ("source", "activities.chart")])
def test_an_import_up_the_layers_would_be_found(name, other):
    imports = graph()
    imports[name].add(other)
    assert rising(imports) == {(name, other)}


def test_types_of_values_import_nothing_that_does_something():
    imports = graph()
    assert reachable("sheet", imports) <= {"sheet", "papers", "renderings", "problems"}
    assert reachable("fit", imports) <= {"fit", *reachable("sheet", imports)}
    assert reachable("problems", imports) == {"problems"}
    assert reachable("positioned", imports) == {"positioned", "problems"}


def test_rows_of_a_class_list_are_read_without_yaml():
    assert "source" not in reachable("class_sets.table", graph())


def test_what_each_worker_begins_with_is_loaded_in_the_server():
    assert {"pool", "worker"} <= reachable("preload", graph())


@pytest.mark.parametrize("name", ACTIVITIES)
def test_a_kind_knows_no_other_kind_and_nobody_knows_it(name):
    """So that deleting its files removes it."""
    imports = graph()
    assert not imports[name] & {*ACTIVITIES, "kinds", "draw", "render", "typeset"}
    assert [other for other, below in imports.items() if name in below] == ["kinds"]


@pytest.mark.parametrize(
    ("library", "modules"),
    [
        ("weasyprint", "typesetter"),
        ("cssselect2", "typesetter"),
        ("pikepdf", "pdf"),
        ("fontTools", "fonts pdf"),
        ("reportlab", "class_sets.lettering"),
        ("zxingcpp", "class_sets.codes"),
        ("PIL", "jpeg pictures png seen"),
        ("pypdfium2", "seen"),
        ("page", "promises.accessible"),
        ("yaml", "source"),
        ("markdown_it", "emphasis"),
        ("jinja2", "render templates"),
        ("pebble", "pool"),
        ("cffi", "declarations"),
        ("click", "cli telling"),
        ("rich", "crews"),
    ],
)
def test_one_module_or_package_imports_a_library(library, modules):
    importers = defaultdict(set)
    for name, path in MODULES.items():
        for each in imported(path.read_text("utf-8")):
            package = name.split(".")[0]
            importers[each.split(".")[0]].add(package if package in ("pdf", "typesetter") else name)
    assert importers[library] == set(modules.split())


STAMPS = {"reportlab", "zxingcpp", "packbuilder.class_sets.lettering"}
PROOFS = {"pypdfium2", "page", "packbuilder.proof"}


def test_nothing_heavy_is_loaded_before_it_is_needed():
    modules = "packbuilder.cli, packbuilder.crews, packbuilder.build, packbuilder.schema, packbuilder.class_sets.make"
    code = f"import sys, {modules}; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(run.stdout.split())
    assert "packbuilder.build" in loaded
    assert not loaded & {"weasyprint", "pikepdf", "fontTools", "PIL", "rich", "packbuilder.typeset", "packbuilder.pdf"}
    assert not loaded & (PROOFS | STAMPS)


@pytest.mark.parametrize(
    "name",
    sorted(set(MODULES) - {"__main__", *PACKAGES, *ACTIVITIES, *PROMISES}),
)
def test_architecture_md_says_what_a_module_is_for(name):
    rows = re.findall(r"^\| (`.*?) \|", (ROOT / "ARCHITECTURE.md").read_text("utf-8"), re.MULTILINE)
    assert f"`{name.replace('.', '/')}.py`" in ", ".join(rows)


def test_architecture_md_names_no_module_that_is_not_there():
    named = re.findall(r"\b([a-z_]+)\.py\b", (ROOT / "ARCHITECTURE.md").read_text("utf-8"))
    there = {path.stem for path in [*MODULES.values(), *ROOT.glob("*.py"), *ROOT.glob("t*/**/*.py")]}
    assert set(named) - there == set()
