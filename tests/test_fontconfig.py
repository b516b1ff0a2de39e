"""Fontconfig: it is shown our fonts only, and believes only what it has found in them itself."""

import os
import tempfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from packbuilder import fontconfig, fonts
from packbuilder.fontconfig import FOUND, only_our_fonts
from packbuilder.fonts import PACKAGES, static_files
from packbuilder.places import TEMPORARY_FOLDER, temporary_folder
from packbuilder.problems import SetupError


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """A cache folder of this test's own, small fonts, a temporary folder, and the environment as it was afterwards."""
    monkeypatch.setattr(fonts, "PACKAGES", tuple(package for package in PACKAGES if package.extra is None))
    monkeypatch.setenv("FONTCONFIG_FILE", "as it was")
    monkeypatch.setenv(TEMPORARY_FOLDER, "packbuilder-of-a-test")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    temporary_folder.cache_clear()
    folder = tmp_path / "a & b"
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    yield folder / "packbuilder"
    temporary_folder.cache_clear()


def configuration():
    return ElementTree.parse(os.environ["FONTCONFIG_FILE"]).getroot()


def look():
    """Does what fontconfig does; returns where it has looked: in the folder of which it was told."""
    with only_our_fonts():
        found = Path(configuration().findtext("cachedir"))
        if not found.exists():
            found.mkdir(parents=True)
            (found / "1.cache-8").write_bytes(b"what it has found")
    return found


def configured(cache):
    """The one file that says which fonts there are."""
    (file,) = cache.glob("fonts-*.conf")
    return file


def test_fontconfig_is_shown_our_folders_and_files_alone(cache):
    look()
    kept = look()
    found = configuration()
    assert os.environ["FONTCONFIG_FILE"] == str(configured(cache))
    listed = static_files(cache / "fonts")
    assert {each.text for each in found.findall("dir")} == {str(path.parent) for path in listed}
    # No pattern may begin with the folder that the user is in.
    assert [each.text for each in found.findall("selectfont/acceptfont/glob")] == [f"*{path}" for path in listed]
    assert [each.text for each in found.findall("selectfont/rejectfont/glob")] == ["*"]
    assert kept.parent == cache / FOUND


def test_fontconfig_has_no_other_root(cache, monkeypatch):
    monkeypatch.setenv("FONTCONFIG_SYSROOT", str(cache))
    look()
    assert "FONTCONFIG_SYSROOT" not in os.environ


def test_what_is_found_is_kept_and_looked_for_once(cache):
    assert temporary_folder() in look().parents
    before = {path: path.stat() for path in cache.rglob("*")}
    kept = look()
    assert [path.read_bytes() for path in kept.iterdir()] == [b"what it has found"]
    assert {path: path.stat().st_ino for path in cache.rglob("*")} == {
        path: each.st_ino for path, each in before.items()
    }


def damaged(path):
    path.write_bytes(b"something else")


DAMAGES = {
    "a file": lambda kept: damaged(kept / "1.cache-8"),
    "another file": lambda kept: damaged(kept / "1.cache-8.NEW"),
    "a folder": lambda kept: (kept / "more").mkdir() or damaged(kept / "more" / "1.cache-8"),
    "the seal": lambda kept: damaged(kept.with_suffix(".seal")),
    "no seal": lambda kept: kept.with_suffix(".seal").unlink(),
    "a font's time": lambda kept: (kept.parents[1] / "fonts" / "new").touch(),
}


@pytest.mark.usefixtures("cache")
@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_not_as_it_was_left_is_found_anew(damage):
    look()
    kept = look()
    DAMAGES[damage](kept)
    with only_our_fonts():
        (found,) = map(Path, {configuration().findtext("cachedir")})
        assert temporary_folder() in found.parents
        assert kept.is_dir()  # another command may be reading there
    assert look() == kept
    assert [path.read_bytes() for path in kept.iterdir()] == [b"what it has found"]


@pytest.mark.parametrize("damage", [b"", b"<fontconfig/>", None])
def test_a_configuration_that_is_damaged_is_written_anew(damage, cache):
    look()
    whole = configured(cache).read_bytes()
    configured(cache).write_bytes(whole[:-1] if damage is None else damage)
    look()
    assert configured(cache).read_bytes() == whole


def test_another_version_keeps_its_own(cache, monkeypatch):
    first = look().name
    monkeypatch.setattr(fonts, "PACKAGES", fonts.PACKAGES[:-1])
    second = look().name
    assert first != second
    assert {path.name for path in (cache / FOUND).iterdir()} == {
        name + ending for name in (first, second) for ending in ("", ".seal")
    }
    assert len([*cache.glob("fonts-*.conf")]) == 2


def test_where_the_disk_is_full_a_temporary_folder_will_do(cache, monkeypatch):
    """As little as the configuration needs room: a build goes on without."""
    real = fonts.write_all

    def full(folder, files):
        if cache.parent in folder.parents:
            raise SetupError(f"{folder} can't be written: No space left on device")
        return real(folder, files)

    monkeypatch.setattr(fonts, "write_all", full)
    monkeypatch.setattr(fontconfig, "write_all", full)
    monkeypatch.setattr(fonts, "cut_weight", lambda *_: b"a font")
    assert temporary_folder() in look().parents
    assert os.environ["FONTCONFIG_FILE"].startswith(str(temporary_folder()))
    assert sum("packbuilder-" in str(each.text) for each in configuration().findall("dir")) == 1
    assert [*cache.rglob("*")] == []


def test_where_there_is_room_for_fonts_alone_nothing_is_left_half_written(cache, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(fontconfig, "replace_file", full)
    for _ in range(2):
        assert temporary_folder() in look().parents
    assert [path for path in (cache / FOUND).rglob("*") if not path.is_dir()] == []


def test_without_a_cache_folder_a_temporary_one_will_do(cache):
    cache.parent.write_text("a file where the folder would be")
    assert temporary_folder() in look().parents
    assert os.environ["FONTCONFIG_FILE"].startswith(str(temporary_folder()))
    assert configuration().findall("dir")
