"""The job sheet of a class set: one page that tells the print room what to do. It names no student."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from packbuilder.class_sets.collate import LARGER
from packbuilder.class_sets.copies import NO_CLASS, range_text, ranges
from packbuilder.class_sets.manifest import NAME, CopyRecord, Record, StreamFile
from packbuilder.layouts import DEFAULT_LAYOUT, find_layout
from packbuilder.papers import Paper
from packbuilder.render import render_job
from packbuilder.typeset import Typeset
from packbuilder.words import Words, words_for

INCHES = {"Letter": "8½ × 11″", "Tabloid": "11 × 17″"}
"""What American papers are called on a printer's tray."""
MOST_SIGNS = 140
"""How much of a title or of a class's name is shown, so that both fit."""
FEW = 8
"""Up to so many classes stand in one column."""
MOST_RANGES, FEWER_RANGES = 8, 3
"""Up to so many numbers of copies, or rows of them, are listed; fewer in small letters."""
MOST_COUNTS = 2
"""Up to so many unusual numbers of sheets in a file are told apart."""
LONG, LONGEST = 34, 55
"""More rows than that never fit on the page, in usual and in small letters: it saves setting them to find out."""


@dataclass(frozen=True)
class File:
    """A line of the table of files. The table of classes has its name as `short` as it may be."""

    name: str
    short: str
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
    """A line of the table of classes: copies, how many of them are spare, and sheets of each file.

    `copies` is None where none are counted.
    """

    name: str
    copies: int | None
    sheets: tuple[int, ...]
    spares: int = 0
    strong: bool = False


@dataclass(frozen=True)
class Unusual:
    """A line of the table of unusual copies: what they are, the file of several that is meant, and their numbers."""

    text: str
    numbers: str
    file: str = ""


@dataclass(frozen=True)
class JobSheet:
    """What the job sheet says: `columns` are the tables of classes, which end with keys, separators and the total."""

    title: str
    set_id: str
    language: str
    rtl: bool
    paper: Paper
    files: tuple[File, ...]
    blank_backs: bool
    steps: tuple[Step, ...]
    unusual: tuple[Unusual, ...]
    total: Row
    separators: int
    columns: tuple[tuple[Row, ...], ...]
    dense: bool

    @property
    def arranged(self) -> bool:
        """Do pages lie otherwise than one on a side?"""
        return any(file.arrangement for file in self.files)


def job_sheet(record: Record) -> bytes:
    """The job sheet as a PDF of one page, in the pack's language.

    Where there are too many classes for the page, those that don't fit are counted in one line.
    """
    classes = tuple(_classes(record))
    layout = find_layout(DEFAULT_LAYOUT)

    def typeset(shown: int, columns: int, *, dense: bool) -> Typeset:
        job = _job(record, classes, shown, columns, dense=dense)
        return Typeset(render_job(job, layout, record.language), layout.folder)

    # A table of many files is too wide for three of it, and one with spare copies wider still, if not in small letters.
    usual = 3 if len(record.streams) + any(row.spares for row in classes) <= 2 else 2
    most = 3 if len(record.streams) <= 2 else 2
    looks = [(columns, False) for columns in range(1 if len(classes) <= FEW else 2, usual + 1)]
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
    words, listed = words_for(record.language), FEWER_RANGES if dense else MOST_RANGES
    apart = tuple(_separators(stream, record) for stream in record.streams)
    total = Row(
        words.job_total,
        len(_printed(record)),
        tuple(stream.sheets for stream in record.streams),
        sum(row.spares for row in classes),
        strong=True,
    )
    rows = [*classes[:shown], *_summed_up(classes[shown:], words), *_keys(record, words)]
    rows += [Row(words.job_separators, None, apart), total] if any(apart) else [total]
    return JobSheet(
        title=_short(record.title),
        set_id=record.set_id,
        language=record.language,
        rtl=words.direction == "rtl",
        paper=_paper(record),
        files=tuple(_file(stream, record, words) for stream in record.streams),
        blank_backs=_blank_backs(record),
        steps=tuple(_steps(record, words, listed)),
        unusual=tuple(_unusual(record, words, listed)),
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
        short=stream.name.split("-on-")[0],
        paper=stream.tray,
        inches=INCHES.get(stream.tray, ""),
        arrangement=arrangements.get(stream.imposed, "").format(size=stream.size),
        sides=turned if stream.both_sides else words.job_one_side,
        sheets=stream.sheets,
        copies=len(counts),
        per_copy=_from_to(counts, words),
    )


