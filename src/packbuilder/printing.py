"""A sheet to PDFs: measure, fit, typeset; the main path of one worksheet."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil
from typing import Any

from packbuilder.emphasis import plain
from packbuilder.fields import Field, Slot
from packbuilder.fill import fill
from packbuilder.fit import Chunk, Fit, TooTallError, fit, needed
from packbuilder.limits import beyond
from packbuilder.overflow import overflows, too_tall
from packbuilder.press import Job, Press
from packbuilder.problems import Position, Problem, SetupError, SpecError
from packbuilder.render import GALLEY_HEIGHT, Look, hand_sizes
from packbuilder.sheet import Blank, Edition, Sheet, Space, belongs, blanks, map_values, spaces
from packbuilder.typeset import Found, Typeset

SAFETY = 1.0
"""Left free at the foot of each page, in mm, so that rounding can't push a line over."""
SAFETIES = (SAFETY, 4.5, 9.0)
"""The typesetter counts the padding of a box twice where its text ends a page; then more is left free."""
OVER = 0.12
"""How much more than its pages a sheet may need for closer lines to be tried, in pages."""


@dataclass(frozen=True)
class Placed:
    """A chunk as it was typeset: its page (from 0), and its top and bottom in mm from the page's upper edge."""

    id: str
    page: int
    top: float
    bottom: float


@dataclass(frozen=True)
class Printed:
    """One worksheet in one edition: its PDF, where its blanks are, and what can be said of its pages.

    `written` is how far down text reaches in a blank, in mm, by its id. `chunks` are as measured and `fit` what
    became of them; `placed` has a chunk once for each page that it reaches. `instructions` are the smallest sizes in
    pt of what students are asked, by the id of the activity or the blank. `slots` are what a class set fills in.
    """

    sheet: Sheet
    pdf: bytes
    pages: int
    fields: tuple[Field, ...]
    written: Mapping[str, float]
    chunks: tuple[Chunk, ...]
    fit: Fit
    placed: tuple[Placed, ...]
    instructions: Mapping[str, float]
    slots: tuple[Slot, ...] = ()


def print_sheet(job: Job, editions: Iterable[Edition]) -> dict[Edition, Printed]:
    """The sheet of a job in each of the editions.

    Student and key share one fit, made without the answers, so that one lies exactly over the other; nothing that
    only another edition prints moves the student's sheet. Raises SpecError for what doesn't fit its place and for more
    pages than the limits allow, and SetupError where a template of the layout is at fault.
    """
    fitted: dict[Edition, Fitted] = {}
    printed: dict[Edition, Printed] = {}
    problems: list[Problem] = []
    for edition in editions:
        shape: Edition = "support" if edition == "support" else "student"
        try:
            if shape not in fitted:
                fitted[shape] = _fitted(job, shape)
            printed[edition] = _print(job, fitted[shape], edition, shape)
        except SpecError as error:
            problems += error.problems
    if problems:
        raise SpecError(dict.fromkeys(problems))
    if "student" in printed and "key" in printed and printed["student"].fields != printed["key"].fields:
        message = "the key's blanks aren't where the student's are"
        raise SetupError(f"{job.path}: {message}; a template of the layout {job.layout.name} makes them differ")
    return printed


@dataclass(frozen=True)
class Measured:
    """A sheet of the student's or the supported edition as it stands in its galley: its chunks, and their first fit.

    `all_fit` if all texts fit their places with every space at its least.
    """

    press: Press
    chunks: tuple[Chunk, ...]
    fit: Fit
    all_fit: bool


@dataclass(frozen=True)
class Fitted:
    """A sheet, its chunks, their fit, and the pages of the student's or the supported edition, with largest hands.

    `all_fit` if all texts fit their places.
    """

    sheet: Sheet
    chunks: tuple[Chunk, ...]
    fit: Fit
    pages: Typeset
    all_fit: bool


def _fitted(job: Job, shape: Edition) -> Fitted:
    """The sheet as it fits, with its lines closer together where that saves a page by the first fit."""
    usual = _measured(job, shape)
    if not usual.press.sheet.page.rendering.roomy and _nearly_a_page_less(usual):
        tight = _measured(job, shape, tight=True)
        if tight.fit.pages < usual.fit.pages:
            fitted = _on_pages(job, tight)
            if fitted.fit.pages < usual.fit.pages:
                return fitted
    return _on_pages(job, usual)


def _nearly_a_page_less(measured: Measured) -> bool:
    """Would what is on the pages, put together, need not much more than one page less?"""
    starts = [n for n, chunk in enumerate(measured.chunks) if chunk.id in measured.fit.breaks]
    bounds = pairwise([0, *starts, len(measured.chunks)])
    total = sum(needed(measured.chunks[start:end]) for start, end in bounds)
    return measured.fit.pages > 1 and total <= (measured.fit.pages - 1 + OVER) * measured.fit.height


