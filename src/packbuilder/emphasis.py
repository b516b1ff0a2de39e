"""Plain text with emphasis to HTML: `*italic*`, `**bold**`, and the language's quotation marks."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from markdown_it import MarkdownIt
from markupsafe import Markup

from packbuilder.typography import folded, held_together, left_to_right

PLAIN_QUOTES = ("“", "”", "‘", "’")
"""The marks of what is only read aloud, in every language."""


TEXTS = 5000
"""Texts that are kept as they were read: each stands on a galley and on the pages of all editions."""
LONG_WORD = re.compile(r"(?:[^\s<>]|</?(?:em|strong)>){20,}")
IN_A_WORD = re.compile(r"(?<=[^\s<>])(?=(?:</?(?:em|strong)>)+[^\s<>])")
"""Where emphasis begins or ends between two signs."""


@cache
def _reader(quotes: tuple[str, ...]) -> MarkdownIt:
    options = {"html": False, "linkify": False, "typographer": True, "quotes": quotes}
    return MarkdownIt("zero", options).enable(["emphasis", "escape", "smartquotes", "text_join"])


def inline(text: str, quotes: Sequence[str], *, rtl: bool = False) -> Markup:
    """One paragraph as HTML. `quotes` are the four marks of the language, “”‘’ or with spaces of their own.

    On an `rtl` page, which runs from right to left, formulas and texts in other letters run from left to right.
    """
    return _inline(text, tuple(quotes), rtl)


@lru_cache(TEXTS)
def _inline(text: str, quotes: tuple[str, ...], rtl: bool) -> Markup:
    # The library's output is escaped: HTML is off, and nothing but emphasis is read.
    html = _reader(quotes).renderInline(held_together(_protect(text)))
    # The typesetter breaks a long word anywhere, but not before and behind emphasis within it.
    html = LONG_WORD.sub(lambda word: IN_A_WORD.sub("\N{ZERO WIDTH SPACE}", word[0]), html)
    return Markup(left_to_right(html) if rtl else html)


def _protect(text: str) -> str:
    """Stars within a word (2*3*4) and underscores are made signs like any other."""
    return re.sub(r"(?<=\w)\*(?=\w)|(?<!\\)_", lambda match: "\\" + match[0], folded(text))


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, which blank lines part."""
    return [part for part in re.split(r"\n\s*\n", text.strip()) if part]


@lru_cache(TEXTS)
def plain(text: str) -> str:
    """A text without its emphasis, for titles, bookmarks and what is read aloud."""
    (block,) = _reader(PLAIN_QUOTES).parseInline(_protect(text))
    return "".join(token.content for token in block.children or ())
