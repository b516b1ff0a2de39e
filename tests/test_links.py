"""Does a path lead out of a folder? What is read of files that strangers may have made."""

import os
import sys

import pytest

from packbuilder import links
from packbuilder.links import LeadsOutError, NoFileError, TooLargeError, is_ordinary, leads_out, read_ordinary


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """Links of all sorts in `pack`, and a folder whose name begins like it."""
    for folder in ("pack/pictures", "package", "other"):
        (tmp_path / folder).mkdir(parents=True)
    for link, target in {
        "pack/in": "pictures",
        "pack/out": "../other",
        "pack/far": os.sep,
        "pack/like": "../package",
        "pack/back": "../pack/pictures",
        "pack/chain": "out",
        "pack/broken": "../nothing",
        "pack/loop": "loop",
        "alias": "pack",
    }.items():
        (tmp_path / link).symlink_to(target)
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(
    ("path", "out"),
    [
        ("pack", False),
        ("pack/x.yaml", False),
        ("pack/pictures/../x.yaml", False),
        ("pack/in/x.png", False),
        ("pack/back/x.png", False),
        ("alias/x.yaml", False),
        ("pack/loop", False),
        ("pack/..", True),
        ("pack/../other/x.png", True),
        ("pack/in/../../x.png", True),
        ("package/x.png", True),
        ("pack/out", True),
        ("pack/out/x.png", True),
        ("pack/chain/x.png", True),
        ("pack/far/etc/hosts", True),
        ("pack/like", True),
        ("pack/broken", True),
        ("alias/out", True),
    ],
)
@pytest.mark.parametrize("folder", ["pack", "pack/", "alias"])
def test_a_path_counts_by_where_it_leads(path, folder, out):
    assert leads_out(path, folder) == out


@pytest.fixture
def files(desk, tmp_path):  # noqa: ARG001
    """A file in the pack, one elsewhere, links to both, and what is no file."""
    (tmp_path / "pack" / "pictures" / "x").write_bytes(b"inside")
    (tmp_path / "other" / "x").write_bytes(b"secret")
    (tmp_path / "pack" / "link").symlink_to("pictures/x")
    os.mkfifo(tmp_path / "pack" / "pipe")
    (tmp_path / "pack" / "device").symlink_to("/dev/zero")
    return tmp_path


@pytest.mark.parametrize(
    ("path", "most", "found"),
    [
        ("pack/pictures/x", 6, b"inside"),
        ("pack/in/x", 6, b"inside"),
        ("pack/link", 6, b"inside"),
        ("pack/back/x", 6, b"inside"),
        ("pack/pictures/x", 5, TooLargeError),
        ("pack/pictures", 6, NoFileError),
        ("pack/pipe", 6, NoFileError),
        ("pack/device", 6, NoFileError),
        ("pack/out/x", 6, LeadsOutError),
        ("pack/../other/x", 6, LeadsOutError),
        ("pack/chain/x", 6, LeadsOutError),
        ("pack/nothing", 6, FileNotFoundError),
        ("pack/loop", 6, OSError),
    ],
)
def test_ordinary_files_are_read_and_nothing_else(path, most, found, files):
    if isinstance(found, bytes):
        assert read_ordinary(path, most, "pack") == read_ordinary(files / path, most) == found
    else:
        with pytest.raises(found):
            read_ordinary(path, most, "pack")


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize(
    ("path", "so"),
    [("pack/pictures/x", True), ("pack/link", False), ("pack/pipe", False), ("pack", False), ("nothing", False)],
)
def test_a_link_to_a_file_is_no_ordinary_one(path, so):
    assert is_ordinary(path) == so


def a_link_to_another_file(files):
    (files / "pack" / "pictures" / "x").unlink()
    (files / "pack" / "pictures" / "x").symlink_to(files / "other" / "x")


def a_link_to_another_folder(files):
    (files / "pack" / "pictures").rename(files / "pack" / "away")
    (files / "pack" / "pictures").symlink_to(files / "other")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the system doesn't say where an open file lies")
@pytest.mark.parametrize("swap", [a_link_to_another_file, a_link_to_another_folder])
def test_what_is_swapped_for_a_link_at_the_last_moment_is_not_read(swap, files, monkeypatch):
    """Somebody who shares the folder can try that as often as they like."""

    real = links.without_links

    def swapping(path, flags):
        swap(files)
        return real(path, flags)

    monkeypatch.setattr(links, "without_links", swapping)
    with pytest.raises((LeadsOutError, OSError)):
        read_ordinary("pack/pictures/x", 6, "pack")
