"""Writing files so that nobody ever sees half of one."""

import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from errno import EACCES, EDQUOT, EEXIST, EISDIR, ENOSPC, ENOTDIR, EPERM, EROFS
from filecmp import cmp
from pathlib import Path, PureWindowsPath
from shutil import copyfile, rmtree
from time import time
from typing import NamedTuple

from packbuilder.digests import State, state_of
from packbuilder.ending import undisturbed
from packbuilder.links import is_ordinary, leads_out
from packbuilder.problems import SetupError

if sys.platform != "win32":
    import fcntl

REMEDIES = {
    ENOSPC: "make room on the disk",
    EDQUOT: "make room in what you may have on the disk",
    EACCES: "choose a folder that is yours, with --output",
    EPERM: "choose a folder that is yours, with --output",
    EROFS: "choose a folder that can be written, with --output",
    EEXIST: "choose another folder with --output",
    ENOTDIR: "choose another folder with --output",
}


TEMPORARY = ".packbuilder-", ".part"
"""How the names of our temporary files begin and end."""
STALE = 3600.0
"""Seconds after which a temporary file is taken to be left by a run that was killed, where no lock tells."""


class Written(NamedTuple):
    """The state of each file by its name, and the names of those that weren't there before as they are."""

    states: dict[str, State]
    new: frozenset[str]


def folder_in(output: Path, name: str) -> Path:
    """The folder of a pack in the output folder. Raises SetupError if it is a link that leads out of that.

    The output folder itself may be anywhere: it is the user's choice. A link in it may have come with a stranger's
    pack.
    """
    folder = output / name
    if leads_out(folder, output):
        message = f"{folder} is a link out of its folder, to {os.path.realpath(folder)}"
        raise SetupError(f"{message}; take it away, or choose another folder with --output")
    return folder


def refuse_unwritable(folder: Path) -> None:
    """Raises SetupError if files can't be written into the folder, or if it can't be made, as far as can be seen.

    Nobody waits for pages then that have no place.
    """
    there = next((each for each in (folder, *folder.parents) if os.path.lexists(each)), folder)
    if not there.is_dir():
        number = EEXIST if there == folder else ENOTDIR
    elif os.access(there, os.W_OK | os.X_OK):
        return
    else:
        number = EROFS if hasattr(os, "statvfs") and os.statvfs(there).f_flag & os.ST_RDONLY else EACCES
    raise unwritable(OSError(number, os.strerror(number), str(there)), folder)


def write_all(folder: Path, files: Mapping[str, bytes], together: Sequence[Sequence[str]] = ()) -> Written:
    """Writes the files into `folder`, made if need be: all are complete before the first replaces an old one.

    `together` are all names in groups that belong together, the first of each before all; alone unless given. A group
    that is there already, byte for byte, stays as it is. Whenever a run is killed, no file lies beside one of another
    run; what it leaves half written goes away with the next one. Raises SetupError if that can't be done, or if a name
    leads elsewhere; all old files are then still there, and nothing new.
    """
    if not files:
        return Written({}, frozenset())
    _refuse_paths(files)
    groups = together or [(name,) for name in files]
    assert sorted(name for names in groups for name in names) == sorted(files)
    ready: dict[str, Path] = {}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _in_turn(folder) as locked:
            sweep(folder, older_than=0 if locked else STALE)
            try:
                found = {name: _state_if(folder / name, content) for name, content in files.items()}
                new = [names for names in groups if any(found[name] is None for name in names)]
                for name in (name for names in new for name in names):
                    ready[name] = _write_beside(folder, files[name])
                for name in ready:
                    if (folder / name).is_dir():
                        raise IsADirectoryError(EISDIR, "a folder has this name", str(folder / name))
                states = {name: state for name, state in found.items() if state and name not in ready}
                written = {name: state_of(temporary) for name, temporary in ready.items()}
                with undisturbed():
                    _put_all([[(ready[name], folder / name) for name in names] for names in new])
                states |= {name: _state_in_place(folder / name, state) for name, state in written.items()}
            finally:
                for temporary in ready.values():
                    with suppress(OSError):
                        temporary.unlink(missing_ok=True)
    except OSError as error:
        raise unwritable(error, folder) from None
    return Written(states, frozenset(ready))


def _state_in_place(path: Path, written: State) -> State:
    """The state of a file since it was put in its place; if somebody has replaced it, that of the one that is gone."""
    with suppress(OSError):
        state = state_of(path)
        if state[:2] == written[:2]:
            return state
    return written


def _state_if(path: Path, content: bytes) -> State | None:
    """The state of the file if it is an ordinary one with this content, as it was before it was read."""
    try:
        if not is_ordinary(path):
            return None
        state = state_of(path)
        return state if state[0] == len(content) and path.read_bytes() == content else None
    except OSError:
        return None


