"""Sheet and edition to the sheet that this edition shows.

The only place where answers and support are chosen. What an edition doesn't show is gone from the value, so
that no template can print it by mistake.
"""

from dataclasses import replace
from typing import Any

from packbuilder.sheet import Blank, Edition, Entry, OnlyIn, Sheet, map_values


def fill(sheet: Sheet, edition: Edition) -> Sheet:
    """The sheet with every blank's `entry` set for `edition`, and nothing left of the other editions."""

    def show(value: Any) -> Any:
        if isinstance(value, Blank):
            return replace(value, answer=(), open=False, guidance=None, support=None, entry=_entry(value, edition))
        if isinstance(value, OnlyIn):
            return value.value if edition in value.editions else None
        return value

    filled: Sheet = map_values(sheet, show)
    return filled


def _entry(blank: Blank, edition: Edition) -> Entry | None:
    if edition == "key" and blank.open:
        return Entry("guidance", (blank.guidance,) if blank.guidance else ())
    if edition == "key":
        return Entry("answer", blank.answer)
    if edition == "support" and blank.support:
        return Entry("support", (blank.support,))
    return None
