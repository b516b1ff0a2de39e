"""Writing: all files or none, and never half of one where somebody may look."""

import json
import os
import re
import signal
import stat
import subprocess
import sys
import threading
from contextlib import contextmanager, nullcontext
from errno import EACCES, EFBIG, ENOSPC, EPERM, EROFS
from pathlib import Path

import pytest

from disks import disk_with_room_for
from packbuilder import output
from packbuilder.output import folder_in, renewed, write_all
from packbuilder.problems import SetupError

posix = pytest.mark.skipif(sys.platform == "win32", reason="file modes and limits are POSIX affairs")


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize(
    ("before", "files"),
    [
        ({}, {"a": b"new"}),
        ({}, {"a": b"", "b": b"\0\xff" * 100_000}),
        ({"a": b"old"}, {"a": b"new"}),
        ({"a": b"a much longer old one", "c": b"other"}, {"a": b"new", "b": b"new too"}),
        ({"a": b"old"}, {}),
    ],
)
def test_the_files_are_there_afterwards_and_nothing_else_changes(tmp_path, before, files):
    for name, content in before.items():
        (tmp_path / name).write_bytes(content)
    write_all(tmp_path, files)
    assert contents(tmp_path) == before | files


@pytest.mark.parametrize("name", ["../a", "/a", "b/a", "..\\a", "C:a", "C:\\a", "..", "a/", ""])
def test_a_name_that_leads_elsewhere_is_refused_and_nothing_is_written(tmp_path, name):
    with pytest.raises(SetupError, match="is no name for a file; rename the worksheet"):
        write_all(tmp_path / "out", {"fine": b"", name: b""})
    assert not list(tmp_path.iterdir())


def test_folders_are_made_as_needed(tmp_path):
    write_all(tmp_path / "a" / "b", {"c": b"new"})
    assert contents(tmp_path / "a" / "b") == {"c": b"new"}


def test_nothing_to_write_makes_no_folder(tmp_path):
    write_all(tmp_path / "a", {})
    assert not (tmp_path / "a").exists()


@posix
@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_files_are_for_whom_the_umask_lets_read_them(tmp_path, mask, mode):
    before = os.umask(mask)
    try:
        write_all(tmp_path, {"a": b"new"})
        assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == mode
        assert os.umask(mask) == mask
    finally:
        os.umask(before)


@posix
def test_who_has_the_old_file_open_keeps_reading_the_old_file(tmp_path):
    (tmp_path / "a").write_bytes(b"old and long")
    with (tmp_path / "a").open("rb") as file:
        write_all(tmp_path, {"a": b"new"})
        assert file.read() == b"old and long"


@posix
def test_a_reader_at_any_moment_sees_one_file_or_the_other(tmp_path):
    versions = [bytes([letter]) * 200_000 for letter in b"ab"]
    write_all(tmp_path, {"x": versions[0]})
    writing = threading.Thread(target=lambda: [write_all(tmp_path, {"x": versions[n % 2]}) for n in range(1, 40)])
    writing.start()
    seen = []
    while writing.is_alive():
        seen.append((tmp_path / "x").read_bytes())
    writing.join()
    assert seen
    assert all(content in versions for content in seen)


@posix
@pytest.mark.parametrize("sizes", [(100, 5000), (5000, 100), (5000,)])
def test_a_full_disk_leaves_the_old_files_and_no_rubbish(tmp_path, sizes):
    names = "abc"[: len(sizes)]
    old = {name: b"old " + name.encode() for name in names}
    write_all(tmp_path, old)
    new = {name: b"x" * size for name, size in zip(names, sizes, strict=True)}
    with disk_with_room_for(1000), pytest.raises(SetupError) as caught:
        write_all(tmp_path, new)
    remedy = "close it if it is open, or choose another folder"
    assert str(caught.value) == f"{tmp_path} can't be written: File too large; {remedy}"
    assert contents(tmp_path) == old


def test_a_folder_where_the_last_file_should_go_leaves_the_first_one_old(tmp_path):
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "b").mkdir()
    with pytest.raises(SetupError, match="can't be written"):
        write_all(tmp_path, {"a": b"new", "b": b"new"})
    assert (tmp_path / "a").read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


@pytest.mark.parametrize("folder", ["file", "file/below"])
def test_a_file_where_the_folder_should_be_is_named(tmp_path, folder):
    (tmp_path / "file").write_bytes(b"old")
    with pytest.raises(SetupError, match="can't be written") as caught:
        write_all(tmp_path / folder, {"a": b"new"})
    assert str(tmp_path / folder) in str(caught.value)
    assert contents(tmp_path) == {"file": b"old"}


