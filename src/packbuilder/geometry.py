"""Boxes and strokes on a canvas, in millimetres from its upper left corner."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote


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

    def overlaps(self, other: "Box") -> bool:
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom


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


def background(strokes: tuple[Stroke, ...], width: float, height: float) -> str:
    """The strokes as a picture for CSS `background-image`.

    As a background they are decoration to a screen reader, which reads the lists and boxes instead.
    """
    paths = "".join(
        f'<path d="{stroke.path}" fill="{"#333" if stroke.filled else "none"}" stroke="#333" '
        f'stroke-width="{stroke.width}" stroke-linejoin="round"' + "/>"
        for stroke in strokes
    )
    return _url(f'viewBox="0 0 {width:.2f} {height:.2f}">{paths}', f"{width:.2f}mm", f"{height:.2f}mm")


RULE = 0.2
"""Thickness of a writing line in mm (0.57 pt): thinner ones get lost on a copier."""


def rules(height: float, pitch: float, *, foot: bool) -> str:
    """Writing lines every `pitch` mm as a picture for CSS, to be stretched over a blank `height` mm tall.

    `foot` draws the last line too, which a table's cell has as its border.
    """
    count = int(height / pitch + 0.01)
    lines = range(1, count + 1 if foot else count + (height > count * pitch + 1))
    path = "".join(f"M0 {number * pitch - RULE / 2:.2f}H100" for number in lines)
    stroke = f'<path d="{path}" stroke="#777" stroke-width="{RULE}"/>'
    return _url(f'preserveAspectRatio="none" viewBox="0 0 100 {height:.2f}">{stroke}', "100mm", f"{height:.2f}mm")


def _url(content: str, width: str, height: str) -> str:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" {content}</svg>'
    return f"url(data:image/svg+xml,{quote(svg)})"
