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
from packbuilder.renderings import Rendering
from packbuilder.sheet import EDITIONS, Blank, Given, OnlyIn, Space
from packbuilder.spec import BlankSpec, blank_at
from samples import DYSLEXIA, LANGUAGE_EXAMPLES, LARGE, WORKSHEETS, pen_of, sheet_of, texts

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


LARGE_PEN, DYSLEXIA_PEN = pen_of(rendering=LARGE), pen_of(rendering=DYSLEXIA)


@pytest.mark.parametrize(
    ("space", "line"),
    [
        (PEN.lines("f", 3), 8),
        (PEN.lines("f", 3, narrower=0.1), 0.8),
        (PEN.long_lines("f", 3)[0], 8),
        (LARGE_PEN.lines("f", 3, narrower=0.5), 1.75 * 12 / 2),
        (LARGE_PEN.long_lines("f", 3)[0], 1.75 * 12),
        (PEN.room("f", 33.5), 0),
    ],
)
def test_a_space_knows_what_a_line_gives_that_is_asked_for(space, line):
    assert space.line == pytest.approx(line)


@pytest.mark.parametrize(
    ("pen", "count", "narrower", "lines"),
    [
        (PEN, 4, 1, 4),
        (PEN, 4, 0.5, 2),  # wider than usual
        (PEN, 4, 1.2, 5),
        (PEN, 1, 0.1, 1),
        (PEN, 40, 1, 40),  # who asks for more than a page holds is told so
        (LARGE_PEN, 4, 1, 7),  # 1.75 times as many
        (LARGE_PEN, 4, 0.5, 4),
        (DYSLEXIA_PEN, 4, 1, 5),
        (pen_of(rendering=LARGE, height=120), 4, 1, 5),  # what large print adds is cut to the page
        (pen_of(rendering=LARGE, height=120), 6, 1, 6),
    ],
)
def test_how_many_lines_there_are(pen, count, narrower, lines):
    pitch = pen.page.pitch
    assert pen.lines("f", count, narrower=narrower) == Space("sheet/task/f", lines * pitch, step=pitch)


@pytest.mark.parametrize(
    ("pen", "count", "above", "lines"),
    [
        (PEN, 26, 0, [26]),
        (PEN, 27, 0, [26, 1]),
        (PEN, 60, 0, [26, 30, 4]),  # no title stands above the second part
        (PEN, 30, 80, [16, 14]),
        (LARGE_PEN, 10, 0, [16, 2]),
        (pen_of(prompt="A prompt. " * 100), 26, 0, [18, 8]),
    ],
)
def test_long_lines_go_on_from_page_to_page(pen, count, above, lines):
    spaces = pen.long_lines("f", count, above)
    assert [round(space.minimum / pen.page.pitch) for space in spaces] == lines
    names = ["sheet/task/f", *(f"sheet/task/f-{number}" for number in range(2, len(lines) + 1))]
    assert [space.id for space in spaces] == names


@given(st.integers(1, 60), st.floats(0, 200), st.sampled_from([PEN, LARGE_PEN, DYSLEXIA_PEN]))
def test_long_lines_are_as_many_as_lines_and_each_part_fits_a_page(count, above, pen):
    spaces = pen.long_lines("f", count, above)
    assert sum(space.minimum for space in spaces) == pytest.approx(pen.writing(count))
    assert spaces[0].minimum <= max(pen.below, 3 * pen.page.pitch)
    assert all(space.minimum <= pen.page.height for space in spaces[1:])


@pytest.mark.parametrize(
    ("pen", "hint", "height"),
    [
        (pen_of(supported=True), "So it goes.", 4),
        (pen_of(supported=True), "So it goes. " * 5, 8),
        (pen_of(supported=True), None, 0),
        (PEN, "So it goes.", 0),
        (pen_of(supported=True, rendering=Rendering(screen=True)), "So it goes.", 8 + 5.72 + 0.7),
        (pen_of(rendering=Rendering(screen=True)), "So it goes.", 0),
    ],
)
def test_how_tall_a_hint_is_where_it_is_printed(pen, hint, height):
    assert pen.hint_height(hint, 80.0) == pytest.approx(height)


