"""What files and folders hold, as short hashes. Next to nothing is imported: a build may have nothing else to do."""

import os
import re
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from hashlib import blake2b

from packbuilder import __version__

SIZE = 16
"""Bytes of a hash: two of a billion values have the same one with a probability of 10^-21."""
LIBRARY = re.compile(r"\.(so(\.\d+)*|dylib|dll)$")
LARGE = 200_000_000
"""Bytes of a file that is hashed at most: no picture that can be printed has more."""


def hash_of(*parts: object) -> str:
    """A hash of these values, which `repr` tells apart."""
    return digest(repr(parts).encode(errors="surrogatepass")).hex()


def digest(data: bytes) -> bytes:
    """The hash of the data itself."""
    return blake2b(data, digest_size=SIZE).digest()


def sealed(name: str, data: bytes) -> bytes:
    """The data behind a seal, by which it is known when it is read: it is whole, and was kept under `name`."""
    return _seal(name, data) + data


def _seal(name: str, data: bytes) -> bytes:
    # Two files that have changed places are both whole. No name holds a slash.
    seal = blake2b(name.encode(errors="surrogatepass") + b"/", digest_size=SIZE)
    seal.update(data)
    return seal.digest()


def unsealed(path: str | os.PathLike[str]) -> bytes | None:
    """What was sealed in the file at `path`, under its name; None if there is none, if it isn't whole, or another's."""
    try:
        with open(path, "rb", opener=_without_waiting) as file:
            data = file.read() or b""  # of a pipe that somebody holds open nothing comes
    except OSError:
        return None
    return data[SIZE:] if data[:SIZE] == _seal(os.path.basename(path), data[SIZE:]) else None


State = tuple[int, int, int]
"""A file's size in bytes, its time in nanoseconds, and when anything was last done to it, setting its time too."""


def state_of(path: str | os.PathLike[str]) -> State:
    """The state of a file. Raises OSError if there is none."""
    status = os.stat(path)
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns


def digest_of(path: str | os.PathLike[str]) -> str:
    """A hash of the file; "" if there is none, or something else: a folder, a device, a link to wherever.

    Of a file larger than `LARGE`, and of the system's libraries, only size and time count.
    """
    return "" if os.path.islink(path) else _digest_of(path, without_links)


def _digest_of(path: str | os.PathLike[str], opener: Callable[[str, int], int]) -> str:
    try:
        with open(path, "rb", opener=opener) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                return ""
            if status.st_size > LARGE or LIBRARY.search(os.path.basename(path)):
                return hash_of(status.st_size, status.st_mtime_ns)
            return digest(file.read()).hex()
    except (OSError, ValueError):
        return ""


def digest_of_folder(path: str | os.PathLike[str]) -> str:
    """A hash of all that is in the folder, links followed; "" if there is none. It is for folders that are trusted."""
    if not os.path.isdir(path):
        return ""
    return hash_of(*((name, _digest_of(file, _without_waiting)) for name, file in _files(os.fspath(path))))


def _without_waiting(path: str, flags: int) -> int:
    """Opens a file; a pipe that nobody writes to doesn't hold us up."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def without_links(path: str, flags: int) -> int:
    """Opens a file, as `_without_waiting` does, but no link that has its name."""
    return _without_waiting(path, flags | getattr(os, "O_NOFOLLOW", 0))


def digests_of(
    files: Iterable[str | os.PathLike[str]],
    folders: Iterable[str | os.PathLike[str]] = (),
    ways: Iterable[str | os.PathLike[str]] = (),
) -> tuple[tuple[str, str], ...]:
    """Each path and its hash; that of a folder ends with a slash. Paths of `ways` end with two, and have no hash, but
    the path to which their links lead now."""
    named = [os.fspath(path) for path in files]
    named += [f"{os.fspath(path)}/" for path in folders]
    named += [f"{os.fspath(path)}{WAY}" for path in ways]
    return tuple((path, _now(path)) for path in dict.fromkeys(named))


WAY = "//"
"""How a path ends that stands for where it leads."""


def _now(path: str) -> str:
    if path.endswith(WAY):
        return os.path.realpath(path.removesuffix(WAY))
    return digest_of_folder(path.removesuffix("/")) if path.endswith("/") else digest_of(path)


def unchanged(digests: Iterable[Sequence[str]]) -> bool:
    """Are all these files, folders and ways as they were when `digests_of` was asked?"""
    return all(_now(path) == known for path, known in digests)


LIKE_WORKSHEETS = (".yaml", ".yml", ".yaml.txt", ".yml.txt")
"""How worksheets' names end, or may end by mistake: an editor of Windows puts .txt behind, and hides it."""


def listing_of(folder: str | os.PathLike[str]) -> str:
    """A hash of where a folder is and of the names in it that somebody may take for worksheets or packs.

    "" if there is none.
    """
    try:
        with os.scandir(folder) as entries:
            named = (entry.name for entry in entries if entry.name.lower().endswith(LIKE_WORKSHEETS) or entry.is_dir())
            names = sorted(named)
            return hash_of(os.path.realpath(folder), names)
    except OSError:
        return ""


DEEPEST = 200
"""So many folders within each other are looked into: Python can't follow a thousand."""


def _files(folder: str) -> Iterator[tuple[str, str]]:
    """The files below a folder in order, by name and by path, up to DEEPEST; a link to a folder that was seen leads
    nowhere."""
    seen: set[str] = set()
    for here, folders, files in os.walk(folder, followlinks=True):
        real = os.path.realpath(here)
        if real in seen or os.path.relpath(here, folder).count(os.sep) >= DEEPEST:
            folders.clear()
            continue
        seen.add(real)
        folders.sort()
        for name in sorted(files):
            path = os.path.join(here, name)
            yield os.path.relpath(path, folder).replace(os.sep, "/"), path


@cache
def program() -> str:
    """What tells this packbuilder, its libraries and fonts from others: the names of all that is installed, and the
    sizes and times of its own files, which may be changed while its version stays."""
    installed = {name for folder in sys.path if folder for name in _names(folder) if name.endswith("-info")}
    code = [(name, status.st_size, status.st_mtime_ns) for name, status in _own_files(os.path.dirname(__file__))]
    return hash_of(__version__, sys.version, sys.platform, sorted(installed), sorted(code))


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _own_files(folder: str) -> Iterator[tuple[str, os.stat_result]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _own_files(entry.path)
            elif entry.name.endswith((".py", ".yaml")):
                yield entry.path, entry.stat()
