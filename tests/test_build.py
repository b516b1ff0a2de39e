"""Building: nothing is typeset twice, what has changed is built anew, and what is broken leaves what was there."""

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from packbuilder import build as build_module
from packbuilder import making
from packbuilder.build import build, make
from packbuilder.limits import Limits
from packbuilder.options import Options
from packbuilder.places import cache_path
from packbuilder.targets import find_targets
from packbuilder.workers import ALONE, Done, EndedError, Workers
from pdfs import text_of
from samples import ROOT

ESSAY = "title: {}\nactivities:\n  - kind: writing\n    prompt: Write.\n    answer: An answer.\n"
SOURCE = """\
title: A source
activities:
  - kind: source-analysis
    prompt: Look.
    source: {image: a.png, alt: A square, provenance: A painter.}
    questions: [{question: "Why is it so?", open: true}]
"""
PACK = "title: A pack\nworksheets: [essay, source]\n"
ESSAY_MADE, SOURCE_MADE, OTHER_MADE, NEW_MADE = (
    (name, "student", "key") for name in ("essay", "source", "other", "new")
)


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """Two packs: `one` with a pack.yaml and a picture, and `two` with a single worksheet."""
    monkeypatch.chdir(tmp_path)
    for folder in ("one", "two"):
        Path(folder).mkdir()
    Path("one/pack.yaml").write_text(PACK)
    Path("one/essay.yaml").write_text(ESSAY.format("An essay"))
    Path("one/source.yaml").write_text(SOURCE)
    Path("two/other.yaml").write_text(ESSAY.format("Another"))
    Image.new("RGB", (40, 40)).save("one/a.png")
    return tmp_path


@pytest.fixture
def options(memory):
    return Options(editions=("student", "key"), output=Path("out"), memory=memory)


def built(options, *paths, crew=ALONE):
    return build(find_targets(map(Path, paths or ("one", "two"))), options, lambda _: None, crew)


def written(folder="out"):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in Path(folder).rglob("*.*")}


class Idle:
    """Nobody who does anything."""

    def submit(self, task, *_):
        pytest.fail(f"{task.__name__} is to be done")


@pytest.mark.usefixtures("desk")
def test_a_second_build_does_nothing(options):
    first = built(options)
    before = {path: path.stat().st_mtime_ns for path in Path("out").rglob("*.*")}
    again = built(options, crew=Idle())
    assert [report.unchanged for report in again] == [True, True]
    assert [report.rows for report in again] == [report.rows for report in first]
    assert {path: path.stat().st_mtime_ns for path in Path("out").rglob("*.*")} == before


def write(path, text):
    return lambda: (Path(path).parent.mkdir(parents=True, exist_ok=True), Path(path).write_text(text))


def layout():
    shutil.copytree(ROOT / "layouts/classroom", "layouts/classroom")


def damage():
    path = Path("out/one/one-key.pdf")
    status, data = path.stat(), path.read_bytes()
    path.write_bytes(data[:500] + bytes(100) + data[600:])
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


CHANGES = {
    "a text": (write("one/essay.yaml", ESSAY.format("Changed")), [ESSAY_MADE]),
    "a setting of the pack": (write("one/pack.yaml", f"{PACK}paper: Letter\n"), [ESSAY_MADE, SOURCE_MADE]),
    "a picture": (lambda: Image.new("RGB", (40, 40), "red").save("one/a.png"), [SOURCE_MADE]),
    "a layout": (layout, [ESSAY_MADE, SOURCE_MADE, OTHER_MADE]),
    "the title of the pack": (write("one/pack.yaml", PACK.replace("A pack", "Our pack")), [ESSAY_MADE, SOURCE_MADE]),
    "the order": (write("one/pack.yaml", PACK.replace("essay, source", "source, essay")), []),
    "one that is listed no more": (write("one/pack.yaml", PACK.replace("essay, source", "source")), []),
    "a worksheet that is new": (write("two/new.yaml", ESSAY.format("New")), [NEW_MADE]),
    "a PDF that is gone": (lambda: Path("out/one/one-key.pdf").unlink(), []),
    "a PDF that isn't ours any more": (write("out/one/one-key.pdf", "mine"), []),
    "a PDF that is damaged, with its size and time": (damage, []),
}  # fmt: skip


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("name", CHANGES)
def test_what_has_changed_is_built_anew_and_nothing_else(name, options, asked):
    built(options)
    asked.clear()
    change, expected = CHANGES[name]
    change()
    reports = built(options)
    assert asked == expected
    assert [report.problems for report in reports] == [(), ()]
    assert not all(report.unchanged for report in reports)
    fresh = replace(options, output=Path("fresh"), memory=replace_memory(options))
    built(fresh)
    assert written("out") == written("fresh")
    assert all(report.unchanged for report in built(options, crew=Idle()))


