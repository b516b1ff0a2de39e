"""The class sets that are there already: which of them hold a copy, and with which options they were made."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from packbuilder.class_sets.copies import number_and_page
from packbuilder.class_sets.folder import MANIFEST, MOST_MANIFEST
from packbuilder.class_sets.headings import readable
from packbuilder.class_sets.manifest import Manifest, Origin, read_manifest
from packbuilder.class_sets.names import given_first
from packbuilder.class_sets.roster import name_key
from packbuilder.class_sets.wanted import Imposition
from packbuilder.links import FileError, read_ordinary
from packbuilder.problems import SetupError
from packbuilder.wording import listed, shown


@dataclass(frozen=True)
class Printed:
    """A class set in a folder, and the options after which the folder is called; its list spells its classes so."""

    folder: Path
    classes: tuple[str, ...] = ()
    imposition: Imposition = "none"


def printed_beside(folder: Path, origin: Origin, only: str | None = None) -> Iterator[Printed]:
    """What lies in the folders beside `folder` of the same list and worksheets and holds the copy `only`.

    Among it may be what is called otherwise than its options say: copies that were added, or what somebody has moved.
    """
    for path in sorted(folder.parent.glob(f"*/{MANIFEST}")):
        with suppress(OSError, FileError, ValueError):
            manifest = read_manifest(read_ordinary(path, MOST_MANIFEST))
            if _is_of(manifest, origin) and (only is None or _holds(manifest, only)):
                yield Printed(path.parent, _classes(manifest), manifest.options.get("imposition", "none"))


def _is_of(manifest: Manifest, origin: Origin) -> bool:
    there = manifest.origin
    if there is None:
        return False
    return (there.roster, there.worksheets) == (origin.roster, origin.worksheets) and there.lies_with(origin)


def _holds(manifest: Manifest, only: str) -> bool:
    """Is the copy in the set that `only` names, as `pick` understands it?"""
    names = {key for each in manifest.students.values() for key in _keys(each.name)}
    if only in manifest.students or not names.isdisjoint(_keys(only)):
        return True
    try:
        number, _ = number_and_page(only, manifest.set_id)
    except SetupError:
        return False
    return number in manifest.numbers


def _keys(name: str) -> set[str]:
    return {name_key(name), name_key(given_first(name))}


def _classes(manifest: Manifest) -> tuple[str, ...]:
    spelt = {name_key(each.class_name): each.class_name for each in manifest.students.values()}
    return tuple(spelt.get(key, key) for key in manifest.origin.classes) if manifest.origin else ()


def change_of_options(given: Printed, there: Printed) -> str:
    """What to give and what to leave out for the set that is there: `give --booklet and leave out --class "9A"`."""
    asked, made = _options(given), _options(there)
    more = [option for key, option in made.items() if key not in asked]
    needless = [option for key, option in asked.items() if key not in made]
    return listed(
        [f"{verb} {listed(options, 'and')}" for verb, options in (("give", more), ("leave out", needless)) if options],
        "and",
    )


def _options(printed: Printed) -> dict[str, str]:
    """The options by what counts of them."""
    classes = {f"class {name_key(name)}": f"--class {shown(readable(name))}" for name in printed.classes}
    imposed = {} if printed.imposition == "none" else {printed.imposition: f"--{printed.imposition}"}
    return classes | imposed
