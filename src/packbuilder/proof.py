"""Proves the pages of packs and worksheets: every promise, for every edition.

    parse → draw → print → join → every promise

Worksheets are proved side by side, by a crew. The promises are found by scanning `promises/`. Nothing is written.
"""

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby

from packbuilder import promises as package
from packbuilder.build import Report, result_of, told_outline
from packbuilder.documents import edition_of
from packbuilder.draw import draw
from packbuilder.making import page_for, part_of, print_worksheet
from packbuilder.options import Options
from packbuilder.papers import Family
from packbuilder.parse import Pack, Worksheet, read_pack
from packbuilder.parts import Outline, Task
from packbuilder.pdf.ink import Stroke, Text, ink
from packbuilder.problems import Problem, SpecError
from packbuilder.promise import Proof
from packbuilder.renderings import RENDERINGS
from packbuilder.sheet import Edition
from packbuilder.targets import Target, worksheet_path
from packbuilder.tasks import read_outline
from packbuilder.wording import counted
from packbuilder.workers import ALONE, Crew, Pending


@dataclass(frozen=True)
class Promise:
    """A promise: its name, what is promised, and what finds where it is broken."""

    name: str
    summary: str
    broken: Callable[[Proof], Iterator[Problem]]


@dataclass(frozen=True)
class Figures:
    """What was measured in one worksheet: pages of all editions, blanks, and the least of some sizes.

    `filled` is the part of the type area that the emptiest page but the last uses (None where there is one page);
    `text` and `line` are the smallest letters and the thinnest line, in pt.
    """

    pages: int
    blanks: int
    filled: float | None
    text: float
    line: float


@dataclass(frozen=True)
class Proven:
    """What became of a worksheet in one rendering on one family of papers: its figures and what is broken."""

    pack: str
    worksheet: str
    options: Options
    problems: tuple[Problem, ...] = ()
    figures: Figures | None = None


@cache
def promises() -> dict[str, Promise]:
    """All promises by name."""
    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    return {name: _load(name) for name in names}


def _load(name: str) -> Promise:
    module = importlib.import_module(f"{package.__name__}.{name}")
    summary = " ".join((module.__doc__ or "").split("\n\n")[0].split()).rstrip(".")
    return Promise(name, summary, module.broken)


def prove(
    targets: Sequence[Target],
    options: Iterable[Options],
    tick: Callable[[str], None],
    only: Iterable[str] = (),
    crew: Crew = ALONE,
) -> list[Proven]:
    """Proves every worksheet of the targets, once for each of the options. `only` names promises; all unless given."""
    chosen = tuple(name for name in promises() if name in (set(only) or promises()))
    each = list(options)
    outlines = [(target, crew.submit(read_outline, target, each[0])) for target in targets]
    begun = [_begin(target, outline, each, chosen, crew) for target, outline in outlines]
    return [proven for one in begun for proven in _finish(one, tick)]


@dataclass(frozen=True)
class _Begun:
    """A target that is being proved: its outline, and each worksheet in each rendering."""

    outline: Outline
    worksheets: Sequence[tuple[Task, Pending[Proven]]]


def _begin(
    target: Target, outline: Pending[Outline], options: Sequence[Options], chosen: Sequence[str], crew: Crew
) -> _Begun:
    """Begins with the worksheets of a target, which are read by whoever proves them."""
    told = told_outline(target, outline)
    tasks = [Task(target.folder, name, each) for name in told.names for each in options]
    return _Begun(told, [(task, crew.submit(prove_worksheet, task, chosen)) for task in tasks])


def _finish(begun: _Begun, tick: Callable[[str], None]) -> Iterator[Proven]:
    """Waits for the worksheets of a target."""
    if begun.outline.problems:
        yield Proven(begun.outline.id, "", Options(), begun.outline.problems)
    for name, each in groupby(begun.worksheets, lambda one: one[0].name):
        yield from (_proven(begun.outline.id, task, pending) for task, pending in each)
        tick(name)


def _proven(pack: str, task: Task, pending: Pending[Proven]) -> Proven:
    """Waits for a worksheet in a rendering."""
    return result_of(
        pending,
        worksheet_path(task.folder, task.name),
        lambda problem: Proven(pack, task.name, task.options, (problem,)),
    )


def every_rendering(options: Options) -> list[Options]:
    """The options with each standard rendering, on both families of papers unless one is chosen."""
    families: tuple[Family, ...] = (options.family,) if options.family else ("iso", "us")
    return [replace(options, rendering=each, family=family) for each in RENDERINGS for family in families]


