"""Layouts: one may be based on another, what they may use is written down, and what is wrong with one is told."""

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from jinja2 import nodes
from jinja2.meta import find_undeclared_variables

from packbuilder.cli import main
from packbuilder.layouts import find_layout, layout_names, resource
from packbuilder.papers import Paper
from packbuilder.starter import example
from packbuilder.templates import environment_of
from samples import ROOT

each_layout = pytest.mark.parametrize("name", layout_names())


@each_layout
def test_a_layout_that_comes_along_leaves_room_to_write(name):
    layout = find_layout(name)
    assert 5 <= layout.pitch <= 12
    assert layout.margins.binding >= 20
    for paper in (Paper("A4"), Paper("A4", landscape=True)):
        page = layout.page(paper)
        assert min(page.left, page.right, page.top, page.margins.bottom) >= 10


@each_layout
def test_a_layout_that_comes_along_is_based_on_others_that_do(name):
    assert {base.name for base in find_layout(name).bases} <= set(layout_names())


# --- what templates may use is in CONTRIBUTING.md -----------------------------------------------------------


def manual():
    """The section about layouts."""
    section = (ROOT / "CONTRIBUTING.md").read_text("utf-8").partition("## Add a layout")[2]
    return section.partition("\n## ")[0]


def sources(name):
    return [path.read_text("utf-8") for path in find_layout(name).folder.iterdir() if path.suffix in (".html", ".css")]


@each_layout
@pytest.mark.parametrize(
    ("pattern", "what"),
    [(r"data-[a-z-]+(?=[ =>{])", "marks"), (r"\| ?(css_string|page_counter)\b", "filters")],
)
def test_marks_and_filters_are_in_the_manual(name, pattern, what):
    used = {mark for text in sources(name) for mark in re.findall(pattern, text)}
    assert used, what
    assert {mark for mark in used if mark not in manual()} == set()


# What a template gets from the one that includes it.
INHERITED = {"m", "start", "end", "activity", "drawing"}


@each_layout
def test_names_are_in_the_manual(name):
    environment = environment_of(find_layout(name))
    used = {each for text in sources(name) for each in names_from_outside(environment.parse(text))}
    table = set(re.findall(r"`([a-z_]+)[`(]", manual()))
    assert used - INHERITED - table == set()


def names_from_outside(template):
    """The names that a template doesn't set; Jinja counts those set in one branch of an `if`."""
    own = {node.name for node in template.find_all(nodes.Name) if node.ctx == "store"}
    return find_undeclared_variables(template) - own


# --- one based on another -----------------------------------------------------------------------------------

FINE = "margins: {binding: 20, top: 24, outer: 14, bottom: 19}\npitch: 8\nfont: Fira Sans\n"


@pytest.fixture
def layouts(tmp_path, monkeypatch):
    """Writes layouts, as dictionaries of files, into the folder in which it works."""
    monkeypatch.chdir(tmp_path)

    def write(**folders):
        for name, files in folders.items():
            for file, text in files.items():
                path = Path("layouts") / name / file
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")

    return write


@pytest.mark.parametrize(
    ("text", "margins", "pitch", "font"),
    [
        ("based_on: below\n", (20, 24, 14, 19), 8, "Fira Sans"),
        ("based_on: below\nfont: PT Serif\n", (20, 24, 14, 19), 8, "PT Serif"),
        ("based_on: below\npitch: 9\n", (20, 24, 14, 19), 9, "Fira Sans"),
        (
            "based_on: below\nmargins: {binding: 21, top: 25, outer: 15, bottom: 22}\n",
            (21, 25, 15, 22),
            8,
            "Fira Sans",
        ),
    ],
)
def test_figures_that_are_not_given_are_those_of_the_base(layouts, text, margins, pitch, font):
    layouts(below={"layout.yaml": FINE}, mine={"layout.yaml": text})
    mine = find_layout("mine")
    sides = mine.margins
    assert (sides.binding, sides.top, sides.outer, sides.bottom) == margins
    assert (mine.pitch, mine.font) == (pitch, font)


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("top.css", "top"),
        ("middle.css", "middle"),
        ("low.css", "low"),
        ("all.css", "top on middle on low"),
        ("low/all.css", "low"),
        ("middle/low.css", "low"),
    ],
)
def test_templates_are_looked_for_in_one_layout_after_the_other(layouts, template, expected):
    layouts(
        low={"layout.yaml": FINE, "low.css": "low", "all.css": "low"},
        middle={
            "layout.yaml": "based_on: low\n",
            "middle.css": "middle",
            "all.css": "middle on {% include 'low/all.css' %}",
        },
        top={
            "layout.yaml": "based_on: middle\n",
            "top.css": "top",
            "middle.css": "middle",
            "all.css": "top on {% include 'middle/all.css' %}",
        },
    )
    assert environment_of(find_layout("top")).get_template(template).render() == expected


