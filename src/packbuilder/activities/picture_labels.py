"""A picture with numbered points, and a numbered blank for each of them."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from math import cos, hypot, nan, sin, tau
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field

from packbuilder.geometry import Box
from packbuilder.papers import Page
from packbuilder.pen import Pen
from packbuilder.pieces import FRAME_HEIGHTS, NARROWEST_COLUMN, Exact
from packbuilder.renderings import STANDARD, USUAL
from packbuilder.rules import Found, Rule, each
from packbuilder.sheet import Blank, Flaw, Given, OnlyIn, Space
from packbuilder.spec import BankedSpec, BlankSpec, Line, Lines, Prose, Slug, with_rotated_answers

ALSO_CALLED = (
    "label",
    "labels",
    "labelling",
    "labeling",
    "label a picture",
    "labelled diagram",
    "labeled diagram",
    "picture",
    "image",
    "map",
)

TALL, GROWTH = FRAME_HEIGHTS["large"], 1.5
"""How tall the picture is in the usual look unless it is too wide for that, in mm, and how many times that at most."""
LEAST = 0.5
"""The part of that height which a long prompt, a word bank and its blanks leave it at least."""
MOST = 0.75
"""The part of a page's height that a picture beside its blanks takes at most: what it leaves of the width is theirs."""
NUMBER = 9.5
"""Size of the numbers on the picture in pt in the usual look."""
DISC = 0.56
"""How wide the disc behind a number is for its size, in mm for each pt: two digits have room in it."""
GAP, ROW_GAP, INDENT = 8.0, 2.5, 2.0
"""White space between columns, above each row of blanks, and between a number and its blank, in mm."""
CLOSEST = 1.0
"""How near to each other two points may be on the page, in mm: nearer ones are taken for one point."""
ROUNDS = 50
"""How often numbers that cover each other are moved apart; those that still do have no room."""
EPSILON = 1e-6
NUDGE = 1 / 8
"""By how much of its disc a number is moved that still seems to be on its point; from further a line leads there."""
DOT, CLEAR = 0.6, 0.3
"""Radius of the dot at such a line's end, and what stays free around dots, lines and discs, in mm."""
LENGTHS, DIRECTIONS = (1.0, 1.5, 2.0, 3.0), 16
"""How many discs away from its point a number may be that a line leads to, and in how many directions."""
LOOSEST = 1.8
"""How many times as far apart rows of blanks may move to fill a page."""


def _percent(value: Any) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = nan
    if not 0 <= number <= 100:
        signs = " without a sign" if str(value).endswith("%") else ", not pixels" if number > 100 else ""
        raise ValueError(f"needs per cent of the picture's width and height, from 0 to 100{signs}")
    return number


def _two_numbers(value: Any) -> Any:
    if not isinstance(value, list | tuple) or len(value) != 2:
        meaning = "per cent of the picture's width from its left, and of its height from its top"
        raise ValueError(f"needs two numbers: {meaning}, as in [25, 40]")
    return value


Percent = Annotated[float, Field(ge=0, le=100), BeforeValidator(_percent)]


class Label(BlankSpec):
    id: Slug | None = Field(None, description="Stable name for ids; label-1, -2 … unless given.")
    point: Annotated[tuple[Percent, ...], BeforeValidator(_two_numbers)] = Field(
        alias="at",
        # For editors; the message is said before.
        min_length=2,
        max_length=2,
        description="Where it is on the picture: per cent of its width from the left, and of its height from the top.",
    )
    where: Line | None = Field(None, description="Where that is, read aloud to those who don't see the picture.")
    lines: Lines = Field(1, description="How many writing lines there are at least.")


class Fields(BankedSpec):
    ROOM = '"lines: {lines}"'
    kind: Literal["picture-labels"]
    image: Exact = Field(description="A PNG or JPEG file beside the worksheet.")
    alt: Prose = Field(description="What the picture shows, for those who don't see it.")
    labels: tuple[Label, ...] = Field(min_length=1, max_length=40, description="The points, numbered in this order.")

    def rules(self) -> tuple[Rule, ...]:
        return (*super().rules(), self._points_are_per_cent)

    def _points_are_per_cent(self) -> Iterable[Found]:
        return each("labels", self.labels, _fraction)

    def disguised(self, other: Callable[[str], str]) -> Self:
        copy = super().disguised(other)
        if self.word_bank != "student":
            return copy
        return copy.model_copy(update={"labels": with_rotated_answers(copy.labels, self.labels)})


