"""Trees of values: walking them and changing them."""

from dataclasses import dataclass, field

import pytest

from packbuilder.papers import Margins, Page, Paper
from packbuilder.problems import Position
from packbuilder.renderings import Rendering
from packbuilder.sheet import Activity, Blank, Given, OnlyIn, Space, blanks, map_values, room_for, spaces


@dataclass(frozen=True)
class Pair:
    left: object
    right: object


@dataclass(frozen=True)
class Derived:
    text: str
    length: int = field(init=False)

    def __post_init__(self):
        object.__setattr__(self, "length", len(self.text))


def blank(name):
    return Blank(name, "label", Position())


def louder(value):
    return value.upper() if isinstance(value, str) else value


@pytest.mark.parametrize(
    ("value", "changed"),
    [
        ("a", "A"),
        (("a", ("b", 1)), ("A", ("B", 1))),
        (Pair("a", Pair(("b",), None)), Pair("A", Pair(("B",), None))),
        (OnlyIn((), ("a", Given("b"))), OnlyIn((), ("A", Given("B")))),
        (Derived("abc"), Derived("ABC")),
    ],
)
def test_change_reaches_every_part(value, changed):
    assert map_values(value, louder) == changed


@pytest.mark.parametrize("value", [3, None, (), Given("a"), Pair(1, Pair(None, 2.5)), Pair, Space])
def test_what_is_not_changed_is_not_copied(value):
    assert map_values(value, lambda part: part) is value


def test_parts_are_changed_before_what_they_are_part_of():
    order = []
    map_values(Pair("a", ("b", "c")), lambda part: order.append(part) or part)
    assert order == ["a", "b", "c", ("b", "c"), Pair("a", ("b", "c"))]


def test_a_changed_part_can_be_of_another_type():
    value = Pair(Given("a"), (Given("b"),))
    assert map_values(value, lambda part: part.text if isinstance(part, Given) else part) == Pair("a", ("b",))


TREE = Pair((blank("a"), Given("b")), Pair(OnlyIn(("key",), blank("c")), (Space("d", 8.0), (blank("e"),), "f", 3)))


@pytest.mark.parametrize(("walk", "names"), [(blanks, ["a", "c", "e"]), (spaces, ["d"])])
def test_walking_finds_all_in_order(walk, names):
    assert [part.id for part in walk(TREE)] == names


@pytest.mark.parametrize("value", ["text", None, 3, (), (1, "a"), Blank, Given("a")])
def test_walking_finds_nothing_where_there_is_nothing(value):
    assert list(blanks(value)) == []
    assert list(spaces(value)) == []


PAGE = Page(Paper("A4"), Margins(binding=20, top=24, outer=14, bottom=22), 8)
ROWS = (
    Pair("row 1", Pair((Given("a"), (blank("b"),)), Space("s1", 16.0, line=8.0))),
    Pair("row 2", Pair((blank("c"), Given("d")), (Space("s2", 8.0, line=2.0), Space("s3", 8.0, line=2.0)))),
)


@pytest.mark.parametrize(
    ("drawing", "name", "height", "room", "told"),
    [
        (ROWS, "b", 24, '"space: {lines}" for its row', '"space: 3" for its row'),
        (ROWS, "b", 24.1, '"space: {lines}"', '"space: 4"'),
        (ROWS, "c", 24, '"space: {lines}"', '"space: 12"'),  # as narrow as cells in a column of their own
        (ROWS, "c", 80, '"space: {lines}"', '"space: 40"'),
        (ROWS, "c", 82, '"space: {lines}"', ""),  # no row may have 41
        (ROWS, "c", 82, '"lines: {lines}"', '"lines: 41"'),
        (ROWS, "c", 122, '"lines: {lines}" (of a question)', ""),
        ((blank("a"), Space("canvas", 90.0)), "a", 24, '"lines: {lines}" or fewer boxes', '"lines: 3" or fewer boxes'),
        (blank("a"), "a", 24, '"lines: {lines}"', '"lines: 3"'),
        (blank("a"), "a", 24, "", ""),
    ],
)
def test_what_makes_room_is_told_with_as_many_lines_as_it_takes(drawing, name, height, room, told):
    activity = Activity("x/a", "k", None, None, "P", None, False, drawing, Position(), room)
    assert room_for(activity, name, height, PAGE) == told


def test_in_large_print_each_line_that_is_asked_for_gives_more():
    activity = Activity("x/a", "k", None, None, "P", None, False, blank("a"), Position(), '"lines: {lines}"')
    page = Page(PAGE.paper, PAGE.margins, 12, Rendering(large_print=True))
    assert room_for(activity, "a", 42, page) == '"lines: 2"'
