"""The structure tree of a PDF, which screen readers walk (ISO 32000-1, 14.7 and 14.8): read it, and mend it.

The typesetter's tree is sound but for a few places, which are put right here once for all documents.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from pikepdf import Array, Dictionary, Name, Pdf, String

from packbuilder.sheet import NAMED

POINTS = 0.75
"""Points in a CSS pixel."""


def as_list(value: Any) -> list[Any]:
    """What stands in an entry that may be left out, be one thing, or be an array."""
    return [] if value is None else list(value) if isinstance(value, Array) else [value]


def is_element(kid: Any) -> bool:
    """Is this kid of an element an element itself, rather than content?"""
    return isinstance(kid, Dictionary) and "/S" in kid


def kind(element: Any) -> str:
    """What an element is: "P", "Figure" …"""
    return str(element.S).removeprefix("/")


def elements(root: Any) -> Iterator[Any]:
    """`root` and every element below it in reading order, parents before their children."""
    stack = [root]
    while stack:
        element = stack.pop()
        yield element
        stack += [kid for kid in reversed(as_list(element.get("/K"))) if is_element(kid)]


def content(element: Any) -> Iterator[tuple[Any, int]]:
    """(page, marked-content id) of the content that is the element's own."""
    for kid in as_list(element.get("/K")):
        if not isinstance(kid, Dictionary):
            yield element.Pg, int(kid)
        elif "/MCID" in kid:
            yield kid.get("/Pg", element.get("/Pg")), int(kid.MCID)


def prefix_ids(part: Any, name: str) -> None:
    """Ids, and the headers that name them, are unique in one document only; `name` keeps those of a part apart."""
    for element in elements(part):
        if "/ID" in element:
            element.ID = _prefixed(element.ID, name)
        for attributes in as_list(element.get("/A")):
            if "/Headers" in attributes:
                attributes.Headers = Array([_prefixed(header, name) for header in attributes.Headers])


def _prefixed(text: Any, name: str) -> String:
    return String(f"{name}-".encode() + bytes(text))


def mend(target: Pdf, all_elements: Sequence[Any]) -> None:
    """Puts right what the typesetter writes about pictures, lists and headings of tables."""
    for element in all_elements:
        match kind(element):
            case "Figure":
                _place(element)
            case "L":
                _own_nested_lists(target, element)
            case "LI":
                _gather_body(target, element)
            case "TH":
                _scope(element)
            case "Table":
                _head_all_columns(element)


def _place(figure: Any) -> None:
    """Gives the figure's box in points from the lower left (14.8.5.4.3); it came in pixels from the upper left."""
    left, top, right, bottom = (float(figure) for figure in figure.A.BBox)
    height = float(figure.Pg.MediaBox[3])
    box = (left * POINTS, height - bottom * POINTS, right * POINTS, height - top * POINTS)
    figure.A.BBox = Array([round(each, 3) for each in box])


def _own_nested_lists(target: Pdf, outer: Any) -> None:
    """Hangs a list that lies in a list into the item before it, whose part it is (14.8.4.3.3)."""
    kids: list[Any] = []
    for kid in as_list(outer.get("/K")):
        if is_element(kid) and kind(kid) == "L":
            if not kids:
                kids.append(_made(target, Name.LI, outer, kid))
            _hang(kid, kids[-1])
        else:
            kids.append(kid)
    outer.K = Array(kids)


def _gather_body(target: Pdf, item: Any) -> None:
    """Puts what an item has besides its label and body into its body: an item holds nothing else (14.8.4.3.3)."""
    kids = as_list(item.get("/K"))
    proper = [kid for kid in kids if is_element(kid) and kind(kid) in ("Lbl", "LBody")]
    loose = [kid for kid in kids if is_element(kid) and kind(kid) not in ("Lbl", "LBody")]
    if not loose:
        return
    bodies = [kid for kid in proper if kind(kid) == "LBody"]
    body = bodies[-1] if bodies else _made(target, Name.LBody, item, loose[0])
    for kid in loose:
        _hang(kid, body)
    item.K = Array(proper if bodies else [*proper, body])