def _fraction(label: Label) -> Iterator[Found]:
    """Nobody points at the outermost per cent of a corner; halves and thirds of a picture are written so elsewhere."""
    x, y = label.point
    if 0 < max(x, y) <= 1 and {x, y} - {0, 1}:
        yield ("at",), f"per cent are meant, not parts of 1: [{100 * x:g}, {100 * y:g}]"


@dataclass(frozen=True)
class Numbered:
    """A blank or a given text under its number; `tall` is its height in mm."""

    number: int
    content: Blank | Given
    tall: float


@dataclass(frozen=True)
class Row:
    """Blanks beside each other; `tall` is the tallest one's height in mm."""

    labels: tuple[Numbered, ...]
    tall: float
    space: Space


@dataclass(frozen=True)
class Point:
    """Where the middle of a number is, in mm from the upper left corner of the picture."""

    number: int
    x: float
    y: float


@dataclass(frozen=True)
class Leader:
    """A line from a point, where a dot is, to the middle of its number."""

    dot: Point
    number: Point

    def away(self, point: Point) -> float:
        """How far from the line something is, in mm."""
        across, down = self.number.x - self.dot.x, self.number.y - self.dot.y
        along = (point.x - self.dot.x) * across + (point.y - self.dot.y) * down
        share = max(0.0, min(1.0, along / (across**2 + down**2)))
        return hypot(point.x - self.dot.x - share * across, point.y - self.dot.y - share * down)

    def crosses(self, other: "Leader") -> bool:
        return self._parts(other) and other._parts(self)

    def _parts(self, other: "Leader") -> bool:
        """Are the ends of the other line on two sides of this one?"""
        across, down = self.number.x - self.dot.x, self.number.y - self.dot.y
        sides = (across * (end.y - self.dot.y) - down * (end.x - self.dot.x) for end in (other.dot, other.number))
        return next(sides) * next(sides) < 0


@dataclass(frozen=True)
class Placement:
    """`leaders` are the lines to those `points` that don't stand where they belong."""

    picture: Box
    points: tuple[Point, ...]
    leaders: tuple[Leader, ...]
    labels: tuple[Box, ...]


@dataclass(frozen=True)
class Columns:
    """How wide the columns of the picture and of blanks are, in mm; `count` of these below it, or one `beside` it."""

    picture: float
    blanks: float
    count: int = 1
    beside: bool = False


