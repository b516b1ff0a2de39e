"""Diagrams: boxes in rows, and arrows that end where they should."""

import re
from itertools import combinations, pairwise
from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from boxes import meet
from packbuilder.activities.diagram import HEAD, Fields, draw
from packbuilder.fill import fill
from packbuilder.renderings import USUAL
from packbuilder.sheet import EDITIONS, Blank, Given, blanks
from samples import LARGE, pen_of

TINY = 1e-6
WRITTEN = 0.01
"""What a coordinate in a path is rounded to, in mm."""


def fields(rows, arrows=(), **more):
    values = {"kind": "diagram", "prompt": "P", "rows": rows, "arrows": list(arrows), **more}
    return Fields.model_validate(values)


def box(name, **more):
    return {"id": name, **(more or {"answer": f"label {name}"})}


text = st.text("abc de", min_size=1, max_size=60).filter(str.strip)
content = st.sampled_from([{"answer": "x"}, {"open": True}]) | text.map(lambda words: {"given": words})


@st.composite
def diagrams(draw):
    rows = []
    for number in range(draw(st.integers(1, 10))):
        row = [box(f"b{number}-{place}", **draw(content)) for place in range(draw(st.integers(1, 6)))]
        rows.append([{**each, "note": draw(text)} if draw(st.booleans()) else each for each in row])
    arrows = []
    for above, below in pairwise(rows):
        pairs = [(a["id"], b["id"]) for a in above for b in below]
        chosen = draw(st.lists(st.sampled_from(pairs), max_size=5, unique=True))
        arrows += [list(pair) if draw(st.booleans()) else list(reversed(pair)) for pair in chosen]
    return fields(rows, arrows)


widths = st.floats(176, 386)
extra = st.just(0.0) | st.floats(0, 400)


def placed(spec, width, more=0.0):
    graph = draw(spec, pen_of(width)).graph
    height = graph.space.minimum + more
    return graph, graph.place(width, height), height


@given(diagrams(), widths, extra)
def test_boxes_are_apart_and_on_the_canvas(spec, width, more):
    _, placement, height = placed(spec, width, more)
    boxes = [each for row in placement.rows for each in row]
    assert [each.content.name for each in boxes] == [each.id for row in spec.rows for each in row]
    for each in boxes:
        assert -TINY <= each.x <= each.right <= width + TINY
        assert -TINY <= each.y <= each.bottom <= height + TINY
        assert each.width > 20
    for one, other in combinations(boxes, 2):
        assert not meet(one, other)


@given(diagrams(), widths, extra)
def test_rows_are_below_each_other_and_as_tall_as_they_must_be(spec, width, more):
    drawing, placement, _ = placed(spec, width, more)
    for above, below in pairwise(placement.rows):
        assert max(each.bottom for each in above) + 2 * HEAD < min(each.y for each in below)
    for row, drawn in zip(placement.rows, drawing.rows, strict=True):
        assert all(each.height >= drawn.height for each in row)


def points(path):
    """The corners of a path of absolute moves and lines."""
    x = y = 0.0
    for letter, numbers in re.findall(r"([MLHVZ])([-\d. ]*)", path):
        values = [float(number) for number in numbers.split()]
        if letter in "ML":
            x, y = values
        elif letter == "H":
            (x,) = values
        elif letter == "V":
            (y,) = values
        if letter != "Z":
            yield x, y


@given(diagrams(), widths, extra)
def test_an_arrow_leads_from_its_first_box_to_its_second(spec, width, more):
    _, placement, _ = placed(spec, width, more)
    boxes = {each.content.name: each for row in placement.rows for each in row}
    shafts, heads = placement.strokes[::2], placement.strokes[1::2]
    assert len(shafts) == len(heads) == len(spec.arrows)
    for arrow, shaft, head in zip(spec.arrows, shafts, heads, strict=True):
        start, end = boxes[arrow.start], boxes[arrow.end]
        down = start.y < end.y
        first, tip = next(points(shaft.path)), list(points(head.path))[-1]
        assert start.x < first[0] < start.right
        assert end.x < tip[0] < end.right
        assert first[1] == pytest.approx(start.bottom if down else start.y, abs=WRITTEN)
        assert tip[1] == pytest.approx(end.y if down else end.bottom, abs=WRITTEN)
        between = sorted([first[1], tip[1]])
        assert all(between[0] - WRITTEN <= y <= between[1] + WRITTEN for _, y in points(shaft.path))


