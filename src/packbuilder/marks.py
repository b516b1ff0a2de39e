"""The marks of a layout's templates, checked: they name what is on the sheet, and say how much in numbers."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from math import inf

from packbuilder.problems import printable
from packbuilder.sheet import Sheet, blanks, spaces
from packbuilder.wording import shown

Marks = Mapping[str, str]
"""The values of an element's marks, by their names without `data-`."""


def misused(marked: Iterable[tuple[Marks, float]], sheet: Sheet, *, measured: bool) -> Iterator[str]:
    """What is wrong with the marks of elements that are so tall (mm), and how to mend it: a line for each mistake.

    `measured` if they stand in a galley, where a space without a height can't be stretched.
    """
    wrong: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for mark, value, remedy in _mistakes(marked, sheet, measured=measured):
        wrong[mark, remedy].setdefault(value)
    for (mark, remedy), values in sorted(wrong.items()):
        first, *others = values
        more = f" and {len(others)} more like it" if others else ""
        yield printable(f"data-{mark}={shown(first)}{more}: {remedy}")


def _mistakes(marked: Iterable[tuple[Marks, float]], sheet: Sheet, *, measured: bool) -> Iterator[tuple[str, str, str]]:
    """The mark, its value and the remedy of each mistake."""
    fine: dict[str, Callable[[str], object]] = {
        "blank": {blank.id for blank in blanks(sheet.activities)}.__contains__,
        "space": {space.id for space in spaces(sheet.activities)}.__contains__,
        "carry": _is_height,
        "part": re.compile("[1-9][0-9]{0,3}").fullmatch,
    }
    for marks, height in marked:
        for mark, value in marks.items():
            if mark in fine and not fine[mark](value):
                yield mark, value, REMEDIES[mark]
            elif mark == "space" and measured and not height:
                yield mark, value, FLAT


REMEDIES = {
    "blank": 'the worksheet has no such blank; write the id of one, as in data-blank="{{ blank.id }}"',
    "space": 'the worksheet has no such space; write the id of one, as in data-space="{{ space.id }}"',
    "carry": 'no number of millimetres; write it without a unit, as in data-carry="9.5"',
    "part": 'no number of a part; count from 1 on, as in data-part="2"',
}
FLAT = 'no height; give it one, as in style="height: {{ height(space) }}mm"'


def _is_height(text: str) -> bool:
    try:
        return 0 <= float(text) < inf
    except ValueError:
        return False
