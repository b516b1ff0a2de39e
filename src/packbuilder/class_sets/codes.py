"""What stands in the code of a page: the set, the copy and the page, never a name. Alone imports zxing-cpp.

A code reads `K7QM-0042-03-79`: four characters for the class set, the copy's number, the page of that copy, and two
check digits (ISO/IEC 7064, MOD 97-10, as in an IBAN), which find every wrong or swapped character. It has 20
characters at most, which a QR code of version 1 holds at level M (ISO/IEC 18004:2015, table 7).
"""

import re
from dataclasses import dataclass
from functools import cache
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


def set_id(*parts: bytes) -> str:
    """Four characters that stand for everything a class set is made of."""
    digest = sha256(b"".join(sha256(part).digest() for part in parts)).digest()
    number = int.from_bytes(digest[:4])
    return "".join(ALPHABET[number >> shift & 31] for shift in (0, 5, 10, 15))


def _check(text: str) -> str:
    """Two digits behind which the whole number has a remainder of 1 modulo 97; letters count from 10."""
    digits = "".join(str(int(character, 36)) for character in text if character != "-")
    return f"{98 - int(digits) * 100 % 97:02d}"


def modules(text: str) -> bytes:
    """The QR code of `text`, row by row from the top: a byte for each module, 0 where it is black."""
    import zxingcpp  # noqa: PLC0415 - only class sets need it

    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M", data_mask=MASK)
    image: Any = code.to_image(scale=1, add_quiet_zones=False)
    picture = bytes(memoryview(image))
    if len(picture) != MODULES**2:
        raise ValueError(f"{text} needs a larger code than one of {MODULES} modules")
    return picture


def outline(text: str) -> bytes:
    """The QR code of `text` as the operators of a path one unit a module, its lower left corner at the origin."""
    picture = modules(text)
    return b"".join([_rectangles(start, picture[start : start + CHUNK]) for start in range(0, len(picture), CHUNK)])


CHUNK = 7
"""A third of a row. There are few different ones, so each is written once; rows would take twice the time."""


@cache
def _rectangles(start: int, modules: bytes) -> bytes:
    """A rectangle for each run of black in the `modules` that begin at the index `start` of the picture."""
    row, x = divmod(start, MODULES)
    runs = re.finditer(rb"\0+", modules)
    return b"".join(b"%d %d %d 1 re\n" % (x + run.start(), MODULES - 1 - row, len(run.group())) for run in runs)
