"""What was made before, remembered on this machine by what it was made of.

A value is kept under a key that is a hash of everything that it depends on, so it is never out of date: whatever
changes has another key, and nobody asks for the old one any more. Values are checked against their types when they
are read back, and nothing in them is ever run.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from packbuilder.digests import hash_of, program, sealed, unsealed
from packbuilder.output import STALE, replace_file, sweep

T = TypeVar("T")
LIMIT = 500_000_000
"""Bytes beyond which a command tidies up. The typeset pages of a worksheet are about 100 kB."""
KEPT = 0.8
"""How much of that is left when the values that weren't used for the longest time are dropped."""


class Memory:
    """Values in files below `folder`, at most `limit` bytes after `forget`. Without a folder nothing is remembered.

    What can't be read or written is as if it had never been there: everything can be made again.
    """

    def __init__(self, folder: Path | None, limit: int = LIMIT) -> None:
        self.folder, self.limit = folder, limit

    def holds(self, key: str) -> bool:
        """Is there something under `key`? Whoever asks is going to recall it, which tells whether it can be read."""
        if self.folder is None:
            return False
        try:
            os.utime(self.folder / key)
        except OSError:
            return False
        return True

    def recall(self, key: str, kind: type[T]) -> T | None:
        """The value that was kept under `key`, or None if there is none of this kind."""
        if self.folder is None:
            return None
        from msgspec import MsgspecError, msgpack  # noqa: PLC0415 - only who remembers something needs it

        packed = unsealed(self.folder / key)
        if packed is None:
            return None
        with suppress(OSError):
            os.utime(self.folder / key)
        try:
            return msgpack.decode(packed, type=kind)
        except MsgspecError:
            return None

    def remember(self, key: str, value: object) -> None:
        """Keeps the value, a dataclass of plain values, under `key`."""
        if self.folder is None:
            return
        from msgspec import msgpack  # noqa: PLC0415

        keep_sealed(self.folder, key, msgpack.encode(value))

    def forget(self) -> None:
        """Drops what wasn't used for the longest time, if there is too much; nobody depends on it."""
        if self.folder is None:
            return
        with suppress(OSError):
            sweep(self.folder, older_than=STALE)
            found = sorted(self._found())
            total = sum(size for _, size, _ in found)
            if total <= self.limit:
                return
            for _, size, path in found:
                if total <= self.limit * KEPT:
                    return
                Path(path).unlink(missing_ok=True)
                total -= size

    def _found(self) -> Iterator[tuple[float, int, str]]:
        """When each value was used last, its bytes, and where it is."""
        with os.scandir(self.folder) as entries:
            for entry in entries:
                with suppress(OSError):  # another command may tidy up, too
                    stat = entry.stat()
                    yield stat.st_mtime, stat.st_size, entry.path


def keep_sealed(folder: Path, key: str, data: bytes) -> None:
    """Writes the data into the folder, made if need be, under `key`, if that can be done."""
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Its seal tells whether it is whole, so nobody waits until it is on the disk.
        replace_file(folder / key, sealed(key, data))


NONE = Memory(None)
"""Remembers nothing."""


def key_of(*parts: object) -> str:
    """The key of what depends on these values and on packbuilder itself."""
    return hash_of(program(), *parts)
