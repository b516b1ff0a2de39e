"""The JSON Schemas: an editor calls right what the parser takes, and wrong what it doesn't."""

import json
import re
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator
from pydantic import Field

from packbuilder.kinds import kinds
from packbuilder.parse import parse_worksheet
from packbuilder.problems import SpecError
from packbuilder.rules import Spec
from packbuilder.schema import (
    PACK_SCHEMA,
    WORKSHEET_SCHEMA,
    as_json,
    described_fields,
    pack_schema,
    worksheet_schema,
    write_schemas,
)
from packbuilder.starter import COMMENT, example

ROOT = Path(__file__).resolve().parents[1]
PACKS = sorted(ROOT.glob("worksheets/*/pack.yaml"))
WORKSHEETS = sorted(set(ROOT.glob("worksheets/*/*.yaml")) - set(PACKS))
WORKSHEET, PACK = Draft202012Validator(worksheet_schema()), Draft202012Validator(pack_schema())


class Editor(yaml.SafeLoader):
    """Reads YAML as editors do: with the core schema of YAML 1.2 (10.3.2), in which `no` is a word."""

    yaml_implicit_resolvers = {}  # noqa: RUF012 - that of the class above, emptied


for tag, pattern, first in (
    ("null", r"null|Null|NULL|~|", ["n", "N", "~", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+.0123456789")),
):
    Editor.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(rf"^(?:{pattern})$"), first)


def complaints(validator, text):
    return [error.json_path for error in validator.iter_errors(yaml.load(text, Editor))]


def name_of(path):
    return f"{path.parent.name}/{path.stem}"


@pytest.mark.parametrize("schema", [worksheet_schema(), pack_schema()], ids=["worksheet", "pack"])
def test_a_schema_is_one_and_says_which(schema):
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("path", WORKSHEETS, ids=name_of)
def test_a_worksheet_that_comes_along_fits_the_schema(path):
    assert complaints(WORKSHEET, path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", PACKS, ids=name_of)
def test_a_pack_that_comes_along_fits_the_schema(path):
    assert complaints(PACK, path.read_text("utf-8")) == []


def test_there_are_worksheets_and_packs_to_look_at():
    assert len(WORKSHEETS) > len(kinds())
    assert PACKS


@pytest.mark.parametrize("path", [*PACKS, *WORKSHEETS], ids=name_of)
def test_the_first_line_names_the_schema(path):
    name = PACK_SCHEMA if path in PACKS else WORKSHEET_SCHEMA
    assert path.read_text("utf-8").startswith(COMMENT.format(name))


@pytest.mark.parametrize("kind", kinds())
def test_the_schema_knows_every_kind_and_demands_a_prompt(kind):
    text = example(kind)
    assert complaints(WORKSHEET, text) == []
    assert complaints(WORKSHEET, re.sub(r"(?m)^    prompt: ", "    promt: ", text, count=1)) == ["$.activities[0]"]


def activity(*lines):
    return "\n".join(["title: T", "activities:", "  - prompt: P", *(f"    {line}" for line in lines), ""])


def chart(row):
    return activity("kind: chart", "columns: [A, B]", f"rows: [{row}]")


def timeline(event, scale="even"):
    return activity("kind: timeline", f"scale: {scale}", f"events: [{event}, {event}]")


def diagram(arrow):
    return activity("kind: diagram", "rows: [[{id: a, answer: A}], [{id: b, answer: B}]]", f"arrows: [{arrow}]")


def labels(at):
    return activity("kind: picture-labels", "image: a.png", "alt: A", f"labels: [{{at: {at}, answer: A}}]")


ESSAY = activity("kind: writing", "open: true")

RIGHT = {
    "a text as an answer": chart("{answers: [a, b]}"),
    "a number as an answer": chart("{answers: [1917, 3.5]}"),
    "notes as an answer": chart("{answers: [a, [b, c]]}"),
    "fields as an answer": chart("{answers: [{answer: a, support: s}, {open: true}]}"),
    "an open row": chart("{open: true, guidance: G}"),
    "support with gaps": chart("{answers: [a, b], support: [s, null]}"),
    "support with empty texts": chart("{answers: [a, b], support: [s, '']}"),
    "a number as a title": ESSAY.replace("title: T", "title: 1984"),
    "a number as a unit": f"unit: 3\n{ESSAY}",
    "an arrow as a list": diagram("[a, b]"),
    "an arrow as fields": diagram("{from: a, to: b}"),
    "a year": timeline("{date: 1922, event: E}"),
    "a year before our era": timeline("{date: -44, event: E}"),
    "a month": timeline("{date: 1922-04, event: E}"),
    "a day": timeline("{date: 1922-04-03, event: E}"),
    "a scale that is true": timeline("{date: 1922-04, event: E}", scale="true"),
    "yes as a word": chart("{answers: [yes, no]}"),
    "sixty activities": "title: T\nactivities:\n" + "  - {kind: writing, prompt: P, open: true}\n" * 60,
}

WRONG = {
    "no title": ESSAY.replace("title: T\n", ""),
    "no activities": "title: T\n",
    "an empty list of activities": "title: T\nactivities: []\n",
    "61 activities": "title: T\nactivities:\n" + "  - {kind: writing, prompt: P, open: true}\n" * 61,
    "an unknown field": f"author: Me\n{ESSAY}",
    "an unknown field of an activity": ESSAY + "    colour: red\n",
    "no kind": activity("open: true"),
    "an unknown kind": activity("kind: banana"),
    "a list as a title": ESSAY.replace("title: T", "title: [T]"),
    "no columns": activity("kind: chart", "columns: []", "rows: [{open: true}]"),
    "40 columns": activity("kind: chart", f"columns: {[f'c{n}' for n in range(40)]}", "rows: [{open: true}]"),
    "a word for a number": activity("kind: writing", "open: true", "lines: many"),
    "no lines": activity("kind: writing", "open: true", "lines: 0"),
    "61 lines": activity("kind: writing", "open: true", "lines: 61"),
    "a word that isn't possible": activity("kind: chart", "columns: [A]", "rows: [{open: true}]", "space: huge"),
    "an id with a space": activity("kind: writing", "open: true", "id: my id"),
    "one branch": activity("kind: mind-map", "centre: C", "branches: [a]"),
    "13 branches": activity("kind: mind-map", "centre: C", f"branches: {[f'b{n}' for n in range(13)]}"),
    "an unknown field of a blank": chart("{answers: [a, {answer: b, colour: red}]}"),
    "an arrow with one end": diagram("[a]"),
    "an arrow with three ends": diagram("[a, b, a]"),
    "a point with one figure": labels("[10]"),
    "a point with three figures": labels("[10, 20, 30]"),
    "a point beside the picture": labels("[10, 101]"),
    "a label that is a text": activity("kind: picture-labels", "image: a.png", "alt: A", "labels: [A]"),
    "a box that is a text": activity("kind: diagram", "rows: [[A], [B]]"),
}


def refused(folder, text):
    (folder / "x.yaml").write_text(text, encoding="utf-8")
    try:
        parse_worksheet(folder / "x.yaml")
    except SpecError:
        return True
    return False


@pytest.mark.parametrize("text", RIGHT.values(), ids=RIGHT)
def test_schema_and_parser_both_take(tmp_path, text):
    assert not refused(tmp_path, text)
    assert complaints(WORKSHEET, text) == []


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG)
def test_schema_and_parser_both_refuse(tmp_path, text):
    assert refused(tmp_path, text)
    assert complaints(WORKSHEET, text)


@pytest.mark.parametrize(
    "text",
    [
        "title: T\n",
        "worksheets: [a]\n",
        "title: T\nworksheets: []\n",
        "title: T\nworksheets: a\n",
        "title: T\nworksheets: [a.yaml]\n",
        "title: T\nworksheets: [../a]\n",
        "title: T\nworksheets: [a]\nactivities: []\n",
    ],
)
def test_the_schema_of_a_pack_refuses(text):
    assert complaints(PACK, text)


class Numbers(Spec):
    whole: int = 3
    part: float = Field(0.5, alias="share", description="How much.")


def test_the_fields_of_a_model_are_told_by_their_names_in_yaml_with_what_holds_unless_they_are_given():
    told = [(0, "whole", "(3 unless given)"), (0, "share", "How much. (0.5 unless given)")]
    assert list(described_fields(Numbers)) == told


def test_the_schemas_are_written_where_the_first_line_looks_for_them(tmp_path):
    assert write_schemas(tmp_path) == [tmp_path / WORKSHEET_SCHEMA, tmp_path / PACK_SCHEMA]
    assert json.loads((tmp_path / WORKSHEET_SCHEMA).read_text("utf-8")) == worksheet_schema()
    assert json.loads((tmp_path / PACK_SCHEMA).read_text("utf-8")) == pack_schema()


def test_a_schema_is_written_alike_each_time_and_in_plain_characters():
    text = as_json(worksheet_schema())
    assert text == as_json(worksheet_schema())
    assert text.endswith("}\n")
    assert "\\u" not in text
