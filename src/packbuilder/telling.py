"""What commands say of what they did, to people and to programs."""

import logging
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from packbuilder.problems import SetupError, SpecError, printable
from packbuilder.sheet import EDITIONS
from packbuilder.targets import PACK_FILE, SUFFIX, Target, name_apart, overlooked, worksheet_names
from packbuilder.wording import counted, few

if TYPE_CHECKING:
    from packbuilder.build import Report
    from packbuilder.options import Options
    from packbuilder.proof import Proven

NAMED = 3
"""So many files, or failures, are named; whoever reads it knows then where to look."""


def log(*, verbose: bool, log_json: bool) -> None:
    """Lets builds say what they do: to people on standard error, or to programs, as JSON, on standard output."""
    if not (verbose or log_json):
        return
    from packbuilder.logs import JsonLines, Lines  # noqa: PLC0415

    packbuilder = logging.getLogger("packbuilder")
    packbuilder.handlers = [JsonLines(sys.stdout) if log_json else Lines(sys.stderr)]
    packbuilder.setLevel(logging.DEBUG if log_json else logging.INFO)
    packbuilder.propagate = False


def say(what: object, *, err: bool = False) -> None:
    """Writes lines for people, on standard output or error. No name that stands in them can command a terminal."""
    click.echo("\n".join(map(printable, str(what).split("\n"))), err=err)


def warn(message: str) -> None:
    """Says why nothing can be done, to people and, if they asked for it, to programs."""
    say(f"packbuilder: {message}", err=True)
    tell_programs("error", message=message)


def tell_programs(event: str, **told: str | int) -> None:
    """Says what has happened, on a line of --log-json; nothing without it."""
    logging.getLogger("packbuilder").debug(event, extra={"event": event, "told": told})


def hint(message: str) -> None:
    """Says what somebody may not expect, to people and, if they asked for it, to programs."""
    say(message, err=True)
    tell_programs("hint", message=message)


def finished(reports: "list[Report]") -> None:
    """Says to programs that all of it is done: how many PDFs there are now, and how many problems."""
    pdfs, problems = sum(len(each.rows) for each in reports), sum(len(each.problems) for each in reports)
    tell_programs("finished", pdfs=pdfs, problems=problems)


def show(reports: "list[Report]") -> None:
    """Lists the PDFs that there are now."""
    from packbuilder.receipts import UNCHANGED, table  # noqa: PLC0415

    rows = [
        (
            row.path,
            row.pages,
            f"{report.seconds:.1f}" if row in report.new[:1] else "" if row in report.new else UNCHANGED,
        )
        for report in reports
        for row in report.rows
    ]
    for line in table(rows) if rows else ():
        say(line)


def show_news(report: "Report", before: "Report | None", now: str) -> None:
    """Lists the PDFs of a target that are others than `before`, or that are back, each line with the time `now`."""
    there = {row.path for row in before.rows} if before else set()
    rows = [row for row in report.rows if row in report.new or row.path not in there]
    for row in rows:
        seconds = f"{report.seconds:.2f} s" if row in report.new else "unchanged"
        say(f"{now}  {row.path}  {counted(row.pages, 'page')}  {seconds}")
    if before and before.problems and not (report.problems or report.failure):
        say(f"{now}  {report.name}: no problem any more")
    elif not (rows or report.problems or report.failure):
        say(f"{now}  {report.name}: the PDFs are as they were")


def hints(report: "Report", options: "Options") -> Iterator[str]:
    """What may be unexpected where a whole folder was built."""
    target = report.target
    if target is None or target.only is not None or report.failure:
        return
    yield from overlooked(target.folder) if report.unchanged else left_out(target, report.unlisted)
    if report.new and report.worksheets > 1 and not options.separate and not (target.folder / PACK_FILE).exists():
        many = f"{target.folder} has no {PACK_FILE}: its {report.worksheets} worksheets are one PDF"
        yield f"{many}, in the order of their names; --separate makes a PDF of each"
    names = worksheet_names(target.folder)
    names += [report.name, name_apart(report.name, names)]
    for pdf in _pdfs(options.output / report.name):
        if not _is_of(pdf, names):
            yield f"{pdf}: there is no worksheet of this name in {target.folder}; delete the file if nobody needs it"


