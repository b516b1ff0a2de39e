"""The pages of a pack as class sets need them: typeset once in each variant, and remembered.

A pack whose files are as they were isn't even read: what was said of it then, and its pages, are taken from memory.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from packbuilder import __version__
from packbuilder.build import result_of
from packbuilder.class_sets.codes import MOST_PAGES
from packbuilder.class_sets.copies import Variant
from packbuilder.digests import digest_of, digest_of_folder, digests_of, hash_of, unchanged
from packbuilder.memory import key_of
from packbuilder.options import Options
from packbuilder.parts import Inputs, Made, Part, Task
from packbuilder.problems import Problem, SetupError, SpecError
from packbuilder.targets import PACK_FILE, Target, worksheet_names, worksheet_path
from packbuilder.tasks import make_parts
from packbuilder.workers import ALONE, Crew, Pending

if TYPE_CHECKING:
    from packbuilder.parse import Pack, Worksheet

Stage = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is to do."""


@dataclass(frozen=True)
class TypesetPack:
    """A pack in one variant: its worksheets, and if it is wanted for the screen, the same joined and tagged."""

    worksheets: tuple[Part, ...]
    document: bytes = b""


@dataclass(frozen=True)
class Facts:
    """What a class set says of its pack. `told` stands for what its pages are made of, and `names` are its worksheets.

    `inputs` are the files and folders on which all that depends, each with its hash.
    """

    id: str
    title: str
    language: str
    told: str
    names: tuple[str, ...]
    inputs: Inputs = ()


@dataclass(frozen=True)
class PackPages:
    """A pack whose pages can be typeset."""

    target: Target
    options: Options
    facts: Facts
    crew: Crew = ALONE
    read: Inputs = ()
    """The files of the pack and their hashes before they were read."""

    @property
    def unlisted(self) -> tuple[str, ...]:
        """The worksheets of the pack's folder that aren't in the pack."""
        return tuple(name for name in worksheet_names(self.target.folder) if name not in self.facts.names)

    def typeset(self, variants: Sequence[Variant], tick: Stage, *, joined: bool = False) -> dict[Variant, TypesetPack]:
        """The pages of each variant. Raises SpecError for what doesn't fit, SetupError for too many pages or bytes."""
        room = _Room()
        known = dict(self._known(variants, joined, room))
        made = self._made([variant for variant in variants if variant not in known], tick, joined, room)
        found = {variant: known.get(variant) or made[variant] for variant in variants}
        for variant, typeset in found.items():
            if sum(worksheet.pages for worksheet in typeset.worksheets) > MOST_PAGES:
                message = f"a copy has {MOST_PAGES} pages at most; {variant.name} has more, so divide the pack"
                raise SetupError(message)
        return found

    def _known(self, variants: Iterable[Variant], joined: bool, room: "_Room") -> Iterator[tuple[Variant, TypesetPack]]:
        for variant in variants:
            typeset = self.options.memory.recall(self._key(self.facts, variant, joined), TypesetPack)
            if typeset is not None:
                room.take(len(typeset.document), *(len(part.pdf) for part in typeset.worksheets))
                yield variant, typeset

    def _key(self, facts: Facts, variant: Variant, joined: bool) -> str:
        return key_of("variant", facts.inputs, _asked(self.target, self.options), variant, joined)

    def _made(
        self, variants: Sequence[Variant], tick: Stage, joined: bool, room: "_Room"
    ) -> dict[Variant, TypesetPack]:
        """What isn't remembered yet; now it is. Raises SetupError if somebody has changed the files in the meantime."""
        if not variants:
            return {}
        parts, inputs = self._typeset(variants, tick, room)
        if not unchanged(self.read or self.facts.inputs):
            # The set's id stands for what was read at first.
            message = f"a file of {self.target.folder} was saved while its pages were made"
            raise SetupError(f"{message}; nothing was printed, so start again")
        facts = replace(self.facts, inputs=self.facts.inputs or inputs)
        made = {}
        for variant, worksheets in parts.items():
            made[variant] = _typeset_pack(facts, variant, worksheets, joined)
            room.take(len(made[variant].document))
        if facts.inputs and unchanged(facts.inputs):
            self.options.memory.remember(_pack_key(self.target, self.options), facts)
            for variant, typeset in made.items():
                self.options.memory.remember(self._key(facts, variant, joined), typeset)
        return made

    def _typeset(
        self, wanted: Sequence[Variant], tick: Stage, room: "_Room"
    ) -> tuple[Mapping[Variant, Sequence[Part]], Inputs]:
        """Every worksheet in every variant, and of which files they are made.

        Editions that share a rendering are made together, as they share their fits.
        """
        begun = list(self._begin(wanted))
        problems: dict[Problem, None] = {}
        inputs: dict[tuple[str, str], None] = {}
        found: dict[Variant, list[Part]] = {variant: [] for variant in wanted}
        for done, (group, name, pending) in enumerate(begun):
            tick(name, done, len(begun))
            path = worksheet_path(self.target.folder, name)
            made = result_of(pending, path, lambda problem: Made(problems=(problem,)))
            problems.update(dict.fromkeys(made.problems))
            inputs.update(dict.fromkeys(made.inputs))
            room.take(*(len(part.pdf) for part in made.parts.values()))
            for variant in group if made.parts else ():
                found[variant].append(made.parts[variant.edition])
        if problems:
            raise SpecError(problems)
        return found, tuple(inputs)

    def _begin(self, wanted: Sequence[Variant]) -> Iterator[tuple[Sequence[Variant], str, Pending[Made]]]:
        groups: dict[tuple[object, ...], list[Variant]] = {}
        for variant in wanted:
            groups.setdefault((variant.rendering, variant.language), []).append(variant)
        for group in groups.values():
            editions = tuple(variant.edition for variant in group)
            options = replace(self.options, editions=editions, rendering=group[0].rendering, coded=True)
            for name in self.facts.names:
                task = Task(self.target.folder, name, options, group[0].language)
                yield group, name, self.crew.submit(make_parts, task)


