"""Names and numbers in type, in every script, to be stamped on typeset pages. Alone imports ReportLab.

A text becomes the operators that draw it at the origin, and all texts share one set of fonts, which holds the
characters that are needed and nothing else.
"""

import unicodedata
from codecs import BOM_UTF16_BE
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from io import BytesIO
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

from reportlab.lib.abag import ABag
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import ShapedStr, TTFont, shapeFragWord
from reportlab.pdfgen.canvas import Canvas

from packbuilder.fonts import INVISIBLE, lettering_files

SIZE = 10.0
"""Size in pt in which texts are drawn; they are scaled to where they go."""
SMALLEST = 0.7
"""A text that is too long gets so small; then it is shortened."""
USUAL = 60
"""So many characters mostly fit on a line."""
RIGHT_TO_LEFT = ("R", "AL")
RADICALS = range(0x2E80, 0x2FE0)
"""Parts of Chinese letters, as dictionaries list them (Unicode, CJK Radicals Supplement and Kangxi Radicals)."""
STRONG = ("L", *RIGHT_TO_LEFT)
"""Kinds of characters that have a direction of their own (Unicode Standard Annex 9, table 4)."""


FEATURES = {"kern": True, "liga": False, "dlig": False}
"""What is optional in shaping: no ligatures, whose glyphs have no character by which they could be read aloud."""


class Typeface(TTFont):  # type: ignore[misc]  # ReportLab has no type hints
    """A font that reads back as it was written, and keeps PDF/UA.

    Its joined forms are as wide as its file says, wherever they first come up, and a glyph of several characters is the
    plainest of them: a Chinese letter, not the radical that looks the same.
    """

    def __init__(self, name: str, filename: str) -> None:
        super().__init__(name, filename)
        for characters in self.face.glyphToChar.values():
            if len(characters) > 1:
                characters.sort(key=_is_stand_in)

    hbAddPrivate: Any  # noqa: N815 - ReportLab's name

    def hbFont(self, fontSize: float = 10) -> Any:  # noqa: N802, N803 - ReportLab's names
        font = super().hbFont(fontSize)
        add = self.hbAddPrivate
        self.hbAddPrivate = lambda name, gid, _: add(name, gid, self.pdfScale(font.get_glyph_h_advance(gid)))
        return font


def _is_stand_in(point: int) -> bool:
    """Is this character there for another one, which looks the same?"""
    return point in RADICALS or unicodedata.normalize("NFKC", chr(point)) != chr(point)


@dataclass(frozen=True)
class Drawn:
    """A text in type: the operators that draw it at the origin in SIZE pt, its width in pt there, and what it reads."""

    operators: bytes
    width: float
    text: str


