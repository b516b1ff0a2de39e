"""How tall every space becomes, and where pages break, so that sheets are full and nothing spills.

Pure arithmetic on what was measured; all figures in mm.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from math import floor, inf

from packbuilder.sheet import Space

FULL = 0.85
"""A page counts as full from this part of its height on."""
RIGID = 12.0
"""How much worse white space is where nothing can stretch into it than where all of a page can."""
TINY = 1e-6
"""Sums of millimetres are this exact."""


@dataclass(frozen=True)
class Chunk:
    """A part of the page that stays whole, as measured with its spaces at their minimum.

    `top` and `bottom` are counted from the beginning of the unbroken text; `carry` is what is repeated above
    it when it starts a page (a table's heading); `keep` holds it to the next chunk; chunks of one `group` (an
    activity, a card) had better stand on one page.
    """

    id: str
    top: float
    bottom: float
    spaces: tuple[Space, ...] = ()
    carry: float = 0.0
    keep: bool = False
    new_page: bool = False
    group: str = ""


@dataclass(frozen=True)
class Fit:
    """The outcome: heights by space id, how many times taller than measured, and the chunks that start a page.

    `height` is how tall (mm) the pages are that were filled.
    """

    heights: Mapping[str, float] = field(default_factory=dict)
    growth: Mapping[str, float] = field(default_factory=dict)
    breaks: frozenset[str] = frozenset()
    pages: int = 1
    height: float = inf


class TooTallError(Exception):
    """Chunks that no page can hold: how many mm each needs, by its id, and how many there are."""

    def __init__(self, needed: Mapping[str, float], available: float) -> None:
        super().__init__(f"{', '.join(needed)} need more than {available:.0f} mm")
        self.needed, self.available = needed, available


def fit(chunks: tuple[Chunk, ...], height: float) -> Fit:
    """Fills pages `height` mm tall. Raises TooTallError for chunks that fit no page."""
    pages = _paginate(chunks, height)
    heights: dict[str, float] = {}
    for page in pages:
        heights |= _stretch(page, height)
    measured = {space.id: space.minimum for chunk in chunks for space in chunk.spaces}
    growth = {name: tall / measured[name] for name, tall in heights.items()}
    return Fit(heights, growth, frozenset(page[0].id for page in pages[1:]), len(pages), height)


def needed(page: tuple[Chunk, ...]) -> float:
    """The least height in mm of chunks that stand on one page."""
    return page[0].carry + page[-1].bottom - page[0].top


def _paginate(chunks: tuple[Chunk, ...], height: float) -> list[tuple[Chunk, ...]]:
    """The fewest pages; of these those that part the fewest groups and leave no page empty; then those that leave the
    fewest rows alone; then the most even."""
    units = _units(chunks)
    splits, lonely = _splits(units, height), _lonely(units)
    too_tall = {unit[-1].id: needed(unit) for unit in units if needed(unit) > height}
    if too_tall:
        raise TooTallError(too_tall, height)

    @cache
    def best(start: int) -> tuple[int, int, int, float, int]:
        """Pages, flaws, lonely rows, cost, minus the end of the first page (of equals the fullest), from `start` on."""
        if start == len(units):
            return 0, 0, 0, 0.0, -start
        choice = (len(units) + 1, 0, 0, inf, -start)
        for end in range(start + 1, len(units) + 1):
            if end > start + 1 and units[end - 1][0].new_page:
                break
            page = tuple(chunk for unit in units[start:end] for chunk in unit)
            left = height - needed(page)
            if left < 0:
                break
            pages, flaws, alone, cost, _ = best(end)
            flaws += splits[end] + (end < len(units) and left - reach(page) > (1 - FULL) * height)
            cost = round(cost + _emptiness(page, left / height, height), 9)
            choice = min(choice, (pages + 1, flaws, alone + lonely[end], cost, -end))
        return choice

    # From the end on, so that the recursion stays shallow however many chunks there are.
    for start in range(len(units), -1, -1):
        best(start)
    pages, start = [], 0
    while start < len(units):
        end = -best(start)[4]
        pages.append(tuple(chunk for unit in units[start:end] for chunk in unit))
        start = end
    return pages


def _units(chunks: tuple[Chunk, ...]) -> list[tuple[Chunk, ...]]:
    """Chunks with those that they are held to."""
    units: list[list[Chunk]] = []
    held = False
    for chunk in chunks:
        if held and not chunk.new_page:
            units[-1].append(chunk)
        else:
            units.append([chunk])
        held = chunk.keep
    return [tuple(unit) for unit in units]


def _emptiness(page: tuple[Chunk, ...], left: float, height: float) -> float:
    """What a page costs that is `height` mm tall and has the part `left` of that (0 to 1) left over.

    Less, the more of it can grow: so spaces grow by about as much on one page as on the next.
    """
    grows = sum(_weight(space) for chunk in page for space in chunk.spaces)
    return left**2 * (min(RIGID, height / grows) if grows else RIGID)


def reach(page: tuple[Chunk, ...]) -> float:
    """How many mm taller the spaces of a page may become, all together."""
    return sum(_room(space) for chunk in page for space in chunk.spaces if space.weight > 0)


def whole_groups(chunks: tuple[Chunk, ...], height: float) -> dict[str, bool]:
    """The groups of chunks: is a page `height` mm tall enough for all of it?"""
    members: dict[str, list[Chunk]] = {}
    for chunk in chunks:
        members.setdefault(chunk.group, []).append(chunk)
    return {group: needed(tuple(inside)) <= height for group, inside in members.items()}


def _splits(units: list[tuple[Chunk, ...]], height: float) -> list[int]:
    """Does a page break before each unit, and after the last one, part a group that one page could hold?"""
    whole = whole_groups(tuple(chunk for unit in units for chunk in unit), height)
    inner = [int(before[-1].group == after[0].group and whole[after[0].group]) for before, after in pairwise(units)]
    return [0, *inner, 0]


def _lonely(units: list[tuple[Chunk, ...]]) -> list[int]:
    """Does a page break before each unit, and after the last one, leave a table's last row alone below its heading?"""
    goes_on = [before[-1].group == after[0].group and after[0].carry > 0 for before, after in pairwise(units)]
    return [0, *(int(here and not after) for here, after in pairwise([*goes_on, False])), 0]


