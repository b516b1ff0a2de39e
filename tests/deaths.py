"""Processes that are killed, and what lives on; disks with little room, or that can only be read."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import pytest


def running() -> set[int]:
    """The processes of this machine that do something, or wait; dead ones that nobody has asked for don't count."""
    found = (int(each.name) for each in Path("/proc").iterdir() if each.name.isdigit())
    return {pid for pid in found if _state(pid)[0] not in "ZX"}


def group(leader: int) -> set[int]:
    """The running processes of a group."""
    return {pid for pid in running() if _state(pid)[2] == str(leader)}


def workers(leader: int) -> set[int]:
    """The worker processes of a build: the children of its server, which is its own child."""
    servers = {str(pid) for pid in group(leader) if _state(pid)[1] == str(leader)}
    return {pid for pid in group(leader) if _state(pid)[1] in servers}


def alone_busy(leader: int) -> int:
    """Waits until one worker of a build does something and the others wait for work, and returns that one."""
    deadline = monotonic() + 60
    while monotonic() < deadline:
        before = {pid: _ticks(pid) for pid in workers(leader)}
        sleep(0.3)
        busy = [pid for pid, ticks in before.items() if _ticks(pid) > ticks]
        if len(busy) == 1:
            return busy[0]
    pytest.fail("the workers were never busy, or never idle")


def _ticks(pid: int) -> int:
    """How much processor time a process has had."""
    found = _state(pid)
    return int(found[11]) + int(found[12]) if len(found) > 12 else 0


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


@contextmanager
def read_only(*disks: Path) -> Iterator[None]:
    """Makes mounted disks such that they can only be read."""
    for how in ("ro", "rw"):
        for disk in disks:
            subprocess.run(["mount", "-o", f"remount,{how}", str(disk)], check=True)
        if how == "ro":
            yield
