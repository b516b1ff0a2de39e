"""The main path of a class set: a pack and a roster to collated PDFs, a manifest and a job sheet.

    roster → plan → typeset each variant once → collate → stamp → write

Everything is made in a folder beside the final one, which it replaces once it is complete.
"""

import glob
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from packbuilder.build import Options, Target
from packbuilder.class_sets.collate import Settings
from packbuilder.class_sets.copies import FIRST_LATE, late
from packbuilder.class_sets.manifest import (
    NAME,
    Record,
    highest_copy,
    listed_files,
    manifest_csv,
    manifest_json,
    options_of,
    set_of,
)
from packbuilder.class_sets.typesetting import ClassSet, Tick, Wanted, typeset_set
from packbuilder.output import recover, renewed, slug
from packbuilder.problems import SetupError

MANIFEST = f"{NAME}.json"
JOB_SHEET = "job-sheet.pdf"
LONGEST_FOLDER = 150
"""Bytes of a folder's name; file systems allow 255, and something is put in front and behind."""


@dataclass(frozen=True)
class Made:
    """The folder that was written, and what is in it."""

    folder: Path
    record: Record


def make_class_set(target: Target, roster: Path, options: Options, wanted: Wanted, tick: Tick) -> Made:
    """Makes the PDFs to print, the manifest and the job sheet of a class set, and writes them.

    What is printed again, or added, is made with the options of the set that is there. Raises SpecError with all
    problems of the pack and the roster, and SetupError where an option doesn't fit them or the folder can't be written;
    what was there before is then still there.
    """
    # What draws and writes PDFs is loaded when it is needed.
    from packbuilder.class_sets.job_sheet import job_sheet  # noqa: PLC0415
    from packbuilder.class_sets.streams import write_streams  # noqa: PLC0415

    base = _folder(target, roster, options, wanted)
    folder, wanted = base, _as_before(base, wanted)
    class_set = typeset_set(target, roster, options, wanted, tick)
    _refuse_changed(base, class_set)
    if wanted.only:
        folder = base.with_name(slug(f"{base.name}-again-{wanted.only}-{wanted.page or ''}", LONGEST_FOLDER))
    if wanted.late_joiners:
        first = _first_late(base)
        class_name = wanted.classes[0] if len(wanted.classes) == 1 else ""
        class_set = replace(class_set, copies=late(first, wanted.late_joiners, class_name))
        folder = base.with_name(f"{base.name}-late-{first}")
    with renewed(folder, _held, MANIFEST) as work:
        record = replace(write_streams(class_set, work, tick), options=_kept(wanted))
        (work / JOB_SHEET).write_bytes(job_sheet(record, class_set.pack.folder))
        _write_manifest(record, work)
    return Made(folder, record)


def make_files(target: Target, roster: Path, options: Options, wanted: Wanted, tick: Tick) -> Made:
    """Makes a tagged PDF for each student, and the manifest, and writes them; an interrupted run is gone on with."""
    from packbuilder.class_sets.files import JOURNAL, write_files  # noqa: PLC0415

    base = _folder(target, roster, options, wanted)
    class_set = typeset_set(target, roster, options, wanted, tick)
    again = f"-again-{wanted.only}" if wanted.only else ""
    folder = base.with_name(f"{slug(base.name + again, LONGEST_FOLDER)}-files")
    with renewed(folder, _held, MANIFEST, resumed=True) as work:
        record = write_files(class_set, work, tick)
        _write_manifest(record, work)
        (work / JOURNAL).unlink()
    return Made(folder, record)


def _held(manifest: bytes) -> set[str]:
    """The names of the files in the folder of a class set."""
    return {MANIFEST, f"{NAME}.csv", JOB_SHEET, *listed_files(manifest)}


def _write_manifest(record: Record, work: Path) -> None:
    (work / MANIFEST).write_bytes(manifest_json(record))
    (work / f"{NAME}.csv").write_bytes(manifest_csv(record))


def _folder(target: Target, roster: Path, options: Options, wanted: Wanted) -> Path:
    """The folder of a class set: in that of the pack, and called after the roster, its classes and the worksheet."""
    # What is added belongs to the set of all classes; a class says whose these copies are.
    classes = () if wanted.late_joiners else wanted.classes
    parts = (roster.stem, *classes, *(target.only or ()))
    name = slug("-".join(parts), LONGEST_FOLDER) or NAME
    return options.output / target.folder.resolve().name / name


def _kept(wanted: Wanted) -> dict[str, Any]:
    """What the manifest says of how a set was made."""
    return {**asdict(wanted.settings), "spares": wanted.spares, "anonymous": wanted.anonymous, "codes": wanted.codes}


def _as_before(folder: Path, wanted: Wanted) -> Wanted:
    """For what is printed again, or added: with the options of the set in `folder`, if there is one."""
    recover(folder)
    if not (wanted.only or wanted.late_joiners):
        return wanted
    manifest = _manifest(folder)
    if manifest is None:
        if wanted.late_joiners:
            raise SetupError(f"there is no class set in {folder} yet; print it first, without --late-joiners")
        return wanted
    before = options_of(manifest)
    settings = Settings(**{name: before[name] for name in asdict(wanted.settings) if name in before})
    others = {name: before[name] for name in ("spares", "anonymous", "codes") if name in before}
    return replace(wanted, settings=settings, **others)


def _refuse_changed(folder: Path, class_set: ClassSet) -> None:
    """Raises SetupError if something is to be printed again, or added, and the set in `folder` is another."""
    wanted = class_set.wanted
    manifest = _manifest(folder) if wanted.only or wanted.late_joiners else None
    if manifest is not None and set_of(manifest) != class_set.set_id:
        message = f"the class set in {folder} is {set_of(manifest)}, and this would be one of {class_set.set_id}"
        remedy = "pack, roster, paper, layout or packbuilder have changed since; take the same, or print all anew"
        raise SetupError(f"{message}; {remedy}")


def _manifest(folder: Path) -> bytes | None:
    """The manifest in a folder, if there is one. Raises SetupError if it can't be understood."""
    path = folder / MANIFEST
    if not path.is_file():
        return None
    data = path.read_bytes()
    try:
        listed_files(data)
    except ValueError as error:
        raise SetupError(f"{path}: {error}; print the set anew, or take the packbuilder that made it") from None
    return data


def _first_late(folder: Path) -> int:
    """The number of the first copy that is added to the set in `folder`."""
    folders = folder.parent.glob(f"{glob.escape(folder.name)}-late-*")
    added = [manifest for each in sorted(folders) if (manifest := _manifest(each)) is not None]
    return max([FIRST_LATE - 1, *map(highest_copy, added)]) + 1
