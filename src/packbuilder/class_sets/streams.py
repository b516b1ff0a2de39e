"""The PDFs to print of a class set: one for each paper size, all copies in order."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from packbuilder.class_sets.codes import MODULES, finders
from packbuilder.class_sets.collate import PageOf, Shape, Side, collate, sizes, tray
from packbuilder.class_sets.copies import Copy, Variant
from packbuilder.class_sets.manifest import CopyRecord, Record, StreamFile
from packbuilder.class_sets.order import ClassSet, chosen_copies
from packbuilder.class_sets.pages import Stage
from packbuilder.class_sets.stamp import FINDERS, Stamps, side_operators, stamps_of, variant_name
from packbuilder.class_sets.wanted import Settings
from packbuilder.pdf.stream import About, Drawing, DrawnSide, Duplex, Sources, write_stream
from packbuilder.units import PT_PER_MM

SELDOM = 200
"""A tick for so many sides is often enough to watch."""


@dataclass(frozen=True)
class Pile:
    """What is printed of a class set: all `copies`, or one `page` (from 1) of them."""

    copies: tuple[Copy, ...]
    page: int | None
    shapes: Mapping[Variant, Sequence[Shape]]
    collated: Settings

    @property
    def settings(self) -> Settings:
        """How it is printed: one page has no back."""
        return self.collated if self.page is None else replace(self.collated, both_sides=False)

    def sizes(self) -> list[str]:
        """The sizes of its pages, in order."""
        return list(dict.fromkeys(size for copy in self.copies for size in sizes(self.shapes[copy.variant])))

    def sides(self, size: str) -> Iterator[Side]:
        """The sides of the stream for pages of `size`."""
        return _wanted_sides(collate(size, self.copies, self.shapes, self.collated), self.page)


def _pile(made: ClassSet) -> Pile:
    copies, page = chosen_copies(made)
    few = made.wanted.only is not None or made.wanted.late_joiners > 0
    collated = replace(made.wanted.settings, separators=False) if few else made.wanted.settings
    return Pile(copies, page, made.shapes, collated)


def plan_streams(made: ClassSet) -> Record:
    """What will be in the PDF for each paper size. Nothing is drawn yet."""
    pile = _pile(made)
    streams: list[StreamFile] = []
    found: dict[int, dict[str, tuple[int, int]]] = {copy.number: {} for copy in pile.copies}
    for size in pile.sizes():
        name = _stream_name(size, pile.settings)
        count = _find_copies(pile.sides(size), name, found, per_sheet=2 if pile.settings.both_sides else 1)
        paper, both = tray(size, pile.settings), pile.settings.both_sides
        if count:
            streams.append(StreamFile(name, size, paper, count, both, pile.settings.imposition))
    records = tuple(CopyRecord(copy, len(pile.shapes[copy.variant]), found[copy.number]) for copy in pile.copies)
    separators = pile.settings.separators
    return Record(made.set_id, made.pack, made.title, made.language, tuple(streams), records, separators)


def _find_copies(
    sides: Iterator[Side], name: str, found: dict[int, dict[str, tuple[int, int]]], *, per_sheet: int
) -> int:
    """Writes each copy's first and last sheet in the stream called `name` into `found`, and counts the sides."""
    count = 0
    for count, side in enumerate(sides, 1):
        sheet = (count - 1) // per_sheet + 1
        for content in _pages_on(side):
            of_copy = found[content.copy.number]
            of_copy[name] = (of_copy.get(name, (sheet, sheet))[0], sheet)
    return count


def write_streams(made: ClassSet, planned: Record, folder: Path, tick: Stage) -> Record:
    """Writes the PDFs that were planned into `folder`. Returns the record, with what was shortened on their pages."""
    pile, stamps = _pile(made), stamps_of(made)
    pages = {variant_name(n): [each.pdf for each in pack.worksheets] for n, pack in enumerate(made.typeset.values())}
    drawings = {FINDERS: Drawing(finders() + b"f", MODULES, MODULES)} if stamps.codes else {}
    sources = Sources(pages, stamps.lettering.pdf, drawings)
    total, done = sum(stream.sides for stream in planned.streams), 0
    for stream in planned.streams:
        drawn = _ticking((_drawn(side, stamps) for side in pile.sides(stream.size)), tick, done, total)
        about = About(made.title, made.language, _duplex(stream.size, pile.settings))
        done += write_stream(folder / stream.name, sources, drawn, about)
    return replace(planned, cut=stamps.cut)


def _stream_name(size: str, settings: Settings) -> str:
    """The name of a file says what its pages are printed on."""
    paper = tray(size, settings)
    return f"{size}.pdf" if paper == size else f"{size}-{settings.imposition}-on-{paper}.pdf"


def _duplex(size: str, settings: Settings) -> Duplex:
    """Pages beside each other stay upright if the sheet turns over its short edge."""
    if not settings.both_sides:
        return "Simplex"
    return "DuplexFlipLongEdge" if tray(size, settings) == size else "DuplexFlipShortEdge"


def _ticking(sides: Iterator[DrawnSide], tick: Stage, done: int, total: int) -> Iterator[DrawnSide]:
    for number, side in enumerate(sides, done):
        if number % SELDOM == 0:
            tick("sides", number, total)
        yield side


def _wanted_sides(sides: Iterator[Side], page: int | None) -> Iterator[Side]:
    """All sides, or those with the page (from 1) that is wanted."""
    if page is None:
        return sides
    return (side for side in sides if page - 1 in [content.page for content in _pages_on(side)])


def _pages_on(side: Side) -> list[PageOf]:
    return [placed.content for placed in side.places if isinstance(placed.content, PageOf)]


def _drawn(side: Side, stamps: Stamps) -> DrawnSide:
    pages = tuple([stamps.pages[content.copy.variant][content.page].name for content in _pages_on(side)])
    return DrawnSide(side.paper.width * PT_PER_MM, side.paper.height * PT_PER_MM, side_operators(side, stamps), pages)
