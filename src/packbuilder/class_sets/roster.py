"""Class lists as schools export them: a CSV file, or a OneRoster bundle."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from packbuilder.class_sets.csv_rows import MAX_BYTES, read_bytes, refusal
from packbuilder.class_sets.headings import (
    ALL_NAMES,
    LIST,
    OWN,
    PREFIX,
    SETTING_HEADINGS,
    TINTED,
    Columns,
    fields_by_spelling,
    plain_heading,
    readable,
    suggestions,
)
from packbuilder.class_sets.names import Turned, name_column, name_of, no_name, no_text, turn_round
from packbuilder.class_sets.oneroster import FILES, OPTIONAL, REQUIRED, enrolled, read_files
from packbuilder.class_sets.table import YES, Needs, Table, TooManyError, first_told, read_table
from packbuilder.positioned import Mapping
from packbuilder.problems import Position, Problem, SetupError, SpecError
from packbuilder.renderings import TINTS, USUAL, Rendering
from packbuilder.sheet import EDITIONS, Edition
from packbuilder.wording import MOST_COMPARED, did_you_mean, shown
from packbuilder.words import no_words, words_for

UNSAID = {"", "-", "–"}
"""What stands in a cell that says nothing; where yes or no is asked, it means no."""
NO = UNSAID | {"no", "n", "false", "0", "nein", "non"}
NO_TINT = NO | {"none", "white"}


TWO_OF_A_NAME = 'delete the line, or, if they are two students, add a column "id" with a number for each student'
INVISIBLE = {"Zs", "Zl", "Zp", "Cc", "Cf"}
MAX_TITLE = 100
"""So much of a class's name is shown where somebody has to write it behind --class."""
START = Position()


@dataclass(frozen=True)
class Student:
    """One line of a roster.

    `id` is the name where the list has no ids. `class_name` and `order` may be empty; `order` is a seat or a number by
    which the class is sorted. `language` is a BCP 47 tag or None. `rendering.screen` is wanted for files, never for
    paper. `at` and `class_at` are where name and class stand.
    """

    id: str
    name: str
    class_name: str = ""
    order: str = ""
    edition: Edition = "student"
    rendering: Rendering = USUAL
    language: str | None = None
    at: Position = field(default=START, compare=False)
    class_at: Position = field(default=START, compare=False)


@dataclass(frozen=True)
class Roster:
    """The students of a roster, in the order in which copies are handed out: class by class, seat by seat.

    `columns` are the headings that were read, by what they mean, and `unused` those that weren't, all as the file
    writes them; `needs` are what some of these say of students all the same. `turned` is what became of names that the
    list writes as "Lovelace, Ada".
    """

    students: tuple[Student, ...]
    columns: dict[str, str]
    unused: tuple[str, ...] = ()
    turned: Turned | None = None
    needs: dict[str, Needs] = field(default_factory=dict)


def read_roster(path: Path, classes: tuple[str, ...] = ()) -> Roster:
    """The students of a roster, and what was read of it.

    `path` is a CSV file (RFC 4180, with comma, semicolon or tab), or a folder or a zip with a OneRoster bundle (1EdTech
    OneRoster 1.2, CSV Binding). Classes come as they first appear, and so do the students of a class that have no
    `order`, behind those that have one. With `classes` only the students of these are returned.

    Raises SpecError with everything that is wrong with the files, and SetupError if the roster has no such class.
    """
    if is_bundle(path):
        return _from_bundle(path, classes)
    roster = _from_list(path)
    return replace(roster, students=in_classes(roster.students, path, classes))


def in_classes(students: Sequence[Student], path: Path, classes: tuple[str, ...]) -> tuple[Student, ...]:
    """The students who are in one of the classes, or all. Raises SetupError if the roster has no such class."""
    _refuse_unknown(path, [student.class_name for student in students], classes)
    return tuple(student for student in students if _is_chosen(student.class_name, classes))


def is_bundle(path: Path) -> bool:
    """Is this a OneRoster bundle rather than a CSV file?"""
    return path.is_dir() or path.suffix.lower() == ".zip"


def _from_list(path: Path) -> Roster:
    table = _with_tints_only(read_table(path, read_bytes(path, MAX_BYTES), LIST))
    students = []
    turned = turn_round(table.rows)
    with suppress(TooManyError):
        _refuse_lines_below(table)
        _refuse_repeated(table)
        students = _students(table)
    if table.problems:
        raise SpecError(first_told(table.problems))
    return Roster(_in_order(students), table.headings, table.unused, turned, table.needs)


