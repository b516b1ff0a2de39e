"""Guiding questions for research, room for notes and a log of the sources used."""

from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from packbuilder import tables
from packbuilder.pen import Pen
from packbuilder.pieces import DrawnQuestion, WithQuestions, draw_questions
from packbuilder.sheet import Blank, Space
from packbuilder.spec import LINES_OF_A_SPACE, Line, Lines, WithAnswer, blank_at

ALSO_CALLED = ("investigation", "enquiry", "inquiry", "project", "web quest")


class Notes(WithAnswer):
    heading: Line | None = Field(None, description="What stands above the lines; Notes unless given.")
    lines: Lines = Field(6, description="How many writing lines there are at least.")


class Fields(WithQuestions):
    kind: Literal["research"]
    notes: Notes | None = Field(None, description="Lines for notes.")
    log: int = Field(3, ge=0, le=20, description="How many sources the log has room for; 0 for no log.")
    log_columns: tuple[Line, ...] | None = Field(None, min_length=1, max_length=6)

    @property
    def rest(self) -> bool:
        return bool(self.notes or self.log)


@dataclass(frozen=True)
class DrawnNotes:
    heading: str
    blank: Blank
    spaces: tuple[Space, ...]


@dataclass(frozen=True)
class Drawing:
    questions: tuple[DrawnQuestion, ...]
    notes: DrawnNotes | None
    log_heading: str
    log: tables.Table | None


def draw(fields: Fields, pen: Pen) -> Drawing:
    columns = fields.log_columns or pen.words.log_columns
    lines = [_log_row(fields, columns, number, pen) for number in range(1, fields.log + 1)]
    return Drawing(
        questions=draw_questions(fields.questions, pen),
        notes=_notes(fields.notes, pen) if fields.notes else None,
        log_heading=pen.words.log_of_sources,
        log=tables.draw_table(tables.Heads(columns), lines, pen) if lines else None,
    )


def _notes(notes: Notes, pen: Pen) -> DrawnNotes:
    heading = notes.heading or pen.words.notes
    return DrawnNotes(heading, pen.blank(notes.blank, "notes", heading), pen.long_lines("notes-space", notes.lines))


def _log_row(fields: Fields, columns: tuple[str, ...], number: int, pen: Pen) -> tables.Line:
    # The key says once that answers vary, not in every cell.
    cells = tuple(
        pen.blank(
            blank_at(fields.at, open=number == 1 and place == 1),
            f"log-{number}-{place}",
            f"{column} {number}",
        )
        for place, column in enumerate(columns, 1)
    )
    return tables.Line(None, cells, f"log-{number}", LINES_OF_A_SPACE["small"], weight=0.5)
