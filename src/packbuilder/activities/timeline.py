"""A timeline, to scale or evenly spaced: write the events, the dates, or put events in order."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Annotated, Literal, Self

from pydantic import Field, WithJsonSchema

from packbuilder.dates import DateText, counted, format_date, in_years, parse_date, year_text
from packbuilder.geometry import Box, Stroke, line, stacked
from packbuilder.pen import Pen
from packbuilder.pieces import NARROWEST_COLUMN, Choice, lettered, pages_of
from packbuilder.rules import Found, Rule, each
from packbuilder.sheet import Blank, Given, Space
from packbuilder.spec import ActivitySpec, Line, Lines, Openable, Prose, Slug, one_of, rotated
from packbuilder.wording import shown

ALSO_CALLED = ("chronology", "dates", "events", "sequence", "sequencing", "ordering")

AXIS = 12.0
"""How far from the left the axis stands at least, in mm; the years of the scale are to its left."""
YEAR_SIZE, YEAR_GAP = 9.5, 3.0
"""Size of these years in pt, and the room between them and the axis in mm, both in the usual look."""
SHORTEST = round(2 / 12, 6)
"""So many years are between the first event and the last one where there is a true scale: two months."""
STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
"""How many years apart those of a scale may be."""
APART = 14.0
"""How far apart they stand at least, in mm in the usual look."""
EDGE, END_BAR = 3.0, 5.0
"""How far from the canvas's edge the first and the last year are, and how long the bar is that ends a part, in mm."""
DATES = 10.0
"""How far behind the axis the dates stand, in mm."""
LABEL_MIDDLE = 3.7
"""Where the middle of a date's first line is, in mm below the top of its box."""
DATE_WIDTH = 26.0
TICK = 1.5
"""How far the marks of the axis reach, in mm: those of the years to one side, those of the events to the other."""
GROWN = {"events": 0.5, "order": 0.0}
"""The part of a canvas's spare height that makes events taller on a true scale; the rest lets them be at their time."""
GAPS = {"events": 3.0, "dates": 3.0, "order": 1.0}
"""White space between two events, in mm; where only a letter is written, less will do."""


# Editors read an unquoted true as a truth value.
Scale = Annotated[Literal["true", "even"], WithJsonSchema({"enum": ["true", "even", True]})]


class Event(Openable):
    PAIR = ("date", "event")
    id: Slug | None = Field(None, description="Stable name for ids; event-1, -2 … unless given.")
    date: DateText = Field(description="1922, 1922-04 or 1922-04-03; a minus sign for years BC.")
    label: Line | None = Field(None, description="How the date is printed, such as 1928–30.")
    event: Prose | None = None
    given: bool = Field(False, description="Print both date and event, as an example.")

    def rules(self) -> tuple[Rule, ...]:
        return (*super().rules(), lambda: one_of(self, "event", "open"), self._event_to_print)

    def _event_to_print(self) -> Iterator[Found]:
        if self.given and self.open and not self.event:
            yield (), '"given" needs an "event" to print'


class Fields(ActivitySpec):
    ROOM = '"lines: {lines}" of the timeline or fewer events'
    kind: Literal["timeline"]
    task: Literal["events", "dates", "order"] = Field(
        "events",
        description="What the student writes: the events, the dates, or the letters of mixed events.",
    )
    scale: Scale | None = Field(
        None,
        description="true: the distance of two events is their time apart, as usual; even: all are equally far apart, "
        "as they are where they all happen within two months.",
    )
    lines: Lines = Field(1, description="How many writing lines there are at least for an event.")
    events: tuple[Event, ...] = Field(min_length=2, max_length=30)

    @property
    def to_scale(self) -> bool:
        """Does the axis tell how far apart the events are? Where dates are asked, that would give them away.

        Unless a scale is wanted, there is none where all events would be at one spot of an axis of whole years.
        """
        if self.task == "dates":
            return False
        if self.scale:
            return self.scale == "true"
        whens = [in_years(event.date) for event in self.events]
        return round(max(whens) - min(whens), 6) >= SHORTEST

    def rules(self) -> tuple[Rule, ...]:
        return (*super().rules(), self._events_are_there, self._scale_tells_no_answer, self._dates_tell_the_order)

    def _events_are_there(self) -> Iterable[Found]:
        message = 'has no event to print; "open: true" goes with "task: events"'
        asked = self.task == "events"
        return each("events", self.events, lambda event: [((), message)] if event.open and not asked else [])

    def _scale_tells_no_answer(self) -> Iterator[Found]:
        if self.task == "dates" and self.scale == "true":
            yield ("scale",), "would give the dates away, which are the answers; leave it out"

    def _dates_tell_the_order(self) -> Iterator[Found]:
        """Beside one date any of several letters would be right, and the key has one."""
        first: dict[object, Event] = {}
        for index, event in enumerate(self.events if self.task == "order" else ()):
            other = event if event.given else first.setdefault(event.label or parse_date(event.date), event)
            if other.event != event.event:
                field = "label" if event.label else "date"
                message = f"is that of {shown(other.event)}, too, so either letter would be right"
                yield ("events", index, field), f'{message}; give both a "label" that tells which comes first'

    def disguised(self, other: Callable[[str], str]) -> Self:
        copy = super().disguised(other)
        mixed = rotated([None if event.given else event.event for event in self.events])
        events = (self._disguised(event, text, other) for event, text in zip(copy.events, mixed, strict=True))
        return copy.model_copy(update={"events": tuple(events)})

    def _disguised(self, event: Event, mixed: str | None, other: Callable[[str], str]) -> Event:
        if event.given or not event.event:
            return event
        if self.task == "order":
            return event.model_copy(update={"event": mixed})
        if self.task == "events":
            return event.model_copy(update={"event": other(event.event)})
        label = other(event.label) if event.label else None
        return event.model_copy(update={"date": str(1 + len(other(event.date))), "label": label})


