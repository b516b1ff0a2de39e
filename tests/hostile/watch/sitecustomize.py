"""Writes down what a process opens, connects to and starts. Python imports this by its name when it starts."""

import fcntl
import os
import sys

WATCHED = ("open", "socket.", "subprocess.", "os.exec", "os.posix_spawn", "os.system", "os.startfile", "urllib.Request")
LOG = os.environ["WATCH_LOG"]
HIGH = 900
"""A number that no other file gets: a copy of the process closes what it has no use for, and this among it."""


def opened() -> None:
    log = os.open(LOG, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    fcntl.fcntl(log, fcntl.F_DUPFD, HIGH)
    os.close(log)


def reaches(event: str, arguments: tuple[object, ...]) -> bool:
    """Sockets by which processes of one command talk have no host: their address is a path."""
    return not event.startswith("socket.") or "get" in event or any(isinstance(each, tuple) for each in arguments)


def note(event: str, arguments: tuple[object, ...]) -> None:
    if not event.startswith(WATCHED) or not reaches(event, arguments) or arguments[0] == LOG:
        return
    line = f"{event}\t{arguments[0]!r}\n".encode(errors="backslashreplace")
    try:
        os.write(HIGH, line)
    except OSError:
        opened()
        os.write(HIGH, line)


opened()
sys.addaudithook(note)
