"""How fast builds are: the first one, those after a change, many worksheets; beside WeasyPrint, Chromium and Typst.

    .venv/bin/pip install -e ".[benchmarks,chinese]"
    .venv/bin/python benchmarks/builds.py                # five runs
    .venv/bin/python benchmarks/builds.py --quick        # does everything work? A few worksheets, one run
    .venv/bin/python benchmarks/builds.py --only watch   # one case

Every thing that is measured runs in a process of its own, from its start to its end, unless it says otherwise. In each
run all take their turn, and figures are medians of the runs' ratios or differences: whatever else slows the machine
down for a minute meets all of them. What was written is counted each time, so that what fails isn't fast.

packbuilder's memory (parts and receipts, not the fonts, which are cut once on a machine) is one of the benchmark's own.
"Empty memory" is an empty folder in its place, for one process.
"""

import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from functools import cache, partial
from itertools import count as counting
from pathlib import Path
from statistics import median
from threading import Event, Thread
from time import monotonic, perf_counter, sleep
from types import TracebackType
from typing import Any, NamedTuple, Self

from measuring import (
    EXAMPLES,
    ONE_PAGE_EACH,
    Bar,
    Beside,
    Children,
    Run,
    Runs,
    answer,
    child,
    compile_typst,
    fresh,
    memory,
    ratio,
    recorded,
    run,
    side_by_side,
    six_pages,
    told,
    whole,
)
from one_document import one_document
from packs import FEW, SIZES, retitled, write_one_pack, write_packs, write_times

PACKBUILDER = (sys.executable, "-m", "packbuilder", "build")
STUDENT = ("--edition", "student")
EDITIONS = 3
PACK = next(iter(SIZES))
"""The pack of the first case; with all its worksheets it is as it is shipped."""
CHANGED = "stalin-and-trotsky"
"""The worksheet of that pack in which a word of the title is changed."""
MB = 1_000_000
SAMPLED = 0.05
"""Seconds between two looks at the memory of a process and its descendants."""
POLLED = 0.001
"""Seconds between two looks at a PDF that is waited for."""
SETTLED = 1.0
"""Seconds that a watching packbuilder is left alone, twice as long as it waits for the system to begin telling."""
PATIENCE = 60.0
"""Seconds after which a PDF that is waited for isn't going to come."""


@dataclass(frozen=True)
class Scale:
    """How much there is to do.

    `sizes` are the worksheets of each pack, `times` how many times as many worksheets the largest case has, `timings`
    how often within a run what is short is measured, and `saves` how often a worksheet is saved.
    """

    sizes: Mapping[str, int] = field(default_factory=lambda: SIZES, hash=False)
    shipped: int | None = None
    times: int = 10
    timings: int = 9
    saves: int = 10

    @property
    def worksheets(self) -> int:
        return sum(self.sizes.values())


QUICK = Scale(sizes=FEW, shipped=3, times=2, timings=3, saves=3)

WEASYPRINT = Bar(0.7, "×")
CHROMIUM = Bar(0.5, "×")
UNCHANGED = Bar(8, "×")
ONE_CHANGED = Bar(0.35, "s")
SAVED = Bar(0.2, "s")
TWO_JOBS = Bar(1.7, "×", least=True)
MANY = Bar(10.5, "×")
MEMORY_OF_MANY = Bar(1.2, "×")


class Finding(NamedTuple):
    """A line of the table; without a bar the figure is only told, and without a figure it couldn't be measured."""

    case: str
    figure: float | None
    unit: str
    bar: Bar | None = None
    note: str = ""


class Pdfs(NamedTuple):
    """What stands in a folder: so many PDFs, and all their pages."""

    pdfs: int
    pages: int


@dataclass(frozen=True)
class Setting:
    """The temporary folder with the packs, and how much is wanted."""

    folder: Path
    scale: Scale

    @property
    def packs(self) -> Path:
        """The three packs."""
        return self.folder / "worksheets"

    @property
    def shipped(self) -> Path:
        """The pack of the first case, and its pages as HTML."""
        return self.folder / "shipped" / PACK

    @property
    def html(self) -> Path:
        return self.folder / "html"

    @property
    def output(self) -> Path:
        """Where all three editions of the packs stand, as they were built last."""
        return self.folder / "output"

    @property
    def made(self) -> Path:
        """packbuilder's memory."""
        return Path(os.environ["XDG_CACHE_HOME"]) / "packbuilder" / "made"


