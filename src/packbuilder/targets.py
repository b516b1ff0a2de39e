"""Which packs and worksheets the paths of the command line mean. Nothing is read but the names of files."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from packbuilder.digests import LIKE_WORKSHEETS
from packbuilder.links import leads_out
from packbuilder.problems import SetupError, printable

PACK_FILE = "pack.yaml"
"""What tells the settings that worksheets of a folder share."""
DEFAULT_FOLDER = "worksheets"
"""Where packs are looked for unless it is said where."""
SUFFIX = ".yaml"
"""How the name of a worksheet's file ends."""
LIKE_PACK_FILES = {f"pack{ending}" for ending in LIKE_WORKSHEETS}


@dataclass(frozen=True)
class Target:
    """A folder to build as a pack, or single worksheets of it."""

    folder: Path
    only: tuple[str, ...] | None = None


LONGEST_NAME = 180
"""Bytes of a name: with edition, renderings and endings its files stay below the 255 that systems allow."""
NUMBERS = "0123456789¹²³"
DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in NUMBERS)}
"""Names that Windows keeps for devices, whatever follows a dot behind them (Naming Files, in its documentation)."""
UNPRINTABLE = "{} name has characters that can't be printed; rename it"


def name_flaw(name: str, what: str) -> str:
    """Why this name of a "file" or "folder" can't begin the names of PDFs on every system, and what to do; or ""."""
    if not name.isprintable():
        return UNPRINTABLE.format(f"the {what}'s")
    if name.partition(".")[0].rstrip(" ").lower() in DEVICES:
        return f'"{name}" is a name that Windows keeps for devices; rename the {what}'
    if "\\" in name or ":" in name:
        return f"the {what}'s name has a \\ or a :, which lead elsewhere on some systems; rename it"
    if len(name.encode()) > LONGEST_NAME:
        return f"the {what}'s name is longer than {LONGEST_NAME} bytes; shorten it"
    return ""


def find_targets(paths: Iterable[Path]) -> list[Target]:
    """What to build for the paths of the command line; everything below worksheets/ if there are none.

    Raises SetupError for a path that holds no worksheet, for a folder whose name can't be that of an output folder, and
    where two packs would get the same one.
    """
    folders: dict[Path, Path] = {}
    wanted: dict[Path, dict[str, None] | None] = {}
    for path in list(paths) or [_default_folder()]:
        for folder, name in _worksheets_at(path):
            key = folder.resolve()
            folders.setdefault(key, folder)
            names = wanted.setdefault(key, {})
            if name is None or names is None:
                wanted[key] = None
            else:
                names[name] = None
    taken: dict[str, Path] = {}
    for key in wanted:
        shown = printable(str(folders[key]))
        flaw = name_flaw(key.name, "folder") or (UNPRINTABLE.format("a folder's") if shown != str(folders[key]) else "")
        if flaw:
            raise SetupError(f"{shown}: {flaw}")
        if key.name in taken:
            message = f'{folders[taken[key.name]]} and {folders[key]} would both be written to "{key.name}"'
            raise SetupError(f"{message}; rename one, or build them one by one with --output")
        taken[key.name] = key
    return [Target(folders[key], None if names is None else tuple(names)) for key, names in wanted.items()]


def _worksheets_at(path: Path) -> list[tuple[Path, str | None]]:
    """Folders to build, each with the one worksheet that is meant or None for all."""
    if path.is_dir():
        folders = folders_at(path)
        found = folders[:1] if worksheet_names(path) else [folder for folder in folders if worksheet_names(folder)]
        for folder in found:
            if leads_out(folder, path):
                message = f"{printable(str(folder))} is a link out of its folder; take it away"
                raise SetupError(f"{message}, or name the folder that it leads to")
        if not found:
            raise SetupError(f"there is no worksheet {_none_in(folders)}")
        return [(folder, None) for folder in found]
    if not path.is_file():
        raise SetupError(f"there is no file or folder {path}{_hidden_ending(path)}")
    if path.suffix != ".yaml":
        is_text = path.name.lower().endswith((*LIKE_WORKSHEETS, ".txt"))
        remedy = "rename it" if is_text else "write one in a text editor (packbuilder new)"
        raise SetupError(f"{path}: a worksheet's name ends in .yaml; {remedy}")
    return [(path.parent, None if path.name == PACK_FILE else path.stem)]


def folders_at(path: Path) -> list[Path]:
    """The folder at a path of the command line, in which packs are looked for, and those in it; that of a worksheet.

    Hidden ones aren't looked into, as hidden files are no worksheets.
    """
    if not path.is_dir():
        return [path.parent]
    return [path, *sorted(each for each in path.iterdir() if each.is_dir() and not each.name.startswith("."))]


def _hidden_ending(path: Path) -> str:
    """That an editor has put .txt behind the name, if so."""
    other = path.with_name(f"{path.name}.txt")
    return f"; there is {other.name}, so rename that" if other.is_file() else ""


def _none_in(folders: list[Path]) -> str:
    """The first of the folders, in which there is no worksheet, and which files in them are called wrongly."""
    files = [file for folder in folders for file in overlooked(folder)]
    more = f" (and {len(files) - 1} more like it)" if len(files) > 1 else ""
    return f"in {folders[0]}: {files[0]}{more}" if files else f"(a file ending in {SUFFIX}) in {folders[0]}"


def _default_folder() -> Path:
    folder = Path(DEFAULT_FOLDER)
    if not folder.is_dir():
        raise SetupError('there is no folder worksheets/ here; name a worksheet, or start with "packbuilder new"')
    if leads_out(folder, Path()):
        raise SetupError("worksheets/ is a link out of this folder; name the folder that it leads to, if that is meant")
    return folder


def count_worksheets(targets: Iterable[Target]) -> int:
    """How many worksheet files the targets have, for a progress bar."""
    return sum(len(worksheet_names(t.folder) if t.only is None else t.only) for t in targets)


def worksheet_path(folder: Path, name: str) -> Path:
    """The file of a worksheet of the folder."""
    return folder / f"{name}{SUFFIX}"


def overlooked(folder: Path) -> Iterator[str]:
    """Files of a folder that aren't read by what they are called, though somebody may think so."""
    # A folder that may not be read has none, as with worksheets.
    for path in sorted(folder.glob("*")):
        if not path.name.lower().endswith(LIKE_WORKSHEETS) or path.name.startswith(".") or path.is_dir():
            continue
        is_pack = path.name.lower() in LIKE_PACK_FILES
        if is_pack and path.name != PACK_FILE:
            yield f"{printable(str(path))} doesn't say what the pack is; rename it {PACK_FILE}"
        elif path.suffix != SUFFIX:
            yield f"{printable(str(path))} isn't read; a worksheet's name ends in {SUFFIX}, so rename it"


def name_apart(pack: str, names: Sequence[str]) -> str:
    """What PDFs are called of the worksheet that has the name of its pack, of all `names` there: the pack's stay."""
    name = pack
    while name in names:
        name += f"-{pack}"
    return name


def worksheet_names(folder: Path) -> list[str]:
    """The worksheets of a folder by their file names, without the ending; hidden files are none."""
    paths = folder.glob(f"*{SUFFIX}")
    return sorted(path.stem for path in paths if path.name != PACK_FILE and not path.name.startswith("."))
