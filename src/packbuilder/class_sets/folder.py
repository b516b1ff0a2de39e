"""The folder of a class set: its files are called so that every system takes them, and it is renewed as a whole."""

import os
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from errno import EDQUOT, ENOSPC, ENOTDIR
from hashlib import sha256
from pathlib import Path
from typing import IO

from packbuilder.class_sets.manifest import NAME, read_manifest
from packbuilder.ending import undisturbed
from packbuilder.links import FileError, is_ordinary, read_ordinary
from packbuilder.output import remove, unwritable
from packbuilder.problems import SetupError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

MANIFEST = f"{NAME}.json"
JOB_SHEET = "job-sheet.pdf"
FULL = {ENOSPC, EDQUOT}
LONGEST = 60
"""Bytes of a part of a file's name: three of them and a number stay below the 255 that file systems allow."""
MOST_MANIFEST = 100_000_000
"""Bytes of a manifest that are read at most; that of the largest class set has a fifth of it."""
OF_SYSTEMS = {".DS_Store", "Thumbs.db", "desktop.ini"}
"""What systems put into a folder by themselves."""


def slug(text: str, longest: int = LONGEST) -> str:
    """Letters and digits of the text with hyphens between: what a file can be called everywhere; may be empty.

    What is longer than `longest` bytes is cut, and gets six digits of a hash, so that two texts have two names.
    """
    folded = unicodedata.normalize("NFC", text.casefold())
    kept = "".join(c if unicodedata.category(c)[0] in "LMN" else "-" for c in folded)
    kept = re.sub("-+", "-", kept).strip("-")
    if len(kept.encode()) <= longest:
        return kept
    digest = sha256(kept.encode()).hexdigest()[:6]
    return f"{kept.encode()[: longest - 7].decode(errors='ignore').strip('-')}-{digest}"


def recover(folder: Path) -> None:
    """Puts the folder back that a run which was killed at its very end had moved aside."""
    aside = _aside(folder)
    if aside.exists() and not folder.exists():
        aside.rename(folder)


@contextmanager
def renewed(folder: Path, *, resumed: bool = False) -> Iterator[Path]:
    """A folder to write into, which takes the place of `folder` once all is written: it is the old one or the new one.

    It is empty, unless the run is to be `resumed`: then it has what an interrupted one left. A folder with anything in
    it that isn't of the class set of its manifest is somebody's own and stays. Raises SetupError if it does, if another
    run works on it, or if it can't be written.
    """
    work, turn = (folder.with_name(f".{folder.name}.{what}") for what in ("part", "lock"))
    with _told_where(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        _refuse_links([folder, work, _aside(folder), turn])
        _refuse_others([work, _aside(folder)], turn)
        lock = turn.open("ab")
    with lock, _alone(lock, folder):
        with _told_where(folder):
            recover(folder)
            _refuse_strangers(folder)
            if not resumed and work.exists():
                remove(work)
            work.mkdir(exist_ok=True)
        try:
            with _told_where(work):
                yield work
                _put_in_place(work, folder)
        except BaseException:
            if not resumed:
                with suppress(OSError, SetupError):
                    remove(work)
            with suppress(OSError):
                work.rmdir()  # with something in it, it is what an interrupted run goes on from
            raise


def _aside(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.old")


def _put_in_place(work: Path, folder: Path) -> None:
    """Moves the folder aside and the new one to its place, or nothing: SetupError if the system doesn't let it."""
    aside = _aside(folder)
    with suppress(OSError):
        remove(aside)
    with undisturbed():
        try:
            if folder.exists():
                folder.rename(aside)
            work.rename(folder)
        except OSError as error:
            with suppress(OSError):
                recover(folder)
            message = f"{folder} can't be replaced: {error.strerror}; close the files in it that are open"
            raise SetupError(message) from None
        with suppress(OSError, SetupError):
            remove(aside)


@contextmanager
def _told_where(folder: Path) -> Iterator[None]:
    """Says of what can't be written in or around `folder` how to mend it; other faults of the system pass."""
    try:
        yield
    except OSError as error:
        if error.errno is None:
            raise  # a library that can't be loaded, not a disk
        named = Path(os.fsdecode(error.filename)) if isinstance(error.filename, str | bytes) else None
        if error.errno not in FULL and named is not None and folder.parent not in (named, *named.parents):
            raise
        raise unwritable(error, folder) from None


def _refuse_links(paths: Iterable[Path]) -> None:
    """Raises SetupError where one of our own names is a link: it may have come with a stranger's pack."""
    for path in paths:
        if path.is_symlink():
            raise SetupError(f"{path} is a link; take it away, or choose another folder with --output")


def _refuse_others(folders: Iterable[Path], file: Path) -> None:
    """Raises SetupError where a pipe or the like has one of our own names: to open it might take for ever."""
    wrong = [path for path in folders if os.path.lexists(path) and not path.is_dir()]
    if os.path.lexists(file) and not is_ordinary(file):
        wrong.append(file)
    for path in wrong:
        raise SetupError(f"{path} is in the way; take it away, or choose another folder with --output")


def _held(manifest: bytes) -> set[str]:
    """The names of the files in the folder of a class set. Raises ValueError as `read_manifest` does."""
    return {MANIFEST, f"{NAME}.csv", JOB_SHEET, *read_manifest(manifest).files}


def _refuse_strangers(folder: Path) -> None:
    if not folder.exists():
        return
    if not folder.is_dir():
        raise NotADirectoryError(ENOTDIR, "a file has this name", str(folder))
    present = sorted(folder.iterdir())
    try:
        known = _held(read_ordinary(folder / MANIFEST, MOST_MANIFEST)) if present else set()
    except (FileNotFoundError, FileError, ValueError):
        known = set()
    strangers = [path.name for path in present if path.is_dir() or path.name not in known | OF_SYSTEMS]
    if strangers:
        message = f"{folder} holds {strangers[0]}, which isn't of a class set and would be lost"
        raise SetupError(f"{message}; move it away, or choose another folder with --output")


@contextmanager
def _alone(lock: IO[bytes], folder: Path) -> Iterator[None]:
    """Holds the lock, which the system releases however a run ends. Raises SetupError if another run has it."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise SetupError(f"another run is writing {folder}; wait until it has ended") from None
    yield
