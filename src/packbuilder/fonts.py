"""The fonts on a page: packages pinned by version, and no font of the system.

The typesetter is shown these alone, so a page looks the same on every machine, and a character that none of
them has is found before anything is typeset.
"""

import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

from packbuilder.digests import digest, state_of, unsealed
from packbuilder.memory import keep_sealed
from packbuilder.output import write_all
from packbuilder.places import cache_folder, temporary_folder
from packbuilder.problems import SetupError


@dataclass(frozen=True)
class Package:
    """A package of fonts, as it is imported, and the files that are used of it, from its folder.

    `cuts` are the weights to cut out of a variable font; None takes a static one as it is, but for its lines.
    A package of an `extra` may be missing.
    """

    name: str
    files: tuple[str, ...]
    cuts: tuple[int | None, ...] = ()
    extra: str | None = None


REGULAR_AND_BOLD = (400, 600)
FIRA_LINE = (0.935, 0.265)
"""How far a line of Fira Sans reaches above and below its baseline, in em (its hhea table)."""

PACKAGES = (
    Package(
        "fontpkg_fira_sans",  # Latin, Greek, Cyrillic
        (
            "files/FiraSans-Regular.ttf",
            "files/FiraSans-Italic.ttf",
            "files/FiraSans-SemiBold.ttf",
            "files/FiraSans-SemiBoldItalic.ttf",
        ),
    ),
    Package("fontpkg_kalam", ("files/Kalam-Regular.ttf", "files/Kalam-Bold.ttf")),  # the key's hand
    # A glyph for each letter: a font that draws dots apart reads back as gibberish, aloud and in a search.
    Package(
        "fontpkg_ibm_plex_sans_arabic",
        ("files/IBMPlexSansArabic-Regular.ttf", "files/IBMPlexSansArabic-SemiBold.ttf"),
        (None,),
    ),
    Package("pylopdf_fonts_he", ("NotoSansHebrew-Variable.ttf",), REGULAR_AND_BOLD),
    Package("fontpkg_noto_sans_devanagari", ("files/NotoSansDevanagari[wdth,wght].ttf",), REGULAR_AND_BOLD),
    Package("fontpkg_lexend", ("files/Lexend[wght].ttf",), REGULAR_AND_BOLD),  # for readers with dyslexia
    Package(
        "fontpkg_pt_serif",
        (
            "files/PT_Serif-Web-Regular.ttf",
            "files/PT_Serif-Web-Italic.ttf",
            "files/PT_Serif-Web-Bold.ttf",
            "files/PT_Serif-Web-BoldItalic.ttf",
        ),
    ),
    Package("justmytype_intl_cjk", ("fonts/ofl/notosanssc/NotoSansSC[wght].ttf",), REGULAR_AND_BOLD, extra="chinese"),
    Package("justmytype_intl_cjk", ("fonts/ofl/notosanskr/NotoSansKR[wght].ttf",), REGULAR_AND_BOLD, extra="korean"),
)

# The blocks of Chinese writing and its punctuation, with kana, which the fonts have too, and those of hangul: Unicode
# 17, Blocks.txt.
SCRIPTS = {
    "chinese": (
        range(0x2E80, 0x3130),
        range(0x3190, 0xA000),
        range(0xF900, 0xFB00),
        range(0xFE30, 0xFE50),
        range(0xFF00, 0xFFF0),
        range(0x20000, 0x40000),
    ),
    "korean": (
        range(0x1100, 0x1200),
        range(0x3130, 0x3190),
        range(0xA960, 0xA980),
        range(0xAC00, 0xD800),
    ),
}
"""What an extra is for, as code points."""

# Shaping takes care of these; no font draws them. U+2066 to 2069 isolate a text that runs the other way.
INVISIBLE = {"\n", "\t", "\r", "\u00ad", "\u061c", "\ufe0e", "\ufe0f"}
INVISIBLE |= {chr(point) for point in (*range(0x200B, 0x2010), 0x2060, *range(0x2066, 0x206A))}


def _folder(package: Package) -> Path | None:
    found = find_spec(package.name)
    return Path(found.origin).parent if found and found.origin else None


def _installed() -> Iterator[tuple[Package, Path]]:
    """Each package that is there and its folder; raises ModuleNotFoundError for one that has to be."""
    for package in PACKAGES:
        folder = _folder(package)
        if folder:
            yield package, folder
        elif package.extra is None:
            raise ModuleNotFoundError(package.name, name=package.name)


def missing_extras() -> list[str]:
    """The extras whose fonts aren't installed."""
    return sorted({package.extra for package in PACKAGES if package.extra and _folder(package) is None})


def font_files() -> list[Path]:
    """The files of the packages, variable ones uncut; raises ModuleNotFoundError for a package that isn't installed."""
    return [folder / name for package, folder in _installed() for name in package.files]


def static_files(cuts: Path) -> list[Path]:
    """The files to typeset with. What is cut out of variable fonts stands in the folder `cuts`, and is made once.

    Raises ModuleNotFoundError for a package that isn't installed.
    """
    files = []
    # To ask for each file again is a twentieth of the typesetter's import.
    tools = f"{version('uharfbuzz')} {version('fonttools')}"
    for package, folder in _installed():
        for name in package.files:
            if package.cuts:
                files += [_cut(package, folder / name, weight, cuts, tools) for weight in package.cuts]
            else:
                files.append(folder / name)
    return files


LETTERING = (
    "FiraSans-Regular",
    "IBMPlexSansArabic-Regular-",
    "NotoSansHebrew-400-",
    "NotoSansDevanagari-400-",
    "NotoSansSC-400-",
    "NotoSansKR-400-",
)
"""How the files begin with which names are stamped, in the order in which they are asked for a character."""


