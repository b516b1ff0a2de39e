"""What the glyphs of a PDF's fonts say: every glyph stands for a text (ISO 14289-1, 7.21.7)."""

import re

from pikepdf import Dictionary, Name, Pdf

NOTHING = re.compile(rb"<([0-9A-Fa-f]+)>(\s*)<>")
JOINER = b"034F"
"""COMBINING GRAPHEME JOINER: a mark that isn't seen and parts no word, so a text is still found by a search."""


def name_glyphs(target: Pdf) -> None:
    """Lets the glyphs that stand for nothing say that they belong to the one before.

    Where several glyphs draw one letter with its marks, as in Hebrew with points and in Devanagari, the typesetter
    says the whole of it with the first one and nothing with the others.
    """
    for each in target.objects:
        if isinstance(each, Dictionary) and each.get("/Type") == Name.Font and "/ToUnicode" in each:
            table = each.ToUnicode.read_bytes()
            named = NOTHING.sub(rb"<\1>\2<" + JOINER + b">", table)
            if named != table:
                each.ToUnicode.write(named)
