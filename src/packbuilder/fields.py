"""Where things are on paper: blanks, as JSON beside every PDF (the fields file), and lines that are filled in later."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from packbuilder.units import MM_PER_PT


@dataclass(frozen=True)
class Field:
    """A blank's place: its id, what it is called when read aloud, its page (from 1) and its box.

    The box is in mm from the page's upper left corner. A blank with more lines than a page holds has several
    parts, counted from 1, each with a field of its own.
    """

    id: str
    label: str
    page: int
    x: float
    y: float
    width: float
    height: float
    part: int = 1


@dataclass(frozen=True)
class Slot:
    """Room to stamp something in an element marked `data-stamp="name"`: page (from 0), where it begins, its baseline
    and its width in mm from the page's upper left corner, and the size of the element's text in pt. `top` and `height`
    are those of the element's inside, in mm."""

    name: str
    page: int
    x: float
    baseline: float
    width: float
    size: float
    top: float = 0.0
    height: float = 0.0


SEVERAL = 1.6
"""So many writing lines tall, a blank takes several lines of text."""
FULL = 0.7
"""The largest share of a low blank's height that the type's size takes: letters, accents and descenders fit in."""


@dataclass(frozen=True)
class FormField:
    """A blank, or a line of the head, to type into.

    `field` is its place, its page counted in the whole document; `sheet` the title of its worksheet and `language` its
    language (BCP 47); `size` that of what is typed, in pt; `line` the height of its writing lines, in mm; `hint` what
    is said besides its label when it is read aloud, and `printed` how far down it reaches in the blank, in mm, where it
    is printed there.
    """

    field: Field
    sheet: str
    language: str
    size: float = 11.0
    line: float = 8.0
    hint: str = ""
    printed: float = 0.0

    @property
    def place(self) -> Field:
        """Where to type: below what is printed, if a line fits there, so that one doesn't cross the other."""
        left = self.field.height - self.printed
        if left / MM_PER_PT * FULL < self.size:
            return self.field
        return replace(self.field, y=self.field.y + self.printed, height=left)

    @property
    def multiline(self) -> bool:
        """Is there room for several lines?"""
        return self.place.height > SEVERAL * self.line

    @property
    def type_size(self) -> float:
        """The size of what is typed, in pt; smaller where the blank is low."""
        return round(min(self.size, self.place.height / MM_PER_PT * FULL), 1)


@dataclass(frozen=True)
class PageSize:
    """A page's width and height in mm."""

    width: float
    height: float


def on_later_pages(fields: Iterable[Field], pages: int) -> tuple[Field, ...]:
    """The fields of a document that was joined behind `pages` pages."""
    return tuple(replace(field, page=field.page + pages) for field in fields)


def fields_json(pages: Iterable[PageSize], fields: Iterable[Field]) -> bytes:
    """The fields file. Student and key of a pack have the same one, byte for byte."""
    from msgspec import json  # noqa: PLC0415 - only who joins needs it

    content = {
        "version": 1,
        "unit": "mm",
        "origin": "upper left",
        "pages": [vars(page) for page in pages],
        "fields": [_as_json(field) for field in fields],
    }
    # The standard library indents in Python, which takes a quarter of the time in which a pack is joined.
    return json.format(json.encode(content), indent=1) + b"\n"


def _as_json(field: Field) -> dict[str, Any]:
    return {name: value for name, value in vars(field).items() if name != "part" or value > 1}
