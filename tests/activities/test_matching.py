"""Matching: the letters are right, and their order gives nothing away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from packbuilder.activities.matching import Fields, draw
from packbuilder.renderings import USUAL
from packbuilder.sheet import OnlyIn, Space, blanks
from samples import DYSLEXIA, LARGE, pen_of


def fields(pairs, extra=(), **more):
    """Pairs are (item, match), or mappings as in YAML."""
    written = [pair if isinstance(pair, dict) else dict(zip(("item", "match"), pair, strict=True)) for pair in pairs]
    return Fields.model_validate({"kind": "matching", "prompt": "P", "pairs": written, "extra": list(extra), **more})


@st.composite
def tasks(draw):
    """Pairs, some of which share a match, and choices that belong to no item."""
    count = draw(st.integers(2, 24))
    matches = [f"match {draw(st.integers(0, 17))}" for _ in range(count)]
    extra = draw(st.lists(st.integers(100, 107).map(lambda number: f"match {number}"), max_size=8, unique=True))
    return [(f"item {number}", match) for number, match in enumerate(matches)], extra


@given(tasks())
def test_each_answer_is_the_letter_of_its_match(task):
    pairs, extra = task
    drawing = draw(fields(pairs, extra), pen_of())
    choices = {choice.letter: choice.text for choice in drawing.choices}
    assert [(item.text, choices[item.blank.answer[0]]) for item in drawing.items] == pairs


@given(tasks())
def test_each_choice_stands_once_with_a_letter_of_its_own(task):
    pairs, extra = task
    choices = draw(fields(pairs, extra), pen_of()).choices
    assert sorted(choice.text for choice in choices) == sorted({match for _, match in pairs} | set(extra))
    assert [choice.letter for choice in choices] == list("ABCDEFGHIJKLMNOPQRSTUVWXYZ"[: len(choices)])


@given(tasks(), st.randoms(use_true_random=False))
def test_the_order_of_the_pairs_leaves_no_trace_in_the_choices(task, random):
    pairs, extra = task
    choices = draw(fields(pairs, extra), pen_of()).choices
    random.shuffle(pairs)
    random.shuffle(extra)
    assert draw(fields(pairs, extra), pen_of()).choices == choices


def test_items_keep_their_order():
    drawing = draw(fields([("b", "1"), ("a", "2"), ("c", "3")]), pen_of())
    assert [(item.number, item.text) for item in drawing.items] == [(1, "b"), (2, "a"), (3, "c")]


def test_the_letters_are_not_a_b_c():
    pairs = [(f"item {number}", f"match {number}") for number in range(12)]
    letters = "".join(blank.answer[0] for blank in blanks(draw(fields(pairs), pen_of())))
    assert letters != "ABCDEFGHIJKL"
    assert sorted(letters) == list("ABCDEFGHIJKL")


def test_ids_and_hints():
    pairs = [{"item": "a", "match": "1", "support": "begins with …"}, {"item": "b", "match": "2", "id": "second"}]
    first, second = draw(fields(pairs), pen_of()).items
    assert (first.blank.id, second.blank.id) == ("sheet/task/pair-1", "sheet/task/second")
    assert (first.hint, second.hint) == (OnlyIn(("support",), "begins with …"), OnlyIn(("support",), None))


@pytest.mark.parametrize(("headings", "drawn"), [({}, ()), ({"headings": ["Term", "Meaning"]}, ("Term", "Meaning"))])
def test_headings(headings, drawn):
    assert draw(fields([("a", "1"), ("b", "2")], **headings), pen_of()).headings == drawn


LONG = [(f"item {number} " + "long " * 21, f"match {number}") for number in range(5)]


@pytest.mark.parametrize(
    ("pairs", "width", "rendering", "beside"),
    [
        (LONG, 176, USUAL, True),
        (LONG, 131, USUAL, False),  # the lists would be too narrow
        (LONG, 132, USUAL, False),  # wide enough, but too tall for a page
        (LONG[:2], 132, USUAL, True),
        (LONG[:2], 176, LARGE, False),
        (LONG[:2], 210, LARGE, True),
        (LONG[:2], 176, DYSLEXIA, True),
        (LONG * 2, 176, USUAL, False),
    ],
)
def test_the_lists_stand_beside_each_other_where_a_page_has_room_for_both(pairs, width, rendering, beside):
    drawing = draw(fields(pairs), pen_of(width, rendering=rendering))
    assert (drawing.space is not None) == beside


def test_the_lists_have_a_line_for_each_choice():
    assert draw(fields(LONG, ["x"]), pen_of()).space == Space("sheet/task/lists", 6 * 8, weight=0.5, limit=2.2)


MANY = [(f"item {number}", f"match {number}") for number in range(24)]


@pytest.mark.parametrize(
    ("pairs", "extra"),
    [
        (MANY, ["y", "z"]),
        (MANY, []),
        (MANY[:2], []),
        (MANY[:2], list("abcdefgh")),
        ([*MANY[1:], ("item 0", "match 1")], ["x", "y", "z"]),  # a choice that two items share stands once
    ],
)
def test_up_to_26_choices_are_fine(pairs, extra):
    assert fields(pairs, extra)


@pytest.mark.parametrize(("pairs", "extra"), [(MANY, ["x", "y", "z"]), (MANY[:1], []), (MANY[:2], list("abcdefghi"))])
def test_more_or_a_single_pair_are_not(pairs, extra):
    with pytest.raises(ValidationError):
        fields(pairs, extra)


def test_too_many_choices_are_reported_with_the_remedy():
    with pytest.raises(ValidationError) as caught:
        fields(MANY, ["x", "y", "z"])
    message = "27 choices, and the alphabet has 26 letters; leave some out"
    assert caught.value.errors()[0]["ctx"]["found"] == [(("extra",), message)]