# What is measured.


def built(setting: Setting, wanted: Pdfs, *arguments: str | Path, beside: Beside = nullcontext) -> Run:
    """A build with an empty memory into an empty folder; what the memory held before is there again afterwards."""
    with fresh(setting.folder) as output, empty_memory(setting):
        return rebuilt(setting, wanted, output, *arguments, beside=beside)


def rebuilt(
    setting: Setting,
    wanted: Pdfs,
    output: Path,
    *arguments: str | Path,
    beside: Beside = nullcontext,
    errors: bool = False,
) -> Run:
    """A build with what is remembered, into a folder in which something may be; what it tells with its `errors`."""
    command = (*PACKBUILDER, *map(str, arguments), "--output", str(output))
    done = run(*command, output=output, cwd=setting.folder, beside=beside, quiet=errors)
    expect(output, wanted)
    return done


@contextmanager
def empty_memory(setting: Setting) -> Iterator[None]:
    kept = setting.folder / "kept"
    if setting.made.exists():
        setting.made.rename(kept)
    try:
        yield
    finally:
        shutil.rmtree(setting.made, ignore_errors=True)
        if kept.exists():
            kept.rename(setting.made)


def expect(output: Path, wanted: Pdfs) -> None:
    """Ends everything if there aren't as many PDFs and pages as there should be."""
    if (found := counted(output)) != wanted:
        sys.exit(f"{found} in {output} where {wanted} should be")


def counted(output: Path) -> Pdfs:
    """The PDFs below a folder, and all their pages."""
    return Pdfs(*json.loads(run(*child(__file__, "count", str(output))).told))


def median_of(times: int, measure: Callable[[], Run]) -> Run:
    """One run for what is so short that it is measured several times."""
    runs = [measure() for _ in range(times)]
    return replace(runs[-1], seconds=median(whole(runs)))


def peer(setting: Setting, pages: Mapping[Path, int], command: Callable[[Path, Path, Path], tuple[str, ...]]) -> Run:
    """A command for each HTML file, one after the other; `command` is given the file, its PDF and a folder for itself.

    WeasyPrint makes as many pages as packbuilder. A browser doesn't know running heads, which then stand in the text
    and may push something to one page more: it must make as many or more. The run tells how many it made.
    """
    seconds = busy = 0.0
    with fresh(setting.folder) as output:
        for number, html in enumerate(pages):
            own = output / f"own-{number}"
            own.mkdir()
            done = run(*command(html, output / f"{html.stem}.pdf", own), quiet=True)
            seconds, busy = seconds + done.seconds, busy + done.busy
        found = counted(output)
        wanted = Pdfs(len(pages), sum(pages.values()))
        if command is weasyprint_command:
            expect(output, wanted)
        plausible(found, *wanted)
    return Run(seconds, busy, told=f"{found.pages} pages")


def weasyprint_command(html: Path, pdf: Path, _: Path) -> tuple[str, ...]:
    """The command `weasyprint`. Its PDFs have no tags, which is to its advantage."""
    return sys.executable, "-m", "weasyprint", "--quiet", str(html), str(pdf)


def chromium() -> str | None:
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def chromium_command(html: Path, pdf: Path, own: Path) -> tuple[str, ...]:
    """Chromium as a printer, with whatever it does beside that switched off, and an empty profile."""
    return (
        chromium() or "chromium",
        *("--headless", "--no-sandbox", "--disable-gpu", "--log-level=3", f"--user-data-dir={own}"),
        *("--disable-background-networking", "--disable-component-update", "--disable-default-apps"),
        *("--disable-domain-reliability", "--disable-extensions", "--disable-sync", "--metrics-recording-only"),
        *("--no-first-run", "--no-default-browser-check", "--no-pdf-header-footer"),
        f"--print-to-pdf={pdf}",
        html.as_uri(),
    )


class Sampler:
    """The most memory that a process and its descendants have at a time, in MB, as Linux tells.

    `total` is the largest sum of what is theirs, of shared pages their share (PSS); `largest` is what the largest of
    them has, shared pages included (RSS). Looking takes a few milliseconds of a core each time.
    """

    def __init__(self, pid: int) -> None:
        self.total = self.largest = 0.0
        self._pid, self._over = pid, Event()
        self._thread = Thread(target=self._sample)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._over.set()
        self._thread.join()

    def _sample(self) -> None:
        while not self._over.wait(SAMPLED):
            found = [rollup(pid) for pid in family(self._pid)]
            self.total = max(self.total, sum(pss for pss, _ in found))
            self.largest = max(self.largest, *(rss for _, rss in found))


