"""The fonts on a page: packages pinned by version, and no font of the system.

The typesetter is shown these alone, so a page looks the same on every machine, and a character that none of
them has is found before anything is typeset.
"""

import os
import tempfile
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from xml.sax.saxutils import escape

from packbuilder.output import write_all

FACES = {
    "fontpkg_fira_sans": (
        "FiraSans-Regular.ttf",
        "FiraSans-Italic.ttf",
        "FiraSans-SemiBold.ttf",
        "FiraSans-SemiBoldItalic.ttf",
    ),
    "fontpkg_kalam": ("Kalam-Regular.ttf", "Kalam-Bold.ttf"),
}
"""The files used of each package. Static fonts: cutting an instance out of a variable one takes 0.2 s a face."""

# Shaping takes care of these; no font draws them.
INVISIBLE = {"\n", "\t", "\r", "\u00ad", "\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\ufe0e", "\ufe0f"}


def font_files() -> list[Path]:
    """The font files; raises ModuleNotFoundError for a package that isn't installed."""
    files = []
    for package, names in FACES.items():
        found = find_spec(package)
        if found is None or found.origin is None:
            raise ModuleNotFoundError(package)
        files += [Path(found.origin).parent / "files" / name for name in names]
    return files


def use_only_our_fonts() -> None:
    """Points fontconfig at our fonts. Call it before the typesetter is imported."""
    cache_folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "packbuilder"
    try:
        cache_folder.mkdir(parents=True, exist_ok=True)
        writable = os.access(cache_folder, os.W_OK)
    except OSError:
        writable = False
    folder = cache_folder if writable else Path(tempfile.mkdtemp(prefix="packbuilder-"))
    listed = font_files()
    folders = "".join(f"<dir>{escape(str(path))}</dir>" for path in sorted({path.parent for path in listed}))
    faces = "".join(f"<glob>{escape(str(path))}</glob>" for path in listed)
    text = (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
        f"<fontconfig>{folders}<selectfont><acceptfont>{faces}</acceptfont><rejectfont><glob>*</glob></rejectfont>"
        f"</selectfont><cachedir>{escape(str(folder / 'fontconfig'))}</cachedir></fontconfig>"
    )
    target = folder / "fonts.conf"
    if not target.is_file() or target.read_text("utf-8") != text:
        write_all(folder, {target.name: text.encode()})
    os.environ["FONTCONFIG_FILE"] = str(target)


@cache
def known_characters() -> frozenset[int]:
    """The code points that the fonts can draw."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - takes 0.1 s that most commands don't need

    points: set[int] = set()
    for path in font_files():
        with TTFont(path, lazy=True) as font:
            points |= set(font.getBestCmap())
    return frozenset(points)


def unknown_characters(text: str) -> list[str]:
    """The characters of `text` that no font has, each once, in order."""
    if text.isascii() and text.isprintable():
        return []
    return [c for c in dict.fromkeys(text) if c not in INVISIBLE and ord(c) not in known_characters()]
