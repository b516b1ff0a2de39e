"""The font for what is typed into a form: one simple font with all characters of a Windows code page.

A viewer writes with the font that a field names. It copes best with the plainest kind, a TrueType font of one
byte a character (ISO 32000-1, 9.6.6). What that lacks, such as Arabic or Chinese, comes from the viewer's own fonts;
Chrome takes all but western letters from there.
"""

from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from pikepdf import Array, Dictionary, Name, Pdf

CODE_PAGES = {
    "cp1250": ("cs", "hr", "hu", "pl", "ro", "sk", "sl", "sq"),
    "cp1251": ("be", "bg", "mk", "ru", "sr", "uk"),
    "cp1253": ("el",),
    "cp1254": ("az", "tr"),
    "cp1257": ("et", "lt", "lv"),
}
"""The languages (BCP 47) of each code page; all others write with WESTERN."""
WESTERN = "cp1252"
CODES = range(32, 256)
NONSYMBOLIC = 1 << 5
"""A flag of the font's descriptor (ISO 32000-1, table 123)."""


@dataclass(frozen=True)
class Typeface:
    """A TrueType font cut down to a code page. Widths (of CODES) and heights in thousandths of the size.

    `names` are the names of the characters by code, where they differ from the western code page.
    """

    name: str
    data: bytes
    widths: tuple[int, ...]
    box: tuple[int, int, int, int]
    ascent: int
    descent: int
    capitals: int
    names: tuple[tuple[int, str], ...]


def code_page(language: str) -> str:
    """The code page with which `language` (BCP 47) is written."""
    primary = language.partition("-")[0].lower()
    return next((page for page, languages in CODE_PAGES.items() if primary in languages), WESTERN)


@cache
def typeface(font: Path, page: str) -> Typeface:
    """The font at `font`, cut down to the characters of the code page. It is whole in itself, so its name is new."""
    from fontTools.subset import Options, Subsetter  # noqa: PLC0415 - only forms need it
    from fontTools.ttLib import TTFont  # noqa: PLC0415

    characters = {code: _character(code, page) for code in CODES}
    with TTFont(font, recalcTimestamp=False) as full:
        name = f"{full['name'].getDebugName(6)}-{page}"
        options = Options(layout_features=[], hinting=False, notdef_outline=True, name_IDs=[], drop_tables=["DSIG"])
        cutter = Subsetter(options)
        cutter.populate(unicodes=[ord(character) for character in characters.values()])
        cutter.subset(full)
        scale = 1000 / full["head"].unitsPerEm
        glyphs, advances = full.getBestCmap(), full["hmtx"].metrics
        lacking = advances[".notdef"]
        head, line = full["head"], full["OS/2"]
        out = BytesIO()
        full.save(out)
        return Typeface(
            name=name,
            data=out.getvalue(),
            widths=tuple(
                round(advances.get(glyphs.get(ord(character)), lacking)[0] * scale) for character in characters.values()
            ),
            box=(
                round(head.xMin * scale),
                round(head.yMin * scale),
                round(head.xMax * scale),
                round(head.yMax * scale),
            ),
            ascent=round(full["hhea"].ascent * scale),
            descent=round(full["hhea"].descent * scale),
            capitals=round(getattr(line, "sCapHeight", full["hhea"].ascent) * scale),
            names=_differences(characters),
        )


def _character(code: int, page: str) -> str:
    """The character of a code; codes without one stand for the bullet (ISO 32000-1, annex D.2, note 3)."""
    try:
        return bytes([code]).decode(page)
    except UnicodeDecodeError:
        return "•"


def _differences(characters: dict[int, str]) -> tuple[tuple[int, str], ...]:
    """The names, out of the Adobe Glyph List, of the characters that aren't those of the western code page."""
    from fontTools.agl import LEGACY_AGL2UV  # noqa: PLC0415

    names: dict[int, str] = {}
    # Of several names the old numbers of Cyrillic letters are the ones that fonts and viewers have used most.
    for name, points in sorted(LEGACY_AGL2UV.items(), key=lambda item: not item[0].startswith("afii")):
        if len(points) == 1:
            names.setdefault(points[0], name)
    return tuple((code, names[ord(c)]) for code, c in characters.items() if c != _character(code, WESTERN))


def embed(pdf: Pdf, face: Typeface) -> Dictionary:
    """The typeface as a font of `pdf`."""
    file = pdf.make_stream(face.data)
    file.Length1 = len(face.data)
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name(f"/{face.name}"),
        Flags=NONSYMBOLIC,
        FontBBox=Array(face.box),
        ItalicAngle=0,
        Ascent=face.ascent,
        Descent=face.descent,
        CapHeight=face.capitals,
        StemV=80,
        FontFile2=file,
    )
    encoding: Name | Dictionary = Name.WinAnsiEncoding
    if face.names:
        differences = Array([part for code, name in face.names for part in (code, Name(f"/{name}"))])
        encoding = Dictionary(Type=Name.Encoding, BaseEncoding=Name.WinAnsiEncoding, Differences=differences)
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.TrueType,
        BaseFont=Name(f"/{face.name}"),
        FirstChar=CODES[0],
        LastChar=CODES[-1],
        Widths=Array(face.widths),
        FontDescriptor=pdf.make_indirect(descriptor),
        Encoding=encoding,
    )
    return pdf.make_indirect(font)
