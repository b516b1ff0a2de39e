"""What is said of a mistake of packbuilder's own: a report on this machine, and a sentence for people."""

import platform
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from errno import EAGAIN, EMFILE, ENFILE, ENOMEM
from pathlib import Path

from packbuilder import __version__
from packbuilder.places import cache_path
from packbuilder.problems import causes

LACKS = {
    ENOMEM: "too little memory (ulimit -v)",
    EAGAIN: "too few processes (ulimit -u), or too little memory",
    EMFILE: "too few open files (ulimit -n)",
    ENFILE: "too few open files (ulimit -n)",
}


def lacking(error: BaseException) -> str | None:
    """What is said of an error that is neither packbuilder's fault nor the worksheet's, but the computer's; or None."""
    for each in causes(error):
        number = each.errno if isinstance(each, OSError) else None
        if isinstance(each, MemoryError):
            number = ENOMEM
        elif isinstance(each, RuntimeError) and "start new thread" in str(each):
            number = EAGAIN
        if number in LACKS:
            return f"this command may have {LACKS[number]}; close other programs, or allow it more"
    return None


def told_of(error: BaseException, arguments: Sequence[str]) -> str:
    """Writes the report and says where it is. It holds the command and the error, with what it quotes."""
    first = f"{type(error).__name__}: {error}".strip().splitlines()[0]
    what = "; ".join([first[:300], *getattr(error, "__notes__", [])])
    path = _written(_report(error, arguments))
    where = f"A report was written to {path}" if path else "No report could be written"
    return (
        f"packbuilder: this is a mistake in packbuilder, not yours: {what}\n"
        f"{where}; please show it to whoever looks after packbuilder, with the worksheet. "
        "What was built before is as it was."
    )


def _report(error: BaseException, arguments: Sequence[str]) -> str:
    about = (
        f"packbuilder {__version__}, Python {platform.python_version()}, {platform.platform()}",
        f"packbuilder {' '.join(arguments)}",
        f"in {Path.cwd()}",
        "".join(traceback.format_exception(error)),
    )
    return "\n".join(about)


def _written(text: str) -> Path | None:
    try:
        folder = Path(cache_path()) / "reports"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / f"{datetime.now(UTC):%Y-%m-%d-%H%M%S-%f}.txt"
        path.write_text(text, encoding="utf-8", errors="backslashreplace")
    except OSError:
        return None
    return path
