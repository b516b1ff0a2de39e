"""Packs to build: the shipped ones, with copies of some of their worksheets under other names and other titles."""

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from measuring import SHIPPED

SIZES = {"ideology-and-the-state": 16, "establishment-of-stalins-rule": 8, "examples": 16}
"""Worksheets of each pack: as many as are shipped (15, 7 and 16), and copies of the last ones of two, which makes 40.

The examples, with each kind and three scripts, are a pack without pack.yaml, in the order of their names.
"""
FEW = dict.fromkeys(SIZES, 3)
"""For a quick run."""
PACK_FILE = "pack.yaml"
TITLE = re.compile(r"^(title: .*?)(\"?)$", re.MULTILINE)
LISTED = re.compile(r"^  - (.+)\n?", re.MULTILINE)


def retitled(text: str, word: str) -> str:
    """A worksheet or a pack.yaml with a word more in its title."""
    return TITLE.sub(rf"\1 {word}\2", text, count=1)


def names(pack: str) -> list[str]:
    """The worksheets of a shipped pack in order."""
    listed = SHIPPED / pack / PACK_FILE
    if listed.exists():
        return LISTED.findall(listed.read_text(encoding="utf-8"))
    return sorted(path.stem for path in (SHIPPED / pack).glob("*.yaml"))


def write_packs(folder: Path, sizes: Mapping[str, int]) -> None:
    """Writes the shipped packs below the folder, each with so many worksheets."""
    for pack, size in sizes.items():
        shutil.copytree(SHIPPED / pack, folder / pack)
        for name in names(pack)[size:]:
            (folder / pack / f"{name}.yaml").unlink()
        chosen = names(pack)[:size]
        # One copy is enough for SIZES; a copy of a copy would come next.
        while len(chosen) < size:
            text = (folder / pack / f"{chosen[-1]}.yaml").read_text(encoding="utf-8")
            chosen.append(f"{chosen[-1]}-again")
            (folder / pack / f"{chosen[-1]}.yaml").write_text(retitled(text, "again"), encoding="utf-8")
        _list(folder / pack / PACK_FILE, chosen)


def _list(path: Path, chosen: list[str]) -> None:
    """Makes these the worksheets of a pack.yaml, if there is one."""
    if path.exists():
        settings = LISTED.sub("", path.read_text(encoding="utf-8"))
        path.write_text(settings + "".join(f"  - {name}\n" for name in chosen), encoding="utf-8")


def write_times(folder: Path, packs: Path, times: int) -> None:
    """Writes the packs so many times, each time under other names and with other titles.

    packbuilder knows a worksheet that it has made by its text: none of these is one that it knows.
    """
    for number in range(1, times + 1):
        for pack in sorted(path for path in packs.iterdir() if path.is_dir()):
            copy = folder / f"{pack.name}-{number}"
            shutil.copytree(pack, copy)
            for path in copy.glob("*.yaml"):
                path.write_text(retitled(path.read_text(encoding="utf-8"), str(number)), encoding="utf-8")


def write_one_pack(folder: Path, packs: Path) -> None:
    """Writes all worksheets of the packs, with their pictures, as a single one, which has the settings of its first."""
    folder.mkdir(parents=True)
    chosen = []
    for pack in SIZES:
        for path in sorted(packs.glob(f"{pack}/*.yaml")):
            if path.name != PACK_FILE:
                chosen.append(f"{pack}-{path.stem}")
                shutil.copy(path, folder / f"{chosen[-1]}.yaml")
    for picture in packs.glob("*/*.png"):
        shutil.copy(picture, folder)
    shutil.copy(packs / next(iter(SIZES)) / PACK_FILE, folder)
    _list(folder / PACK_FILE, chosen)
