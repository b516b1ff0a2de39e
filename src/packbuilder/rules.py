"""What specs are made of: mappings with rules, read whole, or as far as they can be where something is wrong."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    ModelWrapValidatorHandler,
    PrivateAttr,
    ValidationError,
    ValidationInfo,
    create_model,
    model_validator,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from packbuilder.positioned import Unread
from packbuilder.problems import Position
from packbuilder.wording import near_miss

T = TypeVar("T")

Place = tuple[str | int, ...]
"""Where a part of a spec is, below another one."""
Found = tuple[Place, str]
"""What is wrong with a part of a spec: the path below the mapping that knows it, and the message."""
Rule = Callable[[], Iterable[Found]]

PARTLY = "partly"
"""The context in which a spec with mistakes is read as far as it can be; otherwise the first ones raise an error."""


class RefusedError(AttributeError):
    """A field is asked for that couldn't be read: its mistake is told, and nothing that may follow from it."""


class Spec(BaseModel):
    """A mapping in a spec. Unknown fields are errors; `at` is where it was written.

    If it was read partly, `refused` says which fields are wrong. To ask for one of them, or for one that may stand
    under an unknown name, raises RefusedError. `beside` are mappings in lists that were refused or are misspelt, with
    their paths.
    """

    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, allow_inf_nan=False, defer_build=True
    )
    _at: Position = PrivateAttr(default=Position())
    _refused: list[ErrorDetails] = PrivateAttr(default_factory=list)
    _beside: list[tuple[Place, "Spec"]] = PrivateAttr(default_factory=list)
    SHORT: ClassVar[str] = ""
    """The short form that `expand` takes, as messages say it."""
    PAIR: ClassVar[tuple[str, ...]] = ()
    """The two fields that somebody means who writes `text: text`, if there are such."""

    @property
    def at(self) -> Position:
        return self._at

    @property
    def refused(self) -> list[ErrorDetails]:
        return self._refused

    @property
    def beside(self) -> "list[tuple[Place, Spec]]":
        return self._beside

    @classmethod
    def expand(cls, value: Any) -> Any:
        """Turns a short form into the mapping that it stands for."""
        return value

    def rules(self) -> tuple[Rule, ...]:
        """What fields have to do with each other. A rule yields what breaks it, up to a refused field."""
        return (self._ids_differ,)

    def _ids_differ(self) -> Iterator[Found]:
        """Entries of a list that share an id would give it to two blanks, or to two boxes that arrows mean."""
        for name in type(self).model_fields:
            first: dict[str, int] = {}
            for place, entry in _identified(getattr(self, name, ())):
                if entry.id in first:
                    message = f'a second "{entry.id}" (first in line {first[entry.id]}); ids differ, so change one'
                    yield (name, *place, "id"), message
                first.setdefault(entry.id, entry.at.line)

    def broken(self) -> Iterator[Found]:
        """What breaks the rules of this mapping; those of mappings below it are theirs."""
        for rule in self.rules():
            with suppress(RefusedError):
                yield from rule()

    @model_validator(mode="before")
    @classmethod
    def _expanded(cls, value: Any) -> Any:
        return cls.expand(value)

    @model_validator(mode="wrap")
    @classmethod
    def _read(cls, value: Any, handler: ModelWrapValidatorHandler[Self], info: ValidationInfo) -> Self:
        partly = info.context == PARTLY
        refused = [*_doubts(value)] if partly else []
        try:
            model = handler(value)
        except ValidationError as error:
            if not partly:
                raise
            refused += [each for each in error.errors(include_url=False) if not _is_doubtful(each, value)]
        if refused:
            model = cls._read_partly(value, refused)
        model._at = getattr(value, "position", Position())
        found = [] if partly else [*model.broken()]
        if found:
            told = "; ".join(message for _, message in found)
            raise PydanticCustomError("rules", "{told}", {"told": told, "found": found})
        return model

    @classmethod
    def _read_partly(cls, value: Any, refused: list[ErrorDetails]) -> Self:
        """The value with the fields that aren't refused, each read by itself, and the others missing."""
        given = cls.expand(value) if all(detail["loc"] for detail in refused) else {}
        unread = {name: place for detail in refused for name, place in cls._unread(detail, given).items()}
        model = cls.model_construct()
        model._refused = refused
        for name, field in cls.model_fields.items():
            written = field.alias or name
            if written in unread:
                model.__dict__.pop(name, None)
                for reader in models_in(field.annotation):
                    found = _mappings(given.get(unread[written]), (unread[written],))
                    model._beside += [(path, reader.model_validate(each, context=PARTLY)) for path, each in found]
            elif written in given:
                alone = _alone(cls, name).model_validate({written: given[written]}, context=PARTLY)
                model.__dict__[name] = getattr(alone, name)
        return model

    @classmethod
    def _unread(cls, detail: ErrorDetails, given: dict[str, Any]) -> dict[str, str]:
        """The fields of which nothing is known because of one that was refused, and the names under which they are."""
        names = [str(name) for name in detail["loc"][:1]] or fields_of(cls)
        if detail["type"] != "extra_forbidden":
            return dict(zip(names, names, strict=True))
        near = near_miss(names[0], fields_of(cls))
        if near and near not in given:
            return {near: names[0]}
        # One that holds something where it is left out is hardly what was meant.
        fields = ((field.alias or name, field.default) for name, field in cls.model_fields.items())
        return {name: name for name, default in fields if name not in given and not default}

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            if name in type(self).model_fields:
                raise RefusedError(name)
            return super().__getattr__(name)


