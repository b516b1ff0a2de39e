"""Worksheet to sheet: every decision is taken here, once, for all editions."""

from collections import Counter
from collections.abc import Callable, Iterator

from packbuilder.kinds import kinds
from packbuilder.limits import DEFAULT_LIMITS, Limits, beyond
from packbuilder.papers import Page
from packbuilder.parse import Worksheet
from packbuilder.pen import Pen
from packbuilder.problems import Position, Problem, SpecError
from packbuilder.sheet import Activity, Edition, Flaw, Sheet, blanks, parts
from packbuilder.spec import ActivitySpec
from packbuilder.words import DEFAULT_LANGUAGE, words_for

Draw = Callable[[Edition, bool], Sheet]
"""Draws the sheet for an edition, with its lines closer together if the second argument says so."""


def draw(
    worksheet: Worksheet,
    pack_title: str | None,
    page: Page,
    *,
    supported: bool = False,
    limits: Limits = DEFAULT_LIMITS,
) -> Sheet:
    """The sheet of `worksheet` on `page`. Raises SpecError for too many blanks, where two share an id, and for flaws.

    A `supported` sheet has room for what only the supported edition prints; the other's room must not tell of it.
    """
    settings = worksheet.settings
    language = settings.language or DEFAULT_LANGUAGE
    words = words_for(worksheet.words_language or language)
    names = _names(worksheet.activities)
    numbered = len(worksheet.activities) > 1
    activities = [
        _activity(
            spec,
            number if numbered else None,
            Pen(f"{worksheet.id}/{name}", page, words, spec.prompt, supported, worksheet.shapes),
        )
        for number, (spec, name) in enumerate(zip(worksheet.activities, names, strict=True), 1)
    ]
    problems = [
        *_too_many_blanks(worksheet, activities, limits),
        *_repeated_blanks(worksheet, activities),
        *_flaws(worksheet, activities),
    ]
    if problems:
        raise SpecError(problems)
    return Sheet(
        id=worksheet.id,
        title=worksheet.title,
        pack_title=pack_title,
        unit=settings.unit,
        subject=settings.subject,
        level=settings.level,
        language=language,
        words_language=words.language,
        marks=sum(activity.marks or 0 for activity in activities),
        page=page,
        activities=tuple(activities),
        at=worksheet.source.key_positions["title"],
    )


def drawer(worksheet: Worksheet, pack_title: str | None, page: Page, limits: Limits = DEFAULT_LIMITS) -> Draw:
    """Draws the worksheet for an edition, with its lines closer together if asked."""

    def draw_for(edition: Edition, tight: bool) -> Sheet:
        chosen = page.tightened() if tight else page
        return draw(worksheet, pack_title, chosen, supported=edition == "support", limits=limits)

    return draw_for


def _activity(spec: ActivitySpec, number: int | None, pen: Pen) -> Activity:
    return Activity(
        id=pen.activity_id,
        kind=spec.kind,
        number=number,
        heading=spec.heading,
        prompt=spec.prompt,
        marks=spec.total_marks() or None,
        new_page=spec.new_page,
        drawing=kinds()[spec.kind].draw(spec, pen),
        at=spec.at,
        room="" if spec.widening == 1 else spec.ROOM,
        widening=spec.widening,
    )


def _names(activities: tuple[ActivitySpec, ...]) -> list[str]:
    """Each activity's id; one without an id is called by its kind, with a number from the second on."""
    taken = {activity.id for activity in activities if activity.id}
    seen: Counter[str] = Counter()
    names = []
    for activity in activities:
        name = activity.id
        while name is None:
            seen[activity.kind] += 1
            count = seen[activity.kind]
            candidate = activity.kind if count == 1 else f"{activity.kind}-{count}"
            name = None if candidate in taken else candidate
        names.append(name)
    return names


def _too_many_blanks(worksheet: Worksheet, activities: list[Activity], limits: Limits) -> Iterator[Problem]:
    count = sum(1 for activity in activities for _ in blanks(activity.drawing))
    message = beyond(limits, "blanks", count)
    if message:
        yield Problem(worksheet.path, worksheet.source.key_positions["activities"], "", message)


def _repeated_blanks(worksheet: Worksheet, activities: list[Activity]) -> Iterator[Problem]:
    seen: dict[str, Position] = {}
    for index, activity in enumerate(activities):
        for blank in blanks(activity.drawing):
            if blank.id in seen:
                message = f'two blanks have the id "{blank.id}" (first in line {seen[blank.id].line}); change one'
                yield Problem(worksheet.path, blank.at, f"activities[{index}]", message)
            seen.setdefault(blank.id, blank.at)


def _flaws(worksheet: Worksheet, activities: list[Activity]) -> Iterator[Problem]:
    for index, activity in enumerate(activities):
        for flaw in parts(activity.drawing, Flaw):
            yield Problem(worksheet.path, flaw.at, f"activities[{index}].{flaw.field}", flaw.message)