def replace_memory(options):
    """One that knows nothing yet."""
    return type(options.memory)(Path("fresh-memory").absolute())


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("name", ["essay.yaml", "pack.yaml", "a.png"])
def test_a_link_that_leads_to_another_file_has_changed(name, options):
    """What it led to at first is as it was."""
    link, versions = Path("one", name), Path("one/versions")
    versions.mkdir()
    link.rename(versions / f"old-{name}")
    Image.new("RGB", (40, 40), "red").save(versions / "new-a.png")
    (versions / "new-essay.yaml").write_text(ESSAY.format("Changed"))
    (versions / "new-pack.yaml").write_text(PACK.replace("A pack", "Our pack"))
    link.symlink_to(f"versions/old-{name}")
    built(options)
    before = written()
    assert all(report.unchanged for report in built(options, crew=Idle()))
    link.unlink()
    link.symlink_to(f"versions/new-{name}")
    assert [report.unchanged for report in built(options)] == [False, True]
    assert written() != before


@pytest.mark.usefixtures("desk")
def test_a_file_that_was_only_touched_has_not_changed(options):
    built(options)
    os.utime("one/essay.yaml", (1, 1))
    assert all(report.unchanged for report in built(options, crew=Idle()))


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(
    "other",
    [
        {"editions": ("student",)},
        {"family": "us"},
        {"layout": "exam"},
        {"separate": True},
        {"output": Path("elsewhere")},
        {"limits": Limits(pages=7)},
    ],
    ids=str,
)
def test_other_options_make_another_build(options, other):
    built(options)
    assert not any(report.unchanged for report in built(replace(options, **other)))


@pytest.mark.usefixtures("desk")
def test_what_another_run_wrote_last_is_not_taken_for_ours(options, monkeypatch):
    """Two layouts have the same names of files: the run that wrote first is the one that has something to do."""
    real = build_module.write_all

    def overtaken(folder, files, together):
        states = real(folder, files, together)
        real(folder, dict.fromkeys(files, b"another run's"))
        return states

    monkeypatch.setattr(build_module, "write_all", overtaken)
    built(options, "two")
    monkeypatch.setattr(build_module, "write_all", real)
    (again,) = built(options, "two")
    assert not again.unchanged
    assert b"another run's" not in written().values()


@pytest.mark.usefixtures("desk")
def test_a_worksheet_that_comes_to_be_there_meanwhile_is_noticed(options):
    def save(_name):
        Path("two/new.yaml").write_text(ESSAY.format("New"))

    build(find_targets([Path("two")]), options, save, ALONE)
    (again,) = built(options, "two")
    assert not again.unchanged


@contextmanager
def for_a_moment(path, other, what, monkeypatch):
    """Has another content in the file while `what` of making.py is done."""
    real = getattr(making, what)

    def meanwhile(*arguments):
        data = path.read_bytes()
        path.write_bytes(other)
        try:
            return real(*arguments)
        finally:
            path.write_bytes(data)

    with monkeypatch.context() as patch:
        patch.setattr(making, what, meanwhile)
        yield


