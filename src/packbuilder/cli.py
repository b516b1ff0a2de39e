"""The command line. Everything heavy is imported by the command that needs it."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from traceback import walk_tb
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from packbuilder import ENVIRONMENT, __version__
from packbuilder.papers import FAMILIES
from packbuilder.places import TEMPORARY_FOLDER
from packbuilder.problems import SetupError, SpecError
from packbuilder.renderings import TINTS, USUAL
from packbuilder.sheet import EDITIONS
from packbuilder.telling import (
    exit_with_problems,
    finished,
    hint,
    hints,
    left_out,
    log,
    say,
    show,
    show_figures,
    show_news,
    tell_failures,
    tell_problems,
    tell_programs,
    warn,
)

if TYPE_CHECKING:
    from pydantic import BaseModel

    from packbuilder.build import Report
    from packbuilder.class_sets.order import Order
    from packbuilder.class_sets.wanted import Wanted
    from packbuilder.options import Options
    from packbuilder.targets import Target

    Ordered = Callable[[], AbstractContextManager[Order]]

LOG_JSON = "--log-json"


class Commands(click.Group):
    """Lists the commands in the order in which a teacher meets them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        wanted = LOG_JSON in ctx.args
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            # The option wasn't read: another one was wrong.
            log(verbose=False, log_json=wanted)
            tell_programs("error", message=error.format_message())
            raise
        except SpecError as error:
            say(error, err=True)
            sys.exit(error.exit_code)
        except SetupError as error:
            warn(str(error))
            sys.exit(error.exit_code)
        except OSError as error:
            if error.filename is None:
                raise
            warn(f"{error.filename}: {error.strerror}")
            sys.exit(SetupError.exit_code)

    def main(self, *arguments: Any, **how: Any) -> Any:
        """Runs the command. What nobody expected is written down, and told in a sentence."""
        try:
            return super().main(*arguments, **how)
        except Exception as error:
            if not how.get("standalone_mode", True):
                raise
            from packbuilder.bugs import lacking, told_of
            from packbuilder.logs import unheard

            if isinstance(error, OSError) and _said(error):
                sys.exit(unheard(error))
            if lack := lacking(error):
                warn(lack)
                sys.exit(SetupError.exit_code)
            told = told_of(error, sys.argv[1:])
            say(told, err=True)
            tell_programs("bug", message=told)
            sys.exit(BUG)


def _said(error: OSError) -> bool:
    """Was it raised where something was said? A file that can't be written is told with its name."""
    return any(frame.f_code is click.echo.__code__ for frame, _ in walk_tb(error.__traceback__))


BUG = 3
"""The exit status after a mistake of packbuilder's own."""


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="packbuilder %(version)s")
def main() -> None:
    """Classroom worksheets from YAML: student sheets, answer keys and supported editions as PDF.

    Start with "packbuilder new my-worksheet.yaml --kind chart", change the texts, and run
    "packbuilder build my-worksheet.yaml".
    """


def pages_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that decide what pages look like; `build`, `check` and `proof` share them."""
    for decorate in (
        click.option("--screen", is_flag=True, help="PDFs to fill in on a screen: a field for every blank."),
        click.option("--low-ink", is_flag=True, help="No grey or black areas."),
        click.option("--tint", type=click.Choice(list(TINTS)), help="A pastel page, for those who read better on one."),
        click.option("--dyslexia", is_flag=True, help="A font and spacing made for readers with dyslexia."),
        click.option("--large-print", is_flag=True, help="Text of 18 pt and more, lines 12 mm apart, the same paper."),
        click.option("--layout", metavar="NAME", help="Use this layout for every worksheet."),
        click.option(
            "--paper",
            type=click.Choice(list(FAMILIES), case_sensitive=False),
            help="Use A4 and A3 (a4) or Letter and Tabloid (letter), whatever the worksheets say.",
        ),
        click.option(
            "--edition",
            "-e",
            "editions",
            multiple=True,
            type=click.Choice(EDITIONS),
            help="Only this edition; give it again for another. All three unless given.",
        ),
        click.argument("paths", nargs=-1, type=click.Path(path_type=Path)),
    ):
        command = decorate(command)
    return command


def _chosen(ctx: click.Context, parameter: click.Parameter, output: Path) -> Path:
    """The output folder. One that nobody has chosen may have come with a stranger's worksheets, as a link."""
    from packbuilder.links import leads_out

    usual = ctx.get_parameter_source(parameter.name or "") == ParameterSource.DEFAULT
    if usual and leads_out(output, Path()):
        raise SetupError(f"{output}/ is a link out of this folder; if that is meant, choose it with --output {output}")
    return output


