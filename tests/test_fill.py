"""Filling: an edition shows what it is for, and nothing of the others is left in the value."""

from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packbuilder.fill import fill
from packbuilder.problems import Position
from packbuilder.sheet import EDITIONS, Blank, Entry, Given, OnlyIn, blanks, map_values
from samples import EXAMPLES, WORKSHEETS, name_of, parts, sheet_of, texts

AT = Position(3, 5)
ANSWER, GUIDANCE, SUPPORT = "§answer", "§guidance", "§support"

CLOSED = Blank("w/a/f", "label", AT, answer=("one", "two"), support="begin with …")
OPEN = Blank("w/a/f", "label", AT, open=True, guidance="a reason", support="because …")


@pytest.mark.parametrize(
    ("blank", "edition", "entry"),
    [
        (CLOSED, "student", None),
        (CLOSED, "key", Entry("answer", ("one", "two"))),
        (CLOSED, "support", Entry("support", ("begin with …",))),
        (OPEN, "student", None),
        (OPEN, "key", Entry("guidance", ("a reason",))),
        (OPEN, "support", Entry("support", ("because …",))),
        (replace(OPEN, guidance=None), "key", Entry("guidance", ())),
        (replace(CLOSED, support=None), "support", None),
    ],
)
def test_an_edition_writes_its_own_entry(blank, edition, entry):
    assert fill(blank, edition) == Blank("w/a/f", "label", AT, entry=entry)


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("editions", [(), ("support",), ("key",), EDITIONS])
def test_a_value_for_some_editions_shows_in_these_alone(edition, editions):
    assert fill(OnlyIn(editions, ("a", "b")), edition) == (("a", "b") if edition in editions else None)


@pytest.mark.parametrize("value", [Given("text"), "text", 3, None, ("a", ("b",))])
@pytest.mark.parametrize("edition", EDITIONS)
def test_everything_else_stays(value, edition):
    assert fill(value, edition) == value


def marked(sheet):
    """The sheet with marks in place of what single editions show."""

    def mark(value):
        if isinstance(value, Blank) and value.open:
            return replace(value, guidance=GUIDANCE, support=SUPPORT)
        if isinstance(value, Blank):
            return replace(value, answer=(ANSWER, ANSWER), support=SUPPORT)
        if isinstance(value, OnlyIn) and value.editions == ("support",):
            return replace(value, value=SUPPORT)
        return value

    return map_values(sheet, mark)


def seen(value):
    """The marks that can be read anywhere in a value, hidden or not."""
    return {mark for mark in (ANSWER, GUIDANCE, SUPPORT) if mark in repr(value)}


SHOWN = {"student": set(), "key": {ANSWER, GUIDANCE}, "support": {SUPPORT}}


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("path", WORKSHEETS, ids=name_of)
def test_nothing_of_another_edition_is_left_in_a_sheet(path, edition):
    sheet = sheet_of(path)
    filled = fill(marked(sheet), edition)
    assert seen(filled) <= SHOWN[edition]
    assert not any(isinstance(part, OnlyIn) for part in parts(filled))
    assert [blank.id for blank in blanks(filled)] == [blank.id for blank in blanks(sheet)]


@pytest.mark.parametrize("path", WORKSHEETS, ids=name_of)
def test_no_answer_is_left_where_a_student_could_see_it(path):
    """Answers that a kind copied out of its blanks: they may stand in word banks and choices only."""
    sheet = sheet_of(path)
    answers = {text for blank in blanks(sheet) for text in blank.answer}
    assert answers or all(blank.open for blank in blanks(sheet))
    for activity in fill(sheet, "student").activities:
        shown = texts(without_choices(activity.drawing))
        assert not answers & shown
        # A word such as "cell" may be part of another text; a sentence isn't so by chance.
        assert not {answer for answer in answers if len(answer) > 25 and any(answer in text for text in shown)}


def without_choices(drawing):
    """The drawing without what its task prints to choose from."""
    named = {name: None for name in ("bank", "choices") if hasattr(drawing, name)}
    return replace(drawing, **named)


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=name_of)
def test_every_example_has_something_for_each_edition(path):
    """The rules above would hold for an empty sheet too."""
    assert seen(marked(sheet_of(path))) >= {SUPPORT}
    assert seen(marked(sheet_of(path))) & {ANSWER, GUIDANCE}


@dataclass(frozen=True)
class Tree:
    left: object
    right: object


blank = st.builds(
    Blank,
    id=st.just("w/a/f"),
    label=st.just("label"),
    at=st.just(AT),
    answer=st.sampled_from([(), (ANSWER,), (ANSWER, ANSWER)]),
    open=st.booleans(),
    guidance=st.sampled_from([None, GUIDANCE]),
    support=st.sampled_from([None, SUPPORT]),
    entry=st.sampled_from([None, Entry("answer", (ANSWER,)), Entry("support", (SUPPORT,))]),
)
hint = st.builds(OnlyIn, st.sampled_from([(), ("support",)]), st.just(SUPPORT))
drawings = st.recursive(
    blank | hint | st.builds(Given, st.just("given")),
    lambda inside: (
        st.lists(inside, max_size=3).map(tuple)
        | st.builds(Tree, inside, inside)
        | st.builds(OnlyIn, st.just(EDITIONS), inside)
    ),
)


@given(drawings, st.sampled_from(EDITIONS))
def test_however_a_kind_nests_its_blanks_nothing_slips_through(drawing, edition):
    filled = fill(drawing, edition)
    assert seen(filled) <= SHOWN[edition]
    assert not any(isinstance(part, OnlyIn) for part in parts(filled))


@given(drawings, st.sampled_from(EDITIONS))
def test_filling_a_drawing_leaves_the_drawing_as_it_was(drawing, edition):
    before = repr(drawing)
    fill(drawing, edition)
    assert repr(drawing) == before
