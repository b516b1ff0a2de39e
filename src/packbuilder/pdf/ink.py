"""What a PDF prints: its strokes, fills and texts, with sizes, colours and places.

Content streams are followed through coordinate systems, clipping, form XObjects and patterns (ISO 32000-1, clause 8).
A typesetter draws most borders as thin filled rings and bars; these are strokes here, as they are to the eye.

How wide glyphs are isn't read: a text that goes on where the one before it ended is said to begin where that one began.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from math import hypot, inf
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary

from packbuilder.units import MM_PER_PT

BAR = 2.0
"""A filled bar of up to so many pt is a line."""
TINY = 1e-3
DEPTH = 12
"""Forms in forms in forms: no page has more of them."""

Colour = tuple[float, float, float]
Matrix = tuple[float, float, float, float, float, float]


@dataclass(frozen=True)
class Area:
    """A rectangle, in mm from the page's upper left corner."""

    left: float
    top: float
    right: float
    bottom: float

    def holds(self, x: float, y: float) -> bool:
        return self.left <= x <= self.right and self.top <= y <= self.bottom

    def within(self, other: "Area") -> "Area | None":
        """The part of it that lies within `other`."""
        left, right = max(self.left, other.left), min(self.right, other.right)
        top, bottom = max(self.top, other.top), min(self.bottom, other.bottom)
        return Area(left, top, right, bottom) if left <= right and top <= bottom else None


@dataclass(frozen=True)
class Stroke:
    """A line: its thickness in pt, its colour (red, green, blue from 0 to 1) and where it is."""

    width: float
    colour: Colour
    area: Area


@dataclass(frozen=True)
class Fill:
    """An area of one colour."""

    colour: Colour
    area: Area


@dataclass(frozen=True)
class Text:
    """A piece of text: its size in pt, its colour, where its baseline begins (mm), and its font as the PDF calls it."""

    size: float
    colour: Colour
    x: float
    y: float
    font: str


Mark = Stroke | Fill | Text


@dataclass(frozen=True)
class Sheetful:
    """One page: width and height in mm, and what is printed on it, from the first to the last."""

    width: float
    height: float
    marks: tuple[Mark, ...]


def ink(pdf: bytes) -> list[Sheetful]:
    """What each page of a PDF prints."""
    with pikepdf.open(BytesIO(pdf)) as document:
        return [_page(page) for page in document.pages]


def _page(page: pikepdf.Page) -> Sheetful:
    left, bottom, right, top = (float(edge) for edge in page.mediabox)
    # Turned upside down and into mm, so that everything comes out as the fields file counts.
    base: Matrix = (MM_PER_PT, 0, 0, -MM_PER_PT, -left * MM_PER_PT, top * MM_PER_PT)
    reader = _Reader(base, [])
    reader.read(page, page.obj.get("/Resources", Dictionary()), _State(base), 0)
    return Sheetful((right - left) * MM_PER_PT, (top - bottom) * MM_PER_PT, tuple(reader.marks))


@dataclass(frozen=True)
class _State:
    """The graphics state, as far as it matters here. `clip` is the box of the clipping path."""

    matrix: Matrix
    clip: Area = Area(-inf, -inf, inf, inf)
    fill: Colour | str = (0.0, 0.0, 0.0)
    stroke: Colour | str = (0.0, 0.0, 0.0)
    fill_alpha: float = 1.0
    stroke_alpha: float = 1.0
    line: float = 1.0
    font: str = ""
    size: float = 0.0
    mode: int = 0
    leading: float = 0.0
    text: Matrix = (1, 0, 0, 1, 0, 0)


@dataclass
class _Path:
    """The points of each subpath, in user space; `clips` if what is painted next stays inside."""

    subpaths: list[list[tuple[float, float]]]
    clips: bool = False

    def boxes(self, matrix: Matrix) -> list[Area]:
        """The box of each subpath that has a line at least."""
        return [_box([_apply(matrix, *point) for point in points]) for points in self.subpaths if len(points) > 1]