def _put_all(groups: Iterable[Sequence[tuple[Path, Path]]]) -> None:
    """Puts groups of files that belong together in their places; if one can't be replaced, all go back again.

    A run that is killed meanwhile leaves of a group the first one, old or new, and none that doesn't belong to it.
    """
    undo: list[tuple[Path | None, Path]] = []
    try:
        for files in groups:
            _put(files, undo)
    except OSError:
        for before, final in reversed(undo):
            with suppress(OSError):
                before.replace(final) if before else final.unlink()
        raise
    finally:
        for before in (each for each, _ in undo if each):
            with suppress(OSError):
                before.unlink(missing_ok=True)


def _put(files: Sequence[tuple[Path, Path]], undo: list[tuple[Path | None, Path]]) -> None:
    """Puts a group in its places: while the first is replaced, the old others are away.

    To `undo` it adds, step by step, what was in a place and is now beside it, or None where nothing was.
    """
    for temporary, final in files[1:]:
        if os.path.lexists(final) and not _alike(final, temporary):
            final.replace(_old(temporary))
            undo.append((_old(temporary), final))
    temporary, final = files[0]
    if os.path.lexists(final):
        # What isn't a file has come with a stranger's pack; copied, it might never come to an end.
        _double(final, _old(temporary)) if is_ordinary(final) else final.replace(_old(temporary))
        undo.append((_old(temporary), final))
    for temporary, final in files:
        there = os.path.lexists(final)
        temporary.replace(final)
        if not there:
            undo.append((None, final))


def holds(path: Path, content: bytes) -> bool:
    """Is there a file with this content? Only one of its size is read; a link is followed."""
    try:
        return path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content
    except OSError:
        return False


def _alike(path: Path, other: Path) -> bool:
    """Do both files hold the same? Nothing else than an ordinary file is opened."""
    return is_ordinary(path) and path.stat().st_size == other.stat().st_size and cmp(path, other, shallow=False)


def _old(temporary: Path) -> Path:
    """Where the old file stays while the temporary one is put in its place."""
    return temporary.with_name(f"{temporary.stem}-old{TEMPORARY[1]}")


def _double(path: Path, other: Path) -> None:
    """Has the file at another path as well; it is never away from its own."""
    try:
        other.hardlink_to(path)
    except OSError:  # USB sticks have no such links
        copyfile(path, other)


def sweep(folder: Path, older_than: float) -> None:
    """Takes away what runs that were killed have left half written in this folder, so many seconds ago."""
    begin, end = TEMPORARY
    for path in folder.glob(f"{begin}*{end}"):
        with suppress(OSError):
            if path.stat().st_mtime <= time() - older_than:
                path.unlink()


@contextmanager
def _in_turn(folder: Path) -> Iterator[bool]:
    """Waits until no other run writes files into this folder; says whether that can be known.

    Afterwards the names are on the disk too. Where folders can't be opened (Windows), each file is whole all the same.
    """
    if sys.platform == "win32":
        yield False
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        locked = False
        with suppress(OSError):  # some network drives have no locks
            fcntl.flock(handle, fcntl.LOCK_EX)
            locked = True
        yield locked
    finally:
        with suppress(OSError):
            os.fsync(handle)
        os.close(handle)


def _refuse_paths(names: Iterable[str]) -> None:
    for name in names:
        # Windows' rules are the stricter ones: both slashes and colons divide a path.
        if PureWindowsPath(name).name != name or name in ("", ".."):
            raise SetupError(f'"{name}" is no name for a file; rename the worksheet')


def unwritable(error: OSError, folder: Path) -> SetupError:
    """What to say of a file of `folder`, or of the folder, that the system doesn't let be written."""
    named = error.filename2 or error.filename or folder
    # The name of a temporary file tells nobody anything.
    where = folder if Path(os.fsdecode(named)).name.startswith(TEMPORARY[0]) else named
    remedy = REMEDIES.get(error.errno or 0, "close it if it is open, or choose another folder")
    return SetupError(f"{where} can't be written: {error.strerror}; {remedy}")


def replace_file(path: Path, content: bytes) -> None:
    """Puts the file at `path` or leaves what is there, but may lose it in a power cut. Raises OSError."""
    temporary = _write_beside(path.parent, content, lasting=False)
    try:
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


def remove(path: Path) -> None:
    """Takes away whatever is there, but nothing to which a link leads. Raises OSError, and SetupError for what is too
    deep."""
    if not path.is_dir() or path.is_symlink():
        path.unlink()
        return
    try:
        rmtree(path)
    except RecursionError:
        raise SetupError(f"{path} has too many folders within each other; take it away") from None


def _write_beside(folder: Path, content: bytes, *, lasting: bool = True) -> Path:
    handle, name = tempfile.mkstemp(dir=folder, prefix=TEMPORARY[0], suffix=TEMPORARY[1])
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            if lasting:
                os.fsync(file.fileno())
        # mkstemp makes files for their owner alone; these are for everybody the folder is for.
        Path(name).chmod(0o666 & ~_umask())
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
