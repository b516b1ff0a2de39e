"""What a class set is made of: each variant typeset once, a set id that changes when it must, refusals in time."""

from contextlib import nullcontext
from dataclasses import replace

import pytest
from sets import MAP, pages_of, quiet, typeset, worksheet, write_pack

from packbuilder import making
from packbuilder.class_sets import order, pages
from packbuilder.class_sets.collate import PageOf, collate
from packbuilder.class_sets.copies import FIRST_LATE, Variant, count, plan
from packbuilder.class_sets.order import Order, chosen_copies, planned, typeset_set
from packbuilder.class_sets.roster import read_roster
from packbuilder.class_sets.wanted import Settings, Wanted
from packbuilder.memory import Memory
from packbuilder.options import Options
from packbuilder.problems import SetupError, SpecError
from packbuilder.renderings import Rendering
from packbuilder.targets import Target

ONE = worksheet()
LARGE, CREAM = Rendering(large_print=True), Rendering(tint="cream")
EVERYONE = (
    "id,name,class,edition,large print,tint,language\n"
    "1,Ada,7B,,,,\n"
    "2,Bo,7B,support,,,\n"
    "3,Cy,7B,,yes,,\n"
    "4,Di,7C,support,yes,,\n"
    "5,Ed,7C,,,cream,\n"
    "6,Flo,7C,,,,fr\n"
    "7,Gus,7C,key,,,\n"
    "8,Hal,7C,,,,\n"
    "9,Ida,7C,support,,,\n"
)


@pytest.fixture
def printed(monkeypatch):
    """What was asked of the typesetter: worksheet, editions, rendering and language of each call."""
    calls = []
    real = making.print_worksheet

    def counted(worksheet, pack, options, *more):
        calls.append((worksheet.id, options.editions, options.rendering, worksheet.words_language))
        assert options.coded
        return real(worksheet, pack, options, *more)

    monkeypatch.setattr(making, "print_worksheet", counted)
    return calls


def test_each_worksheet_is_typeset_once_in_each_variant(tmp_path, printed):
    made = typeset(tmp_path, EVERYONE, ONE, worksheet(title="U"), spares=2)
    asked = [
        (("student", "support", "key"), Rendering(), None),
        (("student", "support"), LARGE, None),
        (("student",), CREAM, None),
        (("student",), Rendering(), "fr"),
    ]
    assert printed == [(f"sheet-{number}", *each) for each in asked for number in (0, 1)]
    assert set(made.typeset) == {
        Variant(),
        Variant("support"),
        Variant("key"),
        Variant("student", LARGE),
        Variant("support", LARGE),
        Variant("student", CREAM),
        Variant("student", Rendering(), "fr"),
    }
    assert {variant: len(pack.worksheets) for variant, pack in made.typeset.items()} == dict.fromkeys(made.typeset, 2)
    assert [copy.variant.name for copy in made.copies if copy.student] == [
        *("student", "support", "student-large-print", "support-large-print", "student-cream"),
        *("student-fr", "student", "support", "key"),
    ]


def test_what_nobody_gets_is_not_typeset(tmp_path, printed):
    typeset(tmp_path, "id,name,tint\n1,Ada,cream\n2,Bo,cream\n", ONE)
    assert printed == [("sheet-0", ("student",), CREAM, None)]


@pytest.mark.parametrize("more", [{"spares": 1}, {"late_joiners": 1}])
def test_copies_without_a_name_have_the_usual_look(tmp_path, printed, more):
    typeset(tmp_path, "id,name,tint\n1,Ada,cream\n", ONE, **more)
    assert [rendering for _, _, rendering, _ in printed] == [CREAM, Rendering()]


@pytest.mark.parametrize(("screen", "expected"), [(False, [False, False]), (True, [True, True]), (None, [True, False])])
def test_fields_to_type_into_are_for_the_screen(tmp_path, screen, expected):
    made = typeset(tmp_path, "id,name,screen\n1,Ada,yes\n2,Bo,no\n", ONE, screen=screen)
    assert [copy.variant.rendering.screen for copy in made.copies] == expected


# The set's id

PEOPLE = "id,name,class,seat\n1,Ada,7B,1\n2,Bo,7B,2\n"


def set_id(folder, people=PEOPLE, sheets=(ONE,), options=None, **wanted):
    return typeset(folder, people, *sheets, options=options, **wanted).set_id


@pytest.fixture(scope="module")
def usual(tmp_path_factory):
    return set_id(tmp_path_factory.mktemp("usual"))