output_option = click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("output"),
    callback=_chosen,
    show_default=True,
    help="Where the PDFs go, in a folder for each pack.",
)


jobs_option = click.option(
    "--jobs",
    "-j",
    type=click.IntRange(1, 64),
    metavar="N",
    help="Typeset N worksheets at a time; as many as the computer has cores unless given.",
)
limit_option = click.option(
    "--limit",
    "limits",
    multiple=True,
    metavar="NAME=N",
    help="Allow a worksheet more (or less) pages, blanks, characters, megapixels, seconds or memory (MB).",
)
verbose_option = click.option("--verbose", "-v", is_flag=True, help="Say of each worksheet what became of it.")
log_json_option = click.option(
    LOG_JSON, is_flag=True, help="Say everything, problems too, as JSON, one object on each line."
)
no_cache_option = click.option("--no-cache", is_flag=True, help="Typeset all pages anew, and remember none.")


@main.command()
@pages_options
@output_option
@click.option("--separate", is_flag=True, help="A PDF for each worksheet instead of one for the pack.")
@click.option("--open", "open_", is_flag=True, help="Show the first PDF when it is ready.")
@click.option("--watch", "-w", "watching", is_flag=True, help="Build again whatever is saved, until Ctrl-C.")
@jobs_option
@limit_option
@no_cache_option
@verbose_option
@log_json_option
def build(paths: tuple[Path, ...], open_: bool, watching: bool, verbose: bool, log_json: bool, **given: Any) -> None:
    """Make the PDFs of packs and worksheets.

    PATHS are pack folders or worksheets; without any, everything in worksheets/ is built. Each PDF
    gets a fields file beside it, with the place of every blank in millimetres. What hasn't changed
    since it was built isn't built again.
    """
    from packbuilder.build import build as build_targets
    from packbuilder.crews import with_crew
    from packbuilder.options import options_of

    log(verbose=verbose, log_json=log_json)
    options = options_of(given)
    if watching:
        _watch(paths, options, given["jobs"], open_=open_, log_json=log_json)
        return
    looked_into = _looked_into(paths)
    reports = with_crew(build_targets, paths, options, given["jobs"])
    if not log_json:
        show(reports)
    for report in reports:
        for message in hints(report, options):
            hint(message)
    if open_:
        _open_first(reports)
    exit_with_problems(reports, options, log_json=log_json)
    if not (open_ or verbose or log_json):
        _keep_receipt(looked_into, reports, options)


def _watch(paths: tuple[Path, ...], options: "Options", jobs: int | None, *, open_: bool, log_json: bool) -> None:
    from datetime import datetime

    from packbuilder.crews import crew, typesetter_problems
    from packbuilder.targets import find_targets
    from packbuilder.watch import watch

    find_targets(paths)  # what can't be watched is told before it is said that it is
    given: dict[Target | None, list[str]] = {}
    """The hints of each target that were given last."""
    to_be_opened = open_

    def tell(news: "list[tuple[Report, Report | None]]", reports: "list[Report]") -> None:
        nonlocal to_be_opened
        tell_failures([report for report, _ in news])
        for report, before in news:
            if not log_json:
                show_news(report, before, f"{datetime.now():%H:%M:%S}")
            known, given[report.target] = given.get(report.target, []), list(hints(report, options))
            for message in given[report.target]:
                if message not in known:
                    hint(message)
        if log_json:
            finished(reports)
        else:
            tell_problems([report for report, _ in news], options)
        if to_be_opened:
            to_be_opened = not _open_first(reports)

    if not log_json:
        say("Watching; Ctrl-C ends it.", err=True)
    with crew(jobs, options) as workers, typesetter_problems(), suppress(KeyboardInterrupt):
        watch(paths, options, workers, tell, warn)