STEPS = 18
"""In which these groups of files are put in their places."""
WRITER = """
import os, signal, sys
from itertools import count
from pathlib import Path
from packbuilder.output import write_all

steps, last = count(), int(sys.argv[2])

def hook(event, _):
    if event in ("os.rename", "os.remove", "os.chmod") and next(steps) == last:
        os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(hook)
groups = [[f"{name}.{ending}" for ending in ("pdf", "fields.json")] for name in ("a.1", "a.2")]
write_all(Path(sys.argv[1]), {name: b"new" for names in groups for name in names}, groups)
"""


@posix
@pytest.mark.parametrize("step", range(STEPS + 1))
def test_a_run_that_is_killed_leaves_nothing_that_does_not_belong_together(step, tmp_path):
    old = {f"{name}.{ending}": b"old" for name in ("a.1", "a.2") for ending in ("pdf", "fields.json")}
    new = dict.fromkeys(old, b"new")
    write_all(tmp_path, old)
    ended = subprocess.run([sys.executable, "-c", WRITER, tmp_path, str(step)], check=False)
    assert ended.returncode == (-signal.SIGKILL if step < STEPS else 0)
    left = {name: content for name, content in contents(tmp_path).items() if not name.startswith(".")}
    for name in ("a.1", "a.2"):
        assert left[f"{name}.pdf"] in (b"old", b"new")
        assert left.get(f"{name}.fields.json", left[f"{name}.pdf"]) == left[f"{name}.pdf"]
    write_all(tmp_path, new)
    assert contents(tmp_path) == new


@posix
def test_fields_that_stay_the_same_are_never_away(tmp_path, monkeypatch):
    files = {"a.pdf": b"old", "a.fields.json": b"same"}
    write_all(tmp_path, files)
    seen = []
    real = Path.replace

    def replace(self, target):
        seen.append((tmp_path / "a.fields.json").exists())
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    write_all(tmp_path, {**files, "a.pdf": b"new"}, [list(files)])
    assert seen == [True, True]


def test_ctrl_c_while_files_are_put_in_place_ends_the_run_afterwards(tmp_path, monkeypatch):
    real = Path.replace

    def replace(self, target):
        signal.raise_signal(signal.SIGINT)
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    files = {"a.pdf": b"new", "a.fields.json": b"new"}
    with pytest.raises(KeyboardInterrupt):
        write_all(tmp_path, files)
    assert contents(tmp_path) == files
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


GROUPS = [[f"{name}.pdf", f"{name}.fields.json"] for name in ("a", "b", "c")]
NAMES = [name for names in GROUPS for name in names]


@pytest.mark.parametrize("links", [True, False], ids=["links", "no links"])
@pytest.mark.parametrize("before", [NAMES, NAMES[:3], []], ids=["all", "some", "none"])
@pytest.mark.parametrize("open_", NAMES)
def test_where_one_file_cannot_be_replaced_all_stay_as_they_were(tmp_path, monkeypatch, open_, before, links):
    """On Windows a PDF that is open in a viewer can't be."""
    old = {name: b"same" if name == "a.fields.json" else b"old" for name in before}
    new = {name: b"same" if name == "a.fields.json" else b"new" for name in NAMES}
    write_all(tmp_path, old)
    real = Path.replace

    def replace(self, target):
        if target.name == open_ and self.read_bytes() == new[open_]:
            raise PermissionError(EACCES, "Permission denied", str(self), None, str(target))
        return real(self, target)

    def no_link(self, _target):
        raise PermissionError(EPERM, "Operation not permitted", str(self))

    monkeypatch.setattr(Path, "replace", replace)
    if not links:
        monkeypatch.setattr(Path, "hardlink_to", no_link)
    with pytest.raises(SetupError, match=rf"{open_} can't be written: Permission denied"):
        write_all(tmp_path, new, GROUPS)
    assert contents(tmp_path) == old


