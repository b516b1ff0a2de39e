"""The main path: worksheets and packs on disk to PDFs and fields files.

    outline → parts → documents → write

What is typeset is typeset by a crew, worksheets side by side. A pack is written once it is without a problem.
"""

import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic
from typing import NamedTuple, TypeVar

from packbuilder.digests import hash_of, listing_of, program
from packbuilder.options import Options
from packbuilder.output import folder_in, refuse_unwritable, write_all
from packbuilder.parts import Document, Inputs, Kept, Lost, Made, Outline, Part, Task
from packbuilder.problems import Position, Problem, SetupError
from packbuilder.receipts import Receipt, keep, recall
from packbuilder.sheet import Edition
from packbuilder.targets import PACK_FILE, SUFFIX, Target, name_apart, worksheet_names, worksheet_path
from packbuilder.tasks import make_parts, put_together, read_outline
from packbuilder.wording import counted
from packbuilder.workers import ALONE, Crew, EndedError, Pending

T = TypeVar("T")
U = TypeVar("U")
LOG = logging.getLogger("packbuilder")
"""What a build does, step by step; each record has an `event` and what is `told` of it."""

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

    `failure` says what is wrong with a layout or with the place where the PDFs should be. `inputs` are what it was made
    of; `unlisted` are worksheets of its folder that it hasn't. `rows` are the PDFs that there are now, `new` those of
    them that are others than before, and `receipt` stands for that; `unchanged` says that nothing has had to be looked
    at.
    """

    name: str
    target: Target | None = None
    documents: tuple[Document, ...] = ()
    problems: tuple[Problem, ...] = ()
    failure: str = ""
    worksheets: int = 0
    seconds: float = 0.0
    inputs: Inputs = ()
    unlisted: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    new: tuple[Row, ...] = ()
    receipt: Receipt | None = None
    unchanged: bool = False


def build(targets: Sequence[Target], options: Options, tick: Tick, crew: Crew = ALONE) -> list[Report]:
    """Builds and writes every target; those with problems or failures leave what was there before as it is."""
    receipts = {target: _receipt(target, options) for target in targets}
    listings = {target: _listing(target) for target, receipt in receipts.items() if receipt is None}
    failed = {
        target: Report(_name(target), target, failure=why) for target in listings if (why := _why_not(target, options))
    }
    made = _make([target for target in listings if target not in failed], options, tick, crew)
    reports = []
    for target, receipt in receipts.items():
        if receipt:
            reports.append(_as_it_was(target, receipt))
        elif target in failed:
            reports.append(failed[target])
        else:
            reports.append(_written(target, next(made), options, listings[target]))
    return reports


def _why_not(target: Target, options: Options) -> str:
    """Why nothing can be written of a target, as far as can be seen before it is made; or "".

    Its PDFs might turn out to be there already, but nearly always something has changed where there is no receipt.
    """
    try:
        refuse_unwritable(folder_in(options.output, _name(target)))
    except SetupError as error:
        return str(error)
    return ""


def make(targets: Sequence[Target], options: Options, tick: Tick, crew: Crew = ALONE) -> list[Report]:
    """Makes every target in memory and writes nothing."""
    return list(_make(targets, options, tick, crew))


@dataclass(frozen=True)
class _Begun:
    """A target that is under way: its outline, and the worksheets that are typeset, each in one or more tasks."""

    target: Target
    outline: Outline
    worksheets: Mapping[str, Sequence[Pending[Made]]]
    start: float


def _make(targets: Sequence[Target], options: Options, tick: Tick, crew: Crew) -> Iterator[Report]:
    """What became of each target, in order; a few are under way at a time."""
    outlines = ((target, crew.submit(read_outline, target, options)) for target in targets)
    begun = (_begin(target, outline, options, crew) for target, outline in _ahead(outlines))
    for each in _ahead(begun):
        try:
            yield _finish(each, options, tick, crew)
        except SetupError as error:
            # It may be the fault of this target's layout alone.
            yield Report(each.outline.id, each.target, failure=str(error))


def _ahead(items: Iterable[T]) -> Iterator[T]:
    """The items, each once a few more have been taken: what these stand for is under way meanwhile."""
    taken: deque[T] = deque()
    for item in items:
        taken.append(item)
        if len(taken) > AHEAD:
            yield taken.popleft()
    yield from taken


def _begin(target: Target, outline: Pending[Outline], options: Options, crew: Crew) -> _Begun:
    start = monotonic()
    told = told_outline(target, outline)
    few = len(told.names) - len(told.known) < crew.jobs
    shares = _shares(options) if few else [options]
    worksheets = {
        name: [crew.submit(make_parts, Task(target.folder, name, share)) for share in shares]
        for name in told.names
        if name not in told.known
    }
    return _Begun(target, told, worksheets, start)


def _shares(options: Options) -> list[Options]:
    """The options for each of two workers where worksheets are few: student and key share what is measured."""
    shares = (("student", "key"), ("support",))
    chosen = [tuple(edition for edition in options.editions if edition in share) for share in shares]
    return [replace(options, editions=editions) for editions in chosen if editions]


def _finish(begun: _Begun, options: Options, tick: Tick, crew: Crew) -> Report:
    """Waits for the worksheets of a target and puts them together."""
    early = {} if options.makes_one_of_each(begun.target) else _put_together_early(begun, options, crew)
    made: dict[str, Made] = {}
    for name in begun.outline.names:
        made[name] = begun.outline.known.get(name) or _typeset(begun, name)
        _log_worksheet(begun.outline.id, name, made[name])
        tick(name)
    documents, problems, lost = _joined(begun, made, early, options, crew)
    while lost:
        made |= _made_anew(begun, lost, options, crew)
        documents, problems, lost = _joined(begun, made, {}, options, crew)
    _log_problems(begun.outline.id, problems)
    return Report(
        name=begun.outline.id,
        target=begun.target,
        documents=documents,
        problems=problems,
        worksheets=len(made),
        seconds=monotonic() - begun.start,
        inputs=tuple(
            dict.fromkeys((*begun.outline.inputs, *(known for each in made.values() for known in each.inputs)))
        ),
        unlisted=tuple(name for name in worksheet_names(begun.target.folder) if name not in begun.outline.names),
    )


class _Joined(NamedTuple):
    """The documents of a target, or its problems; or the worksheets that are lost, without which there are neither."""

    documents: tuple[Document, ...]
    problems: tuple[Problem, ...]
    lost: tuple[str, ...]


def _joined(
    begun: _Begun,
    made: Mapping[str, Made],
    early: Mapping[Edition, Pending[Document | Lost]],
    options: Options,
    crew: Crew,
) -> _Joined:
    """What was made, put together; `early` are the editions with which that has begun."""
    problems = dict.fromkeys(
        (*begun.outline.problems, *(problem for each in made.values() for problem in each.problems))
    )
    whole = [each for each in made.values() if each.parts or each.kept]
    # A pack that lacks a worksheet is none; worksheets that stand for themselves don't wait for each other.
    groups = [[each] for each in whole] if options.makes_one_of_each(begun.target) else [] if problems else [whole]
    pending = [
        early.get(edition) or _put_together(begun, group, edition, options, crew)
        for group in groups
        for edition in options.editions
    ]
    path = begun.target.folder / PACK_FILE
    found = [result_of(each, path, lambda problem: problem) for each in pending]
    failures = tuple(dict.fromkeys(each for each in found if isinstance(each, Problem)))
    documents = () if failures else tuple(each for each in found if isinstance(each, Document))
    lost = dict.fromkeys(name for each in found if isinstance(each, Lost) for name in each.names)
    return _Joined(documents, (*problems, *failures), tuple(lost))


def _made_anew(begun: _Begun, lost: Sequence[str], options: Options, crew: Crew) -> dict[str, Made]:
    """Worksheets that were remembered when the outline was read, in all editions: none is newer than the others."""
    pending = {name: [crew.submit(make_parts, Task(begun.target.folder, name, options))] for name in lost}
    again = replace(begun, worksheets=pending)
    made = {name: _typeset(again, name) for name in lost}
    for name, each in made.items():
        _log_worksheet(begun.outline.id, name, each)
    return made


def _put_together_early(begun: _Begun, options: Options, crew: Crew) -> dict[Edition, Pending[Document | Lost]]:
    """Begins with the supported edition while others still typeset the student's and the key, which take longer."""
    shares = _shares(options)
    halved = all(len(each) == len(shares) for each in begun.worksheets.values())
    if begun.outline.problems or not begun.worksheets or not halved:
        return {}
    found: dict[Edition, Pending[Document | Lost]] = {}
    for number, share in enumerate(shares[1:], 1):
        made = [begun.outline.known.get(name) or _share(begun, name, number) for name in begun.outline.names]
        if any(each.problems for each in made):
            return {}
        for edition in share.editions:
            found[edition] = _put_together(begun, made, edition, options, crew)
    return found


