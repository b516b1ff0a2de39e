"""Names in type: every script is shaped and in the right order, what is too long fits, and bytes don't vary."""

import unicodedata
from io import BytesIO

import pikepdf
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw, ImageFont, features
from reportlab.pdfbase import pdfmetrics
from sets import ABOUT, missing_letters, pictures, texts_of

from packbuilder.class_sets.lettering import SIZE, SMALLEST, Lettering, measure, shortened, visual_runs
from packbuilder.fonts import lettering_files, missing_extras, unknown_characters
from packbuilder.pdf.stream import DrawnSide, Sources, write_stream

LATIN, ARABIC, HEBREW, DEVANAGARI = "Fira", "IBMPlexSansArabic", "Hebrew", "Devanagari"
CHINESE, KOREAN = "NotoSansSC", "NotoSansKR"
needs_chinese = pytest.mark.skipif("chinese" in missing_extras(), reason="the Chinese font isn't installed")
needs_korean = pytest.mark.skipif("korean" in missing_extras(), reason="the Korean font isn't installed")
needs_raqm = pytest.mark.skipif(not features.check("raqm"), reason="Pillow has no shaping here")
NAMES = {
    "Ada Lovelace": LATIN,
    "Zoe\u0308 x\u0323\u0301": LATIN,
    "Łukasz Ağa Ώρα Жук": LATIN,
    "Toffi Affini": LATIN,
    "محمد علي": ARABIC,
    "محمد (علي)": ARABIC,
    "محمد-علي": ARABIC,
    "لا إله": ARABIC,
    "محمد ١٢": ARABIC,
    "نُور": ARABIC,
    "נועה": HEBREW,
    "נוֹעָה": HEBREW,
    "א(ב)ג": HEBREW,
    "हिन्दी नाम": DEVANAGARI,
    "किताबें": DEVANAGARI,
    "नमस्ते श्री": DEVANAGARI,
}
CASES = [(*each, ()) for each in NAMES.items()]
CASES += [
    ("(نور)", ARABIC, ()),
    ("١٢ محمد", ARABIC, ()),
    ("٧ب", ARABIC, ()),
    ("王小明 ，（林）", CHINESE, needs_chinese),
    ("さくら カナ", CHINESE, needs_chinese),
    ("김민수 꿿", KOREAN, needs_korean),
]
FONTS = (LATIN, ARABIC, HEBREW, DEVANAGARI, CHINESE, KOREAN)
SCALE = 10
"""How many times larger than in type texts are looked at."""


def font_of(name):
    return next(path for path in lettering_files() if name in path.name)


def written(path, *texts, lettering=None):
    """A PDF with a page for each of the texts, ten times as large as they are drawn."""
    lettering = lettering or Lettering()
    drawn = [lettering.draw(text) for text in texts]
    place = b"q %d 0 0 %d 50 100 cm %s Q"
    pages = [DrawnSide(each.width * SCALE + 100, 250, place % (SCALE, SCALE, each.operators)) for each in drawn]
    write_stream(path, Sources({}, lettering.pdf), pages, ABOUT)
    return path


def ink(picture):
    """The picture as far as there is ink, black where there is none."""
    return picture.crop(picture.getbbox()).point(lambda grey: 255 * (grey > 127))


def set_by_pillow(text, font):
    """The text as another typesetter sets it, in one font, with the order that FriBidi gives."""
    face = ImageFont.truetype(str(font), round(SIZE * SCALE), layout_engine=ImageFont.Layout.RAQM)
    kept = {"font": face, "features": ["-liga", "-dlig"]}
    picture = Image.new("L", (round(face.getlength(text)) + 200, 400))
    ImageDraw.Draw(picture).text((100, 200), text, fill=255, anchor="ls", **kept)
    return picture


def alike(one, other):
    """How much of the ink of either picture both have, each scaled to the size of the first."""
    one, other = ink(one).convert("1"), ink(other).resize(ink(one).size).convert("1")
    both, either = (mix(one, other).histogram()[255] for mix in (ImageChops.logical_and, ImageChops.logical_or))
    return both / either


@needs_raqm
@pytest.mark.parametrize(
    ("text", "font"), [pytest.param(text, font, marks=marks, id=text) for text, font, marks in CASES]
)
def test_every_script_looks_as_another_typesetter_sets_it(tmp_path, text, font):
    (picture,) = pictures(written(tmp_path / "x.pdf", text), dpi=72)
    ours, theirs = ImageChops.invert(picture), set_by_pillow(text, font_of(font))
    assert ink(ours).width == pytest.approx(ink(theirs).width, rel=0.02)
    assert alike(ours, theirs) > 0.8


@needs_raqm
def test_letters_in_another_order_look_otherwise():
    """The comparison above would notice."""
    for text, other, font in (("محمد علي", "علي محمد", ARABIC), ("किताबें", "किबातें", DEVANAGARI), ("Ada", "Aba", LATIN)):
        pictures_ = (set_by_pillow(each, font_of(font)) for each in (text, other))
        assert alike(*pictures_) < 0.8


