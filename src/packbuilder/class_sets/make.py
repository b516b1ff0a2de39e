"""The main path of a class set: a pack and a roster to collated PDFs, a manifest and a job sheet.

    roster → plan → typeset each variant once → collate → stamp → write

Everything is made in a folder beside the final one, which it replaces once it is complete.
"""

import os
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import nullcontext, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from packbuilder.class_sets.changes import changes
from packbuilder.class_sets.copies import FIRST_LATE, LateError, code_of, late, number_and_page, pick
from packbuilder.class_sets.folder import JOB_SHEET, MANIFEST, MOST_MANIFEST, recover, renewed, slug
from packbuilder.class_sets.headings import readable
from packbuilder.class_sets.manifest import (
    NAME,
    Listed,
    Manifest,
    Origin,
    Record,
    manifest_csv,
    manifest_json,
    read_manifest,
)
from packbuilder.class_sets.order import ClassSet, Order, chosen_copies, typeset_set
from packbuilder.class_sets.pages import Stage
from packbuilder.class_sets.printed import MOST_BESIDE, Meant, Printed, change_of_options, printed_beside
from packbuilder.class_sets.roster import Roster, is_bundle, name_key
from packbuilder.class_sets.wanted import Settings, Wanted, option_of
from packbuilder.limits import DEFAULT_LIMITS, Limits
from packbuilder.links import FileError, read_ordinary
from packbuilder.output import folder_in, refuse_unwritable
from packbuilder.problems import SetupError, printable
from packbuilder.targets import PACK_FILE, worksheet_names, worksheet_path
from packbuilder.wording import few, shown
from packbuilder.workers import Crew, EndedError, Pending, Workers

if TYPE_CHECKING:
    from concurrent.futures import Executor

LONGEST_FOLDER = 150
"""Bytes of a folder's name; file systems allow 255, and something is put in front and behind."""
LONGEST_WHAT = 60
"""Bytes of what is put behind."""


@dataclass(frozen=True)
class Made:
    """The folder that was written, what is in it, and the roster that it was made for.

    `changed` is what is other on that than in the set that was there; `unlisted` are worksheets of the pack's folder
    that aren't in the pack; `set_aside` are the given options in whose place those of the set that was there counted.
    `is_alone` is a copy for which no set was there to compare it with.
    """

    folder: Path
    record: Record
    read: Roster
    changed: str = ""
    unlisted: tuple[str, ...] = ()
    set_aside: tuple[str, ...] = ()
    is_alone: bool = False


@dataclass(frozen=True)
class _Begun:
    """What is wanted of a class set, its pages, what it is of, and what is other than in the set that is there.

    `is_alone` is a copy for which there is no such set.
    """

    wanted: Wanted
    class_set: ClassSet
    origin: Origin
    changed: str
    is_alone: bool

    def told(self, record: Record) -> Record:
        """The record of what was made, with how and of what."""
        return replace(record, options=_kept(self.wanted), origin=self.origin)

    def made(self, order: Order, folder: Path, record: Record) -> Made:
        """What was made of it by the order, in this folder."""
        set_aside = _set_aside(order.wanted, self.wanted)
        read, unlisted = self.class_set.read, self.class_set.unlisted
        return Made(folder, record, read, self.changed, unlisted, set_aside, self.is_alone)


def make_class_set(order: Order, tick: Stage) -> Made:
    """Makes the PDFs to print, the manifest and the job sheet of a class set, and writes them.

    What is printed again, or added, is made with the options of the set that is there. Raises SpecError with all
    problems of the pack and the roster, and SetupError where an option doesn't fit them or the folder can't be written;
    what was there before is then still there.
    """
    # What draws and writes PDFs is loaded when it is needed.
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415

    from packbuilder.class_sets.streams import plan_streams, write_streams  # noqa: PLC0415

    base = _folder(order)
    folder = _apart(base, _again(order.wanted)) if order.wanted.only else base
    begun = _begun(order, base, folder, tick)
    class_set, late_joiners = begun.class_set, begun.wanted.late_joiners
    if late_joiners:
        first = _first_late(base, class_set.set_id)
        class_set = replace(class_set, copies=late(first, late_joiners, _class_of_late(class_set)))
        folder = _apart(base, f"late-{first}")
    record = begun.told(plan_streams(class_set))
    with ThreadPoolExecutor(1) as beside, renewed(folder) as work:
        asked = _ask_for_job_sheet(order.crew, record, beside)
        _refuse_another(folder, begun.origin, class_set.set_id)
        if late_joiners:
            _refuse_added(folder)
        record = write_streams(class_set, record, work, tick)
        (work / JOB_SHEET).write_bytes(_job_sheet(asked(), record, order.options.limits))
        _write_manifest(record, work)
    return begun.made(order, folder, record)


