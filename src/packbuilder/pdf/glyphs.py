"""What the glyphs of a PDF's fonts say: every glyph stands for a text (ISO 14289-1, 7.21.7)."""

import re
import unicodedata
from functools import cache

from pikepdf import Dictionary, Name, Pdf

NOTHING = re.compile(rb"<([0-9A-Fa-f]+)>(\s*)<>")
JOINER = b"034F"
"""COMBINING GRAPHEME JOINER: a mark that isn't seen and parts no word, so a text is still found by a search."""


JOINED = re.compile(rb"<((?:06[0-9A-F]{2}){2,3})>", re.IGNORECASE)
"""Several letters of Arabic, as UTF-16 in hexadecimal."""


@cache
def _joined() -> dict[str, str]:
    """The characters for joined letters of Arabic (Unicode, Arabic Presentation Forms), by the letters.

    The last of them that is found is the plainest: that of letters that join no others.
    """
    found: dict[str, str] = {}
    for how in ("<final>", "<isolated>"):
        for code in (*range(0xFB50, 0xFDFE), *range(0xFE70, 0xFEFD)):
            kind, *letters = unicodedata.decomposition(chr(code)).split() or [""]
            if kind == how and len(letters) > 1:
                found["".join(chr(int(letter, 16)) for letter in letters)] = chr(code)
    return found


def _as_one(match: re.Match[bytes]) -> bytes:
    form = _joined().get(bytes.fromhex(match[1].decode()).decode("utf-16-be"))
    return b"<%04X>" % ord(form) if form else match[0]


def name_glyphs(target: Pdf) -> None:
    """Lets the glyphs that stand for nothing say that they belong to the one before.

    Where several glyphs draw one letter with its marks, as in Hebrew with points and in Devanagari, the typesetter
    says the whole of it with the first one and nothing with the others. Where one glyph draws several letters of
    Arabic, there is a character for it, and programs that put such lines in order leave its letters as they are.
    """
    for each in target.objects:
        if isinstance(each, Dictionary) and each.get("/Type") == Name.Font and "/ToUnicode" in each:
            table = each.ToUnicode.read_bytes()
            named = JOINED.sub(_as_one, NOTHING.sub(rb"<\1>\2<" + JOINER + b">", table))
            if named != table:
                each.ToUnicode.write(named)
