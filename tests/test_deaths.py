"""Builds that die, find no room, or meet another one: nothing is damaged, and the next build is as if nothing had been.

The real command is run in processes of its own, with a memory of its own. What happens at each single step of writing
is tried in test_output.py.
"""

import os
import signal
import subprocess
import sys
from collections import namedtuple
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from random import Random
from time import monotonic, sleep

import pytest

from deaths import alone_busy, group, mounted, read_only, workers
from disks import disk_with_room_for
from packbuilder.places import cache_path
from packbuilder.receipts import MADE

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are looked for as Linux tells of them")

PACKS = {"one": 2, "two": 1, "three": 1}
"""Packs, and how many worksheets each has, of a page."""
OLD, NEW = "Write of old things.", "Write of new things, and of many more."
"""The new text has more lines, so that its blanks lie elsewhere."""
BROKEN = "can't be made: the typesetter broke down (signal 9). Take activities out one by one to find which one it is"
Ended = namedtuple("Ended", "code said told")


def worksheet(title, prompt, times=1, lines=None):
    lines = lines or (4 if prompt == OLD else 6)
    activity = f"  - kind: writing\n    prompt: {prompt}\n    lines: {lines}\n    answer: An answer.\n"
    return f"title: {title}\nactivities:\n{activity * times}"


