"""What a PDF prints, read from its content."""

from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from packbuilder.pdf.ink import Area, Fill, Stroke, Text, ink
from packbuilder.units import MM_PER_PT

BLACK, WHITE, RED = (0.0, 0.0, 0.0), (1.0, 1.0, 1.0), (1.0, 0.0, 0.0)


def page_with(content, resources=None):
    """A page of 72 × 144 pt (25.4 × 50.8 mm) with this content."""
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(72, 144))
    page.obj.Resources = document.make_indirect(resources(document) if resources else Dictionary())
    page.contents_add(content.encode())
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def marks(content, resources=None):
    (page,) = ink(page_with(content, resources))
    assert (page.width, page.height) == pytest.approx((25.4, 50.8))
    return [tidy(mark) for mark in page.marks]


def tidy(mark):
    """The mark with its figures as they are easy to write: boxes in pt from the upper left."""
    if isinstance(mark, Text):
        return (
            "text",
            round(mark.size, 3),
            mark.colour,
            round(mark.x / MM_PER_PT, 3),
            round(mark.y / MM_PER_PT, 3),
            mark.font,
        )
    box = mark.area.left, mark.area.top, mark.area.right, mark.area.bottom
    place = tuple(round(edge / MM_PER_PT, 3) for edge in box)
    return (
        ("line", round(mark.width, 3), mark.colour, place) if isinstance(mark, Stroke) else ("area", mark.colour, place)
    )


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("0.5 w 10 44 m 60 44 l S", [("line", 0.5, BLACK, (10, 100, 60, 100))]),
        ("1 0 0 RG 10 44 m 60 34 l S", [("line", 1, RED, (10, 100, 60, 110))]),
        # Coordinate systems.
        ("2 0 0 2 0 0 cm 0.5 w 5 22 m 30 22 l S", [("line", 1, BLACK, (10, 100, 60, 100))]),
        ("2 0 0 1 0 0 cm 0.5 w 5 44 m 30 44 l S", [("line", 0.5, BLACK, (10, 100, 60, 100))]),
        ("2 0 0 1 0 0 cm 0.5 w 5 44 m 5 34 l S", [("line", 1, BLACK, (10, 100, 10, 110))]),
        ("q 2 0 0 2 0 0 cm Q 0.5 w 10 44 m 60 44 l S", [("line", 0.5, BLACK, (10, 100, 60, 100))]),
        # Areas, and bars that are lines to the eye.
        ("0.9 g 10 34 50 20 re f", [("area", (0.9, 0.9, 0.9), (10, 90, 60, 110))]),
        ("0 0 0 0.5 k 10 34 50 20 re f", [("area", (0.5, 0.5, 0.5), (10, 90, 60, 110))]),
        ("10 44 50 0.7 re f", [("line", 0.7, BLACK, (10, 99.3, 60, 100))]),
        ("1 0 0 RG 1 g 10 34 50 20 re B", [("area", WHITE, (10, 90, 60, 110)), ("line", 1, RED, (10, 90, 60, 110))]),
        # A ring is a border: all of it, or what clipping leaves of it.
        (
            "10 34 50 20 re 11 35 48 18 re f*",
            [
                ("line", 1, BLACK, (10, 90, 11, 110)),
                ("line", 1, BLACK, (10, 90, 60, 91)),
                ("line", 1, BLACK, (59, 90, 60, 110)),
                ("line", 1, BLACK, (10, 109, 60, 110)),
            ],
        ),
        ("10 34 50 20 re 10 35 50 19 re f*", [("line", 1, BLACK, (10, 109, 60, 110))]),
        ("0 0 72 50 re W n 10 34 50 20 re f", [("area", BLACK, (10, 94, 60, 110))]),
        ("0 0 72 20 re W n 10 34 50 20 re f", []),
        # What prints nothing.
        ("10 34 50 20 re n 5 5 m 10 44 m 60 44 l f", []),
    ],
)
def test_lines_and_areas(content, expected):
    assert marks(content) == expected


def fonts(document):
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name("/ABCDEF+Some-Bold"))
    return Dictionary(Font=Dictionary(F=document.make_indirect(font)))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("BT /F 12 Tf 10 44 Td (a) Tj ET", [("text", 12, BLACK, 10, 100, "ABCDEF+Some-Bold")]),
        ("0.75 0 0 -0.75 0 144 cm BT /F 12 Tf 1 0 0 -1 20 40 Tm [(a) -20 (b)] TJ ET", [9.0]),
        ("1 0 0 rg BT /F 12 Tf 2 0 0 2 10 44 Tm (a) Tj ET", [24.0]),
        ("BT /F 12 Tf 3 Tr (a) Tj ET BT 0 Tr () Tj ET", []),
    ],
)
def test_text_has_its_size(content, expected):
    found = marks(content, fonts)
    assert found == expected or [mark[1] for mark in found] == expected


