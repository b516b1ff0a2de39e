"""What is mended in the structure tree: boxes of pictures, lists, what blanks are called."""

import re
from io import BytesIO

import page as accessibility
import pikepdf
import pytest

from packbuilder.pdf.structure import structure_problems
from packbuilder.pdf.tree import as_list, elements
from packbuilder.typeset import Typeset
from packbuilder.units import PT_PER_MM
from pdfs import whole_of

NOTHING = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/>"
STYLE = "@page { size: A5 } ul { margin: 0; padding: 0 } div { position: relative; height: 20mm }"
HEAD = f"<head><title>t</title><style>{STYLE} .dots {{ list-style: disc }} .plain {{ list-style: none }}</style></head>"


def typeset(folder, body):
    return Typeset(f"<html lang='en'>{HEAD}<body><h1>t</h1>{body}", folder)


def outline(pdf):
    """The tree below the heading as nested lists: what an element is, then what is in it."""
    with pikepdf.open(BytesIO(pdf)) as document:
        whole = _outline(document.Root.StructTreeRoot.K[0].K[0])
    return whole[2:]


def _outline(element):
    kids = [kid for kid in as_list(element.get("/K")) if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]
    return [str(element.S)[1:], *map(_outline, kids)]


TEXT = ["Span"]
DIV = ["Div", ["P", TEXT]]

LISTS = {
    # What the typesetter gets right stays as it is.
    "<ul class=plain><li>a<li>b</ul>": [["L", ["LI", ["LBody", TEXT]], ["LI", ["LBody", TEXT]]]],
    "<ul class=dots><li>a</ul>": [["L", ["LI", ["Lbl", TEXT], ["LBody", TEXT]]]],
    "<ul class=plain><li><div><p>a</div><ul class=plain><li><div><p>b</div></ul></ul>": [
        ["L", ["LI", ["LBody", DIV, ["L", ["LI", ["LBody", DIV]]]]]]
    ],
    # Blocks beside a marker lacked a body, and a list in a list hung beside the item that it belongs to.
    "<ul class=dots><li><p>a</ul>": [["L", ["LI", ["Lbl", TEXT], ["LBody", ["P", TEXT]]]]],
    "<ul class=dots><li><p>a<p>b</ul>": [["L", ["LI", ["Lbl", TEXT], ["LBody", ["P", TEXT], ["P", TEXT]]]]],
    "<ul class=dots><li><div><p>a</div><ul class=dots><li><div><p>b</div></ul></ul>": [
        ["L", ["LI", ["Lbl", TEXT], ["LBody", DIV, ["L", ["LI", ["Lbl", TEXT], ["LBody", DIV]]]]]]
    ],
}


@pytest.mark.parametrize(("html", "expected"), LISTS.items())
def test_a_list_holds_items_and_an_item_a_label_and_a_body(html, expected, tmp_path):
    pdf = whole_of([typeset(tmp_path, html).pdf()], "t", "en")
    assert outline(pdf) == expected
    assert structure_problems(pdf) == []
    assert [failure.rule_id for failure in accessibility.validate_pdf_bytes(pdf, profile="ua1").failures] == []


TABLES = {
    # A heading over several columns was named in its first one only.
    "<thead><tr><th colspan=2>A</thead><tr><th scope=row>r<td>1</tr><tr><th scope=row>s<td>2": [
        ["r", "A"],
        ["s", "A"],
    ],
    "<thead><tr><th colspan=2>A<th>B</thead><tr><td>1<td>2<td>3": [["A"], ["A"], ["B"]],
    "<thead><tr><th>A<th colspan=2>B</thead><tr><td>1<td colspan=2>2": [["A"], ["B"]],
    # What the typesetter gets right stays as it is.
    "<thead><tr><th>A<th>B</thead><tr><td>1<td>2": [["A"], ["B"]],
    "<tr><th scope=row>r<td>1<td>2": [["r"], ["r"]],
}


@pytest.mark.parametrize(("rows", "expected"), TABLES.items())
def test_a_cell_names_all_headings_that_it_stands_below(rows, expected, tmp_path):
    pdf = whole_of([typeset(tmp_path, f"<table>{rows}</table>").pdf()], "t", "en")
    with pikepdf.open(BytesIO(pdf)) as document:
        found = list(elements(document.Root.StructTreeRoot.K[0]))
        headings = zip([each for each in found if "/ID" in each], re.findall("<th(?: [^>]*)?>(.)", rows), strict=True)
        text = {bytes(each.ID): letter for each, letter in headings}
        cells = [each for each in found if each.S == "/TD" and "/A" in each]
        named = [[text[bytes(header)] for header in each.A.Headers] for each in cells]
    assert named == expected
    assert structure_problems(pdf) == []


def figures(pdf):
    """Alternative text of each figure, and its box in mm from the page's upper left: x, y, width, height."""
    with pikepdf.open(BytesIO(pdf)) as document:
        for each in document.objects:
            if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/Figure":
                left, bottom, right, top = (float(figure) / PT_PER_MM for figure in each.A.BBox)
                height = float(each.Pg.MediaBox[3]) / PT_PER_MM
                yield str(each.Alt), (left, height - top, right - left, top - bottom)


def test_a_pictures_box_is_where_the_picture_is(tmp_path):
    style = "position: absolute; left: {2}mm; top: 3mm; width: 9mm; height: 5mm"
    html = f"<div><img alt='{{0}}' src=\"{{1}}\" data-here style='{style}'></div>"
    doc = typeset(tmp_path, "".join(html.format(name, NOTHING, x) for name, x in (("one", 5), ("two", 30))))
    expected = [(each.x, each.y, each.width, each.height) for each in doc.found("here")]
    boxes = dict(figures(whole_of([doc.pdf()], "t", "en")))
    assert [boxes[name] for name in ("one", "two")] == [pytest.approx(box, abs=0.01) for box in expected]


@pytest.mark.parametrize(
    ("alt", "read"),
    [
        ("\ue000w/a/1\ue000Upper course: a landform", "Upper course: a landform"),
        ("\ue000w/a/1\ue000a \ue000 b", "a \ue000 b"),
        ("A map of \ue000", "A map of \ue000"),
        ("A map", "A map"),
    ],
)
def test_a_blank_is_read_as_its_label(alt, read, tmp_path):
    pdf = whole_of([typeset(tmp_path, f'<div><img alt="{alt}" src="{NOTHING}"></div>').pdf()], "t", "en")
    assert [text for text, _ in figures(pdf)] == [read]