@dataclass(frozen=True)
class Moment:
    """An event on the axis: `when` in years, 1922.25 for the beginning of April; counted where dates are asked."""

    when: float
    date: Blank | Given
    event: Blank | Given
    height: float


@dataclass(frozen=True)
class PlacedMoment:
    date: Box
    event: Box


@dataclass(frozen=True)
class Tick:
    y: float
    label: str


@dataclass(frozen=True)
class Placement:
    moments: tuple[PlacedMoment, ...]
    ticks: tuple[Tick, ...]
    strokes: tuple[Stroke, ...]


@dataclass(frozen=True)
class Part:
    """So much of a timeline as one page holds, its axis `axis` mm from the left, from one year of `span` to the other.

    Where it is not `whole`, each part has a scale of its own, since pages decide how tall it becomes; so the axis
    ends visibly, with the years of its ends, and the next part goes on with the same year. `grown` is the part of a
    canvas's spare height that makes events taller, and `unit` how many times wider a date is than in the usual look.
    """

    moments: tuple[Moment, ...]
    true_scale: bool
    whole: bool
    span: tuple[int, int]
    axis: float
    gap: float
    grown: float
    bc: str
    unit: float
    space: Space

    def place(self, width: float, height: float) -> Placement:
        """Where everything goes on a canvas of `width` by `height` mm; the earliest event is on top."""
        dates, first_line = self.axis + DATES * self.unit, LABEL_MIDDLE * self.unit
        spare = max(0.0, height - _natural_height(self.moments, self.gap)) / len(self.moments)
        talls = [moment.height + spare * self.grown for moment in self.moments]
        marks = [self._mark(moment.when, height) for moment in self.moments]
        tops = stacked([mark - first_line for mark in marks], talls, self.gap, height)
        ticks = self._ticks(height) if self.true_scale else ()
        strokes = [*self._line(height), *(line(self.axis - TICK, tick.y, self.axis, tick.y) for tick in ticks)]
        placed = []
        for moment, mark, top, tall in zip(self.moments, marks, tops, talls, strict=True):
            label = Box(dates, top, DATE_WIDTH * self.unit, tall, moment.date)
            placed.append(PlacedMoment(label, Box(label.right, top, width - label.right, tall, moment.event)))
            middle = top + first_line
            strokes += self._leader(mark if self.true_scale else middle, middle)
        return Placement(tuple(placed), ticks, tuple(strokes))

    def _leader(self, mark: float, middle: float) -> list[Stroke]:
        """From an event's mark on the axis, on the side where no years are, to the middle of its date's first line."""
        begins = self.axis if self.true_scale else self.axis - TICK
        end, dates = self.axis + TICK, self.axis + DATES * self.unit
        return [line(begins, mark, end, mark, 0.6), line(end, mark, dates, middle, 0.35)]

    def _line(self, height: float) -> list[Stroke]:
        if self.whole or not self.true_scale:
            return [line(self.axis, 0, self.axis, height, 0.8)]
        ends = EDGE, height - EDGE
        bars = [line(self.axis - END_BAR / 2, end, self.axis + END_BAR / 2, end, 0.8) for end in ends]
        return [line(self.axis, ends[0], self.axis, ends[1], 0.8), *bars]

    def _mark(self, when: float, height: float) -> float:
        first, last = self.span
        return EDGE + (height - 2 * EDGE) * (when - first) / (last - first)

    def _ticks(self, height: float) -> tuple[Tick, ...]:
        """Years beside the axis, as many as have room."""
        first, last = self.span
        apart = APART * self.unit * (last - first) / (height - 2 * EDGE)
        years = self._round_years(apart)
        if not self.whole:
            within = [year for year in years if first + apart <= year <= last - apart]
            years = [first, *within, last] if last - first >= apart else [first]
        return tuple(Tick(self._mark(year, height), year_text(year, self.bc)) for year in years)

    def _round_years(self, apart: float) -> list[int]:
        """Years of the span that are round as they are printed, each at least `apart` years behind the one before."""
        first, last = self.span
        # There was no year 0; the year 1 stands in its place, and so a year nearer to the next.
        step = next((step for step in STEPS if step - (first <= 1) >= apart), STEPS[-1])
        printed = range((first - 1) // step * step, last + 1, step)
        return [year for year in (counted(year or 1) for year in printed) if first <= year <= last]


@dataclass(frozen=True)
class Drawing:
    """`choices` are the mixed events, in two lists `beside` each other or one; `together` with the axis on one page."""

    choices: tuple[Choice, ...]
    beside: bool
    together: bool
    parts: tuple[Part, ...]


def draw(fields: Fields, pen: Pen) -> Drawing:
    events = list(enumerate(fields.events, 1))
    if fields.task != "dates":  # there the order would give the dates away
        events.sort(key=lambda pair: in_years(pair[1].date))
    asked = [event.event for event in fields.events if event.event and not event.given]
    letters = lettered(pen.mix(set(asked))) if fields.task == "order" else {}
    axis = _axis(fields, pen)
    moments = [_moment(fields, numbered, letters, axis, pen) for numbered in events]
    choices = tuple(Choice(letter, text) for text, letter in letters.items())
    gap = GAPS[fields.task]
    beside = pen.page.width / 2 >= NARROWEST_COLUMN * pen.page.type.scale
    columns = 2 if beside else 1
    listed = sum(pen.text_height(choice.text, pen.page.width / columns - 12) + 1 for choice in choices) / columns
    together = listed + _natural_height(moments, gap) <= pen.below
    runs = pages_of(moments, lambda run: _natural_height(run, gap), pen.below, 0.0 if together else listed)
    parts = (_part(fields, runs, number, axis, pen) for number in range(len(runs)))
    return Drawing(choices, beside, together, tuple(parts))


def _part(fields: Fields, runs: Sequence[tuple[Moment, ...]], number: int, axis: float, pen: Pen) -> Part:
    moments, gap = runs[number], GAPS[fields.task]
    following = runs[number + 1][0].when if number + 1 < len(runs) else moments[-1].when
    return Part(
        moments=moments,
        true_scale=fields.to_scale,
        whole=len(runs) == 1,
        span=_span(moments, following),
        axis=axis,
        gap=gap,
        grown=GROWN[fields.task] if fields.to_scale else 1.0,
        bc=pen.words.bc,
        unit=pen.page.type.scale,
        space=pen.room(f"axis-{number}" if number else "axis", _natural_height(moments, gap)),
    )


def _span(moments: Sequence[Moment], following: float) -> tuple[int, int]:
    """The years from which and to which an axis goes that ends where what is `following` begins."""
    first = floor(moments[0].when)
    return first, max(floor(following), ceil(moments[-1].when), first + 1)


def _axis(fields: Fields, pen: Pen) -> float:
    """Where the axis stands, in mm from the left: with room for the longest year beside it."""
    unit = pen.page.type.scale
    whens = [in_years(event.date) for event in fields.events]
    longest = max(pen.line_width(year_text(floor(when), pen.words.bc), YEAR_SIZE) for when in (min(whens), max(whens)))
    return max(AXIS * unit, longest + YEAR_GAP * unit) if fields.to_scale else AXIS * unit


def _natural_height(moments: Sequence[Moment], gap: float) -> float:
    return sum(moment.height for moment in moments) + gap * (len(moments) - 1)


def _moment(fields: Fields, numbered: tuple[int, Event], letters: dict[str, str], axis: float, pen: Pen) -> Moment:
    number, event = numbered
    name = event.id or f"event-{number}"
    printed_date = event.label or format_date(event.date, pen.words)
    when: Blank | Given = Given(printed_date)
    words = event.event or ""
    text: Blank | Given = Given(words)
    if not event.given and fields.task == "dates":
        when = pen.blank(event.blank_with((printed_date,)), name, f"{pen.words.date}: {words}")
    elif not event.given:
        answer = letters.get(words, words)
        text = pen.blank(event.blank_with((answer,) if answer else None), name, printed_date)
    return Moment(
        float(number) if fields.task == "dates" else in_years(event.date),
        when,
        text,
        _height(fields, when, text, axis, pen),
    )


def _height(fields: Fields, date: Blank | Given, text: Blank | Given, axis: float, pen: Pen) -> float:
    """The least height of a moment in mm; where its date is asked, the date's length doesn't count."""
    unit = pen.page.type.scale
    width = pen.page.width - axis - (DATES + DATE_WIDTH) * unit - 6
    given = pen.text_height(text.text, width) + 3 if isinstance(text, Given) else 0.0
    label = pen.text_height(date.text, DATE_WIDTH * unit) + 1 if isinstance(date, Given) else 0.0
    usual = pen.page.width - axis / unit - DATES - DATE_WIDTH - 6
    written = pen.page.pitch if fields.task == "order" else pen.writing(fields.lines, usual / width) + 3
    hint = pen.hint_height(text.support, width) if isinstance(text, Blank) else 0.0
    return max(given, label, written, hint)
