"""Two or more sides compared, aspect by aspect, with common ground if you like."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from packbuilder import tables
from packbuilder.pen import Pen
from packbuilder.rules import Found, Rule, each
from packbuilder.sheet import Blank, Given, Space
from packbuilder.spec import LINES_OF_A_SPACE, ActivitySpec, BlankRow, BlankSpec, Line, RowLines

ALSO_CALLED = (
    "compare",
    "contrast",
    "compare and contrast",
    "two columns",
    "versus",
    "venn",
    "venn diagram",
    "t-chart",
)


class Row(BlankRow):
    aspect: Line = Field(description="What the sides are compared in.")


class Fields(ActivitySpec):
    ROOM = '"space: {lines}" for its row'
    kind: Literal["comparison"]
    sides: tuple[Line, ...] = Field(min_length=2, max_length=4, description="Who or what is compared.")
    rows: tuple[Row, ...] = Field(min_length=1, max_length=30)
    common_ground: BlankSpec | None = Field(None, description="A last blank for what the sides share.")
    space: RowLines = Field(LINES_OF_A_SPACE["medium"], description="How tall a row is: a word, or a number of lines.")
    common_space: RowLines = Field(LINES_OF_A_SPACE["small"], description="How tall the last blank is.")

    def rules(self) -> tuple[Rule, ...]:
        return (*super().rules(), self._rows_fit_sides)

    def _rows_fit_sides(self) -> Iterable[Found]:
        count = len(self.sides)
        return each("rows", self.rows, lambda row: row.misfits(count, "sides"))


@dataclass(frozen=True)
class Common:
    content: Blank | Given
    space: Space


@dataclass(frozen=True)
class Drawing:
    table: tables.Table
    common: Common | None


def draw(fields: Fields, pen: Pen) -> Drawing:
    common = None
    if fields.common_ground:
        content = pen.place(fields.common_ground, "common-ground", pen.words.common_ground)
        common = Common(content, pen.lines("common-ground-space", fields.common_space))
    lines = [_row(fields, row, number, pen) for number, row in enumerate(fields.rows, 1)]
    return Drawing(tables.draw_table(tables.Heads(fields.sides), lines, pen), common)


def _row(fields: Fields, row: Row, number: int, pen: Pen) -> tables.Line:
    cells = tuple(
        pen.place(spec, f"row-{number}-side-{place}", f"{row.aspect} {side}")
        for place, (spec, side) in enumerate(zip(row.blanks(len(fields.sides)), fields.sides, strict=True), 1)
    )
    return tables.Line(row.aspect, cells, f"row-{number}", row.space or fields.space)