@pytest.mark.parametrize(
    "content",
    [
        "BT /F 12 Tf 14 TL 10 44 Td (a) Tj T* (b) Tj T* (c) Tj ET",
        "BT /F 12 Tf 14 TL 10 44 Td (a) Tj (b) ' (c) ' ET",
        'BT /F 12 Tf 14 TL 10 44 Td (a) Tj 1 2 (b) " 1 2 (c) " ET',
        "BT /F 12 Tf 10 58 Td 0 -14 TD (a) Tj T* (b) Tj T* (c) Tj ET",
        "BT /F 12 Tf 10 44 Td (a) Tj 0 -14 Td (b) Tj 0 -14 Td (c) Tj ET",
        "BT /F 12 Tf 14 TL 1 0 0 1 10 44 Tm (a) Tj T* (b) Tj T* (c) Tj ET",
    ],
)
def test_lines_of_text_stand_below_each_other(content):
    assert [mark[3:5] for mark in marks(content, fonts)] == [(10, 100), (10, 114), (10, 128)]


def boxed(document, **entries):
    return document.make_stream(b"0.4 w 0 5 m 20 5 l S", BBox=[0, 0, 10, 10], **entries)


def with_form(document):
    form = boxed(document, Subtype=Name.Form, Matrix=Array([2, 0, 0, 2, 0, 0]))
    return Dictionary(XObject=Dictionary(X=form))


def with_pattern(document):
    tile = boxed(
        document, PatternType=1, PaintType=1, TilingType=1, XStep=99, YStep=99, Matrix=Array([1, 0, 0, 1, 0, 34])
    )
    return Dictionary(Pattern=Dictionary(P=tile))


def with_transparency(document):
    resources = fonts(document)
    resources.ExtGState = Dictionary(G=Dictionary(ca=0.25, CA=0.5))
    return resources


@pytest.mark.parametrize(
    ("content", "resources", "expected"),
    [
        # The form is cut off at its box.
        ("1 0 0 1 5 0 cm /X Do", with_form, [("line", 0.8, BLACK, (5, 134, 25, 134))]),
        ("/Pattern cs /P scn 0 30 8 40 re f", with_pattern, [("line", 0.4, BLACK, (0, 105, 8, 105))]),
        ("/G gs 10 34 50 20 re f", with_transparency, [("area", (0.75, 0.75, 0.75), (10, 90, 60, 110))]),
        ("/G gs 10 44 m 60 44 l S", with_transparency, [("line", 1, (0.5, 0.5, 0.5), (10, 100, 60, 100))]),
    ],
)
def test_forms_patterns_and_transparency(content, resources, expected):
    assert marks(content, resources) == expected


@pytest.mark.parametrize(
    ("mode", "colour"),
    [
        (0, (0.75, 0.75, 1)),
        (1, (1, 0.5, 0.5)),
        (2, (0.75, 0.75, 1)),
        (3, None),
        (4, (0.75, 0.75, 1)),
        (5, (1, 0.5, 0.5)),
        (6, (0.75, 0.75, 1)),
        (7, None),
    ],
)
def test_a_text_has_the_colour_of_how_it_is_painted(mode, colour):
    found = marks(f"/G gs 0 0 1 rg 1 0 0 RG BT /F 12 Tf {mode} Tr 10 44 Td (a) Tj ET", with_transparency)
    assert [mark[2] for mark in found] == ([colour] if colour else [])


def test_a_form_that_holds_itself_is_refused():
    def loop(document):
        form = document.make_indirect(boxed(document, Subtype=Name.Form))
        form.Resources = Dictionary(XObject=Dictionary(X=form))
        form.write(b"/X Do")
        return Dictionary(XObject=Dictionary(X=form))

    with pytest.raises(ValueError, match="nested too deep"):
        marks("/X Do", loop)


@pytest.mark.parametrize(
    ("one", "other", "common"),
    [
        (Area(0, 0, 10, 10), Area(5, 5, 20, 20), Area(5, 5, 10, 10)),
        (Area(0, 0, 10, 10), Area(10, 0, 20, 20), Area(10, 0, 10, 10)),
        (Area(0, 0, 10, 10), Area(11, 0, 20, 20), None),
    ],
)
def test_areas_have_a_common_part(one, other, common):
    assert one.within(other) == common
    assert other.within(one) == common


def test_marks_come_in_the_order_in_which_they_are_printed():
    (page,) = ink(page_with("0 g 0 0 50 50 re f 1 g 0 0 50 50 re f"))
    assert [mark.colour for mark in page.marks if isinstance(mark, Fill)] == [BLACK, WHITE]