@pytest.mark.usefixtures("desk")
def test_pages_of_what_stood_in_a_worksheet_for_a_moment_are_not_remembered(options, monkeypatch, asked):
    """Somebody who shares the folder could have them printed in place of another pack's, which has the same text."""
    with for_a_moment(Path("two/other.yaml"), ESSAY.format("For a moment").encode(), "read_worksheets", monkeypatch):
        built(options, "two")
    shutil.copytree("two", "same")
    built(options, "same")
    assert len(asked) == 2
    assert "For a moment" in text_of(Path("out/two/two-key.pdf").read_bytes())
    assert "For a moment" not in text_of(Path("out/same/same-key.pdf").read_bytes())


@pytest.mark.usefixtures("desk")
def test_a_picture_that_is_another_for_a_moment_is_not_printed(options, monkeypatch, loud):
    Image.new("RGB", (40, 40), "red").save("other.png")
    with for_a_moment(Path("one/a.png"), Path("other.png").read_bytes(), "print_worksheet", monkeypatch):
        (report,) = built(options, "one")
    (problem,) = report.problems
    assert "a.png was saved while the worksheet was made" in problem.message
    assert written() == {}
    loud.clear()


@pytest.mark.usefixtures("desk")
def test_a_picture_that_is_another_after_it_was_looked_at_is_not_printed(options, monkeypatch, loud):
    """It might be a drawing that fetches others, or larger than what is decoded."""
    real = making.read_worksheets

    def swapped(*arguments):
        read = real(*arguments)
        if arguments[1] == ("source",):
            Path("one/a.png").write_bytes(b"<svg xmlns='http://www.w3.org/2000/svg'><text>Swapped</text></svg>")
        return read

    monkeypatch.setattr(making, "read_worksheets", swapped)
    (report,) = built(options, "one")
    (problem,) = report.problems
    assert "a.png was saved while the worksheet was made" in problem.message
    assert written() == {}
    (again,) = built(options, "one")
    assert [each.message for each in again.problems] == [
        '"a.png" is an SVG drawing, which could hold more than a picture; save it as a PNG'
    ]
    loud.clear()


@pytest.mark.usefixtures("desk")
def test_an_edition_that_is_missing_is_typeset_alone(options, asked):
    built(replace(options, editions=("student",)), "two")
    built(options, "two")
    assert asked == [("other", "student"), ("other", "key")]


@pytest.mark.usefixtures("desk")
def test_a_worksheet_with_a_problem_leaves_its_pack_as_it_was(options):
    built(options)
    before = written()
    Path("one/essay.yaml").write_text("title: T\n")
    Path("two/other.yaml").write_text(ESSAY.format("Changed"))
    one, two = built(options)
    assert list(map(str, one.problems)) == ['one/essay.yaml:1:1: activities: missing field; add "activities: …"']
    assert (one.rows, two.problems) == ((), ())
    after = written()
    assert sorted(name for name in after if after[name] != before[name]) == ["two/two-key.pdf", "two/two-student.pdf"]


@pytest.mark.usefixtures("desk")
def test_a_worksheet_does_not_take_the_place_of_the_pack_that_is_called_like_it(options):
    Path("two/two.yaml").write_text(ESSAY.format("Mine"))
    built(options, "two")
    before = written()
    for wanted, target in ((options, "two/two.yaml"), (replace(options, separate=True), "two")):
        (report,) = built(wanted, target)
        assert "two-two-student" in [row.name for row in report.rows]
        assert {name: data for name, data in written().items() if name in before} == before
    Path("two/two-two.yaml").write_text(ESSAY.format("Another"))
    (report,) = built(replace(options, separate=True), "two")
    assert sorted({row.name for row in report.rows if row.edition == "key"}) == [
        *("other-key", "two-two-key", "two-two-two-key")
    ]
    Path("alone").mkdir()
    Path("alone/alone.yaml").write_text(ESSAY.format("Mine"))
    (report,) = built(options, "alone/alone.yaml")
    assert [row.name for row in report.rows] == ["alone-student", "alone-key"]


