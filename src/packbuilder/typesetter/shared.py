"""Styles that documents have in common: most elements look in a galley as they do on pages and in other worksheets.

WeasyPrint computes a style once for all elements of a document that look alike. Here it does so once for all documents
of a folder, which spares a tenth of a pack's time. Documents that `markup.py` calls special keep to themselves.
"""

from collections.abc import Callable, Hashable
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

import tinycss2
from weasyprint import css

SHARED = 300
"""Styles that are kept: those that all worksheets have, and those of some six; each takes 8 kB in every worker."""
TEXTS = 300
"""Texts of elements' own declarations of which the values are kept."""
LONGEST = 4_000
"""Characters of a text whose values are kept, so that no worksheet fills the memory."""
CHANGING = "gradient("
"""A value that the typesetter changes when it computes it."""

_known_styles: dict[Hashable, Any] = {}


class SharedStyles(css.StyleFor):  # type: ignore[misc]  # WeasyPrint has no type hints
    """The styles of a document's elements, of which those are not computed that are known.

    Two elements have the same style if those around them have the same style, and the same values are declared for
    both. Values are the same objects where they come from the same stylesheet or the same text, and live as long as a
    style that has them.
    """

    def __init__(self, html: Any, *how: Any) -> None:
        self._special = getattr(html, "special", True)
        super().__init__(html, *how)

    def set_computed_styles(
        self, element: Any, parent: Any, root: Any = None, pseudo_type: str | None = None, **how: Any
    ) -> None:
        """Gives an element, or a part of it, its style."""
        if self._special or not hasattr(element, "tag"):  # a page has none
            super().set_computed_styles(element, parent, root, pseudo_type, **how)
            return
        around = self._computed_styles.get((parent, None))  # the root has none around it
        given = self._cascaded_styles.get((element, pseudo_type), {})
        values = ((name, id(value), weight) for name, (value, weight) in given.items())
        key = (id(around), pseudo_type, how["base_url"], *values)
        style = _known_styles.get(key)
        if style is None:
            super().set_computed_styles(element, parent, root, pseudo_type, **how)
            if len(_known_styles) >= SHARED:
                _known_styles.clear()
            _known_styles[key] = self._computed_styles[element, pseudo_type]
            return
        if element is root or parent is root:
            # The typesetter has given its overflow to the page, and taken it away.
            style.pop("overflow", None)
        self._computed_styles[element, pseudo_type] = style
        targets = how["target_collector"]
        if targets and style["anchor"]:
            targets.collect_anchor(style["anchor"])


class _Own:
    """An element's own declarations, unread.

    WeasyPrint tells elements by it, so each element has another one.
    """

    def __init__(self, parse: Callable[[str], Any], text: str) -> None:
        self.parse, self.text = parse, text


def _unread(parse: Callable[..., Any]) -> Callable[..., Any]:
    """Reads the declarations of stylesheets, and leaves those of elements for later."""

    def read(given: Any) -> Any:
        if not isinstance(given, str) or len(given) > LONGEST or CHANGING in given.lower():
            return parse(given)
        own = _Own(parse, given)
        return own if parse is tinycss2.parse_one_declaration else [own]

    return read


_prepare = css.preprocess_declarations


def _prepared(base_url: str | None, declarations: Any, prelude: Any = None) -> Any:
    """The values of declarations: names, values, and whether they are important."""
    own = declarations[0] if declarations else None
    if isinstance(own, _Own):
        return _known_values(base_url, own.parse, own.text)
    return _prepare(base_url, declarations, prelude)


@lru_cache(TEXTS)
def _known_values(base_url: str | None, parse: Callable[[str], Any], text: str) -> tuple[Any, ...]:
    read = parse(text)
    return tuple(_prepare(base_url, read if isinstance(read, list) else [read]))


ELEMENTS = ("parse_blocks_contents", "parse_one_declaration")
READER = SimpleNamespace(**vars(tinycss2) | {name: _unread(getattr(tinycss2, name)) for name in ELEMENTS})
"""What reads styles, but not the declarations of elements."""


def share() -> None:
    """Lets documents share styles."""
    css.StyleFor, css.tinycss2, css.preprocess_declarations = SharedStyles, READER, _prepared


def share_nothing() -> None:
    """Lets each document have styles of its own, as WeasyPrint does."""
    css.StyleFor, css.tinycss2, css.preprocess_declarations = SharedStyles.__base__, tinycss2, _prepare


share()
