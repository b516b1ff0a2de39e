"""Sheets of paper and what of them a page may use. All sizes in millimetres."""

from dataclasses import dataclass, replace
from typing import Literal

from packbuilder.renderings import USUAL, Rendering, Type, type_for

Family = Literal["iso", "us"]
FAMILIES: dict[str, Family] = {"a4": "iso", "letter": "us"}
"""By the sheet that is usual in each, in small letters."""

SIZES = {"A4": (210.0, 297.0), "A3": (297.0, 420.0), "Letter": (215.9, 279.4), "Tabloid": (279.4, 431.8)}
"""Portrait width and height: ISO 216 and ANSI/ASME Y14.1."""
LARGEST = ("A3", "Tabloid")
"""The sizes beyond which there is no larger paper."""

COUNTERPARTS = {"A4": "Letter", "A3": "Tabloid", "Letter": "A4", "Tabloid": "A3"}


@dataclass(frozen=True)
class Paper:
    """A paper size and how it lies."""

    size: str
    landscape: bool = False

    @property
    def name(self) -> str:
        return f"{self.size} {'landscape' if self.landscape else 'portrait'}"

    @property
    def width(self) -> float:
        return max(SIZES[self.size]) if self.landscape else min(SIZES[self.size])

    @property
    def height(self) -> float:
        return min(SIZES[self.size]) if self.landscape else max(SIZES[self.size])

    def on(self, family: Family) -> "Paper":
        """The same sheet in the other family of papers: A4 and Letter, A3 and Tabloid."""
        at_home = self.size.startswith("A") == (family == "iso")
        return self if at_home else replace(self, size=COUNTERPARTS[self.size])


def parse_paper(text: str) -> Paper:
    """Reads `A4`, `a3 landscape`, `Letter portrait` …; raises ValueError for anything else."""
    words = text.lower().split()
    sizes = {size.lower(): size for size in SIZES}
    if words and words[0] in sizes and words[1:] in ([], ["portrait"], ["landscape"]):
        return Paper(sizes[words[0]], landscape=words[1:] == ["landscape"])
    raise ValueError(f'"{text}" is no paper; choose {", ".join(SIZES)}, with "portrait" or "landscape" behind it')


PRINTER_EDGE = 10.0
"""What a printer or copier may leave white at each edge, in mm."""


CODE = 15.75
"""Side of the code of a class set's page, in mm: 21 modules of 0.75 mm, 4.4 dots each at 150 dpi."""
QUIET = 3.0
"""What stays white around a code, in mm: four modules (ISO/IEC 18004:2015, 6.3.8)."""
CODE_TEXT = 3.2
"""Height of the line of text below a code, in mm."""
CODE_WORDS = 21.0
"""Width of that line, in mm, counted from the outer side of the code."""


@dataclass(frozen=True)
class Margins:
    """White space around the type area, in mm. `binding` is the side that is punched and stapled."""

    binding: float
    top: float
    outer: float
    bottom: float


Side = Literal["left", "right", "top"]
LEANING = 1.0
"""How many mm more a bound side has where lines begin at the right: letters such as Arabic kaf lean over the edge.

They lean by 0.11 em in IBM Plex Sans Arabic: 1.3 mm in the largest titles, of which holes have room for 0.4 mm.
"""
TIGHT = 0.91
"""How much closer lines stand on a sheet that would need a tenth of a page more than it has."""


@dataclass(frozen=True)
class Page:
    """The page that activities are drawn for: its paper, margins and writing pitch in mm, and how text is set.

    `rtl` pages run from right to left and are bound on the right. Without `binding` all sides are alike. `coded` pages
    have room for a code in the lower outer corner, away from the staple however a landscape sheet is turned.
    """

    paper: Paper
    margins: Margins
    pitch: float
    rendering: Rendering = USUAL
    rtl: bool = False
    binding: bool = True
    tight: bool = False
    coded: bool = False

    @property
    def type(self) -> Type:
        return type_for(self.rendering)

    @property
    def binding_side(self) -> Side | None:
        """The side that is punched and stapled. A landscape sheet goes into the folder turned."""
        if not self.binding:
            return None
        if self.paper.landscape:
            return "top"
        return "right" if self.rtl else "left"

    @property
    def left(self) -> float:
        return self.margins.binding if self.binding_side == "left" else self.margins.outer

    @property
    def right(self) -> float:
        return self.margins.binding + LEANING if self.binding_side == "right" else self.margins.outer

    @property
    def top(self) -> float:
        # Where the top edge is punched, everything moves down by what the binding needs more than a printer does.
        return self.margins.top + (self.margins.binding - PRINTER_EDGE if self.binding_side == "top" else 0.0)

    @property
    def bottom(self) -> float:
        return max(self.margins.bottom, PRINTER_EDGE + CODE_TEXT + CODE + QUIET) if self.coded else self.margins.bottom

    @property
    def code(self) -> tuple[float, float]:
        """Where a code's upper left corner is, in mm from the page's."""
        x = PRINTER_EDGE if self.rtl else self.paper.width - PRINTER_EDGE - CODE
        return x, self.paper.height - PRINTER_EDGE - CODE_TEXT - CODE

    @property
    def beside_code(self) -> float:
        """How much of the foot's end a code takes, in mm."""
        margin = self.left if self.rtl else self.right
        return max(0.0, PRINTER_EDGE + CODE_WORDS + QUIET / 2 - margin) if self.coded else 0.0

    @property
    def width(self) -> float:
        return self.paper.width - self.left - self.right

    @property
    def height(self) -> float:
        return self.paper.height - self.top - self.bottom

    def tightened(self) -> "Page":
        """The page with its lines closer together."""
        return replace(self, pitch=self.pitch * TIGHT, tight=True)