def _from_bundle(path: Path, classes: tuple[str, ...]) -> Roster:
    users, *others = tables = _bundle_tables(path)
    rows, students = [], []
    with suppress(TooManyError):
        rows = enrolled(*tables)
        chosen = [row for row in rows if _is_chosen(row["class"], classes)]
        _refuse_several_classes(users, chosen)
        students = _students(Table(users.file, users.headings, chosen, users.problems))
    problems = [problem for table in tables for problem in first_told(table.problems)]
    if problems:
        raise SpecError(problems)
    if not rows:
        raise refusal(path, "no student is enrolled in a class; export the bundle with its enrollments")
    _refuse_unknown(path, [row["class"] for row in rows], classes)
    # The standard has two dozen columns that nobody expects to be printed; these a school has added.
    own = tuple(heading for heading in users.unused if heading.startswith(OWN))
    return Roster(_in_order(students), {**users.headings, "class": others[0].headings["title"]}, own)


def _bundle_tables(path: Path) -> list[Table]:
    """The tables of users, classes and enrollments."""
    tables: list[Table] = []
    problems: list[Problem] = []
    for name, (file, data) in read_files(path, MAX_BYTES).items():
        try:
            tables.append(_with_tints_only(read_table(file, data, _BUNDLE[name])))
        except SpecError as error:
            problems.extend(error.problems)
    if problems:
        raise SpecError([*(problem for table in tables for problem in table.problems), *problems])
    return tables


def _bundle_columns(name: str) -> Columns:
    known = REQUIRED[name] | OPTIONAL[name]
    settings = SETTING_HEADINGS if name == "users.csv" else {}
    return Columns(
        spellings={plain_heading(heading): field for heading, field in known.items()} | fields_by_spelling(settings),
        understood=", ".join(known),
        suggested=suggestions(settings),
        instead=fields_by_spelling(TINTED) if settings else {},
        required={
            heading: (
                (field,),
                f'there is no column "{heading}", which OneRoster 1.2 asks for; export the bundle again',
            )
            for heading, field in REQUIRED[name].items()
        },
    )


_BUNDLE = {name: _bundle_columns(name) for name in FILES}


# A table to students


def _with_tints_only(table: Table) -> Table:
    """The table without a column that may have tints, such as "Coloured paper", but has something else."""
    heading = table.headings.get("tint", "")
    if plain_heading(heading) not in fields_by_spelling(TINTED):
        return table
    told = [str(row["tint"]) for row in table.rows if row["tint"].casefold() not in NO_TINT]
    if {each.casefold() for each in told} <= {*TINTS}:
        return table
    del table.headings["tint"]
    for row in table.rows:
        del row["tint"]
    needs = table.needs | {heading: Needs(readable(told[0]), len(told))}
    return replace(table, unused=(*table.unused, heading), needs=needs)


def _refuse_lines_below(table: Table) -> None:
    """Lines such as "Total: 28" or "9B" have one cell, in a list in which most students have a class as well."""
    with_class = sum(row.get("class", "") != "" for row in table.rows)
    if with_class * 2 < len(table.rows):
        return
    for row in table.rows:
        filled = [name for name, cell in row.items() if cell]
        if len(filled) == 1 and filled[0] in ALL_NAMES:
            message = "stands alone in its line; delete the line if it isn't a student, or else write the class"
            table.refuse(row, filled[0], message)


def _refuse_repeated(table: Table) -> None:
    """Ids tell students apart, and where the list has none, names do."""
    column = "id" if "id" in table.headings else ""
    remedy = "ids are unique, so change one or delete the line" if column else TWO_OF_A_NAME
    first: dict[str, int] = {}
    for row in table.rows:
        known_by = _known_by(row)
        key = known_by if column else name_key(known_by)
        if key in first:
            message = f"{shown(known_by)} stands twice (first in line {first[key]}); {remedy}"
            table.refuse(row, column or name_column(row), message)
        elif key:
            first[key] = row.position.line


def _refuse_several_classes(users: Table, rows: list[Mapping]) -> None:
    first: dict[str, Mapping] = {}
    for row in rows:
        other = first.setdefault(row["id"], row)
        if other is not row:
            classes = " and ".join(f'"{readable(each["class"], MAX_TITLE)}"' for each in (other, row))
            users.refuse(row, "id", f"is in the classes {classes}; choose one of them with --class")


def _students(table: Table) -> list[Student]:
    """The students of the table's rows; what is wrong is added to its problems."""
    spelt: dict[str, str] = {}
    students = []
    for row in table.rows:
        value = _values(table, row)
        class_name = spelt.setdefault(row.get("class", "").casefold(), str(row.get("class", "")))
        rendering = Rendering(value["large print"], value["dyslexia"], value["low ink"], value["tint"], value["screen"])
        fixed = (value["id"], value["name"], class_name, str(row.get("order", "")))
        class_at = row["class"].position if "class" in row else row.position
        at = row[name_column(row)].position
        students.append(Student(*fixed, value["edition"], rendering, value["language"], at, class_at))
    return students


