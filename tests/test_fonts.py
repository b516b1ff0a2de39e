"""Fonts: only ours, on every machine, and what they can't draw is known beforehand."""

import os
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from packbuilder import fonts
from packbuilder.fonts import (
    FIRA_LINE,
    INVISIBLE,
    PACKAGES,
    SCRIPTS,
    SEALS,
    Package,
    characters_of,
    cut_weight,
    font_files,
    missing_extras,
    remedy,
    script,
    static_files,
    unknown_characters,
)
from packbuilder.parse import parse_worksheet
from packbuilder.problems import SpecError

ALWAYS = tuple(package for package in PACKAGES if package.extra is None)
VARIABLE = [path for path in font_files() if path.name.endswith(("].ttf", "-Variable.ttf"))]
SMALL = [path for path in VARIABLE if path.stat().st_size < 1_000_000]


def test_every_face_is_a_file_of_an_installed_package():
    files = font_files()
    assert [path.name for path in files] == [name.rpartition("/")[2] for package in PACKAGES for name in package.files]
    assert all(path.is_file() for path in files)


def test_a_font_is_cut_if_and_only_if_it_is_variable():
    for path in font_files():
        with TTFont(path, lazy=True) as font:
            assert ("fvar" in font) == (path in VARIABLE), path.name
    cut = {name.rpartition("/")[2] for package in PACKAGES if any(package.cuts) for name in package.files}
    assert cut == {path.name for path in VARIABLE}


@pytest.fixture
def without(monkeypatch):
    """A machine on which a package isn't installed, wherever it is in the list."""

    def take_away(extra=None):
        gone = Package("fontpkg_gone", ("Gone.ttf",), extra=extra)
        monkeypatch.setattr(fonts, "PACKAGES", (*ALWAYS, gone))

    return take_away


def test_a_package_that_is_not_installed_is_named(without):
    without()
    with pytest.raises(ModuleNotFoundError, match="fontpkg_gone"):
        font_files()


def test_a_package_of_an_extra_may_be_missing(without, tmp_path):
    assert missing_extras() == []
    without("chinese")
    assert missing_extras() == ["chinese"]
    assert {"NotoSansSC[wght].ttf", "NotoSansKR[wght].ttf"}.isdisjoint(path.name for path in font_files())
    assert all(path.is_file() for path in static_files(tmp_path))


def test_every_extra_has_its_script():
    assert set(SCRIPTS) == {package.extra for package in PACKAGES if package.extra}


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
        "أكمل الخريطة الذهنية، ثم اذكر الأدلّة؟ «بغداد» پچ ٠١٢٣",
        "השלימו את תרשים הזרימה, שָׁלוֹם — ש״ס ג׳",
        "जल चक्र का चित्र पूरा करो। ०१२३",
        "물의 순환을 설명하시오. 꿿 ㅋㅎ \u1112\u1161\u11ab ꥠ ힰ",
        "完成思维导图，写出证据。《水的循环》：“蒸发”……（续）々 漢字 かな",
        "ὕδωρ Ἀθῆναι",
        "£5 €5 · 3 × 4 ÷ 2 = 6 ± 1 ½ °C µm ≤ ≥ ≠",
        "soft\u00adhyphen, zero\u200bwidth, two\nlines, a\ttab, a\u00a0firm space",
    ],
)
def test_the_fonts_have(text):
    assert unknown_characters(text) == []


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("ሀለ", ["ሀ", "ለ"]),
        ("ለ and ሀ and ለ", ["ለ", "ሀ"]),
        ("well done 😀", ["😀"]),
        ("ក 中 א", ["ក"]),
        ("é is there, \ue000 isn't", ["\ue000"]),
    ],
)
def test_what_no_font_has_is_named_once_in_order(text, unknown):
    assert unknown_characters(text) == unknown


@given(st.text())
def test_every_character_is_invisible_or_in_a_font_or_reported(text):
    reported = unknown_characters(text)
    assert reported == [c for c in dict.fromkeys(text) if c in reported]
    for character in set(text):
        known = character in INVISIBLE or any(ord(character) in fonts._code_points(path) for path in font_files())
        assert known != (character in reported)


def test_large_fonts_stay_shut_while_small_ones_have_everything(monkeypatch):
    opened = []
    real = fonts._code_points
    monkeypatch.setattr(fonts, "_code_points", lambda path: opened.append(path.name) or real(path))
    assert unknown_characters("Łódź, Київ, Ἀθῆναι") == []
    assert opened == ["FiraSans-Regular.ttf"]


