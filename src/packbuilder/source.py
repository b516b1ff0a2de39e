"""YAML text to plain values that know where they stood.

Scalars stay text: the spec's types decide what is a number, so `no` stays the word no and `1:30` the
time it looks like. Aliases, duplicate keys, tags and deep nesting are refused, which leaves nothing in a
file that could grow when it is read. What was refused is read past where that is safe, so that it is told
with what else is wrong; what may follow from it is marked as unread or doubtful. A limit ends the reading.
"""

import re
import unicodedata
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

import yaml

from packbuilder.digests import digest
from packbuilder.links import LeadsOutError, NoFileError, TooLargeError, read_ordinary
from packbuilder.positioned import Mapping, Nothing, Sequence, Text, Unread
from packbuilder.problems import MAX_PROBLEMS, Position, Problem, SpecError, first_of
from packbuilder.slips import Complaint, explained, position_of
from packbuilder.wording import WHOLE, shown

MAX_BYTES = 1_000_000
MAX_DEPTH = 40
MAX_VALUES = 30_000
"""Texts, lists and mappings, keys too. Two thousand blanks with answers and support need about 16,000."""
NULLS = {"", "~", "null", "Null", "NULL"}
COMMENTED = re.compile(r"(~|null|Null|NULL)?[ \t]+#\S")
"""An empty value and a text that begins with # rather than a remark, which has a space behind it."""
CUT = re.compile(r"[ \t]+#(?=\S|[ \t]+\d)")
"""Behind a value, a text that goes on, such as `leaf #3` and `sample # 2`, rather than a remark."""
PARTED = re.compile(r"^(\S.*)\n(?=\S)", re.MULTILINE)
"""A line that YAML has put together of others, and behind which another one begins."""
HYPHEN_BELOW = re.compile(r"\n[ \t]*(?=-[ \t]+[^\W\d]|-[ \t]+[\"'“‘*])")
FIGURE, THREE_DIGITS = re.compile(r"(?<![\w.,:/−-])\d{1,3}(?:,\d{3})*,\Z"), re.compile(r"\d{3}(?!\d)")
MORE_DIGITS = re.compile(r"(?:,\d{3}(?!\d))*")
"""A figure up to a comma of thousands, what stands behind it, and more of it."""
DEEP = 100
"""An entry in brackets is looked for as far before a figure, where it begins a line."""
ESCAPED_TAB = re.compile(r"(?<!\\)(\\\\)*\\t")


def read_source(path: Path, within: Path | None = None) -> Mapping:
    """The mapping that stands in the YAML file at `path`; raises SpecError with everything that is wrong.

    If it is a link, it must not lead out of the folder `within`.
    """
    value, problems = read_partly(path, within)
    if problems:
        raise SpecError(first_of(problems))
    return value


def read_partly(path: Path, within: Path | None = None) -> tuple[Mapping, list[Problem]]:
    """The mapping that stands in the YAML file at `path`, and what was refused of it; `within` as for `read_source`.

    Raises SpecError where no more can be read than problems.
    """
    data = _read(path, within)
    text, problems = _printable_only(path, _decode(path, data))
    value, found = _composed(path, text, problems)
    if not isinstance(value, Mapping):
        message = 'the file needs fields such as "title: …" at its left edge'
        raise SpecError(first_of(found) or [Problem(path, Position(), "", message)])
    value.hash = digest(data).hex()
    return value, found