def family(pid: int) -> list[int]:
    """A process and its descendants."""
    parents: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            # The name, in brackets, may hold anything.
            parents.setdefault(int(path.read_text().rpartition(")")[2].split()[1]), []).append(int(path.parent.name))
        except OSError:
            continue
    found = [pid]
    for each in found:
        found += parents.get(each, [])
    return found


def rollup(pid: int) -> tuple[float, float]:
    """PSS and RSS of a process in MB; nothing of one that has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    except OSError:
        return 0.0, 0.0
    sizes = {name: int(size.split()[0]) * 1024 / MB for name, _, size in (line.partition(":") for line in lines)}
    return sizes.get("Pss", 0.0), sizes.get("Rss", 0.0)


def sampled(setting: Setting, wanted: Pdfs, *arguments: str | Path) -> Run:
    """A build with an empty memory, and the memory of all its processes."""
    samplers: list[Sampler] = []

    def beside(pid: int) -> Sampler:
        samplers.append(Sampler(pid))
        return samplers[-1]

    done = built(setting, wanted, *arguments, beside=beside)
    return replace(done, memory=samplers[0].total, largest=samplers[0].largest)


WORDS = counting(1)
"""Words that no title had before."""


def change(path: Path, text: str) -> str:
    """Saves the worksheet with a new word in its title, as editors do, at once; returns the word."""
    word = f"no{next(WORDS)}"
    beside = path.with_name(f".{path.name}")
    beside.write_text(retitled(text, word), encoding="utf-8")
    beside.replace(path)
    return word


def saved(setting: Setting, *flags: str) -> Run:
    """From save to finished PDFs of one worksheet: the median of several saves in a packbuilder that watches."""
    with fresh(setting.folder) as folder, empty_memory(setting):
        path = folder / "one" / "chart.yaml"
        path.parent.mkdir()
        shutil.copy(EXAMPLES / path.name, path)
        editions = 1 if flags else EDITIONS
        pdfs = folder / "output"
        with watching(path, pdfs, *flags):
            wait_for(lambda: len(states(pdfs)) == editions)
            save(path, pdfs)  # the first one doesn't count
            seconds = [save(path, pdfs) for _ in range(setting.scale.saves)]
            word = path.read_text(encoding="utf-8").splitlines()[1].split()[-1]
        expect(pdfs, Pdfs(editions, editions))
        if run(*child(__file__, "titled", str(pdfs), word)).told.strip() != str(editions):
            sys.exit(f'the last word that was saved, "{word}", isn\'t in all {editions} titles')
        return Run(median(seconds))


@contextmanager
def watching(path: Path, output: Path, *flags: str) -> Iterator[None]:
    """A packbuilder that watches, until it is told to end as by Ctrl-C."""
    command = (*PACKBUILDER, "--watch", str(path), *flags, "--output", str(output))
    with subprocess.Popen(command, cwd=path.parent, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            yield
        finally:
            process.send_signal(signal.SIGINT)
            process.wait()


def save(path: Path, output: Path) -> float:
    """Saves a changed worksheet and returns the seconds until all of its PDFs are others."""
    text = (EXAMPLES / path.name).read_text(encoding="utf-8")
    before = states(output)
    sleep(SETTLED)
    start = perf_counter()
    change(path, text)
    wait_for(lambda: before.keys() == (now := states(output)).keys() and all(now[name] != before[name] for name in now))
    return perf_counter() - start


def states(output: Path) -> dict[str, tuple[int, int]]:
    """Inode and time of each PDF of the one pack in a folder."""
    try:
        found = [(path.name, path.stat()) for path in output.glob("*/*.pdf")]
    except FileNotFoundError:
        return {}
    return {name: (status.st_ino, status.st_mtime_ns) for name, status in found}


def wait_for(done: Callable[[], bool]) -> None:
    start = monotonic()
    while not done():
        if monotonic() - start > PATIENCE:
            sys.exit("a PDF that was waited for didn't come")
        sleep(POLLED)


def typst(setting: Setting, *, warm: bool) -> Run:
    """The six pages for a single pupil, without codes; warm, the same document again in the same process."""
    with fresh(setting.folder) as output:
        pdf = output / "typst.pdf"
        done = run(*child(__file__, "typst", str(setting.folder), str(pdf), "2" if warm else "1"))
        expect(output, Pdfs(1, len(ONE_PAGE_EACH)))
        return done


def warm_build(setting: Setting) -> Run:
    """The same build again, with workers that are warm and an empty memory; seconds without the process's start."""
    with fresh(setting.folder) as output:
        done = run(*child(__file__, "warm", str(setting.folder / "six-pages"), str(output)), cwd=setting.folder)
        expect(output / "1", Pdfs(1, len(ONE_PAGE_EACH)))
        return done


