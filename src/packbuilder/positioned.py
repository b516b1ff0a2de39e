"""Values that know where they stood in their file, whether that is YAML or a class list."""

from collections.abc import Iterator
from typing import Any

from packbuilder.problems import Position


class Text(str):
    """A scalar with its position."""

    __slots__ = ("position",)
    position: Position


class Sequence(list[Any]):
    """A list with its position."""

    position: Position


class Mapping(dict[str, Any]):
    """A mapping with its position and those of its keys; that of a whole file with the hash of what was read.

    `doubtful` are the keys that stand twice. The first value is here, and perhaps the other one was meant.
    """

    position: Position
    key_positions: dict[str, Position]
    doubtful: set[str]
    hash: str = ""


class Nothing:
    """An empty value with its position. `commented`: does a comment stand behind it that looks like a text?"""

    def __init__(self, position: Position, *, commented: bool = False) -> None:
        self.position, self.commented = position, commented

    def __repr__(self) -> str:
        """The same for all, as those of texts and lists are: sets are told apart by what a worksheet says."""
        return "Nothing"


class Unread:
    """A value that was refused, with its position: its mistake is told, and nothing that may follow from it."""

    def __init__(self, position: Position) -> None:
        self.position = position


def scalars(value: Any) -> Iterator[Text]:
    """Every piece of text below `value`, keys left out."""
    if isinstance(value, Text):
        yield value
    for child in value.values() if isinstance(value, Mapping) else value if isinstance(value, Sequence) else ():
        yield from scalars(child)
