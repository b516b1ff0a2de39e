"""What a worksheet is once every decision is taken: values that templates show and nothing more."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, is_dataclass, replace
from math import ceil, inf
from typing import Any, Literal, TypeVar

from packbuilder.papers import Page
from packbuilder.problems import Position

Edition = Literal["student", "key", "support"]
P = TypeVar("P")
NAMED = "\ue000"
"""Stands around the id of a blank in the text that names it; `join` takes both away (a private-use character)."""
EDITIONS: tuple[Edition, ...] = ("student", "key", "support")


@dataclass(frozen=True)
class Entry:
    """What an edition writes into a blank: paragraphs, and what they are."""

    role: Literal["answer", "guidance", "support"]
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Blank:
    """One place where a student writes.

    `id` is `worksheet/activity/field`; `label` is what the fields file calls it, for programs that fill it in
    or read it aloud. After `fill` only `entry`
    says what is shown; answers and support are gone from the value.
    """

    id: str
    label: str
    at: Position
    answer: tuple[str, ...] = ()
    open: bool = False
    guidance: str | None = None
    support: str | None = None
    entry: Entry | None = None


@dataclass(frozen=True)
class Given:
    """A text that stands where a blank could."""

    text: str


@dataclass(frozen=True)
class Space:
    """A height on the page that may stretch: `minimum` mm and more, in steps of `step` mm (0: any height).

    `weight` is its share of what a page has left over; 0 keeps it as it is. `limit` is how many times its least
    height it may reach. `line` is how many mm each line gives that the spec asks for; 0 where it asks for none.
    """

    id: str
    minimum: float
    step: float = 0.0
    weight: float = 1.0
    limit: float = inf
    line: float = field(default=0.0, compare=False)


@dataclass(frozen=True)
class OnlyIn:
    """A value that some editions show, such as a word bank; `fill` turns it into the value or None."""

    editions: tuple[Edition, ...]
    value: Any


@dataclass(frozen=True)
class Flaw:
    """What is wrong with the `field` of an activity that was written at `at`, where only its page shows that.

    It stands in the activity's drawing until `draw` tells of it.
    """

    at: Position
    field: str
    message: str


@dataclass(frozen=True)
class Activity:
    """One activity, drawn. `drawing` is the kind's own dataclass, made of texts, blanks and spaces.

    `room` says what the spec can do for a text that doesn't fit; `{lines}` in it is how many lines that takes. Where
    gaps stand in a text, it makes them so many times wider (`widening`), and nothing else gives them room.
    """

    id: str
    kind: str
    number: int | None
    heading: str | None
    prompt: str
    marks: int | None
    new_page: bool
    drawing: Any
    at: Position
    room: str = ""
    widening: float | None = None


@dataclass(frozen=True)
class Sheet:
    """One worksheet, drawn for one page format. Its title was written at `at`.

    packbuilder's own words on it may be in another language than its texts.
    """

    id: str
    title: str
    pack_title: str | None
    unit: str | None
    subject: str | None
    level: str | None
    language: str
    marks: int
    page: Page
    activities: tuple[Activity, ...]
    words_language: str
    at: Position


def belongs(name: str, activity: Activity) -> bool:
    """Is `name` the id of the activity, or of a chunk, a space or a blank of it?"""
    return name == activity.id or name.startswith((f"{activity.id}/", f"{activity.id}#"))


MOST_LINES = {"lines": 60, "space": 40}
"""How many lines the fields of a spec that have these names may ask for."""


def room_for(activity: Activity, name: str, height: float, page: Page) -> str:
    """What the spec can say so that the blank `name` is `height` mm tall; "" where nothing it may say would do."""
    line = next((space.line for space in _spaces_around(activity.drawing, name)), 0.0)
    lines = ceil(round(height / (line or page.pitch * page.type.lines), 6))
    if any(f'"{asked}: {{lines}}"' in activity.room and lines > most for asked, most in MOST_LINES.items()):
        return ""
    return activity.room.replace("{lines}", str(lines))


def _spaces_around(value: Any, name: str) -> tuple[Space, ...]:
    """The spaces of the smallest part of a tree that has both the blank `name` and a space."""
    inside = value if isinstance(value, tuple) else ()
    if is_dataclass(value):
        inside = tuple(getattr(value, part.name) for part in fields(value))
    for part in inside:
        if any(blank.id == name for blank in blanks(part)):
            return _spaces_around(part, name) or tuple(spaces(value))
    return ()


def map_values(value: Any, change: Callable[[Any], Any]) -> Any:
    """A copy of a tree of dataclasses and tuples, with `change` applied to each part from the leaves up."""
    if isinstance(value, tuple):
        return change(tuple(map_values(part, change) for part in value))
    if is_dataclass(value) and not isinstance(value, type):
        parts = {f.name: getattr(value, f.name) for f in fields(value) if f.init}
        changed = {name: map_values(part, change) for name, part in parts.items()}
        differing = {name: part for name, part in changed.items() if part is not parts[name]}
        return change(replace(value, **differing) if differing else value)
    return change(value)


def blanks(value: Any) -> Iterator[Blank]:
    """Every blank of a tree, in reading order."""
    return parts(value, Blank)


def spaces(value: Any) -> Iterator[Space]:
    """Every space of a tree, in order."""
    return parts(value, Space)


def parts(value: Any, wanted: type[P]) -> Iterator[P]:
    """Every value of the type `wanted` in a tree, in order."""
    if isinstance(value, wanted):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from parts(part, wanted)
    elif is_dataclass(value) and not isinstance(value, type):
        for f in fields(value):
            yield from parts(getattr(value, f.name), wanted)