def _looked_into(paths: tuple[Path, ...]) -> list[tuple[str, str]]:
    """The folders in which packs are looked for, and those of single worksheets, with what is in them now."""
    from packbuilder.digests import listing_of
    from packbuilder.targets import DEFAULT_FOLDER, folders_at

    folders = [each for path in paths or [Path(DEFAULT_FOLDER)] for each in folders_at(path.absolute())]
    return [(str(folder), listing_of(folder)) for folder in folders]


def _keep_receipt(looked_into: list[tuple[str, str]], reports: "list[Report]", options: "Options") -> None:
    """So that the same command, given again, can tell at once that there is nothing to do."""
    from packbuilder.receipts import keep, key_of_command, merged

    receipts = [report.receipt for report in reports if report.receipt]
    if not options.memory.folder or len(receipts) < len(reports):
        return
    # It says nothing else, so what is to be said each time needs the whole command.
    again = [replace(report, new=(), unchanged=True) for report in reports]
    if not any(message for report in again for message in hints(report, options)):
        keep(options.memory.folder, key_of_command(sys.argv[1:]), merged(receipts, looked_into))


def _open_first(reports: "list[Report]") -> bool:
    """Shows the first PDF that there is, if there is one. What packbuilder tells its processes isn't for viewers."""
    row = next((row for report in reports for row in report.rows), None)
    if row is None:
        return False
    kept = {name: os.environ.pop(name) for name in (*ENVIRONMENT, TEMPORARY_FOLDER) if name in os.environ}
    try:
        click.launch(row.path)
    finally:
        os.environ.update(kept)
    return True


@main.command()
@pages_options
@jobs_option
@limit_option
@no_cache_option
@verbose_option
@log_json_option
def check(paths: tuple[Path, ...], verbose: bool, log_json: bool, **given: Any) -> None:
    """Report every problem of packs and worksheets; write nothing.

    Each problem comes with its file, line and column, and how to mend it. PATHS are as for build.
    """
    from packbuilder.build import make
    from packbuilder.crews import with_crew
    from packbuilder.options import options_of
    from packbuilder.wording import counted

    log(verbose=verbose, log_json=log_json)
    reports = with_crew(make, paths, options_of(given), given["jobs"])
    for report in reports:
        _hint_at(report.target, report.unlisted)
    exit_with_problems(reports, log_json=log_json)
    count = sum(report.worksheets for report in reports)
    if not log_json:
        say(f"No problems in {counted(count, 'worksheet')}.")


@main.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--kind", "-k", "chosen", multiple=True, metavar="KIND", help="An activity to begin with; repeat it.")
def new(path: Path, chosen: tuple[str, ...]) -> None:
    """Write a worksheet or a pack to start from.

    A PATH that ends in .yaml becomes one worksheet with an activity of each KIND; any other PATH
    becomes a pack folder with a worksheet for each KIND, or for all of them.
    """
    from packbuilder.kinds import kinds, no_kind
    from packbuilder.starter import new as write_new

    unknown = [name for name in chosen if name not in kinds()]
    if unknown:
        raise SetupError(no_kind(unknown[0]))
    for written in write_new(path, chosen):
        say(f"wrote {written}")
    all_kinds = path.is_dir() and not chosen
    first = "delete the worksheets that you don't need, also from pack.yaml, and " if all_kinds else ""
    say(f"\nNext: {first}change the texts, then run: packbuilder build {path}")


@main.command("kinds")
@click.argument("kind", required=False)
def list_kinds(kind: str | None) -> None:
    """List the kinds of activities, or show one KIND with its fields and an example.

    "worksheet" and "pack" show the fields of the files themselves.
    """
    from packbuilder.kinds import kinds, no_kind
    from packbuilder.schema import FILES
    from packbuilder.starter import example

    if kind is None:
        width = max(map(len, kinds()))
        for each in kinds().values():
            say(f"{each.name:<{width}}  {each.summary}")
        say('\n"packbuilder kinds KIND" shows its fields and an example,')
        say('"packbuilder kinds worksheet" and "packbuilder kinds pack" what the files say besides.')
        return
    if kind in FILES:
        _show_fields(kind, *FILES[kind])
        return
    if kind not in kinds():
        raise SetupError(no_kind(kind))
    _show_fields(kind, kinds()[kind].summary, kinds()[kind].fields)
    click.echo(f"\nExample:\n\n{example(kind)}")


