"""Worksheets and packs to start from, made of the examples of the kinds."""

import os
import re
from collections.abc import Sequence
from pathlib import Path

from packbuilder.kinds import kinds
from packbuilder.layouts import resource
from packbuilder.output import holds, write_all
from packbuilder.problems import SetupError, printable
from packbuilder.schema import PACK_SCHEMA, WORKSHEET_SCHEMA, write_schemas
from packbuilder.targets import PACK_FILE, SUFFIX, name_flaw

COMMENT = "# yaml-language-server: $schema=../{}\n"


def example(kind: str) -> str:
    """The YAML of the kind's example worksheet."""
    return (resource("examples") / f"{kind}.yaml").read_text("utf-8")


def _pictures(chosen: Sequence[str]) -> dict[str, bytes]:
    """The pictures that the examples of the kinds show, by their names; they are called like their kinds."""
    found = (path for kind in chosen for path in resource("examples").glob(f"{kind}.*") if path.suffix != SUFFIX)
    return {path.name: path.read_bytes() for path in found}


def new(path: Path, chosen: Sequence[str]) -> list[Path]:
    """Writes a worksheet (`path` ends in .yaml) or a pack folder, with an activity of each chosen kind.

    Returns what was written. Raises SetupError rather than overwrite anything.
    """
    _check_path(path)
    title = path.stem.replace("-", " ").replace("_", " ").capitalize()
    if path.suffix == SUFFIX:
        folder, names = path.parent, list(chosen or ["questions"])
        texts = {path.name: _worksheet(title, names)}
    else:
        folder, names = path, list(dict.fromkeys(chosen or kinds()))
        texts = {PACK_FILE: _pack(title, names)} | {f"{name}.yaml": example(name) for name in names}
    pictures = _pictures(names)
    for name, content in pictures.items():
        if os.path.lexists(folder / name) and not holds(folder / name, content):
            raise SetupError(f"{folder / name} is there already, and is another picture; choose another folder")
    files = {name: text.encode() for name, text in texts.items()} | pictures
    write_all(folder, files)
    return [*(folder / name for name in files), *_missing_schemas(folder.resolve().parent)]


def _check_path(path: Path) -> None:
    """Raises SetupError if nothing can be written there that is found again under its name."""
    if path.exists():
        raise SetupError(f"{path} is there already; choose another name")
    in_the_way = [each for each in (path, *path.parents) if os.path.lexists(each) and not each.is_dir()]
    if in_the_way:
        raise SetupError(f"{printable(str(in_the_way[0]))} is no folder; choose another place")
    if path.suffix == SUFFIX:
        _check_name(path.stem, path, "file")
        if path.name == PACK_FILE:
            raise SetupError(f"{path}: that is what a pack's own file is called; choose another name")
        return
    if path.suffix.lower() in (SUFFIX, ".yml"):
        raise SetupError(f"{path}: a worksheet's name ends in {SUFFIX}; call it {path.stem}{SUFFIX}")
    _check_name(path.name, path, "folder")


def _missing_schemas(folder: Path) -> list[Path]:
    """Writes the schemas that the first lines of the new files name, where they aren't there yet."""
    try:
        return write_schemas(folder, overwrite=False)
    except SetupError:
        # An editor then completes nothing; the worksheet is as good as ever.
        return []


def _check_name(name: str, path: Path, what: str) -> None:
    flaw = name_flaw(name, what)
    if flaw:
        raise SetupError(f"{printable(str(path))}: {flaw.partition(';')[0]}; choose another name")
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise SetupError(f"{path}: use small letters, digits and hyphens for the name, as in my-worksheet")


def _worksheet(title: str, chosen: Sequence[str]) -> str:
    activities = "".join(_activities(example(kind)) for kind in chosen)
    return f'{COMMENT.format(WORKSHEET_SCHEMA)}title: "{title}"\npaper: A4\nactivities:\n{activities}'


def _activities(text: str) -> str:
    """What stands below `activities:` in an example."""
    return text.split("\nactivities:\n", 1)[1].rstrip() + "\n"


def _pack(title: str, names: Sequence[str]) -> str:
    listed = "".join(f"  - {name}\n" for name in names)
    head = f'{COMMENT.format(PACK_SCHEMA)}title: "{title}"\nunit: Unit 1\nsubject: Subject\nlevel: Year 10\n'
    return f"{head}language: en-GB\npaper: A4\nworksheets:\n{listed}"
