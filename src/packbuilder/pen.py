"""What a kind draws with: ids, blanks and spaces of one activity, measured for one page."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, inf
from typing import TypeVar

from packbuilder.papers import Page
from packbuilder.sheet import Blank, Edition, Given, OnlyIn, Space
from packbuilder.spec import BankPlace, BlankSpec, SpaceWord
from packbuilder.words import Words

T = TypeVar("T")

LINES_OF_A_SPACE: dict[SpaceWord, int] = {"small": 2, "medium": 4, "large": 7}
"""How many writing lines a row of a chart has at least. A4 portrait holds about 28 in all."""

MM_PER_PT = 25.4 / 72


@dataclass(frozen=True)
class Pen:
    """Draws the parts of the activity `activity_id` (`worksheet/activity`) for `page`."""

    activity_id: str
    page: Page
    words: Words

    def blank(self, spec: BlankSpec, field: str, label: str) -> Blank:
        """The blank `worksheet/activity/field`; `label` is what it is called."""
        return Blank(
            id=f"{self.activity_id}/{field}",
            label=label,
            at=spec.at,
            answer=spec.answer or (),
            open=spec.open,
            guidance=spec.guidance,
            support=spec.support,
        )

    def place(self, spec: BlankSpec, field: str, label: str) -> Blank | Given:
        """A blank, or the text that is given in its place."""
        return Given(spec.given) if spec.given else self.blank(spec, field, label)

    def lines(self, field: str, count: int, weight: float = 1.0) -> Space:
        """Room for `count` writing lines and, where the page has it, whole lines more."""
        pitch = self.page.pitch
        return Space(f"{self.activity_id}/{field}", count * pitch, step=pitch, weight=weight)

    def room(self, field: str, height: float, weight: float = 1.0, limit: float = inf) -> Space:
        """A space at least `height` mm tall that may grow to any height, or to `limit` times its own."""
        return Space(f"{self.activity_id}/{field}", height, weight=weight, limit=limit)

    def bank(self, options: Iterable[str], place: BankPlace) -> OnlyIn:
        """A word bank for the editions that `place` names; student and key always agree."""
        editions: tuple[Edition, ...] = ()
        if place == "student":
            editions = ("student", "key", "support")
        elif place == "support":
            editions = ("support",)
        return OnlyIn(editions, self.mix(sorted(set(options))))

    def mix(self, options: Iterable[str]) -> tuple[str, ...]:
        """The options in an order that depends on their texts and the activity's id alone.

        The order in the spec leaves no trace, so a student can't read the answers out of it.
        """
        return tuple(sorted(options, key=lambda option: _digest(self.activity_id, option)))


def _digest(*parts: str) -> bytes:
    return hashlib.sha256("\0".join(parts).encode()).digest()


def text_height(text: str, width: float, size: float = 11.0, leading: float = 1.35) -> float:
    """About how many mm `text` is tall, set at `size` pt in a column `width` mm wide.

    A character of Fira Sans is 0.46 em wide on average in the texts that come along; 0.55 and a tenth of the
    line for ragged ends keep nearly all texts on the safe side, even in columns of 25 mm.
    """
    per_line = max(1.0, 0.9 * width / (0.55 * size * MM_PER_PT))
    return sum(ceil(max(1, len(line)) / per_line) for line in text.split("\n")) * size * leading * MM_PER_PT
