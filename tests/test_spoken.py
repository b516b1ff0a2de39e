"""What a screen reader says of a page: all that a drawing shows, each thing for itself, and nothing twice."""

from itertools import pairwise

import pytest

from packbuilder.renderings import USUAL, Rendering
from pdfs import text_of
from proofs import proof_from
from samples import LARGE
from spoken import spoken

SCREEN = Rendering(screen=True)

DIAGRAM = """\
title: T
activities:
  - kind: diagram
    prompt: P
    rows:
      - [{id: a, given: Light}, {id: b, answer: water}]
      - [{id: c, answer: leaf}]
      - [{id: d, given: Sugar}, {id: e, answer: oxygen}]
    word_bank: never
    arrows: [[a, c], [b, c], [c, d], [c, e], [e, c]]
"""


def texts(folder, text, edition="student", rendering=USUAL):
    document = proof_from(folder / "unit", text, (edition,), rendering=rendering).documents[edition]
    return [(kinds, said.strip()) for kinds, said in spoken(document) if said.strip()]


@pytest.mark.parametrize("rendering", [USUAL, SCREEN])
@pytest.mark.parametrize("edition", ["student", "support"])
def test_the_arrows_of_a_diagram_are_told_without_answers(tmp_path, edition, rendering):
    said = [text.removeprefix("T: ") for kinds, text in texts(tmp_path, DIAGRAM, edition, rendering) if "L" in kinds]
    assert said == [
        *("Light", "leads to 3"),
        *("to fill in 2", "leads to 3"),
        *("to fill in 3", "leads to “Sugar”, 5"),
        "Sugar",
        *("to fill in 5", "leads to 3"),
    ]


TIMELINE = """\
title: T
activities:
  - kind: timeline
    prompt: P
    events:
      - {date: 1905, event: Revolt}
      - {date: 1917, event: Revolution}
      - {date: 1936, event: Trials}
"""


@pytest.mark.parametrize("rendering", [USUAL, SCREEN])
def test_years_beside_the_axis_are_printed_and_only_seen(tmp_path, rendering):
    document = proof_from(tmp_path / "unit", TIMELINE, rendering=rendering).documents["student"]
    assert "1910" in text_of(document)
    said = " ".join(text for _, text in spoken(document))
    assert ("1917" in said, "1910" in said) == (True, False)


BANK = """\
title: T
activities:
  - kind: cloze
    prompt: P
    text: The ___ flows to the ___.
    answers: [left side, heart]
    word_bank: student
  - kind: writing
    prompt: P
    starters: [On the one hand, On the other hand]
    answer: A
"""
BANKS = [
    ("LBody", {"left side", "heart"}),
    ("LBody", {"On the one hand", "On the other hand"}),
    ("Caption", {"Word bank", "Sentence starters"}),
]


@pytest.mark.parametrize("rendering", [USUAL, SCREEN, LARGE])
def test_what_stands_in_a_bank_is_heard_one_by_one(tmp_path, rendering):
    found = texts(tmp_path, BANK, "support", rendering)
    for kind, wanted in BANKS:
        assert {text for kinds, text in found if kind in kinds} >= wanted
    said = [kinds for kinds, _ in spoken(proof_from(tmp_path / "again", BANK).documents["student"])]
    assert not any(pair == ("L", "Span") for kinds in said for pair in pairwise(kinds))  # the spaces between


FROM_RIGHT = """\
title: {title}
language: {language}
activities:
  - kind: questions
    prompt: {prompt}
    questions: [{{question: "{question}", answer: A}}]
"""
SENTENCES = {
    "ar": ("السلاجقة", "أجب عن السؤال.", "متى دخل السلاجقة في **بغداد**، إلى الشرق، عام 1055 (NATO)؟"),
    "he": ("שלום עולם", "ענו על השאלה.", "מתי נוסדה **ירושלים**, לפני 3000 שנה (NATO)?"),
}


@pytest.mark.parametrize("rendering", [USUAL, LARGE])
@pytest.mark.parametrize("language", SENTENCES)
def test_what_runs_from_right_to_left_is_heard_as_it_is_written(tmp_path, language, rendering):
    title, prompt, question = SENTENCES[language]
    text = FROM_RIGHT.format(language=language, title=title, prompt=prompt, question=question)
    said = "".join(f"{said} " for _, said in texts(tmp_path, text, rendering=rendering))
    for wanted in (title, prompt, question.replace("**", "")):
        assert wanted.replace(" ", "") in said.replace(" ", "")


@pytest.mark.parametrize(
    ("language", "prompt"),
    [("he", "נסע ל**ירושלים**, ואז חזר."), ("ar", "دمشق و**بغداد**، ثم عاد (**الخلافة**).")],
)
def test_no_space_is_heard_where_emphasis_begins_or_ends_in_a_word(tmp_path, language, prompt):
    text = FROM_RIGHT.format(language=language, title="T", prompt=prompt, question="Q")
    document = proof_from(tmp_path / "unit", text).documents["student"]
    assert prompt.replace("**", "") in "".join(said for _, said in spoken(document))


def test_the_words_at_the_ends_of_lines_are_heard_apart(tmp_path):
    words = "في بغداد عاش العلماء والشعراء "
    text = FROM_RIGHT.format(language="ar", title="ت", prompt=words * 9, question="س")
    document = proof_from(tmp_path / "unit", text).documents["student"]
    assert (words * 9).strip() in "".join(said for _, said in spoken(document))
