"""What pydantic and its own rules have against a spec, in words for people, with the place in the file."""

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from packbuilder.positioned import Mapping, Nothing, Unread
from packbuilder.problems import Position, Problem
from packbuilder.rules import PARTLY, Found, Place, Spec, fields_of
from packbuilder.spec import Settings
from packbuilder.wording import (
    A_COMMENT,
    CLOSING_CURLY,
    NOT_CURLY,
    OPENING_CURLY,
    QUOTES,
    WHOLE,
    counted,
    did_you_mean,
    fields_here,
    listed,
    near_miss,
    shown,
    spelling_key,
    suggested,
)

M = TypeVar("M", bound=Spec)


def validate(path: Path, model: type[M], value: Mapping, prefix: str = "") -> tuple[M, list[Problem]]:
    """The value, read as far as it can be, and all that is wrong with it."""
    with suppress(ValidationError):
        return model.model_validate(value), []
    read = model.model_validate(value, context=PARTLY)
    flaws = _flaws(read)
    return read, [Problem(path, _position(value, at), field_path(prefix, at), message) for at, message in flaws]


def _flaws(value: Any, location: Place = ()) -> Iterator[Found]:
    """What is wrong with a part of a spec that was read partly, and with all parts below it."""
    if isinstance(value, tuple):
        for index, entry in enumerate(value):
            yield from _flaws(entry, (*location, index))
    elif isinstance(value, Spec):
        for below, message in (*_refused(value), *value.broken()):
            yield (*location, *below), message
        fields = ((field.alias or name, name) for name, field in type(value).model_fields.items())
        read = (((written,), getattr(value, name, None)) for written, name in fields)
        for below, part in (*read, *value.beside):
            yield from _flaws(part, (*location, *below))


def _refused(spec: Spec) -> Iterator[Found]:
    model = type(spec)
    unknown = [detail for detail in spec.refused if _is_unknown(detail)]
    misspelt = {_meant(str(detail["loc"][0]), fields_of(model)) for detail in unknown}
    # What wasn't read has been told, and it may hold any field.
    if any(isinstance(detail["input"], Unread) for detail in unknown):
        misspelt.update(fields_of(model))
    pair = _pair(spec, unknown)
    if pair:
        misspelt.update(model.PAIR)
    for detail in spec.refused:
        missed = detail["type"] == "missing" and detail["loc"][0] in misspelt
        if pair and detail is unknown[0]:
            yield detail["loc"], pair
        elif not isinstance(detail["input"], Unread) and not missed and not _follows_from_another(detail, spec.refused):
            yield detail["loc"], _explain(detail, model)


def _pair(spec: Spec, unknown: list[ErrorDetails]) -> str:
    """What to write for `text: text`, which is all that stands where two fields are meant; or ""."""
    model = type(spec)
    fields = model.PAIR
    if len(unknown) != 1 or not fields or any(vars(spec).get(name) for name in fields):
        return ""
    first, second = unknown[0]["loc"][0], unknown[0]["input"]
    name = str(first)
    like_a_field = name.islower() and name in LIKE_FIELDS
    if not isinstance(second, str) or _is_quoted(name) or like_a_field or _meant(name, fields_of(model)):
        return ""
    both = f"{fields[0]}: {shown(first)} and {fields[1]}: {shown(second)}"
    return f"unknown field; write {both}, or, if it is one text with a colon, {WHOLE}"


def _is_unknown(detail: ErrorDetails) -> bool:
    return detail["type"] == "extra_forbidden"


def _follows_from_another(detail: Any, details: Any) -> bool:
    """A list whose entries are wrong is reported as too short as well; the entries are what to mend."""
    location = detail["loc"]
    return detail["type"] == "too_short" and any(
        other is not detail and other["loc"][: len(location)] == location for other in details
    )


