"""The types of a spec: what every worksheet, pack and activity may say.

The kinds build their own fields from the pieces here. Reading keeps positions: every model knows the line
and column it was written at (`at`), which is how later stages can point at the YAML.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Annotated, Any, ClassVar, Literal, Self, TypeVar

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    GetJsonSchemaHandler,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import CoreSchema

from packbuilder.hands import HandName
from packbuilder.papers import parse_paper
from packbuilder.positioned import Nothing
from packbuilder.problems import Position
from packbuilder.rules import Found, Rule, Spec, each
from packbuilder.sheet import MOST_LINES
from packbuilder.targets import LONGEST_NAME
from packbuilder.wording import CLOSING_CURLY, NOT_CURLY, OPENING_CURLY, did_you_mean, listed

T = TypeVar("T")

LONGEST_TEXT = 6_000
"""Characters of one text: three pages of print."""

Prose = Annotated[
    str,
    StringConstraints(min_length=1, max_length=LONGEST_TEXT),
    WithJsonSchema({"type": ["string", "number"], "description": "Text; *italic* and **bold** are read."}),
]
"""Text of one or more paragraphs (a blank line parts them), with emphasis."""

Line = Annotated[
    str,
    StringConstraints(min_length=1, max_length=300),
    WithJsonSchema({"type": ["string", "number"], "description": "A short text; *italic* and **bold** are read."}),
]
"""Text of one paragraph: a heading, a label, a term."""

Label = Annotated[Line, Field(max_length=80)]
"""A text that has to share a line with others."""

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
Slug = Annotated[str, StringConstraints(pattern=SLUG, max_length=60)]
"""A name for ids and layouts: small letters, digits, hyphens."""

FileName = Annotated[
    str,
    StringConstraints(min_length=1, max_length=LONGEST_NAME),
    WithJsonSchema({"type": "string", "pattern": r"^(?!.*\.yaml$)[^/\\:]+$", "maxLength": LONGEST_NAME}),
]
"""The name of a worksheet's file, without its ending. Which there are, and fit every system, `targets.py` knows."""

Marks = Annotated[int, Field(ge=1, le=200)]
Lines = Annotated[int, Field(ge=1, le=MOST_LINES["lines"])]
SpaceWord = Literal["small", "medium", "large"]
LINES_OF_A_SPACE: dict[SpaceWord, int] = {"small": 2, "medium": 4, "large": 7}
"""How many writing lines a row of a chart has at least. A4 portrait holds about 28 in all."""


def _lines_of(value: Any) -> Any:
    if not isinstance(value, str) or value.strip().isdecimal():
        return value
    lines = LINES_OF_A_SPACE.get(value)  # type: ignore[call-overload]
    if lines is None:
        words = ", ".join(LINES_OF_A_SPACE)
        near = did_you_mean(value, LINES_OF_A_SPACE)
        raise ValueError(f'"{value}" isn\'t possible here{near}; choose {words} or a number of lines')
    return lines


RowLines = Annotated[
    int,
    BeforeValidator(_lines_of),
    Field(ge=1, le=MOST_LINES["space"]),
    WithJsonSchema(
        {"anyOf": [{"enum": list(LINES_OF_A_SPACE)}, {"type": "integer", "minimum": 1, "maximum": MOST_LINES["space"]}]}
    ),
]
"""How tall a row is: a word, or how many writing lines it has at least."""
BankPlace = Literal["student", "support", "never"]


