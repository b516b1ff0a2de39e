"""A blank chart: columns to fill with notes, with or without row headings."""

from dataclasses import dataclass
from typing import Literal, Self

from pydantic import Field, model_validator

from packbuilder.pen import LINES_OF_A_SPACE, Pen
from packbuilder.sheet import Blank, Given, Space
from packbuilder.spec import ActivitySpec, BlankRow, Line, SpaceWord, report


class Row(BlankRow):
    heading: Line | None = Field(None, description="The heading at the left of the row.")


class Fields(ActivitySpec):
    ROOM = '"space: large" for its row'
    kind: Literal["chart"]
    columns: tuple[Line, ...] = Field(min_length=1, max_length=12, description="The column headings.")
    row_heading: Line | None = Field(None, description="What stands above the row headings.")
    rows: tuple[Row, ...] = Field(min_length=1, max_length=60)
    space: SpaceWord = Field("medium", description="How tall a row is at least.")
    ruled: bool = Field(True, description="Rule writing lines into the cells.")

    @model_validator(mode="after")
    def _rows_fit_columns(self) -> Self:
        count = len(self.columns)
        found = []
        for index, row in enumerate(self.rows):
            found += [(("rows", index, *path), message) for path, message in row.problems(count, "columns")]
            if bool(row.heading) != bool(self.rows[0].heading):
                found.append((("rows", index), "either every row has a heading or none has"))
        if self.row_heading and not self.rows[0].heading:
            found.append((("row_heading",), "stands above row headings, and the rows have none"))
        report(found)
        return self


@dataclass(frozen=True)
class DrawnRow:
    heading: str | None
    cells: tuple[Blank | Given, ...]
    space: Space


@dataclass(frozen=True)
class Drawing:
    columns: tuple[str, ...]
    corner: str | None
    headed: bool
    rows: tuple[DrawnRow, ...]
    ruled: bool


def draw(fields: Fields, pen: Pen) -> Drawing:
    return Drawing(
        columns=fields.columns,
        corner=fields.row_heading,
        headed=fields.rows[0].heading is not None,
        rows=tuple(_row(fields, row, number, pen) for number, row in enumerate(fields.rows, 1)),
        ruled=fields.ruled,
    )


def _row(fields: Fields, row: Row, number: int, pen: Pen) -> DrawnRow:
    name = row.heading or str(number)
    cells = tuple(
        pen.place(spec, f"row-{number}-column-{place}", f"{name}: {column}")
        for place, (spec, column) in enumerate(zip(row.blanks(len(fields.columns)), fields.columns, strict=True), 1)
    )
    count = LINES_OF_A_SPACE[row.space or fields.space]
    return DrawnRow(row.heading, cells, pen.lines(f"row-{number}", count))
