"""WeasyPrint, loaded in less time than it takes, and made to do what packbuilder's pages need and no more.

What is changed of it changes no page: a test compares the styles, and others the pages of all packs.
"""

import ctypes.util
import os
import re
import sys
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager, nullcontext
from copy import copy
from functools import cache, lru_cache
from importlib import import_module
from operator import itemgetter
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit
from urllib.request import DataHandler, Request
from xml.etree import ElementTree

from packbuilder.declarations import read_once
from packbuilder.fonts import use_only_our_fonts

use_only_our_fonts()
# The same input gives the same bytes, whatever the day.
os.environ["SOURCE_DATE_EPOCH"] = "0"

LATER = {"fontTools.subset": ("Options", "Subsetter"), "fontTools.varLib.instancer": ("instantiateVariableFont",)}
"""What the typesetter imports for fonts that packbuilder doesn't have, and what it calls of it.

A fifth of its import is spent on it.
"""


def _stand_in(module: str, names: tuple[str, ...]) -> ModuleType:
    """A module of which only these functions are there; what they do is imported when one is called."""

    def later(name: str) -> Callable[..., Any]:
        def call(*given: Any, **named: Any) -> Any:
            return getattr(import_module(module), name)(*given, **named)

        return call

    stand_in = ModuleType(module)
    vars(stand_in).update({name: later(name) for name in names})
    return stand_in


@contextmanager
def _quick_import() -> Iterator[None]:
    """While WeasyPrint is imported, it looks for its libraries without a search, and finds stand-ins for modules.

    On Linux libraries are found by their full names. It asks for other spellings first, and for each of them a search
    starts compilers and linkers: nearly half of the time that the import takes.
    """
    search = ctypes.util.find_library
    stand_ins = {module: _stand_in(module, names) for module, names in LATER.items() if module not in sys.modules}
    if sys.platform == "linux":
        ctypes.util.find_library = lambda name: None  # noqa: ARG005
    sys.modules.update(stand_ins)
    try:
        yield
    finally:
        ctypes.util.find_library = search
        for module in stand_ins:
            del sys.modules[module]


with _quick_import(), read_once() if sys.platform == "linux" else nullcontext():
    import weasyprint
    from cssselect2 import ElementWrapper
    from weasyprint import LOGGER, css, layout, svg
    from weasyprint.css.computed_values import COMPUTER_FUNCTIONS, PHYSICAL_FUNCTIONS, border_width
    from weasyprint.css.functions import check_math
    from weasyprint.css.properties import Dimension
    from weasyprint.formatting_structure.boxes import Box, LineBox, PageBox
    from weasyprint.layout import inline, percent, preferred
    from weasyprint.text import line_break
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse

__all__ = ["LOGGER", "Fetcher", "LineBox", "Markup", "URLFetcherResponse"]

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


TOGETHER = ("page", "position", "float", "display")
"""Properties that are computed from each other, or from more than one element."""


PLAIN = frozenset(
    name for name in css.INITIAL_VALUES if name not in TOGETHER and not name.startswith("text_decoration_")
)
"""Properties that are as those of an element's parent are, or as they are at first, if no rule says what they are."""
INHERITED = PLAIN & css.INHERITED
INITIAL = {
    name: css.INITIAL_VALUES[name]
    for name in PLAIN - css.INHERITED - css.INITIAL_NOT_COMPUTED
    if not check_math(css.INITIAL_VALUES[name])
}
LOGICAL = frozenset(
    logical(block="ttb", inline=direction) for logical in PHYSICAL_FUNCTIONS.values() for direction in ("ltr", "rtl")
)
"""Properties such as `margin_inline_start`, which say what others are."""
WIDTHS = {
    name: name.replace("width", "style") for name in css.INITIAL_VALUES if COMPUTER_FUNCTIONS.get(name) is border_width
}
"""The widths of borders, which are 0 where the borders are of no style, as they are at first."""
OF_OTHERS = ("inherit", "initial")
_in_general = css.ComputedStyle.__missing__


def _computed(style: Any, name: str) -> Any:
    """The value of a property that a style is asked for the first time: an eighth of a page's time is spent on that.

    Most are as the parent's are, or as they are at first, or a length or a word: that needs no more than a look.
    """
    given = style.cascaded
    if style.parent_style is None or (name in PHYSICAL_FUNCTIONS and not LOGICAL.isdisjoint(given)):
        return _in_general(style, name)
    if name in given:
        value = given[name][0]
        if name not in PLAIN or not _is_simple(value):
            return _in_general(style, name)
        if name in COMPUTER_FUNCTIONS:
            value = COMPUTER_FUNCTIONS[name](style, name, value)
    elif name in INHERITED:
        value = style.parent_style[name]
    elif name in INITIAL:
        value = INITIAL[name]
    elif name in WIDTHS and WIDTHS[name] not in given:
        value = 0
    else:
        return _in_general(style, name)
    style[name] = value
    return value


def _is_simple(value: object) -> bool:
    return type(value) is Dimension or (type(value) is str and value not in OF_OTHERS)


css.ComputedStyle.__missing__ = _computed


