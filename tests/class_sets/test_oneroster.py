"""OneRoster bundles: who is in which class, from a folder or a zip, whatever else lies in it."""

import zipfile
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sets import zipped

from packbuilder.class_sets import csv_rows, oneroster, roster
from packbuilder.class_sets.roster import Student, read_roster
from packbuilder.problems import Position, SetupError, SpecError
from packbuilder.renderings import Rendering

USERS = (
    "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,identifier,email,"
    "sms,phone,agentSourcedIds,grades,password,userMasterIdentifier,resourceSourcedIds,preferredGivenName,"
    "preferredMiddleName,preferredFamilyName,primaryOrgSourcedId,pronouns,metadata.religion,metadata.largePrint,"
    "metadata.edition\n"
    "u1,,,true,ada,,Augusta,King,,,,,,,07,,,,Ada,,Lovelace,o1,,,yes,Support\n"
    "u2,,,true,bo,,Bo,Ek,,,,,,,07,,,,,,,o1,,,,\n"
    "u3,tobedeleted,,true,cy,,Cy,Fox,,,,,,,07,,,,,,,o1,,,,\n"
    "t1,,,true,tea,,Tea,Cher,,,,,,,,,,,,,,o1,,,,\n"
)
CLASSES = (
    "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId\n"
    "c1,active,,7B,07,x,B,homeroom,,o1\n"
    "c2,active,,7A,07,x,A,homeroom,,o1\n"
    "c3,tobedeleted,,Old,07,x,,homeroom,,o1\n"
)
ENROLLMENTS = (
    "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate\n"
    "e1,,,c1,o1,t1,teacher,true,,\n"
    "e2,,,c1,o1,u2,student,,,\n"
    "e3,,,c2,o1,u1,student,,2026-09-01,2027-07-31\n"
    "e4,,,c1,o1,u3,student,,,\n"
    "e5,,,c3,o1,u1,student,,,\n"
    "e6,tobedeleted,,c1,o1,u1,student,,,\n"
)
BUNDLE = {"users.csv": USERS, "classes.csv": CLASSES, "enrollments.csv": ENROLLMENTS}
ADA = Student("u1", "Ada Lovelace", "7A", "", "support", Rendering(large_print=True), None, Position(2, 1))
BO = Student("u2", "Bo Ek", "7B", at=Position(3, 1))


