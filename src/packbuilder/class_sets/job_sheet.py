"""The job sheet of a class set: one page that tells the print room what to do. It names no student."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from packbuilder.class_sets.manifest import CopyRecord, Record, StreamFile
from packbuilder.layouts import DEFAULT_LAYOUT, find_layout
from packbuilder.papers import Paper
from packbuilder.render import render_job
from packbuilder.typeset import Typeset
from packbuilder.words import Words, words_for

NO_CLASS = "–"
INCHES = {"Letter": "8½ × 11″", "Tabloid": "11 × 17″"}
"""What American papers are called on a printer's tray."""
MOST_SIGNS = 140
"""How much of a title or of a class's name is shown, so that both fit."""
FEW = 8
"""Up to so many classes stand in one column."""
LONG, LONGEST = 34, 55
"""More rows than that never fit on the page, in usual and in small letters: it saves setting them to find out."""


@dataclass(frozen=True)
class File:
    """A line of the table of files."""

    name: str
    paper: str
    inches: str
    arrangement: str
    sides: str
    sheets: int
    copies: int
    per_copy: str


@dataclass(frozen=True)
class Step:
    """A line of the checklist; some are about one of several files."""

    text: str
    file: str = ""


@dataclass(frozen=True)
class Row:
    """A line of the table of classes: copies, and sheets of each file. `copies` is None where none are counted."""

    name: str
    copies: int | None
    sheets: tuple[int, ...]
    strong: bool = False


@dataclass(frozen=True)
class JobSheet:
    """What the job sheet says: `columns` are the tables of classes, which end with the separators and the total."""

    title: str
    set_id: str
    language: str
    rtl: bool
    paper: Paper
    files: tuple[File, ...]
    steps: tuple[Step, ...]
    total: Row
    separators: int
    columns: tuple[tuple[Row, ...], ...]
    dense: bool

    @property
    def arranged(self) -> bool:
        """Do pages lie otherwise than one on a side?"""
        return any(file.arrangement for file in self.files)


def job_sheet(record: Record, folder: Path) -> bytes:
    """The job sheet as a PDF of one page, in the pack's language. Nothing is looked for in `folder`.

    Where there are too many classes for the page, those that don't fit are counted in one line.
    """
    classes = tuple(_classes(record))

    def typeset(shown: int, columns: int, *, dense: bool) -> Typeset:
        job = _job(record, classes, shown, columns, dense=dense)
        return Typeset(render_job(job, find_layout(DEFAULT_LAYOUT), record.language), folder)

    # A table of many files is too wide for three of it.
    most = 3 if len(record.streams) <= 2 else 2
    looks = [(columns, False) for columns in range(1 if len(classes) <= FEW else 2, most + 1)]
    looks = [look for look in looks if len(classes) <= look[0] * LONG]
    if len(classes) <= most * LONGEST:
        looks.append((most, True))
    for columns, dense in looks:
        whole = typeset(len(classes), columns, dense=dense)
        if whole.pages == 1:
            return whole.pdf()
    shown = bisect_left(
        range(min(len(classes), most * LONGEST)), True, key=lambda rows: typeset(rows, most, dense=True).pages > 1
    )
    return typeset(max(0, shown - 1), most, dense=True).pdf()


def _job(record: Record, classes: Sequence[Row], shown: int, columns: int, *, dense: bool) -> JobSheet:
    """The job sheet with the first `shown` classes in so many columns."""
    words = words_for(record.language)
    apart = tuple(_separators(stream, record) for stream in record.streams)
    copies = sum(row.copies or 0 for row in classes)
    total = Row(words.job_total, copies, tuple(stream.sheets for stream in record.streams), strong=True)
    rows = [*classes[:shown], *_summed_up(classes[shown:], words)]
    rows += [Row(words.job_separators, None, apart), total] if any(apart) else [total]
    return JobSheet(
        title=_short(record.title),
        set_id=record.set_id,
        language=record.language,
        rtl=words.direction == "rtl",
        paper=_paper(record),
        files=tuple(_file(stream, record, words) for stream in record.streams),
        steps=tuple(_steps(record, words)),
        total=total,
        separators=sum(apart),
        columns=_columns(rows, columns),
        dense=dense,
    )


