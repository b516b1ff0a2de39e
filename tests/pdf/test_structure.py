"""What a screen reader finds in a PDF."""

from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from packbuilder.pdf.structure import structure, structure_problems
from packbuilder.typeset import Typeset
from pdfs import whole_of

TABLE = '<table><tr><th scope=col>A</th></tr><tr><td><img alt=cell src="{}"></td></tr></table>'
DOT = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/%3E"
HTML = f"""\
<html lang="en-GB"><head><title>T</title><style>ul {{ list-style: none }}</style></head><body>
<h1>Title</h1><p>Text</p><ul><li>Item</li></ul>{TABLE.format(DOT)}</body></html>"""


@pytest.fixture(scope="module")
def joined():
    return whole_of([Typeset(HTML, Path()).pdf()], "The title", "en-GB")


def changed(pdf, change):
    """The PDF after `change(document)`."""
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as document:
        change(document)
        document.save(out)
    return out.getvalue()


def test_what_is_read_aloud(joined):
    found = structure(joined)
    assert (found.title, found.language, found.bookmarks[-1:]) == ("The title", "en-GB", ("Title",))
    kinds = [node.kind for node in found.nodes]
    assert [kind for kind in kinds if kind in ("H1", "P", "LI", "TH", "TD", "Figure")] == [
        *("H1", "P", "LI", "TH", "TD", "Figure")
    ]
    (figure,) = (node for node in found.nodes if node.kind == "Figure")
    assert (figure.alt, figure.headings) == ("cell", 1)
    assert "TD" in figure.above
    (item,) = (node for node in found.nodes if node.kind == "LI")
    assert (item.alt, item.headings, item.above[-1]) == (None, None, "L")
    assert structure_problems(joined) == []


def test_a_document_that_says_nothing():
    empty = BytesIO()
    pikepdf.new().save(empty)
    found = structure(empty.getvalue())
    assert (found.title, found.language, found.bookmarks, found.nodes) == (None, None, (), ())
    assert structure_problems(empty.getvalue()) == ["there is no structure tree"]


def forget_heading(document):
    for element in _all(document, "/TD"):
        for attributes in element.A if isinstance(element.A, pikepdf.Array) else [element.A]:
            if "/Headers" in attributes:
                del attributes["/Headers"]


def hide_title(document):
    document.Root.ViewerPreferences.DisplayDocTitle = False


def _all(document, kind):
    stack = [document.Root.StructTreeRoot]
    while stack:
        element = stack.pop()
        kids = element.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                stack.append(kid)
                if str(kid.S) == kind:
                    yield kid


def test_what_is_lost_is_missed(joined):
    figures = [node for node in structure(changed(joined, forget_heading)).nodes if node.kind == "Figure"]
    assert [figure.headings for figure in figures] == [0]
    assert structure(changed(joined, hide_title)).title is None


def forget_parent(document):
    next(_all(document, "/P")).P = document.Root.StructTreeRoot


def drop_element(document):
    element = next(_all(document, "/P"))
    parent = element.P
    parent.K = pikepdf.Array([kid for kid in parent.K if kid != element])


def rename_header(document):
    next(_all(document, "/TH")).ID = pikepdf.String("another")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (forget_parent, "/P doesn't know its parent"),
        (drop_element, "content that belongs to no element, or stands on two pages"),
        (rename_header, "headers without a cell"),
    ],
)
def test_a_broken_tree_is_noticed(joined, change, problem):
    assert any(found.startswith(problem) for found in structure_problems(changed(joined, change)))
