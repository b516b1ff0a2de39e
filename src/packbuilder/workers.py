"""Worker processes that typeset: started once, kept warm, and each task with limits of time and memory.

A worker that takes too long, too much memory or dies takes its task with it, and a fresh one takes its place.
"""

import os
import signal
import sys
from collections.abc import Callable
from errno import EAGAIN, EMFILE, ENOMEM
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, Protocol, Self, TypeVar

from packbuilder.limits import Limits
from packbuilder.places import place_for_temporary
from packbuilder.problems import SetupError
from packbuilder.server import context, get_ready
from packbuilder.worker import FULL, GARBLED, STARVED, begin, given_less_than, limited

if TYPE_CHECKING:
    from concurrent.futures import Future

    from packbuilder.pool import pebble

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
WITHOUT_MEMORY = (signal.SIGSEGV, signal.SIGABRT, getattr(signal, "SIGTRAP", signal.SIGABRT))
"""The signals of libraries that can't go on, as those in C do that get no memory."""
ATTEMPTS = 3
"""How often a task is begun where it isn't to blame."""
PATIENCE = 10
"""Seconds of silence beyond a task's limit of time, after which the processes are taken to have broken down."""
WORKER = "pebble_pool_worker"
"""What pebble calls its processes."""
LOOK = 0.02
"""Seconds between two looks of pebble at what became of its processes; it waits so long before it stops, too."""
GRACE = 0.1
"""Seconds between asking a worker to end and killing it. It has nothing to put in order, and may be in a library."""
REMEDY = "close other programs, and see that the computer's shared memory (/dev/shm on Linux) can be written"
"""What helps where processes can't be started."""
MORE = "close other programs, and see that you may have more processes and memory (ulimit -u, ulimit -v)"
"""What helps where there are no more of them."""
MORE_FILES = "close other programs, and see that you may have more files open (ulimit -n)"


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
        self.done = 0
        self.worked = False
        self._pool: pebble.ProcessPool | None = None

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
        return _Result(self, task, arguments)

    def begin(self, task: Callable[..., T], arguments: tuple[Any, ...]) -> "tuple[pebble.ProcessPool, Any]":
        """Begins with the task; returns the pool that has it, and its future. Raises SetupError if none can be had."""
        for left in reversed(range(ATTEMPTS)):
            try:
                pool = self._pool = self._pool or _started(self.jobs)
                future = pool.schedule(limited, args=(self.limits, task, arguments), timeout=self.limits.seconds)
            except OSError as error:
                raise SetupError(f"worker processes can't be started: {_unstarted(error)}") from None
            except RuntimeError:  # it has broken down since it was last asked
                if self._pool is not None:
                    self.give_up(self._pool)
                if not left:
                    raise SetupError(f"worker processes can't be started, or end at once; {MORE}") from None
            else:
                break
        future.add_done_callback(self._count)
        return pool, future

    def has(self, pool: "pebble.ProcessPool") -> bool:
        """Does this pool still do tasks?"""
        return pool is self._pool

    def give_up(self, pool: "pebble.ProcessPool") -> None:
        """Kills a pool that has broken down; its threads may wait for ever, so nobody waits for them."""
        if not self.has(pool):
            return
        from multiprocessing import active_children  # noqa: PLC0415

        self._pool = None
        pool.stop()  # type: ignore[no-untyped-call]
        for process in active_children():
            if process.name == WORKER:
                process.kill()

    def _count(self, future: "Future[Any]") -> None:
        self.done += 1
        self.worked = self.worked or not (future.cancelled() or future.exception())


