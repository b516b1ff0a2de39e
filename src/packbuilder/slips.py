"""What is wrong with a text that is no YAML: what the library says of it, in the words of who writes worksheets."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import takewhile
from typing import Protocol

from packbuilder.problems import Position
from packbuilder.wording import A_COMMENT, NOT_CURLY, OPENING_CURLY, QUOTES, WHOLE, counted


class Mark(Protocol):
    """A place in a text: how many characters stand before it, its line and its column, all from 0."""

    index: int
    line: int
    column: int


@dataclass(frozen=True)
class Complaint:
    """What the library says: `what` is wrong `at` a place, while it was reading `reading`, which `begins` elsewhere.

    `quoted` finds where a text between quotation marks begins that ends in the line of that place, before it, if it
    begins in an earlier one. It takes as long as reading the text.
    """

    what: str
    at: Mark | None
    reading: str
    begins: Mark | None
    quoted: Callable[[], Mark | None]


def explained(text: str, complaint: Complaint) -> tuple[Position, str]:
    """Where the text has to be mended, and how."""
    at = complaint.at
    if at is None:
        return _no_yaml(position_of(at), _hint(complaint.what, ""))
    lines = LINE_END.split(text)
    if text[at.index : at.index + 1] == "\t":
        return position_of(at), _tab(lines, at)
    slip = _slip(lines, at.line) or _stepped_in(lines, at.line) or _not_indented(lines, at.line)
    if slip:
        return _no_yaml(*slip)
    opened = complaint.quoted()
    if opened:
        # Most likely that one begins the next text: what is wrong shows here, and has to be mended there.
        message = f"a quotation mark that is closed only in line {at.line + 1}; close it where its text ends"
        if MAY_BE_APOSTROPHE.match(text, opened.index):
            message = f"{message}, or, if it is an apostrophe, put the text between double ones"
        return _no_yaml(position_of(opened), message)
    return _no_yaml(*_translated(text, complaint, at))


def position_of(mark: Mark | None) -> Position:
    """The place as people count; where the library names none, it is the beginning."""
    return Position(mark.line + 1, mark.column + 1) if mark else Position()


def _no_yaml(position: Position, message: str) -> tuple[Position, str]:
    return position, f"not valid YAML: {message}"


def _tab(lines: list[str], at: Mark) -> str:
    more = sum(line.lstrip(" ").startswith("\t") for line in lines[at.line + 1 :])
    also = f", here and in {counted(more, 'line')} below" if more else ""
    if lines[at.line][: at.column].strip(" "):
        return "a tab; put a space instead"
    return f"a tab; YAML is indented with spaces, so put some instead, up to where the lines beside it begin{also}"


LINE_END = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
"""Where lines end to YAML 1.1 (5.4)."""
GLUED_HYPHEN = "a space is missing behind the hyphen"
SLIPS = (
    (re.compile(r"[ -]*[A-Za-z]\w*:(?=[^\s/:])"), "a space is missing behind the colon"),
    (re.compile(r" *-(?=[A-Za-z]\w*:(\s|$))"), GLUED_HYPHEN),
    (re.compile(r"[ -]*+([A-Za-z]\w*:)? *+(?=\u00a0)"), "a no-break space; put a usual space in its place"),
    (re.compile(r"[ -]*[A-Za-z]\w*(?=\uff1a)"), "a full-width colon; put a usual one and a space in its place"),
    (re.compile(r"[ -]*[A-Za-z]\w{3,} *(?==)"), "an equals sign; put a colon in its place"),
    (
        re.compile(r" *(?=([•·–—*]|\d+[.)]) +[A-Za-z]\w*:(\s|$))"),
        "a list has a hyphen before each entry, not this sign",
    ),
    (re.compile(r".*[\[{,] *(?=#\S)"), A_COMMENT),
    (re.compile(r"(?=```)"), "this is no part of a worksheet; delete the line"),
    (re.compile(r" *(?=//)"), "a comment begins with #; put one in the place of these signs"),
)
"""How a line can begin that is no YAML, up to where it is wrong, and what to do about it."""


def _slip(lines: list[str], number: int) -> tuple[Position, str] | None:
    """Where a sign is wrong in the line of this number (from 0), or in the last one above it with a text, and how.

    Without the space behind a colon, a field is a text that goes on, and what is wrong shows a line below.
    """
    above = next((each for each in range(min(number, len(lines)) - 1, -1, -1) if lines[each].strip()), number)
    for each in (number, above):
        for begin, what in SLIPS if each < len(lines) else ():
            found = begin.match(lines[each])
            if found:
                return Position(each + 1, found.end() + 1), what
        entry = ENTRY.match(lines[each]) if 0 < each < len(lines) else None
        if entry and lines[each - 1].startswith(f"{entry[0]} "):
            return Position(each + 1, entry.end() + 1), GLUED_HYPHEN
    return None


ENTRY = re.compile(r" *-(?=[^\W\d])")
"""How a line begins that may be an entry; it is one below another."""


TEXT_BELOW = re.compile(r"((?: *- )* *)[\w-]+:[ \t]+([|>][-+]?)(?=[ \t]*(?:#.*)?$)")
"""A field whose text stands in the lines below: what stands before its name, and the sign."""


def _stepped_in(lines: list[str], number: int) -> tuple[Position, str] | None:
    """Where it has to be said how far a text is indented whose first line is indented further than that of `number`."""
    depth = _depth(lines[number]) if number < len(lines) else 0
    for above in range(min(number, len(lines)) - 1, -1, -1):
        begun = TEXT_BELOW.match(lines[above])
        if begun and len(begun[1]) < depth:
            steps = _steps(lines[above + 1 :], len(begun[1]))
            how = f"write {begun[2][0]}{steps}{begun[2][1:]} in place of {begun[2]}"
            message = f"the first line of a text is indented further than line {number + 1}; {how}, or, if that line "
            message += "isn't part of the text, mend its indentation"
            return (Position(above + 1, begun.start(2) + 1), message) if steps else None
        if lines[above].strip() and _depth(lines[above]) < depth:
            return None
    return None


def _not_indented(lines: list[str], number: int) -> tuple[Position, str] | None:
    """Where a text begins that should be indented below its field, in the line of this number or the one above."""
    for each in range(min(number, len(lines) - 1), max(number - 2, 0), -1):
        begun, depth = TEXT_BELOW.match(lines[each - 1]), _depth(lines[each])
        if begun and depth <= len(begun[1]) and not FIELD.match(lines[each]):
            message = f"the lines of a text below {begun[2][0]} are indented; put two spaces more before each of them"
            return Position(each + 1, depth + 1), message
    return None


FIELD = re.compile(r" *(- |[\w-]+:(\s|$)|$)")
"""How a line begins that isn't a text's."""


def _steps(below: Iterable[str], outside: int) -> int:
    """How far lines are indented beyond `outside` if the first of them is indented further than another; or 0."""
    depths = (_depth(line) for line in below if line.strip())
    first, *others = takewhile(lambda depth: depth > outside, depths)
    least = min(others, default=first)
    return least - outside if least < first and least - outside <= MOST_STEPS else 0


MOST_STEPS = 9
"""By how many spaces YAML can be told that a text is indented (8.1.1.1)."""


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _translated(text: str, complaint: Complaint, at: Mark) -> tuple[Position, str]:
    """What the library says, in words for people, and where: a bracket is mended where it was opened."""
    hint, begins = _hint(complaint.what, text[: at.index]), complaint.begins
    # The quick reader says only that it hasn't found the end.
    if at.index >= len(text.rstrip()) and complaint.reading.startswith("while parsing a flow"):
        hint = NEVER_CLOSED
    if hint in (NEVER_CLOSED, NO_NAME) and begins:
        apostrophe = hint == NEVER_CLOSED and MAY_BE_APOSTROPHE.match(text, begins.index)
        return position_of(begins), APOSTROPHE if apostrophe else hint
    if hint.startswith(UNCLOSED) and begins and begins.line < at.line:
        hint = hint.replace(UNCLOSED, f"{UNCLOSED} (opened in line {begins.line + 1})")
    return position_of(at), hint


def _hint(what: str, before: str) -> str:
    """What the library says of a place, and the text `before` it, mean to someone who writes a worksheet."""
    for begin, end, hint in HINTS_BEHIND:
        if what.startswith(begin) and end.search(before):
            return hint
    hint = next((hint for begin, hint in HINTS if what.startswith(begin)), what)
    curly = CURLY_TEXT.search(before.rpartition("\n")[2])
    return hint.replace(QUOTES, NOT_CURLY) if curly else hint


MAY_BE_APOSTROPHE = re.compile(r"'\w")
CURLY_TEXT = re.compile(f"(?:^|[:-] |[,[{{]) *[{''.join(OPENING_CURLY)}]")
UNCLOSED = "a bracket that isn't closed"
NO_NAME = 'a line that has no "name:"; check its indentation and its colon'
BACKSLASH = "a backslash; write two, or put the text between single quotation marks (')"
BLOCK = f"text behind | or >, which begin a text in the lines below; {QUOTES}"
NEVER_CLOSED = "a quotation mark or bracket that is never closed"
APOSTROPHE = f'{NEVER_CLOSED}; if it is an apostrophe, put the text between double ones ("\'Tis …")'
BEHIND = "text behind a quotation mark"
ONE_TEXT = "what stands above and here goes between one pair of them, or into two entries"
BEHIND_DOUBLE = f"{BEHIND}; put the whole text between single ones ('), and write each apostrophe in it twice"
BEHIND_SINGLE = f"{BEHIND}; write each ' in it twice, or put the whole text between double ones"
INDENTATION = "this line's indentation fits no line above it"
HYPHEN = f"a hyphen that can't stand here; {QUOTES}, or each entry of a list into a line of its own"
DEEPER = f"this line is indented further than the fields above it; indent it alike, or, if a text goes on, {WHOLE}"
NO_FIELD_ABOVE = f'a list below a text; a line such as "questions:" is missing above it, or, if a text goes on, {WHOLE}'
DOTS = 'a line "..." above, at which the file ends for YAML; delete it'
AT_A_QUOTE = (
    *("expected <block end>", "sequence entries are not allowed", "block sequence entries are not allowed"),
    *("did not find expected '-' indicator", "did not find expected key", "mapping values are not allowed"),
    *("expected ',' or", "did not find expected ',' or"),
)
"""What the two readers say of a text behind a quotation mark."""
HINTS_BEHIND = (
    *((said, re.compile(r'" *\Z'), BEHIND_DOUBLE) for said in AT_A_QUOTE),
    *((said, re.compile(r"' *\Z"), BEHIND_SINGLE) for said in AT_A_QUOTE),
    ("expected <block end>, but found '<scalar>'", re.compile(r"[\"']\s*\Z"), f"{BEHIND}; {ONE_TEXT}"),
    ("expected '<document start>'", re.compile(r"^\.\.\.\s*\Z", re.MULTILINE), DOTS),
    ("mapping values are not allowed", re.compile(r"^ *- +\w+\Z", re.MULTILINE), NO_FIELD_ABOVE),
    ("mapping values are not allowed", re.compile(r"^[ -]+\w+\Z", re.MULTILINE), DEEPER),
    ("expected <block end>, but found '<scalar>'", re.compile(r"[\]}]\s*\Z"), f"text behind a bracket; {WHOLE}"),
    ("expected ',' or", re.compile(r"[\]}] *\Z"), f"something behind a bracket; put a comma before it, or {WHOLE}"),
)
"""What the library says, by its beginning, how the text before that place ends, and what both together mean."""
HINTS = (
    (
        "expected the node content, but found ','",
        "a comma with nothing before it; write an entry there",
    ),
    ("expected ',' or ']', but got '<stream end>'", NEVER_CLOSED),
    ("expected ',' or '}', but got '<stream end>'", NEVER_CLOSED),
    ("expected the node content, but found '<stream end>'", NEVER_CLOSED),
    ("found unexpected end of stream", NEVER_CLOSED),
    ("mapping values are not allowed", f"a colon that can't stand here; {QUOTES}, or mend the line's indentation"),
    ("mapping keys are not allowed", f"a sign that can't begin a text; {QUOTES}"),
    ("could not find expected ':'", NO_NAME),
    ("found unknown escape", BACKSLASH),
    ("expected escape sequence", BACKSLASH),
    ("did not find expected hexdecimal", BACKSLASH),
    ("expected a comment or a line break", BLOCK),
    ("did not find expected comment or line break", BLOCK),
    ("expected <block end>", INDENTATION),
    ("sequence entries are not allowed", HYPHEN),
    ("expected ',' or", f"{UNCLOSED}, or a text inside brackets that needs quotes; {QUOTES}"),
    ("expected the node content", f"a sign that can't begin a text; {QUOTES}"),
    ("expected alphabetic or numeric character", f"a text that begins with * or &; {QUOTES}"),
    ("did not find expected ',' or", f"{UNCLOSED}, or a text inside brackets that needs quotes; {QUOTES}"),
    ("did not find expected key", INDENTATION),
    ("did not find expected '-' indicator", INDENTATION),
    ("did not find expected <document start>", INDENTATION),
    ("block sequence entries are not allowed", HYPHEN),
    ("did not find expected", f"a sign that can't begin a text; {QUOTES}"),
    ("while scanning", f"a sign that can't begin a text; {QUOTES}"),
    ("found character", f"a sign that can't begin a text; {QUOTES}"),
)
"""What the library says, by its beginning, and what that means to someone who writes a worksheet."""
