"""Class sets on disk: the old one or the new one whatever happens, and late joiners behind all others."""

import json
import re
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext, suppress
from dataclasses import replace
from itertools import count
from pathlib import Path
from random import Random
from threading import Event

import pikepdf
import pytest
from kills import runs
from sets import TINY, quiet, write_desk

from packbuilder.class_sets import make
from packbuilder.class_sets.codes import Code, set_id
from packbuilder.class_sets.copies import plan
from packbuilder.class_sets.folder import JOB_SHEET, MANIFEST, renewed
from packbuilder.class_sets.headings import readable
from packbuilder.class_sets.make import make_class_set, make_files
from packbuilder.class_sets.manifest import read_manifest
from packbuilder.class_sets.order import Order, typeset_set
from packbuilder.class_sets.roster import Student
from packbuilder.class_sets.wanted import Settings, Wanted
from packbuilder.limits import Limits
from packbuilder.options import Options
from packbuilder.problems import SetupError
from packbuilder.targets import Target
from packbuilder.workers import ALONE, EndedError
from pdfs import text_of

posix = pytest.mark.skipif(sys.platform == "win32", reason="forks, signals and limits are POSIX affairs")

ROSTER = "id,name,class\nS1,Zoë Ångström,9A\nS2,Łukasz Żak,9A\nS3,محمد علي,9B\n"
MODES = {"print": (), "files": ("--files",)}
modes = pytest.mark.parametrize("mode", MODES)


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    return write_desk(tmp_path_factory.mktemp("desk"), ROSTER)


@pytest.fixture(scope="module")
def typeset(desk):
    return typeset_set(Order(Target(desk / "tiny"), desk / "class.csv", Options(), Wanted(files=True)), quiet)


@pytest.fixture(autouse=True)
def job_sheet(monkeypatch):
    """A job sheet takes longer to set than all else that is made here."""
    monkeypatch.setattr(make, "make_job_sheet", lambda _: b"job sheet")


@pytest.fixture
def once(monkeypatch, typeset):
    """Makes class sets of what is typeset already."""
    monkeypatch.setattr(make, "typeset_set", lambda order, _tick: replace(typeset, wanted=order.wanted))


def printed(desk, output, tick=quiet, *, roster="class.csv", **wanted):
    order = Order(Target(desk / "tiny"), desk / roster, Options(output=output), Wanted(**wanted))
    return make_class_set(order, tick)


def state(folder):
    """The files of a folder, or None if there is no such folder."""
    if not folder.is_dir():
        return None
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def beside(folder):
    return sorted(path.name for path in folder.parent.iterdir())


def assert_whole(folder):
    """Every PDF can be read from end to end, and all that the manifest lists is there and nothing else."""
    manifest = json.loads((folder / MANIFEST).read_bytes())
    listed = {each["name"] for each in manifest["files"]} | {
        each["file"] for each in manifest["copies"] if "file" in each
    }
    fixed = {MANIFEST, "class-set.csv", *(["job-sheet.pdf"] if manifest["files"] else [])}
    assert state(folder).keys() == listed | fixed
    assert listed
    for name in listed:
        with pikepdf.open(folder / name) as pdf:
            assert pdf.check_pdf_syntax() == []


# What a run leaves


def test_a_run_leaves_what_its_manifest_lists_and_nothing_else(desk, tmp_path):
    made = printed(desk, tmp_path)
    assert made.folder == tmp_path / "tiny" / "class"
    assert_whole(made.folder)
    assert beside(made.folder) == [".class.lock", "class"]
    text = text_of((made.folder / "A4.pdf").read_bytes())
    assert [name in text for name in ("Zoë Ångström", "Łukasz Żak", "0003")] == [True] * 3


@pytest.mark.usefixtures("once")
def test_the_same_class_set_has_the_same_bytes_and_takes_the_place_of_the_old_one(desk, tmp_path):
    first = printed(desk, tmp_path)
    before = state(first.folder)
    (first.folder / "A4.pdf").write_bytes(b"spoilt")
    assert state(printed(desk, tmp_path).folder) == before


@pytest.mark.usefixtures("once")
class Ended:
    """A crew whose workers are ended at their limits."""

    def submit(self, *_):
        return self

    def result(self):
        raise EndedError("takes longer than 1 s to make")


