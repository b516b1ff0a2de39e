"""What a worker is in its own process: how it begins, and does each task within limits of time and memory.

Each of them needs this module, so it imports little, and `preload` imports it for all.
"""

import gc
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from math import ceil
from pathlib import Path
from threading import Event, Thread
from typing import Any, TypeVar

from packbuilder.limits import Limits
from packbuilder.problems import causes

if sys.platform != "win32":
    import resource

T = TypeVar("T")
FULL = 77
"""The exit status of a worker that has had more memory than a task may have."""
STARVED = 78
"""That of a worker that the computer lets have no threads, or no memory, before it has had a task."""
GARBLED = 1
"""That of a worker that can't make out what it is sent: another one was killed in the middle of reading."""
MB = 1_000_000
LIBRARIES = 300 * MB
"""The room for addresses that a worker takes before its first task, about."""
GARBAGE = (10_000, 2, 2)
"""How many objects come between two searches for trees that nobody needs. At Python's 700 they take a sixth of a page's
time, for a typesetter makes trees and keeps them. Old trees are looked at more often than usual, to save memory."""
THREADS = 2
"""How many threads a library may need at a time, beside a worker's own; where it gets none, it breaks down."""


def begin() -> None:
    """What a worker does first. Ctrl-C is for its parent."""
    gc.enable()
    gc.set_threshold(*GARBAGE)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        Thread(target=_end_with_parent, daemon=True).start()
        _try_threads()
    except (RuntimeError, MemoryError):
        os._exit(STARVED)
    if sys.platform != "win32":
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _try_threads() -> None:
    """Raises RuntimeError where a library couldn't have its threads, which would end this worker in its first task."""
    tried = Event()
    threads = [Thread(target=tried.wait, daemon=True) for _ in range(THREADS)]
    try:
        for each in threads:
            each.start()
    finally:
        tried.set()
    for each in threads:
        each.join()


def _end_with_parent() -> None:
    """Ends this worker when its parent, which may have been killed, is no more: nobody waits for what it does."""
    from multiprocessing import parent_process  # noqa: PLC0415

    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def limited(limits: Limits, task: Callable[..., T], arguments: tuple[Any, ...]) -> T:
    """Does the task, in a worker."""
    scarce = limits.memory < Limits().memory or given_less_than(limits.memory)
    if scarce:
        # A library that gets none breaks down in words of its own; what they mean is told by the parent.
        with suppress(OSError), Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), 2)
    _limit(limits)
    try:
        return task(*arguments)
    except Exception as error:
        # Where there is little memory, a library may have lost the error on its way.
        without = (MemoryError, SystemError) if scarce else MemoryError
        if any(isinstance(each, without) for each in causes(error)):
            # What is left of this process is best not used again.
            os._exit(FULL)
        if not _can_be_sent(error):
            raise _told(error) from error
        raise
    finally:
        _give_back()


def _give_back() -> None:
    """Gives memory that a task has freed back to the system, where the system's library keeps it for the next one.

    A worksheet takes 30 MB for a moment, and what remains of it keeps the rest from being given back by itself.
    """
    if sys.platform == "linux":
        import ctypes  # noqa: PLC0415 - the typesetter has loaded it

        with suppress(AttributeError):  # other libraries than glibc have no such thing
            ctypes.CDLL(None).malloc_trim(0)


def _can_be_sent(error: Exception) -> bool:
    import pickle  # noqa: PLC0415 - only a worker that has failed needs it

    try:
        pickle.loads(pickle.dumps(error))
    except Exception:  # whatever another library's error runs into
        return False
    return True


def _told(error: Exception) -> RuntimeError:
    """An error that says what another one says, which can't be sent to other processes."""
    found = RuntimeError(f"{type(error).__name__}: {error}")
    for note in getattr(error, "__notes__", ()):
        found.add_note(note)
    return found


def _limit(limits: Limits) -> None:
    """Allows so much more processor time and memory than were used so far, where the system can."""
    if sys.platform == "win32":
        return
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _allow(resource.RLIMIT_CPU, ceil(usage.ru_utime + usage.ru_stime) + limits.seconds)
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        _allow(resource.RLIMIT_AS, pages * resource.getpagesize() + limits.memory * MB)


def _allow(what: int, most: int) -> None:
    """Sets a limit, but never above what the system allows anyway."""
    _, hard = resource.getrlimit(what)
    resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def given_less_than(memory: int) -> bool:
    """Does the computer give a process less than so many MB, beside what it has for its libraries?"""
    if sys.platform != "linux":
        return False
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    return hard != resource.RLIM_INFINITY and hard < LIBRARIES + memory * MB
