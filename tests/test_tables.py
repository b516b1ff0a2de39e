"""Tables: below their column headings, or stacked where columns would be too narrow."""

import pytest

from packbuilder.problems import Position
from packbuilder.renderings import USUAL
from packbuilder.sheet import Blank, Given, Space
from packbuilder.tables import HEADING, LEAST_HEADING, WIDEST_HEADING, Heads, Line, Row, StackedRow, draw_table
from samples import DYSLEXIA, LARGE, pen_of

A4, A3 = 176.0, 386.0
BLANK = Blank("sheet/task/a", "l", Position())


def line(number, cells, heading=None, lines=3):
    blanks = tuple(Blank(f"sheet/task/{number}-{place}", "l", Position()) for place in range(1, cells + 1))
    return Line(heading, blanks, f"row-{number}", lines)


def table(columns, pen, headings=(None, None), *, corner=None, led=False, lines=3):
    rows = [line(number, len(columns), heading, lines) for number, heading in enumerate(headings, 1)]
    return draw_table(Heads(tuple(columns), corner, led), rows, pen)


@pytest.mark.parametrize(
    ("columns", "headings", "width", "rendering", "stacked"),
    [
        (3, (None,), A4, USUAL, False),
        (9, (None,), A4, USUAL, False),
        (10, (None,), A4, USUAL, True),  # columns of 17 mm
        (10, (None,), A3, USUAL, False),
        (5, (None,), A4, LARGE, False),
        (6, (None,), A4, LARGE, True),
        (2, ("Cause",), A4, USUAL, False),
        (2, ("Cause",), A4, LARGE, True),  # no room for row headings
        (2, ("Cause",), A3, LARGE, False),
        (2, ("Cause",), A4, DYSLEXIA, False),
        (8, ("Cause",), A4, USUAL, False),
        (9, ("Cause",), A4, USUAL, True),
    ],
)
def test_a_table_is_stacked_where_columns_are_too_narrow(columns, headings, width, rendering, stacked):
    drawn = table([f"c{n}" for n in range(columns)], pen_of(width, rendering=rendering), headings)
    assert drawn.stacked == stacked
    assert {type(row) for row in drawn.rows} == {StackedRow if stacked else Row}


@pytest.mark.parametrize(
    ("word", "rendering", "stacked"),
    [
        ("Wirtschaftsschwerpunkte", USUAL, False),
        ("Bevölkerungsdichte", DYSLEXIA, False),
        ("Wirtschaftsschwerpunkte", DYSLEXIA, True),
    ],
)
def test_a_table_is_stacked_where_a_heading_would_be_in_shreds(word, rendering, stacked):
    assert table([word, *"abcde"], pen_of(A4, rendering=rendering), ("Nordrhein-Westfalen",)).stacked == stacked


@pytest.mark.parametrize(("rendering", "stacked"), [(USUAL, False), (LARGE, True)])
def test_where_the_first_cell_is_the_heading_it_needs_room_like_one(rendering, stacked):
    assert table(["Term", "Meaning"], pen_of(rendering=rendering), led=True).stacked == stacked


@pytest.mark.parametrize(
    ("lines", "height", "rendering", "stacked"),
    [
        (9, 120, USUAL, False),
        (30, 120, USUAL, False),  # who asks for more than a page has is told so
        (2, 140, LARGE, False),
        (9, 140, LARGE, True),  # what large print adds would be cut
        (6, 244, LARGE, False),
    ],
)
def test_a_table_is_stacked_where_its_lines_would_be_cut_to_the_page(lines, height, rendering, stacked):
    assert table("abc", pen_of(height=height, rendering=rendering), lines=lines).stacked == stacked


@pytest.mark.parametrize(
    ("headings", "corner", "width"),
    [
        ((None, None), None, 0),
        (("1", "2"), None, LEAST_HEADING),
        (("1", "A long heading of many words, much longer than its column"), None, HEADING * A4),
        (("1", "Counterrevolutionaries"), None, WIDEST_HEADING * A4),
        (("1", "2"), "A long heading of many words, much longer than its column", HEADING * A4),
    ],
)
def test_row_headings_are_as_wide_as_their_words_within_bounds(headings, corner, width):
    assert table("ab", pen_of(), headings, corner=corner).heading_width == pytest.approx(width, abs=0.01)


def test_a_row_has_one_space_and_a_stacked_one_a_space_for_each_cell():
    usual, large = (table("ab", pen_of(rendering=each), ("x", "y")) for each in (USUAL, LARGE))
    assert [row.space.id for row in usual.rows] == ["sheet/task/row-1", "sheet/task/row-2"]
    assert [cell.space.id for row in large.rows for cell in row.cells] == [
        f"sheet/task/row-{row}-{cell}" for row in (1, 2) for cell in (1, 2)
    ]
    assert [cell.label for cell in large.rows[0].cells] == ["a", "b"]
    assert [row.heading for row in large.rows] == ["x", "y"]


@pytest.mark.parametrize(
    ("led", "cells", "heading", "labels"),
    [
        (True, (Given("Term"), BLANK), "Term", ["b"]),
        (True, (BLANK, Given("Meaning")), "Meaning", ["a"]),  # else it would look like a part of the row above
        (True, (BLANK, BLANK), None, ["a", "b"]),
        (False, (Given("Term"), BLANK), None, ["a", "b"]),
    ],
)
def test_a_stacked_row_is_headed_by_what_is_given_in_it(led, cells, heading, labels):
    pen = pen_of(50, rendering=LARGE)
    (row,) = draw_table(Heads(("a", "b"), led=led), [Line(None, cells, "row", 2)], pen).rows
    assert (row.heading, [cell.label for cell in row.cells]) == (heading, labels)


def test_a_row_keeps_its_contents_weight_and_heading():
    cells = (Given("g"), Blank("sheet/task/b", "l", Position()))
    drawn = draw_table(Heads(("a", "b"), "corner"), [Line("h", cells, "row", 2, 0.5)], pen_of(), ruled=False)
    assert drawn.rows == (Row("h", cells, Space("sheet/task/row", 16.0, step=8.0, weight=0.5)),)
    assert (drawn.columns, drawn.corner) == (("a", "b"), "corner")
    assert (drawn.headed, drawn.ruled, drawn.led) == (True, False, False)