@pytest.mark.usefixtures("once")
def test_a_job_sheet_that_is_beyond_the_limits_of_worksheets_is_made_within_the_usual_ones(desk, tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(make, "Workers", lambda jobs, limits: asked.append((jobs, limits)) or nullcontext(ALONE))
    options = Options(output=tmp_path, limits=Limits(seconds=1, memory=800))
    order = Order(Target(desk / "tiny"), desk / "class.csv", options, Wanted(), Ended())
    assert (make_class_set(order, quiet).folder / JOB_SHEET).read_bytes() == b"job sheet"
    assert asked == [(1, Limits(memory=800))]


@pytest.mark.usefixtures("once")
@pytest.mark.parametrize(("seconds", "times"), [(60, 0), (1, 1)])
def test_a_job_sheet_that_comes_to_no_end_is_refused(seconds, times, desk, tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(make, "Workers", lambda *given: asked.append(given) or nullcontext(Ended()))
    options = Options(output=tmp_path, limits=Limits(seconds=seconds))
    order = Order(Target(desk / "tiny"), desk / "class.csv", options, Wanted(), Ended())
    with pytest.raises(SetupError) as caught:
        make_class_set(order, quiet)
    mend = "or mend the job-sheet.html of the layout"
    assert str(caught.value) == f"the job sheet: takes longer than 1 s to make; {mend}"
    assert (len(asked), list(tmp_path.rglob("*.pdf"))) == (times, [])


class Busy(Ended):
    """A crew that can't be asked before something has happened, if anything does."""

    def __init__(self):
        self.happened = Event()

    def submit(self, *_):
        assert self.happened.wait(20)
        return self


@pytest.mark.usefixtures("once")
def test_until_workers_can_be_asked_copies_are_drawn(desk, tmp_path, monkeypatch):
    monkeypatch.setattr(make, "Workers", lambda *_: nullcontext(ALONE))
    crew = Busy()
    options = Options(output=tmp_path, limits=Limits(seconds=1))
    order = Order(Target(desk / "tiny"), desk / "class.csv", options, Wanted(), crew)
    made = make_class_set(order, lambda what, *_: crew.happened.set() if what == "sides" else None)
    assert (made.folder / JOB_SHEET).read_bytes() == b"job sheet"


@pytest.mark.usefixtures("once")
def test_where_there_can_be_no_thread_the_crew_is_asked_all_the_same(desk, tmp_path, monkeypatch):
    def without(*_):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(ThreadPoolExecutor, "submit", without)
    made = printed(desk, tmp_path)
    assert (made.folder / JOB_SHEET).read_bytes() == b"job sheet"


def test_what_only_the_old_set_had_goes_with_it(desk, tmp_path):
    old = printed(desk, tmp_path)
    manifest = json.loads((old.folder / MANIFEST).read_bytes())
    manifest["files"].append({"name": "A3.pdf"})
    (old.folder / MANIFEST).write_text(json.dumps(manifest))
    (old.folder / "A3.pdf").write_bytes(b"old")
    assert "A3.pdf" not in state(printed(desk, tmp_path).folder)


# Whose a folder is


def made_of(output, roster, *, pack="tiny", worksheets=None, **wanted):
    """The class set of that list, whether there is such a file or not."""
    order = Order(Target(Path(pack), worksheets), Path(roster), Options(output=output), Wanted(**wanted))
    if order.wanted.files:
        return make_files(order, quiet)
    return make_class_set(order, quiet)


BOOKLET = Settings(imposition="booklet")
WAYS = [{}, {"only": "S1"}, {"settings": BOOKLET}, {"files": True}, {"files": True, "only": "S1"}]


@pytest.mark.usefixtures("once")
@pytest.mark.parametrize("way", WAYS, ids=str)
@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ({"roster": "year.csv", "classes": ["9A"]}, {"roster": "year-9a.csv"}, ("year.csv, class 9a", "year-9a.csv")),
        ({"roster": "year.csv"}, {"roster": "year.zip"}, ("year.csv", "year.zip")),
        ({"roster": "a/Year.csv"}, {"roster": "a/year.csv"}, ("Year.csv", "year.csv")),
        (
            {"roster": "year.csv", "classes": ["9", "A"]},
            {"roster": "year.csv", "classes": ["9-A"]},
            ("year.csv, class 9, class a", "year.csv, class 9-a"),
        ),
        (
            {"roster": "year.csv", "classes": ["one"]},
            {"roster": "year.csv", "worksheets": ("one",)},
            ("year.csv, class one", "year.csv, worksheet one"),
        ),
    ],
)
def test_a_folder_of_another_list_is_not_replaced(first, second, told, way, tmp_path):
    folder = made_of(tmp_path, **first, **way).folder
    before = state(folder)
    with pytest.raises(SetupError) as caught:
        made_of(tmp_path, **second, **way)
    there = told[0].replace(".csv", ".csv, copy S1") if "only" in way else told[0]
    assert str(caught.value) == another(folder, there, told[1])
    assert state(folder) == before


def another(folder, there, here):
    """What is said where the folder holds the set of something else."""
    message = f"{folder} holds the class set of {there}, and this would be one of {here}"
    return f"{message}; take that folder away, or choose another one with --output"


@pytest.mark.usefixtures("once")
@pytest.mark.parametrize("way", WAYS, ids=str)
@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"roster": "year.csv"}, {"roster": "year.csv"}),
        ({"roster": "a/year.csv"}, {"roster": "b/year.csv"}),
        ({"roster": "year.csv", "classes": ["9A"]}, {"roster": "year.csv", "classes": [" 9a"]}),
        ({"roster": "Zoe\u0308.csv"}, {"roster": "Zo\u00eb.csv"}),
        ({"roster": "year\udcff.csv"}, {"roster": "year\udcff.csv"}),
    ],
)
def test_the_folder_of_the_same_list_is_renewed(first, second, way, tmp_path):
    folder = made_of(tmp_path, **first, **way).folder
    for name in ("A4.pdf", "0001-9a-zoë-ångström.pdf"):
        if (folder / name).exists():
            (folder / name).write_bytes(b"spoilt")
    assert made_of(tmp_path, **second, **way).folder == folder
    assert b"spoilt" not in state(folder).values()


@pytest.mark.usefixtures("once")
def test_a_manifest_of_a_version_that_kept_no_list_is_replaced(tmp_path):
    folder = made_of(tmp_path, "year.csv").folder
    manifest = json.loads((folder / MANIFEST).read_bytes())
    assert manifest.pop("origin")["roster"] == "year.csv"
    (folder / MANIFEST).write_text(json.dumps(manifest))
    assert made_of(tmp_path, "year.zip").folder == folder
    assert json.loads((folder / MANIFEST).read_bytes())["origin"]["roster"] == "year.zip"


@pytest.fixture
def own(monkeypatch, typeset):
    """Makes sets that differ by what is in the pack's folder and in the list, or else by where those would lie."""

    def typeset_own(order, _tick):
        paths = order.roster, order.target.folder / "one.yaml"
        parts = [path.read_bytes() if path.exists() else bytes(path.absolute()) for path in paths]
        return replace(typeset, wanted=order.wanted, set_id=set_id(*parts))

    monkeypatch.setattr(make, "typeset_set", typeset_own)