@pytest.mark.parametrize(
    ("family", "has", "lacks"),
    [
        ("Fira-Sans", "a→α⁻я", "א"),
        ("Lexend", "aé²", "→α⁻"),
        ("PT-Serif", "aя", "א"),
        ("Noto-Sans-Hebrew", "א", "я"),
        ("Comic", "", "a"),
    ],
)
def test_a_family_has_its_characters(family, has, lacks):
    assert characters_of(family) >= set(has)
    assert characters_of(family).isdisjoint(lacks)


@pytest.mark.parametrize(
    ("character", "extra"),
    [("한", "korean"), ("\u1112", "korean"), ("ㅎ", "korean"), ("ꥠ", "korean"), ("ힰ", "korean"), ("中", "chinese")],
)
def test_each_extra_is_named_for_its_script(without, character, extra):
    without(extra)
    assert remedy(character) == f'install the font for it: pip install "packbuilder[{extra}]"'


@pytest.mark.parametrize(
    ("character", "installed", "missing"),
    [
        ("中", "write it another way", 'install the font for it: pip install "packbuilder[chinese]"'),
        ("。", "write it another way", 'install the font for it: pip install "packbuilder[chinese]"'),
        ("\U00020000", "write it another way", 'install the font for it: pip install "packbuilder[chinese]"'),
        ("ሀ", "write it another way", "write it another way"),
        ("😀", "write it another way", "write it another way"),
    ],
)
def test_the_remedy_is_the_extra_that_helps(without, character, installed, missing):
    assert remedy(character) == installed
    without("chinese")
    assert remedy(character) == missing


@pytest.mark.parametrize(
    ("characters", "name"),
    [
        ("中漢。，かカ", "chinese"),
        ("한ㅎ\u1112ꥠힰ", "korean"),
        ("ሀለ", "ETHIOPIC"),
        ("กา่", "THAI"),
        ("😀", "😀"),
        ("→", "→"),
        ("\ue000", "\ue000"),
        ("๑", "๑"),
    ],
)
def test_letters_are_told_apart_by_their_scripts(characters, name):
    assert {script(character) for character in characters} == {name}


WORKSHEET = "title: {}\nactivities:\n  - kind: writing\n    prompt: {}\n    open: true\n"
CHINESE = (
    'x.yaml:1:8: no font has the character "水" (U+6C34, CJK UNIFIED IDEOGRAPH-6C34), and 3 more like it; '
    'install the font for it: pip install "packbuilder[chinese]"'
)
THAI = 'x.yaml:4:13: no font has the character "น" (U+0E19, THAI CHARACTER NO NU), and 1 more like it; '


def test_hundreds_of_characters_of_a_script_are_one_problem(without, tmp_path):
    without("chinese")
    path = tmp_path / "x.yaml"
    path.write_text(WORKSHEET.format("水水的循水。", "循的น้น 😀 😀"), "utf-8")
    with pytest.raises(SpecError) as error:
        parse_worksheet(path)
    told = [str(problem).removeprefix(f"{tmp_path}/") for problem in error.value.problems]
    assert told == [
        CHINESE,
        THAI + "write it another way",
        'x.yaml:4:13: no font has the character "😀" (U+1F600, GRINNING FACE); write it another way',
    ]


def test_every_face_for_english_has_its_letters_and_marks():
    needed = set(map(ord, "ABCXYZabcxyz0189.,;:?!()“”‘’–—…"))
    other_scripts = ("Arabic", "Hebrew", "Devanagari")
    for path in font_files():
        if not any(each in path.name for each in other_scripts):
            assert needed.issubset(fonts._code_points(path)), path.name


# --- cutting static fonts out of variable ones --------------------------------------------------------------


@pytest.mark.parametrize("path", SMALL, ids=lambda path: path.name)
@pytest.mark.parametrize("weight", [400, 600])
def test_a_cut_is_the_weight_that_was_asked_for_and_nothing_else_changes(path, weight, tmp_path):
    cut = tmp_path / "cut.ttf"
    cut.write_bytes(cut_weight(path, weight))
    with TTFont(cut) as font, TTFont(path) as variable:
        assert font["OS/2"].usWeightClass == weight
        assert font.getBestCmap().keys() == variable.getBestCmap().keys()
        assert font["head"].unitsPerEm == variable["head"].unitsPerEm
        assert font["head"].modified == variable["head"].modified
        assert {"GSUB", "GPOS", "glyf"} <= set(font.keys())
        assert "fvar" not in font


def line_of(path):
    """How far a line reaches above and below its baseline, in em, as each of the tables has it."""
    with TTFont(path) as font:
        em, line, older = font["head"].unitsPerEm, font["hhea"], font["OS/2"]
        return {
            (line.ascent / em, -line.descent / em, line.lineGap),
            (older.sTypoAscender / em, -older.sTypoDescender / em, older.sTypoLineGap),
            (older.usWinAscent / em, older.usWinDescent / em, 0),
        }


