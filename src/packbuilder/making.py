"""The main path of a worksheet: from its file to its parts, which are typeset once and remembered.

parse → draw → fill → render → print → part
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from packbuilder.digests import digests_of, unchanged
from packbuilder.draw import drawer
from packbuilder.emphasis import plain
from packbuilder.fields import FormField
from packbuilder.hands import DEFAULT_HAND, HANDS
from packbuilder.layouts import DEFAULT_LAYOUT, Layout, find_layout, layout_folders
from packbuilder.memory import key_of
from packbuilder.options import Options
from packbuilder.papers import Page, parse_paper
from packbuilder.parse import Pack, Worksheet, pictures_of, read_outline, read_pack
from packbuilder.parts import Inputs, Made, Outline, Part, Task
from packbuilder.problems import SpecError
from packbuilder.renderings import STANDARD
from packbuilder.sheet import Edition, blanks
from packbuilder.targets import PACK_FILE, SUFFIX, Target
from packbuilder.words import DEFAULT_LANGUAGE, words_for

if TYPE_CHECKING:
    from packbuilder.printing import Printed


@dataclass(frozen=True)
class _Sources:
    """What parts depend on besides packbuilder and the options: a hash of it all, and the files with theirs."""

    hash: str
    inputs: Inputs


@dataclass(frozen=True)
class _Pictures:
    names: tuple[str, ...]


def outline_of(target: Target, options: Options) -> Outline:
    """What pack.yaml says of the target; its worksheets are those of the folder if there is none."""
    title, found, problems = read_outline(target.folder)
    names = tuple(target.only or found)
    known = {} if problems else dict(_known_of(target.folder, names, options))
    return Outline(target.folder.resolve().name, title, names, tuple(problems), known)


def _known_of(folder: Path, names: Iterable[str], options: Options) -> Iterator[tuple[str, Made]]:
    """The worksheets that are remembered in all editions."""
    for name in names if options.memory.folder else ():
        task = Task(folder, name, options)
        parts, inputs = _remembered(task, digests_of(_own_files(task)))
        if len(parts) == len(options.editions):
            yield name, Made(parts, inputs=inputs)


def parts_of(task: Task) -> Made:
    """The parts of a worksheet: those that are remembered, and the others typeset now. A mistake is a problem."""
    start = monotonic()
    return replace(_parts_of(task), seconds=monotonic() - start)


def _parts_of(task: Task) -> Made:
    if task.options.memory.folder is None:
        return _typeset(task, task.options.editions)[0]
    own = digests_of(_own_files(task))
    known, inputs = _remembered(task, own)
    missing = [edition for edition in task.options.editions if edition not in known]
    if not missing:
        return Made(known, inputs=inputs)
    made, worksheet = _typeset(task, missing)
    if worksheet is None:
        return made
    inputs = _remember(task, own, made, worksheet)
    parts = {**known, **made.parts}
    return Made({edition: parts[edition] for edition in task.options.editions}, inputs=inputs, typeset=tuple(missing))


def _remembered(task: Task, own: Inputs) -> tuple[dict[Edition, Part], Inputs]:
    """What is known of the task's parts, and the files and folders that they depend on."""
    memory = task.options.memory
    pictures = memory.recall(_pictures_key(own), _Pictures)
    if pictures is None:
        return {}, ()
    sources = _sources(task, own, pictures)
    found = ((edition, memory.recall(_key(task, sources, edition), Part)) for edition in task.options.editions)
    return {edition: part for edition, part in found if part is not None}, sources.inputs


def _remember(task: Task, own: Inputs, made: Made, worksheet: Worksheet) -> Inputs:
    """Keeps the parts, unless somebody has changed their files meanwhile; returns on what they depend."""
    pictures = _Pictures(tuple(pictures_of(worksheet)))
    sources = _sources(task, own, pictures)
    if unchanged(own):
        task.options.memory.remember(_pictures_key(own), pictures)
        for edition, part in made.parts.items():
            task.options.memory.remember(_key(task, sources, edition), part)
    return sources.inputs


def _own_files(task: Task) -> tuple[Path, Path]:
    folder = task.folder.resolve()
    return folder / f"{task.name}{SUFFIX}", folder / PACK_FILE