@pytest.fixture
def here(tmp_path, monkeypatch):
    """The folder in which the command is given."""
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("own", "here")
@pytest.mark.parametrize("way", WAYS, ids=str)
@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ({"roster": "A/year.csv"}, {"roster": "B/year.csv"}, ("A/year.csv|tiny", "B/year.csv|tiny")),
        (
            {"roster": "year.csv", "pack": "A/tiny"},
            {"roster": "year.csv", "pack": "B/tiny"},
            ("year.csv|A/tiny", "year.csv|B/tiny"),
        ),
        (
            {"roster": "A/year.csv", "pack": "A/tiny", "classes": ["9A"], "worksheets": ("one",)},
            {"roster": "B/year.csv", "pack": "B/tiny", "classes": ["9A"], "worksheets": ("one",)},
            ("A/year.csv, class 9a, worksheet one|A/tiny", "B/year.csv, class 9a, worksheet one|B/tiny"),
        ),
        ({"roster": "A"}, {"roster": "B/A"}, ("A|tiny", "B/A|tiny")),
    ],
)
def test_a_folder_of_a_list_or_a_pack_that_lies_elsewhere_is_not_replaced(first, second, whole, way):
    folder = made_of(Path("out"), **first, **way).folder
    before = state(folder)
    left = beside(folder)
    with pytest.raises(SetupError) as caught:
        made_of(Path("out"), **second, **way)
    told = [str(Path(text)).replace("|", " with the pack ") for text in whole]
    if "only" in way:
        told = [re.sub("(?=, class| with)", ", copy S1", text, count=1) for text in told]
    assert str(caught.value) == another(folder, *told)
    assert state(folder) == before
    assert beside(folder) == left
    assert made_of(Path("elsewhere"), **second, **way).folder == Path("elsewhere", *folder.parts[1:])


@pytest.mark.usefixtures("own", "here")
@pytest.mark.parametrize("way", WAYS, ids=str)
def test_a_list_that_was_exported_again_replaces_its_set(way, tmp_path, monkeypatch):
    """From wherever it is named, and where a link leads to the latest one, too."""
    for name in ("autumn", "spring"):
        Path(name).write_text(name)
    Path("list.csv").symlink_to("autumn")
    Path("desk").mkdir()
    first = made_of(Path("out"), "list.csv", **way)
    Path("list.csv").unlink()
    Path("list.csv").symlink_to("spring")
    monkeypatch.chdir("desk")
    second = made_of(tmp_path / "out", Path("..", "list.csv"), pack=tmp_path / "tiny", **way)
    assert second.folder == tmp_path / first.folder
    assert first.record.set_id != second.record.set_id == read_manifest((second.folder / MANIFEST).read_bytes()).set_id


@pytest.mark.usefixtures("own")
@pytest.mark.parametrize("way", WAYS, ids=str)
def test_what_was_moved_with_the_output_folder_replaces_its_set(way, tmp_path, monkeypatch):
    (tmp_path / "desk").mkdir()
    monkeypatch.chdir(tmp_path / "desk")
    first = made_of(Path("out"), "list.csv", **way)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "desk").rename("moved")
    monkeypatch.chdir(tmp_path / "moved")
    second = made_of(Path("out"), "list.csv", **way)
    assert first.record.set_id != second.record.set_id == read_manifest((first.folder / MANIFEST).read_bytes()).set_id


ALIKE = [("S1", "s1"), ("S1/2", "S1-2"), ("§", "#"), ("É", "E\u0301"), ("ﬁ", "fi")]


@pytest.fixture
def alike(monkeypatch, typeset):
    """Makes sets of students whose ids look alike."""
    ids = [each for pair in ALIKE for each in pair]
    copies = plan([Student(each, f"Student {number}", "9A") for number, each in enumerate(ids, 1)])
    made = replace(typeset, set_id="K7QM", copies=copies)
    monkeypatch.setattr(make, "typeset_set", lambda order, _tick: replace(made, wanted=order.wanted))


@pytest.mark.usefixtures("alike")
@pytest.mark.parametrize("how", [{}, {"page": 1}, {"files": True}], ids=str)
@pytest.mark.parametrize(("first", "second"), ALIKE)
def test_the_folder_of_another_copy_is_not_replaced(first, second, how, tmp_path):
    for one, other in ((first, second), (second, first)):
        folder = made_of(tmp_path / one, "year.csv", only=one, **how).folder
        before = state(folder)
        with pytest.raises(SetupError) as caught:
            made_of(tmp_path / one, "year.csv", only=other, **how)
        page = ", page 1" if "page" in how else ""
        there, here = (readable(f"year.csv, copy {each}{page}") for each in (one, other))
        assert str(caught.value) == another(folder, there, here)
        assert state(folder) == before


CODE = str(Code("K7QM", 3, 1))


@pytest.mark.usefixtures("alike")
@pytest.mark.parametrize(
    ("wanted", "folder"),
    [
        ({"only": "S1-2"}, "year--again-s1-2"),
        ({"only": "S1", "page": 1}, "year--page-1-of-s1"),
        ({"only": "1"}, "year--again-1"),
        ({"only": CODE}, f"year--again-{CODE.lower()}"),
        ({"only": f" {CODE.lower()}"}, f"year--again-{CODE.lower()}"),
    ],
)
def test_a_copy_that_is_printed_once_more_takes_the_place_of_the_last_time(wanted, folder, tmp_path):
    for _ in range(2):
        assert made_of(tmp_path, "year.csv", **wanted).folder.name == folder


@pytest.mark.usefixtures("once")
def test_late_joiners_of_another_list_are_told_of_it(tmp_path):
    made_of(tmp_path, "year.csv", classes=["9A"])
    with pytest.raises(SetupError, match=r"holds the class set of year\.csv, class 9a, and this would be one"):
        made_of(tmp_path, "year-9a.csv", late_joiners=1)


@pytest.fixture
def meanwhile(monkeypatch):
    """Another run makes something after this one has looked into its folder, and before it begins to write."""
    renewed = make.renewed

    def begin(make_something):
        def between(*given):
            monkeypatch.setattr(make, "renewed", renewed)
            make_something()
            return renewed(*given)

        monkeypatch.setattr(make, "renewed", between)

    return begin


