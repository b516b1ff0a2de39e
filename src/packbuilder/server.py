"""The server of which workers are copies. It is started before anything is imported that takes time.

This module imports little, therefore.
"""

import signal
import sys
from multiprocessing import get_context
from multiprocessing.context import BaseContext


def get_ready() -> None:
    """Begins with what workers need before there is a task: it is loaded while this process still reads what to do."""
    if sys.platform == "linux":
        from multiprocessing import forkserver, resource_tracker  # noqa: PLC0415

        context()
        # It lets Ctrl-C through again when it has started, so it has to be there before.
        resource_tracker.ensure_running()
        # Ctrl-C is for this process: the server, which ignores it later, would end with a traceback. To its workers it
        # stays blocked, which they ignore, too.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            forkserver.ensure_running()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def context() -> BaseContext:
    """How workers are started."""
    if sys.platform != "linux":
        return get_context("spawn")
    # The server imports all that workers need, once, and each of them is a copy of it: the next one stands ready in
    # milliseconds. Copies of this process could inherit the locks of its threads.
    found = get_context("forkserver")
    found.set_forkserver_preload(["packbuilder.preload"])
    return found
