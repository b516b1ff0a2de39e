"""What a stranger's folder may hold to reach files that aren't in it, or to keep whoever reads it waiting for ever."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from stat import S_ISREG
from typing import IO

from packbuilder.digests import without_links


class FileError(Exception):
    """Something that isn't to be read."""


class NoFileError(FileError):
    """A folder, a pipe, a device."""


class LeadsOutError(FileError):
    """A file that lies elsewhere."""


class TooLargeError(FileError):
    """A file with more bytes than are read; `size` is how many it has."""

    def __init__(self, size: int) -> None:
        self.size = size
        super().__init__(f"{size} bytes")


def leads_out(path: Path | str, folder: Path | str) -> bool:
    """Does a path lead out of a folder, by its steps or by a link anywhere on its way? Neither need exist."""
    return not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def is_ordinary(path: Path | str) -> bool:
    """Is it a file, and not a link to one?"""
    try:
        return S_ISREG(os.lstat(path).st_mode)
    except OSError:
        return False


def read_ordinary(path: Path | str, most: int, within: Path | str | None = None) -> bytes:
    """The bytes of an ordinary file, which are at most `most`; links are followed, but none out of `within`.

    Raises FileError for anything else, and OSError.
    """
    with open_ordinary(path, within) as file:
        size = os.fstat(file.fileno()).st_size
        data = b"" if size > most else file.read(most + 1)
        if max(size, len(data)) > most:
            raise TooLargeError(max(size, len(data)))
        return data


@contextmanager
def open_ordinary(path: Path | str, within: Path | str | None = None) -> Iterator[IO[bytes]]:
    """An ordinary file, opened to be read; where it lies is asked of what is open, which no link changes any more.

    Raises as `read_ordinary` does.
    """
    real = os.path.realpath(path)
    if not S_ISREG(os.stat(real).st_mode):  # noqa: PTH116 - a real path is a text
        raise NoFileError
    if within is not None and leads_out(real, within):
        raise LeadsOutError
    # A pipe that has just come isn't waited for, and a link isn't followed.
    with open(real, "rb", opener=without_links) as file:
        if not S_ISREG(os.fstat(file.fileno()).st_mode):
            raise NoFileError
        if within is not None and leads_out(_place_of(file, real), within):
            raise LeadsOutError
        yield file


def _place_of(file: IO[bytes], path: str) -> str:
    """Where an open file lies, as the system knows it; where it doesn't say, the path by which it was opened."""
    if sys.platform == "linux":
        with suppress(OSError):
            return os.readlink(f"/proc/self/fd/{file.fileno()}")  # noqa: PTH115
    return path