def _explain(detail: Any, model: type[Spec]) -> str:
    kind, context, location = detail["type"], detail.get("ctx", {}), detail["loc"]
    if _is_unknown(detail):
        return _unknown(str(location[0]), fields_of(model), detail["input"])
    if kind == "missing":
        entry = isinstance(location[-1], int)
        return "missing entry; add it to the list" if entry else f'missing field; add "{location[-1]}: …"'
    if kind == "string_too_short" or isinstance(detail["input"], Nothing):
        return _empty(detail["input"], location[-1:])
    if kind == "value_error":
        return str(context["error"])
    if kind == "literal_error":
        return _not_a_choice(detail["input"], context["expected"].replace("'", "").replace(" or ", ", ").split(", "))
    entries = counted(context.get("actual_length") or 0, "entry", "entries")
    if kind.startswith("model"):
        context = {"written": _as_written(model)}
    message = str(MESSAGES.get(kind, detail["msg"])).format(input=shown(detail["input"]), entries=entries, **context)
    if kind.startswith("bool_") and location[-1] == "given" and model.PAIR:
        message += f'; the text goes into "{model.PAIR[-1]}"'
    if kind == "string_type" and isinstance(detail["input"], list):
        message += "; take its brackets or hyphens away"
    return f"{message}; if it is a text with a colon, {QUOTES}" if _may_be_text(detail) else message


def _may_be_text(detail: Any) -> bool:
    """Was a text with a colon taken for a field and its value? An answer may be a list, too."""
    needs_text = detail["type"] == "string_type" or detail["loc"][-1:] == ("answer",)
    return needs_text and isinstance(detail["input"], dict)


def _empty(value: Any, field: Place) -> str:
    """What to say of a field with nothing in it."""
    if isinstance(value, Nothing) and value.commented:
        return COMMENT
    return "is empty; write what is printed there, such as –" if field == ("given",) else EMPTY


EMPTY = "is empty; write a value or delete the field"
COMMENT = f"is empty, as {A_COMMENT}"


NEAR = 0.9
"""How alike a name is to a field's that is surely meant."""
MARK_SCHEME = ("markscheme", "marksscheme", "indicativecontent", "rubric")
FIELDS_ALSO_CALLED: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(MARK_SCHEME, ()),
    **dict.fromkeys(("modelanswer", "solution", "expectedanswer"), ("answer",)),
    **dict.fromkeys(("title", "header"), ("heading",)),
    **dict.fromkeys(("question", "prompt", "instruction", "instructions", "task"), ("prompt", "question")),
    **dict.fromkeys(("hint", "help", "scaffold"), ("support",)),
    **dict.fromkeys(("points", "score"), ("marks",)),
    **dict.fromkeys(("space", "room", "height"), ("space", "lines")),
    **dict.fromkeys(("definition", "translation"), ("meaning", "match")),
    **dict.fromkeys(("word", "name"), ("term", "item", "label")),
    **dict.fromkeys(("text", "description"), ("alt", "event", "question", "prompt")),
    "alttext": ("alt",),
    "answer": ("event", "meaning", "match"),
    **dict.fromkeys(("year", "day"), ("date",)),
    "q": ("question",),
    "a": ("answer",),
}
"""What others call fields, as plain words, and those that may be meant, the likeliest first."""
LIKE_FIELDS = {*FIELDS_ALSO_CALLED, *(field for fields in FIELDS_ALSO_CALLED.values() for field in fields)}
"""Words that are hardly a part of what is taught."""


def _as_written(model: type[Spec]) -> str:
    """How to write what the model reads: in short if there is a short form, or as the fields that it must have."""
    if model.SHORT:
        return f"write {model.SHORT}"
    fields = model.model_fields.items()
    required = [f'"{field.alias or name}: …"' for name, field in fields if field.is_required()]
    return f"write {listed(required, 'and')}" if required else f"its fields are {', '.join(fields_of(model))}"


