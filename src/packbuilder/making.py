"""The main path of a worksheet: from its file to its parts, which are typeset once and remembered.

parse → draw → fill → render → print → part
"""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from packbuilder.digests import digests_of, hash_of, unchanged
from packbuilder.draw import drawer
from packbuilder.emphasis import plain
from packbuilder.fields import Field, FormField
from packbuilder.hands import DEFAULT_HAND, HANDS
from packbuilder.layouts import DEFAULT_LAYOUT, Layout, find_layout, layout_folders
from packbuilder.links import leads_out
from packbuilder.memory import key_of
from packbuilder.options import Options
from packbuilder.papers import Page, parse_paper
from packbuilder.parse import Pack, PackFile, Worksheet, pictures_of, read_pack_file, read_worksheets
from packbuilder.parts import Inputs, Kept, Made, Outline, Part, Task
from packbuilder.problems import SpecError
from packbuilder.renderings import STANDARD, Type
from packbuilder.sheet import Edition, blanks
from packbuilder.targets import PACK_FILE, Target, worksheet_path
from packbuilder.units import MM_PER_PT
from packbuilder.words import DEFAULT_LANGUAGE, words_for

if TYPE_CHECKING:
    from packbuilder.printing import Printed


@dataclass(frozen=True)
class _Pictures:
    names: tuple[str, ...]


@dataclass(frozen=True)
class _PackRead:
    """pack.yaml as it was read, with its hash from before, and a hash of what worksheets take from it."""

    file: PackFile
    inputs: Inputs
    inherited: str


@dataclass(frozen=True)
class _Own:
    """A worksheet's file and pack.yaml; a hash of its text, and one of what it takes from its pack."""

    inputs: Inputs
    text: str
    pack: str


@dataclass(frozen=True)
class _Sources:
    """What parts depend on besides packbuilder and the options: a hash of it all, and the files with theirs.

    `shown` are the files of the `pictures`, where they lie.
    """

    hash: str
    inputs: Inputs
    pictures: _Pictures
    shown: Inputs


def outline_of(target: Target, options: Options) -> Outline:
    """What pack.yaml says of the target; its worksheets are those of the folder if there is none."""
    pack = _read_pack_file(target.folder)
    file = pack.file
    names = target.only or file.names
    known = {} if file.problems else dict(_known_of(pack, names, options))
    return Outline(target.folder.resolve().name, file.title, names, file.problems, known, pack.inputs)


def _known_of(pack: _PackRead, names: Iterable[str], options: Options) -> Iterator[tuple[str, Made]]:
    """The worksheets that are remembered in all editions."""
    if options.memory.folder is None:
        return
    # A worksheet that was never built asks for nothing but its text.
    look = cache(_look)
    for name in names:
        task = Task(pack.file.folder, name, options)
        sources = _known_sources(task, _own(task, pack), look)
        if sources is None:
            continue
        kept = {edition: Kept(name, _key(task, sources, edition)) for edition in options.editions}
        if all(options.memory.holds(each.key) for each in kept.values()):
            yield name, Made(kept=kept, inputs=sources.inputs)


def parts_of(task: Task) -> Made:
    """The parts of a worksheet: those that are remembered, and the others typeset now. A mistake is a problem."""
    start = monotonic()
    return replace(_parts_of(task), seconds=monotonic() - start)


def _parts_of(task: Task) -> Made:
    # What is hashed before it is read may be out of date afterwards, but never newer than the page.
    look = _look() if task.options.memory.folder else ()
    pack_read = _read_pack_file(task.folder)
    own = _own(task, pack_read)
    known, inputs = _remembered(task, own, lambda: look)
    missing = tuple(edition for edition in task.options.editions if edition not in known)
    if not missing:
        return Made(known, inputs=inputs)
    pack, problems = read_worksheets(pack_read.file, (task.name,), task.options.limits)
    if problems or not pack.worksheets:
        return Made(problems=tuple(problems))
    worksheet = replace(pack.worksheets[0], words_language=task.words_language)
    sources = _sources(task, own, look, _Pictures(tuple(pictures_of(worksheet))))
    made = _typeset(worksheet, pack, replace(task.options, editions=missing))
    if made.problems:
        return made
    # What was read is what was hashed, whatever was saved in between.
    if worksheet.source.hash == own.text and worksheet.hashes == dict(sources.shown):
        _remember(task, own, sources, made)
    parts = {**known, **made.parts}
    return Made({edition: parts[edition] for edition in task.options.editions}, inputs=sources.inputs, typeset=missing)


def _remembered(task: Task, own: _Own, look: Callable[[], Inputs]) -> tuple[dict[Edition, Part], Inputs]:
    """What is known of the task's parts, and the files and folders that they depend on."""
    sources = _known_sources(task, own, look)
    if sources is None:
        return {}, ()
    memory = task.options.memory
    found = ((edition, memory.recall(_key(task, sources, edition), Part)) for edition in task.options.editions)
    return {edition: part for edition, part in found if part is not None}, sources.inputs


def _known_sources(task: Task, own: _Own, look: Callable[[], Inputs]) -> _Sources | None:
    """What the task's parts depend on, if a worksheet with this text was ever made."""
    pictures = task.options.memory.recall(_pictures_key(own), _Pictures)
    return None if pictures is None else _sources(task, own, look(), pictures)


