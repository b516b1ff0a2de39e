"""Key terms: write the meaning of a term, or the term for a meaning."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Literal, Self

from pydantic import Field

from packbuilder import tables
from packbuilder.pen import Pen
from packbuilder.rules import Found, Rule, each
from packbuilder.sheet import Blank, Given, OnlyIn
from packbuilder.spec import (
    LINES_OF_A_SPACE,
    ActivitySpec,
    BankPlace,
    Line,
    Openable,
    Prose,
    RowLines,
    Slug,
    has_several,
    rotated,
)

ALSO_CALLED = ("vocabulary", "vocab", "glossary", "definitions", "key terms", "keywords", "key words", "word list")

Side = Literal["term", "meaning"]


class Item(Openable):
    PAIR = ("term", "meaning")
    id: Slug | None = Field(None, description="Stable name for ids; term-1, -2 … unless given.")
    term: Line | None = None
    meaning: Prose | None = None
    blank: Side | None = Field(None, description="Which of the two the student writes here.")


class Fields(ActivitySpec):
    ROOM = '"space: {lines}"'
    kind: Literal["terms"]
    terms: tuple[Item, ...] = Field(min_length=1, max_length=60)
    blank: Side = Field("meaning", description="Which of the two the student writes.")
    space: RowLines = Field(LINES_OF_A_SPACE["small"], description="How tall a row is: a word, or a number of lines.")
    word_bank: BankPlace = Field("support", description="Who gets the missing terms as a word bank.")

    def rules(self) -> tuple[Rule, ...]:
        return (*super().rules(), self._sides_are_there, self._open_ones_have_no_answer)

    def _sides_are_there(self) -> Iterator[Found]:
        for side in ("term", "meaning"):
            yield from each("terms", self.terms, partial(self._lacking, side))

    def _lacking(self, side: Side, item: Item) -> Iterator[Found]:
        if not getattr(item, side) and not (side == (item.blank or self.blank) and item.open):
            yield (), f'missing field "{side}"'

    def _open_ones_have_no_answer(self) -> Iterable[Found]:
        return each("terms", self.terms, self._answered)

    def _answered(self, item: Item) -> Iterator[Found]:
        blank = item.blank or self.blank
        if item.open and getattr(item, blank):
            yield (), has_several(blank, "open")

    def disguised(self, other: Callable[[str], str]) -> Self:
        copy = super().disguised(other)
        sides: list[Side] = [item.blank or self.blank for item in self.terms]
        answers = [getattr(item, side) for item, side in zip(self.terms, sides, strict=True)]
        if self.word_bank == "student":
            # The bank has the terms; what is asked for a term isn't printed.
            banked = rotated([text if side == "term" else None for text, side in zip(answers, sides, strict=True)])
        else:
            banked = iter([None] * len(answers))
        hidden = [bank or (other(text) if text else None) for bank, text in zip(banked, answers, strict=True)]
        items = (
            item.model_copy(update={side: text}) for item, side, text in zip(copy.terms, sides, hidden, strict=True)
        )
        return copy.model_copy(update={"terms": tuple(items)})


@dataclass(frozen=True)
class Drawing:
    bank: OnlyIn
    table: tables.Table


def draw(fields: Fields, pen: Pen) -> Drawing:
    missing = [item.term for item in fields.terms if (item.blank or fields.blank) == "term" and item.term]
    columns = (pen.words.term, pen.words.meaning)
    lines = [_row(fields, item, number, pen) for number, item in enumerate(fields.terms, 1)]
    return Drawing(
        bank=pen.bank(missing, fields.word_bank),
        table=tables.draw_table(tables.Heads(columns, led=True), lines, pen),
    )


def _row(fields: Fields, item: Item, number: int, pen: Pen) -> tables.Line:
    name = item.id or f"term-{number}"
    term, meaning = item.term or "", item.meaning or ""
    cells: tuple[Blank | Given, ...]
    if (item.blank or fields.blank) == "term":
        cells = (_blank(item, item.term, name, f"{pen.words.term}: {meaning}", pen), Given(meaning))
    else:
        cells = (Given(term), _blank(item, item.meaning, name, f"{pen.words.meaning}: {term}", pen))
    return tables.Line(None, cells, f"{name}-space", fields.space)


def _blank(item: Item, answer: str | None, name: str, label: str, pen: Pen) -> Blank:
    return pen.blank(item.blank_with((answer,) if answer else None), name, label)