@pytest.mark.usefixtures("desk")
def test_worksheets_for_themselves_do_not_wait_for_each_other(options):
    Path("one/essay.yaml").write_text("title: T\n")
    (report,) = built(replace(options, separate=True), "one")
    assert len(report.problems) == 1
    assert [row.name for row in report.rows] == ["source-student", "source-key"]
    assert not any(each.unchanged for each in built(replace(options, separate=True), "one"))


class Breaking:
    """A crew whose worker breaks down over one worksheet."""

    jobs = 1

    def submit(self, task, *arguments):
        if getattr(arguments[0], "name", None) == "essay":
            return Done(self.end, ())
        return Done(task, arguments)

    def end(self):
        raise EndedError("takes longer than 60 s to make")


@pytest.mark.usefixtures("desk")
def test_a_worker_that_breaks_down_takes_only_its_worksheet_with_it(options):
    one, two = built(options, crew=Breaking())
    assert list(map(str, one.problems)) == ["one/essay.yaml:1:1: takes longer than 60 s to make"]
    assert [row.name for row in two.rows] == ["two-student", "two-key"]


class Telling:
    """A crew of many that tells in which order it is given tasks, and asked for what becomes of them."""

    jobs = 9

    def __init__(self):
        self.told = []

    def submit(self, task, *arguments):
        if task.__name__ == "read_outline":
            return Done(task, arguments)
        joins = task.__name__ == "put_together"
        what = arguments[1] if joins else f"{arguments[0].name} {'+'.join(arguments[0].options.editions)}"
        self.told.append(f"join {what}" if joins else f"typeset {what}")
        return Done(self.do, (what, task, arguments))

    def do(self, what, task, arguments):
        self.told.append(f"ask for {what}")
        return task(*arguments)


TYPESET = [f"typeset {name} {share}" for name in ("essay", "source") for share in ("student+key", "support")]


@pytest.mark.usefixtures("desk")
def test_an_edition_is_put_together_while_others_are_typeset(options):
    crew = Telling()
    (report,) = built(replace(options, editions=("student", "key", "support")), "one", crew=crew)
    assert [row.edition for row in report.rows] == ["student", "key", "support"]
    assert crew.told[:7] == [*TYPESET, "ask for essay support", "ask for source support", "join support"]
    assert sorted(each for each in crew.told if each.startswith("join")) == ["join key", "join student", "join support"]


@pytest.mark.usefixtures("desk")
def test_an_edition_that_has_a_problem_is_not_put_together(options):
    Path("one/essay.yaml").write_text("title: T\n")
    crew = Telling()
    (report,) = built(replace(options, editions=("student", "key", "support")), "one", crew=crew)
    assert len(report.problems) == 1
    assert not any(each.startswith("join") for each in crew.told)


class Joining(Breaking):
    """A crew whose worker breaks down over one of a pack's documents."""

    def submit(self, task, *arguments):
        if arguments[1:2] == ("key",) and arguments[3] == "one":
            return Done(self.end, ())
        return Done(task, arguments)


@pytest.mark.usefixtures("desk")
def test_a_worker_that_breaks_down_over_a_document_leaves_its_pack_as_it_was(options):
    built(options)
    before = written()
    for name in ("one/essay", "two/other"):
        Path(f"{name}.yaml").write_text(ESSAY.format("Changed"))
    one, two = built(options, crew=Joining())
    assert list(map(str, one.problems)) == ["one/pack.yaml:1:1: takes longer than 60 s to make"]
    assert (one.rows, [row.name for row in two.rows]) == ((), ["two-student", "two-key"])
    after = written()
    assert sorted(name for name in after if after[name] != before[name]) == ["two/two-key.pdf", "two/two-student.pdf"]


