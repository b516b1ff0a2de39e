"""A mind-map: a centre, branches and sub-branches, given or to fill in."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Field

from packbuilder.geometry import Box, Stroke, curve, line, mirrored
from packbuilder.pen import Pen
from packbuilder.pieces import pages_of
from packbuilder.sheet import Blank, Given, Space
from packbuilder.spec import ActivitySpec, BlankSpec, Line, Lines, Slug

ALSO_CALLED = ("concept map", "spider diagram", "brainstorm", "word web", "map of ideas")

GAP = 5.0
"""White space between two boxes, in mm."""
STEM = 11.0
"""Room for a curve between two columns of boxes, in mm."""
WIDE = 100.0
"""From this width of a side (mm, in the usual look) on, sub-branches stand beside their branch and not below it."""
NARROWEST = 40.0
"""From this width of a side (mm, in the usual look) on, branches stand on both sides of the centre."""
INDENT = 6.0
CENTRE, ROUND = 14.0, 12.0
"""Size of the centre's text in pt in the usual look; white space on both sides of it in a round box, in mm."""
PADDING = 2.0
BRANCH_LINES = 1


MOST = 12
"""How many branches a map has at most."""


class Leaf(BlankSpec):
    PAIR = ("label", "answer")
    id: Slug | None = Field(None, description="Stable name for ids; its place unless given.")
    label: Line | None = Field(None, description="A caption inside the box, such as Historians.")
    lines: Lines | None = Field(None, description="How many writing lines this box has at least.")

    @classmethod
    def expand(cls, value: Any) -> Any:
        if "branches" not in cls.model_fields and isinstance(value, dict) and "branches" in value:
            raise ValueError(f'a sub-branch has no "branches" of its own; write them as branches, at most {MOST}')
        return super().expand(value)


class Branch(Leaf):
    branches: tuple[Leaf, ...] = Field((), max_length=6, description="The sub-branches.")


class Fields(ActivitySpec):
    ROOM = '"lines: {lines}" of the box or fewer boxes'
    kind: Literal["mind-map"]
    centre: Line = Field(description="What stands in the middle.")
    lines: Lines | None = Field(None, description="How many writing lines a box has at least: 2, or 1 on a full page.")
    branches: tuple[Branch, ...] = Field(min_length=2, max_length=MOST)


@dataclass(frozen=True)
class Node:
    """A box of the map: at least `height` mm tall, `writing` where it is written in and may grow."""

    content: Blank | Given
    label: str | None
    label_height: float
    height: float
    writing: bool


@dataclass(frozen=True)
class DrawnBranch:
    node: Node
    leaves: tuple[Node, ...]


@dataclass(frozen=True)
class PlacedBranch:
    box: Box
    leaves: tuple[Box, ...]


@dataclass(frozen=True)
class Placement:
    centre: Box
    branches: tuple[PlacedBranch, ...]
    strokes: tuple[Stroke, ...]


@dataclass(frozen=True)
class Centre:
    """What stands in the middle; how tall its text and the box around it and how wide its longest word are, in mm."""

    text: str
    text_height: float
    height: float
    word: float


@dataclass(frozen=True)
class Part:
    """So much of a map as one page holds: the centre with branches on its right and on its left."""

    centre: Centre
    right: tuple[DrawnBranch, ...]
    left: tuple[DrawnBranch, ...]
    unit: float
    space: Space

    def place(self, width: float, height: float) -> Placement:
        """Where everything goes on a canvas of `width` by `height` mm. Boxes never overlap."""
        columns = Columns.on(width, self.unit, self.centre.word)
        centre = columns.centre_box(self.centre, height)
        top = columns.top(self.centre.height)
        right = _place_side(self.right, columns, top, height)
        left = mirrored(_place_side(self.left, columns, top, height), width)
        strokes = _outline(centre, right) if columns.outline else _bows(centre, right, left)
        for branch in right:
            strokes += _twigs(branch, columns, mirrored=False)
        for branch in left:
            strokes += _twigs(branch, columns, mirrored=True)
        return Placement(centre, (*right, *left), tuple(strokes))


