"""PDFs to one PDF, with its structure. The only module that imports pikepdf.

A copied page alone loses its place in the tree that screen readers walk, so the trees are joined as well: one
Document over all, marked content found through one parent tree (ISO 32000-1, 14.7), ids kept apart.
"""

from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import pairwise
from typing import Any

from pikepdf import (
    Array,
    ContentStreamInstruction,
    Dictionary,
    Name,
    Operator,
    Pdf,
    String,
    parse_content_stream,
    unparse_content_stream,
)

MARK = Operator("BDC")
PAGINATION = ContentStreamInstruction([Name.Artifact, Dictionary(Type=Name.Pagination)], MARK)


def join(parts: Sequence[bytes], title: str, language: str) -> bytes:
    """One PDF of all parts in order: pages, structure, bookmarks, with `title` and `language` set.

    The parts are tagged PDFs as the typesetter writes them. The same parts give the same bytes.
    """
    target = Pdf.open(BytesIO(parts[0]))
    tree = target.Root.StructTreeRoot
    document = target.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=tree, K=Array()))
    parents = Array()
    bookmarks = list(_bookmarks(target))
    _adopt(tree, document, parents, key=0, name="w1")
    for number, part in enumerate(parts[1:], 2):
        source = Pdf.open(BytesIO(part))
        first_page, key = len(target.pages), len(parents) // 2
        target.pages.extend(source.pages)
        for page in list(target.pages)[first_page:]:
            _renumber(page.obj, key)
        # Pages copied before are what the copied tree and bookmarks point at.
        _adopt(target.copy_foreign(source.Root.StructTreeRoot), document, parents, key, f"w{number}")
        bookmarks += [target.copy_foreign(item) for item in _bookmarks(source)]
    tree.K = Array([document])
    tree.ParentTree = target.make_indirect(Dictionary(Nums=parents))
    tree.ParentTreeNextKey = len(parents) // 2
    _release_unowned(target, document)
    _chain(target, bookmarks)
    _describe(target, title, language)
    out = BytesIO()
    target.remove_unreferenced_resources()
    target.save(out, deterministic_id=True)
    return out.getvalue()


def _adopt(tree: Any, document: Any, parents: Array, key: int, name: str) -> None:
    """Hangs a part's elements below `document` and its parent tree behind `parents`, from `key` on."""
    for element in tree.K:
        element.S = Name.Part
        element.P = document
        document.K.append(element)
        _prefix_ids(element, name)
    numbers = tree.ParentTree.Nums
    for index in range(0, len(numbers), 2):
        parents.append(int(numbers[index]) + key)
        parents.append(numbers[index + 1])


def _prefix_ids(element: Any, name: str) -> None:
    """Ids, and the headers that name them, are unique in a document only."""
    stack = [element]
    while stack:
        element = stack.pop()
        if "/ID" in element:
            element.ID = _prefixed(element.ID, name)
        for attributes in _as_list(element.get("/A")):
            if "/Headers" in attributes:
                attributes.Headers = Array([_prefixed(header, name) for header in attributes.Headers])
        stack += [kid for kid in _as_list(element.get("/K")) if isinstance(kid, Dictionary) and "/S" in kid]


def _prefixed(text: Any, name: str) -> String:
    return String(f"{name}-".encode() + bytes(text))


def _as_list(value: Any) -> list[Any]:
    return [] if value is None else list(value) if isinstance(value, Array) else [value]


def _renumber(page: Any, key: int) -> None:
    """Moves the keys by which a page and its annotations find their entries in the parent tree."""
    if "/StructParents" in page:
        page.StructParents = int(page.StructParents) + key
    for annotation in page.get("/Annots", []):
        if "/StructParent" in annotation:
            annotation.StructParent = int(annotation.StructParent) + key


def _release_unowned(target: Pdf, document: Any) -> None:
    """Makes artifacts of marked content that no element owns: running heads and feet (ISO 32000-1, 14.8.2.2)."""
    owned = set(_owned(document))
    for page in target.pages:
        changed = False
        instructions: list[Any] = []
        for instruction in parse_content_stream(page):
            mark = instruction.operands[1] if instruction.operator == MARK else None
            unowned = (
                isinstance(mark, Dictionary) and "/MCID" in mark and (page.obj.objgen, int(mark["/MCID"])) not in owned
            )
            instructions.append(PAGINATION if unowned else instruction)
            changed = changed or unowned
        if changed:
            page.obj.Contents = target.make_stream(unparse_content_stream(instructions))


def _owned(document: Any) -> Iterator[tuple[Any, int]]:
    """(page, marked-content id) of all content that an element of the tree owns."""
    stack = [document]
    while stack:
        element = stack.pop()
        for kid in _as_list(element.get("/K")):
            if not isinstance(kid, Dictionary):
                yield element.Pg.objgen, int(kid)
            elif "/MCID" in kid:
                yield kid.get("/Pg", element.get("/Pg")).objgen, int(kid.MCID)
            elif "/S" in kid:
                stack.append(kid)


def _bookmarks(pdf: Pdf) -> Iterator[Any]:
    item = pdf.Root.Outlines.get("/First") if "/Outlines" in pdf.Root else None
    while item is not None:
        yield item
        item = item.get("/Next")


def _chain(target: Pdf, bookmarks: list[Any]) -> None:
    """Makes the items the bookmarks of `target`, closed, in order."""
    if not bookmarks:
        return
    root = target.make_indirect(Dictionary(Type=Name.Outlines, Count=len(bookmarks)))
    for item in bookmarks:
        item.Parent = root
        for link in ("/Next", "/Prev"):
            if link in item:
                del item[link]
        if int(item.get("/Count", 0)) > 0:
            item.Count = -int(item.Count)
    for before, after in pairwise(bookmarks):
        before.Next, after.Prev = after, before
    root.First, root.Last = bookmarks[0], bookmarks[-1]
    target.Root.Outlines = root


def _describe(target: Pdf, title: str, language: str) -> None:
    with target.open_metadata(set_pikepdf_as_editor=False, update_docinfo=True) as metadata:
        metadata["dc:title"] = title
    target.Root.Lang = String(language)
