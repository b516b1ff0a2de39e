"""OneRoster bundles: three CSV files that say who is in which class, in a folder or a zip.

The rules are those of 1EdTech OneRoster 1.2, CSV Binding: records to be deleted are left out, and the role of an
enrollment says who is a student, because in 1.2 a user has a role for each school. Dates are not looked at.
"""

import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path, PurePosixPath

from packbuilder.class_sets.csv_rows import not_too_long, read_bytes, refusal
from packbuilder.class_sets.table import Table
from packbuilder.positioned import Mapping, Text
from packbuilder.wording import shown

FILES = ("users.csv", "classes.csv", "enrollments.csv")
"""The files that are read; the others of a bundle don't matter here."""
REQUIRED = {
    "users.csv": {"sourcedId": "id", "givenName": "given name", "familyName": "family name"},
    "classes.csv": {"sourcedId": "id", "title": "title"},
    "enrollments.csv": {"classSourcedId": "class", "userSourcedId": "user", "role": "role"},
}
OPTIONAL = {
    "users.csv": {
        "status": "status",
        "preferredGivenName": "preferred given name",
        "preferredFirstName": "preferred first name",
        "preferredFamilyName": "preferred family name",
    },
    "classes.csv": {"status": "status", "classCode": "code"},
    "enrollments.csv": {"status": "status"},
}
"""The columns of each file by their OneRoster names, and what they are called here."""
MAX_ZIP = 100_000_000
"""The largest zip in bytes; what else a district exports may lie in it."""
MAX_ENTRIES = 10_000
"""So many files a zip may hold: a list of millions takes a minute and gigabytes before the first is looked at."""
ENTRY = b"PK\x01\x02"
"""How the entry of each file in a zip's list of files begins (APPNOTE 6.3.10, 4.3.12)."""


def read_files(path: Path, most: int) -> dict[str, tuple[Path, bytes]]:
    """The three files of the bundle by their names: where each is, for messages, and its bytes.

    `path` is a folder or a zip, in which they may lie in one sub-folder. From a zip no more than `most` bytes of each
    are unpacked, in memory. Raises SpecError with everything that is missing, broken, encrypted or too long.
    """
    if path.is_dir():
        _complete(path, {name for name in FILES if (path / name).is_file()})
        return {name: (path / name, read_bytes(path / name, most, path)) for name in FILES}
    data = read_bytes(path, MAX_ZIP)
    if data.count(ENTRY) > MAX_ENTRIES:
        raise refusal(path, f"holds more than {MAX_ENTRIES:,} files; put {', '.join(FILES)} alone into a zip")
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return _unpacked(path, archive, most)
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError):
        raise refusal(path, "the zip is broken; export or download it again") from None


def _unpacked(path: Path, archive: zipfile.ZipFile, most: int) -> dict[str, tuple[Path, bytes]]:
    members = _members(path, archive.infolist())
    read = {}
    for name in FILES:
        member = members[name]
        file = path / member.filename
        if member.flag_bits & 1:
            raise refusal(path, f"{name} is encrypted; unpack the zip and name the folder instead")
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise refusal(path, f"{name} is packed in an unusual way; unpack the zip and name the folder instead")
        with archive.open(member) as unpacked:
            read[name] = (file, not_too_long(file, unpacked.read(most + 1), most))
    return read


def _members(path: Path, infos: Iterable[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """The three files of the one folder in which they lie."""
    folders: dict[PurePosixPath, dict[str, zipfile.ZipInfo]] = {PurePosixPath(): {}}
    for info in infos:
        name = PurePosixPath(info.filename)
        if name.name in FILES and len(name.parts) <= 2 and name.parts[0] != "__MACOSX":
            folders.setdefault(name.parent, {})[name.name] = info
    most = max(len(files) for files in folders.values())
    fullest = [folder for folder, files in folders.items() if len(files) == most]
    if most and len(fullest) > 1:
        raise refusal(path, f"holds several bundles ({', '.join(map(str, fullest))}); put each into a zip of its own")
    _complete(path, set(folders[fullest[0]]))
    return folders[fullest[0]]


def _complete(path: Path, have: set[str]) -> None:
    missing = [name for name in FILES if name not in have]
    if len(missing) == len(FILES):
        raise refusal(path, f"this is no OneRoster bundle, which holds {', '.join(FILES)}; a class list is a CSV file")
    if missing:
        raise refusal(path, f"has no {' and no '.join(missing)}; export the OneRoster bundle again with all its files")


def enrolled(users: Table, classes: Table, enrollments: Table) -> list[Mapping]:
    """The users who are students, once for each of their classes, in the order of the enrollments.

    Each row has the fields of a class list: the user's, names as preferred, and `class`. What is wrong is added to the
    tables' problems.
    """
    people, names = _by_id(users), _class_names(classes)
    rows: dict[tuple[str, str], Mapping] = {}
    for enrollment in enrollments.rows:
        if _deleted(enrollment) or enrollment["role"].casefold() != "student":
            continue
        user, class_ = enrollment["user"], enrollment["class"]
        for name, known, table in (("user", people, users), ("class", names, classes)):
            if enrollment[name] not in known:
                message = f"{shown(enrollment[name])} isn't in {table.file.name}; export the bundle again"
                enrollments.refuse(enrollment, name, f"{message} or delete this line")
        person, class_name = people.get(user), names.get(class_)
        if person is not None and class_name is not None and not _deleted(person):
            rows.setdefault((user, class_), _row(person, class_name))
    return list(rows.values())


def _deleted(row: Mapping) -> bool:
    return str(row.get("status", "")).casefold() == "tobedeleted"


def _by_id(table: Table) -> dict[str, Mapping]:
    """The rows by their sourcedId, which stands once only."""
    rows: dict[str, Mapping] = {}
    for row in table.rows:
        if not row["id"]:
            table.refuse(row, "id", "is empty; every line needs an id")
        elif row["id"] in rows:
            first = rows[row["id"]].position.line
            table.refuse(row, "id", f"{shown(row['id'])} stands twice (first in line {first}); keep one of them")
        rows.setdefault(row["id"], row)
    return rows


def _class_names(classes: Table) -> dict[str, Text | None]:
    """What each class is called, by its sourcedId; None if it is to be deleted.

    Sections of a course often share a title. They are told apart by their code, or else by their sourcedId.
    """
    known = _by_id(classes)
    there = [row for row in known.values() if not _deleted(row)]
    titles = Counter(row["title"].casefold() for row in there)
    codes = Counter((row["title"].casefold(), row.get("code")) for row in there)
    names: dict[str, Text | None] = dict.fromkeys(known)
    for row in there:
        title, code = row["title"], row.get("code")
        mark = code if code and codes[title.casefold(), code] == 1 else row["id"]
        name = Text(title if titles[title.casefold()] == 1 else f"{title} ({mark})")
        name.position = title.position
        names[row["id"]] = name
    return names


def _row(person: Mapping, class_name: Text) -> Mapping:
    row = Mapping(person, **{"class": class_name})
    row.position, row.key_positions = person.position, person.key_positions
    for name, preferred in (
        ("given name", "preferred first name"),
        ("given name", "preferred given name"),
        ("family name", "preferred family name"),
    ):
        row[name] = row.get(preferred) or row[name]
    return row