def _put_together(
    begun: _Begun, group: Sequence[Made], edition: Edition, options: Options, crew: Crew
) -> Pending[Document | Lost]:
    parts = [each.parts.get(edition) or each.kept[edition] for each in group]
    return crew.submit(put_together, parts, edition, options, *_called(begun, parts, options))


def _typeset(begun: _Begun, name: str) -> Made:
    """Waits for a worksheet."""
    return _whole([_share(begun, name, number) for number in range(len(begun.worksheets[name]))])


def _share(begun: _Begun, name: str, number: int) -> Made:
    """Waits for what one worker typesets of a worksheet."""
    path = worksheet_path(begun.target.folder, name)
    return result_of(begun.worksheets[name][number], path, lambda problem: Made(problems=(problem,)))


def _whole(shares: Sequence[Made]) -> Made:
    """What became of a worksheet of which several workers had a share; without one of them it is none."""
    problems = tuple(dict.fromkeys(problem for each in shares for problem in each.problems))
    return Made(
        parts={} if problems else {edition: part for each in shares for edition, part in each.parts.items()},
        problems=problems,
        inputs=tuple(dict.fromkeys(known for each in shares for known in each.inputs)),
        typeset=tuple(edition for each in shares for edition in each.typeset),
        seconds=sum(each.seconds for each in shares),
    )


