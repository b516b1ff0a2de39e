"""What is stamped on the pages: codes that a copier's scan keeps, names in their lines, and names nowhere else."""

from dataclasses import replace
from types import SimpleNamespace

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageChops
from sets import (
    A3,
    A4,
    ARABIC,
    LANDSCAPE,
    MAP,
    codes_in,
    contents,
    on_paper,
    only_pages,
    pages_of,
    pictures,
    quiet,
    shown,
    sides,
    texts_of,
    typeset,
    worksheet,
    write_pack,
)
from zxingcpp import BarcodeFormat

from packbuilder.build import make
from packbuilder.class_sets.codes import Code, read_code
from packbuilder.class_sets.copies import Copy, Variant, plan
from packbuilder.class_sets.lettering import SIZE, Lettering
from packbuilder.class_sets.pages import TypesetPack
from packbuilder.class_sets.roster import Student
from packbuilder.class_sets.stamp import GAP, WRITTEN, _fitted
from packbuilder.fields import Slot
from packbuilder.making import parts_of
from packbuilder.options import Options
from packbuilder.papers import CODE, CODE_TEXT, CODE_WORDS, PRINTER_EDGE, QUIET, SIZES
from packbuilder.parts import Task
from packbuilder.problems import SetupError
from packbuilder.renderings import TINTS, Rendering
from packbuilder.seen import letters
from packbuilder.targets import Target
from packbuilder.units import PT_PER_MM
from pdfs import text_of
from samples import DYSLEXIA, LARGE

DPI = 150
DOTS = DPI / 25.4
"""Dots in a millimetre."""


def copies_for(made, *students):
    return replace(made, copies=plan(students))


# Codes


def scanned(number, picture, noise):
    """A page as a copier's feeder delivers it: askew, every third one upside down, and grainy."""
    turned = picture.rotate(2 + 180 * (number % 3 == 0), Image.Resampling.NEAREST, fillcolor=255)
    return ImageChops.add(turned, noise, offset=-128)


def test_two_hundred_scanned_pages_say_whose_they_are(tmp_path):
    students = [Student(str(number), f"Student {number}") for number in range(50)]
    made = copies_for(pages_of(*A4[:4]), *students)
    on_paper(made, tmp_path)
    noise = Image.effect_noise((1240, 1754), 30)
    found = []
    for number, picture in enumerate(pictures(tmp_path / "A4.pdf", DPI)):
        # In the grain of a scan a smaller model than the one that is printed is found now and then.
        codes = codes_in(scanned(number, picture, noise), BarcodeFormat.QRCodeModel2)
        found += [read_code(each.text) for each in codes]
    assert found == [Code(made.set_id, copy, page) for copy in range(1, 51) for page in range(1, 5)]


@pytest.mark.parametrize(
    ("sheet", "options", "size"),
    [
        (worksheet(), Options(), "A4"),
        (worksheet(), Options(layout="exam"), "A4"),
        (worksheet(), Options(family="us"), "Letter"),
        (worksheet(paper="A4 landscape", body=MAP), Options(layout="exam", family="us"), "Letter"),
        (ARABIC, Options(), "A4"),
        (ARABIC, Options(layout="exam"), "A4"),
    ],
    ids=["usual", "exam", "letter", "landscape-exam-letter", "arabic", "arabic-exam"],
)
def test_a_code_stands_in_white_in_the_outer_corner(tmp_path, sheet, options, size):
    made = typeset(tmp_path, "id,name,class\n1,Ada محمد,7B\n", sheet, options=options)
    on_paper(made, tmp_path / "made")
    page = only_pages(made)[0].page
    first, back = sides(tmp_path / "made" / f"{size}.pdf")
    assert (first.shown, back.places[0].code) == ("1.1", None)
    assert (first.width / PT_PER_MM, first.height / PT_PER_MM) == pytest.approx(SIZES[size], abs=0.1)
    picture = next(iter(pictures(tmp_path / "made" / f"{size}.pdf", DPI)))
    upright = picture.rotate(-90, expand=True) if page.paper.landscape else picture
    left = PRINTER_EDGE if page.rtl else page.paper.width - PRINTER_EDGE - CODE
    top = page.paper.height - PRINTER_EDGE - CODE_TEXT - CODE
    box = (left, top, left + CODE, top + CODE)
    assert (page.code, page.rtl) == ((left, top), "language: ar" in sheet)
    (code,) = codes_in(upright)
    at = code.position.top_left.x / DOTS, code.position.top_left.y / DOTS
    assert at == pytest.approx((left, top), abs=0.5)
    # Four modules of white above and at both sides, and all of it as far from the edge as a printer needs.
    around = upright.crop([round(v * DOTS) for v in (box[0] - QUIET, box[1] - QUIET, box[2] + QUIET, box[3])])
    inside = (round(QUIET * DOTS) - 1, round(QUIET * DOTS) - 1, round((QUIET + CODE) * DOTS) + 1, around.height)
    around.paste(255, inside)
    assert around.getextrema()[0] > 250
    if not page.paper.landscape:
        edge = page.paper.height - PRINTER_EDGE
        lowest = [each for each in letters((tmp_path / "made" / f"{size}.pdf").read_bytes()) if each.page == 0]
        line = [each for each in lowest if each.bottom > edge - CODE_TEXT + 0.3]
        assert "".join(each.text for each in line) == code.text
        assert max(each.bottom for each in line) < edge
        assert max(each.right for each in line) - min(each.left for each in line) < CODE_WORDS