@pytest.mark.usefixtures("once")
def test_copies_that_another_run_adds_meanwhile_are_not_replaced(desk, tmp_path, meanwhile):
    printed(desk, tmp_path)
    meanwhile(lambda: printed(desk, tmp_path, late_joiners=1))
    with pytest.raises(SetupError) as caught:
        printed(desk, tmp_path, late_joiners=2)
    folder = tmp_path / "tiny" / "class--late-90001"
    remedy = "give the command once more for the numbers behind it"
    assert str(caught.value) == f"another run has just added {folder}; {remedy}"
    assert len(json.loads((folder / MANIFEST).read_bytes())["copies"]) == 1


@pytest.mark.usefixtures("own")
def test_a_set_that_another_run_makes_meanwhile_is_not_replaced(tmp_path, meanwhile):
    meanwhile(lambda: made_of(tmp_path, "A/year.csv"))
    with pytest.raises(SetupError, match=r"holds the class set of .*/A/year\.csv with the pack "):
        made_of(tmp_path, "B/year.csv")


# What stops a run


def stopped(error, what, number):
    """A tick that raises `error` when `number` of `what` are done."""

    def tick(doing, done, _total):
        if (doing, done) == (what, number):
            raise error

    return tick


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError, SystemExit])
@pytest.mark.parametrize("number", [0, 1, 2])
@pytest.mark.usefixtures("once")
def test_a_run_that_is_stopped_leaves_the_old_set_and_nothing_of_its_own(error, number, desk, tmp_path, monkeypatch):
    monkeypatch.setattr("packbuilder.class_sets.streams.SELDOM", 1)
    old = printed(desk, tmp_path, codes=False)
    before = state(old.folder)
    with pytest.raises(error):
        printed(desk, tmp_path, stopped(error, "sides", number))
    assert state(old.folder) == before
    assert beside(old.folder) == [".class.lock", "class"]
    assert state(printed(desk, tmp_path).folder) != before


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError(28, "No space left on device")])
@pytest.mark.usefixtures("once")
def test_a_run_that_is_stopped_at_its_end_leaves_the_old_set_too(error, desk, tmp_path, monkeypatch):
    old = printed(desk, tmp_path)
    before = state(old.folder)

    def fail(*_):
        raise error

    monkeypatch.setattr(make, "_write_manifest", fail)
    with pytest.raises((KeyboardInterrupt, SetupError)) as caught:
        printed(desk, tmp_path, codes=False)
    if caught.type is SetupError:
        remedy = "No space left on device; make room on the disk"
        assert str(caught.value) == f"{old.folder.with_name('.class.part')} can't be written: {remedy}"
    assert state(old.folder) == before
    assert beside(old.folder) == [".class.lock", "class"]


@pytest.mark.usefixtures("once")
def test_a_first_run_that_is_stopped_leaves_nothing(desk, tmp_path):
    with pytest.raises(KeyboardInterrupt):
        printed(desk, tmp_path, stopped(KeyboardInterrupt, "sides", 0))
    assert beside(tmp_path / "tiny" / "class") == [".class.lock"]


@pytest.mark.usefixtures("once")
def test_a_second_run_at_the_same_time_is_refused(desk, tmp_path):
    made = printed(desk, tmp_path)
    before = state(made.folder)
    with suppress(KeyboardInterrupt), renewed(made.folder) as work:
        (work / "A4.pdf").write_bytes(b"half of it")
        with pytest.raises(SetupError) as caught:
            printed(desk, tmp_path, codes=False)
        assert state(work) == {"A4.pdf": b"half of it"}
        raise KeyboardInterrupt
    assert str(caught.value) == f"another run is writing {made.folder}; wait until it has ended"
    assert state(made.folder) == before
    assert state(printed(desk, tmp_path, codes=False).folder) != before


@pytest.mark.usefixtures("once")
def test_a_file_of_ones_own_in_the_folder_is_kept(desk, tmp_path):
    made = printed(desk, tmp_path)
    (made.folder / "marks.xlsx").write_bytes(b"mine")
    before = state(made.folder)
    with pytest.raises(SetupError) as caught:
        printed(desk, tmp_path)
    message = f"{made.folder} holds marks.xlsx, which isn't of a class set and would be lost"
    assert str(caught.value) == f"{message}; move it away, or choose another folder with --output"
    assert state(made.folder) == before


# Through the command: a full disk, and death at any moment


def of(typeset, count, name):
    """The class set with `count` other students."""
    students = [Student(f"{name}{number}", f"{name} Student {number}", "9A") for number in range(count)]
    return replace(typeset, copies=plan(students))


@pytest.fixture(scope="module")
def command(typeset, desk, tmp_path_factory):
    """Runs the command, in the same place or in another, in the way that is asked for."""
    sets = {"old": of(typeset, 3, "Old"), "few": of(typeset, 2, "Few"), "many": of(typeset, 300, "New")}
    with runs(sets, tmp_path_factory.mktemp("sets")) as parent:

        def run(name, mode, output, **how):
            arguments = ("class-set", desk / "tiny", "--roster", desk / "class.csv", "--output", output, *MODES[mode])
            return parent.run(name, *arguments, **how)

        yield run


def folder_of(mode, output):
    return output / "tiny" / {"print": "class", "files": "class--files"}[mode]


@posix
@modes
@pytest.mark.parametrize("room", [1000, 9000])
def test_a_full_disk_is_a_message_and_leaves_the_old_set(mode, room, command, tmp_path):
    out, fresh = tmp_path / "out", tmp_path / "fresh"
    folder = folder_of(mode, out)
    assert command("old", mode, out).code == 0
    before = state(folder)
    ended = command("few", mode, out, room=room)
    assert state(folder) == before
    assert (ended.code, ended.said.count("\n")) == (2, 1)
    assert ended.said.startswith(f"packbuilder: {folder.parent}")
    assert " can't be written: File too large; " in ended.said
    assert "BufferedWriter" not in ended.said
    assert command("few", mode, out).code == command("few", mode, fresh).code == 0
    assert state(folder) == state(folder_of(mode, fresh))