@pytest.mark.parametrize(
    ("files", "new"),
    [
        ({"a.pdf": b"old", "a.json": b"old", "b": b"old"}, set()),
        ({"a.pdf": b"old", "a.json": b"new", "b": b"old"}, {"a.pdf", "a.json"}),
        ({"a.pdf": b"old", "a.json": b"old", "b": b"new"}, {"b"}),
        ({"a.pdf": b"old", "a.json": b"old", "b": b"old", "c": b"old"}, {"c"}),
    ],
)
def test_what_is_there_already_stays_as_it_is(tmp_path, files, new):
    first = write_all(tmp_path, {"a.pdf": b"old", "a.json": b"old", "b": b"old"})
    inodes = {name: (tmp_path / name).stat().st_ino for name in first.states}
    written = write_all(tmp_path, files, [("a.pdf", "a.json"), *((name,) for name in files if "." not in name)])
    assert written.new == new
    assert contents(tmp_path) == files
    assert {name: written.states[name] for name in set(files) - new} == {
        name: first.states[name] for name in set(files) - new
    }
    assert {name for name, inode in inodes.items() if (tmp_path / name).stat().st_ino != inode} == new - {"c"}


def test_what_cannot_be_compared_is_written_anew(tmp_path, monkeypatch):
    (tmp_path / "a").write_bytes(b"same")

    def refuse(path):
        raise PermissionError(EACCES, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert write_all(tmp_path, {"a": b"same"}).new == {"a"}


def test_a_link_is_replaced_by_a_file_even_if_it_leads_to_the_same(tmp_path):
    (tmp_path / "elsewhere").write_bytes(b"same")
    (tmp_path / "a").symlink_to(tmp_path / "elsewhere")
    assert write_all(tmp_path, {"a": b"same"}).new == {"a"}
    assert not (tmp_path / "a").is_symlink()


@pytest.fixture
def soon():
    """Fails what isn't done in ten seconds."""
    if sys.platform == "win32":
        pytest.skip("there are no such files")

    def late(*_):
        raise TimeoutError("it waits, or never comes to an end")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(10)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def a_pipe(path):
    os.mkfifo(path)


def a_link_to_a_device(path):
    path.symlink_to("/dev/zero")


def a_link_to_a_pipe(path):
    os.mkfifo(path.parent / "pipe")
    path.symlink_to("pipe")


def a_file_of_400_gigabytes(path):
    with path.open("wb") as file:
        file.truncate(400_000_000_000)


STRANGE = [a_pipe, a_link_to_a_device, a_link_to_a_pipe, a_file_of_400_gigabytes]
"""What may have come with a stranger's pack: to open or to read it takes for ever, or all memory."""


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize("strange", STRANGE)
@pytest.mark.parametrize("links", [True, False], ids=["links", "no links"])
@pytest.mark.parametrize("name", ["a.pdf", "a.json"])
def test_what_is_no_file_or_never_ends_is_replaced_and_never_read(name, links, strange, tmp_path, monkeypatch):
    def no_link(self, _target):
        raise PermissionError(EPERM, "Operation not permitted", str(self))

    if not links:
        if strange == a_file_of_400_gigabytes:
            pytest.skip("it is copied in no time, but takes the room")
        monkeypatch.setattr(Path, "hardlink_to", no_link)
    strange(tmp_path / name)
    new = {"a.pdf": b"new", "a.json": b"new"}
    assert write_all(tmp_path, new, [["a.pdf", "a.json"]]).new == new.keys()
    assert {each: (tmp_path / each).read_bytes() for each in new} == new
    assert all((tmp_path / each).is_file() and not (tmp_path / each).is_symlink() for each in new)


def linked(link, where):
    where.mkdir(parents=True)
    link.symlink_to(where)


@pytest.mark.parametrize("there", [True, False])
def test_a_folder_that_is_a_link_out_of_the_output_folder_is_refused(tmp_path, there):
    linked(tmp_path / "home", tmp_path / "disk" / "home")
    linked(tmp_path / "out", tmp_path / "disk" / "out")
    (tmp_path / "out" / "pack").symlink_to(tmp_path / ("home" if there else "gone"))
    with pytest.raises(SetupError, match=r"out/pack is a link out of its folder, to .*; take it away, or choose"):
        folder_in(tmp_path / "out", "pack")


@pytest.mark.parametrize("name", ["pack", "new", "linked"])
def test_a_folder_within_the_output_folder_is_fine_wherever_that_is(tmp_path, name):
    linked(tmp_path / "out", tmp_path / "disk" / "out")
    linked(tmp_path / "out" / "linked", tmp_path / "out" / "pack")
    assert folder_in(tmp_path / "out", name) == tmp_path / "out" / name


def test_what_is_written_is_told_with_size_and_time(tmp_path):
    states, _ = write_all(tmp_path, {"a": b"new", "b": b""})
    status = {name: (tmp_path / name).stat() for name in "ab"}
    assert states == {name: (each.st_size, each.st_mtime_ns) for name, each in status.items()}


@pytest.mark.parametrize("locks", [True, False])
def test_only_what_nobody_writes_any_more_is_swept(locks, tmp_path, monkeypatch):
    """Without locks, what is half written may be another run's; after an hour it is nobody's."""
    if not locks or sys.platform == "win32":
        monkeypatch.setattr(output, "_in_turn", lambda _: nullcontext(False))
    others = {".a.part": b"", "packbuilder-a.part": b"", ".packbuilder-a": b""}
    left = {".packbuilder-a.part": b"", ".packbuilder-b.part": b""}
    for name, content in {**others, **left}.items():
        (tmp_path / name).write_bytes(content)
    os.utime(tmp_path / ".packbuilder-a.part", (1, 1))
    write_all(tmp_path, {"a": b"new"})
    young = {".packbuilder-b.part": b""} if not locks or sys.platform == "win32" else {}
    assert contents(tmp_path) == {"a": b"new"} | others | young


# A whole folder at once

LIST = "list.json"


def listed(manifest):
    """What a list of names in JSON lists, and the list itself."""
    return {LIST, *json.loads(manifest)}


def fill(folder, files):
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in {**files, LIST: json.dumps([*files]).encode()}.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)


