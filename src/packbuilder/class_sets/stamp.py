"""What is drawn on each side of a class set: typeset pages in their places, and on them names and codes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from math import inf

from packbuilder.class_sets.codes import MODULES, Code, data, finders
from packbuilder.class_sets.collate import BlankPage, PageOf, Placed, Separator, Side, separators
from packbuilder.class_sets.copies import NO_CLASS, Copy, Variant, range_text, ranges
from packbuilder.class_sets.lettering import SIZE, SMALLEST, Drawn, Lettering
from packbuilder.class_sets.order import ClassSet
from packbuilder.class_sets.pages import TypesetPack
from packbuilder.class_sets.wanted import Wanted
from packbuilder.fields import Slot
from packbuilder.papers import CODE, PRINTER_EDGE, Page, Paper
from packbuilder.parts import Part
from packbuilder.problems import SetupError
from packbuilder.renderings import TINTS, rgb
from packbuilder.units import PT_PER_MM
from packbuilder.words import Words, words_for

GAP = 1.5
"""Between a label of the head and what is filled in, in mm."""
WRITTEN = 1.2
"""How many times larger than its label a name is."""
SMALLEST_CLASS = 0.6
"""The name of a class gets so small before it is shortened: its line is short, and two often differ in their ends.

Where somebody needs large letters it gets no smaller than a name.
"""
CODE_SIZE = 7.0
"""Size of the characters below a code, in pt."""
NOTE = 9.0
"""Size of what a blank page says, in pt."""
FINDERS = "Finders"
"""What all codes have in common is called so in content streams."""
HEADS = 64
"""Heads that are kept; those of a copy's pages follow one another."""
CLASS, LEAST_CLASS = 96.0, 28.0
"""Sizes in pt of a separator's class: a short one can be read from afar, and a long one isn't cut for that."""


@dataclass(frozen=True, eq=False)
class StampedPage:
    """A typeset page: what it is called in content streams, how it is laid out, and where its head is filled in.

    Pages whose heads are alike share a number `head`, so that what is written into them is put together once a copy.
    """

    name: str
    page: Page
    slots: tuple[Slot, ...]
    head: int


@dataclass(frozen=True)
class Stamps:
    """All that the stamps of a class set have in common.

    `names` are what the name lines say, by the copy's number. Without `codes` none are drawn.
    `title` is the pack's, for `separators`.
    """

    set_id: str
    pages: Mapping[Variant, Sequence[StampedPage]]
    names: Mapping[int, str]
    lettering: Lettering
    words: Words
    codes: bool = True
    separators: bool = False
    title: str = ""
    heads: dict[tuple[int, int], bytes] = field(default_factory=dict, compare=False)
    """What `head_stamps` wrote last."""
    cut: dict[str, dict[int, str]] = field(default_factory=dict, compare=False)
    """What `letter_all` had to shorten: by the name of the slot and the copy's number, the least that it became."""


def stamps_of(made: ClassSet) -> Stamps:
    """What is stamped on the copies of a set. Raises SetupError for a layout without a place for names."""
    names = {copy.number: _name(copy, made.wanted) for copy in made.copies}
    stamps = Stamps(
        set_id=made.set_id,
        pages=_stamped_pages(made.typeset),
        names=names,
        lettering=Lettering(),
        words=words_for(made.language),
        codes=made.wanted.codes,
        separators=made.wanted.settings.separators,
        title=made.title,
    )
    letter_all(made.copies, stamps)
    return stamps


def _name(copy: Copy, wanted: Wanted) -> str:
    if copy.student is None:
        return ""
    return f"{copy.number:04d}" if wanted.anonymous else copy.student.name


def _stamped_pages(typeset: Mapping[Variant, TypesetPack]) -> dict[Variant, list[StampedPage]]:
    heads: dict[tuple[Page, tuple[Slot, ...]], int] = {}
    found: dict[Variant, list[StampedPage]] = {}
    for order, (variant, pack) in enumerate(typeset.items()):
        pages = [(worksheet, number) for worksheet in pack.worksheets for number in range(worksheet.pages)]
        found[variant] = []
        for count, (worksheet, number) in enumerate(pages):
            slots = _slots(worksheet, number)
            head = heads.setdefault((worksheet.page, slots), len(heads))
            found[variant].append(StampedPage(f"{variant_name(order)}.{count}", worksheet.page, slots, head))
    return found


def _slots(worksheet: Part, page: int) -> tuple[Slot, ...]:
    slots = tuple(replace(slot, page=0) for slot in worksheet.slots if slot.page == page)
    if not any(slot.name == "name" for slot in slots):
        message = 'a page has no place for the name; its layout lacks an element with data-stamp="name"'
        raise SetupError(f"{worksheet.id}: {message}")
    return slots


def variant_name(order: int) -> str:
    """What the pages of a set's variant are called in content streams, with ".0", ".1" … behind it."""
    return f"P{order}"


