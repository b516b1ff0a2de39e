"""Class lists: what schools export is read, and what is wrong with it is said with its place, all at once."""

import csv
import io
import os
import unicodedata
from contextlib import suppress
from time import process_time

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from packbuilder.class_sets import csv_rows, headings, roster, table
from packbuilder.class_sets.headings import HEADINGS, PREFERRED
from packbuilder.class_sets.names import Turned
from packbuilder.class_sets.roster import Student, read_roster
from packbuilder.problems import Position, SetupError, SpecError
from packbuilder.renderings import TINTS, USUAL, Rendering

# A file is written over and over in one temporary folder.
fuzz = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def read(folder, text, *classes, name="7b.csv"):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_roster(path, classes).students


def problems(folder, text, **options):
    with pytest.raises(SpecError) as caught:
        read(folder, text, **options)
    return [str(problem).removeprefix(f"{folder.as_posix()}/") for problem in caught.value.problems]


def names(students):
    return [student.name for student in students]


LIST = "id,name,class\n1,Ada Łęcka,7B\n2,Zoë Müller,7A\n"
LATIN = LIST.replace("Łęcka", "Lécka")


@pytest.mark.parametrize(
    "data",
    [
        LATIN.encode(),
        LATIN.encode("utf-8-sig"),
        LATIN.encode("utf-16"),
        b"\xff\xfe" + LATIN.encode("utf-16-le"),
        b"\xfe\xff" + LATIN.encode("utf-16-be"),
        LATIN.encode("cp1252"),
        LATIN.replace(",", ";").encode(),
        LATIN.replace(",", "\t").encode("utf-16"),
        LATIN.replace("\n", "\r\n").encode(),
        LATIN.replace("\n", "\r").encode(),
        LATIN.rstrip().encode(),
        f"\n\r\n{LATIN}\n,,\n  \n".encode(),
        f"sep=,\n{LATIN}".encode(),
        f"sep=;\r\n{LATIN.replace(',', ';')}".encode(),
        LATIN.replace(",", " , ").encode(),
        ('"' + LATIN.replace(",", '", "').replace("\n", '"\n"') + '"').encode(),
        LATIN.replace("\n", ",,\n").encode(),
        LATIN.replace("id,name,class\n", "id,name,class,,\n").replace("7B", "7B,,").replace("7A", "7A,,").encode(),
    ],
)
def test_a_list_is_read_however_it_was_saved(tmp_path, data):
    first, second = read(tmp_path, data)
    assert (first.id, first.name, first.class_name) == ("1", "Ada Lécka", "7B")
    assert (second.id, second.name, second.class_name) == ("2", "Zoë Müller", "7A")


def test_utf_8_is_never_taken_for_windows_1252(tmp_path):
    assert names(read(tmp_path, LIST)) == ["Ada Łęcka", "Zoë Müller"]


def test_a_row_has_all_that_is_known_of_a_student(tmp_path):
    text = (
        "language,screen,tint,low ink,dyslexia,large print,edition,order,class,name,id\n"
        "de,x,Cream,1,TRUE,yes,Support,3,7B,Ada,u-1\n"
    )
    assert read(tmp_path, text) == (
        Student("u-1", "Ada", "7B", "3", "support", Rendering(True, True, True, "cream", True), "de", Position(2, 1)),
    )


def test_what_is_not_given_is_the_usual(tmp_path):
    assert read(tmp_path, "id,name\n1,Ada\n") == (Student("1", "Ada", at=Position(2, 3)),)


@pytest.mark.parametrize(
    ("headings", "name"),
    [
        ("ID,Name", "Lovelace"),
        ("Pupil_ID,full-name", "Lovelace"),
        ("UPN,STUDENT  NAME", "Lovelace"),
        ("Adm. No,Pupil,id", "Lovelace"),
        ("student number,Forename,Surname", "Lovelace Ada"),
        ("Schülernummer,Vorname,Nachname", "Lovelace Ada"),
        ("ID,Name,Vorname", "Ada Lovelace"),
        ("Numéro Élève,Nom,Prénom", "Ada Lovelace"),
        ("identifiant,PRENOM,NOM", "Lovelace Ada"),
        ("Matrícula,Nombre,Apellidos", "Lovelace Ada"),
        ("sourcedId,givenName,familyName", "Lovelace Ada"),
        ("id,name,first name,last name", "Lovelace"),
        ("id,first name", "Lovelace"),
        ("id,Preferred name", "Lovelace"),
        ("id,Preferred name,Family name", "Lovelace Ada"),
        ("id,Preferred forename,Surname", "Lovelace Ada"),
        ("id,Forename,Surname,Preferred Forename", "4 Ada"),
        ("id,Legal Forename,Surname,Preferred Name", "4 Ada"),
        ("id,Forename,Surname,Preferred Forename,Preferred Surname", "4 5"),
        ("id,Name,Preferred name,Surname,Forename", "Lovelace"),
        ("id,First Name,Last Name,Legal First Name,Legal Last Name", "Lovelace Ada"),
        ("id,Legal First Name,Legal Last Name,First Name", "4 Ada"),
        ("id,Legal Forename,Legal Surname", "Lovelace Ada"),
        ("id,Name,Legal First Name", "Lovelace"),
        ("id,Nom d\u2019usage,Prénom", "Ada Lovelace"),
        ("id,Apellido 1,Nombre,Apellido 2", "Ada Lovelace"),
        ("id,Familienname,Vornamen,Namensbestandteil vorangestellt", "Ada 4 Lovelace"),
        ("leerlingnummer,achternaam,roepnaam,tussenvoegsel,klas", "Ada 4 Lovelace"),
        ("id,achternaam,voornaam,tussenvoegsel,name", "5"),
        *((f"Name,{other}", "1") for other in ("Line", "Student notes", "Sourced")),
        ("UPN,Pupil,Preferred Name", "Lovelace"),
        ("UPN,Pupil,Preferred Forename,Form", "Lovelace"),
        ("ID,Name,Rufname", "Ada Lovelace"),
        ("ID,Name,Vorname,Rufname", "4 Lovelace"),
        ("ID,Name,Vorname,Familienname", "Lovelace"),
        ("UPN,Pupil,Admission No,Student ID", "Lovelace"),
        ("id,Nom,Classe", "Lovelace"),
        ("id,Nome", "Lovelace"),
        ("id,Cognome,Nome", "Ada Lovelace"),
        ("id,Nazwisko,Imię", "Ada Lovelace"),
        ("id,ФАМИЛИЯ,Имя", "Ada Lovelace"),
        ("学号,姓名", "Lovelace"),
        ("رقم الطالب,الإسم", "Lovelace"),
        ("id,שם משפחה,שם פרטי", "Ada Lovelace"),
        ("id,name,Gender,DOB,House,Email,SEN,Year,Ethnicity,Username,Middle name", "Lovelace"),
    ],
)
def test_headings_are_understood_by_what_they_mean(tmp_path, headings, name):
    values = ["1", "Lovelace", "Ada", *"456789abcdef"][: headings.count(",") + 1]
    assert names(read(tmp_path, f"{headings}\n{','.join(values)}\n")) == [name]


