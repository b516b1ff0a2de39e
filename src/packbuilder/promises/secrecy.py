"""The student's sheet knows nothing of the answers: with other answers it is the same, byte for byte.

Every answer is replaced by a text of another length; where the task prints its answers as options, these change
places. Then the sheet is drawn and printed again: text, sizes, names, order, bookmarks and fields must all be equal.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from packbuilder.draw import draw, drawer
from packbuilder.fill import fill
from packbuilder.parse import Worksheet
from packbuilder.press import Job
from packbuilder.printing import Printed, print_sheet
from packbuilder.problems import Problem, SpecError
from packbuilder.promise import Proof
from packbuilder.sheet import Activity, blanks, spaces
from packbuilder.spec import ActivitySpec

LONG = "Something quite different that is far longer than what a student has to write in this place. "
REMEDY = "neither the kind nor the layout may use them there"
SHORT = 40
"""Answers longer than this many letters become short, the others long."""


def other(answer: str) -> str:
    """Another text than `answer`, and of another length."""
    return "x" if len(answer) > SHORT else LONG + answer[::-1]


def broken(proof: Proof) -> Iterator[Problem]:
    """The activities whose answers leave a trace in the student's sheet."""
    if "student" not in proof.printed:
        return
    specs = proof.worksheet.activities
    if same(proof, [spec.disguised(other) for spec in specs]):
        return
    found = False
    for index, spec in enumerate(specs):
        alone = [*specs[:index], spec.disguised(other), *specs[index + 1 :]]
        if not same(proof, alone):
            found = True
            name, what = _trace(proof, index, alone)
            yield proof.problem("student", name, f"{what} changes with the answers; {REMEDY}")
    if not found:
        yield proof.problem("student", "", f"the sheet changes with the answers; {REMEDY}")


def same(proof: Proof, specs: Sequence[ActivitySpec]) -> bool:
    """Is the student's sheet the same with these activities?"""
    usual = proof.printed["student"]
    try:
        printed = print_student(replace(proof.worksheet, activities=tuple(specs)), proof)
    except SpecError:
        return False
    return printed.pdf == usual.pdf and printed.fields == usual.fields


def print_student(worksheet: Worksheet, proof: Proof) -> Printed:
    """The student's sheet of another worksheet, on the same page and in the same layout."""
    draw_for = drawer(worksheet, proof.pack_title, proof.sheet.page, proof.limits)
    job = Job(draw_for, proof.layout, worksheet.path, proof.limits, worksheet.hashes)
    return print_sheet(job, ["student"])["student"]


def _trace(proof: Proof, index: int, specs: Sequence[ActivitySpec]) -> tuple[str, str]:
    """Where the answers of an activity show, as far as can be told: the blank or the activity, and what it is."""
    usual = fill(proof.sheet, "student").activities[index]
    changed = replace(proof.worksheet, activities=tuple(specs))
    other_sheet = draw(changed, proof.pack_title, proof.sheet.page, limits=proof.limits)
    drawn = fill(other_sheet, "student").activities[index]
    return _difference(usual, drawn)


def _difference(one: Activity, two: Activity) -> tuple[str, str]:
    for before, after in zip_longest(blanks(one), blanks(two)):
        if before != after:
            return (before or after).id, "the blank's name or place in the order"
    for space, other_space in zip_longest(spaces(one), spaces(two)):
        if space != other_space:
            return one.id, f'the space "{(space or other_space).id}"'
    return one.id, "what is printed" if one != two else "the page"
