"""The job sheet: one page that says what to print, and no name of a student."""

import re
from dataclasses import fields, replace

import pytest

from packbuilder.class_sets.copies import Copy, Variant
from packbuilder.class_sets.job_sheet import job_sheet
from packbuilder.class_sets.make import make_job_sheet
from packbuilder.class_sets.manifest import CopyRecord, Record, StreamFile
from packbuilder.class_sets.roster import Student
from packbuilder.limits import DEFAULT_LIMITS
from packbuilder.pdf.structure import structure, structure_problems
from packbuilder.promises.accessible import document_flaws
from packbuilder.renderings import Rendering
from packbuilder.seen import letters
from packbuilder.typeset import Typeset
from packbuilder.words import Words, languages, words_for
from packbuilder.workers import Workers
from pdfs import described, page_sizes, text_of
from verapdf import failures, needs_verapdf

A4 = StreamFile("A4.pdf", "A4", "A4", 0)
A3 = StreamFile("A3.pdf", "A3", "A3", 0)
LETTER, TABLOID = (
    replace(A4, name="Letter.pdf", size="Letter", tray="Letter"),
    StreamFile("T.pdf", "Tabloid", "Tabloid", 0),
)
BOOKLET = StreamFile("A4.pdf", "A4", "A3", 0, imposition="booklet")
NAMED_BOOKLET = replace(BOOKLET, name="A4-booklet-on-A3.pdf")
ALSO_BOOKLET = replace(A3, imposition="booklet")
TWO_UP = StreamFile("Letter.pdf", "Letter", "Tabloid", 0, imposition="two-up")
ONE_SIDE = replace(A4, both_sides=False)
TINTED, KEY = Variant("support", Rendering(tint="cream")), Variant("key")


def record_of(
    *,
    streams=(A4,),
    sheets=((3,),),
    classes=1,
    per_class=2,
    language="en-GB",
    separators=False,
    title="T & T",
    pages=6,
    spares=(),
    keys=(),
    tinted=(),
):
    """A class set in which the copies have, in turn, so many `sheets` in each of the streams; 0 is none.

    `spares`, `keys` and `tinted` are numbers of copies.
    """
    variants = dict.fromkeys(keys, KEY) | dict.fromkeys(tinted, TINTED)
    ends = dict.fromkeys((stream.name for stream in streams), 0)
    copies = []
    for name in [f"9/{number}" for number in range(1, classes + 1)]:
        ends = {stream: end + separators for stream, end in ends.items()}
        for _ in range(per_class):
            number = len(copies)
            taken = {}
            for stream, count in zip(streams, sheets[number % len(sheets)], strict=True):
                if count:
                    taken[stream.name] = (ends[stream.name] + 1, ends[stream.name] + count)
                    ends[stream.name] += count
            student = None if number + 1 in spares else Student(f"id{number}", f"Pupilname{number}", name)
            variant = variants.get(number + 1, Variant())
            copies.append(CopyRecord(Copy(number + 1, variant, name, student), pages, taken))
    sides = [ends[stream.name] * (2 if stream.both_sides else 1) for stream in streams]
    streams = tuple(replace(stream, sides=count) for stream, count in zip(streams, sides, strict=True))
    return Record("K7QM", "russia", title, language, streams, tuple(copies), separators)


def made(**record):
    return job_sheet(record_of(**record))


def read(pdf):
    """The text of the page with every white space a single space."""
    return " ".join(text_of(pdf).split())


