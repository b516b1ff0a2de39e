"""What is drawn on each side of a class set: typeset pages in their places, and on them names and codes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from packbuilder.class_sets.codes import MODULES, Code, outline
from packbuilder.class_sets.collate import BlankPage, PageOf, Placed, Separator, Side
from packbuilder.class_sets.copies import Copy, Variant
from packbuilder.class_sets.lettering import Drawn, Lettering
from packbuilder.class_sets.typesetting import ClassSet, Wanted
from packbuilder.papers import CODE, PRINTER_EDGE, Page, Paper
from packbuilder.printing import Printed
from packbuilder.problems import SetupError
from packbuilder.renderings import TINTS
from packbuilder.typeset import Slot
from packbuilder.words import Words, words_for

PT = 72 / 25.4
"""Points in a millimetre."""
GAP = 1.5
"""Between a label of the head and what is filled in, in mm."""
WRITTEN = 1.2
"""How many times larger than its label a name is."""
CODE_SIZE = 7.0
"""Size of the characters below a code, in pt."""
NOTE = 9.0
"""Size of what a blank page says, in pt."""
NO_CLASS = "–"
TITLE = 40.0
"""Size of a separator's class, in pt."""


@dataclass(frozen=True)
class StampedPage:
    """A typeset page, counted from 0 in its variant: how it is laid out, and where its head is filled in."""

    page: Page
    slots: tuple[Slot, ...]


@dataclass(frozen=True)
class Stamps:
    """All that the stamps of a class set have in common.

    `names` are what the name lines say, by the copy's number. Without `codes` none are drawn. `order` numbers the
    variants.
    """

    set_id: str
    pages: Mapping[Variant, Sequence[StampedPage]]
    order: Mapping[Variant, int]
    names: Mapping[int, str]
    lettering: Lettering
    words: Words
    codes: bool = True


def stamps_of(made: ClassSet) -> Stamps:
    """What is stamped on the copies of a set. Raises SetupError for a layout without a place for names."""
    names = {copy.number: _name(copy, made.wanted) for copy in made.copies}
    stamps = Stamps(
        set_id=made.set_id,
        pages={variant: list(_stamped_pages(sheets)) for variant, sheets in made.printed.items()},
        order={variant: number for number, variant in enumerate(made.printed)},
        names=names,
        lettering=Lettering(),
        words=words_for(made.language),
        codes=made.wanted.codes,
    )
    letter_all(made.copies, stamps)
    return stamps


def _name(copy: Copy, wanted: Wanted) -> str:
    if copy.student is None:
        return ""
    return f"{copy.number:04d}" if wanted.anonymous else copy.student.name


def _stamped_pages(sheets: Sequence[Printed]) -> Iterator[StampedPage]:
    for printed in sheets:
        for number in range(printed.pages):
            slots = tuple(slot for slot in printed.slots if slot.page == number)
            if not any(slot.name == "name" for slot in slots):
                message = 'a page has no place for the name; its layout lacks an element with data-stamp="name"'
                raise SetupError(f"{printed.sheet.id}: {message}")
            yield StampedPage(printed.sheet.page, slots)


def variant_name(variant: Variant, stamps: Stamps) -> str:
    """What the pages of a variant are called in content streams, with ".0", ".1" … behind it."""
    return f"P{stamps.order[variant]}"


def page_name(variant: Variant, number: int, stamps: Stamps) -> str:
    """What the typeset page `number` (from 0) of a variant is called there."""
    return f"{variant_name(variant, stamps)}.{number}"


def side_operators(side: Side, stamps: Stamps) -> bytes:
    """The operators that draw one side, in pt from its lower left corner."""
    return b"\n".join(_place(each, stamps) for each in side.places)


