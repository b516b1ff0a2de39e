"""Sheets of paper and what of them a page may use. All sizes in millimetres."""

from dataclasses import dataclass, replace
from typing import Literal

from packbuilder.renderings import USUAL, Rendering, Type, type_for

Family = Literal["iso", "us"]

SIZES = {"A4": (210.0, 297.0), "A3": (297.0, 420.0), "Letter": (215.9, 279.4), "Tabloid": (279.4, 431.8)}
"""Portrait width and height: ISO 216 and ANSI/ASME Y14.1."""

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


@dataclass(frozen=True)
class Margins:
    """White space around the type area, in mm. `binding` is the side that is punched and stapled."""

    binding: float
    top: float
    outer: float
    bottom: float


Side = Literal["left", "right", "top"]
TIGHT = 0.91
"""How much closer lines stand on a sheet that would need a tenth of a page more than it has."""


@dataclass(frozen=True)
class Page:
    """The page that activities are drawn for: its paper, margins and writing pitch in mm, and how text is set.

    `rtl` pages run from right to left and are bound on the right. Without `binding` all sides are alike.
    """

    paper: Paper
    margins: Margins
    pitch: float
    rendering: Rendering = USUAL
    rtl: bool = False
    binding: bool = True
    tight: bool = False

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
        return self.margins.binding if self.binding_side == "right" else self.margins.outer

    @property
    def top(self) -> float:
        # Where the top edge is punched, everything moves down by what the binding needs more than a printer does.
        return self.margins.top + (self.margins.binding - PRINTER_EDGE if self.binding_side == "top" else 0.0)

    @property
    def width(self) -> float:
        return self.paper.width - self.left - self.right

    @property
    def height(self) -> float:
        return self.paper.height - self.top - self.margins.bottom

    def tightened(self) -> "Page":
        """The page with its lines closer together."""
        return replace(self, pitch=self.pitch * TIGHT, tight=True)
