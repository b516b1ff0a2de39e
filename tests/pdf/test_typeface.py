"""The font for what is typed: every character of a code page, at the place that its code says."""

from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from fontTools.ttLib import TTFont

from packbuilder.pdf.forms import typing_font
from packbuilder.pdf.typeface import CODES, code_page, embed, typeface


@pytest.mark.parametrize(
    ("language", "page"),
    [
        ("en-GB", "cp1252"),
        ("fr", "cp1252"),
        ("pl", "cp1250"),
        ("PL-pl", "cp1250"),
        ("ru", "cp1251"),
        ("el", "cp1253"),
        ("ar", "cp1252"),
        ("zh-Hans", "cp1252"),
    ],
)
def test_a_language_has_a_code_page(language, page):
    assert code_page(language) == page


@pytest.mark.parametrize(
    ("page", "letters"),
    [("cp1252", "aÄéœ€’…"), ("cp1250", "złŁżčř„”"), ("cp1251", "яЖёЁіЇ№"), ("cp1253", "αΩώΪ"), ("cp1254", "ğİşı")],
)
def test_letters_of_the_code_page_are_in_the_font_with_their_width_and_name(page, letters):
    face = typeface(typing_font(), page)
    with TTFont(BytesIO(face.data)) as font, TTFont(typing_font()) as full:
        assert font["head"].modified == full["head"].modified  # the same bytes whatever the day
        glyphs, names = font.getBestCmap(), dict(face.names)
        for letter in letters:
            (code,) = letter.encode(page)
            advance = full["hmtx"][full.getBestCmap()[ord(letter)]][0] * 1000 / full["head"].unitsPerEm
            assert font["hmtx"][glyphs[ord(letter)]][0] == full["hmtx"][full.getBestCmap()[ord(letter)]][0]
            assert face.widths[code - CODES[0]] == pytest.approx(advance, abs=0.5)
            assert (code in names) == (bytes([code]).decode("cp1252", "replace") != letter)


def shown(page, text):
    """What a viewer reads on a page that says `text` in the code page's font, and whether it draws anything."""
    out = BytesIO()
    with pikepdf.new() as pdf:
        sheet = pdf.add_blank_page(page_size=(400, 40))
        sheet.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=embed(pdf, typeface(typing_font(), page))))
        sheet.Contents = pdf.make_stream(b"BT /F 20 Tf 10 10 Td <%s> Tj ET" % text.encode(page).hex().encode())
        pdf.save(out)
    sheet = pypdfium2.PdfDocument(out.getvalue())[0]
    return sheet.get_textpage().get_text_range(), sheet.render(grayscale=True).to_pil().getextrema()[0]


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("cp1252", "Größe: “déjà vu” – œuvre"),
        ("cp1250", "Źródło: „łąka” – žluť, ő"),
        ("cp1251", "Объём подъезда № 1 – Їжак"),
        ("cp1253", "Ώρα μηδέν – ϊ"),
        ("cp1254", "Işık, ğ, İstanbul"),
        ("cp1257", "Žąsis, šķēle"),
    ],
)
def test_a_viewer_reads_and_draws_what_is_typed(page, text):
    assert shown(page, text) == (text, 0)


def test_the_font_is_small_and_the_same_each_time():
    first = typeface(typing_font(), "cp1252")
    typeface.cache_clear()
    assert typeface(typing_font(), "cp1252") == first
    assert len(first.data) < 30_000
