"""What may have come with a stranger's pack in place of a file: to open or to read it takes for ever, or all memory."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def a_link_to_a_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def a_link_to_a_pipe(path: Path) -> None:
    os.mkfifo(path.parent / "pipe")
    path.symlink_to("pipe")


def a_file_of_400_gigabytes(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(400_000_000_000)


@contextmanager
def a_deep_folder(path: Path) -> Iterator[None]:
    """A folder with more folders within each other than Python follows; in the end it is gone."""
    here = Path.cwd()
    try:
        path.mkdir()
        os.chdir(path)
        for _ in range(1100):
            Path("a").mkdir()
            os.chdir("a")
    finally:
        os.chdir(here)
    try:
        yield
    finally:
        subprocess.run(["rm", "-rf", path], check=True)


STRANGE = [a_pipe, a_link_to_a_device, a_link_to_a_pipe, a_file_of_400_gigabytes]
