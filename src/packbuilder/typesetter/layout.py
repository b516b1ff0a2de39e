"""Boxes, lines and drawings, laid out in less time than WeasyPrint takes by itself."""

from collections.abc import Callable, Hashable
from copy import copy
from functools import lru_cache
from importlib import import_module
from operator import itemgetter
from typing import Any

from weasyprint import svg
from weasyprint.css.functions import check_math
from weasyprint.formatting_structure.boxes import Box, PageBox, TextBox
from weasyprint.layout import inline, percent, preferred
from weasyprint.text import line_break

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
_known_sizes: dict[Hashable, dict[str, Any]] = {}


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
            _known_sizes[key] = {name: getattr(box, name) for name in SIZES}
        return
    vars(box).update(found)


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
        return _break_line(text, _undivided(style), context, width, spacing, *how, **more)
    if len(_known_lines) >= LINES:
        _known_lines.clear()
    key = (text, width, spacing, *how, *more.items(), _written(style))
    found = _known_lines.get(key)
    if found is None:
        found = _break_line(text, _undivided(style), context, width, spacing, *how, **more)
        if width and style["hyphens"] == "auto" and _cuts_a_word(text, found[2]):
            found = _break_line(text, style, context, width, spacing, *how, **more)
        if width and _is_its_first_word(text, found[2]):
            found = _longer(text, style, context, width, spacing) or found
        _known_lines[key] = found
    # What is drawn later is written into the layout, which is but its text till then.
    return copy(found[0]), *found[1:]


def _is_its_first_word(text: str, end: int | None) -> bool:
    """Does the first line of a text that has more break off after one word?"""
    return end is not None and text.encode()[:end].strip(b" ") == text.lstrip(" ").partition(" ")[0].encode()


CLOSE = 1.0
"""By how many px a line may be wider than Pango has measured, by rounding and by the space behind its last letter."""


def _longer(text: str, style: Any, context: Any, width: float, spacing: float) -> Any:
    """The first line of a text of which the typesetter has broken off one word though more have room; or None.

    It takes a text that is wider than the line by next to nothing for a word that is too long. That is one with a space
    at its end, which nobody sees there, as it stands before emphasis or marks: this one has room without it. And it is
    one that fits as Pango measures it: a little less room lets it break where it should.
    """
    if text.endswith(" ") and _break_line(text.rstrip(" "), style, context, width, spacing)[2] is None:
        return _break_line(text, style, context, None, spacing)
    found = _break_line(text, _undivided(style), context, width - CLOSE, spacing)
    return None if _is_its_first_word(text, found[2]) else found


_remove_last_space = inline.remove_last_whitespace


def _without_last_space(context: Any, line: Any) -> None:
    """Takes the space at the end of a line away; where that runs from right to left, what comes before it closes up.

    The typesetter does so for letters that run from right to left alone: others pushed the line into the margin.
    """
    before = line.width
    _remove_last_space(context, line)
    gone = before - line.width
    if not gone or line.style["direction"] != "rtl":
        return
    *_, last = (box for box in line.descendants() if isinstance(box, TextBox))
    if last.pango_layout.first_line_direction % 2 == 0:
        for child in line.children[:-1]:
            child.translate(dx=-gone, ignore_floats=True)


inline.remove_last_whitespace = _without_last_space


def _undivided(style: Any) -> Any:
    """The style without hyphens: the typesetter looks through the whole text for each line that might have one."""
    if style["hyphens"] != "auto":
        return style
    if not hasattr(style, "undivided"):
        style.undivided = style.copy()
        style.undivided["hyphens"] = "manual"
    return style.undivided


def _cuts_a_word(text: str, end: int | None) -> bool:
    """Does a line that ends before byte `end` of the text end in the middle of a word?"""
    if end is None:
        return False
    before = text.encode()[:end].decode(errors="replace")
    return before[-1:].isalnum() and text[len(before) :][:1].isalnum()


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
