"""YAML files to worksheets and packs, or to everything that is wrong with them."""

import os
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from packbuilder.explain import field_path, validate
from packbuilder.fonts import remedy, script, unknown_characters
from packbuilder.kinds import kinds
from packbuilder.layouts import find_layout
from packbuilder.limits import DEFAULT_LIMITS, Limits, beyond
from packbuilder.pictures import Looked, look_at, way_of
from packbuilder.positioned import Mapping, Text, Unread, scalars
from packbuilder.problems import Position, Problem, SetupError, SpecError, first_of
from packbuilder.put_right import put_right
from packbuilder.source import read_partly
from packbuilder.spec import LONGEST_TEXT, MAX_ACTIVITIES, SLUG, ActivitySpec, PackSpec, Settings, WorksheetSpec
from packbuilder.targets import PACK_FILE, SUFFIX, name_flaw, worksheet_names, worksheet_path
from packbuilder.wording import did_you_mean, listed, misread, shown, suggested
from packbuilder.words import no_words, tag_meant, words_for


@dataclass(frozen=True)
class Worksheet:
    """One worksheet file. `id` is its file name without the ending; settings come from its pack where it has none.

    packbuilder's own words on it are in `words_language`, or in the language of its texts. `pictures` are its own as
    they were looked at, by the way to each.
    """

    id: str
    path: Path
    title: str
    settings: Settings
    activities: tuple[ActivitySpec, ...]
    source: Mapping
    words_language: str | None = None
    pictures: dict[str, Looked] = field(default_factory=dict)

    @property
    def shapes(self) -> dict[str, float]:
        """How many times as wide as tall each picture is, by the way to it."""
        return {way: looked.shape for way, looked in self.pictures.items()}

    @property
    def hashes(self) -> dict[str, str]:
        """The hashes of the pictures as they were looked at, by where they lie: nothing else may be printed."""
        return {looked.path: looked.hash for looked in self.pictures.values()}


@dataclass(frozen=True)
class Pack:
    """An ordered list of worksheets. A folder without a pack.yaml is a pack too, titled by its name."""

    id: str
    folder: Path
    title: str | None
    worksheets: tuple[Worksheet, ...]