class _Result(Generic[T]):
    """The result of a task, which is begun anew if all that the processes share breaks down with one of them."""

    def __init__(self, workers: Workers, task: Callable[..., T], arguments: tuple[Any, ...]) -> None:
        self._workers, self._task, self._arguments = workers, task, arguments
        self._pool, self._future = workers.begin(task, arguments)

    def result(self) -> T:
        from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415 - who has nothing to do needs none

        from packbuilder.pool import pebble  # noqa: PLC0415

        limits = self._workers.limits
        for _ in range(ATTEMPTS):
            try:
                self._wait()
                done: T = self._future.result()
            except TimeoutError as error:
                if isinstance(error.errno, int):  # a drive's that didn't answer; pebble's has a text in its place
                    raise
                raise EndedError(_beyond("takes longer than {most} s", "seconds", limits)) from None
            except pebble.ProcessExpired as error:
                if error.exitcode not in (GARBLED, STARVED):
                    raise _ended(error.exitcode, limits) from None
                self._begin_anew()
            except BrokenProcessPool:
                self._begin_anew()
            else:
                return done
        if not self._workers.worked:
            raise SetupError(f"worker processes can't be started, or end at once; {MORE}")
        raise EndedError("can't be made: the worker processes break down again and again; build it anew")

    def _begin_anew(self) -> None:
        self._workers.give_up(self._pool)
        self._pool, self._future = self._workers.begin(self._task, self._arguments)

    def _wait(self) -> None:
        """Waits until the task has come to its end. Raises BrokenProcessPool if it never will.

        A worker that is killed while it takes a task, or holds what workers have to take in turn, can leave the others
        waiting for ever. But as long as they work, one of them ends a task, or is ended, within its limit of time.
        """
        from concurrent.futures import wait  # noqa: PLC0415
        from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415

        while not self._future.done():
            before = self._workers.done
            if self._workers.has(self._pool) and wait([self._future], self._workers.limits.seconds + PATIENCE).done:
                return
            if not self._workers.has(self._pool) or self._workers.done == before:
                raise BrokenProcessPool


def _unstarted(error: OSError) -> str:
    """Why processes can't be started, and what helps. They meet at a socket in the folder for temporary files."""
    if error.errno is None and "AF_UNIX" in str(error):
        where = place_for_temporary()
        return f"the path of the folder for temporary files is too long: {where}; name another one in TMPDIR"
    remedy = MORE if error.errno in (EAGAIN, ENOMEM) else MORE_FILES if error.errno == EMFILE else REMEDY
    return f"{error.strerror or error}; {remedy}"


def _ended(exit_code: int, limits: Limits) -> EndedError | SetupError:
    """Why a worker has ended in the middle of a task."""
    if sys.platform != "win32" and exit_code == -signal.SIGXCPU:
        return EndedError(_beyond("takes longer than {most} s", "seconds", limits))
    broken = -exit_code in WITHOUT_MEMORY
    if (exit_code == FULL or broken) and given_less_than(limits.memory):
        return SetupError("there is too little memory for worker processes; allow them more (ulimit -v)")
    if exit_code == FULL:
        return EndedError(_beyond("needs more than {most} MB of memory", "memory", limits))
    if broken and limits.memory < Limits().memory:
        return EndedError(_beyond("seems to need more than {most} MB of memory", "memory", limits))
    how = f"signal {-exit_code}" if exit_code < 0 else f"status {exit_code}"
    remedy = "Take activities out one by one to find which one it is"
    if broken:
        remedy += f", or allow more memory with --limit memory={2 * limits.memory}"
    return EndedError(f"can't be made: the typesetter broke down ({how}). {remedy}")


def _beyond(what: str, name: str, limits: Limits) -> str:
    most = getattr(limits, name)
    remedy = f"Divide it, make its pictures smaller, or allow more with --limit {name}={2 * most}"
    return f"{what.format(most=most)} to make. {remedy}"


def _started(jobs: int) -> "pebble.ProcessPool":
    from packbuilder.pool import pebble  # noqa: PLC0415 - it takes longer than most commands

    pebble.CONSTS.sleep_unit = LOOK
    pebble.CONSTS.term_timeout = GRACE
    place_for_temporary()
    get_ready(jobs)
    return pebble.ProcessPool(max_workers=jobs, context=context(), initializer=begin)