@pytest.mark.parametrize(
    ("given", "family", "name"),
    [
        ("Ada", "Lovelace", "Ada Lovelace"),
        ("小明", "王", "王小明"),
        ("민준", "김", "김민준"),
        ("さくら", "佐々木", "佐々木さくら"),
        ("Mei 美", "王", "Mei 美 王"),
        ("小明", "", "小明"),
    ],
)
def test_a_name_is_put_together_as_its_letters_want_it(tmp_path, given, family, name):
    assert names(read(tmp_path, f"id,given name,family name\n1,{given},{family}\n")) == [name]


def test_where_there_is_no_preferred_name_the_other_one_is_taken(tmp_path):
    rows = "1,Ada,Lovelace,,\n2,Bo,Byrne,Bobby,\n3,Cy,Castro,,Cole\n"
    text = f"id,forename,surname,preferred forename,preferred surname\n{rows}"
    assert names(read(tmp_path, text)) == ["Ada Lovelace", "Bobby Byrne", "Cy Cole"]


def test_of_several_columns_with_ids_the_first_one_counts(tmp_path):
    (tmp_path / "7b.csv").write_text("UPN,name,Admission No\nA1,Ada,17\n", encoding="utf-8")
    found = read_roster(tmp_path / "7b.csv")
    assert (found.students[0].id, found.columns["id"], found.unused) == ("A1", "UPN", ("Admission No",))


@pytest.mark.parametrize(("preferred", "name"), [("Ada Lovelace", "Ada Lovelace"), ("Adda", "Adda Lovelace")])
def test_a_preferred_name_may_be_the_whole_one(tmp_path, preferred, name):
    assert names(read(tmp_path, f"Surname,Forename,Preferred Name\nLovelace,Ada,{preferred}\n")) == [name]


@pytest.mark.parametrize("heading", ["Adno", "Adm No", "UPN", "sourcedId", "Leerlingnummer"])
def test_a_column_with_ids_is_known(tmp_path, heading):
    assert [each.id for each in read(tmp_path, f"{heading},name\nA17,Ada\n")] == ["A17"]


@pytest.mark.parametrize(
    ("headings", "expected"), [("Adno,UPN", "U1"), ("UPN,Adno", "U1"), ("Adno,Admission No", "U1"), ("Adno,x", "A17")]
)
def test_adno_has_ids_where_no_other_column_has(tmp_path, headings, expected):
    cells = ",".join({"Adno": "A17"}.get(each, "U1") for each in headings.split(","))
    (student,) = read(tmp_path, f"{headings},name\n{cells},Ada\n")
    assert student.id == expected


def test_an_empty_adno_is_refused_as_any_id_is(tmp_path):
    (found,) = problems(tmp_path, "Adno,name\n,Ada\nA2,Bo\n")
    assert "is empty; write the id of the student" in found


@pytest.mark.parametrize(
    "heading",
    [
        *("Past paper", "Past papers", "Pastoral paper", "Lined paper", "Printed paper"),
        *("Coloured pen", "Coloured wrapper", "Page colours"),
    ],
)
def test_what_is_nearly_coloured_paper_is_another_column(tmp_path, heading):
    (tmp_path / "7b.csv").write_text(f"id,name,{heading}\n1,Ada,x\n", encoding="utf-8")
    assert read_roster(tmp_path / "7b.csv").unused == (heading,)


@pytest.mark.parametrize(
    ("headings", "tint", "unused"),
    [
        ("Overlay,Coloured paper", "cream", "Coloured paper"),
        ("Coloured paper,Overlay", "blue", "Coloured paper"),
        ("Tinted paper,Coloured paper", "cream", "Coloured paper"),
    ],
)
def test_of_two_columns_with_tints_one_counts(tmp_path, headings, tint, unused):
    (tmp_path / "7b.csv").write_text(f"id,name,{headings}\n1,Ada,cream,blue\n", encoding="utf-8")
    found = read_roster(tmp_path / "7b.csv")
    assert (found.students[0].rendering.tint, found.unused) == (tint, (unused,))


@pytest.mark.parametrize("value", ["yes", "Y", "x", "N/A", "buff", "Blue A4"])
def test_what_is_no_tint_below_coloured_paper_is_told(tmp_path, value):
    (tmp_path / "7b.csv").write_text(f"id,name,Coloured paper\n1,Ada,no\n2,Bo,{value}\n3,Cy,cream\n", encoding="utf-8")
    found = read_roster(tmp_path / "7b.csv")
    assert {each.rendering for each in found.students} == {USUAL}
    assert (found.unused, found.needs) == (("Coloured paper",), {"Coloured paper": (value, 2)})
    assert "tint" not in found.columns
    # A column that was always one of tints has nothing else.
    (problem,) = problems(tmp_path, f"id,name,Overlay\n1,Ada,{value}\n")
    assert "isn't possible here" in problem


