"""Where things are kept on this machine: the cache folder, and a temporary one where there can be none.

Next to nothing is imported: a build may have nothing else to do.
"""

import atexit
import os
from contextlib import suppress
from functools import cache

TYPE_CHECKING = False  # to import it from typing takes as long as all else here
if TYPE_CHECKING:
    from pathlib import Path

TEMPORARY_FOLDER = "PACKBUILDER_TEMPORARY"
"""The environment variable that tells the processes of a command what its temporary folder is called."""


def cache_path() -> str:
    """The folder for what outlives a run, which may not be there; and can't be for a user without a home."""
    # Python takes the root folder for the home where its name is empty, as in some containers.
    if os.environ.get("HOME") == "":
        del os.environ["HOME"]
    # Relative ones are to be ignored (XDG Base Directory Specification).
    named = os.environ.get("XDG_CACHE_HOME") or ""
    folder = named if os.path.isabs(named) else os.path.expanduser("~/.cache")
    # Who has no home has none here either: what lies in the folder that one is in may be a stranger's.
    return os.path.join(folder if os.path.isabs(folder) else os.devnull, "packbuilder")


def cache_folder() -> "Path":
    """A folder that outlives this run, or a temporary one where there can be none."""
    from pathlib import Path  # noqa: PLC0415

    folder = Path(cache_path())
    try:
        folder.mkdir(parents=True, exist_ok=True)
        writable = os.access(folder, os.W_OK)
    except OSError:
        writable = False
    return folder if writable else temporary_folder()


@cache
def temporary_folder() -> "Path":
    """A folder that the processes of a command share, and that is gone when the command comes to its end.

    Raises SetupError if there can be none.
    """
    from pathlib import Path  # noqa: PLC0415

    if TEMPORARY_FOLDER not in os.environ:
        name_temporary_folder()
    folder = Path(place_for_temporary(), os.environ[TEMPORARY_FOLDER])
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def place_for_temporary() -> str:
    """The system's folder for temporary files. Raises SetupError if none can be written."""
    from tempfile import gettempdir  # noqa: PLC0415

    try:
        return gettempdir()
    except OSError:
        from packbuilder.problems import SetupError  # noqa: PLC0415

        message = "no folder for temporary files can be written; name one that can, on a disk with room, in TMPDIR"
        raise SetupError(message) from None


def is_temporary(path: "Path") -> bool:
    """Does it lie in the temporary folder?"""
    return os.environ.get(TEMPORARY_FOLDER) in path.parts


def name_temporary_folder() -> None:
    """Chooses the name of the temporary folder; whoever needs it makes it, and this process takes it away at its end.

    A process that made one for itself might be killed before it could. Nobody else can have a folder of this name.
    """
    os.environ[TEMPORARY_FOLDER] = name = f"packbuilder-{os.urandom(16).hex()}"
    atexit.register(_remove, name)


def _remove(name: str) -> None:
    from shutil import rmtree  # noqa: PLC0415
    from tempfile import gettempdir  # noqa: PLC0415

    with suppress(OSError):  # where none can be written, nobody has made one
        rmtree(os.path.join(gettempdir(), name), ignore_errors=True)