def _paper(record: Record) -> Paper:
    """That of the office at which the sheets are printed."""
    american = any(stream.tray in INCHES for stream in record.streams)
    return Paper("Letter" if american else "A4")


def _file(stream: StreamFile, record: Record, words: Words) -> File:
    arrangements = {"booklet": words.job_booklet, "two-up": words.job_two_up}
    # Upright pages turn over the long edge. Two that lie beside each other stay upright over the short one.
    turned = words.job_long_edge if stream.imposed == "none" else words.job_short_edge
    counts = _counts(stream, record)
    return File(
        name=stream.name,
        paper=stream.tray,
        inches=INCHES.get(stream.tray, ""),
        arrangement=arrangements.get(stream.imposed, "").format(size=stream.size),
        sides=turned if stream.both_sides else words.job_one_side,
        sheets=stream.sheets,
        copies=len(counts),
        per_copy=_from_to(counts, words),
    )


def _counts(stream: StreamFile, record: Record) -> list[int]:
    """How many sheets each copy that is in the stream has there."""
    return [each.sheets_in(stream.name) for each in record.copies if stream.name in each.sheets]


def _from_to(counts: Sequence[int], words: Words) -> str:
    least, most = min(counts, default=0), max(counts, default=0)
    return str(most) if least == most else words.job_from_to.format(least=least, most=most)


def _separators(stream: StreamFile, record: Record) -> int:
    """The sheets that belong to no copy."""
    return stream.sheets - sum(_counts(stream, record)) if record.separators else 0


def _steps(record: Record, words: Words) -> Iterator[Step]:
    """What to do, in the order in which it is done."""
    yield Step(words.job_full_size)
    yield Step(words.job_print_once)
    yield Step(words.job_no_sorting)
    number = f"{words.copy_number}\u00a0{record.copies[0].copy.number if record.copies else 1:04d}"
    if any(_separators(stream, record) for stream in record.streams):
        yield Step(words.job_separate)
    for stream in record.streams:
        text = _finishing(stream, _counts(stream, record), words)
        if text:
            yield Step(text, stream.name if len(record.streams) > 1 else "")
    if any(len(set(_counts(stream, record))) > 1 for stream in record.streams):
        yield Step(words.job_new_copy.format(number=number))
    if len(record.streams) > 1:
        yield Step(words.job_marry.format(number=number))


def _finishing(stream: StreamFile, counts: Sequence[int], words: Words) -> str:
    """How the copies of a stream are stapled or folded; nothing for single sheets."""
    several = max(counts, default=0) > 1
    if stream.imposed == "booklet":
        text = words.job_fold_staple if several else words.job_fold
    else:
        text = words.job_staple if several else ""
    return text.format(sheets=_from_to(counts, words))


def _classes(record: Record) -> Iterator[Row]:
    """Each class with its copies, in the order in which they are printed."""
    members: dict[str, list[CopyRecord]] = {}
    for each in record.copies:
        if each.sheets:
            members.setdefault(each.copy.class_name, []).append(each)
    for name, copies in members.items():
        sheets = tuple(sum(each.sheets_in(stream.name) for each in copies) for stream in record.streams)
        yield Row(_short(name) or NO_CLASS, len(copies), sheets)


def _summed_up(rows: Sequence[Row], words: Words) -> list[Row]:
    """The classes for which there is no room."""
    if not rows:
        return []
    sheets = tuple(sum(column) for column in zip(*(row.sheets for row in rows), strict=True))
    return [Row(words.job_more.format(count=len(rows)), sum(row.copies or 0 for row in rows), sheets)]


def _columns(rows: Sequence[Row], columns: int) -> tuple[tuple[Row, ...], ...]:
    """The rows in tables beside each other, as equally long as can be."""
    length = -(-len(rows) // columns)
    return tuple(tuple(rows[start : start + length]) for start in range(0, len(rows), length))


def _short(text: str) -> str:
    return text if len(text) <= MOST_SIGNS else text[: MOST_SIGNS - 1].rstrip() + "…"
