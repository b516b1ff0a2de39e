"""The PDFs to print of a class set: one for each paper size, all copies in order."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from packbuilder.class_sets.collate import PageOf, Settings, Side, collate, sizes, tray
from packbuilder.class_sets.manifest import CopyRecord, Record, StreamFile
from packbuilder.class_sets.stamp import PT, Stamps, page_name, side_operators, stamps_of, variant_name
from packbuilder.class_sets.typesetting import ClassSet, Tick, chosen_copies
from packbuilder.pdf.stream import About, DrawnSide, Duplex, Sources, write_stream

SELDOM = 200
"""A tick for so many sides is often enough to watch."""


def write_streams(made: ClassSet, folder: Path, tick: Tick) -> Record:
    """Writes a PDF for each paper size into `folder`, and says what is in them."""
    stamps = stamps_of(made)
    copies, page = chosen_copies(made)
    shapes = made.shapes
    few = made.wanted.only is not None or made.wanted.late_joiners > 0
    arranged = replace(made.wanted.settings, separators=False) if few else made.wanted.settings
    settings = arranged if page is None else replace(arranged, both_sides=False)
    pages = {variant_name(v, stamps): [sheet.pdf for sheet in sheets] for v, sheets in made.printed.items()}
    sources = Sources(pages, stamps.lettering.pdf)
    streams: list[StreamFile] = []
    found: dict[int, dict[str, tuple[int, int]]] = {copy.number: {} for copy in copies}
    total = sum(len(shapes[copy.variant]) for copy in copies)
    done = 0
    for size in dict.fromkeys(size for copy in copies for size in sizes(shapes[copy.variant])):
        name = _stream_name(size, settings)
        sides = _wanted_sides(collate(size, copies, shapes, arranged), page)
        counted = _counted(sides, name, found, per_sheet=2 if settings.both_sides else 1)
        drawn = _ticking((_drawn(side, stamps) for side in counted), tick, done, total)
        count = write_stream(folder / name, sources, drawn, About(made.title, made.language, _duplex(size, settings)))
        done += count
        if count:
            streams.append(
                StreamFile(name, size, tray(size, settings), count, settings.both_sides, settings.imposition)
            )
        else:
            (folder / name).unlink()
    records = (CopyRecord(copy, len(shapes[copy.variant]), found[copy.number]) for copy in copies)
    return Record(
        made.set_id, made.pack.id, made.title, made.language, tuple(streams), tuple(records), settings.separators
    )


def _stream_name(size: str, settings: Settings) -> str:
    """The name of a file says what its pages are printed on."""
    paper = tray(size, settings)
    return f"{size}.pdf" if paper == size else f"{size}-{settings.imposition}-on-{paper}.pdf"


def _duplex(size: str, settings: Settings) -> Duplex:
    """Pages beside each other stay upright if the sheet turns over its short edge."""
    if not settings.both_sides:
        return "Simplex"
    return "DuplexFlipLongEdge" if tray(size, settings) == size else "DuplexFlipShortEdge"


def _ticking(sides: Iterator[DrawnSide], tick: Tick, done: int, total: int) -> Iterator[DrawnSide]:
    for number, side in enumerate(sides, done):
        if number % SELDOM == 0:
            tick("copies", min(number, total), total)
        yield side


def _wanted_sides(sides: Iterator[Side], page: int | None) -> Iterator[Side]:
    """All sides, or those with the page (from 1) that is wanted."""
    if page is None:
        return sides
    return (side for side in sides if page - 1 in [content.page for content in _pages_on(side)])


def _pages_on(side: Side) -> list[PageOf]:
    return [placed.content for placed in side.places if isinstance(placed.content, PageOf)]


def _counted(
    sides: Iterator[Side], name: str, found: dict[int, dict[str, tuple[int, int]]], *, per_sheet: int
) -> Iterator[Side]:
    """The sides; on the way each copy's first and last sheet in the stream called `name` are written into `found`."""
    for number, side in enumerate(sides):
        sheet = number // per_sheet + 1
        for content in _pages_on(side):
            of_copy = found[content.copy.number]
            of_copy[name] = (of_copy.get(name, (sheet, sheet))[0], sheet)
        yield side


def _drawn(side: Side, stamps: Stamps) -> DrawnSide:
    pages = tuple(page_name(content.copy.variant, content.page, stamps) for content in _pages_on(side))
    return DrawnSide(side.paper.width * PT, side.paper.height * PT, side_operators(side, stamps), pages)
