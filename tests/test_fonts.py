"""Fonts: only ours, on every machine, and what they can't draw is known beforehand."""

import os
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packbuilder import fonts
from packbuilder.fonts import FACES, INVISIBLE, font_files, known_characters, unknown_characters, use_only_our_fonts


def test_every_face_is_a_file_of_an_installed_package():
    files = font_files()
    assert [path.name for path in files] == [name for names in FACES.values() for name in names]
    assert all(path.is_file() for path in files)


def test_a_package_that_is_not_installed_is_named(monkeypatch):
    monkeypatch.setitem(FACES, "fontpkg_gone", ("Gone.ttf",))
    with pytest.raises(ModuleNotFoundError, match="fontpkg_gone"):
        font_files()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain ASCII, 0–9",
        "Stalin’s “Socialism in One Country” …",
        "àâäåæçéèêëîïñóôöøœßúùûüÿ",
        "Łódź, Čapek, Győr, Ţară, Atatürk, İnönü",
        "Сталин и Троцкий",
        "αβγ Ω",
        "£5 €5 · 3 × 4 ÷ 2 = 6 ± 1 ½ °C µm ≤ ≥ ≠",
        "soft\u00adhyphen, zero\u200bwidth, two\nlines, a\ttab, a\u00a0firm space",
    ],
)
def test_the_fonts_have(text):
    assert unknown_characters(text) == []


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("漢字", ["漢", "字"]),
        ("字 and 漢 and 字", ["字", "漢"]),
        ("well done 😀", ["😀"]),
        ("مرحبا", ["م", "ر", "ح", "ب", "ا"]),
        ("é is there, \ue000 isn't", ["\ue000"]),
    ],
)
def test_what_no_font_has_is_named_once_in_order(text, unknown):
    assert unknown_characters(text) == unknown


@given(st.text())
def test_every_character_is_known_invisible_or_reported(text):
    for character in text:
        known = character in INVISIBLE or ord(character) in known_characters()
        assert known != (character in unknown_characters(text))


def test_every_face_has_the_letters_and_marks_of_english():
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - only this test looks into a font

    needed = {ord(c) for c in "ABCXYZabcxyz0189.,;:?!()“”‘’–—…"}
    for path in font_files():
        with TTFont(path, lazy=True) as font:
            assert needed <= set(font.getBestCmap()), path.name


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """A cache folder of this test's own, and the environment as it was afterwards."""
    monkeypatch.setenv("FONTCONFIG_FILE", "as it was")
    folder = tmp_path / "a & b"
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    return folder


def configuration():
    return ElementTree.parse(os.environ["FONTCONFIG_FILE"]).getroot()


def test_fontconfig_is_shown_our_folders_and_files_alone(cache):
    use_only_our_fonts()
    found = configuration()
    assert os.environ["FONTCONFIG_FILE"] == str(cache / "packbuilder" / "fonts.conf")
    assert {each.text for each in found.findall("dir")} == {str(path.parent) for path in font_files()}
    assert [each.text for each in found.findall("selectfont/acceptfont/glob")] == [str(path) for path in font_files()]
    assert [each.text for each in found.findall("selectfont/rejectfont/glob")] == ["*"]
    assert [each.text for each in found.findall("cachedir")] == [str(cache / "packbuilder" / "fontconfig")]


def test_the_configuration_is_written_once(cache):
    use_only_our_fonts()
    file = cache / "packbuilder" / "fonts.conf"
    first = file.stat()
    use_only_our_fonts()
    assert file.stat() == first or file.stat().st_ino == first.st_ino
    assert [path.name for path in file.parent.iterdir()] == ["fonts.conf"]


def test_an_old_configuration_is_replaced(cache):
    file = cache / "packbuilder" / "fonts.conf"
    file.parent.mkdir(parents=True)
    file.write_text("<fontconfig><dir>/somewhere/else</dir></fontconfig>")
    use_only_our_fonts()
    assert "/somewhere/else" not in file.read_text()


def test_without_a_cache_folder_a_temporary_one_will_do(cache, tmp_path, monkeypatch):
    cache.write_text("a file where the folder would be")
    monkeypatch.setattr(fonts.tempfile, "tempdir", str(tmp_path))
    use_only_our_fonts()
    assert os.environ["FONTCONFIG_FILE"].startswith(str(tmp_path / "packbuilder-"))
    assert configuration().findall("dir")
