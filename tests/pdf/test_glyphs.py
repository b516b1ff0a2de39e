"""Every glyph of a PDF stands for a text."""

import re
import unicodedata
from io import BytesIO
from shutil import which
from subprocess import run

import page as accessibility
import pikepdf
import pytest

from packbuilder.seen import letters
from packbuilder.typeset import Typeset
from pdfs import text_of, whole_of


def set_in(folder, text):
    """A PDF with this text, as the typesetter writes it."""
    html = f"<html lang='he'><head><title>T</title></head><body><h1>T</h1><p>{text}</p>"
    return Typeset(html, folder).pdf()


def tables(pdf):
    """What the glyphs of each font stand for."""
    with pikepdf.open(BytesIO(pdf)) as document:
        fonts = [each for each in document.objects if isinstance(each, pikepdf.Dictionary) and "/ToUnicode" in each]
        return [font.ToUnicode.read_bytes() for font in fonts]


@pytest.mark.parametrize("text", ["שָׁלוֹם", "क्षत्रिय"])
def test_a_letter_drawn_with_several_glyphs_leaves_none_without_a_text(tmp_path, text):
    part = set_in(tmp_path, text)
    assert any(b"<>" in table for table in tables(part))  # otherwise there is nothing left to mend
    whole = whole_of([part], "T", "he")
    assert not any(b"<>" in table for table in tables(whole))
    assert accessibility.validate_pdf_bytes(whole, profile="ua1").failures == []
    read = "".join(letter.text for letter in letters(whole)).replace("\u034f", "")
    assert sorted(re.sub(r"\s", "", read)) == sorted(f"T{text}")


ARABIC = "السلاجقة في بغداد إلى الشرق الآن لأن"


def test_a_glyph_for_several_arabic_letters_is_read_in_their_order_by_programs_that_turn_lines_around(tmp_path):
    part = set_in(tmp_path, ARABIC)
    assert ARABIC not in text_of(part)  # otherwise there is nothing left to mend
    assert ARABIC in text_of(whole_of([part], "T", "ar"))


@pytest.mark.skipif(which("pdftotext") is None, reason="needs Poppler's pdftotext")
def test_a_glyph_for_several_arabic_letters_is_one_character_to_those_that_keep_it(tmp_path):
    (tmp_path / "x.pdf").write_bytes(whole_of([set_in(tmp_path, ARABIC)], "T", "ar"))
    found = run(["pdftotext", tmp_path / "x.pdf", "-"], capture_output=True, encoding="utf-8", check=True).stdout
    assert ARABIC in unicodedata.normalize("NFKC", found)


def test_a_font_whose_glyphs_all_say_something_stays_as_it_is(tmp_path):
    part = set_in(tmp_path, "Łódź, Волга")
    assert tables(whole_of([part], "T", "pl")) == tables(part)