@pytest.mark.usefixtures("desk")
def test_the_bytes_are_the_same_however_many_jobs_there_are(options):
    targets = find_targets([Path("one"), Path("two")])
    made = [make(targets, Options(), lambda _: None)]
    for jobs in (1, 3):
        with Workers(jobs, Limits()) as crew:
            made.append(make(targets, Options(), lambda _: None, crew))
            remembering = replace(Options(), memory=options.memory)
            made += [make(targets, remembering, lambda _: None, crew) for _ in range(2)]
    first, *others = [[report.documents for report in each] for each in made]
    assert others == [first] * 6


@pytest.mark.usefixtures("desk")
def test_memory_that_was_tampered_with_is_made_anew(options, asked):
    built(options)
    for path in options.memory.folder.iterdir():
        path.write_bytes(path.read_bytes()[:-1] + b"!")
    asked.clear()
    built(options)
    assert len(asked) == 3


def spoil_the_parts(memory):
    parts = [path for path in memory.folder.iterdir() if path.stat().st_size > SMALLEST_PART]
    for path in parts:
        path.write_bytes(path.read_bytes()[:-1] + b"!")
    return len(parts)


SMALLEST_PART = 5_000
"""Bytes; what else is remembered is smaller."""


@pytest.mark.usefixtures("desk")
def test_parts_that_can_not_be_read_when_their_pack_is_put_together_are_made_anew(options, asked):
    built(options)
    before = written()
    assert spoil_the_parts(options.memory) == 6
    Path("out/one/one-key.pdf").unlink()
    Path("out/two/two-key.pdf").unlink()
    asked.clear()
    built(options)
    assert asked == [(*ESSAY_MADE,), (*SOURCE_MADE,), (*OTHER_MADE,)]
    assert written() == before


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("separate", [False, True])
def test_workers_make_such_parts_anew_within_the_limits_of_a_worksheet(options, separate):
    options = replace(options, separate=separate)
    built(options)
    before = written()
    spoil_the_parts(options.memory)
    for path in Path("out").rglob("*-key.pdf"):
        path.unlink()
    with Workers(2, Limits()) as crew:
        reports = built(options, crew=crew)
    assert [(report.problems, report.failure) for report in reports] == [((), ""), ((), "")]
    assert written() == before


class Late:
    """Who saves a worksheet when its pack is about to be put together for the first time."""

    jobs = 1

    def __init__(self, path, text):
        self._path, self._text = Path(path), text

    def submit(self, task, *arguments):
        if task.__name__ == "put_together":
            self._path.write_text(self._text)
        return Done(task, arguments)


@pytest.mark.usefixtures("desk")
def test_no_edition_is_newer_than_the_others_if_such_a_part_is_another_by_now(options):
    built(options)
    spoil_the_parts(options.memory)
    Path("out/two/two-key.pdf").unlink()
    text = ESSAY.format("Changed")
    built(options, "two", crew=Late("two/other.yaml", text))
    fresh = replace(options, output=Path("fresh"), memory=replace_memory(options))
    built(fresh, "two")
    assert written("out/two") == written("fresh/two")


@pytest.mark.usefixtures("desk")
def test_such_a_part_may_have_a_problem_by_now(options):
    built(options)
    before = written("out/two")
    spoil_the_parts(options.memory)
    Path("out/two/two-key.pdf").unlink()
    (two,) = built(options, "two", crew=Late("two/other.yaml", "title: A mistake"))
    assert list(map(str, two.problems)) == ['two/other.yaml:1:1: activities: missing field; add "activities: …"']
    assert {**written("out/two"), "two-key.pdf": before["two-key.pdf"]} == before


# --- The command itself: without anything to do, nothing is loaded --------------------------------------------

NO_ROOM = "packbuilder: what there is to tell can't be written: No space left on device"
LOADED = """
import sys
from packbuilder.__main__ import main
sys.argv[0] = "packbuilder"
try:
    main()
finally:
    print(*{name.partition(".")[0] for name in sys.modules}, file=sys.stderr)
"""


