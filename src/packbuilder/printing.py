"""A sheet to PDFs: measure, fit, typeset; the main path of one worksheet."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from packbuilder.emphasis import plain
from packbuilder.fields import Field
from packbuilder.fill import fill
from packbuilder.fit import Chunk, Fit, TooTallError, fit
from packbuilder.layouts import Layout
from packbuilder.problems import Position, Problem, SetupError, SpecError
from packbuilder.render import GALLEY_HEIGHT, HAND_SIZES, Look, render
from packbuilder.sheet import Activity, Edition, Sheet, Space, blanks, spaces
from packbuilder.typeset import EPSILON, Found, Typeset

SAFETY = 1.0
"""Left free at the foot of each page, in mm, so that rounding can't push a line over."""


@dataclass(frozen=True)
class Printed:
    """One worksheet in one edition: its PDF, and where its blanks are."""

    pdf: bytes
    pages: int
    fields: tuple[Field, ...]


def print_sheet(sheet: Sheet, editions: Iterable[Edition], layout: Layout, path: Path) -> dict[Edition, Printed]:
    """The sheet, which came from the worksheet at `path`, in each of the editions.

    Student and key share one fit, made without the answers, so that one lies exactly over the other.
    Raises SpecError for what doesn't fit its place.
    """
    measured: dict[Edition, Measured] = {}
    printed: dict[Edition, Printed] = {}
    problems: list[Problem] = []
    for edition in editions:
        shape: Edition = "support" if edition == "support" else "student"
        try:
            if shape not in measured:
                measured[shape] = _measure(Press(sheet, fill(sheet, shape), shape, layout, path))
            press = Press(sheet, fill(sheet, edition), edition, layout, path)
            surely_fits = edition == shape and measured[shape].roomy
            hands = {} if surely_fits else _choose_hands(press, measured[shape].fit)
            printed[edition] = _print_edition(press, measured[shape].fit, hands)
        except SpecError as error:
            problems += error.problems
    if problems:
        raise SpecError(dict.fromkeys(problems))
    if "student" in printed and "key" in printed and printed["student"].fields != printed["key"].fields:
        raise AssertionError(f"{sheet.id}: the key's blanks aren't where the student's are")
    return printed


@dataclass(frozen=True)
class Press:
    """What is printed: a sheet, filled for an edition, in a layout. `path` is the worksheet's file."""

    sheet: Sheet
    filled: Sheet
    edition: Edition
    layout: Layout
    path: Path

    def typeset(self, look: Look) -> Typeset:
        return Typeset(render(self.filled, self.edition, self.layout, look), self.path.parent)


@dataclass(frozen=True)
class Measured:
    """The fit; `roomy` if all texts fit their places already with every space at its least."""

    fit: Fit
    roomy: bool


def _measure(press: Press) -> Measured:
    """Sets the sheet as one long galley and fits what it measures there to pages."""
    galley = press.typeset(Look(galley=True))
    if galley.pages > 1:
        message = f"the worksheet would be longer than {GALLEY_HEIGHT / 1000:.0f} m of paper; divide it"
        raise SpecError([Problem(press.path, Position(), "", message)])
    roomy = all(part.excess <= EPSILON for mark in ("blank", "fixed") for part in galley.found(mark))
    by_id = {space.id: space for space in spaces(press.sheet)}
    chunks = tuple(_chunks(galley, by_id, press.sheet))
    try:
        fitted = fit(chunks, press.sheet.page.height - SAFETY)
    except TooTallError as error:
        raise SpecError([_too_tall(error, press.sheet, press.path)]) from None
    return Measured(fitted, roomy and min(fitted.growth.values(), default=1.0) >= 1)


def _print_edition(press: Press, fitted: Fit, hands: dict[str, int]) -> Printed:
    """Typesets one edition, once it is known that everything fits its place."""
    pages = press.typeset(Look(fitted, hands))
    if pages.pages != fitted.pages:
        what = f"{press.sheet.id} was fitted to {fitted.pages} pages and came out on {pages.pages}"
        raise SetupError(f"{what}; a template of the layout {press.layout.name} leaves something unmarked")
    labels = {blank.id: blank.label for blank in blanks(press.sheet)}
    return Printed(pages.pdf(), pages.pages, tuple(_field(part, labels) for part in pages.found("blank")))


