"""The order in which the pages of all copies are printed, and where they lie on the paper: arithmetic, no PDF.

A stream is what goes through one tray of a printer: all pages of one paper size. It is a row of sides; two sides
are a sheet where both are printed on.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle, groupby
from typing import Literal

from packbuilder.class_sets.copies import Copy, Variant, pile
from packbuilder.class_sets.wanted import Settings
from packbuilder.papers import Paper

LARGER = {"A4": "A3", "Letter": "Tabloid"}
"""The paper on which two pages lie beside each other, each as large as it was."""


@dataclass(frozen=True)
class Shape:
    """How a page lies: its paper, whether it runs from right to left.

    `shift` is how far it moves, in mm, where the bound edge isn't the one for which it was set, as on a back.
    """

    paper: Paper
    rtl: bool = False
    shift: float = 0.0


@dataclass(frozen=True)
class PageOf:
    """A page of a copy, counted from 0."""

    copy: Copy
    page: int


@dataclass(frozen=True)
class Separator:
    """A sheet in front of the copies of a pile: those of a class, or its keys."""

    copies: tuple[Copy, ...]

    @property
    def class_name(self) -> str:
        return self.copies[0].class_name

    @property
    def are_keys(self) -> bool:
        return self.copies[0].is_key


@dataclass(frozen=True)
class BlankPage:
    """A page on which nothing is printed but that it is blank."""


Content = PageOf | Separator | BlankPage
BLANK = BlankPage()


@dataclass(frozen=True)
class Placed:
    """Where a page lies on a side: how far from the side's left edge, in mm, and how far it is turned.

    `turned` is in degrees, anticlockwise. `shift` is how far it is moved to the right of that place, in mm, so that its
    margin for binding lies at the bound edge.
    """

    content: Content
    paper: Paper
    x: float = 0.0
    turned: Literal[0, 90, 270] = 0
    shift: float = 0.0


@dataclass(frozen=True)
class Side:
    """One side of a sheet of `paper`."""

    paper: Paper
    places: tuple[Placed, ...]


def sizes(shapes: Iterable[Shape]) -> list[str]:
    """The paper sizes of the pages, each once, in order."""
    return list(dict.fromkeys(shape.paper.size for shape in shapes))


def tray(size: str, settings: Settings) -> str:
    """The size of the paper on which pages of `size` are printed."""
    return size if settings.imposition == "none" else LARGER.get(size, size)


def collate(
    size: str, copies: Sequence[Copy], shapes: Mapping[Variant, Sequence[Shape]], settings: Settings
) -> Iterator[Side]:
    """The sides of the stream for pages of `size`, class by class and copy by copy.

    Every copy and every separator begins on a fresh sheet.
    """
    for separator in separators(size, copies, {variant: sizes(pages) for variant, pages in shapes.items()}):
        if settings.separators:
            yield from _arranged([(separator, Shape(Paper(size)))], settings)
        for copy in separator.copies:
            yield from copy_sides(size, copy, shapes[copy.variant], settings)


def separators(size: str, copies: Sequence[Copy], on: Mapping[Variant, Collection[str]]) -> Iterator[Separator]:
    """What stands before each pile of the stream for pages of `size`; `on` has the paper sizes of each variant."""
    for _, group in groupby(copies, key=pile):
        members = tuple(copy for copy in group if size in on[copy.variant])
        if members:
            yield Separator(members)


def copy_sides(size: str, copy: Copy, shapes: Sequence[Shape], settings: Settings) -> list[Side]:
    """The sides of one copy in the stream for pages of `size`. The copy is bound where its first page is."""
    pages = [(PageOf(copy, n), shape) for n, shape in enumerate(shapes) if shape.paper.size == size]
    return _arranged(pages, settings, shapes[0].rtl)


Laid = tuple[Content, Shape]
Edge = Literal["left", "right"]
"""Where a sheet is bound, as one of its sides lies before the reader."""


def _arranged(pages: Sequence[Laid], settings: Settings, rtl: bool = False) -> list[Side]:
    """The pages on the sides of whole sheets, which are bound on the right if they run from right to left."""
    match settings.imposition if pages[0][1].paper.size in LARGER else "none":
        case "booklet":
            sides = _booklet(pages, rtl)
        case "two-up":
            sides = _two_up(pages, rtl)
        case _:
            sides = _one_by_one(pages, rtl, settings.both_sides)
    if settings.both_sides and len(sides) % 2:
        paper = sides[0].paper
        sides.append(Side(paper, (Placed(BLANK, paper),)))
    return sides


def _one_by_one(pages: Sequence[Laid], rtl: bool, both_sides: bool) -> list[Side]:
    """Each page on a side of its own. All sides of a tray lie alike: a landscape page is turned."""
    edges = _edges(rtl, both_sides)
    return [Side(Paper(shape.paper.size), (_bound(page, shape, next(edges)),)) for page, shape in pages]


def _edges(rtl: bool, both_sides: bool) -> Iterator[Edge]:
    """The bound edge of one side after the other; a back, which is turned over its long edge, has the other one."""
    front: Edge = "right" if rtl else "left"
    back: Edge = "left" if rtl else "right"
    return cycle((front, back) if both_sides else (front,))


def _bound(content: Content, shape: Shape, edge: Edge, x: float = 0.0) -> Placed:
    """The page on an upright side or half of one: its margin for binding, or its upper edge, lies at the bound edge."""
    if shape.paper.landscape:
        return Placed(content, shape.paper, x, 90 if edge == "left" else 270)
    own: Edge = "right" if shape.rtl else "left"
    shift = 0.0 if own == edge else shape.shift if edge == "left" else -shape.shift
    return Placed(content, shape.paper, x, 0, shift)


def _two_up(pages: Sequence[Laid], rtl: bool) -> list[Side]:
    """Two pages beside each other, in reading order."""
    filled = _filled(pages, 2)
    edge: Edge = "right" if rtl else "left"
    return [_pair(filled[n], filled[n + 1], rtl, (edge, edge)) for n in range(0, len(filled), 2)]


def _booklet(pages: Sequence[Laid], rtl: bool) -> list[Side]:
    """Sheets to be folded in the middle and stapled there: last and first page, second and last but one …"""
    filled = _filled(pages, 4)
    outer = [(filled[n], filled[-1 - n]) for n in range(len(filled) // 2)]
    ordered = [(last, first) if n % 2 == 0 else (first, last) for n, (first, last) in enumerate(outer)]
    return [_pair(earlier, later, rtl, ("right", "left")) for earlier, later in ordered]


def _filled(pages: Sequence[Laid], multiple: int) -> list[Laid]:
    """The pages with blank ones behind them, as many as make up whole sheets."""
    blank = Shape(Paper(pages[0][1].paper.size))
    return [*pages, *[(BLANK, blank)] * (-len(pages) % multiple)]


def _pair(earlier: Laid, later: Laid, rtl: bool, edges: tuple[Edge, Edge]) -> Side:
    """Two pages on a side; the earlier one lies where reading begins. `edges` are those of the left and right half."""
    size = earlier[1].paper.size
    left, right = (later, earlier) if rtl else (earlier, later)
    halves = _bound(*left, edges[0]), _bound(*right, edges[1], Paper(size).width)
    return Side(Paper(LARGER[size], landscape=True), halves)
