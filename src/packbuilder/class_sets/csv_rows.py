"""CSV files as other programs write them: bytes to text, and text to rows that know where they stood (RFC 4180)."""

import csv
import io
import re
from bisect import bisect_right
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from pathlib import Path

from packbuilder.links import LeadsOutError, NoFileError, TooLargeError, read_ordinary
from packbuilder.problems import Position, Problem, SpecError

MAX_BYTES = 20_000_000
MAX_COLUMNS = 1_000
MAX_LINES = 1_000_000
MAX_SEPARATORS = 100_000
"""So many separators a row may have: each may begin a cell, which takes 60 bytes of memory and more."""
TOO_MANY_CELLS = f"a row with more than {MAX_SEPARATORS:,} separators; export the list again"
OTHER_FILES = {
    b"PK\x03\x04": "this is a spreadsheet or a zip, not a CSV file; open it and save it as CSV (UTF-8)",
    b"\xd0\xcf\x11\xe0": "this is an old spreadsheet, not a CSV file; open it and save it as CSV (UTF-8)",
    b"%PDF": "this is a PDF, not a CSV file; save the list as CSV (UTF-8) in the program that made it",
}
END = re.compile(r"\r\n|\r|\n")
BINARY = "this is not a CSV file; open it in the program that made it and save it as CSV (UTF-8)"


def read_bytes(path: Path, most: int, within: Path | None = None) -> bytes:
    """What stands in the file; raises SpecError if it can't be read, has more than `most` bytes or isn't `within`."""
    try:
        return read_ordinary(path, most, within)
    except LeadsOutError:
        raise refusal(path, "this is a link out of its folder; put the file itself there") from None
    except NoFileError:
        message = "this is no file but a pipe, a device or a folder; save the list as CSV (UTF-8)"
        raise refusal(path, message) from None
    except TooLargeError:
        raise _too_long(path, most) from None
    except OSError as error:
        raise refusal(path, f"can't be read: {error.strerror}; check its name and whether you may read it") from None


def refusal(file: Path, message: str, position: Position | None = None) -> SpecError:
    """The error that a whole file is refused with."""
    return SpecError([Problem(file, position or Position(), "", message)])


def not_too_long(file: Path, data: bytes, most: int) -> bytes:
    if len(data) > most:
        raise _too_long(file, most)
    return data


def _too_long(file: Path, most: int) -> SpecError:
    return refusal(file, f"has more than {most:,} bytes, the most that is read; export fewer classes at a time")


def decode(file: Path, data: bytes) -> str:
    """The text of the file: UTF-8, UTF-16 with its mark, or else Windows-1252, in which spreadsheets save CSV."""
    refused = next((message for begin, message in OTHER_FILES.items() if data.startswith(begin)), None)
    if refused:
        raise refusal(file, refused)
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        text = _decoded(file, data, "utf-16")
    elif data.startswith(BOM_UTF8):
        text = _decoded(file, data.removeprefix(BOM_UTF8), "utf-8")
    else:
        try:
            text = data.decode()
        except UnicodeDecodeError:
            if b"\0" in data:
                raise refusal(file, BINARY) from None
            text = _decoded(file, data, "cp1252")
    if "\0" in text:
        raise refusal(file, BINARY)
    if not text.strip():
        raise refusal(file, "the file is empty; export the class list again")
    if max(text.count("\n"), text.count("\r")) > MAX_LINES:
        raise refusal(
            file, f"has more than {MAX_LINES:,} lines, the most that are read; export fewer classes at a time"
        )
    return text


def _decoded(file: Path, data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(encoding, errors="ignore")
        message = "a character that can't be read; save the file again as CSV UTF-8"
        raise refusal(file, message, _position(len(before), _line_ends(before))) from None


def _line_ends(text: str) -> list[int]:
    """Where lines end in the text: as in RFC 4180, or with one of its two signs."""
    return [end.end() for end in END.finditer(text)] if "\n" in text or "\r" in text else []


def _position(offset: int, ends: list[int], line: int = 1) -> Position:
    """Where `offset` is in a text that begins with `line` and whose lines end at `ends`."""
    before = bisect_right(ends, offset)
    return Position(line + before, offset - ends[before - 1] + 1) if before else Position(line, offset + 1)


class Row:
    """The cells of a row, and the text that they stand in."""

    def __init__(self, cells: list[str], text: str, line: int, delimiter: str) -> None:
        self.cells, self.text, self.line, self.delimiter = cells, text, line, delimiter

    @cached_property
    def offsets(self) -> tuple[int, ...]:
        return tuple(islice(_offsets(self.text, self.delimiter), MAX_COLUMNS + 1))

    @cached_property
    def ends(self) -> list[int]:
        return _line_ends(self.text.rstrip("\r\n"))

    def position(self, index: int) -> Position:
        return _position(self.offsets[min(index, len(self.offsets) - 1)], self.ends, self.line)


def _offsets(text: str, delimiter: str) -> Iterator[int]:
    """Where the cells of a row begin. The last one is at fault where `csv` refuses the row."""
    cell = re.compile(rf' *(?:"(?:[^"]++|"")*+"|[^"{delimiter}\r\n ][^{delimiter}\r\n]*+|)')
    offset = 0
    while True:
        yield offset
        match = cell.match(text, offset)
        offset = match.end() + 1 if match else len(text)
        if text[offset - 1 : offset] != delimiter:
            return


def rows_of(file: Path, text: str, delimiter: str) -> Iterator[Row]:
    """The rows that aren't blank; raises SpecError where the quotation marks don't fit."""
    taken: list[str] = []

    def lines() -> Iterator[str]:
        separators = 0
        for each in io.StringIO(text, newline=""):
            separators = each.count(delimiter) + (separators if taken else 0)
            if separators > MAX_SEPARATORS:
                raise refusal(file, TOO_MANY_CELLS, Position(line))
            taken.append(each)
            yield each

    reader = csv.reader(lines(), delimiter=delimiter, skipinitialspace=True, strict=True)
    line = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            row = Row([], "".join(taken), line, delimiter)
            raise refusal(file, _broken(str(error)), row.position(MAX_COLUMNS)) from None
        if cells is None:
            return
        if any(cell.strip() for cell in cells) and not (line == 1 and re.fullmatch(r"sep=.?\s*", taken[0])):
            yield Row(cells, "".join(taken), line, delimiter)
        line += len(taken)
        taken.clear()


def _broken(error: str) -> str:
    if "expected after" in error:
        return "text behind a quotation mark; a quotation mark inside of a quoted cell is written twice"
    if "field larger" in error:
        return f"a cell with more than {csv.field_size_limit():,} characters; a quotation mark may not be closed"
    return "a quotation mark that is never closed; close it or delete it"
