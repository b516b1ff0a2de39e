"""What has changed on a class list since a class set was made of it."""

from collections.abc import Mapping, Sequence

from packbuilder.class_sets.copies import Copy
from packbuilder.class_sets.headings import readable
from packbuilder.class_sets.manifest import Listed
from packbuilder.class_sets.names import given_first
from packbuilder.renderings import Rendering
from packbuilder.wording import few

SCREEN = Rendering(screen=True).name
MOST_NAMES = 5
"""So many names of each sort are told."""


def changes(before: Mapping[str, Listed], copies: Sequence[Copy]) -> str:
    """`new: Ada; gone: Bo and Cy`, or nothing, for the students of a set that was made and those of the `copies`.

    What a manifest doesn't keep, such as a seat that changes no order, isn't seen.
    """
    before = {given_first(student_id): _on_paper(each) for student_id, each in before.items()}
    now = {
        given_first(copy.student.id): _on_paper(Listed(copy.student.name, copy.class_name, copy.variant.name))
        for copy in copies
        if copy.student is not None
    }
    stayed = [student_id for student_id in now if student_id in before]
    sorts = {
        "new": [now[each].name for each in now if each not in before],
        "gone": [before[each].name for each in before if each not in now],
        "another name, class or edition": [now[each].name for each in stayed if now[each] != before[each]],
    }
    told = [f"{sort}: {_some(names)}" for sort, names in sorts.items() if names]
    if not told and [each for each in before if each in now] != stayed:
        told = ["another order"]
    return "; ".join(told)


def _on_paper(student: Listed) -> Listed:
    """Whether all files have fields to type into is no matter of the list, nor which name is printed first."""
    return student._replace(name=given_first(student.name), edition=student.edition.replace(f"-{SCREEN}", ""))


def _some(names: Sequence[str]) -> str:
    return few([f'"{name}"' if "," in name else name for name in map(readable, names)], MOST_NAMES)
