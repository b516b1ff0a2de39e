"""Trees of values: walking them and changing them."""

from dataclasses import dataclass, field

import pytest

from packbuilder.problems import Position
from packbuilder.sheet import Blank, Given, OnlyIn, Space, blanks, map_values, spaces


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