MOST_MB = 500
"""How much all pages of a class set take at most, each variant once: they are held at a time, and copied into PDFs."""


class _Room:
    """What is left for pages."""

    def __init__(self) -> None:
        self._left = MOST_MB * 1_000_000

    def take(self, *sizes: int) -> None:
        """Raises SetupError where more bytes are held than there is room for."""
        self._left -= sum(sizes)
        if self._left < 0:
            message = f"the pages of these copies, each sort once, take more than {MOST_MB} MB"
            raise SetupError(f"{message}; make the pictures smaller, or divide the list")


def pages_of(target: Target, options: Options, crew: Crew = ALONE) -> tuple[PackPages | None, list[Problem]]:
    """The pages of a pack, or None and its problems."""
    known = options.memory.recall(_pack_key(target, options), Facts)
    if known is not None and unchanged(known.inputs):
        return PackPages(target, options, known, crew), []
    reading = crew.submit(read_facts, target, options)
    read = result_of(reading, target.folder / PACK_FILE, lambda problem: ReadPack(None, (problem,)))
    if read.facts is None:
        return None, list(read.problems)
    return PackPages(target, options, read.facts, crew, read.files), []


@dataclass(frozen=True)
class ReadPack:
    """What was read of a pack, or its problems; and the files that were read, with their hashes before."""

    facts: Facts | None
    problems: tuple[Problem, ...] = ()
    files: Inputs = ()


def read_facts(target: Target, options: Options) -> ReadPack:
    """Reads a pack, for a class set to be made of it."""
    from packbuilder.emphasis import plain  # noqa: PLC0415
    from packbuilder.parse import read_pack  # noqa: PLC0415

    files = digests_of(path for path in sorted(target.folder.resolve().glob("*.yaml")) if _may_be_read(path))
    pack, problems = read_pack(target.folder, target.only, options.limits)
    if problems or not pack.worksheets:
        return ReadPack(None, tuple(problems))
    told = hash_of(*_told(pack, options))
    names = tuple(worksheet.id for worksheet in pack.worksheets)
    return ReadPack(Facts(pack.id, plain(pack.title or pack.id), _language(pack), told, names), files=files)


def _may_be_read(path: Path) -> bool:
    """Is this an ordinary file, and no larger than what is parsed? Anything else is refused there."""
    from packbuilder.source import MAX_BYTES  # noqa: PLC0415

    return path.is_file() and not path.is_symlink() and path.stat().st_size <= MAX_BYTES


def _pack_key(target: Target, options: Options) -> str:
    """Under which the facts of a pack are kept; its inputs are what else they depend on."""
    folder = target.folder.resolve()
    names = sorted(path.name for path in folder.glob("*.yaml"))
    return key_of("pack", str(folder), names, str(Path.cwd()), _asked(target, options))


def _asked(target: Target, options: Options) -> tuple[object, ...]:
    return target.only, options.family, options.layout, options.limits


def _layout_folders(worksheet: "Worksheet", options: Options) -> tuple[Path, ...]:
    """Those of the worksheet's layout and its bases; each may be a link to somewhere else."""
    from packbuilder.layouts import DEFAULT_LAYOUT, find_layout  # noqa: PLC0415

    try:
        return find_layout(options.layout or worksheet.settings.layout or DEFAULT_LAYOUT).folders
    except SetupError:
        return ()  # said when something is typeset in it: what is wrong with the class list comes first


def _told(pack: "Pack", options: Options) -> Iterator[object]:
    """What the pages of a pack are made of."""
    from packbuilder.parse import pictures_of  # noqa: PLC0415

    yield __version__, pack.id, pack.title, options.family, options.layout
    for worksheet in pack.worksheets:
        yield worksheet.id, worksheet.settings, worksheet.source
        yield [digest_of((pack.folder / name).resolve()) for name in pictures_of(worksheet)]
        yield [digest_of_folder(folder) for folder in _layout_folders(worksheet, options)]


def _language(pack: "Pack") -> str:
    from packbuilder.words import DEFAULT_LANGUAGE  # noqa: PLC0415

    return pack.worksheets[0].settings.language or DEFAULT_LANGUAGE


def _typeset_pack(facts: Facts, variant: Variant, parts: "Sequence[Part]", joined: bool) -> TypesetPack:
    """What is kept of the worksheets. The title of the joined ones doesn't tell who has the supported edition."""
    if not joined:
        return TypesetPack(tuple(parts))
    from packbuilder.documents import document_of  # noqa: PLC0415

    document = document_of(parts, variant.edition, variant.rendering, facts.id, facts.title)
    return TypesetPack(tuple(parts), document.pdf)