def _doubts(value: Any) -> Iterator[ErrorDetails]:
    """The doubtful fields of a mapping, as if they had been refused."""
    for name in getattr(value, "doubtful", ()):
        yield {"type": "doubtful", "loc": (name,), "msg": "", "input": Unread(value.key_positions[name])}


def _is_doubtful(detail: ErrorDetails, value: Any) -> bool:
    """Is something wrong with a value that perhaps wasn't meant?"""
    return detail["type"] != "extra_forbidden" and bool({*detail["loc"][:1]} & getattr(value, "doubtful", set()))


def fields_of(model: type[BaseModel]) -> list[str]:
    """The names of the model's fields, as they are written."""
    return [field.alias or name for name, field in model.model_fields.items()]


def models_in(annotation: Any) -> Iterator[type[Spec]]:
    """The models that an annotation is made of."""
    if isinstance(annotation, type) and issubclass(annotation, Spec):
        yield annotation
    for argument in getattr(annotation, "__args__", ()):
        yield from models_in(argument)


def _mappings(value: Any, path: Place) -> Iterator[tuple[Place, Any]]:
    """The mappings in a list and in the lists in it."""
    for index, entry in enumerate(value if isinstance(value, list) else ()):
        below = (*path, index)
        yield from [(below, entry)] if isinstance(entry, dict) else _mappings(entry, below)


def _identified(value: Any) -> Iterator[tuple[Place, Any]]:
    """The entries of a list, and of the lists in it, that have an id."""
    for index, entry in enumerate(value if isinstance(value, tuple) else ()):
        if isinstance(entry, Spec) and getattr(entry, "id", None):
            yield (index,), entry
        for place, below in _identified(entry):
            yield (index, *place), below


@cache
def _alone(model: type[Spec], name: str) -> type[BaseModel]:
    """A model with just this field of another."""
    field = model.model_fields[name]
    values: dict[str, Any] = {name: (field.annotation, field)}
    return create_model("Alone", __config__=Spec.model_config, **values)


def each(name: str, entries: Iterable[T], rule: Callable[[T], Iterable[Found]]) -> Iterator[Found]:
    """What breaks the rule in the entries of the field `name`, as far as each of them was read."""
    for index, entry in enumerate(entries):
        with suppress(RefusedError):
            for below, message in rule(entry):
                yield (name, index, *below), message
