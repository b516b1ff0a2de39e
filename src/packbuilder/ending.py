"""Ends a command in order when the system asks for it (SIGTERM) or its terminal is closed (SIGHUP), as at Ctrl-C."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from types import FrameType

ASKING = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
"""The signals that ask a command to end."""
HANGUP = frozenset(ASKING[1:])
"""SIGHUP, where there is one: all that belong to a terminal get it at once, and the command itself ends the others."""

_asked: list[int] = []
"""The signal that has come."""


def listen() -> None:
    """From now on these signals end the command in order. What is ignored, as after `nohup`, stays ignored."""
    for number in ASKING:
        if signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, _end)


def listen_no_more() -> None:
    """In a copy of the command these signals do again what they usually do."""
    for number in ASKING:
        if signal.getsignal(number) == _end:
            signal.signal(number, signal.SIG_DFL)


def listen_to_nothing() -> None:
    """From now on these signals and Ctrl-C change nothing: the command has done its work, and Python tidies up.

    It takes its own handlers away before it is at its end, and a signal that came then would end it in disorder.
    """
    for number in (signal.SIGINT, *ASKING):
        signal.signal(number, signal.SIG_IGN)


def status() -> int | None:
    """The exit status of a command that was asked to end, as shells reckon it."""
    return 128 + _asked[0] if _asked else None


def _end(number: int, _frame: FrameType | None) -> None:
    # A terminal that is closed sends more than one, and what is tidied up now should be tidied up to its end.
    for each in ASKING:
        signal.signal(each, signal.SIG_IGN)
    _asked.append(number)
    _silence_what_is_closed()
    sys.exit(status())


def _silence_what_is_closed() -> None:
    """What is still said to a closed terminal, such as the end of a bar, would be a mistake by itself."""
    for stream in (1, 2):
        try:
            os.write(stream, b"")
        except OSError:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream)


@contextmanager
def kept_from_children(*numbers: int) -> Iterator[None]:
    """Processes that are started meanwhile don't get these signals, and this one gets them afterwards."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, numbers)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Lets Ctrl-C, and what else ends a command in order, wait for a moment, where that can be done."""
    come: list[int] = []
    try:
        with ExitStack() as stack:
            for number in (signal.SIGINT, *(each for each in ASKING if callable(signal.getsignal(each)))):
                stack.enter_context(_at(number, lambda number, _: come.append(number)))
            yield
    finally:
        if come:
            signal.raise_signal(come[0])


@contextmanager
def _at(number: int, handler: Callable[[int, FrameType | None], object]) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(number, handler)
    try:
        yield
    finally:
        signal.signal(number, before)