def _printed(record: Record) -> list[CopyRecord]:
    """The copies that are on paper."""
    return [each for each in record.copies if each.sheets]


def _counts(stream: StreamFile, record: Record) -> list[int]:
    """How many sheets each copy that is in the stream has there."""
    return [each.sheets_in(stream.name) for each in record.copies if stream.name in each.sheets]


def _blank_backs(record: Record) -> bool:
    """Is every sheet printed on its front only, though both sides are? Then `--one-sided` loses no paper.

    Sheets with two pages in one of the files are reason enough to print both sides, since all files are printed alike.
    """
    backs = record.streams and all(stream.both_sides and stream.imposed == "none" for stream in record.streams)
    return bool(backs) and all(
        each.pages == sum(each.sheets_in(stream.name) for stream in record.streams) for each in _printed(record)
    )


def _from_to(counts: Sequence[int], words: Words) -> str:
    least, most = min(counts, default=0), max(counts, default=0)
    return str(most) if least == most else words.job_from_to.format(least=least, most=most)


def _separators(stream: StreamFile, record: Record) -> int:
    """The sheets that belong to no copy."""
    return stream.sheets - sum(_counts(stream, record)) if record.separators else 0


def _steps(record: Record, words: Words, listed: int) -> Iterator[Step]:
    """What to do, in the order in which it is done."""
    yield Step(words.job_full_size)
    yield Step(words.job_print_once)
    yield Step(words.job_no_sorting)
    number = f"{words.copy_number}\u00a0{record.copies[0].copy.number if record.copies else 1:04d}"
    if any(_separators(stream, record) for stream in record.streams):
        yield Step(words.job_separate)
    married = list(_marrying(record.streams, number, words))
    # Sheets that are folded one by one into another copy aren't stapled.
    folded = {step.file for step in married if step.file}
    for stream in (stream for stream in record.streams if stream.name not in folded):
        for text in _finishing(stream, record, words, listed):
            yield Step(text, stream.name if len(record.streams) > 1 else "")
    if any(len(set(_counts(stream, record))) > 1 for stream in record.streams):
        yield Step(words.job_new_copy.format(number=number))
    yield from married


def _finishing(stream: StreamFile, record: Record, words: Words, listed: int) -> Iterator[str]:
    """How the copies of a stream are stapled or folded; nothing for single sheets."""
    booklet = stream.imposed == "booklet"
    single = [each for each in record.copies if each.sheets_in(stream.name) == 1]
    several = [each for each in record.copies if each.sheets_in(stream.name) > 1]
    if len(single) > len(several) > 0:
        text = words.job_fold_staple_some if booklet else words.job_staple_some
        yield text.format(numbers=_numbers(several, words, listed))
    elif several:
        text = words.job_fold_staple if booklet else words.job_staple
        yield text.format(sheets=_from_to([each.sheets_in(stream.name) for each in several], words))
        if single:
            yield words.job_single.format(numbers=_numbers(single, words, listed))
    elif booklet:
        yield words.job_fold


def _marrying(streams: Sequence[StreamFile], number: str, words: Words) -> Iterator[Step]:
    """How the sheets of several files come together: a large sheet, folded once, is as large as the small copy."""
    small = next((stream for stream in streams if stream.size in LARGER and stream.imposed != "two-up"), None)
    others = [stream for stream in streams if stream != small]
    if small and all(other.size == LARGER[small.size] for other in others):
        text = words.job_fold_inside if small.imposed == "booklet" else words.job_fold_behind
        for other in others:
            yield Step(text.format(paper=other.size, size=small.size, number=number), other.name)
    elif len(streams) > 1:
        yield Step(words.job_marry.format(number=number))


