"""What a command does, as JSON for other programs; and what becomes of it where nobody can read it."""

import errno
import json
import logging
import os
import sys
from datetime import UTC, datetime
from typing import IO

from packbuilder.problems import printable


class Lines(logging.StreamHandler[IO[str]]):
    """Writes lines for people; nothing in them commands a terminal. `status` is what `unheard` says of a lost one."""

    status: int | None = None

    def format(self, record: logging.LogRecord) -> str:
        return printable(super().format(record))

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the library's name
        """Goes on if it can't be written: what is being built is built."""
        error = sys.exc_info()[1]
        if isinstance(error, OSError):
            self.status = unheard(error)
        else:
            super().handleError(record)


class JsonLines(Lines):
    """Writes an object on each line: `time` (ISO 8601), `event`, and what is told of it."""

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "event": getattr(record, "event", "message"),
            **getattr(record, "told", {"text": record.getMessage()}),
        }
        # In ASCII nothing commands a terminal, and names that are no text can be written anywhere.
        return json.dumps(told)


UNREAD, UNWRITTEN = 1, 2
"""The exit status where whoever read standard output has closed it, and where it can't be written."""


def unheard(error: OSError) -> int:
    """The exit status of a command whose words can't be written. Says so; what is still to be told goes nowhere.

    Who has closed a pipe wants no word of it, as `head` doesn't.
    """
    _silence(sys.stdout)
    if error.errno == errno.EPIPE:
        return UNREAD
    try:
        print(f"packbuilder: what there is to tell can't be written: {error.strerror}", file=sys.stderr, flush=True)
    except OSError:
        _silence(sys.stderr)
    return UNWRITTEN


def _silence(stream: IO[str] | None) -> None:
    """What it has kept for later would be written when Python ends."""
    if stream is not None:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
