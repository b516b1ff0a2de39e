"""What every rendering must do, for all kinds there are: build, keep every promise, and have the same blanks.

The usual run takes each example in each rendering on its own paper. `pytest -m full` takes American papers, fills in
every fillable PDF, and asks veraPDF about everything.
"""

import json
from dataclasses import asdict

import pytest

from forms import by_program, not_shown, values, widgets
from packbuilder.fields import Field
from packbuilder.pdf.forms import field_name
from packbuilder.renderings import RENDERINGS, Rendering
from packbuilder.sheet import blanks
from pdfs import later_parts, texts_in
from samples import EXAMPLES, PACKS, sheet_of
from verapdf import failures, needs_verapdf

EVERY_EXAMPLE = sorted(EXAMPLES.glob("*.yaml"))
SCREEN = Rendering(screen=True)
SOME = ("arabic", "chinese", "cloze", "mind-map", "research")
"""Examples whose fillable PDFs are filled in by every run: two scripts, gaps, a canvas, tables and long lines."""

full = pytest.mark.full
each_example = pytest.mark.parametrize("path", EVERY_EXAMPLE, ids=lambda path: path.stem)
each_rendering = pytest.mark.parametrize("rendering", RENDERINGS, ids=lambda rendering: rendering.name or "usual")
each_paper = pytest.mark.parametrize("family", [None, pytest.param("us", marks=full)], ids=["A4", "Letter"])


def fields_of(document):
    return json.loads(document.fields)["fields"]


@each_paper
@each_rendering
@each_example
def test_it_keeps_every_promise(proved, path, rendering, family):
    assert proved(path, rendering, family).problems == ()


@each_paper
@each_rendering
@each_example
def test_it_has_the_blanks_of_the_usual_look_and_student_and_key_have_them_in_the_same_places(
    proved, path, rendering, family
):
    documents = proved(path, rendering, family).documents
    usual = sorted(blank.id for blank in blanks(sheet_of(path)))
    for document in documents.values():
        fields = fields_of(document)
        assert sorted(field["id"] for field in fields if field.get("part", 1) == 1) == usual
        assert later_parts(fields) == []
    assert documents["student"].fields == documents["key"].fields
    assert documents["student"].pages == documents["key"].pages


@each_paper
@each_rendering
@each_example
def test_its_files_are_called_by_edition_and_rendering(proved, path, rendering, family):
    documents = proved(path, rendering, family).documents
    ending = f"-{rendering.name}" if rendering.name else ""
    assert {edition: document.name for edition, document in documents.items()} == {
        edition: f"{path.stem}-{edition}{ending}" for edition in ("student", "key", "support")
    }


@each_paper
@each_rendering
@each_example
def test_only_fillable_sheets_have_fields_to_type_into_one_for_each_blank_and_each_line_of_a_head(
    proved, path, rendering, family
):
    for edition, document in proved(path, rendering, family).documents.items():
        fillable = rendering.screen and edition != "key"
        expected = [field_name(Field(**field)) for field in fields_of(document)]
        expected += ["name", "class", "date"] * document.pages
        assert sorted(each.name for each in widgets(document.pdf)) == (sorted(expected) if fillable else [])


# --- filled in by a program -------------------------------------------------------------------------------


def assert_it_can_be_filled_in(pdf):
    """Every field takes a text, keeps it, and shows it; nothing else changes."""
    texts = {each.name: f"Xy {number}" for number, each in enumerate(widgets(pdf))}
    filled = by_program(pdf, texts)
    assert texts
    assert values(filled) == texts
    assert not_shown(pdf, filled) == []


@each_example
def test_a_line_of_the_head_is_typed_behind_its_label(proved, path):
    document = proved(path, SCREEN).documents["student"]
    head = [each for each in widgets(document.pdf) if "/" not in each.name]
    fields = [asdict(Field(f"{each.name} {each.page}", each.name, each.page, *each.box)) for each in head]
    assert set(texts_in(document.pdf, fields).values()) == {""}
    assert min(each.box[2] for each in head) > 10


@pytest.mark.parametrize("edition", ["student", "support"])
@pytest.mark.parametrize(
    "path",
    [pytest.param(path, id=path.stem, marks=() if path.stem in SOME else full) for path in EVERY_EXAMPLE],
)
def test_every_field_shows_what_is_typed(proved, path, edition):
    assert_it_can_be_filled_in(proved(path, SCREEN).documents[edition].pdf)


@full
@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: folder.name)
def test_every_field_of_a_pack_shows_what_is_typed(made, folder):
    documents = made(folder, None, SCREEN).documents
    assert len(documents) == 3
    for document in documents:
        if document.edition != "key":
            assert_it_can_be_filled_in(document.pdf)


# --- veraPDF ----------------------------------------------------------------------------------------------


@pytest.fixture
def files(proved, tmp_path, family):
    """Every example in every rendering and edition."""
    made = [proved(path, rendering, family) for path in EVERY_EXAMPLE for rendering in RENDERINGS]
    documents = [document for each in made for document in each.documents.values()]
    for document in documents:
        (tmp_path / f"{document.name}.pdf").write_bytes(document.pdf)
    assert len(documents) == 3 * len(EVERY_EXAMPLE) * len(RENDERINGS)
    return [tmp_path / f"{document.name}.pdf" for document in documents]


@full
@needs_verapdf[0]
@needs_verapdf[1]
@pytest.mark.parametrize("family", [None, "us"], ids=["A4", "Letter"])
@pytest.mark.parametrize("flavour", ["PDFUA-1", "PDFA-3A"])
def test_every_pdf_keeps_the_standard(files, flavour):
    assert failures(files, flavour) == []
