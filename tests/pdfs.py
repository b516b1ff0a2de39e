"""Reading PDFs back: their text, their bookmarks and whether their structure is sound."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary

MM = 72 / 25.4
"""PDF units in a millimetre."""
INSIDE = 0.4
"""How far inside a blank its text is looked for, in mm, so that what stands beside it isn't found."""


def text_of(pdf: bytes) -> str:
    """All text of a PDF."""
    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def texts_in(pdf: bytes, fields: list[dict[str, Any]]) -> dict[str, str]:
    """What stands in each of the fields of a fields file, by the field's id."""
    document = pypdfium2.PdfDocument(pdf)
    pages = [page.get_textpage() for page in document]
    heights = [page.get_height() for page in document]
    found = {}
    for field in fields:
        number = field["page"] - 1
        found[field["id"]] = pages[number].get_text_bounded(
            left=(field["x"] + INSIDE) * MM,
            right=(field["x"] + field["width"] - INSIDE) * MM,
            top=heights[number] - (field["y"] + INSIDE) * MM,
            bottom=heights[number] - (field["y"] + field["height"] - INSIDE) * MM,
        )
    return found


def bookmarks(pdf: bytes) -> list[tuple[int, str, int]]:
    """Level, title and page (from 0) of each bookmark."""
    items = pypdfium2.PdfDocument(pdf).get_toc()
    return [(item.level, item.get_title(), item.get_dest().get_index()) for item in items]


def page_sizes(pdf: bytes) -> list[tuple[float, float]]:
    """Width and height of each page in mm."""
    document = pypdfium2.PdfDocument(pdf)
    return [(page.get_width() / MM, page.get_height() / MM) for page in document]


def described(pdf: bytes) -> tuple[str, str, str]:
    """Title (as the document's information has it, and as its metadata has it) and language."""
    with pikepdf.open(BytesIO(pdf)) as document, document.open_metadata() as metadata:
        return str(document.docinfo["/Title"]), metadata["dc:title"], str(document.Root.Lang)


def as_list(value: Any) -> list[Any]:
    """What stands in an entry that may be left out, be one thing, or be an array."""
    return [] if value is None else list(value) if isinstance(value, Array) else [value]


def structure_problems(pdf: bytes) -> list[str]:
    """What is wrong between the structure tree and the content (ISO 32000-1, 14.7).

    Checkers pass files in which the one no longer leads to the other; joining files is where that happens.
    """
    with pikepdf.open(BytesIO(pdf)) as document:
        return sorted(set(_structure_problems(document)))


def _structure_problems(document: pikepdf.Pdf) -> Iterator[str]:
    tree = document.Root.StructTreeRoot
    numbers = list(tree.ParentTree.Nums)
    keys = [int(number) for number in numbers[::2]]
    if keys != sorted(set(keys)) or int(tree.get("/ParentTreeNextKey", len(keys))) <= max(keys):
        yield f"the parent tree's keys aren't in order: {keys}"
    elements = list(_elements(tree))
    yield from (f"{element.S} doesn't know its parent" for element, parent in elements if parent != element.P)
    yield from _id_problems([element for element, _ in elements])
    parents = dict(zip(keys, numbers[1::2], strict=True))
    yield from _content_problems(document, [element for element, _ in elements], parents)
    yield from _annotation_problems([element for element, _ in elements], parents)


def _elements(tree: Any) -> Iterator[tuple[Any, Any]]:
    """Every element with the element that it was reached through."""
    stack = [(element, tree) for element in as_list(tree.K)]
    while stack:
        element, parent = stack.pop()
        yield element, parent
        stack += [(kid, element) for kid in as_list(element.get("/K")) if isinstance(kid, Dictionary) and "/S" in kid]


def _id_problems(elements: list[Any]) -> Iterator[str]:
    ids = [bytes(element.ID) for element in elements if "/ID" in element]
    attributes = [each for element in elements for each in as_list(element.get("/A"))]
    headers = {bytes(header) for each in attributes for header in each.get("/Headers", [])}
    if len(set(ids)) != len(ids):
        yield "ids that stand twice"
    if not headers <= set(ids):
        yield f"headers without a cell: {sorted(headers - set(ids))}"


def _content_problems(document: pikepdf.Pdf, elements: list[Any], parents: dict[int, Any]) -> Iterator[str]:
    owners: dict[tuple[Any, int], Any] = {}
    for element in elements:
        for key in _content_of(element):
            if key in owners:
                yield f"content of {element.S} has two owners"
            owners[key] = element
    for page in document.pages:
        listed = list(parents.get(int(page.obj.get("/StructParents", -1)), []))
        for number in _marked(page):
            owner = owners.pop((page.obj.objgen, number), None)
            if owner is None:
                yield "content that belongs to no element, or stands on two pages"
            elif number >= len(listed) or listed[number] != owner:
                yield f"content that isn't in the parent tree as {owner.S}"
    if owners:
        yield "elements with content that isn't there"


def _annotation_problems(elements: list[Any], parents: dict[int, Any]) -> Iterator[str]:
    for element in elements:
        for kid in as_list(element.get("/K")):
            if isinstance(kid, Dictionary) and "/Obj" in kid and parents.get(kid.Obj.get("/StructParent")) != element:
                yield f"an annotation isn't in the parent tree as {element.S}"


def _content_of(element: Any) -> Iterator[tuple[Any, int]]:
    """Page and number of the marked content that is an element's own."""
    for kid in as_list(element.get("/K")):
        if not isinstance(kid, Dictionary):
            yield element.Pg.objgen, int(kid)
        elif "/MCID" in kid:
            yield kid.get("/Pg", element.get("/Pg")).objgen, int(kid.MCID)


def _marked(page: pikepdf.Page) -> Iterator[int]:
    for instruction in pikepdf.parse_content_stream(page):
        if str(instruction.operator) == "BDC" and isinstance(instruction.operands[1], Dictionary):
            yield from [int(instruction.operands[1].MCID)] if "/MCID" in instruction.operands[1] else []
