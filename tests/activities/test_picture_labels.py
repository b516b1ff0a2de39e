"""Pictures to label: a number is on its point or has a line to it, covers no other one, and has its blank."""

from dataclasses import replace
from itertools import combinations, pairwise
from math import atan2, hypot, tau
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pydantic import ValidationError

from boxes import meet
from packbuilder.activities.picture_labels import DISC, DOT, LEAST, NUDGE, Fields, Leader, Point, draw
from packbuilder.draw import draw as draw_sheet
from packbuilder.fill import fill
from packbuilder.layouts import find_layout
from packbuilder.making import parts_of
from packbuilder.options import Options
from packbuilder.papers import Paper
from packbuilder.parse import parse_worksheet
from packbuilder.parts import Task
from packbuilder.pen import Pen
from packbuilder.pieces import NARROWEST_COLUMN
from packbuilder.problems import SpecError
from packbuilder.render import Look, render
from packbuilder.renderings import USUAL
from packbuilder.sheet import EDITIONS, Given, blanks
from packbuilder.words import words_for
from samples import DYSLEXIA, LARGE, page_of

TINY = 1e-6
RENDERINGS = [USUAL, DYSLEXIA, LARGE]


def label(x, y, **more):
    return {"at": [x, y], **(more or {"answer": f"answer {x} {y}"})}


def fields(labels, **more):
    values = {"kind": "picture-labels", "prompt": "P", "image": "a.png", "alt": "A picture.", "labels": labels, **more}
    return Fields.model_validate(values)


def pen_of(shape=1.5, width=176, height=244, rendering=USUAL, prompt=""):
    return Pen("sheet/task", page_of(width, height, rendering), words_for("en-GB"), prompt, shapes={"a.png": shape})


def drawn(labels, pen=None, **more):
    return draw(fields(labels, **more), pen or pen_of())


