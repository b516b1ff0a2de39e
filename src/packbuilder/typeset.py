"""HTML to pages, and what stands where on them.

Templates mark what matters: `data-chunk` for a part that stays whole, `data-space` for a height that may stretch,
`data-blank` for a place to write. CONTRIBUTING.md has all marks.
"""

import logging
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from packbuilder.digests import digest
from packbuilder.fields import Slot
from packbuilder.jpeg import bare
from packbuilder.links import FileError, LeadsOutError, read_ordinary
from packbuilder.pictures import MAX_BYTES
from packbuilder.png import visible
from packbuilder.problems import causes
from packbuilder.typesetter.markup import LOGGER, Fetcher, LineBox, Markup, URLFetcherResponse
from packbuilder.units import MM_PER_PX

LIBRARIES = ("libpango", "libharfbuzz", "libfontconfig", "libfreetype", "libfribidi")
"""How the names of the system's libraries that typeset begin; those of Python's packages have other ones."""
EPSILON = 1.0
"""Overflow in mm that nobody sees; the hand stands that much lower than its lines, to meet the rules."""
BESIDE = 0.5
"""That to either side: there a letter that leans over the edge adds to it."""


@dataclass(frozen=True)
class Found:
    """A marked element as it was set: page (from 0), its box in mm from the page's upper left, its marks.

    `above` is its upper margin, `carry` the height of a table heading that is repeated above it when it starts
    a page, `excess` how far its content reaches beyond it, `beside` how far text does to either side, and `written` how
    far down text reaches in it, in mm.
    """

    page: int
    x: float
    y: float
    width: float
    height: float
    marks: dict[str, str]
    above: float
    carry: float
    excess: float
    beside: float
    written: float

    @property
    def fits(self) -> bool:
        """Does what stands in it keep to it, as far as anybody sees?"""
        return self.excess <= EPSILON and self.beside <= BESIDE


class _Read(URLFetcherResponse):  # type: ignore[misc]
    """What was read of a file. Without a path it isn't read again for the PDF, by when it may be another."""

    path = None


class Folder(Fetcher):
    """Fetches ordinary files below a folder and data URLs, nothing else; links count by where they lead.

    Where files are `known`, by where they lie, they are the only ones, and their hashes must be those that are known.
    """

    def __init__(self, folder: Path, known: Mapping[str, str] | None = None, *, drawn: bool = True) -> None:
        super().__init__()
        self.folder, self.known, self.drawn = folder.resolve(), known or {}, drawn

    def fetch(self, url: str, headers: Any = None) -> Any:
        parts = urlsplit(url)
        if parts.scheme == "data":
            return super().fetch(url, headers)
        if parts.scheme != "file" or parts.netloc:
            raise ValueError(f"{url} isn't a file of the worksheet's folder")
        path = Path(os.path.realpath(url2pathname(parts.path)))
        try:
            # Read here, so that what was looked at is what is opened; its type shows in its bytes.
            data = read_ordinary(path, MAX_BYTES, self.folder)
        except LeadsOutError:
            raise ValueError(f"{path} lies outside {self.folder}") from None
        except (FileError, FileNotFoundError):
            raise ValueError(f"{path} isn't a file of at most {MAX_BYTES:,} bytes") from None
        if self.known and str(path) not in self.known:
            raise ValueError(f"{path} isn't a picture of the worksheet")
        if self.known and self.known[str(path)] != digest(data).hex():
            raise ValueError(f"{path} was saved while the worksheet was made")
        data = bare(data)
        # Where pictures are only measured, what they show makes no difference.
        return _Read(path.as_uri(), visible(data) if self.drawn else data, {"Content-Type": "application/octet-stream"})


class UnreadError(Exception):
    """Something that pages show can't be read; the message says what, and why."""


