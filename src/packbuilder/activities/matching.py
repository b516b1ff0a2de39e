"""Two lists to match up: a letter goes beside each item. The order is mixed, and always the same."""

from dataclasses import dataclass
from string import ascii_uppercase
from typing import Literal, Self

from pydantic import Field, model_validator

from packbuilder.pen import Pen
from packbuilder.pieces import Choice, lettered
from packbuilder.sheet import Blank, OnlyIn, Space
from packbuilder.spec import ActivitySpec, Line, Prose, Slug, Spec, blank_at, report


class Pair(Spec):
    id: Slug | None = Field(None, description="Stable name for ids; pair-1, -2 … unless given.")
    item: Prose = Field(description="What stands in the left list.")
    match: Prose = Field(description="What belongs to it; the right list has these in mixed order.")
    support: Line | None = Field(None, description="What the supported edition shows below the item.")


class Fields(ActivitySpec):
    kind: Literal["matching"]
    pairs: tuple[Pair, ...] = Field(min_length=2, max_length=24)
    extra: tuple[Prose, ...] = Field((), max_length=8, description="Choices that belong to no item.")
    headings: tuple[Line, Line] | None = Field(None, description="What stands above the two lists.")

    @model_validator(mode="after")
    def _enough_letters(self) -> Self:
        choices = {pair.match for pair in self.pairs} | set(self.extra)
        if len(choices) > len(ascii_uppercase):
            report([(("extra",), f"{len(choices)} choices, and the alphabet has 26 letters; leave some out")])
        return self


@dataclass(frozen=True)
class Item:
    number: int
    text: str
    hint: OnlyIn
    blank: Blank


@dataclass(frozen=True)
class Drawing:
    headings: tuple[str, ...]
    items: tuple[Item, ...]
    choices: tuple[Choice, ...]
    space: Space


def draw(fields: Fields, pen: Pen) -> Drawing:
    # Pairs may share a match ("both are true of …"): it then stands once.
    texts = pen.mix({pair.match for pair in fields.pairs} | set(fields.extra))
    letters = lettered(texts)
    return Drawing(
        headings=fields.headings or (),
        items=tuple(_item(pair, number, letters, pen) for number, pair in enumerate(fields.pairs, 1)),
        choices=tuple(Choice(letter, text) for text, letter in letters.items()),
        space=pen.room("lists", pen.page.pitch * len(texts), weight=0.5, limit=2.2),
    )


def _item(pair: Pair, number: int, letters: dict[str, str], pen: Pen) -> Item:
    # The box has room for a letter only, so the hint stands below the item.
    spec = blank_at(pair.at, answer=(letters[pair.match],))
    blank = pen.blank(spec, pair.id or f"pair-{number}", pair.item)
    return Item(number, pair.item, OnlyIn(("support",), pair.support), blank)