def _measured(job: Job, shape: Edition, *, tight: bool = False) -> Measured:
    """Sets the sheet as one long galley, and fits what it measures there to pages."""
    sheet = job.draw(shape, tight)
    press = Press(sheet, fill(sheet, shape), shape, job)
    galley = press.typeset(Look(galley=True))
    if galley.pages > 1:
        message = f"the worksheet would be longer than {GALLEY_HEIGHT / 1000:.0f} m of paper; divide it"
        raise SpecError([Problem(job.path, Position(), "", message)])
    all_fit = all(part.fits for mark in ("blank", "fixed") for part in galley.found(mark))
    chunks, fitted = _with_whole_lines(galley, press, job)
    return Measured(press, chunks, fitted, all_fit)


def _with_whole_lines(galley: Typeset, press: Press, job: Job) -> tuple[tuple[Chunk, ...], Fit]:
    """The chunks of a galley and their fit: spaces that long headings make taller have whole lines, unless that takes
    more pages."""
    plain, whole = (tuple(_chunks(galley, press, whole=whole)) for whole in (False, True))
    fitted = _fit(plain, SAFETY, press, job)
    if whole != plain:
        with suppress(SpecError):
            rounded = _fit(whole, SAFETY, press, job)
            if rounded.pages <= fitted.pages:
                return whole, rounded
    return plain, fitted


def _on_pages(job: Job, measured: Measured) -> Fitted:
    """Sets the pages, with more left free at their feet where they don't come out as they were fitted."""
    press, chunks = measured.press, measured.chunks
    for safety in SAFETIES:
        fitted = measured.fit if safety == SAFETY else _fit(chunks, safety, press, job)
        pages = press.typeset(Look(fitted))
        fits = measured.all_fit and min(fitted.growth.values(), default=1.0) >= 1
        if pages.pages != fitted.pages and not fits:
            # A hint that has no room at its largest may have reached over the page's end.
            pages = press.typeset(Look(fitted, _choose_hands(press, fitted)))
        if pages.pages == fitted.pages:
            return Fitted(press.sheet, chunks, fitted, pages, fits)
    raise SetupError(f"{job.path}: {UNMARKED.format(layout=job.layout.name)}")


UNMARKED = "its pages don't come out as they were fitted; a template of the layout {layout} leaves something unmarked"


def _fit(chunks: tuple[Chunk, ...], safety: float, press: Press, job: Job) -> Fit:
    """The chunks on pages with `safety` mm left free. Raises SpecError for what can't be, or for too many pages."""
    try:
        fitted = fit(chunks, press.sheet.page.height - safety)
    except TooTallError as error:
        raise SpecError(too_tall(error, press)) from None
    message = beyond(job.limits, "pages", fitted.pages)
    if message:
        raise SpecError([Problem(job.path, Position(), "", message)])
    return fitted


def _print(job: Job, fitted: Fitted, edition: Edition, shape: Edition) -> Printed:
    """Typesets one edition, once it is known that everything fits its place."""
    sheet = fitted.sheet
    press = Press(sheet, fill(sheet, edition), edition, job)
    pages = fitted.pages
    crowded = edition == "support" and sheet.page.rendering.screen
    if edition != shape or crowded or not fitted.all_fit:
        pages = _typeset_entries(press, fitted.fit)
    if pages.pages != fitted.fit.pages:
        raise SetupError(f"{job.path}: {UNMARKED.format(layout=job.layout.name)}")
    labels = {blank.id: blank.label for blank in blanks(sheet)}
    found = pages.found("blank")
    return Printed(
        sheet=sheet,
        pdf=pages.pdf(),
        pages=pages.pages,
        fields=tuple(_field(part, labels) for part in found),
        written={part.marks["blank"]: part.written for part in found if part.written and "part" not in part.marks},
        chunks=fitted.chunks,
        fit=fitted.fit,
        placed=tuple(
            Placed(part.marks["chunk"], part.page, part.y, part.y + part.height) for part in pages.found("chunk")
        ),
        instructions=pages.smallest("instruction"),
        slots=tuple(pages.slots()),
    )


def _typeset_entries(press: Press, fitted: Fit) -> Typeset:
    """The pages with every entry as large as fits its blank."""
    hands = _choose_hands(press, fitted)
    if press.edition == "support" and press.sheet.page.rendering.screen:
        press = _without_crowding(press, fitted, hands)
    return press.typeset(Look(fitted, hands))