@dataclass(frozen=True)
class Drawing:
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Columns:
    """How a canvas is divided: the centre, and on both sides branches and sub-branches (mm).

    In an `outline` the centre stands above and everything else below it, on one side; where `wide`, sub-branches
    stand beside their branch.
    """

    canvas: float
    centre: float
    branch: float
    leaf: float
    wide: bool = False
    outline: bool = False

    @classmethod
    def on(cls, width: float, unit: float, word: float = 0.0) -> "Columns":
        """The columns of a canvas `width` mm wide for letters `unit` times as wide as usual.

        `word` is how wide the longest word of the centre is, in mm.
        """
        centre = min(70.0 * unit, max(34.0 * unit, 0.19 * width, word + ROUND))
        side = (width - centre) / 2 - STEM
        if side < NARROWEST * unit:
            return cls(width, min(width, 110 * unit), width - INDENT, width - 2 * INDENT, outline=True)
        if side < WIDE * unit:
            return cls(width, centre, side, side - INDENT)
        branch = 0.36 * (side - STEM)
        return cls(width, centre, branch, side - STEM - branch, wide=True)

    @property
    def side(self) -> float:
        return self.branch + STEM + self.leaf if self.wide else self.branch

    def top(self, centre_height: float) -> float:
        """How far below the canvas's upper edge the branches begin, in mm."""
        return centre_height + GAP if self.outline else 0.0

    def centre_box(self, centre: Centre, height: float) -> Box:
        if self.outline:
            return Box(0, 0, self.centre, centre.height, Given(centre.text))
        tall = min(height, centre.height)
        return Box((self.canvas - self.centre) / 2, (height - tall) / 2, self.centre, tall, Given(centre.text))


def draw(fields: Fields, pen: Pen) -> Drawing:
    parts = _parts(fields, fields.lines or 2, pen)
    if len(parts) > 1 and not fields.lines:
        # Where a page has no room for two lines in every box, one has to do.
        parts = _parts(fields, 1, pen)
    return Drawing(parts)


def _parts(fields: Fields, lines: int, pen: Pen) -> tuple[Part, ...]:
    columns = Columns.on(pen.page.width, pen.page.type.scale, pen.word_width(fields.centre, CENTRE))
    usual = Columns.on(pen.page.width, 1.0)
    sizes = Sizes(columns, usual, lines, pen)
    whole = tuple(sizes.branch(branch, number) for number, branch in enumerate(fields.branches, 1))
    centre, again = sizes.centre(fields.centre), sizes.centre(pen.words.continued.format(text=fields.centre))

    def tall(branches: tuple[DrawnBranch, ...], around: Centre = again) -> float:
        return _part_height(branches, columns, around.height)

    runs = [whole]
    if tall(whole, centre) > pen.below:
        drawn = [part for branch in whole for part in _divided(branch, tall, columns, pen)]
        runs = pages_of(drawn, tall, pen.below)
    return tuple(
        _part(
            around,
            run,
            columns,
            pen.room(f"map-{number}" if number else "map", max(60.0, tall(run, around))),
            pen.page.type.scale,
        )
        for number, (run, around) in enumerate(zip(runs, (centre, *[again] * len(runs)), strict=False))
    )


def _divided(
    branch: DrawnBranch, tall: Callable[[tuple[DrawnBranch, ...]], float], columns: Columns, pen: Pen
) -> Iterator[DrawnBranch]:
    """The branch, or, where it is taller than a page, its leaves on several branches."""
    if not branch.leaves or tall((branch,)) <= pen.below:
        yield branch
        return
    head = branch.node
    runs = pages_of(branch.leaves, lambda leaves: tall((DrawnBranch(head, leaves),)), pen.below)
    name = head.content.text if isinstance(head.content, Given) else head.label or "…"
    text = pen.words.continued.format(text=name)
    again = Node(Given(text), None, 0.0, _given_height(text, columns.branch, pen), writing=False)
    for number, leaves in enumerate(runs):
        yield DrawnBranch(again if number else head, leaves)


