"""The styles of elements, computed in less time than WeasyPrint takes by itself."""

from copy import copy
from typing import Any

from weasyprint import css
from weasyprint.css.computed_values import COMPUTER_FUNCTIONS, PHYSICAL_FUNCTIONS, border_width
from weasyprint.css.functions import check_math
from weasyprint.css.properties import Dimension

from packbuilder.typesetter.loading import weasyprint

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