# What processes of the benchmark's own do.


def child_count(folder: str) -> Pdfs:
    """The PDFs below a folder and their pages."""
    import pypdfium2  # noqa: PLC0415

    pages = [len(pypdfium2.PdfDocument(path)) for path in Path(folder).rglob("*.pdf")]
    return Pdfs(len(pages), sum(pages))


def child_titled(folder: str, word: str) -> int:
    """In the titles of how many of the PDFs below a folder the word stands."""
    import pypdfium2  # noqa: PLC0415

    titles = [pypdfium2.PdfDocument(path).get_metadata_dict()["Title"] for path in Path(folder).rglob("*.pdf")]
    return sum(word in title.split() for title in titles)


def child_record(pack: str, folder: str) -> dict[str, int]:
    """Writes the pages of each worksheet, and those of the whole pack, as HTML; returns their numbers by name."""
    found = recorded(Path(pack))
    pages = {f"{number:02}.html": count for number, (_, count) in enumerate(found)}
    for name, (html, _) in zip(pages, found, strict=True):
        (Path(folder) / name).write_text(html, encoding="utf-8")
    (Path(folder) / WHOLE).write_text(one_document([html for html, _ in found]), encoding="utf-8")
    return {**pages, WHOLE: sum(pages.values())}


WHOLE = "pack.html"


def child_fonts() -> str:
    """Cuts the fonts, if they weren't, and returns the file that shows them to a typesetter."""
    from packbuilder.fontconfig import configured  # noqa: PLC0415
    from packbuilder.fonts import static_files  # noqa: PLC0415
    from packbuilder.places import cache_folder  # noqa: PLC0415

    return str(configured(static_files(cache_folder() / "fonts"), cache_folder()))


def child_typst(folder: str, pdf: str, times: str) -> float:
    inputs = {"pupils": "pupils.json", "codes": "no"}
    return [compile_typst(Path(folder), Path(pdf), inputs) for _ in range(int(times))][-1]


def child_warm(pack: str, output: str) -> float:
    """Builds twice, each time with an empty memory into an empty folder, and returns the seconds of the second time."""
    from packbuilder.build import build  # noqa: PLC0415
    from packbuilder.limits import DEFAULT_LIMITS  # noqa: PLC0415
    from packbuilder.memory import Memory  # noqa: PLC0415
    from packbuilder.options import Options  # noqa: PLC0415
    from packbuilder.targets import Target  # noqa: PLC0415
    from packbuilder.workers import Workers, cores  # noqa: PLC0415

    seconds = 0.0
    with Workers(cores(), DEFAULT_LIMITS) as crew:
        for name in "01":
            made = Memory(Path(output) / f"made-{name}")
            options = Options(editions=("student",), output=Path(output) / name, memory=made)
            start = perf_counter()
            build([Target(Path(pack))], options, lambda _: None, crew)
            seconds = perf_counter() - start
    return seconds


CHILDREN: Children = {
    "count": child_count,
    "titled": child_titled,
    "record": child_record,
    "fonts": child_fonts,
    "typst": child_typst,
    "warm": child_warm,
}


# What there is to build.


