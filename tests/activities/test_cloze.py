"""Gap texts: every gap is a blank, and text and gaps keep their order."""

from contextlib import nullcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from packbuilder.activities.cloze import Fields, draw
from packbuilder.emphasis import GAP
from packbuilder.fill import fill
from packbuilder.sheet import EDITIONS, blanks
from samples import DYSLEXIA, LARGE, pen_of


def fields(text, answers, **more):
    return Fields.model_validate({"kind": "cloze", "prompt": "P", "text": text, "answers": answers, **more})


def rebuilt(drawing, show):
    """The text with `show(blank)` in each gap."""
    gaps = (gap for paragraph in drawing.paragraphs for gap in paragraph.gaps)
    text = "\n\n".join(paragraph.passage.text for paragraph in drawing.paragraphs)
    return GAP.sub(lambda _: show(next(gaps)), text)


word = st.text("abc", min_size=1, max_size=8)
sentences = st.lists(st.tuples(word, word), min_size=1, max_size=10)


@given(st.lists(sentences, min_size=1, max_size=3))
def test_text_and_answers_give_the_whole_text(paragraphs):
    """Each sentence is a word and a gap."""
    text = "\n\n".join(" ".join(f"{before} ___ ." for before, _ in paragraph) for paragraph in paragraphs)
    whole = "\n\n".join(" ".join(f"{before} {gap} ." for before, gap in paragraph) for paragraph in paragraphs)
    answers = [gap for paragraph in paragraphs for _, gap in paragraph]
    drawing = draw(fields(text, answers), pen_of())
    assert rebuilt(drawing, lambda blank: blank.answer[0]) == whole
    assert rebuilt(drawing, lambda _: "___") == text
    assert [blank.id for blank in blanks(drawing)] == [f"sheet/task/gap-{n}" for n in range(1, len(answers) + 1)]


@pytest.mark.parametrize(
    ("text", "gaps"),
    [("___", 1), ("a ___ b", 1), ("a _____ b", 1), ("___ ___", 2), ("(___)", 1), ("a___b", 1), ("___\n\n___", 2)],
)
def test_three_underscores_or_more_are_a_gap(text, gaps):
    assert len(list(blanks(draw(fields(text, ["x"] * gaps), pen_of())))) == gaps


@pytest.mark.parametrize("text", ["a", "a_b", "__a__", "_ _ _"])
def test_fewer_are_not(text):
    with pytest.raises(ValidationError):
        fields(text, ["x"])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("It takes in ... from the ___.", '"..." behind "in"'),
        ("It takes in __ from the ___.", '"__" behind "in"'),
        ("In … it ___.", '"…" behind "In"'),
        ("The ___ lies in _.", '"_" behind "in"'),
        *(
            (text, "")
            for text in ("In..... it ___", "They wait… and ___ ...", "... and ___", "a __b__ ___", "___\n... c")
        ),
    ],
)
def test_what_is_a_gap_elsewhere_is_told(text, told):
    with pytest.raises(ValidationError) if told else nullcontext() as caught:
        fields(text, ["x"])
    remedy = "is no gap: a gap is ___ (three underscores); if it is none, put the sign right behind the word"
    assert not told or f"{told} {remedy}" in str(caught.value)


@pytest.mark.parametrize(("text", "answers"), [("___", ["a", "b"]), ("___ ___", ["a"])])
def test_answers_and_gaps_must_be_as_many(text, answers):
    with pytest.raises(ValidationError) as caught:
        fields(text, answers)
    gaps = text.count("___")
    message = f"has {len(answers)} for {gaps} gaps (___); write one for each, in order"
    assert caught.value.errors()[0]["ctx"]["found"] == [(("answers",), message)]


@pytest.mark.parametrize(("place", "editions"), [("student", EDITIONS), ("support", ("support",))])
def test_the_word_bank(place, editions):
    answers = ["b", "a", "b", {"open": True}]
    bank = draw(fields("___ ___ ___ ___", answers, word_bank=place, extra_words=["c"]), pen_of()).bank
    assert (bank.editions, sorted(bank.value)) == (editions, ["a", "b (2×)", "c"])


def test_the_word_bank_does_not_have_the_order_of_the_gaps():
    words = [f"word-{letter}" for letter in "abcdefghij"]
    bank = draw(fields("___ " * 10, words), pen_of()).bank
    assert bank.value != tuple(words)


def test_without_words_there_is_no_word_bank():
    drawing = draw(fields("___", [{"open": True}], word_bank="student"), pen_of())
    assert not fill(drawing, "student").bank


@pytest.mark.parametrize(("gap", "width"), [("small", 28), ("medium", 45), ("large", 65)])
def test_all_gaps_are_alike(gap, width):
    assert draw(fields("___ ___", ["a", "a very long answer"], gap=gap), pen_of()).gap_width == width


@pytest.mark.parametrize(
    ("gap", "rendering", "page", "width"),
    [
        ("medium", LARGE, 176, 45 * 18 / 11),
        ("medium", DYSLEXIA, 176, 45 * 12 / 11 * 0.64 / 0.55),
        ("large", LARGE, 100, 96),  # a gap is no wider than a line
    ],
)
def test_gaps_grow_with_the_letters(gap, rendering, page, width):
    drawing = draw(fields("___", ["a"], gap=gap), pen_of(page, rendering=rendering))
    assert drawing.gap_width == pytest.approx(width)


def test_a_paragraph_too_long_for_a_page_is_divided_at_the_ends_of_sentences():
    sentence = "A sentence with ___ in it, and more words than one line of the page can hold, so that it takes two. "
    drawing = draw(fields(sentence * 40, ["x"] * 40), pen_of())
    assert len(drawing.paragraphs) > 1
    assert " ".join(rebuilt(drawing, lambda _: "___").split()) == " ".join((sentence * 40).split())
    assert all(paragraph.passage.text.endswith(".") for paragraph in drawing.paragraphs)
    assert len({paragraph.space.id for paragraph in drawing.paragraphs}) == len(drawing.paragraphs)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ({"given": "shown"}, '"given" isn\'t for a gap; write it into the text'),
        (["one", "two"], "a gap takes one short answer, not a list of notes"),
    ],
)
def test_what_a_gap_cannot_show_is_refused(answer, message):
    with pytest.raises(ValidationError) as caught:
        fields("___ ___", ["x", answer])
    assert caught.value.errors()[0]["ctx"]["found"] == [(("answers", 1), message)]


@pytest.mark.parametrize("answer", ["one", ["one"], {"answer": "one"}, {"answer": ["one"]}, {"open": True}])
def test_what_it_can_is_fine(answer):
    assert list(blanks(draw(fields("___", [answer]), pen_of())))
