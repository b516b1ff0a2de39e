"""What the command says of a class set, line by line: of one that was made, or of one that would be."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from packbuilder.class_sets.copies import Copy
from packbuilder.class_sets.headings import HEADINGS, MAX_CELL, PARTS, readable
from packbuilder.wording import counted, few, listed, shown

if TYPE_CHECKING:
    from packbuilder.class_sets.make import Made
    from packbuilder.class_sets.manifest import Record
    from packbuilder.class_sets.roster import Roster

MOST_HEADINGS = 12
"""So many columns are named that weren't used; schools export dozens."""
MOST_SORTS = 20
"""So many sorts of copies are counted one by one."""
NOTHING: Mapping[int, str] = {}
UNCUT: Mapping[str, Mapping[int, str]] = {}
MOST_NAMES = 5
"""So many names, or pairs of one, are told."""
MOST_CUT = 3
"""So many names that were shortened are told, each with what is left of it."""
MISSING = 20
"""So many characters are shown of what is missing of one."""
NAME_COLUMNS = (
    "name",
    *("preferred given name", "preferred first name", "given name"),
    *("family prefix", "preferred family name", "family name"),
)
"""What a name is made of; preferred ones stand in OneRoster bundles."""


def told_of_made(made: "Made", roster: Path) -> Iterator[str]:
    """Which files there are now, and what shows that a column wasn't understood, before the pages are printed."""
    record = made.record
    for stream in record.streams:
        sides, sheets = counted(stream.sides, "side"), counted(stream.sheets, "sheet")
        yield f"{made.folder / stream.name}  {sides}, {sheets} of {stream.tray}"
    if record.streams:
        count, where = f"{counted(len(record.copies), 'copy', 'copies')}, listed", made.folder / "class-set.csv"
    else:
        count, where = counted(len(record.copies), "file"), made.folder
    yield f"{count} in {where} (class set {record.set_id})"
    yield f"Editions: {_tally(_what(each.copy) for each in record.copies)}"
    if made.changed:
        yield f"The class list has changed since the set that was there ({made.changed})"
    if made.set_aside:
        yield f"Made with the options of its class set, not with {listed(made.set_aside, 'and')}"
    if record.origin and record.origin.copy:
        yield from (f"This is copy {_whose(each.copy)}" for each in record.copies)
    if made.is_alone:
        now = "it is as the list and the pack are now"
        yield f"No class set of {roster.name} was found to compare this copy with; {now}"
    yield from _shortened(record)
    yield from _hard_to_tell_apart([each.copy for each in record.copies], record.cut)
    yield from _how_read(made.read, roster)
    if record.streams:
        yield f"For the print room: {made.folder / 'job-sheet.pdf'}"


def told_of_plan(read: "Roster", copies: Sequence[Copy], roster: Path) -> Iterator[str]:
    """Who would get what, and how the roster was understood."""
    names: dict[str, list[str]] = {}
    for copy in copies:
        names.setdefault(copy.class_name, []).append(_what(copy))
    for class_name, each in names.items():
        yield f"{readable(class_name) or 'Without a class'}: {_tally(each)}"
    spares = sum(copy.is_spare for copy in copies)
    yield counted(len(copies), "copy", "copies") + (f", {spares} of them spare" if spares else "")
    yield f"Read: {', '.join(_sources(read.columns))}"
    if "id" not in read.columns:
        yield "No column has ids, so each student is known by the name, as in --only."
    unlike = [student.name for student in read.students if not student.name.isascii()]
    if unlike:
        yield f"Names are printed like these: {'; '.join(map(readable, unlike[:MOST_NAMES]))}"
    yield from _hard_to_tell_apart(copies)
    yield from _how_read(read, roster)


def about_key(record: "Record") -> Iterator[str]:
    """How to get a key where there is none: room for codes may break these pages elsewhere than those of build."""
    if not any(copy.copy.is_key for copy in record.copies):
        row = "a row with key as its edition makes one that lies over these pages"
        yield f"No key is in it; {row}. That of build may not."


def advice(record: "Record") -> Iterator[str]:
    """What would save paper, where every copy is one page."""
    if any(copy.pages != 1 for copy in record.copies):
        return
    for imposed in dict.fromkeys(stream.imposed for stream in record.streams if stream.imposed != "none"):
        yield f"Every copy is one page, with nothing beside it; without --{imposed} it takes half of the paper."
    # Pages that are too large for a booklet aren't imposed, but --booklet can't be one-sided.
    plain = [stream for stream in record.streams if stream.imposed == "none" and stream.imposition != "booklet"]
    if any(stream.both_sides for stream in plain):
        yield "Every copy is one page, so all backs are blank; --one-sided prints no backs."


def _whose(copy: Copy) -> str:
    """`0003 (Ada Lovelace, 9A, id S1042)`: which copy it is, and whose."""
    student = copy.student
    whose = [student.name, copy.class_name, f"id {student.id}" if student.id != student.name else ""] if student else []
    told = ", ".join(map(readable, filter(None, whose)))
    return f"{copy.number:04d}" + (f" ({told})" if told else "")


