"""Every page is used, and nothing is torn apart: full pages, whole activities, no lonely prompt, no cut line.

What was measured on the galley says how pages could have been broken; what was typeset says how they are.
"""

from collections.abc import Iterator
from functools import cache
from math import inf

from packbuilder.fit import Chunk, needed, reach, whole_groups
from packbuilder.papers import Page
from packbuilder.printing import Printed
from packbuilder.problems import Problem
from packbuilder.promise import Proof
from packbuilder.sheet import Activity, belongs
from packbuilder.wording import listed

FULL = 0.85
"""The part of the type area's height that every page but the last uses at least."""
SAME = 0.1
"""Heights that differ by less (mm) are one."""
SPILL = 1.1
"""A worksheet that needs up to so many pages is one page, where the reader doesn't need the distance of its lines."""


def broken(proof: Proof) -> Iterator[Problem]:
    """What is wrong with the page breaks of each edition; the key's are the student's."""
    for edition, printed in proof.printed.items():
        if edition == "key" and "student" in proof.printed:
            continue
        page = printed.sheet.page
        for name, message in [*_on_paper(printed, page), *_on_galley(printed, page)]:
            yield proof.problem(edition, name, message)


def _on_paper(printed: Printed, page: Page) -> Iterator[tuple[str, str]]:
    """What the finished pages show: the chunk, and what is wrong with it."""
    last = {placed.page: placed for placed in sorted(printed.placed, key=lambda placed: placed.bottom)}
    kept = {chunk.id for chunk in printed.chunks if chunk.keep}
    for number, placed in sorted(last.items())[:-1]:
        used = (placed.bottom - page.top) / page.height
        if used < FULL:
            message = f"page {number + 1} is filled to {used:.1%}, and {FULL:.0%} is the least"
            yield placed.id, f"{message}; {_fuller(printed, number)}"
        if placed.id in kept:
            message = f"page {number + 1} ends with a prompt or a heading whose task is on the next page"
            yield placed.id, f'{message}; write "new_page: true" for the activity, or shorten what is before it'
    for name, count in pieces(printed).items():
        yield name, f"a part that should stay whole is cut into {count} pieces; divide it or shorten its texts"


def _fuller(printed: Printed, number: int) -> str:
    """What fills the page of this number (from 0) better: what stands on it, and begins the next one, decides."""
    here, below = (_activities(printed, page) for page in (number, number + 1))
    fields = [f'"{word}"' for word in ("lines", "space") if any(f'"{word}: {{lines}}"' in each.room for each in here)]
    ways = [f"ask for more {listed(fields, 'or')} here"] if fields else []
    if below and below[0].new_page and below[0] not in here:
        ways.append('drop the "new_page" of the next activity')
    return listed(ways or ["add something to it, or divide what begins the next one"], "or")


def _activities(printed: Printed, number: int) -> list[Activity]:
    """The activities that have a part on the page of this number (from 0), from top to bottom."""
    placed = sorted((placed for placed in printed.placed if placed.page == number), key=lambda placed: placed.top)
    return [each for part in placed for each in printed.sheet.activities if belongs(part.id, each)]


def pieces(printed: Printed) -> dict[str, int]:
    """The chunks that were cut, and into how many pieces; a table's heading that is repeated isn't cut."""
    heights: dict[str, list[float]] = {}
    for placed in printed.placed:
        heights.setdefault(placed.id, []).append(placed.bottom - placed.top)
    headings = {chunk.id for chunk in printed.chunks if chunk.keep and not chunk.spaces}
    return {
        name: len(found)
        for name, found in heights.items()
        if len(found) > 1 and not (name in headings and max(found) - min(found) < SAME)
    }


def _on_galley(printed: Printed, page: Page) -> Iterator[tuple[str, str]]:
    """What other page breaks would have done better."""
    chunks, height = printed.chunks, printed.fit.height
    starts = [index for index, chunk in enumerate(chunks) if chunk.id in printed.fit.breaks]
    torn = _torn(chunks, starts, height)
    if torn and len(torn) > fewest_torn(chunks, height, len(starts) + 1):
        message = "is divided between two pages, and could have stayed whole on as many pages"
        yield torn[0], f'{message}; write "new_page: true" for it, or for the activity before'
    forced = any(chunk.new_page for chunk in chunks[1:])
    total = needed(chunks) / height
    if starts and not forced and not page.rendering.roomy and total <= SPILL:
        message = f"needs {total:.2f} pages and takes {len(starts) + 1}, and up to {SPILL} pages are made one"
        yield "", f"{message}; ask for fewer lines, or shorten its texts"


def _torn(chunks: tuple[Chunk, ...], starts: list[int], height: float) -> list[str]:
    """The groups that a page could hold and that a page break divides."""
    whole = whole_groups(chunks, height)
    return [chunks[at].group for at in starts if chunks[at - 1].group == chunks[at].group and whole[chunks[at].group]]


def fewest_torn(chunks: tuple[Chunk, ...], height: float, pages: int) -> float:
    """How many groups must be divided so that the chunks go on to `pages` pages, each but the last one full."""

    whole = whole_groups(chunks, height)

    @cache
    def fewest(start: int, left: int) -> float:
        if start == len(chunks):
            return 0
        ends = _ends(chunks, start, height) if left else ()
        return min((torn_at(end) + fewest(end, left - 1) for end in ends), default=inf)

    def torn_at(end: int) -> int:
        inside = end < len(chunks) and chunks[end - 1].group == chunks[end].group
        return int(inside and whole[chunks[end].group])

    for start in range(len(chunks), -1, -1):  # so that the recursion stays shallow
        for left in range(pages + 1):
            fewest(start, left)
    return fewest(0, pages)


def _ends(chunks: tuple[Chunk, ...], start: int, height: float) -> Iterator[int]:
    """Where a page that begins with the chunk `start` may end, so that it is full."""
    for end in range(start + 1, len(chunks) + 1):
        page = chunks[start:end]
        if needed(page) > height or (end > start + 1 and page[-1].new_page):
            return
        last = end == len(chunks)
        full = last or chunks[end].new_page or needed(page) + reach(page) >= FULL * height
        if full and (last or not page[-1].keep):
            yield end
