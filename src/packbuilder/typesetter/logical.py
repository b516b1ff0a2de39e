"""Text that runs from right to left, said in the order in which it is read.

In a PDF its letters stand as they are seen, from left to right. What is drawn brings its text along (ActualText, ISO
32000-1, 14.9.4), which `pdf.part` gives to its element.
"""

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pydyf import Dictionary, String
from weasyprint.pdf.stream import Stream

FROM_RIGHT = ("R", "AL")
"""The bidirectional classes of letters of such scripts."""
UNSEEN = dict.fromkeys([0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
"""Marks of direction, which say nothing."""

_marked = Stream.marked


@contextmanager
def _with_text(stream: Any, box: Any, tag: str) -> Iterator[None]:
    """Marks what a box draws, with its text if that runs from right to left."""
    text = getattr(box, "text", None) or ""
    if stream._tags is None or not any(unicodedata.bidirectional(letter) in FROM_RIGHT for letter in text):
        with _marked(stream, box, tag):
            yield
        return
    number = len(stream._tags)
    stream._tags[box] = {"tag": tag, "mcid": number}
    # At the end of a line nothing else parts its last word from the next one.
    said = text.translate(UNSEEN).rstrip() + " "
    stream.begin_marked_content(tag, Dictionary({"MCID": number, "ActualText": String(said)}))
    try:
        yield
    finally:
        stream.end_marked_content()


Stream.marked = _with_text
