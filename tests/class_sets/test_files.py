"""A file for each student: named safely, told apart, and gone on with after an interruption."""

import json
import os
import re
import unicodedata
from contextlib import contextmanager, suppress
from dataclasses import replace

import pikepdf
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sets import TINY, quiet, write_desk

from deaths import mounted
from forms import widgets
from packbuilder.class_sets import make
from packbuilder.class_sets.copies import Copy, Variant, plan, variants
from packbuilder.class_sets.files import _file_name
from packbuilder.class_sets.folder import LONGEST, MANIFEST, slug
from packbuilder.class_sets.make import make_files
from packbuilder.class_sets.order import Order, typeset_set
from packbuilder.class_sets.report import told_of_made
from packbuilder.class_sets.roster import Student, read_roster
from packbuilder.class_sets.wanted import Wanted
from packbuilder.options import Options
from packbuilder.pdf.personal import Personal
from packbuilder.pdf.structure import structure_problems
from packbuilder.problems import SetupError
from packbuilder.receipts import MADE
from packbuilder.targets import Target
from pdfs import text_of
from verapdf import failures, needs_verapdf

HEADINGS = "id,name,class,edition,screen\n"
STUDENTS = ("Zoë Ångström", "Łukasz Żak", "محمد علي", "Ольга Чехова", "Петрова Анна")
ROSTER = HEADINGS + "".join(
    f"S{number},{name},9{'AB'[number > 2]},{'support' if number == 2 else ''},{'yes' if number == 4 else ''}\n"
    for number, name in enumerate(STUDENTS, 1)
)
DEVICES = re.compile(r"(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(COM|LPT)[0-9¹²³])(\..*)?", re.IGNORECASE)
"""Names that Windows keeps for itself, with any ending (Microsoft, Naming Files, Paths, and Namespaces)."""


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """A cache folder, in which nothing is but journals of unfinished runs."""
    monkeypatch.setattr("packbuilder.class_sets.files.cache_folder", lambda: tmp_path / "cache")


def journals(folder):
    return list((folder / "cache" / MADE).iterdir())


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    return write_desk(tmp_path_factory.mktemp("desk"), ROSTER)


def files(desk, output, tick=quiet, **wanted):
    options, wanted = Options(output=output), Wanted(**{"screen": None, **wanted})
    return make_files(Order(Target(desk / "tiny"), desk / "class.csv", options, wanted), tick)


@pytest.fixture(scope="module")
def made(desk, tmp_path_factory):
    """The files of the roster, undisturbed."""
    return files(desk, tmp_path_factory.mktemp("made"), spares=1)


@pytest.fixture(scope="module")
def typeset(desk):
    wanted = Wanted(screen=None, spares=1, files=True)
    return typeset_set(Order(Target(desk / "tiny"), desk / "class.csv", Options(), wanted), quiet)


@pytest.fixture
def once(monkeypatch, typeset):
    """Makes class sets of what is typeset already."""

    def prepared(order, _tick):
        students, wanted = read_roster(order.roster).students, order.wanted
        if wanted.screen is not None:
            students = [replace(each, rendering=replace(each.rendering, screen=wanted.screen)) for each in students]
        copies = plan(students, wanted.spares)
        chosen = {variant: typeset.typeset[variant] for variant in variants(copies)}
        return replace(typeset, copies=copies, typeset=chosen, wanted=wanted)

    monkeypatch.setattr(make, "typeset_set", prepared)