def _box(points: list[tuple[float, float]]) -> Area:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Area(min(xs), min(ys), max(xs), max(ys))


def _around(boxes: list[Area]) -> Area:
    """The box of several boxes."""
    return _box([corner for box in boxes for corner in ((box.left, box.top), (box.right, box.bottom))])


def _apply(m: Matrix, x: float, y: float) -> tuple[float, float]:
    return m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]


def _times(m: Matrix, n: Matrix) -> Matrix:
    """First `m`, then `n`."""
    a, b, c, d, e, f = m
    x, y = _apply(n, e, f)
    return (
        n[0] * a + n[2] * b,
        n[1] * a + n[3] * b,
        n[0] * c + n[2] * d,
        n[1] * c + n[3] * d,
        x,
        y,
    )


def _thickness(width: float, matrix: Matrix, box: Area) -> float:
    """How thick in pt a line of `width` comes out; it matters which way it runs where the scales differ."""
    a, b, c, d = matrix[:4]
    area = abs(a * d - b * c)
    along_x, along_y = hypot(a, b), hypot(c, d)
    if not along_x or not along_y:
        return 0.0
    flat, upright = box.bottom - box.top < TINY, box.right - box.left < TINY
    across = area / along_x if flat else area / along_y if upright else min(along_x, along_y)
    return width * across / MM_PER_PT


def _over_white(colour: Colour, alpha: float) -> Colour:
    red, green, blue = (1 - alpha * (1 - part) for part in colour)
    return red, green, blue


class _Reader:
    """Reads content streams into `marks`."""

    def __init__(self, base: Matrix, marks: list[Mark]) -> None:
        self.base, self.marks = base, marks

    def read(self, stream: Any, resources: Any, state: _State, depth: int) -> None:
        """Reads one stream from the graphics state `state` on."""
        if depth > DEPTH:
            raise ValueError("forms are nested too deep")
        stack: list[_State] = []
        path = _Path([])
        for instruction in pikepdf.parse_content_stream(stream):
            name, operands = str(instruction.operator), list(instruction.operands)
            if name == "q":
                stack.append(state)
            elif name == "Q":
                state = stack.pop() if stack else state
            elif name in PATH:
                PATH[name](path, [float(number) for number in operands])
            elif name in PAINT:
                self._paint(path, PAINT[name], state, resources, depth)
                state, path = _clipped(state, path) if path.clips else state, _Path([])
            else:
                # Before a text is shown, ' and " go to the next line.
                state = _changed(state, name, operands, resources)
                self._show(name, operands, state, resources, depth)

    def _show(self, name: str, operands: list[Any], state: _State, resources: Any, depth: int) -> None:
        """Shows a form or a text, if that is what the operator does."""
        if name == "Do":
            self._form(resources["/XObject"][operands[0]], state, resources, depth)
        elif name in ("Tj", "TJ", "'", '"'):
            self._text(operands, state)

    def _form(self, form: Any, state: _State, resources: Any, depth: int) -> None:
        if form.get("/Subtype") != "/Form":
            return
        inner = replace(state, matrix=_times(_matrix(form.get("/Matrix")), state.matrix))
        if "/BBox" in form:
            x1, y1, x2, y2 = (float(number) for number in form.BBox)
            inner = _clipped(inner, _Path([[(x1, y1), (x2, y1), (x2, y2), (x1, y2)]]))
        self.read(form, form.get("/Resources", resources), inner, depth + 1)

    def _paint(self, path: _Path, how: str, state: _State, resources: Any, depth: int) -> None:
        boxes = path.boxes(state.matrix)
        if "f" in how and isinstance(state.fill, str):
            self._pattern(resources["/Pattern"][state.fill], boxes, state, depth)
        elif "f" in how:
            self.marks += _filled(boxes, _over_white(_colour(state.fill), state.fill_alpha), state.clip)
        if "s" in how:
            colour = _over_white(_colour(state.stroke), state.stroke_alpha)
            for box in boxes:
                seen = box.within(state.clip)
                if seen:
                    self.marks.append(Stroke(_thickness(state.line, state.matrix, box), colour, seen))

    def _pattern(self, pattern: Any, boxes: list[Area], state: _State, depth: int) -> None:
        """One tile of a pattern; a shading has no ink of its own kind and is left out."""
        if int(pattern.get("/PatternType", 2)) != 1 or not boxes:
            return
        clip = _around(boxes).within(state.clip)
        if clip:
            matrix = _times(_matrix(pattern.get("/Matrix")), self.base)
            self.read(pattern, pattern.get("/Resources", Dictionary()), _State(matrix, clip), depth + 1)

    def _text(self, operands: list[Any], state: _State) -> None:
        # From 4 on, modes are the first four with clipping besides (table 106).
        mode = state.mode % 4
        if mode == 3 or not any(_has_glyphs(operand) for operand in operands):
            return
        matrix = _times(state.text, state.matrix)
        x, y = _apply(matrix, 0, 0)
        colour, alpha = (state.stroke, state.stroke_alpha) if mode == 1 else (state.fill, state.fill_alpha)
        shade = _over_white(_colour(colour), alpha)
        self.marks.append(Text(state.size * hypot(matrix[2], matrix[3]) / MM_PER_PT, shade, x, y, state.font))


