"""Styles that documents have in common: most elements look in a galley as they do on pages and in other worksheets.

WeasyPrint computes a style once for all elements of a document that look alike. Here it does so once for all documents,
which spares a tenth of a pack's time.
"""

from collections.abc import Callable, Hashable
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

import tinycss2
from weasyprint import css

SHARED = 1_000
"""Styles that are kept; a worksheet has some fifty of its own, beside those that all have."""
TEXTS = 1_000
"""Texts of elements' own declarations that are kept as they were read."""
LONGEST = 4_000
"""Characters of a text that is kept, so that no worksheet fills the memory."""
VIEWPORT = ("html", "body")
"""Elements whose overflow is the page's: the typesetter takes it away from them."""

_known_styles: dict[Hashable, Any] = {}


class _PageSizes(dict[str, Any]):
    """The size of a document's page, for lengths that are a part of it: other documents can't have such styles."""

    def __getitem__(self, name: str) -> Any:
        _known_styles.clear()
        return super().__getitem__(name)


class SharedStyles(css.StyleFor):  # type: ignore[misc]  # WeasyPrint has no type hints
    """The styles of a document's elements, of which those are not computed that are known.

    A style depends on that of the element around, and on the values that are declared for the element. These are the
    same objects where they come from the same stylesheet or the same text, and live as long as a style that has them.
    """

    def __init__(self, html: Any, *how: Any) -> None:
        # Notes get styles of their own while they are laid out.
        self._special = getattr(html, "special", True)
        super().__init__(html, *how)

    @property
    def initial_page_sizes(self) -> _PageSizes:
        return self._page_sizes

    @initial_page_sizes.setter
    def initial_page_sizes(self, sizes: dict[str, Any]) -> None:
        self._page_sizes = _PageSizes(sizes)

    def set_computed_styles(
        self, element: Any, parent: Any, root: Any = None, pseudo_type: str | None = None, **how: Any
    ) -> None:
        """Gives an element, or a part of it, its style."""
        if self._special or not hasattr(element, "tag"):  # a page has none
            super().set_computed_styles(element, parent, root, pseudo_type, **how)
            return
        around = None if element is root and pseudo_type is None else self._computed_styles[parent, None]
        given = self._cascaded_styles.get((element, pseudo_type), {})
        values = ((name, id(value), weight) for name, (value, weight) in given.items())
        key = (id(around), pseudo_type, how["base_url"], *values)
        if key in _known_styles:
            self._take_over(_known_styles[key], element, pseudo_type, how["target_collector"])
            return
        super().set_computed_styles(element, parent, root, pseudo_type, **how)
        if len(_known_styles) >= SHARED:
            _known_styles.clear()
        _known_styles[key] = self._computed_styles[element, pseudo_type]

    def _take_over(self, style: Any, element: Any, pseudo_type: str | None, targets: Any) -> None:
        style.initial_page_sizes = self.initial_page_sizes
        if element.tag in VIEWPORT:
            style.pop("overflow", None)
        self._computed_styles[element, pseudo_type] = style
        if targets and style["anchor"]:
            targets.collect_anchor(style["anchor"])


def _once(parse: Callable[..., Any]) -> Callable[..., Any]:
    """Reads each text once."""
    remembered = lru_cache(TEXTS)(parse)

    def read(given: Any) -> Any:
        return remembered(given) if isinstance(given, str) and len(given) <= LONGEST else parse(given)

    return read


_prepare = css.preprocess_declarations


def _prepared(base_url: str | None, declarations: Any, prelude: Any = None) -> Any:
    """The values of declarations. Those of an element's own have no selectors, and often are those of another's."""
    return _known_values(base_url, *declarations) if prelude is None else _prepare(base_url, declarations, prelude)


@lru_cache(TEXTS)
def _known_values(base_url: str | None, *declarations: Any) -> tuple[Any, ...]:
    return tuple(_prepare(base_url, declarations))


READER = SimpleNamespace(**vars(tinycss2))
"""What reads styles; texts of elements' own declarations once."""
READER.parse_blocks_contents = _once(tinycss2.parse_blocks_contents)
READER.parse_one_declaration = _once(tinycss2.parse_one_declaration)


def share(shared: bool = True) -> None:
    """Lets documents share styles, or not."""
    css.StyleFor = SharedStyles if shared else SharedStyles.__base__
    css.tinycss2 = READER if shared else tinycss2
    css.preprocess_declarations = _prepared if shared else _prepare


share()
