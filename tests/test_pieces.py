"""Parts of several kinds: runs that a page holds, letters, marks, lines of questions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packbuilder.pieces import Question, WithQuestions, draw_questions, lettered, pages_of
from samples import LARGE, pen_of


def greedy(heights, most, above=0.0):
    runs = []
    for height in heights:
        if runs and sum(runs[-1]) + height <= most - (above if len(runs) == 1 else 0):
            runs[-1].append(height)
        else:
            runs.append([height])
    return runs


heights = st.lists(st.integers(1, 60), min_size=1, max_size=20)


@given(heights, st.integers(0, 40))
def test_runs_keep_every_part_in_order_and_fit_their_page(parts, above):
    runs = pages_of(parts, sum, 100, above)
    assert [part for run in runs for part in run] == parts
    assert all(sum(run) <= 100 - (above if number == 0 else 0) or len(run) == 1 for number, run in enumerate(runs))


@given(heights, st.integers(0, 40))
def test_there_are_as_many_runs_as_the_greedy_way_has_with_as_many_parts_in_each_if_they_fit(parts, above):
    runs, full = pages_of(parts, sum, 100, above), greedy(parts, 100, above)
    assert len(runs) == len(full)
    counts = list(map(len, runs))
    assert max(counts) - min(counts) <= 1 or runs == [tuple(run) for run in full]


@pytest.mark.parametrize(
    ("parts", "above", "runs"),
    [
        ([30] * 3, 0, [3]),
        ([10] * 12, 0, [6, 6]),  # not ten and two
        ([30] * 6, 0, [3, 3]),
        ([30] * 7, 0, [2, 3, 2]),
        ([120, 30], 0, [1, 1]),  # what no page holds stands alone
        ([10] * 10, 30, [5, 5]),
        ([10] * 10, 60, [4, 6]),  # five don't fit below what stands above
        ([50, 50, 10, 10, 10, 10], 0, [2, 4]),  # three tall ones don't fit
    ],
)
def test_runs_are_evener_than_the_greedy_way(parts, above, runs):
    assert list(map(len, pages_of(parts, sum, 100, above))) == runs


@pytest.mark.parametrize(("count", "last"), [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ")])
def test_letters(count, last):
    letters = list(lettered(map(str, range(count))).values())
    assert len(set(letters)) == count
    assert letters[-1] == last


def question(**more):
    return Question.model_validate({"question": "Why?", "open": True, **more})


class Asking(WithQuestions):
    """A kind that asks, perhaps with something beside its questions."""

    alone: bool

    @property
    def rest(self):
        return not self.alone


def asking(marks, of_questions, *, alone=True):
    questions = tuple(question(marks=each) for each in of_questions)
    return Asking.model_construct(marks=marks, questions=questions, alone=alone)


@pytest.mark.parametrize(
    ("marks", "of_questions", "total"), [(None, [None, None], 0), (None, [2, None, 3], 5), (7, [2, None, 3], 7)]
)
def test_marks_are_added_up(marks, of_questions, total):
    assert asking(marks, of_questions).total_marks() == total


CONTRADICTIONS = [(3, [4, 2], True), (7, [4, 2], True), (3, [4, None], True), (3, [4, 2], False)]
AGREEING = [(None, [4, 2], True), (3, [None, None], True), (6, [4, 2], True), (6, [4, None], True), (9, [4, 2], False)]


@pytest.mark.parametrize(("marks", "of_questions", "alone"), CONTRADICTIONS)
def test_marks_that_contradict_those_of_the_questions_are_told(marks, of_questions, alone):
    total = sum(filter(None, of_questions))
    assert [*asking(marks, of_questions, alone=alone).broken()] == [
        (("marks",), f"is {marks}, and its questions have {total} in all; write {total}, or leave it out")
    ]


@pytest.mark.parametrize(("marks", "of_questions", "alone"), AGREEING)
def test_marks_may_be_those_of_the_questions_or_of_what_has_none(marks, of_questions, alone):
    assert not [*asking(marks, of_questions, alone=alone).broken()]


@pytest.mark.parametrize(
    ("lines", "pen", "minimums"),
    [
        (3, pen_of(), [24]),
        (3, pen_of(rendering=LARGE), [6 * 12]),
        (40, pen_of(height=150), [14 * 8, 18 * 8, 8 * 8]),  # on three pages, a title on the first
    ],
)
def test_a_question_has_its_lines_on_as_many_pages_as_they_take(lines, pen, minimums):
    (drawn,) = draw_questions((question(lines=lines),), pen)
    assert [space.minimum for space in drawn.spaces] == minimums
    assert drawn.blank.id == "sheet/task/question-1"
    assert [space.id for space in drawn.spaces] == [
        f"sheet/task/question-1-space{f'-{number}' if number > 1 else ''}" for number in range(1, len(minimums) + 1)
    ]
