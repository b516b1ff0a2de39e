"""The pen: ids, blanks, spaces, and an order that gives nothing away."""

from dataclasses import replace
from itertools import pairwise
from math import inf

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from packbuilder.emphasis import plain
from packbuilder.fonts import font_files
from packbuilder.pen import text_height
from packbuilder.problems import Position
from packbuilder.sheet import EDITIONS, Blank, Given, OnlyIn, Space
from packbuilder.spec import BlankSpec, blank_at
from samples import WORKSHEETS, pen_of, sheet_of, texts

PEN = pen_of()
AT = Position(7, 3)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"answer": ("x",)}, Blank("sheet/task/f", "label", AT, answer=("x",))),
        ({"answer": ("x",), "support": "s"}, Blank("sheet/task/f", "label", AT, answer=("x",), support="s")),
        (
            {"open": True, "guidance": "g", "support": "s"},
            Blank("sheet/task/f", "label", AT, open=True, guidance="g", support="s"),
        ),
        ({"given": "x"}, Given("x")),
    ],
)
def test_a_place_is_a_blank_or_what_is_given(values, expected):
    assert PEN.place(blank_at(AT, **values), "f", "label") == expected


def test_a_blank_knows_where_it_was_written():
    assert PEN.blank(blank_at(AT, answer=("x",)), "f", "label").at == AT
    assert PEN.blank(BlankSpec(answer="x"), "f", "label").at == Position()


@pytest.mark.parametrize(
    ("space", "expected"),
    [
        (PEN.lines("f", 3), Space("sheet/task/f", 24.0, step=8.0, weight=1.0)),
        (PEN.lines("f", 1, weight=0.5), Space("sheet/task/f", 8.0, step=8.0, weight=0.5)),
        (PEN.room("f", 33.5), Space("sheet/task/f", 33.5, step=0.0, weight=1.0, limit=inf)),
        (PEN.room("f", 20, weight=2, limit=1.5), Space("sheet/task/f", 20, step=0.0, weight=2, limit=1.5)),
    ],
)
def test_spaces(space, expected):
    assert space == expected


def test_lines_have_the_pitch_of_the_page():
    wide = replace(PEN, page=replace(PEN.page, pitch=10.0))
    assert wide.lines("f", 3) == Space("sheet/task/f", 30.0, step=10.0)


@pytest.mark.parametrize(("place", "editions"), [("student", EDITIONS), ("support", ("support",)), ("never", ())])
def test_a_word_bank_is_for_whom_its_place_names(place, editions):
    assert PEN.bank(["a"], place) == OnlyIn(editions, ("a",))


def test_a_word_bank_has_each_word_once():
    assert sorted(PEN.bank(["b", "a", "b"], "student").value) == ["a", "b"]


options = st.lists(st.text(max_size=8), unique=True, max_size=12)


@given(options, st.randoms(use_true_random=False))
def test_the_order_in_the_spec_leaves_no_trace(words, random):
    mixed = PEN.mix(words)
    random.shuffle(words)
    assert PEN.mix(words) == mixed
    assert PEN.bank(words, "student") == OnlyIn(EDITIONS, mixed)


@given(options)
def test_mixing_loses_nothing(words):
    assert sorted(PEN.mix(words)) == sorted(words)


def test_the_order_is_neither_the_specs_nor_the_alphabets_nor_every_activitys():
    words = [f"word-{letter}" for letter in "abcdefghij"]
    orders = {pen_of(activity=f"sheet/task-{number}").mix(words) for number in range(20)}
    assert len(orders) == 20
    assert tuple(words) not in orders


def test_the_order_is_the_same_today_and_tomorrow():
    assert PEN.mix(["alpha", "beta", "gamma", "delta"]) == ("alpha", "delta", "gamma", "beta")


# --- text_height ------------------------------------------------------------------------------------------

MM_PER_LINE = 11 * 1.35 * 25.4 / 72


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [("", 50, 1), ("a", 50, 1), ("word " * 40, 5000, 1), ("a\nb", 50, 2), ("a\n\nb", 50, 3), ("a", 0.1, 1)],
)
def test_text_has_whole_lines(text, width, lines):
    assert text_height(text, width) == pytest.approx(lines * MM_PER_LINE)


@given(st.text("ab \n", max_size=200), st.text("ab ", max_size=50), st.floats(10, 300), st.floats(0, 50))
def test_more_text_is_never_shorter_and_more_width_never_makes_taller(text, more, width, wider):
    assert text_height(text + more, width) >= text_height(text, width)
    assert text_height(text, width + wider) <= text_height(text, width)


@pytest.fixture(scope="module")
def advance():
    """The width in em of a text set in Fira Sans."""
    regular = next(path for path in font_files() if path.name == "FiraSans-Regular.ttf")
    with TTFont(regular) as font:
        glyphs, metrics, em = font.getBestCmap(), font["hmtx"].metrics, font["head"].unitsPerEm
    return lambda text: sum(metrics[glyphs[ord(char)]][0] for char in text) / em


def lines_of(text, width, advance):
    """How many lines the text's words need, each line as full as it gets; `width` in em."""
    lines, left = 1, width
    for word in text.split():
        room = advance(word)
        if room > left and left < width:
            lines, left = lines + 1, width
        left -= room + advance(" ")
    return lines


@pytest.mark.parametrize("width", [25, 40, 60, 110])
def test_real_texts_hardly_ever_need_more_room_than_was_guessed(width, advance):
    em = width / (11 * 25.4 / 72)
    real = {plain(text) for path in WORKSHEETS for text in texts(sheet_of(path))}
    able = [text for text in real if " " in text and max(map(advance, text.split())) <= em]
    short = [text for text in able if lines_of(text, em, advance) > round(text_height(text, width) / MM_PER_LINE)]
    assert len(able) > 500
    assert len(short) < 0.02 * len(able)


def test_line_breaking_here_is_right(advance):
    """The yardstick of the test above."""
    em = advance("aaa aaa")
    assert [lines_of(text, em + 0.01, advance) for text in ("aaa", "aaa aaa", "aaa aaa a", "aaa aaa aaa aaa")] == [
        1,
        1,
        2,
        2,
    ]
    assert all(before <= after for before, after in pairwise(lines_of("aa " * n, em, advance) for n in range(9)))