@dataclass(frozen=True)
class Canvas:
    """The picture with its numbers, and the blanks that stand beside it.

    `shape` is how many times as wide as tall it is, `tallest` how tall it may become, in mm; `number` is the size of a
    number in pt, `disc` how wide its disc is, `indent` how far behind its left edge a blank begins, in mm; `marks`
    are the points in per cent, and `dot` is the radius of the dot on one from which its number was moved, in mm.
    """

    columns: Columns
    shape: float
    tallest: float
    number: float
    disc: float
    indent: float
    marks: tuple[tuple[float, ...], ...]
    labels: tuple[Numbered, ...]
    space: Space
    dot: float = DOT

    def place(self, width: float, height: float) -> Placement:
        """Where everything goes on a canvas of `width` by `height` mm."""
        tall = min(height, self.tallest)
        wide = tall * self.shape
        picture = Box((self.columns.picture - wide) / 2, 0.0, wide, tall, None)
        points = self._apart(self.points(wide, tall), picture)
        leaders = self._leaders(points, picture)
        led = {leader.number.number: leader.number for leader in leaders}
        points = tuple(led.get(point.number, point) for point in points)
        return Placement(picture, points, leaders, tuple(self._beside(width, height)))

    def points(self, wide: float, tall: float) -> tuple[Point, ...]:
        """The points on a picture of this size, moved inside as far as their numbers have to be."""
        return self._on_picture(wide, tall, self.disc / 2)

    def _on_picture(self, wide: float, tall: float, edge: float) -> tuple[Point, ...]:
        """The points on a picture of this size, at least `edge` mm away from its edges."""
        return tuple(
            _inside(Point(number, x / 100 * wide, y / 100 * tall), wide, tall, edge)
            for number, (x, y) in enumerate(self.marks, 1)
        )

    def _apart(self, points: tuple[Point, ...], picture: Box) -> tuple[Point, ...]:
        """The numbers, those that would cover each other moved apart by as much as that takes."""
        moved = list(points)
        for _ in range(ROUNDS):
            covering = [pair for pair in combinations(range(len(moved)), 2) if self._cover(*(moved[n] for n in pair))]
            if not covering:
                break
            for one, other in covering:
                pushed = self._pushed(moved[one], moved[other])
                moved[one], moved[other] = (self._within(each, picture) for each in pushed)
        return tuple(moved)

    def _within(self, number: Point, picture: Box) -> Point:
        return _inside(number, picture.width, picture.height, self.disc / 2)

    def _leaders(self, numbers: tuple[Point, ...], picture: Box) -> tuple[Leader, ...]:
        """Lines for the numbers that were moved visibly, each to where it is free; none if not all of them are."""
        dots = self._on_picture(picture.width, picture.height, self.dot)
        near = NUDGE * self.disc
        taken = {dot.number: number for dot, number in zip(dots, numbers, strict=True) if _between(dot, number) <= near}
        leaders: list[Leader] = []
        for dot in dots:
            if dot.number in taken:
                continue
            ways = (way for way in self._ways(dot, dots, picture) if self.is_free(way, dots, taken.values(), leaders))
            leader = next(ways, None)
            if leader is None:
                return ()
            leaders.append(leader)
            taken[dot.number] = leader.number
        return tuple(leaders)

    def _ways(self, dot: Point, dots: tuple[Point, ...], picture: Box) -> Iterator[Leader]:
        """Lines from a point, the shortest first, and first those that lead away from the other points."""
        for length in LENGTHS:
            ends = (_towards(dot, length * self.disc, turn / DIRECTIONS) for turn in range(DIRECTIONS))
            inside = [end for end in ends if end == self._within(end, picture)]
            others = [other for other in dots if other is not dot]
            inside.sort(key=lambda end: -min((_between(end, other) for other in others), default=0.0))
            yield from (Leader(dot, end) for end in inside)

    def is_free(
        self, leader: Leader, dots: Iterable[Point], numbers: Collection[Point], leaders: Iterable[Leader]
    ) -> bool:
        """Does the line with its number cover no point, number or line, and is it covered by none?"""
        radius, others = self.disc / 2, [dot for dot in dots if dot is not leader.dot]
        return (
            all(_between(leader.number, number) >= self.disc + CLEAR for number in numbers)
            and all(_between(leader.number, dot) >= radius + self.dot + CLEAR for dot in others)
            and all(leader.away(number) >= radius + CLEAR for number in numbers)
            and all(leader.away(dot) >= self.dot + CLEAR for dot in others)
            and all(other.away(leader.number) >= radius + CLEAR for other in leaders)
            and not any(other.crosses(leader) for other in leaders)
        )

    def _pushed(self, one: Point, other: Point) -> tuple[Point, Point]:
        """Two numbers, moved by half of what they lack to be apart; side by side if they are at one place."""
        across, down, apart = other.x - one.x, other.y - one.y, _between(one, other)
        step = max(0.0, self.disc - apart) / 2
        right, below = (across / apart * step, down / apart * step) if apart else (step, 0.0)
        return Point(one.number, one.x - right, one.y - below), Point(other.number, other.x + right, other.y + below)

    def _cover(self, one: Point, other: Point) -> bool:
        return _between(one, other) < self.disc - EPSILON

    def crowded(self, points: tuple[Point, ...], placed: Placement) -> Iterator[int]:
        """The places of numbers that cover another one, or had to leave their points and have no line to them."""
        led = {leader.number for leader in placed.leaders}
        for place, (point, number) in enumerate(zip(points, placed.points, strict=True)):
            covers = any(self._cover(number, other) for other in placed.points[:place])
            if covers or (number not in led and _between(point, number) > self.disc / 2 + EPSILON):
                yield place

    def _beside(self, width: float, height: float) -> Iterator[Box]:
        natural = _height(self.labels)
        loose = min(LOOSEST, height / natural) if natural else 1.0
        y = 0.0
        for label in self.labels:
            tall = (label.tall + ROW_GAP) * loose
            yield Box(width - self.columns.blanks, y + tall - label.tall, self.columns.blanks, label.tall, label)
            y += tall


