"""What is said of a class list that has changed since a set was made of it."""

from dataclasses import replace

import pytest

from packbuilder.class_sets.changes import changes
from packbuilder.class_sets.copies import plan
from packbuilder.class_sets.manifest import CopyRecord, Record, manifest_json, read_manifest
from packbuilder.class_sets.roster import Student
from packbuilder.renderings import Rendering

ADA, BO, CY = Student("1", "Ada", "7B"), Student("2", "Bo", "7B"), Student("3", "Cy", "", edition="key")
MANY = [Student(str(number), f"N{number}", "7B") for number in range(10, 17)]


def in_a_manifest(students):
    copies = tuple(CopyRecord(copy, 1, {}) for copy in plan(students, spares=1))
    return read_manifest(manifest_json(Record("K7QM", "pack", "Pack", "en-GB", (), copies))).students


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ([ADA, BO, CY], [ADA, BO, CY], ""),
        ([ADA], [ADA, BO, CY], "new: Bo and Cy"),
        ([ADA, BO], [BO], "gone: Ada"),
        ([ADA], [BO], "new: Bo; gone: Ada"),
        ([ADA, BO], [BO, ADA], "another order"),
        ([ADA, BO], [CY, BO, ADA], "new: Cy"),
        ([], MANY, "new: N10, N11, N12, N13, N14 and 2 more"),
        ([], MANY[:6], "new: N10, N11, N12, N13, N14 and 1 more"),
        ([ADA], [replace(ADA, name="A\x1b[1mda")], "another name, class or edition: A\ufffd[1mda"),
        ([ADA, BO], [replace(ADA, class_name="7A"), BO], "another name, class or edition: Ada"),
        ([ADA], [replace(ADA, edition="support")], "another name, class or edition: Ada"),
        ([ADA], [replace(ADA, rendering=Rendering(large_print=True))], "another name, class or edition: Ada"),
        ([ADA], [replace(ADA, order="4")], ""),
        ([ADA], [replace(ADA, rendering=Rendering(screen=True))], ""),
        ([], [replace(ADA, name="King, Ada, Jr."), BO], 'new: "King, Ada, Jr." and Bo'),
        # Of a list that has got a name without a comma, no name is turned round any more.
        ([Student("Ada Lovelace", "Ada Lovelace")], [Student("Lovelace, Ada", "Lovelace, Ada"), BO], "new: Bo"),
    ],
)
def test_what_has_changed_is_told(before, now, expected):
    assert changes(in_a_manifest(before), plan(now)) == expected
