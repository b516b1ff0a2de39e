"""What pydantic has against a spec, in words for people, with the place in the file."""

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from packbuilder.problems import Position, Problem
from packbuilder.source import CLOSING_CURLY, NOT_CURLY, OPENING_CURLY, Mapping, Nothing
from packbuilder.targets import SUFFIX
from packbuilder.wording import counted, did_you_mean, listed, shown

M = TypeVar("M", bound=BaseModel)


def validate(path: Path, model: type[M], value: Mapping, prefix: str = "") -> tuple[M | None, list[Problem]]:
    """The value as the model reads it, or None and what the model has against it."""
    try:
        return model.model_validate(value), []
    except ValidationError as error:
        return None, list(_problems(error, path, model, value, prefix))


def _problems(
    error: ValidationError, path: Path, model: type[BaseModel], value: Mapping, prefix: str
) -> Iterator[Problem]:
    details = error.errors(include_url=False)
    misspelt = {_near_miss(detail, model) for detail in details if detail["type"] == "extra_forbidden"}
    for detail in details:
        if _follows_from_another(detail, details) or (detail["type"] == "missing" and detail["loc"] in misspelt):
            continue
        context = detail.get("ctx", {})
        for below, message in context.get("found") or [((), _explain(detail, model))]:
            location = (*detail["loc"], *below)
            yield Problem(path, _position(value, location), field_path(prefix, location), message)


def _near_miss(detail: Any, model: type[BaseModel]) -> tuple[Any, ...]:
    """Where the field would stand that this unknown field was meant to be."""
    *around, name = detail["loc"]
    close = get_close_matches(str(name).lower(), fields_at(model, tuple(around)), n=1, cutoff=0.6)
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
        return _unknown(str(location[-1]), fields_at(model, location[:-1]))
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
    entries = counted(context.get("actual_length") or 0, "entry", "entries")
    if kind.startswith("model"):
        context = {"written": _as_written(_model_at(model, location))}
    return str(MESSAGES.get(kind, detail["msg"])).format(input=shown(detail["input"]), entries=entries, **context)


def _as_written(model: Any) -> str:
    """How to write what the model reads: in short if there is a short form, or as the fields that it must have."""
    if model.SHORT:
        return f"write {model.SHORT}"
    fields = model.model_fields.items()
    required = [f'"{field.alias or name}: …"' for name, field in fields if field.is_required()]
    return f"write {listed(required, 'and')}" if required else f"its fields are {', '.join(fields_at(model, ()))}"


def _unknown(name: str, known: list[str]) -> str:
    """What to say of a field that isn't one of those known."""
    if name.startswith(OPENING_CURLY) or name.endswith(CLOSING_CURLY):
        return f"part of a text, taken for a field; {NOT_CURLY}"
    return "unknown field" + did_you_mean(name, known, listed=True)


def _not_a_choice(given: Any, choices: list[str]) -> str:
    possible = ", ".join(choices)
    if not isinstance(given, str):
        return f"needs a word, not {shown(given)}; choose one of {possible}"
    return f'"{given}" isn\'t possible here{did_you_mean(given, choices)}; choose one of {possible}'


MESSAGES = {
    "with_suffix": f"leave off {SUFFIX}",
    "string_type": "needs text, not {input}",
    "string_too_short": "is empty; write a value or delete the field",
    "string_too_long": "is longer than {max_length:,} characters; shorten it or divide it",
    "string_pattern_mismatch": "{input} doesn't fit; use small letters, digits and hyphens",
    "int_parsing": "needs a whole number, not {input}",
    "int_parsing_size": "needs a whole number, not {input}",
    "int_type": "needs a whole number, not {input}",
    "bool_parsing": "needs true or false, not {input}",
    "bool_type": "needs true or false, not {input}",
    "tuple_type": "needs a list (a hyphen before each entry), not {input}",
    "list_type": "needs a list (a hyphen before each entry), not {input}",
    "model_type": "needs fields of its own, not {input}; {written}",
    "model_attributes_type": "needs fields of its own, not {input}; {written}",
    "greater_than_equal": "needs {ge} or more",
    "less_than_equal": "needs {le} or less",
    "too_short": "has {entries} and needs {min_length} or more",
    "too_long": "has {entries}; {max_length} are the most that fit",
}


def fields_at(model: Any, location: tuple[Any, ...]) -> list[str]:
    """The fields of the model that stands at `location` below `model`."""
    found = _model_at(model, location)
    return [field.alias or name for name, field in found.model_fields.items()] if found else []


def _model_at(model: Any, location: tuple[Any, ...]) -> Any:
    """The model that stands at `location` below `model`, or None."""
    if not location or model is None:
        return model
    name, rest = location[0], location[1:]
    annotation = model.model_fields[name].annotation if name in model.model_fields else None
    while rest and isinstance(rest[0], int):
        rest = rest[1:]
    return _model_at(next(models_in(annotation), None), rest)


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models that an annotation is made of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in getattr(annotation, "__args__", ()):
        yield from models_in(argument)


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


def field_path(prefix: str, location: tuple[Any, ...]) -> str:
    """The path of a field as it is written in messages: `activities[2].prompt`."""
    steps = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in location)
    return (prefix + steps).lstrip(".")
