"""What is remembered: found again under the same key, and as if it had never been there once anything is wrong."""

import os
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from packbuilder import memory
from packbuilder.memory import NONE, Memory, key_of


@dataclass(frozen=True)
class Made:
    name: str
    data: bytes
    sizes: tuple[float, ...] = ()


MADE = Made("ä", b"\0PDF", (1.5,))


@pytest.fixture
def kept(tmp_path):
    found = Memory(tmp_path / "made")
    found.remember("key", MADE)
    return found


def test_a_value_is_recalled_as_it_was(kept):
    assert kept.recall("key", Made) == MADE
    assert kept.recall("other", Made) is None


def test_without_a_folder_nothing_is_remembered():
    NONE.remember("key", MADE)
    assert NONE.recall("key", Made) is None


@dataclass(frozen=True)
class Other:
    name: str
    data: int


@pytest.mark.parametrize(
    "change", [lambda d: d[:-1], lambda d: d + b"x", lambda _: b"", lambda d: d[:20] + b"\xff" + d[21:]]
)
def test_what_is_damaged_was_never_there(kept, change):
    file = kept.folder / "key"
    file.write_bytes(change(file.read_bytes()))
    assert kept.recall("key", Made) is None


def test_values_that_have_changed_places_were_never_there(kept):
    kept.remember("other", Made("another one", b""))
    one, other = kept.folder / "key", kept.folder / "other"
    whole = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(whole)
    assert [kept.recall(key, Made) for key in ("key", "other")] == [None, None]


def test_a_value_of_another_kind_was_never_there(kept):
    assert kept.recall("key", Other) is None


def test_only_the_owner_can_look_into_the_folder(kept):
    assert kept.folder.stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_written_is_no_problem(tmp_path):
    (tmp_path / "made").write_text("a file is in the way")
    found = Memory(tmp_path / "made")
    found.remember("key", MADE)
    assert found.recall("key", Made) is None


def test_a_disk_that_is_full_gets_no_fuller(kept, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    kept.remember("other", MADE)
    assert [path.name for path in kept.folder.iterdir()] == ["key"]


def test_a_value_that_only_can_be_read_is_recalled(kept, monkeypatch):
    def refuse(*_):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "utime", refuse)
    assert kept.recall("key", Made) == MADE


def test_what_is_asked_for_is_used(tmp_path):
    found = Memory(tmp_path, limit=4_000)
    for number, key in enumerate(("a", "b", "c", "d")):
        found.remember(key, Made(key, bytes(1_000)))
        os.utime(tmp_path / key, (number, number))
    assert [found.holds(key) for key in ("a", "e")] == [True, False]
    found.forget()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "c", "d"]


def test_tidying_up_goes_on_where_a_value_is_gone_meanwhile(tmp_path, monkeypatch):
    found = Memory(tmp_path, limit=2_500)
    for number, key in enumerate(("a", "b", "c")):
        found.remember(key, Made(key, bytes(1_000)))
        os.utime(tmp_path / key, (number, number))
    monkeypatch.setattr("packbuilder.memory.sweep", lambda *_, **__: None)
    real = os.scandir

    @contextmanager
    def scandir(folder):
        with real(folder) as entries:
            listed = list(entries)
        (tmp_path / "b").unlink()
        yield iter(listed)

    monkeypatch.setattr(os, "scandir", scandir)
    found.forget()
    monkeypatch.undo()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "c"]


@pytest.mark.parametrize("error", [PermissionError(), FileNotFoundError(), OSError(5, "Input/output error")])
def test_what_can_not_be_tidied_up_is_left(kept, error, monkeypatch):
    def fail(*_, **__):
        raise error

    monkeypatch.setattr("packbuilder.memory.sweep", fail)
    kept.forget()


def test_what_was_not_used_for_the_longest_time_is_forgotten(tmp_path):
    found = Memory(tmp_path, limit=4_000)
    for number, key in enumerate(("a", "b", "c")):
        found.remember(key, Made(key, bytes(1_000)))
        os.utime(tmp_path / key, (number, number))
    assert found.recall("a", Made)  # so it is the youngest now
    found.remember("d", Made("d", bytes(1_000)))
    found.forget()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "c", "d"]


def test_what_a_killed_run_left_half_written_is_gone_an_hour_later(kept):
    old, young = (kept.folder / f".packbuilder-{name}.part" for name in ("old", "young"))
    for path in (old, young):
        path.write_bytes(b"half")
    os.utime(old, (1, 1))
    kept.forget()
    assert sorted(path.name for path in kept.folder.iterdir()) == [young.name, "key"]


def test_a_key_stands_for_its_parts_and_their_borders():
    assert key_of("a", "b") == key_of("a", "b")
    assert len({key_of("a", "b"), key_of("ab"), key_of("b", "a"), key_of(("a", "b")), key_of()}) == 5


def test_a_key_changes_with_the_program(monkeypatch):
    before = key_of("a")
    monkeypatch.setattr(memory, "program", lambda: "another one")
    assert key_of("a") != before