def state(folder):
    """The files of a folder, or None if there is no such folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.is_dir() else None


# What is made


def test_there_is_a_file_for_each_copy_and_the_manifest_lists_it(made):
    manifest = json.loads((made.folder / MANIFEST).read_bytes())
    assert made.folder.name == "class--files"
    assert [each["copy"] for each in manifest["copies"]] == [1, 2, 6, 3, 4, 5, 7]
    listed = [each["file"] for each in manifest["copies"]]
    assert listed == [
        "0001-9a-zoë-ångström.pdf",
        "0002-9a-łukasz-żak.pdf",
        "0006-9a.pdf",
        "0003-9b-محمد-علي.pdf",
        "0004-9b-ольга-чехова.pdf",
        "0005-9b-петрова-анна.pdf",
        "0007-9b.pdf",
    ]
    assert state(made.folder).keys() == {*listed, MANIFEST, "class-set.csv"}
    table = (made.folder / "class-set.csv").read_text(encoding="utf-8-sig")
    assert [line.rpartition(",")[2] for line in table.splitlines()] == ["file", *listed]
    assert sorted(path.name for path in made.folder.parent.iterdir()) == [".class--files.lock", "class--files"]


def test_each_file_has_its_own_name_and_number_and_no_other(made):
    shown = {"Zoë Ångström": 1, "Łukasz Żak": 2, "Ольга Чехова": 4, "Петрова Анна": 5}
    for each in made.record.copies:
        pdf = (made.folder / each.file).read_bytes()
        text = text_of(pdf)
        assert [name for name in shown if name in text] == [name for name in shown if shown[name] == each.copy.number]
        assert re.findall(r"\b000\d\b(?!-)", text) == [f"{each.copy.number:04d}"]
        assert structure_problems(pdf) == []
        fields = {field.name for field in widgets(pdf)}
        assert bool(fields) == (each.copy.number == 4)
        assert {name for name in fields if "/" not in name} == ({"date"} if fields else set())  # the rest is printed


def spoken(path):
    with pikepdf.open(path) as pdf:
        first = pdf.Root.StructTreeRoot.K[0].K[0].K[0]
        return str(first.ActualText)


def test_what_is_read_first_is_name_class_and_number(made):
    told = [spoken(made.folder / each.file) for each in made.record.copies]
    assert told[:3] == [
        "Name Zoë Ångström; Class 9A; No. 0001",
        "Name Łukasz Żak; Class 9A; No. 0002",
        "Class 9A; No. 0006",
    ]


def told_by_fonts(path):
    """The characters of each font in the order of their numbers, as its table for readers (ToUnicode) tells them."""
    with pikepdf.open(path) as pdf:
        fonts = [each for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and "/ToUnicode" in each]
        tables = [each.ToUnicode.read_bytes().decode("latin-1") for each in fonts]
    return [bytes.fromhex("".join(re.findall(r"<([0-9A-Fa-f]{4})>\s", each))).decode("utf-16-be") for each in tables]


def test_the_fonts_dont_spell_the_class_list(made):
    """All files of a class share their fonts; the order of the characters in them must not be that of the names."""
    for each in made.record.copies:
        tables = told_by_fonts(made.folder / each.file)
        assert any("Ч" in table for table in tables)
        parts = {part for name in STUDENTS for part in name.split() if not part.isascii()}
        assert sorted(part for part in parts if any(part in table for table in tables)) == []


def test_anonymous_files_have_no_name_outside_or_inside(desk, tmp_path):
    made = files(desk, tmp_path, anonymous=True)
    names = [each.file for each in made.record.copies]
    assert names == ["0001-9a.pdf", "0002-9a.pdf", "0003-9b.pdf", "0004-9b.pdf", "0005-9b.pdf"]
    for name in names:
        text = text_of((made.folder / name).read_bytes())
        assert [each for each in STUDENTS for part in each.split() if part in text] == []
        assert spoken(made.folder / name).startswith(f"Name {name[:4]}; Class 9")
        assert all("Ч" not in table for table in told_by_fonts(made.folder / name))


@pytest.mark.parametrize(
    ("wanted", "number"),
    [({}, 4), ({"anonymous": True}, 1), ({"codes": False}, 1), ({"spares": 1}, 7), ({"screen": True}, 1)],
)
def test_a_file_that_is_made_again_is_as_it_was(wanted, number, desk, tmp_path):
    made = files(desk, tmp_path, **wanted)
    again = files(desk, tmp_path, only=str(number))
    assert again.folder.name == f"class--files-again-{number}"
    (one,) = again.record.copies
    assert one.file == next(each.file for each in made.record.copies if each.copy.number == number)
    assert (again.folder / one.file).read_bytes() == (made.folder / one.file).read_bytes()
    assert again.record.options == made.record.options


@pytest.mark.parametrize("wanted", [{}, {"anonymous": True, "screen": True}])
def test_where_no_files_are_there_the_options_say_how_one_is_made(wanted, desk, tmp_path):
    (one,) = files(desk, tmp_path, only="S1", **wanted).record.copies
    assert one.file == ("0001-9a.pdf" if wanted else "0001-9a-zoë-ångström.pdf")
    assert one.copy.variant.rendering.screen == bool(wanted)


def test_a_file_of_another_set_is_not_made(tmp_path):
    desk = write_desk(tmp_path, ROSTER)
    made = files(desk, tmp_path / "out")
    write_desk(tmp_path, ROSTER.replace("Zoë", "Zoe"))
    with pytest.raises(SetupError, match=f"the class set in {made.folder} is {made.record.set_id}, and this would be"):
        files(desk, tmp_path / "out", only="S1")
    assert sorted(path.name for path in made.folder.parent.iterdir()) == [".class--files.lock", "class--files"]


@needs_verapdf[0]
@needs_verapdf[1]
def test_the_files_are_accessible(made):
    """That they keep PDF/A as well is tested where they are made, in tests/pdf/test_personal.py."""
    assert failures([made.folder / each.file for each in made.record.copies], "PDFUA-1") == []


# Names of files

texts = st.text(st.characters(), max_size=80)
awkward = st.sampled_from(
    ["", ".", "..", "../../etc/passwd", "C:\\x", "con", "NUL", "com1.txt", "LPT¹", "a\0b", "~", "-"]
)


@given(texts | awkward | st.text("é\u0301\u0627\u5f20aA", min_size=70))
@example("x" * 59 + "é")
@example("張" * 21)
def test_a_slug_is_safe_everywhere(text):
    found = slug(text)
    assert len(found.encode()) <= LONGEST == 60
    assert not re.search(r'[/\\:*?"<>|.\s\x00-\x1f\x7f]', found)
    assert all(character == "-" or unicodedata.category(character)[0] in "LMN" for character in found)
    assert found == found.strip("-") == unicodedata.normalize("NFC", found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Zoë Ångström", "zoë-ångström"),
        ("O'Brien, Anne-Marie (jr.)", "o-brien-anne-marie-jr"),
        ("../../etc/passwd", "etc-passwd"),
        ("...", ""),
        ("محمد علي", "محمد-علي"),
        ("王小明", "王小明"),
        ("Zoe\u0308", "zoë"),
        ("अनिता शर्मा", "अनिता-शर्मा"),
    ],
)
def test_a_slug_keeps_letters_and_digits(text, expected):
    assert slug(text) == expected


@given(st.lists(st.tuples(texts | awkward, texts | awkward), min_size=1, max_size=8), st.booleans())
@example([("9A", "José"), ("9a", "Jose\u0301"), ("9A", "JOSÉ"), ("９Ａ", "ＪＯＳÉ")], False)
@example([("", ""), ("", "con"), ("nul", "")], False)
def test_names_of_files_are_safe_and_never_the_same(people, anonymous):
    copies = [
        Copy(number, Variant(), class_name, Student(f"S{number}", name, class_name))
        for number, (class_name, name) in enumerate(people, 9_998)
    ]
    names = [_file_name(copy, Wanted(anonymous=anonymous)) for copy in copies]
    assert all(re.fullmatch(r"[0-9]{4,5}(-[^-.]+)*\.pdf", name) for name in names)
    assert not any(re.search(r'[/\\:*?"<>|\s\x00-\x1f\x7f]', name) for name in names)
    assert not any(DEVICES.fullmatch(name) for name in names)
    assert max(len(name.encode()) for name in names) <= 140
    assert len({unicodedata.normalize("NFKC", name).casefold() for name in names}) == len(names)


# Interruptions


class Stop(Exception):  # noqa: N818
    """What interrupts a run."""


def stop_after(number):
    def tick(what, done, _total):
        if (what, done) == ("files", number):
            raise Stop

    return tick


@pytest.fixture
def saved(monkeypatch):
    """The names of the files that are written from now on."""
    names, save = [], Personal.save

    def counted(self, path, stamps, spoken):
        names.append(path.name)
        save(self, path, stamps, spoken)

    monkeypatch.setattr(Personal, "save", counted)
    return names


def work_of(output):
    return output / "tiny" / ".class--files.part"


def interrupt(desk, output, number, **wanted):
    with pytest.raises(Stop):
        files(desk, output, stop_after(number), **wanted)


COPIES = 7


@pytest.mark.usefixtures("once")
@pytest.mark.parametrize("number", [1, 3, 6, 7])
def test_an_interrupted_run_is_gone_on_with(number, desk, made, saved, tmp_path):
    interrupt(desk, tmp_path, number, spares=1)
    assert len(saved) == number
    assert not (tmp_path / "tiny" / "class--files").exists()
    again = files(desk, tmp_path, spares=1)
    assert len(saved) == len(set(saved)) == COPIES
    assert state(again.folder) == state(made.folder)
    assert not work_of(tmp_path).exists()
    assert journals(tmp_path) == []


@pytest.mark.usefixtures("once")
def test_the_old_files_stay_while_a_run_is_interrupted(desk, made, saved, tmp_path):
    old = files(desk, tmp_path, codes=False, spares=1)
    before = state(old.folder)
    for number in (1, 4, 5):
        interrupt(desk, tmp_path, number, spares=1)
        assert state(old.folder) == before
    assert len(saved) == COPIES + 5
    assert state(files(desk, tmp_path, spares=1).folder) == state(made.folder) != before


CHANGES = {
    "name": {"roster": ROSTER.replace("Zoë", "Zoe")},
    "id": {"roster": ROSTER.replace("S1", "S9")},
    "order": {"roster": HEADINGS + "".join(reversed(ROSTER.splitlines(keepends=True)[1:]))},
    "class": {"roster": ROSTER.replace("9B", "9C")},
    "edition": {"roster": ROSTER.replace("support", "")},
    "anonymous": {"anonymous": True},
    "codes": {"codes": False},
    "screen": {"screen": False},
}


@pytest.mark.usefixtures("once")
@pytest.mark.parametrize("change", CHANGES)
def test_another_class_set_begins_anew(change, saved, tmp_path):
    assert_begins_anew(dict(CHANGES[change]), saved, tmp_path)


def test_another_pack_begins_anew(saved, tmp_path):
    assert_begins_anew({"sheet": TINY.replace("Explain", "Describe")}, saved, tmp_path)


def assert_begins_anew(change, saved, folder):
    desk = write_desk(folder, ROSTER)
    interrupt(desk, folder / "out", 2)
    written = {name: change.pop(name) for name in ("sheet", "roster") if name in change}
    write_desk(folder, **{"roster": ROSTER, **written})
    del saved[:]
    again = files(desk, folder / "out", **change)
    assert len(saved) == len(set(saved)) == len(STUDENTS)
    assert state(again.folder) == state(files(desk, folder / "fresh", **change).folder)


@pytest.mark.usefixtures("once")
def test_another_packbuilder_begins_anew_whatever_its_version(desk, saved, tmp_path, monkeypatch):
    interrupt(desk, tmp_path, 2)
    monkeypatch.setattr("packbuilder.class_sets.files.program", lambda: "another")
    files(desk, tmp_path)
    assert saved[:2] == saved[2:4]


def half_a_file(work, listed):
    (work / "0007-9b.pdf").write_bytes((work / listed[0]).read_bytes()[:900])


def strangers(work, listed):
    """What lies in the folder may have come with a pack; a link to a folder can't be removed as a folder is."""
    (work / "notes.txt").write_bytes(b"rubbish")
    (work / ".0001.part").write_bytes(b"rubbish")
    (work / "folder").mkdir()
    (work / "link").symlink_to(work.parent)
    (work / "0007-9b.pdf").symlink_to(work / listed[0])
    os.mkfifo(work / "pipe")