def _one_or_many(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _none_if_empty(value: Any) -> Any:
    return None if isinstance(value, Nothing) or value == "" else value


Paragraphs = Annotated[
    tuple[Prose, ...],
    BeforeValidator(_one_or_many),
    Field(min_length=1, max_length=40),
    WithJsonSchema(
        {
            "description": "One text, or a list of notes.",
            "anyOf": [
                {"type": ["string", "number"]},
                {"type": "array", "items": {"type": ["string", "number"]}, "minItems": 1},
            ],
        }
    ),
]
"""A text, or a list of notes that each get a line of their own."""


def one_of(of: Spec, *names: str) -> Iterator[Found]:
    """What is wrong unless exactly one of these fields stands in the mapping."""
    there = [name for name in names if getattr(of, name)]
    if not there:
        yield (), f"needs {'either' if len(names) == 2 else 'one of'} {listed(_as_written(names), 'or')}"
    elif len(there) > 1:
        yield (), has_several(*there)


def has_several(*names: str) -> str:
    """What to say of fields of which only one can stand in a mapping."""
    if len(names) == 2:
        return f"has both {listed(_as_written(names), 'and')}; leave one of them out"
    return f"has {listed(_as_written(names), 'and')}; leave all but one of them out"


def _as_written(names: Iterable[str]) -> list[str]:
    return ['"open: true"' if name == "open" else f'"{name}"' for name in names]


def guidance_flaws(of: "Openable | BlankRow") -> Iterator[Found]:
    """What is wrong with guidance beside what isn't open."""
    if of.guidance and not of.open:
        yield ("guidance",), 'goes with "open: true"'


class Openable(Spec):
    """A mapping about one blank that may be open, whatever its answer is called."""

    open: bool = Field(False, description="There is no one answer; the key says that answers vary.")
    guidance: Prose | None = Field(None, description="For an open blank: what a good answer contains.")
    support: Prose | None = Field(None, description="What the supported edition shows here.")

    def rules(self) -> tuple[Rule, ...]:
        return (*super().rules(), lambda: guidance_flaws(self))

    def blank_with(self, answer: tuple[str, ...] | None) -> "BlankSpec":
        """The blank of this mapping with this answer, at this mapping's position."""
        return blank_at(self.at, answer=answer, open=self.open, guidance=self.guidance, support=self.support)


class BlankSpec(Openable):
    """A place where a student writes. A plain text, or a list of notes, is its answer."""

    answer: Paragraphs | None = Field(None, description="What the key shows in the blank.")
    given: Line | None = Field(None, description="Printed for everybody: this place isn't a blank.")

    @classmethod
    def expand(cls, value: Any) -> Any:
        return {"answer": value} if isinstance(value, str | list) else value

    def rules(self) -> tuple[Rule, ...]:
        return (*super().rules(), lambda: one_of(self, "answer", "open", "given"), self._support_has_a_blank)

    def _support_has_a_blank(self) -> Iterator[Found]:
        if self.given and self.support and not (self.answer or self.open):
            yield (), '"support" has no blank to stand in; "given" is printed for everybody'

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        mapping = handler.resolve_ref_schema(handler(schema))
        if mapping.get("required"):
            return mapping  # a text alone can't say all that is needed
        text = {"type": ["string", "number"]}
        mapping_schema = dict(mapping)
        mapping.clear()
        mapping.update(
            description=mapping_schema.pop("description", ""),
            anyOf=[text, {"type": "array", "items": text, "minItems": 1}, mapping_schema],
        )
        return mapping


class WithAnswer(Openable):
    """A mapping that is itself about one blank: `answer`, or `open: true` with `guidance`; and `support`."""

    answer: Paragraphs | None = Field(None, description="What the key shows in the blank.")

    def rules(self) -> tuple[Rule, ...]:
        return (*super().rules(), lambda: one_of(self, "answer", "open"))

    @property
    def blank(self) -> BlankSpec:
        return self.blank_with(self.answer)


class ActivitySpec(Spec):
    """The fields that every kind has."""

    ROOM: ClassVar[str] = ""
    """What makes room for a text that is too long for its place, as the message says it."""

    kind: str
    id: Slug | None = Field(None, description="Stable name for ids; the kind itself unless given.")
    heading: Line | None = Field(None, description="A short heading above the prompt.")
    prompt: Prose = Field(description="What the student is asked to do.")
    marks: Marks | None = Field(None, description="Marks for the whole activity.")
    new_page: bool = Field(False, description="Start this activity on a new page.")

    @property
    def widening(self) -> float | None:
        """How many times wider its gaps become by what ROOM says; None where no gaps stand in a text."""
        return None

    def total_marks(self) -> int:
        """The marks of this activity and of its parts."""
        return self.marks or 0

    def disguised(self, other: Callable[[str], str]) -> Self:
        """The activity with `other(answer)` for every answer and all guidance: nothing that students see may change.

        Where a task prints its answers as options, they change places instead. A kind whose answers aren't called
        "answer", that has support by another name, or that prints options, says here how.
        """
        copy: Self = disguise(self, other)
        return copy


class BankedSpec(ActivitySpec):
    """An activity with a word bank of what its blanks take."""

    word_bank: BankPlace = Field("support", description="Who gets the answers as a word bank.")
    extra_words: tuple[Line, ...] = Field((), max_length=20, description="Words in the bank that fit no blank.")

    def rules(self) -> tuple[Rule, ...]:
        return (*super().rules(), self._extra_words_have_a_bank)

    def _extra_words_have_a_bank(self) -> Iterator[Found]:
        if self.extra_words and self.word_bank == "never":
            yield ("extra_words",), 'have no bank to stand in with "word_bank: never"; leave one of the two out'

    def banked(self, blanks: Iterable[BlankSpec]) -> list[str]:
        """The words of the bank: each note of an answer is one, since all of them are written into the blank."""
        notes = [note for blank in blanks for note in blank.answer or ()]
        return [*notes, *(word for word in self.extra_words if word not in notes)]


SECRET = ("answer", "guidance", "support")


def disguise(value: Any, other: Callable[[str], str]) -> Any:
    """A copy of a part of a spec in which every answer and all guidance became `other(text)`."""
    if isinstance(value, tuple):
        return tuple(disguise(part, other) for part in value)
    if not isinstance(value, Spec):
        return value
    parts = {name: disguise(getattr(value, name), other) for name in type(value).model_fields}
    for name in SECRET:
        if parts.get(name):
            parts[name] = _changed(parts[name], other)
    return value.model_copy(update=parts)


def _changed(texts: Any, other: Callable[[str], str]) -> Any:
    """Each of the texts, which may be one or a tuple with gaps, as `other` has it."""
    if isinstance(texts, tuple):
        return tuple(_changed(text, other) for text in texts)
    return None if texts is None else other(texts)


def rotated(texts: Sequence[T | None]) -> Iterator[T | None]:
    """The same texts, each where the next one was; None stays where it is."""
    some = [text for text in texts if text is not None]
    turned = iter([*some[1:], *some[:1]])
    return (None if text is None else next(turned) for text in texts)


B = TypeVar("B", bound=BlankSpec)


def with_rotated_answers(copy: Iterable[B], own: Sequence[B]) -> tuple[B, ...]:
    """The blanks of a disguised copy with their own answers, each where the next one was: a word bank has them all."""
    answers = rotated([blank.answer for blank in own])
    return tuple(blank.model_copy(update={"answer": answer}) for blank, answer in zip(copy, answers, strict=True))


PaperName = Annotated[
    str,
    AfterValidator(lambda text: parse_paper(text).name),
    WithJsonSchema({"type": "string", "examples": ["A4", "A4 landscape", "A3 landscape", "Letter", "Tabloid"]}),
]


class Settings(Spec):
    """What a pack sets for its worksheets and a worksheet may set for itself."""

    unit: Label | None = Field(None, description="The unit, as it stands above the title.")
    subject: Label | None = Field(None, description="The subject, as it stands above the title.")
    level: Label | None = Field(None, description="Year, course or level.")
    language: str | None = Field(
        None,
        max_length=35,
        examples=["en-GB"],
        description="The language of the texts and of what is printed beside them: en-GB, fr, ar …",
    )
    paper: PaperName | None = Field(None, description="A4, A3, Letter or Tabloid, with portrait or landscape.")
    layout: Slug | None = Field(None, description="How pages look: a folder in layouts/, such as classroom or exam.")
    hand: HandName | None = Field(None, description="How large the students write: the distance of the lines.")
    binding: Literal["punched", "none"] | None = Field(
        None, description="punched: 20 mm of one side stay free for holes and staples; none: all margins are alike."
    )


MAX_ACTIVITIES = 60


class WorksheetSpec(Settings):
    """One worksheet file; `activities` are read by their kinds."""

    title: Line = Field(description="What stands at the head of the sheet.")
    activities: tuple[Any, ...] = Field(
        min_length=1, max_length=MAX_ACTIVITIES, description="What there is to do, in order; each has a kind."
    )


class PackSpec(Settings):
    """pack.yaml."""

    title: Line = Field(description="What the pack is called.")
    worksheets: tuple[FileName, ...] = Field(
        min_length=1, max_length=400, description="The worksheets' file names without .yaml, in order."
    )


def not_one_for_each(values: Sequence[BlankSpec | str | None], count: int, of: str) -> str:
    """What to say of values of which there are more or fewer than `count`, one for each of `of`."""
    hint = _comma_hint([*map(_begin, values)]) if len(values) > count else ""
    return f"has {len(values)} for {count} {of}; write one for each, in order{hint}"


def _begin(value: BlankSpec | str | None) -> tuple[str, Position | None]:
    """What is written first for a blank, and where it stands, if that is known."""
    return ((value.answer or ("",))[0], value.at) if isinstance(value, BlankSpec) else (value or "", None)


def _comma_hint(texts: Sequence[tuple[str, Position | None]]) -> str:
    """What to do about two neighbouring texts that were one, such as 1,233 or 3,5: in brackets a comma parts texts."""
    for (first, at), (second, next_at) in pairwise(texts):
        if first.startswith(OPENING_CURLY) and second.endswith(CLOSING_CURLY) and not first.endswith(CLOSING_CURLY):
            return f"; {NOT_CURLY}"
        thousands = re.search(r"(^|\D)\d{1,3}$", first) and re.match(r"\d{3}(\D|$)", second)
        # No space stands behind the comma.
        joined = at and next_at == Position(at.line, at.column + len(first) + 1)
        if thousands or (joined and re.search(r"\d$", first) and re.match(r"\d", second)):
            return f', and put "{first},{second}" between quotation marks if it is one of them'
    return ""


class BlankRow(Spec):
    """A row of blanks: a list of answers with a list of support beside it, or `open: true` for all of them."""

    answers: tuple[BlankSpec, ...] | None = Field(None, description="One blank for each column, in order.")
    open: bool = Field(False, description="Every blank of this row is open: the key says that answers vary.")
    guidance: Prose | None = Field(None, description="For an open row: what good answers contain.")
    support: tuple[Annotated[Prose | None, BeforeValidator(_none_if_empty)], ...] = Field(
        (), description='What the supported edition shows in each blank; "" for none.'
    )
    space: RowLines | None = Field(None, description="How tall the row is: a word, or a number of lines.")

    def rules(self) -> tuple[Rule, ...]:
        return (*super().rules(), self._support_has_places, lambda: guidance_flaws(self))

    def _support_has_places(self) -> Iterable[Found]:
        def filled(place: tuple[BlankSpec, str | None]) -> Iterator[Found]:
            spec, hint = place
            if hint and (spec.given or spec.support):
                yield (), "this place is given, or has support of its own; leave it empty"

        return each("support", zip(self.answers or (), self.support, strict=False), filled)

    def misfits(self, count: int, of: str) -> Iterator[Found]:
        """What is wrong with this row where it needs `count` blanks, one for each of `of`."""
        for name in ("answers", "support"):
            values = getattr(self, name, None)
            if values is not None and (values or name == "answers") and len(values) != count:
                yield (name,), not_one_for_each(values, count, of)
        if self.answers is not None and self.open:
            yield (), has_several("answers", "open")
        elif self.answers is None and not self.open:
            yield (), f'needs either "answers", one for each of the {count} {of}, or "open: true"'

    def blanks(self, count: int) -> tuple[BlankSpec, ...]:
        """`count` blanks, each with its support and its position."""
        if self.answers is None:
            specs = (blank_at(self.at, open=True, guidance=self.guidance),) * count
        else:
            specs = self.answers
        support = self.support or (None,) * count
        return tuple(
            blank_at(spec.at, **{**dict(spec), "support": hint or spec.support})
            for spec, hint in zip(specs, support, strict=True)
        )


def blank_at(at: Position, **values: Any) -> BlankSpec:
    """A blank written at `at`; the values were validated with the mapping that they come from."""
    blank = BlankSpec.model_construct(**values)
    blank._at = at
    return blank
