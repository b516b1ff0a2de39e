"""Pictures: may this file beside a worksheet go onto a page, and what do finished pages look like?"""

import os
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from io import BytesIO
from math import ceil, floor
from pathlib import Path, PureWindowsPath
from typing import IO, TYPE_CHECKING
from unicodedata import normalize

from packbuilder.digests import digest
from packbuilder.jpeg import CodingError, bare
from packbuilder.limits import DEFAULT_LIMITS, Limits, beyond
from packbuilder.links import FileError, leads_out, open_ordinary

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

TYPES = ("PNG", "JPEG")
ENDINGS = (".png", ".jpg", ".jpeg")
"""How their names usually end; what they are is told by what is in them."""
MAX_BYTES = 50_000_000
"""Bytes of a file. A whole A3 page in colour at 400 dots an inch takes about so many as a PNG."""
MAX_SIDE = 30_000
"""Pixels of a side: more than A3 has at 1,200 dots an inch. The decoders take much longer with very long rows."""
MODES = {"1", "L", "LA", "P", "RGB", "RGBA", "CMYK"}
"""How the typesetter can print pixels. It draws 16 bits of grey as black."""
PIXEL, BESIDE = 8, 4_000_000
"""Bytes that a pixel can take at most, and those that a file may have beside its pixels, for profiles and EXIF."""
SCAN, VALUE = b"\xff\xda", 2
"""What a JPEG's scan begins with; the bytes that a decoder keeps for a value of a pixel until the last one."""
ADDRESS = re.compile(r"(https?|ftp)://", re.IGNORECASE)
SMALLER = "Make the picture smaller"


@dataclass(frozen=True)
class Looked:
    """A picture that can be printed: where it lies, the hash of what was looked at, and its width by its height."""

    path: str
    hash: str
    shape: float


def look_at(folder: Path, name: str, limits: Limits = DEFAULT_LIMITS) -> Looked | str:
    """What there is to know of the picture `name` in `folder`; or why it can't be printed, with the remedy."""
    root, way = folder.resolve(), way_of(name)
    misplaced = _misplaced(root, name, way)
    if misplaced:
        return misplaced
    path = Path(os.path.realpath(root / way))
    if not os.path.isfile(path):  # noqa: PTH113 - Path.is_file() raises for names that are too long
        return f'there is no file "{name}" beside the worksheet{_near(path, root)}'
    size = path.stat().st_size
    if size > MAX_BYTES:
        return f"has {size:,} bytes; {MAX_BYTES:,} are the most, so make the picture smaller"
    return _look_into(path, root, name, limits)


def way_of(name: str) -> str:
    """The way to a picture as the typesetter takes it: like a browser's, a step back is one in the name.

    The system's is one from where a link has led, which may be to another file of that name.
    """
    return os.path.normpath(name)


def _misplaced(root: Path, name: str, way: str) -> str | None:
    """Why the name, of which the `way` is, doesn't lead to something in the folder."""
    if ADDRESS.match(name):
        return f'"{name}" is an address; nothing is fetched, so put the picture beside the worksheet'
    # On Windows even looking for \\\\server\\share asks the network, with the user's name.
    inside = not PureWindowsPath(name).anchor
    path = Path(os.path.realpath(root / way)) if inside else root
    if not inside or leads_out(path, root):
        if inside and not os.path.isabs(way) and os.path.islink(root / way):  # noqa: PTH114, PTH117
            return f'"{name}" is a link that leads out of its folder; put the picture itself in its place'
        return f'"{name}" lies outside the worksheet\'s folder; put the picture beside the worksheet'
    return None


def _look_into(path: Path, root: Path, name: str, limits: Limits) -> Looked | str:
    """The picture in the file at `path`, or why it can't be printed."""
    try:
        with open_ordinary(path, root) as file:
            return _looked(path, file, name, limits)
    except FileError:  # it is another by now
        return f"\"{name}\" isn't a picture in the worksheet's folder any more; put the picture beside the worksheet"
    except OSError as error:
        return f'"{name}" can\'t be read: {error.strerror}; see that you may open it'