def _given_height(text: str, width: float, pen: Pen) -> float:
    return max(10.0, pen.text_height(text, width - 2 * PADDING) + 2 * PADDING)


def _part(centre: Centre, branches: tuple[DrawnBranch, ...], columns: Columns, space: Space, unit: float) -> Part:
    split = _split(branches, columns)
    return Part(centre, branches[:split], branches[split:], unit, space)


@dataclass(frozen=True)
class Sizes:
    """Draws branches as tall as their texts and lines ask for; `usual` are the columns in the usual look."""

    columns: Columns
    usual: Columns
    lines: int
    pen: Pen

    def branch(self, branch: Branch, number: int) -> DrawnBranch:
        name = branch.id or f"branch-{number}"
        called = branch.given or branch.label or f"{self.pen.words.blank} {number}"
        leaves = tuple(
            self.node(leaf, f"{name}-{leaf.id or place}", f"{called} {place}", "leaf", self.lines)
            for place, leaf in enumerate(branch.branches, 1)
        )
        column = "branch" if leaves or not self.columns.wide else "side"
        lines = BRANCH_LINES if leaves else self.lines
        return DrawnBranch(self.node(branch, name, f"{self.pen.words.blank} {number}", column, lines), leaves)

    def node(self, spec: Leaf, name: str, called: str, column: str, lines: int) -> Node:
        width, usual = getattr(self.columns, column), getattr(self.usual, column)
        inner = width - 2 * PADDING
        label = self.pen.text_height(spec.label, inner, size=9.5) if spec.label else 0.0
        if spec.given:
            height = _given_height(spec.given, width, self.pen) + label
        else:
            written = self.pen.writing(spec.lines or lines, usual / width)
            height = max(written, self.pen.hint_height(spec.support, inner)) + PADDING + label
        content = self.pen.place(spec, name, spec.label or called)
        return Node(content, spec.label, label, max(10.0, height), writing=isinstance(content, Blank))

    def centre(self, text: str) -> Centre:
        tall = self.pen.text_height(text, self.columns.centre - 8, size=CENTRE)
        height = tall + 10 if self.columns.outline else max(24.0, tall + 10)
        return Centre(text, tall, height, self.pen.word_width(text, CENTRE))


def _split(branches: tuple[DrawnBranch, ...], columns: Columns) -> int:
    """How many branches go to the right so that both sides are about equally tall."""
    heights = [_branch_height(branch, columns.wide) for branch in branches]
    if columns.outline or len(heights) == 1:
        return len(heights)
    return min(range(1, len(heights)), key=lambda n: (abs(sum(heights[:n]) - sum(heights[n:])), -n))


def _part_height(branches: tuple[DrawnBranch, ...], columns: Columns, centre_height: float) -> float:
    split = _split(branches, columns)
    sides = [_side_height(side, columns.wide) for side in (branches[:split], branches[split:])]
    return max(*sides, 0.0 if columns.outline else centre_height) + columns.top(centre_height)


def _stack_height(nodes: tuple[Node, ...]) -> float:
    return sum(node.height for node in nodes) + GAP / 2 * max(0, len(nodes) - 1)


def _branch_height(branch: DrawnBranch, wide: bool) -> float:
    leaves = _stack_height(branch.leaves)
    if wide or not leaves:
        return max(branch.node.height, leaves)
    return branch.node.height + GAP / 2 + leaves


def _side_height(branches: Sequence[DrawnBranch], wide: bool) -> float:
    return sum(_branch_height(branch, wide) for branch in branches) + GAP * max(0, len(branches) - 1)


