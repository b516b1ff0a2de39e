"""A running text in passages that stay whole on a page."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from packbuilder.emphasis import lines_of, paragraphs

SENTENCE_END = re.compile(r"(?<=[.!?…。！？؟])[\"'”’»)]*\s*(?=\S)")


@dataclass(frozen=True)
class Passage:
    """A paragraph, or what a page can hold of one.

    `verse`: has the paragraph several lines, as its writer has parted them? `line` is the number of the passage's first
    one in the whole text, from 1. `begins` and `ends`: does the passage begin that line, and end the paragraph?
    `paragraph` is all of it, with the ends of passages as ends of lines, of which `before` stand before the passage:
    emphasis and quotations may begin in one and end in another.
    """

    text: str
    line: int
    verse: bool
    begins: bool
    ends: bool
    paragraph: str
    before: int

    @property
    def within(self) -> slice:
        """Which lines of `paragraph` the passage is."""
        return slice(self.before, self.before + self.text.count("\n") + 1)


class Part(NamedTuple):
    """What is never divided: a line of a verse, or a sentence."""

    text: str
    line: int
    begins: bool


def passages(text: str, most: float, tall: Callable[[str], float]) -> Iterator[Passage]:
    """The passages of a text, each at most `most` mm tall if its parts are; `tall` tells that of a text.

    A verse is divided into halves of that, since its lines leave a page unfilled where it can't be.
    """
    line = 1
    for paragraph in paragraphs(text):
        lines = lines_of(paragraph)
        yield from _divided(lines, line, most / 2 if len(lines) > 1 else most, tall)
        line += len(lines)


def _divided(lines: Sequence[str], first: int, most: float, tall: Callable[[str], float]) -> Iterator[Passage]:
    """The passages of a paragraph whose first line has the number `first`."""
    groups: list[list[Part]] = []
    for part in _parts(lines, first, most, tall):
        if groups and tall(_joined([*groups[-1], part])) <= most:
            groups[-1].append(part)
        else:
            groups.append([part])
    verse = len(lines) > 1
    texts = [_joined(group).rstrip() if verse else _joined(group).strip() for group in groups]
    paragraph = "\n".join(texts)
    before = 0
    for group, text in zip(groups, texts, strict=True):
        passage = Passage(text, group[0].line, verse, group[0].begins, group is groups[-1], paragraph, before)
        yield passage
        before = passage.within.stop


def _parts(lines: Sequence[str], first: int, most: float, tall: Callable[[str], float]) -> Iterator[Part]:
    """A line of a verse stays whole unless it is too tall by itself."""
    for number, line in enumerate(lines, first):
        whole = len(lines) > 1 and tall(line) <= most
        sentences = [line] if whole else SENTENCE_END.sub(lambda end: end[0] + "\0", line).split("\0")
        yield from (Part(sentence, number, begins=not index) for index, sentence in enumerate(sentences))


def _joined(parts: Sequence[Part]) -> str:
    first, *others = parts
    return first.text + "".join(f"\n{part.text}" if part.begins else part.text for part in others)
