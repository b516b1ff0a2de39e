"""A blank chart: columns to fill with notes, with or without row headings."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from packbuilder import tables
from packbuilder.pen import Pen
from packbuilder.rules import Found, Rule, each
from packbuilder.spec import LINES_OF_A_SPACE, ActivitySpec, BlankRow, Line, RowLines

ALSO_CALLED = ("table", "grid", "blank chart", "notes grid")


class Row(BlankRow):
    heading: Line | None = Field(None, description="The heading at the left of the row.")


class Fields(ActivitySpec):
    ROOM = '"space: {lines}" for its row'
    kind: Literal["chart"]
    columns: tuple[Line, ...] = Field(min_length=1, max_length=12, description="The column headings.")
    row_heading: Line | None = Field(None, description="What stands above the row headings.")
    rows: tuple[Row, ...] = Field(min_length=1, max_length=60)
    space: RowLines = Field(LINES_OF_A_SPACE["medium"], description="How tall a row is: a word, or a number of lines.")
    ruled: bool = Field(True, description="Rule writing lines into the cells.")

    def rules(self) -> tuple[Rule, ...]:
        return (*super().rules(), self._rows_fit_columns, self._all_rows_have_headings, self._some_row_has_a_heading)

    def _rows_fit_columns(self) -> Iterable[Found]:
        count = len(self.columns)
        return each("rows", self.rows, lambda row: row.misfits(count, "columns"))

    def _all_rows_have_headings(self) -> Iterable[Found]:
        message = "either every row has a heading or none has"
        first = bool(self.rows[0].heading)
        return each("rows", self.rows, lambda row: [((), message)] if bool(row.heading) != first else [])

    def _some_row_has_a_heading(self) -> Iterator[Found]:
        if self.row_heading and not self.rows[0].heading:
            yield ("row_heading",), "stands above row headings, and the rows have none"


@dataclass(frozen=True)
class Drawing:
    table: tables.Table


def draw(fields: Fields, pen: Pen) -> Drawing:
    lines = [_row(fields, row, number, pen) for number, row in enumerate(fields.rows, 1)]
    return Drawing(tables.draw_table(tables.Heads(fields.columns, fields.row_heading), lines, pen, ruled=fields.ruled))


def _row(fields: Fields, row: Row, number: int, pen: Pen) -> tables.Line:
    name = row.heading or str(number)
    cells = tuple(
        pen.place(spec, f"row-{number}-column-{place}", f"{name}: {column}")
        for place, (spec, column) in enumerate(zip(row.blanks(len(fields.columns)), fields.columns, strict=True), 1)
    )
    return tables.Line(row.heading, cells, f"row-{number}", row.space or fields.space)
