"""How a pack is set for a pupil: the usual way, in large print, for dyslexia, with little ink, for the screen."""

import unicodedata
from dataclasses import dataclass

STANDARD = 11.0
"""Size of running text in pt from which layouts give all their sizes."""
TYPED = 0.52
"""A typed line's height in mm for each pt of its size."""

TINTS = {"cream": "#fff5d9", "yellow": "#fffbc2", "blue": "#e1effa", "green": "#e3f4e1", "pink": "#fde6ea"}
"""Pastel pages. Black on the darkest of them has a contrast of 17:1 (WCAG 2.2, relative luminance)."""
WHITE = "#ffffff"
SHADE = "#e6e6e6"
SHADES = {"cream": "#e6ddc4", "yellow": "#e6e2af", "blue": "#cbd7e1", "green": "#cddbcb", "pink": "#e4cfd3"}
"""What headings of tables stand on: a tenth darker than the page."""


def rgb(colour: str) -> tuple[float, float, float]:
    """Red, green and blue, each from 0 to 1, of a colour that is written as in CSS: `#fff5d9`."""
    red, green, blue = (part / 255 for part in bytes.fromhex(colour.removeprefix("#")))
    return red, green, blue


@dataclass(frozen=True)
class Rendering:
    """What is wanted beside the usual look; every combination is possible. `tint` is a name in TINTS."""

    large_print: bool = False
    dyslexia: bool = False
    low_ink: bool = False
    tint: str | None = None
    screen: bool = False

    @property
    def roomy(self) -> bool:
        """Do its letters and lines need their distance, whatever pages that takes?"""
        return self.large_print or self.dyslexia

    @property
    def name(self) -> str:
        """What stands in file names: `large-print`, `dyslexia-cream` …; nothing for the usual look."""
        flags = {
            "large-print": self.large_print,
            "dyslexia": self.dyslexia,
            self.tint: self.tint,
            "low-ink": self.low_ink,
            "screen": self.screen,
        }
        return "-".join(str(flag) for flag, on in flags.items() if on)


USUAL = Rendering()
RENDERINGS = (
    USUAL,
    Rendering(large_print=True),
    Rendering(dyslexia=True),
    Rendering(dyslexia=True, tint="cream"),
    Rendering(low_ink=True),
    Rendering(screen=True),
)
"""The renderings that are proved for every worksheet."""


@dataclass(frozen=True)
class Type:
    """How text is set: its size (pt), the least size (pt), leading and a letter's mean width (parts of the size).

    `hand` is how many times larger the pupil writes, `lines` how many times as many lines that takes: the larger
    the letters, the more of a line is lost where a word doesn't fit any more. `answers` and `hints` are the sizes
    (pt) and leadings (writing lines) of what a key and a supported edition write into a blank, the largest first.
    """

    body: float = STANDARD
    least: float = 9.0
    leading: float = 1.35
    letter: float = 0.55
    growth: float = 1.0
    hand: float = 1.0
    lines: float = 1.0
    answers: tuple[tuple[float, float], ...] = ((14.0, 1.0), (12.0, 1.0), (10.5, 1 / 2))
    hints: tuple[tuple[float, float], ...] = ((10.5, 1.0), (9.5, 1.0), (10.0, 1 / 2))

    def size(self, standard: float) -> float:
        """What is `standard` pt in the usual look, in pt; headings grow less than small print."""
        return round(max(self.least, self.body + (standard - STANDARD) * self.growth), 2)

    def ems(self, text: str, slack: float = 0.0) -> float:
        """About how many ems `text` is wide, letters `slack` em less than reckoned; a Chinese character is one em."""
        wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
        return wide + (len(text) - wide) * (self.letter - slack)

    @property
    def typed(self) -> float:
        """How tall a line is that is typed on the screen, in mm."""
        return self.size(STANDARD) * TYPED

    @property
    def scale(self) -> float:
        """How many times wider a line of running text is than in the usual look."""
        return self.body / STANDARD * self.letter / Type.letter


LARGE_PITCH = 12.0
"""Distance of writing lines in large print, in mm."""

LARGE = Type(
    body=18.0,  # where giant print begins and large print ends: UKAAF, Creating clear print and large print, 2012
    least=18.0,
    growth=0.8,
    hand=1.5,
    lines=1.75,
    answers=((20.0, 1.0), (18.0, 1.0), (18.0, 2 / 3)),
    hints=((18.0, 1.0), (18.0, 2 / 3)),
)
DYSLEXIA = Type(
    body=12.0,  # 12 to 14 pt, lines 1.5 apart, no italics: British Dyslexia Association, Dyslexia Style Guide, 2023
    least=12.0,
    leading=1.5,
    letter=0.64,
    lines=1.25,
    answers=((14.0, 1.0), (12.0, 1.0)),
    hints=((12.0, 1.0),),
)
LARGE_DYSLEXIA = Type(
    body=18.0,
    least=18.0,
    leading=1.5,
    letter=0.64,
    growth=0.8,
    hand=1.5,
    lines=2.0,
    answers=((18.0, 1.0), (18.0, 2 / 3)),
    hints=((18.0, 1.0), (18.0, 2 / 3)),
)


def type_for(rendering: Rendering) -> Type:
    """The sizes and distances that a rendering asks for."""
    if rendering.large_print:
        return LARGE_DYSLEXIA if rendering.dyslexia else LARGE
    return DYSLEXIA if rendering.dyslexia else Type()
