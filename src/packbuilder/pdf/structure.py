"""What a screen reader finds in a PDF: its structure tree with names and headings, and what is wrong with the tree."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Dictionary, OutlineItem, Pdf

from packbuilder.pdf.tree import as_list, content, elements, is_element, kind


@dataclass(frozen=True)
class Node:
    """An element: its kind, what is read in its place, and the kinds above it from the top.

    `headings` is how many headings the cell has that it stands in; None if it stands in none.
    """

    kind: str
    alt: str | None
    above: tuple[str, ...]
    headings: int | None


@dataclass(frozen=True)
class Structure:
    """A document's title, as viewers show it, its language, its bookmarks' titles and its elements in reading order."""

    title: str | None
    language: str | None
    bookmarks: tuple[str, ...]
    nodes: tuple[Node, ...]


def structure(pdf: bytes) -> Structure:
    """What is read aloud of a PDF, in that order."""
    with pikepdf.open(BytesIO(pdf)) as document:
        shown = bool(document.Root.get("/ViewerPreferences", Dictionary()).get("/DisplayDocTitle", False))
        title = str(document.docinfo.get("/Title", "")) if shown else ""
        with document.open_outline() as outline:
            bookmarks = tuple(_titles(outline.root))
        language = str(document.Root.get("/Lang", ""))
        return Structure(title or None, language or None, bookmarks, tuple(_nodes(document)))


def _titles(items: list[OutlineItem]) -> Iterator[str]:
    for item in items:
        yield item.title
        yield from _titles(item.children)


def _nodes(document: Pdf) -> Iterator[Node]:
    root = document.Root.get("/StructTreeRoot")
    if root is None:
        return
    tops = [kid for kid in as_list(root.get("/K")) if is_element(kid)]
    ids = {bytes(element.ID) for top in tops for element in elements(top) if "/ID" in element}
    stack: list[tuple[Any, tuple[str, ...], int | None]] = [(top, (), None) for top in reversed(tops)]
    while stack:
        element, above, headings = stack.pop()
        name = kind(element)
        if name == "TD":
            named = {bytes(header) for each in as_list(element.get("/A")) for header in each.get("/Headers", [])}
            headings = len(named & ids)
        yield Node(name, _alt(element), above, headings)
        kids = [kid for kid in as_list(element.get("/K")) if is_element(kid)]
        stack += [(kid, (*above, name), headings) for kid in reversed(kids)]


def _alt(element: Any) -> str | None:
    """What is read in the element's place; a form field has its tooltip for that."""
    if "/Alt" in element:
        return str(element.Alt)
    objects = [kid.Obj for kid in as_list(element.get("/K")) if isinstance(kid, Dictionary) and "/Obj" in kid]
    return next((str(each.TU) for each in objects if "/TU" in each), None)


def structure_problems(pdf: bytes) -> list[str]:
    """What is wrong between the structure tree and the content (ISO 32000-1, 14.7).

    Checkers pass files in which the one no longer leads to the other; joining files is where that happens.
    """
    with pikepdf.open(BytesIO(pdf)) as document:
        if "/StructTreeRoot" not in document.Root:
            return ["there is no structure tree"]
        return sorted(set(_problems(document)))


def _problems(document: Pdf) -> Iterator[str]:
    tree = document.Root.StructTreeRoot
    numbers = list(tree.ParentTree.Nums)
    keys = [int(number) for number in numbers[::2]]
    if keys != sorted(set(keys)) or int(tree.get("/ParentTreeNextKey", len(keys))) <= max(keys):
        yield f"the parent tree's keys aren't in order: {keys}"
    pairs = list(_with_parents(tree))
    yield from (f"{element.S} doesn't know its parent" for element, parent in pairs if parent != element.P)
    found = [element for element, _ in pairs]
    parents = dict(zip(keys, numbers[1::2], strict=True))
    yield from _id_problems(found)
    yield from _content_problems(document, found, parents)
    yield from _annotation_problems(found, parents)


def _with_parents(tree: Any) -> Iterator[tuple[Any, Any]]:
    """Every element with the element that it was reached through."""
    stack = [(element, tree) for element in as_list(tree.K)]
    while stack:
        element, parent = stack.pop()
        yield element, parent
        stack += [(kid, element) for kid in as_list(element.get("/K")) if is_element(kid)]


def _id_problems(found: list[Any]) -> Iterator[str]:
    ids = [bytes(element.ID) for element in found if "/ID" in element]
    attributes = [each for element in found for each in as_list(element.get("/A"))]
    headers = {bytes(header) for each in attributes for header in each.get("/Headers", [])}
    if len(set(ids)) != len(ids):
        yield "ids that stand twice"
    if not headers <= set(ids):
        yield f"headers without a cell: {sorted(headers - set(ids))}"


def _content_problems(document: Pdf, found: list[Any], parents: dict[int, Any]) -> Iterator[str]:
    owners: dict[tuple[Any, int], Any] = {}
    for element in found:
        for page, number in content(element):
            if (page.objgen, number) in owners:
                yield f"content of {element.S} has two owners"
            owners[page.objgen, number] = element
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


def _annotation_problems(found: list[Any], parents: dict[int, Any]) -> Iterator[str]:
    for element in found:
        for kid in as_list(element.get("/K")):
            held = kid.Obj if isinstance(kid, Dictionary) and "/Obj" in kid else None
            if held is not None and parents.get(int(held.get("/StructParent", -1))) != element:
                yield f"an annotation isn't in the parent tree as {element.S}"


def _marked(page: pikepdf.Page) -> Iterator[int]:
    for instruction in pikepdf.parse_content_stream(page):
        if str(instruction.operator) == "BDC" and isinstance(instruction.operands[1], Dictionary):
            yield from [int(instruction.operands[1].MCID)] if "/MCID" in instruction.operands[1] else []
