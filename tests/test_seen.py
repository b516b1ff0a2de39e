"""What a finished PDF shows, and pictures of it compared."""

from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from packbuilder.pictures import darker, darker_than
from packbuilder.seen import grey_pages, letters, letters_by_font
from packbuilder.typeset import Typeset

DPI = 25.4
"""A pixel is a millimetre."""
STYLE = "@page { size: 50mm 60mm; margin: 10mm } body { margin: 0; font: 10pt 'Fira Sans' }"
HEAD = f"<html lang=en><head><title>T</title><style>{STYLE}</style></head>"
BOX = "<div style='height: 20mm; width: 20mm; background: {}'></div>"


def pdf_of(content):
    return Typeset(f"{HEAD}<body>{content}</body></html>", Path()).pdf()


def picture(*boxes, size=(50, 60)):
    """A white picture with black boxes, whose right and lower pixels belong to them."""
    image = Image.new("L", size, 255)
    for box in boxes:
        ImageDraw.Draw(image).rectangle(box, 0)
    return image


def test_pages_are_grey_pictures():
    pages = grey_pages(pdf_of(BOX.format("#f00") + "<p style='break-before: page'></p>"), DPI)
    # A part of a pixel is a pixel.
    assert [(page.width in (50, 51), page.height in (60, 61)) for page in pages] == [(True, True)] * 2
    assert {page.mode for page in pages} == {"L"}
    assert 50 < pages[0].getpixel((20, 20)) < 100
    assert pages[1].getextrema() == (255, 255)


def test_letters_have_their_places():
    first, second, third = letters(pdf_of("<p style='margin: 0'>H i</p><p style='break-before: page'>H</p>"))
    assert (first.text, second.text, third.text) == ("H", "i", "H")
    assert (first.page, second.page, third.page) == (0, 0, 1)
    assert first.left == pytest.approx(10.3, abs=0.2)
    # A capital of 10 pt is 2.4 mm tall.
    assert first.bottom - first.top == pytest.approx(2.43, abs=0.1)
    assert 10 < first.top < first.bottom < 15
    assert first.right < second.left


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ([], [], None),
        ([(10, 10, 19, 29)], [(10, 10, 19, 29)], None),
        ([], [(10, 10, 19, 29)], None),
        ([(10, 10, 19, 29)], [], (10, 10, 20, 30)),
        ([(10, 10, 19, 29)], [(10, 10, 19, 19)], (10, 20, 20, 30)),
    ],
)
def test_where_one_picture_is_darker(one, other, found):
    assert darker(picture(*one), picture(*other), 32, DPI) == (pytest.approx(found) if found else None)


def test_each_font_is_known_by_its_letters():
    found = letters_by_font(pdf_of("<p>ab <b>c</b> <span style='font-family: Lexend, Fira Sans'>d →</span></p>"))
    assert {name.partition("+")[2]: letters for name, letters in found.items()} == {
        "Fira-Sans": {"a", "b", "→"},
        "Fira-Sans-Semi-Bold": {"c"},
        "Lexend": {"d"},
    }


@pytest.mark.parametrize(("by", "found"), [(99, True), (100, False)])
def test_small_differences_are_noise(by, found):
    grey = Image.new("L", (50, 60), 155)
    assert bool(darker(grey, picture(), by, DPI)) is found


@pytest.mark.parametrize(
    ("box", "area", "found"),
    [
        ((5, 5, 8, 8), (0, 0, 10, 60), (5, 5, 9, 9)),
        ((0, 0, 1, 1), (0, 0, 10, 60), (0, 0, 2, 2)),
        ((8, 5, 12, 8), (0, 0, 10, 60), (8, 5, 9, 9)),
        # The last pixel before the edge may be that of a line that begins there.
        ((9, 5, 12, 8), (0, 0, 10, 60), None),
        ((38, 5, 40, 8), (40, 0, 50, 60), None),
        ((38, 5, 41, 8), (40, 0, 50, 60), (41, 5, 42, 9)),
        ((49, 59, 49, 59), (40, 0, 50, 60), (49, 59, 50, 60)),
        ((20, 20, 30, 30), (0, 0, 10, 60), None),
    ],
)
def test_where_there_is_ink(box, area, found):
    assert darker_than(picture(box), 250, area, DPI) == (pytest.approx(found) if found else None)


def test_a_tinted_page_has_no_ink():
    tinted = Image.new("L", (50, 60), 240)
    assert darker_than(tinted, 240, (0, 0, 10, 60), DPI) is None
    assert darker_than(tinted, 241, (0, 0, 10, 60), DPI) is not None