def renew(folder, files, **options):
    with renewed(folder, listed, LIST, **options) as work:
        fill(work, files)


@pytest.mark.parametrize("name", ["set", ".set.part", ".set.old", ".set.lock"])
@pytest.mark.parametrize("there", [True, False])
def test_a_link_in_place_of_a_folder_or_of_what_helps_to_renew_it_is_refused(tmp_path, name, there):
    """A stranger's files may come with one, and what it leads to would be overwritten or taken away."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis").write_bytes(b"mine")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / name).symlink_to(tmp_path / ("mine" if there else "gone"))
    for resumed in (True, False):
        with pytest.raises(SetupError, match=rf"{re.escape(name)} is a link; take it away, or choose"):
            renew(tmp_path / "out" / "set", {"a": b"new"}, resumed=resumed)
    assert tree(tmp_path / "mine") == {"thesis": b"mine"}
    assert not (tmp_path / "gone").exists()


def tree(folder):
    """The files below a folder, but for the locks, which stay."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def below(name, files):
    """What `tree` finds where the folder called `name` holds the files and their list."""
    return {f"{name}/{file}": content for file, content in {**files, LIST: json.dumps([*files]).encode()}.items()}


OLD, NEW = {"a": b"old", "b": b"old"}, {"a": b"new", "c": b"new"}


@pytest.mark.parametrize("before", [None, {}, OLD, {"sub/a": b"old"}])
@pytest.mark.parametrize("resumed", [False, True])
def test_a_renewed_folder_holds_what_is_new_and_nothing_else(before, resumed, tmp_path):
    folder = tmp_path / "deep" / "set"
    if before is not None:
        fill(folder, before)
    renew(folder, NEW, resumed=resumed)
    assert tree(folder.parent) == below("set", NEW)
    assert sorted(path.name for path in folder.parent.iterdir()) == [".set.lock", "set"]


def test_an_empty_folder_is_nobodys_own(tmp_path):
    (tmp_path / "set").mkdir()
    renew(tmp_path / "set", NEW)
    assert tree(tmp_path) == below("set", NEW)


ERRORS = [ValueError, KeyboardInterrupt, SystemExit, GeneratorExit, SetupError("message")]


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("resumed", [False, True])
def test_whatever_is_raised_leaves_the_old_folder(error, resumed, tmp_path):
    fill(tmp_path / "set", OLD)
    expected = error if isinstance(error, type) else type(error)
    with pytest.raises(expected) as caught, renewed(tmp_path / "set", listed, LIST, resumed=resumed) as work:  # noqa: PT012
        fill(work, NEW)
        raise error
    assert isinstance(error, type) or caught.value is error
    left = below(".set.part", NEW) if resumed else {}
    assert tree(tmp_path) == below("set", OLD) | left


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_a_first_run_that_fails_leaves_no_folder(error, tmp_path):
    with pytest.raises(error), renewed(tmp_path / "set", listed, LIST) as work:  # noqa: PT012
        fill(work, NEW)
        raise error
    assert tree(tmp_path) == {}
    assert not (tmp_path / "set").exists()


