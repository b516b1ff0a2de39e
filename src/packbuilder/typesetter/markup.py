"""HTML that is laid out, read in less time than WeasyPrint takes by itself; and who fetches files for it."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any
from urllib.parse import urlsplit
from urllib.request import DataHandler, Request
from xml.etree import ElementTree

from cssselect2 import ElementWrapper
from weasyprint import LOGGER, layout
from weasyprint.formatting_structure.boxes import LineBox
from weasyprint.text.ffi import fontconfig
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

import packbuilder.typesetter.layout  # it makes the layout quick
import packbuilder.typesetter.logical  # brings texts along
import packbuilder.typesetter.shared  # and the styles
import packbuilder.typesetter.unheard  # noqa: F401 - and leaves what is only seen to the eye
from packbuilder.fontconfig import check_fonts
from packbuilder.typesetter.loading import weasyprint
from packbuilder.typesetter.styles import LEAN_STYLE

__all__ = ["LOGGER", "Fetcher", "LineBox", "Markup", "URLFetcherResponse"]

STYLES = 100
"""Stylesheets that are kept as they were read; the kinds have about forty, and each worksheet one of its own."""
OWN = re.compile(r"@(?:import|layer|font-face|counter-style|color-profile)", re.IGNORECASE)
"""What in a stylesheet concerns its whole document, or files: it is read anew for each."""

SPECIAL = ("footnote", "note(", "list-item")
"""Words in documents that have notes, or make lists of other elements than those of HTML."""
PART_OF_PAGE = re.compile(r"v(?:(?<=[\d\s(,.]v)|(?<=[\d\s(,.][sldp]v))(?:[whib]|min|max)\b")
"""The units of lengths that are a part of the page's. What begins with a letter is found in a fifth of the time."""


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
        self.special = is_special(html.lower())
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


def is_special(html: str) -> bool:
    """Does a document, in small letters, need what `styles.py` leaves out or `shared.py` can't share?"""
    return any(word in html for word in SPECIAL) or PART_OF_PAGE.search(html) is not None


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
    style = weasyprint.CSS(string=text, base_url=base_url, font_config=fonts(), url_fetcher=Fetcher())
    if style.matcher.order == 0:
        # It is only about pages, and each element would be looked at for nothing.
        style.matcher.match = lambda _: ()
    return style


@cache
def fonts() -> FontConfiguration:
    """The fonts as the typesetter has found them; finding them anew takes as long as a page. Raises SetupError."""
    found = FontConfiguration()
    check_fonts(fontconfig.FcConfigGetFonts(found._config, fontconfig.FcSetSystem).nfont)
    return found
