"""What the command says: counted in the singular too, and advice only where it helps."""

from dataclasses import replace
from pathlib import Path

import pytest

from packbuilder.class_sets.copies import Copy, Variant, plan
from packbuilder.class_sets.make import Made
from packbuilder.class_sets.manifest import CopyRecord, Origin, Record, StreamFile
from packbuilder.class_sets.names import Turned
from packbuilder.class_sets.report import about_key, advice, told_of_made, told_of_plan
from packbuilder.class_sets.roster import Roster, Student, read_roster
from packbuilder.wording import counted

BACKS = "Every copy is one page, so all backs are blank; --one-sided prints no backs."
BESIDE = "Every copy is one page, with nothing beside it; without --{} it takes half of the paper."


def record(*pages, streams=(), separators=False):
    """A class set whose copies have so many pages."""
    copies = (CopyRecord(Copy(number, Variant()), each, {}) for number, each in enumerate(pages, 1))
    return Record("K7QM", "pack", "Pack", "en-GB", tuple(streams), tuple(copies), separators)


def stream(tray="A4", size="A4", **options):
    return StreamFile(f"{size}.pdf", size, tray, 2, **options)


@pytest.mark.parametrize(
    ("pages", "streams", "expected"),
    [
        ((1, 1), [stream()], [BACKS]),
        ((1, 2), [stream()], []),
        ((2, 2), [stream()], []),
        ((1, 1), [stream(both_sides=False)], []),
        ((1,), [stream("A3", imposition="booklet")], [BESIDE.format("booklet")]),
        ((1,), [stream("A3", imposition="two-up")], [BESIDE.format("two-up")]),
        ((1,), [stream("A3", imposition="two-up", both_sides=False)], [BESIDE.format("two-up")]),
        ((3,), [stream("A3", imposition="booklet")], []),
        # What is on A3 already isn't imposed; a booklet can't be one-sided.
        ((1,), [stream("A3", "A3", imposition="booklet")], []),
        ((1,), [stream("A3", "A3", imposition="two-up")], [BACKS]),
        ((1, 1), [], []),
    ],
)
def test_advice_is_given_where_every_copy_is_one_page(pages, streams, expected):
    assert list(advice(record(*pages, streams=streams))) == expected


@pytest.mark.parametrize(
    ("unused", "line"),
    [
        (["House"], "Not used of y.csv: House"),
        ([str(n) for n in range(12)], "Not used of y.csv: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11"),
        ([str(n) for n in range(17)], "Not used of y.csv: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 5 more"),
    ],
)
def test_twelve_columns_are_named(unused, line):
    made = Made(Path("there"), record(1), Roster((), {"id": "ID"}, tuple(unused)))
    assert list(told_of_made(made, Path("x/y.csv")))[2:] == [line]
    assert list(told_of_plan(made.read, (), Path("x/y.csv")))[-1] == line


@pytest.mark.parametrize(
    ("columns", "line"),
    [
        ({"id": "UPN", "name": "Pupil"}, 'id from "UPN", name from "Pupil"'),
        ({"id": "n", "family name": "Nom", "given name": "Prénom"}, 'id from "n", name from "Prénom" and "Nom"'),
        ({"id": "n", "given name": "Vorname"}, 'id from "n", name from "Vorname"'),
        (
            {"status": "status", "class": "title", "family name": "familyName", "given name": "givenName"}
            | {"preferred given name": "preferredGivenName", "id": "sourcedId", "order": "No."},
            'id from "sourcedId", name from "preferredGivenName", "givenName" and "familyName", class from "title", '
            'order from "No."',
        ),
    ],
)
def test_what_was_read_is_told_in_one_order(columns, line):
    assert list(told_of_plan(Roster((), columns), (), Path("y.csv"))) == ["0 copies", f"Read: {line}"]


def test_a_list_without_ids_is_told_as_that():
    told = told_of_plan(Roster((), {"name": "Pupil"}, ("House",)), (), Path("y.csv"))
    known = "No column has ids, so each student is known by the name, as in --only."
    assert list(told) == ["0 copies", 'Read: name from "Pupil"', known, "Not used of y.csv: House"]


def test_how_to_get_a_key_is_said_where_there_is_none():
    without = record(1)
    assert len(list(about_key(without))) == 1
    key = replace(without.copies[0], copy=Copy(2, Variant("key")))
    assert not list(about_key(replace(without, copies=(*without.copies, key))))


def test_what_columns_that_are_not_read_say_of_a_need_is_told(tmp_path):
    path = tmp_path / "y.csv"
    rows = "1,Ada,Large Print,likes overlays,no\n2,Bo,,,yes\n3,Cy,dyslexia,12 pt,\n4,Di,18 pt,green paper,\n"
    path.write_text(f"id,name,SEN,Notes,Needs large print\n{rows}", encoding="utf-8")
    columns = 'give these students columns such as "large print", "dyslexia", "tint" and "support"'
    assert list(told_of_plan(read_roster(path), (), path))[-4:] == [
        f'The column "SEN" isn\'t read, though it says "Large Print" and 2 more like it; {columns}',
        f'The column "Notes" isn\'t read, though it says "likes overlays" and 1 more like it; {columns}',
        f'The column "Needs large print" isn\'t read, though it says "yes"; {columns}',
        "Not used of y.csv: SEN, Notes, Needs large print",
    ]


