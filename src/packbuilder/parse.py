"""YAML files to worksheets and packs, or to everything that is wrong with them."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from packbuilder.fonts import unknown_characters
from packbuilder.kinds import kinds
from packbuilder.layouts import find_layout
from packbuilder.pictures import picture_problem
from packbuilder.problems import Position, Problem, SetupError, SpecError
from packbuilder.source import Mapping, Nothing, Text, read_source, scalars
from packbuilder.spec import SLUG, ActivitySpec, PackSpec, Settings, WorksheetSpec
from packbuilder.words import languages, words_for

SUFFIX = ".yaml"


@dataclass(frozen=True)
class Worksheet:
    """One worksheet file. `id` is its file name without the ending; settings come from its pack where it has none."""

    id: str
    path: Path
    title: str
    settings: Settings
    activities: tuple[ActivitySpec, ...]
    source: Mapping


@dataclass(frozen=True)
class Pack:
    """An ordered list of worksheets. A folder without a pack.yaml is a pack too, titled by its name."""

    id: str
    folder: Path
    title: str | None
    worksheets: tuple[Worksheet, ...]


def parse_pack(folder: Path, only: Sequence[str] | None = None) -> Pack:
    """The pack in `folder`, or just the worksheets named in `only`.

    Raises SpecError with the problems of pack.yaml and of every worksheet together.
    """
    pack, problems = read_pack(folder, only)
    if problems:
        raise SpecError(problems)
    return pack


def read_pack(folder: Path, only: Sequence[str] | None = None) -> tuple[Pack, list[Problem]]:
    """What can be read of the pack in `folder`, and the problems of the rest."""
    problems: list[Problem] = []
    spec: PackSpec | None = PackSpec.model_construct(title=None, worksheets=())
    pack_file = folder / PackSpec.FILE
    names = worksheet_names(folder)
    if pack_file.is_file():
        try:
            spec = _parse_pack_file(pack_file)
            names = list(spec.worksheets)
        except SpecError as error:
            spec = None
            problems += error.problems
    worksheets = []
    for name in names if only is None else only:
        try:
            worksheets.append(parse_worksheet(folder / f"{name}{SUFFIX}", spec))
        except SpecError as error:
            problems += error.problems
    # Without the pack's settings its worksheets would be drawn for the wrong paper.
    drawable = () if spec is None else tuple(worksheets)
    return Pack(folder.resolve().name, folder, spec.title if spec else None, drawable), problems


def worksheet_names(folder: Path) -> list[str]:
    """The worksheets of a folder by their file names, without the ending; hidden files are none."""
    paths = folder.glob(f"*{SUFFIX}")
    return sorted(path.stem for path in paths if path.name != PackSpec.FILE and not path.name.startswith("."))


def _parse_pack_file(path: Path) -> PackSpec:
    source = read_source(path)
    found = [*_problems(path, PackSpec, source), *_settings_problems(path, source)]
    if found:
        raise SpecError(found)
    spec = PackSpec.model_validate(source)
    for index, name in enumerate(spec.worksheets):
        position = getattr(source["worksheets"][index], "position", Position())
        field = f"worksheets[{index}]"
        if name in spec.worksheets[:index]:
            found.append(Problem(path, position, field, f'"{name}" stands twice; keep one of them'))
        elif not (path.parent / f"{name}{SUFFIX}").is_file():
            near = _did_you_mean(name, worksheet_names(path.parent))
            message = f'there is no worksheet "{name}{SUFFIX}" beside this file{near}'
            found.append(Problem(path, position, field, message))
    if found:
        raise SpecError(found)
    return spec


def parse_worksheet(path: Path, pack: Settings | None = None) -> Worksheet:
    """The worksheet in the file at `path`, with the settings of its `pack` where it has none of its own."""
    if not path.stem.isprintable():
        message = "the file's name has characters that can't be printed; rename it"
        raise SpecError([Problem(Path(ascii(str(path))), Position(), "", message)])
    source = read_source(path)
    problems = [*_problems(path, WorksheetSpec, source), *_settings_problems(path, source)]
    activities = []
    listed = source.get("activities")
    for index, value in enumerate(listed if isinstance(listed, list) else ()):
        activity, found = _parse_activity(path, value, index)
        problems += found
        if activity:
            activities.append(activity)
    problems += _repeated_ids(path, activities)
    problems += _picture_problems(path, source)
    if problems:
        raise SpecError(sorted(problems, key=lambda problem: problem.position))
    spec = WorksheetSpec.model_validate(source)
    return Worksheet(path.stem, path, spec.title, _merge(spec, pack), tuple(activities), source)


def _merge(spec: Settings, pack: Settings | None) -> Settings:
    names = Settings.model_fields
    return Settings.model_construct(
        **{name: getattr(spec, name) or (getattr(pack, name) if pack else None) for name in names}
    )


def _parse_activity(path: Path, value: Any, index: int) -> tuple[ActivitySpec | None, list[Problem]]:
    where = f"activities[{index}]"
    if not isinstance(value, Mapping):
        message = 'needs fields such as "kind: chart"; indent them below the hyphen'
        return None, [Problem(path, value.position, where, message)]
    name = value.get("kind")
    if name is None or isinstance(name, Nothing):
        message = f'missing field "kind"; the kinds are {", ".join(kinds())}'
        return None, [Problem(path, value.position, where, message)]
    if not isinstance(name, Text):
        message = f"needs a word, not {_shown(name)}; the kinds are {', '.join(kinds())}"
        return None, [Problem(path, name.position, f"{where}.kind", message)]
    if name not in kinds():
        message = f'there is no kind "{name}"{_did_you_mean(str(name), kinds())}; the kinds are {", ".join(kinds())}'
        return None, [Problem(path, name.position, f"{where}.kind", message)]
    model = kinds()[name].fields
    found = list(_problems(path, model, value, where))
    return (None, found) if found else (model.model_validate(value), [])


def _problems(path: Path, model: type[BaseModel], value: Mapping, prefix: str = "") -> Iterator[Problem]:
    """What the model has against the value; nothing if it fits."""
    try:
        model.model_validate(value)
    except ValidationError as error:
        details = error.errors(include_url=False)
        misspelt = {_near_miss(detail, model) for detail in details if detail["type"] == "extra_forbidden"}
        for detail in details:
            if _follows_from_another(detail, details) or (detail["type"] == "missing" and detail["loc"] in misspelt):
                continue
            context = detail.get("ctx", {})
            for below, message in context.get("found") or [((), _explain(detail, model))]:
                location = (*detail["loc"], *below)
                yield Problem(path, _position(value, location), _field(prefix, location), message)


def _near_miss(detail: Any, model: type[BaseModel]) -> tuple[Any, ...]:
    """Where the field would stand that this unknown field was meant to be."""
    *around, name = detail["loc"]
    close = get_close_matches(str(name).lower(), _fields_at(model, tuple(around)), n=1, cutoff=0.6)
    return (*around, *close)


def _follows_from_another(detail: Any, details: Any) -> bool:
    """A list whose entries are wrong is reported as too short as well; the entries are what to mend."""
    location = detail["loc"]
    return detail["type"] == "too_short" and any(
        other is not detail and other["loc"][: len(location)] == location for other in details
    )


def _explain(detail: Any, model: type[BaseModel]) -> str:
    kind, context, location = detail["type"], detail.get("ctx", {}), detail["loc"]
    if kind == "extra_forbidden":
        return "unknown field" + _did_you_mean(str(location[-1]), _fields_at(model, location[:-1]), listed=True)
    if kind == "missing":
        return f'missing field; add "{location[-1]}: …"'
    if isinstance(detail["input"], Nothing):
        return "is empty; write a value or delete the field"
    if kind == "value_error":
        return str(context["error"])
    if kind == "literal_error":
        return _not_a_choice(detail["input"], context["expected"].replace("'", "").replace(" or ", ", ").split(", "))
    if str(detail["input"]).endswith(SUFFIX):
        kind = "with_suffix"
    return str(MESSAGES.get(kind, detail["msg"])).format(input=_shown(detail["input"]), **context)


def _not_a_choice(given: Any, choices: list[str]) -> str:
    listed = ", ".join(choices)
    if not isinstance(given, str):
        return f"needs a word, not {_shown(given)}; choose one of {listed}"
    return f'"{given}" isn\'t possible here{_did_you_mean(given, choices)}; choose one of {listed}'


MESSAGES = {
    "with_suffix": f"leave off {SUFFIX}",
    "string_type": "needs text, not {input}",
    "string_too_short": "is empty; write a value or delete the field",
    "string_too_long": "is longer than {max_length} characters; shorten it or divide it",
    "string_pattern_mismatch": "{input} doesn't fit; use small letters, digits and hyphens",
    "int_parsing": "needs a whole number, not {input}",
    "int_parsing_size": "needs a whole number, not {input}",
    "int_type": "needs a whole number, not {input}",
    "bool_parsing": "needs true or false, not {input}",
    "bool_type": "needs true or false, not {input}",
    "tuple_type": "needs a list (a hyphen before each entry), not {input}",
    "list_type": "needs a list (a hyphen before each entry), not {input}",
    "model_type": "needs fields of its own, not {input}",
    "model_attributes_type": "needs fields of its own, not {input}",
    "greater_than_equal": "needs {ge} or more",
    "less_than_equal": "needs {le} or less",
    "too_short": "has {actual_length} entries and needs {min_length} or more",
    "too_long": "has {actual_length} entries; {max_length} are the most that fit",
}


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return f'"{value if len(value) <= 40 else value[:39] + "…"}"'
    return {Mapping: "fields", type(None): "nothing"}.get(type(value), "a list")


def _did_you_mean(word: str, known: Any, *, listed: bool = False) -> str:
    close = get_close_matches(word.lower(), list(known), n=1, cutoff=0.6)
    if close:
        return f'; did you mean "{close[0]}"?'
    if not listed or not known:
        return ""
    colon = " (a text with a colon goes between quotation marks)" if "answer" in known else ""
    return f"; the fields here are {', '.join(known)}{colon}"


def _fields_at(model: Any, location: tuple[Any, ...]) -> list[str]:
    """The fields of the model that stands at `location` below `model`."""
    if not location:
        return [field.alias or name for name, field in model.model_fields.items()]
    name, rest = location[0], location[1:]
    annotation = model.model_fields[name].annotation if name in model.model_fields else None
    inner = next(_models_in(annotation), None)
    while rest and isinstance(rest[0], int):
        rest = rest[1:]
    return _fields_at(inner, rest) if inner else []


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in getattr(annotation, "__args__", ()):
        yield from _models_in(argument)


def _position(root: Mapping, location: tuple[Any, ...]) -> Position:
    """Where `location` stands: the value, the key of an unknown field, or the nearest thing around it."""
    value: Any = root
    position = root.position
    for step in location:
        try:
            position = value.key_positions[step] if isinstance(value, Mapping) else value[step].position
            value = value[step]
        except (KeyError, IndexError, TypeError, AttributeError):
            break
    return position


def _field(prefix: str, location: tuple[Any, ...]) -> str:
    steps = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in location)
    return (prefix + steps).lstrip(".")


def _repeated_ids(path: Path, activities: list[ActivitySpec]) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, activity in enumerate(activities):
        if activity.id and activity.id in seen:
            message = f'a second activity "{activity.id}"; ids differ within a worksheet'
            yield Problem(path, activity.at, f"activities[{index}].id", message)
        seen.add(activity.id or "")


def _settings_problems(path: Path, source: Mapping) -> Iterator[Problem]:
    """What no type can know: characters without a font, languages and layouts that aren't there."""
    yield from _unknown_characters(path, source)
    yield from _unknown_language(path, source)
    yield from _unknown_layout(path, source)


