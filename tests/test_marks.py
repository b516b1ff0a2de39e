"""The marks of a layout's templates: which values they may have, and what is said of others."""

import pytest

from packbuilder.marks import misused
from samples import EXAMPLES, sheet_of

SHEET = sheet_of(EXAMPLES / "writing.yaml")
BLANK, SPACE = "writing/writing/text", "writing/writing/space"


def told(*marked, height=8.0, measured=True):
    """What is wrong with elements that have these marks."""
    return list(misused([(marks, height) for marks in marked], SHEET, measured=measured))


@pytest.mark.parametrize(
    "marks",
    [
        {"blank": BLANK, "space": SPACE},
        {"carry": "9.5"},
        {"carry": "0"},
        {"carry": "8"},
        {"part": "1"},
        {"part": "12"},
        {"chunk": "anything", "fixed": "anything", "keep": "", "own": "9.5mm"},
    ],
)
def test_marks_that_say_what_they_may_are_fine(marks):
    assert told(marks) == []


@pytest.mark.parametrize(
    ("mark", "values", "message"),
    [
        ("blank", ["", "nope", SPACE], "the worksheet has no such blank; write the id"),
        ("space", ["", "nope", BLANK], "the worksheet has no such space; write the id"),
        (
            "carry",
            ["", "9.5mm", "9,5", "-1", "inf", "nan"],
            "no number of millimetres; write it without a unit, as in dat",
        ),
        ("part", ["", "two", "0", "-1", "1.0"], 'no number of a part; count from 1 on, as in data-part="2"'),
    ],
)
def test_a_mark_that_says_something_else_is_told_with_its_value(mark, values, message):
    for value in values:
        (line,) = told({mark: value})
        assert line.startswith(f'data-{mark}="{value}": {message}')


def test_a_space_without_a_height_is_told_where_it_is_measured():
    message = f'data-space="{SPACE}": no height; give it one, as in style="height: {{{{ height(space) }}}}mm"'
    assert told({"space": SPACE}, height=0.0) == [message]
    assert told({"space": SPACE}, height=0.0, measured=False) == []
    assert told({"blank": BLANK}, height=0.0) == []
    assert len(told({"space": "nope"}, height=0.0)) == 1


def test_each_mistake_is_told_once_in_one_line():
    lines = told({"space": "a\nb", "part": "x"}, {"space": "c"}, {"space": "a\nb"}, {"blank": "d" * 90})
    assert [line.partition(":")[0] for line in lines] == [
        f'data-blank="{"d" * 39}…"',
        'data-part="x"',
        'data-space="a\\nb" and 1 more like it',
    ]