def test_names_are_shown_that_a_wrong_encoding_would_have_spoilt():
    students = tuple(Student(name, name) for name in ("Ada", "Jörg", "Zoë Ångström", "Bo"))
    told = list(told_of_plan(Roster(students, {"id": "ID"}), (), Path("y.csv")))
    assert told[-1] == "Names are printed like these: Jörg; Zoë Ångström"


def test_what_is_other_on_the_list_is_told():
    made = Made(Path("there"), record(1), Roster((), {}), "new: Ada")
    assert list(told_of_made(made, Path("y.csv")))[2:] == [
        "The class list has changed since the set that was there (new: Ada)"
    ]


@pytest.mark.parametrize(
    ("turned", "line"),
    [
        (
            Turned("Lovelace, Ada", "Ada Lovelace"),
            'Given names stand first: "Lovelace, Ada" is printed as "Ada Lovelace"',
        ),
        (
            Turned("Lovelace, Ada", against="Ms Clarke"),
            'Names stay as they are, such as "Lovelace, Ada", since "Ms Clarke" isn\'t written so',
        ),
    ],
)
def test_what_became_of_names_with_a_comma_is_told(turned, line):
    made = Made(Path("there"), record(1), Roster((), {"id": "ID"}, turned=turned))
    assert list(told_of_made(made, Path("y.csv")))[-1] == line
    assert list(told_of_plan(made.read, (), Path("y.csv")))[-1] == line


SAME = "On paper only the number tells whose is whose: "


@pytest.mark.parametrize(
    ("people", "told"),
    [
        (["a Ada 7B", "b Ada 7B"], [f"{SAME}0001 (Ada, 7B, id a) and 0002 (Ada, 7B, id b)"]),
        (["a Ada 7B", "b Ada 7A", "c Bo 7B"], []),
        ([f"{n} Ada{n % 5} 7B" for n in range(10)], 5),
    ],
)
def test_students_of_one_name_in_one_class_are_told(people, told):
    copies = plan([Student(*each.split()) for each in people])
    lines = [line for line in told_of_plan(Roster((), {"id": "ID"}), copies, Path("y.csv")) if line.startswith(SAME)]
    assert lines == told or len(lines) == told
    keys = plan([Student(*each.split(), edition="key") for each in people])
    assert not any(line.startswith(SAME) for line in told_of_plan(Roster((), {}), keys, Path("y.csv")))


@pytest.mark.parametrize(("names", "last"), [(6, "1 name"), (7, "2 names")])
def test_how_many_more_share_a_name_is_told(names, last):
    copies = plan([Student(str(number), f"Ada{number % names}", "7B") for number in range(2 * names)])
    lines = list(told_of_plan(Roster((), {"id": "ID"}), copies, Path("y.csv")))
    assert sum(line.startswith(SAME) for line in lines) == 5
    assert lines[-1] == f"… and so it is with {last} more"


LONG = [
    *(Student("a", "Ada Augusta King"), Student("b", "Ada Augusta Byron", "Chemistry 1"), Student("c", "Bo", "Chem")),
    Student("d", "x" * 50 + "y" * 50),
]
SHORTER = "a shorter one on the list is printed whole"


@pytest.mark.parametrize(
    ("cut", "told"),
    [
        ({}, []),
        ({"name": {1: "Ada A…"}}, [f'1 name, printed as "Ada A…" for "Ada Augusta King"; {SHORTER}']),
        (
            {"name": {1: "Ada A…", 2: "Ada…"}, "class": {2: "Chem…"}},
            [
                '2 names, printed as "Ada A…" for "Ada Augusta King" and "Ada…" for "Ada Augusta Byron"; ' + SHORTER,
                f'1 class name, printed as "Chem…" for "Chemistry 1"; {SHORTER}',
            ],
        ),
        ({"name": {4: "x" * 45 + "…"}}, [f'1 name, printed as "{"x" * 45}…" for "{"x" * 50}{"y" * 15}…"; {SHORTER}']),
        # Those of whom nothing is printed now aren't told.
        ({"name": {9: "Ada…"}}, []),
    ],
)
def test_what_is_shortened_is_told(cut, told):
    copies = tuple(CopyRecord(copy, 1, {}) for copy in plan(LONG))
    made = Made(Path("there"), replace(record(), copies=copies, cut=cut), Roster((), {}))
    lines = list(told_of_made(made, Path("y.csv")))[2:]
    assert lines == [f"Too long for the line on the page: {each}" for each in told]


def test_names_that_are_alike_once_they_are_shortened_are_told():
    copies = tuple(CopyRecord(copy, 1, {}) for copy in plan([replace(each, class_name="7B") for each in LONG]))
    cut = {"name": {1: "Ada Augusta…", 2: "Ada Augusta…"}}
    made = Made(Path("there"), replace(record(), copies=copies, cut=cut), Roster((), {}))
    told = f"{SAME}0001 (Ada Augusta King, 7B, id a) and 0002 (Ada Augusta Byron, 7B, id b)"
    assert list(told_of_made(made, Path("y.csv")))[-1] == told


