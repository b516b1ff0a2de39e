"""What stands in the code of a page: the set, the copy and the page, never a name. Alone imports zxing-cpp.

A code reads `K7QM-0042-03-79`: four characters for the class set, the copy's number, the page of that copy, and two
check digits (ISO/IEC 7064, MOD 97-10, as in an IBAN), which find every wrong or swapped character. It has 20
characters at most, which a QR code of version 1 holds at level M (ISO/IEC 18004:2015, table 7).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from typing import Any

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Digits and letters without I, L, O and U, which are misread (Crockford's base 32)."""
MODULES = 21
"""Modules on a side of a QR code of version 1."""
MASK = 3
"""The pattern that breaks up areas of one colour (ISO/IEC 18004:2015, 7.8). Trying all eight takes five times as long;
a reader learns from the code which one it is, and so small a code has no large areas."""
MOST_NUMBER = 99_999
MOST_PAGES = 999
PATTERN = re.compile(r"([0-9A-Z]{4})-([0-9]{4,5})-([0-9]{2,3})-([0-9]{2})")

OF_COPY = re.compile(r"([0-9A-Z]{4})-([0-9]{4,5})")
"""What the codes of a copy's pages begin with, as the manifest lists it."""


@dataclass(frozen=True)
class Code:
    """A page of a copy of a class set; copies and pages count from 1."""

    set_id: str
    copy: int
    page: int

    def __str__(self) -> str:
        text = f"{self.set_id}-{self.copy:04d}-{self.page:02d}"
        return f"{text}-{_check(text)}"


def looks_like_code(text: str) -> bool:
    """Is this a code, or one with a wrong character?"""
    return bool(PATTERN.fullmatch(text.strip().upper()))


def read_code(text: str) -> Code:
    """The code that was read from a page or typed in; raises ValueError if it is none, or has a wrong character."""
    found = PATTERN.fullmatch(text.strip().upper())
    if not found:
        raise ValueError(f'"{text}" is no code; one reads like K7QM-0042-03-79')
    set_id, copy, page, _ = found.groups()
    code = Code(set_id, int(copy), int(page))
    if str(code) != found.group():
        raise ValueError(f'"{text}" has a wrong character; its check digits don\'t fit')
    return code


def read_copy(text: str) -> tuple[str, int] | None:
    """The class set and the number of a copy, if the text is what its codes begin with."""
    found = OF_COPY.fullmatch(text.strip().upper())
    return (found[1], int(found[2])) if found and is_set_id(found[1]) else None


def is_set_id(text: str) -> bool:
    """Is this what `set_id` gives?"""
    return len(text) == 4 and set(text) <= set(ALPHABET)


def set_id(*parts: bytes) -> str:
    """Four characters that stand for everything a class set is made of."""
    digest = sha256(b"".join(sha256(part).digest() for part in parts)).digest()
    number = int.from_bytes(digest[:4])
    return "".join(ALPHABET[number >> shift & 31] for shift in (0, 5, 10, 15))


def _check(text: str) -> str:
    """Two digits behind which the whole number has a remainder of 1 modulo 97; letters count from 10."""
    return f"{98 - int(text.translate(TO_DIGITS)) * 100 % 97:02d}"


TO_DIGITS = str.maketrans({"-": ""} | {letter: str(int(letter, 36)) for letter in ALPHABET})


@cache
def finders() -> bytes:
    """What all codes share, the squares in three corners, as the operators of a path.

    A module is one unit wide, and the code's lower left corner lies at the origin.
    """
    return _path(_made("0" * SHORTEST), FINDERS)


def data(text: str) -> bytes:
    """The rest of the QR code of `text`, drawn likewise."""
    return _path(modules(text), DATA)


def _path(black: int, thirds: Sequence[int]) -> bytes:
    rectangles, chunks = _rectangles(), black.to_bytes(THIRDS)
    return b"".join([rectangles[third][chunks[third]] for third in thirds])


CHUNK = 7
"""A third of a row. There are few different ones, so each is written once; rows would take twice the time."""
THIRDS = MODULES**2 // CHUNK
FINDERS = [*range(0, 21, 3), *range(2, 21, 3), *range(42, 63, 3)]
"""The thirds of rows in which the squares stand that a reader finds first: seven modules wide and high."""
DATA = sorted({*range(THIRDS)} - {*FINDERS})
SHORTEST = 15
"""Characters of a code."""
TO_ZEROS = str.maketrans(dict.fromkeys("123456789", "0"))


def modules(text: str) -> int:
    """The modules of the QR code of `text`: a byte for each third of a row from the top, in whose low bits 1 is black.

    A QR code is linear: where two texts differ in two characters that share a number of eleven bits, their modules
    differ alike, whatever the other characters are (ISO/IEC 18004:2015, 7.4.4 and 7.5). So a code is one that was
    made before, with what changes at each pair of characters; that takes a tenth of the time.
    """
    base = text[:4] + text[4:].translate(TO_ZEROS)
    black = _made(base)
    for place in range(4, len(text), 2):
        black ^= _change(base, place, text[place : place + 2])
    return black


@cache
def _change(base: str, place: int, characters: str) -> int:
    """The modules that differ from those of `base` where it has other characters at `place`."""
    return _made(base) ^ _made(base[:place] + characters + base[place + len(characters) :])


@lru_cache(maxsize=1024)
def _made(text: str) -> int:
    """The modules of a QR code as zxing-cpp makes them."""
    import zxingcpp  # noqa: PLC0415 - only class sets need it

    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M", data_mask=MASK)
    image: Any = code.to_image(scale=1, add_quiet_zones=False)
    picture = bytes(memoryview(image))
    if len(picture) != MODULES**2:
        raise ValueError(f"{text} needs a larger code than one of {MODULES} modules")
    bits = ["1" if shade == 0 else "0" for shade in picture]
    return int.from_bytes(int("".join(bits[start : start + CHUNK]), 2) for start in range(0, MODULES**2, CHUNK))


@cache
def _rectangles() -> tuple[tuple[bytes, ...], ...]:
    """For each third of a row, and for whatever is black in it, a rectangle for each run of black."""
    thirds = [(x, MODULES - 1 - row) for row in range(MODULES) for x in range(0, MODULES, CHUNK)]
    runs = [[run.span() for run in re.finditer("1+", f"{black:07b}")] for black in range(2**CHUNK)]
    return tuple(
        tuple(b"".join(b"%d %d %d 1 re\n" % (x + start, y, end - start) for start, end in each) for each in runs)
        for x, y in thirds
    )