def _unknown(name: str, known: list[str], value: Any) -> str:
    """What to say of a field that isn't one of those known, whose value this is."""
    if _is_quoted(name) or name.strip() in known:
        return _with_signs(name, known)
    if name in fields_of(Settings):
        return 'is a field of a whole worksheet; write it at the left edge, above "activities:"'
    if spelling_key(name) in MARK_SCHEME and "answer" in known:
        return 'unknown field; a mark scheme goes into the "answer", or beside "open: true" into the "guidance"'
    if isinstance(value, Nothing):
        return _without_value(name, known)
    return f"unknown field{suggested(_meant(name, known)) or fields_here(known)}"


def _is_quoted(name: str) -> bool:
    return name.startswith(OPENING_CURLY) or name.endswith(CLOSING_CURLY)


def _with_signs(name: str, known: list[str]) -> str:
    """What to say of a field with quotation marks or no-break spaces, which are letters to YAML."""
    if name.strip() in known:
        return f'an unusual space beside "{name.strip()}"; delete it'
    bare = name.strip("".join(OPENING_CURLY + CLOSING_CURLY))
    if bare in known:
        return f'unknown field; write "{bare}" without quotation marks'
    return f"part of a text, taken for a field; {NOT_CURLY}"


GLUED = re.compile(r"(\w+)[\s:=]*(\S.*)", re.DOTALL)
"""A field and its value, between which the colon or the space behind it is missing."""


def _without_value(name: str, known: list[str]) -> str:
    """What to say of an unknown field that has no value."""
    glued = GLUED.fullmatch(name)
    if glued and glued[1] in known:
        return f"unknown field; if {glued[1]}: {glued[2]} is meant, put a colon and a space in between"
    comma = f"; if it is a part of a text with a comma, {WHOLE}"
    return f"unknown field{suggested(_meant(name, known)) or comma}"


def _meant(name: str, known: list[str]) -> str | None:
    """The field of those known for which the name most likely stands."""
    surely = near_miss(name, known, NEAR)
    if surely or spelling_key(name) not in FIELDS_ALSO_CALLED:
        return surely or near_miss(name, known)
    return next((field for field in FIELDS_ALSO_CALLED[spelling_key(name)] if field in known), None)


def _not_a_choice(given: Any, choices: list[str]) -> str:
    possible = ", ".join(choices)
    if not isinstance(given, str):
        return f"needs a word, not {shown(given)}; choose one of {possible}"
    return f'"{given}" isn\'t possible here{did_you_mean(given, choices)}; choose one of {possible}'


MESSAGES = {
    "string_type": "needs text, not {input}",
    "string_too_long": "is longer than {max_length:,} characters; shorten it or divide it",
    "string_pattern_mismatch": "{input} doesn't fit; use small letters, digits and hyphens",
    "int_parsing": "needs a whole number, not {input}",
    "int_parsing_size": "needs a whole number, not {input}",
    "int_type": "needs a whole number, not {input}",
    "float_parsing": "needs a number such as 2 or 2.5, not {input}",
    "float_type": "needs a number such as 2 or 2.5, not {input}",
    "finite_number": "needs an ordinary number, not {input}",
    "bool_parsing": "needs true or false, not {input}",
    "bool_type": "needs true or false, not {input}",
    "tuple_type": "needs a list (a hyphen before each entry), not {input}",
    "list_type": "needs a list (a hyphen before each entry), not {input}",
    "model_type": "needs fields of its own, not {input}; {written}",
    "model_attributes_type": "needs fields of its own, not {input}; {written}",
    "greater_than_equal": "needs {ge:.15g} or more",
    "less_than_equal": "needs {le:.15g} or less",
    "greater_than": "needs more than {gt:.15g}",
    "less_than": "needs less than {lt:.15g}",
    "too_short": "has {entries} and needs {min_length} or more",
    "too_long": "has {entries}; {max_length} are the most that fit",
}
"""What to say of each type of error that pydantic has. A limit of a million is none of 1e+06, nor of 1000000.0."""


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
