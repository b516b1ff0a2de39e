"""The worksheets that come with packbuilder, and pages to draw them on."""

import re
from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path

from packbuilder.draw import draw
from packbuilder.emphasis import plain
from packbuilder.fill import fill
from packbuilder.layouts import find_layout
from packbuilder.papers import SIZES, Margins, Page, Paper, parse_paper
from packbuilder.parse import Pack, read_pack
from packbuilder.pen import Pen
from packbuilder.problems import SpecError
from packbuilder.renderings import LARGE_PITCH, USUAL, Rendering
from packbuilder.sheet import Blank, OnlyIn, Sheet, blanks
from packbuilder.words import Words, words_for

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "worksheets" / "examples"
LANGUAGE_EXAMPLES = {"arabic": "ar", "chinese": "zh"}
"""The examples that show another script; all others are called like their kinds."""
PACKS = sorted(path.parent for path in ROOT.glob("worksheets/*/pack.yaml"))
WORKSHEETS = sorted(path for path in ROOT.glob("worksheets/*/*.yaml") if path.name != "pack.yaml")
PAPERS = [Paper(size, landscape) for size in SIZES for landscape in (False, True)]


def name_of(path: Path) -> str:
    """What a test calls a worksheet: its pack and its name."""
    return f"{path.parent.name}/{path.stem}"


def parse_pack(folder: Path, only: Sequence[str] | None = None) -> Pack:
    """The pack in `folder`, or just the worksheets named in `only`. Raises SpecError with all their problems."""
    pack, problems = read_pack(folder, only)
    if problems:
        raise SpecError(problems)
    return pack


pack_of = cache(parse_pack)


@cache
def sheet_of(path: Path, paper: Paper | None = None, layout: str = "classroom") -> Sheet:
    """The worksheet at `path` drawn on `paper`; on its own unless given."""
    pack = pack_of(path.parent, (path.stem,))
    (worksheet,) = pack.worksheets
    own = parse_paper(worksheet.settings.paper or "A4")
    return draw(worksheet, pack.title, find_layout(layout).page(paper or own))


def page_of(width: float, height: float = 244, rendering: Rendering = USUAL) -> Page:
    """A page whose type area is `width` by `height` mm; writing lines are as far apart as in its rendering."""
    margins = Margins(binding=20, top=24, outer=(420 - width) / 2, bottom=297 - 34 - height)
    return Page(Paper("A3", landscape=True), margins, LARGE_PITCH if rendering.large_print else 8.0, rendering)


def pen_of(
    width: float = 176,
    activity: str = "sheet/task",
    height: float = 244,
    rendering: Rendering = USUAL,
    prompt: str = "",
    *,
    supported: bool = False,
) -> Pen:
    """A pen for the activity on a page whose type area is `width` by `height` mm; A4 portrait has 176 by 254."""
    return Pen(activity, page_of(width, height, rendering), words_for("en-GB"), prompt, supported)


LARGE, DYSLEXIA = Rendering(large_print=True), Rendering(dyslexia=True)


def parts(value: object) -> list[object]:
    """Everything in a tree of dataclasses and tuples, leaves included."""
    below: list[object] = []
    if isinstance(value, tuple):
        below = list(value)
    elif is_dataclass(value):
        below = [getattr(value, field.name) for field in fields(value)]
    return [value, *(part for child in below for part in parts(child))]


def texts(value: object) -> set[str]:
    """Every text in a tree."""
    return {part for part in parts(value) if isinstance(part, str)}


def shown_in(edition: str, value: object) -> set[str]:
    """The texts of a tree that only some editions show, `edition` among them."""
    some = [part for part in parts(value) if isinstance(part, OnlyIn) and edition in part.editions]
    return {text for part in some for text in texts(part.value)}


def hidden_answers(sheets: list[Sheet]) -> list[str]:
    """The answers of all sheets that their tasks don't print themselves, as a word bank or a choice does."""
    filled = [fill(sheet, "student") for sheet in sheets]
    printed = {text for sheet in filled for text in texts(sheet)}
    printed |= {part.letter + part.text for sheet in filled for part in parts(sheet) if hasattr(part, "letter")}
    everything = letters(" ".join(printed))
    answers = {plain(text) for sheet in sheets for blank in blanks(sheet) for text in blank.answer}
    return sorted(answer for answer in answers if letters(answer) not in everything)


def options_in(sheet: Sheet) -> set[str]:
    """What students choose answers from: the letters of texts, the words of a bank that everybody has."""
    words = {re.sub(r" \(\d+×\)$", "", word) for word in shown_in("student", sheet)}
    return words | {part.letter for part in parts(sheet) if hasattr(part, "letter")}


def expected_entry(blank: Blank, edition: str, words: Words) -> list[str]:
    """What must be readable in a blank of an edition."""
    if edition == "student":
        return []
    if edition == "support":
        return [plain(blank.support)] if blank.support else []
    if blank.open:
        return [words.answers_vary, *([plain(blank.guidance)] if blank.guidance else [])]
    return [plain(text) for text in blank.answer]


def letters(text: str) -> str:
    """The letters and digits of a text: what is left however lines break and quotation marks curl."""
    return "".join(character for character in text.casefold() if character.isalnum())
