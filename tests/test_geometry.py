"""Boxes and strokes: mirrored for pages that run from right to left, and as pictures for CSS."""

import re
from dataclasses import dataclass
from urllib.parse import unquote

import pytest

from boxes import meet
from packbuilder.geometry import SCALE, Box, background, curve, line, mirrored, rules, scale_rule, stacked


@dataclass(frozen=True)
class Placement:
    boxes: tuple[Box, ...]
    head: Box
    title: str


@pytest.mark.parametrize(
    ("box", "x"),
    [(Box(0, 5, 30, 10, None), 70), (Box(70, 5, 30, 10, None), 0), (Box(35, 5, 30, 10, None), 35)],
)
def test_a_mirrored_box_is_as_far_from_the_other_side(box, x):
    found = box.mirrored(100)
    assert (found.x, found.y, found.width, found.height) == (x, box.y, box.width, box.height)
    assert found.mirrored(100) == box


def test_a_mirrored_placement_has_all_boxes_on_the_other_side():
    placement = Placement((Box(0, 0, 10, 10, "a"), Box(20, 0, 10, 10, ("b", "c"))), Box(90, 5, 10, 5, None), "t")
    found = mirrored(placement, 100)
    assert found == Placement((Box(90, 0, 10, 10, "a"), Box(70, 0, 10, 10, ("b", "c"))), Box(0, 5, 10, 5, None), "t")
    assert mirrored(found, 100) == placement


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        (Box(0, 0, 10, 10, None), Box(5, 5, 10, 10, None), True),
        (Box(0, 0, 10, 10, None), Box(10, 0, 10, 10, None), False),  # edges may touch
        (Box(0, 0, 10, 10, None), Box(0, 10, 10, 10, None), False),
        (Box(0, 0, 30, 30, None), Box(10, 10, 5, 5, None), True),
    ],
)
def test_overlapping(one, other, overlap):
    assert (meet(one, other), meet(other, one)) == (overlap, overlap)


@pytest.mark.parametrize(
    ("wishes", "talls", "height", "tops"),
    [
        ([10, 40, 70], [10, 10, 10], 100, [10, 40, 70]),
        ([40, 40], [10, 10], 100, [34, 46]),  # each moves by half of what they lack
        ([40, 40, 40], [10, 10, 10], 100, [28, 40, 52]),
        ([40, 50, 80], [10, 20, 10], 100, [39, 51, 80]),
        ([40, 62, 62], [20, 10, 10], 100, [36, 58, 70]),  # the third pushes the second, and that one the first
        ([-5, 95], [10, 10], 100, [0, 90]),
        ([85, 85], [10, 10], 100, [78, 90]),
        ([50, 50], [10, 10], 22, [0, 12]),  # no room to choose
        ([50, 0], [10, 10], 22, [0, 12]),
        ([], [], 100, []),
    ],
)
def test_stacked_boxes_are_as_near_as_can_be_to_where_they_belong(wishes, talls, height, tops):
    """They are 2 mm apart at least."""
    assert stacked(wishes, talls, 2, height) == pytest.approx(tops)


def svg(url):
    inside = url.removeprefix("url('data:image/svg+xml,").removesuffix("')")
    assert not set(inside) & set("'\"<>&\\")  # it stands in a string of CSS, in an attribute
    return unquote(inside)


def test_a_picture_is_mirrored_whole():
    strokes = (line(0, 0, 10, 5), curve(0, 0, 10, 10))
    usual, other = (svg(background(strokes, 100, 50, mirror=mirror)) for mirror in (False, True))
    paths = re.findall("<path[^>]*>", usual)
    assert len(paths) == 2
    assert re.findall("<path[^>]*>", other) == paths
    assert "transform" not in usual
    assert 'transform="matrix(-1 0 0 1 100.00 0)"' in other  # x becomes 100 - x


@pytest.mark.parametrize("each", [background((line(0, 0, 9, 9),), 10, 10), rules(24, 8, foot=True)])
def test_a_picture_has_its_size_in_millimetres(each):
    assert re.search(r'width="[\d.]+mm" height="[\d.]+mm"', svg(each))


@pytest.mark.parametrize(
    ("height", "foot", "lines"),
    [(24, True, [8, 16, 24]), (24, False, [8, 16]), (28, False, [8, 16, 24]), (8, True, [8]), (8, False, [])],
)
def test_writing_lines(height, foot, lines):
    found = [float(y) for y in re.findall(r"M0 ([\d.]+)H100", svg(rules(height, 8, foot=foot)))]
    assert found == pytest.approx([y - 0.1 for y in lines])


def test_the_rule_for_the_printers_scale_is_100_mm_long():
    """From the middle of one mark to the middle of the other."""
    assert SCALE == 100
    start, end = re.search(r"M([\d.]+) 1H([\d.]+)", svg(scale_rule())).groups()
    assert float(end) - float(start) == pytest.approx(100)
    (width,) = re.search(r'width="([\d.]+)mm"', svg(scale_rule())).groups()
    box = re.search(r'viewBox="0 0 ([\d.]+) ', svg(scale_rule()))[1]
    assert float(width) == float(box)  # one unit of the picture is a millimetre