def a_listed_file_is_gone(work, listed):
    (work / listed[1]).unlink()


def a_listed_file_is_another(work, listed):
    (work / listed[1]).write_bytes((work / listed[0]).read_bytes())


def a_listed_file_is_a_link(work, listed):
    path = work / listed[1]
    path.symlink_to(path.rename(work.parent / "elsewhere.pdf"))


def everything_is_gone(work, _):
    for path in work.iterdir():
        path.unlink()


@pytest.mark.usefixtures("once")
@pytest.mark.parametrize(
    "damage",
    [
        *((half_a_file, 0), (strangers, 0), (a_listed_file_is_gone, 1), (a_listed_file_is_another, 1)),
        *((a_listed_file_is_a_link, 1), (everything_is_gone, 3)),
    ],
)
def test_what_isnt_whole_in_the_work_folder_is_made_again(damage, desk, made, saved, tmp_path):
    change, anew = damage
    interrupt(desk, tmp_path, 3, spares=1)
    change(work_of(tmp_path), [*saved])
    again = files(desk, tmp_path, spares=1)
    assert len(saved) == COPIES + anew
    assert state(again.folder) == state(made.folder)


@pytest.mark.usefixtures("once")
def test_without_its_journal_nothing_is_gone_on_with(desk, made, saved, tmp_path):
    interrupt(desk, tmp_path, 3, spares=1)
    for path in journals(tmp_path):
        path.unlink()
    assert state(files(desk, tmp_path, spares=1).folder) == state(made.folder)
    assert len(saved) == COPIES + 3