@pytest.mark.parametrize(
    ("headings", "class_name"), [("name,Reg", "7B"), ("name,Reg,Form", "7A"), ("name,Form,Reg", "7B")]
)
def test_a_heading_may_count_where_no_other_means_the_same(tmp_path, headings, class_name):
    (student,) = read(tmp_path, f"{headings}\nAda,7B{',7A' * (headings.count(',') - 1)}\n")
    assert student.class_name == class_name


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        (["Lovelace, Ada", "van der Berg,Jo Ann"], ["Ada Lovelace", "Jo Ann van der Berg"]),
        (["O'Neill , Zoë", "ÅSTRÖM, Bo"], ["Zoë O'Neill", "Bo ÅSTRÖM"]),
        (["Madonna", "Lovelace, Ada (Addy)", "Byrne, Bo"], ["Madonna", "Ada (Addy) Lovelace", "Bo Byrne"]),
        (
            ["Lovelace, Ada", "O'Neill, (Bo) Robert", "'t Hooft, Jan"],
            ["Ada Lovelace", "(Bo) Robert O'Neill", "Jan 't Hooft"],
        ),
        (["王, 小明", "김，민수"], ["王小明", "김민수"]),
        (["حسن، علي"], ["علي حسن"]),
        (["Lovelace, Ada", "Byrne, Bo", "Hopper,"], None),
        # Where one name of several words isn't written so, commas may mean something else.
        (["Lovelace, Ada", "Byrne, Bo", "King, Martin, Jr."], None),
        (["Lovelace, Ada", "Byrne, Bo", "Castro, Cy (9B)"], None),
        (["Lovelace, Ada", "Byrne, Bo", "Ms Clarke"], None),
        (["Ada Lovelace", "Bo Byrne, Jr."], None),
        (["Ada", "Bo", "Cy, Jr."], None),
        (["Lovelace, 7B", "Byrne, ", "Castro,"], None),
    ],
)
def test_given_names_stand_first_where_the_list_has_them_behind_a_comma(tmp_path, written, printed):
    rows = "".join(f'{number},"{name}"\n' for number, name in enumerate(written))
    students = read(tmp_path, f"seat,pupil\n{rows}")
    assert names(students) == [each.id for each in students] == (printed or [name.strip() for name in written])
    assert [each.at for each in students] == [Position(2 + number, 3) for number in range(len(written))]


def test_the_name_of_a_teacher_leaves_those_of_students_turned_round(tmp_path):
    rows = '"Lovelace, Ada",\n"Byrne, Bo",\nMs Clarke,key\n'
    assert names(read(tmp_path, f"name,edition\n{rows}")) == ["Ada Lovelace", "Bo Byrne", "Ms Clarke"]


@pytest.mark.parametrize(
    ("rows", "turned"),
    [
        ('"Lovelace, Ada"\n', Turned("Lovelace, Ada", "Ada Lovelace")),
        ('"Lovelace, Ada"\n"Byrne, Bo"\nMs Clarke\n', Turned("Lovelace, Ada", against="Ms Clarke")),
        ('Ada Lovelace\n"Byrne, Bo"\n', None),
        ("Ada Lovelace\n", None),
    ],
)
def test_it_is_known_what_became_of_the_names(tmp_path, rows, turned):
    (tmp_path / "7b.csv").write_text(f"name\n{rows}", encoding="utf-8")
    assert read_roster(tmp_path / "7b.csv").turned == turned


def test_names_in_two_columns_stay_as_they_are(tmp_path):
    assert names(read(tmp_path, 'surname,forename\nByrne,"Bo, Jr."\n')) == ["Bo, Jr. Byrne"]


def test_where_no_column_has_ids_a_student_is_known_by_the_name(tmp_path):
    students = read(tmp_path, "Surname,Forename,Class\nLovelace,Ada,7B\nByrne,Bo,7A\n")
    assert [(each.id, each.name) for each in students] == [("Ada Lovelace",) * 2, ("Bo Byrne",) * 2]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("class,name\n7A,Ada\n7B,Bo\n7B, Ada\n", ['4:4: name: "Ada" stands twice (first in line 2); {}']),
        ("name\nAda\nADA\n", ['3:1: name: "ADA" stands twice (first in line 2); {}']),
        ("surname,first name\nX,Ada\nX,Ada\n", ['3:3: first name: "Ada X" stands twice (first in line 2); {}']),
        ("name\n \n\u200b\n", ["3:1: name: is empty; write the name of the student or delete the line"]),
    ],
)
def test_without_ids_no_two_students_have_one_name(tmp_path, text, expected):
    remedy = 'delete the line, or, if they are two students, add a column "id" with a number for each student'
    assert problems(tmp_path, text) == [f"7b.csv:{each.format(remedy)}" for each in expected]


@pytest.mark.parametrize("heading", ["Student Interests", "Assessment Interim", "SEN Need (Dyslexia)", "Footprint"])
def test_headings_with_the_letters_of_a_setting_are_others(tmp_path, heading):
    path = tmp_path / "7b.csv"
    path.write_text(f"id,name,{heading}\n1,Ada,x\n", encoding="utf-8")
    assert read_roster(path).unused == (heading,)


