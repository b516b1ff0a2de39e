"""Source analysis: the source stands in a box that is whole, and what is below it stands apart."""

import re
from itertools import pairwise

import pytest
from PIL import Image

from packbuilder.draw import draw
from packbuilder.fill import fill
from packbuilder.making import page_for
from packbuilder.options import Options
from packbuilder.parse import read_pack
from packbuilder.render import Look, render
from packbuilder.renderings import USUAL
from packbuilder.typeset import Typeset
from samples import LARGE

WORKSHEET = """\
title: T
layout: {layout}
activities:
  - kind: source-analysis
    prompt: Look.
    source: {{{source}, provenance: A painter.}}
    {below}
"""
SOURCES = {
    "a text": 'text: "It was so.\\n\\nThen it was otherwise."',
    "a picture": "image: a.png, alt: A square",
    "a frame": "frame: medium",
}
BELOW = {
    "a grid": "grid: [{heading: Origin, answer: A}, {heading: Purpose, answer: B}]",
    "a question": 'questions: [{question: "Why?", answer: A}]',
}
VERSE = """\
title: T
activities:
  - kind: source-analysis
    prompt: Look.
    source:
      provenance: A poet.
      {text}
    grid: [{{heading: Form, answer: A}}]
"""
LINES = """text: |
        One "and
        two", said three.

        Four
        five
        six"""
TINY, APART = 0.01, 4
"""In mm."""


@pytest.mark.parametrize("rendering", [USUAL, LARGE], ids=["usual", "large"])
@pytest.mark.parametrize("layout", ["classroom", "exam"])
@pytest.mark.parametrize("below", BELOW)
@pytest.mark.parametrize("source", SOURCES)
def test_the_box_is_whole_and_nothing_below_touches_it(tmp_path, source, below, layout, rendering):
    Image.new("L", (60, 40), 200).save(tmp_path / "a.png")
    text = WORKSHEET.format(layout=layout, source=SOURCES[source], below=BELOW[below])
    (tmp_path / "x.yaml").write_text(text)
    (worksheet,) = read_pack(tmp_path, ("x",))[0].worksheets
    found, page = page_for(worksheet, Options(rendering=rendering))
    sheet = draw(worksheet, "", page)
    galley = Typeset(render(fill(sheet, "student"), "student", found, Look(galley=True)), tmp_path)
    chunks = {chunk.marks["chunk"].rpartition("#")[2]: chunk for chunk in galley.found("chunk")}
    names = list(chunks)
    first, last = names.index("source"), names.index("provenance")
    pieces = [chunks[name] for name in names[first : last + 1]]
    gaps = [below.y - above.y - above.height for above, below in pairwise(pieces)]
    assert max(map(abs, gaps)) < TINY
    box, next_one = pieces[-1], chunks[names[last + 1]]
    assert next_one.y - box.y - box.height > APART - TINY


def drawing_of(folder, text):
    (folder / "x.yaml").write_text(VERSE.format(text=text))
    (worksheet,) = read_pack(folder, ("x",))[0].worksheets
    found, page = page_for(worksheet, Options())
    return found, draw(worksheet, "", page)


def lines_of(folder, text):
    found, sheet = drawing_of(folder, text)
    html = render(fill(sheet, "student"), "student", found, Look())
    return re.findall(r'<span class="line">(.*?)</span>(?=<span class="line">|</p>)', html)


def test_the_lines_of_a_verse_stay_lines(tmp_path):
    assert lines_of(tmp_path, LINES) == ["One “and", "two”, said three.", "Four", "five", "six"]


def test_each_fifth_line_has_its_number(tmp_path):
    text = LINES.replace("six", "\n        ".join(str(number) for number in range(6, 41)))
    lines = lines_of(tmp_path, f"{text}\n      line_numbers: true")
    numbered = [line for line in lines if "line-number" in line]
    assert numbered[0] == '<span class="line-number">5</span> 6'
    assert [line.split("<")[1].split(">")[1] for line in numbered] == [str(number) for number in range(5, 40, 5)]


def test_a_text_whose_lines_are_joined_is_no_verse(tmp_path):
    text = "text: >-\n        One\n        and two.\n\n        Three."
    _, sheet = drawing_of(tmp_path, text)
    drawing = sheet.activities[0].drawing
    assert ([passage.text for passage in drawing.passages], drawing.verse) == (["One and two.", "Three."], False)
