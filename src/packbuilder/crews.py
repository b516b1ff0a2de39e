"""A crew of workers for a command, and how a terminal shows what it is at."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import TypeVar

from packbuilder.options import Options
from packbuilder.problems import SetupError, printable
from packbuilder.targets import count_worksheets, find_targets
from packbuilder.workers import Workers, cores

T = TypeVar("T")


@contextmanager
def stages(*, estimated: bool = True) -> Iterator[Callable[[str, int, int], None]]:
    """A bar on a terminal, with an estimate of the time that is left; nothing elsewhere."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console  # noqa: PLC0415 - it takes time, and only a terminal needs it
    from rich.progress import (  # noqa: PLC0415
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = [TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn()]
    columns += [TimeRemainingColumn()] if estimated else []
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("reading", total=None)
        yield lambda what, done, total: progress.update(task, description=printable(what), completed=done, total=total)


def with_crew(work: Callable[..., list[T]], paths: tuple[Path, ...], options: Options, jobs: int | None) -> list[T]:
    """Does the work on what the paths mean, with a crew of so many worker processes and a bar on a terminal."""
    with crew(jobs, options) as workers:
        # What the paths mean is found out while the workers start.
        targets = find_targets(paths)
        with _progress(count_worksheets(targets)) as tick, typesetter_problems():
            if options.layout:
                from packbuilder.layouts import find_layout  # noqa: PLC0415 - it loads what reads YAML

                find_layout(options.layout)
            return work(targets, options, tick, workers)


@contextmanager
def crew(jobs: int | None, options: Options) -> Iterator[Workers]:
    """A crew of so many workers. While they start, this process has time to tidy up what was made before."""
    with Workers(jobs or cores(), options.limits) as workers:
        # Nobody waits for it: the next command goes on with it.
        with suppress(RuntimeError):
            Thread(target=options.memory.forget, daemon=True).start()
        yield workers


@contextmanager
def _progress(total: int) -> Iterator[Callable[[str], None]]:
    """A bar for so many steps, each of which is told by its name when it is done."""
    with stages(estimated=False) as tick:
        tick("reading", 0, total)
        done = iter(range(1, total + 1))
        yield lambda name: tick(name, next(done, total), total)


@contextmanager
def typesetter_problems() -> Iterator[None]:
    """Says how to mend it, as SetupError, where the typesetter's libraries can't be loaded."""
    try:
        yield
    except OSError as error:
        if "cannot load library" not in str(error):
            raise
        raise SetupError('the typesetter\'s system libraries are missing; run "packbuilder doctor"') from None
