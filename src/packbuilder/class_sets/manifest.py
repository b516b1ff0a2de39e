"""What a class set consists of: which copy is whose, and on which sheets it is. As JSON and as CSV."""

import csv
import io
import json
import os
import re
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from packbuilder.class_sets.codes import MOST_NUMBER, is_set_id
from packbuilder.class_sets.copies import Copy
from packbuilder.class_sets.headings import readable
from packbuilder.class_sets.wanted import IMPOSITIONS
from packbuilder.problems import printable
from packbuilder.wording import shown

NAME = "class-set"
"""The manifest's files are called so, with .json and .csv behind it."""
VERSION = 1
LONGEST_ORIGIN = 100
"""Characters of what a set is of, as a message says it."""
LONGEST_PATH = 300
"""Characters of it where paths are told, and of the pack's."""
UNSEEN = (
    "\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f"
)
"""Format characters (Unicode category Cf): nobody sees them, and a program may take them away."""
FORMULA = re.compile(rf"""(^[\s"{UNSEEN}]*|[;\t\r\n][\s"{UNSEEN}]*)(?=[=+\-@＝＋－＠])|^(?=[\t\r\n])""")
"""Where a spreadsheet would take what follows for a formula (OWASP, CSV Injection).

Semicolons begin a cell too: where a decimal has a comma, Excel parts the cells of a CSV file there.
"""


@dataclass(frozen=True)
class StreamFile:
    """A PDF to print: the size of its pages, that of the paper in the tray, and its sides.

    `imposition` is "none", "booklet" or "two-up". Two sides are a sheet if `both_sides`, else every side is one.
    """

    name: str
    size: str
    tray: str
    sides: int
    both_sides: bool = True
    imposition: str = "none"

    @property
    def sheets(self) -> int:
        return self.sides // 2 if self.both_sides else self.sides

    @property
    def imposed(self) -> str:
        """The imposition that its pages have: "none" where there is no paper on which two of them lie."""
        return self.imposition if self.tray != self.size else "none"


@dataclass(frozen=True)
class CopyRecord:
    """A copy: its pages, its file if it has one, and by the name of each stream its first and last sheet, from 1."""

    copy: Copy
    pages: int
    sheets: Mapping[str, tuple[int, int]]
    file: str | None = None

    def sheets_in(self, name: str) -> int:
        """How many sheets it has in the stream called `name`."""
        first, last = self.sheets.get(name, (1, 0))
        return last - first + 1


class Listed(NamedTuple):
    """A student as the manifest lists the copy: `edition` is the name of its variant."""

    name: str
    class_name: str
    edition: str


@dataclass(frozen=True)
class Origin:
    """What a class set is of: a class list, called as its file is, some of its classes, some worksheets of the pack.

    Without classes, or without worksheets, it is of all. It may be a `copy`, by its student's id or else its number, or
    a `page` (from 1) of that. `roster_path` and `pack_path` are where the list and the pack's folder lie, as seen from
    the output folder. What older manifests don't say is empty.
    """

    roster: str = ""
    classes: tuple[str, ...] = ()
    worksheets: tuple[str, ...] = ()
    copy: str = ""
    page: int | None = None
    roster_path: str = ""
    pack_path: str = ""

    def __str__(self) -> str:
        return self._told(self.roster, LONGEST_ORIGIN)

    def with_paths(self, output: Path) -> str:
        """What it is of, with where list and pack lie in place of the list's name, for people."""
        roster, pack = (os.path.normpath(output / path) for path in (self.roster_path, self.pack_path))
        return f"{self._told(roster, LONGEST_PATH)} with the pack {readable(pack, LONGEST_PATH)}"

    def is_like(self, other: "Origin") -> bool:
        """Are these of the same, as far as both say it, wherever that lies?"""
        names = [(each.roster, each.classes, each.worksheets) for each in (self, other)]
        copies = {(each.copy, each.page) for each in (self, other) if each.copy}
        return names[0] == names[1] and len(copies) < 2

    def lies_with(self, other: "Origin") -> bool:
        """Do list and pack lie where the others do, as far as both say it?"""
        return len({(each.roster_path, each.pack_path) for each in (self, other) if each.roster_path}) < 2

    def _told(self, roster: str, longest: int) -> str:
        parts = [f"copy {self.copy}"] if self.copy else []
        parts += [f"page {self.page}"] if self.page else []
        parts += [f"class {name}" for name in self.classes] + [f"worksheet {name}" for name in self.worksheets]
        return readable(", ".join([roster, *parts]), longest)