def make_files(order: Order, tick: Stage) -> Made:
    """Makes a tagged PDF for each student, and the manifest, and writes them; an interrupted run is gone on with.

    What is made again has the options of the files that are there. Raises as `make_class_set` does.
    """
    from packbuilder.class_sets.files import write_files  # noqa: PLC0415

    order = replace(order, wanted=replace(order.wanted, files=True))
    base = _folder(order)
    whole = _apart(base, "files")
    folder = _apart(base, f"files-again-{order.wanted.only}") if order.wanted.only else whole
    begun = _begun(order, whole, folder, tick)
    with renewed(folder, resumed=True) as work:
        _refuse_another(folder, begun.origin, begun.class_set.set_id)
        record = begun.told(write_files(begun.class_set, work, tick))
        _write_manifest(record, work)
    return begun.made(order, folder, record)


def _begun(order: Order, base: Path, folder: Path, tick: Stage) -> _Begun:
    """Typesets what is to be written into `folder`, as the set in `base` was made if there is one to go by."""
    for each in dict.fromkeys((base, folder)):
        refuse_unwritable(each.parent)
        recover(each)
        _refuse_another(each, _origin(order))
    wanted = _as_before(base, order)
    class_set = typeset_set(replace(order, wanted=wanted), tick)
    is_alone = wanted.only is not None and _manifest(base) is None and _is_nowhere(base, order, class_set)
    changed = _changed(base, class_set, order.target.folder)
    return _Begun(wanted, class_set, _exact(order, class_set), changed, is_alone)


def make_job_sheet(record: Record) -> bytes:
    """The job sheet of a class set, a PDF. What it takes is imported where it is made."""
    from packbuilder.class_sets.job_sheet import job_sheet  # noqa: PLC0415

    return job_sheet(record)


def _ask_for_job_sheet(crew: Crew, record: Record, beside: "Executor") -> Callable[[], Pending[bytes]]:
    """Has it typeset while the copies are drawn, which begins before workers are ready to be asked."""
    try:
        return beside.submit(crew.submit, make_job_sheet, record).result
    except RuntimeError:  # there can be no thread for that
        pending = crew.submit(make_job_sheet, record)
        return lambda: pending


def _job_sheet(pending: Pending[bytes], record: Record, limits: Limits) -> bytes:
    """What a worker has made of the record; where a worksheet may take less than usual, another one may take that.

    A layout has a template for it, which may never come to an end, so there is no doing it here.
    """
    usual = replace(
        limits, **{name: max(getattr(limits, name), getattr(DEFAULT_LIMITS, name)) for name in LIMITS_OF_WORKERS}
    )
    try:
        try:
            return pending.result()
        except EndedError:
            if usual == limits:
                raise
        with Workers(1, usual) as again:
            return again.submit(make_job_sheet, record).result()
    except EndedError as error:
        raise SetupError(f"the job sheet: {error}; or mend the job-sheet.html of the layout") from None


LIMITS_OF_WORKERS = ("seconds", "memory")
"""The limits of what a worker takes."""


def _write_manifest(record: Record, work: Path) -> None:
    (work / MANIFEST).write_bytes(manifest_json(record))
    (work / f"{NAME}.csv").write_bytes(manifest_csv(record))


def _folder(order: Order) -> Path:
    """The folder of a class set: in that of the pack, and called after the roster, its classes and the worksheet.

    A booklet has a folder of its own, so that the set that is printed page by page can still be printed again.
    """
    return _folder_of(order, _classes(order))


def _folder_of(order: Order, classes: tuple[str, ...]) -> Path:
    parts = (order.roster.stem, *classes, *(order.target.only or ()))
    name = slug("-".join(parts), LONGEST_FOLDER) or NAME
    folder = folder_in(order.options.output, order.target.folder.resolve().name) / name
    imposition = order.wanted.settings.imposition
    return folder if imposition == "none" else _apart(folder, imposition)


def _classes(order: Order) -> tuple[str, ...]:
    """The classes that the set is of, or none if it is of all.

    What is added belongs to the set of all classes, and a class only says whose these copies are; but if only the
    classes were printed, it belongs to their set, and the classes of a bundle are numbered for themselves.
    """
    classes = order.wanted.classes
    if not order.wanted.late_joiners or is_bundle(order.roster):
        return classes
    of_all, of_classes = ((_folder_of(order, each) / MANIFEST).exists() for each in ((), classes))
    return classes if of_classes and not of_all else ()