def as_folder(folder, files):
    path = folder / "bundle"
    path.mkdir(exist_ok=True)
    for name, text in files.items():
        (path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def as_zip(folder, files, inside="", packed=zipfile.ZIP_DEFLATED):
    path = folder / "bundle.zip"
    path.write_bytes(zipped({inside + name: text for name, text in files.items()}, packed))
    return path


def problems(path, *classes):
    with pytest.raises(SpecError) as caught:
        read_roster(path, classes)
    return [str(problem).removeprefix(f"{path.parent.as_posix()}/") for problem in caught.value.problems]


def changed(name, old, new):
    assert old in BUNDLE[name]
    return BUNDLE | {name: BUNDLE[name].replace(old, new)}


MOST = "and 300 are the most; shorten it, or close the quotation mark that is open"
AGAIN = "export the bundle again"
DELETE = "export the bundle again or delete this line"
MORE = {"manifest.csv": "propertyName,value\nmanifest.version,1.0\n", "orgs.csv": "", "demographics.csv": b"\0"}


@pytest.mark.parametrize(
    "make",
    [
        lambda folder: as_folder(folder, BUNDLE),
        lambda folder: as_folder(folder, BUNDLE | MORE),
        lambda folder: as_folder(folder, {name: text.encode("utf-8-sig") for name, text in BUNDLE.items()}),
        lambda folder: as_zip(folder, BUNDLE | MORE),
        lambda folder: as_zip(folder, BUNDLE, packed=zipfile.ZIP_STORED),
        lambda folder: as_zip(folder, BUNDLE, inside="export/"),
        lambda folder: as_zip(folder, BUNDLE | {"__MACOSX/users.csv": b"\0"}),
        lambda folder: as_zip(folder, BUNDLE | {"../users.csv": "", "a/b/users.csv": "", "old/users.csv": ""}),
    ],
)
def test_a_bundle_is_read_from_a_folder_or_a_zip(tmp_path, make):
    assert read_roster(make(tmp_path)).students == (BO, ADA)


def test_a_link_out_of_the_folder_is_not_read(tmp_path):
    path = as_folder(tmp_path, BUNDLE)
    (path / "users.csv").rename(tmp_path / "elsewhere.csv")
    (path / "users.csv").symlink_to(tmp_path / "elsewhere.csv")
    assert problems(path) == [f"{path.name}/users.csv:1:1: this is a link out of its folder; put the file itself there"]


def test_nothing_of_a_zip_is_written(tmp_path):
    read_roster(as_zip(tmp_path, BUNDLE))
    assert [path.name for path in tmp_path.iterdir()] == ["bundle.zip"]


def test_a_column_of_its_own_in_any_file_is_no_setting(tmp_path):
    files = {name: text.replace("\n", ",metadata.tint\n", 1).replace("\n", ",\n") for name, text in BUNDLE.items()}
    files = {name: text.replace("metadata.tint,\n", "metadata.tintInterval\n", 1) for name, text in files.items()}
    assert ADA in read_roster(as_zip(tmp_path, files)).students


def test_only_the_chosen_classes_are_read(tmp_path):
    assert read_roster(as_zip(tmp_path, BUNDLE), ("7a",)).students == (ADA,)
    with pytest.raises(SetupError, match=r'^bundle.zip: there is no class "Old"; there are 7B, 7A$'):
        read_roster(as_zip(tmp_path, BUNDLE), ("Old",))


TWO = ENROLLMENTS + "e7,,,c1,o1,u1,student,,,\n"


def test_who_is_in_several_classes_is_in_one_of_the_chosen(tmp_path):
    path = as_folder(tmp_path, BUNDLE | {"enrollments.csv": TWO})
    message = 'sourcedId: is in the classes "7A" and "7B"; choose one of them with --class'
    assert problems(path) == [f"bundle/users.csv:2:1: {message}"]
    assert problems(path, "7a", "7b") == [f"bundle/users.csv:2:1: {message}"]
    assert [student.name for student in read_roster(path, ("7B",)).students] == ["Bo Ek", "Ada Lovelace"]


def test_a_student_enrolled_twice_in_a_class_gets_one_copy(tmp_path):
    twice = BUNDLE | {"enrollments.csv": ENROLLMENTS + "e7,,,c2,o1,u1,student,,,\n"}
    assert read_roster(as_folder(tmp_path, twice)).students == (BO, ADA)


@pytest.mark.parametrize(
    ("codes", "names"),
    [
        ("A B", ["Algebra (A)", "Algebra (B)"]),
        ("A A", ["Algebra (c1)", "Algebra (c2)"]),
        ("A ", ["Algebra (A)", "Algebra (c2)"]),
    ],
)
def test_sections_with_the_same_title_are_told_apart(tmp_path, codes, names):
    first, second = codes.split(" ")
    classes = f"sourcedId,title,classCode\nc1,Algebra,{first}\nc2,Algebra,{second}\nc3,Art,\n"
    files = BUNDLE | {"classes.csv": classes} | {"enrollments.csv": ENROLLMENTS.replace("c3", "c2")}
    found = read_roster(as_folder(tmp_path, files))
    assert [student.class_name for student in found.students] == names


def test_only_what_a_school_has_added_is_missed(tmp_path):
    """The standard has two dozen columns more, which nobody wants on a page."""
    found = read_roster(as_folder(tmp_path, changed("users.csv", "pronouns", "metadata.Houße\x07")))
    assert found.unused == ("metadata.Houße\ufffd", "metadata.religion")
    assert found.columns == {
        "id": "sourcedId",
        "status": "status",
        "given name": "givenName",
        "family name": "familyName",
        "preferred given name": "preferredGivenName",
        "preferred family name": "preferredFamilyName",
        "large print": "metadata.largePrint",
        "edition": "metadata.edition",
        "class": "title",
    }


def test_what_a_teacher_has_in_a_column_of_settings_does_not_matter(tmp_path):
    files = changed("users.csv", "Cher,,,,,,,,,,,,,,o1,,,,", "Cher,,,,,,,,,,,,,,o1,,,,none")
    assert read_roster(as_folder(tmp_path, files)).students == (BO, ADA)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (
            changed("enrollments.csv", "c1,o1,u2", "c9,o1,u9"),
            [
                f'enrollments.csv:3:6: classSourcedId: "c9" isn\'t in classes.csv; {DELETE}',
                f'enrollments.csv:3:12: userSourcedId: "u9" isn\'t in users.csv; {DELETE}',
            ],
        ),
        (
            changed("users.csv", "u3", "u1"),
            [
                'users.csv:4:1: sourcedId: "u1" stands twice (first in line 2); keep one of them',
                f'enrollments.csv:5:12: userSourcedId: "u3" isn\'t in users.csv; {DELETE}',
            ],
        ),
        (
            BUNDLE | {"classes.csv": CLASSES + "c1,,,7C,,,,,,\n"},
            ['classes.csv:5:1: sourcedId: "c1" stands twice (first in line 2); keep one of them'],
        ),
        (
            BUNDLE | {"classes.csv": CLASSES + ",,,7C,,,,,,\n"},
            ["classes.csv:5:1: sourcedId: is empty; every line needs an id"],
        ),
        (
            changed("users.csv", "Support", "suport"),
            [
                'users.csv:2:64: metadata.edition: "suport" isn\'t possible here; did you mean "support"?; '
                "choose one of student, key, support"
            ],
        ),
        (
            changed("users.csv", "metadata.edition", "metadata.editoin"),
            [
                f"users.csv:1:{USERS.index('metadata.edition') + 1}: metadata.editoin: unknown heading; did you mean "
                '"edition"? If not, call it otherwise or delete the column'
            ],
        ),
        (
            changed("users.csv", "Bo,Ek", ","),
            ["users.csv:3:15: givenName: is empty; write the name of the student or delete the line"],
        ),
        (
            changed("classes.csv", "7B", "B" * 130_000),
            [f"classes.csv:2:12: title: has 130,000 characters, {MOST}"],
        ),
        (
            changed("enrollments.csv", "c1,o1,u3", f"c1,o1,{'u' * 301}"),
            [
                f"enrollments.csv:5:12: userSourcedId: has 301 characters, {MOST}",
                f'enrollments.csv:5:12: userSourcedId: "{"u" * 39}…" isn\'t in users.csv; {DELETE}',
            ],
        ),
        (
            changed("users.csv", "Bo,Ek", "B\x07,Ek"),
            ["users.csv:3:15: givenName: the control character U+0007; delete it"],
        ),
        (
            changed("classes.csv", "7B", "7\u202eB"),
            ["classes.csv:2:12: title: the invisible character U+202E, which turns text around; delete it"],
        ),
        (
            BUNDLE | {"classes.csv": "sourcedId,name\nc1,7B\n", "enrollments.csv": "classSourcedId\nc1\n"},
            [
                f'{file}:1:1: {each}: there is no column "{each}", which OneRoster 1.2 asks for; {AGAIN}'
                for file, each in (
                    ("classes.csv", "title"),
                    ("enrollments.csv", "userSourcedId"),
                    ("enrollments.csv", "role"),
                )
            ],
        ),
        (
            BUNDLE | {"classes.csv": "", "enrollments.csv": "PK\x03\x04"},
            [
                "classes.csv:1:1: the file is empty; export the class list again",
                f"enrollments.csv:1:1: {csv_rows.OTHER_FILES[b'PK' + bytes((3, 4))]}",
            ],
        ),
    ],
)
def test_what_is_wrong_in_a_bundle_is_said_with_its_file(tmp_path, files, expected):
    for path in (as_folder(tmp_path, files), as_zip(tmp_path, files)):
        assert problems(path) == [f"{path.name}/{each}" for each in expected]