class Desk:
    """A folder with packs, the PDFs of an earlier build, and a memory that is empty but for this machine's fonts."""

    def __init__(self, folder, before=None):
        self.folder, self.output, self.cache = folder, folder / "output", folder / "cache" / "packbuilder"
        self.cache.mkdir(parents=True, exist_ok=True)
        (self.cache / "fonts").symlink_to(Path(cache_path()) / "fonts")
        self.write(NEW)
        for name, content in (before or {}).items():
            (self.output / name).parent.mkdir(parents=True, exist_ok=True)
            (self.output / name).write_bytes(content)

    def write(self, prompt):
        for name, worksheets in PACKS.items():
            (self.folder / name).mkdir(exist_ok=True)
            listed = ", ".join(f"sheet-{number}" for number in range(worksheets))
            (self.folder / name / "pack.yaml").write_text(f"title: {name}\nworksheets: [{listed}]\n")
            for number in range(worksheets):
                (self.folder / name / f"sheet-{number}.yaml").write_text(worksheet(f"{name} {number}", prompt))

    @contextmanager
    def begun(self, *options, packs=PACKS, output=None, **how):
        """The build of the packs, in a process group of its own, of which nothing is left."""
        arguments = ("build", *packs, "-e", "student", "-e", "key", "-j", "4", "-o", str(output or self.output))
        with subprocess.Popen(
            [sys.executable, "-m", "packbuilder", *arguments, *options],
            cwd=self.folder,
            env={**os.environ, "XDG_CACHE_HOME": str(self.cache.parent)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            **how,
        ) as process:
            try:
                yield process
            finally:
                for each in group(process.pid):
                    os.kill(each, signal.SIGKILL)

    def build(self, *options, **how):
        with self.begun(*options, **how) as process:
            return ended(process)

    def written(self):
        """The files in the output folder, but for hidden ones."""
        return {name: content for name, content in self.everything().items() if not Path(name).name.startswith(".")}

    def everything(self):
        files = (path for path in self.output.rglob("*") if path.is_file())
        return {path.relative_to(self.output).as_posix(): path.read_bytes() for path in files}


def ended(process):
    out, err = process.communicate(timeout=120)
    return Ended(process.returncode, out, err)


@pytest.fixture(scope="session")
def builds(kept, tmp_path_factory):
    """The files of the old and of the new texts, and how long a build takes, in seconds."""

    def make():
        files = []
        for text in (OLD, NEW):
            desk = Desk(tmp_path_factory.mktemp("builds"))
            desk.write(text)
            begin = monotonic()
            assert desk.build().code == 0
            files.append(desk.written())
        assert all(files[0][name] != files[1][name] for name in files[0])
        return *files, monotonic() - begin

    return kept("deaths-builds", make)


@pytest.fixture
def desk(tmp_path, builds):
    return Desk(tmp_path, builds[0])


def belongs_together(found, *generations):
    """Is every PDF of one of these builds, and its fields file of the same one, or away?"""
    assert {name for name in found if name.endswith(".pdf")} == {name for name in generations[0] if ".pdf" in name}
    for name in (name for name in found if name.endswith(".pdf")):
        fields = name.replace(".pdf", ".fields.json")
        possible = [each for each in generations if each[name] == found[name]]
        assert possible, f"{name} is damaged"
        assert fields not in found or any(each[fields] == found[fields] for each in possible), f"{fields} is another's"
    assert found.keys() <= generations[0].keys()


def goes_on(desk, new):
    """The next build says what it always says, writes what a fresh one does, and leaves no rubbish."""
    done = desk.build()
    rows = [line.split()[:2] for line in done.said.splitlines()]
    pdfs = [(f"{desk.output}/{pack}/{pack}", str(PACKS[pack])) for pack in PACKS]
    assert (done.code, done.told) == (0, "")
    assert rows == [["built", "pages"], *([f"{a}-{b}.pdf", pages] for a, pages in pdfs for b in ("student", "key"))]
    assert desk.everything() == new


# --- killed at any moment ----------------------------------------------------------------------------------------

USUALLY, AT_MOST = 3, 100
MOMENTS = [
    pytest.param(number, marks=[pytest.mark.full] if number >= USUALLY else [], id=str(number))
    for number in range(AT_MOST)
]
VICTIMS = ("main", "worker", "main", "group")


@pytest.mark.parametrize("number", MOMENTS)
def test_a_build_that_is_killed_damages_nothing(number, desk, builds):
    old, new, seconds = builds
    chance, victim = Random(number), VICTIMS[number % len(VICTIMS)]
    with desk.begun() as process:
        sleep(chance.random() * seconds)
        kill(process, victim, chance)
        if victim == "worker":
            done = ended(process)
            is_told_of_one_worksheet(done, desk, old, new)
        else:
            process.wait()
            nobody_is_left(process.pid)
            belongs_together(desk.written(), old, new)
    goes_on(desk, new)


def kill(process, victim, chance):
    if victim == "group":
        os.killpg(process.pid, signal.SIGKILL)
    elif victim == "main":
        process.kill()
    elif found := sorted(workers(process.pid)):
        os.kill(chance.choice(found), signal.SIGKILL)


def nobody_is_left(leader, seconds=5):
    deadline = monotonic() + seconds
    while group(leader):
        assert monotonic() < deadline, f"{group(leader)} live on"
        sleep(0.02)


def is_told_of_one_worksheet(done, desk, old, new):
    """A worker that had nothing to do isn't missed; else one worksheet, or one pack, can't be made."""
    if done.code == 0:
        assert (done.told, desk.written()) == ("", new)
        return
    first, empty, last = done.told.splitlines()
    pack = first.partition("/")[0]
    assert first.endswith(f".yaml:1:1: {BROKEN}")
    pdfs = " and ".join(str(desk.output / pack / f"{pack}-{edition}.pdf") for edition in ("key", "student"))
    left = f"from an earlier build there are still {pdfs}"
    assert (done.code, empty, last) == (1, "", f"1 problem in {pack}; nothing of it was written; {left}.")
    assert desk.written() == {name: (old if name.startswith(f"{pack}/") else new)[name] for name in new}


def test_a_worker_that_is_killed_takes_its_worksheet_alone_with_it(desk, builds):
    """The worksheet takes long, so that the others are remembered when the one worker that still works is killed."""
    new = builds[1]
    heavy = desk.folder / "heavy"
    heavy.mkdir()
    (heavy / "sheet.yaml").write_text(worksheet("Heavy", OLD, 60, 24))
    (desk.output / "heavy").mkdir()
    (desk.output / "heavy" / "heavy-student.pdf").write_bytes(b"old")
    with desk.begun(packs=(*PACKS, "heavy")) as process:
        while len([*(desk.cache / MADE).glob("[!.]*")]) < 3 * 4:  # two parts of each, and which pictures it has
            assert process.poll() is None
            sleep(0.02)
        os.kill(alone_busy(process.pid), signal.SIGKILL)
        done = ended(process)
    told = [f"heavy/sheet.yaml:1:1: {BROKEN}", "", "1 problem in heavy; nothing of it was written."]
    assert (done.code, done.told.splitlines()) == (1, told)
    assert desk.everything() == new | {"heavy/heavy-student.pdf": b"old"}


# --- asked to end ------------------------------------------------------------------------------------------------

ASKED = [
    pytest.param((number, options, moment), id=f"{name}-{moment}{options}", marks=[] if usual else [pytest.mark.full])
    for name, number in {"term": signal.SIGTERM, "hup": signal.SIGHUP, "int": signal.SIGINT}.items()
    for options in ("", "--watch")
    for moment in (0.3, 0.7)
    for usual in [moment == 0.7 and not options]
]
"""The signal, and after which part of the time that a build takes it comes."""


@pytest.mark.parametrize("send", [os.kill, os.killpg])
@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.usefixtures("temporary")
def test_a_build_that_is_asked_to_end_leaves_nothing_behind(send, asked, desk, builds):
    """Ctrl-C, and that a terminal is closed, reach all processes, and others the command alone."""
    (old, new, seconds), (number, options, moment) = builds, asked
    with desk.begun(*options.split()) as process:
        sleep(moment * seconds)
        send(process.pid, number)
        done = ended(process)
        nobody_is_left(process.pid, 1)
    told = done.told.removeprefix("Watching; Ctrl-C ends it.\n")
    in_order = (1, "\nAborted!\n") if number == signal.SIGINT else (128 + number, "")
    # A build may take less time than those before it, and be done; what watches is only done at Ctrl-C.
    done_well = [] if options and number != signal.SIGINT else [(0, "")]
    assert (done.code, told) in [in_order, *done_well]
    assert done.code or options or desk.written() == new
    belongs_together(desk.written(), old, new)
    goes_on(desk, new)


def test_a_build_goes_on_after_its_terminal_if_it_is_to(desk, builds):
    """So `nohup` has it."""
    with desk.begun(preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN)) as process:
        sleep(builds[2] / 2)
        os.killpg(process.pid, signal.SIGHUP)
        assert ended(process).code == 0
    goes_on(desk, builds[1])