class Lettering:
    """The type of one PDF."""

    def __init__(self) -> None:
        # A font remembers the joined forms that were ever asked for; each PDF begins anew, and has the same bytes.
        for name in _fonts():
            if name in pdfmetrics.getRegisteredFontNames():
                _registered(name).unregister()
        self._drawn: dict[str, Drawn] = {}
        self._shortened: dict[tuple[str, float], str] = {}
        self._file = BytesIO()
        first = _registered(_font_for("0"))
        # Otherwise it begins with Helvetica, which isn't embedded; a preflight complains although nothing is set in it.
        self._canvas = Canvas(self._file, invariant=1, pageCompression=1, initialFontName=first.fontName)
        # The first subset of a font has the characters of ASCII at their own codes.
        self._plain = first.getSubsetInternalName(0, self._canvas._doc).encode()

    def draw(self, text: str) -> Drawn:
        """The text on one line. Characters that no font has are drawn as boxes; ask `fonts` beforehand."""
        if text not in self._drawn:
            if "pdf" in vars(self):
                raise RuntimeError(f"the fonts are made already, without what {text!r} needs")
            if text.isascii() and text.isdecimal():
                return self._drawn.setdefault(text, Drawn(self.plain(text, SIZE), self.plain_width(text, SIZE), text))
            pieces = [(font, _shaped(piece, font)) for font, piece in visual_runs(text)]
            line = self._canvas.beginText(0, 0)
            for font, piece in pieces:
                line.setFont(font, SIZE)
                line.textOut(piece)
            operators = line.getCode().encode("latin-1")
            if any("\ue000" <= character <= "\uf8ff" for _, piece in pieces for character in piece):
                operators = b"/Span <</ActualText <%s>>> BDC %s EMC" % (_as_hex(text), operators)
            self._drawn[text] = Drawn(operators, sum(_width(*each) for each in pieces), text)
        return self._drawn[text]

    def fitted(self, text: str, width: float, size: float, smallest: float = SMALLEST) -> tuple[Drawn, float]:
        """The text in `size` pt on a line `width` pt wide, and how many times larger than drawn it is there.

        What is too long gets smaller, down to `smallest` times its size, and where that doesn't do it is shortened,
        with "…" for what is lost.
        """
        full = size / SIZE
        drawn = self._within(text, width / full / smallest)
        return drawn, full * min(1.0, width / (drawn.width * full)) if drawn.width else full

    def _within(self, text: str, room: float) -> Drawn:
        """The text, or as much of it as is `room` pt wide in SIZE pt. A class that is too long is shortened once."""
        if (text, room) not in self._shortened:
            # What nobody will see of a long text needs no place in memory.
            width = self.draw(text).width if len(text) <= USUAL else measure(text)
            if width <= room:
                return self.draw(text)
            self._shortened[text, room] = shortened(text, room)
        return self.draw(self._shortened[text, room])

    def plain(self, text: str, size: float) -> bytes:
        """The operators that draw digits and unaccented letters, without a search for fonts and joins."""
        return b"BT %s %g Tf (%s) Tj ET" % (self._plain, size, text.encode("ascii"))

    @staticmethod
    def plain_width(text: str, size: float) -> float:
        """How wide `plain` draws the text, in pt."""
        return float(pdfmetrics.stringWidth(text, _font_for("0"), size))

    @cached_property
    def pdf(self) -> bytes:
        """A PDF whose only page has all fonts; no other text can be drawn any more."""
        self._canvas.drawString(0, 0, "")
        self._canvas.showPage()
        self._canvas.save()
        return self._file.getvalue()


def shortened(text: str, width: float) -> str:
    """As much of the text as is `width` pt wide in SIZE pt, with "…" behind it; marks stay with their letters."""
    cuts = [index for index in range(len(text)) if index == 0 or unicodedata.category(text[index])[0] != "M"]
    low, high = 0, len(cuts) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if measure(text[: cuts[middle]].rstrip() + "…") <= width:
            low = middle
        else:
            high = middle - 1
    return text[: cuts[low]].rstrip() + "…"


def measure(text: str) -> float:
    """The width of the text in pt in SIZE pt."""
    return sum(_width(font, _shaped(piece, font)) for font, piece in visual_runs(text))


def _shaped(text: str, font: str) -> Any:
    """The text of one direction as a row of glyphs from left to right, each a character of the font's own."""
    _registered(font)
    if all(unicodedata.bidirectional(character) == "AN" for character in text):
        return text  # Arabic figures run from left to right; shaping would take their direction from their script
    word = [0.0, (ABag(fontName=font, fontSize=SIZE), text)]
    return shapeFragWord(word, FEATURES)[1][1]


def _as_hex(text: str) -> bytes:
    """A text string (ISO 32000-1, 7.9.2.2) in hexadecimal digits."""
    return (BOM_UTF16_BE + text.encode("utf-16-be")).hex().encode()


def _width(font: str, piece: str) -> float:
    if isinstance(piece, ShapedStr):
        return float(sum(each.x_advance for each in piece.__shapeData__) * SIZE / 1000)
    return float(pdfmetrics.stringWidth(piece, font, SIZE))


