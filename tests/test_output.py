"""Writing: all files or none, and never half of one where somebody may look."""

import os
import stat
import sys
import threading

import pytest

from disks import disk_with_room_for
from packbuilder.output import write_all
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