def _near(path: Path, root: Path) -> str:
    """Asks for a picture that is called nearly like this one, which isn't there."""
    folder = path.parent
    if leads_out(folder, root):
        return ""
    try:
        pictures = [each for each in folder.iterdir() if each.suffix.lower() in ENDINGS and each.is_file()]
    except OSError:  # it isn't there, mayn't be read, or has a path that is too long
        return ""
    if any(normalize("NFC", each.name) == normalize("NFC", path.name) for each in pictures):
        return "; the one that looks like it has other codes for its letters, so rename it and type its name anew"
    names = {each.stem.lower(): each.name for each in pictures}
    close = get_close_matches(path.stem.lower(), names, n=1)
    if not close:
        return ""
    return f'; did you mean "{(folder / names[close[0]]).relative_to(root).as_posix()}"?'


def _looked(path: Path, file: IO[bytes], name: str, limits: Limits) -> Looked | str:
    """The picture in the open file, or what is wrong with it. Nothing is decoded before its size is known."""
    from PIL import Image  # noqa: PLC0415 - only worksheets with pictures need it

    size = os.fstat(file.fileno()).st_size
    try:
        with _strict():
            with Image.open(file, formats=TYPES) as image:
                message = _unfit(image, size, limits)
            if message:
                return message
            file.seek(0)
            data = file.read(size)
            return Looked(str(path), digest(data).hex(), _decode(bare(data)))
    except MemoryError:
        raise  # a limit ends what needs too much
    except CodingError:
        return f'"{name}" is coded as JPEGs hardly ever are, which PDFs can\'t hold; save it again as an ordinary JPEG'
    except Exception as error:  # The decoders raise whatever they come across in a damaged file.
        if isinstance(error, OSError) and error.errno is not None:
            raise
        return _unlike(file, name)


def _unlike(file: IO[bytes], name: str) -> str:
    """What the file is instead of a whole picture."""
    file.seek(0)
    begin = file.read(4096)
    if begin.startswith((b"\x89PNG\r\n", b"\xff\xd8\xff")):
        return f'"{name}" is damaged; save the picture again, or copy it anew'
    if b"<svg" in begin:
        return f'"{name}" is an SVG drawing, which could hold more than a picture; save it as a PNG'
    return f'"{name}" isn\'t a PNG or JPEG picture; save it again as one of these'


def _unfit(image: "Picture", size: int, limits: Limits) -> str | None:
    pixels = image.width * image.height
    if max(image.size) > MAX_SIDE:
        return f"has {max(image.size):,} pixels in a row; {MAX_SIDE:,} are the most, so make the picture smaller"
    if size > pixels * PIXEL + BESIDE:
        needed = f"{pixels * PIXEL:,}"
        return f"has {size:,} bytes, and its pixels need {needed} at most; save the picture again without the rest"
    if image.mode not in MODES:
        return "has more than 8 bits for each shade of grey; save it with 8"
    return beyond(limits, "megapixels", pixels / 1e6, SMALLER)


def _decode(data: bytes) -> float:
    """How many times as wide as tall the picture is, once the typesetter has turned it as its EXIF data say.

    Raises an error if it couldn't do that, or not read all of the picture.
    """
    from PIL import Image, ImageOps  # noqa: PLC0415

    with Image.open(BytesIO(data), formats=TYPES) as image:
        shape = image.width / image.height
        values = image.width * image.height * len(image.getbands())
        # A JPEG is read to its end as an eighth of its size, which takes a fraction of the memory.
        image.draft(None, (max(1, image.width // 8), max(1, image.height // 8)))
        try:
            image.load()
        except OSError:
            if data.count(SCAN) > 1:
                # All values are kept until the last scan. Where there is no memory for them, the decoder calls the
                # picture broken as well; so it is asked for here, and an eighth more for what is kept beside them.
                bytearray(values * VALUE * 9 // 8)
            raise
        # A PNG may have its EXIF data behind the pixels.
        lying = Image.new("L", (2, 1))
        lying.info["exif"] = image.info.get("exif", b"")
        return shape if ImageOps.exif_transpose(lying).size == lying.size else 1 / shape


@contextmanager
def _strict() -> Iterator[None]:
    """The library's settings while a picture is checked: what is damaged is an error, and the limits are ours."""
    from PIL import Image, ImageFile  # noqa: PLC0415

    # The library would refuse what a user's own limit allows, here and when the page is set.
    Image.MAX_IMAGE_PIXELS = None
    # The typesetter's own setting, once it is loaded, accepts half a picture.
    before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


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
