"""What every kind must do, for all kinds there are."""

import json
import re
import sys
from dataclasses import asdict
from itertools import combinations
from pathlib import Path
from typing import get_args

import pytest

from boxes import on_page, overlap
from packbuilder.emphasis import plain
from packbuilder.fill import fill
from packbuilder.kinds import kinds, meant_by
from packbuilder.layouts import find_layout, layout_names, resource
from packbuilder.papers import Paper
from packbuilder.parse import parse_worksheet
from packbuilder.press import Job
from packbuilder.printing import print_sheet
from packbuilder.problems import SpecError
from packbuilder.render import Look, render
from packbuilder.sheet import EDITIONS, blanks
from packbuilder.words import words_for
from pdfs import later_parts, text_of, texts_in
from samples import (
    EXAMPLES,
    LANGUAGE_EXAMPLES,
    PAPERS,
    ROOT,
    expected_entry,
    hidden_answers,
    letters,
    options_in,
    sheet_of,
    shown_in,
)

NAMES = list(kinds())
README = (ROOT / "README.md").read_text("utf-8")
SOME_PAPERS = [Paper("A4", landscape=True), Paper("A3", landscape=True), Paper("Letter"), Paper("Tabloid")]

# The scope keeps the tests of one kind together.
each_kind = pytest.mark.parametrize("name", NAMES, scope="session")
each_edition = pytest.mark.parametrize("edition", EDITIONS)
each_layout = pytest.mark.parametrize("layout", layout_names())


def example(name):
    return EXAMPLES / f"{name}.yaml"


def test_what_others_call_a_kind_means_one_kind():
    others = [(word, kind.name) for kind in kinds().values() for word in kind.also_called]
    assert [word for word, name in others if meant_by(word) != name] == []
    assert [word for word, _ in others if word in kinds()] == []


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        *(("Gap_Fill", "cloze"), ("gapfill", "cloze"), ("table", "chart"), ("flow-chart", "diagram")),
        *(("mindmap", "mind-map"), ("map", "picture-labels"), ("question", "questions"), ("banana", None), ("", None)),
        *(("quizz", "questions"), ("gap-filling", "cloze"), ("Venn diagram", "comparison"), ("word-search", None)),
    ],
)
def test_a_word_that_is_no_kind_may_mean_one(word, kind):
    assert meant_by(word) == kind


@pytest.fixture
def documents(proved, name):
    """The kind's example in every edition, by edition."""
    return proved(example(name)).documents


def fields_of(document):
    return json.loads(document.fields)["fields"]


# --- the three parts of a kind ----------------------------------------------------------------------------


@each_kind
def test_it_is_called_like_its_file(name):
    assert get_args(kinds()[name].fields.model_fields["kind"].annotation) == (name,)
    assert kinds()[name].fields.__module__ == f"packbuilder.activities.{name.replace('-', '_')}"


@each_kind
def test_its_rules_are_no_validators(name):
    # These wouldn't be asked where a field is wrong, and would hide what else is.
    module = Path(sys.modules[kinds()[name].fields.__module__].__file__).read_text("utf-8")
    validators = re.findall(r"\w*_validator", module)
    assert validators == [], "write rules() instead"


@each_kind
def test_it_has_a_line_about_itself(name):
    summary = kinds()[name].summary
    assert 20 <= len(summary) <= 100
    assert summary[0].isupper()
    assert not summary.endswith(".")


@each_kind
def test_it_has_a_row_in_the_readmes_table(name):
    kinds_section = README.partition("### The kinds of activities")[2].partition("\n#")[0]
    assert re.search(rf"(?m)^\| `{name}` \| \w", kinds_section), f"add a row for `{name}` to README's table of kinds"


@each_kind
def test_its_example_is_a_worksheet_of_this_kind_alone(name):
    worksheet = parse_worksheet(example(name))
    assert [activity.kind for activity in worksheet.activities] == [name]


@each_kind
@each_layout
@pytest.mark.parametrize("suffix", ["html", "css"])
def test_it_has_its_place_in_every_layout(name, layout, suffix):
    assert any((folder / f"{name}.{suffix}").is_file() for folder in find_layout(layout).folders)


@each_layout
def test_a_layout_has_nothing_for_kinds_that_are_not_there(layout):
    names = {path.stem for folder in find_layout(layout).folders for path in folder.iterdir()}
    assert names == {*NAMES, "page", "macros", "layout", "renderings", "job-sheet"}


def test_there_is_an_example_for_each_kind_and_for_other_scripts_and_no_other():
    wanted = sorted([*NAMES, *LANGUAGE_EXAMPLES])
    assert sorted(path.name for path in resource("examples").glob("*.yaml")) == [f"{name}.yaml" for name in wanted]