def _show_fields(name: str, summary: str, model: "type[BaseModel]") -> None:
    from packbuilder.schema import described_fields

    say(f"{name}: {summary}\n\nFields (* must be there):")
    for depth, field, description in described_fields(model):
        say(f"{'  ' * (depth + 1)}{field}{': ' if description else ''}{description}")


@main.command()
@click.option("--pack", is_flag=True, help="The schema of pack.yaml instead of a worksheet's.")
@click.option("--write", type=click.Path(path_type=Path, file_okay=False), help="Write both schemas into a folder.")
def schema(pack: bool, write: Path | None) -> None:
    """Print the JSON Schema that editors use to complete and check worksheets."""
    from packbuilder.schema import as_json, pack_schema, worksheet_schema, write_schemas

    if write:
        for path in write_schemas(write):
            say(f"wrote {path}")
    else:
        click.echo(as_json(pack_schema() if pack else worksheet_schema()), nl=False)


@main.command()
@click.option("--install", is_flag=True, help="Install what is missing, where that needs no password.")
def doctor(install: bool) -> None:
    """Say what this machine lacks to make PDFs, and the command that brings it."""
    from packbuilder import doctor as physician

    findings = list(physician.examine())
    if install and any(not finding.well and finding.what == "Typesetter" for finding in findings):
        physician.install()
        findings = list(physician.examine())
    for finding in findings:
        say(f"{'ok     ' if finding.well else 'missing'}  {finding.what}: {finding.detail}")
        if not finding.well:
            say(f"         Run: {finding.remedy}")
    if not all(finding.well for finding in findings):
        sys.exit(SetupError.exit_code)


@main.command()
@pages_options
@click.option("--every-rendering", is_flag=True, help="All renderings, on A4 and A3 and on Letter and Tabloid.")
@click.option("--promise", "only", multiple=True, metavar="NAME", help="Only this promise; repeat it for more.")
@jobs_option
@limit_option
@click.option("--verbose", "-v", is_flag=True, help="List the promises, and what was measured in each worksheet.")
def proof(paths: tuple[Path, ...], every_rendering: bool, only: tuple[str, ...], verbose: bool, **given: Any) -> None:
    """Prove that the pages of packs and worksheets keep what packbuilder promises; write nothing.

    Answers fit their blanks by hand and in type, the student's sheet knows nothing of them, the key
    lies over it, pages are full, survive the copier and can be read aloud. PATHS are as for build.
    """
    from packbuilder.crews import with_crew
    from packbuilder.options import options_of
    from packbuilder.proof import every_rendering as all_options
    from packbuilder.proof import promises, prove, reports, summary

    unknown = [name for name in only if name not in promises()]
    if unknown:
        raise SetupError(f'there is no promise "{unknown[0]}"; the promises are {", ".join(promises())}')
    base = options_of(given)
    wanted = all_options(base) if every_rendering else [base]
    jobs = given["jobs"]
    proven = with_crew(lambda targets, _, tick, crew: prove(targets, wanted, tick, only, crew), paths, base, jobs)
    if verbose:
        for promise in promises().values():
            say(f"{promise.name:<10}  {promise.summary}.")
        show_figures(proven)
    exit_with_problems(reports(proven))
    say(summary(proven))


