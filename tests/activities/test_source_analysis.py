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
from packbuilder.proof import promises
from packbuilder.render import Look, render
from packbuilder.renderings import USUAL
from packbuilder.typeset import Typeset
from proofs import proof_from, said
from samples import LARGE

WORKSHEET = """\
title: T
layout: {layout}
activities:
  - kind: source-analysis
    prompt: Look.
    source: {{{source}}}
    {below}
"""
SOURCES = {
    "a text": 'text: "It was so.\\n\\nThen it was otherwise.", provenance: A poet.',
    "a text to read": 'text: "It was so.\\n\\nThen it was otherwise."',
    "a picture": "image: a.png, alt: A square, provenance: A painter.",
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


def html_of(folder, text, rendering=USUAL):
    """The student's sheet with a source that has this text."""
    (folder / "x.yaml").write_text(VERSE.format(text=text))
    (worksheet,) = read_pack(folder, ("x",))[0].worksheets
    found, page = page_for(worksheet, Options(rendering=rendering))
    return render(fill(draw(worksheet, "", page), "student"), "student", found, Look())


def lines_of(folder, text, rendering=USUAL):
    """The lines of a source as they are printed."""
    html = html_of(folder, text, rendering)
    return re.findall(r'<span class="line">(.*?)</span>(?=<span class="line">|</p>)', html)


def numbered(lines):
    """The numbers that stand beside lines, and the first word of each of these."""
    found = (re.match(r'<span class="line-number">(\d+)</span> (\S+)', line) for line in lines)
    return [(int(each[1]), each[2]) for each in found if each]


def test_the_lines_of_a_verse_stay_lines(tmp_path):
    lines = lines_of(tmp_path, LINES)
    assert lines == ["One “and", "two”, said three.", "\u00a0\u00a0Four", "five", "six"]


FORTY = [f"{number}" + f" is a number. It is followed by {number + 1}." * 6 for number in range(1, 41)]


def test_emphasis_and_quotations_go_on_where_a_text_is_divided(tmp_path):
    words = ['One "and', "*two", *(f"{number} and so on" for number in range(3, 60)), 'end* of it".']
    joined = "\n        "
    lines = lines_of(tmp_path, f"text: |\n        {joined.join(words)}")
    assert (lines[0], lines[1], lines[40]) == ("One “and", "<em>two</em>", "<em>41 and so on</em>")
    assert lines[-1] == "<em>end</em> of it”."


def test_the_rest_of_a_line_that_is_divided_is_no_line(tmp_path):
    long = " ".join(f"Sentence {number} goes on and on, further than anybody would have it." for number in range(30))
    html = html_of(tmp_path, f"text: |\n        Short.\n        {long}\n        End.")
    assert html.count('class="line"') == 3
    assert html.count('class="line rest"') == html.count('class="piece going-on"') - 1 > 1


@pytest.mark.parametrize("rendering", [USUAL, LARGE], ids=["usual", "large"])
@pytest.mark.parametrize("between", ["\n        ", "\n\n        "])
def test_the_same_lines_have_their_numbers_in_every_rendering(tmp_path, between, rendering):
    """Lines of six sentences, which large print divides."""
    lines = lines_of(tmp_path, f"line_numbers: true\n      text: |\n        {between.join(FORTY[:17])}", rendering)
    assert numbered(lines) == [(5, "5"), (10, "10"), (15, "15")]


def test_a_text_whose_lines_are_joined_is_no_verse(tmp_path):
    assert lines_of(tmp_path, "text: >-\n        One\n        and two.\n\n        Three.") == []


@pytest.mark.parametrize("language", ["en-GB", "ar"])
@pytest.mark.parametrize("rendering", [USUAL, LARGE], ids=["usual", "large"])
def test_verse_with_numbers_keeps_the_promises(tmp_path, language, rendering):
    line = "في السنة الأولى كانت الأرض واسعة " * 4 if language == "ar" else "In the first year the land was wide " * 4
    lines = "\n        ".join([line] * 120)
    text = VERSE.format(text=f"line_numbers: true\n      text: |\n        {lines[:5900].rpartition(chr(10))[0]}")
    proof = proof_from(tmp_path / "unit", f"language: {language}\n{text}", rendering=rendering)
    assert [message for name in promises() for message in said(name, proof)] == []
