"""Source analysis: the source stands in a box that is whole, and what is below it stands apart."""

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