def prepare(folder: Path, scale: Scale) -> Setting:
    """The packs; and fonts that are cut, as the machine has them if packbuilder was used here before."""
    cut = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "packbuilder" / "fonts"
    own = folder / "cache"
    if cut.is_dir():
        shutil.copytree(cut, own / "packbuilder" / "fonts")
    os.environ["XDG_CACHE_HOME"] = str(own)
    # What is imported was compiled before, as that of the peers was when they were installed.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["FONTCONFIG_FILE"] = json.loads(run(*child(__file__, "fonts")).told)
    setting = Setting(folder, scale)
    write_packs(setting.packs, scale.sizes)
    write_packs(setting.shipped.parent, {PACK: scale.shipped or SIZES[PACK] - 1})
    six_pages(folder / "six-pages")
    (folder / "pupils.json").write_text(json.dumps([{"number": 1, "name": "Léa Khan", "class": "12B"}]))
    # The fonts are known to the typesetter from here on.
    built(setting, Pdfs(1, len(ONE_PAGE_EACH)), "six-pages", *STUDENT)
    return setting


@cache
def forty(setting: Setting) -> Pdfs:
    """Builds the packs in three editions and remembers them; returns what there is now."""
    run(*PACKBUILDER, str(setting.packs), "--output", str(setting.output), cwd=setting.folder)
    return plausible(counted(setting.output), len(SIZES) * EDITIONS, setting.scale.worksheets * EDITIONS)


def plausible(found: Pdfs, pdfs: int, least: int) -> Pdfs:
    """What was found, if it is so many PDFs with so many pages at `least`."""
    if found.pdfs != pdfs or found.pages < least:
        sys.exit(f"{found} where there should be {pdfs} PDFs with at least {least} pages")
    return found


def content(setting: Setting, pdfs: int, worksheets: int, *arguments: str | Path) -> Pdfs:
    """What a build writes, which isn't measured; a page of each worksheet at least, in each edition."""
    with fresh(setting.folder) as output:
        run(*PACKBUILDER, *map(str, arguments), "--output", str(output), cwd=setting.folder)
        return plausible(counted(output), pdfs, worksheets)


# What is asked, and how it is told.


def show(runs: Runs, *names: str, seconds: Callable[[list[Run]], list[float]] = whole) -> None:
    """The median of each thing's seconds."""
    for name in names or runs:
        taken = f"{median(seconds(list(runs[name]))):10.3f} s"
        kept = f"{memory(runs[name]):8.0f} MB {max(each.largest for each in runs[name]):8.0f} MB"
        print(f"  {name:<60}{taken}  {kept if runs[name][0].largest else ''}".rstrip())


def first(setting: Setting, count: int) -> Iterator[Finding]:
    """The first build of a pack, beside WeasyPrint and Chromium with what packbuilder renders."""
    setting.html.mkdir()
    numbers = json.loads(run(*child(__file__, "record", str(setting.shipped), str(setting.html))).told)
    pages = {setting.html / name: number for name, number in numbers.items()}
    one = {setting.html / WHOLE: pages.pop(setting.html / WHOLE)}
    commands = {"WeasyPrint": weasyprint_command} | ({"Chromium": chromium_command} if chromium() else {})
    wanted = Pdfs(1, sum(pages.values()))
    # Each way has rounds of its own, in which things take about as long: the machine's speed changes within a minute,
    # and what has kept it busy for long slows down what comes next.
    for way, files in {"one document": one, "each worksheet": pages}.items():
        measured: dict[str, Callable[[], Run]] = {
            f"packbuilder, {way}": lambda: built(setting, wanted, setting.shipped, *STUDENT)
        }
        for name, command in commands.items():
            measured[f"{name}, {way}"] = partial(peer, setting, files, command)
        found = side_by_side(count, measured)
        show(found)
        mine, *theirs = found.values()
        made = {name: runs[0].told for name, runs in zip(commands, theirs, strict=True)}
        print(f"  pages: packbuilder {wanted.pages}; " + "; ".join(f"{name}: {told}" for name, told in made.items()))
        for name, bar in (("WeasyPrint", WEASYPRINT), ("Chromium", CHROMIUM)):
            case = f"First build of a pack, beside {name}, {way}"
            if name in commands:
                yield Finding(case, ratio(whole(mine), whole(found[f"{name}, {way}"])), "×", bar)
            else:
                yield Finding(case, None, "×", bar, "not installed")