def _values(table: Table, row: Mapping) -> dict[str, Any]:
    """What the cells of a row mean, by field."""
    values: dict[str, Any] = {}
    for heading, read in READ.items():
        try:
            values[heading] = read(str(row.get(heading, "")))
        except ValueError as error:
            values[heading] = None
            table.refuse(row, heading, str(error))
    if values["support"] and not row.get("edition"):
        values["edition"] = "support"
    elif _contradict(row, values):
        message = f"{shown(row['support'])} contradicts {shown(row['edition'])} in the column"
        remedy = "leave one of the two cells empty, or change it"
        table.refuse(row, "support", f"{message} {shown(table.headings['edition'])}; {remedy}")
    values["name"] = name_of(row)
    values["id"] = str(row.get("id", values["name"]))
    if row.get("id") == "":
        table.refuse(row, "id", "is empty; write the id of the student, or delete the line if it is none")
    if all(unicodedata.category(character) in INVISIBLE for character in values["name"]):
        table.refuse(row, name_column(row), "is empty; write the name of the student or delete the line")
    _refuse_spoilt(table, row)
    return values


def _refuse_spoilt(table: Table, row: Mapping) -> None:
    """Notes names and classes that a spreadsheet or a web page has spoilt. A bundle's classes stand in another file."""
    for column, wrong_with in MAY_BE_SPOILT.items():
        if column in row and column in table.headings and (wrong := wrong_with(row[column])):
            table.refuse(row, column, wrong)


MAY_BE_SPOILT = {**dict.fromkeys((*ALL_NAMES, *PREFIX), no_name), "class": no_text}


def _contradict(row: Mapping, values: dict[str, Any]) -> bool:
    """Do the cells for edition and support both say something, and not the same?

    A key has no support: it lies over the student sheet, which has none.
    """
    said = row.get("edition") and row.get("support", "") not in UNSAID
    read = values["edition"] is not None and values["support"] is not None
    return bool(said and read) and values["support"] != (values["edition"] == "support")


def _known_by(row: Mapping) -> str:
    """The id, by which a student is known, or the name where the list has none."""
    return str(row["id"]) if "id" in row else name_of(row)


def _edition(text: str) -> Edition:
    found = next((edition for edition in EDITIONS if edition == (text.casefold() or "student")), None)
    if found is None:
        raise ValueError(_no_choice(text, EDITIONS))
    return found


def _flag(text: str) -> bool:
    if text.casefold() not in YES | NO:
        raise ValueError(f"{shown(text)} isn't possible here; write yes or no")
    return text.casefold() in YES


def _tint(text: str) -> str | None:
    if text.casefold() in NO_TINT:
        return None
    if text.casefold() not in TINTS:
        raise ValueError(_no_choice(text, (*TINTS, "none")))
    return text.casefold()


def _language(text: str) -> str | None:
    """The tag of the language in which packbuilder has words."""
    try:
        return words_for(text).language if text else None
    except KeyError:
        raise ValueError(no_words(text)) from None


def _no_choice(text: str, choices: tuple[str, ...]) -> str:
    return f"{shown(text)} isn't possible here{did_you_mean(text, choices)}; choose one of {', '.join(choices)}"


READ: dict[str, Callable[[str], Any]] = {
    "edition": _edition,
    "support": _flag,
    "large print": _flag,
    "dyslexia": _flag,
    "low ink": _flag,
    "tint": _tint,
    "screen": _flag,
    "language": _language,
}


# Students in order


def _in_order(students: list[Student]) -> tuple[Student, ...]:
    seen: dict[str, int] = {}
    for student in students:
        seen.setdefault(student.class_name, len(seen))
    return tuple(
        sorted(students, key=lambda student: (seen[student.class_name], not student.order, _natural(student.order)))
    )


def _natural(order: str) -> list[tuple[bool, int, str]]:
    """Sorts 2 before 10. Digits are compared as text, because they may be too many for a number."""
    parts = [part for part in re.split("([0-9]+)", order.casefold()) if part]
    digits = [part.lstrip("0") if part[0] in "0123456789" else None for part in parts]
    return [(d is None, len(d or ""), part if d is None else d) for part, d in zip(parts, digits, strict=True)]


def name_key(name: str) -> str:
    """The name of a class or a student as names are compared: capitals don't count."""
    return unicodedata.normalize("NFC", name.strip()).casefold()


def _is_chosen(class_name: str, classes: tuple[str, ...]) -> bool:
    return not classes or name_key(class_name) in map(name_key, classes)


def _refuse_unknown(path: Path, there: list[str], classes: tuple[str, ...]) -> None:
    """Raises SetupError if one of the chosen classes isn't there; it names those that are, the nearest first."""
    known = {name_key(name): name for name in reversed(there) if name}
    unknown = [name for name in classes if name_key(name) not in known]
    if not unknown:
        return
    near = get_close_matches(name_key(unknown[0])[:MOST_COMPARED], known, n=3)
    keys = dict.fromkeys([*near, *map(name_key, filter(None, there))])
    names = ", ".join(readable(known[key], MAX_TITLE) for key in [*keys][:20])
    more = f" and {len(keys) - 20} more" if len(keys) > 20 else ""
    listed = f"there are {names}{more}" if names else 'no student has one; the list needs a column "class"'
    raise SetupError(f"{path.name}: there is no class {', '.join(map(shown, map(readable, unknown)))}; {listed}")