@pytest.mark.parametrize(("other", "is_told"), [("Chem…", True), ("Che…", False)])
def test_namesakes_are_told_whose_classes_are_alike_on_paper(other, is_told):
    students = [Student("a", "Ada King", "Chemistry 1"), Student("b", "Ada King", "Chemistry 2")]
    copies = tuple(CopyRecord(copy, 1, {}) for copy in plan(students))
    made = Made(Path("there"), replace(record(), copies=copies, cut={"class": {1: "Chem…", 2: other}}), Roster((), {}))
    told = f"{SAME}0001 (Ada King, Chemistry 1, id a) and 0002 (Ada King, Chemistry 2, id b)"
    assert (told in told_of_made(made, Path("y.csv"))) == is_told


def test_a_class_name_is_told_once_for_each_length():
    students = [Student(str(number), "Ada", "Chemistry") for number in range(5)]
    copies = tuple(CopyRecord(copy, 1, {}) for copy in plan(students))
    cut = {"class": {1: "Chemis…", 2: "Chemis…", 3: "Che…"}}
    made = Made(Path("there"), replace(record(), copies=copies, cut=cut), Roster((), {}))
    line = f'1 class name, printed as "Chemis…" for "Chemistry" and "Che…" for "Chemistry"; {SHORTER}'
    assert f"Too long for the line on the page: {line}" in list(told_of_made(made, Path("y.csv")))


def test_sorts_without_number_are_counted_in_one_line():
    copies = [Copy(n, Variant(language=f"l{n}"), "", Student(f"{n}", "Ada")) for n in range(25)]
    (line,) = [line for line in told_of_plan(Roster((), {}), copies, Path("y.csv")) if line.startswith("Without")]
    assert line.endswith("1 × student-l19, 5 more sorts")


ONE = "write them in one way if they are one"


@pytest.mark.parametrize(
    ("classes", "told"),
    [
        (["9A", "9 A", "9a", "9B"], [f'"9A", "9 A" and "9a" are classes of their own; {ONE}']),
        (["9A", "9A", "9B", "", ""], []),
        (["10Y/Sp", "10Y Sp"], []),
    ],
)
def test_classes_that_are_hardly_written_otherwise_are_told(classes, told):
    copies = [Copy(number, Variant(), name, Student(str(number), "Ada")) for number, name in enumerate(classes, 1)]
    lines = list(told_of_plan(Roster((), {"id": "ID"}), copies, Path("y.csv")))
    assert [line for line in lines if line.endswith(ONE)] == told


@pytest.mark.parametrize(
    ("copy", "line"),
    [
        (Copy(3, Variant(), "7B", Student("S1", "Ada")), "This is copy 0003 (Ada, 7B, id S1)"),
        (Copy(3, Variant(), "", Student("Ada", "Ada")), "This is copy 0003 (Ada)"),
        (Copy(3, Variant()), "This is copy 0003"),
    ],
)
def test_whose_copy_is_printed_again_is_told(copy, line):
    again = replace(record(), copies=(CopyRecord(copy, 1, {}),), origin=Origin("y.csv", copy="S1"))
    assert list(told_of_made(Made(Path("there"), again, Roster((), {})), Path("y.csv")))[2:] == [line]


def test_a_copy_that_was_compared_with_nothing_is_told():
    made = Made(Path("there"), record(1), Roster((), {}), is_alone=True)
    assert list(told_of_made(made, Path("x/y.csv")))[2:] == [
        "No class set of y.csv was found to compare this copy with; it is as the list and the pack are now"
    ]


@pytest.mark.parametrize(
    ("options", "told"), [(("--spares",), "--spares"), (("--one-sided", "--anonymous"), "--one-sided and --anonymous")]
)
def test_options_that_do_not_count_are_told(options, told):
    made = Made(Path("there"), record(1), Roster((), {}), set_aside=options)
    assert list(told_of_made(made, Path("y.csv")))[2:] == [f"Made with the options of its class set, not with {told}"]


def test_a_class_is_told_whatever_it_is_called():
    names = ("7" * 50, "7\x1b[31mB")
    copies = [Copy(number, Variant(), name, Student(str(number), "Ada")) for number, name in enumerate(names, 1)]
    told = list(told_of_plan(Roster((), {}), copies, Path("y.csv")))
    assert told[:2] == ["7" * 39 + "…: 1 × student", "7\ufffd[31mB: 1 × student"]


@pytest.mark.parametrize(
    ("number", "words", "expected"),
    [
        (0, ("sheet",), "0 sheets"),
        (1, ("sheet",), "1 sheet"),
        (2, ("sheet",), "2 sheets"),
        (1, ("copy", "copies"), "1 copy"),
        (21, ("copy", "copies"), "21 copies"),
    ],
)
def test_one_is_singular(number, words, expected):
    assert counted(number, *words) == expected