class _Errors(logging.Handler):
    """Keeps what the typesetter says that it couldn't load, and goes on without."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []
        self.full = False
        """Was it for want of memory?"""

    def emit(self, record: logging.LogRecord) -> None:
        if record.getMessage().startswith("Failed to load"):
            self.said.append(record.getMessage())
            errors = [each for each in record.args or () if isinstance(each, Exception)]
            self.full |= any(_for_want_of_memory(each) for error in errors for each in causes(error))


def _for_want_of_memory(error: BaseException) -> bool:
    """A JPEG in several scans is called broken where there is no memory for it; whether it is was looked at before."""
    return isinstance(error, MemoryError) or str(error).startswith("broken data stream")


ERRORS = _Errors()
LOGGER.addHandler(ERRORS)


class Typeset:
    """A document that was laid out."""

    def __init__(self, html: str, folder: Path, *, drawn: bool = True, known: Mapping[str, str] | None = None) -> None:
        """Lays out `html`, to be `drawn` as a PDF or only to be measured; pictures come from `folder`.

        `known` are the hashes of pictures by where they lie; one that is another by now can't be had.
        Raises UnreadError if one of them, or a style, can't be had, and MemoryError if that is for want of memory.
        """
        base = folder.resolve().as_uri() + "/"
        ERRORS.said.clear()
        ERRORS.full = False
        markup = Markup(html, base, Folder(folder, known, drawn=drawn))
        self._document = markup.laid_out(drawn=drawn)
        if ERRORS.full:
            raise MemoryError
        if ERRORS.said:
            raise UnreadError("; ".join(dict.fromkeys(ERRORS.said)))

    @property
    def pages(self) -> int:
        return len(self._document.pages)

    @cached_property
    def _marked(self) -> list[tuple[int, Any, dict[str, str], float]]:
        """(page, box, marks, height of the table heading above) of every element with marks, in reading order."""
        marked = []
        headings = set()
        for number, page in enumerate(self._document.pages):
            for box, element, carry in _elements(page._page_box):
                marks = {name[5:]: value for name, value in element.attrib.items() if name.startswith("data-")}
                if marks and getattr(box, "is_header", False):
                    if element in headings:
                        continue  # a table's heading is repeated on each of its pages
                    headings.add(element)
                if marks:
                    marked.append((number, box, marks, carry))
        return marked

    def marked(self) -> Iterator[tuple[dict[str, str], float]]:
        """The marks of every element that has some, and its height in mm."""
        return ((marks, box.border_height() * MM_PER_PX) for _, box, marks, _ in self._marked)

    def found(self, mark: str) -> list[Found]:
        """Every element that carries `data-<mark>`, in reading order."""
        return [_found(*each) for each in self._marked if mark in each[2]]

    def slots(self) -> list[Slot]:
        """What `data-stamp` marks on each page: the widest part of a line that its own text leaves free."""
        return [_slot(box, marks["stamp"], page) for page, box, marks, _ in self._marked if "stamp" in marks]

    def smallest(self, mark: str) -> dict[str, float]:
        """The size in pt of the smallest letters in the elements that carry `data-<mark>`, by the mark's value."""
        sizes: dict[str, float] = {}
        for _, box, marks, _ in self._marked:
            name = marks.get(mark, "")
            for size in _sizes(box) if name else ():
                sizes[name] = min(size, sizes.get(name, size))
        return sizes

    def pdf(self) -> bytes:
        """The PDF, tagged for PDF/UA-1."""
        data: bytes = self._document.write_pdf(pdf_variant="pdf/ua-1")
        return data


def loaded_libraries() -> list[Path]:
    """The system's libraries that this process typesets with, where the system tells (Linux does)."""
    try:
        maps = Path("/proc/self/maps").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    paths = {line.split(maxsplit=5)[5] for line in maps.splitlines() if line.count(" ") >= 5 and "/" in line}
    return sorted(path for path in map(Path, paths) if path.name.startswith(LIBRARIES))


