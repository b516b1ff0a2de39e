"""Papers and pages: sizes, directions, families, and what of a page may be used."""

from dataclasses import replace

import pytest

from packbuilder.hands import HANDS
from packbuilder.papers import COUNTERPARTS, SIZES, Margins, Page, Paper, parse_paper
from packbuilder.renderings import Rendering

PAPERS = [Paper(size, landscape) for size in SIZES for landscape in (False, True)]


@pytest.mark.parametrize(
    ("text", "paper"),
    [
        ("A4", Paper("A4")),
        ("a4", Paper("A4")),
        ("A4 portrait", Paper("A4")),
        ("A3 landscape", Paper("A3", landscape=True)),
        ("a3  LANDSCAPE ", Paper("A3", landscape=True)),
        ("letter", Paper("Letter")),
        ("Tabloid Landscape", Paper("Tabloid", landscape=True)),
    ],
)
def test_a_paper_is_read(text, paper):
    assert parse_paper(text) == paper


@pytest.mark.parametrize(
    "text", ["A5", "", " ", "landscape", "landscape A4", "A4 sideways", "A4 portrait landscape", "A"]
)
def test_anything_else_is_refused_with_the_papers_there_are(text):
    with pytest.raises(ValueError, match="choose A4, A3, Letter, Tabloid") as caught:
        parse_paper(text)
    assert f'"{text}" is no paper' in str(caught.value)


@pytest.mark.parametrize("paper", PAPERS, ids=str)
def test_a_papers_name_reads_back_as_the_paper(paper):
    assert parse_paper(paper.name) == paper


@pytest.mark.parametrize(
    ("text", "width", "height"),
    [
        ("A4", 210, 297),
        ("A4 landscape", 297, 210),
        ("A3", 297, 420),
        ("A3 landscape", 420, 297),
        ("Letter", 8.5 * 25.4, 11 * 25.4),
        ("Letter landscape", 11 * 25.4, 8.5 * 25.4),
        ("Tabloid", 11 * 25.4, 17 * 25.4),
        ("Tabloid landscape", 17 * 25.4, 11 * 25.4),
    ],
)
def test_sizes_are_those_of_the_standards(text, width, height):
    paper = parse_paper(text)
    assert (paper.width, paper.height) == pytest.approx((width, height))


@pytest.mark.parametrize(
    ("text", "family", "name"),
    [
        ("A4", "iso", "A4 portrait"),
        ("A4", "us", "Letter portrait"),
        ("A3 landscape", "us", "Tabloid landscape"),
        ("Letter", "us", "Letter portrait"),
        ("Letter landscape", "iso", "A4 landscape"),
        ("Tabloid", "iso", "A3 portrait"),
    ],
)
def test_a_paper_changes_family_but_not_direction(text, family, name):
    assert parse_paper(text).on(family).name == name


def test_counterparts_belong_to_each_other():
    assert set(COUNTERPARTS) == set(SIZES)
    assert all(COUNTERPARTS[COUNTERPARTS[size]] == size for size in SIZES)


MARGINS = Margins(binding=20, top=12, outer=10, bottom=15)


@pytest.mark.parametrize(
    ("text", "left", "top", "width", "height"),
    [
        ("A4", 20, 12, 180, 270),
        # Turned, the sheet is punched at its upper edge.
        ("A4 landscape", 10, 22, 277, 173),
        ("A3 landscape", 10, 22, 400, 260),
        ("A3", 20, 12, 267, 393),
    ],
)
def test_the_type_area_leaves_room_for_the_punch(text, left, top, width, height):
    page = Page(parse_paper(text), MARGINS, pitch=8)
    assert (page.left, page.top, page.width, page.height) == (left, top, width, height)


@pytest.mark.parametrize("paper", PAPERS, ids=str)
def test_type_area_and_margins_make_the_paper(paper):
    page = Page(paper, MARGINS, pitch=8)
    assert page.left + page.width + MARGINS.outer == pytest.approx(paper.width)
    assert page.top + page.height + MARGINS.bottom == pytest.approx(paper.height)


@pytest.mark.parametrize(
    ("text", "more", "side", "margins"),
    [
        ("A4", {}, "left", (20, 10, 12)),
        ("A4", {"rtl": True}, "right", (10, 21, 12)),
        ("A4", {"binding": False}, None, (10, 10, 12)),
        ("A4", {"binding": False, "rtl": True}, None, (10, 10, 12)),
        ("A4 landscape", {}, "top", (10, 10, 22)),
        ("A4 landscape", {"rtl": True}, "top", (10, 10, 22)),
        ("A4 landscape", {"binding": False}, None, (10, 10, 12)),
        ("Letter", {"rtl": True}, "right", (10, 21, 12)),
    ],
)
def test_the_side_that_is_punched(text, more, side, margins):
    page = Page(parse_paper(text), MARGINS, pitch=8, **more)
    assert (page.binding_side, page.left, page.right, page.top) == (side, *margins)
    assert page.left + page.width + page.right == pytest.approx(page.paper.width)


def test_a_tightened_page_has_closer_lines_and_all_else_alike():
    page = Page(parse_paper("A4"), MARGINS, pitch=8, rendering=Rendering(dyslexia=True), rtl=True)
    tight = page.tightened()
    assert tight.pitch == pytest.approx(7.28)
    assert replace(tight, pitch=8, tight=False) == page
    assert tight.tight


@pytest.mark.parametrize("hand", HANDS.values(), ids=HANDS)
def test_every_hand_can_write_on_the_lines_of_a_tightened_page(hand):
    assert Page(parse_paper("A4"), MARGINS, pitch=hand.pitch).tightened().pitch >= hand.least