def _stretch(page: tuple[Chunk, ...], height: float) -> dict[str, float]:
    """Heights of the page's spaces: what is left over goes to each by weight and size, in whole steps.

    Rows of one table stay as tall as each other, unless a page that isn't full would be the price.
    """
    spaces = [space for chunk in page for space in chunk.spaces]
    heights = {space.id: space.minimum for space in spaces}
    left = height - needed(page)
    growing = [space for space in spaces if space.weight > 0]
    for space, share in _shares(growing, left):
        whole = floor(share / space.step + TINY) * space.step if space.step else share
        heights[space.id] += whole
        left -= whole
    left = _spend_rest(_alike(page), heights, left)
    if left > (1 - FULL) * height:
        _spend_rest([(space,) for space in growing], heights, left)
    return heights


def _shares(growing: list[Space], left: float) -> list[tuple[Space, float]]:
    """What each space gets of `left` mm; what one may not take for its limit goes to the others."""
    shares: list[tuple[Space, float]] = []
    while growing:
        total = sum(_weight(space) for space in growing)
        full = [space for space in growing if _room(space) < left * _weight(space) / total]
        if not full:
            return shares + [(space, left * _weight(space) / total) for space in growing]
        shares += [(space, _room(space)) for space in full]
        left -= sum(_room(space) for space in full)
        growing = [space for space in growing if space not in full]
    return shares


def _alike(page: tuple[Chunk, ...]) -> list[tuple[Space, ...]]:
    """The spaces of a page that may grow: together those of one group that one would expect to be as tall."""
    alike: dict[tuple[object, ...], list[Space]] = {}
    for chunk in page:
        for space in chunk.spaces:
            if space.weight > 0:
                look = (chunk.group or space.id, space.minimum, space.step, space.weight, space.limit)
                alike.setdefault(look, []).append(space)
    return [tuple(spaces) for spaces in alike.values()]


def _spend_rest(growing: list[tuple[Space, ...]], heights: dict[str, float], left: float) -> float:
    """Whole steps leave a rest: a space of any height takes it, or those that are smallest for their weight.

    Spaces that stand together in `growing` take a step each or none; returns what then is left.
    """
    for space in (space for together in growing for space in together):
        if not space.step and space.limit == inf:
            heights[space.id] += left
            return 0.0
    stepping = [together for together in growing if together[0].step]
    while True:
        takers = [together for together in stepping if _may_step(together, heights, left)]
        if not takers:
            return left
        smallest = min(takers, key=lambda together: heights[together[0].id] / _weight(together[0]))
        for space in smallest:
            heights[space.id] += space.step
        left -= smallest[0].step * len(smallest)


def _may_step(together: tuple[Space, ...], heights: Mapping[str, float], left: float) -> bool:
    """May spaces that are alike become a step taller, with `left` mm for all of them?"""
    one = together[0]
    return one.step * len(together) <= left + TINY and heights[one.id] + one.step <= one.minimum * one.limit + TINY


def _weight(space: Space) -> float:
    return space.weight * space.minimum


def _room(space: Space) -> float:
    return (space.limit - 1) * space.minimum
