"""The student's sheet knows nothing of the answers."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generated import activities, texts
from packbuilder.activities import questions
from packbuilder.draw import draw
from packbuilder.fill import fill
from packbuilder.kinds import kinds
from packbuilder.layouts import find_layout
from packbuilder.parse import Worksheet
from packbuilder.positioned import Mapping
from packbuilder.problems import Position
from packbuilder.promises.secrecy import other
from packbuilder.render import Look, render
from packbuilder.sheet import blanks
from packbuilder.spec import Settings
from proofs import QUESTION, proof_from, said
from samples import EXAMPLES, page_of

# --- generated worksheets of every kind ---------------------------------------------------------------------

PAGE = page_of(176)


def filled_for(edition, *specs):
    """The sheet of a worksheet with these activities."""
    source = Mapping(title="T")
    source.key_positions = {"title": Position()}
    worksheet = Worksheet("x", EXAMPLES / "x.yaml", "T", Settings(), specs, source)
    return fill(draw(worksheet, None, PAGE), edition)


def student_html(spec):
    """What is typeset for the student: the same pages come of the same text."""
    return render(filled_for("student", spec), "student", find_layout("classroom"), Look(galley=True))


@pytest.mark.parametrize("name", kinds())
@settings(max_examples=12)
@given(st.data())
def test_no_kind_draws_with_its_answers(name, data):
    spec = kinds()[name].fields.model_validate(data.draw(activities(name)))
    others = data.draw(st.lists(texts(300), min_size=1, max_size=5))
    disguised = spec.disguised(lambda text: others[len(text) % len(others)])
    assert student_html(disguised) == student_html(spec)


# --- disguises -----------------------------------------------------------------------------------------------


def answers_of(name, **values):
    """The answers in the key of a worksheet with this activity, before and after it was disguised."""
    spec = kinds()[name].fields.model_validate({"kind": name, "prompt": "P"} | values)
    found = []
    for each in (spec, spec.disguised(lambda text: text.upper())):
        found.append([blank.entry.paragraphs for blank in blanks(filled_for("key", each))])
    return found


@pytest.mark.parametrize(
    ("name", "values", "disguised"),
    [
        ("writing", {"answer": "a text"}, [("A TEXT",)]),
        ("writing", {"open": True, "guidance": "a text"}, [("A TEXT",)]),
        (
            "chart",
            {"columns": ["a"], "rows": [{"answers": [["one", "two"]]}, {"answers": [{"given": "x"}]}]},
            [("ONE", "TWO")],
        ),
        ("cloze", {"text": "___ ___", "answers": ["one", "two"]}, [("ONE",), ("TWO",)]),
        ("cloze", {"text": "___ ___", "answers": ["one", "two"], "word_bank": "student"}, [("two",), ("one",)]),
        (
            "cloze",
            {"text": "_____ ___ ___", "answers": ["one", {"open": True}, "two"], "word_bank": "student"},
            [("two",), (), ("one",)],
        ),
        (
            "picture-labels",
            {
                "image": "a.png",
                "alt": "A",
                "labels": [
                    {"at": [0, 0], "answer": "one"},
                    {"at": [50, 50], "given": "x"},
                    {"at": [99, 0], "answer": "two"},
                ],
                "word_bank": "student",
            },
            [("two",), ("one",)],
        ),
        ("diagram", {"rows": [[{"id": "a", "answer": "one"}, {"id": "b", "answer": "two"}]]}, [("ONE",), ("TWO",)]),
        (
            "diagram",
            {"rows": [[{"id": "a", "answer": "one"}, {"id": "b", "answer": "two"}]], "word_bank": "student"},
            [("two",), ("one",)],
        ),
        (
            "diagram",
            {"rows": [[{"id": "a", "answer": ["1", "2"]}, {"id": "b", "answer": "3"}]], "word_bank": "student"},
            [("3",), ("1", "2")],
        ),
        ("terms", {"terms": [{"term": "one", "meaning": "two"}]}, [("TWO",)]),
        (
            "terms",
            {
                "blank": "term",
                "word_bank": "student",
                "terms": [
                    {"term": "one", "meaning": "x"},
                    {"term": "two", "meaning": "y", "blank": "meaning"},
                    {"term": "three", "meaning": "z"},
                ],
            },
            [("three",), ("Y",), ("one",)],
        ),
        (
            "timeline",
            {"events": [{"date": "1", "event": "one"}, {"date": "2", "event": "two", "given": True}]},
            [("ONE",)],
        ),
        (
            "timeline",
            {
                "task": "dates",
                "events": [{"date": "100", "event": "one"}, {"date": "2", "event": "two", "label": "ii"}],
            },
            [("4",), ("II",)],
        ),
    ],
)
def test_answers_become_others_or_change_places(name, values, disguised):
    before, after = answers_of(name, **values)
    assert after == disguised
    assert before != after


@pytest.mark.parametrize("name", ["matching", "timeline"])
def test_options_change_places(name):
    values = {
        "matching": {"pairs": [{"item": "a", "match": "one"}, {"item": "b", "match": "two"}]},
        "timeline": {"task": "order", "events": [{"date": "1", "event": "one"}, {"date": "2", "event": "two"}]},
    }
    before, after = answers_of(name, **values[name])
    assert after == before[::-1]
    assert before != after


def test_sentence_starters_become_others():
    values = {"kind": "writing", "prompt": "P", "open": True, "starters": ["one", "two"]}
    spec = kinds()["writing"].fields.model_validate(values)
    assert spec.disguised(lambda text: text.upper()).starters == ("ONE", "TWO")


@pytest.mark.parametrize("text", ["a delta", "A long answer of many words, such as students write in an essay."])
def test_an_answer_is_replaced_by_one_of_another_length(text):
    assert abs(len(other(text)) - len(text)) > 40


# --- printed worksheets ----------------------------------------------------------------------------------------


def test_a_kind_that_counts_the_letters_of_its_answers(tmp_path, monkeypatch):
    usual = questions.draw

    def draw_wide(fields, pen):
        drawing = usual(fields, pen)
        first = drawing.questions[0]
        count = len(fields.questions[0].answer[0])
        spaces = tuple(replace(space, minimum=space.minimum + count) for space in first.spaces)
        return replace(drawing, questions=(replace(first, spaces=spaces),))

    monkeypatch.setattr(questions, "draw", draw_wide)
    where, what = "3:5: activities[0]: student: ", 'the space "x/questions/question-1-space" changes with the answers'
    assert said("secrecy", proof_from(tmp_path / "unit", QUESTION)) == [
        f"{where}{what}; neither the kind nor the layout may use them there"
    ]


def test_a_kind_whose_names_tell(tmp_path, monkeypatch):
    usual = questions.draw

    def draw_named(fields, pen):
        drawing = usual(fields, pen)
        first = drawing.questions[0]
        named = replace(first.blank, label=f"{first.blank.label} {len(first.blank.answer[0])}")
        return replace(drawing, questions=(replace(first, blank=named),))

    monkeypatch.setattr(questions, "draw", draw_named)
    where, what = "6:9: activities[0]: student: ", "the blank's name or place in the order changes with the answers"
    assert said("secrecy", proof_from(tmp_path / "unit", QUESTION)) == [
        f"{where}{what}; neither the kind nor the layout may use them there"
    ]