def _elements(root: Any) -> Iterator[tuple[Any, Any, float]]:
    """(box, element, height of the table heading above) of every element below `root`, in order."""
    stack = [(root, 0.0, None)]
    while stack:
        box, carry, parent = stack.pop()
        element = getattr(box, "element", None)
        own = element is not None and element is not parent and hasattr(element, "attrib")
        if own and getattr(box, "element_tag", "").find("::") < 0:
            yield box, element, carry
        children = list(getattr(box, "children", ()))
        heading = [c for c in children if getattr(c, "is_header", False)]
        if heading:
            carry = heading[0].height * MM_PER_PX
        # A heading that starts a page itself isn't repeated above itself.
        own_carry = {id(child): 0.0 for child in heading}
        stack += [(child, own_carry.get(id(child), carry), element) for child in reversed(children)]


def _found(page: int, box: Any, marks: dict[str, str], carry: float) -> Found:
    x, y = box.border_box_x() * MM_PER_PX, box.border_box_y() * MM_PER_PX
    width, height = box.border_width() * MM_PER_PX, box.border_height() * MM_PER_PX
    above = _length(box.margin_top) * MM_PER_PX
    down, beside = (pixels * MM_PER_PX for pixels in _excess(box))
    return Found(page, x, y, width, height, marks, above, carry, max(down, beside), beside, _written(box) * MM_PER_PX)


def _slot(box: Any, name: str, page: int) -> Slot:
    texts = [part for part in _inside(box) if getattr(part, "text", "").strip()]
    left, right = box.content_box_x(), box.content_box_x() + box.width
    edges = sorted([(left, left), (right, right), *((text.position_x, text.position_x + text.width) for text in texts)])
    start, end = max(pairwise(edges), key=lambda pair: pair[1][0] - pair[0][1])
    baseline = texts[0].position_y + texts[0].baseline if texts else box.content_box_y() + box.height
    x, width = start[1], end[0] - start[1]
    top, height = box.content_box_y() * MM_PER_PX, box.height * MM_PER_PX
    size = box.style["font_size"] * 0.75
    return Slot(name, page, x * MM_PER_PX, baseline * MM_PER_PX, width * MM_PER_PX, size, top, height)


def _sizes(root: Any) -> Iterator[float]:
    """The sizes in pt of all text in a box; what is written into its blanks has sizes of its own."""
    stack = [root]
    while stack:
        box = stack.pop()
        if getattr(box, "text", "").strip():
            yield box.style["font_size"] * 0.75
        entry = "entry" in getattr(getattr(box, "element", None), "attrib", {}).get("class", "").split()
        stack += [] if entry else getattr(box, "children", ())


def _length(value: Any) -> float:
    return value if isinstance(value, int | float) else 0.0


def _written(box: Any) -> float:
    """How far down, in CSS pixels, lines of text reach in a box."""
    reach: float = 0.0
    for part in _inside(box):
        if isinstance(part, LineBox) and any(getattr(each, "text", "") for each in _inside(part)):
            reach = max(reach, part.position_y + part.height - box.content_box_y())
    return reach


def _inside(root: Any) -> Iterator[Any]:
    """Every box inside a box, those that stand elsewhere (position: absolute) too."""
    stack = list(getattr(root, "children", ()))
    while stack:
        box = stack.pop()
        yield box
        stack += getattr(box, "children", ())


def _excess(box: Any) -> tuple[float, float]:
    """How far, in CSS pixels, what stands in a box reaches beyond its content area: down, and text to either side."""
    bottom = box.content_box_y() + box.height
    left, right = box.content_box_x(), box.content_box_x() + box.width
    excess = beside = 0.0
    stack = list(getattr(box, "children", ()))
    while stack:
        child = stack.pop()
        inner = getattr(child, "element", None)
        if inner is not None and inner is not box.element and "data-blank" in getattr(inner, "attrib", {}):
            continue  # it is measured for itself
        # A line is as tall as its style says; the letters of some scripts' fonts claim much more.
        if isinstance(child, LineBox):
            excess = max(excess, child.position_y + child.height - bottom)
        elif hasattr(child, "text") and child.text:
            beside = max(beside, child.position_x + child.width - right, left - child.position_x)
        stack += getattr(child, "children", ())
    return excess, beside
