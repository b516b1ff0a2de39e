"""A mind-map: a centre, branches and sub-branches, given or to fill in."""

from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from packbuilder.geometry import Box, Stroke, curve, line
from packbuilder.pen import Pen, text_height
from packbuilder.sheet import Blank, Given, Space
from packbuilder.spec import ActivitySpec, BlankSpec, Line, Slug

GAP = 5.0
"""White space between two boxes, in mm."""
STEM = 11.0
"""Room for a curve between two columns of boxes, in mm."""
WIDE = 100.0
"""From this width of a side (mm) on, sub-branches stand beside their branch and not below it."""
INDENT = 6.0
PADDING = 2.0
LEAF_LINES, BRANCH_LINES = 2, 1
ABOVE = 32.0
"""What title and prompt take of a page, in mm."""


class Leaf(BlankSpec):
    id: Slug | None = Field(None, description="Stable name for ids; its place unless given.")
    label: Line | None = Field(None, description="A caption inside the box, such as Historians.")


class Branch(Leaf):
    branches: tuple[Leaf, ...] = Field((), max_length=6, description="The sub-branches.")


class Fields(ActivitySpec):
    ROOM = "fewer boxes"
    kind: Literal["mind-map"]
    centre: Line = Field(description="What stands in the middle.")
    branches: tuple[Branch, ...] = Field(min_length=2, max_length=12)


@dataclass(frozen=True)
class Node:
    """A box of the map: at least `height` mm tall, `writing` where it is written in and may grow."""

    content: Blank | Given
    label: str | None
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

    def mirrored(self, width: float) -> "PlacedBranch":
        return PlacedBranch(self.box.mirrored(width), tuple(leaf.mirrored(width) for leaf in self.leaves))


@dataclass(frozen=True)
class Placement:
    centre: Box
    branches: tuple[PlacedBranch, ...]
    strokes: tuple[Stroke, ...]


@dataclass(frozen=True)
class Drawing:
    centre: str
    right: tuple[DrawnBranch, ...]
    left: tuple[DrawnBranch, ...]
    space: Space

    def place(self, width: float, height: float) -> Placement:
        """Where everything goes on a canvas of `width` by `height` mm. Boxes never overlap."""
        columns = Columns.on(width)
        centre = columns.centre_box(self.centre, height)
        right = _place_side(self.right, columns, height)
        left = tuple(branch.mirrored(width) for branch in _place_side(self.left, columns, height))
        strokes = [curve(centre.right, centre.middle, branch.box.x, branch.box.middle) for branch in right]
        strokes += [curve(centre.x, centre.middle, branch.box.right, branch.box.middle) for branch in left]
        for branch in right:
            strokes += _twigs(branch, columns, mirrored=False)
        for branch in left:
            strokes += _twigs(branch, columns, mirrored=True)
        return Placement(centre, (*right, *left), tuple(strokes))


@dataclass(frozen=True)
class Columns:
    """How a canvas is divided: the centre, and on both sides branches and sub-branches (mm)."""

    canvas: float
    centre: float
    branch: float
    leaf: float
    wide: bool

    @classmethod
    def on(cls, width: float) -> "Columns":
        centre = min(70.0, max(34.0, 0.19 * width))
        side = (width - centre) / 2 - STEM
        if side < WIDE:
            return cls(width, centre, side, side - INDENT, wide=False)
        branch = 0.36 * (side - STEM)
        return cls(width, centre, branch, side - STEM - branch, wide=True)

    @property
    def side(self) -> float:
        return self.branch + STEM + self.leaf if self.wide else self.branch

    def centre_height(self, text: str) -> float:
        return max(24.0, text_height(text, self.centre - 8, size=14) + 10)

    def centre_box(self, text: str, height: float) -> Box:
        tall = min(height, self.centre_height(text))
        return Box((self.canvas - self.centre) / 2, (height - tall) / 2, self.centre, tall, Given(text))


def draw(fields: Fields, pen: Pen) -> Drawing:
    columns = Columns.on(pen.page.width)
    # Where a page has no room for two lines in every box, one has to do.
    drawing = _draw(fields, columns, LEAF_LINES, pen)
    return drawing if drawing.space.minimum <= pen.page.height - ABOVE else _draw(fields, columns, 1, pen)


def _draw(fields: Fields, columns: Columns, lines: int, pen: Pen) -> Drawing:
    drawn = tuple(_branch(branch, number, columns, lines, pen) for number, branch in enumerate(fields.branches, 1))
    split = _balance([_branch_height(branch, columns.wide) for branch in drawn])
    right, left = drawn[:split], drawn[split:]
    sides = [_side_height(side, columns.wide) for side in (right, left)]
    tallest = max(*sides, columns.centre_height(fields.centre), 60.0)
    return Drawing(fields.centre, right, left, pen.room("map", tallest))


def _branch(branch: Branch, number: int, columns: Columns, lines: int, pen: Pen) -> DrawnBranch:
    name = branch.id or f"branch-{number}"
    has_leaves = bool(branch.branches)
    width = columns.branch if has_leaves or not columns.wide else columns.side
    leaves = tuple(
        _node(leaf, f"{name}-{leaf.id or place}", columns.leaf, lines, pen)
        for place, leaf in enumerate(branch.branches, 1)
    )
    return DrawnBranch(_node(branch, name, width, BRANCH_LINES if has_leaves else lines, pen), leaves)


def _node(spec: Leaf, name: str, width: float, lines: int, pen: Pen) -> Node:
    label = text_height(spec.label, width - 2 * PADDING, size=9.5) if spec.label else 0.0
    if spec.given:
        height = text_height(spec.given, width - 2 * PADDING) + 2 * PADDING + label
    else:
        height = lines * pen.page.pitch + PADDING + label
    content = pen.place(spec, name, spec.label or f"{pen.words.blank} {name}")
    return Node(content, spec.label, max(10.0, height), writing=isinstance(content, Blank))


def _balance(heights: list[float]) -> int:
    """How many branches go to the right so that both sides are about equally tall."""
    return min(range(1, len(heights)), key=lambda n: (abs(sum(heights[:n]) - sum(heights[n:])), -n))


def _stack_height(nodes: tuple[Node, ...]) -> float:
    return sum(node.height for node in nodes) + GAP / 2 * max(0, len(nodes) - 1)


def _branch_height(branch: DrawnBranch, wide: bool) -> float:
    leaves = _stack_height(branch.leaves)
    if wide or not leaves:
        return max(branch.node.height, leaves)
    return branch.node.height + GAP / 2 + leaves


def _side_height(branches: tuple[DrawnBranch, ...], wide: bool) -> float:
    return sum(_branch_height(branch, wide) for branch in branches) + GAP * (len(branches) - 1)


def _place_side(branches: tuple[DrawnBranch, ...], columns: Columns, height: float) -> tuple[PlacedBranch, ...]:
    """The branches of the right side, below each other."""
    natural = [_branch_height(branch, columns.wide) for branch in branches]
    spare = max(0.0, height - sum(natural) - GAP * (len(branches) - 1))
    growing = [sum(node.writing for node in (branch.node, *branch.leaves)) for branch in branches]
    shares = growing if any(growing) else [1] * len(branches)
    placed, y = [], 0.0
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
        return PlacedBranch(box(0, columns.side, y, tall, node), ())
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
