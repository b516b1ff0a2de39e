"""Reading PDFs back: their text, their bookmarks and what they say of themselves."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2

from packbuilder.fields import FormField
from packbuilder.pdf.join import join
from packbuilder.pdf.part import part
from packbuilder.units import PT_PER_MM

INSIDE = 0.4
"""How far inside a blank its text is looked for, in mm, so that what stands beside it isn't found."""


def whole_of(
    parts: Sequence[bytes],
    title: str,
    language: str,
    form: Sequence[FormField] = (),
    head: Sequence[FormField] = (),
) -> bytes:
    """PDFs as the typesetter writes them, made ready and joined; their ids begin with w1, w2 …"""
    ready = [part(each, f"w{number}", fillable=bool(form or head)) for number, each in enumerate(parts, 1)]
    return join(ready, title, language, form=form, head=head)


def text_of(pdf: bytes) -> str:
    """All text of a PDF."""
    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def texts_in(pdf: bytes, fields: list[dict[str, Any]]) -> dict[str, str]:
    """What stands in each of the blanks of a fields file, by its id; that of several parts is put together."""
    document = pypdfium2.PdfDocument(pdf)
    pages = [page.get_textpage() for page in document]
    heights = [page.get_height() for page in document]
    found: dict[str, str] = {}
    for field in fields:
        number = field["page"] - 1
        found[field["id"]] = found.get(field["id"], "") + pages[number].get_text_bounded(
            left=(field["x"] + INSIDE) * PT_PER_MM,
            right=(field["x"] + field["width"] - INSIDE) * PT_PER_MM,
            top=heights[number] - (field["y"] + INSIDE) * PT_PER_MM,
            bottom=heights[number] - (field["y"] + field["height"] - INSIDE) * PT_PER_MM,
        )
    return found


def later_parts(fields: list[dict[str, Any]]) -> list[tuple[str, int]]:
    """Id and number of the parts of blanks that don't come after the part before, which must be there."""
    places = {(field["id"], field.get("part", 1)): (field["page"], field["y"]) for field in fields}
    assert len(places) == len(fields)
    later = {name: place for name, place in places.items() if name[1] > 1}
    return [(name, part) for (name, part), place in later.items() if places.get((name, part - 1), place) >= place]


def bookmarks(pdf: bytes) -> list[tuple[int, str, int]]:
    """Level, title and page (from 0) of each bookmark."""
    items = pypdfium2.PdfDocument(pdf).get_toc()
    return [(item.level, item.get_title(), item.get_dest().get_index()) for item in items]


def page_sizes(pdf: bytes) -> list[tuple[float, float]]:
    """Width and height of each page in mm."""
    document = pypdfium2.PdfDocument(pdf)
    return [(page.get_width() / PT_PER_MM, page.get_height() / PT_PER_MM) for page in document]


def described(pdf: bytes) -> tuple[str, str, str]:
    """Title (as the document's information has it, and as its metadata has it) and language."""
    with pikepdf.open(BytesIO(pdf)) as document, document.open_metadata() as metadata:
        return str(document.docinfo["/Title"]), metadata["dc:title"], str(document.Root.Lang)
