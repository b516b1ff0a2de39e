"""Which class sets are looked at beside a folder, and what leads to them."""

import pytest

from packbuilder.class_sets import printed
from packbuilder.class_sets.copies import plan
from packbuilder.class_sets.folder import MANIFEST
from packbuilder.class_sets.manifest import CopyRecord, Origin, Record, manifest_json
from packbuilder.class_sets.printed import MOST_FOLDERS, Meant, Printed, change_of_options, printed_beside
from packbuilder.class_sets.roster import Student

HERE = Origin("year.csv", ("9a",), ("one",), roster_path="../year.csv", pack_path="../pack")
MOVED = Origin("year.csv", ("9a",), ("one",), roster_path="../old/year.csv", pack_path="../pack")
PEOPLE = [Student("S1", "Lovelace, Ada", "9A"), Student("7", "Bo", "9A")]
ADA = Meant("AAAA", "S1")


def beside(folder, origin, meant=ADA, name="year-9a-one", **options):
    """What is found if a set of that origin lies beside the folder."""
    copies = tuple(CopyRecord(copy, 1, {}) for copy in plan(PEOPLE, spares=1))
    record = Record("K7QM", "pack", "Pack", "en-GB", (), copies, options=options, origin=origin)
    (folder / name).mkdir()
    (folder / name / MANIFEST).write_bytes(manifest_json(record))
    return list(printed_beside(folder / "here", "Year", HERE, meant))


@pytest.mark.parametrize(
    ("origin", "meant", "is_found"),
    [
        (HERE, ADA, True),
        (Origin("year.csv", (), ("one",)), ADA, True),
        (Origin("year.csv", (), ("two",)), ADA, False),
        (Origin("other.csv", (), ("one",)), ADA, False),
        (MOVED, ADA, False),
        (MOVED, None, False),
        (MOVED, Meant("K7QM", "S1"), True),
        (None, ADA, False),
    ],
)
def test_sets_of_the_same_list_and_worksheets_are_found(origin, meant, is_found, tmp_path):
    assert bool(beside(tmp_path, origin, meant)) == is_found


@pytest.mark.parametrize(
    ("meant", "is_held"),
    [
        (Meant("AAAA", "S1"), True),
        (Meant("AAAA", "s1"), False),
        (Meant("AAAA", "7"), True),
        (Meant("AAAA", "S2"), False),
        (Meant("AAAA", "S1", 1), True),
        (Meant("AAAA", "S2", 1), False),
        (Meant("AAAA", "S1", 4), False),
        (Meant("AAAA", "S1", 1, "AAAA"), False),
        (Meant("K7QM", "S1", 1, "K7QM"), True),
        (Meant("K7QM", None, 3, "K7QM"), True),
        (Meant("K7QM", None, 4, "K7QM"), False),
        (Meant("AAAA", None, 3, "AAAA"), False),
        (None, True),
    ],
)
def test_a_copy_is_found_by_its_student_or_its_number(meant, is_held, tmp_path):
    assert bool(beside(tmp_path, HERE, meant)) == is_held


@pytest.mark.parametrize(
    ("name", "is_looked_at"),
    [
        ("year-one", True),
        ("year-9a-9b-one--two-up", True),
        ("year-9a-one--again-s1", False),
        ("year-9a", False),
        ("years-9a-one", False),
        ("other-9a-one", False),
        (".year-9a-one", False),
        (f"year-{'x' * 100}-1f2e3d", True),
    ],
)
def test_only_folders_to_which_options_may_lead_are_looked_at(name, is_looked_at, tmp_path):
    assert bool(beside(tmp_path, HERE, name=name)) == is_looked_at


def test_neither_large_manifests_nor_many_folders_are_looked_at(tmp_path, monkeypatch):
    assert beside(tmp_path, HERE)
    for number in range(MOST_FOLDERS):
        (tmp_path / f"year-0{number}-one").mkdir()
    assert not list(printed_beside(tmp_path / "here", "year", HERE))
    (tmp_path / "year-00-one").rmdir()
    assert list(printed_beside(tmp_path / "here", "year", HERE))
    monkeypatch.setattr(printed, "MOST_BESIDE", 100)
    assert not list(printed_beside(tmp_path / "here", "year", HERE))


def test_a_set_is_told_as_its_list_spells_it(tmp_path):
    there = Printed(tmp_path / "year-9a-one--booklet", ("9A",), "booklet")
    assert beside(tmp_path, HERE, name=there.folder.name, imposition="booklet") == [there]


@pytest.mark.parametrize(
    ("given", "there", "expected"),
    [
        ((), (("9A", "9B"),), 'give --class "9A" and --class "9B"'),
        ((("9a",),), (("9A",), "two-up"), "give --two-up"),
        ((("9A",), "booklet"), ((), "two-up"), 'give --two-up and leave out --class "9A" and --booklet'),
        ((("9C", "9A"),), (("9A", "9C"),), 'give --class "9A" and --class "9C" in this order'),
        ((("9B",),), (("9A", "9B"),), 'give --class "9A" and --class "9B" in this order'),
        ((("9A", "9B"),), (("9A",),), 'leave out --class "9B"'),
        ((("9A", "9a"),), (("9A",),), 'give --class "9A" once'),
        ((("9B",),), (("9A",),), 'give --class "9A" and leave out --class "9B"'),
        ((), (('Set "A"',),), "give --class 'Set \"A\"'"),
        ((), (("D'Arcy",),), 'give --class "D\'Arcy"'),
        ((), (("x" * 60,),), 'give --class "' + "x" * 60 + '"'),
        ((("\x1b[31m",),), (), 'leave out --class "\ufffd[31m"'),
    ],
)
def test_what_to_change_is_told(given, there, expected, tmp_path):
    assert change_of_options(Printed(tmp_path, *given), Printed(tmp_path, *there)) == expected