def _log_worksheet(pack: str, name: str, made: Made) -> None:
    outcome = "problems" if made.problems else "typeset" if made.typeset else "remembered"
    how = f"typeset ({', '.join(made.typeset)})" if made.typeset else outcome
    _tell_of_worksheet(pack, name, outcome, f"{how} in {made.seconds:.2f} s", made)


def _tell_of_worksheet(pack: str, name: str, outcome: str, said: str, made: Made) -> None:
    seconds = round(made.seconds, 3)
    told = {"pack": pack, "worksheet": name, "outcome": outcome, "seconds": seconds, "typeset": made.typeset}
    LOG.info("%s/%s: %s", pack, name, said, extra={"event": "worksheet", "told": told})


def _tell_of_rows(pack: str, rows: Iterable[Row], new: Sequence[Row]) -> None:
    """Of each PDF, whether it was written or is as it was."""
    for row in rows:
        event = "written" if row in new else "unchanged"
        said = counted(row.pages, "page") if row in new else event
        LOG.info("%s: %s", row.path, said, extra={"event": event, "told": {"pack": pack, **row._asdict()}})


def _called(begun: _Begun, parts: Sequence[Part | Kept], options: Options) -> tuple[str | None, str | None]:
    """Name and title of the documents of these parts; None leaves it to the worksheet."""
    outline = begun.outline
    if not options.makes_one_of_each(begun.target):
        return outline.id, outline.title or outline.id
    named = [each.name if isinstance(each, Kept) else each.id for each in parts]
    names = worksheet_names(begun.target.folder) if outline.id in named else []
    return (name_apart(outline.id, names) if len(names) > 1 else None), None


def told_outline(target: Target, pending: Pending[Outline]) -> Outline:
    """The outline of a target; if reading it came to no end, that is its problem."""
    name = _name(target)
    return result_of(pending, target.folder / PACK_FILE, lambda problem: Outline(name, None, (), (problem,)))


def result_of(pending: Pending[T], path: Path, failed: Callable[[Problem], U]) -> T | U:
    """What a task gives; if it came to no end, what it `failed` with, which is a problem of the file at `path`."""
    try:
        return pending.result()
    except EndedError as error:
        return failed(Problem(path, Position(), "", str(error)))


def _listing(target: Target) -> list[str]:
    folder = str(target.folder.resolve())
    return [folder, listing_of(folder)]


def _written(target: Target, report: Report, options: Options, listing: list[str]) -> Report:
    """Writes a report's documents. What it goes on to say of them is small."""
    files = [document.files for document in report.documents]
    every = {name: data for each in files for name, data in each.items()}
    try:
        folder = folder_in(options.output, report.name)
        states, names = write_all(folder, every, list(map(tuple, files)))
    except SetupError as error:
        return replace(report, documents=(), inputs=(), failure=str(error))
    rows = tuple(Row(str(folder / f"{d.name}.pdf"), d.name, d.edition, d.pages) for d in report.documents)
    new = tuple(row for row in rows if f"{row.name}.pdf" in names)
    _tell_of_rows(report.name, rows, new)
    receipt = None
    if options.memory.folder and report.inputs and not report.problems:
        outputs = [(str((folder / name).absolute()), *state) for name, state in states.items()]
        receipt = Receipt(report.inputs, [listing], outputs, rows)
        keep(options.memory.folder, _receipt_key(target, options), receipt)
    return replace(report, documents=(), inputs=(), rows=rows, new=new, receipt=receipt)


def _receipt(target: Target, options: Options) -> Receipt | None:
    """That of an earlier build, if nothing has changed since then."""
    found = recall(options.memory.folder, _receipt_key(target, options)) if options.memory.folder else None
    return found if found and found.holds else None


def _receipt_key(target: Target, options: Options) -> str:
    asked = (options.editions, options.family, options.layout, options.rendering, options.separate, options.limits)
    folders = (str(target.folder.resolve()), str(options.output), str(Path.cwd()))
    return hash_of("target", program(), folders, target.only, asked)


def _log_problems(pack: str, problems: Sequence[Problem]) -> None:
    for each in problems:
        at = {"line": each.position.line, "column": each.position.column, "field": each.field, "message": each.message}
        told = {"pack": pack, "file": each.file.as_posix(), **at}
        # People read problems at the end, all at once.
        LOG.debug("%s", each, extra={"event": "problem", "told": told})


def _name(target: Target) -> str:
    return target.folder.resolve().name


def _as_it_was(target: Target, receipt: Receipt) -> Report:
    name, rows = _name(target), tuple(Row(*row) for row in receipt.rows)
    for path in (Path(each) for each, _ in receipt.inputs):
        if path.parent == target.folder.resolve() and path.suffix == SUFFIX and path.name != PACK_FILE:
            _tell_of_worksheet(name, path.stem, "unchanged", "unchanged", Made())
    _tell_of_rows(name, rows, ())
    return Report(name, target, rows=rows, receipt=receipt, unchanged=True)
