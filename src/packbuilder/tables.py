"""Tables with blanks: rows below column headings, or, where these would be too narrow, row by row."""

from collections.abc import Iterable
from dataclasses import dataclass

from packbuilder.pen import Pen
from packbuilder.sheet import Blank, Given, Space

HEADING = 0.19
"""The part of a table's width that row headings take if they are long enough …"""
WIDEST_HEADING, LEAST_HEADING = 0.24, 12.0
"""… and, where one word is longer, the largest part; the least width of a row heading in mm."""
PADDING = 5.0
"""White space in a heading on both sides of its text, in mm."""
STACKED_HEADING = 0.3
NARROWEST_HEADING, NARROWEST_CELL = 24.0, 18.0
"""How narrow a row heading and a cell may be in the usual look, in mm: wide enough for "Consequence"."""

MOST_PIECES = 3
"""So many lines a word of a column's heading may take; divided further, it isn't read as one."""


@dataclass(frozen=True)
class Row:
    """Cells beside each other, all as tall as `space`."""

    heading: str | None
    cells: tuple[Blank | Given, ...]
    space: Space


@dataclass(frozen=True)
class StackedCell:
    label: str
    content: Blank | Given
    space: Space


@dataclass(frozen=True)
class StackedRow:
    """Cells below each other, each beside the heading of its column; the row's heading stands above them."""

    heading: str | None
    cells: tuple[StackedCell, ...]


@dataclass(frozen=True)
class Table:
    """A table to be filled in.

    `corner` stands above row headings, which are `heading_width` mm wide. `stacked` tables have StackedRows, others
    Rows. With `led` the first cell of a row, where it is given, is the row's heading; in a stacked one any cell is.
    """

    columns: tuple[str, ...]
    corner: str | None
    headed: bool
    heading_width: float
    rows: tuple[Row, ...] | tuple[StackedRow, ...]
    stacked: bool
    ruled: bool = True
    led: bool = False


@dataclass(frozen=True)
class Line:
    """A row to be drawn: its heading, its contents, the name of its space and how many lines it has at least."""

    heading: str | None
    cells: tuple[Blank | Given, ...]
    name: str
    lines: int
    weight: float = 1.0


@dataclass(frozen=True)
class Heads:
    """The column headings, what stands above the row headings, and whether a row's first cell, if given, is one."""

    columns: tuple[str, ...]
    corner: str | None = None
    led: bool = False


def draw_table(heads: Heads, lines: Iterable[Line], pen: Pen, *, ruled: bool = True) -> Table:
    """The table on the pen's page; either every line has a heading or none has."""
    drawn = tuple(lines)
    columns = heads.columns
    headed = drawn[0].heading is not None
    heading = _heading_width([heads.corner or "", *(line.heading or "" for line in drawn)], pen) if headed else 0.0
    wide = (pen.page.width - heading) / len(columns)
    scale = pen.page.type.scale
    narrow_heading = pen.page.width * HEADING < NARROWEST_HEADING * scale
    stacked = (
        wide < NARROWEST_CELL * scale
        or ((headed or heads.led) and narrow_heading)
        or max(pen.word_width(text) for text in columns) > MOST_PIECES * (wide - PADDING)
        or any(pen.is_cut(line.lines, max(pen.text_height(text, wide) for text in columns) + PADDING) for line in drawn)
    )
    rows: tuple[Row, ...] | tuple[StackedRow, ...]
    if stacked:
        narrower = wide / (pen.page.width * (1 - STACKED_HEADING))
        rows = tuple(_stacked(line, heads, narrower, pen) for line in drawn)
    else:
        rows = tuple(Row(line.heading, line.cells, pen.lines(line.name, line.lines, line.weight)) for line in drawn)
    return Table(columns, heads.corner, headed, heading, rows, stacked, ruled, heads.led)


def _heading_width(headings: list[str], pen: Pen) -> float:
    """As wide as the longest heading, if that isn't too much of the table, but as the longest word at least."""
    longest = max(pen.line_width(text) for text in headings) + PADDING
    word = max(pen.word_width(text) for text in headings) + PADDING
    width = min(pen.page.width * WIDEST_HEADING, max(word, min(longest, pen.page.width * HEADING)))
    return round(max(width, LEAST_HEADING), 2)


def _stacked(line: Line, heads: Heads, narrower: float, pen: Pen) -> StackedRow:
    # What is given says which row this is, a term as well as the meaning that a term is asked for.
    lead = next((cell for cell in line.cells if isinstance(cell, Given)), None) if heads.led else None
    cells = tuple(
        StackedCell(column, content, pen.lines(f"{line.name}-{place}", line.lines, line.weight, narrower))
        for place, (column, content) in enumerate(zip(heads.columns, line.cells, strict=True), 1)
        if content is not lead
    )
    return StackedRow(lead.text if lead else line.heading, cells)