def test_what_is_read_below_a_code_is_the_code(tmp_path):
    on_paper(pages_of(A4[0], A4[1]), tmp_path)
    for side in sides(tmp_path / "A4.pdf"):
        assert side.text.split()[-1] == str(side.places[0].code)


def test_without_codes_there_are_none(tmp_path):
    made = pages_of(A4[0], LANDSCAPE)
    on_paper(made, tmp_path, codes=False)
    assert [codes_in(picture) for picture in pictures(tmp_path / "A4.pdf", DPI)] == [[]] * 10
    assert made.set_id not in "".join(texts_of(tmp_path / "A4.pdf"))
    assert "Ada Lovelace 7B 0001" in " ".join(texts_of(tmp_path / "A4.pdf")[0].split())


# The head


def with_the_name_alone(made):
    """The set on pages without lines for class and number, which become as small as the name."""
    worksheets = [
        replace(part, slots=tuple(slot for slot in part.slots if slot.name == "name")) for part in only_pages(made)
    ]
    return replace(made, typeset={variant: TypesetPack(tuple(worksheets)) for variant in made.typeset})


def ink_of_the_name(folder, made, student):
    """The box of what the student's name adds to a page, in mm; nothing if that is nothing."""
    made = with_the_name_alone(made)
    pages = []
    for name in (student.name, ""):
        copy = Copy(1, Variant(), student.class_name, replace(student, name=name))
        on_paper(replace(made, copies=(copy,)), folder / "x", codes=False)
        pages.append(next(iter(pictures(folder / "x" / "A4.pdf", DPI))))
    box = ImageChops.difference(*pages).point(lambda grey: 255 * (grey > 30)).getbbox()
    return tuple(edge / DOTS for edge in box) if box else None


LONG = [
    "N" * 300,
    ("Ada Lovelace " * 25)[:300],
    ("محمد بن عبد الله " * 20)[:300],
    ("किताबें " * 40)[:300],
    "e\u0301\u0323" * 100,
]


@pytest.mark.parametrize("name", LONG, ids=["N", "words", "arabic", "devanagari", "marks"])
@pytest.mark.parametrize("layout", ["classroom", "exam"])
def test_a_name_of_any_length_stays_in_its_line(tmp_path, layouts, layout, name):
    made = layouts(layout)
    left, top, right, bottom = ink_of_the_name(tmp_path, made, Student("1", name, "7B"))
    on_paper(replace(made, copies=(Copy(1, Variant()),)), tmp_path)
    head = [each for each in letters((tmp_path / "A4.pdf").read_bytes()) if each.page == 0 and each.top < 25]
    text = "".join(each.text for each in head)
    label = head[text.index("Name") : text.index("Name") + 4]
    following = head[text.index("Class")]
    assert label[-1].right + 0.5 < left
    assert right < following.left - 0.5
    assert right - left > 45  # and it makes use of its line
    # It stands beside its label, and isn't much taller.
    assert label[0].top - 2 < top < bottom < label[0].bottom + 2


