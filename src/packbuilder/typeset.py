"""HTML to pages, with WeasyPrint. The only module that imports it.

Templates mark what matters: `data-chunk` for a part that stays whole (with `data-keep` and `data-new-page`),
`data-space` for a height that may stretch, `data-blank` for a place to write, `data-fixed` for other boxes
that must not overflow, `data-stamp` for a line in the head that is filled in later.
"""

import ctypes.util
import logging
import os
import re
import sys
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname
from xml.etree import ElementTree

from packbuilder.fields import Slot
from packbuilder.fonts import use_only_our_fonts
from packbuilder.pictures import MAX_BYTES

use_only_our_fonts()
# The same input gives the same bytes, whatever the day.
os.environ["SOURCE_DATE_EPOCH"] = "0"

# On Linux the typesetter's libraries are found by their full names. It asks for other spellings first, and for each of
# them a search starts compilers and linkers: nearly half of the time that the import takes.
_search = ctypes.util.find_library
if sys.platform == "linux":
    ctypes.util.find_library = lambda name: None  # noqa: ARG005

import weasyprint  # noqa: E402 - the fonts must be set before
from cssselect2 import ElementWrapper  # noqa: E402
from weasyprint.formatting_structure.boxes import LineBox  # noqa: E402
from weasyprint.text.fonts import FontConfiguration  # noqa: E402
from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: E402

ctypes.util.find_library = _search

LIBRARIES = ("pango", "harfbuzz", "fontconfig", "freetype", "fribidi")
"""Parts of the names of the system's libraries that typeset."""
MM = 25.4 / 96
"""Millimetres in a CSS pixel."""
EPSILON = 1.0
"""Overflow in mm that nobody sees; the hand stands that much lower than its lines, to meet the rules."""


@dataclass(frozen=True)
class Found:
    """A marked element as it was set: page (from 0), its box in mm from the page's upper left, its marks.

    `above` is its upper margin, `carry` the height of a table heading that is repeated above it when it starts
    a page, `excess` how far its content reaches beyond it, and `written` how far down text reaches in it, in mm.
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
    written: float


class _Read(URLFetcherResponse):  # type: ignore[misc]
    """What was read of a file. Without a path it isn't read again for the PDF, by when it may be another."""

    path = None


