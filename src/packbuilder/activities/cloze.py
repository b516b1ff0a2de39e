"""A text with gaps, each written as ___ (three underscores), with a word bank if you like."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal, Self

from pydantic import Field

from packbuilder.emphasis import GAP
from packbuilder.passages import Passage
from packbuilder.pen import Pen
from packbuilder.rules import Found, Rule, each
from packbuilder.sheet import Blank, OnlyIn, Space
from packbuilder.spec import BankedSpec, BlankSpec, Prose, not_one_for_each, with_rotated_answers

ALSO_CALLED = (
    "gap fill",
    "gap text",
    "gapped text",
    "gaps",
    "fill in the blanks",
    "fill in the gaps",
    "missing words",
)

LIKE_A_GAP = re.compile(r"(?<=\S )(_{1,2}|\.{3,}|…+)(?= \S|[.,;:!?])")
"""What stands between words, as gaps do in other programs."""
GAP_WIDTHS = {"small": 28.0, "medium": 45.0, "large": 65.0}
"""Widths of a gap in mm; all gaps of an activity are alike, so that none gives its answer away."""

LOOSEST = 1.6
"""How much further apart the lines of the text may move to fill a page."""


class Fields(BankedSpec):
    ROOM = '"gap: large"'
    kind: Literal["cloze"]
    text: Prose = Field(description="The text, with ___ for each gap.")
    answers: tuple[BlankSpec, ...] = Field(min_length=1, max_length=80, description="One for each gap, in order.")
    gap: Literal["small", "medium", "large"] = Field("medium", description="How wide the gaps are.")

    def rules(self) -> tuple[Rule, ...]:
        return (*super().rules(), self._gaps_are_gaps, self._one_answer_for_each_gap, self._answers_fit_gaps)

    def _gaps_are_gaps(self) -> Iterator[Found]:
        like = LIKE_A_GAP.search(self.text)
        if like:
            remedy = "a gap is ___ (three underscores); if it is none, put the sign right behind the word"
            yield ("text",), f'"{like[0]}" behind "{self.text[: like.start()].split()[-1]}" is no gap: {remedy}'

    def _one_answer_for_each_gap(self) -> Iterator[Found]:
        gaps = len(GAP.findall(self.text))
        if gaps != len(self.answers) and not LIKE_A_GAP.search(self.text):
            yield ("answers",), not_one_for_each(self.answers, gaps, "gaps (___)")

    def _answers_fit_gaps(self) -> Iterable[Found]:
        return each("answers", self.answers, _gap_flaws)

    @property
    def widening(self) -> float:
        return GAP_WIDTHS["large"] / GAP_WIDTHS[self.gap]

    def disguised(self, other: Callable[[str], str]) -> Self:
        copy = super().disguised(other)
        if self.word_bank != "student":
            return copy
        return copy.model_copy(update={"answers": with_rotated_answers(copy.answers, self.answers)})


def _gap_flaws(answer: BlankSpec) -> Iterator[Found]:
    if answer.given:
        yield (), '"given" isn\'t for a gap; write it into the text'
    if answer.answer and len(answer.answer) > 1:
        yield (), "a gap takes one short answer, not a list of notes"


@dataclass(frozen=True)
class Paragraph:
    """A passage of the text, and the blanks for the gaps in it, in order."""

    passage: Passage
    gaps: tuple[Blank, ...]
    space: Space


@dataclass(frozen=True)
class Drawing:
    bank: OnlyIn
    paragraphs: tuple[Paragraph, ...]
    gap_width: float


def draw(fields: Fields, pen: Pen) -> Drawing:
    blanks = iter(
        pen.blank(spec, f"gap-{number}", f"{pen.words.blank} {number}") for number, spec in enumerate(fields.answers, 1)
    )
    return Drawing(
        bank=pen.bank(fields.banked(fields.answers), fields.word_bank),
        paragraphs=tuple(
            _paragraph(passage, number, blanks, pen) for number, passage in enumerate(pen.passages(fields.text), 1)
        ),
        gap_width=min(pen.page.width - 4, GAP_WIDTHS[fields.gap] * pen.page.type.scale),
    )


def _paragraph(passage: Passage, number: int, blanks: Iterator[Blank], pen: Pen) -> Paragraph:
    gaps = tuple(islice(blanks, len(GAP.findall(passage.text))))
    return Paragraph(passage, gaps, pen.room(f"paragraph-{number}", pen.page.pitch, limit=LOOSEST))