@pytest.mark.parametrize("resumed", [False, True])
def test_only_a_resumed_run_finds_what_another_left(resumed, tmp_path):
    fill(tmp_path / ".set.part", OLD)
    with renewed(tmp_path / "set", listed, LIST, resumed=resumed) as work:
        found = tree(work)
    assert tree(tmp_path / "set") == found
    assert bool(found) == resumed


def killed_before_both_moves(folder):
    fill(folder / "set", OLD)
    fill(folder / ".set.part", NEW)


def killed_between_the_moves(folder):
    fill(folder / ".set.old", OLD)
    fill(folder / ".set.part", NEW)


def killed_after_both_moves(folder):
    fill(folder / "set", OLD)
    fill(folder / ".set.old", {"z": b"older"})


def killed_while_the_old_one_was_removed(folder):
    fill(folder / "set", OLD)
    (folder / ".set.old").mkdir()
    (folder / ".set.old" / "z").write_bytes(b"older")


KILLED = [
    killed_before_both_moves,
    killed_between_the_moves,
    killed_after_both_moves,
    killed_while_the_old_one_was_removed,
]


@pytest.mark.parametrize("killed", KILLED)
def test_the_next_run_puts_right_what_a_killed_one_left(killed, tmp_path):
    killed(tmp_path)
    renew(tmp_path / "set", NEW)
    assert tree(tmp_path) == below("set", NEW)


@pytest.mark.parametrize("killed", KILLED)
def test_the_old_folder_is_back_even_if_the_next_run_fails(killed, tmp_path):
    killed(tmp_path)
    with pytest.raises(KeyboardInterrupt), renewed(tmp_path / "set", listed, LIST):
        raise KeyboardInterrupt
    assert tree(tmp_path / "set") == tree_of(OLD)
    assert not (tmp_path / ".set.part").exists()


def tree_of(files):
    return {name.removeprefix("x/"): content for name, content in below("x", files).items()}


@pytest.mark.parametrize(
    ("files", "stranger"),
    [
        ({"marks.xlsx": b"mine"}, "marks.xlsx"),
        ({"notes/b.txt": b"mine", "z": b"mine"}, "notes/b.txt"),
        ({".hidden": b"mine"}, ".hidden"),
        ({LIST: b"no list"}, "a"),
        ({LIST: b""}, "a"),
        ({LIST: b'["b"]'}, "a"),
    ],
)
@pytest.mark.parametrize("resumed", [False, True])
def test_a_folder_with_somebodys_own_files_stays(files, stranger, resumed, tmp_path):
    fill(tmp_path / "set", OLD)
    for name, content in files.items():
        (tmp_path / "set" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "set" / name).write_bytes(content)
    before = tree(tmp_path)
    with pytest.raises(SetupError) as caught:
        renew(tmp_path / "set", NEW, resumed=resumed)
    message = f"{tmp_path / 'set'} holds {stranger}, which isn't of a class set and would be lost"
    assert str(caught.value) == f"{message}; move it away, or choose another folder with --output"
    assert tree(tmp_path) == before
    assert not (tmp_path / ".set.part").exists()


def test_a_folder_without_a_list_stays(tmp_path):
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "holiday.jpg").write_bytes(b"mine")
    with pytest.raises(SetupError, match=r"holds holiday\.jpg, which"):
        renew(tmp_path / "set", NEW)
    assert tree(tmp_path) == {"set/holiday.jpg": b"mine"}


def test_a_second_run_is_refused_until_the_first_has_ended(tmp_path):
    fill(tmp_path / "set", OLD)
    with renewed(tmp_path / "set", listed, LIST) as work:
        fill(work, NEW)
        before = tree(tmp_path)
        for resumed in (False, True):
            with pytest.raises(SetupError) as caught:
                renew(tmp_path / "set", {}, resumed=resumed)
            assert str(caught.value) == f"another run is writing {tmp_path / 'set'}; wait until it has ended"
        assert tree(tmp_path) == before
        renew(tmp_path / "another", NEW)
    assert tree(tmp_path) == below("set", NEW) | below("another", NEW)
    renew(tmp_path / "set", OLD)
    assert tree(tmp_path / "set") == tree_of(OLD)