def _place(placed: Placed, stamps: Stamps) -> bytes:
    match placed.content:
        case PageOf(copy, number):
            name = page_name(copy.variant, number, stamps)
            drawn = b"%s/%s Do\n%s\n%s" % (
                _ground(placed, stamps.pages[copy.variant][number].page),
                name.encode(),
                head_stamps(copy, number, stamps),
                code_stamps(copy, number, stamps),
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
    colour = _numbers(*(int(TINTS[tint][place : place + 2], 16) / 255 for place in (1, 3, 5)))
    area = _numbers(-placed.shift * PT, 0, placed.paper.width * PT, placed.paper.height * PT)
    return b"q %s rg %s re f Q\n" % (colour, area)


@lru_cache(maxsize=256)
def _matrix(paper: Paper, x: float, turned: int) -> bytes:
    """The turn of a page, and its move to `x` mm from the left edge of its side (ISO 32000-1, 8.3.3)."""
    x, width, height = x * PT, paper.width * PT, paper.height * PT
    match turned:
        case 0:
            matrix: tuple[float, ...] = (1, 0, 0, 1, x, 0)
        case 90:
            matrix = (0, 1, -1, 0, x + height, 0)
        case _:
            matrix = (0, -1, 1, 0, x, width)
    return _numbers(*matrix)


def head_stamps(copy: Copy, number: int, stamps: Stamps) -> bytes:
    """Name, class and copy number in the head of the typeset page `number` of a copy."""
    stamped = stamps.pages[copy.variant][number]
    return b"\n".join(_line(text, slot, stamped.page, stamps) for text, slot in _told(copy, stamped.slots, stamps))


def code_stamps(copy: Copy, number: int, stamps: Stamps) -> bytes:
    """The code in the corner of the typeset page `number` of a copy; nothing if no codes are wanted."""
    if not stamps.codes:
        return b""
    return _code(Code(stamps.set_id, copy.number, number + 1), stamps.pages[copy.variant][number].page, stamps)


def letter_all(copies: Sequence[Copy], stamps: Stamps) -> None:
    """Draws every text that may be stamped once, so that a reprint of one page has the same bytes as the whole run."""
    # Characters get their numbers in the order in which they are drawn; fonts must not spell the class list.
    letters = {character for copy in copies for text in texts(copy, stamps) for character in text}
    stamps.lettering.draw(" ".join(sorted(letters)))
    lines = {variant: _distinct_slots(pages) for variant, pages in stamps.pages.items()}
    for copy in copies:
        for text, slot in _told(copy, lines[copy.variant], stamps):
            _fitted(text, slot, stamps)
    papers = {Paper(page.page.paper.size) for pages in stamps.pages.values() for page in pages}
    for paper in sorted(papers, key=lambda each: each.size):
        for class_name in dict.fromkeys(copy.class_name for copy in copies):
            _centred(class_name or NO_CLASS, paper, 0, TITLE, stamps)
        _centred(stamps.words.blank_page, paper, 0, NOTE, stamps)


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


def _fitted(text: str, slot: Slot, stamps: Stamps) -> tuple[Drawn, float]:
    return stamps.lettering.fitted(text, (slot.width - 2 * GAP) * PT, slot.size * WRITTEN)


def _line(text: str, slot: Slot, page: Page, stamps: Stamps) -> bytes:
    """A text on its line of the head, where reading begins."""
    drawn, scale = _fitted(text, slot, stamps)
    start = (slot.x + slot.width - GAP) * PT - drawn.width * scale if page.rtl else (slot.x + GAP) * PT
    return _scaled(drawn, scale, start, (page.paper.height - slot.baseline) * PT)


@lru_cache(maxsize=256)
def _line_matrix(scale: float, x: float, y: float) -> bytes:
    """Most pages of a pack have their head in the same place."""
    return _numbers(scale, 0, 0, scale, x, y)


def _scaled(drawn: Drawn, scale: float, x: float, y: float) -> bytes:
    return b"q %s cm %s Q" % (_line_matrix(scale, x, y), drawn.operators)


def _code(code: Code, page: Page, stamps: Stamps) -> bytes:
    """The code and below it the same in characters."""
    text = str(code)
    below, at = _code_places(page, stamps.lettering.plain_width("0" * len(text), CODE_SIZE))
    return b"q %s cm\n%sf Q\nq %s cm %s Q" % (at, outline(text), below, stamps.lettering.plain(text, CODE_SIZE))


@lru_cache(maxsize=256)
def _code_places(page: Page, width: float) -> tuple[bytes, bytes]:
    """Where the characters below a code, `width` pt wide, begin, and where the code does, one unit a module."""
    left, top = page.code
    x, y, module = left * PT, (page.paper.height - top - CODE) * PT, CODE / MODULES * PT
    start = x if page.rtl else x + CODE * PT - width
    return _numbers(1, 0, 0, 1, start, (PRINTER_EDGE + 0.6) * PT), _numbers(module, 0, 0, module, x, y)


def _separator(separator: Separator, paper: Paper, stamps: Stamps) -> bytes:
    """The class in large letters, and how many copies follow."""
    count, middle = str(separator.copies), paper.width * PT / 2
    start = middle - stamps.lettering.plain_width(count, TITLE / 2) / 2
    below = _numbers(1, 0, 0, 1, start, (paper.height * 0.6 - 20) * PT)
    return b"%s\nq %s cm %s Q" % (
        _centred(separator.class_name or NO_CLASS, paper, paper.height * 0.6, TITLE, stamps),
        below,
        stamps.lettering.plain(count, TITLE / 2),
    )


def _centred(text: str, paper: Paper, y: float, size: float, stamps: Stamps) -> bytes:
    """A line in the middle of the page, `y` mm from its lower edge."""
    room = (paper.width - 4 * PRINTER_EDGE) * PT
    drawn, scale = stamps.lettering.fitted(text, room, size)
    return _scaled(drawn, scale, (paper.width * PT - drawn.width * scale) / 2, y * PT)


def _numbers(*numbers: float) -> bytes:
    return b" ".join(_number(number) for number in numbers)


def _number(number: float) -> bytes:
    return f"{number:.3f}".rstrip("0").rstrip(".").encode() or b"0"
