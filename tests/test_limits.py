"""Limits: what a command may say of them, and that each is kept at the earliest stage that knows its figure."""

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from packbuilder.build import make
from packbuilder.limits import NAMES, Limits, beyond, limits_of
from packbuilder.options import Options
from packbuilder.press import Press
from packbuilder.problems import SetupError
from packbuilder.targets import Target

SAID = {
    (): Limits(),
    ("pages=300",): Limits(pages=300),
    ("pages=300", "seconds=120"): Limits(pages=300, seconds=120),
    ("pages=300", "pages=1"): Limits(pages=1),
    ("characters=200,000", "pages=1,000", "blanks=3_000"): Limits(characters=200_000, pages=1_000, blanks=3_000),
    tuple(f"{name}=7" for name in NAMES): Limits(7, 7, 7, 7, 7, 7),
}


@pytest.mark.parametrize(("texts", "limits"), SAID.items(), ids=map(str, SAID))
def test_a_command_may_set_each_limit(texts, limits):
    assert limits_of(texts) == limits


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "page=3",
            'there is no limit "page"; did you mean "pages"?; '
            "the limits are pages, blanks, characters, megapixels, seconds, memory",
        ),
        ("x=3", 'there is no limit "x"; the limits are pages, blanks, characters, megapixels, seconds, memory'),
        ("", 'there is no limit ""; the limits are pages, blanks, characters, megapixels, seconds, memory'),
        ("pages", "needs a whole number, such as pages=300"),
        ("pages=", "needs a whole number, such as pages=300"),
        ("pages=many", "needs a whole number, such as pages=300"),
        ("pages=3,00", "needs a whole number, such as pages=300"),
        ("pages=,300", "needs a whole number, such as pages=300"),
        ("pages=2.5", "needs a whole number, such as pages=300"),
        (f"pages={'9' * 5000}", "needs a whole number, such as pages=300"),
        ("seconds=1,000,000,001", "needs 1,000,000,000 or less"),
        ("memory=9999999999999", "needs 1,000,000,000 or less"),
        ("pages=0", "needs 1 or more"),
        ("pages=-3", "needs 1 or more"),
    ],
)
def test_any_other_text_is_refused_with_what_to_write(text, told):
    with pytest.raises(SetupError, match=re.escape(told)):
        limits_of([text])


def test_a_figure_may_be_as_large_as_the_limit_and_no_larger():
    assert beyond(Limits(), "blanks", 2_000) is None
    assert beyond(Limits(), "blanks", 2_001) == (
        "has 2,001 blanks; 2,000 are the most. Divide the worksheet, or allow more with --limit blanks=2001"
    )
    assert "--limit megapixels=41" in beyond(Limits(), "megapixels", 40.0001)


WORKSHEET = """\
title: A title
activities:
  - kind: source-analysis
    prompt: Look.
    source: {image: a.png, alt: A dot., provenance: Me.}
    questions: [{question: "One?", open: true}, {question: "Two?", open: true}, {question: "Three?", open: true}]
  - {kind: writing, prompt: Write., open: true, lines: 12, new_page: true}
  - {kind: writing, prompt: Write., open: true, lines: 12, new_page: true}
"""
TOLD = {
    "pages": (
        "x.yaml:1:1: has 3 pages; 2 are the most. Divide the worksheet, or allow more with --limit pages=3",
        3,
    ),
    "blanks": (
        "x.yaml:2:1: has 5 blanks; 4 are the most. Divide the worksheet, or allow more with --limit blanks=5",
        5,
    ),
    "characters": (
        "x.yaml:1:1: has 113 characters; 112 are the most. "
        "Divide the worksheet, or allow more with --limit characters=113",
        113,
    ),
    "megapixels": (
        "x.yaml:5:21: activities[0].source.image: has 4 megapixels; 3 are the most. "
        "Make the picture smaller, or allow more with --limit megapixels=4",
        4,
    ),
}


@pytest.fixture
def worksheet(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Image.new("L", (2000, 2000)).save("a.png")
    Path("x.yaml").write_text(WORKSHEET, "utf-8")


@pytest.mark.usefixtures("worksheet")
@pytest.mark.parametrize(("name", "told", "figure"), [(name, *rest) for name, rest in TOLD.items()], ids=TOLD)
def test_what_is_beyond_a_limit_is_told_with_the_option_that_allows_it(name, told, figure):
    def problems(most):
        limits = replace(Limits(), **{name: most})
        (report,) = make([Target(Path(), ("x",))], Options(("student",), limits=limits), lambda _name: None)
        return [str(problem) for problem in report.problems]

    assert problems(figure - 1) == [told]
    assert problems(figure) == []


@pytest.mark.usefixtures("worksheet")
def test_too_many_pages_are_refused_before_they_are_typeset(monkeypatch):
    looks = []
    typeset = Press.typeset
    monkeypatch.setattr(Press, "typeset", lambda press, look: looks.append(look) or typeset(press, look))
    make([Target(Path(), ("x",))], Options(limits=Limits(pages=2)), lambda _name: None)
    assert looks
    assert all(look.galley for look in looks)


@pytest.mark.usefixtures("worksheet")
def test_a_text_that_no_limit_allows_is_named_in_place_of_the_limit():
    Path("x.yaml").write_text(WORKSHEET.replace("Look.", "Look at it. " * 10_000), "utf-8")
    (report,) = make([Target(Path(), ("x",))], Options(("student",)), lambda _name: None)
    assert [str(problem) for problem in report.problems] == [
        "x.yaml:4:13: a text of 119,999 characters; 6,000 are the most, whatever the limits. Divide it",
    ]


WITHIN = """
import resource, sys
from pathlib import Path
from packbuilder.pictures import look_at
assert look_at(Path(), "dot.jpg").shape == 1  # so that all is loaded
megabytes = int(sys.argv[1])
taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (taken + megabytes * 1_000_000, -1))
try:
    looked = look_at(Path(), "a.jpg")
    print(looked if isinstance(looked, str) else looked.shape)
except MemoryError:
    print("too little memory")
"""
DAMAGED = '"a.jpg" is damaged; save the picture again, or copy it anew'
TABLES = re.compile(rb"\xff\xdb.*?(?=\xff[\xc0\xc2])", re.DOTALL)
"""Without them no decoder knows what a JPEG's values are."""


@pytest.mark.skipif(sys.platform != "linux", reason="needs a limit of memory")
@pytest.mark.parametrize(
    ("how", "whole", "megabytes", "told"),
    [
        ({"progressive": True}, True, 14, "too little memory"),
        ({"progressive": True, "subsampling": 0}, True, 20, "too little memory"),
        ({"progressive": True}, True, 99, "1.5"),
        ({"progressive": True}, False, 99, DAMAGED),
        ({}, True, 14, "1.5"),
        ({}, False, 14, DAMAGED),
    ],
)
def test_a_picture_is_not_called_damaged_for_want_of_memory(how, whole, megabytes, told, tmp_path):
    """In several scans it takes 18 MB, or 36 with all its colours; in one, hardly any."""
    Image.linear_gradient("L").resize((3000, 2000)).convert("RGB").save(tmp_path / "a.jpg", **how)
    Image.new("L", (9, 9)).save(tmp_path / "dot.jpg")
    if not whole:
        (tmp_path / "a.jpg").write_bytes(TABLES.sub(b"", (tmp_path / "a.jpg").read_bytes()))
    command = [sys.executable, "-c", WITHIN, str(megabytes)]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == told