def left_out(target: Target | None, unlisted: Sequence[str]) -> Iterator[str]:
    """What lies in a pack's folder and isn't in the pack, though somebody may think so.

    `unlisted` are the worksheets there that its pack.yaml doesn't name.
    """
    if target is None or target.only is not None:
        return
    yield from overlooked(target.folder)
    if unlisted:
        names = few([f"{name}{SUFFIX}" for name in unlisted], NAMED)
        yield f"{target.folder / PACK_FILE} doesn't list {names}, so the pack goes without"


def _is_of(pdf: Path, names: Iterable[str]) -> bool:
    """Is it one of these worksheets or packs in an edition? Its rendering may follow."""
    begin = tuple(f"{name}-{edition}-" for name in names for edition in EDITIONS)
    return f"{pdf.stem}-".startswith(begin)


def _pdfs(folder: Path) -> list[Path]:
    """The PDFs that packbuilder has written into a folder, now or earlier: each has a fields file."""
    return [pdf for pdf in sorted(folder.glob("*.pdf")) if pdf.with_suffix(".fields.json").is_file()]


def show_figures(proven: "list[Proven]") -> None:
    """A line for each worksheet that was proved."""
    say(f"\n{'worksheet':<44}{'pages':>6}{'blanks':>7}{'filled':>7}{'text':>6}{'line':>6}  rendering")
    for each in proven:
        if each.figures:
            found = each.figures
            filled = "" if found.filled is None else f"{found.filled:.0%}"
            name = f"{each.pack}/{each.worksheet}"
            sizes = f"{found.text:>6.1f}{found.line:>6.2f}  {each.options.rendering.name}"
            say(f"{name:<44}{found.pages:>6}{found.blanks:>7}{filled:>7}{sizes}".rstrip())
    say("")


def exit_with_problems(reports: "list[Report]", options: "Options | None" = None, *, log_json: bool = False) -> None:
    """Says what is wrong, and ends the command with the status that belongs to it, if anything is."""
    if not log_json:
        tell_problems(reports, options)
    tell_failures(reports)
    if log_json:
        finished(reports)
    if any(report.failure for report in reports):
        sys.exit(SetupError.exit_code)
    if any(report.problems for report in reports):
        sys.exit(SpecError.exit_code)
    for handler in logging.getLogger("packbuilder").handlers:
        if status := getattr(handler, "status", None):
            sys.exit(status)


def tell_failures(reports: "list[Report]") -> None:
    """Says what is wrong with layouts and with places to write to; once, though several packs may meet with it."""
    failures = list(dict.fromkeys(report.failure for report in reports if report.failure))
    for failure in failures[:NAMED]:
        warn(failure)
    if len(failures) > NAMED:
        warn(f"so it is with {len(failures) - NAMED} more")


def tell_problems(reports: "list[Report]", options: "Options | None" = None) -> None:
    """Says what is wrong, if anything is; and of a command that writes, to whose `options`, what became of it."""
    problems = [problem for report in reports for problem in report.problems]
    if not problems:
        return
    for problem in problems:
        say(problem, err=True)
    broken = [report for report in reports if report.problems]
    consequence = _consequence(broken, options) if options else ""
    names = ", ".join(report.name for report in broken)
    say(f"\n{counted(len(problems), 'problem')} in {names}{consequence}.", err=True)


def _consequence(broken: "list[Report]", options: "Options") -> str:
    """What was written all the same, and what still stands there of what can't be made any more."""
    written = f"; nothing of {'it' if len(broken) == 1 else 'them'} was written"
    if any(report.rows for report in broken):
        written = "; the PDFs of the others are as they were"
    if any(report.new for report in broken):
        written = "; the other worksheets were written"
    old = [pdf for report in broken for pdf in _earlier(report, options)]
    if not old:
        return written
    are = "is" if len(old) == 1 else "are"
    return f"{written}; from an earlier build there {are} still {few([str(pdf) for pdf in old], NAMED)}"


def _earlier(report: "Report", options: "Options") -> list[Path]:
    """The PDFs of an earlier build that belong to what has problems now."""
    each = report.target is not None and options.makes_one_of_each(report.target)
    names = {problem.file.stem for problem in report.problems} if each else {report.name}
    return [pdf for pdf in _pdfs(options.output / report.name) if _is_of(pdf, names)]
