"""Questions with marks, each with lines for its answer."""

from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from packbuilder.pen import Pen
from packbuilder.pieces import DrawnQuestion, Question, WithQuestions, draw_questions

ALSO_CALLED = ("quiz", "test", "comprehension", "short answers", "exercise", "exercises", "tasks")


class Fields(WithQuestions):
    kind: Literal["questions"]
    questions: tuple[Question, ...] = Field(min_length=1, max_length=100)


@dataclass(frozen=True)
class Drawing:
    questions: tuple[DrawnQuestion, ...]


def draw(fields: Fields, pen: Pen) -> Drawing:
    return Drawing(draw_questions(fields.questions, pen))