# --- no room, or no right to write -------------------------------------------------------------------------------


def unwritable(desk, packs, why):
    """What is said of packs that can't be written."""
    return "".join(f"packbuilder: {desk.output}/{pack} can't be written: {why}\n" for pack in packs)


def fill(disk, room):
    """Leaves so many bytes free on a disk; returns the file that takes the rest."""
    filler = disk / "filler"
    free = os.statvfs(disk)
    filler.write_bytes(bytes(free.f_bavail * free.f_frsize - room))
    return filler


FULL = [
    pytest.param(room, fits, cache, marks=[] if (room, cache) == (40_960, True) else [pytest.mark.full])
    for room, fits in {0: (), 12_288: (), 40_960: ("two",)}.items()
    for cache in (False, True)
]
"""Bytes that are left on the disk, packs that fit in there, and whether the cache folder is full as well."""


@pytest.mark.parametrize(("room", "fits", "cache"), FULL)
def test_a_full_disk_keeps_the_old_pdfs(room, fits, cache, tmp_path, builds):
    old, new, _ = builds
    with mounted(tmp_path / "output", "size=2m"), mounted(tmp_path / "cache" / "packbuilder", "size=8m") as memory:
        desk = Desk(tmp_path, old)
        filler = fill(desk.output, room)
        fillers = [filler, fill(memory, 0)] if cache else [filler]
        done = desk.build()
        full = [pack for pack in PACKS if pack not in fits]
        assert (done.code, done.told) == (2, unwritable(desk, full, "No space left on device; make room on the disk"))
        left = {name: each for name, each in desk.everything().items() if name != "filler"}
        assert left == {name: (new if Path(name).parts[0] in fits else old)[name] for name in old}
        for each in fillers:
            each.unlink()
        goes_on(desk, new)


@pytest.mark.usefixtures("temporary")
def test_a_full_cache_folder_does_not_matter(tmp_path, builds):
    old, new, _ = builds
    with mounted(tmp_path / "cache" / "packbuilder", "size=8m") as memory:
        desk = Desk(tmp_path, old)
        filler = fill(memory, 0)
        goes_on(desk, new)
        assert sorted(path.name for path in memory.rglob("*") if path.suffix == ".part") == []
        filler.unlink()
        goes_on(desk, new)


@pytest.mark.full
@pytest.mark.usefixtures("temporary")
def test_a_full_cache_folder_does_not_matter_even_without_fonts(tmp_path, builds):
    old, new, _ = builds
    with mounted(tmp_path / "cache" / "packbuilder", "size=8m") as memory:
        desk = Desk(tmp_path, old)
        (memory / "fonts").unlink()
        fill(memory, 0)
        goes_on(desk, new)


