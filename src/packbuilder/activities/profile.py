"""Fact cards: a person, a place or a thing with facts to find out, and a frame for a picture."""

from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from packbuilder.pen import Pen
from packbuilder.pieces import Picture
from packbuilder.rules import Spec
from packbuilder.sheet import Blank, Given, Space
from packbuilder.spec import ActivitySpec, BlankSpec, Line, Lines, Slug

ALSO_CALLED = ("fact card", "fact file", "fact sheet", "biography", "character")

PICTURES = {"small": (35.0, 45.0), "medium": (45.0, 58.0), "large": (60.0, 77.0)}
"""Width and height of a card's picture in mm: a passport photo, and larger ones of its shape."""
AGAIN_SIDES, AGAIN_ENDS = 6.0, 3.0
"""White space around a name that is repeated, on both sides and above and below, in mm."""


class Fact(Spec):
    id: Slug | None = Field(None, description="Stable name for ids; fact-1, -2 … unless given.")
    label: Line = Field(description="Born, family, achievements …")
    value: BlankSpec = Field(description="The fact: an answer, or given.")
    lines: Lines = Field(1, description="How many writing lines there are at least.")


class Card(Picture):
    name: Line
    facts: tuple[Fact, ...] = Field(min_length=1, max_length=30)


class Fields(ActivitySpec):
    ROOM = '"lines: {lines}"'
    kind: Literal["profile"]
    cards: tuple[Card, ...] = Field(min_length=1, max_length=40)


@dataclass(frozen=True)
class DrawnFact:
    label: str
    value: Blank | Given
    space: Space


@dataclass(frozen=True)
class DrawnCard:
    """`again` is how tall the name is, in mm, where a page begins in the middle of the card and repeats it."""

    name: str
    again: float
    picture: bool
    picture_width: float
    picture_height: float
    image: str | None
    alt: str | None
    facts: tuple[DrawnFact, ...]


@dataclass(frozen=True)
class Drawing:
    cards: tuple[DrawnCard, ...]


def draw(fields: Fields, pen: Pen) -> Drawing:
    cards = tuple(_card(card, number, pen) for number, card in enumerate(fields.cards, 1))
    return Drawing(cards)


def _card(card: Card, number: int, pen: Pen) -> DrawnCard:
    facts = tuple(
        DrawnFact(
            fact.label,
            pen.place(fact.value, f"card-{number}-{fact.id or f'fact-{place}'}", f"{card.name}: {fact.label}"),
            pen.lines(f"card-{number}-{fact.id or f'fact-{place}'}-space", fact.lines),
        )
        for place, fact in enumerate(card.facts, 1)
    )
    again = round(pen.text_height(card.name, pen.page.width - AGAIN_SIDES) + AGAIN_ENDS, 2)
    size = PICTURES[card.frame or "small"]
    return DrawnCard(card.name, again, bool(card.frame or card.image), *size, card.image, card.alt, facts)
