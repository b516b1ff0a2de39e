"""How much room handwriting takes."""

import pytest

from packbuilder.hands import DEFAULT_HAND, HANDS, Hand, letters, lines_needed

ONE = Hand(letter=1.0, pitch=8.0, least=7.0)
"""A letter is a millimetre wide, so that widths count letters."""


@pytest.mark.parametrize(
    ("text", "wide"),
    [
        ("", 0),
        ("a delta", 7),
        ("é", 1),
        ("e\u0301", 1),  # an accent takes no room of its own
        ("三角洲", 6.75),
        ("دلتا", 3.0),
        ("دَلْتا", 3.0),  # nor do vowel signs
        ("דלתא", 4),
        ("a\u200db", 2),
    ],
)
def test_letters_are_counted_by_their_width(text, wide):
    assert letters(text) == pytest.approx(wide)


@pytest.mark.parametrize(
    ("paragraphs", "width", "lines"),
    [
        ([], 10, 0),
        ([""], 10, 1),
        (["a delta"], 7, 1),
        (["a delta"], 6.9, 2),
        (["aaa bbb ccc"], 7, 2),
        (["aaa bbb ccc"], 11, 1),
        (["aaa", "bbb"], 10, 2),  # each paragraph begins a line
        (["a" * 25], 10, 3),  # a long word is broken
        (["aa " + "b" * 12], 10, 3),  # and doesn't begin in the middle of a line
        (["b" * 12 + " aaaaaaaa"], 10, 3),
        (["b" * 12 + " aaaaaaa"], 10, 2),
        (["a" * 10], 10, 1),
        (["三角洲三角洲"], 9, 2),  # a line ends after any Chinese character
        (["三角洲三角洲"], 13.5, 1),
        (["三角洲 ab"], 9.75, 1),
    ],
)
def test_lines_are_counted_as_they_are_written(paragraphs, width, lines):
    assert lines_needed(paragraphs, ONE, width) == lines


def test_a_wider_hand_needs_more_lines():
    text = ["Rivers carry sand and mud down to the sea, where they drop it."]
    counts = [lines_needed(text, HANDS[name], 100) for name in ("adult", "lower-secondary", "primary")]
    assert counts == [2, 3, 3]
    assert lines_needed(text, HANDS["adult"].larger(1.5), 100) == 3


def test_every_hand_can_use_its_own_lines_and_closer_ones():
    assert DEFAULT_HAND in HANDS
    for hand in HANDS.values():
        # A sheet may set its lines a tenth closer together to save a page.
        assert hand.least < hand.pitch * 0.91
    assert HANDS["adult"].pitch <= 8
