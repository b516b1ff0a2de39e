"""Pages survive the copier."""

from collections import Counter

import pytest

from packbuilder.papers import Margins, Page, Paper
from packbuilder.pdf.ink import Area, Fill, Sheetful, Stroke, Text
from packbuilder.promises.copier import chosen_families, contrast, family, flaws, has_rule, is_bordered, strips
from packbuilder.renderings import Rendering
from proofs import QUESTION, proof_from, said, spoil

MARGINS = Margins(binding=20, top=24, outer=14, bottom=19)
BLACK, WHITE = (0.0, 0.0, 0.0), (1.0, 1.0, 1.0)
BOX = Area(50, 50, 90, 60)
FRAME = tuple(
    Stroke(0.7, BLACK, area)
    for area in (Area(50, 50, 50, 60), Area(90, 50, 90, 60), Area(50, 50, 90, 50), Area(50, 60, 90, 60))
)


def grey(part):
    return (part, part, part)


def text(size=11.0, colour=BLACK, font="Fira-Sans"):
    return Text(size, colour, 52, 56, font)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        (BLACK, WHITE, 21),
        (WHITE, BLACK, 21),
        (BLACK, BLACK, 1),
        (grey(0x59 / 255), WHITE, 7.0),
        (grey(0x77 / 255), WHITE, 4.48),
        ((1.0, 0.0, 0.0), WHITE, 8.6),  # red is a dark grey on a copy
    ],
)
def test_contrast_is_that_of_greys(one, other, ratio):
    assert contrast(one, other) == pytest.approx(ratio, abs=0.05)


THIN = "a line is 0.34 pt thin, and a copier needs 0.35 pt; the layout must draw it thicker"
SMALL = "a text is set in 8.9 pt, and the least is 9 pt; the layout must set it larger"
NOT_LARGE = "a text is set in 17.0 pt, and the least is 18 pt; the layout must set it larger"
PALE = "a text has a contrast of 4.5:1, and copies need 7:1; the layout must set it darker"
SLANTED = "a text is in italics, which dyslexic readers find hard; the layout must set it upright"
FAINT = "a tint of 5% gets lost on a copier; the layout must make it 9% at least or white"
ALONE = "a tint is all that marks an area, and a copy may lose it; the layout must add a border or bold text"
INKY = "an area is filled, and low-ink pages have none; the layout must leave it white"


@pytest.mark.parametrize(
    ("marks", "rendering", "messages"),
    [
        ([Stroke(0.35, BLACK, BOX)], {}, []),
        ([Stroke(0.34, BLACK, BOX)], {}, [THIN]),
        ([text(9.0)], {}, []),
        ([text(8.9)], {}, [SMALL]),
        ([text(18.0)], {"large_print": True}, []),
        ([text(17.0)], {"large_print": True}, [NOT_LARGE]),
        ([text(colour=grey(0.34))], {}, []),
        ([text(colour=grey(0x77 / 255))], {}, [PALE]),
        # White on a black badge can be read, and black text that lies beside it too.
        ([Fill(BLACK, BOX), text(colour=WHITE)], {}, [ALONE]),
        ([Fill(BLACK, BOX), text(colour=WHITE, font="Fira-Sans-Bold")], {}, []),
        ([Fill(WHITE, BOX), text()], {}, []),
        ([Fill(BLACK, Area(0, 0, 9, 9)), *FRAME, text()], {}, [ALONE]),
        ([text(font="X+Fira-Sans-Italic")], {}, []),
        ([text(font="X+Fira-Sans-Italic")], {"dyslexia": True}, [SLANTED]),
        # Tints.
        ([Fill(grey(0.9), BOX), *FRAME], {}, []),
        ([Fill(grey(0.9), BOX), *FRAME[1:]], {}, [ALONE]),
        ([Fill(grey(0.9), BOX), text(font="X+Fira-Sans-Semi-Bold")], {}, []),
        ([Fill(grey(0.95), BOX), *FRAME], {}, [FAINT]),
        ([Fill(grey(0.9), BOX), *FRAME], {"low_ink": True}, [INKY]),
        ([Fill(WHITE, BOX)], {"low_ink": True}, []),
        ([Fill(BLACK, Area(50, 50, 53, 53))], {"low_ink": True}, []),  # an arrow head
        # The page's own tint is no fill, and text on it is as black as it can be.
        ([Fill((1.0, 0.9608, 0.851), Area(0, 0, 210, 297)), text()], {"tint": "cream"}, []),
        ([Fill((1.0, 0.9608, 0.851), BOX)], {}, [FAINT.replace("5%", "4%")]),
    ],
)
def test_what_is_too_faint_thin_or_small(marks, rendering, messages):
    page = Page(Paper("A4"), MARGINS, 8, Rendering(**rendering))
    found = [message for _, message in flaws(Sheetful(210, 297, tuple(marks)), page)]
    assert found == messages


@pytest.mark.parametrize(("marks", "bordered"), [(FRAME, True), (FRAME[:3], False), ((), False)])
def test_a_border_has_four_sides(marks, bordered):
    assert is_bordered(BOX, marks) is bordered


@pytest.mark.parametrize(
    ("area", "found"),
    [
        (Area(20, 280, 120, 280), True),
        (Area(20, 280, 120.5, 281), True),
        (Area(20, 280, 119.4, 280), False),
        (Area(20, 180, 20, 280), False),
        (Area(20, 280, 120, 290), False),
    ],
)
def test_the_rule_is_100_mm_wide(area, found):
    assert has_rule(Sheetful(210, 297, (Stroke(0.5, BLACK, area),))) is found
    assert not has_rule(Sheetful(210, 297, (Fill(BLACK, area),)))


