"""The job sheet: one page that says what to print, and no name of a student."""

import re
from dataclasses import fields, replace

import pytest

from packbuilder.class_sets.copies import Copy, Variant
from packbuilder.class_sets.job_sheet import job_sheet
from packbuilder.class_sets.manifest import CopyRecord, Record, StreamFile
from packbuilder.class_sets.roster import Student
from packbuilder.pdf.structure import structure, structure_problems
from packbuilder.promises.accessible import document_flaws
from packbuilder.seen import letters
from packbuilder.typeset import Typeset
from packbuilder.words import Words, languages, words_for
from pdfs import described, page_sizes, text_of
from samples import ROOT
from verapdf import failures, needs_verapdf

A4 = StreamFile("A4.pdf", "A4", "A4", 0)
A3 = StreamFile("A3.pdf", "A3", "A3", 0)
BOOKLET = StreamFile("A4.pdf", "A4", "A3", 0, imposition="booklet")
ALSO_BOOKLET = replace(A3, imposition="booklet")
TWO_UP = StreamFile("Letter.pdf", "Letter", "Tabloid", 0, imposition="two-up")
ONE_SIDE = replace(A4, both_sides=False)


def record_of(
    *, streams=(A4,), sheets=((3,),), classes=1, per_class=2, language="en-GB", separators=False, title="T & T"
):
    """A class set in which the copies have, in turn, so many `sheets` in each of the streams; 0 is none."""
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
            student = Student(f"id{number}", f"Pupilname{number}", name)
            copies.append(CopyRecord(Copy(number + 1, Variant(), name, student), 6, taken))
    sides = [ends[stream.name] * (2 if stream.both_sides else 1) for stream in streams]
    streams = tuple(replace(stream, sides=count) for stream, count in zip(streams, sides, strict=True))
    return Record("K7QM", "russia", title, language, streams, tuple(copies), separators)


def made(**record):
    return job_sheet(record_of(**record), ROOT)


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
            ],
            ["Fold", "Pages", "piles", "separator sheet lies", "new copy", "·"],
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
                "Put the piles together by the number of the copy (No. 0001).",
                "Sheets A4.pdf Sheets A3.pdf 9/1 2 6 1 Total 2 6 1",
            ],
            ["A3.pdf ·", "new copy"],
        ),
        (
            {"streams": (BOOKLET,)},
            [
                "A4.pdf A3 Booklet with A4 pages Both sides, flip on the short edge 6 2 3",
                "Fold each copy in the middle and staple it in the fold. Sheets per copy: 3",
            ],
            ["upper left"],
        ),
        ({"streams": (BOOKLET,), "sheets": ((1,),)}, ["Fold each copy in the middle."], ["taple"]),
        (
            {"streams": (BOOKLET, ALSO_BOOKLET), "sheets": ((3, 2),)},
            ["A3.pdf A3 – Both sides, flip on the long edge", "A3.pdf · Staple each copy at the upper left."],
            ["A3 pages"],
        ),
        (
            {"streams": (TWO_UP,), "language": "en-US"},
            ["Letter.pdf Tabloid 11 × 17″ Two Letter pages side by side Both sides, flip on the short edge"],
            [],
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


def test_nobody_is_named():
    text = read(made(classes=3))
    assert "Pupilname" not in text
    assert "id0" not in text


def test_copies_that_are_not_printed_do_not_count():
    record = record_of()
    file_only = CopyRecord(Copy(3, Variant(), "9/9", Student("x", "Pupilname", "9/9")), 6, {}, "0003.pdf")
    text = read(job_sheet(replace(record, copies=(*record.copies, file_only)), ROOT))
    assert "9/1 2 6 Total 2 6" in text
    assert "9/9" not in text


def test_spare_copies_and_copies_without_a_class_count():
    record = record_of()
    copies = [replace(each, copy=Copy(each.copy.number, Variant())) for each in record.copies]
    assert "– 2 6 Total 2 6" in read(job_sheet(replace(record, copies=tuple(copies)), ROOT))


@pytest.mark.parametrize("streams", [(A4,), (A4, A3)])
@pytest.mark.parametrize("classes", [1, 8, 9, 48, 60])
def test_so_many_classes_fit_on_a_page(classes, streams):
    pdf = made(classes=classes, streams=streams, sheets=((4,) * len(streams), (2,) * len(streams)), separators=True)
    assert len(page_sizes(pdf)) == 1
    text = read(pdf)
    assert [name for name in (f"9/{number} " for number in range(1, classes + 1)) if name not in text] == []
    assert "more" not in text


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
    left = int(re.search(r"… and (\d+) more", text)[1])
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


EVERYTHING = {"streams": (BOOKLET, A3), "sheets": ((3, 2), (4, 2)), "classes": 12, "separators": True}


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
    text = read(job_sheet(replace(record_of(), separators=True), ROOT))
    assert "K7QM 2 6 none" in text
    assert "separator sheet lies" not in text


# What is filled in, by the field.
PLACES = {
    "job_from_to": ["{least}", "{most}"],
    "job_booklet": ["{size}"],
    "job_two_up": ["{size}"],
    "job_staple": ["{sheets}"],
    "job_fold_staple": ["{sheets}"],
    "job_new_copy": ["{number}"],
    "job_marry": ["{number}"],
    "job_more": ["{count}"],
}


@pytest.mark.parametrize("language", languages())
def test_what_is_filled_in_has_its_place(language):
    words = words_for(language)
    for field in (each.name for each in fields(Words) if each.name.startswith("job_")):
        found = re.findall(r"{.*?}", getattr(words, field))
        assert (field, found) == (field, PLACES.get(field, []))


@needs_verapdf[0]
@needs_verapdf[1]
def test_verapdf_finds_the_page_accessible(tmp_path):
    files = []
    for language in ("en-GB", "ar"):
        files.append(tmp_path / f"{language}.pdf")
        files[-1].write_bytes(made(**EVERYTHING, language=language))
    assert failures(files, "PDFUA-1") == []
