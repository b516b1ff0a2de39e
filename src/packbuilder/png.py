"""What of a PNG is printed: its pixels, and no colours under those that are fully transparent, which nobody sees."""

from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

WHITE = 255


def visible(data: bytes) -> bytes:
    """A PNG whose fully transparent pixels are of one colour; other pictures, and those that are so, as they are.

    Who rubs something out often makes it transparent and no more, and a PDF keeps colours and transparency apart:
    what was there can be taken out of it. Raises what Pillow raises for a PNG that is damaged.
    """
    from PIL import Image  # noqa: PLC0415 - only worksheets with pictures need it

    if not data.startswith(b"\x89PNG"):
        return data
    with Image.open(BytesIO(data), formats=["PNG"]) as image:
        if image.mode not in ("LA", "RGBA") and not isinstance(image.info.get("transparency"), bytes):
            return data  # nothing is transparent, or one colour is
        pixels = image.convert("RGBA") if image.mode == "P" else image
        hidden = pixels.getchannel("A").point([WHITE] + [0] * 255)
        if not _differ(pixels, hidden):
            return data
        pixels.paste((WHITE,) * (len(pixels.getbands()) - 1) + (0,), mask=hidden)
        out = BytesIO()
        # The typesetter packs the pixels anew, and turns them as the Exif data say.
        pixels.save(out, "PNG", compress_level=1, exif=image.info.get("exif", b""))
        return out.getvalue()


def _differ(pixels: "Picture", hidden: "Picture") -> bool:
    """Are there several colours where the mask is?"""
    shades = pixels.histogram(hidden)
    return any(sum(map(bool, shades[start : start + 256])) > 1 for start in range(0, len(shades), 256))
