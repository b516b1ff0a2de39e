"""The main path: worksheets and packs on disk to PDFs and fields files.

    outline → parts → documents → write

What is typeset is typeset by a crew, worksheets side by side. A pack is written once it is without a problem.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic
from typing import NamedTuple, TypeVar

from packbuilder.digests import hash_of, program
from packbuilder.options import Options
from packbuilder.output import write_all
from packbuilder.parts import Document, Inputs, Made, Outline, Task
from packbuilder.problems import Position, Problem
from packbuilder.receipts import Receipt, keep, recall, receipt_of
from packbuilder.targets import PACK_FILE, SUFFIX, Target
from packbuilder.tasks import make_parts, put_together, read_outline
from packbuilder.workers import ALONE, Crew, EndedError, Pending

T = TypeVar("T")

AHEAD = 2
"""Packs that are begun while one is finished: all workers have something to do, and few parts wait to be joined."""

Tick = Callable[[str], None]
"""Told the name of each worksheet that is made."""


class Row(NamedTuple):
    """A PDF that was written: its path, its name without ending, its edition and its pages."""

    path: str
    name: str
    edition: str
    pages: int


@dataclass(frozen=True)
class Report:
    """What became of a target: its documents, or its problems; how many worksheets it has, and what it took.

    `inputs` are what it was made of. `rows` are the PDFs that were written, or that are `unchanged` since an earlier
    build, and `receipt` stands for that.
    """

    name: str
    documents: tuple[Document, ...] = ()
    problems: tuple[Problem, ...] = ()
    worksheets: int = 0
    seconds: float = 0.0
    inputs: Inputs = ()
    rows: tuple[Row, ...] = ()
    receipt: Receipt | None = None
    unchanged: bool = False


def build(targets: Sequence[Target], options: Options, tick: Tick, crew: Crew = ALONE) -> list[Report]:
    """Builds and writes every target; those with problems leave what was there before as it is."""
    receipts = {target: _receipt(target, options) for target in targets}
    made = _make([target for target, receipt in receipts.items() if receipt is None], options, tick, crew)
    return [
        _as_it_was(target, receipt) if receipt else _written(target, next(made), options)
        for target, receipt in receipts.items()
    ]


def make(targets: Sequence[Target], options: Options, tick: Tick, crew: Crew = ALONE) -> list[Report]:
    """Makes every target in memory and writes nothing."""
    return list(_make(targets, options, tick, crew))


@dataclass(frozen=True)
class _Begun:
    """A target that is under way: its outline, and its worksheets in order."""

    target: Target
    outline: Outline
    worksheets: tuple[Pending[Made], ...]
    start: float


def _make(targets: Sequence[Target], options: Options, tick: Tick, crew: Crew) -> Iterator[Report]:
    """What became of each target, in order; a few are under way at a time."""
    outlines = [crew.submit(read_outline, target) for target in targets]
    begun: deque[_Begun] = deque()
    for target, outline in zip(targets, outlines, strict=True):
        begun.append(_begin(target, outline, options, crew))
        if len(begun) > AHEAD:
            yield _finish(begun.popleft(), options, tick, crew)
    while begun:
        yield _finish(begun.popleft(), options, tick, crew)


def _begin(target: Target, outline: Pending[Outline], options: Options, crew: Crew) -> _Begun:
    start = monotonic()
    name = target.folder.resolve().name
    told = _result(outline, target.folder / PACK_FILE, lambda problem: Outline(name, None, (), (problem,)))
    worksheets = [crew.submit(make_parts, Task(target.folder, each, options)) for each in told.names]
    return _Begun(target, told, tuple(worksheets), start)


def _finish(begun: _Begun, options: Options, tick: Tick, crew: Crew) -> Report:
    """Waits for the worksheets of a target and puts them together."""
    made: list[Made] = []
    for name, worksheet in zip(begun.outline.names, begun.worksheets, strict=True):
        path = begun.target.folder / f"{name}{SUFFIX}"
        made.append(_result(worksheet, path, lambda problem: Made(problems=(problem,))))
        tick(name)
    problems = dict.fromkeys((*begun.outline.problems, *(problem for each in made for problem in each.problems)))
    separate = options.separate or begun.target.only is not None
    # A pack that lacks a worksheet is none; worksheets that stand for themselves don't wait for each other.
    groups = [[each] for each in made if each.parts] if separate else [] if problems else [made]
    documents = [
        crew.submit(put_together, [each.parts[edition] for each in group], edition, options, *_called(begun, separate))
        for group in groups
        for edition in options.editions
    ]
    return Report(
        name=begun.outline.id,
        documents=tuple(document.result() for document in documents),
        problems=tuple(problems),
        worksheets=len(made),
        seconds=monotonic() - begun.start,
        inputs=tuple(dict.fromkeys(known for each in made for known in each.inputs)),
    )


def _called(begun: _Begun, separate: bool) -> tuple[str | None, str | None]:
    """Name and title of the pack's documents; None leaves it to the worksheet."""
    outline = begun.outline
    return (None, None) if separate else (outline.id, outline.title or outline.id)


def _result(pending: Pending[T], path: Path, failed: Callable[[Problem], T]) -> T:
    """What a task gives; if it came to no end, what it `failed` with, which is a problem of the file at `path`."""
    try:
        return pending.result()
    except EndedError as error:
        return failed(Problem(path, Position(), "", str(error)))


def _written(target: Target, report: Report, options: Options) -> Report:
    """Writes a report's documents. What it goes on to say of them is small."""
    folder = options.output / report.name
    write_all(folder, {name: data for document in report.documents for name, data in document.files.items()})
    rows = tuple(Row(str(folder / f"{d.name}.pdf"), d.name, d.edition, d.pages) for d in report.documents)
    receipt = None
    if options.memory.folder and report.inputs and not report.problems:
        outputs = [str((folder / name).absolute()) for document in report.documents for name in document.files]
        receipt = receipt_of(report.inputs, [str(target.folder.resolve())], outputs, rows)
        keep(options.memory.folder, _receipt_key(target, options), receipt)
    return replace(report, documents=(), inputs=(), rows=rows, receipt=receipt)


def _receipt(target: Target, options: Options) -> Receipt | None:
    """That of an earlier build, if nothing has changed since then."""
    found = recall(options.memory.folder, _receipt_key(target, options)) if options.memory.folder else None
    return found if found and found.holds else None


def _receipt_key(target: Target, options: Options) -> str:
    asked = (options.editions, options.family, options.layout, options.rendering, options.separate, options.limits)
    folders = (str(target.folder.resolve()), str(options.output), str(Path.cwd()))
    return hash_of("target", program(), folders, target.only, asked)


def _as_it_was(target: Target, receipt: Receipt) -> Report:
    rows = tuple(Row(*row) for row in receipt.rows)
    return Report(target.folder.resolve().name, rows=rows, receipt=receipt, unchanged=True)