@pytest.mark.parametrize(
    ("record", "said", "unsaid"),
    [
        (
            {},
            [
                "Job sheet for the print room T & T",
                "K7QM 2 6 none",
                "A4.pdf A4 Both sides, flip on the long edge 6 2 3",
                "Print at 100%, without “fit to page”.",
                "Print each file once only.",
                "Turn off collating and sorting.",
                "Staple each copy at the upper left. Sheets per copy: 3",
                "9/1 2 6 Total 2 6",
                "Teacher Needed by Room, phone",
            ],
            ["Fold", "Pages", "piles", "separator sheet lies", "new copy", "·", "Unusual", "Spare", "one-sided"],
        ),
        ({"streams": (ONE_SIDE,)}, ["A4.pdf A4 One side only 6 2 3"], ["flip"]),
        ({"sheets": ((1,),)}, ["2 2 1"], ["Staple"]),
        (
            {"sheets": ((3,), (5,))},
            ["from 3 to 5", "Sheets per copy: from 3 to 5", "A new copy begins where the number in the head"],
            [],
        ),
        (
            {"streams": (A4, A3), "sheets": ((3, 1), (3, 0))},
            [
                "A4.pdf A4 Both sides, flip on the long edge 6 2 3",
                "A3.pdf A3 Both sides, flip on the long edge 1 1 1",
                "A4.pdf · Staple each copy at the upper left. Sheets per copy: 3",
                "A3.pdf · Fold each A3 sheet once, to A4 size, and put it behind the A4 copy with the same number",
                "All files are in the same order.",
                "A3.pdf · Sheets per copy: 1 instead of 0 0001 Classes",
                "Sheets A4.pdf Sheets A3.pdf 9/1 2 6 1 Total 2 6 1",
            ],
            ["A3.pdf · Staple", "new copy", "piles"],
        ),
        (
            {"streams": (BOOKLET,)},
            [
                "A4.pdf A3 Booklet with A4 pages Both sides, flip on the short edge 6 2 3",
                "Fold each copy in the middle and staple it in the fold. Sheets per copy: 3",
            ],
            ["upper left", "Fold each A3"],
        ),
        ({"streams": (BOOKLET,), "sheets": ((1,),)}, ["Fold each copy in the middle."], ["taple"]),
        (
            {"streams": (BOOKLET, ALSO_BOOKLET), "sheets": ((3, 2),)},
            [
                "A3.pdf A3 – Both sides, flip on the long edge",
                "A3.pdf · Fold each A3 sheet once, to A4 size, and lay it into the middle of the booklet",
            ],
            ["A3 pages", "upper left"],
        ),
        (
            {"streams": (TWO_UP,), "language": "en-US"},
            ["Letter.pdf Tabloid 11 × 17″ Two Letter pages side by side Both sides, flip on the short edge"],
            [],
        ),
        (
            {"streams": (TWO_UP, TABLOID), "sheets": ((1, 1),)},
            ["Put the piles together by the number of the copy (No. 0001). All files are in the same order."],
            ["Fold"],
        ),
        (
            {"streams": (LETTER, TABLOID), "sheets": ((1, 1),)},
            ["T.pdf · Fold each Tabloid sheet once, to Letter size, and put it behind the Letter copy"],
            ["piles"],
        ),
        ({"streams": (A4, LETTER, A3), "sheets": ((1, 1, 1),)}, ["Put the piles together"], ["Fold"]),
        (
            {"streams": (NAMED_BOOKLET, A3), "sheets": ((1, 1),)},
            ["A4-booklet-on-A3.pdf · Fold each copy in the middle.", "Sheets A4-booklet Sheets A3.pdf 9/1"],
            ["Sheets A4-booklet-on"],
        ),
        (
            {"classes": 2, "separators": True},
            [
                "K7QM 4 14 2",
                "A separator sheet lies before each class. Don’t staple it to a copy.",
                "9/1 2 6 9/2 2 6 Separator sheets 2 Total 4 14",
            ],
            [],
        ),
        ({"language": "de"}, ["Jedes Exemplar oben links heften. Blätter je Exemplar: 3"], []),
    ],
)
def test_what_a_technician_reads(record, said, unsaid):
    text = read(made(**record))
    assert [each for each in said if each not in text] == []
    assert [each for each in unsaid if each in text] == []


