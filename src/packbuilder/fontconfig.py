"""What fontconfig is shown, our fonts and no others; and what it finds in them, kept for the next command."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from html import escape
from pathlib import Path

from packbuilder.digests import digest_of_folder, hash_of
from packbuilder.fonts import static_files
from packbuilder.output import holds, remove, replace_file, write_all
from packbuilder.places import cache_folder, is_temporary, temporary_folder
from packbuilder.problems import SetupError

FOUND = "fontconfig"
"""The folder below which fontconfig keeps what it finds in the fonts."""


@contextmanager
def only_our_fonts() -> Iterator[None]:
    """Points fontconfig at our fonts, which are cut if need be. Within, the typesetter is imported: it looks at them.

    Fontconfig believes what it found the last time: damage prints wrong letters, or keeps it busy for ever. Unless that
    is as it was left here, it looks anew, in the temporary folder, where it is in no other command's way and has room.
    What it has found is kept afterwards, if it can be.
    """
    folder = cache_folder()
    listed = static_files(folder / "fonts")
    times = _times(listed)
    file = None
    if _is_as_it_was_left(_found_in(folder, listed), times):
        with suppress(SetupError):
            file = configured(listed, folder)
    os.environ["FONTCONFIG_FILE"] = str(file or configured(listed, temporary_folder()))
    # All paths would be looked for below it.
    os.environ.pop("FONTCONFIG_SYSROOT", None)
    yield
    # What was found in fonts of this command alone is of no use for the next one.
    if file is None and not any(map(is_temporary, listed)):
        _keep(listed, times, folder)


def configured(listed: Sequence[Path], folder: Path) -> Path:
    """The file in `folder` that shows fontconfig these fonts; what it finds in them it keeps in that folder, too.

    It is written unless it is there, whole. Raises SetupError if that can't be done.
    """
    content = _configuration(listed, _found_in(folder, listed))
    file = folder / _name_of(content)
    if not holds(file, content):
        write_all(folder, {file.name: content})
    return file


def check_fonts(found: int) -> None:
    """Raises SetupError unless fontconfig has `found` as many fonts as it was shown, by a file that is still the same.

    Fontconfig would only say so, if at all, and pages would be set in the system's fonts, or in none.
    """
    file = Path(os.environ["FONTCONFIG_FILE"])
    try:
        content = file.read_bytes()
    except OSError:
        content = b""
    if file.name != _name_of(content):
        raise SetupError(f"{file} was changed while pages were made; start again")
    shown = content.count(b"<glob>") - 1  # the last one is of all others
    if found != shown:
        raise SetupError(f"fontconfig has found {found} of the {shown} fonts in {file}; install packbuilder again")


def _configuration(listed: Sequence[Path], found: Path) -> bytes:
    folders = "".join(f"<dir>{escape(str(path))}</dir>" for path in _folders(listed))
    # Fontconfig 2.17 and later take the folder that the user is in off the front of patterns that begin with it.
    faces = "".join(f"<glob>*{escape(str(path))}</glob>" for path in listed)
    text = (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
        f"<fontconfig>{folders}<selectfont><acceptfont>{faces}</acceptfont><rejectfont><glob>*</glob></rejectfont>"
        f"</selectfont><cachedir>{escape(str(found))}</cachedir></fontconfig>"
    )
    return text.encode()


def _folders(listed: Sequence[Path]) -> list[Path]:
    return sorted({path.parent for path in listed})


def _name_of(configuration: bytes) -> str:
    """Two versions of packbuilder may run at a time, each with fonts of its own."""
    return f"fonts-{sha256(configuration).hexdigest()[:12]}.conf"


def _found_in(folder: Path, listed: Sequence[Path]) -> Path:
    """Where below `folder` stands what fontconfig finds in these fonts."""
    return folder / FOUND / hash_of(*map(str, listed))


def _times(listed: Sequence[Path]) -> list[int]:
    """When the folders of the fonts were changed. With other times, fontconfig looks through them by itself."""
    return [folder.stat().st_mtime_ns for folder in _folders(listed)]


def _is_as_it_was_left(found: Path, times: Sequence[int]) -> bool:
    try:
        return _seal_of(found).read_bytes() == _seal(found, times)
    except OSError:
        return False


def _seal_of(found: Path) -> Path:
    return found.with_suffix(".seal")


def _seal(found: Path, times: Sequence[int]) -> bytes:
    return hash_of(found.name, digest_of_folder(found), times).encode()


def _keep(listed: Sequence[Path], times: Sequence[int], folder: Path) -> None:
    """Keeps below `folder` what fontconfig has found in the temporary folder, if there is room.

    Files are replaced one by one: another command may be reading them.
    """
    found, kept = _found_in(temporary_folder(), listed), _found_in(folder, listed)
    with suppress(OSError, SetupError):
        files = {path.name: path.read_bytes() for path in found.iterdir()}
        configured(listed, folder)
        kept.mkdir(parents=True, exist_ok=True)
        for path in kept.iterdir():
            if path.name not in files:
                remove(path)
        for name, content in files.items():
            replace_file(kept / name, content)
        # Of what was found, not of what is on the disk by now.
        replace_file(_seal_of(kept), _seal(found, times))
