"""The key lies over the student's sheet: what is printed there is printed in the key too, at the same place.

Compared as pictures, in grey, at 100 dots an inch; so it doesn't matter how the PDFs were made.
"""

from collections.abc import Iterator
from math import ceil

from packbuilder.pictures import darker
from packbuilder.problems import Problem
from packbuilder.promise import Proof
from packbuilder.seen import grey_pages

DPI = 100.0
NOISE = 32
"""The edges of letters and lines differ by some shades of 255 where something is printed beside them."""


def broken(proof: Proof) -> Iterator[Problem]:
    """The pages of the student's sheet whose ink isn't all in the key."""
    if not {"student", "key"} <= set(proof.documents):
        return
    student, key = (grey_pages(proof.documents[edition], DPI) for edition in ("student", "key"))
    if len(student) != len(key):
        message = f"has {len(key)} pages, and the student's sheet {len(student)}; the layout must print both alike"
        yield proof.problem("key", "", message)
    for number, (one, other) in enumerate(zip(student, key, strict=False)):
        found = darker(one, other, NOISE, DPI)
        if found:
            left, top, right, bottom = found
            where = f"from {left:.0f} mm across and {top:.0f} mm down to {ceil(right)} and {ceil(bottom)} mm"
            message = (
                f"page {number + 1} lacks ink of the student's page ({where}); "
                "the layout must print the same in both editions, and no blank's size may depend on what stands in it"
            )
            yield proof.problem("key", proof.place("key", number, (top + bottom) / 2), message)