def visual_runs(text: str) -> Iterator[tuple[str, str]]:
    """The text in parts of one font and one direction, from left to right; each part is in the order of reading.

    Follows the bidirectional algorithm (Unicode Standard Annex 9, W1 to L2). Names have no marks that embed one
    direction in another, and pairs of brackets go with what they stand between.
    """
    shown = "".join(character for character in text if character not in INVISIBLE or character in "\u200c\u200d")
    levels = _levels(shown)
    runs = [
        (level, "".join(character for character, _ in run))
        for level, run in groupby(zip(shown, levels, strict=True), key=lambda pair: pair[1])
    ]
    for level in range(max(levels, default=0), 0, -1):
        runs = list(_turned(runs, level))
    for level, part in runs:
        parts = list(_by_font(part))
        yield from reversed(parts) if level % 2 else parts


def _turned(runs: list[tuple[int, str]], level: int) -> Iterator[tuple[int, str]]:
    """The runs, with every row of them of at least that level the other way round (L2)."""
    for deep, row in groupby(runs, key=lambda run: run[0] >= level):
        found = list(row)
        yield from reversed(found) if deep else found


def _levels(text: str) -> list[int]:
    """The level of each character: odd ones run from right to left (I1, I2)."""
    kinds = [unicodedata.bidirectional(character) or "L" for character in text]
    base = next((kind for kind in kinds if kind in STRONG), "L")
    outer = 1 if base in RIGHT_TO_LEFT else 0
    kinds = _between(_numbers(kinds, "R" if outer else "L"), "R" if outer else "L")
    deeper = {"L": outer + outer % 2, "R": 1, "EN": 2, "AN": 2}
    return [deeper[kind] for kind in kinds]


def _numbers(kinds: list[str], base: str) -> list[str]:
    """Marks go with their letters, figures with the letters before them, and what divides figures with them (W1-W7)."""
    found: list[str] = []
    strong = base
    for kind in kinds:
        same = found[-1] if found else base
        strong = kind if kind in STRONG else strong
        found.append(same if kind == "NSM" else "AN" if kind == "EN" and strong == "AL" else kind)
    for index in range(1, len(found) - 1):
        before, after = found[index - 1], found[index + 1]
        divides = found[index] == "CS" or (found[index], before) == ("ES", "EN")
        if divides and before == after and before in ("EN", "AN"):
            found[index] = before
    found = ["R" if kind == "AL" else kind if kind in ("L", "R", "EN", "AN") else "ON" for kind in found]
    strong = base
    for index, kind in enumerate(found):
        strong = kind if kind in ("L", "R") else strong
        found[index] = "L" if kind == "EN" and strong == "L" else kind
    return found


def _between(kinds: list[str], base: str) -> list[str]:
    """Spaces and signs go with what they stand between, or with the whole text (N1, N2)."""
    direction = [("R" if kind in ("EN", "AN") else kind) if kind != "ON" else None for kind in kinds]
    known = [(-1, base), *((index, each) for index, each in enumerate(direction) if each), (len(kinds), base)]
    for (start, before), (end, after) in pairwise(known):
        for index in range(start + 1, end):
            kinds[index] = before if before == after else base
    return kinds


def _by_font(text: str) -> Iterator[tuple[str, str]]:
    """Parts of one font each; a font keeps the spaces and marks that follow its letters, if it has them."""
    # What stands before the first letter goes with it, so that brackets are turned as it runs.
    font, part = next((_font_for(character) for character in text if character.isalpha()), ""), ""
    for character in text:
        chosen = font if font and _has(font, character) and not character.isalpha() else _font_for(character)
        if chosen != font and part:
            yield font, part
            part = ""
        font, part = chosen, part + character
    if part:
        yield font, part


@cache
def _font_for(character: str) -> str:
    """The first font that has the character, or the first of all."""
    return next((name for name in _fonts() if _has(name, character)), next(iter(_fonts())))


@cache
def _fonts() -> dict[str, Path]:
    return {path.stem: path for path in lettering_files()}


@cache
def _has(name: str, character: str) -> bool:
    return ord(character) in _registered(name).face.charToGlyph


def _registered(name: str) -> Any:
    """The font, which is read when it is first needed."""
    if name not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(Typeface(name, str(_fonts()[name])))
    return pdfmetrics.getFont(name)
