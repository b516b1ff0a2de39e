"""Key terms: write the meaning of a term, or the term for a meaning."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Self

from pydantic import Field, model_validator

from packbuilder.pen import LINES_OF_A_SPACE, Pen
from packbuilder.sheet import Blank, Given, OnlyIn, Space
from packbuilder.spec import ActivitySpec, BankPlace, Line, Openable, Prose, Slug, SpaceWord, report

Side = Literal["term", "meaning"]


class Item(Openable):
    id: Slug | None = Field(None, description="Stable name for ids; term-1, -2 … unless given.")
    term: Line | None = None
    meaning: Prose | None = None
    blank: Side | None = Field(None, description="Which of the two the student writes here.")


class Fields(ActivitySpec):
    ROOM = '"space: large"'
    kind: Literal["terms"]
    terms: tuple[Item, ...] = Field(min_length=1, max_length=60)
    blank: Side = Field("meaning", description="Which of the two the student writes.")
    space: SpaceWord = Field("small", description="How tall a row is at least.")
    word_bank: BankPlace = Field("support", description="Who gets the missing terms as a word bank.")

    @model_validator(mode="after")
    def _sides_are_there(self) -> Self:
        report([problem for index, item in enumerate(self.terms) for problem in self._problems(item, index)])
        return self

    def _problems(self, item: Item, index: int) -> Iterator[tuple[tuple[str | int, ...], str]]:
        blank = item.blank or self.blank
        for side in ("term", "meaning"):
            if not getattr(item, side) and not (side == blank and item.open):
                yield ("terms", index), f'missing field "{side}"'
        if item.open and getattr(item, blank):
            yield ("terms", index), f'"{blank}" is the answer, so leave out "open: true"'
        if item.guidance and not item.open:
            yield ("terms", index, "guidance"), 'goes with "open: true"'


@dataclass(frozen=True)
class Row:
    term: Blank | Given
    meaning: Blank | Given
    space: Space


@dataclass(frozen=True)
class Drawing:
    bank: OnlyIn | None
    rows: tuple[Row, ...]


def draw(fields: Fields, pen: Pen) -> Drawing:
    missing = [item.term for item in fields.terms if (item.blank or fields.blank) == "term" and item.term]
    return Drawing(
        bank=pen.bank(missing, fields.word_bank) if missing else None,
        rows=tuple(_row(fields, item, number, pen) for number, item in enumerate(fields.terms, 1)),
    )


def _row(fields: Fields, item: Item, number: int, pen: Pen) -> Row:
    name = item.id or f"term-{number}"
    space = pen.lines(f"{name}-space", LINES_OF_A_SPACE[fields.space])
    if (item.blank or fields.blank) == "term":
        meaning = item.meaning or ""
        return Row(_blank(item, item.term, name, f"{pen.words.term}: {meaning}", pen), Given(meaning), space)
    term = item.term or ""
    return Row(Given(term), _blank(item, item.meaning, name, f"{pen.words.meaning}: {term}", pen), space)


def _blank(item: Item, answer: str | None, name: str, label: str, pen: Pen) -> Blank:
    return pen.blank(item.blank_with((answer,) if answer else None), name, label)