def _made(target: Pdf, kind: Name, parent: Any, like: Any) -> Any:
    """An empty element on the page of `like`."""
    element = Dictionary(Type=Name.StructElem, S=kind, P=parent, K=Array())
    if "/Pg" in like:
        element.Pg = like.Pg
    return target.make_indirect(element)


def _hang(element: Any, parent: Any) -> None:
    element.P = parent
    parent.K = Array([*as_list(parent.get("/K")), element])


def _scope(header: Any) -> None:
    """Says whether a heading is that of its column or of its row (14.8.5.7), for readers that don't follow ids."""
    row = header.P
    across = kind(row.P) == "THead" or all(kind(kid) == "TH" for kid in as_list(row.K) if is_element(kid))
    for attributes in as_list(header.get("/A")):
        if "/Scope" not in attributes:
            attributes.Scope = Name.Column if across else Name.Row


def _head_all_columns(table: Any) -> None:
    """Lets every cell below a heading over several columns name it (14.8.5.7); only those of its first one did.

    No cell of our tables reaches over several rows.
    """
    above: list[tuple[range, Any]] = []
    for row in (element for element in elements(table) if kind(element) == "TR"):
        column = 0
        for cell in filter(is_element, as_list(row.K)):
            columns = range(column, column + _columns(cell))
            column = columns.stop
            if kind(cell) == "TH" and len(columns) > 1 and "/ID" in cell:
                above.append((columns, cell.ID))
            elif kind(cell) == "TD":
                _add_headers(cell, [heading for wide, heading in above if set(wide) & set(columns)])


def _columns(cell: Any) -> int:
    return next((int(each.ColSpan) for each in as_list(cell.get("/A")) if "/ColSpan" in each), 1)


def _add_headers(cell: Any, headings: Sequence[Any]) -> None:
    """Adds the headings to those that the cell names."""
    for attributes in as_list(cell.get("/A")):
        if "/Headers" in attributes:
            known = list(attributes.Headers)
            attributes.Headers = Array([*known, *(each for each in headings if each not in known)])


def name_blanks(all_elements: Sequence[Any]) -> dict[tuple[str, int], Any]:
    """The blanks' elements in reading order, by the blank's id and the part of it, from 1.

    What is read aloud in their place is the label; the id goes.
    """
    blanks: dict[tuple[str, int], Any] = {}
    parts: Counter[str] = Counter()
    for element in all_elements:
        if kind(element) == "Figure" and (text := str(element.get("/Alt", ""))).startswith(NAMED):
            _, name, label = text.split(NAMED, 2)
            element.Alt = String(label)
            parts[name] += 1
            blanks[name, parts[name]] = element
    return blanks


def index_ids(tree: Any, all_elements: Sequence[Any]) -> None:
    """Writes the list by which ids are found, which a tree with ids must have (14.7.2)."""
    list_ids(tree, [(bytes(element.ID), element) for element in all_elements if "/ID" in element])


def list_ids(tree: Any, ids: Sequence[tuple[bytes, Any]]) -> None:
    """Writes the list of these ids and their elements."""
    found = sorted(ids, key=lambda each: each[0])
    if found:
        tree.IDTree = Dictionary(Names=Array([part for key, element in found for part in (String(key), element)]))


def listed_ids(tree: Any) -> list[tuple[bytes, Any]]:
    """The ids and their elements as `list_ids` wrote them."""
    names = list(tree.IDTree.Names) if "/IDTree" in tree else []
    return [(bytes(key), element) for key, element in zip(names[::2], names[1::2], strict=True)]


def order_annotations(target: Pdf, all_elements: Sequence[Any]) -> None:
    """Sorts each page's annotations as they are read, which is the order in which the tab key reaches them."""
    kids = [kid for element in all_elements for kid in as_list(element.get("/K")) if isinstance(kid, Dictionary)]
    order = {kid.Obj.objgen: index for index, kid in enumerate(kids) if "/Obj" in kid}
    for page in target.pages:
        if "/Annots" in page.obj:
            page.obj.Annots = Array(sorted(page.obj.Annots, key=lambda each: order.get(each.objgen, len(order))))
