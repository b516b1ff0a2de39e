"""A disk that is full, as far as a program can tell."""

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def disk_with_room_for(size: int) -> Iterator[None]:
    """Makes writing a file of more than `size` bytes fail. POSIX only."""
    import resource  # noqa: PLC0415 - there is none on Windows

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