def test_very_many_problems_of_a_file_do_not_hide_those_of_another(tmp_path):
    """Rows that can't be read are often why others can't be understood."""
    lost = "".join(f"e,,,c1,o1,x{n},student,,,\n" for n in range(150))
    files = changed("users.csv", "u2,,", "u2,") | {"enrollments.csv": ENROLLMENTS + lost}
    found = problems(as_folder(tmp_path, files))
    assert found[0].startswith("bundle/users.csv:3:1: the row has 25 cells, but there are 26 headings")
    assert len(found) == 102
    assert found[-1] == "bundle/enrollments.csv:106:11: there are more problems; mend these first"


def encrypted(folder):
    path = as_zip(folder, BUNDLE)
    data = bytearray(path.read_bytes())
    for begin, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(begin)
        while at >= 0:
            data[at + flags] |= 1
            at = data.find(begin, at + 4)
    path.write_bytes(data)
    return path


def cut(folder, keep=300):
    path = as_zip(folder, BUNDLE)
    path.write_bytes(path.read_bytes()[:keep])
    return path


def flipped(folder):
    path = as_zip(folder, BUNDLE, packed=zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace(b"Augusta", b"Aukusta", 1))
    return path


def called_zip(folder, text):
    path = folder / "bundle.zip"
    path.write_text(text)
    return path


NO_BUNDLE = (
    "this is no OneRoster bundle, which holds users.csv, classes.csv, enrollments.csv; a class list is a CSV file"
)


