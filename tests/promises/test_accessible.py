"""Pages can be read aloud."""

import pytest

from packbuilder.geometry import Box
from packbuilder.pdf.structure import Node, Structure
from packbuilder.promises.accessible import blank_flaw, document_flaws, is_canvas
from proofs import QUESTION, proof_from, said, spoil


def tree(*kinds, **more):
    nodes = tuple(Node(kind, "alt", (), None) for kind in kinds)
    return Structure(**({"title": "T", "language": "en-GB", "bookmarks": ("T",), "nodes": nodes} | more))


@pytest.mark.parametrize(
    ("found", "flaws"),
    [
        (tree("Document", "H1", "H2", "H3", "H2", "H3", "H1"), []),
        (tree("Document", "H1", "P", "HR", "H"), []),
        (tree("H1", title=None), ["the document has no title that a viewer shows"]),
        (tree("H1", language=None), ["the document doesn't say in which language it is"]),
        (tree("H1", bookmarks=()), ["the document has no bookmarks; the layout must have headings"]),
        (tree("H2"), ["the first heading isn't the title (H1); the layout must begin with it"]),
        (tree("P"), ["the first heading isn't the title (H1); the layout must begin with it"]),
        (tree("H1", "H3"), ["a heading of level 3 follows one of level 1; the layout must not skip a level"]),
        (
            tree(nodes=(Node("H1", None, (), None), Node("Figure", None, (), None))),
            ['a picture has no alternative text; write "alt", or make it a background if it is an ornament'],
        ),
        (
            tree(nodes=(Node("H1", None, (), None), Node("L", None, ("Document", "L"), None))),
            ["a list lies in a list and belongs to no item of it; the layout must put it into the item"],
        ),
    ],
)
def test_what_a_document_lacks(found, flaws):
    assert list(document_flaws(found)) == flaws


IN_CELL = "stands in a cell that no heading names; give the row or the column a heading"
IN_THE_OPEN = "stands on a canvas outside any list; the template of its kind must set a canvas as lists"


@pytest.mark.parametrize(
    ("node", "drawn", "flaw"),
    [
        (Node("Figure", "a", ("Document", "P"), None), False, None),
        (Node("Figure", "a", ("Table", "TR", "TD"), 2), False, None),
        (Node("Figure", "a", ("Table", "TR", "TD"), 0), False, IN_CELL),
        (Node("Form", "a", ("L", "LI", "LBody"), None), True, None),
        (Node("Form", "a", ("Document", "Div"), None), True, IN_THE_OPEN),
    ],
)
def test_where_blanks_stand(node, drawn, flaw):
    assert blank_flaw(node, drawn=drawn) == flaw


class Placing:
    def place(self):
        """What a drawing has that is placed box by box."""


@pytest.mark.parametrize(
    ("value", "canvas"),
    [("text", False), (("a", Box(0, 0, 1, 1, None)), False), (Box(0, 0, 1, 1, "a"), False)],
)
def test_what_is_no_canvas(value, canvas):
    assert is_canvas(value) is canvas


MAP = """\
title: T
activities:
  - kind: mind-map
    prompt: P
    centre: Rivers
    branches:
      - {given: upper, branches: [Valley]}
      - Delta
"""


@pytest.mark.parametrize("text", [QUESTION, MAP])
def test_worksheets_that_can_be_read(tmp_path, text):
    proof = proof_from(tmp_path / "unit", text, ("student", "key", "support"))
    assert said("accessible", proof) == []
    assert [is_canvas(activity.drawing) for activity in proof.sheet.activities] == [text == MAP]


# Its gap and its first box are both called "to fill in 1".
NAMESAKES = """\
title: T
activities:
  - {kind: cloze, prompt: P, text: A ___ flows., answers: [river]}
  - {kind: diagram, prompt: P, rows: [[{id: a, answer: Delta}]]}
"""


def test_a_gap_and_a_box_of_the_same_name(tmp_path):
    assert said("accessible", proof_from(tmp_path / "unit", NAMESAKES)) == []


def test_a_box_in_the_open_behind_a_gap_of_the_same_name(tmp_path, monkeypatch):
    spoil(tmp_path, "open", "diagram.html", "<li", "<div")
    monkeypatch.chdir(tmp_path)
    found = said("accessible", proof_from(tmp_path / "unit", NAMESAKES, layout="open"))
    assert any(f'activities[1]: student: "to fill in 1" {IN_THE_OPEN}' in message for message in found)


UNNAMED = 'no screen reader finds "Why?"; the layout must put the name of the blank there'


@pytest.mark.parametrize(
    ("name", "file", "old", "new", "expected"),
    [
        (
            "nameless",
            "macros.html",
            "{{ spoken(name_of(blank)) }}",
            "",
            f"6:9: activities[0]: student: {UNNAMED}",
        ),
        (
            "skipping",
            "page.html",
            "<h1>{{ inline(sheet.title) }}</h1>",
            "<h1>{{ inline(sheet.title) }}</h1><h3>More</h3>",
            "1:1: : student: a heading of level 3 follows one of level 1; the layout must not skip a level",
        ),
    ],
)
def test_a_layout_that_cannot_be_read(tmp_path, monkeypatch, name, file, old, new, expected):  # noqa: PLR0917
    spoil(tmp_path, name, file, old, new)
    monkeypatch.chdir(tmp_path)
    assert expected in said("accessible", proof_from(tmp_path / "unit", QUESTION, layout=name))
