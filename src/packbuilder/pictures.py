"""Pictures beside a worksheet: may this file go onto a page?"""

import os
from pathlib import Path

TYPES = ("PNG", "JPEG")
MAX_PIXELS = 40_000_000
"""A whole A3 page at 400 dots an inch has 31 million."""


def picture_problem(folder: Path, name: str) -> str | None:
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
            if width * height > MAX_PIXELS:
                return f"has {width} × {height} pixels; {MAX_PIXELS:,} in all are the most, so make it smaller"
            image.load()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return f'"{name}" isn\'t a PNG or JPEG picture; save it again as one of these'
    return None