def shown_runs(text):
    """The runs from left to right, by the beginnings of their fonts' names."""
    found = []
    for font, run in visual_runs(text):
        found.append((next(name for name in FONTS if name in font), run))
    return found


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("", []),
        ("Ada", [(LATIN, "Ada")]),
        ("O'Neil-Smythe 3rd", [(LATIN, "O'Neil-Smythe 3rd")]),
        ("Ada\u200b\u200e\u00ad Lo", [(LATIN, "Ada Lo")]),
        ("नमस्\u200dते", [(DEVANAGARI, "नमस्\u200dते")]),
        ("محمد علي", [(ARABIC, "محمد علي")]),
        ("נועה محمد", [(ARABIC, "محمد"), (HEBREW, "נועה ")]),
        ("नाम Ada", [(DEVANAGARI, "नाम "), (LATIN, "Ada")]),
        # The first letter decides where a line begins; a part that runs the other way is turned in its place.
        ("Ada נועה", [(LATIN, "Ada "), (HEBREW, "נועה")]),
        ("נועה Ada", [(LATIN, "Ada"), (HEBREW, "נועה ")]),
        ("Ada (נועה)", [(LATIN, "Ada ("), (HEBREW, "נועה"), (LATIN, ")")]),
        ("Ada נועה Bo", [(LATIN, "Ada "), (HEBREW, "נועה"), (LATIN, " Bo")]),
        ("Ada נועה כהן Bo", [(LATIN, "Ada "), (HEBREW, "נועה כהן"), (LATIN, " Bo")]),
        ("محمد Ada علي", [(ARABIC, " علي"), (LATIN, "Ada"), (ARABIC, "محمد ")]),
        ("נועה 12", [(LATIN, "12"), (HEBREW, "נועה ")]),
        # Digits are no letters: they don't decide where a line begins.
        ("12 נועה", [(HEBREW, " נועה"), (LATIN, "12")]),
        ("7أ", [(ARABIC, "أ"), (LATIN, "7")]),
        ("3A", [(LATIN, "3A")]),
        ("Ada נועה 3", [(LATIN, "Ada "), (LATIN, "3"), (HEBREW, "נועה ")]),
    ],
)
def test_parts_of_a_name_lie_in_reading_order(text, runs):
    # A space may be of the font before it or behind it; where it stands is looked at above.
    bare = [(font, run.replace(" ", "")) for font, run in shown_runs(text) if not run.isspace()]
    assert bare == [(font, run.replace(" ", "")) for font, run in runs]
    assert sum(run.count(" ") for _, run in shown_runs(text)) == text.count(" ")


@needs_chinese
def test_several_scripts_stand_on_a_line():
    assert shown_runs("王小明 Ada") == [(CHINESE, "王小明 "), (LATIN, "Ada")]


@needs_korean
def test_a_korean_name_reads_back_beside_others(tmp_path):
    assert shown_runs("김민수 Ada 金") == [(KOREAN, "김민수 "), (LATIN, "Ada "), (CHINESE, "金")]
    assert texts_of(written(tmp_path / "x.pdf", "김민수 Ada", "남궁민")) == ["김민수 Ada", "남궁민"]
    assert missing_letters(tmp_path / "x.pdf") == set()


def test_names_of_all_scripts_read_back(tmp_path):
    """Glyph by glyph, from left to right, as far as a glyph is a letter."""
    names = ["Ada O'Neil-Smythe", "Łukasz Ağa Ώρα Жук", "Zoë", "محمد", "נועה"]
    texts = texts_of(written(tmp_path / "x.pdf", *names))
    assert texts == names
    assert missing_letters(tmp_path / "x.pdf") == set()


@needs_chinese
def test_more_characters_than_one_part_of_a_font_has(tmp_path):
    characters = [character for character in map(chr, range(0x4E00, 0x5200)) if not unknown_characters(character)]
    names = ["".join(characters[start : start + 4]) for start in range(0, 800, 4)]
    assert texts_of(written(tmp_path / "x.pdf", *names)) == names


def test_each_font_stands_in_the_pdf_once():
    lettering = Lettering()
    for name in [*NAMES, *map(str.upper, NAMES)]:
        lettering.draw(name)
    with pikepdf.open(BytesIO(lettering.pdf)) as pdf:
        (page,) = pdf.pages
        fonts = [
            str(font.BaseFont).partition("+")[2] for font in page.obj.Resources.Font.values() if "/ToUnicode" in font
        ]
        assert len(fonts) == len(set(fonts)) == len(set(NAMES.values()))
        files = [each for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and "/FontFile2" in each]
        assert len(files) == len(fonts)
        assert len(lettering.pdf) < 120_000


def test_the_same_names_give_the_same_bytes_whatever_was_lettered_before():
    def lettered(*names):
        lettering = Lettering()
        return [lettering.draw(name) for name in names], lettering.pdf

    def as_in_a_new_process():
        for path in lettering_files():
            if path.stem in pdfmetrics.getRegisteredFontNames():
                pdfmetrics.getFont(path.stem).unregister()

    as_in_a_new_process()
    first = lettered(*NAMES)
    as_in_a_new_process()
    lettered("ظغضذخثتشرقصفعسنملكيطحزوهدجبا", "क्ष त्र ज्ञ", *reversed(NAMES))
    measure("किताबें محمد")
    assert lettered(*NAMES) == first


