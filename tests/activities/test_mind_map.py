"""Mind-maps: boxes never overlap and never leave the canvas."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from boxes import meet
from packbuilder.activities.mind_map import STEM, Columns, Fields, draw
from packbuilder.renderings import USUAL
from packbuilder.sheet import Blank, Given, blanks
from samples import DYSLEXIA, LARGE, pen_of

TINY = 1e-6
A4_PORTRAIT, A3_LANDSCAPE = 176.0, 386.0
"""Widths of the type area in mm."""


def fields(branches, centre="Centre", **more):
    return Fields.model_validate({"kind": "mind-map", "prompt": "P", "centre": centre, "branches": branches, **more})


text = st.text("abc de", min_size=1, max_size=120).filter(str.strip)
content = st.sampled_from([{"answer": "x"}, {"open": True}]) | text.map(lambda words: {"given": words})
caption = st.none() | text


@st.composite
def nodes(draw, leaves):
    node = dict(draw(content))
    if label := draw(caption):
        node["label"] = label
    if leaves:
        node["branches"] = [draw(nodes(leaves=False)) for _ in range(draw(st.integers(0, 6)))]
    return node


maps = st.builds(fields, st.lists(nodes(leaves=True), min_size=2, max_size=12), text)
widths = st.sampled_from([A4_PORTRAIT, 181.9, A3_LANDSCAPE]) | st.floats(A4_PORTRAIT, A3_LANDSCAPE)
pens = st.builds(pen_of, widths, rendering=st.sampled_from([USUAL, LARGE, DYSLEXIA]))
extra = st.just(0.0) | st.floats(0, 400)


def placed(spec, pen, more=0.0):
    """Each part of the drawing, its placement on a canvas `more` mm taller than it must be, and the canvas's height."""
    for part in draw(spec, pen).parts:
        height = part.space.minimum + more
        yield part, part.place(pen.page.width, height), height


def boxes(placement):
    return [placement.centre, *(box for branch in placement.branches for box in (branch.box, *branch.leaves))]


@given(maps, pens, extra)
def test_boxes_never_overlap(spec, pen, more):
    for _, placement, _ in placed(spec, pen, more):
        for one, other in combinations(boxes(placement), 2):
            assert not meet(one, other)


@given(maps, pens, extra)
def test_boxes_stay_on_the_canvas(spec, pen, more):
    for _, placement, height in placed(spec, pen, more):
        for box in boxes(placement):
            assert box.x >= -TINY
            assert box.y >= -TINY
            assert box.right <= pen.page.width + TINY
            assert box.bottom <= height + TINY


@given(maps, pens, extra)
def test_every_box_is_there_once_and_as_tall_as_it_must_be(spec, pen, more):
    drawn, found = [], []
    for part, placement, _ in placed(spec, pen, more):
        drawn += [node for branch in (*part.right, *part.left) for node in (branch.node, *branch.leaves)]
        found += boxes(placement)[1:]
    assert [box.content for box in found] == drawn
    first = [node for node in drawn if not continues(node)]
    assert [(node.label, node.content.id.split("/")[-1] if node.writing else node.content.text) for node in first] == [
        (node.label, node.given or name) for node, name in in_order(spec)
    ]
    for box in found:
        assert box.height >= box.content.height - TINY
        assert box.width > 20


def test_a_branch_that_is_given_does_not_grow():
    """A large box would look as if one should write into it."""
    pen = pen_of(A4_PORTRAIT)
    ((_, placement, _),) = placed(fields([{"given": "one"}, {"answer": "x"}]), pen, 100.0)
    one, two = (branch.box for branch in placement.branches)
    assert one.height == one.content.height
    assert two.height > two.content.height + 50


def test_a_map_that_goes_on_has_room_for_the_words_that_say_so():
    branches = [{"label": f"branch {number}", "answer": "x", "lines": 8} for number in range(8)]
    first, second, *_ = draw(fields(branches, "A centre whose text just fills its lines"), pen_of(A4_PORTRAIT)).parts
    assert second.centre.text.endswith(" (continued)")
    assert second.centre.text_height > first.centre.text_height
    assert second.centre.height > first.centre.height


def continues(node):
    """Does the box stand above more sub-branches of a branch that no page can hold?"""
    return isinstance(node.content, Given) and node.content.text.endswith(" (continued)")


def in_order(spec):
    """Every branch and sub-branch with its name."""
    for number, branch in enumerate(spec.branches, 1):
        yield branch, f"branch-{number}"
        yield from ((leaf, f"branch-{number}-{place}") for place, leaf in enumerate(branch.branches, 1))