def _shortened(record: "Record") -> Iterator[str]:
    """Which names of students and of classes don't fit their lines, and what is left of them."""
    names = {each.copy.number: each.copy.student.name for each in record.copies if each.copy.student}
    classes = {each.copy.number: each.copy.class_name for each in record.copies}
    yield from _cut("name", record.cut.get("name", {}), names)
    yield from _cut("class name", record.cut.get("class", {}), classes)


def _cut(what: str, cut: Mapping[int, str], whole: Mapping[int, str]) -> Iterator[str]:
    """Which of the `whole` texts were `cut`, both by the numbers of copies."""
    pairs = dict.fromkeys((text, cut[number]) for number, text in whole.items() if number in cut)
    if pairs:
        told = few([_cut_short(text, short) for text, short in pairs], MOST_CUT)
        count = counted(len({text for text, _ in pairs}), what)
        remedy = "a shorter one on the list is printed whole"
        yield f"Too long for the line on the page: {count}, printed as {told}; {remedy}"


def _cut_short(text: str, short: str) -> str:
    """What is printed, and so much of the whole text that it is seen what is missing."""
    return f'"{readable(short, MAX_CELL)}" for "{readable(text, max(40, len(short) + MISSING))}"'


def _hard_to_tell_apart(copies: Sequence[Copy], cut: Mapping[str, Mapping[int, str]] = UNCUT) -> Iterator[str]:
    """Who can hardly be told from others on paper, where some texts are `cut`, and which classes may be one."""
    yield from _namesakes(copies, cut)
    found: dict[str, dict[str, None]] = {}
    for copy in copies:
        found.setdefault("".join(copy.class_name.split()).casefold(), {})[copy.class_name] = None
    for alike in [list(names) for names in found.values() if len(names) > 1][:MOST_NAMES]:
        names = listed([shown(readable(name)) for name in alike], "and")
        yield f"{names} are classes of their own; write them in one way if they are one"


def _namesakes(copies: Iterable[Copy], cut: Mapping[str, Mapping[int, str]]) -> Iterator[str]:
    """Students of one name in one class, as far as both are printed: only the copy's number tells whose is whose."""
    names, classes = (cut.get(what, NOTHING) for what in ("name", "class"))
    found: dict[tuple[str, str], list[Copy]] = {}
    for copy in copies:
        if copy.student and not copy.is_key:
            printed = classes.get(copy.number, copy.class_name), names.get(copy.number, copy.student.name)
            found.setdefault(printed, []).append(copy)
    several = [same for same in found.values() if len(same) > 1]
    for same in several[:MOST_NAMES]:
        yield f"On paper only the number tells whose is whose: {listed([_whose(copy) for copy in same], 'and')}"
    if len(several) > MOST_NAMES:
        yield f"… and so it is with {counted(len(several) - MOST_NAMES, 'name')} more"


def _what(copy: Copy) -> str:
    """What somebody gets; spare copies are counted by themselves, and nobody takes them for a student too many."""
    return "spare" if copy.is_spare else copy.variant.name


def _tally(names: Iterable[str]) -> str:
    found = Counter(names)
    more = [f"{len(found) - MOST_SORTS} more sorts"] if len(found) > MOST_SORTS else []
    return ", ".join([*(f"{count} × {name}" for name, count in [*found.items()][:MOST_SORTS]), *more])


def _sources(columns: dict[str, str]) -> Iterator[str]:
    """From which columns each field was read."""
    made_of = {field: (field,) for field in HEADINGS if field not in PARTS} | {"name": NAME_COLUMNS}
    for field, parts in made_of.items():
        there = [f'"{columns[part]}"' for part in parts if part in columns]
        if there:
            yield f"{field} from {listed(there, 'and')}"


def _how_read(read: "Roster", roster: Path) -> Iterator[str]:
    """What shows that the roster wasn't understood as it is meant."""
    for heading, (first, cells) in read.needs.items():
        others = f" and {cells - 1} more like it" if cells > 1 else ""
        remedy = 'give these students columns such as "large print", "dyslexia", "tint" and "support"'
        yield f'The column "{heading}" isn\'t read, though it says "{first}"{others}; {remedy}'
    if read.turned and read.turned.against:
        against, first = readable(read.turned.against), readable(read.turned.first)
        yield f'Names stay as they are, such as "{first}", since "{against}" isn\'t written so'
    elif read.turned:
        written, printed = readable(read.turned.first), readable(read.turned.printed)
        yield f'Given names stand first: "{written}" is printed as "{printed}"'
    if read.unused:
        more = len(read.unused) - MOST_HEADINGS
        and_more = f" and {more} more" if more > 0 else ""
        yield f"Not used of {roster.name}: {', '.join(read.unused[:MOST_HEADINGS])}{and_more}"
