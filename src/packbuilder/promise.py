"""What a promise is checked on, and how it says that it is broken."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from packbuilder.hands import DEFAULT_HAND, HANDS, Hand
from packbuilder.layouts import Layout
from packbuilder.limits import DEFAULT_LIMITS, Limits
from packbuilder.papers import Page
from packbuilder.parse import Worksheet
from packbuilder.problems import Position, Problem
from packbuilder.sheet import Edition, Sheet, belongs, blanks

if TYPE_CHECKING:
    # Promises are arithmetic on what was printed; none of them needs the typesetter itself.
    from packbuilder.printing import Printed


@dataclass(frozen=True)
class Proof:
    """One worksheet in one rendering, as printed in some editions.

    `sheet` is how it was drawn at first; what was printed has a sheet of its own, perhaps with closer lines.
    `documents` are the joined, final PDFs of this worksheet alone.
    """

    worksheet: Worksheet
    pack_title: str | None
    layout: Layout
    sheet: Sheet
    printed: "Mapping[Edition, Printed]"
    documents: Mapping[Edition, bytes]
    limits: Limits = DEFAULT_LIMITS

    def page(self, edition: Edition) -> Page:
        """The page that an edition was drawn for; its lines may be closer together than those of another edition."""
        return self.printed[edition].sheet.page

    @property
    def hand(self) -> Hand:
        """The hand that the worksheet is made for, as large as it writes in this rendering."""
        hand = HANDS[self.worksheet.settings.hand or DEFAULT_HAND]
        return hand.larger(self.sheet.page.type.hand)

    def problem(self, edition: Edition | None, name: str, message: str) -> Problem:
        """What is wrong with the blank, the chunk or the activity called `name`; "" is the whole worksheet."""
        where = f"{self.label(edition)}: {message}"
        for index, activity in enumerate(self.sheet.activities):
            if belongs(name, activity):
                at = next((blank.at for blank in blanks(activity) if blank.id == name.partition("#")[0]), activity.at)
                return Problem(self.worksheet.path, at, f"activities[{index}]", where)
        return Problem(self.worksheet.path, Position(), "", where)

    def place(self, edition: Edition, page: int, y: float) -> str:
        """The chunk that stands `y` mm below the upper edge of a page (from 0), or the one above; "" for none."""
        above = [chunk for chunk in self.printed[edition].placed if chunk.page == page and chunk.top <= y]
        return max(above, key=lambda chunk: chunk.top).id if above else ""

    def label(self, edition: str | None) -> str:
        """The edition, the rendering and an American paper, such as `key, large-print, Letter portrait`."""
        page = self.sheet.page
        paper = "" if page.paper.size.startswith("A") else page.paper.name
        return ", ".join(filter(None, [edition or "all editions", page.rendering.name, paper]))
