"""A new kind is three additions and no edit."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from samples import ROOT

MODULE = '''"""A poll: a question with choices to tick."""

from dataclasses import dataclass
from typing import Literal

from packbuilder.pen import Pen
from packbuilder.sheet import Blank, Space
from packbuilder.spec import ActivitySpec, Line, WithAnswer


class Fields(ActivitySpec, WithAnswer):
    kind: Literal["straw-poll"]
    choices: tuple[Line, ...]


@dataclass(frozen=True)
class Drawing:
    choices: tuple[str, ...]
    why: Blank
    space: Space


def draw(fields: Fields, pen: Pen) -> Drawing:
    return Drawing(fields.choices, pen.blank(fields.blank, "why", "Why?"), pen.lines("why-space", 3))
'''
TEMPLATE = """{% import "macros.html" as m with context %}
<div {{ m.chunk(activity.id ~ "#poll") }}>
<ul class="choices">{% for choice in drawing.choices %}<li>{{ inline(choice) }}</li>{% endfor %}</ul>
{{ m.lines(drawing.why, drawing.space) }}
</div>
"""
EXAMPLE = """title: A poll
activities:
  - kind: straw-poll
    prompt: Choose one and say why.
    choices: [Tea, Coffee]
    answer: It wakes me up.
    support: Because it …
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A copy of the house with one more kind."""
    house = tmp_path_factory.mktemp("house")
    for name in ("src/packbuilder", "layouts", "worksheets/examples"):
        shutil.copytree(ROOT / name, house / name, ignore=shutil.ignore_patterns("__pycache__"))
    (house / "src/packbuilder/activities/straw_poll.py").write_text(MODULE, "utf-8")
    (house / "layouts/classroom/straw-poll.html").write_text(TEMPLATE, "utf-8")
    (house / "layouts/classroom/straw-poll.css").write_text(".straw-poll li { padding-left: 5mm }\n", "utf-8")
    (house / "worksheets/examples/straw-poll.yaml").write_text(EXAMPLE, "utf-8")
    return house


def packbuilder(house, *arguments):
    """What the command of the copied house says."""
    environment = os.environ | {"PYTHONPATH": str(house / "src"), "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "200"}
    command = [sys.executable, "-m", "packbuilder", *arguments]
    run = subprocess.run(command, cwd=house, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def test_it_is_listed_with_what_it_says_of_itself(house):
    listed = packbuilder(house, "kinds")
    assert "straw-poll" in listed
    assert "A poll: a question with choices to tick" in listed


@pytest.mark.parametrize("layout", ["classroom", "exam"])
def test_it_can_be_built_in_every_layout(house, layout):
    """Its template lies in one of them, on which the other is based."""
    worksheet = "worksheets/examples/straw-poll.yaml"
    packbuilder(house, "build", worksheet, "--layout", layout, "--output", layout)
    written = {path.name for path in (house / layout / "examples").iterdir()}
    assert written == {
        f"straw-poll-{edition}{ending}"
        for edition in ("student", "key", "support")
        for ending in (".pdf", ".fields.json")
    }
    fields = json.loads((house / layout / "examples/straw-poll-key.fields.json").read_text("utf-8"))
    assert [field["id"] for field in fields["fields"]] == ["straw-poll/straw-poll/why"]


def test_it_is_in_the_schema_and_in_what_new_writes(house):
    assert '"straw-poll"' in packbuilder(house, "schema")
    packbuilder(house, "new", "mine.yaml", "--kind", "straw-poll")
    assert "choices: [Tea, Coffee]" in (house / "mine.yaml").read_text("utf-8")
