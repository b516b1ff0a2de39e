"""Pictures: may this file beside a worksheet go onto a page, and what do finished pages look like?"""

import os
from math import ceil, floor
from pathlib import Path
from typing import TYPE_CHECKING

from packbuilder.limits import DEFAULT_LIMITS, Limits, beyond

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

TYPES = ("PNG", "JPEG")
SMALLER = "Make the picture smaller"


def picture_problem(folder: Path, name: str, limits: Limits = DEFAULT_LIMITS) -> str | None:
    """What is wrong with the picture `name` in `folder`, with the remedy; None if it can be printed."""
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - only worksheets with pictures need it

    root = folder.resolve()
    path = (root / name).resolve()
    if not path.is_relative_to(root):
        return f'"{name}" lies outside the worksheet\'s folder; put the picture beside the worksheet'
    if not os.path.isfile(path):  # noqa: PTH113 - Path.is_file() raises for names that are too long
        return f'there is no file "{name}" beside the worksheet'
    try:
        # Pillow's own limit says nothing of the size; opening reads no pixels yet.
        Image.MAX_IMAGE_PIXELS = None
        with Image.open(path, formats=TYPES) as image:
            width, height = image.size
            too_large = beyond(limits, "megapixels", width * height / 1e6, SMALLER)
            if too_large:
                return too_large
            image.load()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return f'"{name}" isn\'t a PNG or JPEG picture; save it again as one of these'
    return None


MM_PER_INCH = 25.4
Box = tuple[float, float, float, float]
"""Left, top, right and bottom, in mm from a page's upper left corner."""


def darker(one: "Picture", other: "Picture", by: int, dpi: float) -> Box | None:
    """The part of the page (mm) where `one` is darker than `other` by more than `by` of 255; None for nowhere."""
    from PIL import ImageChops  # noqa: PLC0415

    difference = ImageChops.subtract(other, one).point([0] * (by + 1) + [255] * (255 - by))
    return _in_mm(difference.getbbox(), dpi)


def darker_than(picture: "Picture", shade: int, area: Box, dpi: float) -> Box | None:
    """Where a page (mm) has pixels darker than `shade` (0 to 255) within `area` (mm); None for nowhere.

    Where the area ends inside the page, a pixel that holds ink from beside it doesn't count, nor does the next one,
    into which thin lines are rounded.
    """
    left, top, right, bottom = (mm / MM_PER_INCH * dpi for mm in area)
    left, top = (ceil(edge) + 1 if edge else 0 for edge in (left, top))
    right, bottom = (
        floor(edge) - (edge < size - 1) for edge, size in ((right, picture.width), (bottom, picture.height))
    )
    part = picture.crop((left, top, right, bottom)).point([255] * shade + [0] * (256 - shade))
    found = part.getbbox()
    return _in_mm(found and (found[0] + left, found[1] + top, found[2] + left, found[3] + top), dpi)


def _in_mm(box: tuple[int, int, int, int] | None, dpi: float) -> Box | None:
    if box is None:
        return None
    left, top, right, bottom = (pixel * MM_PER_INCH / dpi for pixel in box)
    return left, top, right, bottom