@cache
def lettering_files() -> tuple[Path, ...]:
    """The files with which names are stamped. Raises ModuleNotFoundError for a package that isn't installed."""
    files = static_files(cache_folder() / "fonts")
    return tuple(path for begin in LETTERING for path in files if path.name.startswith(begin))


def _cut(package: Package, path: Path, weight: int | None, folder: Path, tools: str) -> Path:
    """One weight of a font; another version of the font, or of the `tools` that cut it, is another file."""
    recipe = f"{package.name} {path.stat().st_size} {tools} {FIRA_LINE}"
    family = path.stem.partition("[")[0].removesuffix("-Variable")
    target = folder / f"{family}-{weight or 0}-{sha256(recipe.encode()).hexdigest()[:12]}.ttf"
    return target if _is_whole(target) else _cut_anew(target, cut_weight(path, weight))


SEALS = ".seals"
"""The folder beside the fonts that were cut which tells what is in them; fontconfig passes over such a name."""


def _is_whole(path: Path) -> bool:
    """Is the font as it was cut? It is read only if something has happened to the file since it was last known to be.

    To read all of them, 34 MB, takes as long as the command line to start.
    """
    known, _, state = (unsealed(path.parent / SEALS / path.name) or b"").decode().partition(" ")
    try:
        now = _state(path)
        if state == now:
            return True
        if not known or digest(path.read_bytes()).hex() != known:
            return False
    except OSError:
        return False
    _seal(path, known, now)
    return True


def _state(path: Path) -> str:
    return " ".join(map(str, state_of(path)))


def _seal(path: Path, known: str, state: str) -> None:
    keep_sealed(path.parent / SEALS, path.name, f"{known} {state}".encode())


def _cut_anew(target: Path, font: bytes) -> Path:
    path = _kept(target, font)
    if path == target:
        _seal(path, digest(font).hex(), _state(path))
    return path


def cut_weight(path: Path, weight: int | None) -> bytes:
    """The static font of the given weight (400 is regular) and of normal width, out of the variable one at `path`.

    Without a weight the font at `path` is static itself.
    Its lines are as tall as those of Fira Sans: whatever the script, a line of text is where it was measured.
    """
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - takes 0.1 s that most commands don't need

    cut = BytesIO(path.read_bytes() if weight is None else _instance(path, weight))
    with TTFont(cut, lazy=True, recalcTimestamp=False, recalcBBoxes=False) as font, BytesIO() as done:
        _set_line(font)
        font.save(done, reorderTables=None)
        return done.getvalue()


def _instance(path: Path, weight: int) -> bytes:
    import uharfbuzz  # noqa: PLC0415 - needed once on each machine

    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(path))
    wanted = uharfbuzz.SubsetInput()
    wanted.keep_everything()
    for axis in face.axis_infos:
        wanted.pin_axis_location(face, axis.tag, weight if axis.tag == "wght" else axis.default_value)
    data: bytes = uharfbuzz.subset(face, wanted).blob.data
    return data


def _set_line(font: Any) -> None:
    ascent, descent = (round(part * font["head"].unitsPerEm) for part in FIRA_LINE)
    line, older = font["hhea"], font["OS/2"]
    line.ascent, line.descent, line.lineGap = ascent, -descent, 0
    older.sTypoAscender, older.sTypoDescender, older.sTypoLineGap = ascent, -descent, 0
    older.usWinAscent, older.usWinDescent = ascent, descent


def _kept(path: Path, content: bytes) -> Path:
    """Where the file was written: at `path`, or in a temporary folder if the disk is full or can't be written."""
    try:
        write_all(path.parent, {path.name: content})
    except SetupError:
        path = temporary_folder() / path.name
        if not path.is_file():
            write_all(path.parent, {path.name: content})
    return path


@cache
def _code_points(path: Path) -> Collection[int]:
    """The code points of the characters that the font at `path` can draw.

    HarfBuzz's set of them takes 6 kB where Python's takes 6 MB, for a Chinese font in each worker, and a thousandth of
    the time that fontTools needs.
    """
    import uharfbuzz  # noqa: PLC0415 - who writes in plain ASCII needs none

    points: Collection[int] = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(path)).unicodes
    return points


def unknown_characters(text: str) -> list[str]:
    """The characters of `text` that no font has, each once, in order."""
    if text.isascii() and text.isprintable():
        return []
    unknown = set(text) - INVISIBLE
    for path in font_files():
        if not unknown:
            break
        points = _code_points(path)
        unknown = {character for character in unknown if ord(character) not in points}
    return [character for character in dict.fromkeys(text) if character in unknown]


def characters_of(family: str) -> frozenset[str]:
    """The characters that a family of our fonts can draw, `PT-Serif` as a PDF names it; none if it isn't ours."""

    def plain(name: str) -> str:
        return "".join(filter(str.isalnum, name)).lower()

    files = [path for path in font_files() if plain(path.stem).startswith(plain(family))]
    return frozenset(chr(point) for path in files for point in _code_points(path))


def script(character: str) -> str:
    """What a character is alike to: its extra, or its letters' script as Unicode names it; itself if it is neither."""
    extra = _extra(character)
    is_letter = unicodedata.category(character)[0] in "LM"
    return extra or (unicodedata.name(character, character).split()[0] if is_letter else character)


def remedy(character: str) -> str:
    """What to do about a character that no font has."""
    extra = _extra(character)
    if extra in missing_extras():
        return f'install the font for it: pip install "packbuilder[{extra}]"'
    return "write it another way"


def _extra(character: str) -> str | None:
    """The extra for the script of a character, whether it is installed or not."""
    blocks = ((extra, block) for extra, ranges in SCRIPTS.items() for block in ranges)
    return next((extra for extra, block in blocks if ord(character) in block), None)
