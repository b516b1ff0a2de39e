"""A timeline, to scale or evenly spaced: write the events, the dates, or put events in order."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, WithJsonSchema, model_validator

from packbuilder.geometry import Box, Stroke, line
from packbuilder.pen import Pen, text_height
from packbuilder.pieces import Choice, lettered
from packbuilder.sheet import Blank, Given, Space
from packbuilder.spec import ActivitySpec, Line, Openable, Prose, Slug, report
from packbuilder.words import Words

DATE = re.compile(r"^(-?\d{1,4})(?:-(\d{2})(?:-(\d{2}))?)?$")

AXIS = 12.0
"""Where the axis stands, in mm from the left; the years of the scale are to its left."""
DATES = 22.0
LABEL_MIDDLE = 3.7
"""Where the middle of a date's first line is, in mm below the top of its box."""
DATE_WIDTH = 26.0
GAPS = {"events": 3.0, "dates": 3.0, "order": 1.0}
"""White space between two events, in mm; where only a letter is written, less will do."""


def parse_date(text: str) -> tuple[int, int, int]:
    """Year, month and day of `1922`, `1922-04` or `1922-04-03`; 0 for what isn't said. Raises ValueError."""
    match = DATE.match(text)
    try:
        if match is None:
            raise ValueError
        year, month, day = (int(part) if part else None for part in match.groups())
        if year == 0:
            raise ValueError
        # Years before Christ are leap years as the calendar's rule would have them.
        date((year or 0) % 400 + 2000, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        raise ValueError(f'"{text}" is no date; write 1922, 1922-04 or 1922-04-03') from None
    return year or 0, month or 0, day or 0


def _check_date(text: str) -> str:
    parse_date(text)
    return text


DATE_SCHEMA = {"type": ["string", "integer"], "examples": ["1922", "1922-04", "1922-04-03"]}
DateText = Annotated[str, AfterValidator(_check_date), WithJsonSchema(DATE_SCHEMA)]
# Editors read an unquoted true as a truth value.
Scale = Annotated[Literal["true", "even"], WithJsonSchema({"enum": ["true", "even", True]})]


class Event(Openable):
    id: Slug | None = Field(None, description="Stable name for ids; event-1, -2 … unless given.")
    date: DateText = Field(description="1922, 1922-04 or 1922-04-03; a minus sign for years BC.")
    label: Line | None = Field(None, description="How the date is printed, such as 1928–30.")
    event: Prose | None = None
    given: bool = Field(False, description="Print both date and event, as an example.")

    @model_validator(mode="after")
    def _event_or_open(self) -> Self:
        if bool(self.event) == self.open:
            raise ValueError('needs either "event" or "open: true"')
        if self.given and self.open:
            raise ValueError('"given" needs an "event" to print')
        self.check_guidance()
        return self


class Fields(ActivitySpec):
    ROOM = "fewer events"
    kind: Literal["timeline"]
    task: Literal["events", "dates", "order"] = Field(
        "events",
        description="What the student writes: the events, the dates, or the letters of mixed events.",
    )
    scale: Scale = Field("true", description="Is the distance of two events their time apart?")
    events: tuple[Event, ...] = Field(min_length=2, max_length=30)

    @model_validator(mode="after")
    def _open_events_are_written(self) -> Self:
        message = 'has no event to print; "open: true" goes with "task: events"'
        misplaced = [index for index, event in enumerate(self.events) if event.open and self.task != "events"]
        report([(("events", index), message) for index in misplaced])
        return self


@dataclass(frozen=True)
class Moment:
    """An event on the axis: `when` in years, 1922.25 for the beginning of April."""

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
class Drawing:
    moments: tuple[Moment, ...]
    choices: tuple[Choice, ...]
    true_scale: bool
    gap: float
    bc: str
    space: Space

    def place(self, width: float, height: float) -> Placement:
        """Where everything goes on a canvas of `width` by `height` mm; the earliest event is on top."""
        spare = max(0.0, height - _natural_height(self.moments, self.gap)) / len(self.moments)
        placed, strokes, y = [], [line(AXIS, 0, AXIS, height, 0.8)], 0.0
        for moment in self.moments:
            tall = moment.height + spare
            label = Box(DATES, y, DATE_WIDTH, tall, moment.date)
            event = Box(label.right, y, width - label.right, tall, moment.event)
            placed.append(PlacedMoment(label, event))
            mark = self._mark(moment.when, height) if self.true_scale else y + LABEL_MIDDLE
            strokes += [line(AXIS - 1.5, mark, AXIS + 1.5, mark, 0.6)]
            strokes += [line(AXIS + 1.5, mark, DATES, y + LABEL_MIDDLE, 0.35)]
            y += tall + self.gap
        return Placement(tuple(placed), self._ticks(height) if self.true_scale else (), tuple(strokes))

    @property
    def _span(self) -> tuple[int, int]:
        first, last = int(self.moments[0].when // 1), int(-(-self.moments[-1].when // 1))
        return first, max(last, first + 1)

    def _mark(self, when: float, height: float) -> float:
        first, last = self._span
        return 3 + (height - 6) * (when - first) / (last - first)

    def _ticks(self, height: float) -> tuple[Tick, ...]:
        first, last = self._span
        step = next(
            (s for s in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000) if (height - 6) * s / (last - first) >= 14),
            5000,
        )
        years = range(-(-first // step) * step, last + 1, step)
        return tuple(Tick(self._mark(year, height), _year(year, self.bc)) for year in years)


def draw(fields: Fields, pen: Pen) -> Drawing:
    events = sorted(enumerate(fields.events, 1), key=lambda pair: _when(pair[1]))
    asked = [event.event for event in fields.events if event.event and not event.given]
    letters = lettered(pen.mix(set(asked))) if fields.task == "order" else {}
    moments = tuple(_moment(fields, event, number, letters, pen) for number, event in events)
    return Drawing(
        moments=moments,
        choices=tuple(Choice(letter, text) for text, letter in letters.items()),
        true_scale=fields.scale == "true",
        gap=GAPS[fields.task],
        bc=pen.words.bc,
        space=pen.room("axis", _natural_height(moments, GAPS[fields.task])),
    )


def _when(event: Event) -> float:
    year, month, day = parse_date(event.date)
    # There was no year 0: 1 BC is followed by AD 1.
    return (year + 1 if year < 0 else year) + max(0, month - 1) / 12 + max(0, day - 1) / 372


def _natural_height(moments: tuple[Moment, ...], gap: float) -> float:
    return sum(moment.height for moment in moments) + gap * (len(moments) - 1)


def _moment(fields: Fields, event: Event, number: int, letters: dict[str, str], pen: Pen) -> Moment:
    name = event.id or f"event-{number}"
    printed_date = event.label or format_date(event.date, pen.words)
    when: Blank | Given = Given(printed_date)
    words = event.event or ""
    text: Blank | Given = Given(words)
    if not event.given and fields.task == "dates":
        when = pen.blank(event.blank_with((printed_date,)), name, f"{pen.words.date}: {words}")
    elif not event.given:
        answer = f"{letters[words]}  {words}" if letters else words
        text = pen.blank(event.blank_with((answer,) if answer else None), name, printed_date)
    width = pen.page.width - DATES - DATE_WIDTH - 6
    given = text_height(words, width) + 3 if isinstance(text, Given) else 0.0
    return Moment(_when(event), when, text, max(given, 8.0 if fields.task == "order" else 11.0))


def _year(counted: int, bc: str) -> str:
    """A year as it is printed; 0 is the year 1 BC."""
    return str(counted) if counted > 0 else bc.format(year=1 - counted)


def format_date(text: str, words: Words) -> str:
    """`1922-04-03` as it is printed in the worksheet's language: 3 Apr 1922."""
    year, month, day = parse_date(text)
    printed = _year(year + 1 if year < 0 else year, words.bc)
    parts = [str(day) if day else "", words.months[month - 1] if month else "", printed]
    return " ".join(part for part in parts if part)
