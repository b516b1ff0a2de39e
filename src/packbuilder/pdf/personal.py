"""One student's file for the screen: a tagged PDF with a name on its pages, made from one that all share.

The shared file is opened once. Each page gets two empty forms (ISO 32000-1, 8.10), one for its head and one for its
code, and for each student only what they draw is written anew; all else is saved as it was.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from pikepdf import Array, Dictionary, Name, Pdf, String

from packbuilder.pdf.stream import copied_fonts, save
from packbuilder.pdf.tree import as_list

HEAD, CODE = "/StampedHead", "/StampedCode"
ARTIFACT = b"/Artifact <</Type /Pagination>> BDC\n%s Do\nEMC\n"


@dataclass(frozen=True)
class PageStamps:
    """The operators that draw a page's head and its code, in pt from its lower left corner."""

    head: bytes
    code: bytes


@dataclass(frozen=True)
class Personal:
    """A document that is ready to be a student's: the forms of each page, and the element that is read aloud."""

    document: Pdf
    forms: tuple[tuple[Any, Any], ...]
    spoken: Any

    def save(self, path: Path, stamps: Sequence[PageStamps], spoken: str) -> None:
        """Writes the file of the student whose name, class and number are `spoken`; the same input, the same bytes.

        Raises OSError if it can't be written.
        """
        for (head, code), stamp in zip(self.forms, stamps, strict=True):
            head.write(stamp.head)
            code.write(stamp.code)
        self.spoken.ActualText = String(spoken)
        save(self.document, path)


@contextmanager
def personal(document: bytes, fonts: bytes) -> Iterator[Personal]:
    """Prepares a joined PDF (`pdf.join`) for stamps; `fonts` is a PDF whose first page has all fonts of theirs."""
    with Pdf.open(BytesIO(document)) as target:
        shared = copied_fonts(target, fonts)
        forms = tuple(_with_forms(target, page, shared) for page in target.pages)
        yield Personal(target, forms, _read_aloud(target))


def _with_forms(target: Pdf, page: Any, fonts: Any) -> tuple[Any, Any]:
    """Gives the page its two forms; its own operators can't reach into them."""
    head, code = (_form(target, page, fonts) for _ in range(2))
    page.add_resource(head, Name.XObject, Name(HEAD))
    page.add_resource(code, Name.XObject, Name(CODE))
    page.contents_add(b"q\n", prepend=True)
    page.contents_add(
        b"\nQ\n" + ARTIFACT % CODE.encode() + (b"" if _is_first(target, page) else ARTIFACT % HEAD.encode())
    )
    return head, code


def _is_first(target: Pdf, page: Any) -> bool:
    return bool(page.obj.objgen == target.pages[0].obj.objgen)


def _form(target: Pdf, page: Any, fonts: Any) -> Any:
    form = target.make_stream(b"")
    form.Type, form.Subtype = Name.XObject, Name.Form
    form.BBox = Array(page.mediabox)
    form.Resources = Dictionary(Font=fonts)
    return form


def _read_aloud(target: Pdf) -> Any:
    """Makes the first page's head a paragraph before all others; on later pages it is an artifact, as all heads are."""
    tree, page = target.Root.StructTreeRoot, target.pages[0]
    document = as_list(tree.K)[0]
    owners = _owners(tree, int(page.obj.StructParents))
    number = len(owners)
    part = as_list(document.K)[0]
    paragraph = target.make_indirect(Dictionary(Type=Name.StructElem, S=Name.P, P=part, Pg=page.obj, K=number))
    part.K = Array([paragraph, *as_list(part.get("/K"))])
    owners.append(paragraph)
    page.contents_add(b"/P <</MCID %d>> BDC\n%s Do\nEMC\n" % (number, HEAD.encode()))
    return paragraph


def _owners(tree: Any, key: int) -> Any:
    """The elements that own a page's content, by its number (ISO 32000-1, 14.7.4.4)."""
    numbers = tree.ParentTree.Nums
    return next(numbers[index + 1] for index in range(0, len(numbers), 2) if int(numbers[index]) == key)
