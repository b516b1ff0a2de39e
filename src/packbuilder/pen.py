"""What a kind draws with: ids, blanks and spaces of one activity, measured for one page."""

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from math import ceil, floor, inf

from packbuilder.papers import Page
from packbuilder.passages import Passage, passages
from packbuilder.pictures import way_of
from packbuilder.renderings import STANDARD, Type
from packbuilder.sheet import EDITIONS, Blank, Edition, Given, OnlyIn, Space
from packbuilder.spec import BankPlace, BlankSpec
from packbuilder.units import MM_PER_PT
from packbuilder.words import Words

MASTHEAD = 26.0
"""What the title and the edges of an activity take of a page in the usual look, in mm."""
BANK_FRAME, BANK_ROW, BANK_LINE = 5.5, 7.0, 0.85
"""What a word's frame adds to it, and how tall a row is, in mm in the usual look; how full rows are at least."""
HINT_DROP = 0.7
"""How much lower a hint stands than its lines, and a little more, in mm."""
PASSAGE = 0.3
"""The part of a page's height from which a paragraph is divided, so that it can go over to the next page."""
WORD_END = re.compile(r"(?<=[-–—/])|\s+")


@dataclass(frozen=True)
class Pen:
    """Draws the parts of the activity `activity_id` (`worksheet/activity`) for `page`, below its `prompt`.

    `supported`: is this for the supported edition, which needs room for more? `shapes` are those of the worksheet's
    pictures, by the ways to them.
    """

    activity_id: str
    page: Page
    words: Words
    prompt: str = ""
    supported: bool = False
    shapes: Mapping[str, float] = field(default_factory=dict)

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

    def lines(self, field: str, count: int, weight: float = 1.0, narrower: float = 1.0) -> Space:
        """Room for `count` writing lines and, where the page has it, whole lines more.

        `narrower` is how many times as wide the lines would be in the usual look.
        """
        wanted = self._count(count, narrower)
        line = self.page.pitch * self.page.type.lines * narrower
        # Who asks for more than a page has is told so; what a rendering adds to it is cut to the page.
        return self._lines(field, wanted if wanted <= count else max(count, min(wanted, self._most(0.0))), line, weight)

    def long_lines(self, field: str, count: int, above: float = 0.0) -> tuple[Space, ...]:
        """Room for `count` writing lines, on as many pages as that takes, `above` mm below the prompt."""
        left, line = self._count(count), self.page.pitch * self.page.type.lines
        spaces: list[Space] = []
        while left:
            here = min(left, self._most_alone() if spaces else self._most(above))
            spaces.append(self._lines(f"{field}-{len(spaces) + 1}" if spaces else field, here, line))
            left -= here
        return tuple(spaces)

    def writing(self, count: int, narrower: float = 1.0) -> float:
        """How many mm `count` writing lines take in a box that stands on a canvas; `narrower` as for `lines`."""
        return self._count(count, narrower) * self.page.pitch

    def _count(self, count: int, narrower: float = 1.0) -> int:
        return max(1, ceil(count * self.page.type.lines * narrower - 1e-6))

    def _most(self, above: float) -> int:
        """How many lines a page can hold `above` mm below the prompt."""
        return max(1, floor((self.below - above) / self.page.pitch))

    def _most_alone(self) -> int:
        """How many lines a page can hold that begins with them: no title and no prompt, but some white space."""
        return max(1, floor(self.page.height / self.page.pitch - 0.5))

    def _lines(self, field: str, count: int, line: float, weight: float = 1.0) -> Space:
        pitch = self.page.pitch
        return Space(f"{self.activity_id}/{field}", count * pitch, step=pitch, weight=weight, line=line)

    def room(self, field: str, height: float, weight: float = 1.0, limit: float = inf) -> Space:
        """A space at least `height` mm tall that may grow to any height, or to `limit` times its own."""
        return Space(f"{self.activity_id}/{field}", height, weight=weight, limit=limit)

    @property
    def below(self) -> float:
        """About how many mm of a page are left below title and prompt."""
        above = MASTHEAD * self.page.type.size(STANDARD) / STANDARD
        return self.page.height - above - self.text_height(self.prompt, self.page.width)

    def text_height(self, text: str, width: float, size: float = STANDARD) -> float:
        """About how many mm `text` is tall, `size` pt in the usual look, in a column `width` mm wide."""
        return text_height(text, width, size, self.page.type)

    def hint_height(self, hint: str | None, width: float) -> float:
        """About how many mm a hint takes that stands in a blank `width` mm wide: none but on a supported sheet.

        On the screen, where it may not be smaller, a line to type below it is counted.
        """
        if not (hint and self.supported):
            return 0.0
        setting, screen = self.page.type, self.page.rendering.screen
        size, leading = setting.hints[0 if screen else -1]
        lines = ceil(setting.ems(hint) * size * MM_PER_PT / (0.9 * width))
        return lines * leading * self.page.pitch + (setting.typed + HINT_DROP if screen else 0.0)

    def word_width(self, text: str, size: float = STANDARD) -> float:
        """About how many mm the longest word of `text` is wide, `size` pt in the usual look."""
        longest = max((self.page.type.ems(word) for word in WORD_END.split(text)), default=0.0)
        return longest * self.page.type.size(size) * MM_PER_PT

    def line_width(self, text: str, size: float = STANDARD) -> float:
        """About how many mm `text` is wide in one line, `size` pt in the usual look."""
        return self.page.type.ems(text) * self.page.type.size(size) * MM_PER_PT

    def shape(self, image: str) -> float:
        """How many times as wide as tall a picture is; 1 for one that nobody has looked at."""
        return self.shapes.get(way_of(image), 1.0)

    def is_cut(self, count: int, above: float) -> bool:
        """Would a rendering need more than a page for `count` lines that stand `above` mm below the prompt?"""
        return self._count(count) > max(count, self._most(above))

    def passages(self, text: str) -> tuple[Passage, ...]:
        """The paragraphs of a text, those too long to stay whole on a page divided where sentences or lines end."""
        return tuple(passages(text, PASSAGE * self.page.height, lambda part: self.text_height(part, self.page.width)))

    def bank(self, options: Iterable[str], place: BankPlace) -> OnlyIn:
        """A word bank for the editions that `place` names; student and key always agree.

        It says how often a word is needed that several blanks take. One word alone would only be the answer, and has
        no bank unless students are to have it.
        """
        needed = Counter(options)
        mixed = self.mix(sorted(needed))
        words = tuple(f"{word} ({needed[word]}×)" if needed[word] > 1 else word for word in mixed)
        return OnlyIn(_with_bank(needed, place), words)

    def bank_height(self, options: Iterable[str], place: BankPlace) -> float:
        """About how many mm a bank of these words takes here; who has it sees them, so they may tell."""
        words = set(options)
        if not words or ("support" if self.supported else "student") not in _with_bank(words, place):
            return 0.0
        scale = self.page.type.scale
        wide = sum(self.line_width(word) + BANK_FRAME * scale for word in (*words, self.words.word_bank))
        return ceil(wide / (BANK_LINE * self.page.width)) * BANK_ROW * scale + 6

    def mix(self, options: Iterable[str]) -> tuple[str, ...]:
        """The options in an order that depends on their texts and the activity's id alone.

        The order in the spec leaves no trace, so a student can't read the answers out of it.
        """
        return tuple(sorted(options, key=lambda option: _digest(self.activity_id, option)))


def _with_bank(options: Collection[str], place: BankPlace) -> tuple[Edition, ...]:
    """The editions with a bank of these words."""
    if place == "student":
        return EDITIONS
    return ("support",) if place == "support" and len(options) > 1 else ()


def _digest(*parts: str) -> bytes:
    return hashlib.sha256("\0".join(parts).encode()).digest()


def text_height(text: str, width: float, size: float = STANDARD, setting: Type | None = None) -> float:
    """About how many mm `text` is tall in a column `width` mm wide; `size` is in pt in the usual look.

    A character of Fira Sans is 0.46 em wide on average in the texts that come along; 0.55 and a tenth of the
    line for ragged ends keep nearly all texts on the safe side, even in columns of 25 mm.
    """
    setting = setting or Type()
    points = setting.size(size)
    per_line = max(1.0, 0.9 * width / (points * MM_PER_PT))
    lines = sum(ceil(max(setting.letter, setting.ems(line)) / per_line) for line in text.split("\n"))
    return lines * points * setting.leading * MM_PER_PT
