"""Mind-maps: boxes never overlap and never leave the canvas."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from packbuilder.activities.mind_map import Fields, draw
from packbuilder.sheet import Blank, blanks
from samples import pen_of

TINY = 1e-6
A4_PORTRAIT, A3_LANDSCAPE = 176.0, 386.0
"""Widths of the type area in mm."""


def fields(branches, centre="Centre"):
    return Fields.model_validate({"kind": "mind-map", "prompt": "P", "centre": centre, "branches": branches})


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
extra = st.just(0.0) | st.floats(0, 400)


def placed(spec, width, more=0.0):
    """The drawing and its placement on a canvas `more` mm taller than it must be."""
    drawing = draw(spec, pen_of(width))
    height = drawing.space.minimum + more
    return drawing, drawing.place(width, height), height


def boxes(placement):
    return [placement.centre, *(box for branch in placement.branches for box in (branch.box, *branch.leaves))]


@given(maps, widths, extra)
def test_boxes_never_overlap(spec, width, more):
    _, placement, _ = placed(spec, width, more)
    for one, other in combinations(boxes(placement), 2):
        assert not one.overlaps(other)


@given(maps, widths, extra)
def test_boxes_stay_on_the_canvas(spec, width, more):
    _, placement, height = placed(spec, width, more)
    for box in boxes(placement):
        assert box.x >= -TINY
        assert box.y >= -TINY
        assert box.right <= width + TINY
        assert box.bottom <= height + TINY


@given(maps, widths, extra)
def test_every_box_is_there_once_and_as_tall_as_it_must_be(spec, width, more):
    drawing, placement, _ = placed(spec, width, more)
    drawn = [node for branch in (*drawing.right, *drawing.left) for node in (branch.node, *branch.leaves)]
    found = boxes(placement)[1:]
    assert [box.content for box in found] == drawn
    assert len(drawn) == sum(1 + len(branch.branches) for branch in spec.branches)
    for box in found:
        assert box.height >= box.content.height - TINY
        assert box.width > 20


@given(maps, widths)
def test_both_sides_have_branches_in_the_order_of_the_spec(spec, width):
    drawing, placement, _ = placed(spec, width)
    assert drawing.right
    assert drawing.left
    assert [len(branch.leaves) for branch in placement.branches] == [len(branch.branches) for branch in spec.branches]
    for branch in placement.branches[: len(drawing.right)]:
        assert branch.box.x > placement.centre.right
    for branch in placement.branches[len(drawing.right) :]:
        assert branch.box.right < placement.centre.x


@given(maps, widths, extra)
def test_sub_branches_are_below_each_other_beside_or_below_their_branch(spec, width, more):
    _, placement, _ = placed(spec, width, more)
    for branch in placement.branches:
        tops = [leaf.y for leaf in branch.leaves]
        assert tops == sorted(tops)
        for leaf in branch.leaves:
            beside = leaf.x >= branch.box.right or leaf.right <= branch.box.x
            assert beside or leaf.y >= branch.box.bottom


def test_a_taller_canvas_gives_room_to_what_is_written_in():
    spec = fields([{"answer": "x"}, {"given": "y"}, {"answer": "z"}, {"answer": "w"}])
    low, high = (boxes(placed(spec, 386, more)[1])[1:] for more in (0, 90))
    grown = [after.height > before.height + 5 for before, after in zip(low, high, strict=True)]
    assert grown == [True, False, True, True]


@pytest.mark.parametrize("width", [A4_PORTRAIT, A3_LANDSCAPE])
@pytest.mark.parametrize("words", ["short", "word " * 12, "word " * 60])
def test_a_long_centre_stays_on_the_canvas(words, width):
    _, placement, height = placed(fields([ID, ID], words.strip()), width)
    assert placement.centre.y >= 0
    assert placement.centre.bottom <= height


ID = {"answer": "x", "id": "cause"}
TWO = [{"answer": "x", "branches": [{"answer": "y"}, {"given": "g"}, {"answer": "z", "id": "end"}]}, ID]


def test_ids():
    names = [blank.id for blank in blanks(draw(fields(TWO), pen_of()))]
    assert names == [f"sheet/task/{name}" for name in ("branch-1", "branch-1-1", "branch-1-end", "cause")]


def test_what_is_given_is_no_blank():
    drawing = draw(fields([{"given": "a"}, {"answer": "b"}]), pen_of())
    shown = [branch.node.content for branch in (*drawing.right, *drawing.left)]
    assert [isinstance(content, Blank) for content in shown] == [False, True]


@pytest.mark.parametrize("count", [2, 12])
def test_two_to_twelve_branches_are_fine(count):
    assert len(fields([ID] * count).branches) == count


@pytest.mark.parametrize("count", [0, 1, 13])
def test_fewer_or_more_are_not(count):
    with pytest.raises(ValidationError):
        fields([ID] * count)


def test_seven_sub_branches_are_too_many():
    with pytest.raises(ValidationError):
        fields([ID, {"answer": "x", "branches": [ID] * 7}])
