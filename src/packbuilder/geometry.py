"""Boxes and strokes on a canvas, in millimetres from its upper left corner."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import fmean
from typing import Any, TypeVar, cast
from urllib.parse import quote

from packbuilder.sheet import map_values

T = TypeVar("T")


@dataclass(frozen=True)
class Box:
    """A rectangle with what stands in it."""

    x: float
    y: float
    width: float
    height: float
    content: Any

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def middle(self) -> float:
        return self.y + self.height / 2

    @property
    def centre(self) -> float:
        return self.x + self.width / 2

    @property
    def style(self) -> str:
        """The rectangle as CSS, for an absolutely positioned element."""
        return f"left:{self.x:.2f}mm;top:{self.y:.2f}mm;width:{self.width:.2f}mm;height:{self.height:.2f}mm"

    def mirrored(self, width: float) -> "Box":
        """The box on the other side of a canvas `width` mm wide."""
        return replace(self, x=width - self.right)


@dataclass(frozen=True)
class Stroke:
    """An SVG path in mm, its width in mm, and whether it is filled."""

    path: str
    width: float = 0.35
    filled: bool = False


def line(x1: float, y1: float, x2: float, y2: float, width: float = 0.35) -> Stroke:
    return Stroke(f"M{x1:.2f} {y1:.2f}L{x2:.2f} {y2:.2f}", width)


def curve(x1: float, y1: float, x2: float, y2: float, width: float = 0.6) -> Stroke:
    """A bow that leaves and arrives level."""
    bend = (x1 + x2) / 2
    return Stroke(f"M{x1:.2f} {y1:.2f}C{bend:.2f} {y1:.2f} {bend:.2f} {y2:.2f} {x2:.2f} {y2:.2f}", width)


def stacked(wishes: Sequence[float], talls: Sequence[float], gap: float, height: float) -> list[float]:
    """Tops of boxes `talls` mm tall that stand below each other, at least `gap` mm apart, on `height` mm.

    Each is as near to the top that it `wishes` for as the others let it be (least squares, by pooling neighbours that
    would overlap; Barlow and others, Statistical Inference under Order Restrictions, 1972).
    """
    above = [sum(talls[:place]) + gap * place for place in range(len(talls))]
    room = max(0.0, height - sum(talls) - gap * (len(talls) - 1))
    pools: list[list[float]] = []
    for wish, least in zip(wishes, above, strict=True):
        pools.append([wish - least])
        while len(pools) > 1 and fmean(pools[-2]) > fmean(pools[-1]):
            pools[-2:] = [pools[-2] + pools[-1]]
    lower = [max(0.0, min(room, fmean(pool))) for pool in pools for _ in pool]
    return [least + more for least, more in zip(above, lower, strict=True)]


def mirrored(placement: T, width: float) -> T:
    """A tree of dataclasses with all its boxes on the other side of a canvas `width` mm wide."""
    return cast("T", map_values(placement, lambda value: value.mirrored(width) if type(value) is Box else value))


def background(strokes: tuple[Stroke, ...], width: float, height: float, *, mirror: bool = False) -> str:
    """The strokes as a picture for CSS `background-image`, `mirror`ed for a page that runs from right to left.

    As a background they are decoration to a screen reader, which reads the lists and boxes instead.
    """
    paths = "".join(
        f'<path d="{stroke.path}" fill="{"#333" if stroke.filled else "none"}" stroke="#333" '
        f'stroke-width="{stroke.width}" stroke-linejoin="round"' + "/>"
        for stroke in strokes
    )
    if mirror:
        paths = f'<g transform="matrix(-1 0 0 1 {width:.2f} 0)">{paths}</g>'
    return _url(f'viewBox="0 0 {width:.2f} {height:.2f}">{paths}', f"{width:.2f}mm", f"{height:.2f}mm")


RULE = 0.2
"""Thickness of a writing line in mm (0.57 pt): thinner ones get lost on a copier."""
HEAVY_RULE = 0.35
"""The same in large print (1 pt)."""
EMPTY = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/%3E"
"""A picture of nothing: what a blank's name hangs on in a tagged PDF."""

SCALE = 100.0
"""Length in mm of the line by which a teacher sees whether a sheet was printed at full size."""


def scale_rule() -> str:
    """A line of SCALE mm with a mark at each end, as a picture for CSS."""
    path = f"M0.15 0V2M0.15 1H{SCALE + 0.15}M{SCALE + 0.15} 0V2"
    content = f'viewBox="0 0 {SCALE + 0.3} 2"><path d="{path}" fill="none" stroke="#000" stroke-width="0.3"/>'
    return _url(content, f"{SCALE + 0.3}mm", "2mm")


def rules(height: float, pitch: float, *, foot: bool, heavy: bool = False) -> str:
    """Writing lines every `pitch` mm as a picture for CSS, to be stretched over a blank `height` mm tall.

    `foot` draws the last line too, which a table's cell has as its border. `heavy` lines are for weak eyes.
    """
    count = int(height / pitch + 0.01)
    lines = range(1, count + 1 if foot else count + (height > count * pitch + 1))
    path = "".join(f"M0 {number * pitch - RULE / 2:.2f}H100" for number in lines)
    colour, width = ("#333", HEAVY_RULE) if heavy else ("#777", RULE)
    stroke = f'<path d="{path}" stroke="{colour}" stroke-width="{width}"/>'
    return _url(f'preserveAspectRatio="none" viewBox="0 0 100 {height:.2f}">{stroke}', "100mm", f"{height:.2f}mm")


def _url(content: str, width: str, height: str) -> str:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" {content}</svg>'
    # The typesetter reads a string faster than a bare URL, and a short one faster than one with many escapes.
    return f"url('data:image/svg+xml,{quote(svg, safe=' /:=')}')"