def _apart(folder: Path, what: str) -> Path:
    """The folder beside `folder` for something else of the same set. No list's own name has two hyphens in a row."""
    return folder.with_name(f"{folder.name}--{slug(what, LONGEST_WHAT)}")


def _again(wanted: Wanted) -> str:
    """What is put behind for a copy that is printed again, or for a page of it: ids end as numbers of pages do."""
    return f"page-{wanted.page}-of-{wanted.only}" if wanted.page else f"again-{wanted.only}"


def _kept(wanted: Wanted) -> dict[str, Any]:
    """What the manifest says of how a set was made; `screen` is whether all files have fields to type into."""
    how = {"screen": wanted.screen is True} if wanted.files else asdict(wanted.settings)
    return {**how, "spares": wanted.spares, "anonymous": wanted.anonymous, "codes": wanted.codes}


def _as_before(folder: Path, order: Order) -> Wanted:
    """What is wanted; if it is printed again, or added, with the options of the set in `folder`, if there is one."""
    wanted = order.wanted
    if not (wanted.only or wanted.late_joiners):
        return wanted
    manifest = _manifest(folder)
    if manifest is None:
        if wanted.late_joiners:
            of_all = wanted.classes != _classes(order)
            first = "for all classes first, without --class and" if of_all else "first, without"
            there = [each.folder.name for each in _elsewhere(folder, order) if each.has_classes(wanted.classes)]
            other = f"; or give --class, --booklet or --two-up as for {few(there, MOST_TOLD)}" if there else ""
            raise SetupError(f"there is no class set in {folder} yet; print it {first} --late-joiners{other}")
        return wanted
    before = manifest.options
    settings = Settings(**{name: before[name] for name in asdict(wanted.settings) if name in before})
    others: dict[str, Any] = {name: before[name] for name in ("spares", "anonymous", "codes") if name in before}
    if "screen" in before:
        # Where not everybody has fields to type into, the roster says who does.
        others["screen"] = before["screen"] or None
    return replace(wanted, settings=settings, **others)


def _is_nowhere(folder: Path, order: Order, class_set: ClassSet) -> bool:
    """Is the copy in no class set to which other options lead? Of files there may be none where paper is.

    Raises SetupError if it is in one: nothing could be compared with it.
    """
    meant = _meant(order, class_set)
    if meant is None:
        return True
    given = Printed(folder, order.wanted.classes, order.wanted.settings.imposition)
    # One to which the list still leads is of more use.
    found = sorted(_elsewhere(folder, order, meant), key=lambda each: _lacking(each, order, class_set) != "")
    for there in found:
        if order.wanted.files:
            return False
        lacking = _lacking(there, order, class_set)
        if lacking:
            has_changed = f"the class list has changed since, and has no class {lacking} any more"
            remedy = f"{has_changed}; take the list of that time"
        elif there.has_classes(_class_of(meant, class_set)):
            remedy = f"to print it again, {change_of_options(given, there)}"
        else:
            continue  # who has changed the class isn't found there
        otherwise = "for one as list and pack are now, choose another folder with --output"
        raise SetupError(f"the copy is in the class set in {there.folder}; {remedy}; {otherwise}")
    return True


def _meant(order: Order, class_set: ClassSet) -> Meant | None:
    """The copy that is asked for, by its student where there is one; None if the option names no copy."""
    only, set_id = str(order.wanted.only), class_set.set_id
    number, numbered_in = None, set_id if is_bundle(order.roster) else None
    if not any(copy.student and copy.student.id == only for copy in class_set.copies):
        with suppress(SetupError):
            code = code_of(only)
            number, numbered_in = code or (number_and_page(only, set_id)[0], numbered_in)
    try:
        copy, _ = pick(class_set.copies, only, set_id)
    except SetupError:  # it is told where it is what is wrong; a spare copy may be in another set all the same
        return Meant(set_id, None, number, numbered_in or set_id) if number and number < FIRST_LATE else None
    student = copy.student.id if copy.student else None
    return Meant(set_id, student, number, numbered_in if student else numbered_in or set_id)


def _class_of(meant: Meant, class_set: ClassSet) -> tuple[str, ...]:
    """The class in which the student is now, if there is one."""
    copies = class_set.copies if meant.student is not None else ()
    return tuple(each.class_name for each in copies if each.student and each.student.id == meant.student)[:1]