@pytest.mark.parametrize(
    ("page", "free"),
    [
        (Page(Paper("A4"), MARGINS, 8), [20, 10, 10, 10]),
        (Page(Paper("A4"), MARGINS, 8, rtl=True), [10, 10, 20, 10]),
        (Page(Paper("A4", landscape=True), MARGINS, 8), [10, 20, 10, 10]),
        (Page(Paper("A4"), MARGINS, 8, binding=False), [10, 10, 10, 10]),
    ],
)
def test_the_bound_side_has_room_for_holes(page, free):
    found = list(strips(page))
    assert [name for name, _, _ in found] == ["left edge", "upper edge", "right edge", "lower edge"]
    assert [wide for _, _, wide in found] == free
    areas = [(right - left) * (bottom - top) for _, (left, top, right, bottom), _ in found]
    width, height = page.paper.width, page.paper.height
    # At the bound side a letter may lean over.
    looked_at = [19.6 if wide == 20 else wide for wide in free]
    assert areas == pytest.approx([a * b for a, b in zip(looked_at, [height, width] * 2, strict=True)])


def test_a_heading_that_begins_with_a_letter_that_leans_over(tmp_path):
    leaning = QUESTION.replace("kind: questions", "kind: questions\n    heading: \\")
    assert said("copier", proof_from(tmp_path / "unit", leaning, layout="exam")) == []


@pytest.mark.parametrize(
    ("font", "name"),
    [
        ("ABCDEF+Fira-Sans-Semi-Bold", "Fira-Sans"),
        ("ABCDEF+Fira-Sans", "Fira-Sans"),
        ("Lexend-Bold-Italic", "Lexend"),
        ("Noto-Sans-Arabic", "Noto-Sans-Arabic"),
    ],
)
def test_a_fonts_family(font, name):
    assert family(font) == name


@pytest.mark.parametrize(
    ("fonts", "families"),
    [
        ({"A+Lexend": "abc", "A+Lexend-Bold": "→"}, ["Lexend"]),
        ({"A+Lexend": "abc", "A+Fira-Sans": "→α⁻", "A+Fira-Sans-Bold": "⁺"}, ["Lexend"]),
        ({"A+Lexend": "abc", "A+Fira-Sans": "→α", "A+Fira-Sans-Bold": "a"}, ["Fira-Sans", "Lexend"]),
        ({"A+Lexend": "abc", "A+Kalam": "d"}, ["Kalam", "Lexend"]),
        ({"A+Lexend": "abc", "A+Noto-Sans-Hebrew": "א"}, ["Lexend"]),
        ({"A+Lexend": "abc", "A+Comic": "d"}, ["Comic", "Lexend"]),  # one that isn't ours
    ],
)
def test_a_family_that_stands_in_for_letters_is_not_chosen(fonts, families):
    assert chosen_families({font: set(letters) for font, letters in fonts.items()}) == families


def test_an_arrow_that_the_font_for_dyslexic_readers_lacks(tmp_path):
    text = QUESTION.replace("Why?", "Why → how, Na⁺?")
    assert said("copier", proof_from(tmp_path / "unit", text, rendering=Rendering(dyslexia=True))) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "options", "expected"),
    [
        (
            "page.css",
            ".masthead {",
            ".masthead { margin-left: -6mm;",
            {},
            "1:1: : student: page 1 has ink in the 20 mm at its left edge, ",
        ),
        (
            "page.css",
            ".prompt {",
            ".prompt { font-size: 10pt !important;",
            {},
            "3:5: activities[0]: student: what students are asked is set in 10.0 pt, and the least is 11 pt; ",
        ),
        (
            "page.css",
            ".prompt {",
            ".prompt { color: #777;",
            {},
            "3:5: activities[0]: student: page 1: a text has a contrast of 4.5:1, and copies need 7:1; ",
        ),
        (
            "page.css",
            "html {",
            "html { text-align: justify;",
            {"rendering": Rendering(dyslexia=True)},
            "1:1: : student, dyslexia: text is justified; the layout must leave its lines ragged",
        ),
        (
            "page.css",
            ".prompt {",
            ".prompt { font-family: Kalam;",
            {"rendering": Rendering(dyslexia=True)},
            "1:1: : student, dyslexia: Kalam, Lexend stand side by side, ",
        ),
    ],
    ids=["margin", "small prompt", "pale prompt", "justified", "two families"],
)
def test_a_layout_that_a_copier_spoils(tmp_path, monkeypatch, request, file, old, new, options, expected):  # noqa: PLR0917
    name = request.node.callspec.id.replace(" ", "-")
    spoil(tmp_path, name, file, old, new)
    monkeypatch.chdir(tmp_path)
    messages = said("copier", proof_from(tmp_path / "unit", QUESTION, layout=name, **options))
    assert Counter(message.startswith(expected) for message in messages)[True] == 1, messages


@pytest.mark.parametrize("rendering", [Rendering(large_print=True), Rendering(dyslexia=True)])
def test_larger_letters_leave_no_room_for_the_rule(tmp_path, rendering):
    assert said("copier", proof_from(tmp_path / "unit", QUESTION, ("key",), rendering=rendering)) == []


def test_a_key_without_its_rule(tmp_path, monkeypatch):
    proof = proof_from(tmp_path / "unit", QUESTION, ("key",))
    assert said("copier", proof) == []
    monkeypatch.setattr("packbuilder.promises.copier.RULE", 90)
    assert said("copier", proof) == ["1:1: : key: has no rule of 100 mm; the layout must print one on the key's pages"]