def _one(_: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> str | None:
    """What was given, once. Of an option that is given again, only the last would count, and nobody would be told."""
    if len(given) > 1:
        raise click.UsageError(f"{parameter.opts[0]} takes one copy; give the command once for each")
    return next(iter(given), None)


@main.command("class-set")
@click.argument("pack", type=click.Path(path_type=Path))
@click.option("--roster", required=True, type=click.Path(path_type=Path), help="The class list: CSV, or OneRoster.")
@click.option("--class", "classes", multiple=True, metavar="NAME", help="Only this class; repeat it for more.")
@click.option("--check", is_flag=True, help="Read pack and list and say who would get what; make nothing.")
@click.option("--spares", type=click.IntRange(0, 1000), default=0, metavar="N", help="N copies more for each class.")
@click.option("--separators", is_flag=True, help="A sheet with its name in front of each class.")
@click.option("--one-sided", is_flag=True, help="Print on one side; no blank pages are needed then.")
@click.option("--booklet", is_flag=True, help="Two pages beside each other, to be folded and stapled in the middle.")
@click.option("--two-up", is_flag=True, help="Two pages beside each other in reading order, each in full size.")
@click.option(
    "--only",
    multiple=True,
    callback=_one,
    metavar="ID",
    help="Print one copy again: a student's id or name, a copy's number, a page's code.",
)
@click.option("--page", type=click.IntRange(1), metavar="N", help="With --only, page N alone.")
@click.option(
    "--late-joiners", type=click.IntRange(1, 1000), metavar="N", help="N copies more, for a set that is there."
)
@click.option("--files", is_flag=True, help="A PDF for each student instead, to be read or filled in on a screen.")
@click.option("--screen", is_flag=True, help="With --files, a field to type into for every blank, for everybody.")
@click.option("--anonymous", is_flag=True, help="Print the copy's number where the name would stand.")
@click.option("--no-codes", is_flag=True, help="Print no codes.")
@click.option("--paper", type=click.Choice(list(FAMILIES), case_sensitive=False), help="As for build.")
@click.option("--layout", metavar="NAME", help="Use this layout for every worksheet.")
@jobs_option
@limit_option
@no_cache_option
@output_option
def class_set(pack: Path, roster: Path, **given: Any) -> None:
    """Print a pack for a whole class list: one PDF for each paper size, collated, with names.

    PACK is a pack folder or a worksheet. Every copy begins on a fresh sheet and carries its student's name
    and number on every page, in the edition and rendering that the roster says. A manifest says whose each
    copy is, and a job sheet tells the print room what to do.
    """
    from packbuilder.class_sets.wanted import wanted_of
    from packbuilder.targets import find_targets

    wanted = wanted_of(given)
    targets = find_targets([pack])
    if len(targets) != 1:
        raise SetupError(f"{pack} holds several packs; name one of them")
    if not roster.exists():
        raise SetupError(f"there is no file or folder {roster}")
    make = _check_class_set if given["check"] else _make_class_set
    make(partial(_ordered, targets[0], roster, wanted, given))


@contextmanager
def _ordered(target: "Target", roster: Path, wanted: "Wanted", given: dict[str, Any]) -> "Iterator[Order]":
    """The order, with a crew for as long as it takes."""
    from packbuilder.class_sets.order import Order
    from packbuilder.crews import crew
    from packbuilder.options import options_of

    # In a class set the roster says which edition and rendering each copy has.
    options = replace(options_of(given), rendering=USUAL)
    with crew(given["jobs"], options) as workers:
        yield Order(target, roster, options, wanted, workers)


def _make_class_set(ordered: "Ordered") -> None:
    from packbuilder.class_sets.make import make_class_set, make_files
    from packbuilder.class_sets.report import about_key, advice, told_of_made
    from packbuilder.crews import stages, typesetter_problems

    with ordered() as order, stages() as tick, typesetter_problems():
        made = (make_files if order.wanted.files else make_class_set)(order, tick)
    for line in told_of_made(made, order.roster):
        say(line)
    _hint_at(order.target, made.unlisted)
    # What is added to a set, or printed again, has the options of that set; files take no paper.
    as_it_is = order.wanted.only or order.wanted.late_joiners or order.wanted.files
    for line in () if as_it_is else (*about_key(made.record), *advice(made.record)):
        say(line)


def _check_class_set(ordered: "Ordered") -> None:
    from packbuilder.class_sets.order import planned
    from packbuilder.class_sets.report import told_of_plan
    from packbuilder.layouts import find_layout

    with ordered() as order:
        pages, read, copies = planned(order)
    if order.options.layout:
        find_layout(order.options.layout)
    for line in told_of_plan(read, copies, order.roster):
        say(line)
    _hint_at(order.target, pages.unlisted)


def _hint_at(target: "Target | None", unlisted: Sequence[str]) -> None:
    """Says what lies in a pack's folder and isn't in the pack."""
    for message in left_out(target, unlisted):
        hint(message)
