"""The server of which workers are copies. It is started before anything is imported that takes time.

This module imports little, therefore.
"""

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from errno import EMFILE
from multiprocessing import get_context
from multiprocessing.context import BaseContext

from packbuilder.ending import ASKING, HANGUP, kept_from_children, listen_no_more

if sys.platform != "win32":
    import resource

PRELOAD = "packbuilder.preload"
"""The module that the server imports: all that workers need."""
FILES = 18 if sys.version_info < (3, 14) else 19
"""How many files a command with one worker has open at a time. Each further worker takes one more.

Python 3.14, whose servers ask for a key before they start anything, takes one more from the beginning.
"""
STANDARD = 2
"""The last of the file descriptors that all processes share: those for input, output and errors."""

_copies: list[int] = []
"""The servers that are copies of this process; they have to be ended."""


def get_ready(workers: int = 1, *, alone: bool = False) -> None:
    """Begins with what so many workers need before there is a task, while this process still reads what to do.

    If this process is `alone`, without threads and with nothing done, the server may be a copy of it. Raises OSError
    where that can't be done.
    """
    if sys.platform == "linux":
        if resource.getrlimit(resource.RLIMIT_NOFILE)[0] < FILES + workers - 1:
            # Multiprocessing would leave its folder behind, and say so.
            raise OSError(EMFILE, os.strerror(EMFILE))
        from multiprocessing import forkserver, resource_tracker  # noqa: PLC0415

        context()
        # It lets Ctrl-C through again when it has started, so it has to be there before. It ends by itself.
        with kept_from_children(*HANGUP), _copied([]) if alone else nullcontext():
            resource_tracker.ensure_running()
        # Ctrl-C is for this process, and so is a closed terminal: the server, which ignores Ctrl-C later, would end
        # with a traceback. To its workers they stay blocked. A copy listens to SIGTERM again when it is one (`_copy`).
        kept = {signal.SIGINT, *(ASKING if alone else HANGUP)}
        with kept_from_children(*kept), _copied(_copies) if alone else nullcontext():
            forkserver.ensure_running()


def end() -> None:
    """Ends a server that is a copy of this process, which ends as well.

    If nothing was asked of it, it still loads what workers need, and whoever reads what the command says would wait for
    that, since both of them could write it.
    """
    for process in _copies:
        with suppress(OSError):
            if os.waitpid(process, os.WNOHANG) == (0, 0):  # its number isn't another's by now
                os.kill(process, signal.SIGTERM)


def context() -> BaseContext:
    """How workers are started."""
    if sys.platform != "linux":
        return get_context("spawn")
    # The server imports all that workers need, once, and each of them is a copy of it: the next one stands ready in
    # milliseconds. Copies of this process could inherit the locks of its threads.
    found = get_context("forkserver")
    found.set_forkserver_preload([PRELOAD])
    return found


@contextmanager
def _copied(copies: list[int]) -> Iterator[None]:
    """While it lasts, multiprocessing copies this process where it would start another Python; `copies` gets them.

    That saves what Python and multiprocessing take to be loaded, a tenth of the time until the first page.
    """
    from multiprocessing import util  # noqa: PLC0415

    def copy(path: str, arguments: Sequence[str], passed: Sequence[int]) -> int:
        copies.append(_copy(path, arguments, passed))
        return copies[-1]

    start, util.spawnv_passfds = util.spawnv_passfds, copy  # type: ignore[assignment]
    try:
        yield
    finally:
        util.spawnv_passfds = start


def _copy(_path: str, arguments: Sequence[str], passed: Sequence[int]) -> int:
    """Does what `python -c` would do with these arguments and file descriptors; returns the number of the process."""
    for stream in (sys.stdout, sys.stderr):
        # What waits to be written would be written by both. There may be no stream, or nobody who reads it.
        with suppress(AttributeError, OSError, ValueError):
            stream.flush()
    process = os.fork()
    if process:
        return process
    try:
        listen_no_more()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
        for descriptor in [int(path.name) for path in os.scandir("/proc/self/fd")]:
            with suppress(OSError):  # that of the listing is closed already
                # Where a standard one was closed, something else has its number, which isn't passed on either.
                kept = descriptor <= STANDARD and os.get_inheritable(descriptor)
                if descriptor not in passed and not kept:
                    os.close(descriptor)
        # Later Pythons say the command's own arguments behind the text, which are anything but a program.
        place = arguments.index("-c") + 1
        sys.argv = ["-c", *arguments[place + 1 :]]
        exec(arguments[place], {})  # multiprocessing's own text
    finally:
        # What its parent has to do at its end isn't this process's business.
        os._exit(0)
