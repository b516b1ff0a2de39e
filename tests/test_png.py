"""What of a PNG gets onto a page: no colours that are rubbed out by transparency."""

from io import BytesIO

import pytest
from PIL import Image, ImageDraw, ImageOps

from packbuilder.png import visible


def saved(picture: Image.Image, kind: str = "PNG", **how: object) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **how)
    return out.getvalue()


def rubbed_out(mode: str, alpha: int = 0, left: int = 200) -> Image.Image:
    """A picture of which the left half is as transparent as `alpha`; a shade stands there on a white ground."""
    picture = Image.new("L", (40, 20), 255)
    ImageDraw.Draw(picture).rectangle((5, 5, 10, 10), fill=left)
    mask = Image.new("L", picture.size, 255)
    mask.paste(alpha, (0, 0, 20, 20))
    picture = picture.convert(mode)
    picture.putalpha(mask)
    return picture


PALETTE = Image.frombytes("P", (4, 1), bytes(range(4)))
PALETTE.putpalette([255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9])
STAYS = {
    "one colour where it is transparent": saved(rubbed_out("RGB", left=255)),
    "hardly transparent": saved(rubbed_out("RGB", alpha=254)),
    "nearly transparent": saved(rubbed_out("L", alpha=1)),
    "no transparency": saved(rubbed_out("RGB").convert("RGB")),
    "a transparent colour": saved(rubbed_out("L").convert("L"), transparency=200),
    "a transparent colour of a palette": saved(PALETTE, transparency=1),
    "one colour of a palette": saved(PALETTE, transparency=b"\xff\0\xff\xff"),
    "a JPEG": saved(rubbed_out("L").convert("L"), "JPEG"),
    "nothing": b"",
}


@pytest.mark.parametrize("data", STAYS.values(), ids=STAYS)
def test_a_picture_that_hides_nothing_stays_as_it_is(data):
    assert visible(data) == data


HIDES = {
    "colours": saved(rubbed_out("RGB")),
    "grey": saved(rubbed_out("L")),
    "a palette": saved(PALETTE, transparency=b"\xff\0\0\xff"),
    "turned": saved(rubbed_out("RGB"), exif=b"Exif\0\0MM\0*\0\0\0\x08\0\1\x01\x12\0\3\0\0\0\1\0\6\0\0\0\0\0\0"),
}


@pytest.mark.parametrize("data", HIDES.values(), ids=HIDES)
def test_what_is_rubbed_out_is_gone_and_the_rest_is_as_it_was(data):
    before, after = (
        ImageOps.exif_transpose(Image.open(BytesIO(each))).convert("RGBA") for each in (data, visible(data))
    )
    expected = Image.new("RGBA", before.size, (255, 255, 255, 0))
    expected.paste(before, mask=before.getchannel("A").point([0] + [255] * 255))
    assert expected.tobytes() != before.tobytes()
    assert (after.size, after.tobytes()) == (expected.size, expected.tobytes())
