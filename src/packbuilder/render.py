"""A filled sheet to HTML, with the templates of a layout."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from traceback import extract_tb
from typing import Any

from jinja2 import Template, TemplateError, TemplateSyntaxError
from markupsafe import Markup

from packbuilder.emphasis import around_gaps, inline, lines_of, paragraphs, plain, verses
from packbuilder.fit import Fit
from packbuilder.geometry import EMPTY, background, mirrored, rules, scale_rule
from packbuilder.layouts import Layout
from packbuilder.papers import Page
from packbuilder.renderings import SHADE, SHADES, TINTS, Type
from packbuilder.sheet import NAMED, Blank, Edition, Sheet, Space
from packbuilder.templates import environment_of
from packbuilder.units import MM_PER_PT
from packbuilder.words import words_for

GALLEY_HEIGHT = 20_000.0
"""Height in mm of the one long page on which everything is measured before it is broken into pages."""
TIGHT_LEADING = 0.93
RULE_WORDS = 10.0
"""How large the words beside the rule that shows the scale may be, in pt."""
READING, HAND = "Lexend", "Kalam"
SCRIPTS = (
    *("Fira Sans", "IBM Plex Sans Arabic", "Noto Sans Hebrew", "Noto Sans Devanagari"),
    *("Noto Sans SC", "Noto Sans KR"),
)
"""The families that draw what the first one has not. Characters that Chinese and Korean share are Chinese."""
HANDS_OF_LANGUAGES = {"ru": "PT Serif", "ar": "Fira Sans", "he": "Fira Sans", "zh": "Fira Sans"}
"""What a key's answers are set in where the hand lacks the letters: lines with letters of two fonts are too tall."""
OWN_TEXT = {"zh": "Noto Sans SC"}
"""Languages whose quotation marks and dots are only right in their own font."""
SLACK = 0.07
"""How much narrower than reckoned for safety a letter is on average, in em."""
RAGGED = 0.9
"""How much of a line's width its words take at least, without the ragged end."""
FOOTER = 9.0
"""Size of the page's foot in pt in the usual look."""
FAULTS = (TemplateError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What a template raises that says what can't be said, or asks for what there isn't."""


@dataclass(frozen=True)
class Look:
    """How a sheet is set: heights and page breaks, and the hand's size in each blank (0 is the largest).

    Without a `fit` every space is at its minimum. A `galley` is one long page, on which things are measured:
    nothing that is too long for its place gets lost at the foot of a page there.
    """

    fit: Fit | None = None
    hands: Mapping[str, int] = field(default_factory=dict)
    galley: bool = False


@contextmanager
def _faults_of(layout: Layout) -> Iterator[None]:
    """Tells what templates of the layout raise as its mistakes."""
    try:
        yield
    except FAULTS as error:
        raise layout.unusable(f"{_place_in_templates(error, layout)}: {error}") from error


def _place_in_templates(error: Exception, layout: Layout) -> str:
    """File and line of the template that is at fault, as far as can be told. Raises `error` if no template is."""
    if isinstance(error, TemplateSyntaxError):
        return f"{Path(error.filename or error.name or 'page.html').name}:{error.lineno}"
    frames = [frame for frame in extract_tb(error.__traceback__) if Path(frame.filename).parent in layout.folders]
    if frames:
        return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}"
    if isinstance(error, TemplateError | UnicodeDecodeError):
        return getattr(error, "name", None) or "page.html"
    raise error


def render(sheet: Sheet, edition: Edition, layout: Layout, look: Look) -> str:
    """The sheet's HTML. What templates may use is what stands here; CONTRIBUTING.md documents it."""
    with _faults_of(layout):
        return _rendered(environment_of(layout).get_template("page.html"), sheet, edition, layout, look)


def _rendered(template: Template, sheet: Sheet, edition: Edition, layout: Layout, look: Look) -> str:
    words = words_for(sheet.words_language)
    own = words_for(sheet.language)
    language = own.language.split("-")[0]
    kinds = sorted({activity.kind for activity in sheet.activities})

    breaks = look.fit.breaks if look.fit and not look.galley else frozenset()

    page, setting, rendering = sheet.page, sheet.page.type, sheet.page.rendering

    def height(space: Space) -> float:
        return look.fit.heights[space.id] if look.fit else space.minimum

    return template.render(
        sheet=sheet,
        page=page,
        galley=look.galley,
        page_height=GALLEY_HEIGHT if look.galley else page.paper.height,
        rendering=rendering,
        rendering_classes=rendering.name,
        tint=TINTS[rendering.tint] if rendering.tint else None,
        shade=SHADES[rendering.tint] if rendering.tint else SHADE,
        text_font=Markup(families(OWN_TEXT.get(language, READING if rendering.dyslexia else layout.font))),
        hand_font=Markup(families(OWN_TEXT.get(language, HANDS_OF_LANGUAGES.get(language, HAND)))),
        leading=setting.leading * (TIGHT_LEADING if page.tight else 1.0),
        pt=lambda size, unit=True: f"{setting.size(size):g}pt" if unit else setting.size(size),
        wide=lambda wide: round(wide * setting.scale, 2),
        footer=lambda part: _footer(sheet, part),
        edition=edition,
        words=words,
        styles=[f"{kind}.css" for kind in kinds],
        height=height,
        growth=lambda space: look.fit.growth[space.id] if look.fit else 1.0,
        starts_page=lambda chunk: chunk in breaks,
        hand=lambda blank: _hand(blank, sheet, look),
        written_on=lambda blank, spaces: written_on(blank, spaces, page),
        inline=lambda text, lines=False: inline(text, own.quotes, rtl=page.rtl, lines=lines),
        verses=lambda passage: verses(passage.paragraph, own.quotes, rtl=page.rtl)[passage.within],
        around_gaps=lambda passage: around_gaps(passage.paragraph, own.quotes, lines=passage.within, rtl=page.rtl),
        plain=plain,
        paragraphs=paragraphs,
        place=lambda drawing, high: _place(drawing, high, page),
        background=lambda strokes, high: (
            "none" if look.galley else Markup(background(strokes, page.width, high, mirror=page.rtl))
        ),
        # What is typed doesn't stand on lines, and nobody sees those of a galley.
        rules=lambda high, foot: (
            "none"
            if rendering.screen or look.galley
            else Markup(rules(high, page.pitch, foot=foot, heavy=rendering.large_print))
        ),
        scale_rule=Markup(scale_rule()),
        # Larger letters leave no second line in the foot, and a rule without words would only puzzle.
        scale_words=words.rule if setting.size(FOOTER) < RULE_WORDS else "",
        empty=Markup(EMPTY),
        name_of=lambda blank: f"{NAMED}{blank.id}{NAMED}{plain(blank.label)}",
        is_blank=lambda value: isinstance(value, Blank),
    )


def render_job(job: Any, layout: Layout, language: str) -> str:
    """The HTML of a job sheet. Its template gets `job`, `words` and `text_font`."""
    words = words_for(language)
    font = OWN_TEXT.get(words.language.split("-")[0], layout.font)
    with _faults_of(layout):
        template = environment_of(layout).get_template("job-sheet.html")
        return template.render(job=job, words=words, text_font=Markup(families(font)))


def _place(drawing: Any, height: float, page: Page) -> Any:
    """The placement of a canvas as wide as the page, mirrored where the page runs from right to left."""
    placement = drawing.place(page.width, height)
    return mirrored(placement, page.width) if page.rtl else placement


def _footer(sheet: Sheet, part: float) -> str:
    """Unit and title, as much of them as a line holds that is the `part` of the page's width."""
    setting = sheet.page.type
    room = part * sheet.page.width / (setting.size(FOOTER) * MM_PER_PT)
    text = " · ".join(plain(text) for text in (sheet.unit, sheet.title) if text)
    text = text if setting.ems(text, SLACK) <= room else plain(sheet.title)
    if setting.ems(text, SLACK) <= room:
        return text
    fitting = next(n for n in range(len(text), -1, -1) if n == 0 or setting.ems(f"{text[:n]}…", SLACK) <= room)
    return up_to_a_word(text, fitting) + "…"


def up_to_a_word(text: str, most: int) -> str:
    """The text's first characters up to the end of a word, unless that is less than half of them.

    Chinese and Japanese may end anywhere.
    """
    words = text[: most + 1].rpartition(" ")[0]
    wide = unicodedata.east_asian_width(text[most]) in "WF" and "HANGUL" not in unicodedata.name(text[most], "")
    anywhere = wide or 2 * len(words) < most
    return (text[:most] if anywhere else words).rstrip(" ([{·–—,:;")


def families(first: str) -> str:
    """The value of CSS `font-family` that begins with the family `first`."""
    return ", ".join(f'"{name}"' for name in dict.fromkeys((first, *SCRIPTS)))


def hand_sizes(blank: Blank, setting: Type) -> tuple[tuple[float, float], ...]:
    """The sizes (pt) and leadings (writing lines) in which an entry may stand in a blank, the largest first."""
    return setting.hints if blank.entry and blank.entry.role == "support" else setting.answers


def written_on(blank: Blank, spaces: Sequence[Space], page: Page) -> Space:
    """The part of a long blank that holds what is written into it: the first one if that is surely tall enough."""
    size, leading = hand_sizes(blank, page.type)[0]
    texts = [line for text in blank.entry.paragraphs for line in lines_of(text)] if blank.entry else []
    # Guidance has some words before it.
    before = 1 if blank.entry and blank.entry.role == "guidance" else 0
    lines = before + sum(ceil(page.type.ems(text) * size * MM_PER_PT / (RAGGED * page.width)) for text in texts)
    enough = lines * leading * page.pitch <= spaces[0].minimum
    return spaces[0] if enough else max(spaces, key=lambda space: space.minimum)


def _hand(blank: Blank, sheet: Sheet, look: Look) -> dict[str, float]:
    size, leading = hand_sizes(blank, sheet.page.type)[look.hands.get(blank.id, 0)]
    return {"size": size, "leading": leading * sheet.page.pitch}