@pytest.fixture
def mine(layouts, tmp_path):
    """A layout called mine, copied from the classroom's, and a worksheet beside it."""
    shutil.copytree(resource("layouts") / "classroom", tmp_path / "layouts" / "mine")
    layouts(mine={"layout.yaml": FINE})
    Path("desk").mkdir()
    (Path("desk") / "x.yaml").write_text(example("terms"), encoding="utf-8")
    return tmp_path / "layouts" / "mine"


def check():
    return CliRunner().invoke(main, ["check", "desk/x.yaml", "--layout", "mine", "--edition", "student"])


def test_a_copied_layout_works(mine):
    assert mine.is_dir()
    assert check().exit_code == 0


def test_a_layout_of_one_file_works(mine):
    shutil.rmtree(mine)
    mine.mkdir()
    (mine / "layout.yaml").write_text("based_on: classroom\nfont: PT Serif\n", encoding="utf-8")
    assert check().exit_code == 0


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("layout.yaml", FINE.replace("{binding: 20, top: 24, outer: 14, bottom: 19}", "abc"), "needs margins"),
        ("layout.yaml", "pitch: 8\nfont: Fira Sans\n", "needs margins"),
        ("layout.yaml", "margins: {}\n", "needs margins"),
        ("layout.yaml", FINE.replace("font", "# font"), "needs margins"),
        ("layout.yaml", FINE.replace("pitch: 8", "pitch: 0"), "0 mm is no size"),
        ("layout.yaml", FINE.replace("pitch: 8", "pitch: nan"), "nan mm is no size"),
        ("layout.yaml", FINE.replace("top: 24", "top: inf"), "inf mm is no size"),
        ("layout.yaml", FINE.replace("top: 24", "summit: 24"), "needs margins"),
        ("layout.yaml", FINE + "base: classroom\n", "unknown field base; there are summary, based_on,"),
        ("layout.yaml", FINE + "based_on: baroque\n", 'there is no layout "baroque"'),
        ("layout.yaml", FINE + "based_on: ../classroom\n", "../classroom is no name of a layout"),
        ("layout.yaml", FINE + "based_on: [classroom]\n", "is no name of a layout"),
        ("layout.yaml", FINE + "based_on: mine\n", "the layout mine is based on itself (mine → mine)"),
        ("layout.yaml", "margins: [\n", "layout.yaml:"),
        ("terms.html", "{% if %}", "terms.html:1: Expected an expression"),
        ("terms.html", "{{ nonsense.more }}", "'nonsense' is undefined"),
        ("terms.html", "{{ 1 / 0 }}", "terms.html:1: division by zero"),
        ("terms.html", "{% include 'terms.html' %}", "terms.html:1: maximum recursion depth exceeded"),
        ("terms.html", "{% include 'baroque/terms.html' %}", "baroque/terms.html"),
        ("terms.html", "{% include '../mine/terms.html' %}", "../mine/terms.html"),
        ("terms.html", None, "terms.html"),
        ("terms.css", None, "terms.css"),
        ("page.html", None, "page.html"),
        ("terms.html", '<p data-blank="nope"></p>', 'layout mine can\'t be used: data-blank="nope": the worksheet has'),
        (
            "terms.html",
            '{% if not galley %}<p data-blank="nope"></p>{% endif %}',
            'data-blank="nope": the worksheet has',
        ),
        ("terms.html", '<p data-space="oops"></p>', 'used: data-space="oops": the worksheet has no such space; write'),
        ("terms.html", '<p data-chunk="c" data-carry="9.5mm"></p>', 'data-carry="9.5mm": no number of millimetres'),
        ("terms.html", '<p data-part="two"></p>', 'data-part="two": no number of a part; count from 1 on'),
        ("terms.html", '<p data-chunk="c" style="height: 400mm"></p>', 'can\'t be used: data-chunk="c" needs 4'),
        (
            "terms.html",
            '{% for row in drawing.table.rows %}<p data-space="{{ row.space.id }}"></p>{% endfor %}',
            'data-space="x/terms/term-1-space" and 5 more like it: no height; give it one, as in style="height: {{',
        ),
    ],
)
def test_what_is_wrong_with_a_layout_is_told(mine, file, text, said):
    if text is None:
        (mine / file).unlink()
    else:
        (mine / file).write_text(text, encoding="utf-8")
    result = check()
    assert result.exit_code == 2
    assert result.stderr.startswith("packbuilder: ")
    assert said in result.stderr
    assert "Traceback" not in result.output
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "template",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ ''|attr('__class__') }}",
        "{{ ''['__class__'] }}",
        "{{ '{0.__class__}'.format(sheet) }}",
        "{{ ''.format.__self__ }}",
        "{{ height.__globals__.environment_of }}",
        "{{ cycler.__init__.__globals__.os.system('touch canary') }}",
        "{{ self.__init__.__globals__ }}",
        "{{ sheet.__init__.__globals__ }}",
        "{{ sheet.__dict__.clear() }}",
        "{{ range.__subclasshook__ }}",
        "{% for name in range(10 ** 9) %}{% endfor %}",
        "{% include '/etc/passwd' %}",
    ],
)
def test_a_template_runs_nothing(mine, tmp_path, template):
    (mine / "terms.html").write_text(f"{template}\n{(mine / 'terms.html').read_text('utf-8')}", encoding="utf-8")
    result = check()
    assert result.exit_code == 2
    assert re.fullmatch(r"packbuilder: the layout mine can't be used: .*\n", result.stderr)
    assert not (tmp_path / "canary").exists()