LISTED = ("name", "class", "edition")
ORIGIN_TEXTS = ("roster", "copy", "roster_path", "pack_path")
ORIGIN_NAMES = ("classes", "worksheets")


@dataclass(frozen=True)
class Record:
    """A class set as it was made.

    `cut` is what had to be shortened on its pages: by "name" or "class" and the copy's number, what is printed there.
    """

    set_id: str
    pack: str
    title: str
    language: str
    streams: tuple[StreamFile, ...]
    copies: tuple[CopyRecord, ...]
    separators: bool = False
    options: Mapping[str, Any] = field(default_factory=dict)
    origin: Origin | None = None
    cut: Mapping[str, Mapping[int, str]] = field(default_factory=dict)

    def code(self, record: CopyRecord) -> str:
        """What the codes of a copy's pages begin with."""
        return f"{self.set_id}-{record.copy.number:04d}"


def manifest_json(record: Record) -> bytes:
    """The manifest for machines. The same record gives the same bytes."""
    manifest = {
        "version": VERSION,
        "set": record.set_id,
        "pack": record.pack,
        "title": record.title,
        "origin": _origin(record.origin),
        "options": dict(record.options),
        "files": [_file(stream) for stream in record.streams],
        "copies": [_copy(record, each) for each in record.copies],
    }
    manifest = {name: value for name, value in manifest.items() if value != {}}
    return (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode()


def _origin(origin: Origin | None) -> dict[str, Any]:
    """What a set is of; what is of all is left out."""
    return {name: value for name, value in asdict(origin).items() if value} if origin else {}


def _file(stream: StreamFile) -> dict[str, Any]:
    return {
        "name": stream.name,
        "paper": stream.size,
        "tray": stream.tray,
        "sides": stream.sides,
        "sheets": stream.sheets,
        "both_sides": stream.both_sides,
        "imposition": stream.imposed,
    }


def _copy(record: Record, each: CopyRecord) -> dict[str, Any]:
    """A copy; what has no value is left out."""
    copy = each.copy
    entries = {
        "copy": copy.number,
        "code": record.code(each),
        "id": copy.student.id if copy.student else None,
        "name": copy.student.name if copy.student else None,
        "class": copy.class_name,
        "edition": copy.variant.name,
        "pages": each.pages,
        "sheets": {stream.name: list(each.sheets[stream.name]) for stream in _streams_of(record, each)},
        "file": each.file,
    }
    return {name: value for name, value in entries.items() if value not in (None, "", {})}


def _streams_of(record: Record, each: CopyRecord) -> Iterator[StreamFile]:
    return (stream for stream in record.streams if stream.name in each.sheets)


def manifest_csv(record: Record) -> bytes:
    """The manifest for spreadsheets: RFC 4180, with the mark by which Excel knows UTF-8.

    Several sheets are written with a dash, `3–4`; Excel would read `3-4` as a date.
    """
    streams = [stream.name for stream in record.streams]
    files = any(each.file for each in record.copies)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    heading = ["copy", "code", "id", "name", "class", "edition", "pages", *(f"sheets in {name}" for name in streams)]
    writer.writerow(map(harmless, [*heading, "file"] if files else heading))
    for each in record.copies:
        copy, student = each.copy, each.copy.student
        who = (student.id, student.name) if student else ("", "")
        sheets = [_range(each.sheets[name]) if name in each.sheets else "" for name in streams]
        row = [str(copy.number), record.code(each), *who, copy.class_name, copy.variant.name, str(each.pages), *sheets]
        writer.writerow(map(harmless, [*row, each.file or ""] if files else row))
    return BOM_UTF8 + text.getvalue().encode()


def _range(sheets: tuple[int, int]) -> str:
    first, last = sheets
    return str(first) if first == last else f"{first}–{last}"


def harmless(cell: str) -> str:
    """A cell that no spreadsheet runs as a formula: an apostrophe stands in front of the sign that would begin one."""
    return FORMULA.sub(lambda found: f"{found[0]}'", cell)


@dataclass(frozen=True)
class Manifest:
    """A manifest that was read: what a set is called in its codes, how it was made, of what, and what there is of it.

    `files` are the names of all files of which it speaks: what is printed, and the copies' own files. `numbers` are
    those of the copies, and `students` are by their ids, in the order of their copies. Older manifests don't say what
    a set is of, and have no `origin`.
    """

    set_id: str
    files: frozenset[str]
    numbers: tuple[int, ...]
    students: Mapping[str, Listed]
    options: Mapping[str, Any]
    origin: Origin | None


def read_manifest(data: bytes) -> Manifest:
    """A manifest (JSON), read.

    Raises ValueError for anything that is no manifest of this version, and for names that lead out of its folder.
    """
    manifest = _checked(data)
    names = [entry["name"] for entry in manifest["files"]]
    names += [entry["file"] for entry in manifest["copies"] if "file" in entry]
    for name in names:
        _refuse_other_places(name)
    return Manifest(
        set_id=manifest.get("set") or "",
        files=frozenset(names),
        numbers=tuple(entry["copy"] for entry in manifest["copies"]),
        students={
            entry["id"]: Listed(*(entry.get(name, "") for name in LISTED))
            for entry in manifest["copies"]
            if "id" in entry
        },
        options=manifest.get("options") or {},
        origin=_origin_as_told(manifest.get("origin")),
    )


def _origin_as_told(told: Mapping[str, Any] | None) -> Origin | None:
    if not told:
        return None
    roster, copy, *paths = (told.get(name, "") for name in ORIGIN_TEXTS)
    classes, worksheets = (tuple(told.get(name, ())) for name in ORIGIN_NAMES)
    return Origin(roster, classes, worksheets, copy, told.get("page"), *paths)


def _checked(data: bytes) -> dict[str, Any]:
    """The manifest, in which everything that is read has its type."""
    try:
        manifest = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"this is no manifest of a class set: {error}") from None
    version = manifest.get("version") if isinstance(manifest, dict) else None
    if type(version) is not int or version != VERSION:
        raise ValueError(f"this is no manifest of a class set of version {VERSION}")
    for part, is_right in PARTS.items():
        if not is_right(manifest.get(part)):
            raise ValueError(f"the manifest is damaged: its {part} can't be read")
    return dict(manifest)