def _place_side(
    branches: tuple[DrawnBranch, ...], columns: Columns, top: float, height: float
) -> tuple[PlacedBranch, ...]:
    """The branches of the right side, below each other, from `top` to `height`."""
    natural = [_branch_height(branch, columns.wide) for branch in branches]
    spare = max(0.0, height - top - sum(natural) - GAP * (len(branches) - 1))
    growing = [sum(node.writing for node in (branch.node, *branch.leaves)) for branch in branches]
    shares = growing if any(growing) else [1] * len(branches)
    placed, y = [], top
    for branch, need, share in zip(branches, natural, shares, strict=True):
        tall = need + spare * share / sum(shares)
        placed.append(_place_branch(branch, columns, y, tall))
        y += tall + GAP
    return tuple(placed)


def _place_branch(branch: DrawnBranch, columns: Columns, y: float, tall: float) -> PlacedBranch:
    def box(inset: float, wide: float, top: float, high: float, node: Node) -> Box:
        return Box(columns.canvas - columns.side + inset, top, wide, high, node)

    node, leaves = branch.node, branch.leaves
    if not leaves:
        # Nobody writes into what is given: a large box would look as if one should.
        high = tall if node.writing else min(tall, node.height)
        return PlacedBranch(box(0, columns.side, y + (tall - high) / 2, high, node), ())
    if columns.wide:
        high = min(tall, max(node.height, 0.6 * tall) if node.writing else node.height)
        head = box(0, columns.branch, y + (tall - high) / 2, high, node)
        inset, top, rest = columns.branch + STEM, y, tall
    else:
        head = box(0, columns.branch, y, node.height, node)
        inset, top = INDENT, y + node.height + GAP / 2
        rest = y + tall - top
    spans = _stack(leaves, top, rest)
    return PlacedBranch(
        head, tuple(box(inset, columns.leaf, *span, leaf) for span, leaf in zip(spans, leaves, strict=True))
    )


def _stack(nodes: tuple[Node, ...], top: float, tall: float) -> list[tuple[float, float]]:
    """Top and height of boxes below each other that fill `tall` mm; those to write in take what is left."""
    spare = max(0.0, tall - _stack_height(nodes))
    shares = [int(node.writing) for node in nodes]
    shares = shares if any(shares) else [1] * len(nodes)
    spans = []
    for node, share in zip(nodes, shares, strict=True):
        high = node.height + spare * share / sum(shares)
        spans.append((top, high))
        top += high + GAP / 2
    return spans


def _bows(centre: Box, right: tuple[PlacedBranch, ...], left: tuple[PlacedBranch, ...]) -> list[Stroke]:
    bows = [curve(centre.right, centre.middle, branch.box.x, branch.box.middle) for branch in right]
    return bows + [curve(centre.x, centre.middle, branch.box.right, branch.box.middle) for branch in left]


def _outline(centre: Box, branches: tuple[PlacedBranch, ...]) -> list[Stroke]:
    x = INDENT / 2
    trunk = line(x, centre.bottom, x, branches[-1].box.middle, 0.6)
    return [trunk, *(line(x, branch.box.middle, branch.box.x, branch.box.middle, 0.6) for branch in branches)]


def _twigs(branch: PlacedBranch, columns: Columns, *, mirrored: bool) -> list[Stroke]:
    head = branch.box
    if columns.wide:
        start = head.x if mirrored else head.right
        return [
            curve(start, head.middle, leaf.right if mirrored else leaf.x, leaf.middle, 0.35) for leaf in branch.leaves
        ]
    if not branch.leaves:
        return []
    x = head.right - INDENT / 2 if mirrored else head.x + INDENT / 2
    trunk = line(x, head.bottom, x, branch.leaves[-1].middle)
    return [
        trunk,
        *(line(x, leaf.middle, leaf.right if mirrored else leaf.x, leaf.middle) for leaf in branch.leaves),
    ]
