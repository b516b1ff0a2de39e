"""Processes that are killed, and what lives on; disks with little room, or that can only be read."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def running() -> set[int]:
    """The processes of this machine that do something, or wait; dead ones that nobody has asked for don't count."""
    found = (int(each.name) for each in Path("/proc").iterdir() if each.name.isdigit())
    return {pid for pid in found if _state(pid)[0] not in "ZX"}


def group(leader: int) -> set[int]:
    """The running processes of a group."""
    return {pid for pid in running() if _state(pid)[2] == str(leader)}


def _state(pid: int) -> list[str]:
    """State, parent and group of a process, as Linux tells them (proc(5))."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return ["X", "", ""]


@contextmanager
def mounted(folder: Path, *options: str) -> Iterator[Path]:
    """A disk of its own at `folder`, which is made; skips the test where nobody may mount one."""
    folder.mkdir(parents=True, exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", ",".join(options), "packbuilder", str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("there is no command mount")
    if done.returncode:
        pytest.skip(f"a disk can't be mounted here: {done.stderr.strip() or done.returncode}")
    try:
        yield folder
    finally:
        # What is still open, such as a folder that a test looks into, doesn't hold it up.
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
