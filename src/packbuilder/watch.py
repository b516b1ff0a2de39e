"""Watching: what is saved is built at once, and only what it touches; a broken file leaves the last good PDF."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from time import sleep

from packbuilder.build import Report, build
from packbuilder.options import Options
from packbuilder.pictures import ENDINGS
from packbuilder.problems import SetupError
from packbuilder.targets import DEFAULT_FOLDER, SUFFIX, Target, find_targets
from packbuilder.workers import Crew

STEP = 5
"""Milliseconds without a change after which what was saved is taken to be whole."""
LONGEST = 200
"""Milliseconds after which it is built even if there is always something more."""

SILENCE = 500
"""Milliseconds without a change after which the system is said to have been silent."""

LOOK = 0.3
"""Seconds between two looks for what was saved, where the system doesn't tell."""

READ = (SUFFIX, *ENDINGS)
"""How the names of files end that a worksheet is made of."""


def watch(
    paths: Sequence[Path],
    options: Options,
    crew: Crew,
    tell: Callable[[list[tuple[Report, Report | None]], list[Report]], None],
    warn: Callable[[str], None],
) -> None:
    """Builds, tells what is news and what became of everything, and does so again after every change, until Ctrl-C.

    News are told with the target's last report. Targets that haven't changed are no news, unless they had problems; nor
    are the same problems and failures, unless a worksheet or picture of the target, or a layout, was saved. That the
    targets can't be told is warned of, but again only if a worksheet or picture was saved; the next change tries again.
    Raises SetupError if there is nothing to watch.
    """
    told: dict[Target, Report] = {}
    failure = ""
    targets = find_targets(paths)

    def watched() -> list[Path]:
        return _watched(paths, targets)

    for saved in _saved(watched):
        try:
            targets = find_targets(paths)
            built = dict(zip(targets, build(targets, options, _nobody, crew), strict=True))
        except SetupError as error:
            # A folder that goes away does so file by file.
            if str(error) != failure or any(path.suffix.lower() in READ and path.exists() for path in saved):
                warn(str(error))
            failure = str(error)
            continue
        failure = ""
        each = ((target, report, told.get(target)) for target, report in built.items())
        news = [(report, before) for target, report, before in each if _is_news(report, before, target, saved)]
        tell(news, list(built.values()))
        told = built
        options.memory.forget()


def _is_news(report: Report, before: Report | None, target: Target, saved: Sequence[Path]) -> bool:
    """Is there something to tell of a target after files were saved? `before` is its last report."""
    if before is None or (report.problems, report.failure) != (before.problems, before.failure):
        return True
    if not (report.problems or report.failure):
        return not report.unchanged
    folder, layouts = target.folder.resolve(), Path("layouts").resolve()
    return any(
        path.is_relative_to(layouts) or (path.is_relative_to(folder) and path.suffix.lower() in READ) for path in saved
    )


def _nobody(_name: str) -> None:
    """Isn't told of worksheets."""


def _watched(paths: Sequence[Path], targets: Sequence[Target]) -> list[Path]:
    """The folders in which changes count: those of the paths, and the layouts that lie beside."""
    named = [path if path.is_dir() else path.parent for path in paths or [Path(DEFAULT_FOLDER)]]
    folders = [*named, *(target.folder for target in targets), Path("layouts")]
    return list(dict.fromkeys(folder.resolve() for folder in folders if folder.is_dir()))


def _saved(watched: Callable[[], list[Path]]) -> Iterator[list[Path]]:
    """What was saved, each time that something was; layouts that came to be there with it are watched from then on."""
    folders: set[Path] = set()
    while not folders.issuperset(watched()):
        folders = set(watched())
        for saved in _changes(sorted(folders)):
            yield saved
            if not folders.issuperset(watched()):
                break


def _changes(folders: Sequence[Path]) -> Iterator[list[Path]]:
    """What was saved, each time that something was, and nothing at first; what is built itself doesn't count."""
    yield []
    # The library gives up at a name that is no text, as zips from elsewhere have, or where the system tells no more.
    with suppress(RuntimeError, UnicodeEncodeError):
        yield from _told(folders)
    yield from _seen(folders)


def _counts(path: str) -> bool:
    return not Path(path).name.startswith(".") and not path.endswith(("~", ".pdf", ".fields.json"))


def _told(folders: Sequence[Path]) -> Iterator[list[Path]]:
    """What was saved, as the system tells."""
    from watchfiles import watch as changes_in  # noqa: PLC0415 - takes 0.1 s that only this needs

    # What is saved before the system begins to tell of changes shows when it has been silent for a moment.
    begun = False
    for changes in changes_in(
        *folders,
        watch_filter=lambda _change, path: _counts(path),
        step=STEP,
        debounce=LONGEST,
        rust_timeout=SILENCE,
        yield_on_timeout=True,
    ):
        if changes or not begun:
            yield [Path(path).resolve() for _, path in changes]
        begun = True


def _seen(folders: Sequence[Path]) -> Iterator[list[Path]]:
    """What was saved, and nothing at first, as it is seen by looking for it."""
    before = _states(folders)
    yield []
    while True:
        sleep(LOOK)
        now = _states(folders)
        saved = {path for path, _ in before.items() ^ now.items()}
        before = now
        if saved:
            yield [path.resolve() for path in saved]


def _states(folders: Sequence[Path]) -> dict[Path, tuple[int, ...]]:
    """The files that count, with what becomes another when they are saved."""
    found: dict[Path, tuple[int, ...]] = {}
    for folder in folders:
        for around, _, names in os.walk(folder):
            for path in (Path(around, name) for name in names if _counts(name)):
                with suppress(OSError):  # it is gone by now
                    state = path.stat()
                    found[path] = (state.st_ino, state.st_size, state.st_mtime_ns)
    return found
