"""One sheet to PDFs: what only the whole path shows."""

import json
from pathlib import Path

import pytest

from packbuilder.build import Options, Target, make
from pdfs import texts_in


def report(folder, text, editions=("student",)):
    """What becomes of the worksheet with this text."""
    folder.mkdir()
    (folder / "x.yaml").write_text(text, encoding="utf-8")
    (made,) = make([Target(folder, ("x",))], Options(editions=editions), lambda _name: None)
    return made


def chart(*rows, space="medium"):
    listed = "".join(f"      - answers: [{row}]\n" for row in rows)
    return f"""\
title: T
activities:
  - kind: chart
    prompt: P
    space: {space}
    columns: [a, b]
    rows:
{listed}"""


GIVEN = "{given: x}, {given: y}"


@pytest.mark.parametrize(
    "text",
    [
        chart(*[GIVEN] * 3, "war, famine"),
        chart(*[GIVEN] * 20, *["war, famine"] * 3, space="large"),
    ],
    ids=["a few given rows", "many given rows"],
)
def test_rows_without_a_blank_stay_as_they_are_and_the_others_fill_the_page(tmp_path, text):
    made = report(tmp_path / "unit", text)
    assert made.problems == ()
    fields = json.loads(made.documents[0].fields)["fields"]
    # Of the type area, which ends 19 mm above the paper's edge, less than a line and its safety is left.
    assert max(field["y"] + field["height"] for field in fields) > 297 - 19 - 1 - 8


def test_support_is_whole_in_its_blank_where_lines_were_given_up_to_save_a_page(tmp_path):
    # Six times four lines are a little more than a page holds; the words need all four.
    words = " ".join(["word"] * 62)
    question = f"      - {{question: Why, lines: 4, open: true, support: {words}}}\n"
    text = f"title: T\nactivities:\n  - kind: questions\n    prompt: P\n    questions:\n{question * 6}"
    made = report(tmp_path / "unit", text, ("support",))
    assert made.problems == ()
    (document,) = made.documents
    fields = json.loads(document.fields)["fields"]
    assert document.pages == 1
    assert min(field["height"] for field in fields) == 24
    assert [text.split() for text in texts_in(document.pdf, fields).values()] == [words.split()] * 6


def test_a_worksheet_longer_than_the_galley_is_refused(tmp_path):
    lines = "      - {question: Why, lines: 30, open: true}\n" * 100
    made = report(
        tmp_path / "unit", f"title: T\nactivities:\n  - kind: questions\n    prompt: P\n    questions:\n{lines}"
    )
    assert [str(problem).partition("x.yaml")[2] for problem in made.problems] == [
        ":1:1: the worksheet would be longer than 20 m of paper; divide it"
    ]


def test_a_problem_names_the_file_as_it_was_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    made = report(Path("unit"), "title: T\n")
    assert [problem.file for problem in made.problems] == [Path("unit/x.yaml")]