@pytest.mark.parametrize("path", SMALL, ids=lambda path: path.name)
def test_a_cut_has_the_lines_of_fira_sans(path, tmp_path):
    """Where two fonts with other lines meet, a line would be taller than it was measured."""
    (tmp_path / "cut.ttf").write_bytes(cut_weight(path, 400))
    fira = {tuple(line_of(each)) for each in font_files() if "FiraSans" in each.name}
    assert fira == {((*FIRA_LINE, 0),)}
    assert line_of(tmp_path / "cut.ttf") == {(*FIRA_LINE, 0)}


@pytest.mark.parametrize("path", SMALL, ids=lambda path: path.name)
def test_a_cut_is_alike_each_time_and_bold_is_not_regular(path):
    regular, again, bold = cut_weight(path, 400), cut_weight(path, 400), cut_weight(path, 600)
    assert regular == again
    assert regular != bold


def test_bold_is_bolder(tmp_path):
    """The letter l of Lexend is a bar."""
    (path,) = (path for path in VARIABLE if "Lexend" in path.name)
    bars = {}
    for weight in (400, 600):
        (tmp_path / "cut.ttf").write_bytes(cut_weight(path, weight))
        with TTFont(tmp_path / "cut.ttf") as font:
            letter = font["glyf"][font.getBestCmap()[ord("l")]]
            bars[weight] = letter.xMax - letter.xMin
    assert bars[600] > 1.2 * bars[400]


@pytest.fixture
def few(monkeypatch):
    """Fonts without the large ones, which would be cut again in every test."""
    monkeypatch.setattr(fonts, "PACKAGES", ALWAYS)


@pytest.mark.usefixtures("few")
def test_fonts_are_cut_once(tmp_path):
    files = static_files(tmp_path)
    made = {path: path.stat().st_ino for path in tmp_path.glob("*.ttf")}
    assert set(made) == {path for path in files if path.parent == tmp_path}
    assert len(made) == 2 * len([package for package in fonts.PACKAGES if package.cuts])
    assert not any("[" in str(path) for path in files)  # fontconfig would read a pattern
    assert static_files(tmp_path) == files
    assert {path: path.stat().st_ino for path in tmp_path.glob("*.ttf")} == made


@pytest.mark.usefixtures("few")
def test_several_may_cut_at_once(tmp_path):
    def contents(paths):
        return {path.name: sha256(path.read_bytes()).hexdigest() for path in paths}

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: contents(static_files(tmp_path)), range(4)))
    assert found == [found[0]] * 4
    assert {path.name for path in tmp_path.iterdir() if path.suffix != ".ttf"} == {SEALS}


def flip(path):
    """Damage that nobody sees by the file's size and time."""
    state, data = path.stat(), bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))


def change_places(path):
    one, other = sorted(path.parent.glob("*.ttf"))[:2]
    one.rename(path.parent / "between")
    other.rename(one)
    (path.parent / "between").rename(other)


DAMAGES = {
    "a bit": flip,
    "half": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "empty": lambda path: path.write_bytes(b""),
    "gone": lambda path: path.unlink(),
    "in the place of another one": change_places,
    "without its seal": lambda path: (path.parent / SEALS / path.name).unlink(),
    "with another seal": lambda path: (path.parent / SEALS / path.name).write_bytes(b"\xff"),
}


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_font_that_is_damaged_is_cut_anew(damage, tmp_path):
    def contents():
        return {path.name: path.read_bytes() for path in static_files(tmp_path)}

    first = contents()
    DAMAGES[damage](next(path for path in static_files(tmp_path) if path.parent == tmp_path))
    assert contents() == first


@pytest.mark.usefixtures("few")
def test_a_font_is_read_again_only_if_something_has_happened_to_it(tmp_path, monkeypatch):
    files = static_files(tmp_path)
    monkeypatch.setattr(fonts, "cut_weight", None)
    for path in tmp_path.glob("*.ttf"):
        os.utime(path)
    assert static_files(tmp_path) == files
    monkeypatch.setattr(fonts, "digest", None)
    assert static_files(tmp_path) == files


@pytest.mark.usefixtures("few")
def test_another_version_of_a_font_is_another_file(tmp_path, monkeypatch):
    before = set(static_files(tmp_path))
    monkeypatch.setattr(fonts, "version", lambda _: "0.0")
    assert len(set(static_files(tmp_path)) - before) == len([path for path in before if path.parent == tmp_path])
