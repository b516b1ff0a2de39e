"""Questions with marks, each with lines for its answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from packbuilder.pen import Pen
from packbuilder.pieces import DrawnQuestion, Question, contradictions, draw_questions, marks_of
from packbuilder.rules import Found, Rule
from packbuilder.spec import ActivitySpec


class Fields(ActivitySpec):
    ROOM = '"lines: {lines}"'
    kind: Literal["questions"]
    questions: tuple[Question, ...] = Field(min_length=1, max_length=100)

    def rules(self) -> tuple[Rule, ...]:
        return (*super().rules(), self._marks_agree)

    def _marks_agree(self) -> Iterable[Found]:
        return contradictions(self.marks, self.questions)

    def total_marks(self) -> int:
        return self.marks or marks_of(self.questions)


@dataclass(frozen=True)
class Drawing:
    questions: tuple[DrawnQuestion, ...]


def draw(fields: Fields, pen: Pen) -> Drawing:
    return Drawing(draw_questions(fields.questions, pen))
