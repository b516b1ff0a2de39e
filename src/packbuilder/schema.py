"""JSON Schemas of worksheets and packs, for editors that complete and check YAML."""

import json
from collections.abc import Iterator
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import BaseModel, Field, create_model
from pydantic.fields import FieldInfo

from packbuilder.kinds import kinds
from packbuilder.output import write_all
from packbuilder.rules import models_in
from packbuilder.spec import MAX_ACTIVITIES, PackSpec, WorksheetSpec

WORKSHEET_SCHEMA, PACK_SCHEMA = "worksheet.schema.json", "pack.schema.json"
FILES: dict[str, tuple[str, type[BaseModel]]] = {
    "worksheet": ("A file with a worksheet", WorksheetSpec),
    "pack": ("pack.yaml, which gives the order of worksheets and what they share", PackSpec),
}
"""The files that can be written, as their fields are asked for, and what each is."""


def worksheet_schema() -> dict[str, Any]:
    """The schema of a worksheet with all kinds there are."""
    union: Any = reduce(or_, (kind.fields for kind in kinds().values()))
    activity = Annotated[union, Field(discriminator="kind")]
    model = create_model(
        "Worksheet",
        __base__=WorksheetSpec,
        activities=(tuple[activity, ...], Field(min_length=1, max_length=MAX_ACTIVITIES)),
    )
    return _dialect(model.model_json_schema())


def pack_schema() -> dict[str, Any]:
    """The schema of pack.yaml."""
    return _dialect(PackSpec.model_json_schema())


def write_schemas(folder: Path, *, overwrite: bool = True) -> list[Path]:
    """Writes both schemas into `folder`, where the comment on a worksheet's first line looks for them.

    Returns what was written: without `overwrite` only what wasn't there.
    """
    schemas = {WORKSHEET_SCHEMA: worksheet_schema(), PACK_SCHEMA: pack_schema()}
    chosen = {name: schema for name, schema in schemas.items() if overwrite or not (folder / name).exists()}
    write_all(folder, {name: as_json(schema).encode() for name, schema in chosen.items()})
    return [folder / name for name in chosen]


def as_json(schema: dict[str, Any]) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _dialect(schema: dict[str, Any]) -> dict[str, Any]:
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def described_fields(model: type[BaseModel], depth: int = 0) -> Iterator[tuple[int, str, str]]:
    """(depth, name, description) of a model's fields and of those below them; `*` marks what must be there."""
    for name, field in model.model_fields.items():
        told = "; ".join(filter(None, [", ".join(_choices_in(field.annotation)), _default(field)]))
        description = " ".join(filter(None, [field.description, told and f"({told})"]))
        yield depth, f"{field.alias or name}{'*' if field.is_required() else ''}", description
        for inner in models_in(field.annotation):
            yield from described_fields(inner, depth + 1)


def _default(field: FieldInfo) -> str:
    """What holds where the field is left out, if that is a word or a number."""
    told = isinstance(field.default, str | int | float) and field.default
    return f"{str(field.default).lower()} unless given" if told else ""


def _choices_in(annotation: Any) -> Iterator[str]:
    """The words that an annotation leaves to choose from."""
    if get_origin(annotation) is Literal:
        yield from map(str, get_args(annotation))
        return
    for argument in getattr(annotation, "__args__", ()):
        yield from _choices_in(argument)