def _without_crowding(press: Press, fitted: Fit, hands: Mapping[str, int]) -> Press:
    """The press without the hints that leave no room to type; a field says its hint when it is pointed at."""
    typed = press.sheet.page.type.typed
    found = press.typeset(Look(fitted, hands, galley=True)).found("blank")
    crowded = {part.marks["blank"] for part in found if part.written and part.height - part.written < typed}

    def clear(value: Any) -> Any:
        return replace(value, entry=None) if isinstance(value, Blank) and value.id in crowded else value

    return replace(press, filled=map_values(press.filled, clear))


def _choose_hands(press: Press, fitted: Fit) -> dict[str, int]:
    """The size of the hand in each blank: the largest that fits. Raises SpecError where none does."""
    steps = {blank.id: len(hand_sizes(blank, press.sheet.page.type)) for blank in blanks(press.filled)}
    hands: dict[str, int] = {}
    while True:
        galley = press.typeset(Look(fitted, hands, galley=True))
        found = galley.found("blank")
        hands, grew = _next_hands(found, hands, steps)
        if not grew:
            break
    problems = [*overflows(found, press), *overflows(galley.found("fixed"), press)]
    if problems:
        raise SpecError(problems)
    return hands


def _lacking(galley: Typeset, press: Press) -> dict[str, float]:
    """How many mm spaces lack, by their ids, for a typed line below the hint in a blank as tall as its space."""
    if press.edition != "support" or not press.sheet.page.rendering.screen:
        return {}
    lacking: dict[str, float] = {}
    hinted = [part for part in galley.found("blank") if part.written]
    for space in galley.found("space"):
        inside = [each for each in hinted if abs(each.y - space.y) < 1 and abs(each.height - space.height) < 1]
        lack = max((press.sheet.page.type.typed - (each.height - each.written) for each in inside), default=0.0)
        if lack > 0:
            lacking[space.marks["space"]] = lack
    return lacking


def _chunks(galley: Typeset, press: Press, *, whole: bool) -> Iterator[Chunk]:
    by_id, lacking = {space.id: space for space in spaces(press.sheet)}, _lacking(galley, press)
    found, added = galley.found("space"), 0.0
    for part in galley.found("chunk"):
        inside = [s for s in found if part.y - 0.1 <= s.y and s.y + s.height <= part.y + part.height + 0.1]
        asked = [by_id[s.marks["space"]] for s in inside]
        talls = [s.height + lacking.get(space.id, 0.0) for space, s in zip(asked, inside, strict=True)]
        measured = [_as_measured(space, tall, whole=whole) for space, tall in zip(asked, talls, strict=True)]
        top = part.y - part.above + added
        # What was made whole lines is taller than it was in the galley.
        changed = [new.minimum - s.height for new, old, s in zip(measured, asked, inside, strict=True) if new != old]
        added += sum(changed)
        yield Chunk(
            id=part.marks["chunk"],
            top=top,
            bottom=part.y + part.height + added,
            spaces=tuple(measured),
            carry=part.carry or float(part.marks.get("carry", 0)),
            keep="keep" in part.marks,
            new_page="new-page" in part.marks,
            group=part.marks.get("group") or _group(part.marks["chunk"], press.sheet),
        )


def _group(chunk: str, sheet: Sheet) -> str:
    return next((a.id for a in sheet.activities if belongs(chunk, a)), chunk)


def _as_measured(space: Space, height: float, *, whole: bool) -> Space:
    """The space as it stood in the galley `height` mm tall.

    A long heading beside it may make it taller than asked for, by `whole` lines if that is wanted. Where nothing is to
    be written, as in a row whose cells are all given, it is smaller, and stays so.
    """
    if height < space.minimum - 1:
        return replace(space, minimum=height, step=0.0, weight=0.0)
    if height < space.minimum + 1:
        return space
    if whole and space.step:
        return replace(space, minimum=ceil(round(height / space.step, 6)) * space.step)
    return replace(space, minimum=height, step=0.0)


def _next_hands(found: list[Found], hands: dict[str, int], steps: Mapping[str, int]) -> tuple[dict[str, int], bool]:
    """The hand's sizes with those a step smaller whose text overflows, and whether any could be."""
    smaller = {}
    for part in found:
        size = hands.get(part.marks["blank"], 0) + 1
        if not part.fits and size < steps[part.marks["blank"]]:
            smaller[part.marks["blank"]] = size
    return hands | smaller, bool(smaller)


def _field(part: Found, labels: dict[str, str]) -> Field:
    x, y, width, height = (round(figure, 2) for figure in (part.x, part.y, part.width, part.height))
    name = part.marks["blank"]
    return Field(name, plain(labels[name]), part.page + 1, x, y, width, height, int(part.marks.get("part", 1)))