@pytest.mark.parametrize("name", ["Ada", "Ada Byron, Countess of Lovelace, in the third row"], ids=["short", "smaller"])
def test_class_and_number_are_no_larger_than_the_name(tmp_path, layouts, name):
    on_paper(copies_for(layouts("classroom"), Student("1", name, "7B")), tmp_path, codes=False)
    head = [each for each in letters((tmp_path / "A4.pdf").read_bytes()) if each.page == 0 and each.top < 25]
    text = "".join(each.text for each in head)
    initial, class_, number = (head[text.index(mark)] for mark in ("A", "7", "0001"))
    for each in (class_, number):
        assert each.bottom - each.top == pytest.approx(initial.bottom - initial.top, abs=0.1)


def test_what_does_not_fit_its_line_is_known(tmp_path):
    """And the class gets smaller than the name does before something is lost of it."""
    whole = ("Ada Lovelace", "10Gg/2 (Mr F)")
    made = copies_for(pages_of(A4[0], A3), Student("1", *whole), Student("2", "N" * 90, "Year 10 Geography Set 1"))
    record = on_paper(made, tmp_path)
    assert {name: list(cut) for name, cut in record.cut.items()} == {"name": [2], "class": [2]}
    text = "".join(letter.text for letter in letters((tmp_path / "A4.pdf").read_bytes()))
    assert all("".join(each.split()) in "".join(text.split()) for each in whole)
    for name in ("name", "class"):
        assert "".join(record.cut[name][2].split()) in "".join(text.split())
        assert record.cut[name][2].endswith("…")


@pytest.mark.parametrize(
    ("name", "rendering", "smallest"),
    [
        ("class", Rendering(), 0.6),
        ("class", Rendering(low_ink=True, tint="cream"), 0.6),
        ("class", Rendering(large_print=True), 0.7),
        ("class", Rendering(dyslexia=True), 0.7),
        ("name", Rendering(), 0.7),
    ],
)
def test_letters_get_so_small_before_a_text_is_shortened(name, rendering, smallest):
    """Those of a class get smaller, but not for whoever needs large ones."""
    slot = Slot(name, page=0, x=20, width=30, baseline=20, size=10.0)
    copy = Copy(1, Variant(rendering=rendering))
    stamps = SimpleNamespace(lettering=Lettering())
    scales = [_fitted("i" * count, slot, copy, stamps)[1] for count in range(1, 80)]
    assert min(scales) * SIZE == pytest.approx(slot.size * WRITTEN * smallest, rel=0.05)
    assert min(scales) * SIZE >= slot.size * WRITTEN * smallest - 1e-9


@pytest.fixture(scope="module")
def layouts(tmp_path_factory):
    made = {"classroom": pages_of(A4[0])}
    made["exam"] = typeset(
        tmp_path_factory.mktemp("exam"), "id,name\n1,a\n", worksheet(), options=Options(layout="exam")
    )
    return made.__getitem__


@pytest.mark.parametrize("layout", ["classroom", "exam"])
def test_a_name_begins_behind_its_label(tmp_path, layouts, layout):
    left, *_ = ink_of_the_name(tmp_path, layouts(layout), Student("1", "Bo", "7B"))
    slot = next(slot for slot in only_pages(layouts(layout))[0].slots if slot.name == "name")
    assert left == pytest.approx(slot.x + 1.5, abs=0.5)


@pytest.mark.parametrize("layout", ["classroom", "exam"])
@pytest.mark.parametrize("rendering", [LARGE, DYSLEXIA, replace(LARGE, dyslexia=True)])
@pytest.mark.parametrize("language", ["de", "en-GB", "fr", "pl", "ru", "zh"])
def test_there_is_room_for_name_class_and_number_in_large_letters(tmp_path, layout, rendering, language):
    (tmp_path / "a.yaml").write_text(worksheet(language=language), encoding="utf-8")
    options = Options(editions=("student", "key"), layout=layout, rendering=rendering, coded=True)
    lettering = Lettering()
    for edition, part in parts_of(Task(tmp_path, "a", options)).parts.items():
        slots = {slot.name: slot for slot in part.slots}
        # Most of a key's line is taken by its long label there, and it is nobody's.
        told = {"class": "9B/Ma2", "copy": "0444"} | ({"name": "Ada Lovelace"} if edition == "student" else {})
        for name, text in told.items():
            room = (slots[name].width - 2 * GAP) * PT_PER_MM
            assert lettering.fitted(text, room, slots[name].size * WRITTEN)[0] == lettering.draw(text), (edition, name)


