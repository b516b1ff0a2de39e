"""What was made before, remembered on this machine by what it was made of.

A value is kept under a key that is a hash of everything that it depends on, so it is never out of date: whatever
changes has another key, and nobody asks for the old one any more. Values are checked against their types when they
are read back, and nothing in them is ever run.
"""

import os
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TypeVar

from packbuilder import __version__
from packbuilder.output import write_all
from packbuilder.problems import SetupError

T = TypeVar("T")
LIMIT = 500_000_000
"""Bytes that are kept at most. The typeset pages of a worksheet are about 100 kB."""
KEPT = 0.8
"""How much of that is left when the values that weren't used for the longest time are dropped."""
DIGEST = 16
"""Bytes of a hash: two of a billion values have the same one with a probability of 10^-21."""


class Memory:
    """Values in files below `folder`, at most `limit` bytes. Without a folder nothing is remembered.

    What can't be read or written is as if it had never been there: everything can be made again.
    """

    def __init__(self, folder: Path | None, limit: int = LIMIT) -> None:
        self.folder, self.limit = folder, limit

    def recall(self, key: str, kind: type[T]) -> T | None:
        """The value that was kept under `key`, or None if there is none of this kind."""
        if self.folder is None:
            return None
        from msgspec import MsgspecError, msgpack  # noqa: PLC0415 - only who remembers something needs it

        path = self.folder / key
        try:
            data = path.read_bytes()
            digest, packed = data[:DIGEST], data[DIGEST:]
            if digest != _digest(packed):
                return None
            with suppress(OSError):
                os.utime(path)
            return msgpack.decode(packed, type=kind)
        except (OSError, MsgspecError):
            return None

    def remember(self, key: str, value: object) -> None:
        """Keeps the value, a dataclass of plain values, under `key`."""
        if self.folder is None:
            return
        from msgspec import msgpack  # noqa: PLC0415

        packed = msgpack.encode(value)
        with suppress(OSError, SetupError):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_all(self.folder, {key: _digest(packed) + packed})
            self._forget(self.folder)

    def _forget(self, folder: Path) -> None:
        """Drops what wasn't used for the longest time, if there is too much."""
        with os.scandir(folder) as entries:
            found = sorted((entry.stat().st_mtime, entry.stat().st_size, entry.path) for entry in entries)
        total = sum(size for _, size, _ in found)
        if total <= self.limit:
            return
        for _, size, path in found:
            if total <= self.limit * KEPT:
                return
            Path(path).unlink(missing_ok=True)
            total -= size


NONE = Memory(None)
"""Remembers nothing."""


def key_of(*parts: object) -> str:
    """The key of what depends on these values and on packbuilder itself."""
    return hash_of(program(), *parts)


def hash_of(*parts: object) -> str:
    """A hash of these values, which `repr` tells apart."""
    return _digest(repr(parts).encode(errors="surrogatepass")).hex()


def _digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=DIGEST).digest()


def digest_of(path: Path) -> str:
    """A hash of the file, or of the folder with all that is in it; "" if there is none."""
    if path.is_dir():
        inside = sorted(each for each in path.rglob("*") if each.is_file())
        return hash_of(*((each.relative_to(path).as_posix(), digest_of(each)) for each in inside))
    try:
        return _digest(path.read_bytes()).hex()
    except OSError:
        return ""


def digests_of(paths: Iterable[Path]) -> tuple[tuple[str, str], ...]:
    """Each path and its hash."""
    return tuple((str(path), digest_of(path)) for path in dict.fromkeys(paths))


def unchanged(digests: Sequence[tuple[str, str]]) -> bool:
    """Are all these files as they were?"""
    return all(digest_of(Path(path)) == digest for path, digest in digests)


@cache
def program() -> str:
    """What tells this packbuilder, its libraries and fonts from others: the names of all that is installed, and the
    sizes and times of its own files, which may be changed while its version stays."""
    here = Path(__file__).parent
    files = [path for path in here.rglob("*") if path.suffix in (".py", ".yaml")]
    code = sorted((str(path.relative_to(here)), path.stat().st_size, path.stat().st_mtime_ns) for path in files)
    folders = [Path(folder) for folder in sys.path if folder and Path(folder).is_dir()]
    installed = sorted({each.name for folder in folders for each in folder.glob("*-info")})
    return repr((__version__, sys.version, sys.platform, installed, code))
