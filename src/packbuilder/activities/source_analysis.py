"""A text or a picture as a source: provenance, a grid such as origin and purpose, questions."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from packbuilder.emphasis import lines_of
from packbuilder.passages import Passage
from packbuilder.pen import Pen
from packbuilder.pieces import (
    FRAME_HEIGHTS,
    NARROWEST_COLUMN,
    DrawnQuestion,
    Picture,
    Question,
    WithQuestions,
    draw_questions,
)
from packbuilder.rules import Found, Rule
from packbuilder.sheet import Blank, Space
from packbuilder.spec import Line, Lines, Prose, Slug, WithAnswer, one_of
from packbuilder.wording import counted

ALSO_CALLED = ("source", "sources", "document", "evidence", "primary source", "cartoon")

NUMBERED = 5
"""Of so many lines of a text the last one is numbered."""


class Source(Picture):
    title: Line | None = Field(None, description="What it is called; Source unless given.")
    text: Prose | None = Field(
        None, description='The source itself, or what to read and where. Below "text: |" each line stays one.'
    )
    line_numbers: bool = Field(False, description="Number every fifth line of the text, as you part them below |.")
    provenance: Prose | None = Field(
        None, description="Who made it, when, where it was published; left out where that doesn't matter."
    )

    def rules(self) -> tuple[Rule, ...]:
        return (*super().rules(), self._lines_to_number)

    def _one_picture(self) -> Iterator[Found]:
        """A text does in place of a picture."""
        return one_of(self, "text", "image", "frame")

    def _lines_to_number(self) -> Iterator[Found]:
        count = len(lines_of(self.text or ""))
        if self.line_numbers and not self.text:
            yield ("line_numbers",), 'goes with "text"; leave it out'
        elif self.line_numbers and count < NUMBERED:
            message = f"every fifth line gets a number, and the text has {counted(count, 'line')}"
            yield ("line_numbers",), f'{message}; begin it with "text: |" and write each line on a line of its own'


class GridCell(WithAnswer):
    id: Slug | None = Field(None, description="Stable name for ids; grid-1, -2 … unless given.")
    heading: Line = Field(description="Origin, purpose, value, limits …")
    hint: Prose | None = Field(None, description="A question below the heading.")


class Fields(WithQuestions):
    ROOM = '"lines: {lines}" (of a question) or "grid_lines: {lines}" (of the grid)'
    kind: Literal["source-analysis"]
    source: Source
    grid: tuple[GridCell, ...] = Field((), max_length=12)
    grid_lines: Lines = Field(4, description="How many lines each part of the grid has at least.")
    questions: tuple[Question, ...] = Field((), max_length=40)

    def rules(self) -> tuple[Rule, ...]:
        return (*super().rules(), self._something_to_do)

    def _something_to_do(self) -> Iterator[Found]:
        if not self.grid and not self.questions:
            yield (), 'nothing to do: give it a "grid", "questions" or both'

    @property
    def rest(self) -> bool:
        return bool(self.grid)


@dataclass(frozen=True)
class DrawnCell:
    heading: str
    hint: str | None
    blank: Blank


@dataclass(frozen=True)
class GridRow:
    cells: tuple[DrawnCell, ...]
    space: Space


@dataclass(frozen=True)
class Drawing:
    """Of so many `numbered` lines of the text the last one has its number; 0 if none has."""

    title: str
    passages: tuple[Passage, ...]
    numbered: int
    image: str | None
    alt: str | None
    picture_height: float
    frame: Space
    provenance: str | None
    beside: int
    grid: tuple[GridRow, ...]
    questions: tuple[DrawnQuestion, ...]


def draw(fields: Fields, pen: Pen) -> Drawing:
    source = fields.source
    cells = [_cell(cell, number, pen) for number, cell in enumerate(fields.grid, 1)]
    beside = 2 if pen.page.width / 2 >= NARROWEST_COLUMN * pen.page.type.scale else 1
    rows = [tuple(cells[start : start + beside]) for start in range(0, len(cells), beside)]
    return Drawing(
        title=source.title or pen.words.source,
        passages=pen.passages(source.text) if source.text else (),
        numbered=NUMBERED if source.line_numbers else 0,
        image=source.image,
        alt=source.alt,
        beside=beside,
        picture_height=FRAME_HEIGHTS[source.frame or "medium"],
        # A frame to stick a picture into may be somewhat larger than asked for.
        frame=pen.room("frame", FRAME_HEIGHTS[source.frame or "medium"], weight=0.5, limit=1.5),
        provenance=source.provenance,
        grid=tuple(
            GridRow(row, pen.lines(f"grid-row-{number}", fields.grid_lines, narrower=beside / 2))
            for number, row in enumerate(rows, 1)
        ),
        questions=draw_questions(fields.questions, pen),
    )


def _cell(cell: GridCell, number: int, pen: Pen) -> DrawnCell:
    return DrawnCell(cell.heading, cell.hint, pen.blank(cell.blank, cell.id or f"grid-{number}", cell.heading))
