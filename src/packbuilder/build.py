"""The main path: worksheets and packs on disk to PDFs and fields files.

    parse → draw → fill → render → print → join → write

Everything is made in memory first; files are written, atomically, once a whole pack is without a problem.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from time import monotonic
from typing import TYPE_CHECKING

from packbuilder.draw import drawer
from packbuilder.emphasis import plain
from packbuilder.fields import Field, PageSize, fields_json, on_later_pages
from packbuilder.hands import DEFAULT_HAND, HANDS
from packbuilder.layouts import DEFAULT_LAYOUT, Layout, find_layout
from packbuilder.options import Options
from packbuilder.output import write_all
from packbuilder.papers import Page, parse_paper
from packbuilder.parse import Pack, Worksheet, read_pack
from packbuilder.problems import Problem, SpecError
from packbuilder.renderings import STANDARD, Rendering
from packbuilder.sheet import Edition, blanks
from packbuilder.targets import Target
from packbuilder.words import DEFAULT_LANGUAGE, words_for

if TYPE_CHECKING:
    from packbuilder.pdf.forms import FormField
    from packbuilder.printing import Printed

DEFAULT_PAPER = "A4"


@dataclass(frozen=True)
class Document:
    """One PDF to write: its name without ending, its content and its fields file."""

    name: str
    edition: Edition
    pages: int
    pdf: bytes
    fields: bytes


@dataclass(frozen=True)
class Report:
    """What became of a target: its documents, or its problems; how many worksheets it has, and what it took."""

    name: str
    documents: tuple[Document, ...] = ()
    problems: tuple[Problem, ...] = ()
    worksheets: int = 0
    seconds: float = 0.0


def build(targets: Sequence[Target], options: Options, tick: Callable[[str], None]) -> list[Report]:
    """Builds and writes every target; those with problems leave what was there before as it is."""
    reports = make(targets, options, tick)
    for report in reports:
        folder = options.output / report.name
        files = {f"{d.name}.pdf": d.pdf for d in report.documents}
        files |= {f"{d.name}.fields.json": d.fields for d in report.documents}
        write_all(folder, files)
    return reports


def make(targets: Sequence[Target], options: Options, tick: Callable[[str], None]) -> list[Report]:
    """Makes every target in memory. `tick` is called with each worksheet's name before it is printed."""
    return [_make(target, options, tick) for target in targets]


def _make(target: Target, options: Options, tick: Callable[[str], None]) -> Report:
    start = monotonic()
    name = target.folder.resolve().name
    pack, problems = read_pack(target.folder, target.only, options.limits)
    try:
        documents = _documents(pack, problems, options, tick, separate=options.separate or target.only is not None)
    except SpecError as error:
        return Report(name, problems=error.problems, seconds=monotonic() - start)
    return Report(name, tuple(documents), worksheets=len(pack.worksheets), seconds=monotonic() - start)


def _documents(
    pack: Pack, problems: list[Problem], options: Options, tick: Callable[[str], None], *, separate: bool
) -> list[Document]:
    """The pack's documents. Raises SpecError with the `problems` found so far and all that come up here."""
    if not pack.worksheets:
        raise SpecError(problems)
    drawn: list[dict[Edition, Printed]] = []
    for worksheet in pack.worksheets:
        tick(worksheet.id)
        try:
            drawn.append(print_worksheet(worksheet, pack, options))
        except SpecError as error:
            problems = [*problems, *error.problems]
        except Exception as error:
            error.add_note(f"This happened while {worksheet.path} was made.")
            raise
    if problems:
        raise SpecError(problems)
    groups = [[one] for one in drawn] if separate else [drawn]
    return [
        make_document(pack, [printed[edition] for printed in group], edition, options.rendering, separate=separate)
        for group in groups
        for edition in options.editions
    ]


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


def make_document(
    pack: Pack, parts: "list[Printed]", edition: Edition, rendering: Rendering, *, separate: bool
) -> Document:
    """The worksheets `parts` of a pack as one document, called after the first of them if it stands `separate`."""
    first = parts[0].sheet
    title, name = (first.title, first.id) if separate else (pack.title or pack.id, pack.id)
    return document_of(parts, edition, rendering, name, _title(title, edition, first.language))


def document_of(parts: "list[Printed]", edition: Edition, rendering: Rendering, name: str, title: str) -> Document:
    """The worksheets `parts` as one document with a title; its name begins with `name`."""
    from packbuilder.pdf.join import join  # noqa: PLC0415
    from packbuilder.pdf.part import part  # noqa: PLC0415

    fillable = rendering.screen and edition != "key"
    first = parts[0].sheet
    sizes: list[PageSize] = []
    fields: list[Field] = []
    form: list[FormField] = []
    for printed in parts:
        paper = printed.sheet.page.paper
        placed = on_later_pages(printed.fields, len(sizes))
        fields += placed
        form += _form(printed, placed, edition) if fillable else ()
        sizes += [PageSize(paper.width, paper.height)] * printed.pages
    return Document(
        name="-".join(filter(None, (name, edition, rendering.name))),
        edition=edition,
        pages=len(sizes),
        pdf=join([part(p.pdf, p.sheet.id, fillable=bool(form)) for p in parts], title, first.language, form=form),
        fields=fields_json(sizes, fields),
    )


def _form(printed: "Printed", fields: Iterable[Field], edition: Edition) -> "Iterator[FormField]":
    """A field to type into for each blank; in the supported edition it begins below the hint that is printed there."""
    from packbuilder.pdf.forms import FormField  # noqa: PLC0415

    sheet, setting = printed.sheet, printed.sheet.page.type
    hints = {blank.id: plain(blank.support or "") for blank in blanks(sheet)} if edition == "support" else {}
    for field in fields:
        yield FormField(
            field=field,
            sheet=plain(sheet.title),
            language=sheet.language,
            size=setting.size(STANDARD),
            line=sheet.page.pitch,
            hint=hints.get(field.id, ""),
            printed=printed.written.get(field.id, 0.0) if field.part == 1 else 0.0,
        )


def _title(title: str, edition: Edition, language: str) -> str:
    words = words_for(language)
    suffix = {"student": "", "key": words.answer_key, "support": words.supported}[edition]
    return " – ".join(part for part in (plain(title), suffix) if part)
