"""Worker processes that typeset: started once, kept warm, and each task with limits of time and memory.

A worker that takes too long, too much memory or dies takes its task with it, and a fresh one takes its place.
"""

import os
import signal
import sys
from collections.abc import Callable
from math import ceil
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, Protocol, Self, TypeVar

from packbuilder.limits import Limits

if TYPE_CHECKING:
    from pebble import ProcessPool

if sys.platform != "win32":
    import resource

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
FULL = 77
"""The exit status of a worker that has had more memory than a task may have."""
MB = 1_000_000


class EndedError(Exception):
    """A task that didn't come to its end; the message says why, and how to mend it."""


def cores() -> int:
    """How many processes can work at a time."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Pending(Protocol[T_co]):
    """The result of a task, to come."""

    def result(self) -> T_co:
        """Waits for it. Raises what the task raised, and EndedError if it didn't come to its end."""


class Crew(Protocol):
    """Whoever does tasks, so many at a time."""

    jobs: int

    def submit(self, task: Callable[..., T], *arguments: Any) -> Pending[T]:
        """Begins with `task(*arguments)`."""


class Done(Generic[T]):
    """A task that is done when it is asked for, in this process."""

    def __init__(self, task: Callable[..., T], arguments: tuple[Any, ...]) -> None:
        self._task, self._arguments = task, arguments

    def result(self) -> T:
        return self._task(*self._arguments)


class Alone:
    """Does every task in this process, one after the other and without limits of time and memory."""

    jobs = 1

    def submit(self, task: Callable[..., T], *arguments: Any) -> Pending[T]:
        return Done(task, arguments)


ALONE = Alone()


class Workers:
    """So many processes, started with the first task, each task within `limits`. To be used in a `with` statement."""

    def __init__(self, jobs: int, limits: Limits) -> None:
        self.jobs, self.limits = jobs, limits
        self._pool: ProcessPool | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def stop(self) -> None:
        """Ends the processes; the next task starts others."""
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()
            self._pool = None

    def submit(self, task: Callable[..., T], *arguments: Any) -> Pending[T]:
        if self._pool is None:
            self._pool = _started(self.jobs)
        future = self._pool.schedule(_limited, args=(self.limits, task, arguments), timeout=self.limits.seconds)
        return _Result(future, self.limits)


class _Result(Generic[T]):
    def __init__(self, future: Any, limits: Limits) -> None:
        self._future, self._limits = future, limits

    def result(self) -> T:
        from concurrent.futures import TimeoutError as TookTooLong  # noqa: PLC0415 - who has nothing to do needs none

        from pebble import ProcessExpired  # noqa: PLC0415

        try:
            done: T = self._future.result()
        except TookTooLong:
            raise EndedError(_beyond("takes longer than {most} s", "seconds", self._limits)) from None
        except ProcessExpired as error:
            raise EndedError(_why(error.exitcode, self._limits)) from None
        return done


def _why(exit_code: int, limits: Limits) -> str:
    if sys.platform != "win32" and exit_code == -signal.SIGXCPU:
        return _beyond("takes longer than {most} s", "seconds", limits)
    if exit_code == FULL:
        return _beyond("needs more than {most} MB of memory", "memory", limits)
    how = f"signal {-exit_code}" if exit_code < 0 else f"status {exit_code}"
    return f"can't be made: the typesetter broke down ({how}). Take activities out one by one to find which one it is"


def _beyond(what: str, name: str, limits: Limits) -> str:
    most = getattr(limits, name)
    return f"{what.format(most=most)} to make. Divide it, or allow more with --limit {name}={2 * most}"


def _started(jobs: int) -> "ProcessPool":
    from multiprocessing import get_context  # noqa: PLC0415

    from pebble import ProcessPool  # noqa: PLC0415

    if sys.platform != "linux":
        return ProcessPool(max_workers=jobs, context=get_context("spawn"), initializer=_begin)
    # A small server imports all that workers need, once, and each of them is a copy of it: the next one stands ready
    # in milliseconds. Copies of this process could inherit the locks of its threads.
    context = get_context("forkserver")
    context.set_forkserver_preload(["packbuilder.preload"])
    return ProcessPool(max_workers=jobs, context=context, initializer=_begin)


def _begin() -> None:
    """What a worker does first. Ctrl-C is for its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limited(limits: Limits, task: Callable[..., T], arguments: tuple[Any, ...]) -> T:
    """Does the task, in a worker."""
    _limit(limits)
    try:
        return task(*arguments)
    except MemoryError:
        # What is left of this process is best not used again.
        os._exit(FULL)


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