FEW = [label(10 * number, 50) for number in range(1, 6)]
MANY = [label(5 + 18 * (number % 6), 10 + 30 * (number // 6)) for number in range(18)]

shapes = st.floats(0.2, 5)
widths = st.floats(160, 386)
percents = st.integers(0, 100)
close = st.integers(42, 58)
spots = st.lists(st.tuples(percents, percents), min_size=1, max_size=20) | st.lists(
    st.tuples(close, close), min_size=2, max_size=9, unique=True
)
renderings = st.sampled_from(RENDERINGS)
growth = st.floats(0, 1)


def apart(one, other):
    return hypot(one.x - other.x, one.y - other.y)


def placed(drawing, width, grown=0.0):
    """Where everything stands on a canvas that has grown by a part of what it may, and how tall that is."""
    space = drawing.canvas.space
    height = space.minimum * (1 + grown * (space.limit - 1))
    return drawing.canvas.place(width, height), height


@given(spots, shapes, widths, renderings, growth)
def test_all_is_on_the_canvas_and_apart(at, shape, width, rendering, grown):
    drawing = drawn([label(x, y) for x, y in at], pen_of(shape, width, rendering=rendering))
    placement, height = placed(drawing, width, grown)
    boxes = [placement.picture, *placement.labels]
    for box in boxes:
        assert -TINY <= box.x <= box.right <= width + TINY
        assert -TINY <= box.y <= box.bottom <= height + TINY
    for one, other in combinations(boxes, 2):
        assert not meet(one, other, TINY)
    assert placement.picture.width == pytest.approx(shape * placement.picture.height)


def on_picture(at, picture, edge):
    """The points as they are, or at least `edge` mm inside of the picture."""
    for x, y in at:
        yield SimpleNamespace(
            x=max(edge, min(x / 100 * picture.width, picture.width - edge)),
            y=max(edge, min(y / 100 * picture.height, picture.height - edge)),
        )


@given(spots, shapes, widths, renderings, growth)
def test_a_number_is_on_its_point_or_at_a_line_to_it(at, shape, width, rendering, grown):
    """Where lines have no room, it is moved by half of a disc at most, or is told."""
    drawing = drawn([label(x, y) for x, y in at], pen_of(shape, width, rendering=rendering))
    placement, _ = placed(drawing, width, grown)
    picture, disc = placement.picture, drawing.canvas.disc
    led = {leader.number.number: leader for leader in placement.leaders}
    inside, dots = (list(on_picture(at, picture, edge)) for edge in (disc / 2, DOT))
    for number, near, dot in zip(placement.points, inside, dots, strict=True):
        assert disc / 2 - TINY <= number.x <= picture.width - disc / 2 + TINY
        assert disc / 2 - TINY <= number.y <= picture.height - disc / 2 + TINY
        leader = led.get(number.number)
        if leader:
            assert (leader.dot.x, leader.dot.y) == pytest.approx((dot.x, dot.y))
            assert leader.number == number
        elif led:
            assert apart(number, dot) <= NUDGE * disc + TINY
        elif not drawing.flaws:
            assert apart(number, near) <= disc / 2 + 0.01


@given(spots, shapes, widths, renderings, growth)
def test_numbers_are_apart_if_nothing_is_said_of_any(at, shape, width, rendering, grown):
    drawing = drawn([label(x, y) for x, y in at], pen_of(shape, width, rendering=rendering))
    if not drawing.flaws:
        placement, _ = placed(drawing, width, grown)
        assert all(apart(*pair) >= drawing.canvas.disc - 0.01 for pair in combinations(placement.points, 2))


@given(spots, shapes, widths, renderings, growth)
def test_a_line_touches_no_other_number_point_or_line(at, shape, width, rendering, grown):
    drawing = drawn([label(x, y) for x, y in at], pen_of(shape, width, rendering=rendering))
    placement, _ = placed(drawing, width, grown)
    dots = list(on_picture(at, placement.picture, DOT))
    for leader in placement.leaders:
        place = leader.number.number - 1
        others = [point for point in placement.points if point != leader.number]
        assert all(leader.away(other) > drawing.canvas.disc / 2 for other in others)
        assert all(leader.away(dot) > DOT for n, dot in enumerate(dots) if n != place)
        assert all(
            apart(leader.number, dot) > drawing.canvas.disc / 2 + DOT for n, dot in enumerate(dots) if n != place
        )
        assert not any(leader.crosses(other) for other in placement.leaders)


@pytest.mark.parametrize(
    ("at", "rendering", "led"),
    [
        ([(20, 50), (80, 50)], USUAL, []),
        ([(20, 50), (23, 50)], USUAL, []),  # 4.5 mm apart, and a disc is 5.3 mm wide
        ([(20, 50), (22, 50)], USUAL, [(1, 0.5), (2, 0.0)]),
        ([(20, 50), (23, 50)], LARGE, [(1, 0.5), (2, 0.0)]),
        ([(20, 50), (20, 53), (80, 50)], USUAL, [(1, 0.75), (2, 0.25)]),
        ([(20, 50), (100, 50)], USUAL, [(2, 0.375)]),  # half of its disc would be beside the picture
        ([(x, y) for x in range(40, 60, 2) for y in (47, 50, 53)], USUAL, []),  # no line leads out of the middle
    ],
)
def test_from_a_number_that_left_its_point_a_line_leads_there(at, rendering, led):
    """Away from other points, in parts of a full turn."""
    placement, _ = placed(drawn([label(x, y) for x, y in at], pen_of(rendering=rendering)), 176)
    turns = [
        (
            leader.number.number,
            atan2(leader.number.y - leader.dot.y, leader.number.x - leader.dot.x) / tau % 1,
        )
        for leader in placement.leaders
    ]
    assert [number for number, _ in turns] == [number for number, _ in led]
    assert [turn for _, turn in turns] == pytest.approx([turn for _, turn in led])


def leader_of(x1, y1, x2, y2):
    return Leader(Point(1, x1, y1), Point(1, x2, y2))


@pytest.mark.parametrize(
    ("dot", "number", "leader", "free"),
    [
        ((20, 20), (20, 20), (20, 20, 20, 26), True),
        ((-2, 0), (20, 20), (20, 20, 20, 26), True),  # beside its dot
        ((0.5, 0), (20, 20), (20, 20, 20, 26), False),  # its line goes over a point
        ((13, 0), (20, 20), (20, 20, 20, 26), False),  # its number goes over a point
        ((20, 20), (15, 0), (20, 20, 20, 26), False),  # its number goes over a number
        ((20, 20), (4, 2.5), (20, 20, 20, 26), False),  # its line goes under a number
        ((20, 20), (20, 20), (8, 2, 16, 2), False),  # its number goes over a line
        ((20, 20), (20, 20), (5, -9, 5, 9), False),  # lines cross
        ((20, 20), (20, 20), (5, 9, 5, 3), True),
    ],
)
def test_where_a_line_with_its_number_is_free(dot, number, leader, free):
    """A line 10 mm long to a number with a disc of 5.3 mm, and what else is on the picture: each thing alone."""
    canvas, line = drawn(FEW).canvas, leader_of(0, 0, 10, 0)
    other, beside = Point(2, *dot), Point(2, *number)
    assert canvas.is_free(line, (line.dot, other), [beside], [leader_of(*leader)]) == free


@pytest.mark.parametrize(
    ("x", "y", "away"), [(5, 3, 3), (5, -3, 3), (0, 0, 0), (13, 4, 5), (-3, -4, 5), (10, 0, 0), (4, 0, 0)]
)
def test_how_far_something_is_from_a_line(x, y, away):
    assert leader_of(0, 0, 10, 0).away(Point(2, x, y)) == pytest.approx(away)
    assert leader_of(0, 0, 0, 10).away(Point(2, y, x)) == pytest.approx(away)


@pytest.mark.parametrize(
    ("other", "crosses"),
    [
        ((5, -5, 5, 5), True),
        ((0, -5, 9, 5), True),
        ((5, 1, 5, 5), False),
        ((11, -5, 11, 5), False),
        ((0, 3, 10, 3), False),
    ],
)
def test_lines_that_cross(other, crosses):
    one, other = leader_of(0, 0, 10, 0), leader_of(*other)
    assert (one.crosses(other), other.crosses(one)) == (crosses, crosses)


@pytest.mark.parametrize("rendering", RENDERINGS, ids=["usual", "dyslexia", "large"])
def test_numbers_are_as_large_as_text_must_be(rendering):
    """A digit is a little more than half an em wide: two of them stand in their disc."""
    disc = drawn(FEW, pen_of(rendering=rendering)).canvas.disc
    number = disc / DISC
    assert number >= (18 if rendering.large_print else 9)
    assert hypot(2 * 0.58 * number, 0.7 * number) * 25.4 / 72 < disc


@pytest.mark.parametrize(
    ("shape", "labels", "width", "rendering", "columns"),
    [
        (1.5, FEW, 176, USUAL, 2),
        (0.8, FEW, 176, USUAL, "beside"),
        (0.8, MANY, 176, USUAL, 2),  # taller than the picture
        (1.5, FEW, 263, USUAL, "beside"),
        (4.0, FEW, 263, USUAL, 2),
        (1.5, FEW, 176, LARGE, 1),
        (0.8, FEW, 176, LARGE, 1),
        (0.4, FEW, 176, LARGE, "beside"),
    ],
)
def test_blanks_stand_where_there_is_room_for_them(shape, labels, width, rendering, columns):
    drawing = drawn(labels, pen_of(shape, width, rendering=rendering))
    found = drawing.canvas.columns
    assert ("beside" if found.beside else found.count) == columns
    assert (len(drawing.canvas.labels), sum(len(row.labels) for row in drawing.rows)) == (
        (len(labels), 0) if found.beside else (0, len(labels))
    )
    assert found.blanks >= NARROWEST_COLUMN * pen_of(rendering=rendering).page.type.scale - TINY


def test_blanks_get_what_a_low_page_leaves_beside_the_picture():
    columns = drawn(FEW, pen_of(1.5, 263, height=152)).canvas.columns
    assert (columns.picture, columns.blanks) == (pytest.approx(152 * 0.75 * 1.5), pytest.approx(263 - 171 - 8))


def test_blanks_beside_the_picture_stand_below_each_other_down_to_its_foot():
    drawing = drawn(FEW, pen_of(0.8))
    placement, height = placed(drawing, 176, 1.0)
    assert [box.content.number for box in placement.labels] == [1, 2, 3, 4, 5]
    steps = [below.y - above.y for above, below in pairwise(placement.labels)]
    assert max(steps) - min(steps) < TINY
    assert placement.picture.height == pytest.approx(height)


@pytest.mark.parametrize(
    ("shape", "height", "prompt", "tall", "most"),
    [
        (1.5, 244, "", 100, 176 / 1.5),
        (0.5, 244, "", 100, 150),
        (8.0, 244, "", 22, 22),  # as wide as the page
        (1.0, 120, "", 70.26, 150),  # as tall as the page has room for
        (1.0, 120, "word " * 200, LEAST * 100, 150),
    ],
)
def test_how_tall_the_picture_is_and_may_become(shape, height, prompt, tall, most):
    space = drawn(MANY, pen_of(shape, height=height, prompt=prompt)).canvas.space
    assert (space.minimum, space.minimum * space.limit) == (pytest.approx(tall, abs=0.2), pytest.approx(most, abs=0.2))


def test_a_word_bank_takes_its_room_from_the_picture():
    tall = [
        drawn(MANY, replace(pen_of(0.5, rendering=LARGE), supported=supported)).canvas.space.minimum
        for supported in (False, True)
    ]
    assert tall[0] == pytest.approx(100 * 18 / 11)
    assert LEAST * tall[0] <= tall[1] < tall[0]


def test_each_note_in_a_word_bank_takes_room():
    pen = pen_of(0.5, rendering=LARGE)
    banked = [[*FEW, label(95, 95, answer=[f"note {n}" for n in range(notes)])] for notes in (1, 20)]
    few, many = (drawn(labels, pen, word_bank="student").canvas.space.minimum for labels in banked)
    assert many < few


@pytest.mark.parametrize(("rendering", "tall"), [(USUAL, 100), (DYSLEXIA, 100 * 12 / 11), (LARGE, 100 * 18 / 11)])
def test_the_picture_grows_with_the_letters_on_it(rendering, tall):
    assert drawn(FEW[:1], pen_of(0.5, rendering=rendering)).canvas.space.minimum == pytest.approx(tall)


TWINS = [label(20, 60), label(20.6, 60)]


@pytest.mark.parametrize(
    ("labels", "shape", "tall", "whole"),
    [
        (FEW[:3], 1.5, 176 / 1.5, True),  # nothing has to be smaller
        (FEW + FEW[:2], 1.5, None, True),
        (FEW + FEW[:2], 0.8, None, True),
        (MANY[:9], 1.5, 176 / 1.5, False),  # it would be less than half as tall
        (TWINS + FEW, 1.5, 176 / 1.5, False),  # these two would be one point
    ],
)
def test_a_picture_is_smaller_where_that_keeps_its_blanks_on_its_page(labels, shape, tall, whole):
    pen = pen_of(shape, rendering=LARGE)
    spread = [label(5 + 90 * number / len(labels), 20) if each in FEW else each for number, each in enumerate(labels)]
    drawing = drawn(spread, pen)
    space = drawing.canvas.space
    assert drawing.flaws == ()
    assert space.minimum == pytest.approx(tall or pen.below - sum(row.space.minimum for row in drawing.rows))
    assert (space.minimum + sum(row.space.minimum for row in drawing.rows) <= pen.below + TINY) == whole
    assert space.minimum >= LEAST * 100 * 18 / 11


@pytest.mark.parametrize(
    ("rendering", "lines", "tall"), [(USUAL, 1, 8), (USUAL, 3, 24), (LARGE, 1, 12), (LARGE, 3, 36)]
)
def test_a_blank_has_its_lines(rendering, lines, tall):
    """In large print one column has the room of two."""
    rows = drawn([label(10, 10, answer="x", lines=lines)], pen_of(rendering=rendering)).rows
    assert [each.tall for row in rows for each in row.labels] == [tall]


def test_a_row_is_as_tall_as_its_taller_blank():
    (row,) = drawn([label(10, 10, answer="x", lines=2), label(90, 90)]).rows
    assert [each.tall for each in row.labels] == [16, 8]
    assert row.space.minimum > 16


def test_numbers_are_those_of_the_list_and_ids_are_stable():
    labels = [label(10, 10), label(30, 10, given="B"), label(50, 10, open=True), label(70, 10, answer="x", id="x-ray")]
    drawing = drawn(labels)
    assert [each.number for row in drawing.rows for each in row.labels] == [1, 2, 3, 4]
    assert [point.number for point in placed(drawing, 176)[0].points] == [1, 2, 3, 4]
    assert [blank.id for blank in blanks(drawing)] == [f"sheet/task/{name}" for name in ("label-1", "label-3", "x-ray")]
    assert drawing.rows[0].labels[1].content == Given("B")


def test_who_does_not_see_the_picture_is_told_what_is_where():
    drawing = drawn([label(10, 10, answer="x", where="the rim"), label(40, 9), label(70, 9, given="y", where="a dot")])
    assert drawing.alt == "A picture. (1: the rim; 3: a dot)"
    called = words_for("en-GB").blank
    assert [blank.label for blank in blanks(drawing)] == [f"{called} 1: the rim", f"{called} 2"]
    assert drawn(FEW).alt == "A picture."


@pytest.mark.parametrize(("place", "editions"), [("student", EDITIONS), ("support", ("support",))])
def test_the_word_bank_has_each_label_once_and_the_extra_words(place, editions):
    labels = [label(10, 10, answer=["b", "d"]), label(40, 10, answer="b"), label(70, 10, given="c")]
    bank = drawn([*labels, label(70, 50, open=True)], word_bank=place, extra_words=["a"]).bank
    assert (bank.editions, sorted(bank.value)) == (editions, ["a", "b (2×)", "d"])


def test_without_words_there_is_no_word_bank():
    assert not fill(drawn([label(10, 10, open=True)]), "support").bank


# --- what is told --------------------------------------------------------------------------------------------

WORKSHEET = """\
title: T
activities:
  - kind: picture-labels
    prompt: P
    image: a.png
    alt: A
    labels:
      - {{at: [20, 50], answer: a}}
      - {{at: {second}, answer: b}}
"""


def told(folder, second, size=(60, 40), rendering=USUAL):
    """What is said of a worksheet whose second label, in line 9, is `second`."""
    Image.new("L", size).save(folder / "a.png")
    (folder / "x.yaml").write_text(WORKSHEET.format(second=second), "utf-8")
    try:
        page = find_layout("classroom").page(Paper("A4"), rendering)
        draw_sheet(parse_worksheet(folder / "x.yaml"), None, page)
    except SpecError as error:
        return [str(problem).removeprefix(f"{folder.as_posix()}/") for problem in error.problems]
    return []


WORD = "aso\u00adsoDonaudampfschifffahrtsgesellschafta"
"""It takes two lines in half of a page, the first of them for its beginning: more than is reckoned with."""


def test_a_given_text_may_be_taller_than_it_was_reckoned(tmp_path):
    Image.new("L", (60, 40)).save(tmp_path / "a.png")
    text = WORKSHEET.replace("answer: b", "given: {given}").format(second="[36, 5]", given=" 1 ".join([WORD] * 5))
    (tmp_path / "x.yaml").write_text(text, "utf-8")
    made = parts_of(Task(tmp_path, "x", Options(editions=("support",))))
    assert (made.problems, made.parts["support"].pages) == ((), 1)


SAME = (
    "x.yaml:9:9: activities[0].labels[1].at: number 2 is where number 1 is ({} mm apart on the page); move one of them"
)
PERCENT = "needs per cent of the picture's width and height, from 0 to 100"
AT = "x.yaml:9:10: activities[0].labels[1].at"
TWO = (
    f"{AT}: needs two numbers: per cent of the picture's width from its left, and of its height from its top, as in "
    "[25, 40]"
)
NARROW = (
    "x.yaml:3:5: activities[0].image: the picture would be {} mm {} on the page, and a number on it is {} mm; "
    "take a picture that is less {}"
)


@pytest.mark.parametrize(
    ("second", "size", "rendering", "expected"),
    [
        ("[25, 50]", (60, 40), USUAL, []),
        ("[21, 50]", (60, 40), USUAL, []),  # they are moved apart
        ("[21, 50]", (60, 40), LARGE, []),
        ("[20.5, 50]", (60, 40), USUAL, [SAME.format(0.7)]),
        ("[20, 50]", (60, 40), USUAL, [SAME.format("0.0")]),
        ("[70, 50]", (2000, 80), USUAL, []),
        ("[70, 50]", (2000, 50), USUAL, [NARROW.format(4.4, "tall", 5.3, "wide")]),
        ("[20, 70]", (50, 2000), USUAL, [NARROW.format(2.5, "wide", 5.3, "tall")]),
        ("[70, 50]", (2000, 80), LARGE, [NARROW.format(7.0, "tall", 10.1, "wide")]),
        ("[0.5, 0.25]", (60, 40), USUAL, [f"{AT}: per cent are meant, not parts of 1: [50, 25]"]),
        ("[1, 0.3]", (60, 40), USUAL, [f"{AT}: per cent are meant, not parts of 1: [100, 30]"]),
        *((each, (60, 40), USUAL, []) for each in ("[0, 0]", "[1, 1]", "[0.5, 2]", "[0, 100]")),
        ("[101, 50]", (60, 40), USUAL, [f"x.yaml:9:15: activities[0].labels[1].at[0]: {PERCENT}, not pixels"]),
        ("[23, -1]", (60, 40), USUAL, [f"x.yaml:9:19: activities[0].labels[1].at[1]: {PERCENT}"]),
        ("[23, nan]", (60, 40), USUAL, [f"x.yaml:9:19: activities[0].labels[1].at[1]: {PERCENT}"]),
        ("[23, 5%]", (60, 40), USUAL, [f"x.yaml:9:19: activities[0].labels[1].at[1]: {PERCENT} without a sign"]),
        *((each, (60, 40), USUAL, [TWO]) for each in ("[23]", "[2, 5, 40]", "[]", '"25, 40"', "{x: 25, y: 40}")),
    ],
)
def test_a_number_in_the_wrong_place_is_told_with_its_line_and_the_remedy(tmp_path, second, size, rendering, expected):
    assert told(tmp_path, second, size, rendering) == expected


@pytest.mark.parametrize("field", ["image", "alt", "labels"])
def test_what_every_picture_needs(field):
    values = {"kind": "picture-labels", "prompt": "P", "image": "a.png", "alt": "A", "labels": FEW}
    with pytest.raises(ValidationError):
        Fields.model_validate({name: value for name, value in values.items() if name != field})


# --- on the page ---------------------------------------------------------------------------------------------

EXAMPLE = Path(__file__).parents[2] / "worksheets" / "examples" / "picture-labels.yaml"


def html(edition, galley=False, worksheet=EXAMPLE):
    page = find_layout("classroom").page(Paper("A4"), USUAL)
    sheet = fill(draw_sheet(parse_worksheet(worksheet), None, page), edition)
    return render(sheet, edition, find_layout("classroom"), Look(galley=galley))


def test_numbers_are_an_ornament_of_the_picture_and_no_text_beside_it():
    """A screen reader would read them after the picture, one after the other."""
    found = html("student")
    assert found.count('class="numbers"') == 1
    assert '<div class="numbers" style="' in found
    assert "%3Ccircle" in found
    assert 'class="numbers"' not in html("student", galley=True)


@pytest.mark.parametrize(("second", "lines"), [("[80, 50]", 0), ("[21, 50]", 2)])
def test_a_line_is_drawn_on_light_and_on_dark_pictures(tmp_path, second, lines):
    Image.new("L", (60, 40)).save(tmp_path / "a.png")
    (tmp_path / "x.yaml").write_text(WORKSHEET.format(second=second), "utf-8")
    drawn = unquote(html("student", worksheet=tmp_path / "x.yaml"))
    for colour, width in (("#000", 0.4), ("#fff", 1.0)):
        assert drawn.count(f'stroke="{colour}" stroke-width="{width}"/><circle') == lines
