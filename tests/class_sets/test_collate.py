"""The order of pages on paper: parity, trays, booklets, spares; arithmetic that needs no PDF."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packbuilder.class_sets.collate import BLANK, PageOf, Separator, Shape, collate, copy_sides, separators, tray
from packbuilder.class_sets.copies import Copy, Variant, range_text, ranges
from packbuilder.class_sets.wanted import Settings
from packbuilder.papers import Paper

A4, LANDSCAPE, A3 = (
    Shape(Paper("A4"), shift=6.0),
    Shape(Paper("A4", landscape=True)),
    Shape(Paper("A3", landscape=True)),
)
STUDENT, SUPPORT, KEY = Variant(), Variant("support"), Variant("key")


def copies(*variants, classes=None):
    names = classes or ["9A"] * len(variants)
    return [Copy(n, variant, name) for n, (variant, name) in enumerate(zip(variants, names, strict=True), 1)]


def told(sides):
    """What is on each side: "1.2" is page 2 of copy 1, "-" a blank page, "[9A]" a separator."""

    def name(content):
        match content:
            case PageOf(copy, page):
                return f"{copy.number}.{page + 1}"
            case Separator():
                return f"[{content.class_name}{' keys' if content.are_keys else ''}]"
        return "-"

    return [" ".join(name(placed.content) for placed in side.places) for side in sides]


@pytest.mark.parametrize(
    ("pages", "both", "expected"),
    [
        (1, True, ["1.1", "-", "2.1", "-"]),
        (2, True, ["1.1", "1.2", "2.1", "2.2"]),
        (3, True, ["1.1", "1.2", "1.3", "-", "2.1", "2.2", "2.3", "-"]),
        (3, False, ["1.1", "1.2", "1.3", "2.1", "2.2", "2.3"]),
    ],
)
def test_a_copy_begins_on_a_fresh_sheet(pages, both, expected):
    assert told(collate("A4", copies(STUDENT, STUDENT), {STUDENT: [A4] * pages}, Settings(both))) == expected


BOOKLETS = {
    1: ["- 1.1", "- -"],
    2: ["- 1.1", "1.2 -"],
    3: ["- 1.1", "1.2 1.3"],
    4: ["1.4 1.1", "1.2 1.3"],
    5: ["- 1.1", "1.2 -", "- 1.3", "1.4 1.5"],
    6: ["- 1.1", "1.2 -", "1.6 1.3", "1.4 1.5"],
    7: ["- 1.1", "1.2 1.7", "1.6 1.3", "1.4 1.5"],
    8: ["1.8 1.1", "1.2 1.7", "1.6 1.3", "1.4 1.5"],
    9: ["- 1.1", "1.2 -", "- 1.3", "1.4 1.9", "1.8 1.5", "1.6 1.7"],
}


@pytest.mark.parametrize(("pages", "expected"), BOOKLETS.items())
def test_a_booklet_is_in_saddle_order(pages, expected):
    (copy,) = copies(STUDENT)
    assert told(copy_sides("A4", copy, [A4] * pages, Settings(imposition="booklet"))) == expected


@given(st.integers(1, 99), st.booleans())
def test_a_folded_booklet_reads_in_order(pages, rtl):
    """Sheets that lie in each other and are folded: leaf by leaf, each page comes in its turn."""
    (copy,) = copies(STUDENT)
    sides = copy_sides("A4", copy, [Shape(Paper("A4"), rtl=rtl)] * pages, Settings(imposition="booklet"))
    fronts, backs = sides[0::2], sides[1::2]
    first, last = (1, 0) if not rtl else (0, 1)
    read = [c for front, back in zip(fronts, backs, strict=True) for c in (front.places[first], back.places[last])]
    read += [
        c
        for front, back in zip(reversed(fronts), reversed(backs), strict=True)
        for c in (back.places[first], front.places[last])
    ]
    numbers = [placed.content.page for placed in read if placed.content is not BLANK]
    assert numbers == list(range(pages))
    assert all(placed.content is BLANK for placed in read[pages:])
    assert len(sides) % 2 == 0


@pytest.mark.parametrize(
    ("pages", "rtl", "expected"),
    [
        (1, False, ["1.1 -", "-"]),
        (3, False, ["1.1 1.2", "1.3 -"]),
        (5, False, ["1.1 1.2", "1.3 1.4", "1.5 -", "-"]),
        (3, True, ["1.2 1.1", "- 1.3"]),
    ],
)
def test_two_pages_lie_beside_each_other(pages, rtl, expected):
    (copy,) = copies(STUDENT)
    sides = copy_sides("A4", copy, [Shape(Paper("A4"), rtl=rtl)] * pages, Settings(imposition="two-up"))
    assert told(sides) == expected
    assert {side.paper for side in sides} == {Paper("A3", landscape=True)}
    assert [placed.x for placed in sides[0].places] == [0, 210]


def test_trays_hold_pages_of_a_size_in_the_same_order():
    mixed, plain = [A4, A3, A4], [A4]
    two = copies(STUDENT, SUPPORT, STUDENT)
    shapes = {STUDENT: mixed, SUPPORT: plain}
    assert told(collate("A4", two, shapes, Settings())) == ["1.1", "1.3", "2.1", "-", "3.1", "3.3"]
    assert told(collate("A3", two, shapes, Settings())) == ["1.2", "-", "3.2", "-"]


@pytest.mark.parametrize(
    ("size", "imposition", "expected"),
    [("A4", "none", "A4"), ("A4", "booklet", "A3"), ("Letter", "two-up", "Tabloid"), ("A3", "booklet", "A3")],
)
def test_two_pages_need_larger_paper(size, imposition, expected):
    assert tray(size, Settings(imposition=imposition)) == expected


def test_pages_for_which_there_is_no_larger_paper_are_not_imposed():
    (copy,) = copies(STUDENT)
    assert told(copy_sides("A3", copy, [A3], Settings(imposition="booklet"))) == ["1.1", "-"]


def test_a_separator_begins_each_class_on_a_sheet_of_its_own():
    three = copies(STUDENT, STUDENT, STUDENT, classes=["9A", "9A", "9B"])
    sides = list(collate("A4", three, {STUDENT: [A4]}, Settings(separators=True)))
    assert told(sides) == ["[9A]", "-", "1.1", "-", "2.1", "-", "[9B]", "-", "3.1", "-"]
    assert sides[0].places[0].content == Separator(tuple(three[:2]))


def test_keys_have_a_separator_of_their_own():
    pupils_and_keys = copies(STUDENT, STUDENT, KEY, KEY, classes=["9A", "9B", "9A", "9B"])
    shapes = {STUDENT: [A4], KEY: [A4]}
    fronts = told(collate("A4", pupils_and_keys, shapes, Settings(separators=True)))[0::2]
    assert fronts == ["[9A]", "1.1", "[9B]", "2.1", "[9A keys]", "3.1", "[9B keys]", "4.1"]


def test_a_separator_stands_for_the_copies_of_its_stream():
    four = copies(STUDENT, SUPPORT, STUDENT, SUPPORT, classes=["9A", "9A", "9A", "9B"])
    on = {STUDENT: ["A4", "A3"], SUPPORT: ["A4"]}
    found = {
        size: [[copy.number for copy in each.copies] for each in separators(size, four, on)] for size in on[STUDENT]
    }
    assert found == {"A4": [[1, 2, 3], [4]], "A3": [[1, 3]]}


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([], []),
        ([3], ["0003"]),
        ([3, 4], ["0003–0004"]),
        ([9, 1, 3, 2, 8], ["0001–0003", "0008–0009"]),
        ([90_001, 90_002], ["90001–90002"]),
    ],
)
def test_numbers_of_copies_are_written_as_ranges(numbers, expected):
    assert [range_text(*each) for each in ranges(numbers)] == expected


@pytest.mark.parametrize(
    ("shape", "both", "expected"),
    [
        (A4, True, [(0, 0.0), (0, -6.0), (0, 0.0)]),  # the bound edge of a back is the other one
        (A4, False, [(0, 0.0), (0, 0.0), (0, 0.0)]),
        (Shape(Paper("A4"), rtl=True, shift=6.0), True, [(0, 0.0), (0, 6.0), (0, 0.0)]),
        (LANDSCAPE, True, [(90, 0.0), (270, 0.0), (90, 0.0)]),
        (Shape(Paper("A4", landscape=True), rtl=True), True, [(270, 0.0), (90, 0.0), (270, 0.0)]),
    ],
)
def test_the_bound_edge_of_all_sides_meets(shape, both, expected):
    (copy,) = copies(STUDENT)
    sides = copy_sides("A4", copy, [shape] * 3, Settings(both))[:3]
    assert [(side.places[0].turned, side.places[0].shift) for side in sides] == expected
    assert {side.paper for side in sides} == {Paper("A4")}


@pytest.mark.parametrize(
    ("imposition", "rtl", "expected"),
    [
        ("booklet", False, [(-6.0, 0.0), (-6.0, 0.0)]),  # the fold is where a booklet is bound
        ("booklet", True, [(0.0, 6.0), (0.0, 6.0)]),
        ("two-up", False, [(0.0, 0.0), (0.0, 0.0)]),
        ("two-up", True, [(0.0, 0.0), (0.0, 0.0)]),
    ],
)
def test_pages_beside_each_other_keep_their_room_for_binding(imposition, rtl, expected):
    (copy,) = copies(STUDENT)
    sides = copy_sides("A4", copy, [Shape(Paper("A4"), rtl, 6.0)] * 4, Settings(imposition=imposition))
    assert [tuple(placed.shift for placed in side.places) for side in sides] == expected


def test_a_copy_is_bound_where_its_first_page_is():
    (copy,) = copies(STUDENT)
    mixed = [A4, Shape(Paper("A4"), rtl=True, shift=6.0), A4, A4]
    assert told(copy_sides("A4", copy, mixed, Settings(imposition="booklet"))) == BOOKLETS[4]
    sides = copy_sides("A4", copy, mixed, Settings())
    assert [side.places[0].shift for side in sides] == [0.0, 0.0, 0.0, -6.0]


@given(st.lists(st.lists(st.sampled_from([A4, LANDSCAPE, A3]), min_size=1, max_size=9), min_size=1, max_size=5))
def test_every_page_of_every_copy_is_printed_once(packs):
    variants = [Variant(language=f"x{number}") for number in range(len(packs))]
    shapes = dict(zip(variants, packs, strict=True))
    everyone = copies(*variants)
    for imposition in ("none", "booklet", "two-up"):
        settings = Settings(imposition=imposition)
        sides = [side for size in ("A4", "A3") for side in collate(size, everyone, shapes, settings)]
        found = [placed.content for side in sides for placed in side.places if isinstance(placed.content, PageOf)]
        assert sorted((each.copy.number, each.page) for each in found) == [
            (number, page) for number, pages in enumerate(packs, 1) for page in range(len(pages))
        ]
