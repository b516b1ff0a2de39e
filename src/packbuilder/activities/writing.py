"""Lines to write on, with sentence starters, a word target and success criteria."""

from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from packbuilder.pen import Pen
from packbuilder.sheet import Blank, OnlyIn, Space
from packbuilder.spec import ActivitySpec, Line, Lines, WithAnswer


class Fields(ActivitySpec, WithAnswer):
    ROOM = 'more "lines"'
    kind: Literal["writing"]
    lines: Lines = Field(10, description="How many writing lines there are at least.")
    starters: tuple[Line, ...] = Field((), max_length=12, description="Sentence starters, for support.")
    words: int | None = Field(None, ge=5, le=5000, description="How many words to aim for.")
    criteria: tuple[Line, ...] = Field((), max_length=10, description="Success criteria to tick off.")


@dataclass(frozen=True)
class Drawing:
    word_target: str | None
    criteria: tuple[str, ...]
    starters: OnlyIn | None
    blank: Blank
    space: Space


def draw(fields: Fields, pen: Pen) -> Drawing:
    return Drawing(
        word_target=pen.words.word_target.format(words=fields.words) if fields.words else None,
        criteria=fields.criteria,
        starters=OnlyIn(("support",), fields.starters) if fields.starters else None,
        blank=pen.blank(fields.blank, "text", fields.prompt),
        space=pen.lines("space", fields.lines),
    )
