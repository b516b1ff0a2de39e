"""The class sets that are there already: which of them hold a copy, and with which options they were made."""

import os
import shlex
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from packbuilder.class_sets.folder import MANIFEST, slug
from packbuilder.class_sets.headings import MAX_CELL, readable
from packbuilder.class_sets.manifest import Manifest, Origin, read_manifest
from packbuilder.class_sets.names import given_first
from packbuilder.class_sets.roster import name_key
from packbuilder.class_sets.wanted import IMPOSITIONS, Imposition
from packbuilder.links import FileError, read_ordinary
from packbuilder.wording import listed

MOST_BESIDE = 4_000_000
"""Bytes that are read of a manifest beside: somebody else may have put it there. That of 1,200 pupils has 264,000."""
MOST_FOLDERS = 50
"""So many folders are looked at: a school has a dozen classes, each printed in three ways at most."""
UNCUT = 100
"""Bytes of a folder's name that are never cut."""


@dataclass(frozen=True)
class Printed:
    """A class set in a folder, and the options after which the folder is called; its list spells its classes so."""

    folder: Path
    classes: tuple[str, ...] = ()
    imposition: Imposition = "none"

    def has_classes(self, names: tuple[str, ...]) -> bool:
        """Is it of all these classes?"""
        return not self.classes or {*map(name_key, names)} <= {*map(name_key, self.classes)}


@dataclass(frozen=True)
class Meant:
    """The copy that is looked for, in the class set `set_id` as it would be made now.

    It is a `student`'s, by the id, and without one a spare copy. Where a number or a code named it, that is the
    `number` in the set `numbered_in`, or, without that, in any: a list's numbers are the same whatever is printed.
    """

    set_id: str
    student: str | None = None
    number: int | None = None
    numbered_in: str | None = None


def printed_beside(folder: Path, list_name: str, origin: Origin, meant: Meant | None = None) -> Iterator[Printed]:
    """What lies in the folders beside `folder` of the same list and worksheets, and holds the copy that is meant.

    The list's file is called `list_name`, without its ending. Among it may be what is called otherwise than its options
    say: copies that were added, or what somebody has moved.
    """
    with suppress(OSError):
        names = sorted(path.name for path in folder.parent.iterdir() if _may_be_of(path.name, list_name, origin))
        for name in names[:MOST_FOLDERS]:
            with suppress(OSError, FileError, ValueError):
                manifest = read_manifest(read_ordinary(folder.parent / name / MANIFEST, MOST_BESIDE))
                if _is_of(manifest, origin, meant) and (meant is None or _holds(manifest, meant)):
                    yield Printed(folder.parent / name, _classes(manifest), manifest.options.get("imposition", "none"))


def _may_be_of(name: str, list_name: str, origin: Origin) -> bool:
    """Can options of this list lead to a folder of this name? It is called after list, classes and worksheets."""
    called, _, imposed = unicodedata.normalize("NFC", name).partition("--")
    whole, begins = os.fsencode(called), slug(list_name, MAX_CELL).encode()[:UNCUT]
    if name.startswith(".") or imposed not in ("", *IMPOSITIONS) or not whole.startswith(begins):
        return False
    is_its = not begins or whole[len(begins) : len(begins) + 1] in (b"", b"-")
    return len(whole) > UNCUT or (is_its and whole.endswith(slug("-".join(origin.worksheets), MAX_CELL).encode()))


def _is_of(manifest: Manifest, origin: Origin, meant: Meant | None) -> bool:
    """Is it of this list and these worksheets? A list that was moved makes the same set as before."""
    there = manifest.origin
    if there is None or (there.roster, there.worksheets) != (origin.roster, origin.worksheets):
        return False
    return there.lies_with(origin) or (meant is not None and manifest.set_id == meant.set_id)


def _holds(manifest: Manifest, meant: Meant) -> bool:
    """Is the copy in the set? Where it isn't sure, it is not."""
    if meant.number is not None:
        is_numbered_so = meant.numbered_in in (None, manifest.set_id) and meant.number in manifest.numbers
        if not is_numbered_so or meant.student is None:
            return is_numbered_so
    return meant.student is not None and given_first(meant.student) in map(given_first, manifest.students)


def _classes(manifest: Manifest) -> tuple[str, ...]:
    spelt = {name_key(each.class_name): each.class_name for each in manifest.students.values()}
    return tuple(spelt.get(key, key) for key in manifest.origin.classes) if manifest.origin else ()


def change_of_options(given: Printed, there: Printed) -> str:
    """What to give and what to leave out for the set that is there: `give --booklet and leave out --class "9A"`."""
    asked, made = ([name_key(name) for name in each.classes] for each in (given, there))
    stays = [key for key in asked if key in made]
    more = [] if stays == made else [_class_option(name) for name in there.classes]
    if stays and more:  # the folder is called after the classes in their order
        more = [f"{listed(more, 'and')} {'in this order' if len(more) > 1 else 'once'}"]
    needless = [_class_option(name) for name in given.classes if name_key(name) not in made]
    if given.imposition != there.imposition:
        more += _imposed(there)
        needless += _imposed(given)
    told = [f"{verb} {listed(each, 'and')}" for verb, each in (("give", more), ("leave out", needless)) if each]
    return listed(told, "and")


def _imposed(printed: Printed) -> list[str]:
    return [] if printed.imposition == "none" else [f"--{printed.imposition}"]


def _class_option(name: str) -> str:
    """The option as it can be pasted into a command line."""
    told = readable(name, MAX_CELL)
    return f"--class {shlex.quote(told)}" if SPECIAL & {*told} else f'--class "{told}"'


SPECIAL = {*'"$`\\!'}
"""What a shell doesn't take as it is between double quotation marks."""
