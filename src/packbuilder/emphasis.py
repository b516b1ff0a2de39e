"""Plain text with emphasis to HTML: `*italic*`, `**bold**`, and the language's quotation marks."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache

from markdown_it import MarkdownIt
from markupsafe import Markup

from packbuilder.typography import GAP_SIGN, folded, folded_lines, held_together, indented, left_to_right, right_to_left

PLAIN_QUOTES = ("“", "”", "‘", "’")
"""The marks of what is only read aloud, in every language."""


TEXTS = 5000
"""Texts that are kept as they were read: each stands on a galley and on the pages of all editions."""
LINE_END = "<br>\n"
LONG_WORD = re.compile(r"(?:[^\s<>]|</?(?:em|strong)>){20,}")
EMPHASIS = re.compile("<(/?)(em|strong)>")
IN_A_WORD = re.compile(r"(?<=[^\s<>])(?=(?:</?(?:em|strong)>)+[^\s<>])")
"""Where emphasis begins or ends between two signs."""
PLAIN = re.compile(
    # Emphasis that ends before a gap, or begins behind one.
    rf"(?P<emphasis>(?<![\w*\\{GAP_SIGN}])(\*\*?)(?=[^\s*])[^*\n]*(?<=[^\s*])\2(?={GAP_SIGN})"
    rf"|(?<={GAP_SIGN})(\*\*?)(?=[^\s*])[^*\n]*(?<=[^\s*])\3(?![\w*{GAP_SIGN}]))"
    rf"|(?<=[\w{GAP_SIGN}])\*(?=[\w{GAP_SIGN}])|(?<!\\)_|(?<!\\)\\(?=\n)"
)
"""Signs that stand for themselves: the star of a product (2*3), an underscore, a backslash at the end of a line."""
GAP = re.compile(r"_{3,}")
"""A gap in a text."""


@cache
def _reader(quotes: tuple[str, ...]) -> MarkdownIt:
    options = {"html": False, "linkify": False, "typographer": True, "breaks": True, "quotes": quotes}
    return MarkdownIt("zero", options).enable(["emphasis", "escape", "newline", "smartquotes", "text_join"])


def inline(text: str, quotes: Sequence[str], *, rtl: bool = False, lines: bool = False) -> Markup:
    """One paragraph as HTML. `quotes` are the four marks of the language, “”‘’ or with spaces of their own.

    On an `rtl` page, which runs from right to left, formulas and texts in other letters run from left to right. With
    `lines` each line stays one; otherwise the ends of lines are spaces.
    """
    return _inline(text, tuple(quotes), rtl, lines)


@lru_cache(TEXTS)
def _inline(text: str, quotes: tuple[str, ...], rtl: bool, lines: bool) -> Markup:
    html = _html(folded_lines(text) if lines else folded(text), quotes)
    return _directed(html, rtl)


def verses(text: str, quotes: Sequence[str], *, rtl: bool = False) -> tuple[Markup, ...]:
    """The lines of one paragraph, each as HTML of its own: emphasis and quotations may go over several."""
    return _verses(text, tuple(quotes), rtl)


@lru_cache(TEXTS)
def _verses(text: str, quotes: tuple[str, ...], rtl: bool) -> tuple[Markup, ...]:
    return tuple(_directed(line, rtl) for line in _lines(text, quotes))


@lru_cache(TEXTS)
def _lines(text: str, quotes: tuple[str, ...]) -> tuple[str, ...]:
    html = _html("\n".join(map(indented, text.split("\n"))), quotes)
    return tuple(_whole(html.split(LINE_END)))


def _directed(html: str, rtl: bool) -> Markup:
    return Markup(left_to_right(html) if rtl else right_to_left(html))


def around_gaps(text: str, quotes: Sequence[str], *, lines: slice = slice(None), rtl: bool = False) -> list[Markup]:
    """What stands before, between and behind the gaps of one paragraph, or of these `lines` of it.

    Emphasis and quotations may go over gaps, and begin in lines that aren't asked for. Each line stays one.
    """
    read = _lines(GAP.sub(GAP_SIGN, text), tuple(quotes))[lines]
    pieces = _whole(LINE_END.join(read).split(GAP_SIGN))
    return [Markup(left_to_right(piece) if rtl else piece) for piece in pieces]


def _whole(pieces: Iterable[str]) -> Iterator[str]:
    """Pieces of HTML in which emphasis ends where the piece does, and goes on in the next one."""
    going_on: list[str] = []
    for piece in pieces:
        begin = "".join(f"<{tag}>" for tag in going_on)
        for end, tag in EMPHASIS.findall(piece):
            if end:
                going_on.pop()
            else:
                going_on.append(tag)
        yield begin + piece + "".join(f"</{tag}>" for tag in reversed(going_on))


def _html(text: str, quotes: tuple[str, ...]) -> str:
    # The library's output is escaped: HTML is off, and nothing but emphasis is read.
    html = _reader(quotes).renderInline(held_together(_protect(text)))
    # The typesetter breaks a long word anywhere, but not before and behind emphasis within it.
    return LONG_WORD.sub(lambda word: IN_A_WORD.sub("\N{ZERO WIDTH SPACE}", word[0]), html)


def _protect(text: str) -> str:
    """Stars within a word (2*3*4), underscores and backslashes that end a line are made signs like any other."""
    return PLAIN.sub(lambda found: found[0] if found["emphasis"] else "\\" + found[0], text)


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, which blank lines part."""
    return [part for part in re.split(r"\n\s*\n", text.strip("\n").rstrip()) if part.strip()]


def lines_of(text: str) -> list[str]:
    """The lines of a text as they were parted, without the empty ones between paragraphs."""
    return [line for line in text.split("\n") if line.strip()]


def or_joined(texts: Iterable[str]) -> str:
    """What else makes texts shorter, at the end of a message, if a paragraph of theirs has several lines."""
    kept = any("\n" in paragraph for text in texts for paragraph in paragraphs(text))
    return "; or write it below >- in place of |, which joins its lines" if kept else ""


@lru_cache(TEXTS)
def plain(text: str) -> str:
    """A text without its emphasis, for titles, bookmarks and what is read aloud."""
    (block,) = _reader(PLAIN_QUOTES).parseInline(_protect(folded(text)))
    return "".join(token.content for token in block.children or ())