@pytest.mark.parametrize(
    "changed",
    [
        {"people": PEOPLE.replace("Ada", "Ida")},
        {"people": PEOPLE.replace("1,Ada", "11,Ada")},
        {"people": PEOPLE.replace("7B,1", "7B,3")},
        {"people": PEOPLE.replace("7B,1", "7C,1")},
        {"people": PEOPLE + "3,Cy,7B,3\n"},
        {"people": PEOPLE.replace("seat", "seat,edition").replace(",1\n", ",1,support\n").replace(",2\n", ",2,\n")},
        {"people": PEOPLE.replace("seat", "seat,language").replace(",1\n", ",1,fr\n").replace(",2\n", ",2,\n")},
        {"sheets": (worksheet().replace("about 0", "about 1"),)},
        {"sheets": (ONE, ONE)},
        {"sheets": (worksheet(title="U"),)},
        {"options": Options(family="us")},
        {"options": Options(layout="exam")},
        {"spares": 3, "same": True},
        {"late_joiners": 3, "same": True},
        {"settings": Settings(separators=True), "same": True},
        {"settings": Settings(both_sides=False), "same": True},
        {"settings": Settings(imposition="booklet"), "same": True},
        {"anonymous": True, "same": True},
        {"codes": False, "same": True},
        {"only": "1", "page": 1, "same": True},
        {"people": PEOPLE.replace("\n", "\r\n").replace(",", ";"), "same": True},
        {"people": PEOPLE.replace("1,Ada,7B,1\n2,Bo,7B,2\n", "2,Bo,7B,2\n1,Ada,7B,1\n"), "same": True},
    ],
)
def test_the_set_id_stands_for_pages_and_students(tmp_path, usual, changed):
    same = changed.get("same", False)
    found = set_id(tmp_path, **{name: value for name, value in changed.items() if name != "same"})
    assert (found == usual) == same


def test_the_name_of_the_pack_belongs_to_the_set(tmp_path, usual):
    """Two packs with the same pages are two sets."""
    (tmp_path / "7.csv").write_text(PEOPLE, encoding="utf-8")
    found = [
        typeset_set(
            Order(Target(write_pack(tmp_path / name, ONE)), tmp_path / "7.csv", Options(), Wanted()), quiet
        ).set_id
        for name in ("pack", "other")
    ]
    assert found[0] == usual != found[1]


def test_a_set_stays_the_same_whichever_of_its_classes_are_printed(tmp_path):
    people = PEOPLE + "3,Cy,7C,3\n"
    assert set_id(tmp_path, people) == set_id(tmp_path, people, classes=("7B",))
    made = typeset(tmp_path, people, ONE, classes=("7C",))
    assert [copy.number for copy in made.copies] == [3]


# What is refused


def refused(folder, people, *sheets, **wanted):
    with pytest.raises(SpecError) as caught:
        typeset(folder, people, *sheets, **wanted)
    return [str(each).removeprefix(f"{folder.as_posix()}/") for each in caught.value.problems]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("1,Ada 👩,", '2:3: name: no font has the character "👩" (U+1F469) of "Ada 👩" (1); write it another way'),
        ("1,ⴰⴷⴰ,", '2:3: name: no font has the character "ⴰ" (U+2D30) of "ⴰⴷⴰ" (1); write it another way'),
        ("1,Ã‰lodie,", '2:3: name: "Ã‰lodie" is "Élodie" in a wrong encoding; export the list as UTF-8'),
        (
            "1,Jos? Perez,",
            '2:3: name: "Jos? Perez" has a question mark in the place of a letter; export the list as UTF-8',
        ),
        ("1,J?rgen,?", '2:3: name: "J?rgen" has a question mark in the place of a letter; export the list as UTF-8'),
        ("1,Ada,7🎻", '2:7: class: no font has the character "🎻" (U+1F3BB) of "7🎻" (1); write it another way'),
    ],
)
def test_a_character_that_no_font_has_is_refused(tmp_path, row, problem):
    assert refused(tmp_path, f"id,name,class\n{row}\n", ONE) == [f"7.csv:{problem}"]


def test_all_that_is_wrong_is_said_at_once(tmp_path):
    people = "id,name,class\n1,Ada,7B\n2,Bo 👩🎻,7B\n3,Cy 👩,7B\n"
    problems = refused(tmp_path, people, "title: T\n", ONE.replace("lines: 4", "lines: four"))
    assert [each.split(": ")[0] for each in problems] == [
        *("pack/sheet-0.yaml:1:1", "pack/sheet-1.yaml:5:45"),
        *("7.csv:3:3", "7.csv:4:3"),
    ]
    problems = refused(tmp_path, "id,name\n1,\n1,Ada\n", "title: T\n")
    assert [each.split(": ")[0] for each in problems] == ["pack/sheet-0.yaml:1:1", "7.csv:2:3", "7.csv:3:1"]


def test_names_that_are_not_printed_may_have_any_character(tmp_path):
    assert typeset(tmp_path, "id,name\n1,Ada 👩\n", ONE, anonymous=True).copies[0].student.name == "Ada 👩"


def test_a_page_on_which_something_does_not_fit_is_said_once(tmp_path):
    people = "id,name,edition,tint\n1,Ada,key,\n2,Bo,key,cream\n3,Cy,,\n"
    problems = refused(tmp_path, people, worksheet(paper="A4 landscape", body=MAP.replace("Drops.", "Drops " * 150)))
    assert len(problems) == len(set(problems)) >= 1
    assert all("too long for its place" in problem for problem in problems)