def _remember(task: Task, own: _Own, sources: _Sources, made: Made) -> None:
    """Keeps the parts, unless somebody has changed their files meanwhile."""
    if task.options.memory.folder and unchanged(sources.inputs):
        task.options.memory.remember(_pictures_key(own), sources.pictures)
        for edition, part in made.parts.items():
            task.options.memory.remember(_key(task, sources, edition), part)


def _read_pack_file(folder: Path) -> _PackRead:
    hashed = _hashed(folder / PACK_FILE)
    file = read_pack_file(folder)
    # What was saved before it could be read isn't what was hashed.
    inherited = file.inherited if unchanged(hashed) else None
    return _PackRead(file, hashed, hash_of(inherited) if inherited else hashed[0][1])


def _own(task: Task, pack: _PackRead) -> _Own:
    """What a worksheet says, and what its pack says of it."""
    text = _hashed(worksheet_path(task.folder, task.name))
    return _Own((*text, *pack.inputs), text[0][1], pack.inherited)


def _hashed(path: Path) -> Inputs:
    return (*digests_of([_real(path.parent, path.name)]), *_ways(path.parent, [path.name]))


def _look() -> Inputs:
    """What decides how pages look, besides packbuilder."""
    return digests_of(_libraries(), layout_folders())


def _real(folder: Path, name: str) -> str:
    """Where a file of the folder really lies. A link that leads out isn't followed: it is refused when it is read."""
    path = folder.resolve() / name
    return str(path) if leads_out(path, folder) else os.path.realpath(path)


def _ways(folder: Path, names: Iterable[str]) -> Inputs:
    """Where those of a folder's files are that are reached through links, which may lead elsewhere one day."""
    named = [str(folder.resolve() / name) for name in names]
    return digests_of((), ways=(path for path in named if os.path.realpath(path) != path))


def _sources(task: Task, own: _Own, look: Inputs, pictures: _Pictures) -> _Sources:
    shown = digests_of(_real(task.folder, name) for name in pictures.names)
    # A worksheet that is called otherwise has other ids; where its folder lies makes no difference.
    key = key_of(task.name, own.text, own.pack, *(digest for _, digest in (*shown, *look)))
    ways = _ways(task.folder, pictures.names)
    return _Sources(key, (*own.inputs, *shown, *ways, *look), pictures, shown)


@cache
def _libraries() -> list[Path]:
    """Those that are loaded with the typesetter; none come later."""
    from packbuilder.typeset import loaded_libraries  # noqa: PLC0415

    return loaded_libraries()


def _pictures_key(own: _Own) -> str:
    """Which pictures a worksheet shows is told by its text alone."""
    return key_of("pictures", own.text)


def _key(task: Task, sources: _Sources, edition: Edition) -> str:
    options = task.options
    asked = (options.family, options.layout, options.rendering, options.coded, options.limits, task.words_language)
    return key_of("part", sources.hash, asked, edition)


def _typeset(worksheet: Worksheet, pack: Pack, options: Options) -> Made:
    try:
        printed = print_worksheet(worksheet, pack, options)
    except SpecError as error:
        return Made(problems=error.problems)
    except Exception as error:
        error.add_note(f"This happened while {worksheet.path} was made.")
        raise
    return Made({edition: part_of(each, edition) for edition, each in printed.items()}, typeset=tuple(printed))


def print_worksheet(worksheet: Worksheet, pack: Pack, options: Options) -> "dict[Edition, Printed]":
    """One worksheet of a pack in every edition. Raises SpecError for what doesn't fit its place.

    Pictures that are others by now than those that were looked at aren't printed.
    """
    # The typesetter is loaded only when there is something to typeset.
    from packbuilder.press import Job  # noqa: PLC0415
    from packbuilder.printing import print_sheet  # noqa: PLC0415

    layout, page = page_for(worksheet, options)
    draw = drawer(worksheet, pack.title, page, options.limits)
    return print_sheet(Job(draw, layout, worksheet.path, options.limits, worksheet.hashes), options.editions)


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
        head=tuple(_head(printed)) if fillable else (),
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


BEHIND_LABEL = 1.0
"""Room between the label of a line of the head and what is typed there, in mm."""
TYPED_IN_HEAD = {"name": 16, "class": 6, "date": 10}
"""How many letters have room in a line of the head; where it is short, they are smaller, …"""
LEAST_IN_HEAD = 6.0
"""… but no smaller than this, in pt; where that isn't enough, the line has no field."""


def _head(printed: "Printed") -> Iterator[FormField]:
    """A field for each line of a page's head; what a class set prints there itself needs none."""
    sheet = printed.sheet
    words = words_for(sheet.words_language)
    labels = {"name": words.name, "class": words.class_, "date": words.date}
    typed = ("date",) if sheet.page.coded else tuple(labels)
    for slot in printed.slots:
        size = (slot.width - BEHIND_LABEL) / (TYPED_IN_HEAD.get(slot.name, 1) * Type.letter * MM_PER_PT)
        if slot.name in typed and size >= LEAST_IN_HEAD and slot.height > 0:
            x = slot.x + (0 if sheet.page.rtl else BEHIND_LABEL)
            left, top, width, height = (
                round(figure, 2) for figure in (x, slot.top, slot.width - BEHIND_LABEL, slot.height)
            )
            yield FormField(
                field=Field(slot.name, labels[slot.name], slot.page + 1, left, top, width, height),
                sheet=plain(sheet.title),
                language=sheet.language,
                size=round(min(sheet.page.type.size(STANDARD), size), 1),
                line=sheet.page.pitch,
            )