@pytest.fixture
def command(desk):
    """Runs the command in a process of its own, with a memory of its own but this machine's fonts."""
    own = desk / "cache" / "packbuilder"
    own.mkdir(parents=True)
    (own / "fonts").symlink_to(Path(cache_path()) / "fonts")

    def run(*arguments, stdout=subprocess.PIPE):
        return subprocess.run(
            [sys.executable, "-c", LOADED, *arguments],
            env={**os.environ, "XDG_CACHE_HOME": str(desk / "cache")},
            stdout=stdout,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    return run


def test_what_a_machine_builds_first_is_remembered_too(command, desk):
    """Fonts are cut with a library that no later build loads."""
    (desk / "cache" / "packbuilder" / "fonts").unlink()
    arguments = ("build", "one", "-e", "student", "--log-json")
    assert '"outcome": "typeset"' in command(*arguments).stdout
    (desk / "one" / "more").mkdir()
    assert '"outcome": "remembered"' in command(*arguments).stdout


def test_the_same_command_again_is_done_before_anything_is_loaded(command):
    first = command("build", "one", "-e", "student")
    again = command("build", "one", "-e", "student")
    assert (first.returncode, again.returncode) == (0, 0)
    assert "click" in first.stderr.split()
    assert {"click", "pathlib", "dataclasses", "typing", "msgspec", "pebble"} & set(again.stderr.split()) == set()
    assert again.stdout.split() == ["built", "pages", "seconds", "output/one/one-student.pdf", "2", "unchanged"]
    Path("one/essay.yaml").write_text(ESSAY.format("Changed"))
    assert "unchanged" not in command("build", "one", "-e", "student").stdout


def test_that_there_is_nothing_to_do_is_no_mistake_where_nobody_can_read_it(command, full, unread):
    arguments = ("build", "one", "-e", "student")
    command(*arguments)
    for stdout, status, said in (full, 2, [NO_ROOM]), (unread, 1, []):
        done = command(*arguments, stdout=stdout)
        *told, modules = done.stderr.splitlines()
        assert (done.returncode, told) == (status, said)
        assert "click" not in modules.split()


@pytest.mark.parametrize("named", ["current", "current/essay.yaml"])
def test_a_folder_that_is_a_link_is_looked_at_where_it_leads(command, named):
    shutil.copytree("one", "next/one")
    Path("next/one/essay.yaml").write_text(ESSAY.format("Changed"))
    link = Path("current")
    link.symlink_to("one")
    command("build", named, "-e", "student")
    assert "click" not in command("build", named, "-e", "student").stderr.split()
    link.unlink()
    link.symlink_to("next/one")
    assert "unchanged" not in command("build", named, "-e", "student").stdout


def test_what_is_to_be_said_each_time_is_said_each_time(command, desk):
    (desk / "output" / "one").mkdir(parents=True)
    for ending in ("pdf", "fields.json"):
        (desk / "output" / "one" / f"old-student.{ending}").write_text("")
    for _ in range(2):
        assert "old-student.pdf: there is no worksheet of this name" in command("build", "one", "-e", "student").stderr
    for ending in ("pdf", "fields.json"):
        (desk / "output" / "one" / f"old-student.{ending}").unlink()
    command("build", "one", "-e", "student")
    assert "click" not in command("build", "one", "-e", "student").stderr.split()


def test_what_is_asked_for_is_forgotten_last(command, desk):
    command("build", "one", "-e", "student")
    made = desk / "cache" / "packbuilder" / "made"
    for path in made.iterdir():
        os.utime(path, (1, 1))
    command("build", "one", "-e", "student")
    assert [path.read_bytes()[16:].startswith(b"{") for path in made.iterdir() if path.stat().st_mtime > 1] == [True]


def test_a_pack_that_comes_to_be_there_is_noticed(command):
    Path("worksheets").mkdir()
    Path("two").rename("worksheets/two")
    assert command("build", "-e", "student").stdout.count(".pdf") == 1
    Path("one").rename("worksheets/one")
    assert command("build", "-e", "student").stdout.count(".pdf") == 2