def unchanged(setting: Setting, count: int) -> Iterator[Finding]:
    """A build with nothing to do, beside an interpreter with nothing to do."""
    wanted = forty(setting)

    def nothing_to_do() -> Run:
        arguments = (str(setting.packs), "--output", str(setting.output))
        done = run(*PACKBUILDER, *arguments, cwd=setting.folder)
        if done.told.count(" unchanged") != wanted.pdfs:
            sys.exit(f"not all is unchanged:\n{done.told}")
        return done

    times = setting.scale.timings
    found = side_by_side(
        count,
        {
            "nothing changed": lambda: median_of(times, nothing_to_do),
            "python -c pass": lambda: median_of(times, lambda: run(sys.executable, "-c", "pass")),
        },
    )
    expect(setting.output, wanted)
    show(found)
    figure = ratio(*(whole(runs) for runs in found.values()))
    yield Finding("Nothing changed, beside an empty Python program", figure, "×", UNCHANGED)


def one_changed(setting: Setting, count: int) -> Iterator[Finding]:
    """A build with one worksheet that has changed, beside its typesetting, and beside the first build of it alone.

    Typesetting is what its workers took for it, in all editions and one after the other, as the build itself tells.
    """
    one = setting.folder / "one-pack" / "everything"
    write_one_pack(one, setting.packs)
    output = setting.folder / "output-one"
    run(*PACKBUILDER, str(one), "--output", str(output), cwd=setting.folder)
    places = {
        "three packs": (setting.packs, setting.output, setting.packs / PACK / f"{CHANGED}.yaml", forty(setting)),
        "a single pack": (one, output, one / f"{PACK}-{CHANGED}.yaml", counted(output)),
    }
    measured: dict[str, Callable[[], Run]] = {}
    for name, (path, folder, sheet, wanted) in places.items():
        alone = content(setting, EDITIONS, EDITIONS, sheet)
        measured[f"one changed, {name}"] = changed_build(setting, wanted, path, folder, sheet)
        measured[f"it alone, {name}"] = lambda sheet=sheet, alone=alone: built(setting, alone, sheet)  # type: ignore[misc]
    found = side_by_side(count, measured)
    show(found)
    for name in places:
        pairs = zip(found[f"one changed, {name}"], found[f"it alone, {name}"], strict=True)
        figure = median(changed.seconds - alone.seconds for changed, alone in pairs)
        case = f"One worksheet of {setting.scale.worksheets} changed, {name}: more than"
        yield Finding(f"{case} building it alone", figure, "s", ONE_CHANGED if name == "three packs" else None)
        figure = median(each.seconds - typesetting(each.told) for each in found[f"one changed, {name}"])
        yield Finding(f"{case} its typesetting", figure, "s", ONE_CHANGED if name == "three packs" else None)


def typesetting(told: str) -> float:
    """The seconds that a build with --verbose says that it typeset."""
    return sum(map(float, re.findall(r": typeset \(.*\) in ([\d.]+) s$", told, re.MULTILINE)))


def changed_build(setting: Setting, wanted: Pdfs, path: Path, output: Path, sheet: Path) -> Callable[[], Run]:
    """Changes the worksheet and builds the packs at the path again; the other packs must be as they were."""
    text = sheet.read_text(encoding="utf-8")

    def measure() -> Run:
        change(sheet, text)
        done = rebuilt(setting, wanted, output, path, "--verbose", errors=True)
        if done.told.count("  unchanged") != wanted.pdfs - EDITIONS:
            sys.exit(f"not only the pack of {sheet.name} was built:\n{done.told}")
        return done

    return measure


def watch(setting: Setting, count: int) -> Iterator[Finding]:
    """From save to finished PDF."""
    found = side_by_side(
        count,
        {
            "student sheet": lambda: saved(setting, *STUDENT),
            "all three editions": lambda: saved(setting),
        },
    )
    show(found)
    for name, bar in (("student sheet", SAVED), ("all three editions", None)):
        yield Finding(f"From save to PDF, {name}", median(whole(found[name])), "s", bar)


def jobs(setting: Setting, count: int) -> Iterator[Finding]:
    """Two jobs against one."""
    wanted = forty(setting)
    names = ("1", "2")
    found = side_by_side(
        count,
        {f"--jobs {n}": (lambda n=n: built(setting, wanted, setting.packs, "--jobs", n)) for n in names},  # type: ignore[misc]
    )
    show(found)
    yield Finding("Two jobs: times faster than one", ratio(*(whole(runs) for runs in found.values())), "×", TWO_JOBS)