def test_nothing_is_drawn_behind_the_names():
    """A name that is a part of another, or has marks alone, changes nothing of what others look like."""
    lettering = Lettering()
    alone = {name: lettering.draw(name).width for name in NAMES}
    again = Lettering()
    assert {name: again.draw(name).width for name in reversed(NAMES)} == pytest.approx(alone)
    assert {name: measure(name) for name in NAMES} == pytest.approx(alone)


def test_plain_letters_are_drawn_and_measured_alike(tmp_path):
    lettering = Lettering()
    text = "K7QM-0042-03-79"
    operators = lettering.plain(text, 7)
    assert lettering.plain_width(text, 7) == pytest.approx(lettering.draw(text).width * 7 / SIZE, rel=0.03)
    write_stream(tmp_path / "x.pdf", Sources({}, lettering.pdf), [DrawnSide(200, 20, operators)], ABOUT)
    assert texts_of(tmp_path / "x.pdf") == [text]


@pytest.mark.parametrize("text", ["Ada Lovelace", "محمد علي", "किताबें किताबें", "x\u0323\u0301" * 9])
def test_what_is_too_long_gets_smaller_then_shorter(text):
    lettering = Lettering()
    whole = lettering.draw(text)
    full = 12 / SIZE
    natural = whole.width * full
    assert lettering.fitted(text, natural + 1, 12) == (whole, full)
    drawn, scale = lettering.fitted(text, natural * 0.8, 12)
    assert drawn == whole
    assert scale == pytest.approx(full * 0.8)
    drawn, scale = lettering.fitted(text, natural * 0.5, 12)
    assert drawn == lettering.draw(shortened(text, natural * 0.5 / full / SMALLEST))
    assert drawn != whole
    assert full * SMALLEST <= scale + 1e-9
    assert drawn.width * scale <= natural * 0.5 + 1e-6
    assert (whole.text, drawn.text) == (text, shortened(text, natural * 0.5 / full / SMALLEST))
    assert lettering.fitted(text, natural * 0.5, 12, 0.5) == (whole, pytest.approx(full * 0.5))


def test_nothing_is_as_large_as_asked_for():
    lettering = Lettering()
    assert lettering.fitted("", 10, 12)[1] == pytest.approx(1.2)
    assert lettering.fitted("\u200b", 10, 12)[0].width == 0


SCRIPTS = st.sampled_from(
    [
        "abcdefghijklmnopqrstuvwxyzÄÖÜŁéß'- .",
        "абвгдежзиклмнопрстуфхцчшщ ",
        "ابتثجحخدذرزسشصضطظعغفقكلمنهوي ",
        "אבגדהוזחטיכלמנסעפצקרשת ",
        "कखगघचछजझटठडढतथदधनपफबभमयरलवशषसहािीुूेैोौंः़् ",
        "e\u0301\u0302\u0323\u0308o\u0327",
        "0123456789()/",
    ]
)
TEXTS = st.lists(SCRIPTS.flatmap(lambda signs: st.text(signs, min_size=1, max_size=12)), min_size=1, max_size=5).map(
    "".join
)
SHARED = Lettering()


@pytest.mark.parametrize("text", ["Ada Lovelace" * 4, "t" * 300, "aא" * 150])
def test_what_is_too_long_is_shortened_once_for_all_who_share_it(text, monkeypatch):
    lettering = Lettering()
    first = lettering.fitted(text, 100, 12)
    monkeypatch.setattr("packbuilder.class_sets.lettering.visual_runs", None)
    assert lettering.fitted(text, 100, 12) == first


@settings(max_examples=150)
@given(TEXTS, st.floats(15, 200), st.sampled_from([9.0, 11.4, 40.0]))
@example("किताबें", 25.0, 11.4)
@example("e\u0301" * 60, 25.0, 11.4)
def test_a_text_is_never_wider_than_its_room(text, width, size):
    assume(not unknown_characters(text))
    drawn, scale = SHARED.fitted(text, width, size)
    assert drawn.width * scale <= width + 1e-6
    assert scale <= size / SIZE + 1e-9
    # Nothing is lost of a text that fits in small.
    assert drawn == SHARED.draw(text) or measure(text) * size / SIZE * SMALLEST > width


@settings(max_examples=150)
@given(TEXTS, st.floats(10, 200))
@example("किताबें", 40.0)
@example("हिन्दी नाम", 14.0)
@example("e\u0301" * 60, 40.0)
def test_marks_stay_with_their_letters(text, width):
    assume(not unknown_characters(text))
    short = shortened(text, width)
    assert short.endswith("…")
    kept = short.removesuffix("…")
    assert text.startswith(kept)
    rest = text[len(kept) :].lstrip(" ")
    # What is cut off begins with a letter, not with what belongs to the letter before (Unicode 17, chapter 4.5).
    assert not kept or not rest or unicodedata.category(rest[0])[0] != "M"
    assert measure(short) <= width or kept == ""
