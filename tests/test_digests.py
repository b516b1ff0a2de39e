"""What files and folders hold, as hashes: any change of what counts is noticed, and nothing holds a build up."""

import os
import sys
from pathlib import Path

import pytest

from packbuilder import digests
from packbuilder.digests import digest_of, digest_of_folder, digests_of, hash_of, listing_of, unchanged, unsealed
from strange import a_deep_folder, a_pipe


@pytest.mark.parametrize(
    "change",
    [
        lambda here: (here / "fit.py").write_text("changed"),
        lambda here: os.utime(here / "fit.py", (1, 1)),
        lambda here: (here / "more.py").write_text(""),
        lambda here: (here.parent / "weasyprint-71.dist-info").mkdir(),
    ],
)
def test_the_program_is_told_by_its_files_and_its_libraries(tmp_path, monkeypatch, change):
    here = tmp_path / "packbuilder"
    here.mkdir()
    (here / "fit.py").write_text("as it was")
    (tmp_path / "weasyprint-70.dist-info").mkdir()
    monkeypatch.setattr(digests, "__file__", str(here / "digests.py"))
    monkeypatch.setattr("sys.path", [str(tmp_path)])
    before = digests.program.__wrapped__()
    assert digests.program.__wrapped__() == before
    change(here)
    assert digests.program.__wrapped__() != before


def test_a_folder_is_told_by_all_that_is_in_it(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a").write_text("1")
    seen = [digest_of_folder(tmp_path)]
    (tmp_path / "in" / "a").write_text("2")
    seen.append(digest_of_folder(tmp_path))
    (tmp_path / "in" / "a").rename(tmp_path / "in" / "b")
    seen.append(digest_of_folder(tmp_path))
    (tmp_path / "c").write_text("")
    seen.append(digest_of_folder(tmp_path))
    assert len(set(seen)) == 4


@pytest.mark.skipif(sys.platform == "win32", reason="a path may not be so long")
def test_a_folder_may_be_any_deep(tmp_path):
    before = digest_of_folder(tmp_path)
    with a_deep_folder(tmp_path / "a"):
        assert digest_of_folder(tmp_path) == before
    (tmp_path / "b" / "c").mkdir(parents=True)
    (tmp_path / "b" / "c" / "d").write_text("1")
    assert digest_of_folder(tmp_path) != before


@pytest.mark.skipif(sys.platform == "win32", reason="it has no pipes with names")
def test_what_is_remembered_is_no_pipe(tmp_path):
    a_pipe(tmp_path / "x")
    assert unsealed(tmp_path / "x") is None


def test_files_that_come_or_go_are_noticed(tmp_path):
    here, absent = tmp_path / "here", tmp_path / "absent"
    here.write_text("1")
    before = digests_of([here, absent, here])
    assert [Path(path).name for path, _ in before] == ["here", "absent"]
    assert unchanged(before)
    absent.write_text("")
    assert not unchanged(before)
    absent.unlink()
    assert unchanged(before)
    here.unlink()
    assert not unchanged(before)


def test_a_folder_is_looked_into_through_links_but_never_for_ever(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a").write_text("1")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "in" / "circle").symlink_to(tmp_path / "in")
    before = digest_of_folder(tmp_path / "in")
    (tmp_path / "elsewhere" / "a").write_text("2")
    assert digest_of_folder(tmp_path / "in") != before


def test_what_is_no_ordinary_file_counts_as_none(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "zero").symlink_to("/dev/zero")
    absent = tmp_path / "absent"
    assert digest_of(tmp_path / "pipe") == digest_of(tmp_path / "zero") == digest_of(absent) == ""


def test_of_a_huge_file_size_and_time_count(tmp_path, monkeypatch):
    monkeypatch.setattr(digests, "LARGE", 3)
    file = tmp_path / "file"
    file.write_text("abcd")
    os.utime(file, (1, 1))
    before = digest_of(file)
    file.write_text("efgh")
    os.utime(file, (1, 1))
    assert digest_of(file) == before
    os.utime(file, (2, 2))
    assert digest_of(file) != before


def test_a_listing_has_the_names_of_what_may_be_built(tmp_path):
    seen = {listing_of(tmp_path)}
    for name in ("a.yaml", "b.yaml", "pack/", "c.yml", "d.YAML.txt"):
        (tmp_path / name).mkdir() if name.endswith("/") else (tmp_path / name).write_text("")
        seen.add(listing_of(tmp_path))
    assert len(seen) == 6
    (tmp_path / "notes.txt").write_text("")
    (tmp_path / "a.yaml").write_text("changed")
    assert listing_of(tmp_path) in seen
    assert listing_of(tmp_path / "absent") == ""


def test_a_way_is_told_by_where_it_leads(tmp_path):
    for name in ("new", "old"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.yaml").write_text("same")
    link = tmp_path / "link"
    link.symlink_to("old")
    known, listing = digests_of([], ways=[link / "a.yaml", tmp_path / "new"]), listing_of(link)
    assert [path for path, _ in known] == [f"{link}/a.yaml//", f"{tmp_path}/new//"]
    assert unchanged(known)
    link.unlink()
    link.symlink_to("new")
    assert not unchanged(known[:1])
    assert unchanged(known[1:])
    assert listing_of(link) != listing


def test_values_are_told_apart():
    assert len({hash_of("a", "b"), hash_of("ab"), hash_of(("a", "b")), hash_of(1), hash_of("1")}) == 5


def test_a_link_is_no_file_and_a_folder_is_none_unless_it_is_asked_for(tmp_path):
    (tmp_path / "file").write_text("1")
    (tmp_path / "link").symlink_to(tmp_path / "file")
    assert digest_of(tmp_path / "file") != ""
    assert digest_of(tmp_path / "link") == digest_of(tmp_path) == ""
    known = digests_of([tmp_path / "file"], [tmp_path])
    assert [path for path, _ in known] == [str(tmp_path / "file"), f"{tmp_path}/"]
    assert unchanged(known)
    (tmp_path / "more").write_text("")
    assert not unchanged(known)
