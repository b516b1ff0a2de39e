"""Rows to a table whose columns are called by what they mean."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from packbuilder.class_sets.csv_rows import MAX_COLUMNS, Row, decode, refusal, rows_of
from packbuilder.class_sets.headings import MAX_CELL, Columns, delimiter_of, places_of, plain_heading, readable
from packbuilder.positioned import Mapping, Text
from packbuilder.problems import MAX_PROBLEMS, Problem, SpecError, first_of
from packbuilder.wording import counted

MAX_ROWS = 100_000
TURNS = {*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))}
"""What embeds, overrides or isolates a direction (UAX #9): it could turn the text around a name as well."""
TOO_LONG = f"has {{:,}} characters, and {MAX_CELL} are the most; shorten it, or close the quotation mark that is open"


class TooManyError(Exception):
    """A table has more problems than are told; looking for others would only take time."""


def first_told(problems: Iterable[Problem]) -> list[Problem]:
    """The problems of a file from top to bottom, as many as are told, and that there are more if so."""
    return first_of(sorted(problems, key=lambda problem: problem.position), all_found=False)


class Needs(NamedTuple):
    """The first cell that says what a student needs, and how many there are."""

    first: str
    cells: int


NEEDS = re.compile(
    r"large print|enlarged? (print|paper|text|copy|copies|to a3)"
    r"|dyslexi|overlay|(colou?red|cream|yellow|blue|green|pink|pastel|tinted) paper"
    r"|\b(1[6-9]|2\d|3[0-6])[ -]?(pt|points?)\b"
)
"""What students need of the renderings that there are, as schools note it in columns of their own."""
YES = {"yes", "y", "true", "1", "x", "ja", "oui", "sí", "si"}
"""Cells, in small letters, that say that the heading is true of somebody."""


@dataclass(frozen=True)
class Table:
    """The rows of a CSV file: cells by field. `headings` are the columns' names as the file writes them, by field.

    `unused` are those of the columns that aren't read, and `needs` say what stands in some of these all the same: by
    heading, the first cell and how many cells there are like it.
    """

    file: Path
    headings: dict[str, str]
    rows: list[Mapping]
    problems: list[Problem] = field(default_factory=list)
    unused: tuple[str, ...] = ()
    needs: dict[str, Needs] = field(default_factory=dict)

    def refuse(self, row: Mapping, name: str, message: str) -> None:
        """Notes what is wrong with a cell; the row itself is meant where there is no such cell. Raises TooManyError."""
        position = row[name].position if isinstance(row.get(name), Text) else row.position
        self.note(Problem(self.file, position, self.headings.get(name, name), message))

    def note(self, problem: Problem) -> None:
        """Adds the problem. Raises TooManyError if there are more than are told."""
        self.problems.append(problem)
        if len(self.problems) > MAX_PROBLEMS:
            raise TooManyError


def read_table(file: Path, data: bytes, columns: Columns) -> Table:
    """The table that stands in the file; raises SpecError where its columns can't be told."""
    text = decode(file, data)
    delimiter = delimiter_of(file, text, columns)
    rows = rows_of(file, text, delimiter)
    heading = next(rows)
    places, problems = places_of(file, heading, columns)
    if problems:
        raise SpecError(first_told(problems))
    named = {field: readable(heading.cells[index]) for field, index in places.items()}
    others = _unused(heading.cells, places)
    table = Table(file, named, [], unused=tuple(others.values()))
    headings, written = _filled(heading.cells), _plain(heading.cells)
    try:
        for row in rows:
            # Hardly any row begins like that, and most cells needn't be looked at.
            if plain_heading(row.cells[0]) == written[0] and _plain(row.cells) == written:
                table.note(Problem(file, row.position(0), "", "the headings again; delete the line"))
            else:
                _take(table, row, headings, places)
                _note_needs(table, row, others)
    except SpecError as error:
        table.problems.extend(error.problems)
    except TooManyError:
        # What isn't read can't be compared with other files.
        raise SpecError(first_told(table.problems)) from None
    if not table.rows and not table.problems:
        raise refusal(file, "the file has headings and nothing below them; export the list again")
    return table


def _unused(headings: list[str], places: dict[str, int]) -> dict[int, str]:
    """The columns that aren't read, as the file writes their headings; one without a heading isn't missed."""
    read = set(places.values())
    return {index: readable(cell) for index, cell in enumerate(headings) if index not in read and cell.strip()}


def _note_needs(table: Table, row: Row, others: dict[int, str]) -> None:
    """Notes what columns that aren't read say of what a student needs."""
    for index, heading in others.items():
        cell = row.cells[index][:MAX_CELL].lower() if index < len(row.cells) else ""
        told = f"{heading.lower()} {cell}" if cell.strip() in YES else cell
        if cell and NEEDS.search(told):
            first, cells = table.needs.get(heading, Needs(readable(row.cells[index]), 0))
            table.needs[heading] = Needs(first, cells + 1)


def _take(table: Table, row: Row, headings: int, places: dict[str, int]) -> None:
    """Adds the row to the table, or says what is wrong with it."""
    if len(table.rows) >= MAX_ROWS:
        raise refusal(table.file, f"more than {MAX_ROWS:,} rows; export fewer classes at a time", row.position(0))
    misfit = _misfit(row, headings)
    if misfit:
        table.note(Problem(table.file, row.position(misfit[0]), "", misfit[1]))
        return
    taken = Mapping()
    taken.position = row.position(0)
    taken.key_positions = {}
    for name, index in places.items():
        written = row.cells[index]
        cell = " ".join(written.split())
        wrong: tuple[str, ...] = ()
        if len(cell) > MAX_CELL or not written.isprintable():
            cell, wrong = _mended(written)
        taken[name] = text = Text(unicodedata.normalize("NFC", cell))
        text.position = row.position(index)
        for message in wrong:
            table.refuse(taken, name, message)
    table.rows.append(taken)


def _mended(written: str) -> tuple[str, tuple[str, ...]]:
    """A cell without what can't stand in it, and messages about that."""
    cell = " ".join(written.split())
    if len(cell) > MAX_CELL:
        # Nothing else is looked for in it: what is done with texts later may take longer the longer they are.
        return cell[:MAX_CELL], (TOO_LONG.format(len(cell)),)
    bad = _unprintable(written)
    for character in bad:
        written = written.replace(character, "\ufffd")
    return " ".join(written.split()), tuple(bad.values())


def _filled(cells: list[str]) -> int:
    """How many cells there are without the empty ones at the end."""
    return next(count for count in range(len(cells), 0, -1) if cells[count - 1].strip())


def _plain(cells: list[str]) -> list[str]:
    """What counts of a row that may be one with headings."""
    return [*map(plain_heading, cells[:MAX_COLUMNS])]


def _misfit(row: Row, headings: int) -> tuple[int, str] | None:
    """Where a row has more or fewer cells than headings, and the message; empty cells at the end don't count."""
    filled, cells = _filled(row.cells), len(row.cells)
    remedy = "separators are missing or too many; a cell that holds one needs quotation marks"
    if filled > headings:
        return headings, f"the row has {filled} cells, but there are {headings} headings; {remedy}"
    if cells < headings:
        return 0, f"the row has {counted(cells, 'cell')}, but there are {headings} headings; {remedy}"
    return None


def _unprintable(cell: str) -> dict[str, str]:
    """The characters that can't stand in a cell, and what to say of each; white space is not among them."""
    there = dict.fromkeys(cell)
    turns = {
        c: f"the invisible character U+{ord(c):04X}, which turns text around; delete it" for c in there if c in TURNS
    }
    controls = (c for c in there if unicodedata.category(c) == "Cc" and c not in "\t\r\n")
    return turns | {c: f"the control character U+{ord(c):04X}; delete it" for c in controls}
