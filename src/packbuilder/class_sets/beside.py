"""The job sheet, typeset in a process of its own while the copies are drawn."""

import gc
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.connection import Connection
from threading import Thread
from typing import TYPE_CHECKING

from packbuilder.ending import HANGUP, at_ctrl_c, kept_from_children

if TYPE_CHECKING:
    from packbuilder.class_sets.manifest import Record

Begin = Callable[["Record"], Callable[[], bytes]]
"""Begins with the job sheet of a record; what it returns waits for it, a PDF."""


@contextmanager
def job_sheet_beside() -> Iterator[Begin]:
    """Starts a process that loads the typesetter, which takes longer than to typeset the page: so begin early."""
    # What the child would inherit of a forked process, such as the thread of a progress bar, could stop it.
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    child = context.Process(target=_typeset, args=(theirs,), daemon=True)

    def begin(record: "Record") -> Callable[[], bytes]:
        with suppress(OSError):
            ours.send(record)
        return lambda: _received(ours, record)

    try:
        # A process that can't be started has failed like any other; one that is starting hears nothing of Ctrl-C,
        # nor ever of a closed terminal, which is for its parent.
        with suppress(OSError), at_ctrl_c(signal.SIG_IGN), kept_from_children(*HANGUP):
            child.start()
        theirs.close()
        yield begin
    finally:
        ours.close()
        if child.pid:
            child.terminate()
            child.join()


def _received(ours: "Connection[Record, bytes]", record: "Record") -> bytes:
    """What the child sends. If it fails, it is done here, so that whoever waits for it sees why."""
    with suppress(EOFError, OSError):
        return ours.recv()
    from packbuilder.class_sets.job_sheet import job_sheet  # noqa: PLC0415

    return job_sheet(record)


def _load() -> None:
    # Nothing that is loaded is garbage, and there is no other to find meanwhile.
    gc.disable()
    with suppress(Exception):
        import_module("packbuilder.class_sets.job_sheet")
    gc.freeze()
    gc.enable()


def _typeset(theirs: "Connection[bytes, Record]") -> None:
    """What the child does. Ctrl-C is for its parent, and so are all errors."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(Exception):
        # The parent can't go on before a long record is received, so it is while the typesetter is loaded.
        loading = Thread(target=_load)
        loading.start()
        record = theirs.recv()
        loading.join()
        from packbuilder.class_sets.job_sheet import job_sheet  # noqa: PLC0415

        theirs.send(job_sheet(record))
