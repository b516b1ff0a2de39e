"""What the copies of a class set are made of: pack and roster are read, and each variant is typeset once."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from packbuilder import __version__
from packbuilder.build import Options, Target, print_worksheet
from packbuilder.class_sets.codes import MOST_PAGES, set_id
from packbuilder.class_sets.collate import Settings, Shape
from packbuilder.class_sets.copies import MOST_COPIES, Copy, Variant, pick, plan, variants
from packbuilder.class_sets.roster import Student, in_classes, is_bundle, read_roster
from packbuilder.emphasis import plain
from packbuilder.fonts import remedy, unknown_characters
from packbuilder.papers import Page
from packbuilder.parse import Pack, read_pack
from packbuilder.problems import Problem, SetupError, SpecError
from packbuilder.words import DEFAULT_LANGUAGE

if TYPE_CHECKING:
    from packbuilder.printing import Printed

Tick = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is to do."""
DEFAULTS = Settings()


@dataclass(frozen=True)
class Wanted:
    """What the command line asks for.

    `only` is a student's id, a copy's number or the code of a page; `page` (from 1) a page of it. Without `screen` the
    roster decides who gets fields to type into. `late_joiners` are copies to be added to a set that is there already.
    """

    settings: Settings = DEFAULTS
    classes: tuple[str, ...] = ()
    spares: int = 0
    late_joiners: int = 0
    only: str | None = None
    page: int | None = None
    screen: bool | None = False
    anonymous: bool = False
    codes: bool = True


@dataclass(frozen=True)
class ClassSet:
    """All copies of a class set, typeset but not yet put on paper. `printed` are the worksheets of each variant."""

    set_id: str
    pack: Pack
    copies: tuple[Copy, ...]
    printed: "Mapping[Variant, Sequence[Printed]]"
    wanted: Wanted
    language: str

    @property
    def title(self) -> str:
        return plain(self.pack.title or self.pack.id)

    @property
    def shapes(self) -> Mapping[Variant, Sequence[Shape]]:
        """How each page of a variant lies."""
        return {variant: [_shape(page) for page in self.pages(variant)] for variant in self.printed}

    def pages(self, variant: Variant) -> list[Page]:
        """The page that each typeset page of a variant was drawn for."""
        return [printed.sheet.page for printed in self.printed[variant] for _ in range(printed.pages)]


def typeset_set(target: Target, roster: Path, options: Options, wanted: Wanted, tick: Tick) -> ClassSet:
    """Reads pack and roster and typesets what the copies are made of. Raises as `make_class_set` does."""
    pack, problems = read_pack(target.folder, target.only)
    try:
        # Whoever is in several classes of a bundle can't be numbered before it is said which of them are meant.
        students = read_roster(roster, wanted.classes if is_bundle(roster) else ())
        problems += list(_unprintable(students, roster, anonymous=wanted.anonymous))
    except SpecError as error:
        students, problems = (), [*problems, *error.problems]
    if problems or not pack.worksheets:
        raise SpecError(problems)
    names = {student.class_name for student in in_classes(students, roster, wanted.classes)}
    shown = students if wanted.screen is None else [_on_screen(student, wanted.screen) for student in students]
    copies = tuple(copy for copy in plan(shown, wanted.spares) if copy.class_name in names)
    if len(copies) > MOST_COPIES:
        raise SetupError(f"a class set has {MOST_COPIES:,} copies at most, and this one {len(copies):,}; divide it")
    needed = dict.fromkeys((*variants(copies), *([Variant()] if wanted.late_joiners else [])))
    return ClassSet(
        set_id=set_id(*_told(pack, students, options)),
        pack=pack,
        copies=copies,
        printed=_typeset(pack, tuple(needed), options, tick),
        wanted=wanted,
        language=pack.worksheets[0].settings.language or DEFAULT_LANGUAGE,
    )


def _on_screen(student: Student, screen: bool) -> Student:
    return replace(student, rendering=replace(student.rendering, screen=screen))


def _unprintable(students: Sequence[Student], roster: Path, *, anonymous: bool) -> Iterator[Problem]:
    """Names and classes with characters that no font has."""
    told = [("class", student.class_name, student.class_at) for student in students]
    told += [] if anonymous else [("name", student.name, student.at) for student in students]
    unknown = set(unknown_characters("".join({character for _, text, _ in told for character in text})))
    for field, text, at in sorted(told, key=lambda each: each[2]):
        for character in [character for character in text if character in unknown][:1]:
            message = f'no font has the character "{character}" (U+{ord(character):04X}); {remedy(character)}'
            yield Problem(roster, at, field, message)


def _typeset(pack: Pack, wanted: Sequence[Variant], options: Options, tick: Tick) -> "dict[Variant, list[Printed]]":
    """Every worksheet in every variant. Editions that share a rendering are made together, as they share their fits."""
    problems: list[Problem] = []
    found: dict[Variant, list[Printed]] = {variant: [] for variant in wanted}
    groups: dict[tuple[object, ...], list[Variant]] = {}
    for variant in wanted:
        groups.setdefault((variant.rendering, variant.language), []).append(variant)
    steps = [(group, worksheet) for group in groups.values() for worksheet in pack.worksheets]
    for done, (group, worksheet) in enumerate(steps):
        tick(worksheet.id, done, len(steps))
        editions = tuple(variant.edition for variant in group)
        chosen = replace(options, editions=editions, rendering=group[0].rendering, coded=True)
        try:
            printed = print_worksheet(replace(worksheet, words_language=group[0].language), pack, chosen)
        except SpecError as error:
            problems += error.problems
            continue
        for variant in group:
            found[variant].append(printed[variant.edition])
    if problems:
        raise SpecError(dict.fromkeys(problems))
    for variant, sheets in found.items():
        if sum(sheet.pages for sheet in sheets) > MOST_PAGES:
            raise SetupError(f"a copy has {MOST_PAGES} pages at most; {variant.name} has more, so divide the pack")
    return found


def _told(pack: Pack, students: Sequence[Student], options: Options) -> Iterator[bytes]:
    """What tells a set from others: what its pages are made of, and its students in their order."""
    yield repr((__version__, pack.id, pack.title, options.family, options.layout)).encode()
    for worksheet in pack.worksheets:
        yield repr((worksheet.id, worksheet.settings, worksheet.source)).encode()
    for student in students:
        told = (student.id, student.name, student.class_name, student.edition, student.rendering, student.language)
        yield repr(told).encode()


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