@posix
@modes
@pytest.mark.parametrize("times", [6, pytest.param(50, marks=pytest.mark.full)])
def test_a_run_that_is_killed_leaves_the_old_set_or_the_new_one(mode, times, command, tmp_path):
    out = tmp_path / "out"
    fresh, folder = folder_of(mode, tmp_path / "fresh"), folder_of(mode, out)
    undisturbed = command("many", mode, tmp_path / "fresh")
    assert undisturbed.code == command("old", mode, out).code == 0
    old, new = state(folder), state(fresh)
    assert_whole(folder)
    assert_whole(fresh)
    random, killed = Random(f"{mode} {times}"), 0
    for number in range(times):
        delay = (number + random.random()) / times * undisturbed.seconds
        killed += command("many", mode, out, after=delay).code == -9
        assert state(folder) in (old, new, None)
        if state(folder) == new:
            assert command("old", mode, out).code == 0
    assert killed >= times / 3
    assert command("many", mode, out).code == 0
    assert state(folder) == new
    assert beside(folder) == [f".{folder.name}.lock", folder.name]


@posix
@modes
def test_death_before_any_change_of_a_folder_leaves_the_old_set_or_the_new_one(mode, command, tmp_path):
    """Between two renames there is no time to hit by chance; so each change on the way is the last one once."""
    start, out = tmp_path / "start", tmp_path / "out"
    assert command("old", mode, start).code == command("few", mode, tmp_path / "fresh").code == 0
    new = state(folder_of(mode, tmp_path / "fresh"))
    states = {"old": state(folder_of(mode, start)), "none": None, "new": new}
    folder, found = folder_of(mode, out), []
    for step in count(1):
        shutil.copytree(start, out)
        ended = command("few", mode, out, step=step)
        found.append(next(name for name, files in states.items() if state(folder) == files))
        if ended.code == 0:
            break
        assert ended.code == -9
        if step % 3 == 0 or found[-1] == "none":
            assert command("few", mode, out).code == 0
            assert state(folder) == new
            assert beside(folder) == [f".{folder.name}.lock", folder.name]
        shutil.rmtree(out)
    # There is one moment without either, and a few in which the old set is cleared away.
    assert found == sorted(found, key=[*states].index)
    assert found.count("none") == 1
    assert found.count("old") >= 6
    assert found.count("new") >= 4


# Late joiners


def test_late_joiners_come_behind_all_others_in_folders_of_their_own(desk, tmp_path):
    made = printed(desk, tmp_path, spares=2)
    whole = state(made.folder)
    late = [printed(desk, tmp_path, late_joiners=number) for number in (2, 1, 3)]
    assert [each.folder.name for each in late] == ["class--late-90001", "class--late-90003", "class--late-90004"]
    numbers = [[each.copy.number for each in made.record.copies] for made in late]
    assert numbers == [[90001, 90002], [90003], [90004, 90005, 90006]]
    assert {each.record.set_id for each in late} == {made.record.set_id}
    assert all(each.copy.student is None for made in late for each in made.record.copies)
    assert state(made.folder) == whole
    for each in late:
        assert_whole(each.folder)
    assert "90006" in text_of((late[-1].folder / "A4.pdf").read_bytes())


ONE_SIDED = Settings(both_sides=False)
AGAIN, LATE = {"only": "S1"}, {"late_joiners": 1}


@pytest.mark.usefixtures("once")
@pytest.mark.parametrize(
    ("first", "again", "set_aside"),
    [
        ({}, AGAIN, ()),
        ({}, {"settings": ONE_SIDED, "anonymous": True, **AGAIN}, ("--one-sided", "--anonymous")),
        ({}, {"settings": ONE_SIDED, "anonymous": True, **LATE}, ("--one-sided", "--anonymous")),
        ({}, {"settings": Settings(separators=True), "codes": False, **AGAIN}, ("--separators", "--no-codes")),
        ({"spares": 1}, {"spares": 2, **AGAIN}, ("--spares",)),
        ({"files": True}, {"files": True, "screen": True, "anonymous": True, **AGAIN}, ("--screen", "--anonymous")),
        # What isn't given, or is as in the set, is nothing to speak of.
        ({"settings": ONE_SIDED, "anonymous": True, "codes": False, "spares": 2}, AGAIN, ()),
        ({"settings": ONE_SIDED, "spares": 2}, {"settings": ONE_SIDED, "spares": 2, **LATE}, ()),
        ({"files": True, "screen": True}, {"files": True, "screen": None, **AGAIN}, ()),
    ],
)
def test_options_in_whose_place_those_of_the_set_count_are_told(first, again, set_aside, tmp_path):
    assert made_of(tmp_path, "class.csv", **first).set_aside == ()
    assert made_of(tmp_path, "class.csv", **again).set_aside == set_aside


@pytest.mark.usefixtures("once")
def test_options_count_where_no_set_is_there(tmp_path):
    assert made_of(tmp_path, "class.csv", settings=ONE_SIDED, **AGAIN).set_aside == ()


ELSEWHERE = (
    "the copy is in the class set in {}; to print it again, {}; "
    "for one as list and pack are now, choose another folder with --output"
)


@pytest.mark.usefixtures("once")
@pytest.mark.parametrize(
    ("first", "again", "folder", "remedy"),
    [
        ({"classes": ("9A",)}, {}, "class-9a", 'give --class "9A"'),
        ({"classes": ("9A", "9B")}, {}, "class-9a-9b", 'give --class "9A" and --class "9B"'),
        ({}, {"classes": ("9a",)}, "class", 'leave out --class "9a"'),
        ({"settings": BOOKLET}, {}, "class--booklet", "give --booklet"),
        ({}, {"settings": BOOKLET}, "class", "leave out --booklet"),
        ({"settings": BOOKLET}, {"classes": ("9A",)}, "class--booklet", 'give --booklet and leave out --class "9A"'),
        ({"classes": ("9A",)}, {"only": "zoë ångström"}, "class-9a", 'give --class "9A"'),
        ({"classes": ("9A",)}, {"only": "2"}, "class-9a", 'give --class "9A"'),
        ({"classes": ("9A",), "anonymous": True}, {}, "class-9a", 'give --class "9A"'),
        (
            {"classes": ("9B", "9A")},
            {"classes": ("9A", "9B")},
            "class-9b-9a",
            'give --class "9B" and --class "9A" in this order',
        ),
    ],
)
def test_a_copy_of_a_set_in_another_folder_is_told_with_its_options(first, again, folder, remedy, tmp_path):
    made_of(tmp_path, "class.csv", **first)
    with pytest.raises(SetupError) as caught:
        made_of(tmp_path, "class.csv", **{"only": "S1", **again})
    assert str(caught.value) == ELSEWHERE.format(tmp_path / "tiny" / folder, remedy)