@pytest.mark.parametrize("field", HEADINGS | PREFERRED)
def test_every_heading_in_the_table_is_understood(field):
    for heading in (HEADINGS | PREFERRED)[field].split(", "):
        plain = headings.plain_heading(heading)
        assert headings.LIST.spellings[plain] == field, "one word can't mean two fields"


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        ("id,name,editoin", ['1:9: editoin: unknown heading; did you mean "edition"? {}']),
        ("id,name,Dislexya", ['1:9: Dislexya: unknown heading; did you mean "dyslexia"? {}']),
        ("id,name,Large print (18 pt)", ['1:9: Large print (18 pt): unknown heading; did you mean "large print"? {}']),
        ("id,name,Tint / overlay", ['1:9: Tint / overlay: unknown heading; did you mean "tint"? {}']),
        ("id,name,Tint (see Mr F)", ['1:9: Tint (see Mr F): unknown heading; did you mean "tint"? {}']),
        ("id,name,Tnit", ['1:9: Tnit: unknown heading; did you mean "tint"? {}']),
        ("id,first name,Surnmae", ['1:15: Surnmae: unknown heading; did you mean "surname"? {}']),
        ("id,Full nmae", ['1:4: Full nmae: unknown heading; did you mean "full name"? {}']),
        ("pupli id,name", ['1:1: pupli id: unknown heading; did you mean "pupil id"? {}']),
        (
            "id,class,Pupil,name,Form",
            [
                '1:16: name: means the same as "Pupil"; delete one of the columns or rename it',
                '1:21: Form: means the same as "class"; delete one of the columns or rename it',
            ],
        ),
        (
            "id,class",
            ['1:1: name: there is no column with names; call one "name", or two "given name" and "family name"'],
        ),
        *(
            (
                each,
                [
                    f'1:4: {each[3:]}: no column has given names; call one "given name", or this one "name" if whole '
                    "names stand in it"
                ],
            )
            for each in ("id,Surname", "id,Preferred surname", "id,Nachname")
        ),
        (
            "id,Name,Forename",
            ['1:4: Name: is it the whole name, or what "Forename" lacks? Call it "full name" or "family name"'],
        ),
        (
            "id,Surname,Name",
            ['1:12: Name: is it the whole name, or what "Surname" lacks? Call it "full name" or "given name"'],
        ),
        (
            'Year,"Da\nte"',
            [
                '1:1: the first line needs headings, and none of these is understood: "Year", "Da te"; write some of '
                + ", ".join(HEADINGS)
            ],
        ),
    ],
)
def test_headings_that_cannot_be_right_are_said(tmp_path, headings, expected):
    remedy = "If not, call it otherwise or delete the column"
    row = ",".join("1" for _ in headings.split(","))
    assert problems(tmp_path, f"{headings}\n{row}\n") == [f"7b.csv:{each.format(remedy)}" for each in expected]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Class list 12B,,\n\nid,name,class\n1,Ada,12B\n", 3),
        ("Klassenliste;\nStand: 3. Mai;\nVorname;Nachname\nAda;Lovelace\n", 3),
        ("Printed 3/5\nPupil,Form\n", 2),
        ("x\n" * 19 + "Pupil,Form\n", 20),
        ("x\n" * 20 + "Pupil,Form\n", None),
        ("Name,7B\n\nid,name\n1,Ada\n", 3),
        ("Class,12B\n\nid;name;seat\n1;Ada;2\n", 3),
        ("Nafn,SEN,EAL\nAda,no,no\n", None),
        ("Nafn,Groep,x\nAda,Form,Seat\n", None),
        ("List\nname\nAda\n", None),
        ('List\n"name","class\n', None),
    ],
)
def test_where_a_title_stands_above_the_headings_that_is_said(tmp_path, text, line):
    (found,) = problems(tmp_path, text)
    below = f"7b.csv:1:1: the headings stand in line {line}; delete the lines above that one"
    assert found == below if line else found.startswith("7b.csv:1:1: the first line needs headings")


@pytest.mark.parametrize(
    ("headings", "columns", "unused"),
    [
        ("id,name,class", {"id": "id", "name": "name", "class": "class"}, ()),
        ("id,name,Version,class,House", {"id": "id", "name": "name", "class": "class"}, ("Version", "House")),
        ("UPN,,  ,Pupil", {"id": "UPN", "name": "Pupil"}, ()),
        ("ID,Name,Vorname", {"id": "ID", "family name": "Name", "given name": "Vorname"}, ()),
        ("id,first name,name,last name", {"id": "id", "name": "name"}, ("first name", "last name")),
        ("id,name,Email,Note,Note", {"id": "id", "name": "name"}, ("Email", "Note", "Note")),
        (
            'id,name," Da\nte ",a\x1b[31m\u202e,\u200b',
            {"id": "id", "name": "name"},
            ("Da te", "a\ufffd[31m\ufffd", "\ufffd"),
        ),
        (f"id,name,{'x' * 40},{'y' * 41}", {"id": "id", "name": "name"}, ("x" * 40, "y" * 39 + "…")),
    ],
)
def test_what_is_not_read_is_known_as_the_file_writes_it(tmp_path, headings, columns, unused):
    row = ",".join("1" for _ in headings.split(","))
    (tmp_path / "7b.csv").write_bytes(f"{headings}\n{row}\n".encode())
    found = read_roster(tmp_path / "7b.csv")
    assert (found.columns, found.unused) == (columns, unused)


def test_what_stands_in_a_column_that_is_not_read_does_not_matter(tmp_path):
    assert names(read(tmp_path, "id,name,first name,surname,House\n1,Ada,\x07,\u202e,\x1b\n")) == ["Ada"]
    assert names(read(tmp_path, f"id,name,House,{'x' * 9_000}\n1,Ada,{'x' * 9_000},\n")) == ["Ada"]


@pytest.mark.parametrize("column", HEADINGS)
def test_a_cell_that_is_longer_than_any_line_is_refused(tmp_path, column):
    cells = {"id": "1", "given name": "Ada", "family name": "L", column: "x" * 301}
    if column == "name":
        del cells["given name"], cells["family name"]
    found = problems(tmp_path, f"{','.join(cells)}\n{','.join(cells.values())}\n")
    at = len(",".join(cells.values()).partition("xx")[0]) + 1
    remedy = "shorten it, or close the quotation mark that is open"
    assert found[0] == f"7b.csv:2:{at}: {column}: has 301 characters, and 300 are the most; {remedy}"


def test_a_near_miss_of_what_is_there_anyway_is_another_column(tmp_path):
    assert names(read(tmp_path, "id,name,edition,Editions,Surnmae\n1,Ada,key,3,x\n")) == ["Ada"]


