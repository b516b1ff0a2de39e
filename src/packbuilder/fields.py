"""Where things are on paper: blanks, as JSON beside every PDF (the fields file), and lines that are filled in later."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any


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
    and its width in mm from the page's upper left corner, and the size of the element's text in pt."""

    name: str
    page: int
    x: float
    baseline: float
    width: float
    size: float


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
    content = {
        "version": 1,
        "unit": "mm",
        "origin": "upper left",
        "pages": [asdict(page) for page in pages],
        "fields": [_as_json(field) for field in fields],
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _as_json(field: Field) -> dict[str, Any]:
    values = asdict(field)
    if field.part == 1:
        del values["part"]
    return values