@pytest.mark.parametrize(
    ("record", "said", "unsaid"),
    [
        (
            {"sheets": ((1,), (1,), (2,)), "per_class": 4},
            ["Staple at the upper left only where a copy has several sheets. Copies: 0003"],
            ["Staple each", "single"],
        ),
        (
            {"sheets": ((2,), (3,), (1,)), "per_class": 4},
            [
                "Staple each copy at the upper left. Sheets per copy: from 2 to 3",
                "Don’t staple a single sheet. Copies: 0003",
            ],
            ["only where"],
        ),
        (
            {"sheets": ((1,), (1,), (2,)), "per_class": 4, "streams": (BOOKLET,)},
            ["Fold each copy in the middle. Staple in the fold only where a copy has several sheets. Copies: 0003"],
            ["Don’t", "upper left"],
        ),
        (
            {"sheets": ((2,), (2,), (1,)), "per_class": 3, "streams": (BOOKLET,)},
            ["staple it in the fold. Sheets per copy: 2", "Don’t staple a single sheet. Copies: 0003"],
            ["only where"],
        ),
    ],
)
def test_only_what_has_several_sheets_is_stapled(record, said, unsaid):
    text = read(made(**record))
    assert [each for each in said if each not in text] == []
    assert [each for each in unsaid if each in text] == []


@pytest.mark.parametrize(
    ("record", "listed"),
    [
        ({"per_class": 30, "tinted": (3, 17)}, "Colour printer (tinted pages) 0003, 0017"),
        ({"per_class": 30, "tinted": (3, 4, 5, 9)}, "Colour printer (tinted pages) 0003–0005, 0009"),
        (
            {"per_class": 30, "tinted": range(1, 31, 2)},
            "0001, 0003, 0005, 0007, 0009, 0011, 0013, 0015 … and 7 more (see class-set.csv)",
        ),
        ({"per_class": 4, "keys": (3, 4)}, "Answer keys: not for pupils, printed last 0003–0004"),
        ({"per_class": 6, "sheets": ((2,),) * 5 + ((4,),)}, "Sheets per copy: 4 instead of 2 0006"),
        (
            {"per_class": 9, "sheets": ((2,),) * 7 + ((4,), (3,))},
            "Sheets per copy: 3 instead of 2 0009 Sheets per copy: 4 instead of 2 0008",
        ),
        ({"per_class": 9, "sheets": ((2,),) * 5 + ((4,), (3,), (1,), (5,))}, "from 1 to 5 instead of 2 0006–0009"),
        ({"per_class": 2, "sheets": ((2,), (3,))}, "Sheets per copy: 3 instead of 2 0002"),
    ],
)
def test_unusual_copies_are_listed(record, listed):
    assert listed in read(made(**record))


@pytest.mark.parametrize(
    ("record", "blank"),
    [
        ({"sheets": ((1,),), "pages": 1}, True),
        ({"sheets": ((1, 1),), "streams": (A4, A3), "pages": 2}, True),
        ({"sheets": ((1,),), "pages": 2}, False),
        ({"sheets": ((1, 1),), "streams": (A4, A3), "pages": 3}, False),  # one of the files needs its backs
        ({"sheets": ((1,),), "pages": 1, "streams": (ONE_SIDE,)}, False),
        ({"sheets": ((1,),), "pages": 1, "streams": (BOOKLET,)}, False),
    ],
)
def test_backs_that_are_all_blank_are_spoken_of(record, blank):
    said = (
        "The backs of all sheets are blank. Printing on one side saves clicks: the teacher makes the files again with"
    )
    text = read(made(**record))
    assert (said in text, "--one-sided." in text) == (blank, blank)


@pytest.mark.parametrize(
    ("record", "rows"),
    [
        ({"per_class": 5, "spares": (4, 5)}, "Class Copies Spare Sheets 9/1 5 2 15 Total 5 2 15"),
        ({"per_class": 5, "keys": (5,)}, "Class Copies Sheets 9/1 4 12 Answer keys 1 3 Total 5 15"),
        (
            {"classes": 2, "per_class": 3, "spares": (3,), "keys": (6,), "separators": True},
            "9/1 3 1 9 9/2 2 6 Answer keys 1 3 Separator sheets 2 Total 6 1 20",
        ),
    ],
)
def test_keys_and_spare_copies_are_told_apart(record, rows):
    assert rows in read(made(**record))


def test_where_there_are_many_classes_spare_copies_stand_beside_the_copies():
    text = read(made(classes=48, spares=(2, 96), separators=True, streams=(A4, A3), sheets=((3, 1),)))
    assert "Copies (Spare) Sheets A4.pdf" in text
    assert "9/1 2 (1) 6 2 9/2 2 6 2" in text
    assert "Total 96 (2) 336 144" in text