BOXES = 1_000
"""Boxes whose sizes are remembered: those of some two worksheets, which are laid out twice or more."""
SIDES = ("top", "right", "bottom", "left")
SIZES = (
    *("width", "min_width", "max_width", "height", "min_height", "max_height"),
    *(
        f"{part}_{side}{what}"
        for part, what in (("margin", ""), ("padding", ""), ("border", "_width"))
        for side in SIDES
    ),
)
"""What the typesetter takes over from a box's style when it lays it out, percentages reckoned."""
SIZING = ("percent", "absolute", "block", "column", "float", "grid", "inline", "page", "table")
"""The typesetter's modules that ask for it by its name."""
_sizes_of = itemgetter(*SIZES, "box_sizing")
_resolve = percent.resolve_percentages
_known_sizes: dict[Hashable, tuple[Any, ...]] = {}


def _resolved(box: Any, containing_block: Any) -> None:
    """Gives a box its sizes; a tenth of a page's time is spent on that, and boxes alike are given the same ones."""
    width, height = (
        (containing_block.width, containing_block.height) if isinstance(containing_block, Box) else containing_block
    )
    # The page's heights refer to its height, and borders that collapse have got their widths before.
    if isinstance(box, PageBox) or box.style["border_collapse"] == "collapse":
        _resolve(box, containing_block)
        return
    sizes = _sizes_of(box.style)
    key = (width, height, sizes)
    found = _known_sizes.get(key)
    if found is None:
        _resolve(box, containing_block)
        # What is to be reckoned may depend on the size of letters, which isn't in the key.
        if not any(map(check_math, sizes)):
            if len(_known_sizes) >= BOXES:
                _known_sizes.clear()
            _known_sizes[key] = tuple(getattr(box, name) for name in SIZES)
        return
    for name, value in zip(SIZES, found, strict=True):
        setattr(box, name, value)


def size_by(resolve: Callable[[Any, Any], None]) -> None:
    """Lets the typesetter size boxes by this function."""
    for name in SIZING:
        vars(import_module(f"weasyprint.layout.{name}"))["resolve_percentages"] = resolve


size_by(_resolved)


LINES = 5_000
"""Broken lines that are remembered: those of some ten worksheets."""
LONGEST = 1_000
"""Characters of a text whose lines are remembered, so that no worksheet fills the memory."""
WRITTEN = (
    *("direction", "lang", "font_family", "font_size", "font_stretch", "font_style", "font_weight"),
    *("font_feature_settings", "font_kerning", "font_language_override", "font_variation_settings"),
    *("font_variant_alternates", "font_variant_caps", "font_variant_east_asian", "font_variant_ligatures"),
    *("font_variant_numeric", "font_variant_position", "letter_spacing", "word_spacing", "text_decoration_line"),
    *("white_space", "tab_size", "overflow_wrap", "word_break", "hyphens", "hyphenate_character"),
    *("hyphenate_limit_chars", "hyphenate_limit_zone"),
)
"""All properties that a line of text depends on."""
_break_line = line_break.split_first_line


_known_lines: dict[Hashable, Any] = {}


def _first_line(
    text: str, style: Any, context: Any, width: float | None, spacing: float, *how: bool, **more: bool
) -> Any:
    """The first line of the text, as the typesetter breaks it off; most are broken several times.

    That is in galleys, on pages and in other editions.
    """
    if len(text) > LONGEST:
        return _break_line(text, style, context, width, spacing, *how, **more)
    if len(_known_lines) >= LINES:
        _known_lines.clear()
    key = (text, width, spacing, *how, *more.items(), _written(style))
    found = _known_lines.get(key)
    if found is None:
        found = _known_lines[key] = _break_line(text, style, context, width, spacing, *how, **more)
    # What is drawn later is written into the layout, which is but its text till then.
    return copy(found[0]), *found[1:]


def _written(style: Any) -> Hashable:
    """What a line in this style depends on; a style is shared by all elements that look alike."""
    if not hasattr(style, "written"):
        # How a text is underlined and struck out is a set of words.
        style.written = tuple(frozenset(each) if isinstance(each := style[name], set) else each for name in WRITTEN)
    written: Hashable = style.written
    return written


inline.split_first_line = preferred.split_first_line = _first_line


FIGURES = 1_000
"""Figures of drawings that are remembered as they were read."""
READERS = ("size", "color", "alpha_value", "parse_url")
"""What reads them. Writing lines are drawings with the same few: nearly half of their time goes into reading them."""
for _reader in READERS:
    setattr(svg, _reader, lru_cache(FIGURES)(getattr(svg, _reader)))


class Fetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no type hints
    """Fetches data URLs and nothing else: it has none of the handlers that could open a file or reach the network.

    The typesetter makes them for each document and each stylesheet, with the certificates of the web on Python 3.12.
    """

    _fail_on_errors = False

    def __init__(self) -> None:
        # That of the base would make the handlers.
        pass

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:  # noqa: ARG002 - the base's arguments
        if urlsplit(url).scheme != "data":
            raise ValueError(f"{url} isn't data")
        with DataHandler().data_open(Request(url)) as answer:
            return URLFetcherResponse(url, answer.read(), answer.headers)


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

    def laid_out(self, *, drawn: bool = True) -> Any:
        """The document, laid out; without its backgrounds, a twentieth of the work, if it is never `drawn`."""
        lay_backgrounds = layout.layout_backgrounds
        if not drawn:
            layout.layout_backgrounds = lambda *_: None
        try:
            return self.render(font_config=fonts(), stylesheets=self.styles)
        finally:
            layout.layout_backgrounds = lay_backgrounds

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
    return weasyprint.CSS(string=text, base_url=base_url, font_config=fonts(), url_fetcher=Fetcher())


@cache
def fonts() -> FontConfiguration:
    """The fonts as the typesetter has found them; finding them anew takes as long as a page."""
    return FontConfiguration()
