"""What a finished PDF shows: its pages as pictures, and where its letters stand. Alone imports pypdfium2."""

from collections.abc import Iterator
from ctypes import c_int, create_string_buffer
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pypdfium2
from pypdfium2 import raw

from packbuilder.units import MM_PER_PT

if TYPE_CHECKING:
    from PIL.Image import Image as Picture


@dataclass(frozen=True)
class Letter:
    """A letter as it is printed: its page (from 0), and its box in mm from the page's upper left corner."""

    text: str
    page: int
    left: float
    top: float
    right: float
    bottom: float


def grey_pages(pdf: bytes, dpi: float) -> "list[Picture]":
    """The pages as a copier sees them: a picture each, in grey, `dpi` dots an inch."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.render(scale=dpi / 72, grayscale=True).to_pil().convert("L") for page in document]
    finally:
        document.close()


def letters(pdf: bytes) -> list[Letter]:
    """All letters of a PDF, each with the box of its ink; white space is left out."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [letter for number, page in enumerate(document) for letter in _letters(page, number)]
    finally:
        document.close()


def _letters(page: pypdfium2.PdfPage, number: int) -> list[Letter]:
    text, height = page.get_textpage(), page.get_height()
    found = []
    for index, character in _characters(text):
        left, bottom, right, top = text.get_charbox(index)
        box = left * MM_PER_PT, (height - top) * MM_PER_PT, right * MM_PER_PT, (height - bottom) * MM_PER_PT
        found.append(Letter(character, number, *box))
    return found


def _characters(text: pypdfium2.PdfTextPage) -> Iterator[tuple[int, str]]:
    """The letters of a page, each with its place in the page's text; white space is left out."""
    for index in range(text.count_chars()):
        character = chr(raw.FPDFText_GetUnicode(text.raw, index))
        if not character.isspace():
            yield index, character


def letters_by_font(pdf: bytes) -> dict[str, set[str]]:
    """Which letters each font of a PDF draws, by the font's name in it; white space is left out."""
    found: dict[str, set[str]] = {}
    document = pypdfium2.PdfDocument(pdf)
    try:
        for page in document:
            text = page.get_textpage()
            for index, character in _characters(text):
                found.setdefault(_font(text, index), set()).add(character)
    finally:
        document.close()
    return found


def _font(text: pypdfium2.PdfTextPage, index: int) -> str:
    """The name of the font of a page's letter."""
    size = raw.FPDFText_GetFontInfo(text.raw, index, None, 0, c_int())
    name = create_string_buffer(size)
    raw.FPDFText_GetFontInfo(text.raw, index, name, size, c_int())
    return name.value.decode()