def side_operators(side: Side, stamps: Stamps) -> bytes:
    """The operators that draw one side, in pt from its lower left corner."""
    return b"\n".join([_place(each, stamps) for each in side.places])


def _place(placed: Placed, stamps: Stamps) -> bytes:
    match placed.content:
        case PageOf(copy, number):
            stamped = stamps.pages[copy.variant][number]
            drawn = b"%s/%s Do\n%s\n%s" % (
                _ground(placed, stamped.page),
                stamped.name.encode(),
                head_stamps(copy, stamped, stamps),
                code_stamps(copy, number, stamped, stamps, shared=True),
            )
        case Separator():
            drawn = _separator(placed.content, placed.paper, stamps)
        case BlankPage():
            drawn = _centred(stamps.words.blank_page, placed.paper, placed.paper.height / 2, NOTE, stamps)
    return b"q %s cm\n%s\nQ" % (_matrix(placed.paper, placed.x + placed.shift, placed.turned), drawn)


def _ground(placed: Placed, page: Page) -> bytes:
    """The tint of a page that is moved: it reaches as far as the page's place does."""
    tint = page.rendering.tint
    if not tint or not placed.shift:
        return b""
    colour = _numbers(*rgb(TINTS[tint]))
    area = _numbers(-placed.shift * PT_PER_MM, 0, placed.paper.width * PT_PER_MM, placed.paper.height * PT_PER_MM)
    return b"q %s rg %s re f Q\n" % (colour, area)


@lru_cache(maxsize=256)
def _matrix(paper: Paper, x: float, turned: int) -> bytes:
    """The turn of a page, and its move to `x` mm from the left edge of its side (ISO 32000-1, 8.3.3)."""
    x, width, height = x * PT_PER_MM, paper.width * PT_PER_MM, paper.height * PT_PER_MM
    match turned:
        case 0:
            matrix: tuple[float, ...] = (1, 0, 0, 1, x, 0)
        case 90:
            matrix = (0, 1, -1, 0, x + height, 0)
        case _:
            matrix = (0, -1, 1, 0, x, width)
    return _numbers(*matrix)


def head_stamps(copy: Copy, stamped: StampedPage, stamps: Stamps) -> bytes:
    """Name, class and copy number in the head of a page of a copy."""
    which = (copy.number, stamped.head)
    if which not in stamps.heads:
        if len(stamps.heads) >= HEADS:
            stamps.heads.clear()
        fitted = [(slot, *_fitted(text, slot, copy, stamps)) for text, slot in _told(copy, stamped.slots, stamps)]
        # A name that gets smaller to fit its line is still the largest.
        name = min((scale for slot, _, scale in fitted if slot.name == "name"), default=inf)
        lines = (_line(drawn, min(scale, name), slot, stamped.page) for slot, drawn, scale in fitted)
        stamps.heads[which] = b"\n".join(lines)
    return stamps.heads[which]


def code_stamps(copy: Copy, number: int, stamped: StampedPage, stamps: Stamps, *, shared: bool = False) -> bytes:
    """The code in the corner of the page `number` (from 0) of a copy; nothing if no codes are wanted.

    What all codes have in common is drawn with it, or `shared`: then a form called FINDERS draws it.
    """
    if not stamps.codes:
        return b""
    text = str(Code(stamps.set_id, copy.number, number + 1))
    below, at = _code_places(stamped, len(text), stamps.lettering)
    common = b"/%s Do\n" % FINDERS.encode() if shared else finders()
    return b"q %s cm\n%s%sf Q\nq %s cm %s Q" % (at, common, data(text), below, stamps.lettering.plain(text, CODE_SIZE))


def letter_all(copies: Sequence[Copy], stamps: Stamps) -> None:
    """Draws every text that may be stamped once, so that a reprint of one page has the same bytes as the whole run."""
    # Characters get their numbers in the order in which they are drawn; fonts must not spell the class list.
    letters = {character for copy in copies for text in texts(copy, stamps) for character in text}
    stamps.lettering.draw(" ".join(sorted(letters)))
    lines = {variant: _distinct_slots(pages) for variant, pages in stamps.pages.items()}
    for copy in copies:
        for text, slot in _told(copy, lines[copy.variant], stamps):
            drawn, _ = _fitted(text, slot, copy, stamps)
            if drawn.text != text:
                cut = stamps.cut.setdefault(slot.name, {})
                cut[copy.number] = min(cut.get(copy.number, text), drawn.text, key=len)
    on = {variant: {page.page.paper.size for page in pages} for variant, pages in stamps.pages.items()}
    for size in sorted(set().union(*on.values())):
        _centred(stamps.words.blank_page, Paper(size), 0, NOTE, stamps)
        for separator in separators(size, copies, on) if stamps.separators else ():
            _separator(separator, Paper(size), stamps)


