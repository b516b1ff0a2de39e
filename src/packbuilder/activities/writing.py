"""Lines to write on, with sentence starters, a word target and success criteria."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Self

from pydantic import Field

from packbuilder.pen import Pen
from packbuilder.sheet import Blank, OnlyIn, Space
from packbuilder.spec import ActivitySpec, Line, Lines, WithAnswer

ALSO_CALLED = (
    "essay",
    "paragraph",
    "extended writing",
    "free writing",
    "answer",
    "lines",
    "text",
    "notes",
    "reflection",
)

FEWEST = 1
"""How many lines at least begin on the page of the prompt."""
MOST = 0.45
"""The part of a page below the prompt up to which help and first lines stay together."""


class Fields(ActivitySpec, WithAnswer):
    ROOM = '"lines: {lines}"'
    kind: Literal["writing"]
    lines: Lines = Field(10, description="How many writing lines there are at least.")
    starters: tuple[Line, ...] = Field((), max_length=12, description="Sentence starters, for support.")
    words: int | None = Field(None, ge=5, le=5000, description="How many words to aim for.")
    criteria: tuple[Line, ...] = Field((), max_length=10, description="Success criteria to tick off.")

    def disguised(self, other: Callable[[str], str]) -> Self:
        copy = super().disguised(other)
        return copy.model_copy(update={"starters": tuple(map(other, self.starters))})


@dataclass(frozen=True)
class Drawing:
    """`together`: the first lines stand on the page of what helps to fill them."""

    word_target: str | None
    criteria: tuple[str, ...]
    starters: OnlyIn | None
    together: bool
    blank: Blank
    spaces: tuple[Space, ...]


def draw(fields: Fields, pen: Pen) -> Drawing:
    aids = _aids_height(fields, pen)
    # What is left of the first page below them, if that is worth beginning on.
    above = aids if pen.below - aids >= FEWEST * pen.page.pitch else 0.0
    return Drawing(
        word_target=pen.words.word_target.format(words=fields.words) if fields.words else None,
        criteria=fields.criteria,
        starters=OnlyIn(("support",), fields.starters) if fields.starters else None,
        blank=pen.blank(fields.blank, "text", fields.prompt),
        together=aids <= MOST * pen.below,
        spaces=pen.long_lines("space", fields.lines, above=above),
    )


def _aids_height(fields: Fields, pen: Pen) -> float:
    """About how many mm the help between prompt and lines takes."""
    texts = ["…" * bool(fields.words), "…" * bool(fields.criteria), *fields.criteria]
    listed = sum(1.1 * pen.text_height(text, pen.page.width - 12) for text in texts if text) + 3
    if not (pen.supported and fields.starters):
        return listed
    return listed + 9 + sum(pen.text_height(text, pen.page.width - 12) + 2 for text in fields.starters)
