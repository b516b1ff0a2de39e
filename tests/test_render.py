"""A sheet to HTML: fonts, sizes, the foot of the page, and what of a sheet is in which edition."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from packbuilder.fill import fill
from packbuilder.geometry import scale_rule
from packbuilder.layouts import find_layout
from packbuilder.papers import Paper
from packbuilder.render import SCRIPTS, Look, families, hand_sizes, render, up_to_a_word, written_on
from packbuilder.renderings import TINTS, USUAL, Rendering, type_for
from packbuilder.sheet import Blank, Entry, Space
from samples import DYSLEXIA, EXAMPLES, LARGE, WORKSHEETS, name_of, page_of, sheet_of

QUESTIONS = EXAMPLES / "questions.yaml"
REST = ", ".join(f'"{name}"' for name in SCRIPTS)


def html(path=QUESTIONS, edition="student", rendering=USUAL, look=Look(), **more):  # noqa: B008
    """The example's HTML; `more` is what its sheet has instead of its own."""
    sheet = sheet_of(path, Paper("A4"))
    sheet = replace(sheet, page=replace(sheet.page, rendering=rendering), **more)
    return render(fill(sheet, edition), edition, find_layout("classroom"), look)


@pytest.mark.parametrize("edition", ["student", "key", "support"])
@pytest.mark.parametrize("layout", ["classroom", "exam"])
@pytest.mark.parametrize("path", WORKSHEETS, ids=name_of)
def test_templates_write_well_formed_markup(path, layout, edition):
    """Or the typesetter would need many times as long to read it."""
    sheet = sheet_of(path, layout=layout)
    tree = ElementTree.fromstring(render(fill(sheet, edition), edition, find_layout(layout), Look()))
    assert [child.tag for child in tree] == ["head", "body"]


@pytest.mark.parametrize("layout", ["classroom", "exam"])
def test_the_style_of_all_pages_is_one(layout):
    """It is long, and read once for as long as it stays the same."""
    styles = set()
    for paper in (Paper("A4"), Paper("Letter"), Paper("A3", landscape=True)):
        sheet = sheet_of(QUESTIONS, paper, layout)
        for page in (sheet.page, sheet.page.tightened()):
            own, of_look, of_all, *_ = styles_of(replace(sheet, page=page), layout, Look())
            assert len(own + of_look) < len(of_all) / 5
            styles.add(of_all)
    assert len(styles) == 1


@pytest.mark.parametrize("layout", ["classroom", "exam"])
def test_a_galley_and_its_pages_differ_in_one_style(layout):
    """What their elements look like is computed once for as long as all others stay the same."""
    sheet = sheet_of(QUESTIONS, layout=layout)
    (pages, *rest), (galley, *others) = (styles_of(sheet, layout, look) for look in (Look(), Look(galley=True)))
    assert rest == others
    assert pages != galley
    assert not re.search(r"^[^@\s}]", galley + pages, re.MULTILINE)


def styles_of(sheet, layout, look):
    """The stylesheets of its student's pages."""
    html = render(fill(sheet, "student"), "student", find_layout(layout), look)
    return re.findall(r"<style>(.*?)</style>", html, re.DOTALL)


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        ("Fira Sans", REST),
        ("PT Serif", f'"PT Serif", {REST}'),
        ("Noto Sans SC", '"Noto Sans SC", ' + REST.replace(', "Noto Sans SC"', "")),
    ],
)
def test_a_family_is_followed_by_those_for_other_scripts_each_once(first, expected):
    assert families(first) == expected


@pytest.mark.parametrize(
    ("rendering", "language", "family"),
    [
        (USUAL, "en-GB", "Fira Sans"),
        (DYSLEXIA, "en-GB", "Lexend"),
        (LARGE, "ru", "Fira Sans"),
        (USUAL, "zh", "Noto Sans SC"),  # its quotation marks and dots are only right there
        (DYSLEXIA, "zh", "Noto Sans SC"),
    ],
)
def test_which_family_a_text_is_set_in(rendering, language, family):
    (font,) = re.findall(
        r"html {\s*font-size: [^;]+; font-family: ([^;]+);", html(rendering=rendering, language=language)
    )
    assert font == families(family)


@pytest.mark.parametrize(
    ("unit", "title", "said"),
    [
        (None, "Rivers", "Rivers"),
        ("Unit 3", "Rivers", "Unit 3 · Rivers"),
        ("A *very* long unit " * 6, "Rivers", "Rivers"),  # the unit goes first
        (None, "A long title " * 20, "…"),
    ],
)
def test_the_foot_has_as_much_of_unit_and_title_as_a_line_holds(unit, title, said):
    (foot,) = set(re.findall(r'@bottom-(?:left|start)[^}]*content:\s*"([^"]*)"', html(unit=unit, title=title))) or {""}
    text = re.sub(r"\\([0-9a-f]+) ", lambda match: chr(int(match[1], 16)), foot)
    assert text == said or (said == "…" and text.endswith("…") and len(text) < 100)