def test_a_page_from_right_to_left_is_filled_in_from_the_right(tmp_path):
    made = typeset(tmp_path, "id,name\n1,a\n", ARABIC)
    slot = next(slot for slot in only_pages(made)[0].slots if slot.name == "name")
    for name in ("Bo", "محمد"):
        _, _, right, _ = ink_of_the_name(tmp_path, made, Student("1", name, "7B"))
        assert right == pytest.approx(slot.x + slot.width - 1.5, abs=0.5)


def test_a_copy_without_a_class_has_an_empty_line(tmp_path):
    made = copies_for(pages_of(A4[0]), Student("1", "Bo"))
    on_paper(made, tmp_path)
    assert "Bo 0001" in " ".join(texts_of(tmp_path / "A4.pdf")[0].split())


def test_a_layout_without_a_place_for_names_is_refused(tmp_path):
    made = pages_of(A4[0])
    (variant,) = made.typeset
    nameless = TypesetPack((replace(made.typeset[variant].worksheets[0], slots=()),))
    with pytest.raises(SetupError) as caught:
        on_paper(replace(made, typeset={variant: nameless}), tmp_path)
    message = 'sheet-0: a page has no place for the name; its layout lacks an element with data-stamp="name"'
    assert str(caught.value) == message


def test_the_tint_of_a_page_reaches_all_edges_of_both_sides(tmp_path):
    made = typeset(tmp_path, "id,name,tint\n1,Ada,blue\n", worksheet(pages=2))
    on_paper(made, tmp_path / "made")
    wanted = tuple(int(TINTS["blue"][place : place + 2], 16) for place in (1, 3, 5))
    with pypdfium2.PdfDocument(tmp_path / "made" / "A4.pdf") as document:
        for page in document:
            picture = page.render(scale=0.5).to_pil().convert("RGB")
            width, height = picture.size
            corners = [(x, y) for x in (1, width - 2) for y in (1, height - 2)]
            assert [picture.getpixel(corner) for corner in corners] == [wanted] * 4
    assert shown(tmp_path / "made" / "A4.pdf") == ["1.1", "1.2"]


def test_the_backs_of_bound_pages_are_moved_to_their_bound_edge(tmp_path):
    on_paper(pages_of(A4[0], A4[1]), tmp_path)
    front, back = (side.places[0] for side in sides(tmp_path / "A4.pdf")[:2])
    margins = only_pages(pages_of(A4[0]))[0].page.margins
    assert (front.at[0] - back.at[0]) * 210 == pytest.approx(margins.binding - margins.outer, abs=0.3)
    assert front.at[1] == pytest.approx(back.at[1], abs=0.002)


# Nobody is named elsewhere


NAMES = ["Zebedee", "Quentin Øre", "יעקבוביץ", "Xanthe محمود", "किताबें"]
PEOPLE = [Student(f"id-{number}", name, "Klasse9") for number, name in enumerate(NAMES)]


def traces(path, *names):
    """The parts of names that stand in a PDF anywhere but on its pages, in whatever encoding."""
    with pikepdf.open(path) as pdf:
        on_pages = {page.Contents.objgen for page in pdf.pages}
        told = [repr(pdf.trailer.Info)]
        for each in pdf.objects:
            told += [each.unparse(resolved=True), repr(each)]
            if isinstance(each, pikepdf.Stream) and each.objgen not in on_pages:
                told.append(each.read_bytes())
    everything = b"\n".join(part if isinstance(part, bytes) else part.encode() for part in told).lower()
    parts = {part for name in names for part in name.split()}
    return sorted(part for part in parts if any(form.lower() in everything for form in encoded(part)))


def encoded(text):
    yield from (form for data in (text.encode(), text.encode("utf-16-be")) for form in (data, data.hex().encode()))