def test_a_file_that_is_too_large_for_the_disk_keeps_the_old_pdfs(desk, builds):
    """This needs no rights, unlike a disk of its own."""
    old, new, _ = builds
    with disk_with_room_for(4_000):
        done = desk.build()
    remedy = "close it if it is open, or choose another folder"
    told = unwritable(desk, PACKS, f"File too large; {remedy}")
    # Fontconfig says by itself that it can't keep anything anywhere.
    lines = [line for line in done.told.splitlines(keepends=True) if not line.startswith("write cache: ")]
    assert (done.code, done.said, "".join(lines)) == (2, "", told)
    assert desk.everything() == old
    goes_on(desk, new)


@pytest.mark.parametrize("cache", [pytest.param(False, marks=[pytest.mark.full]), True])
def test_an_output_folder_that_can_only_be_read_is_told_of(cache, tmp_path, builds):
    old, new, _ = builds
    with mounted(tmp_path / "output"), mounted(tmp_path / "cache" / "packbuilder") as memory:
        desk = Desk(tmp_path, old)
        with read_only(desk.output, *([memory] if cache else [])):
            done = desk.build()
        remedy = "choose a folder that can be written, with --output"
        told = unwritable(desk, PACKS, f"Read-only file system; {remedy}")
        assert (done.code, done.said, done.told) == (2, "", told)
        assert desk.everything() == old
        goes_on(desk, new)


@pytest.mark.usefixtures("temporary")
def test_a_cache_folder_that_can_only_be_read_does_not_matter(tmp_path, builds):
    old, new, _ = builds
    with mounted(tmp_path / "cache" / "packbuilder") as memory:
        desk = Desk(tmp_path, old)
        with read_only(memory):
            goes_on(desk, new)


@pytest.mark.skipif(not os.geteuid(), reason="rights don't bind root")
def test_an_output_folder_that_is_somebody_elses_is_told_of(desk, builds):
    old, new, _ = builds
    (desk.output / "one").chmod(0o555)
    done = desk.build()
    (desk.output / "one").chmod(0o755)
    remedy = "choose a folder that is yours, with --output"
    assert done.told == f"packbuilder: {desk.output}/one can't be written: Permission denied; {remedy}\n"
    assert (done.code, desk.everything()) == (2, old)
    goes_on(desk, new)


# --- a cache folder that is damaged ------------------------------------------------------------------------------


def each(change):
    """Changes what each file holds, or takes it away."""

    def damage(files):
        for path in files:
            data = change(path.read_bytes())
            path.unlink() if data is None else path.write_bytes(data)

    return damage


def turn(files):
    """Has each file in the place of the one before."""
    held = [path.read_bytes() for path in files]
    for path, data in zip(files, [*held[1:], *held[:1]], strict=True):
        path.write_bytes(data)


DAMAGES = {
    "each in the place of another": turn,
    "one in the place of all": lambda files: each(partial(lambda whole, _: whole, files[0].read_bytes()))(files),
    "a bit": each(lambda data: data[:-1] + bytes([data[-1] ^ 1])),
    "cut short": each(lambda data: data[: len(data) // 2]),
    "empty": each(lambda _: b""),
    "gone": each(lambda _: None),
}


def test_a_damaged_cache_folder_costs_time_and_nothing_else(desk, builds):
    assert desk.build().code == 0
    for number, (name, damage) in enumerate(DAMAGES.items()):
        damage(sorted(path for path in desk.cache.rglob("*") if path.is_file()))
        desk.output = desk.folder / f"output-{number}"
        done = desk.build()
        assert (name, done.code, done.told) == (name, 0, "")
        assert desk.written() == builds[1], name


# --- two at once -------------------------------------------------------------------------------------------------


def test_the_same_build_twice_at_once_writes_what_one_does(desk, builds):
    with desk.begun() as first, desk.begun() as second:
        assert [(each.code, each.told) for each in (ended(first), ended(second))] == [(0, "")] * 2
    assert desk.everything() == builds[1]
    goes_on(desk, builds[1])


def test_two_layouts_at_once_do_not_get_mixed_up(tmp_path, builds):
    desk = Desk(tmp_path, builds[0])
    other = Desk(tmp_path / "other")
    assert other.build("--layout", "exam").code == 0
    exam = other.written()
    assert exam != builds[1]
    with desk.begun() as first, desk.begun("--layout", "exam") as second:
        assert [(each.code, each.told) for each in (ended(first), ended(second))] == [(0, "")] * 2
    belongs_together(desk.everything(), builds[1], exam)
    assert desk.everything().keys() == exam.keys()
    goes_on(desk, builds[1])
    assert desk.build("--layout", "exam").code == 0
    assert desk.everything() == exam