@given(maps, pens)
def test_both_sides_have_branches_in_the_order_of_the_spec(spec, pen):
    leaves = []
    for part, placement, _ in placed(spec, pen):
        for branch in placement.branches:
            if continues(branch.box.content):
                leaves[-1] += len(branch.leaves)
            else:
                leaves.append(len(branch.leaves))
        if len(part.right) + len(part.left) > 1 and not is_outline(pen):
            assert part.right
            assert part.left
        for branch in placement.branches[: len(part.right)]:
            assert branch.box.x > placement.centre.right or is_outline(pen)
        for branch in placement.branches[len(part.right) :]:
            assert branch.box.right < placement.centre.x
    assert leaves == [len(branch.branches) for branch in spec.branches]


def is_outline(pen):
    return Columns.on(pen.page.width, pen.page.type.scale).outline


@given(maps, pens, extra)
def test_sub_branches_are_below_each_other_beside_or_below_their_branch(spec, pen, more):
    for _, placement, _ in placed(spec, pen, more):
        for branch in placement.branches:
            tops = [leaf.y for leaf in branch.leaves]
            assert tops == sorted(tops)
            for leaf in branch.leaves:
                beside = leaf.x >= branch.box.right or leaf.right <= branch.box.x
                assert beside or leaf.y >= branch.box.bottom


@given(maps, pens)
def test_a_part_is_no_taller_than_a_page_unless_it_cannot_be_divided(spec, pen):
    for part in draw(spec, pen).parts:
        branches = [*part.right, *part.left]
        single = len(branches) == 1 and len(branches[0].leaves) <= 1
        assert part.space.minimum <= max(60, pen.below) + TINY or single


@given(maps, pens)
def test_every_part_has_its_own_space_and_names_the_centre(spec, pen):
    parts = draw(spec, pen).parts
    names = [f"sheet/task/map{f'-{number}' if number else ''}" for number in range(len(parts))]
    assert [part.space.id for part in parts] == names
    continued = [f"{spec.centre} (continued)"] * (len(parts) - 1)
    assert [part.centre.text for part in parts] == [spec.centre, *continued]


def test_a_taller_canvas_gives_room_to_what_is_written_in():
    spec = fields([{"answer": "x"}, {"given": "y"}, {"answer": "z"}, {"answer": "w"}])
    low, high = (boxes(next(placed(spec, pen_of(386), more))[1])[1:] for more in (0, 90))
    grown = [after.height > before.height + 5 for before, after in zip(low, high, strict=True)]
    assert grown == [True, False, True, True]


@pytest.mark.parametrize("width", [A4_PORTRAIT, A3_LANDSCAPE])
@pytest.mark.parametrize("words", ["short", "word " * 12, "word " * 60])
def test_a_long_centre_stays_on_the_canvas(words, width):
    for _, placement, height in placed(fields([PLAIN, PLAIN], words.strip()), pen_of(width)):
        assert placement.centre.y >= 0
        assert placement.centre.bottom <= height


PLAIN = {"answer": "x"}
BRANCH = {"answer": "x", "branches": [{"answer": "y"}] * 3}


@pytest.mark.parametrize(
    ("branches", "width", "height", "rendering", "parts"),
    [
        ([BRANCH] * 4, A4_PORTRAIT, 244, USUAL, [4]),
        ([BRANCH] * 10, A3_LANDSCAPE, 244, USUAL, [10]),  # with one line in each box
        ([BRANCH] * 12, A4_PORTRAIT, 244, USUAL, [6, 6]),  # not nine and three
        ([BRANCH] * 6, A4_PORTRAIT, 244, LARGE, [2, 2, 2]),
        ([PLAIN] * 6, A3_LANDSCAPE, 244, LARGE, [6]),
        ([BRANCH] * 2, A4_PORTRAIT, 120, USUAL, [2]),
    ],
)
def test_a_map_that_no_page_can_hold_goes_on_with_its_centre(branches, width, height, rendering, parts):
    drawing = draw(fields(branches), pen_of(width, height=height, rendering=rendering))
    assert [len(part.right) + len(part.left) for part in drawing.parts] == parts


@pytest.mark.parametrize(
    ("branch", "heads"),
    [
        ({"answer": "x"}, ["sheet/task/branch-1", "… (continued)"]),
        ({"answer": "x", "label": "Causes"}, ["sheet/task/branch-1", "Causes (continued)"]),
        ({"given": "Causes"}, ["Causes", "Causes (continued)"]),
    ],
)
def test_a_branch_that_no_page_can_hold_goes_on_under_its_name(branch, heads):
    spec = fields([{**branch, "branches": [{"answer": "y", "lines": 2}] * 6}, PLAIN])
    parts = draw(spec, pen_of(rendering=LARGE)).parts
    contents = [each.node.content for part in parts for each in part.right if each.leaves]
    assert [content.id if isinstance(content, Blank) else content.text for content in contents] == heads