@given(diagrams(), widths)
def test_arrows_never_end_on_the_same_spot(spec, width):
    _, placement, _ = placed(spec, width)
    tips = [list(points(stroke.path))[-1] for stroke in placement.strokes[1::2]]
    assert len(set(tips)) == len(tips)


def share(one, other):
    """Do two lines run along each other? Where they only cross, each can be followed."""
    (x1, y1), (x2, y2) = one
    across, down = x2 - x1, y2 - y1
    length = hypot(across, down)
    away = [abs(across * (y - y1) - down * (x - x1)) for x, y in other]
    first, last = sorted((across * (x - x1) + down * (y - y1)) / length for x, y in other)
    return max(away) < 0.02 * length and max(first, 0) + 0.02 < min(last, length)


@given(diagrams(), widths, extra)
def test_each_arrow_can_be_followed(spec, width, more):
    _, placement, _ = placed(spec, width, more)
    shafts = [list(pairwise(points(stroke.path))) for stroke in placement.strokes[::2]]
    lines = [[line for line in shaft if line[0] != line[1]] for shaft in shafts]
    for one, other in combinations(lines, 2):
        assert not any(share(a, b) for a in one for b in other)


FIVE, THREE, ONE = "abcde", "fgh", "i"


@pytest.mark.parametrize(
    ("arrows", "straight"),
    [
        (["af"], False),
        (["ig"], False),
        (["af", "cg", "eh"], False),
        (["af", "bf"], False),
        (["fi", "gi", "hi"], False),
        (["af", "ag", "bf"], True),  # the elbows of a would run along those of b
        (["ah", "cg"], True),
        (["fi", "if"], True),  # there and back
        (["af", "ah", "fi", "bg"], True),
    ],
)
def test_arrows_are_elbows_as_long_as_those_keep_clear_of_each_other(arrows, straight):
    rows = [[box(name) for name in row] for row in (FIVE, THREE, ONE)]
    _, placement, _ = placed(fields(rows, [list(arrow) for arrow in arrows]), 176, 60)
    assert ["L" in stroke.path for stroke in placement.strokes[::2]] == [straight] * len(arrows)


def test_a_single_row_is_a_diagram_too():
    _, placement, height = placed(fields([[box("a"), box("b")]]), 176, 50)
    assert max(each.bottom for each in placement.rows[0]) <= height


TWO = [[box("a"), box("b", given="B")], [box("c"), box("d", answer="label a")]]


def test_what_is_given_is_no_blank():
    contents = [cell.content for row in draw(fields(TWO), pen_of()).graph.rows for cell in row.cells]
    assert [isinstance(content, Blank) for content in contents] == [True, False, True, True]
    assert contents[1] == Given("B")


def test_ids_are_those_of_the_boxes():
    assert [blank.id for blank in blanks(draw(fields(TWO), pen_of()))] == [f"sheet/task/{name}" for name in "acd"]


# --- boxes as a list --------------------------------------------------------------------------------------

SIX = [[box(f"b{number}") for number in range(6)]]
LONG_WORD = [[box("a", given="Counterrevolutionaries"), box("b"), box("c"), box("d")]]
DEEP = [[box(f"r{row}", answer="x", lines=3)] for row in range(8)]


@pytest.mark.parametrize(
    ("rows", "width", "rendering", "listed"),
    [
        (TWO, 176, USUAL, False),
        (TWO, 176, LARGE, False),
        (SIX, 176, USUAL, False),
        (SIX, 176, LARGE, True),  # the boxes would be too narrow
        (SIX, 386, LARGE, False),
        (LONG_WORD, 176, USUAL, False),
        (LONG_WORD, 176, LARGE, True),  # narrower than a word
        (LONG_WORD, 386, LARGE, False),
        (DEEP, 176, USUAL, False),  # what doesn't fit is said by the canvas
        (DEEP, 176, LARGE, True),  # together taller than a page
    ],
)
def test_a_diagram_is_a_list_where_its_boxes_have_no_room(rows, width, rendering, listed):
    drawing = draw(fields(rows), pen_of(width, rendering=rendering))
    assert (drawing.graph is None, bool(drawing.listed)) == (listed, listed)