@pytest.mark.usefixtures("once")
@pytest.mark.parametrize(
    ("first", "again", "is_alone"),
    [
        (None, {}, True),
        ({}, {}, False),
        ({"classes": ("9A",)}, {"classes": ("9A",)}, False),
        ({"files": True}, {}, True),
        # Of files there are none yet; that of paper is there isn't denied.
        ({}, {"files": True}, False),
        ({"classes": ("9A",)}, {"files": True}, False),
        ({"files": True}, {"files": True}, False),
        ({"only": "S1"}, {"classes": ("9A",)}, True),
    ],
)
def test_a_copy_without_a_set_to_compare_it_with_is_known(first, again, is_alone, tmp_path):
    if first is not None:
        made_of(tmp_path, "class.csv", **first)
    assert made_of(tmp_path, "class.csv", **{"only": "S1", **again}).is_alone == is_alone


def users(*names):
    """A bundle of a student in each of the classes 9A, 9B …; their numbers begin in each class."""
    ids = range(1, len(names) + 1)
    return {
        "users.csv": "sourcedId,givenName,familyName\n"
        + "".join(f"S{n},{name},Lovelace\n" for n, name in zip(ids, names, strict=True)),
        "classes.csv": "sourcedId,title\n" + "".join(f"C{n},9{'ABC'[n - 1]}\n" for n in ids),
        "enrollments.csv": "classSourcedId,userSourcedId,role\n" + "".join(f"C{n},S{n},student\n" for n in ids),
    }


@pytest.mark.parametrize(
    ("first", "again", "told"),
    [
        ({"classes": ("9A",)}, {"classes": ("9B",), "only": "0001"}, None),
        ({"classes": ("9A",)}, {"classes": ("9C",), "only": "Ada Lovelace"}, None),
        ({"classes": ("9A",)}, {"only": "1"}, None),
        ({"classes": ("9A",)}, {"only": "S1"}, 'give --class "9A"'),
        ({"classes": ("9A",)}, {"classes": ("9A",), "settings": BOOKLET, "only": "1"}, "leave out --booklet"),
        ({"classes": ("9A",)}, {"settings": BOOKLET, "only": "Ada Lovelace"}, "2 students are called"),
    ],
)
def test_the_student_that_is_meant_is_looked_for(first, again, told, desk, tmp_path):
    folder = desk / "bundle"
    folder.mkdir(exist_ok=True)
    for name, text in users("Ada", "Bo", "Ada").items():
        (folder / name).write_text(text, encoding="utf-8")
    printed(desk, tmp_path, roster="bundle", **first)
    with pytest.raises(SetupError, match=told) if told else nullcontext():
        assert printed(desk, tmp_path, roster="bundle", **again).is_alone


@pytest.mark.parametrize(
    ("was", "now", "again", "told"),
    [
        (
            "9A",
            "10A",
            {},
            'class list has changed since, and has no class "9A" any more; take the list of that time; for ',
        ),
        ("9A", "10A", {"classes": ("10A",)}, 'has no class "9A" any more'),
        # Whoever is in another class now isn't printed with that one.
        ("S1,Zoë Ångström,9A", "S1,Zoë Ångström,9B", {}, None),
    ],
)
def test_classes_that_the_list_has_no_more_are_not_named_in_a_remedy(was, now, again, told, tmp_path):
    (tmp_path / "desk").mkdir()
    desk = write_desk(tmp_path / "desk", ROSTER)
    printed(desk, tmp_path, classes=("9A",))
    (desk / "class.csv").write_text(ROSTER.replace(was, now), encoding="utf-8")
    with pytest.raises(SetupError, match=told) if told else nullcontext():
        assert printed(desk, tmp_path, only="S1", **again).is_alone


def test_a_set_to_which_the_list_still_leads_is_told_first(tmp_path):
    (tmp_path / "desk").mkdir()
    desk = write_desk(tmp_path / "desk", ROSTER)
    printed(desk, tmp_path, classes=("9A",))
    (desk / "class.csv").write_text(ROSTER.replace("9A", "XA"), encoding="utf-8")
    printed(desk, tmp_path, classes=("XA",))
    with pytest.raises(SetupError, match='give --class "XA"'):
        printed(desk, tmp_path, only="S1")


@pytest.mark.parametrize(("is_kept_as_it_was", "is_found"), [(True, True), (False, False)])
def test_a_list_that_was_kept_elsewhere_has_the_set_that_it_makes(is_kept_as_it_was, is_found, tmp_path):
    (tmp_path / "desk").mkdir()
    desk = write_desk(tmp_path / "desk", ROSTER)
    (desk / "kept").mkdir()
    kept = ROSTER if is_kept_as_it_was else ROSTER.replace("Żak", "Zak")
    (desk / "kept" / "class.csv").write_text(kept, encoding="utf-8")
    printed(desk, tmp_path, classes=("9A",))
    with pytest.raises(SetupError, match='give --class "9A"') if is_found else nullcontext():
        assert printed(desk, tmp_path, roster="kept/class.csv", only="S1").is_alone


