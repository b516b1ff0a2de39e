"""What of a JPEG is printed: its image, without whatever else the file may hold. PDFs take in JPEGs as they are."""

import re
from collections.abc import Iterator

END, SCAN = 0xD9, 0xDA
FRAMES_AND_TABLES = {0xC0, 0xC1, 0xC2, 0xC4, 0xDB, 0xDD}
"""Markers of what a decoder needs in a PDF (ITU-T T.81, table B.1): Huffman codes alone (ISO 32000-1, 7.4.8)."""
UNPRINTED = {*range(0xC0, 0xD0)} - FRAMES_AND_TABLES - {0xC8}
"""Those of images without losses, within images, or in arithmetic coding."""
NOTES = {*range(0xE0, 0xF0), 0xFE, 0xDC}
"""Those of applications' data, comments, and a number of lines, which the frame says already."""
APP0, APP1, APP14 = 0xE0, 0xE1, 0xEE
JFIF_BYTES, ADOBE_BYTES = 14, 12
"""How long these two are at least, the first with an empty thumbnail at its end (T.871, 10.1; T.872, 6.5.3)."""
JFIF, EXIF, XMP, ADOBE = b"JFIF\0", b"Exif\0\0", b"http://ns.adobe.com/xap/1.0/\0", b"Adobe"
MARKER = re.compile(rb"\xff+(?P<code>[^\x00\xd0-\xd7\xff])")
"""What ends a scan: within it a byte of 255 is followed by a zero, or is a restart marker (T.81, B.1.1)."""
ORIENTATION = 0x0112
TURNED = range(2, 9)
"""The orientations in which a picture isn't shown as it lies (Exif 2.3, 4.6.4)."""


class CodingError(ValueError):
    """A JPEG whose way of coding no PDF may have, and many viewers don't know."""


Segment = tuple[int, bytes, bytes]
"""A marker, what follows it, and a scan's coded data."""


def bare(data: bytes) -> bytes:
    """A JPEG without what isn't printed, its image as it was coded; other pictures as they are.

    Comments, thumbnails, places, what stands behind the end, and colour profiles, which neither the typesetter nor
    viewers of PDFs look for (ISO 32000-1, 7.4.8), are away; which way up it is stays. Raises ValueError for a JPEG that
    isn't well-formed, CodingError for one that PDFs can't hold, and what Pillow raises for such Exif data.
    """
    if not data.startswith(b"\xff\xd8\xff"):
        return data
    segments = list(_segments(data))
    scans = [index for index, (marker, *_) in enumerate(segments) if marker == SCAN]
    if not scans:
        raise ValueError(f"there is no image in all of {len(data)} bytes")
    kept = [each for each in segments[: scans[-1] + 1] if each[0] not in NOTES]
    whole = [*_printed_notes(segments[: scans[0]]), *kept]
    return b"".join((b"\xff\xd8", *(part for each in whole for part in _written(*each)), b"\xff\xd9"))


def _segments(data: bytes) -> Iterator[Segment]:
    """The segments between the beginning and the end."""
    at = 2
    while True:
        found = MARKER.match(data, at)
        if not found:
            raise ValueError(f"there is no marker at byte {at}")
        marker = found["code"][0]
        if marker == END:
            return
        if marker in UNPRINTED:
            raise CodingError(f"a marker of {marker} stands at byte {at}")
        if marker not in FRAMES_AND_TABLES | NOTES | {SCAN}:
            raise ValueError(f"a marker of {marker} stands at byte {at}")
        begin = found.end() + 2
        at = found.end() + int.from_bytes(data[found.end() : begin])
        if not begin <= at <= len(data):
            raise ValueError(f"the segment at byte {begin} isn't whole")
        content, coded = data[begin:at], b""
        if marker == SCAN:
            following = MARKER.search(data, at)
            if not following:
                raise ValueError(f"the scan at byte {begin} has no end")
            coded, at = data[at : following.start()], following.start()
        yield marker, content, coded


def _printed_notes(segments: list[Segment]) -> Iterator[Segment]:
    """What tells the colours and the orientation, of the segments before the first scan."""
    jfif = [content for marker, content, _ in segments if marker == APP0 and content.startswith(JFIF)]
    if jfif and len(jfif[-1]) >= JFIF_BYTES:
        yield APP0, jfif[-1][: JFIF_BYTES - 2] + bytes(2), b""
    orientation = _orientation([content for marker, content, _ in segments if marker == APP1])
    if orientation in TURNED:
        yield APP1, _exif(int(orientation)), b""
    adobe = [content for marker, content, _ in segments if marker == APP14 and content.startswith(ADOBE)]
    if adobe and len(adobe[-1]) >= ADOBE_BYTES:
        yield APP14, adobe[-1][:ADOBE_BYTES], b""


def _orientation(notes: list[bytes]) -> int:
    """Which way up the picture is, as Pillow reads it, and so the typesetter."""
    from PIL import Image  # noqa: PLC0415 - only worksheets with pictures need it

    exif = b"".join(each.removeprefix(EXIF) for each in notes if each.startswith(EXIF))
    if not exif:
        return 1
    dot = Image.new("L", (1, 1))
    dot.info["exif"] = EXIF + exif
    dot.info["xmp"] = b"".join(each for each in notes if each.startswith(XMP))
    found: int = dot.getexif().get(ORIENTATION, 1)
    return found


def _exif(orientation: int) -> bytes:
    from PIL import Image  # noqa: PLC0415

    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    return exif.tobytes()


def _written(marker: int, content: bytes, coded: bytes) -> tuple[bytes, ...]:
    return bytes((0xFF, marker)), (len(content) + 2).to_bytes(2), content, coded
