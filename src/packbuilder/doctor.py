"""What the machine lacks to make PDFs, and the command that brings it."""

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from packbuilder.fonts import font_files, missing_extras
from packbuilder.layouts import layout_names
from packbuilder.places import place_for_temporary
from packbuilder.problems import SetupError

PANGO = {
    "apt-get": ["apt-get", "install", "-y", "libpangoft2-1.0-0", "libharfbuzz-subset0"],
    "dnf": ["dnf", "install", "-y", "pango", "harfbuzz"],
    "pacman": ["pacman", "-S", "--noconfirm", "pango"],
    "apk": ["apk", "add", "pango"],
    "zypper": ["zypper", "install", "-y", "libpango-1_0-0", "libharfbuzz-subset0"],
    "brew": ["brew", "install", "pango"],
}
WINDOWS = "install MSYS2, run in its shell: pacman -S mingw-w64-x86_64-pango, and add C:\\msys64\\mingw64\\bin to PATH"
NO_SUBSET = "HarfBuzz-Subset will be required"
"""How the typesetter's warning begins; without that library fonts are cut down another way, and files are larger."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `remedy` is a command or an instruction where it isn't well."""

    what: str
    well: bool
    detail: str
    remedy: str | None = None


def examine() -> Iterator[Finding]:
    """Looks at everything that a build needs."""
    version = platform.python_version()
    yield Finding("Python", sys.version_info >= (3, 11), version, "install Python 3.11 or later")
    try:
        place_for_temporary()
    except SetupError:
        # Without one nothing else can be told for certain.
        remedy = "export TMPDIR=FOLDER, with a folder that can be written, on a disk with room"
        yield Finding("Temporary files", False, "no folder for them can be written", remedy)
        return
    yield _typesetter()
    yield _fonts()
    names = layout_names()
    yield Finding("Layouts", bool(names), ", ".join(names) or "none found", "install packbuilder again")


def _fonts() -> Finding:
    try:
        font_files()
    except ModuleNotFoundError as error:
        package = str(error.name or error).replace("_", "-")
        return Finding("Fonts", False, f"{package} is missing", f"{sys.executable} -m pip install {package}")
    missing = missing_extras()
    if not missing:
        return Finding("Fonts", True, "all packages are there")
    # Who writes no Chinese lacks nothing.
    extras = ", ".join(f'for {each.capitalize()} install "packbuilder[{each}]"' for each in missing)
    return Finding("Fonts", True, f"all packages are there that everybody needs; {extras}")


def _typesetter() -> Finding:
    # In a process of its own: a failed import of a C library can't be tried again.
    command = [sys.executable, "-W", f"error:{NO_SUBSET}:DeprecationWarning", "-c", "import packbuilder.typeset"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode == 0:
        return Finding("Typesetter", True, "WeasyPrint and Pango work")
    library = "HarfBuzz-Subset" if NO_SUBSET in run.stderr else "Pango"
    return Finding("Typesetter", False, f"the system library {library} is missing", install_hint())


def install_command() -> list[str] | None:
    """The package manager's command for Pango; None where no known one is there."""
    return next((command for manager, command in PANGO.items() if shutil.which(manager)), None)


def install_hint() -> str:
    """What to type to get Pango on this machine."""
    if sys.platform == "win32":
        return WINDOWS
    command = install_command()
    if command is None:
        return "install Pango 1.44 or later with your system's package manager"
    return " ".join(command if _is_root() or command[0] == "brew" else ["sudo", *command])


def install() -> bool:
    """Installs Pango where that needs no password; says whether it was tried and worked."""
    if sys.platform == "win32":
        return False
    command = install_command()
    if command is None:
        return False
    if not _is_root() and command[0] != "brew":
        if not shutil.which("sudo") or _run(["sudo", "-n", "true"]) != 0:
            return False
        command = ["sudo", "-n", *command]
    if "apt-get" in command:
        update = command[: command.index("apt-get") + 1]
        _run([*update, "update", "-q"])
    return _run(command) == 0


def _run(command: list[str]) -> int:
    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0