def many(setting: Setting, count: int) -> Iterator[Finding]:
    """Do time and memory grow no faster than the worksheets?"""
    folder, times = setting.folder / "many", setting.scale.times
    write_times(folder, setting.packs, times)
    few = content(setting, len(SIZES), setting.scale.worksheets, setting.packs, *STUDENT)
    lots = Pdfs(few.pdfs * times, few.pages * times)
    build = sampled if sys.platform == "linux" else built
    worksheets = setting.scale.worksheets
    found = side_by_side(
        count,
        {
            f"{worksheets} worksheets": lambda: build(setting, few, setting.packs, *STUDENT),
            f"{worksheets * times} worksheets": lambda: build(setting, lots, folder, *STUDENT),
        },
    )
    show(found)
    fewer, more = found.values()
    case = f"{worksheets * times} worksheets beside {worksheets}"
    yield Finding(f"{case}: time", ratio(whole(more), whole(fewer)), "×", MANY)
    if sys.platform != "linux":
        yield Finding(f"{case}: memory", None, "×", MEMORY_OF_MANY, "only Linux tells")
        return
    pairs = list(zip(more, fewer, strict=True))
    together = median(one.memory / other.memory for one, other in pairs)
    yield Finding(f"{case}: memory of all processes", together, "×", MEMORY_OF_MANY)
    yield Finding(f"{case}: largest process", median(one.largest / other.largest for one, other in pairs), "×")


def beside_typst(setting: Setting, count: int) -> Iterator[Finding]:
    """Six pages, beside Typst, which remembers all it has set: warm, it hasn't much to do for the same document."""
    wanted = Pdfs(1, len(ONE_PAGE_EACH))
    cold = {
        "packbuilder, cold": lambda: built(setting, wanted, "six-pages", *STUDENT),
        "Typst, cold": lambda: typst(setting, warm=False),
    }
    warm = {
        "packbuilder, warm": lambda: warm_build(setting),
        "Typst, warm": lambda: typst(setting, warm=True),
    }
    found = side_by_side(count, {**cold, **warm})
    show(found, *cold)
    show(found, *warm, seconds=told)
    for name, names, seconds in (("cold", cold, whole), ("warm", warm, told)):
        ours, theirs = (seconds(found[each]) for each in names)
        yield Finding(f"Six pages beside Typst, {name}", ratio(ours, theirs), "×")


CASES: Mapping[str, Callable[[Setting, int], Iterator[Finding]]] = {
    "first": first,
    "unchanged": unchanged,
    "one-changed": one_changed,
    "watch": watch,
    "jobs": jobs,
    "many": many,
    "typst": beside_typst,
}


def tell(findings: list[Finding], *, quick: bool) -> None:
    """The table."""
    rows = [("case", "figure", "bar", "")]
    for each in findings:
        figure = each.note if each.figure is None else f"{each.figure:.2f} {each.unit}"
        rows.append((each.case, figure, str(each.bar or "none"), verdict(each, quick=quick)))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    rows.insert(1, tuple("-" * width for width in widths))  # type: ignore[arg-type]
    print()
    for row in rows:
        print(f"| {' | '.join(f'{cell:<{width}}' for cell, width in zip(row, widths, strict=True))} |")


def verdict(finding: Finding, *, quick: bool) -> str:
    if finding.figure is None:
        return "not measured"
    if not finding.bar:
        return "told"
    if quick:
        return "not asked of so few"
    return "met" if finding.bar.met(finding.figure) else "MISSED"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--runs", type=int, default=5, help="how often everything is measured (5)")
    parser.add_argument("--quick", action="store_true", help="a few worksheets, once; no bars")
    parser.add_argument("--only", choices=CASES, action="append", help="only this case; repeat it for more")
    parser.add_argument("--child", nargs="+", help=argparse.SUPPRESS)
    given: Any = parser.parse_args()
    if given.child:
        answer(CHILDREN, given.child)
        return
    start = monotonic()
    runs = 1 if given.quick else given.runs
    findings: list[Finding] = []
    with tempfile.TemporaryDirectory() as folder:
        setting = prepare(Path(folder).resolve(), QUICK if given.quick else Scale())
        print(f"Medians of {runs} runs on {os.cpu_count()} cores")
        for name in given.only or CASES:
            print(f"\n{(CASES[name].__doc__ or '').partition(chr(10))[0]}", flush=True)
            findings += CASES[name](setting, runs)
    tell(findings, quick=given.quick)
    print(f"\nAll of it took {(monotonic() - start) / 60:.1f} minutes.")


if __name__ == "__main__":
    main()
