"""Drawing: ids that are stable and unique, and the decisions that hold for a whole sheet."""

import re

import pytest

from packbuilder.draw import draw
from packbuilder.layouts import find_layout
from packbuilder.papers import Paper
from packbuilder.problems import SpecError
from packbuilder.sheet import blanks, spaces
from samples import PAPERS, WORKSHEETS, letters, name_of, sheet_of

PAGE = find_layout("classroom").page(Paper("A4"))

WRITING = "  - {kind: writing, prompt: Write., answer: x%s}\n"
QUESTIONS = "  - {kind: questions, prompt: Answer., questions: [{question: Q, answer: x%s}]%s}\n"


def ids(sheet):
    return [blank.id for blank in blanks(sheet)]


@pytest.mark.parametrize("path", WORKSHEETS, ids=name_of)
def test_ids_are_unique_and_say_where_they_belong(path):
    sheet = sheet_of(path)
    found = ids(sheet)
    assert found
    assert len(set(found)) == len(found)
    for activity in sheet.activities:
        assert re.fullmatch(rf"{path.stem}/[a-z0-9-]+", activity.id)
        for name in ids(activity.drawing):
            assert re.fullmatch(rf"{activity.id}/[a-z0-9]+(-[a-z0-9]+)*", name)


@pytest.mark.parametrize("path", WORKSHEETS, ids=name_of)
def test_the_spaces_of_a_sheet_have_ids_of_their_own(path):
    found = [space.id for space in spaces(sheet_of(path))]
    assert found
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("path", WORKSHEETS, ids=name_of)
def test_ids_are_the_same_on_every_paper(path):
    assert {tuple(ids(sheet_of(path, paper))) for paper in PAPERS} == {tuple(ids(sheet_of(path)))}


@pytest.mark.parametrize("path", WORKSHEETS, ids=name_of)
def test_what_is_read_aloud_gives_no_answer_away(path):
    for blank in blanks(sheet_of(path)):
        told = [text for text in blank.answer if len(text) > 2 and letters(text) in letters(blank.label)]
        assert told == []


def test_drawing_twice_gives_the_same_sheet(read):
    worksheet = read(WRITING % "" + QUESTIONS % ("", ""))
    assert draw(worksheet, None, PAGE) == draw(worksheet, None, PAGE)


@pytest.mark.parametrize(
    ("activities", "names"),
    [
        (WRITING % "", ["writing/text"]),
        (WRITING % ", id: essay", ["essay/text"]),
        (WRITING % "" + WRITING % "", ["writing/text", "writing-2/text"]),
        (WRITING % "" + WRITING % ", id: writing-2", ["writing/text", "writing-2/text"]),
        (WRITING % ", id: writing" + WRITING % "", ["writing/text", "writing-2/text"]),
        (
            WRITING % "" + WRITING % ", id: writing-2" + WRITING % "",
            ["writing/text", "writing-2/text", "writing-3/text"],
        ),
        (QUESTIONS % ("", "") + WRITING % "", ["questions/question-1", "writing/text"]),
        (QUESTIONS % (", id: why", ", id: task"), ["task/why"]),
    ],
)
def test_names(activities, names, read):
    assert ids(draw(read(activities), None, PAGE)) == [f"sheet/{name}" for name in names]


@pytest.mark.parametrize("other", [QUESTIONS % ("", ""), QUESTIONS % ("", ", id: first")])
@pytest.mark.parametrize("place", ["before", "behind"])
def test_an_activity_of_another_kind_changes_no_id(other, place, read):
    old = draw(read(WRITING % ""), None, PAGE)
    new = draw(read(other + WRITING % "" if place == "before" else WRITING % "" + other), None, PAGE)
    assert set(ids(old)) < set(ids(new))


def test_blanks_with_the_same_id_are_reported_where_they_stand(read):
    head = "  - kind: questions\n    prompt: P\n    questions:\n"
    entries = "      - {question: Q, answer: x}\n      - {id: question-1, question: Q, answer: x}\n"
    with pytest.raises(SpecError) as caught:
        draw(read(head + entries), None, PAGE)
    (problem,) = caught.value.problems
    assert (problem.position.line, problem.field) == (7, "activities[0]")
    assert '"sheet/questions/question-1"' in problem.message
    assert "line 6" in problem.message


@pytest.mark.parametrize(
    ("activities", "numbers"), [(WRITING % "", [None]), (WRITING % "" + QUESTIONS % ("", ""), [1, 2])]
)
def test_activities_are_numbered_where_there_are_several(activities, numbers, read):
    assert [activity.number for activity in draw(read(activities), None, PAGE).activities] == numbers


@pytest.mark.parametrize(
    ("activities", "marks", "total"),
    [
        (WRITING % "", [None], 0),
        (WRITING % ", marks: 4", [4], 4),
        (WRITING % ", marks: 4" + QUESTIONS % (", marks: 2", ""), [4, 2], 6),
        (QUESTIONS % (", marks: 2", ", marks: 2"), [2], 2),
        (WRITING % "" + QUESTIONS % (", marks: 2", ""), [None, 2], 2),
    ],
)
def test_marks_are_added_up(activities, marks, total, read):
    sheet = draw(read(activities), None, PAGE)
    assert ([activity.marks for activity in sheet.activities], sheet.marks) == (marks, total)


def test_a_sheet_has_the_packs_title_and_its_own_settings(read):
    sheet = draw(read(WRITING % ""), "The pack", PAGE)
    assert (sheet.id, sheet.title, sheet.pack_title, sheet.language) == ("sheet", "A sheet", "The pack", "en-GB")