def _unusual(record: Record, words: Words, listed: int) -> Iterator[Unusual]:
    """The copies that need another printer, have another number of sheets, or aren't for pupils."""
    copies = _printed(record)
    tinted = [each for each in copies if each.copy.variant.rendering.tint]
    if tinted:
        yield Unusual(words.job_colour, _numbers(tinted, words, listed))
    for stream in record.streams:
        for text, numbers in _other_sheets(stream, copies, words, listed):
            yield Unusual(text, numbers, stream.name if len(record.streams) > 1 else "")
    keys = [each for each in copies if each.copy.is_key]
    if keys:
        yield Unusual(words.job_keys_apart, _numbers(keys, words, listed))


def _other_sheets(
    stream: StreamFile, copies: Sequence[CopyRecord], words: Words, listed: int
) -> Iterator[tuple[str, str]]:
    """What other numbers of sheets there are in a stream than the usual one, and whose; none is a number too."""
    having: dict[int, list[CopyRecord]] = {}
    for each in copies:
        having.setdefault(each.sheets_in(stream.name), []).append(each)
    usual = max(having, key=lambda count: (len(having[count]), -count), default=0)
    others = sorted(having.keys() - {usual})
    for counts in [[count] for count in others] if len(others) <= MOST_COUNTS else [others]:
        text = words.job_other_sheets.format(count=_from_to(counts, words), usual=usual)
        yield text, _numbers([each for count in counts for each in having[count]], words, listed)


def _numbers(copies: Iterable[CopyRecord], words: Words, listed: int) -> str:
    """The numbers of the copies; up to so many of them, or rows of them, are `listed`."""
    rows = list(ranges(each.copy.number for each in copies))
    text = words.job_comma.join(range_text(*row) for row in rows[:listed])
    left = sum(last - first + 1 for first, last in rows[listed:])
    return words.job_not_listed.format(numbers=text, count=left, file=f"{NAME}.csv") if left else text


def _classes(record: Record) -> Iterator[Row]:
    """Each class with its copies, in the order in which they are printed, without its keys."""
    members: dict[str, list[CopyRecord]] = {}
    for each in _printed(record):
        if not each.copy.is_key:
            members.setdefault(each.copy.class_name, []).append(each)
    for name, copies in members.items():
        yield _row(_short(name) or NO_CLASS, copies, record)


def _keys(record: Record, words: Words) -> list[Row]:
    """The keys of all classes, which lie behind the last one."""
    keys = [each for each in _printed(record) if each.copy.is_key]
    return [_row(words.job_keys, keys, record)] if keys else []


def _row(name: str, copies: Sequence[CopyRecord], record: Record) -> Row:
    sheets = tuple(sum(each.sheets_in(stream.name) for each in copies) for stream in record.streams)
    return Row(name, len(copies), sheets, sum(each.copy.is_spare for each in copies))


def _summed_up(rows: Sequence[Row], words: Words) -> list[Row]:
    """The classes for which there is no room."""
    if not rows:
        return []
    sheets = tuple(sum(column) for column in zip(*(row.sheets for row in rows), strict=True))
    copies, spares = sum(row.copies or 0 for row in rows), sum(row.spares for row in rows)
    return [Row(words.job_more.format(count=len(rows)), copies, sheets, spares)]


def _columns(rows: Sequence[Row], columns: int) -> tuple[tuple[Row, ...], ...]:
    """The rows in tables beside each other, as equally long as can be."""
    length = -(-len(rows) // columns)
    return tuple(tuple(rows[start : start + length]) for start in range(0, len(rows), length))


def _short(text: str) -> str:
    return text if len(text) <= MOST_SIGNS else text[: MOST_SIGNS - 1].rstrip() + "…"