NOUNS = ("job_copies", "job_sheets", "job_pages", "job_files", "job_spares", "job_separators", "class_")


@pytest.mark.parametrize("language", languages())
def test_no_word_is_counted(language):
    """No figure stands before a noun, which would need a plural."""
    words = words_for(language)
    nouns = [getattr(words, noun).lower() for noun in NOUNS]
    for field in (each.name for each in fields(Words) if each.name.startswith(("job_", "separator_"))):
        behind = re.findall(r"{(?:count|sheets|least|most|usual)}\s+(\S*)", getattr(words, field).lower())
        assert (field, [word for word in behind if any(word.startswith(noun[:4]) for noun in nouns)]) == (field, [])


def test_nobody_is_named():
    text = read(made(classes=3))
    assert "Pupilname" not in text
    assert "id0" not in text


def test_copies_that_are_not_printed_do_not_count():
    record = record_of()
    file_only = CopyRecord(Copy(3, Variant(), "9/9", Student("x", "Pupilname", "9/9")), 6, {}, "0003.pdf")
    text = read(job_sheet(replace(record, copies=(*record.copies, file_only))))
    assert "9/1 2 6 Total 2 6" in text
    assert "9/9" not in text


def test_spare_copies_and_copies_without_a_class_count():
    record = record_of()
    copies = [replace(each, copy=Copy(each.copy.number, Variant())) for each in record.copies]
    assert "– 2 2 6 Total 2 2 6" in read(job_sheet(replace(record, copies=tuple(copies))))


@pytest.mark.parametrize("streams", [(A4,), (A4, A3)])
@pytest.mark.parametrize("classes", [1, 8, 9, 48, 60])
def test_so_many_classes_fit_on_a_page(classes, streams):
    pdf = made(classes=classes, streams=streams, sheets=((4,) * len(streams), (2,) * len(streams)), separators=True)
    assert len(page_sizes(pdf)) == 1
    text = read(pdf)
    assert [name for name in (f"9/{number} " for number in range(1, classes + 1)) if name not in text] == []
    assert not re.search(r"… and \d+ more \d", text)


@pytest.mark.parametrize(
    "record",
    [
        {"classes": 400},
        {"classes": 70, "streams": (BOOKLET, A3, TWO_UP, replace(TWO_UP, name="Tabloid.pdf", size="Tabloid"))},
        {"classes": 300, "title": "A very long title " * 40},
    ],
)
def test_classes_for_which_there_is_no_room_are_summed_up(record):
    streams = record.get("streams", (A4,))
    pdf = made(**record, sheets=((3,) * len(streams),))
    assert len(page_sizes(pdf)) == 1
    text = read(pdf)
    left = int(re.search(r"… and (\d+) more \d", text)[1])
    shown = record["classes"] - left
    assert f"9/{shown} 2 " in text
    assert f"9/{shown + 1} " not in text
    assert f"… and {left} more {2 * left} {6 * left}" in text
    assert f"Total {2 * record['classes']} {6 * record['classes']}" in text


@pytest.mark.parametrize(
    ("streams", "size"), [((A4,), (210, 297)), ((BOOKLET,), (210, 297)), ((TWO_UP,), (215.9, 279.4))]
)
def test_the_page_is_that_of_the_office(streams, size):
    assert page_sizes(made(streams=streams)) == [pytest.approx(size, abs=0.1)]


EVERYTHING = {
    "streams": (BOOKLET, A3),
    "sheets": ((3, 2), (4, 2)),
    "classes": 12,
    "separators": True,
    "spares": (3,),
    "keys": (23, 24),
    "tinted": (1, 5),
}
CROWDED = {
    "streams": (NAMED_BOOKLET, A3, replace(TWO_UP, name="Letter-two-up-on-Tabloid.pdf"), TABLOID),
    "sheets": [(n,) * 4 for n in (2, 2, 2, 3, 2, 2, 2, 1, 5)],
    "classes": 50,
    "per_class": 6,
    "separators": True,
    "spares": range(2, 280, 7),
    "keys": range(280, 301),
    "tinted": range(1, 300, 5),
    "title": "A very long title " * 20,
}