@dataclass(frozen=True)
class PackFile:
    """What pack.yaml says of the pack in `folder`, or nothing (`spec` is None) if it has problems.

    `names` are those of the pack's worksheets in order; all in the folder if there is no pack.yaml, or if it is broken.
    """

    folder: Path
    spec: PackSpec | None
    names: tuple[str, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def title(self) -> str | None:
        return self.spec.title if self.spec else None

    @property
    def inherited(self) -> object:
        """What worksheets take from their pack; values of which `repr` shows all."""
        return self.spec and (self.title, [(name, getattr(self.spec, name)) for name in Settings.model_fields])


def read_pack(
    folder: Path, only: Sequence[str] | None = None, limits: Limits = DEFAULT_LIMITS
) -> tuple[Pack, list[Problem]]:
    """What can be read of the pack in `folder`, and the problems of the rest."""
    return read_worksheets(read_pack_file(folder), only, limits)


def read_worksheets(
    file: PackFile, only: Sequence[str] | None = None, limits: Limits = DEFAULT_LIMITS
) -> tuple[Pack, list[Problem]]:
    """What can be read of the worksheets of a pack whose file was read, and all problems of the rest."""
    worksheets, problems = [], list(file.problems)
    for name in file.names if only is None else only:
        try:
            worksheets.append(parse_worksheet(worksheet_path(file.folder, name), file.spec, limits))
        except SpecError as error:
            problems += error.problems
    # Without the pack's settings its worksheets would be drawn for the wrong paper.
    drawable = () if file.spec is None else tuple(worksheets)
    return Pack(file.folder.resolve().name, file.folder, file.title, drawable), problems


def read_pack_file(folder: Path) -> PackFile:
    """What pack.yaml says of the pack in `folder`, and its problems."""
    path = folder / PACK_FILE
    # What has this name and isn't a file is refused when it is read.
    if not os.path.lexists(path):
        nothing = PackSpec.model_construct(title=None, worksheets=())
        return PackFile(folder, nothing, tuple(worksheet_names(folder)))
    try:
        spec = _parse_pack_file(path)
    except SpecError as error:
        return PackFile(folder, None, tuple(worksheet_names(folder)), tuple(error.problems))
    return PackFile(folder, spec, tuple(spec.worksheets))


def _parse_pack_file(path: Path) -> PackSpec:
    source, refused = read_partly(path, path.parent)
    spec, found = validate(path, PackSpec, source)
    found += refused
    found += _text_problems(path, source)
    found += _settings_problems(path, source)
    present = worksheet_names(path.parent)
    names = getattr(spec, "worksheets", ())
    missing: list[tuple[Position, str, str]] = []
    for index, name in enumerate(names):
        position = getattr(source["worksheets"][index], "position", Position())
        field = f"worksheets[{index}]"
        if name in names[:index]:
            found.append(Problem(path, position, field, f'"{name}" stands twice; keep one of them'))
        elif name.endswith(SUFFIX):
            found.append(Problem(path, position, field, f"leave off {SUFFIX}"))
        elif name not in present or not worksheet_path(path.parent, name).is_file():
            missing.append((position, field, name))
    if missing:
        found += _missing(path, missing, _not_listed(names, present), present)
    if found:
        raise SpecError(first_of(sorted(found, key=lambda problem: problem.position)))
    return spec


def _missing(
    path: Path, missing: Sequence[tuple[Position, str, str]], not_listed: str, present: Sequence[str]
) -> Iterator[Problem]:
    """Says of worksheets that a pack lists, by position, field and name, that they aren't there, and what is meant."""
    files = {each.name for each in path.parent.iterdir()}
    for number, (position, where, name) in enumerate(missing):
        near = did_you_mean(name, present) if number < MOST_MISSED and len(present) <= MOST_PRESENT else ""
        if f"{name}.yml" in files:
            near = f'; rename "{name}.yml"'
        message = f'there is no worksheet "{name}{SUFFIX}" beside this file{near or not_listed}'
        yield Problem(path, position, where, message)


def _not_listed(names: Sequence[str], present: Sequence[str]) -> str:
    """The worksheets that are there and not in the list, of which one may be renamed."""
    others = sorted({*present} - {*names})
    are = "is there, and isn't" if len(others) == 1 else "are there, and aren't"
    few = 0 < len(others) <= MOST_OTHERS
    return f"; {listed([shown(each) for each in others], 'and')} {are} in the list" if few else ""


MOST_OTHERS = 3
"""So many worksheets are named of which one may have been renamed."""
MOST_MISSED, MOST_PRESENT = 3, 200
"""For so many names, and among so many, one is searched that is nearly the same: each worksheet has that done anew."""


def parse_worksheet(path: Path, pack: Settings | None = None, limits: Limits = DEFAULT_LIMITS) -> Worksheet:
    """The worksheet in the file at `path`, with the settings of its `pack` where it has none of its own."""
    _refuse_name(path)
    source, refused = read_partly(path, path.parent)
    _refuse_too_long(path, source, limits)
    mended = put_right(path, source)
    spec, problems = validate(path, WorksheetSpec, source)
    problems += refused
    problems += mended
    problems += _text_problems(path, source)
    problems += _settings_problems(path, source)
    activities: list[ActivitySpec | None] = []
    values = source.get("activities")
    for index, value in enumerate(values[:MAX_ACTIVITIES] if isinstance(values, list) else ()):
        activity, found = _parse_activity(path, value, index)
        problems += found
        activities.append(activity)
    problems += _repeated_ids(path, activities)
    seen = _look_at_pictures(path, source, limits)
    problems += _picture_problems(path, source, seen)
    if problems:
        raise SpecError(first_of(sorted(problems, key=lambda problem: problem.position)))
    return Worksheet(
        id=path.stem,
        path=path,
        title=spec.title,
        settings=_merge(spec, pack),
        activities=tuple(filter(None, activities)),
        source=source,
        pictures={way: looked for way, looked in seen.items() if isinstance(looked, Looked)},
    )


def _refuse_name(path: Path) -> None:
    """Raises SpecError where the worksheet's name can't begin the names of its PDFs on every system."""
    message = name_flaw(path.stem, "file")
    if message:
        raise SpecError([Problem(path, Position(), "", message)])


def _refuse_too_long(path: Path, source: Mapping, limits: Limits) -> None:
    """Raises SpecError for more text than may be; nothing else is looked for in so much."""
    message = beyond(limits, "characters", sum(map(len, scalars(source))))
    if message:
        raise SpecError(first_of([*_texts_too_long(path, source)] or [Problem(path, Position(), "", message)]))


def _texts_too_long(path: Path, source: Mapping) -> Iterator[Problem]:
    """Texts that are refused even if the worksheet may have more characters."""
    for text in scalars(source):
        if len(text) > LONGEST_TEXT:
            message = (
                f"a text of {len(text):,} characters; {LONGEST_TEXT:,} are the most, whatever the limits. Divide it"
            )
            yield Problem(path, text.position, "", message)


LONGEST_WORD = 1_000
"""Characters of a word. The longest in dictionaries have fewer than 200; to typeset one takes time by the square."""
WORD = re.compile(r"(?:[\u00a0\u2007\u202f]|[^\s\u2e80-\ud7ff\uf900-\ufaff\uff00-\uffef])+")
"""A word, but for Chinese, Japanese and Korean characters, between which lines may break anywhere."""


def _words_too_long(path: Path, source: Mapping) -> Iterator[Problem]:
    """Words that nobody writes."""
    for text in scalars(source):
        longest = max(map(len, WORD.findall(text)), default=0)
        if longest > LONGEST_WORD:
            message = (
                f"a word of {longest:,} characters; {LONGEST_WORD:,} are the most. Shorten it or put spaces into it"
            )
            yield Problem(path, text.position, "", message)


def _merge(spec: Settings, pack: Settings | None) -> Settings:
    names = Settings.model_fields
    return Settings.model_construct(
        **{name: getattr(spec, name) or (getattr(pack, name) if pack else None) for name in names}
    )


def _parse_activity(path: Path, value: Any, index: int) -> tuple[ActivitySpec | None, list[Problem]]:
    where = f"activities[{index}]"
    if isinstance(value, Unread):
        return None, []
    if not isinstance(value, Mapping):
        message = 'needs fields such as "kind: chart"; indent them below the hyphen'
        return None, [Problem(path, value.position, where, message)]
    name = value.get("kind")
    known = isinstance(name, str) and name in kinds()
    return validate(path, kinds()[str(name)].fields, value, where) if known else (None, [])


def _repeated_ids(path: Path, activities: list[ActivitySpec | None]) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, activity in enumerate(activities):
        name = getattr(activity, "id", None)
        if activity and name in seen:
            message = f'a second activity "{name}"; ids differ within a worksheet'
            yield Problem(path, activity.at, f"activities[{index}].id", message)
        seen.add(name or "")


def _text_problems(path: Path, source: Mapping) -> Iterator[Problem]:
    """What no type knows of any text: giant words, characters without a font, wrong encodings."""
    yield from _words_too_long(path, source)
    yield from _unknown_characters(path, source)
    yield from _misread(path, source)


def _settings_problems(path: Path, source: Mapping) -> Iterator[Problem]:
    """What no type knows of settings: which languages and layouts there are."""
    yield from _unknown_language(path, source)
    yield from _unknown_layout(path, source)


def _unknown_characters(path: Path, source: Mapping) -> Iterator[Problem]:
    """One problem for each script, at its first letter, and one for any other character in each text."""
    # Names of pictures aren't printed.
    pictures = {id(name) for _, name in _images(source)}
    texts = [text for text in scalars(source) if id(text) not in pictures]
    unknown = set(unknown_characters("".join(set().union(*texts))))
    found = [(character, text) for text in texts for character in dict.fromkeys(text) if character in unknown]
    scripts: dict[str, list[tuple[str, Text]]] = {}
    for character, text in found:
        name = script(character)
        scripts.setdefault(f"{name} {text.position}" if name == character else name, []).append((character, text))
    for alike in scripts.values():
        first, text = alike[0]
        others = len({character for character, _ in alike}) - 1
        yield Problem(path, text.position, "", _no_font(first, others))


def _misread(path: Path, source: Mapping) -> Iterator[Problem]:
    """The first word in a wrong encoding: where there is one, there are others, unless the worksheet is about it."""
    found = [(text, word) for text in scalars(source) for word in misread(text)]
    if len({word for _, word in found}) > 1:
        text, (wrong, right) = found[0]
        message = f"{shown(wrong)} is {shown(right)} in a wrong encoding; copy the text anew, or write it so"
        yield Problem(path, text.position, "", message)


def _no_font(character: str, others: int) -> str:
    name = unicodedata.name(character, "unnamed")
    more = f", and {others} more like it" if others else ""
    return f'no font has the character "{character}" (U+{ord(character):04X}, {name}){more}; {remedy(character)}'


LANGUAGE_TAG = r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*"
"""BCP 47, as far as its form goes."""
UK = re.compile(r"-uk(?=-|$)", re.IGNORECASE)
"""No country is called so in BCP 47, and a voice that doesn't know it reads in any accent."""


def _unknown_language(path: Path, source: Mapping) -> Iterator[Problem]:
    language = source.get("language")
    if isinstance(language, Text):
        if not re.fullmatch(LANGUAGE_TAG, language):
            message = f"{shown(language)} is no language{tag_meant(language)}; write a tag such as en-GB"
            yield Problem(path, language.position, "language", message)
            return
        if UK.search(language):
            message = f"{shown(language)} has no country{suggested(UK.sub('-GB', language))}"
            yield Problem(path, language.position, "language", message)
            return
        try:
            words_for(language)
        except KeyError:
            yield Problem(path, language.position, "language", no_words(language))


def _unknown_layout(path: Path, source: Mapping) -> Iterator[Problem]:
    name = source.get("layout")
    if isinstance(name, Text) and re.fullmatch(SLUG, name) and len(name) <= 60:
        try:
            find_layout(name)
        except SetupError as error:
            yield Problem(path, source.key_positions["layout"], "layout", str(error))


def _look_at_pictures(path: Path, source: Mapping, limits: Limits) -> dict[str, Looked | str]:
    """Each picture, or what is wrong with it, by the way to it; each is looked at once."""
    names: dict[str, str] = {}
    for _, name in _images(source):
        names.setdefault(way_of(name), str(name))
    return {way: look_at(path.parent, name, limits) for way, name in names.items()}


def _picture_problems(path: Path, source: Mapping, seen: dict[str, Looked | str]) -> Iterator[Problem]:
    for location, name in _images(source):
        message = seen[way_of(name)]
        if isinstance(message, str):
            yield Problem(path, name.position, field_path("", location), message)


def pictures_of(worksheet: Worksheet) -> list[str]:
    """The ways to the picture files of a worksheet."""
    return [way_of(name) for _, name in _images(worksheet.source)]


def _images(value: Any, location: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    if isinstance(value, Mapping):
        for key, child in value.items():
            if key == "image" and isinstance(child, str):
                yield (*location, key), child
            yield from _images(child, (*location, key))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from _images(child, (*location, index))