@contextmanager
def no_folder(cache):
    cache.write_bytes(b"")
    yield


@contextmanager
def full_folder(cache):
    with mounted(cache, "size=64k"), (cache / "filler").open("wb", buffering=0) as filler:
        with suppress(OSError):
            while True:
                filler.write(bytes(4096))
        yield


@pytest.mark.usefixtures("once")
@pytest.mark.parametrize("useless", [no_folder, full_folder])
def test_a_cache_folder_that_takes_no_journal_does_not_matter(useless, desk, made, saved, tmp_path):
    with useless(tmp_path / "cache"):
        interrupt(desk, tmp_path, 3, spares=1)
        assert state(files(desk, tmp_path, spares=1).folder) == state(made.folder)
    assert len(saved) == COPIES + 3


@pytest.mark.usefixtures("once")
@pytest.mark.parametrize("lost", [1, 5, 6, 26, 40, 90, 150])
def test_a_journal_that_ends_in_the_middle_does_no_harm(lost, desk, made, saved, tmp_path):
    """The last line is of the name 0003-9b-محمد-علي.pdf, whose letters take two bytes each."""
    interrupt(desk, tmp_path, 3, spares=1)
    (journal,) = journals(tmp_path)
    assert saved[-1] == "0003-9b-محمد-علي.pdf"
    journal.write_bytes(journal.read_bytes()[:-lost])
    interrupt(desk, tmp_path, 4, spares=1)
    again = files(desk, tmp_path, spares=1)
    assert state(again.folder) == state(made.folder)
    assert len(saved) <= COPIES + (2 if lost < 30 else 4)


