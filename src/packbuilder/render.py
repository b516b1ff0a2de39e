"""A filled sheet to HTML, with the templates of a layout."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError
from markupsafe import Markup

from packbuilder.emphasis import inline, paragraphs, plain
from packbuilder.fit import Fit
from packbuilder.geometry import background, rules
from packbuilder.layouts import Layout
from packbuilder.problems import SetupError
from packbuilder.sheet import Blank, Edition, Sheet, Space
from packbuilder.words import words_for

GALLEY_HEIGHT = 20_000.0
"""Height in mm of the one long page on which everything is measured before it is broken into pages."""

HAND_SIZES = ((14.0, 1.0), (12.0, 1.0), (10.5, 1 / 2))
"""Sizes of the key's written hand: pt, and leading in writing lines, so that no rule runs through a row."""
SUPPORT_SIZES = ((10.5, 1.0), (9.5, 1.0), (10.0, 1 / 2))
"""The same for what the supported edition prints into a blank."""


@dataclass(frozen=True)
class Look:
    """How a sheet is set: heights and page breaks, and the hand's size in each blank (0 is the largest).

    Without a `fit` every space is at its minimum. A `galley` is one long page, on which things are measured:
    nothing that is too long for its place gets lost at the foot of a page there.
    """

    fit: Fit | None = None
    hands: Mapping[str, int] = field(default_factory=dict)
    galley: bool = False


def render(sheet: Sheet, edition: Edition, layout: Layout, look: Look) -> str:
    """The sheet's HTML. What templates may use is what stands here; CONTRIBUTING.md documents it."""
    try:
        return _render(sheet, edition, layout, look)
    except TemplateError as error:
        where = getattr(error, "filename", None) or getattr(error, "name", None) or "page.html"
        line = getattr(error, "lineno", None) or ""
        raise SetupError(f"the layout {layout.name} can't be used: {where}:{line}: {error.message}") from None


def _render(sheet: Sheet, edition: Edition, layout: Layout, look: Look) -> str:
    words = words_for(sheet.language)
    template = _environment(layout).get_template("page.html")
    kinds = sorted({activity.kind for activity in sheet.activities})

    breaks = look.fit.breaks if look.fit and not look.galley else frozenset()

    def height(space: Space) -> float:
        return look.fit.heights[space.id] if look.fit else space.minimum

    return template.render(
        sheet=sheet,
        page=sheet.page,
        page_height=GALLEY_HEIGHT if look.galley else sheet.page.paper.height,
        edition=edition,
        words=words,
        styles=[f"{kind}.css" for kind in kinds],
        height=height,
        growth=lambda space: look.fit.growth[space.id] if look.fit else 1.0,
        starts_page=lambda chunk: chunk in breaks,
        hand=lambda blank: _hand(blank, sheet, look),
        inline=lambda text: inline(text, words.quotes),
        plain=plain,
        paragraphs=paragraphs,
        background=lambda strokes, wide, high: Markup(background(strokes, wide, high)),
        rules=lambda high, foot: Markup(rules(high, sheet.page.pitch, foot=foot)),
        is_blank=lambda value: isinstance(value, Blank),
    )


def _hand(blank: Blank, sheet: Sheet, look: Look) -> dict[str, float]:
    sizes = SUPPORT_SIZES if blank.entry and blank.entry.role == "support" else HAND_SIZES
    size, leading = sizes[look.hands.get(blank.id, 0)]
    return {"size": size, "leading": leading * sheet.page.pitch}


@cache
def _environment(layout: Layout) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(layout.folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["css_string"] = _css_string
    environment.filters["page_counter"] = _page_counter
    return environment


def _css_string(text: str) -> Markup:
    """Text for the inside of a CSS string: every character that could end it is written as a number."""
    return Markup("".join(c if c.isalnum() or c in " ,.·–—" else f"\\{ord(c):x} " for c in text))


def _page_counter(text: str) -> Markup:
    """`Page {page} of {pages}` as the value of CSS `content`."""
    counters = {"{page}": "counter(page)", "{pages}": "counter(pages)"}
    parts = re.split(r"(\{pages?\})", text)
    return Markup(" ".join(counters.get(part) or f'"{_css_string(part)}"' for part in parts if part))