def test_beside_the_examples_are_their_pictures_which_are_called_like_them():
    shown = {way for name in NAMES for way in parse_worksheet(example(name)).shapes}
    assert {path.name for path in resource("examples").iterdir() if path.suffix != ".yaml"} == shown
    assert {Path(name).stem for name in shown} <= set(NAMES)


@pytest.mark.parametrize(("name", "language"), LANGUAGE_EXAMPLES.items())
def test_an_example_of_another_script_is_in_its_language_and_has_several_kinds(name, language):
    worksheet = parse_worksheet(example(name))
    assert worksheet.settings.language == language
    assert len({activity.kind for activity in worksheet.activities}) >= 3
    assert all(blank.answer or blank.open for blank in blanks(sheet_of(example(name))))


# --- drawing ----------------------------------------------------------------------------------------------


@each_kind
def test_its_drawing_is_made_of_values_that_cannot_change(name):
    """`fill` finds blanks in dataclasses and tuples; one in a list would keep its answer."""
    (activity,) = sheet_of(example(name)).activities
    hash(activity.drawing)


@each_kind
def test_its_blanks_have_labels_to_be_read_aloud(name):
    labels = [blank.label for blank in blanks(sheet_of(example(name)))]
    assert all(label.strip() for label in labels)


@each_kind
@each_layout
@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_it_can_be_drawn_and_rendered_on_every_paper(name, paper, layout):
    sheet = sheet_of(example(name), paper, layout)
    for edition in EDITIONS:
        html = render(fill(sheet, edition), edition, find_layout(layout), Look())
        assert all(f'data-blank="{blank.id}"' in html for blank in blanks(sheet))


@each_kind
@pytest.mark.parametrize("paper", SOME_PAPERS, ids=lambda paper: paper.name)
def test_it_can_be_printed_on_other_papers_or_says_what_does_not_fit(name, paper):
    sheet = sheet_of(example(name), paper)
    try:
        printed = print_sheet(Job(lambda *_: sheet, find_layout("classroom"), example(name)), ["student"])["student"]
    except SpecError as error:
        said = str(error)
        assert "activities[0]: " in said
        return
    found = printed.fields
    assert sorted(field.id for field in found if field.part == 1) == sorted(blank.id for blank in blanks(sheet))
    assert later_parts([asdict(field) for field in found]) == []
    page = sheet.page
    for field in found:
        assert on_page(field, page, printed.pages)
    assert [pair for pair in combinations(found, 2) if overlap(*pair)] == []


# --- what is on paper -------------------------------------------------------------------------------------


@each_kind
def test_student_and_key_lie_exactly_over_each_other(documents):
    assert documents["student"].pages == documents["key"].pages
    assert documents["student"].fields == documents["key"].fields


@each_kind
@each_edition
def test_every_blank_is_in_the_fields_exactly_once(name, documents, edition):
    ids = [field["id"] for field in fields_of(documents[edition]) if field.get("part", 1) == 1]
    assert sorted(ids) == sorted(blank.id for blank in blanks(sheet_of(example(name))))
    assert later_parts(fields_of(documents[edition])) == []


@each_kind
@each_edition
def test_each_blank_shows_what_its_edition_is_for(name, documents, edition):
    """Nothing for students, answers or guidance in the key, support where there is some: in its place, and whole."""
    sheet = sheet_of(example(name))
    shown = texts_in(documents[edition].pdf, fields_of(documents[edition]))
    for blank in blanks(sheet):
        expected = expected_entry(blank, edition, words_for(sheet.language))
        assert letters(shown[blank.id]) == letters(" ".join(expected)), blank.id


@each_kind
def test_no_answer_is_on_the_students_sheet(name, documents):
    text = letters(text_of(documents["student"].pdf))
    sheet = sheet_of(example(name))
    hidden = hidden_answers([sheet])
    answers = {answer for blank in blanks(sheet) for answer in blank.answer}
    assert hidden or answers <= options_in(sheet), "all answers stand in the tasks; choose other example answers"
    found = [answer for answer in hidden if letters(answer) in text]
    assert found == [], "choose other example answers, unless the kind or its template prints these"


@each_kind
@each_edition
def test_banks_and_hints_are_on_the_sheets_they_are_for(name, documents, edition):
    text = letters(text_of(documents[edition].pdf))
    wanted = shown_in(edition, sheet_of(example(name)))
    assert [each for each in wanted if letters(plain(each)) not in text] == []


@each_kind
def test_its_example_shows_what_support_can_do(name):
    sheet = sheet_of(example(name))
    assert shown_in("support", sheet) or any(blank.support for blank in blanks(sheet))