@dataclass(frozen=True)
class Drawing:
    """The blanks stand in rows below the canvas of the picture, or on it."""

    bank: OnlyIn
    image: str
    alt: str
    canvas: Canvas
    rows: tuple[Row, ...]
    flaws: tuple[Flaw, ...]


def draw(fields: Fields, pen: Pen) -> Drawing:
    shape = pen.shape(fields.image)
    columns = _columns(fields, shape, pen.page)
    labels = _numbered(fields, columns, shape, pen)
    rows = () if columns.beside else _rows(labels, columns.count, pen)
    canvas, flaws = _canvas(fields, columns, labels if columns.beside else (), rows, pen)
    return Drawing(
        bank=pen.bank(fields.banked(fields.labels), fields.word_bank),
        image=fields.image,
        alt=_told(fields),
        canvas=canvas,
        rows=rows,
        flaws=flaws,
    )


def _columns(fields: Fields, shape: float, page: Page) -> Columns:
    """The blanks stand beside the picture if it can be as tall there as below, and they are hardly taller."""
    narrowest, tall = NARROWEST_COLUMN * page.type.scale, _tall(page)
    room = page.width - GAP - narrowest
    lines = sum(label.lines * page.type.lines * page.pitch + ROW_GAP for label in fields.labels)
    if room / shape >= max(tall, lines) and lines <= page.height / 2:
        wide = min(room, min(GROWTH * tall, MOST * page.height) * shape)
        return Columns(wide, page.width - GAP - wide, beside=True)
    count = 2 if (page.width - GAP) / 2 >= narrowest else 1
    return Columns(page.width, (page.width - GAP * (count - 1)) / count, count)


def _tall(page: Page) -> float:
    """How tall the picture is as long as nothing keeps it smaller, in mm: it grows with the numbers on it."""
    return TALL * page.type.body / STANDARD


def _numbered(fields: Fields, columns: Columns, shape: float, pen: Pen) -> tuple[Numbered, ...]:
    usual = _columns(fields, shape, replace(pen.page, rendering=USUAL))
    narrower = usual.blanks / columns.blanks
    return tuple(_label(label, number, narrower, columns, pen) for number, label in enumerate(fields.labels, 1))


def _label(label: Label, number: int, narrower: float, columns: Columns, pen: Pen) -> Numbered:
    called = f"{pen.words.blank} {number}" + (f": {label.where}" if label.where else "")
    content = pen.place(label, label.id or f"label-{number}", called)
    width = columns.blanks - _indent(pen.page)
    tall = max(pen.writing(label.lines, narrower), pen.hint_height(label.support, width))
    if isinstance(content, Given):
        # It begins at the height of a first line.
        tall = pen.page.pitch + pen.text_height(content.text, width) - pen.text_height("", width)
    return Numbered(number, content, tall)


def _indent(page: Page) -> float:
    """How far behind the left edge of its number a blank begins, in mm."""
    return DISC * page.type.size(NUMBER) + INDENT


def _rows(labels: tuple[Numbered, ...], count: int, pen: Pen) -> tuple[Row, ...]:
    runs = (labels[start : start + count] for start in range(0, len(labels), count))
    return tuple(_row(run, number, pen) for number, run in enumerate(runs, 1))


def _row(labels: tuple[Numbered, ...], number: int, pen: Pen) -> Row:
    tall = max(label.tall for label in labels)
    return Row(labels, tall, pen.room(f"row-{number}", tall + ROW_GAP, limit=LOOSEST))