TINTED = ("Coloured paper", "colored paper", "Coloured Overlay", "Tinted paper", "Page colour", "Paper colour")


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        *(("edition", each, {"edition": each.lower() or "student"}) for each in ("", "student", "Support", "KEY")),
        *(
            ("large print", each, {"rendering": Rendering(large_print=True)})
            for each in ("yes", "Y", "true", "1", "x", "ja", "oui", "sí", "SI")
        ),
        *(("Support", each, {"edition": "support"}) for each in ("yes", "x")),
        *(("Support", each, {}) for each in ("", "no", "–")),
        *(("largePrint", each, {"rendering": USUAL}) for each in ("", "no", "N", "False", "0", "nein", "non")),
        ("Dyslexia", "x", {"rendering": Rendering(dyslexia=True)}),
        ("low_ink", "x", {"rendering": Rendering(low_ink=True)}),
        ("screen", "x", {"rendering": Rendering(screen=True)}),
        *(("tint", each.upper(), {"rendering": Rendering(tint=each)}) for each in TINTS),
        *(("tint", each, {"rendering": USUAL}) for each in ("", "None", "white", "no", "-")),
        *((each, "cream", {"rendering": Rendering(tint="cream")}) for each in TINTED),
        ("language", "", {"language": None}),
        ("language", "FR", {"language": "fr"}),
        ("language", "de-AT", {"language": "de"}),
        ("language", "en-us", {"language": "en-US"}),
        ("language", "en-../../x", {"language": "en-GB"}),
        ("seat", " 12b ", {"order": "12b"}),
    ],
)
def test_cells_are_read_as_what_they_mean(tmp_path, column, value, expected):
    (student,) = read(tmp_path, f"id,name,{column}\n1,Ada,{value}\n")
    assert student == Student(**{"id": "1", "name": "Ada", "at": Position(2, 1)} | expected)


@pytest.mark.parametrize(
    ("edition", "support", "found"),
    [
        ("", "yes", "support"),
        *(("", each, "student") for each in ("", "no", "–")),
        *(("student", each, "student") for each in ("", "No", "-")),
        *(("support", each, "support") for each in ("", "x", "–")),
        *(("key", each, "key") for each in ("", "no")),
    ],
)
def test_support_counts_where_no_edition_is_named(tmp_path, edition, support, found):
    (student,) = read(tmp_path, f"name,edition,support\nAda,{edition},{support}\n")
    assert student.edition == found


@pytest.mark.parametrize(
    ("edition", "support"), [("student", "yes"), ("Key", "x"), ("support", "no"), ("SUPPORT", "0"), ("support", "n")]
)
def test_an_edition_that_support_contradicts_is_refused(tmp_path, edition, support):
    message = f'"{support}" contradicts "{edition}" in the column "Ausgabe"'
    remedy = "leave one of the two cells empty, or change it"
    found = problems(tmp_path, f"name,Ausgabe,supported\nAda,{edition},{support}\nBo,,yes\n")
    assert found == [f"7b.csv:2:{6 + len(edition)}: supported: {message}; {remedy}"]


@pytest.mark.parametrize(
    ("edition", "support", "wrong"), [("pupil", "yes", "edition"), ("support", "maybe", "support")]
)
def test_a_cell_that_means_nothing_contradicts_nothing(tmp_path, edition, support, wrong):
    (found,) = problems(tmp_path, f"name,edition,support\nAda,{edition},{support}\n")
    assert f": {wrong}: " in found


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        (
            "Edition",
            "suport",
            '"suport" isn\'t possible here; did you mean "support"?; choose one of student, key, support',
        ),
        ("edition", "9", '"9" isn\'t possible here; choose one of student, key, support'),
        ("large print", "maybe", '"maybe" isn\'t possible here; write yes or no'),
        ("screen", "2", '"2" isn\'t possible here; write yes or no'),
        (
            "Tint",
            "creem",
            '"creem" isn\'t possible here; did you mean "cream"?; choose one of cream, yellow, blue, green, pink, none',
        ),
        (
            "Language",
            "tlh",
            'there are no words for the language "tlh"; there are ar, de, en-GB, en-US, es, fr, he, pl, ru, zh',
        ),
        (
            "Language",
            "Polski",
            'there are no words for the language "Polski"; did you mean "pl"?; there are ar, de, en-GB, en-US, es, fr, '
            "he, pl, ru, zh",
        ),
        ("class", "a\x07b", "the control character U+0007; delete it"),
        ("order", "\x1b[31m", "the control character U+001B; delete it"),
    ],
)
def test_cells_that_mean_nothing_are_said_with_their_place(tmp_path, column, value, message):
    assert problems(tmp_path, f"id,name,{column}\n1,Ada,{value}\n") == [f"7b.csv:2:7: {column}: {message}"]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("1,Ada\n2,Bo\n1 ,Cy", ['4:1: Pupil ID: "1" stands twice (first in line 2); ids are unique, {}']),
        ("é,Ada\ne\u0301,Bo", ['3:1: Pupil ID: "é" stands twice (first in line 2); ids are unique, {}']),
        (",Ada", ["2:1: Pupil ID: is empty; write the id of the student, or delete the line if it is none"]),
        ("1,", ["2:3: Name: is empty; write the name of the student or delete the line"]),
        ("1, \u200b\u00a0", ["2:3: Name: is empty; write the name of the student or delete the line"]),
        ("1", ["2:1: the row has 1 cell, but there are 2 headings; {}"]),
        ("1,Ada,,x", ["2:7: the row has 4 cells, but there are 2 headings; {}"]),
        ('1,"Ada\n2,Bo', ["2:3: a quotation mark that is never closed; close it or delete it"]),
        ('1,Ada\n2,"Bo"x\n', ["3:3: text behind a quotation mark; {}"]),
        ('"1\n1","A" b\n', ["3:4: text behind a quotation mark; {}"]),
        (f"1,{'a' * 140_000}", ["2:3: a cell with more than 131,072 characters; a quotation mark may not be closed"]),
        (
            f'1,"{"," * 60_000}"\n2,"{"," * 60_000}\n{"," * 60_000}"\n',
            ["2:3: Name: has {}", "3:1: a row with more than 100,000 separators; export the list again"],
        ),
        ("1,A\u202eda", ["2:3: Name: the invisible character U+202E, which turns text around; delete it"]),
        ("1,\u2066Ada\u2069", [f"2:3: Name: the invisible character U+{n}, {{}}" for n in ("2066", "2069")]),
        ("1,A\x00da", ["1:1: this is not a CSV file; {}"]),
        (
            "1,A\x85\x1fda",
            [
                "2:3: Name: the control character U+0085; delete it",
                "2:3: Name: the control character U+001F; delete it",
            ],
        ),
        ("", ["1:1: the file has headings and nothing below them; export the list again"]),
        (
            '"\n1","Ada\nB"\n,\n\n"2\r\n",\r\n3,4,5',
            ["8:3: Name: is empty; {}", "9:5: the row has 3 cells, but there are 2 headings; {}"],
        ),
    ],
)
def test_rows_that_cannot_be_right_are_all_said(tmp_path, rows, expected):
    found = problems(tmp_path, f"Pupil ID,Name\n{rows}\n".encode())
    assert len(found) == len(expected)
    for problem, each in zip(found, expected, strict=True):
        begin, _, more = each.partition("{}")
        assert problem.startswith(f"7b.csv:{begin}")
        assert more or begin.endswith(" ") or problem == f"7b.csv:{begin}"