def _lacking(there: Printed, order: Order, class_set: ClassSet) -> str:
    """The first class of that set that the list lacks, as a message shows it, or ""; of a bundle others aren't read."""
    if is_bundle(order.roster) and order.wanted.classes:
        return ""
    keys = {name_key(student.class_name) for student in class_set.read.students}
    return next((shown(readable(name)) for name in there.classes if name_key(name) not in keys), "")


def _elsewhere(folder: Path, order: Order, meant: Meant | None = None) -> Iterator[Printed]:
    """The other class sets of the same list and pack to which options lead, and which hold the copy if one is meant."""
    for there in printed_beside(folder, order.roster.stem, _placed(order), meant):
        if _folder(_ordered_like(there, order)) == there.folder:
            yield there


def _ordered_like(there: Printed, order: Order) -> Order:
    """The order with the options after which the folder of that set is called."""
    settings = replace(order.wanted.settings, imposition=there.imposition)
    return replace(order, wanted=replace(order.wanted, classes=there.classes, settings=settings))


def _set_aside(given: Wanted, wanted: Wanted) -> tuple[str, ...]:
    """The options that were given and don't count, since the set that is there was made otherwise."""
    asked, counts, usual = map(_kept, (given, wanted, Wanted(files=given.files)))
    return tuple(option_of(name) for name, value in asked.items() if value not in (counts[name], usual[name]))


def _origin(order: Order) -> Origin:
    """What is kept in the manifest of what a set is of."""
    return Origin(_as_text(order.roster.name), tuple(map(name_key, _classes(order))), order.target.only or ())


def _placed(order: Order) -> Origin:
    """What a set is of, with where its list and its pack lie.

    The places are seen from the output folder: all may be moved together. A link isn't followed, since the one that
    always leads to the latest list is the same list.
    """
    output = order.options.output
    roster, pack = _seen_from(output, order.roster), _seen_from(output, order.target.folder)
    return replace(_origin(order), roster_path=roster, pack_path=pack)


def _as_text(path: str) -> str:
    """The name of a file may hold bytes that are no text, and accents in two ways."""
    return unicodedata.normalize("NFC", printable(path))


def _exact(order: Order, class_set: ClassSet) -> Origin:
    """What a set is of, with where its list and its pack lie, and with the copy if it is one."""
    origin = _placed(order)
    if class_set.wanted.only is None:
        return origin
    try:
        (copy,), page = chosen_copies(class_set)
    except LateError as error:
        raise SetupError(_told_of_late(order, class_set.set_id, error.number)) from None
    return replace(origin, copy=copy.student.id if copy.student else str(copy.number), page=page)


def _seen_from(output: Path, path: Path) -> str:
    try:
        there = os.path.relpath(path, output)
    except ValueError:  # another drive of Windows
        there = os.path.abspath(path)  # noqa: PTH100 - pathlib has only what follows links
    return _as_text(Path(there).as_posix())


def _refuse_another(folder: Path, origin: Origin, set_id: str = "") -> None:
    """Raises SetupError if `folder` holds the set of another list or pack, or of other parts of the same.

    Names of folders are simpler than theirs, so those of two sets can meet: of `year.csv` with the class 12B, and of
    `year-12b.csv`; and lists in two folders have the same one. A list or a pack that was moved has its set replaced as
    long as it makes the same one; if it has changed, too, nobody knows whether it is another.
    """
    try:
        manifest = read_manifest(read_ordinary(folder / MANIFEST, MOST_MANIFEST))
    except (OSError, FileError, ValueError):
        return  # what isn't of a class set stays, whatever it is
    there = manifest.origin
    if there is None:
        return
    told = str(there), str(origin)
    if there.is_like(origin):
        if there.lies_with(origin) or manifest.set_id == set_id:
            return
        told = there.with_paths(folder.parents[1]), origin.with_paths(folder.parents[1])
    message = f"{folder} holds the class set of {told[0]}, and this would be one of {told[1]}"
    raise SetupError(f"{message}; take that folder away, or choose another one with --output")


def _refuse_added(folder: Path) -> None:
    """Raises SetupError if copies were added meanwhile that have the numbers of those for `folder`."""
    if _manifest(folder) is not None:
        raise SetupError(f"another run has just added {folder}; give the command once more for the numbers behind it")