def _sources(task: Task, own: Inputs, pictures: _Pictures) -> _Sources:
    folder = task.folder.resolve()
    shown = digests_of(folder / name for name in pictures.names)
    look = digests_of((*layout_folders(), *_libraries()))
    # A worksheet that is called otherwise has other ids; where its folder lies makes no difference.
    whole = key_of(task.name, *(digest for _, digest in (*own, *shown, *look)))
    return _Sources(whole, (*own, *shown, *look))


@cache
def _libraries() -> list[Path]:
    """Those that are loaded with the typesetter; none come later."""
    from packbuilder.typeset import loaded_libraries  # noqa: PLC0415

    return loaded_libraries()


def _pictures_key(own: Inputs) -> str:
    """Which pictures a worksheet shows is told by its text alone."""
    return key_of("pictures", own[0][1])


def _key(task: Task, sources: _Sources, edition: Edition) -> str:
    options = task.options
    asked = (options.family, options.layout, options.rendering, options.coded, options.limits, task.words_language)
    return key_of("part", sources.hash, asked, edition)


def _typeset(task: Task, editions: Iterable[Edition]) -> tuple[Made, Worksheet | None]:
    """The parts in these editions, and the worksheet that was read."""
    options = replace(task.options, editions=tuple(editions))
    pack, problems = read_pack(task.folder, (task.name,), options.limits)
    if problems or not pack.worksheets:
        return Made(problems=tuple(problems)), None
    worksheet = replace(pack.worksheets[0], words_language=task.words_language)
    try:
        printed = print_worksheet(worksheet, pack, options)
    except SpecError as error:
        return Made(problems=error.problems), None
    except Exception as error:
        error.add_note(f"This happened while {worksheet.path} was made.")
        raise
    return Made(
        {edition: part_of(each, edition) for edition, each in printed.items()}, typeset=tuple(printed)
    ), worksheet


def print_worksheet(worksheet: Worksheet, pack: Pack, options: Options) -> "dict[Edition, Printed]":
    """One worksheet of a pack in every edition. Raises SpecError for what doesn't fit its place."""
    # The typesetter is loaded only when there is something to typeset.
    from packbuilder.printing import print_sheet  # noqa: PLC0415

    layout, page = page_for(worksheet, options)
    draw = drawer(worksheet, pack.title, page, options.limits)
    return print_sheet(draw, options.editions, layout, worksheet.path, options.limits)


def page_for(worksheet: Worksheet, options: Options) -> tuple[Layout, Page]:
    """The layout of a worksheet and the page that it is drawn for."""
    settings = worksheet.settings
    layout = find_layout(options.layout or settings.layout or DEFAULT_LAYOUT)
    paper = parse_paper(settings.paper or DEFAULT_PAPER)
    words = words_for(settings.language or DEFAULT_LANGUAGE)
    page = layout.page(
        paper.on(options.family) if options.family else paper,
        options.rendering,
        pitch=HANDS[settings.hand or DEFAULT_HAND].pitch,
        rtl=words.direction == "rtl",
        binding=settings.binding != "none",
    )
    return layout, replace(page, coded=options.coded)


DEFAULT_PAPER = "A4"


def part_of(printed: "Printed", edition: Edition) -> Part:
    """What was printed of a worksheet, ready to be joined."""
    from packbuilder.pdf.part import part  # noqa: PLC0415

    sheet = printed.sheet
    fillable = sheet.page.rendering.screen and edition != "key"
    return Part(
        id=sheet.id,
        title=sheet.title,
        language=sheet.language,
        page=sheet.page,
        pages=printed.pages,
        pdf=part(printed.pdf, sheet.id, fillable=fillable),
        fields=printed.fields,
        form=tuple(_form(printed, edition)) if fillable else (),
        slots=printed.slots,
    )


def _form(printed: "Printed", edition: Edition) -> Iterator[FormField]:
    """A field to type into for each blank; in the supported edition it begins below the hint that is printed there."""
    sheet, setting = printed.sheet, printed.sheet.page.type
    hints = {blank.id: plain(blank.support or "") for blank in blanks(sheet)} if edition == "support" else {}
    for each in printed.fields:
        yield FormField(
            field=each,
            sheet=plain(sheet.title),
            language=sheet.language,
            size=setting.size(STANDARD),
            line=sheet.page.pitch,
            hint=hints.get(each.id, ""),
            printed=printed.written.get(each.id, 0.0) if each.part == 1 else 0.0,
        )
