"""What a command does, as JSON for other programs."""

import json
import logging
import os
import sys
from datetime import UTC, datetime
from typing import IO


class JsonLines(logging.StreamHandler[IO[str]]):
    """Writes an object on each line: `time` (ISO 8601), `event`, and what is told of it."""

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "event": getattr(record, "event", "message"),
            **getattr(record, "told", {"text": record.getMessage()}),
        }
        return json.dumps(told, ensure_ascii=False)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the library's name
        """Goes on in silence if nobody reads any more: what is being built is built."""
        if not isinstance(sys.exc_info()[1], BrokenPipeError):
            super().handleError(record)
            return
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self.stream.fileno())
        os.close(nowhere)
