"""Plain text with emphasis to HTML: `*italic*`, `**bold**`, and the language's quotation marks."""

import re
from functools import cache

from markdown_it import MarkdownIt
from markupsafe import Markup


@cache
def _reader(quotes: str) -> MarkdownIt:
    options = {"html": False, "linkify": False, "typographer": True, "quotes": quotes}
    return MarkdownIt("zero", options).enable(["emphasis", "escape", "smartquotes", "text_join"])


def inline(text: str, quotes: str) -> Markup:
    """One paragraph as HTML. `quotes` are the four marks of the language: “”‘’."""
    # The library's output is escaped: HTML is off, and nothing but emphasis is read.
    return Markup(_reader(quotes).renderInline(_protect(text)))


def _protect(text: str) -> str:
    """White space folded; stars within a word (2*3*4) and underscores made signs like any other."""
    folded = re.sub(r"\s+", " ", text)
    return re.sub(r"(?<=\w)\*(?=\w)|(?<!\\)_", lambda match: "\\" + match[0], folded)


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, which blank lines part."""
    return [part for part in re.split(r"\n\s*\n", text.strip()) if part]


def plain(text: str) -> str:
    """A text without its emphasis, for titles, bookmarks and what is read aloud."""
    (block,) = _reader("“”‘’").parseInline(_protect(text))
    return "".join(token.content for token in block.children or ())
