"""What processes tell each other while packs are built: plain values, and nothing heavy to import."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from packbuilder.fields import Field, FormField, Slot
from packbuilder.options import Options
from packbuilder.papers import Page
from packbuilder.problems import Problem
from packbuilder.sheet import Edition

Inputs = tuple[tuple[str, str], ...]
"""Files and folders, each with the hash of what was in it (`digests.digests_of`)."""


@dataclass(frozen=True)
class Part:
    """A worksheet in one edition: its PDF, ready to be joined, and what packs and class sets have to know of it.

    `page` is the one that it was drawn for, with what became of the distance of its lines; `form` are the fields to
    type into, if it is for the screen, `head` those of its pages' heads, and `slots` what a class set fills in.
    """

    id: str
    title: str
    language: str
    page: Page
    pages: int
    pdf: bytes
    fields: tuple[Field, ...]
    form: tuple[FormField, ...] = ()
    head: tuple[FormField, ...] = ()
    slots: tuple[Slot, ...] = ()


@dataclass(frozen=True)
class Task:
    """A worksheet of a folder to make: its name, and how. packbuilder's own words are in `words_language`, if given."""

    folder: Path
    name: str
    options: Options
    words_language: str | None = None


@dataclass(frozen=True)
class Kept:
    """A part of the worksheet `name` that is remembered under a key, and that nobody has read yet."""

    name: str
    key: str


@dataclass(frozen=True)
class Lost:
    """Worksheets of which a part can't be read any more, so that their pack can't be put together."""

    names: tuple[str, ...]


@dataclass(frozen=True)
class Made:
    """What became of a task: its parts by edition, or its problems; of which files it was made; what it took.

    `kept` are the parts of a worksheet for which nothing had to be done, and `typeset` the editions that weren't
    remembered.
    """

    parts: Mapping[Edition, Part] = field(default_factory=dict)
    kept: Mapping[Edition, Kept] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    inputs: Inputs = ()
    typeset: tuple[Edition, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True)
class Outline:
    """What pack.yaml says of a pack: its title, its worksheets in order, and what is wrong with it.

    `problems` are those of pack.yaml alone; with them the worksheets are read, but not drawn. `known` are the
    worksheets that needn't be typeset, with their parts where they are kept, and `inputs` what it was read from.
    """

    id: str
    title: str | None
    names: tuple[str, ...]
    problems: tuple[Problem, ...] = ()
    known: Mapping[str, Made] = field(default_factory=dict)
    inputs: Inputs = ()


@dataclass(frozen=True)
class Document:
    """One PDF to write: its name without ending, its content and its fields file."""

    name: str
    edition: Edition
    pages: int
    pdf: bytes
    fields: bytes

    @property
    def files(self) -> dict[str, bytes]:
        """What is written, by the names of the files."""
        return {f"{self.name}.pdf": self.pdf, f"{self.name}.fields.json": self.fields}
