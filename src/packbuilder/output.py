"""Writing files so that nobody ever sees half of one."""

import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from errno import EACCES, EISDIR, ENOSPC, EPERM, EROFS
from pathlib import Path

from packbuilder.problems import SetupError

REMEDIES = {
    ENOSPC: "make room on the disk",
    EACCES: "choose a folder that is yours, with --output",
    EPERM: "choose a folder that is yours, with --output",
    EROFS: "choose a folder that can be written, with --output",
}


def write_all(folder: Path, files: Mapping[str, bytes]) -> None:
    """Writes the files into `folder`, made if need be: all are complete before the first replaces an old one.

    Raises SetupError if that can't be done; the old files are then still there.
    """
    if not files:
        return
    ready: list[tuple[Path, Path]] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            ready.append((_write_beside(folder, content), folder / name))
        for _, final in ready:
            if final.is_dir():
                raise IsADirectoryError(EISDIR, "a folder has this name", str(final))
        for temporary, final in ready:
            temporary.replace(final)
    except OSError as error:
        where = error.filename2 or error.filename or folder
        remedy = REMEDIES.get(error.errno or 0, "close it if it is open, or choose another folder")
        raise SetupError(f"{where} can't be written: {error.strerror}; {remedy}") from None
    finally:
        for temporary, _ in ready:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)


def _write_beside(folder: Path, content: bytes) -> Path:
    handle, name = tempfile.mkstemp(dir=folder, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        # mkstemp makes files for their owner alone; these are for everybody the folder is for.
        Path(name).chmod(0o666 & ~_umask())
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