def _composed(path: Path, text: str, problems: list[Problem]) -> tuple[Any, list[Problem]]:
    """What the text says, and the `problems` with those of the text.

    What the quick reader can't read is read by the one in Python, whose messages say more.
    """
    errors: list[yaml.MarkedYAMLError] = []
    try:
        return _Composer(path, problems).compose(text, QUICK)
    except yaml.MarkedYAMLError as error:
        errors.append(error)
    except (yaml.YAMLError, UnicodeDecodeError):
        pass
    composer = _Composer(path, problems)
    try:
        return composer.compose(text, yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        # What the quick reader has taken, such as a tab behind a colon, isn't what is wrong.
        last = max([error, *errors], key=_index)
        # What stands above may be misread as well, such as a text that isn't closed, so nothing is said of its fields.
        raise SpecError([*first_of(composer.problems), _syntax_problem(path, text, last)]) from None


def _index(error: yaml.MarkedYAMLError) -> int:
    """How many characters stand before what is wrong."""
    return error.problem_mark.index if error.problem_mark else 0


QUICK: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Reads in an eighth of the time; there are systems for which PyYAML comes without it."""


def _read(path: Path, within: Path | None) -> bytes:
    """The bytes of an ordinary file: opening anything else might wait for ever, or never come to an end."""
    try:
        return read_ordinary(path, MAX_BYTES + len(BOM_UTF8), within)
    except NoFileError:
        raise _refusal(path, "isn't an ordinary file; put a YAML text file in its place") from None
    except LeadsOutError:
        raise _refusal(path, "is a link that leads out of its folder; put the file itself in its place") from None
    except TooLargeError as error:
        raise _refusal(path, TOO_LARGE.format(error.size)) from None
    except OSError as error:
        raise _refusal(path, f"can't be read: {error.strerror}") from None


TOO_LARGE = f"the file has {{:,}} bytes; {MAX_BYTES:,} are the most that is read"


def _refusal(path: Path, message: str, position: Position | None = None) -> SpecError:
    return SpecError([Problem(path, position or Position(), "", message)])


def _decode(path: Path, data: bytes) -> str:
    def refuse(message: str, position: Position | None = None) -> SpecError:
        return _refusal(path, message, position)

    data = data.removeprefix(BOM_UTF8)
    if len(data) > MAX_BYTES:
        raise refuse(TOO_LARGE.format(len(data)))
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        raise refuse("the file is UTF-16; save it again as UTF-8")
    if b"\0" in data:
        raise refuse("this is a binary file, not text; a worksheet is a YAML text file")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        position = _behind(data[: error.start].decode())
        raise refuse("the file isn't UTF-8 from here on; save it again as UTF-8", position) from None
    if not text.strip():
        raise refuse('the file is empty; "packbuilder new" writes a worksheet to start from')
    # French is pasted with narrow no-break spaces, which hardly a font has.
    return text.replace("\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}")


def _syntax_problem(path: Path, text: str, error: yaml.MarkedYAMLError) -> Problem:
    at = error.problem_mark or error.context_mark
    what = error.problem or "can't be read as YAML"
    complaint = Complaint(what, at, str(error.context), error.context_mark, lambda: _opened_above(text, at))
    position, message = explained(text, complaint)
    return Problem(path, position, "", message)


def _opened_above(text: str, mark: Any) -> Any:
    """Where a text begins in an earlier line whose second quotation mark stands before `mark`, in its line."""
    quoted = None
    with suppress(yaml.YAMLError, ValueError, OverflowError):
        for token in yaml.scan(text, Loader=QUICK):
            if mark and token.start_mark.index >= mark.index:
                break
            quoted = token if isinstance(token, yaml.ScalarToken) and token.style in ("'", '"') else quoted
    if mark and quoted and quoted.start_mark.line < quoted.end_mark.line == mark.line:
        return quoted.start_mark
    return None


def _printable_only(path: Path, text: str) -> tuple[str, list[Problem]]:
    """The text with spaces for characters that YAML doesn't allow, and a problem for each, as many as are told."""
    problems = []
    for found in islice(NON_PRINTABLE.finditer(text), MAX_PROBLEMS + 1):
        position = _behind(text[: found.start()])
        problems.append(Problem(path, position, "", f"the control character U+{ord(found[0]):04X}; delete it"))
    return NON_PRINTABLE.sub(" ", text), problems


NON_PRINTABLE = yaml.reader.Reader.NON_PRINTABLE


def _behind(text: str) -> Position:
    return Position(text.count("\n") + 1, len(text) - text.rfind("\n"))


class _Composer:
    """Builds values from parser events with a stack of its own, so nesting can't exhaust Python's."""

    def __init__(self, path: Path, problems: list[Problem]) -> None:
        self.path = path
        self.open: list[Mapping | Sequence] = []
        self.keys: list[Text | None] = []
        self.problems = [*problems]
        self.root: Any = None
        self.values = 0
        self.text = ""
        self.parted: list[Sequence] = []

    def compose(self, text: str, loader: Any) -> tuple[Any, list[Problem]]:
        position = Position()
        self.text = text
        events = yaml.parse(text, Loader=loader)
        while True:
            try:
                event = next(events, None)
            except UnicodeDecodeError:
                raise
            except (ValueError, OverflowError):
                # The libraries' own arithmetic on escapes and version numbers.
                message = "not valid YAML: a number that is far too large"
                raise SpecError([*first_of(self.problems), Problem(self.path, position, "", message)]) from None
            if event is None:
                break
            position = position_of(event.start_mark)
            if isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
                self._report_document(position)
                break
            self._take(event)
        return self.root, self.problems

    def _take(self, event: yaml.Event) -> None:
        position = position_of(event.start_mark)
        self.values += isinstance(event, yaml.NodeEvent)
        if self.values > MAX_VALUES:
            message = f"has more than {MAX_VALUES:,} fields and values; divide the file"
            raise SpecError([*first_of(self.problems), Problem(self.path, position, "", message)])
        tagged = getattr(event, "tag", None) not in (None, "!")
        if tagged:
            self._report(position, "a YAML tag; put the value between quotation marks")
        if isinstance(event, yaml.AliasEvent):
            self._report(position, f'"*{event.anchor}" repeats another part of the file; write the text out')
            self._place(Unread(position))
        elif tagged and isinstance(event, yaml.ScalarEvent):
            self._place(Unread(position))
        elif isinstance(event, yaml.ScalarEvent):
            value = self._scalar(event, position)
            self._report_parted(event, value)
            self._place(value)
        elif isinstance(event, yaml.MappingStartEvent):
            self._enter(Mapping(), position, unread=tagged)
        elif isinstance(event, yaml.SequenceStartEvent):
            self._enter(Sequence(), position, unread=tagged)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._leave(self.open.pop())

    def _report_document(self, position: Position) -> None:
        """What the line --- divides isn't read. Fields that are missing above it may stand there."""
        self._report(position, "a second document; delete this line, or put what follows into a file of its own")
        if isinstance(self.root, Mapping):
            self.root["---"] = Unread(position)
            self.root.key_positions["---"] = position

    def _scalar(self, event: yaml.ScalarEvent, position: Position) -> Text | Nothing | Unread:
        if not event.style and event.value in NULLS:
            # Nothing of the line is kept: a million signs may stand there, with thousands of empty values before them.
            mark: Any = event.start_mark
            return Nothing(position, commented=COMMENTED.match(self.text, mark.index) is not None)
        signs = dict.fromkeys(event.value)
        controls = [sign for sign in signs if unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\t"]
        for character in controls:
            written = ", or write two backslashes if one is meant" if event.style == '"' else ""
            self._report(position, f"the control character U+{ord(character):04X}; delete it{written}")
        if controls:
            return Unread(position)
        self._report_lost(event, position)
        self._report_loose_marks(event.value, position)
        text = Text(self._with_paragraphs(event))
        text.position = position
        return text

    def _with_paragraphs(self, event: yaml.ScalarEvent) -> str:
        """The value, in which an empty line parts paragraphs: where YAML joins lines it leaves the end of a line of it.

        Ends of lines that are written as such, or that stand beside indented ones below >, are those of lines.
        """
        start: Any = event.start_mark
        end: Any = event.end_mark
        value: str = event.value
        if event.style == "|" or "\n" not in value:
            return value
        if event.style == '"' and "\\n" in self.text[start.index : end.index]:
            return value
        return PARTED.sub(r"\1\n\n", value)

    def _report_lost(self, event: yaml.ScalarEvent, position: Position) -> None:
        """What a text has lost to signs that mean something in YAML, and nothing to who writes it."""
        start: Any = event.start_mark
        end: Any = event.end_mark
        cut = None if event.style else CUT.match(self.text, end.index)
        # Behind a number, a figure belongs to a remark: `marks: 3 # 2 for the reasons`.
        if cut and not (event.value.isdecimal() and self.text[cut.end()].isspace()):
            sign = Position(end.line + 1, end.column + len(cut[0]))
            remedy = f"{WHOLE}, or, if it is a remark, begin it with a space and a letter"
            self._report(sign, f"what stands behind # isn't printed; {remedy}")
        goes_on = None if event.style else HYPHEN_BELOW.search(self.text, start.index, end.index)
        if goes_on and not self.text.startswith(":", end.index):  # which is no YAML
            entry = "indent it like the other entries if it is one"
            lines = 'begin the text with "|" and a new line if its lines are to stay lines'
            message = f"a hyphen in a text that goes on here; {entry}, {lines}, or, if it is a dash, {WHOLE}"
            self._report(_behind(self.text[: goes_on.end()]), message)
        if event.style == '"' and ESCAPED_TAB.search(self.text, start.index, end.index):
            self._report(position, 'a tab, written as "\\t"; write two backslashes if one is meant, or a space')

    def _report_loose_marks(self, text: str, position: Position) -> None:
        """An accent at the beginning of a line has no letter to stand on, and would be drawn in the margin."""
        first = {line.lstrip(" \t*_")[:1] for line in text.split("\n")}
        for character in sorted(mark for mark in first if mark and unicodedata.category(mark)[0] == "M"):
            what = f"U+{ord(character):04X} ({unicodedata.name(character, 'unnamed')})"
            self._report(position, f"a line begins with {what}, which belongs to the letter before it; delete it")

    def _report_parted(self, event: yaml.ScalarEvent, value: Text | Nothing | Unread) -> None:
        """Says that a figure such as 1,050 is parted by its comma in brackets, where `value` is what stands behind it.

        There may be as many entries as there should be, so nothing else tells. Of a list with such a figure nothing
        more is told.
        """
        start: Any = event.start_mark
        end: Any = event.end_mark
        inside = self.open[-1] if self.open else None
        if event.style or not isinstance(inside, Sequence) or not isinstance(value, Text) or self._is_parted(inside):
            return
        found = FIGURE.search(self.text, max(0, start.index - 20), start.index)
        if found and THREE_DIGITS.match(value) and self._is_one(found.start(), end.index, value):
            whole = self.text[found.start() : MORE_DIGITS.match(self.text, end.index).end()]  # type: ignore[union-attr]
            remedy = "put it between straight quotation marks, or, if they are two, a space behind the comma"
            self._report(_behind(self.text[: found.start()]), f"{shown(whole)} is two entries in brackets; {remedy}")
            self.parted.append(inside)

    def _is_parted(self, value: Any) -> bool:
        return any(each is value for each in self.parted)

    def _is_one(self, start: int, end: int, value: str) -> bool:
        """Is what stands here one figure? Figures alone without a space behind any comma may be several."""
        before = self.text[max(0, start - DEEP) : start]
        last = before.rstrip()[-1:]
        alone = value.isdecimal() and last in ("[", ",")
        spaced = (last == "," and before[-1].isspace()) or (
            self.text[end : end + 1] == "," and self.text[end + 1 : end + 2].isspace()
        )
        return not alone or value.startswith("0") or spaced

    def _enter(self, value: Mapping | Sequence, position: Position, *, unread: bool = False) -> None:
        value.position = position
        if isinstance(value, Mapping):
            value.key_positions, value.doubtful = {}, set()
        self._place(Unread(position) if unread else value)
        if len(self.open) >= MAX_DEPTH:
            message = f"nested more than {MAX_DEPTH} levels deep; a worksheet never needs that"
            raise SpecError([*first_of(self.problems), Problem(self.path, position, "", message)])
        self.open.append(value)
        self.keys.append(None)

    def _leave(self, value: Mapping | Sequence) -> None:
        self.keys.pop()
        if not self._is_parted(value) or not self.open:
            return
        parent = self.open[-1]
        if isinstance(parent, Sequence):
            parent[-1] = Unread(value.position)
        else:
            parent.update({key: Unread(value.position) for key, each in parent.items() if each is value})

    def _place(self, value: Any) -> None:
        if not self.open:
            self.root = value
            return
        parent, key = self.open[-1], self.keys[-1]
        if isinstance(parent, Sequence):
            parent.append(value)
        elif key is None:
            self._start_key(parent, value)
        else:
            parent.setdefault(key, value)
            self.keys[-1] = None

    def _start_key(self, parent: Mapping, value: Any) -> None:
        position = value.position
        if not isinstance(value, Text):
            if not isinstance(value, Unread):
                self._report(position, "a field name that isn't text; put it between quotation marks")
            value = Text(f"?{position.line}:{position.column}")
            parent[value] = Unread(position)
        elif value in parent.key_positions:
            parent = self._repeat_key(parent, value)
        parent.key_positions.setdefault(value, position)
        self.keys[-1] = value

    def _repeat_key(self, parent: Mapping, key: Text) -> Mapping:
        """Says that the key stands twice, and returns the mapping in which it is read: a new one if it begins another.

        Where the first field of an entry comes again, below others, it is the hyphen that is most likely missing.
        """
        first = parent.key_positions[key]
        twice = f'"{key}" stands twice (first in line {first.line})'
        begins = key == next(iter(parent.key_positions)) and first.column == key.position.column
        below_others = begins and len(parent.key_positions) > 1
        if below_others and len(self.open) > 1 and isinstance(self.open[-2], Sequence):
            self._report(key.position, f"{twice}; put a hyphen before it if an entry begins here, or keep one of them")
            self.open.pop()
            self.keys.pop()
            entry = Mapping()
            self._enter(entry, key.position)
            return entry
        self._report(key.position, f"{twice}; keep one of them")
        parent.doubtful.add(key)
        return parent

    def _report(self, position: Position, message: str) -> None:
        self.problems.append(Problem(self.path, position, "", message))
