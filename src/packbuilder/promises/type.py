"""Every entry of the key and of the supported edition is whole, in its blank, and large enough to read.

Measured in the finished PDF: the letters that stand in each blank's place are those of its entry.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator

from packbuilder.emphasis import plain
from packbuilder.fields import Field
from packbuilder.fill import fill
from packbuilder.pdf.ink import Sheetful, Text, ink
from packbuilder.pdf.structure import structure
from packbuilder.problems import Problem
from packbuilder.promise import Proof
from packbuilder.seen import Letter, letters
from packbuilder.sheet import Blank, Edition, blanks

LEAST, LEAST_LARGE = 9.0, 18.0
"""The least size of an entry in pt, and in large print."""
HANG = 1.2
"""The hand stands up to so many mm lower than its lines, to meet the rules, and its tails reach below them."""
OVERHANG = 0.8
"""A slanted letter may lean over the edge by so many mm."""
ROUNDING = 0.05
"""Sizes are rounded on their way into a PDF."""


def broken(proof: Proof) -> Iterator[Problem]:
    """The blanks whose entries reach beyond them or are too small."""
    editions: tuple[Edition, ...] = ("key", "support")
    for edition in editions:
        if edition in proof.documents:
            yield from _in_edition(proof, edition)


def _in_edition(proof: Proof, edition: Edition) -> Iterator[Problem]:
    document, printed = proof.documents[edition], proof.printed[edition]
    seen, pages = letters(document), ink(document)
    tips = [_plain_letters([node.alt or ""]) for node in structure(document).nodes if node.kind == "Form"]
    places: dict[str, list[Field]] = {}
    for field in printed.fields:
        places.setdefault(field.id, []).append(field)
    room = {blank.id: activity.room for activity in printed.sheet.activities for blank in blanks(activity)}
    least = LEAST_LARGE if printed.sheet.page.rendering.large_print else LEAST
    for blank in blanks(fill(printed.sheet, edition)):
        if blank.entry and any(_plain_letters(map(plain, blank.entry.paragraphs)) in tip for tip in tips):
            continue  # a field to type into says it where there is no room on the page
        for message in _flaws(blank, places[blank.id], seen, pages, least):
            remedy = f"give it room with {room[blank.id].replace('{lines}', '…')}" if room[blank.id] else "shorten it"
            yield proof.problem(edition, blank.id, f'"{plain(blank.label)}": {message}; {remedy}')


def _flaws(blank: Blank, places: list[Field], seen: list[Letter], pages: list[Sheetful], least: float) -> Iterator[str]:
    if blank.entry is None:
        return
    inside = [letter for letter in seen if any(_stands_in(letter, field) for field in places)]
    missing = missing_letters(blank.entry.paragraphs, inside)
    if missing:
        yield f"its entry isn't whole (letters missing: {missing})"
    excess = max((_excess(letter, places) for letter in inside), default=0.0)
    if excess > OVERHANG:
        yield f"its entry reaches {excess:.1f} mm beyond it"
    sizes = [text.size for field in places for text in _texts(pages[field.page - 1], field)]
    if min(sizes, default=least) < least - ROUNDING:
        yield f"its entry is set in {min(sizes):.1f} pt, and the least is {least:.0f} pt"


def missing_letters(paragraphs: Iterable[str], inside: Iterable[Letter]) -> int:
    """How many letters and digits of the paragraphs aren't among those that were found.

    PDFium takes a text that stands close below the same one for its shadow, so what is repeated counts once.
    """
    wanted = Counter(_plain_letters(plain(text) for text in dict.fromkeys(paragraphs)))
    return (wanted - Counter(_plain_letters(letter.text for letter in inside))).total()


def _plain_letters(texts: Iterable[str]) -> str:
    """Letters and digits alone, ligatures, joined forms of Arabic and accents taken apart.

    A PDF may have an accent where no letter stands before it: it must not join the last one.
    """
    folded = unicodedata.normalize("NFKD", "".join(texts)).casefold()
    return "".join(character for character in folded if character.isalnum())


def _stands_in(letter: Letter, field: Field) -> bool:
    x, y = (letter.left + letter.right) / 2, (letter.top + letter.bottom) / 2
    across = field.x <= x <= field.x + field.width
    return letter.page == field.page - 1 and across and field.y <= y <= field.y + field.height + HANG


def _excess(letter: Letter, places: list[Field]) -> float:
    """How many mm a letter reaches beyond the place that it stands in."""
    field = next(field for field in places if _stands_in(letter, field))
    right, bottom = field.x + field.width, field.y + field.height
    return max(field.x - letter.left, letter.right - right, field.y - letter.top, letter.bottom - bottom - HANG)


def _texts(page: Sheetful, field: Field) -> Iterator[Text]:
    for mark in page.marks:
        if isinstance(mark, Text):
            across = field.x <= mark.x <= field.x + field.width
            if across and field.y <= mark.y <= field.y + field.height + HANG:
                yield mark