def test_what_is_wrong_is_said_from_top_to_bottom(tmp_path):
    found = problems(tmp_path, "id,name,tint\n1,,mud\n1,Bo,\n3\n,Di,red\n")
    assert [each.split(": ")[0] for each in found] == [
        f"7b.csv:{at}" for at in ("2:3", "2:4", "3:1", "4:1", "5:1", "5:5")
    ]


MORE = "there are more problems; mend these first"


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("id,name\n" + "1\n" * 101, "101:1: the row has 1 cell, but"),
        ("id,name\n" + ",a\n" * 101, "101:1: id: is empty"),
        ("id,name\n" + "1,a\n" * 102, '102:1: id: "1" stands twice'),
        ("id,name\n" + "1,a\a\n" * 101, "101:3: name: the control character U+0007"),
        ("id,name,tint\n" + "".join(f"{n},,mud\n" for n in range(60)), '51:5: tint: "mud" isn\'t possible here'),
        (f"id,name{',class' * 102}\n1,a\n", "1:609: class: means the same as"),
    ],
)
def test_of_very_many_problems_the_first_are_told(tmp_path, text, last):
    found = problems(tmp_path, text)
    assert len(found) == 101
    assert found[99].startswith(f"7b.csv:{last}")
    assert found[100] == f"7b.csv:{last.split(': ')[0]}: {MORE}"


ALONE = "stands alone in its line; delete the line if it isn't a student, or else write the class"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["Ada,7B", "Bo,7B", "Total: 2,"], [f"4:1: name: {ALONE}"]),
        (["Ada,7B", "NAME,Class", "Bo,7A"], ["3:1: the headings again; delete the line"]),
        (["Ada,", "Bo,", "Cy,7B"], []),
        (["Ada,", "Bo,"], []),
        (["Ada,7B", ",7A"], ["3:1: name: is empty; write the name of the student or delete the line"]),
    ],
)
def test_lines_that_are_no_students_are_told(tmp_path, rows, expected):
    text = "\n".join(["name,class", *rows])
    if expected:
        assert problems(tmp_path, text) == [f"7b.csv:{each}" for each in expected]
    else:
        assert len(read(tmp_path, text)) == len(rows)


FORMULA = '"0" is what a formula makes of an empty cell; write the name or empty the cell, or delete the line'
MENDED = "is an error of the spreadsheet; mend the formula and export the list again"
AGAIN = "or export the list as CSV again, not from a web page"
WEB = f"write that letter or sign itself, {AGAIN}"
ERRORS = ("#N/A", "#NV", "#REF!", "#NAME?", "#DIV/0!", "#¡REF!", "#ÜBERLAUF!", "Err:502")


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        *((f"{each},Ek,7B", f'first name: "{each}" {MENDED}') for each in ERRORS),
        ("0,Ek,7B", f"first name: {FORMULA}"),
        ("Ada,0,7B", f"last name: {FORMULA}"),
        ("Ada,Ek,#N/A", f'class: "#N/A" {MENDED}'),
        ("Ada,O&#39;Brien,7B", f'last name: "&#39;" in "O&#39;Brien" stands for "\'"; {WEB}'),
        ("Zo&euml;,Ek,7B", f'first name: "&euml;" in "Zo&euml;" stands for "ë"; {WEB}'),
        ("Ada,Ek,D&amp;T", f'class: "&amp;" in "D&amp;T" stands for "&"; {WEB}'),
        ("Ada&nbsp;Bo,Ek,7B", f'first name: "&nbsp;" in "Ada&nbsp;Bo" stands for a space; write one, {AGAIN}'),
        ("Ada&#160;Bo,Ek,7B", f'first name: "&#160;" in "Ada&#160;Bo" stands for a space; write one, {AGAIN}'),
        (
            "A&shy;da,Ek,7B",
            f'first name: "&shy;" in "A&shy;da" stands for nothing that can be seen; delete it, {AGAIN}',
        ),
        ("A&#1;da,Ek,7B", f'first name: "&#1;" in "A&#1;da" stands for nothing that can be seen; delete it, {AGAIN}'),
        ("Q&notes;,A&ampersand;,Fish &Chips;", None),
        ("Ada,Ek,0", None),
        ("00,Ek,#1", None),
        ("Ada,B&B; Ek,#STEM", None),
    ],
)
def test_names_and_classes_that_were_spoilt_on_their_way_are_refused(tmp_path, row, expected):
    text = f"first name,last name,class\n{row}\n"
    if expected is None:
        assert len(read(tmp_path, text)) == 1
    else:
        (found,) = problems(tmp_path, text)
        assert found.partition(": ")[2] == expected