def test_a_list_says_where_arrows_lead_and_has_the_same_blanks():
    spec = fields([SIX[0], [box("c"), box("d", given="D")]], [["b0", "c"], ["b0", "d"], ["d", "b5"]])
    listed = draw(spec, pen_of(rendering=LARGE)).listed
    assert [(each.number, each.level, each.cell.name) for each in listed] == [
        *((number + 1, 1, f"b{number}") for number in range(6)),
        (7, 2, "c"),
        (8, 2, "d"),
    ]
    leads = {each.cell.name: each.leads_to for each in listed if each.leads_to}
    assert leads == {"b0": "leads to 7, 8", "d": "leads to 6"}
    usual = [blank.id for blank in blanks(draw(spec, pen_of()).graph)]
    assert [blank.id for blank in blanks(listed)] == usual


def test_a_listener_is_told_where_arrows_lead_by_text_or_number():
    spec = fields([[box("a"), box("b", given="*Big* B")], [box("c")]], [["a", "c"], ["c", "b"], ["c", "a"], ["b", "c"]])
    told = {cell.name: cell.arrows for row in draw(spec, pen_of()).graph.rows for cell in row.cells}
    assert told == {"a": "leads to 3", "b": "leads to 3", "c": "leads to “Big B”, 1"}


@pytest.mark.parametrize(("lines", "height"), [(1, 12), (3, 36)])
def test_a_listed_box_has_its_lines(lines, height):
    row = [box(f"b{number}", answer="x", lines=lines) for number in range(6)]
    (space,) = {each.space.minimum for each in draw(fields([row]), pen_of(rendering=LARGE)).listed}
    assert space == height


def test_boxes_of_a_row_are_as_tall_as_the_one_with_most_lines():
    one, three = (draw(fields([[box("a"), box("b", answer="x", lines=n)]]), pen_of()).graph for n in (1, 3))
    assert three.rows[0].height == one.rows[0].height + 16


@pytest.mark.parametrize(("place", "editions"), [("student", EDITIONS), ("support", ("support",))])
def test_the_word_bank_has_each_label_once_and_the_extra_words(place, editions):
    bank = draw(fields(TWO, word_bank=place, extra_words=["more", "label c"]), pen_of()).bank
    assert (bank.editions, sorted(bank.value)) == (editions, ["label a (2×)", "label c", "more"])


def test_the_word_bank_has_each_note_of_a_box():
    bank = draw(fields([[box("a", answer=["Tsar", "Nicholas"]), box("b")]]), pen_of()).bank
    assert sorted(bank.value) == ["Nicholas", "Tsar", "label b"]


def test_without_labels_there_is_no_word_bank():
    assert not fill(draw(fields([[box("a", open=True)]]), pen_of()), "support").bank


@pytest.mark.parametrize(
    "arrows", [[], [["a", "c"]], [["c", "a"]], [["a", "c"], ["a", "d"]], [{"from": "b", "to": "d"}]]
)
def test_arrows_between_neighbouring_rows_are_fine(arrows):
    assert len(fields(TWO, arrows).arrows) == len(arrows)


@pytest.mark.parametrize(
    ("rows", "arrows", "place", "message"),
    [
        (TWO, [["a", "x"]], ("arrows", 0), 'there is no box "x"; the boxes are a, b, c, d'),
        (TWO, [["a", "c"], ["a", "b"]], ("arrows", 1), "joins boxes that aren't in neighbouring rows"),
        ([*TWO, [box("e")]], [["a", "e"]], ("arrows", 0), "joins boxes that aren't in neighbouring rows"),
        (
            [[box("a")], [box("a")]],
            [],
            ("rows", 1, 0, "id"),
            'a second "a" (first in line 1); ids differ, so change one',
        ),
        ([[box(f"b{number}") for number in range(7)]], [], ("rows", 0), "has 7 boxes; a row has 1 to 6"),
        ([[box("a")], []], [], ("rows", 1), "has 0 boxes; a row has 1 to 6"),
    ],
)
def test_what_does_not_fit_is_reported_in_its_place(rows, arrows, place, message):
    with pytest.raises(ValidationError) as caught:
        fields(rows, arrows)
    assert caught.value.errors()[0]["ctx"]["found"] == [(place, message)]


@pytest.mark.parametrize("arrow", [["a"], ["a", "c", "d"], {"from": "a"}])
def test_an_arrow_has_two_ends(arrow):
    with pytest.raises(ValidationError):
        fields(TWO, [arrow])
