"""What is ordered, and the copies that come of it: pack and roster are read, and the pages of each variant found."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from packbuilder.class_sets.codes import set_id
from packbuilder.class_sets.collate import Shape
from packbuilder.class_sets.copies import MOST_COPIES, MOST_VARIANTS, Copy, Variant, count, pick, plan, variants
from packbuilder.class_sets.headings import readable
from packbuilder.class_sets.pages import PackPages, Stage, TypesetPack, pages_of
from packbuilder.class_sets.roster import Roster, Student, in_classes, is_bundle, read_roster
from packbuilder.class_sets.table import first_told
from packbuilder.class_sets.wanted import Wanted
from packbuilder.fonts import remedy, unknown_characters
from packbuilder.options import Options
from packbuilder.papers import Page
from packbuilder.problems import MAX_PROBLEMS, Problem, SetupError, SpecError
from packbuilder.targets import Target
from packbuilder.wording import misread, shown
from packbuilder.workers import ALONE, Crew


@dataclass(frozen=True)
class Order:
    """A pack for a roster, how its pages are made and by whom, and what is wanted of the class set."""

    target: Target
    roster: Path
    options: Options
    wanted: Wanted
    crew: Crew = ALONE


@dataclass(frozen=True)
class ClassSet:
    """All copies of a class set, typeset but not yet put on paper.

    `read` is the whole roster; `unlisted` are worksheets of the pack's folder that aren't in the pack.
    """

    set_id: str
    pack: str
    title: str
    language: str
    copies: tuple[Copy, ...]
    typeset: Mapping[Variant, TypesetPack]
    wanted: Wanted
    read: Roster
    unlisted: tuple[str, ...] = ()

    @property
    def shapes(self) -> Mapping[Variant, Sequence[Shape]]:
        """How each page of a variant lies."""
        return {variant: [_shape(page) for page in self.pages(variant)] for variant in self.typeset}

    def pages(self, variant: Variant) -> list[Page]:
        """The page that each typeset page of a variant was drawn for."""
        return [worksheet.page for worksheet in self.typeset[variant].worksheets for _ in range(worksheet.pages)]


def typeset_set(order: Order, tick: Stage) -> ClassSet:
    """Reads pack and roster and typesets what the copies are made of, but for what is remembered.

    Raises as `make_class_set` does.
    """
    pages, read, copies = planned(order)
    wanted = order.wanted
    needed = dict.fromkeys((*variants(copies), *([Variant()] if wanted.late_joiners else [])))
    facts = pages.facts
    return ClassSet(
        set_id=set_id(*_told(facts.told, read.students)),
        pack=facts.id,
        title=facts.title,
        language=facts.language,
        copies=copies,
        typeset=pages.typeset(tuple(needed), tick, joined=wanted.files),
        wanted=wanted,
        read=read,
        unlisted=pages.unlisted,
    )


def planned(order: Order) -> tuple[PackPages, Roster, tuple[Copy, ...]]:
    """The pages of the pack, the whole roster, and the copies for those of its students who are wanted.

    Raises SpecError with all problems of the pack and the roster, and SetupError where an option doesn't fit them.
    """
    roster, wanted = order.roster, order.wanted
    pages, problems = pages_of(order.target, order.options, order.crew)
    try:
        # Whoever is in several classes of a bundle can't be numbered before it is said which of them are meant.
        read = read_roster(roster, wanted.classes if is_bundle(roster) else ())
    except SpecError as error:
        raise SpecError([*problems, *error.problems]) from None
    unprintable = _unprintable(read.students, roster, anonymous=wanted.anonymous)
    problems += first_told(islice(unprintable, MAX_PROBLEMS + 1))
    if problems or pages is None:
        raise SpecError(problems)
    names = {student.class_name for student in in_classes(read.students, roster, wanted.classes)}
    screen = wanted.screen
    students = read.students if screen is None else [_on_screen(student, screen) for student in read.students]
    # Classes that aren't wanted are numbered too. So many spare ones that they would fill the memory aren't made.
    many = count(students, wanted.spares)
    if many > MOST_COPIES:
        message = f"copies are numbered up to {MOST_COPIES:,}, and all of {roster.name} would take {many:,}"
        raise SetupError(f"{message}; {'take fewer spares, or ' if wanted.spares else ''}divide the list")
    copies = tuple(copy for copy in plan(students, wanted.spares) if copy.class_name in names)
    sorts = len({copy.variant for copy in copies})
    if sorts > MOST_VARIANTS:
        message = f"these copies are of {sorts:,} sorts, by edition, look and language; {MOST_VARIANTS} are the most"
        raise SetupError(f"{message}, so print class by class (--class), or divide the list")
    return pages, read, copies


def _on_screen(student: Student, screen: bool) -> Student:
    return replace(student, rendering=replace(student.rendering, screen=screen))


def _unprintable(students: Sequence[Student], roster: Path, *, anonymous: bool) -> Iterator[Problem]:
    """Names and classes with characters that no font has, and names with letters that were lost."""
    texts = [("class", student.class_name, student.class_at, student.id) for student in students]
    texts += [] if anonymous else [("name", student.name, student.at, student.id) for student in students]
    unknown = set(unknown_characters("".join({character for _, text, *_ in texts for character in text})))
    for field, text, at, student_id in sorted(texts, key=lambda each: each[2]):
        for character in [character for character in text if character in unknown][:1]:
            message = f'no font has the character "{character}" (U+{ord(character):04X})'
            whose = f'of "{readable(text)}"' + (f" ({readable(student_id)})" if student_id != text else "")
            yield Problem(roster, at, field, f"{message} {whose}; {remedy(character)}")
        if field == "name" and (spoilt := _spoilt(text)):
            yield Problem(roster, at, field, spoilt)


def _spoilt(text: str) -> str:
    """What is wrong with a name whose letters were lost when the list was saved; or ""."""
    for wrong, right in misread(text):
        return f"{shown(wrong)} is {shown(right)} in a wrong encoding; export the list as UTF-8"
    if LOST_LETTER.search(text):
        return f"{shown(readable(text))} has a question mark in the place of a letter; export the list as UTF-8"
    return ""


LOST_LETTER = re.compile(r"\?[^\W\d_]|[^\W\d_]\?(?=\s+\S)")
"""Not at the end of the name: there somebody may wonder whether it is right."""


def _told(told: str, students: Sequence[Student]) -> Iterator[bytes]:
    """What tells a set from others: what its pages are made of, and its students in their order."""
    yield told.encode()
    for student in students:
        each = (student.id, student.name, student.class_name, student.edition, student.rendering, student.language)
        yield repr(each).encode()


def _shape(page: Page) -> Shape:
    bound = page.binding_side in ("left", "right")
    return Shape(page.paper, page.rtl, page.margins.binding - page.margins.outer if bound else 0.0)


def chosen_copies(class_set: ClassSet) -> tuple[tuple[Copy, ...], int | None]:
    """The copies to print, and the one page (from 1) that is wanted of them. Raises SetupError if there are none."""
    wanted = class_set.wanted
    if wanted.only is None:
        return class_set.copies, None
    copy, page = pick(class_set.copies, wanted.only, class_set.set_id)
    page = wanted.page or page
    pages = len(class_set.pages(copy.variant))
    if page is not None and page > pages:
        raise SetupError(f"there is no page {page}; copy {copy.number} has {pages}")
    return (copy,), page