def reports(proven: Iterable[Proven]) -> list[Report]:
    """The problems of each pack, as a build reports them: once each, whatever renderings they are in."""
    found: dict[str, dict[Problem, None]] = {}
    for each in proven:
        found.setdefault(each.pack, {}).update(dict.fromkeys(each.problems))
    return [Report(pack, problems=tuple(problems)) for pack, problems in found.items()]


def summary(proven: Sequence[Proven]) -> str:
    """What was proved, in two lines."""
    measured = [each.figures for each in proven if each.figures]
    names = {(each.pack, each.worksheet) for each in proven}
    renderings = {each.options.rendering for each in proven}
    editions = {edition for each in proven for edition in each.options.editions}
    counts = (
        (len(names), "worksheet"),
        (len(editions), "edition"),
        (len(renderings), "rendering"),
        (sum(figures.pages for figures in measured), "page"),
    )
    filled = min((figures.filled for figures in measured if figures.filled is not None), default=None)
    least = [f"smallest text {min((each.text for each in measured), default=0):.1f} pt"]
    least += [f"thinnest line {min((each.line for each in measured), default=0):.2f} pt"]
    least += [f"emptiest page but the last {filled:.0%} full"] if filled is not None else []
    told = ", ".join(counted(count, what) for count, what in counts)
    return f"No promise broken: {told}.\n{', '.join(least).capitalize()}."


def prove_worksheet(task: Task, chosen: Iterable[str]) -> Proven:
    """A worksheet, read and printed as its options say, and what it breaks of the promises."""
    pack, problems = read_pack(task.folder, (task.name,), task.options.limits)
    if problems or not pack.worksheets:
        return Proven(pack.id, task.name, task.options, tuple(problems))
    worksheet = pack.worksheets[0]
    try:
        proof = proof_of(worksheet, pack, task.options)
        found = [problem for name in chosen for problem in promises()[name].broken(proof)]
    except SpecError as error:
        return Proven(pack.id, worksheet.id, task.options, error.problems)
    except Exception as error:
        error.add_note(f"This happened while {worksheet.path} was proved.")
        raise
    return Proven(pack.id, worksheet.id, task.options, tuple(together(found, proof)), figures(proof))


def together(found: Iterable[Problem], proof: Proof) -> Iterator[Problem]:
    """The problems in order of their places; what is wrong in several editions is said once."""
    labels = {proof.label(edition): edition for edition in proof.printed}
    editions: dict[Problem, list[str]] = {}
    for problem in found:
        label, _, message = problem.message.partition(": ")
        edition = labels.get(label)
        key = replace(problem, message=message) if edition else problem
        editions.setdefault(key, []).extend([edition] if edition else [])
    for problem in sorted(editions, key=lambda problem: problem.position):
        named = "/".join(dict.fromkeys(editions[problem]))
        yield replace(problem, message=f"{proof.label(named)}: {problem.message}") if named else problem


def proof_of(worksheet: Worksheet, pack: Pack, options: Options) -> Proof:
    """A worksheet of a pack, drawn, printed and joined. Raises SpecError for what can't be printed."""
    layout, page = page_for(worksheet, options)
    printed = print_worksheet(worksheet, pack, options)
    documents: Mapping[Edition, bytes] = {
        edition: edition_of([part_of(each, edition)], edition, options.rendering).pdf
        for edition, each in printed.items()
    }
    drawn = draw(worksheet, pack.title, page, limits=options.limits)
    return Proof(worksheet, pack.title, layout, drawn, printed, documents, options.limits)


def figures(proof: Proof) -> Figures:
    """The figures of a worksheet."""
    marks = [mark for pdf in proof.documents.values() for page in ink(pdf) for mark in page.marks]
    first = next(iter(proof.printed.values()))
    return Figures(
        pages=sum(printed.pages for printed in proof.printed.values()),
        blanks=len({field.id for field in first.fields}),
        filled=min((part for edition in proof.printed for part in _filled(proof, edition)), default=None),
        text=min((mark.size for mark in marks if isinstance(mark, Text)), default=0.0),
        line=min((mark.width for mark in marks if isinstance(mark, Stroke)), default=0.0),
    )


def _filled(proof: Proof, edition: Edition) -> Iterator[float]:
    """The part of the type area's height that each page but the last one uses."""
    printed, page = proof.printed[edition], proof.page(edition)
    for number in range(printed.pages - 1):
        bottoms = [placed.bottom for placed in printed.placed if placed.page == number]
        yield (max(bottoms, default=page.top) - page.top) / page.height