def _choose_hands(press: Press, fitted: Fit) -> dict[str, int]:
    """The size of the hand in each blank: the largest that fits. Raises SpecError where none does."""
    hands: dict[str, int] = {}
    while True:
        galley = press.typeset(Look(fitted, hands, galley=True))
        found = galley.found("blank")
        hands, grew = _next_hands(found, hands)
        if not grew:
            break
    problems = [*_overflows(found, press), *_overflows(galley.found("fixed"), press)]
    if problems:
        raise SpecError(problems)
    return hands


def _chunks(galley: Typeset, by_id: dict[str, Space], sheet: Sheet) -> Iterator[Chunk]:
    found = galley.found("space")
    for part in galley.found("chunk"):
        inside = [s for s in found if part.y - 0.1 <= s.y and s.y + s.height <= part.y + part.height + 0.1]
        yield Chunk(
            id=part.marks["chunk"],
            top=part.y - part.above,
            bottom=part.y + part.height,
            spaces=tuple(_as_measured(by_id[s.marks["space"]], s.height) for s in inside),
            carry=part.carry,
            keep="keep" in part.marks,
            new_page="new-page" in part.marks,
            group=part.marks.get("group") or _group(part.marks["chunk"], sheet),
        )


def _group(chunk: str, sheet: Sheet) -> str:
    return next((a.id for a in sheet.activities if _belongs(chunk, a)), chunk)


def _as_measured(space: Space, height: float) -> Space:
    """The space as it stood in the galley.

    A long heading beside it may make it taller than asked for; where nothing is to be written, as in a row
    whose cells are all given, it is smaller, and stays so.
    """
    if height < space.minimum - 1:
        return replace(space, minimum=height, step=0.0, weight=0.0)
    return space if height < space.minimum + 1 else replace(space, minimum=height, step=0.0)


def _next_hands(found: list[Found], hands: dict[str, int]) -> tuple[dict[str, int], bool]:
    """The hand's sizes with those a step smaller whose text overflows, and whether any could be."""
    smaller = {}
    for part in found:
        size = hands.get(part.marks["blank"], 0) + 1
        if part.excess > EPSILON and size < len(HAND_SIZES):
            smaller[part.marks["blank"]] = size
    return hands | smaller, bool(smaller)


def _field(part: Found, labels: dict[str, str]) -> Field:
    box = (round(figure, 2) for figure in (part.x, part.y, part.width, part.height))
    name = part.marks["blank"]
    return Field(name, plain(labels[name]), part.page + 1, *box)


def _too_tall(error: TooTallError, sheet: Sheet, path: Path) -> Problem:
    index, activity = _activity_of(error.chunk.id, sheet)
    message = (
        f"needs {error.needed:.0f} mm in one piece, and a page of {sheet.page.paper.name} has "
        f"{error.available:.0f} mm; shorten its texts, ask for fewer lines, divide it or take a larger paper"
    )
    return Problem(path, activity.at, f"activities[{index}]", message)


def _overflows(found: list[Found], press: Press) -> Iterator[Problem]:
    at = {blank.id: blank.at for blank in blanks(press.sheet)}
    for part in found:
        if part.excess > EPSILON:
            name = part.marks.get("blank") or part.marks["fixed"]
            index, activity = _activity_of(name, press.sheet)
            position = at.get(name, activity.at)
            remedies = ", ".join(filter(None, [activity.room, '"new_page: true"'])) + " or a larger paper"
            what = EXCESSIVE[press.edition] if name in at else EXCESSIVE["student"]
            message = (
                f"{what} is {part.excess:.0f} mm too long for its place of {part.width:.0f} × {part.height:.0f} mm; "
                f"shorten it, or give it room with {remedies}"
            )
            yield Problem(press.path, position, f"activities[{index}]", message)


EXCESSIVE = {"student": "the text", "key": "the answer", "support": "the support"}


def _activity_of(name: str, sheet: Sheet) -> tuple[int, Activity]:
    for index, activity in enumerate(sheet.activities):
        if _belongs(name, activity):
            return index, activity
    raise KeyError(name)


def _belongs(name: str, activity: Activity) -> bool:
    """Is `name` the id of the activity, or of a chunk, a space or a blank of it?"""
    return name == activity.id or name.startswith((f"{activity.id}/", f"{activity.id}#"))