def test_names_stand_on_the_pages_and_nowhere_else(tmp_path):
    made = copies_for(pages_of(A4[0], A3), *PEOPLE)
    record = on_paper(made, tmp_path)
    ids = [student.id for student in PEOPLE]
    for stream in record.streams:
        path = tmp_path / stream.name
        text = "\n".join(texts_of(path))
        assert [name for name in ("Zebedee", "Quentin Øre") if name not in text] == []
        assert traces(path, *NAMES, *ids, "Klasse9") == []
        with pikepdf.open(path) as pdf:
            assert "/Metadata" not in pdf.Root
            assert "/Outlines" not in pdf.Root
            assert sorted(pdf.docinfo.keys()) == ["/Producer", "/Title"]
        assert {code for side in sides(path) for code in (place.code for place in side.places) if code}
        for side in sides(path):
            assert not any(student.id in side.text for student in PEOPLE)


def test_a_trace_of_a_name_would_be_found(tmp_path):
    on_paper(copies_for(pages_of(A4[0]), *PEOPLE), tmp_path)
    for number, hide in enumerate(
        [
            lambda pdf: pdf.docinfo.update({"/Subject": "For Zebedee"}),
            lambda pdf: pdf.docinfo.update({"/Subject": "יעקבוביץ"}),
            lambda pdf: pdf.Root.update({"/Names": pikepdf.Dictionary(Zebedee=1)}),
            lambda pdf: pdf.Root.update({"/PieceInfo": pdf.make_stream("किताबें".encode())}),
        ]
    ):
        with pikepdf.open(tmp_path / "A4.pdf") as pdf:
            hide(pdf)
            pdf.save(tmp_path / f"{number}.pdf")
        assert len(traces(tmp_path / f"{number}.pdf", *NAMES)) == 1


def test_anonymous_pages_have_the_number_instead_of_the_name(tmp_path):
    made = copies_for(pages_of(A4[0], A3), *PEOPLE)
    record = on_paper(made, tmp_path, anonymous=True)
    for stream in record.streams:
        path = tmp_path / stream.name
        texts = [" ".join(text.split()) for text in texts_of(path)[::2]]
        assert [f"{number:04d} Klasse9 {number:04d}" in text for number, text in enumerate(texts, 1)] == [True] * 5
        assert traces(path, *NAMES) == []
        # Not even in the operators of a page, by whatever glyphs it was drawn.
        nameless = replace(made, copies=tuple(replace(c, student=replace(c.student, name="X")) for c in made.copies))
        on_paper(nameless, tmp_path / "nameless", anonymous=True)
        assert (tmp_path / "nameless" / stream.name).read_bytes() == path.read_bytes()
        assert not any(b"Zebedee" in operators for operators in contents(path))


# Editions


def test_editions_and_renderings_show_what_they_are_and_no_more(tmp_path):
    people = "id,name,edition,large print,tint\n1,Ada,support,,\n2,Bo,key,,\n3,Cy,,,\n4,Di,,yes,\n5,Ed,support,,cream\n"
    made = typeset(tmp_path, people, worksheet())
    on_paper(made, tmp_path / "made")
    texts = [" ".join(text.split()) for text in texts_of(tmp_path / "made" / "A4.pdf")[::2]]
    assert ["Support" in text for text in texts] == [False] * 5
    assert ["Answer key" in text for text in texts] == [False] * 4 + [True]  # keys lie behind all others
    assert ["Page 1 of 1 ·" in text for text in texts] == [True, False, False, True, False]
    assert ["Page 1 of 1" in text for text in texts] == [True] * 5
    assert [
        f"{name} {number:04d}" in text
        for (number, name), text in zip(enumerate(["Ada", "Cy", "Di", "Ed", "Bo"], 1), texts, strict=True)
    ] == [True] * 5
    assert [variant.rendering for variant in made.typeset if variant.rendering.large_print] == [
        Rendering(large_print=True)
    ]


@pytest.mark.parametrize("layout", ["classroom", "exam"])
def test_outside_of_class_sets_the_supported_edition_says_so(tmp_path, layout):
    """The mark above can be missing."""

    options = Options(editions=("support",), layout=layout)
    (report,) = make([Target(write_pack(tmp_path / "pack", worksheet()))], options, quiet)
    text = text_of(report.documents[0].pdf)
    assert "Support" in text
    assert "Page 1 of 1 ·" not in text