LONG = " ".join(["long"] * 60)
OVERFLOW = "desk/x.yaml:2:1: title: the text is … mm too long for its place of"


@pytest.mark.parametrize(
    ("title", "paper", "expected"),
    [
        ("A title", "A4", ""),
        (
            LONG,
            "A4",
            f'{OVERFLOW} 176 × 8 mm, "top" in the layout mine; shorten it, or give it room with a larger paper',
        ),
        (LONG, "A3", f'{OVERFLOW} 263 × 8 mm, "top" in the layout mine; shorten it'),
    ],
)
def test_what_overflows_outside_of_all_activities_is_told_at_the_title(mine, title, paper, expected):
    page = (mine / "page.html").read_text("utf-8")
    (mine / "page.html").write_text(page.replace("<h1>", '<h1 data-fixed="top" style="height: 8mm">'), encoding="utf-8")
    text = example("terms").replace("title: Averages and spread", f"title: {title}\npaper: {paper}")
    (Path("desk") / "x.yaml").write_text(text, encoding="utf-8")
    result = check()
    assert re.sub(r"\d+ mm too", "… mm too", result.stderr.partition("\n")[0]) == expected
    assert result.exit_code == bool(expected)


def test_a_circle_of_layouts_is_told(layouts, mine):
    layouts(mine={"layout.yaml": "based_on: yours\n"}, yours={"layout.yaml": "based_on: mine\n"})
    assert mine.is_dir()
    assert "the layout mine is based on itself (mine → yours → mine); drop one based_on" in check().stderr
