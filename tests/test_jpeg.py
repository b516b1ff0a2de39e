"""What of a JPEG gets onto a page: its image, and nothing that its file holds besides."""

from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image, ImageOps

from packbuilder.jpeg import CodingError, bare

HIDDEN = b"Miss Ann Other, 51.5 N 0.1 W"


def saved(mode: str = "RGB", kind: str = "JPEG", **how: object) -> bytes:
    out = BytesIO()
    Image.effect_noise((40, 24), 60).convert(mode).save(out, kind, **how)
    return out.getvalue()


PLAIN = saved()
STAYS = {
    "colours": PLAIN,
    "grey": saved("L"),
    "four inks": saved("CMYK"),
    "every colour's own letters": saved(keep_rgb=True),
    "several scans": saved(progressive=True),
    "restarts": saved(restart_marker_blocks=1),
    "tables of its own": saved(quality=12, subsampling=0, optimize=True),
    "dots an inch": saved(dpi=(300, 300)),
    "a PNG": saved(kind="PNG"),
    "a GIF": saved("L", "GIF"),
    "half a PNG": saved(kind="PNG")[:50],
    "nothing": b"",
}


@pytest.mark.parametrize("data", STAYS.values(), ids=STAYS)
def test_a_picture_without_anything_else_stays_as_it_is(data):
    assert bare(data) == data


def segment(marker: int, content: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(content) + 2).to_bytes(2) + content


def exif(orientation: int | None = None) -> bytes:
    notes = Image.Exif()
    notes[0x010E] = HIDDEN.decode()
    if orientation:
        notes[0x0112] = orientation
    return segment(0xE1, notes.tobytes())


def front(*segments: bytes) -> Callable[[bytes], bytes]:
    return lambda data: data[:2] + b"".join(segments) + data[2:]


def before_scan(more: bytes) -> Callable[[bytes], bytes]:
    def inserted(data: bytes) -> bytes:
        at = data.rindex(b"\xff\xda")
        return data[:at] + more + data[at:]

    return inserted


JFIF = PLAIN[6:20]
AWAY = {
    "a comment": front(segment(0xFE, HIDDEN)),
    "comments between scans": before_scan(segment(0xFE, HIDDEN)),
    "a comment before the end": lambda data: data[:-2] + segment(0xFE, HIDDEN) + data[-2:],
    "Exif": front(exif()),
    "Exif of a picture that lies as it is shown": front(exif(1)),
    "Exif with an unknown orientation": front(exif(9)),
    "XMP": front(segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + HIDDEN)),
    "Photoshop's": front(segment(0xED, b"Photoshop 3.0\0" + HIDDEN)),
    "colour profile": front(segment(0xE2, b"ICC_PROFILE\0\1\1" + HIDDEN)),
    "list of further pictures": front(segment(0xE2, b"MPF\0" + HIDDEN)),
    "applications' data of every number": front(*(segment(0xE0 + number, HIDDEN) for number in range(16))),
    "a small picture of it": lambda data: data[:2] + segment(0xE0, JFIF[:12] + b"\3\4" + HIDDEN + bytes(8)) + data[20:],
    "a further small picture of it": before_scan(segment(0xE0, b"JFXX\0\x10" + HIDDEN)),
    "a number of lines": lambda data: data[:-2] + segment(0xDC, HIDDEN) + data[-2:],
    "Adobe's, which comes too late": lambda data: data[:-2] + segment(0xEE, b"Adobe" + HIDDEN) + data[-2:],
    "tables behind the image": lambda data: data[:-2] + segment(0xDB, b"\3" + bytes(64)) + data[-2:],
    "bytes before a marker": before_scan(b"\xff" * 9),
    "bytes behind the end": lambda data: data + HIDDEN,
    "a picture behind the end": lambda data: data + data,
}


@pytest.mark.parametrize("plain", [PLAIN, STAYS["several scans"]], ids=["at once", "several scans"])
@pytest.mark.parametrize("with_more", AWAY.values(), ids=AWAY)
def test_whatever_else_is_in_the_file_is_away(with_more, plain):
    assert bare(with_more(plain)) == plain


def test_what_adobe_says_of_the_colours_stays_and_nothing_behind_it():
    inks = STAYS["four inks"]
    at = inks.index(b"\xff\xee")
    assert bare(inks[:at] + segment(0xEE, inks[at + 4 : at + 16] + HIDDEN) + inks[at + 16 :]) == inks


@pytest.mark.parametrize("orientation", range(2, 9))
def test_a_picture_keeps_its_orientation_and_no_other_exif_data(orientation):
    data = front(exif(orientation))(PLAIN)
    found = bare(data)
    assert HIDDEN not in found
    assert found.endswith(PLAIN[20:])
    before, after = (ImageOps.exif_transpose(Image.open(BytesIO(each))) for each in (data, found))
    assert (after.size, after.tobytes()) == (before.size, before.tobytes())


def test_an_orientation_that_only_xmp_says_counts_as_it_did():
    """Pillow reads it, but only beside Exif data."""
    xmp = segment(0xE1, b'http://ns.adobe.com/xap/1.0/\0<rdf tiff:Orientation="6">')
    assert bare(front(exif(), xmp)(PLAIN)) == bare(front(exif(6))(PLAIN))
    assert bare(front(xmp)(PLAIN)) == PLAIN


@pytest.mark.parametrize("data", [PLAIN, STAYS["restarts"], STAYS["several scans"]], ids=["plain", "restarts", "scans"])
def test_a_jpeg_that_ends_early_is_refused_wherever_it_does(data):
    for end in range(3, len(data)):
        with pytest.raises(ValueError, match="byte"):
            bare(data[:end])


BROKEN = {
    "bytes between segments": before_scan(HIDDEN),
    "an unknown marker": before_scan(segment(0x05, HIDDEN)),
    "an unknown marker in a scan": lambda data: data[:-2] + segment(0x05, HIDDEN) + data[-2:],
    "no image": lambda data: data[:2] + data[-2:],
    "a JPEG in it": before_scan(b"\xff\xd8"),
    "a restart outside of a scan": before_scan(b"\xff\xd0"),
    "a frame of frames": before_scan(segment(0xDE, HIDDEN)),
    "a length without itself": front(b"\xff\xfe\0\1"),
    "a length beyond the end": front(b"\xff\xfe\xff\xff"),
    "Exif data without an end": front(segment(0xE1, b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + bytes(9))),
}


@pytest.mark.parametrize("with_more", BROKEN.values(), ids=BROKEN)
def test_a_jpeg_that_is_not_well_formed_is_refused(with_more):
    with pytest.raises((ValueError, SyntaxError, Warning, OSError)):
        bare(with_more(PLAIN))


@pytest.mark.parametrize("marker", [0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF])
def test_a_jpeg_that_is_coded_as_no_pdf_may_hold_it_is_told_from_a_broken_one(marker):
    with pytest.raises(CodingError):
        bare(PLAIN.replace(b"\xff\xc0", bytes((0xFF, marker)), 1))
    with pytest.raises(CodingError):
        bare(front(segment(0xCC, b"\0\0"))(PLAIN))
