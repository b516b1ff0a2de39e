"""What pydantic has against a value is told in words for people, for every type that a kind may give a field."""

from pathlib import Path
from typing import Annotated, Literal, get_args

import pytest
from pydantic import Field
from pydantic_core.core_schema import ErrorType

from packbuilder.explain import MESSAGES, validate
from packbuilder.rules import Spec
from packbuilder.source import read_source

MILLION = 1_000_000


class Inner(Spec):
    word: str


class Fields(Spec):
    """A field of each type that a spec may have, with the limits that it may have."""

    whole: int = Field(1, ge=-3, le=200)
    number: float = 0.5
    far: float = Field(0.5, ge=-MILLION, le=MILLION)
    between: float = Field(0.5, gt=0, lt=2.5)
    more: int = Field(1, gt=0, lt=MILLION)
    yes: bool = False
    word: str = Field("", max_length=1200)
    slug: Annotated[str, Field(pattern="^[a-z]+$")] = "a"
    choice: Literal["one", "two"] = "one"
    several: tuple[int, ...] = Field((1, 2), min_length=2, max_length=3)
    inner: Inner | None = None


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("whole: many", 'whole: needs a whole number, not "many"'),
        ("whole: 1.5", 'whole: needs a whole number, not "1.5"'),
        ("whole: [1]", "whole: needs a whole number, not a list"),
        ("whole: -4", "whole: needs -3 or more"),
        ("whole: 201", "whole: needs 200 or less"),
        ("number: many", 'number: needs a number such as 2 or 2.5, not "many"'),
        ("number: '1,5'", 'number: needs a number such as 2 or 2.5, not "1,5"'),
        ("number: [1.5]", "number: needs a number such as 2 or 2.5, not a list"),
        ("number: {a: 1}", "number: needs a number such as 2 or 2.5, not fields"),
        ("number: nan", 'number: needs an ordinary number, not "nan"'),
        ("far: inf", 'far: needs an ordinary number, not "inf"'),
        ("far: 1000000.5", "far: needs 1000000 or less"),
        ("far: -2e6", "far: needs -1000000 or more"),
        ("between: 0", "between: needs more than 0"),
        ("between: 2.5", "between: needs less than 2.5"),
        ("more: 0", "more: needs more than 0"),
        ("more: 1000000", "more: needs less than 1000000"),
        ("yes: perhaps", 'yes: needs true or false, not "perhaps"'),
        ("yes: [true]", "yes: needs true or false, not a list"),
        ("word: [a]", "word: needs text, not a list; take its brackets or hyphens away"),
        (f"word: {'x' * 1201}", "word: is longer than 1,200 characters; shorten it or divide it"),
        ("slug: A b", 'slug: "A b" doesn\'t fit; use small letters, digits and hyphens'),
        ("choice: tow", 'choice: "tow" isn\'t possible here; did you mean "two"?; choose one of one, two'),
        ("several: 1", 'several: needs a list (a hyphen before each entry), not "1"'),
        ("several: [1]", "several: has 1 entry and needs 2 or more"),
        ("several: [1, 2, 3, 4]", "several: has 4 entries; 3 are the most that fit"),
        ("inner: a", 'inner: needs fields of its own, not "a"; write "word: …"'),
        ("inner: {}", 'inner.word: missing field; add "word: …"'),
    ],
)
def test_a_value_that_does_not_fit_its_type_is_told_in_words_for_people(tmp_path, written, told):
    (tmp_path / "x.yaml").write_text(written + "\n", "utf-8")
    _, problems = validate(Path("x.yaml"), Fields, read_source(tmp_path / "x.yaml"))
    assert [f"{each.field}: {each.message}" for each in problems] == [told]


@pytest.mark.parametrize(
    "written", ["whole: 200", "number: -2.5", "number: 3", "far: 1e6", "between: 2.4999", "more: 999999"]
)
def test_a_number_within_its_limits_is_read(tmp_path, written):
    (tmp_path / "x.yaml").write_text(written + "\n", "utf-8")
    assert validate(Path("x.yaml"), Fields, read_source(tmp_path / "x.yaml"))[1] == []


def test_every_message_is_one_of_an_error_that_pydantic_has():
    assert MESSAGES.keys() <= {*get_args(ErrorType)}
