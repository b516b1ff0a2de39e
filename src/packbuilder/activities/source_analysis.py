"""A text or a picture as a source: provenance, a grid such as origin and purpose, questions."""

from dataclasses import dataclass
from typing import Literal, Self

from pydantic import Field, model_validator

from packbuilder.pen import Pen
from packbuilder.pieces import FRAME_HEIGHTS, DrawnQuestion, Picture, Question, draw_questions, marks_of
from packbuilder.sheet import Blank, Space
from packbuilder.spec import ActivitySpec, Line, Lines, Prose, Slug, WithAnswer


class Source(Picture):
    title: Line | None = Field(None, description="What it is called; Source unless given.")
    text: Prose | None = Field(None, description="The source itself, or what to read and where.")
    provenance: Prose = Field(description="Who made it, when, where it was published.")

    @model_validator(mode="after")
    def _one_content(self) -> Self:
        if sum(map(bool, (self.text, self.image, self.frame))) != 1:
            raise ValueError('a source needs one of "text", "image" or "frame"')
        return self


class GridCell(WithAnswer):
    id: Slug | None = Field(None, description="Stable name for ids; grid-1, -2 … unless given.")
    heading: Line = Field(description="Origin, purpose, value, limits …")
    hint: Prose | None = Field(None, description="A question below the heading.")


class Fields(ActivitySpec):
    ROOM = 'more "lines" or "grid_lines"'
    kind: Literal["source-analysis"]
    source: Source
    grid: tuple[GridCell, ...] = Field((), max_length=12)
    grid_lines: Lines = Field(4, description="How many lines each part of the grid has at least.")
    questions: tuple[Question, ...] = Field((), max_length=40)

    @model_validator(mode="after")
    def _something_to_do(self) -> Self:
        if not self.grid and not self.questions:
            raise ValueError('nothing to do: give it a "grid", "questions" or both')
        return self

    def total_marks(self) -> int:
        return self.marks or marks_of(self.questions)


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
    title: str
    text: str | None
    image: str | None
    alt: str | None
    picture_height: float
    provenance: str
    grid: tuple[GridRow, ...]
    questions: tuple[DrawnQuestion, ...]


def draw(fields: Fields, pen: Pen) -> Drawing:
    source = fields.source
    cells = [_cell(cell, number, pen) for number, cell in enumerate(fields.grid, 1)]
    pairs = [tuple(cells[start : start + 2]) for start in range(0, len(cells), 2)]
    return Drawing(
        title=source.title or pen.words.source,
        text=source.text,
        image=source.image,
        alt=source.alt,
        picture_height=FRAME_HEIGHTS[source.frame or "medium"],
        provenance=source.provenance,
        grid=tuple(
            GridRow(pair, pen.lines(f"grid-row-{number}", fields.grid_lines)) for number, pair in enumerate(pairs, 1)
        ),
        questions=draw_questions(fields.questions, pen),
    )


def _cell(cell: GridCell, number: int, pen: Pen) -> DrawnCell:
    return DrawnCell(cell.heading, cell.hint, pen.blank(cell.blank, cell.id or f"grid-{number}", cell.heading))