def _are_files(entries: object) -> bool:
    return isinstance(entries, list) and all(_has(entry, {"name": str}, {}) for entry in entries)


def _are_copies(entries: object) -> bool:
    texts = dict.fromkeys(("file", "id", *LISTED), str)
    if not isinstance(entries, list) or not all(_has(entry, {"copy": int}, texts) for entry in entries):
        return False
    return all(0 < entry["copy"] <= MOST_NUMBER for entry in entries)


def _are_options(options: object) -> bool:
    """Options that are left out were the usual ones."""
    if options is None:
        return True
    flags = dict.fromkeys(("both_sides", "separators", "anonymous", "codes", "screen"), bool)
    if not isinstance(options, dict) or not _has(options, {}, {**flags, "spares": int, "imposition": str}):
        return False
    return options.get("spares", 0) >= 0 and options.get("imposition", "none") in IMPOSITIONS


def _is_origin(origin: object) -> bool:
    if origin is None:
        return True
    types = {**dict.fromkeys(ORIGIN_TEXTS, str), **dict.fromkeys(ORIGIN_NAMES, list), "page": int}
    if not isinstance(origin, dict) or not _has(origin, {}, types):
        return False
    return all(isinstance(name, str) for part in ORIGIN_NAMES for name in origin.get(part, ()))


def _is_set(text: object) -> bool:
    return text is None or (isinstance(text, str) and is_set_id(text))


PARTS = {"files": _are_files, "copies": _are_copies, "options": _are_options, "origin": _is_origin, "set": _is_set}
"""What is read of a manifest, and whether it can be."""


def _has(entry: object, needed: Mapping[str, type], optional: Mapping[str, type]) -> bool:
    """Is this an entry with values of these types?"""
    if not isinstance(entry, dict) or not needed.keys() <= entry.keys():
        return False
    types = {**needed, **optional}
    return all(type(value) is types[key] for key, value in entry.items() if key in types)


def _refuse_other_places(name: str) -> None:
    path = PurePosixPath(name)
    if not path.parts or path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name:
        raise ValueError(f"the manifest speaks of {printable(shown(name))}, which is no file of its folder")
