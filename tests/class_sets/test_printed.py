"""Which class sets are looked at beside a folder, and what leads to them."""

import pytest

from packbuilder.class_sets.codes import Code
from packbuilder.class_sets.copies import plan
from packbuilder.class_sets.folder import MANIFEST
from packbuilder.class_sets.manifest import CopyRecord, Origin, Record, manifest_json
from packbuilder.class_sets.printed import Printed, change_of_options, printed_beside
from packbuilder.class_sets.roster import Student

HERE = Origin("year.csv", ("9a",), ("one",), roster_path="../year.csv", pack_path="../pack")
PEOPLE = [Student("S1", "Lovelace, Ada", "9A"), Student("7", "Bo", "9A")]


def beside(folder, origin, only="S1", **options):
    """What is found if a set of that origin lies beside the folder."""
    copies = tuple(CopyRecord(copy, 1, {}) for copy in plan(PEOPLE, spares=1))
    record = Record("K7QM", "pack", "Pack", "en-GB", (), copies, options=options, origin=origin)
    (folder / "there").mkdir()
    (folder / "there" / MANIFEST).write_bytes(manifest_json(record))
    return list(printed_beside(folder / "here", HERE, only))


@pytest.mark.parametrize(
    ("origin", "is_found"),
    [
        (HERE, True),
        (Origin("year.csv", (), ("one",)), True),
        (Origin("year.csv", (), ("two",)), False),
        (Origin("other.csv", (), ("one",)), False),
        (Origin("year.csv", (), ("one",), roster_path="../old/year.csv", pack_path="../pack"), False),
        (None, False),
    ],
)
def test_sets_of_the_same_list_and_worksheets_are_found(origin, is_found, tmp_path):
    assert bool(beside(tmp_path, origin)) == is_found


@pytest.mark.parametrize(
    ("only", "is_held"),
    [
        ("S1", True),
        ("s1", False),
        ("ada lovelace", True),
        ("Lovelace, Ada", True),
        ("7", True),
        ("0003", True),
        ("4", False),
        ("K7QM-0003", True),
        ("AAAA-0003", False),
        (str(Code("K7QM", 3, 1)), True),
        (str(Code("K7QM", 4, 1)), False),
        (str(Code("AAAA", 3, 1)), False),
        (None, True),
    ],
)
def test_a_copy_is_found_by_all_that_only_takes(only, is_held, tmp_path):
    assert bool(beside(tmp_path, HERE, only)) == is_held


def test_a_set_is_told_as_its_list_spells_it(tmp_path):
    there = Printed(tmp_path / "there", ("9A",), "booklet")
    assert beside(tmp_path, HERE, imposition="booklet") == [there]


@pytest.mark.parametrize(
    ("given", "there", "expected"),
    [
        ((), (("9A", "9B"),), 'give --class "9A" and --class "9B"'),
        ((("9a",),), (("9A",), "two-up"), "give --two-up"),
        ((("9A",), "booklet"), ((), "two-up"), 'give --two-up and leave out --class "9A" and --booklet'),
        ((("\x1b[31m",),), (), 'leave out --class "\ufffd[31m"'),
    ],
)
def test_what_to_change_is_told(given, there, expected, tmp_path):
    assert change_of_options(Printed(tmp_path, *given), Printed(tmp_path, *there)) == expected
