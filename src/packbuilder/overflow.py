"""What is said of texts that are too long for their places, and of what no page can hold."""

from collections.abc import Iterator
from math import ceil

from packbuilder.emphasis import or_joined
from packbuilder.fit import TooTallError
from packbuilder.papers import LARGEST
from packbuilder.press import Press
from packbuilder.problems import Position, Problem
from packbuilder.sheet import Activity, Blank, Sheet, belongs, blanks, room_for
from packbuilder.typeset import Found
from packbuilder.wording import listed


def too_tall(error: TooTallError, press: Press) -> Iterator[Problem]:
    """A problem for each activity with such chunks, with what the tallest of them needs.

    Raises SetupError for one outside of all activities, which only the layout can divide.
    """
    sheet, job = press.sheet, press.job
    tallest: dict[int, float] = {}
    page = f"and a page of {sheet.page.paper.name} has {error.available:.0f} mm"
    for chunk, tall in error.needed.items():
        owner = _activity_of(chunk, sheet)
        if owner is None:
            raise job.layout.unusable(f'data-chunk="{chunk}" needs {tall:.0f} mm in one piece, {page}; divide it')
        index, _ = owner
        tallest[index] = max(tall, tallest.get(index, 0.0))
    for index, tall in tallest.items():
        message = (
            f"needs {tall:.0f} mm in one piece, {page}; "
            "shorten its texts, ask for fewer lines, divide it or take a larger paper"
        )
        yield Problem(job.path, sheet.activities[index].at, f"activities[{index}]", message)


def overflows(found: list[Found], press: Press) -> Iterator[Problem]:
    """A problem for each of the places that were found whose text doesn't fit it."""
    drawn = {blank.id: blank for blank in blanks(press.sheet)}
    written = {blank.id: blank.entry.paragraphs for blank in blanks(press.filled) if blank.entry}
    for part in found:
        if not part.fits:
            name = part.marks.get("blank") or part.marks["fixed"]
            blank = drawn.get(name)
            position, field, place, ways = _place(part, name, blank, press)
            remedies = listed(list(filter(None, ways)), "or")
            message = (
                f"{EXCESSIVE[press.edition if blank else 'student']} is {part.excess:.0f} mm too long for {place}; "
                f"shorten it{', or give it room with ' if remedies else ''}{remedies}{or_joined(written.get(name, ()))}"
            )
            yield Problem(press.job.path, position, field, message)


def _place(part: Found, name: str, blank: Blank | None, press: Press) -> tuple[Position, str, str, list[str]]:
    """Position and field where the overflow of `name` is told, what its place is called, and what gives it room.

    Outside of all activities that is most likely the title; a layout may show something else there, so it is named.
    """
    sheet, place = press.sheet, f"its place of {part.width:.0f} × {part.height:.0f} mm"
    owner = _activity_of(name, sheet)
    if owner is None:
        return sheet.at, "title", f'{place}, "{name}" in the layout {press.job.layout.name}', [_larger_paper(sheet)]
    index, activity = owner
    ways = _gap_ways(part, activity) if activity.widening and blank else _ways(part, name, index, sheet)
    return blank.at if blank else activity.at, f"activities[{index}]", place, ways


def _ways(part: Found, name: str, index: int, sheet: Sheet) -> list[str]:
    """What gives the place `name` of the activity number `index` (from 0) the height that it lacks; "" for nothing."""
    activity, page, height = sheet.activities[index], sheet.page, part.height + part.excess
    held = ceil(height / page.pitch) * page.pitch <= page.height
    room = room_for(activity, name, height, page) if held else ""
    new_page = "" if index == 0 or activity.new_page else '"new_page: true"'
    return [room, new_page, _larger_paper(sheet)]


def _larger_paper(sheet: Sheet) -> str:
    return "" if sheet.page.paper.size in LARGEST else "a larger paper"


def _gap_ways(part: Found, activity: Activity) -> list[str]:
    """What gives a gap in a text the width that its entry lacks, which stands in one line."""
    return [activity.room] if part.width + part.excess <= part.width * (activity.widening or 1) else []


EXCESSIVE = {"student": "the text", "key": "the answer", "support": "the support"}


def _activity_of(name: str, sheet: Sheet) -> tuple[int, Activity] | None:
    """The activity of a chunk, a blank or a place of fixed size, with its number from 0; a layout may have others."""
    return next(((n, activity) for n, activity in enumerate(sheet.activities) if belongs(name, activity)), None)
