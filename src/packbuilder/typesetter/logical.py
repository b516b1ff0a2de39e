"""Text that runs from right to left, said in the order in which it is read.

In a PDF its letters stand as they are seen, from left to right. What is drawn brings its text along (ActualText, ISO
32000-1, 14.9.4), which `pdf.part` gives to its element.
"""

import unicodedata
from codecs import BOM_UTF16_BE
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pydyf import Dictionary
from weasyprint.pdf.stream import Stream

FROM_RIGHT = ("R", "AL")
"""The bidirectional classes of letters of such scripts."""
SAME_LINE = 1.0
"""Baselines of one line differ by less than this, in px."""
UNSEEN = dict.fromkeys([0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
"""Marks of direction, which say nothing."""

_marked = Stream.marked


def _runs_from_right(text: str, box: Any) -> bool:
    """Has it letters of such a script, or brackets and the like, which are drawn the other way round among these?"""
    if any(unicodedata.bidirectional(letter) in FROM_RIGHT for letter in text):
        return True
    return any(map(unicodedata.mirrored, text)) and box.style["direction"] == "rtl"


def _begins_line(stream: Any, box: Any) -> bool:
    """Does a box of text stand on another line than the one that was drawn before it on this page?"""
    baseline = box.position_y + box.baseline
    before, stream.last_baseline = getattr(stream, "last_baseline", None), baseline
    return before is None or abs(baseline - before) > SAME_LINE


@contextmanager
def _with_text(stream: Any, box: Any, tag: str) -> Iterator[None]:
    """Marks what a box draws, with its text if that runs from right to left."""
    text = getattr(box, "text", None) or ""
    begins_line = bool(text) and _begins_line(stream, box)
    if stream._tags is None or not _runs_from_right(text, box):
        with _marked(stream, box, tag):
            yield
        return
    number = len(stream._tags)
    stream._tags[box] = {"tag": tag, "mcid": number}
    # Where a line begins, nothing else parts its first word from the one before.
    said = " " * begins_line + text.translate(UNSEEN)
    # In hexadecimal, by which `pdf.part` knows it; a text of brackets alone would be written as it is.
    written = (BOM_UTF16_BE + said.encode("utf-16-be")).hex()
    stream.begin_marked_content(tag, Dictionary({"MCID": number, "ActualText": f"<{written}>"}))
    try:
        yield
    finally:
        stream.end_marked_content()


Stream.marked = _with_text
