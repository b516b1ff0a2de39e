"""What a command does, as JSON for other programs."""

import json
import logging
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
