"""A worksheet's PDF as it is joined to others: its structure mended, its ids its own, running heads artifacts.

All that can be done for a worksheet alone is done here, once, so that joining it again and again costs little.
"""

import re
from collections.abc import Sequence
from functools import partial
from io import BytesIO
from typing import Any

from pikepdf import Name, ObjectStreamMode, Pdf, String

from packbuilder.pdf.glyphs import name_glyphs
from packbuilder.pdf.tree import as_list, content, elements, index_ids, mend, name_blanks, order_annotations, prefix_ids

MARK = re.compile(rb"/(?P<tag>\w+)\s*<<\s*/MCID\s+(?P<number>\d+)\s*(?:/ActualText\s*<(?P<text>\w+)>\s*)?>>\s*BDC\b")
"""The beginning of marked content with a number, and maybe with what it says.

No text looks like it: the typesetter writes them in hexadecimal."""
FIGURE = b"Figure"
PAGINATION = b"/Artifact <</Type /Pagination>> BDC"
ARTIFACT = b"/Artifact BMC"


def part(typeset: bytes, name: str, *, fillable: bool = False) -> bytes:
    """The tagged PDF of a worksheet, as the typesetter writes it, ready to be joined.

    `name` tells its ids from those of other parts. A picture whose alternative text begins with a blank's id (see
    `tree.NAMED`) stands for that blank, and is read as its label; in a `fillable` part it keeps that id, by which
    `join` finds where a field belongs. The same PDF gives the same bytes.
    """
    with Pdf.open(BytesIO(typeset)) as target, BytesIO() as out:
        tree = target.Root.StructTreeRoot
        for top in tree.K:
            _name(target, top)
            prefix_ids(top, name)
        mend(target, _all_of(tree))
        found = _all_of(tree)
        if not fillable:
            name_blanks(found)
        order_annotations(target, found)
        index_ids(tree, found)
        release_unowned(target, found)
        name_glyphs(target)
        target.remove_unreferenced_resources()
        target.save(out, static_id=True, object_stream_mode=ObjectStreamMode.generate)
        return out.getvalue()


def _name(target: Pdf, top: Any) -> None:
    """Says what the part is called, and in which language it is."""
    top.S = Name.Part
    top.Lang = String(str(target.Root.Lang))
    if "/Title" in target.docinfo:
        top.T = String(str(target.docinfo.Title))


def _all_of(tree: Any) -> tuple[Any, ...]:
    return tuple(element for top in tree.K for element in elements(top))


def release_unowned(target: Pdf, all_elements: Sequence[Any]) -> None:
    """Makes artifacts of marked content that none of the elements owns (ISO 32000-1, 14.8.2.2).

    They are running heads and feet, and pictures that made room for a field. What content brings along as its text is
    said by its element: programs that read pages without their structure turn it around once more.
    """
    owners = {(page.objgen, number): element for element in all_elements for page, number in content(element)}

    def released(mark: re.Match[bytes], page: tuple[int, int]) -> bytes:
        owner = owners.get((page, int(mark["number"])))
        if owner is not None and mark["text"]:
            _say(owner, bytes.fromhex(mark["text"].decode()))
            return b"/%s <</MCID %s>> BDC" % (mark["tag"], mark["number"])
        if owner is not None:
            return mark[0]
        return ARTIFACT if mark["tag"] == FIGURE else PAGINATION

    for page in target.pages:
        # To read it as instructions and to write them again would take a twentieth of all of a page's time.
        before = page.obj.Contents.read_bytes()
        after = MARK.sub(partial(released, page=page.obj.objgen), before)
        if after != before:
            page.obj.Contents = target.make_stream(after)


def _say(element: Any, text: bytes) -> None:
    """Lets an element say the text, in UTF-16, of the content that is all it has (ISO 32000-1, 14.9.4)."""
    if len(list(content(element))) == 1 == len(as_list(element.K)):
        element.ActualText = String(text)
