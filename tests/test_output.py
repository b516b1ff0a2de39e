"""Writing: all files or none, and never half of one where somebody may look."""

import os
import signal
import stat
import subprocess
import sys
import threading
from contextlib import nullcontext
from errno import EACCES, EPERM
from pathlib import Path

import pytest

from disks import disk_with_room_for
from packbuilder import output
from packbuilder.ending import ASKING, listen
from packbuilder.output import folder_in, refuse_unwritable, write_all
from packbuilder.problems import SetupError
from strange import STRANGE, a_file_of_400_gigabytes

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


@pytest.mark.parametrize(("name", "status"), [("SIGINT", None), ("SIGTERM", 143), ("SIGHUP", 129)])
def test_who_is_asked_to_end_while_files_are_put_in_place_ends_afterwards(name, status, tmp_path, monkeypatch):
    if not hasattr(signal, name):
        pytest.skip("there is no such signal")
    number, real = signal.Signals[name], Path.replace
    before = {each: signal.getsignal(each) for each in ASKING}
    monkeypatch.setattr("packbuilder.ending._asked", [])

    def replace(self, target):
        signal.raise_signal(number)
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    files = {"a.pdf": b"new", "a.fields.json": b"new"}
    try:
        listen()
        with pytest.raises(SystemExit if status else KeyboardInterrupt) as caught:
            write_all(tmp_path, files)
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
    assert getattr(caught.value, "code", None) == status
    assert contents(tmp_path) == files
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("folder/pack", None),
        ("new/folder/pack", None),
        ("file", "file can't be written: File exists; choose another folder with --output"),
        ("file/folder/pack", "file can't be written: Not a directory; choose another folder with --output"),
        ("closed/pack", "closed can't be written: Permission denied; choose a folder that is yours, with --output"),
    ],
)
def test_that_nothing_can_be_written_is_seen_before_there_is_anything(where, said, tmp_path, monkeypatch):
    for name in ("folder", "closed"):
        (tmp_path / name).mkdir()
    (tmp_path / "file").touch()
    # Rights don't bind root.
    monkeypatch.setattr(os, "access", lambda path, _how: path.name != "closed")
    monkeypatch.chdir(tmp_path)
    if said is None:
        refuse_unwritable(Path(where))
    else:
        with pytest.raises(SetupError) as caught:
            refuse_unwritable(Path(where))
        assert str(caught.value) == said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["closed", "file", "folder"]


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


def test_what_is_written_is_told_with_its_state(tmp_path):
    states, _ = write_all(tmp_path, {"a": b"new", "b": b""})
    status = {name: (tmp_path / name).stat() for name in "ab"}
    assert states == {name: (each.st_size, each.st_mtime_ns, each.st_ctime_ns) for name, each in status.items()}


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