@pytest.mark.parametrize(
    ("make", "where", "message"),
    [
        (lambda folder: as_folder(folder, {}), "bundle", NO_BUNDLE),
        (lambda folder: as_folder(folder, {"7b.csv": "id,name\n1,Ada\n"}), "bundle", NO_BUNDLE),
        (lambda folder: as_zip(folder, {}), "bundle.zip", NO_BUNDLE),
        (lambda folder: as_zip(folder, BUNDLE, inside="a/b/"), "bundle.zip", NO_BUNDLE),
        (
            lambda folder: as_folder(folder, {"users.csv": USERS}),
            "bundle",
            "has no classes.csv and no enrollments.csv; export the OneRoster bundle again with all its files",
        ),
        (
            lambda folder: as_zip(folder, {"a/users.csv": USERS, "a/classes.csv": CLASSES, "b/enrollments.csv": ""}),
            "bundle.zip",
            "has no enrollments.csv; export the OneRoster bundle again with all its files",
        ),
        (
            lambda folder: as_zip(folder, {f"{each}/{name}": text for each in "ab" for name, text in BUNDLE.items()}),
            "bundle.zip",
            "holds several bundles (a, b); put each into a zip of its own",
        ),
        (
            lambda folder: as_folder(folder, BUNDLE | {"enrollments.csv": ENROLLMENTS.replace("student", "aide")}),
            "bundle",
            "no student is enrolled in a class; export the bundle with its enrollments",
        ),
        (encrypted, "bundle.zip", "users.csv is encrypted; unpack the zip and name the folder instead"),
        (
            lambda folder: as_zip(folder, BUNDLE, packed=zipfile.ZIP_LZMA),
            "bundle.zip",
            "users.csv is packed in an unusual way; unpack the zip and name the folder instead",
        ),
        (cut, "bundle.zip", "the zip is broken; export or download it again"),
        (flipped, "bundle.zip", "the zip is broken; export or download it again"),
        (lambda folder: called_zip(folder, ""), "bundle.zip", "the zip is broken; export or download it again"),
        (lambda folder: called_zip(folder, USERS), "bundle.zip", "the zip is broken; export or download it again"),
        (
            lambda folder: folder / "bundle.zip",
            "bundle.zip",
            "can't be read: No such file or directory; check its name and whether you may read it",
        ),
        (
            lambda folder: as_zip(folder, BUNDLE | {"users.csv": b"x" * 30_000_000}),
            "bundle.zip/users.csv",
            "has more than 20,000,000 bytes, the most that is read; export fewer classes at a time",
        ),
    ],
)
def test_what_is_no_bundle_is_refused_in_one_sentence(tmp_path, make, where, message):
    assert problems(make(tmp_path)) == [f"{where}:1:1: {message}"]


def test_a_bomb_is_never_unpacked_further_than_the_limit(tmp_path, monkeypatch):
    asked = []
    read = zipfile.ZipExtFile.read
    monkeypatch.setattr(zipfile.ZipExtFile, "read", lambda self, n=-1: asked.append(n) or read(self, n))
    problems(as_zip(tmp_path, BUNDLE | {"users.csv": b"\0" * 200_000_000}))
    assert asked == [roster.MAX_BYTES + 1]


def test_a_zip_that_is_far_too_large_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(oneroster, "MAX_ZIP", 100)
    assert problems(as_zip(tmp_path, BUNDLE)) == [
        "bundle.zip:1:1: has more than 100 bytes, the most that is read; export fewer classes at a time"
    ]


def test_a_zip_of_very_many_files_is_refused_before_its_list_of_files_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(oneroster, "MAX_ENTRIES", 5)
    assert read_roster(as_zip(tmp_path, BUNDLE | {"1": "", "2": ""})).students == (BO, ADA)
    path = as_zip(tmp_path, BUNDLE | {"1": "", "2": "", "3": ""})
    monkeypatch.setattr(zipfile, "ZipFile", None)
    assert problems(path) == [
        "bundle.zip:1:1: holds more than 5 files; put users.csv, classes.csv, enrollments.csv alone into a zip"
    ]


WHOLE = zipped(BUNDLE)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), min_size=1, max_size=4))
def test_a_zip_with_any_bytes_changed_is_students_or_problems(tmp_path, changes):
    data = bytearray(WHOLE)
    for at, byte in changes:
        data[at] = byte
    path = tmp_path / "bundle.zip"
    path.write_bytes(data)
    with suppress(SpecError):
        assert read_roster(path).students


def test_names_that_were_spoilt_on_their_way_are_told_in_their_file(tmp_path):
    (found,) = problems(as_folder(tmp_path, changed("users.csv", ",Bo,Ek,", ",Bo,O&#39;Ek,")))
    assert found.startswith('bundle/users.csv:3:18: familyName: "&#39;" in "O&#39;Ek" stands for "\'"; write that ')
    found = read_roster(as_folder(tmp_path, changed("classes.csv", ",7B,", ",D&amp;T,")))
    assert {each.class_name for each in found.students} == {"D&amp;T", "7A"}
