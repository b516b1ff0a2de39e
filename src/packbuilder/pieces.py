"""Parts that several kinds are made of."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from string import ascii_uppercase
from typing import Annotated, Literal, TypeVar

from pydantic import Field, StringConstraints

from packbuilder.pen import Pen
from packbuilder.rules import Found, Rule, Spec
from packbuilder.sheet import Blank, Space
from packbuilder.spec import ActivitySpec, Lines, Marks, Prose, Slug, WithAnswer, has_several

NARROWEST_COLUMN = 60.0
"""How narrow one of several columns of texts or blanks may be in the usual look, in mm."""


class Question(WithAnswer):
    """A question with lines for its answer."""

    PAIR = ("question", "answer")
    id: Slug | None = Field(None, description="Stable name for ids; question-1, -2 … unless given.")
    question: Prose
    marks: Marks | None = None
    lines: Lines = Field(3, description="How many writing lines there are at least.")


@dataclass(frozen=True)
class DrawnQuestion:
    text: str
    marks: int | None
    blank: Blank
    spaces: tuple[Space, ...]


def draw_questions(questions: tuple[Question, ...], pen: Pen) -> tuple[DrawnQuestion, ...]:
    """Each question with its blank, in order."""
    return tuple(_question(question, number, pen) for number, question in enumerate(questions, 1))


def _question(question: Question, number: int, pen: Pen) -> DrawnQuestion:
    name = question.id or f"question-{number}"
    return DrawnQuestion(
        text=question.question,
        marks=question.marks,
        blank=pen.blank(question.blank, name, question.question),
        spaces=pen.long_lines(f"{name}-space", question.lines),
    )


class WithQuestions(ActivitySpec):
    """The fields of a kind that asks questions: their marks are its marks."""

    ROOM = '"lines: {lines}"'
    questions: tuple[Question, ...] = Field(min_length=1, max_length=40)

    @property
    def rest(self) -> bool:
        """Is there something to be marked beside the questions?"""
        return False

    def total_marks(self) -> int:
        return self.marks or self._marks_of_questions

    @property
    def _marks_of_questions(self) -> int:
        return sum(question.marks or 0 for question in self.questions)

    def rules(self) -> tuple[Rule, ...]:
        return (*super().rules(), self._marks_agree)

    def _marks_agree(self) -> Iterator[Found]:
        """Marks that contradict those of the questions, which are printed too; what has none may have the rest."""
        total = self._marks_of_questions
        rest = self.rest or any(question.marks is None for question in self.questions)
        if self.marks and total and (self.marks < total or (self.marks > total and not rest)):
            message = f"is {self.marks}, and its questions have {total} in all; write {total}, or leave it out"
            yield ("marks",), message


Exact = Annotated[str, StringConstraints(strip_whitespace=False)]
"""A name as it is written: the one that is looked for is the one that is printed."""


class Picture(Spec):
    """A picture from a file beside the worksheet, or a frame to stick one into."""

    image: Exact | None = Field(None, description="A PNG or JPEG file beside the worksheet.")
    alt: Prose | None = Field(None, description="What the picture shows, for those who don't see it.")
    frame: Literal["small", "medium", "large"] | None = Field(
        None, description="An empty frame of this size, to stick a picture into."
    )

    def rules(self) -> tuple[Rule, ...]:
        return (*super().rules(), self._one_picture, self._picture_is_told)

    def _one_picture(self) -> Iterator[Found]:
        if self.image and self.frame:
            yield (), has_several("image", "frame")

    def _picture_is_told(self) -> Iterator[Found]:
        if self.image and not self.alt:
            yield (), '"image" needs "alt": say what the picture shows'


FRAME_HEIGHTS = {"small": 45.0, "medium": 70.0, "large": 100.0}
"""Heights of a picture or its frame, in mm: a third of an A4 page is 90."""


@dataclass(frozen=True)
class Choice:
    """A text that is named by its letter."""

    letter: str
    text: str


def lettered(texts: Iterable[str]) -> dict[str, str]:
    """Each text with its letter: A to Z, then AA, AB …; 52 at the most."""
    letters = [*ascii_uppercase, *(f"A{letter}" for letter in ascii_uppercase)]
    return dict(zip(texts, letters, strict=False))


T = TypeVar("T")


def pages_of(
    parts: Sequence[T], tall: Callable[[tuple[T, ...]], float], most: float, above: float = 0.0
) -> list[tuple[T, ...]]:
    """The parts in runs, each at most `most` mm tall as `tall` measures it; a part alone may be taller.

    As few runs as can be, with about as many parts in each if they fit so. What stands `above` the first run takes
    that much (mm) of its page.
    """
    full: list[tuple[T, ...]] = []
    for part in parts:
        if full and tall((*full[-1], part)) <= most - (above if len(full) == 1 else 0.0):
            full[-1] = (*full[-1], part)
        else:
            full.append((part,))
    bounds = [round(number * len(parts) / len(full)) for number in range(len(full) + 1)]
    even = [tuple(parts[start:end]) for start, end in pairwise(bounds)]
    fits = all(tall(run) <= most - (0.0 if number else above) for number, run in enumerate(even))
    return even if fits else full
