"""PDFs to one PDF, with its structure, and with fields to type into where it is to be filled in on a screen.

A copied page alone loses its place in the tree that screen readers walk, so the trees are joined as well: one
Document over all, marked content found through one parent tree (ISO 32000-1, 14.7), ids listed together.
"""

from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import pairwise
from typing import Any

from pikepdf import Array, Dictionary, Name, ObjectStreamMode, Pdf

from packbuilder.fields import FormField
from packbuilder.pdf.archive import prepare_to_last
from packbuilder.pdf.forms import add_fields, add_head
from packbuilder.pdf.metadata import describe, keywords_of
from packbuilder.pdf.part import release_unowned
from packbuilder.pdf.tree import elements, list_ids, listed_ids, name_blanks, order_annotations


def join(
    parts: Sequence[bytes],
    title: str,
    language: str,
    *,
    form: Sequence[FormField] = (),
    head: Sequence[FormField] = (),
) -> bytes:
    """One PDF of all parts in order: pages, structure, bookmarks, with `title` and `language` set.

    The parts are PDFs as `part` makes them, each with a name of its own; each keeps its language. A blank is a field to
    type into where `form` has one for it; the parts are fillable ones then. Lines of the pages' heads are fields where
    `head` has them; those of one id are one field, which all pages show. The whole keeps PDF/UA-1, and PDF/A-3a
    unless a picture is made for the printing press. The same parts give the same bytes.

    Raises KeyError for a field whose blank no picture stands for.
    """
    target = Pdf.open(BytesIO(parts[0]))
    keywords = keywords_of(target)
    tree = target.Root.StructTreeRoot
    document = target.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=tree, K=Array()))
    parents = Array()
    bookmarks = list(_bookmarks(target))
    ids = _adopt(tree, document, parents)
    for part in parts[1:]:
        source = Pdf.open(BytesIO(part))
        first_page, key = len(target.pages), len(parents) // 2
        target.pages.extend(source.pages)
        for page in list(target.pages)[first_page:]:
            _renumber(page.obj, key)
        # Pages copied before are what the copied tree and bookmarks point at.
        ids += _adopt(target.copy_foreign(source.Root.StructTreeRoot), document, parents)
        bookmarks += [target.copy_foreign(item) for item in _bookmarks(source)]
        keywords += keywords_of(source)
    if form or head:
        _fill_in(target, document, parents, form, head)
    list_ids(tree, ids)
    tree.K = Array([document])
    tree.ParentTree = target.make_indirect(Dictionary(Nums=parents))
    tree.ParentTreeNextKey = len(parents) // 2
    _chain(target, bookmarks)
    describe(target, title, language, keywords, archive=prepare_to_last(target))
    out = BytesIO()
    target.save(out, deterministic_id=True, object_stream_mode=ObjectStreamMode.generate)
    return out.getvalue()


def _adopt(tree: Any, document: Any, parents: Array) -> list[tuple[bytes, Any]]:
    """Hangs the elements of a part's `tree` below `document`, and its parent tree behind `parents`; returns its ids."""
    key = len(parents) // 2
    for element in tree.K:
        element.P = document
        document.K.append(element)
    numbers = tree.ParentTree.Nums
    for index in range(0, len(numbers), 2):
        parents.append(int(numbers[index]) + key)
        parents.append(numbers[index + 1])
    return listed_ids(tree)


def _fill_in(target: Pdf, document: Any, parents: Array, form: Sequence[FormField], head: Sequence[FormField]) -> None:
    """Makes fields of the blanks and of the head; what the blanks' pictures showed belongs to nobody then."""
    found = tuple(elements(document))
    # While pictures stand in the blanks, each page has something by which it is known whose it is.
    add_head(target, document, head, parents)
    add_fields(target, name_blanks(found), form, parents)
    found = tuple(elements(document))
    order_annotations(target, found)
    release_unowned(target, found)


def _renumber(page: Any, key: int) -> None:
    """Moves the keys by which a page and its annotations find their entries in the parent tree."""
    if "/StructParents" in page:
        page.StructParents = int(page.StructParents) + key
    for annotation in page.get("/Annots", []):
        if "/StructParent" in annotation:
            annotation.StructParent = int(annotation.StructParent) + key


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
