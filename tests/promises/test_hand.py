"""The answer fits the hand."""

import pytest

from packbuilder.fields import Field
from packbuilder.hands import HANDS, Hand
from packbuilder.papers import Margins, Page, Paper
from packbuilder.problems import Position
from packbuilder.promises.hand import lines_for, lines_in, small_blanks
from packbuilder.renderings import Rendering
from packbuilder.sheet import Activity, Blank
from proofs import proof_from, said

ONE = Hand(letter=1.0, pitch=8.0, least=7.0)
MARGINS = Margins(binding=20, top=24, outer=14, bottom=19)


def page(pitch=8.0, **rendering):
    return Page(Paper("A4"), MARGINS, pitch, Rendering(**rendering))


def blank(*answer, **more):
    return Blank("x/a/b", "What?", Position(3, 5), answer=answer, **more)


@pytest.mark.parametrize(
    ("answer", "lines"),
    [
        ((), 1),  # an open blank needs a line too
        (("aaa bbb",), 1),
        (("aaa bbb ccc ddd",), 2),
        (("aaa\n\nbbb",), 2),
        (("*aaa* **bbb** cc",), 1),  # stars aren't written
        (("aaa", "bbb"), 2),
        (("aaa bbb cc", "b"), 3),  # a dash stands before each note
    ],
)
def test_an_answer_has_its_lines(answer, lines):
    assert lines_for(blank(*answer), ONE, 10) == lines


@pytest.mark.parametrize(
    ("height", "pitch", "hand", "lines"),
    [
        (24, 8, "adult", 3),
        (23.97, 8, "adult", 3),  # rounded
        (23.9, 8, "adult", 2),
        (7.9, 8, "adult", 0),
        (21.84, 7.28, "adult", 3),  # lines closer together are still lines
        (24, 6, "adult", 3),  # but not any closer
        (24, 8, "primary", 2),
        (24, 8, "lower-secondary", 3),
    ],
)
def test_a_blank_has_whole_lines(height, pitch, hand, lines):
    assert lines_in(height, page(pitch), HANDS[hand]) == lines


@pytest.mark.parametrize("width", [5, 100])
def test_a_gap_in_a_text_has_one_line_of_its_width(tmp_path, width):
    """Its height isn't that of a line to write on, and nothing is missed there."""
    text = f"title: T\nactivities:\n  - {{kind: cloze, prompt: P, text: A ___ b., answers: [{'a' * width}]}}\n"
    told = said("hand", proof_from(tmp_path / "unit", text, ("student",)))
    assert [" mm by hand and the gap has 45 mm" in message for message in told] == [True] * (width == 100)


@pytest.mark.parametrize(
    ("drawing", "fields", "rendering", "messages"),
    [
        # 12 mm: 10 letters in a line.
        (blank("aaa bbb ccc"), [(12, 16)], {}, []),
        (
            blank("aaa bbb ccc"),
            [(12, 8)],
            {},
            ['"What?": the answer needs 2 lines by hand and the blank has 1; "lines: 2" gives them, or shorten it'],
        ),
        (
            blank(open=True),
            [(12, 7.9)],
            {},
            ['"What?": the answer needs 1 line by hand and the blank has none; "lines: 1" gives them, or shorten it'],
        ),
        # A blank that goes on on the next page.
        (blank("aaa bbb ccc"), [(12, 8), (12, 8)], {}, []),
        # In large print the spec's lines count 1.75 times.
        (
            blank("aaa bbb ccc ddd eee fff ggg"),
            [(12, 32)],
            {"large_print": True},
            ['"What?": the answer needs 7 lines by hand and the blank has 4; "lines: 4" gives them, or shorten it'],
        ),
        (("a", blank("aaa bbb"), "b"), [(7, 7)], {}, []),
        (
            ("a", blank("aaa *bbb*"), "b"),
            [(6.5, 7)],
            {},
            ['"What?": the answer needs 7 mm by hand and the gap has 6 mm; "gap: large" gives them, or shorten it'],
        ),
        # A gap can become 1.5 times wider, and no more.
        (
            ("a", blank("aaa *bbb*"), "b"),
            [(4.6, 7)],
            {},
            ['"What?": the answer needs 7 mm by hand and the gap has 5 mm; shorten it'],
        ),
    ],
)
def test_a_small_blank_is_told_with_what_mends_it(drawing, fields, rendering, messages):
    gap = isinstance(drawing, tuple)
    room = '"gap: large"' if gap else '"lines: {lines}"'
    activity = Activity("x/a", "k", None, None, "P", None, False, drawing, Position(), room, 1.5 if gap else None)
    places = [Field("x/a/b", "What?", n, 20, 30, *size, n) for n, size in enumerate(fields, 1)]
    hand = ONE.larger(1.5) if rendering else ONE
    assert list(small_blanks(activity, places, page(**rendering), hand)) == [("x/a/b", m) for m in messages]


QUESTIONS = """\
title: T
activities:
  - kind: questions
    prompt: P
    questions:
"""


def test_a_worksheet_with_too_few_lines(tmp_path):
    answer = "Snow melts in spring and rivers rise, so that every field along the banks is under water for weeks."
    text = QUESTIONS + f"      - {{question: 'Why?', lines: 1, answer: '{answer}'}}\n" * 13
    messages = said("hand", proof_from(tmp_path / "unit", text, ("student", "support")))
    where = "6:9: activities[0]: "
    what = '"Why?": the answer needs 2 lines by hand and the blank has 1; "lines: 2" gives them, or shorten it'
    assert messages[0] == f"{where}student: {what}"
    assert len(messages) == 26
    assert {message.split(": ")[2] for message in messages} == {"student", "support"}


def test_each_line_of_an_answer_begins_a_line_by_hand(tmp_path):
    answer = "|\n          Snow melts.\n          Rivers rise.\n\n          Fields are under water.\n"
    text = QUESTIONS + f"      - question: 'Why?'\n        lines: 1\n        answer: {answer}" * 30
    what = '"Why?": the answer needs 3 lines by hand and the blank has 2; "lines: 3" gives them, or shorten it'
    said_first = said("hand", proof_from(tmp_path / "unit", text))[0]
    assert said_first.endswith(f"{what}; or write it below >- in place of |, which joins its lines")


def test_the_worksheets_own_hand_counts(tmp_path):
    text = QUESTIONS.replace("activities", "hand: {}\nactivities") + "      - {question: 'Why?', answer: x}\n"
    adult = proof_from(tmp_path / "a", text.replace("{}", "adult"))
    primary = proof_from(tmp_path / "b", text.replace("{}", "primary"))
    assert (adult.hand, primary.hand) == (HANDS["adult"], HANDS["primary"])
    assert primary.page("student").pitch == 12
    assert said("hand", primary) == []