@pytest.mark.parametrize("name", ["set", "above", ".set.part"])
def test_a_file_in_the_way_is_named_and_kept(name, tmp_path):
    (tmp_path / name).write_bytes(b"mine")
    folder = tmp_path / "above" / "set" if name == "above" else tmp_path / "set"
    with pytest.raises(SetupError) as caught:
        renew(folder, NEW)
    assert str(tmp_path) in str(caught.value)
    assert tree(tmp_path) == {name: b"mine"}


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize("strange", [a_pipe, a_file_of_400_gigabytes])
@pytest.mark.parametrize("name", [".set.part", ".set.old", ".set.lock"])
@pytest.mark.parametrize("resumed", [True, False])
def test_what_is_in_the_way_is_not_opened(name, strange, resumed, tmp_path):
    strange(tmp_path / name)
    if (name, strange) == (".set.lock", a_file_of_400_gigabytes):
        renew(tmp_path / "set", NEW, resumed=resumed)
        return
    with pytest.raises(SetupError, match=rf"{re.escape(name)} is in the way; take it away, or choose another folder"):
        renew(tmp_path / "set", NEW, resumed=resumed)


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize("strange", [a_pipe, a_link_to_a_device, a_file_of_400_gigabytes])
def test_a_manifest_that_is_no_file_or_never_ends_lists_nothing(strange, tmp_path):
    (tmp_path / "set").mkdir()
    strange(tmp_path / "set" / LIST)
    with pytest.raises(SetupError, match=f"holds {LIST}, which isn't of a class set and would be lost"):
        renew(tmp_path / "set", NEW)


REMEDIES = {
    ENOSPC: "make room on the disk",
    EACCES: "choose a folder that is yours, with --output",
    EPERM: "choose a folder that is yours, with --output",
    EROFS: "choose a folder that can be written, with --output",
    EFBIG: "close it if it is open, or choose another folder",
}


@pytest.mark.parametrize("number", REMEDIES)
def test_what_the_system_refuses_is_told_with_a_remedy(number, tmp_path):
    fill(tmp_path / "set", OLD)
    with pytest.raises(SetupError) as caught, renewed(tmp_path / "set", listed, LIST) as work:
        raise OSError(number, os.strerror(number), str(work / "c"))
    where = tmp_path / ".set.part" / "c"
    assert str(caught.value) == f"{where} can't be written: {os.strerror(number)}; {REMEDIES[number]}"
    assert tree(tmp_path) == below("set", OLD)


@contextmanager
def somebody_else():
    """Whom folders of others keep out, which they don't the system's administrator."""
    if os.geteuid():
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@posix
def test_a_folder_of_somebody_else_is_a_message(tmp_path):
    fill(tmp_path / "theirs" / "set", OLD)
    (tmp_path / "theirs").chmod(0o555)
    with somebody_else(), pytest.raises(SetupError) as caught:
        renew(tmp_path / "theirs" / "set", NEW)
    (tmp_path / "theirs").chmod(0o755)
    assert str(caught.value).startswith(f"{tmp_path}")
    assert str(caught.value).endswith(f" can't be written: Permission denied; {REMEDIES[EACCES]}")
    assert tree(tmp_path / "theirs") == below("set", OLD)


@posix
@pytest.mark.parametrize("resumed", [False, True])
def test_a_full_disk_leaves_the_old_folder(resumed, tmp_path):
    fill(tmp_path / "set", OLD)
    with disk_with_room_for(1000), pytest.raises(SetupError, match="can't be written: File too large; close it"):
        renew(tmp_path / "set", {"a": b"x" * 5000}, resumed=resumed)
    assert tree(tmp_path / "set") == tree_of(OLD)
    assert (tmp_path / ".set.part").exists() == resumed


@pytest.mark.parametrize("refused", ["set", ".set.part"])
def test_a_move_that_the_system_refuses_leaves_the_old_folder(refused, tmp_path, monkeypatch):
    """Where somebody has a file of it open, Windows moves no folder."""
    fill(tmp_path / "set", OLD)
    move = Path.rename

    def rename(path, target):
        if path.name == refused:
            raise PermissionError(EACCES, os.strerror(EACCES), str(path))
        return move(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", rename)
        with pytest.raises(SetupError) as caught:
            renew(tmp_path / "set", NEW)
    message = f"{tmp_path / 'set'} can't be replaced: Permission denied; close the files in it that are open"
    assert str(caught.value) == message
    assert tree(tmp_path / "set") == tree_of(OLD)
    renew(tmp_path / "set", NEW)
    assert tree(tmp_path) == below("set", NEW)
