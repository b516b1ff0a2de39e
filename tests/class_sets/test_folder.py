"""The folder of a class set: the old one or the new one whatever happens, and nothing of anybody's own is lost."""

import json
import os
import re
import sys
from contextlib import contextmanager
from errno import EACCES, EFBIG, ENOSPC, EPERM, EROFS
from pathlib import Path

import pytest

from disks import disk_with_room_for
from packbuilder.class_sets.folder import MANIFEST, renewed
from packbuilder.problems import SetupError
from strange import a_deep_folder, a_file_of_400_gigabytes, a_link_to_a_device, a_pipe

posix = pytest.mark.skipif(sys.platform == "win32", reason="file modes and limits are POSIX affairs")


def manifest(*names):
    """The manifest of a class set of these files."""
    return json.dumps({"version": 1, "files": [{"name": name} for name in names], "copies": []}).encode()


def fill(folder, files):
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in {**files, MANIFEST: manifest(*files)}.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)


def renew(folder, files, **options):
    with renewed(folder, **options) as work:
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
    """What `tree` finds where the folder called `name` holds the files and their manifest."""
    return {f"{name}/{file}": content for file, content in {**files, MANIFEST: manifest(*files)}.items()}


OLD, NEW = {"a": b"old", "b": b"old"}, {"a": b"new", "c": b"new"}


@pytest.mark.parametrize("before", [None, {}, OLD])
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
    with pytest.raises(expected) as caught, renewed(tmp_path / "set", resumed=resumed) as work:  # noqa: PT012
        fill(work, NEW)
        raise error
    assert isinstance(error, type) or caught.value is error
    left = below(".set.part", NEW) if resumed else {}
    assert tree(tmp_path) == below("set", OLD) | left


def test_a_run_that_has_made_nothing_leaves_nothing_to_go_on_from(tmp_path):
    with pytest.raises(SetupError), renewed(tmp_path / "set", resumed=True):
        raise SetupError("message")
    assert [path.name for path in tmp_path.iterdir()] == [".set.lock"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_a_first_run_that_fails_leaves_no_folder(error, tmp_path):
    with pytest.raises(error), renewed(tmp_path / "set") as work:  # noqa: PT012
        fill(work, NEW)
        raise error
    assert tree(tmp_path) == {}
    assert not (tmp_path / "set").exists()


@pytest.mark.parametrize("resumed", [False, True])
def test_only_a_resumed_run_finds_what_another_left(resumed, tmp_path):
    fill(tmp_path / ".set.part", OLD)
    with renewed(tmp_path / "set", resumed=resumed) as work:
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
    with pytest.raises(KeyboardInterrupt), renewed(tmp_path / "set"):
        raise KeyboardInterrupt
    assert tree(tmp_path / "set") == tree_of(OLD)
    assert not (tmp_path / ".set.part").exists()


def tree_of(files):
    return {name.removeprefix("x/"): content for name, content in below("x", files).items()}


@pytest.mark.parametrize(
    ("files", "stranger"),
    [
        ({"marks.xlsx": b"mine"}, "marks.xlsx"),
        ({"notes/b.txt": b"mine", "z": b"mine"}, "notes"),
        ({".hidden": b"mine"}, ".hidden"),
        ({MANIFEST: b"no manifest"}, "a"),
        ({MANIFEST: b""}, "a"),
        ({MANIFEST: manifest("b")}, "a"),
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


@pytest.mark.parametrize("name", ["mine", "a", ".DS_Store"])
@pytest.mark.parametrize("make", [Path.mkdir, lambda path: path.symlink_to(path.parent.parent)], ids=["empty", "link"])
def test_a_folder_with_somebodys_own_folder_stays(make, name, tmp_path):
    fill(tmp_path / "set", OLD)
    (tmp_path / "set" / name).unlink(missing_ok=True)
    make(tmp_path / "set" / name)
    with pytest.raises(SetupError, match=f"holds {name}, which isn't of a class set"):
        renew(tmp_path / "set", NEW)
    assert (tmp_path / "set" / name).is_dir()


@posix
@pytest.mark.parametrize("name", [".set.part", ".set.old"])
def test_folders_that_came_within_each_other_are_taken_away_or_told(name, tmp_path):
    fill(tmp_path / "set", OLD)
    with a_deep_folder(tmp_path / name):
        told = []
        try:
            renew(tmp_path / "set", NEW)
        except SetupError as error:
            told.append(str(error))
        left = OLD if told else NEW
        assert tree(tmp_path / "set") == {**left, MANIFEST: manifest(*left)}
        # Later versions of Python take it away.
        assert told in ([], [f"{tmp_path / name} has too many folders within each other; take it away"])


def test_a_folder_without_a_manifest_stays(tmp_path):
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "holiday.jpg").write_bytes(b"mine")
    with pytest.raises(SetupError, match=r"holds holiday\.jpg, which"):
        renew(tmp_path / "set", NEW)
    assert tree(tmp_path) == {"set/holiday.jpg": b"mine"}


def test_a_second_run_is_refused_until_the_first_has_ended(tmp_path):
    fill(tmp_path / "set", OLD)
    with renewed(tmp_path / "set") as work:
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
    strange(tmp_path / "set" / MANIFEST)
    with pytest.raises(SetupError, match=f"holds {MANIFEST}, which isn't of a class set and would be lost"):
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
    with pytest.raises(SetupError) as caught, renewed(tmp_path / "set") as work:
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
