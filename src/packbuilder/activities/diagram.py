"""A diagram of boxes and arrows, in rows from top to bottom, to label."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, count, pairwise
from math import hypot
from typing import Any, Literal, Self

from pydantic import ConfigDict, Field

from packbuilder.emphasis import plain
from packbuilder.geometry import Box, Stroke
from packbuilder.pen import Pen
from packbuilder.rules import Found, Rule, Spec, each
from packbuilder.sheet import Blank, Given, OnlyIn, Space
from packbuilder.spec import BankedSpec, BlankSpec, Lines, Prose, Slug, rotated

ALSO_CALLED = ("flow chart", "flow diagram", "hierarchy", "organisation chart", "tree", "process", "boxes")

COLUMN_GAP, ROW_GAP = 8.0, 14.0
WIDEST = 90.0
NARROWEST = 20.0
"""How narrow a box may be in the usual look, in mm, before the diagram is told as a list."""
HEAD, WING = 2.2, 0.45
"""Length of an arrow head, in mm, and half of its width as a part of that."""
CLEAR = 2.0
"""How far apart, in mm, the level parts of arrows must be at least."""

Ends = tuple[float, float, float, float]
"""Where an arrow starts (x, y) and ends (x, y), in mm."""


class DiagramBox(BlankSpec):
    id: Slug = Field(description="What the arrows call this box.")
    note: Prose | None = Field(None, description="Printed below the label, for everybody.")
    lines: Lines = Field(1, description="How many writing lines the box has at least.")


def _also_as_list(schema: dict[str, Any]) -> None:
    ends = {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2}
    mapping = dict(schema)
    schema.clear()
    schema["anyOf"] = [ends, mapping]


class Arrow(Spec):
    SHORT = "[from, to]"
    model_config = ConfigDict(json_schema_extra=_also_as_list)

    start: Slug = Field(alias="from")
    end: Slug = Field(alias="to")

    @classmethod
    def expand(cls, value: object) -> object:
        if not isinstance(value, list):
            return value
        if len(value) > 2:
            raise ValueError(f"has {len(value)} ends; an arrow goes {cls.SHORT}")
        return dict(zip(("from", "to"), value, strict=False))


class Fields(BankedSpec):
    ROOM = '"lines: {lines}" or fewer boxes in its row'
    kind: Literal["diagram"]
    rows: tuple[tuple[DiagramBox, ...], ...] = Field(
        min_length=1, max_length=10, description="Rows of boxes, from top to bottom."
    )
    arrows: tuple[Arrow, ...] = Field((), max_length=60, description="[from, to], by the boxes' ids.")

    def rules(self) -> tuple[Rule, ...]:
        return (*super().rules(), self._rows_fit_the_page, self._arrows_join_neighbours)

    def _rows_fit_the_page(self) -> Iterator[Found]:
        for number, row in enumerate(self.rows):
            if not 1 <= len(row) <= 6:
                yield ("rows", number), f"has {len(row)} boxes; a row has 1 to 6"

    def _arrows_join_neighbours(self) -> Iterable[Found]:
        row_of = {box.id: number for number, row in enumerate(self.rows) for box in row}
        return each("arrows", self.arrows, lambda arrow: _arrow_flaws(arrow, row_of))

    def disguised(self, other: Callable[[str], str]) -> Self:
        copy = super().disguised(other)
        if self.word_bank != "student":
            return copy
        answers = rotated([box.answer for row in self.rows for box in row])
        rows = (tuple(box.model_copy(update={"answer": next(answers)}) for box in row) for row in copy.rows)
        return copy.model_copy(update={"rows": tuple(rows)})


def _arrow_flaws(arrow: Arrow, row_of: dict[str, int]) -> Iterator[Found]:
    lost = [end for end in (arrow.start, arrow.end) if end not in row_of]
    for end in lost:
        yield (), f'there is no box "{end}"; the boxes are {", ".join(row_of)}'
    if not lost and abs(row_of[arrow.start] - row_of[arrow.end]) != 1:
        yield (), "joins boxes that aren't in neighbouring rows"


@dataclass(frozen=True)
class Cell:
    """A box. `arrows` is what a listener is told of those that begin there, whom a drawing tells nothing."""

    name: str
    content: Blank | Given
    note: str | None
    note_height: float
    arrows: str | None


@dataclass(frozen=True)
class Row:
    cells: tuple[Cell, ...]
    height: float


@dataclass(frozen=True)
class Placement:
    rows: tuple[tuple[Box, ...], ...]
    strokes: tuple[Stroke, ...]


@dataclass(frozen=True)
class Graph:
    """Boxes and arrows on a canvas."""

    rows: tuple[Row, ...]
    arrows: tuple[tuple[str, str], ...]
    space: Space

    def place(self, width: float, height: float) -> Placement:
        """Where everything goes on a canvas of `width` by `height` mm."""
        spare = max(0.0, height - _natural_height(self.rows)) / len(self.rows)
        # Half of what is left over makes the boxes taller, half the arrows longer.
        gap = ROW_GAP + (spare / 2 if len(self.rows) > 1 else 0.0) * len(self.rows) / max(1, len(self.rows) - 1)
        rows, y = [], 0.0
        for row in self.rows:
            tall = row.height + spare / 2
            rows.append(_place_row(row.cells, width, y, tall))
            y += tall + gap
        boxes = {box.content.name: box for row in rows for box in row}
        return Placement(tuple(rows), tuple(_arrows(self.arrows, boxes)))


@dataclass(frozen=True)
class ListedBox:
    """A box below the one before, as far as its row says (1 for the top row), and the numbers its arrows lead to."""

    number: int
    level: int
    cell: Cell
    leads_to: str | None
    space: Space


@dataclass(frozen=True)
class Drawing:
    """A graph, or a list where the boxes would be too narrow or too many for the page."""

    bank: OnlyIn
    graph: Graph | None
    listed: tuple[ListedBox, ...]


def draw(fields: Fields, pen: Pen) -> Drawing:
    words = fields.banked(chain.from_iterable(fields.rows))
    numbers = count(1)
    told = _told_arrows(fields, pen)
    rows = tuple(_row(row, numbers, told, pen) for row in fields.rows)
    arrows = tuple((arrow.start, arrow.end) for arrow in fields.arrows)
    room = pen.below - pen.bank_height(words, fields.word_bank)
    as_graph = _natural_height(rows) <= room and all(_wide_enough(row, pen) for row in fields.rows)
    # In the usual look the canvas says itself what doesn't fit.
    as_graph = as_graph or pen.page.type.scale == 1
    return Drawing(
        bank=pen.bank(words, fields.word_bank),
        graph=Graph(rows, arrows, pen.room("boxes", _natural_height(rows))) if as_graph else None,
        listed=() if as_graph else _list(fields, rows, pen),
    )


def _wide_enough(row: tuple[DiagramBox, ...], pen: Pen) -> bool:
    width = _box_width(len(row), pen.page.width)
    words = max(pen.word_width(text, 12) for box in row for text in (box.given or "", box.note or ""))
    return width >= max(NARROWEST * pen.page.type.scale, words + 5)


def _list(fields: Fields, rows: tuple[Row, ...], pen: Pen) -> tuple[ListedBox, ...]:
    boxes = list(chain.from_iterable(fields.rows))
    numbers = {box.id: number for number, box in enumerate(boxes, 1)}
    cells = chain.from_iterable(row.cells for row in rows)
    levels = (level for level, row in enumerate(rows, 1) for _ in row.cells)
    return tuple(
        ListedBox(
            number=numbers[box.id],
            level=level,
            cell=cell,
            leads_to=_leads_to(box.id, fields.arrows, numbers, pen),
            space=pen.lines(f"{box.id}-space", box.lines, narrower=0.5),
        )
        for box, cell, level in zip(boxes, cells, levels, strict=True)
    )


def _leads_to(box: str, arrows: tuple[Arrow, ...], numbers: dict[str, int], pen: Pen) -> str | None:
    ends = ", ".join(str(numbers[arrow.end]) for arrow in arrows if arrow.start == box)
    return pen.words.leads_to.format(numbers=ends) if ends else None


def _told_arrows(fields: Fields, pen: Pen) -> dict[str, str]:
    """Where the arrows of each box lead, by its id: to a text that is printed, or to the number of a blank."""
    opening, closing = pen.words.quotes[:2]
    boxes = enumerate(chain.from_iterable(fields.rows), 1)
    called = {box.id: f"{opening}{plain(box.given)}{closing}" if box.given else str(n) for n, box in boxes}
    ends: dict[str, list[str]] = {}
    for arrow in fields.arrows:
        ends.setdefault(arrow.start, []).append(called[arrow.end])
    return {box: pen.words.leads_to.format(numbers=", ".join(names)) for box, names in ends.items()}


def _row(row: tuple[DiagramBox, ...], numbers: Iterator[int], arrows: dict[str, str], pen: Pen) -> Row:
    width = _box_width(len(row), pen.page.width) - 5
    cells = tuple(
        Cell(
            name=box.id,
            content=pen.place(box, box.id, f"{pen.words.blank} {next(numbers)}"),
            note=box.note,
            note_height=pen.text_height(box.note, width, size=9.5) if box.note else 0.0,
            arrows=arrows.get(box.id),
        )
        for box in row
    )
    tallest = max(cell.note_height for cell in cells)
    cells = tuple(replace(cell, note_height=tallest) for cell in cells)
    heights = [_cell_height(cell, box, width, pen) for cell, box in zip(cells, row, strict=True)]
    return Row(cells, max(heights))


def _cell_height(cell: Cell, box: DiagramBox, width: float, pen: Pen) -> float:
    content = cell.content
    label = pen.text_height(content.text, width, size=12) if isinstance(content, Given) else pen.writing(box.lines) + 2
    return max(label, pen.hint_height(box.support, width)) + cell.note_height + 6


def _box_width(count: int, width: float) -> float:
    return min(WIDEST, (width - COLUMN_GAP * (count - 1)) / count)


def _natural_height(rows: tuple[Row, ...]) -> float:
    return sum(row.height for row in rows) + ROW_GAP * (len(rows) - 1)


def _place_row(cells: tuple[Cell, ...], width: float, y: float, tall: float) -> tuple[Box, ...]:
    wide = _box_width(len(cells), width)
    left = (width - wide * len(cells) - COLUMN_GAP * (len(cells) - 1)) / 2
    return tuple(Box(left + place * (wide + COLUMN_GAP), y, wide, tall, cell) for place, cell in enumerate(cells))


def _arrows(arrows: tuple[tuple[str, str], ...], boxes: dict[str, Box]) -> list[Stroke]:
    """Elbows from box to box, or straight lines where elbows would share a line and nobody could follow one."""
    ends = _ends(arrows, boxes)
    shaft = _elbow if _apart(ends) else _straight
    return [stroke for x1, y1, x2, y2 in ends for stroke in shaft(x1, y1, x2, y2)]


def _ends(arrows: tuple[tuple[str, str], ...], boxes: dict[str, Box]) -> list[Ends]:
    """Where each arrow starts and ends; those that share a side of a box do so side by side."""
    sides: dict[tuple[str, bool], list[tuple[float, int]]] = {}
    for number, (start, end) in enumerate(arrows):
        for here, there in ((start, end), (end, start)):
            sides.setdefault((here, boxes[here].y < boxes[there].y), []).append((boxes[there].x, number))

    def at(here: str, there: str, number: int) -> tuple[float, float]:
        box, below = boxes[here], boxes[here].y < boxes[there].y
        side = sorted(sides[here, below])
        place = side.index((boxes[there].x, number)) + 1
        return box.x + box.width * place / (len(side) + 1), box.bottom if below else box.y

    return [(*at(start, end, number), *at(end, start, number)) for number, (start, end) in enumerate(arrows)]


def _apart(ends: list[Ends]) -> bool:
    """Do the level parts of elbows between two rows keep clear of each other?"""
    spans = sorted((min(y1, y2), min(x1, x2), max(x1, x2)) for x1, y1, x2, y2 in ends)
    return all(row != below or left - right >= CLEAR for (row, _, right), (below, left, _) in pairwise(spans))


def _elbow(x1: float, y1: float, x2: float, y2: float) -> list[Stroke]:
    bend, head = (y1 + y2) / 2, HEAD if y1 < y2 else -HEAD
    shaft = Stroke(f"M{x1:.2f} {y1:.2f}V{bend:.2f}H{x2:.2f}V{y2 - head:.2f}", 0.5)
    return [shaft, _point(x2, y2, 0.0, head)]


def _straight(x1: float, y1: float, x2: float, y2: float) -> list[Stroke]:
    part = HEAD / hypot(x2 - x1, y2 - y1)
    across, down = (x2 - x1) * part, (y2 - y1) * part
    shaft = Stroke(f"M{x1:.2f} {y1:.2f}L{x2 - across:.2f} {y2 - down:.2f}", 0.5)
    return [shaft, _point(x2, y2, across, down)]


def _point(x: float, y: float, across: float, down: float) -> Stroke:
    """The head of an arrow that ends at `x`, `y`; the other two say how it runs, on the length of the head."""
    base_x, base_y, wing_x, wing_y = x - across, y - down, down * WING, across * WING
    path = f"M{base_x - wing_x:.2f} {base_y + wing_y:.2f}L{base_x + wing_x:.2f} {base_y - wing_y:.2f}L{x:.2f} {y:.2f}Z"
    return Stroke(path, 0.2, filled=True)