def _canvas(
    fields: Fields, columns: Columns, beside: tuple[Numbered, ...], rows: tuple[Row, ...], pen: Pen
) -> tuple[Canvas, tuple[Flaw, ...]]:
    """The picture with all blanks on its page, as far as that leaves it tall enough for itself and its numbers.

    What is wrong with it comes along.
    """
    first_row = ROW_GAP + 2 * pen.page.pitch if rows else 0.0
    all_rows = sum(row.space.minimum for row in rows)
    room = pen.below - pen.bank_height(fields.banked(fields.labels), fields.word_bank)
    if room - all_rows >= LEAST * _tall(pen.page):
        whole = _sized(fields, columns, beside, room - all_rows, pen)
        if not any(_flaws(fields, whole, pen)):
            return whole, ()
    parted = _sized(fields, columns, beside, room - first_row, pen)
    return parted, tuple(_flaws(fields, parted, pen))


def _sized(fields: Fields, columns: Columns, beside: tuple[Numbered, ...], room: float, pen: Pen) -> Canvas:
    """The picture, `room` mm tall if it would be taller otherwise and can be so small."""
    shape, tall, number = pen.shape(fields.image), _tall(pen.page), pen.page.type.size(NUMBER)
    tallest = min(columns.picture / shape, GROWTH * tall)
    least = min(tallest, tall, max(LEAST * tall, room))
    height = max(least, _height(beside))
    return Canvas(
        columns=columns,
        shape=shape,
        tallest=tallest,
        number=number,
        disc=DISC * number,
        indent=_indent(pen.page),
        marks=tuple(label.point for label in fields.labels),
        labels=beside,
        space=pen.room("picture", height, weight=2.0, limit=max(1.0, tallest / height)),
    )


def _height(labels: tuple[Numbered, ...]) -> float:
    return sum(label.tall + ROW_GAP for label in labels)


def _told(fields: Fields) -> str:
    """The picture's text, with what is said of its points."""
    told = [f"{number}: {label.where}" for number, label in enumerate(fields.labels, 1) if label.where]
    return f"{fields.alt} ({'; '.join(told)})" if told else fields.alt


def _flaws(fields: Fields, canvas: Canvas, pen: Pen) -> Iterator[Flaw]:
    """What is wrong where the picture is smallest: it is too narrow for a number, or numbers cover each other."""
    placed = canvas.place(pen.page.width, canvas.space.minimum)
    wide, tall = placed.picture.width, placed.picture.height
    narrow, long = ("wide", "tall") if wide < tall else ("tall", "wide")
    if min(wide, tall) < canvas.disc:
        message = (
            f"the picture would be {min(wide, tall):.1f} mm {narrow} on the page, and a number on it is "
            f"{canvas.disc:.1f} mm; take a picture that is less {long}"
        )
        yield Flaw(fields.at, "image", message)
    else:
        yield from _overlaps(fields, canvas, placed)


def _overlaps(fields: Fields, canvas: Canvas, placed: Placement) -> Iterator[Flaw]:
    """Points that are one on the page, or the numbers that have no room beside others."""
    points = canvas.points(placed.picture.width, placed.picture.height)
    crowded = dict.fromkeys(canvas.crowded(points, placed))
    for place, point in enumerate(points):
        twin = next((each for each in points[:place] if _between(each, point) < CLOSEST), None)
        if twin:
            apart = f"{_between(twin, point):.1f} mm apart on the page"
            message = f"number {point.number} is where number {twin.number} is ({apart}); move one of them"
        elif place in crowded:
            size = f"{canvas.disc:.1f} mm wide"
            message = f"number {point.number}, {size} on the page, has no room beside those around it; move it away"
        else:
            continue
        yield Flaw(fields.labels[place].at, f"labels[{place}].at", message)


def _inside(point: Point, wide: float, tall: float, edge: float) -> Point:
    return Point(point.number, max(edge, min(point.x, wide - edge)), max(edge, min(point.y, tall - edge)))


def _towards(point: Point, far: float, turn: float) -> Point:
    """What is `far` mm from a point, in a direction in parts of a full turn."""
    return Point(point.number, point.x + far * cos(tau * turn), point.y + far * sin(tau * turn))


def _between(one: Point, other: Point) -> float:
    return hypot(other.x - one.x, other.y - one.y)