def _distinct_slots(pages: Sequence[StampedPage]) -> list[Slot]:
    """A slot of each name, width and size."""
    return list({(slot.name, slot.width, slot.size): slot for page in pages for slot in page.slots}.values())


def _told(copy: Copy, slots: Sequence[Slot], stamps: Stamps) -> list[tuple[str, Slot]]:
    """What is filled in in the slots of a page."""
    told = dict(zip(("name", "class", "copy"), texts(copy, stamps), strict=True))
    return [(told[slot.name], slot) for slot in slots if told.get(slot.name)]


def texts(copy: Copy, stamps: Stamps) -> tuple[str, str, str]:
    """The name, the class and the number of a copy, as they are stamped; name and class may be empty."""
    return stamps.names.get(copy.number, ""), copy.class_name, f"{copy.number:04d}"


def _fitted(text: str, slot: Slot, copy: Copy, stamps: Stamps) -> tuple[Drawn, float]:
    smallest = SMALLEST_CLASS if slot.name == "class" and not copy.variant.rendering.roomy else SMALLEST
    return stamps.lettering.fitted(text, (slot.width - 2 * GAP) * PT_PER_MM, slot.size * WRITTEN, smallest)


def _line(drawn: Drawn, scale: float, slot: Slot, page: Page) -> bytes:
    """A text on its line of the head, where reading begins."""
    start = (slot.x + slot.width - GAP) * PT_PER_MM - drawn.width * scale if page.rtl else (slot.x + GAP) * PT_PER_MM
    return _scaled(drawn, scale, start, (page.paper.height - slot.baseline) * PT_PER_MM)


@lru_cache(maxsize=256)
def _line_matrix(scale: float, x: float, y: float) -> bytes:
    """Most pages of a pack have their head in the same place."""
    return _numbers(scale, 0, 0, scale, x, y)


def _scaled(drawn: Drawn, scale: float, x: float, y: float) -> bytes:
    return b"q %s cm %s Q" % (_line_matrix(scale, x, y), drawn.operators)


@lru_cache(maxsize=256)
def _code_places(stamped: StampedPage, characters: int, lettering: Lettering) -> tuple[bytes, bytes]:
    """Where so many characters below a code begin, and where the code does, one unit a module."""
    page, width = stamped.page, lettering.plain_width("0" * characters, CODE_SIZE)
    left, top = page.code
    x, y, module = left * PT_PER_MM, (page.paper.height - top - CODE) * PT_PER_MM, CODE / MODULES * PT_PER_MM
    start = x if page.rtl else x + CODE * PT_PER_MM - width
    return _numbers(1, 0, 0, 1, start, (PRINTER_EDGE + 0.6) * PT_PER_MM), _numbers(module, 0, 0, module, x, y)


def _separator(separator: Separator, paper: Paper, stamps: Stamps) -> bytes:
    """What follows, in large letters, and at the foot of the page whose it is."""
    drawn, y = [], paper.height * 0.84
    for text, size in _announced(separator, paper, stamps):
        y -= size * 1.5 / PT_PER_MM
        drawn.append(_centred(text, paper, y, size, stamps))
    drawn.append(_centred(stamps.title, paper, 28, 14, stamps))
    drawn.append(_centred(f"{stamps.words.job_set} {stamps.set_id}", paper, 20, 14, stamps))
    return b"\n".join(drawn)


def _announced(separator: Separator, paper: Paper, stamps: Stamps) -> Iterator[tuple[str, float]]:
    """The lines of a separator with their sizes in pt."""
    words, copies = stamps.words, separator.copies
    class_name = separator.class_name or NO_CLASS
    wide = stamps.lettering.draw(class_name).width / SIZE
    yield class_name, max(LEAST_CLASS, min(CLASS, _room(paper) / max(1, wide)))
    if separator.are_keys:
        yield words.job_keys, 44
    yield words.separator_copies.format(count=len(copies)), 32
    spares = sum(copy.is_spare for copy in copies)
    if spares:
        yield words.separator_spares.format(count=spares), 24
    numbers = words.job_comma.join(range_text(*each) for each in ranges(copy.number for copy in copies))
    yield f"{words.copy_number} {numbers}", 18


def _centred(text: str, paper: Paper, y: float, size: float, stamps: Stamps) -> bytes:
    """A line in the middle of the page, `y` mm from its lower edge."""
    drawn, scale = stamps.lettering.fitted(text, _room(paper), size)
    return _scaled(drawn, scale, (paper.width * PT_PER_MM - drawn.width * scale) / 2, y * PT_PER_MM)


def _room(paper: Paper) -> float:
    """How wide a centred line may be, in pt."""
    return (paper.width - 4 * PRINTER_EDGE) * PT_PER_MM


def _numbers(*numbers: float) -> bytes:
    return b" ".join(_number(number) for number in numbers)


def _number(number: float) -> bytes:
    return f"{number:.3f}".rstrip("0").rstrip(".").encode() or b"0"
