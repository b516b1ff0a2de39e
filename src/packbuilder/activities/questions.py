"""Questions with marks, each with lines for its answer."""

from dataclasses import dataclass
from typing import Literal, Self

from pydantic import Field, model_validator

from packbuilder.pen import Pen
from packbuilder.pieces import DrawnQuestion, Question, check_marks, draw_questions, marks_of
from packbuilder.spec import ActivitySpec


class Fields(ActivitySpec):
    ROOM = '"lines: {lines}"'
    kind: Literal["questions"]
    questions: tuple[Question, ...] = Field(min_length=1, max_length=100)

    @model_validator(mode="after")
    def _marks_agree(self) -> Self:
        check_marks(self.marks, self.questions)
        return self

    def total_marks(self) -> int:
        return self.marks or marks_of(self.questions)


@dataclass(frozen=True)
class Drawing:
    questions: tuple[DrawnQuestion, ...]


def draw(fields: Fields, pen: Pen) -> Drawing:
    return Drawing(draw_questions(fields.questions, pen))