NUMBERED = "copies are numbered up to {}, and all of 7.csv would take {}"


@pytest.mark.parametrize(
    ("limits", "wanted", "message"),
    [
        ({"MOST_COPIES": 1}, {}, NUMBERED.format(1, "2; divide the list")),
        ({"MOST_COPIES": 3}, {"spares": 2}, NUMBERED.format(3, "4; take fewer spares, or divide the list")),
        (
            {"MOST_VARIANTS": 0},
            {},
            "these copies are of 1 sorts, by edition, look and language; 0 are the most, "
            "so print class by class (--class), or divide the list",
        ),
        (
            {"MOST_MB": 0},
            {},
            "the pages of these copies, each sort once, take more than 0 MB; make the pictures smaller, "
            "or divide the list",
        ),
        ({"MOST_PAGES": 1}, {}, "a copy has 1 pages at most; student has more, so divide the pack"),
    ],
)
def test_a_set_that_is_too_large_is_refused(tmp_path, monkeypatch, limits, wanted, message):
    for name, value in limits.items():
        monkeypatch.setattr(pages if hasattr(pages, name) else order, name, value)
    with pytest.raises(SetupError) as caught:
        typeset(tmp_path, PEOPLE, worksheet(pages=2), **wanted)
    assert str(caught.value) == message


def test_pages_that_are_remembered_need_room_as_well(tmp_path, monkeypatch):
    options = Options(memory=Memory(tmp_path / "made"))
    for files in (False, True):
        typeset(tmp_path, PEOPLE, ONE, options=options, files=files)
        with monkeypatch.context() as patch:
            patch.setattr(pages, "MOST_MB", 0)
            with pytest.raises(SetupError, match="take more than 0 MB"):
                typeset(tmp_path, PEOPLE, ONE, options=options, files=files)


def test_each_sort_of_copies_counts_once(tmp_path, monkeypatch):
    monkeypatch.setattr(order, "MOST_VARIANTS", 2)
    people = "id,name,edition\n1,Ada,\n2,Bo,support\n3,Cy,support\n4,Di,\n"
    assert len(typeset(tmp_path, people, ONE).typeset) == 2
    with pytest.raises(SetupError, match="of 3 sorts"):
        typeset(tmp_path, f"{people}5,Ed,key\n", ONE)


@pytest.mark.parametrize(
    ("classes", "spares", "numbers"),
    [((), 897, 90_000), (("c99",), 897, 90_000), ((), 898, None), (("c99",), 898, None), (("c99",), 1000, None)],
)
def test_numbers_end_before_those_of_late_joiners_whichever_classes_are_printed(tmp_path, classes, spares, numbers):
    people = "".join(f"{number},Ada,c{number // 3}\n" for number in range(300))
    (tmp_path / "7.csv").write_text(f"id,name,class\n{people}", encoding="utf-8")
    target, wanted = Target(write_pack(tmp_path / "pack", ONE)), Wanted(classes=classes, spares=spares)
    with nullcontext() if numbers else pytest.raises(SetupError, match="numbered up to 90,000"):
        _, _, copies = planned(Order(target, tmp_path / "7.csv", Options(), wanted))
        assert max(copy.number for copy in copies) == numbers < FIRST_LATE


def test_a_class_list_of_ten_thousand_becomes_a_pile(tmp_path):
    rows = "".join(f"{number},Student {number},{number // 30}\n" for number in range(10_000))
    made = typeset(tmp_path, f"id,name,class\n{rows}", ONE, spares=1)
    assert len(made.copies) == 10_000 + 334
    sides = list(collate("A4", made.copies, made.shapes, Settings(separators=True)))
    assert len(sides) == 2 * (10_334 + 334)
    numbers = [side.places[0].content.copy.number for side in sides if isinstance(side.places[0].content, PageOf)]
    assert sorted(numbers) == list(range(1, 10_335))
    assert numbers[:32] == [*range(1, 31), 10_001, 31]


def test_spare_copies_do_not_change_the_numbers_of_others(tmp_path):
    roster = tmp_path / "7.csv"
    roster.write_text(EVERYONE, encoding="utf-8")
    students = read_roster(roster).students
    for spares in (0, 1, 3):
        copies = plan(students, spares)
        assert count(students, spares) == len(copies)
        assert [copy.number for copy in copies if copy.student] == list(range(1, 10))
        assert [copy.number for copy in copies if not copy.student] == list(range(10, 10 + 2 * spares))
        assert {copy.variant for copy in copies if not copy.student} <= {Variant()}


@pytest.mark.parametrize(("only", "page"), [("a1", 1), ("0001", 1), ("a1", None), (None, None)])
def test_what_is_wanted_again_is_found(only, page):
    made = pages_of(0, 1)
    chosen = chosen_copies(replace(made, wanted=Wanted(only=only, page=page)))
    assert chosen == (made.copies if only is None else made.copies[:1], page)