def test_a_student_without_a_class_may_have_an_id_or_something_else(tmp_path):
    assert names(read(tmp_path, "id,name,class\n1,Ada,7B\n2,Bo,\n")) == ["Ada", "Bo"]
    assert names(read(tmp_path, "name,class,tint\nAda,7B,\nBo,,cream\n")) == ["Ada", "Bo"]


def test_as_many_problems_as_are_told_are_all_there_are(tmp_path):
    found = problems(tmp_path, "id,name\n" + ",a\n" * 100)
    assert len(found) == 100
    assert found[-1].startswith("7b.csv:101:1: id: is empty")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the file is empty; export the class list again"),
        (b"\xef\xbb\xbf \r\n", "the file is empty; export the class list again"),
        (b"\xff\xfe", "the file is empty; export the class list again"),
        (b"PK\x03\x04\x14\0", "this is a spreadsheet or a zip, not a CSV file; open it and save it as CSV (UTF-8)"),
        (b"\xd0\xcf\x11\xe0\0", "this is an old spreadsheet, not a CSV file; open it and save it as CSV (UTF-8)"),
        (b"%PDF-1.7", "this is a PDF, not a CSV file; save the list as CSV (UTF-8) in the program that made it"),
        (b"\x89PNG\r\n\x1a\n\0\0", csv_rows.BINARY),
        (b"\xff\xd8\x81\0", csv_rows.BINARY),
        ("id,name\n1,Ada\n".encode("utf-16-le"), csv_rows.BINARY),
        ("id,name\n1,Ada\n".encode("utf-32"), csv_rows.BINARY),
        (
            b"\n" * 1_000_002 + b"x",
            "has more than 1,000,000 lines, the most that are read; export fewer classes at a time",
        ),
        (b"," * 2_000, None),
        (b"id" + b",x" * 1_000, "has 1,001 columns, and 1,000 are the most that are read"),
        (b"x" * 20_000_001, "has more than 20,000,000 bytes, the most that is read; export fewer classes at a time"),
    ],
)
def test_other_files_are_refused_in_one_sentence(tmp_path, data, message):
    (found,) = problems(tmp_path, data)
    assert (
        found == f"7b.csv:1:1: {message}" if message else found.startswith("7b.csv:1:1: the first line needs headings")
    )


@pytest.mark.parametrize(
    ("data", "at"),
    [
        (b"id,name\n1,M\xfcller\n2,B\x81\n", "3:4"),
        (b"\xef\xbb\xbfid,name\n1,M\xfcller\n", "2:4"),
        ("id,name\n1,Ada\n".encode("utf-16")[:-1], "2:6"),
        ("id,name\n1,A".encode("utf-16") + b"\x00\xd8\x61\x00", "2:4"),
    ],
)
def test_bytes_that_are_no_text_are_said_with_their_place(tmp_path, data, at):
    message = "a character that can't be read; save the file again as CSV UTF-8"
    assert problems(tmp_path, data) == [f"7b.csv:{at}: {message}"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with a name")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "7b.csv")
    with pytest.raises(SpecError, match=r"7b.csv:1:1: this is no file but a pipe, a device or a folder; save the list"):
        read_roster(tmp_path / "7b.csv")


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(SpecError, match=r"7c.csv:1:1: can't be read: No such file or directory; check its name"):
        read_roster(tmp_path / "7c.csv")


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ('"Lovelace, Ada, Countess"', "Lovelace, Ada, Countess"),
        ('"Ada ""Countess"" L"', 'Ada "Countess" L'),
        ('"Ada\r\n  Lovelace\t"', "Ada Lovelace"),
        ("Ada\u00a0\u2003Lovelace", "Ada Lovelace"),
        ("Zoe\u0308", "Zoë"),
        ("=1+1", "=1+1"),
        ("@SUM(A1)", "@SUM(A1)"),
        ("../../x", "../../x"),
        ("CON", "CON"),
        ("<script>&{{x}}&x;", "<script>&{{x}}&x;"),
        ("نور الهدى", "نور الهدى"),
        ("נועה\u200f", "נועה\u200f"),
        ("Ada 👩🏽‍🚀", "Ada 👩🏽‍🚀"),
        ("x\u0301\u0302\u0303\u0304", "x\u0301\u0302\u0303\u0304"),
        ("王小明", "王小明"),
        ("O'Brien-Smythe 3rd", "O'Brien-Smythe 3rd"),
        ("N" * 300, "N" * 300),
        (f'"{" " * 400}N{" " * 400}N{" " * 400}"', "N N"),
        ("Null", "Null"),
    ],
)
def test_any_name_is_just_a_name(tmp_path, written, name):
    (student,) = read(tmp_path, f"id,name\n1,{written}\n".encode())
    assert student.name == name


def test_lines_are_counted_as_an_editor_counts_them(tmp_path):
    text = 'id,"full\nname"\r\n1,"A\r\nB\rC"\r\n\r\n2,D\r3,E\n'
    assert [(each.id, each.at.line) for each in read(tmp_path, text.encode())] == [("1", 3), ("2", 7), ("3", 8)]


@pytest.mark.parametrize(
    ("rows", "ids"),
    [
        (["1,b,", "2,a,", "3,B,", "4,a,"], "1 3 2 4"),
        (["1,a,10", "2,a,2", "3,a,", "4,a,1b", "5,a,1a", "6,a,0002"], "5 4 2 6 1 3"),
        (["1,a,B2", "2,a,A10", "3,a,a9", "4,a,7"], "4 3 2 1"),
        (["1,a," + "9" * 300, "2,a,1"], "2 1"),
        (["1,,2", "2,a,2", "3,,1"], "3 1 2"),
    ],
)
def test_copies_are_handed_out_class_by_class_and_seat_by_seat(tmp_path, rows, ids):
    students = read(tmp_path, "\n".join(["id,class,seat,name", *(f"{row},Ada" for row in rows)]))
    assert [student.id for student in students] == ids.split()


