"""Sheets of paper and what of them a page may use. All sizes in millimetres."""

from dataclasses import dataclass, replace
from typing import Literal

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


@dataclass(frozen=True)
class Page:
    """The page that activities are drawn for: its paper, type area and writing pitch, in mm."""

    paper: Paper
    margins: Margins
    pitch: float

    @property
    def left(self) -> float:
        return self.margins.outer if self.paper.landscape else self.margins.binding

    @property
    def top(self) -> float:
        # A landscape sheet goes into the folder turned: its top edge is the one that is punched, so everything
        # moves down by what the binding needs more than a printer does.
        return self.margins.top + (self.margins.binding - PRINTER_EDGE if self.paper.landscape else 0.0)

    @property
    def width(self) -> float:
        return self.paper.width - self.left - self.margins.outer

    @property
    def height(self) -> float:
        return self.paper.height - self.top - self.margins.bottom