@pytest.mark.parametrize(
    ("width", "scale", "outline", "wide"),
    [
        (A3_LANDSCAPE, 1, False, True),
        (A4_PORTRAIT, 1, False, False),
        (A4_PORTRAIT, 18 / 11, True, False),
        (A3_LANDSCAPE, 18 / 11, False, False),
        (136, 1, False, False),
        (135, 1, True, False),
    ],
)
def test_what_columns_a_canvas_has(width, scale, outline, wide):
    columns = Columns.on(width, scale)
    assert (columns.outline, columns.wide) == (outline, wide)
    if not outline:
        assert columns.centre + 2 * (columns.side + STEM) == pytest.approx(width)


def test_in_an_outline_everything_stands_below_the_centre():
    ((part, placement, _),) = placed(fields([BRANCH, PLAIN]), pen_of(rendering=LARGE))
    assert part.left == ()
    assert (placement.centre.x, placement.centre.y) == (0, 0)
    for branch in placement.branches:
        assert branch.box.y > placement.centre.bottom
        assert branch.box.right == pytest.approx(A4_PORTRAIT)
    trunk, *ticks = placement.strokes[: 1 + len(placement.branches)]
    assert trunk.path.startswith(f"M3.00 {placement.centre.bottom:.2f}")
    assert len(ticks) == len(placement.branches)


@pytest.mark.parametrize(
    ("branch", "more", "heights"),
    [
        (PLAIN, {}, [18]),
        (PLAIN, {"lines": 3}, [26]),
        (PLAIN | {"lines": 4}, {"lines": 3}, [34]),
        ({"answer": "x", "branches": [PLAIN]}, {}, [10, 18]),  # one line where sub-branches hold the notes
        ({"answer": "x", "branches": [PLAIN | {"lines": 5}]}, {"lines": 3}, [10, 42]),
        ({"answer": "x", "lines": 2, "branches": [PLAIN]}, {"lines": 3}, [18, 26]),
        ({"given": "x"}, {"lines": 3}, [10]),
    ],
)
def test_how_tall_boxes_are(branch, more, heights):
    """A line has 8 mm, and a box 2 mm more."""
    drawing = draw(fields([branch, PLAIN], **more), pen_of())
    first = drawing.parts[0].right[0]
    assert [node.height for node in (first.node, *first.leaves)] == heights


@pytest.mark.parametrize(("lines", "heights"), [({}, {10}), ({"lines": 2}, {10, 18})])
def test_boxes_have_one_line_where_two_would_take_a_page_more_unless_they_are_asked_for(lines, heights):
    drawing = draw(fields([BRANCH] * 10, **lines), pen_of(A3_LANDSCAPE))
    nodes = [node for part in drawing.parts for branch in (*part.right, *part.left) for node in parts_of(branch)]
    assert {node.height for node in nodes} == heights
    assert (len(drawing.parts) == 1) == (not lines)


def parts_of(branch):
    return (branch.node, *branch.leaves)


TWO = [
    {"answer": "x", "branches": [{"answer": "y"}, {"given": "g"}, {"answer": "z", "id": "end"}]},
    PLAIN | {"id": "cause"},
]


def test_ids():
    names = [blank.id for blank in blanks(draw(fields(TWO), pen_of()))]
    assert names == [f"sheet/task/{name}" for name in ("branch-1", "branch-1-1", "branch-1-end", "cause")]


def test_what_is_given_is_no_blank():
    (part,) = draw(fields([{"given": "a"}, {"answer": "b"}]), pen_of()).parts
    shown = [branch.node.content for branch in (*part.right, *part.left)]
    assert [isinstance(content, Blank) for content in shown] == [False, True]


@pytest.mark.parametrize("count", [2, 12])
def test_two_to_twelve_branches_are_fine(count):
    assert len(fields([PLAIN] * count).branches) == count


@pytest.mark.parametrize("count", [0, 1, 13])
def test_fewer_or_more_are_not(count):
    with pytest.raises(ValidationError):
        fields([PLAIN] * count)


def test_seven_sub_branches_are_too_many():
    with pytest.raises(ValidationError):
        fields([PLAIN, {"answer": "x", "branches": [PLAIN] * 7}])