def test_a_class_has_one_name_however_it_is_written(tmp_path):
    assert {each.class_name for each in read(tmp_path, "id,name,class\n1,a,7B\n2,b,7b\n")} == {"7B"}


CLASSES = "id,name,class\n1,Ada,7A\n2,Bo,7B\n3,Cy,8É\n4,Di,\n"


@pytest.mark.parametrize(
    ("classes", "found"), [("7B", "Bo"), ("7b", "Bo"), ("8e\u0301 7A", "Ada Cy"), ("", "Ada Bo Cy Di")]
)
def test_only_the_chosen_classes_are_read(tmp_path, classes, found):
    assert names(read(tmp_path, CLASSES, *classes.split())) == found.split()


@pytest.mark.parametrize(
    ("text", "classes", "message"),
    [
        (CLASSES, ["7C"], '7b.csv: there is no class "7C"; there are 7A, 7B, 8É'),
        (CLASSES, ["8", "7B", "x"], '7b.csv: there is no class "8", "x"; there are 8É, 7A, 7B'),
        (CLASSES, ["x"], '7b.csv: there is no class "x"; there are 7A, 7B, 8É'),
        (
            "id,name\n1,a\n",
            ["7A"],
            '7b.csv: there is no class "7A"; no student has one; the list needs a column "class"',
        ),
        *(
            (
                f"id,name,class\n1,a,7{sign}A\n",
                [f"7{sign}B"],
                '7b.csv: there is no class "7\ufffdB"; there are 7\ufffdA',
            )
            for sign in "\u200b\u200e\u200f\u061c\u00ad\ufeff"
        ),
        (
            f"id,name,class\n1,a,{'A' * 100}\n2,b,{'B' * 101}\n",
            ["C" * 41],
            f'7b.csv: there is no class "{"C" * 39}…"; there are {"A" * 100}, {"B" * 99}…',
        ),
    ],
)
def test_a_class_that_is_not_there_is_refused_and_those_that_are_named(tmp_path, text, classes, message):
    with pytest.raises(SetupError) as caught:
        read(tmp_path, text, *classes)
    assert str(caught.value) == message


def test_of_many_classes_the_first_are_named(tmp_path):
    with pytest.raises(SetupError, match=r"there are c3, c31, c30, c0, c1, .* and 12 more$"):
        read(tmp_path, "id,name,class\n" + "".join(f"{n},a,c{n}\n" for n in range(32)), "c3x")


def test_ten_thousand_students_take_two_seconds_of_a_processor(tmp_path):
    text = "id,name,class,seat,dyslexia\n" + "".join(f'{n},"Name, {n}",7{n % 30},{n},no\n' for n in range(10_000))
    begin = process_time()
    assert len(read(tmp_path, text)) == 10_000
    assert process_time() - begin < 2


def test_there_is_an_end_of_rows(tmp_path, monkeypatch):
    monkeypatch.setattr(table, "MAX_ROWS", 3)
    rows = "id,name\n1,a\n\n2,b\n3,c\n"
    assert len(read(tmp_path, rows)) == 3
    expected = "7b.csv:6:1: more than 3 rows; export fewer classes at a time"
    assert problems(tmp_path, f"{rows}4,d\n5,e\n") == [expected]


@fuzz
@given(
    st.binary(max_size=300)
    | st.text(max_size=200).map(lambda text: f"id,name,class,tint\n{text}".encode("utf-8", "replace"))
)
@example(b'id,name\n"')
@example(b'id,name\n1,"a"\r"b"')
@example(b"\xff\xfe\x00")
@example(b"sep=")
@example(b"id,name,class\n1,a,\x85\n")
@pytest.mark.parametrize("name", ["7b.csv", "7b.zip"])
def test_any_bytes_are_students_or_problems(tmp_path, name, data):
    with suppress(SpecError):
        assert read(tmp_path, data, name=name)


def printable(text):
    """Has the text something to see, and nothing that is refused?"""
    kinds = {unicodedata.category(character) for character in text}
    return bool(kinds - roster.INVISIBLE) and "Cc" not in kinds and not table.TURNS & set(text)


CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\",;\t\n' "), max_size=12)


def tidy(text):
    return unicodedata.normalize("NFC", " ".join(text.split()))


@fuzz
@given(
    st.lists(
        st.tuples(CELLS.filter(lambda cell: bool(tidy(cell))), CELLS).filter(
            lambda row: printable("".join(row[0].split())) and printable("".join(row[1].split()))
        ),
        min_size=1,
        unique_by=lambda row: tidy(row[0]),
    ),
    st.sampled_from(",;\t"),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_what_a_program_writes_is_read_back(tmp_path, rows, delimiter, encoding, end):
    rows += [("without a comma", "Ada Lovelace")]  # which keeps names with one from being turned round
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=delimiter, lineterminator=end).writerows([("id", "name"), *rows])
    students = read(tmp_path, written.getvalue().encode(encoding))
    assert [(each.id, each.name) for each in students] == [(tidy(id_), tidy(name)) for id_, name in rows]


@fuzz
@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=3), st.sampled_from(",;\t"))
def test_every_cell_has_the_place_where_it_begins(tmp_path, rows, delimiter):
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=delimiter).writerows(rows)
    text = written.getvalue()
    lines = text.replace("\r\n", "\n").split("\n")
    for row in csv_rows.rows_of(tmp_path, text, delimiter):
        assert len(row.offsets) == len(row.cells)
        for index, cell in enumerate(row.cells):
            at = row.position(index)
            rest = "\n".join([lines[at.line - 1][at.column - 1 :], *lines[at.line :]]).lstrip(" ").removeprefix('"')
            assert rest.replace('""', '"').startswith(cell.replace('""', '"'))
