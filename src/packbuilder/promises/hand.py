"""Every model answer, written by hand, has room in its blank.

The hand is the worksheet's; `hands.py` says how wide it writes, and on whose authority. A blank has as many lines as
its height holds whole ones; a gap in a text has one. The key's blanks are the student's.
"""

from collections.abc import Iterable, Iterator
from math import ceil, floor

from packbuilder.emphasis import lines_of, or_joined, plain
from packbuilder.fields import Field
from packbuilder.hands import DASH, Hand, letters, lines_needed
from packbuilder.papers import Page
from packbuilder.problems import Problem
from packbuilder.promise import Proof
from packbuilder.sheet import Activity, Blank, blanks, room_for
from packbuilder.wording import counted

PADDING = 1.0
"""Nobody writes right up to the edge of a box: so many mm stay free at each end of a line."""
ROUNDING = 0.05
"""The fields file rounds to hundredths of a millimetre."""


def broken(proof: Proof) -> Iterator[Problem]:
    """The blanks that are too small for their answers."""
    for edition, printed in proof.printed.items():
        if edition == "key" and "student" in proof.printed:
            continue
        for activity in printed.sheet.activities:
            for name, message in small_blanks(activity, printed.fields, printed.sheet.page, proof.hand):
                yield proof.problem(edition, name, message)


def small_blanks(activity: Activity, fields: Iterable[Field], page: Page, hand: Hand) -> Iterator[tuple[str, str]]:
    """The ids of the activity's blanks that are too small for their answers, each with what to say about it."""
    places: dict[str, list[Field]] = {}
    for field in fields:
        places.setdefault(field.id, []).append(field)
    for blank in blanks(activity.drawing):
        place = places[blank.id]
        found = _gap(blank, place, activity, hand) if activity.widening else _lines(blank, place, activity, page, hand)
        if found:
            what, room = found
            remedy = f"{room} gives them, or shorten it" if room else "shorten it"
            message = f'"{plain(blank.label)}": the answer needs {what}; {remedy}'
            yield blank.id, message + or_joined(blank.answer)


def _gap(blank: Blank, places: list[Field], activity: Activity, hand: Hand) -> tuple[str, str] | None:
    """What a gap lacks, and what the spec can say. Its width is what counts; it is one line."""
    needed, have = sum(letters(plain(text)) for text in blank.answer) * hand.letter, places[0].width
    if needed <= have + ROUNDING:
        return None
    room = activity.room if needed <= have * (activity.widening or 1) else ""
    return f"{ceil(needed)} mm by hand and the gap has {have:.0f} mm", room


def _lines(blank: Blank, places: list[Field], activity: Activity, page: Page, hand: Hand) -> tuple[str, str] | None:
    """What a blank lacks, and what the spec can say; a long one goes on from page to page."""
    needed = lines_for(blank, hand, min(field.width for field in places) - 2 * PADDING)
    have = sum(lines_in(field.height, page, hand) for field in places)
    if needed <= have:
        return None
    room = room_for(activity, blank.id, needed * max(page.pitch, hand.least), page)
    return f"{counted(needed, 'line')} by hand and the blank has {have or 'none'}", room


def lines_for(blank: Blank, hand: Hand, width: float) -> int:
    """How many lines `width` mm wide the answer takes by hand; one at least, so that something can be written."""
    notes = len(blank.answer) > 1
    written = [plain(line) for text in blank.answer for line in lines_of(text)]
    return max(1, lines_needed((("–" * (DASH - 1) + " " if notes else "") + text for text in written), hand, width))


def lines_in(height: float, page: Page, hand: Hand) -> int:
    """How many lines a hand can write into `height` mm of the page."""
    return floor((height + ROUNDING) / max(page.pitch, hand.least))
