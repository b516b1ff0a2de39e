"""The packs in worksheets/: they build without a problem, and their PDFs are what they say they are."""

import json

import page as accessibility
import pytest

from packbuilder.emphasis import plain
from packbuilder.papers import SIZES
from packbuilder.pdf.structure import structure_problems
from packbuilder.renderings import Rendering
from packbuilder.sheet import EDITIONS, blanks
from packbuilder.words import words_for
from pdfs import bookmarks, described, later_parts, page_sizes, text_of, texts_in
from samples import PACKS, expected_entry, hidden_answers, letters, pack_of, sheet_of

# The scope keeps the tests of one build together.
each_pack = pytest.mark.parametrize(
    ("folder", "family"),
    [
        pytest.param(folder, family, id=f"{folder.name}-{on}", marks=marks)
        for folder in PACKS
        for family, on in ((None, "A4"), ("us", "Letter"))
        # One pack on American papers is enough every time.
        for marks in ([pytest.mark.full] if family and folder.name.startswith("ideology") else [],)
    ],
    scope="session",
)
each_edition = pytest.mark.parametrize("edition", EDITIONS)


@pytest.fixture
def report(made, folder, family):
    return made(folder, family)


@pytest.fixture
def documents(report):
    return {document.edition: document for document in report.documents}


def worksheets_in(folder):
    return pack_of(folder).worksheets


def sheets_in(folder):
    return [sheet_of(worksheet.path) for worksheet in worksheets_in(folder)]


def fields_of(document):
    return json.loads(document.fields)


def test_there_are_packs():
    assert [folder.name for folder in PACKS] == ["establishment-of-stalins-rule", "ideology-and-the-state"]


@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: folder.name)
def test_every_worksheet_of_the_folder_is_in_the_pack(folder):
    listed = {worksheet.id for worksheet in worksheets_in(folder)}
    assert listed == {path.stem for path in folder.glob("*.yaml")} - {"pack"}


@each_pack
def test_it_builds_without_a_problem(folder, report):
    assert [str(problem) for problem in report.problems] == []
    assert [document.name for document in report.documents] == [f"{folder.name}-{edition}" for edition in EDITIONS]


@pytest.mark.parametrize(
    "folder",
    [
        pytest.param(folder, id=folder.name, marks=[pytest.mark.full] if folder.name.startswith("ideology") else [])
        for folder in PACKS
    ],
)
def test_it_builds_for_a_reader_who_needs_all_that_there_is(made, folder):
    report = made(folder, None, Rendering(large_print=True, dyslexia=True, screen=True))
    assert [str(problem) for problem in report.problems] == []


@each_pack
def test_student_and_key_lie_exactly_over_each_other(documents):
    assert documents["student"].pages == documents["key"].pages
    assert documents["student"].fields == documents["key"].fields


@each_pack
@each_edition
def test_its_bookmarks_are_the_worksheets_in_order(folder, documents, edition):
    top = [(title, number) for level, title, number in bookmarks(documents[edition].pdf) if level == 0]
    assert [title for title, _ in top] == [plain(worksheet.title) for worksheet in worksheets_in(folder)]
    assert [number for _, number in top] == sorted({number for _, number in top})
    assert top[0][1] == 0


@each_pack
@each_edition
def test_it_says_what_it_is_and_in_which_language(folder, documents, edition):
    title = plain(pack_of(folder).title)
    suffix = {"student": "", "key": " – Answer key", "support": " – Support"}[edition]
    assert described(documents[edition].pdf) == (title + suffix, title + suffix, "en-GB")


@each_pack
@each_edition
def test_its_pages_have_the_size_that_the_fields_file_says(family, documents, edition):
    sizes = page_sizes(documents[edition].pdf)
    said = [(size["width"], size["height"]) for size in fields_of(documents[edition])["pages"]]
    assert len(sizes) == documents[edition].pages
    assert [width for width, _ in sizes] == pytest.approx([width for width, _ in said], abs=0.01)
    assert [height for _, height in sizes] == pytest.approx([height for _, height in said], abs=0.01)
    papers = ("Letter", "Tabloid") if family else ("A4", "A3")
    assert {tuple(sorted(size)) for size in said} <= {SIZES[paper] for paper in papers}


@each_pack
@each_edition
def test_every_blank_is_in_the_fields_exactly_once(folder, documents, edition):
    fields = fields_of(documents[edition])["fields"]
    firsts = sorted(field["id"] for field in fields if field.get("part", 1) == 1)
    assert firsts == sorted(blank.id for sheet in sheets_in(folder) for blank in blanks(sheet))
    assert later_parts(fields) == []


@each_pack
@each_edition
def test_each_blank_shows_what_its_edition_is_for(folder, documents, edition):
    shown = texts_in(documents[edition].pdf, fields_of(documents[edition])["fields"])
    for sheet in sheets_in(folder):
        for blank in blanks(sheet):
            expected = expected_entry(blank, edition, words_for(sheet.language))
            assert letters(shown[blank.id]) == letters(" ".join(expected)), blank.id


@each_pack
def test_no_answer_is_on_the_students_sheets(folder, documents):
    text = letters(text_of(documents["student"].pdf))
    hidden = hidden_answers(sheets_in(folder))
    assert len(hidden) > 20
    assert [answer for answer in hidden if letters(answer) in text] == []


@each_pack
@each_edition
def test_it_is_accessible(documents, edition):
    """PDF/UA-1 (ISO 14289-1), as far as a program can say."""
    outcome = accessibility.validate_pdf_bytes(documents[edition].pdf, profile="ua1")
    assert [f"{failure.rule_id}: {failure.message}" for failure in outcome.failures] == []
    assert outcome.is_compliant


@each_pack
@each_edition
def test_its_structure_leads_to_its_content(documents, edition):
    assert structure_problems(documents[edition].pdf) == []