class Folder(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no type hints
    """Fetches ordinary files below some folders and data URLs, nothing else; links count by where they lead."""

    def __init__(self, *folders: Path) -> None:
        super().__init__()
        self.folders = tuple(folder.resolve() for folder in folders)

    def fetch(self, url: str, headers: Any = None) -> Any:
        parts = urlsplit(url)
        if parts.scheme == "data":
            return super().fetch(url, headers)
        if parts.scheme != "file" or parts.netloc:
            raise ValueError(f"{url} isn't a file of the worksheet's folder")
        path = Path(os.path.realpath(url2pathname(parts.path)))
        if not any(path.is_relative_to(folder) for folder in self.folders):
            raise ValueError(f"{path} lies outside {', '.join(map(str, self.folders))}")
        if not path.is_file() or path.stat().st_size > MAX_BYTES:
            raise ValueError(f"{path} isn't a file of at most {MAX_BYTES:,} bytes")
        # Read here, so that what was looked at is what is opened; its type shows in its bytes.
        return _Read(path.as_uri(), path.read_bytes(), {"Content-Type": "application/octet-stream"})


STYLES = 100
"""Stylesheets that are kept as they were read; the kinds have about forty, and each worksheet one of its own."""
OWN = re.compile(r"@(?:import|layer|font-face|counter-style|color-profile)", re.IGNORECASE)
"""What in a stylesheet concerns its whole document, or files: it is read anew for each."""


SPECIAL = ("footnote", "note(", "list-item")
"""Words in documents that have notes, or make lists of other elements than those of HTML."""
PART = 3
"""Where in a selector, as it was read, the part of an element stands that it is about, such as the mark of a list."""


def _lean(full: Any) -> Any:
    """The typesetter's own style without parts that hardly an element has: marks of lists, calls and marks of notes.

    For each of them it would compute a style for every element, which takes a sixth of a page's time.
    """
    lean, matcher = copy(full), copy(full.matcher)
    of_all, by_name = matcher.other_selectors, matcher.lower_local_name_selectors
    marks = [selector for selector in of_all if selector[PART] == "marker"]
    matcher.other_selectors = [selector for selector in of_all if not selector[PART]]
    matcher.lower_local_name_selectors = by_name | {"li": by_name["li"] + marks}
    lean.matcher = matcher
    return lean


LEAN_STYLE = _lean(weasyprint.UA_STYLESHEET)


class Markup(weasyprint.HTML):  # type: ignore[misc]
    """HTML whose tree and styles are read in less time than the typesetter takes for them.

    Templates write well-formed markup, and the XML parser of the standard library needs a twentieth of the time of an
    HTML parser written in Python; the latter reads what isn't well-formed. Styles are taken out of the tree, as
    `styles`: the same ones stand on the pages of many worksheets.
    """

    def __init__(self, html: str, base_url: str, fetcher: URLFetcher) -> None:
        tree: Any
        try:
            tree = ElementTree.fromstring(html)
            _imply_bodies(tree)
        except ElementTree.ParseError:
            super().__init__(string=html, base_url=base_url, url_fetcher=fetcher)
            tree = self.etree_element  # type: ignore[has-type]
        self.special = any(word in html for word in SPECIAL)
        # Where a style names no file, it is the same one for the worksheets of all folders.
        self.styles = [_style(text, base_url if "url(" in text.lower() else None) for text in _taken_styles(tree)]
        self.base_url, self.url_fetcher, self.media_type = base_url, fetcher, "print"
        self.wrapper_element = ElementWrapper.from_html_root(tree, content_language=None)
        self.etree_element = self.wrapper_element.etree_element

    def _ua_stylesheets(self, forms: bool = False) -> list[Any]:
        styles: list[Any] = super()._ua_stylesheets(forms)
        return styles if self.special else [LEAN_STYLE, *styles[1:]]


def _imply_bodies(tree: Any) -> None:
    """Gives tables whose rows stand in them directly a body, as an HTML parser does."""
    for table in tree.iter("table"):
        rows = table.findall("tr")
        if rows:
            first = list(table).index(rows[0])
            body = ElementTree.Element("tbody")
            for row in rows:
                table.remove(row)
                body.append(row)
            table.insert(first, body)


def _taken_styles(tree: Any) -> Iterator[str]:
    """The texts of the head's stylesheets, which are taken out of it, if they concern their own rules only."""
    head = tree.find("head")
    found = [] if head is None else head.findall("style")
    if any(OWN.search(each.text or "") for each in found):
        return
    for each in found:
        head.remove(each)
        yield each.text or ""


@lru_cache(STYLES)
def _style(text: str, base_url: str | None) -> Any:
    return weasyprint.CSS(string=text, base_url=base_url, font_config=_fonts())


@cache
def _fonts() -> FontConfiguration:
    """The fonts as the typesetter has found them; finding them anew takes as long as a page."""
    return FontConfiguration()


class UnreadError(Exception):
    """Something that pages show can't be read; the message says what, and why."""


class _Errors(logging.Handler):
    """Keeps what the typesetter says that it couldn't load, and goes on without."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.getMessage().startswith("Failed to load"):
            self.said.append(record.getMessage())


ERRORS = _Errors()
weasyprint.LOGGER.addHandler(ERRORS)


class Typeset:
    """A document that was laid out."""

    def __init__(self, html: str, folder: Path) -> None:
        """Lays out `html`; pictures come from `folder`. Raises UnreadError if one of them, or a style, can't be had."""
        base = folder.resolve().as_uri() + "/"
        ERRORS.said.clear()
        markup = Markup(html, base, Folder(folder))
        self._document = markup.render(font_config=_fonts(), stylesheets=markup.styles)
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
    return sorted(Path(path) for path in paths if any(name in path for name in LIBRARIES))


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
            carry = heading[0].height * MM
        # A heading that starts a page itself isn't repeated above itself.
        own_carry = {id(child): 0.0 for child in heading}
        stack += [(child, own_carry.get(id(child), carry), element) for child in reversed(children)]


def _found(page: int, box: Any, marks: dict[str, str], carry: float) -> Found:
    x, y = box.border_box_x() * MM, box.border_box_y() * MM
    width, height = box.border_width() * MM, box.border_height() * MM
    above = _length(box.margin_top) * MM
    return Found(page, x, y, width, height, marks, above, carry, _excess(box) * MM, _written(box) * MM)


def _slot(box: Any, name: str, page: int) -> Slot:
    texts = [part for part in _inside(box) if getattr(part, "text", "").strip()]
    left, right = box.content_box_x(), box.content_box_x() + box.width
    edges = sorted([(left, left), (right, right), *((text.position_x, text.position_x + text.width) for text in texts)])
    start, end = max(pairwise(edges), key=lambda pair: pair[1][0] - pair[0][1])
    baseline = texts[0].position_y + texts[0].baseline if texts else box.content_box_y() + box.height
    x, width = start[1], end[0] - start[1]
    return Slot(name, page, x * MM, baseline * MM, width * MM, box.style["font_size"] * 0.75)


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


def _excess(box: Any) -> float:
    """How far, in CSS pixels, what stands in a box reaches beyond its content area: down, or text to either side."""
    bottom = box.content_box_y() + box.height
    left, right = box.content_box_x(), box.content_box_x() + box.width
    excess = 0.0
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
            excess = max(excess, child.position_x + child.width - right, left - child.position_x)
        stack += getattr(child, "children", ())
    return excess
