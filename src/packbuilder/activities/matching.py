"""Two lists to match up: a letter goes beside each item. The order is mixed, and always the same."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from string import ascii_uppercase
from typing import Literal, Self

from pydantic import Field

from packbuilder.pen import Pen
from packbuilder.pieces import NARROWEST_COLUMN, Choice, lettered
from packbuilder.rules import Found, Rule, Spec
from packbuilder.sheet import Blank, OnlyIn, Space
from packbuilder.spec import ActivitySpec, Line, Prose, Slug, blank_at, rotated

ALSO_CALLED = ("match up", "matching pairs", "pairs", "connect")

ITEM, CHOICE = 24.0, 8.0
"""What number and box take of an item, and the letter of a choice, in mm."""


class Pair(Spec):
    PAIR = ("item", "match")
    id: Slug | None = Field(None, description="Stable name for ids; pair-1, -2 … unless given.")
    item: Prose = Field(description="What stands in the left list.")
    match: Prose = Field(description="What belongs to it; the right list has these in mixed order.")
    support: Line | None = Field(None, description="What the supported edition shows below the item.")


class Fields(ActivitySpec):
    kind: Literal["matching"]
    pairs: tuple[Pair, ...] = Field(min_length=2, max_length=24)
    extra: tuple[Prose, ...] = Field((), max_length=8, description="Choices that belong to no item.")
    headings: tuple[Line, Line] | None = Field(None, description="What stands above the two lists.")

    def rules(self) -> tuple[Rule, ...]:
        return (*super().rules(), self._enough_letters, self._extra_ones_belong_to_no_item)

    def _enough_letters(self) -> Iterator[Found]:
        choices = {pair.match for pair in self.pairs} | set(self.extra)
        if len(choices) > len(ascii_uppercase):
            yield ("extra",), f"{len(choices)} choices, and the alphabet has 26 letters; leave some out"

    def _extra_ones_belong_to_no_item(self) -> Iterator[Found]:
        matches = {getattr(pair, "match", None) for pair in self.pairs}
        for place, text in enumerate(self.extra):
            if text in matches:
                message = "is the match of an item, and an extra choice belongs to none; write another, or leave it out"
                yield ("extra", place), message

    def disguised(self, other: Callable[[str], str]) -> Self:
        copy = super().disguised(other)
        matches = rotated([pair.match for pair in self.pairs])
        pairs = (pair.model_copy(update={"match": match}) for pair, match in zip(copy.pairs, matches, strict=True))
        return copy.model_copy(update={"pairs": tuple(pairs)})


@dataclass(frozen=True)
class Item:
    number: int
    text: str
    hint: OnlyIn
    blank: Blank
    space: Space


@dataclass(frozen=True)
class Drawing:
    """`space` is that of the two lists beside each other; without it the choices follow the items, each in its own."""

    headings: tuple[str, ...]
    items: tuple[Item, ...]
    choices: tuple[Choice, ...]
    space: Space | None


def draw(fields: Fields, pen: Pen) -> Drawing:
    # Pairs may share a match ("both are true of …"): it then stands once.
    texts = pen.mix({pair.match for pair in fields.pairs} | set(fields.extra))
    letters = lettered(texts)
    space = pen.room("lists", pen.page.pitch * len(texts), weight=0.5, limit=2.2)
    return Drawing(
        headings=fields.headings or (),
        items=tuple(_item(pair, number, letters, pen) for number, pair in enumerate(fields.pairs, 1)),
        choices=tuple(Choice(letter, text) for text, letter in letters.items()),
        space=space if _fit_beside_each_other(fields, texts, pen) else None,
    )


def _fit_beside_each_other(fields: Fields, texts: tuple[str, ...], pen: Pen) -> bool:
    side = pen.page.width / 2 - 6
    scale = pen.page.type.scale
    items = [pen.text_height(pair.item, side - ITEM * scale) for pair in fields.pairs]
    choices = [pen.text_height(text, side - CHOICE * scale) for text in texts]
    tallest = max(sum(max(10.0, height) + 3.2 for height in heights) for heights in (items, choices))
    return side >= NARROWEST_COLUMN * scale and tallest <= pen.below


def _item(pair: Pair, number: int, letters: dict[str, str], pen: Pen) -> Item:
    # The box has room for a letter only, so the hint stands below the item.
    spec = blank_at(pair.at, answer=(letters[pair.match],))
    blank = pen.blank(spec, pair.id or f"pair-{number}", pair.item)
    # Listed below each other, items stand as far apart as the page allows.
    space = pen.room(f"{pair.id or f'pair-{number}'}-space", pen.page.pitch + 2, limit=1.8)
    return Item(number, pair.item, OnlyIn(("support",), pair.support), blank, space)