def _has_glyphs(operand: Any) -> bool:
    parts = operand if isinstance(operand, Array) else [operand]
    return any(isinstance(part, pikepdf.String) and bytes(part) for part in parts)


def _filled(boxes: list[Area], colour: Colour, clip: Area) -> Iterator[Mark]:
    """What a filled path is to the eye: a ring is the lines of its sides, a slim bar a line, the rest areas."""
    if len(boxes) == 2 and boxes[1].within(boxes[0]) and _inside(boxes[1], boxes[0]) != _inside(boxes[0], boxes[1]):
        inner, outer = (boxes[1], boxes[0]) if _inside(boxes[1], boxes[0]) else (boxes[0], boxes[1])
        yield from _sides(outer, inner, colour, clip)
        return
    for box in boxes:
        seen = box.within(clip)
        if seen is None:
            continue
        slim = min(box.right - box.left, box.bottom - box.top) / MM_PER_PT
        # A line that is filled as well has no inside.
        if slim > TINY:
            yield Stroke(slim, colour, seen) if slim <= BAR else Fill(colour, seen)


def _inside(one: Area, other: Area) -> bool:
    return (
        other.left - TINY <= one.left
        and other.top - TINY <= one.top
        and one.right <= other.right + TINY
        and one.bottom <= other.bottom + TINY
    )


def _sides(outer: Area, inner: Area, colour: Colour, clip: Area) -> Iterator[Stroke]:
    """The lines of a border, which is what lies between two boxes."""
    sides = (
        (inner.left - outer.left, replace(outer, right=inner.left)),
        (inner.top - outer.top, replace(outer, bottom=inner.top)),
        (outer.right - inner.right, replace(outer, left=inner.right)),
        (outer.bottom - inner.bottom, replace(outer, top=inner.bottom)),
    )
    for width, area in sides:
        seen = area.within(clip)
        if width > TINY and seen:
            yield Stroke(width / MM_PER_PT, colour, seen)


def _clipped(state: _State, path: _Path) -> _State:
    boxes = path.boxes(state.matrix)
    if not boxes:
        return state
    nothing = Area(inf, inf, inf, inf)
    return replace(state, clip=_around(boxes).within(state.clip) or nothing)


def _colour(colour: Colour | str) -> Colour:
    return (0.0, 0.0, 0.0) if isinstance(colour, str) else colour


def _matrix(numbers: Any) -> Matrix:
    if numbers is None:
        return 1, 0, 0, 1, 0, 0
    a, b, c, d, e, f = (float(number) for number in numbers)
    return a, b, c, d, e, f