@pytest.mark.parametrize("language", languages())
def test_every_language_has_its_page(language):
    pdf = made(**EVERYTHING, language=language)
    assert len(page_sizes(pdf)) == 1
    assert described(pdf)[2] == language
    assert structure_problems(pdf) == []
    assert list(document_flaws(structure(pdf))) == []
    text = read(pdf)
    assert words_for(language).job_sheet in text or language in ("ar", "he")
    assert re.search(r"\b156\b", text)


@pytest.mark.parametrize(
    "language", [pytest.param(each, marks=[] if each in ("de", "ar") else [pytest.mark.full]) for each in languages()]
)
def test_all_that_can_be_said_fits_on_a_page(language):
    pdf = made(**CROWDED, language=language)
    assert len(page_sizes(pdf)) == 1
    assert re.search(r"\b300 \(40\)", read(pdf)) or language in ("ar", "he")


def test_every_cell_is_told_its_row_and_its_column():
    """The line of facts below the title has no heading of its row."""
    headings = [node.headings for node in structure(made(**EVERYTHING)).nodes if node.kind == "TD"]
    assert headings[:4] == [1, 1, 1, 1]
    assert set(headings[4:]) == {2}


@pytest.mark.parametrize(("language", "right"), [("en-GB", False), ("ar", True), ("he", True)])
def test_a_page_begins_where_its_language_does(language, right):
    pdf = made(language=language, title="QQQ")
    found = [letter.left for letter in letters(pdf) if letter.text == "Q"]
    assert len(found) == 4  # one of them is the set's
    assert (min(found) > 105) == right


@pytest.mark.parametrize(
    ("language", "begins"), [("en-AU", '<html lang="en-AU">'), ("ar", '<html lang="ar" dir="rtl">')]
)
def test_the_html_says_its_language_and_direction(monkeypatch, language, begins):
    said = []

    def listen(html, folder):
        said.append(html)
        return Typeset(html, folder)

    monkeypatch.setattr("packbuilder.class_sets.job_sheet.Typeset", listen)
    made(language=language)
    assert [begins in html for html in said] == [True]


def test_a_reprint_without_separators_speaks_of_none():
    text = read(job_sheet(replace(record_of(), separators=True)))
    assert "K7QM 2 6 none" in text
    assert "separator sheet lies" not in text


# What is filled in, by the field.
PLACES = {
    "job_blank_backs": ["{option}"],
    "job_from_to": ["{least}", "{most}"],
    "job_booklet": ["{size}"],
    "job_two_up": ["{size}"],
    "job_staple": ["{sheets}"],
    "job_staple_some": ["{numbers}"],
    "job_fold_staple": ["{sheets}"],
    "job_fold_staple_some": ["{numbers}"],
    "job_single": ["{numbers}"],
    "job_fold_behind": ["{paper}", "{size}", "{size}", "{number}"],
    "job_fold_inside": ["{paper}", "{size}", "{number}"],
    "job_other_sheets": ["{count}", "{usual}"],
    "job_not_listed": ["{numbers}", "{count}", "{file}"],
    "job_new_copy": ["{number}"],
    "job_marry": ["{number}"],
    "job_more": ["{count}"],
    "separator_copies": ["{count}"],
    "separator_spares": ["{count}"],
}


@pytest.mark.parametrize("language", languages())
def test_what_is_filled_in_has_its_place(language):
    words = words_for(language)
    for field in (each.name for each in fields(Words) if each.name.startswith(("job_", "separator_"))):
        found = sorted(re.findall(r"{.*?}", getattr(words, field)))
        assert (field, found) == (field, sorted(PLACES.get(field, [])))


@needs_verapdf[0]
@needs_verapdf[1]
def test_verapdf_finds_the_page_accessible(tmp_path):
    files = []
    for language in ("en-GB", "ar"):
        files.append(tmp_path / f"{language}.pdf")
        files[-1].write_bytes(made(**EVERYTHING, language=language))
    assert failures(files, "PDFUA-1") == []


def test_a_worker_makes_the_same_one():
    # Its record is longer than what a pipe takes before it is read.
    record = record_of(classes=40, per_class=100)
    with Workers(1, DEFAULT_LIMITS) as crew:
        assert crew.submit(make_job_sheet, record).result() == job_sheet(record)
