"""How much room handwriting takes, by who writes it. All sizes in millimetres.

The distance of the lines is what exercise books are ruled with. 12, 9 and 7 mm are the rulings F, I and B of
NZS 8132:1984 (school stationery); 9 mm is also that of the rulings 21, 25, 27 and 37 of DIN 16552-1:2005, which
secondary schools use, 8 mm the French Seyès ruling, 10 mm a wide British feint; American paper has 8.7 mm ("wide")
or 7.1 mm ("college"). Each hand has the ruling that suits it and the narrowest one that it can still use.

No norm says how wide a letter is. E. Johnston (*Writing & Illuminating, & Lettering*, 1906, chapter V) sets the lines
of close but legible writing three heights of an "o" apart, and the words the width of an "o": a letter then takes a
third of the lines' distance. School writing is looser than a scribe's. The figure here is an estimate, three eighths:
3 mm on lines of 8 mm, about ten English words (58 letters and spaces) in a line as long as A4 has room for.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import ceil
from typing import Literal

HandName = Literal["primary", "lower-secondary", "adult"]

IDEOGRAPH = 2.25
"""A Chinese character fills about five sixths of the distance of the lines both ways: as much as so many letters."""
JOINED = 0.75
"""An Arabic letter is joined to the next one, and many are slim: an estimate, in letters."""
DASH = 2
"""A note in a list begins with a dash and a space."""


@dataclass(frozen=True)
class Hand:
    """The mean width of a letter, or of the space between two words, and the distance of the lines, in mm.

    `least` is the distance of the closest lines that this hand can use.
    """

    letter: float
    pitch: float
    least: float

    def larger(self, times: float) -> "Hand":
        """The hand of a pupil who writes so many times larger on the lines that the page has."""
        return replace(self, letter=self.letter * times)


HANDS: dict[HandName, Hand] = {
    "primary": Hand(letter=4.5, pitch=12.0, least=10.0),
    "lower-secondary": Hand(letter=3.4, pitch=9.0, least=8.0),
    "adult": Hand(letter=3.0, pitch=8.0, least=7.0),
}
DEFAULT_HAND: HandName = "adult"


def letters(text: str) -> float:
    """How many letters wide `text` is, with its spaces; marks above and below a letter take no room."""
    return sum(map(_letters, text))


def _letters(character: str) -> float:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0.0
    if unicodedata.east_asian_width(character) in ("W", "F"):
        return IDEOGRAPH
    return JOINED if unicodedata.bidirectional(character) == "AL" else 1.0


def lines_needed(paragraphs: Iterable[str], hand: Hand, width: float) -> int:
    """How many lines `width` mm wide the paragraphs fill by hand; each begins a line of its own."""
    room = max(1.0, width / hand.letter)
    return sum(_lines(paragraph, room) for paragraph in paragraphs)


def _lines(paragraph: str, room: float) -> int:
    """The lines of one paragraph where a line has room for `room` letters; a longer word is broken."""
    lines, used = 1, 0.0
    for word, space in _words(paragraph):
        wide = letters(word)
        if used and used + space + wide > room:
            lines, used = lines + 1, wide
        else:
            used += wide + (space if used else 0)
        if used > room:
            more = ceil(used / room) - 1
            lines, used = lines + more, used - more * room
    return lines


def _words(paragraph: str) -> Iterable[tuple[str, int]]:
    """What may stand at the beginning of a line, each with the space before it (0 or 1 letter).

    Chinese is written without spaces, and its lines end after any character.
    """
    for word in paragraph.split():
        space, start = 1, 0
        for end in range(1, len(word) + 1):
            if end == len(word) or _is_wide(word[end]) or _is_wide(word[end - 1]):
                yield word[start:end], space
                space, start = 0, end


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in ("W", "F")
