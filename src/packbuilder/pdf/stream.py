"""One PDF to print: sides that draw typeset pages and stamps, each of which stands in the file once.

It is made for the printer and isn't tagged; who reads on a screen gets a file of his own (`pdf/personal.py`).
"""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

from pikepdf import Array, Dictionary, Name, ObjectStreamMode, Pdf, String

from packbuilder.pdf.metadata import PRODUCER

PACKED = 1
"""How hard zlib tries: harder takes twice the time, and saves a tenth of the bytes."""
BRANCHES = 64
"""Pages below one node of the page tree: a viewer finds one of 60,000 in three steps."""


@dataclass(frozen=True)
class DrawnSide:
    """A side: its width and height in pt, the operators that draw it, and the typeset pages that they name."""

    width: float
    height: float
    operators: bytes
    pages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sources:
    """What sides are drawn with.

    `pages` are typeset PDFs by name; `{"P0": (one, two)}` makes their pages P0.0, P0.1 … in content streams. `fonts` is
    a PDF whose first page has all fonts that the operators name. `drawings` are what else they draw, by name.
    """

    pages: Mapping[str, Sequence[bytes]]
    fonts: bytes
    drawings: Mapping[str, "Drawing"] = field(default_factory=dict)


@dataclass(frozen=True)
class Drawing:
    """What many sides show: the operators that draw it from the origin, and its width and height there."""

    operators: bytes
    width: float
    height: float


Duplex = Literal["Simplex", "DuplexFlipLongEdge", "DuplexFlipShortEdge"]


@dataclass(frozen=True)
class About:
    """What a PDF says of itself: its title, its language (BCP 47), and on which sides of a sheet it is printed."""

    title: str
    language: str
    duplex: Duplex


def write_stream(path: Path, sources: Sources, sides: Iterable[DrawnSide], about: About) -> int:
    """Writes the sides to `path` as one PDF and returns how many there are; raises OSError if it can't be written.

    The same input gives the same bytes.
    """
    target = Pdf.new()
    opened = {name: [Pdf.open(BytesIO(data)) for data in documents] for name, documents in sources.pages.items()}
    kids: list[Any] = []
    named: set[str] = set()
    usual: DrawnSide | None = None
    for side in sides:
        usual = usual or side
        kids.append(_page(target, side, usual))
        named.update(side.pages)
    _grow_tree(target, kids)
    forms = _forms(target, opened, named) | {
        f"/{name}": _drawing(target, each) for name, each in sources.drawings.items()
    }
    # What all pages have in common they inherit from the root of their tree (ISO 32000-1, table 30).
    root = target.Root.Pages
    root.Resources = target.make_indirect(
        Dictionary(Font=copied_fonts(target, sources.fonts), XObject=Dictionary(forms))
    )
    if usual:
        root.MediaBox = _box(usual)
    target.Root.Lang = String(about.language)
    # What a printer's dialogue begins with (ISO 32000-1, table 150).
    target.Root.ViewerPreferences = Dictionary(
        DisplayDocTitle=True, PrintScaling=Name("/None"), Duplex=Name(f"/{about.duplex}"), NumCopies=1
    )
    target.trailer.Info = target.make_indirect(Dictionary(Title=String(about.title), Producer=String(PRODUCER)))
    save(target, path)
    return len(kids)


def save(target: Pdf, path: Path) -> None:
    """Writes the PDF; the same one always as the same bytes. Raises OSError if it can't be written."""
    # What goes wrong while pikepdf itself writes to a disk, such as a full one, ends the whole process.
    written = BytesIO()
    target.save(written, deterministic_id=True, object_stream_mode=ObjectStreamMode.generate)
    path.write_bytes(written.getbuffer())


def _forms(target: Pdf, opened: Mapping[str, Sequence[Pdf]], named: set[str]) -> dict[str, Any]:
    """Each typeset page that is `named` as a form, which all sides that show it share.

    What is copied is read when it is written, so `opened` must stay open until then.
    """
    forms = {}
    for name, documents in opened.items():
        pages = [page for document in documents for page in document.pages]
        for number, page in enumerate(pages):
            if f"{name}.{number}" in named:
                forms[f"/{name}.{number}"] = target.copy_foreign(page.as_form_xobject())
    return forms


def _drawing(target: Pdf, drawing: Drawing) -> Any:
    box = Array([0, 0, drawing.width, drawing.height])
    return target.make_stream(drawing.operators, Type=Name.XObject, Subtype=Name.Form, BBox=box)


def copied_fonts(target: Pdf, fonts: bytes) -> Any:
    """The fonts of the first page of the PDF `fonts`, copied into `target`."""
    source = Pdf.open(BytesIO(fonts))
    return target.copy_foreign(source.make_indirect(source.pages[0].obj.Resources.Font))


def _page(target: Pdf, side: DrawnSide, usual: DrawnSide) -> Any:
    packed = target.make_stream(zlib.compress(side.operators, PACKED), Filter=Name.FlateDecode)
    page = Dictionary(Type=Name.Page, Contents=packed)
    if (side.width, side.height) != (usual.width, usual.height):
        page.MediaBox = _box(side)
    return target.make_indirect(page)


def _box(side: DrawnSide) -> Array:
    return Array([0, 0, round(side.width, 3), round(side.height, 3)])


def _grow_tree(target: Pdf, pages: list[Any]) -> None:
    """Hangs the pages below nodes of a balanced tree (ISO 32000-1, 7.7.3.2)."""
    level = [(page, 1) for page in pages]
    while len(level) > BRANCHES:
        level = [_node(target, level[start : start + BRANCHES]) for start in range(0, len(level), BRANCHES)]
    root = target.Root.Pages
    root.Kids = Array([kid for kid, _ in level])
    root.Count = sum(count for _, count in level)
    for kid, _ in level:
        kid.Parent = root


def _node(target: Pdf, kids: list[tuple[Any, int]]) -> tuple[Any, int]:
    count = sum(count for _, count in kids)
    node = target.make_indirect(Dictionary(Type=Name.Pages, Kids=Array([kid for kid, _ in kids]), Count=count))
    for kid, _ in kids:
        kid.Parent = node
    return node, count