def _unknown_characters(path: Path, source: Mapping) -> Iterator[Problem]:
    for text in scalars(source):
        for character in unknown_characters(text):
            name = unicodedata.name(character, "unnamed")
            message = f'no font has the character "{character}" (U+{ord(character):04X}, {name}); write it another way'
            yield Problem(path, text.position, "", message)


def _unknown_language(path: Path, source: Mapping) -> Iterator[Problem]:
    language = source.get("language")
    if isinstance(language, Text):
        try:
            words_for(language)
        except KeyError:
            message = f'there are no words for the language "{language}"; there are {", ".join(languages())}'
            yield Problem(path, source["language"].position, "language", message)


def _unknown_layout(path: Path, source: Mapping) -> Iterator[Problem]:
    name = source.get("layout")
    if isinstance(name, Text) and re.fullmatch(SLUG, name) and len(name) <= 60:
        try:
            find_layout(name)
        except SetupError as error:
            yield Problem(path, source.key_positions["layout"], "layout", str(error))


def _picture_problems(path: Path, source: Mapping) -> Iterator[Problem]:
    for location, name in _images(source):
        message = picture_problem(path.parent, str(name))
        if message:
            yield Problem(path, name.position, _field("", location), message)


def _images(value: Any, location: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    if isinstance(value, Mapping):
        for key, child in value.items():
            if key == "image" and isinstance(child, str):
                yield (*location, key), child
            yield from _images(child, (*location, key))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from _images(child, (*location, index))