@pytest.mark.usefixtures("once")
def test_a_journal_in_the_place_of_another_one_lists_nothing(desk, made, tmp_path):
    interrupt(desk, tmp_path, 1, spares=1)
    (journal,) = journals(tmp_path)
    interrupt(desk, tmp_path, 3, spares=1, codes=False)
    (other,) = {*journals(tmp_path)} - {journal}
    other.replace(journal)
    assert state(files(desk, tmp_path, spares=1).folder) == state(made.folder)


@pytest.mark.usefixtures("once")
def test_a_finished_run_that_wasnt_put_in_its_place_begins_anew(desk, made, tmp_path, monkeypatch):
    def fail(*_):
        raise Stop

    with monkeypatch.context() as patch:
        patch.setattr(make, "_write_manifest", fail)
        with pytest.raises(Stop):
            files(desk, tmp_path, spares=1)
    assert state(files(desk, tmp_path, spares=1).folder) == state(made.folder)


@pytest.mark.usefixtures("once")
def test_two_runs_dont_write_into_each_other(desk, tmp_path):
    refused = []

    def second(*_):
        with pytest.raises(SetupError) as caught:
            files(desk, tmp_path)
        refused.append(str(caught.value))

    made = files(desk, tmp_path, second)
    assert set(refused) == {f"another run is writing {made.folder}; wait until it has ended"}
    assert len(refused) == len(STUDENTS)


@pytest.mark.parametrize(
    ("edition", "anonymous", "name"),
    [
        ("student", False, "0007-9a-ada-b.pdf"),
        ("support", False, "0007-9a-ada-b.pdf"),
        ("key", False, "0007-key-9a-ada-b.pdf"),
        ("key", True, "0007-key-9a.pdf"),
    ],
)
def test_a_file_with_the_answers_is_called_so(edition, anonymous, name):
    """Who shares the folder sees it; what sort of page a pupil has stays between them and their teacher."""
    copy = Copy(7, Variant(edition), "9A", Student("1", "Ada B.", "9A", edition=edition))
    assert _file_name(copy, Wanted(anonymous=anonymous)) == name


def test_names_that_are_cut_in_files_are_told(tmp_path):
    (tmp_path / "desk").mkdir()
    desk = write_desk(tmp_path / "desk", f"id,name,class\nS1,Ada,9A\nS2,{'N' * 90},9A\n")
    made = files(desk, tmp_path / "made")
    (short,) = made.record.cut["name"].values()
    (line,) = (each for each in told_of_made(made, desk / "class.csv") if each.startswith("Too long for the line"))
    assert f'1 name, printed as "{short}" for "NNN' in line
    assert short in text_of(next(made.folder.glob("0002-*")).read_bytes())
