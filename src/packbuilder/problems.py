"""What is wrong with a spec, where, and how to mend it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

LONGEST = 1_000
"""Characters of a line about a problem: what it quotes from a file may be as long as the file."""
MAX_PROBLEMS = 100
"""So many of a file are told at once: nobody reads more."""


@dataclass(frozen=True, order=True)
class Position:
    """A place in a text file; line and column count from 1."""

    line: int = 1
    column: int = 1


@dataclass(frozen=True)
class Problem:
    """One thing to mend. `field` is the path inside the file, such as `activities[2].prompt`."""

    file: Path
    position: Position
    field: str
    message: str

    def __str__(self) -> str:
        where = f"{self.file.as_posix()}:{self.position.line}:{self.position.column}: "
        text = f"{self.field}: {self.message}" if self.field else self.message
        if len(text) > LONGEST:
            # The end of a message is its remedy.
            text = f"{text[: LONGEST // 2]} … {text[-LONGEST // 2 :]}"
        return printable(where + text)


def printable(text: str) -> str:
    """The text in one line, with numbers for signs that a screen would obey or not show."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode() for c in text)


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error, and those from which it came: libraries make others of an error that they run into."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def first_of(problems: list[Problem], *, all_found: bool = True) -> list[Problem]:
    """As many of the problems of a file as are told, and how many there are besides, if all were looked for."""
    told, more = problems[:MAX_PROBLEMS], len(problems) - MAX_PROBLEMS
    if more > 0:
        last = told[-1]
        rest = f"and {more:,} more problems" if all_found else "there are more problems"
        told.append(Problem(last.file, last.position, "", f"{rest}; mend these first"))
    return told


class SpecError(Exception):
    """A user's mistake, or several: all that is wrong is reported at once, never one by one."""

    exit_code = 1

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class SetupError(Exception):
    """The machine, the command's arguments or the output folder are at fault; the message says how to mend it."""

    exit_code = 2