@pytest.mark.parametrize(
    ("pen", "below"),
    [
        (PEN, 244 - 26 - 5.24),
        (pen_of(height=150), 150 - 26 - 5.24),
        (LARGE_PEN, 244 - 26 * 18 / 11 - 8.57),
        (DYSLEXIA_PEN, 244 - 26 * 12 / 11 - 6.35),
        (pen_of(prompt="a\nb\nc"), 244 - 26 - 3 * 5.24),
    ],
)
def test_how_much_is_left_below_title_and_prompt(pen, below):
    assert pen.below == pytest.approx(below, abs=0.01)


@pytest.mark.parametrize(
    ("pen", "count", "above", "cut"),
    [(PEN, 60, 0, False), (LARGE_PEN, 9, 0, False), (LARGE_PEN, 10, 0, True), (LARGE_PEN, 9, 40, True)],
)
def test_lines_are_cut_where_a_rendering_adds_more_than_the_page_has(pen, count, above, cut):
    assert pen.is_cut(count, above) == cut


@pytest.mark.parametrize(
    ("text", "longest"),
    [("", 0), ("a", 1), ("one three", 5), ("Marxism-Leninism", 8), ("1928–30", 5), ("either/or", 7), ("水 abc", 3)],
)
def test_the_longest_word_that_cannot_be_broken(text, longest):
    per_letter = 11 * 25.4 / 72 * 0.55
    assert PEN.word_width(text) == pytest.approx(longest * per_letter)
    assert LARGE_PEN.word_width(text) == pytest.approx(longest * per_letter * 18 / 11)
    assert PEN.line_width(text) >= PEN.word_width(text)


@pytest.mark.parametrize("sentence", ["A sentence of some words. ", 'He said "No." ', "Why? ", "一句很长的话。"])
def test_no_passage_takes_more_than_a_third_of_a_page(sentence):
    text = (sentence * 300).strip()
    found = [passage.text for passage in PEN.passages(text)]
    assert len(found) > 1
    assert "".join(found).replace(" ", "") == text.replace(" ", "")
    assert all(PEN.text_height(each, PEN.page.width) <= 0.3 * PEN.page.height for each in found)


SUPPORTED = replace(PEN, supported=True)


@pytest.mark.parametrize(
    ("pen", "options", "place", "height"),
    [
        (PEN, ["root", "stem", "leaf"], "student", 13),
        (PEN, ["root", "root", "root", "root", "root", "root", "root", "root"], "student", 13),
        (PEN, ["root of a tree", "stem of a tree", "leaf of a tree", "bark of a tree"], "student", 20),
        (PEN, [], "student", 0),
        (PEN, ["root", "stem"], "support", 0),
        (SUPPORTED, ["root", "stem"], "support", 13),
        (SUPPORTED, ["root"], "support", 0),
        (SUPPORTED, ["root"], "student", 13),
        (SUPPORTED, ["root", "stem"], "never", 0),
        (LARGE_PEN, ["root", "stem", "leaf", "flower", "a bud", "a bark"], "student", 2 * 7 * 18 / 11 + 6),
    ],
)
def test_how_tall_a_word_bank_is(pen, options, place, height):
    assert pen.bank_height(options, place) == pytest.approx(height)


@pytest.mark.parametrize(("place", "editions"), [("student", EDITIONS), ("support", ("support",)), ("never", ())])
def test_a_word_bank_is_for_whom_its_place_names(place, editions):
    assert sorted(PEN.bank(["a", "b"], place).value) == ["a", "b"]
    assert PEN.bank(["a", "b"], place).editions == editions


def test_a_word_bank_has_each_word_once_and_says_how_often_it_is_needed():
    assert sorted(PEN.bank(["b", "a", "b"], "student").value) == ["a", "b (2×)"]


@pytest.mark.parametrize(("place", "editions"), [("student", EDITIONS), ("support", ()), ("never", ())])
def test_one_word_alone_is_no_bank_unless_students_are_to_have_it(place, editions):
    assert PEN.bank(["a"], place).editions == editions


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
    latin = [path for path in WORKSHEETS if path.stem not in LANGUAGE_EXAMPLES]
    real = {plain(text) for path in latin for text in texts(sheet_of(path))}
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