def test_spare_copies_and_their_codes_are_looked_for(desk, tmp_path):
    made = printed(desk, tmp_path, classes=("9A",), spares=1)
    for only in ("4", f"{made.record.set_id}-0004"):
        with pytest.raises(SetupError, match='class-9a; to print it again, give --class "9A"; '):
            printed(desk, tmp_path, only=only)
    with pytest.raises(SetupError, match="no copy belongs"):
        printed(desk, tmp_path, only="9")


@pytest.mark.usefixtures("once")
def test_late_joiners_of_a_class_are_sent_to_sets_that_hold_it(tmp_path):
    made_of(tmp_path, "class.csv", classes=("9A",))
    made_of(tmp_path, "class.csv", classes=("9B", "9A"))
    with pytest.raises(SetupError, match=r"as for class-9b-9a$"):
        made_of(tmp_path, "class.csv", classes=("9B",), late_joiners=1)


def test_a_copy_is_looked_for_where_its_student_is(desk, tmp_path):
    printed(desk, tmp_path, classes=("9B",))
    assert printed(desk, tmp_path, only="S1").is_alone
    assert printed(desk, tmp_path, only="S1", files=True).is_alone
    with pytest.raises(SetupError, match='give --class "9B"'):
        printed(desk, tmp_path, only="S3")


@pytest.mark.usefixtures("once")
def test_what_is_no_set_to_which_options_lead_is_not_taken_for_one(tmp_path):
    """Neither a folder that somebody has put there nor a damaged manifest."""
    made = made_of(tmp_path, "class.csv", classes=("9A",))
    shutil.copytree(made.folder, made.folder.with_name("kept"))
    made.folder.joinpath(MANIFEST).write_text("{")
    assert made_of(tmp_path, "class.csv", only="S1").is_alone


ADDED = "copy {} was added later; print it again from {}, where class-set.csv says on which sheets it is"


@pytest.mark.usefixtures("once")
@pytest.mark.parametrize("more", [{}, {"classes": ("9A",)}, {"settings": BOOKLET}, {"files": True}], ids=str)
@pytest.mark.parametrize("is_code", [False, True])
def test_a_copy_that_was_added_is_told_with_the_folder_that_holds_it(more, is_code, tmp_path):
    made = made_of(tmp_path, "class.csv")
    two, one = (made_of(tmp_path, "class.csv", late_joiners=number).folder for number in (2, 1))
    for number, folder in ((90_001, two), (90_002, two), (90_003, one)):
        only = str(Code(made.record.set_id, number, 1) if is_code else number)
        with pytest.raises(SetupError) as caught:
            made_of(tmp_path, "class.csv", only=only, **more)
        assert str(caught.value) == ADDED.format(number, folder)
    with pytest.raises(SetupError) as caught:
        made_of(tmp_path, "class.csv", only="90004")
    told = f"no copy 90004 has been added to {made.folder}; the next one that --late-joiners adds is 90004"
    assert str(caught.value) == told


@pytest.mark.usefixtures("once")
def test_a_copy_that_was_added_to_another_set_is_not_told(desk, tmp_path):
    printed(desk, tmp_path)
    late = printed(desk, tmp_path, late_joiners=1)
    manifest = late.folder / MANIFEST
    manifest.write_text(manifest.read_text("utf-8").replace(late.record.set_id, "AAAA"), encoding="utf-8")
    with pytest.raises(SetupError, match=r"^no copy 90001 has been added to .*; the next one .* is 90002$"):
        printed(desk, tmp_path, only="90001")


@pytest.mark.parametrize(
    ("classes", "expected"), [((), ""), (("9a",), "9A"), (("9B ", "9b"), "9B"), (("9A", "9B"), "")]
)
def test_the_class_of_late_joiners_is_spelt_as_on_the_list(classes, expected, desk, tmp_path):
    printed(desk, tmp_path)
    late = printed(desk, tmp_path, classes=classes, late_joiners=1)
    assert [each.copy.class_name for each in late.record.copies] == [expected]


def test_late_joiners_of_a_class_that_was_printed_alone_are_added_to_its_set(desk, tmp_path):
    """Their numbers go on from those of other classes: all have the codes of one set."""
    for classes in (("9A",), ("9B",)):
        printed(desk, tmp_path, classes=classes, anonymous=True)
    (tmp_path / "tiny" / "other--late-90001").mkdir()
    (tmp_path / "tiny" / "other--late-90001" / MANIFEST).write_text("{")
    late = [printed(desk, tmp_path, classes=(name,), late_joiners=2) for name in ("9a", "9B")]
    assert [each.folder.name for each in late] == ["class-9a--late-90001", "class-9b--late-90003"]
    assert [each.copy.class_name for each in late[0].record.copies] == ["9A", "9A"]
    assert late[0].record.options["anonymous"]
    with pytest.raises(SetupError) as caught:
        printed(desk, tmp_path, only="90004")
    assert str(caught.value) == ADDED.format(90_004, late[1].folder)
    # Once there is the set of all, it is that one.
    printed(desk, tmp_path)
    assert printed(desk, tmp_path, classes=("9B",), late_joiners=1).folder.name == "class--late-90005"


@pytest.mark.usefixtures("once")
def test_late_joiners_end_where_codes_do(desk, tmp_path):
    printed(desk, tmp_path)
    last = printed(desk, tmp_path, late_joiners=3)
    manifest = (last.folder / MANIFEST).read_text("utf-8").replace("90003", "99998")
    (last.folder / MANIFEST).write_text(manifest, encoding="utf-8")
    with pytest.raises(SetupError) as caught:
        printed(desk, tmp_path, late_joiners=2)
    remedy = "put those who came later on the list, and print it anew into another folder with --output"
    assert str(caught.value) == f"copies are numbered up to 99,999, and these would take 100,000; {remedy}"
    assert [each.copy.number for each in printed(desk, tmp_path, late_joiners=1).record.copies] == [99_999]


BUNDLE = {
    "users.csv": "sourcedId,givenName,familyName\nS1,Ada,Lovelace\nS2,Bo,Ek\n",
    "classes.csv": "sourcedId,title\nA,9A\nB,9B\n",
    "enrollments.csv": "classSourcedId,userSourcedId,role\nB,S1,student\nA,S2,student\n",
}


