"""PDFs to one PDF, with its structure, and with fields to type into where it is to be filled in on a screen.

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
    ObjectStreamMode,
    Operator,
    Pdf,
    String,
    parse_content_stream,
    unparse_content_stream,
)

from packbuilder.pdf.archive import prepare_to_last
from packbuilder.pdf.forms import FormField, add_fields
from packbuilder.pdf.metadata import describe, keywords_of
from packbuilder.pdf.tree import content, elements, index_ids, mend, name_blanks, order_annotations, prefix_ids

MARK = Operator("BDC")
PAGINATION = ContentStreamInstruction([Name.Artifact, Dictionary(Type=Name.Pagination)], MARK)
ARTIFACT = ContentStreamInstruction([Name.Artifact], Operator("BMC"))


def join(parts: Sequence[bytes], title: str, language: str, *, form: Sequence[FormField] = ()) -> bytes:
    """One PDF of all parts in order: pages, structure, bookmarks, with `title` and `language` set.

    The parts are tagged PDFs as the typesetter writes them; each keeps the language of its own. A picture whose
    alternative text begins with a blank's id (see `tree.NAMED`) stands for that blank: it is read as the blank's label,
    and is a field to type into where `form` has one for it. The whole keeps PDF/UA-1, and PDF/A-3a unless a picture is
    made for the printing press. The same parts give the same bytes.

    Raises KeyError for a field whose blank no picture stands for.
    """
    target = Pdf.open(BytesIO(parts[0]))
    keywords = keywords_of(target)
    tree = target.Root.StructTreeRoot
    document = target.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=tree, K=Array()))
    parents = Array()
    bookmarks = list(_bookmarks(target))
    _adopt(target, tree, document, parents, "w1")
    for number, part in enumerate(parts[1:], 2):
        source = Pdf.open(BytesIO(part))
        first_page, key = len(target.pages), len(parents) // 2
        target.pages.extend(source.pages)
        for page in list(target.pages)[first_page:]:
            _renumber(page.obj, key)
        # Pages copied before are what the copied tree and bookmarks point at.
        _adopt(source, target.copy_foreign(source.Root.StructTreeRoot), document, parents, f"w{number}")
        bookmarks += [target.copy_foreign(item) for item in _bookmarks(source)]
        keywords += keywords_of(source)
    _finish_tree(target, tree, document, parents, form)
    _release_unowned(target, document)
    _chain(target, bookmarks)
    describe(target, title, language, keywords, archive=prepare_to_last(target))
    out = BytesIO()
    target.remove_unreferenced_resources()
    target.save(out, deterministic_id=True, object_stream_mode=ObjectStreamMode.generate)
    return out.getvalue()


def _adopt(source: Pdf, tree: Any, document: Any, parents: Array, name: str) -> None:
    """Hangs the elements of `source`, whose tree is `tree`, below `document`, and its parent tree behind `parents`."""
    key = len(parents) // 2
    for element in tree.K:
        element.S = Name.Part
        element.P = document
        element.Lang = String(str(source.Root.Lang))
        if "/Title" in source.docinfo:
            element.T = String(str(source.docinfo.Title))
        document.K.append(element)
        prefix_ids(element, name)
    numbers = tree.ParentTree.Nums
    for index in range(0, len(numbers), 2):
        parents.append(int(numbers[index]) + key)
        parents.append(numbers[index + 1])


def _finish_tree(target: Pdf, tree: Any, document: Any, parents: Array, form: Sequence[FormField]) -> None:
    """Mends the joined tree, names its blanks, makes fields of them, and closes it."""
    mend(target, tuple(elements(document)))
    all_elements = tuple(elements(document))
    blanks = name_blanks(all_elements)
    if form:
        add_fields(target, blanks, form, parents)
    order_annotations(target, all_elements)
    index_ids(tree, all_elements)
    tree.K = Array([document])
    tree.ParentTree = target.make_indirect(Dictionary(Nums=parents))
    tree.ParentTreeNextKey = len(parents) // 2


def _renumber(page: Any, key: int) -> None:
    """Moves the keys by which a page and its annotations find their entries in the parent tree."""
    if "/StructParents" in page:
        page.StructParents = int(page.StructParents) + key
    for annotation in page.get("/Annots", []):
        if "/StructParent" in annotation:
            annotation.StructParent = int(annotation.StructParent) + key


def _release_unowned(target: Pdf, document: Any) -> None:
    """Makes artifacts of marked content that no element owns (ISO 32000-1, 14.8.2.2).

    They are running heads and feet, and pictures that made room for a field.
    """
    owned = {(page.objgen, number) for element in elements(document) for page, number in content(element)}
    for page in target.pages:
        changed = False
        instructions: list[Any] = []
        for instruction in parse_content_stream(page):
            mark = instruction.operands[1] if instruction.operator == MARK else None
            unowned = (
                isinstance(mark, Dictionary) and "/MCID" in mark and (page.obj.objgen, int(mark["/MCID"])) not in owned
            )
            instructions.append(_released(instruction) if unowned else instruction)
            changed = changed or unowned
        if changed:
            page.obj.Contents = target.make_stream(unparse_content_stream(instructions))


def _released(instruction: Any) -> ContentStreamInstruction:
    return ARTIFACT if instruction.operands[0] == Name.Figure else PAGINATION


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
