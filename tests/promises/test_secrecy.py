"""The student's sheet knows nothing of the answers."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packbuilder.draw import draw
from packbuilder.fill import fill
from packbuilder.kinds import kinds
from packbuilder.layouts import find_layout
from packbuilder.parse import Worksheet, parse_worksheet
from packbuilder.promises.secrecy import other
from packbuilder.render import Look, render
from packbuilder.sheet import blanks
from packbuilder.source import Mapping
from packbuilder.spec import Settings
from proofs import QUESTION, proof_from, said
from samples import EXAMPLES, page_of

# --- generated worksheets of every kind ---------------------------------------------------------------------

word = st.text("abcdefghijklmnopqrstuvwxyzéß", min_size=1, max_size=9)
line = st.lists(word, min_size=1, max_size=5).map(" ".join)
prose = st.lists(word, min_size=1, max_size=40).map(" ".join)
notes = st.lists(line, min_size=1, max_size=3)
answer = st.one_of(prose, notes)
open_blank = st.fixed_dictionaries({"open": st.just(True)}, optional={"guidance": prose, "support": prose})
blank = st.one_of(
    answer,
    open_blank,
    st.fixed_dictionaries({"given": line}),
    st.fixed_dictionaries({"answer": answer, "support": line}),
)
with_answer = st.one_of(st.fixed_dictionaries({"answer": answer}, optional={"support": prose}), open_blank)
lines = st.integers(1, 8)
bank = st.sampled_from(["student", "support", "never"])


def both(one, two):
    """Dictionaries that have the entries of both."""
    return st.tuples(one, two).map(lambda pair: pair[0] | pair[1])


question = both(st.fixed_dictionaries({"question": prose, "lines": lines}), with_answer)
questions = st.lists(question, min_size=1, max_size=3)


def rows(count, heading):
    row = {heading: line, "answers": st.lists(blank, min_size=count, max_size=count)}
    return st.lists(st.fixed_dictionaries(row, optional={"space": lines}), min_size=1, max_size=3)


@st.composite
def tables(draw, columns, heading):
    names = draw(st.lists(line, min_size=2, max_size=3))
    return {columns: names, "rows": draw(rows(len(names), heading))}


@st.composite
def clozes(draw):
    answers = draw(st.lists(st.one_of(line, open_blank), min_size=1, max_size=5))
    text = " ___ ".join(draw(word) for _ in range(len(answers) + 1))
    return {"text": text, "answers": answers, "word_bank": draw(bank), "extra_words": draw(st.lists(word, max_size=2))}


@st.composite
def diagrams(draw):
    counts = draw(st.lists(st.integers(1, 3), min_size=1, max_size=3))
    boxes = st.one_of(st.fixed_dictionaries({"answer": line}), st.fixed_dictionaries({"given": line}), open_blank)
    found = [[draw(boxes) | {"id": f"box-{row}-{place}"} for place in range(n)] for row, n in enumerate(counts)]
    return {"rows": found, "word_bank": draw(bank)}


@st.composite
def terms(draw):
    items = []
    for _ in range(draw(st.integers(1, 5))):
        side = draw(st.sampled_from(["term", "meaning"]))
        item = {"term": draw(line), "meaning": draw(prose), "blank": side}
        if draw(st.booleans()):
            item |= {"open": True, "guidance": draw(prose)}
            del item[side]
        items.append(item)
    return {"terms": items, "word_bank": draw(bank)}


@st.composite
def timelines(draw):
    task = draw(st.sampled_from(["events", "dates", "order"]))
    years = draw(st.lists(st.integers(1, 2020), min_size=2, max_size=5, unique=True))
    events = [{"date": str(year), "event": draw(line), "given": draw(st.booleans())} for year in years]
    for event in events:
        if draw(st.booleans()):
            event["label"] = draw(word)
    return {"task": task, "events": events}


# Leaves can't be given alone: a branch of a map is a blank or a text, with blanks and texts below it.
leaf = st.one_of(
    st.fixed_dictionaries({"answer": line, "label": line}), st.fixed_dictionaries({"given": line}), open_blank
)
branch = both(leaf, st.fixed_dictionaries({"branches": st.lists(leaf, max_size=2)}))
fact = st.fixed_dictionaries({"label": line, "value": blank, "lines": lines})
card = st.fixed_dictionaries({"name": line, "facts": st.lists(fact, min_size=1, max_size=3)})
source = st.fixed_dictionaries({"text": prose, "provenance": line})
cell = both(st.fixed_dictionaries({"heading": line}), with_answer)
pair = st.fixed_dictionaries({"item": line, "match": line})

SPECS = {
    "chart": tables("columns", "heading"),
    "cloze": clozes(),
    "comparison": tables("sides", "aspect"),
    "diagram": diagrams(),
    "matching": st.fixed_dictionaries({"pairs": st.lists(pair, min_size=2, max_size=6)}),
    "mind-map": st.fixed_dictionaries({"centre": line, "branches": st.lists(branch, min_size=2, max_size=4)}),
    "profile": st.fixed_dictionaries({"cards": st.lists(card, min_size=1, max_size=2)}),
    "questions": st.fixed_dictionaries({"questions": questions}),
    "research": both(
        st.fixed_dictionaries({"questions": questions}),
        st.fixed_dictionaries({}, optional={"notes": with_answer, "log": st.integers(0, 2)}),
    ),
    "source-analysis": st.fixed_dictionaries(
        {"source": source, "grid": st.lists(cell, min_size=1, max_size=3), "questions": questions}
    ),
    "terms": terms(),
    "timeline": timelines(),
    "writing": both(st.fixed_dictionaries({"lines": lines}), with_answer),
}
PAGE = page_of(176)


def student_html(specs):
    """What is typeset for the student: the same pages come of the same text."""
    worksheet = Worksheet("x", EXAMPLES / "x.yaml", "T", Settings(), tuple(specs), Mapping())
    filled = fill(draw(worksheet, None, PAGE), "student")
    return render(filled, "student", find_layout("classroom"), Look(galley=True))


def test_worksheets_are_generated_of_kinds_that_there_are():
    assert set(SPECS) <= set(kinds())


@pytest.mark.parametrize("name", kinds())
@settings(max_examples=12)
@given(st.data())
def test_no_kind_draws_with_its_answers(name, data):
    if name in SPECS:
        values = {"kind": name, "prompt": data.draw(prose)} | data.draw(SPECS[name])
        spec = kinds()[name].fields.model_validate(values)
    else:  # a new kind has an example at least
        (spec,) = parse_worksheet(EXAMPLES / f"{name}.yaml").activities
    texts = data.draw(st.lists(st.one_of(word, prose), min_size=1, max_size=5))
    disguised = spec.disguised(lambda text: texts[len(text) % len(texts)])
    assert student_html([disguised]) == student_html([spec])


# --- disguises -----------------------------------------------------------------------------------------------


def answers_of(name, **values):
    """The answers in the key of a worksheet with this activity, before and after it was disguised."""
    spec = kinds()[name].fields.model_validate({"kind": name, "prompt": "P"} | values)
    found = []
    for each in (spec, spec.disguised(lambda text: text.upper())):
        worksheet = Worksheet("x", EXAMPLES / "x.yaml", "T", Settings(), (each,), Mapping())
        filled = fill(draw(worksheet, None, PAGE), "key")
        found.append([blank.entry.paragraphs for blank in blanks(filled)])
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
        ("diagram", {"rows": [[{"id": "a", "answer": "one"}, {"id": "b", "answer": "two"}]]}, [("ONE",), ("TWO",)]),
        (
            "diagram",
            {"rows": [[{"id": "a", "answer": "one"}, {"id": "b", "answer": "two"}]], "word_bank": "student"},
            [("two",), ("one",)],
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


@pytest.mark.parametrize("text", ["a delta", "A long answer of many words, such as students write in an essay."])
def test_an_answer_is_replaced_by_one_of_another_length(text):
    assert abs(len(other(text)) - len(text)) > 40


# --- printed worksheets ----------------------------------------------------------------------------------------


def test_a_kind_that_counts_the_letters_of_its_answers(tmp_path, monkeypatch):
    questions = kinds()["questions"]

    def draw_wide(fields, pen):
        drawing = questions.draw(fields, pen)
        first = drawing.questions[0]
        count = len(fields.questions[0].answer[0])
        spaces = tuple(replace(space, minimum=space.minimum + count) for space in first.spaces)
        return replace(drawing, questions=(replace(first, spaces=spaces),))

    monkeypatch.setitem(kinds(), "questions", replace(questions, draw=draw_wide))
    where, what = "3:5: activities[0]: student: ", 'the space "x/questions/question-1-space" changes with the answers'
    assert said("secrecy", proof_from(tmp_path / "unit", QUESTION)) == [
        f"{where}{what}; neither the kind nor the layout may use them there"
    ]


def test_a_kind_whose_names_tell(tmp_path, monkeypatch):
    questions = kinds()["questions"]

    def draw_named(fields, pen):
        drawing = questions.draw(fields, pen)
        first = drawing.questions[0]
        named = replace(first.blank, label=f"{first.blank.label} {len(first.blank.answer[0])}")
        return replace(drawing, questions=(replace(first, blank=named),))

    monkeypatch.setitem(kinds(), "questions", replace(questions, draw=draw_named))
    where, what = "6:9: activities[0]: student: ", "the blank's name or place in the order changes with the answers"
    assert said("secrecy", proof_from(tmp_path / "unit", QUESTION)) == [
        f"{where}{what}; neither the kind nor the layout may use them there"
    ]