def _as_rgb(operands: list[Any]) -> Colour | str:
    """A colour of one (grey), three (red, green, blue) or four parts (ink), or the name of a pattern."""
    if operands and isinstance(operands[-1], pikepdf.Name):
        return str(operands[-1])
    parts = [float(number) for number in operands]
    if len(parts) == 4:
        cyan, magenta, yellow, black = parts
        return (1 - cyan) * (1 - black), (1 - magenta) * (1 - black), (1 - yellow) * (1 - black)
    red, green, blue = parts if len(parts) == 3 else parts[:1] * 3
    return red, green, blue


def _changed(state: _State, name: str, operands: list[Any], resources: Any) -> _State:
    """The graphics state after an operator."""
    if name in ("g", "rg", "k", "sc", "scn", "cs"):
        return replace(state, fill=(0.0, 0.0, 0.0) if name == "cs" else _as_rgb(operands))
    if name in ("G", "RG", "K", "SC", "SCN", "CS"):
        return replace(state, stroke=(0.0, 0.0, 0.0) if name == "CS" else _as_rgb(operands))
    if name == "gs":
        values = resources["/ExtGState"][operands[0]]
        fill, stroke = float(values.get("/ca", state.fill_alpha)), float(values.get("/CA", state.stroke_alpha))
        return replace(state, fill_alpha=fill, stroke_alpha=stroke, line=float(values.get("/LW", state.line)))
    if name == "cm":
        return replace(state, matrix=_times(_matrix(operands), state.matrix))
    if name == "w":
        return replace(state, line=float(operands[0]))
    return _changed_text(state, name, operands, resources)


def _changed_text(state: _State, name: str, operands: list[Any], resources: Any) -> _State:
    if name == "Tr":
        return replace(state, mode=int(operands[0]))
    if name == "TL":
        return replace(state, leading=float(operands[0]))
    if name == "Tf":
        font = resources["/Font"][operands[0]]
        return replace(state, font=str(font.get("/BaseFont", "")).lstrip("/"), size=float(operands[1]))
    return _moved(state, name, operands)


def _moved(state: _State, name: str, operands: list[Any]) -> _State:
    """The state with the place where the next line of text begins."""
    if name in ("BT", "Tm"):
        return replace(state, text=_matrix(operands if name == "Tm" else None))
    if name in ("Td", "TD"):
        x, y = (float(number) for number in operands)
        leading = -y if name == "TD" else state.leading
        return replace(state, text=_times((1, 0, 0, 1, x, y), state.text), leading=leading)
    if name in ("T*", "'", '"'):
        return replace(state, text=_times((1, 0, 0, 1, 0, -state.leading), state.text))
    return state


def _begin(path: _Path, numbers: list[float]) -> None:
    path.subpaths.append([(numbers[0], numbers[1])])


def _extend(path: _Path, numbers: list[float]) -> None:
    if path.subpaths:
        path.subpaths[-1] += list(zip(numbers[::2], numbers[1::2], strict=True))


def _rectangle(path: _Path, numbers: list[float]) -> None:
    x, y, width, height = numbers
    path.subpaths.append([(x, y), (x + width, y), (x + width, y + height), (x, y + height)])


def _close(path: _Path, _numbers: list[float]) -> None:
    """A closed subpath is as large as an open one."""


def _clip(path: _Path, _numbers: list[float]) -> None:
    path.clips = True


PATH: dict[str, Callable[[_Path, list[float]], None]] = {
    "m": _begin,
    "l": _extend,
    "c": _extend,
    "v": _extend,
    "y": _extend,
    "re": _rectangle,
    "h": _close,
    "W": _clip,
    "W*": _clip,
}
PAINT = {"n": "", "f": "f", "F": "f", "f*": "f", "S": "s", "s": "s", "B": "fs", "B*": "fs", "b": "fs", "b*": "fs"}
"""Which operators fill (f) and which stroke (s)."""