def _changed(folder: Path, class_set: ClassSet, pack: Path) -> str:
    """What is other on the class list than in the set in `folder`.

    Raises SetupError if something is to be printed again, or added, and that set is another.
    """
    try:
        manifest = _manifest(folder)
    except SetupError:
        return ""  # where it is needed this was said before, and else it is looked at when it is replaced
    if manifest is None or manifest.set_id == class_set.set_id:
        return ""
    changed = changes(_of_classes(manifest.students, class_set.wanted.classes), class_set.copies)
    if class_set.wanted.only or class_set.wanted.late_joiners:
        message = f"the class set in {folder} is {manifest.set_id}, and this would be one of {class_set.set_id}"
        later = _saved_later(_read_of(pack, class_set), folder)
        what = f"pack, roster, paper, layout or packbuilder have changed since{later}"
        remedy = f"{what}; take the same, or print all anew"
        if changed:
            remedy = f"the class list has changed since ({changed}); take the list of that time, or print all anew"
        raise SetupError(f"{message}; {remedy}")
    return changed


def _of_classes(students: Mapping[str, Listed], classes: tuple[str, ...]) -> dict[str, Listed]:
    """The students of these classes, or all: copies of others, such as those in the set of all, aren't made now."""
    keys = {*map(name_key, classes)}
    return {each: student for each, student in students.items() if not keys or name_key(student.class_name) in keys}


def _read_of(pack: Path, class_set: ClassSet) -> list[Path]:
    """The worksheets of a pack that are in the class set, and its pack.yaml."""
    names = (name for name in worksheet_names(pack) if name not in class_set.unlisted)
    file = pack / PACK_FILE
    return [*(worksheet_path(pack, name) for name in names), *([file] if file.exists() else [])]


def _saved_later(files: Iterable[Path], folder: Path) -> str:
    """` (saved later: x.yaml)`: those of the files that were saved after the folder's class set was made; or ""."""
    try:
        made = (folder / MANIFEST).stat().st_mtime
        later = [path.name for path in sorted(files) if path.stat().st_mtime >= made]
    except OSError:
        return ""
    return f" (saved later: {few([readable(name) for name in later], MOST_TOLD)})" if later else ""


MOST_TOLD = 5
"""So many files or folders are named."""


def _manifest(folder: Path, most: int = MOST_MANIFEST) -> Manifest | None:
    """The manifest in a folder, if there is one of at most `most` bytes. Raises SetupError if it isn't understood."""
    path = folder / MANIFEST
    try:
        data = read_ordinary(path, most)
    except (OSError, FileError):
        return None
    try:
        return read_manifest(data)
    except ValueError as error:
        raise SetupError(f"{path}: {error}; print the set anew, or take the packbuilder that made it") from None


def _class_of_late(class_set: ClassSet) -> str:
    """The class of copies that are added, spelt as the list spells it; none if there are several, or none is named."""
    names = {copy.class_name for copy in class_set.copies} if class_set.wanted.classes else set()
    return names.pop() if len(names) == 1 else ""


def _first_late(folder: Path, set_id: str) -> int:
    """The number of the first copy that is added to the set in `folder`."""
    numbers = [number for manifest in _added(folder, set_id).values() for number in manifest.numbers]
    return max([FIRST_LATE - 1, *numbers]) + 1


def _added(folder: Path, set_id: str) -> dict[Path, Manifest]:
    """The manifests of the copies that were added to the set in `folder`, by their folders, in order."""
    name = folder.name.partition("--")[0]
    added = {}
    for each in sorted(folder.parent.glob("*--late-*")):
        own = each.name.partition("--")[0] == name
        with nullcontext() if own else suppress(SetupError):
            manifest = _manifest(each, MOST_MANIFEST if own else MOST_BESIDE)
            # Those of a booklet, and of a class alone, have the same codes, but for their numbers.
            if manifest and (own or manifest.set_id == set_id):
                added[each] = manifest
    return added


def _told_of_late(order: Order, set_id: str, number: int) -> str:
    """What to do for a copy that was added: it is in the folder in which it was, since the list says nothing of it."""
    base = _folder(replace(order, wanted=replace(order.wanted, only=None, late_joiners=1)))
    for folder, manifest in _added(base, set_id).items():
        if manifest.set_id == set_id and number in manifest.numbers:
            listed = f"{NAME}.csv says on which sheets it is"
            return f"copy {number} was added later; print it again from {folder}, where {listed}"
    following = _first_late(base, set_id)
    return f"no copy {number} has been added to {base}; the next one that --late-joiners adds is {following}"