@pytest.mark.parametrize(
    ("roster", "classes", "told"),
    [
        ("class.csv", (), ("class", "first, without")),
        ("class.csv", ("9A",), ("class", "for all classes first, without --class and")),
        ("bundle", (), ("bundle", "first, without")),
        ("bundle", ("9A",), ("bundle-9a", "first, without")),
    ],
)
def test_late_joiners_need_a_set_and_what_is_advised_makes_one(roster, classes, told, desk, tmp_path):
    folder, first = told
    (desk / "bundle").mkdir(exist_ok=True)
    for name, text in BUNDLE.items():
        (desk / "bundle" / name).write_text(text, encoding="utf-8")
    with pytest.raises(SetupError) as caught:
        printed(desk, tmp_path, roster=roster, classes=classes, late_joiners=1)
    message = f"there is no class set in {tmp_path / 'tiny' / folder} yet; print it {first} --late-joiners"
    assert str(caught.value) == message
    assert not (tmp_path / "tiny").exists()
    printed(desk, tmp_path, roster=roster, classes=() if "--class" in first else classes)
    late = printed(desk, tmp_path, roster=roster, classes=classes, late_joiners=1)
    assert late.folder.name == f"{folder}--late-90001"
    assert [each.copy.class_name for each in late.record.copies] == [*classes, ""][:1]


@pytest.mark.usefixtures("once")
def test_late_joiners_are_told_which_sets_there_are(tmp_path):
    for way in ({"classes": ("9A",)}, {"classes": ("9A",), "late_joiners": 1}, {"settings": BOOKLET}):
        made_of(tmp_path, "class.csv", **way)
    with pytest.raises(SetupError, match=r" yet; .*; or give --class, .* as for class--booklet and class-9a$"):
        made_of(tmp_path, "class.csv", late_joiners=1)


LIST_CHANGED = "the class list has changed since ({}); take the list of that time, or print all anew"


@pytest.mark.parametrize(
    ("change", "remedy"),
    [
        ({"roster": ROSTER + "S4,Ada,9B\n"}, LIST_CHANGED.format("new: Ada")),
        ({"roster": ROSTER.replace("Zoë", "Zoe")}, LIST_CHANGED.format("another name, class or edition: Zoe Ångström")),
        (
            {"sheet": TINY.replace("Ex", "Un")},
            "pack, roster, paper, layout or packbuilder have changed since (saved later: one.yaml); "
            "take the same, or print all anew",
        ),
    ],
)
def test_late_joiners_need_what_the_set_was_made_of(change, remedy, tmp_path):
    desk = write_desk(tmp_path, ROSTER)
    made = printed(desk, tmp_path / "out")
    before = state(tmp_path / "out")
    write_desk(tmp_path, **{"roster": ROSTER, **change})
    with pytest.raises(SetupError) as caught:
        printed(desk, tmp_path / "out", late_joiners=1)
    message = f"the class set in {made.folder} is {made.record.set_id}, and this would be one of "
    assert re.fullmatch(f"{re.escape(message)}[0-9A-Z]{{4}}; {re.escape(remedy)}", str(caught.value))
    assert state(tmp_path / "out") == before


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"sheet": TINY.replace("Ex", "Un")}, "pack, roster, paper"),
        ({"roster": ROSTER + "S4,Ada,9B\n"}, "pack, roster, paper"),
        ({"roster": ROSTER + "S4,Ada,9A\n"}, "the class list has changed since (new: Ada);"),
    ],
)
def test_what_has_changed_in_the_class_of_late_joiners_is_told(change, told, tmp_path):
    printed(write_desk(tmp_path, ROSTER), tmp_path / "out")
    write_desk(tmp_path, **{"roster": ROSTER, **change})
    with pytest.raises(SetupError) as caught:
        printed(tmp_path, tmp_path / "out", classes=("9A",), late_joiners=1)
    assert str(caught.value).partition("; ")[2].startswith(told)


@pytest.mark.parametrize("settings", [{}, {"files": True}])
def test_what_is_new_on_a_list_is_said_when_its_set_is_renewed(settings, tmp_path):
    told = []
    for roster in (ROSTER, ROSTER, ROSTER.replace("S2,Łukasz", "S4,Jörg")):
        told.append(printed(write_desk(tmp_path, roster), tmp_path / "out", **settings).changed)
    assert told == ["", "", "new: Jörg Żak; gone: Łukasz Żak"]
    next((tmp_path / "out").rglob(MANIFEST)).write_text("{")
    with pytest.raises(SetupError, match=r"which isn't of a class set and would be lost"):
        printed(write_desk(tmp_path, ROSTER), tmp_path / "out", **settings)


@pytest.mark.parametrize("text", ["", "{", "{}", '{"version": 2}', '{"version": 1, "set": "K7QM"}'])
@pytest.mark.usefixtures("once")
def test_late_joiners_of_a_manifest_that_cant_be_read(text, desk, tmp_path):
    made = printed(desk, tmp_path)
    (made.folder / MANIFEST).write_text(text)
    with pytest.raises(SetupError, match=r"class-set\.json"):
        printed(desk, tmp_path, late_joiners=1)


@pytest.mark.parametrize("planted", [{"options": 5}, {"options": {"spares": "x"}}, {"set": "\x1b[31m"}])
@pytest.mark.usefixtures("once")
def test_a_manifest_that_was_tampered_with_is_called_damaged(planted, desk, tmp_path):
    path = printed(desk, tmp_path).folder / MANIFEST
    path.write_text(json.dumps(json.loads(path.read_bytes()) | planted))
    part = next(iter(planted))
    with pytest.raises(SetupError) as caught:
        printed(desk, tmp_path, only="1")
    message = f"the manifest is damaged: its {part} can't be read"
    assert str(caught.value) == f"{path}: {message}; print the set anew, or take the packbuilder that made it"
