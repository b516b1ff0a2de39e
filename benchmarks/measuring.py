"""What the benchmarks measure with: processes of their own, all peers in each round, medians of ratios, bars."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

HERE = Path(__file__).resolve().parent
SHIPPED = HERE.parent / "worksheets"
EXAMPLES = SHIPPED / "examples"
ONE_PAGE_EACH = ("chart", "comparison", "questions", "terms", "timeline", "cloze")
"""Examples that fill one page each; six_pages.typ sets the same ones."""


@dataclass(frozen=True)
class Bar:
    """What a figure should be: `limit` at most, or at `least`."""

    limit: float
    unit: str
    least: bool = False

    def met(self, figure: float) -> bool:
        return figure >= self.limit if self.least else figure <= self.limit

    def __str__(self) -> str:
        return f"{'≥' if self.least else '≤'} {self.limit:g} {self.unit}"


@dataclass(frozen=True)
class Run:
    """What one process took: seconds, those that it kept cores busy, peak memory in MB, bytes of PDF.

    `told` is what it printed. Where its descendants were watched too, `memory` is that of all together, and `largest`
    that of the largest of them.
    """

    seconds: float
    busy: float = 0.0
    memory: float = 0.0
    size: int = 0
    told: str = ""
    largest: float = 0.0


Beside = Callable[[int], AbstractContextManager[object]]
"""What is done beside a process as long as it runs; it is given the process's id."""


def run(
    *command: str,
    output: Path | None = None,
    cwd: Path | None = None,
    beside: Beside = nullcontext,
    quiet: bool = False,
) -> Run:
    """Runs a command as a process. The largest PDF below `output`, or `output` itself, gives the size.

    What a `quiet` one says on standard error shows only if it fails.

    A child's peak counts from its birth as a copy of this process, so this one never loads anything large.
    """
    start = perf_counter()
    errors = subprocess.STDOUT if quiet else None
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True, cwd=cwd) as child,
        beside(child.pid),
    ):
        text = child.stdout.read() if child.stdout else ""
        _, status, usage = os.wait4(child.pid, 0)
        seconds = perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{text}")
    pdfs = [] if output is None else [output] if output.is_file() else list(output.rglob("*.pdf"))
    busy = usage.ru_utime + usage.ru_stime
    return Run(seconds, busy, usage.ru_maxrss / 1024, max((pdf.stat().st_size for pdf in pdfs), default=0), text)


@contextmanager
def fresh(folder: Path) -> Iterator[Path]:
    """An empty folder, below `folder`, for what one process writes, so that none finds the work of another."""
    with tempfile.TemporaryDirectory(dir=folder) as empty:
        yield Path(empty)


# Processes that do one thing and tell what came of it. They import what they need themselves.

Children = Mapping[str, Callable[..., Any]]


def child(script: str, name: str, *arguments: str) -> tuple[str, ...]:
    """The command that runs one of the children of a benchmark, which are functions, by its name."""
    return sys.executable, str(Path(script).resolve()), "--child", name, *arguments


def answer(children: Children, given: Sequence[str]) -> None:
    """Does what `child` has asked for and prints what the function returns."""
    name, *arguments = given
    print(json.dumps(children[name](*arguments)))


def recorded(pack: Path) -> list[tuple[str, int]]:
    """The HTML of what becomes a PDF in the student's edition, with heights and page breaks as they were fitted.

    Each worksheet's with its number of pages. For children only: it imports the typesetter.
    """
    from packbuilder import press  # noqa: PLC0415
    from packbuilder.build import make  # noqa: PLC0415
    from packbuilder.options import Options  # noqa: PLC0415
    from packbuilder.targets import Target  # noqa: PLC0415
    from packbuilder.typeset import Typeset  # noqa: PLC0415

    found: list[tuple[str, int]] = []

    class Recorded(Typeset):
        """Keeps the HTML of what becomes a PDF."""

        def __init__(self, html: str, folder: Path, **how: Any) -> None:
            super().__init__(html, folder, **how)
            self.html = html

        def pdf(self) -> bytes:
            found.append((self.html, self.pages))
            return super().pdf()

    press.Typeset = Recorded  # type: ignore[misc]
    make([Target(pack)], Options(editions=("student",)), lambda _: None)
    return found


def compile_typst(folder: Path, pdf: Path, inputs: Mapping[str, str]) -> float:
    """The seconds that Typst takes for six_pages.typ in the folder. For children only: it imports Typst."""
    import fontpkg_fira_sans  # noqa: PLC0415
    import typst  # noqa: PLC0415

    start = perf_counter()
    typst.compile(
        str(folder / "six_pages.typ"),
        str(pdf),
        font_paths=[str(Path(fontpkg_fira_sans.__file__).parent / "files")],
        ignore_system_fonts=True,
        pdf_tags=False,  # nobody needs them on paper, and without them it is faster
        sys_inputs=dict(inputs),
    )
    return perf_counter() - start


def six_pages(pack: Path) -> None:
    """Writes the pack of six pages, and the Typst document of the same ones beside it."""
    pack.mkdir()
    for name in ONE_PAGE_EACH:
        shutil.copy(EXAMPLES / f"{name}.yaml", pack)
    (pack / "pack.yaml").write_text(f"title: Six pages\nworksheets: [{', '.join(ONE_PAGE_EACH)}]\n")
    shutil.copy(HERE / "six_pages.typ", pack.parent)


# What is found, and how it is told.

Runs = Mapping[str, Sequence[Run]]


def side_by_side(count: int, measured: Mapping[str, Callable[[], Run]]) -> Runs:
    """Every run of each thing; in each of `count` rounds all take their turn."""
    found: dict[str, list[Run]] = {name: [] for name in measured}
    for number in range(count):
        for name, measure in measured.items():
            progress(f"  run {number + 1} of {count}: {name}")
            found[name].append(measure())
    progress("")
    return found


def progress(text: str) -> None:
    """Replaces the last line of a terminal."""
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


def whole(runs: Sequence[Run]) -> list[float]:
    """Seconds of the processes, from start to end."""
    return [each.seconds for each in runs]


def told(runs: Sequence[Run]) -> list[float]:
    """Seconds that children tell of."""
    return [float(json.loads(each.told)) for each in runs]


def memory(runs: Sequence[Run]) -> float:
    return max(each.memory for each in runs)


def ratio(slow: Sequence[float], fast: Sequence[float]) -> float:
    """How many times longer `slow` took than `fast`, as the median of the runs."""
    return median(one / other for one, other in zip(slow, fast, strict=True))