@pytest.mark.parametrize(
    ("text", "most", "cut"),
    [
        ("The drainage basin", 10, "The draina"),
        ("The drainage basin", 12, "The drainage"),
        ("The drainage basin", 15, "The drainage"),
        ("The basin (Vyrnwy)", 11, "The basin"),
        ("Floods – the causes", 8, "Floods"),
        ("Antidisestablishmentarianism", 9, "Antidises"),
        ("On antidisestablishmentarianism", 12, "On antidises"),
        ("長江的水循環", 4, "長江的水"),
        ("한국의 강과 홍수의 역사", 9, "한국의 강과"),
        ("單元 一 · 長江的水循環", 10, "單元 一 · 長江的"),
    ],
)
def test_a_title_that_is_too_long_for_a_foot_ends_with_a_word(text, most, cut):
    assert up_to_a_word(text, most) == cut


@pytest.mark.parametrize("tint", [None, *TINTS])
def test_a_tint_is_the_colour_of_the_page(tint):
    text = html(rendering=Rendering(tint=tint))
    assert [name for name, colour in TINTS.items() if colour in text] == ([tint] if tint else [])


@pytest.mark.parametrize(("edition", "there"), [("student", False), ("key", True), ("support", False)])
def test_the_rule_for_the_printers_scale_is_on_the_teachers_pages(edition, there):
    assert ("100 mm if printed at full size" in html(edition=edition)) == there


@pytest.mark.parametrize(("rendering", "there"), [(USUAL, True), (DYSLEXIA, False), (LARGE, False)])
def test_the_rule_is_there_with_its_words_or_not_at_all(rendering, there):
    """Larger letters leave no room for words, and a line without them looks as if it were there by mistake."""
    text = html(edition="key", rendering=rendering)
    assert [mark in text for mark in ("100 mm if printed at full size", scale_rule())] == [there] * 2


BLANK = Blank("w/a/b", "l", None)


@pytest.mark.parametrize("rendering", [USUAL, LARGE, DYSLEXIA])
@pytest.mark.parametrize("role", ["answer", "guidance", "support"])
def test_answers_and_hints_have_sizes_of_their_own(rendering, role):
    setting = type_for(rendering)
    sizes = setting.hints if role == "support" else setting.answers
    assert hand_sizes(replace(BLANK, entry=Entry(role, ("x",))), setting) == sizes


@pytest.mark.parametrize(
    ("counts", "role", "length", "part"),
    [
        ((14, 20), "guidance", 30, 0),  # on the first page, though the second has more lines
        ((14, 20), "guidance", 600, 0),
        ((14, 20), "guidance", 900, 1),  # it might not fit on the first
        ((20, 14), "guidance", 900, 0),
        ((2, 20), "guidance", 30, 0),
        ((1, 20), "guidance", 10, 1),  # some words stand before it
        ((1, 20), "support", 10, 0),
        ((1, 20), "answer", 10, 0),
        ((14, 20, 9), "guidance", 5000, 1),  # the largest, whatever comes of it
    ],
)
def test_what_is_written_into_several_pages_stands_on_the_first_that_holds_it(counts, role, length, part):
    page = page_of(176)
    spaces = [Space(f"w/a/b-{number}", count * page.pitch) for number, count in enumerate(counts)]
    blank = replace(BLANK, entry=Entry(role, ("x" * length,)))
    assert written_on(blank, spaces, page) == spaces[part]


@pytest.mark.parametrize("name", ["arabic", "chinese", "mind-map", "chart"])
def test_every_blank_has_a_picture_that_is_called_like_it(name):
    path = EXAMPLES / f"{name}.yaml"
    text = html(path)
    blanks = set(re.findall(r'data-blank="([^"]+)"', text))
    assert blanks
    assert set(re.findall('alt="\ue000([^\ue000]+)\ue000[^"]+"', text)) == blanks


@pytest.mark.parametrize("edition", ["student", "key", "support"])
@pytest.mark.parametrize("name", ["mind-map", "chart"])
def test_a_galley_has_nothing_that_is_only_seen(name, edition):
    seen = ("data:image", "<img", "data-stamp", "@top-", "@bottom-", "100 mm")
    pages, galley = (html(EXAMPLES / f"{name}.yaml", edition, look=Look(galley=galley)) for galley in (False, True))
    style = galley[: galley.index("</style>")]  # how a foot would look stands further on
    assert [mark for mark in seen if mark in pages] == [mark for mark in seen if edition == "key" or mark != "100 mm"]
    assert [mark for mark in seen if mark in style + galley[galley.index("<body") :]] == []
