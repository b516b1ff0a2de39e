"""Every page can be read aloud: blanks, headings and tables have names, canvases are lists, nothing is out of reach.

PDF/UA-1 (ISO 14289-1) as `page-validation` checks it, and what no checker looks at: the tree leads to all content, and
every blank is found in it by its name.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from itertools import pairwise
from typing import Any

import page as checker

from packbuilder.emphasis import plain
from packbuilder.pdf.structure import Node, Structure, structure, structure_problems
from packbuilder.problems import Problem
from packbuilder.promise import Proof
from packbuilder.sheet import Edition, blanks

SHOWN = 3
"""So many of the checker's findings say enough."""
BLANKS = ("Figure", "Form")


def broken(proof: Proof) -> Iterator[Problem]:
    """What a screen reader would miss in each edition."""
    for edition, document in proof.documents.items():
        found = structure(document)
        for message in [*_findings(document), *document_flaws(found)]:
            yield proof.problem(edition, "", message)
        yield from _unnamed_blanks(proof, edition, found)
        yield from _blanks_in_the_open(proof, edition, found)


def _findings(document: bytes) -> Iterator[str]:
    failures = checker.validate_pdf_bytes(document, profile="ua1").failures
    for rule, message in list(dict.fromkeys((failure.rule_id, failure.message) for failure in failures))[:SHOWN]:
        yield f"PDF/UA-1, {rule}: {message}; the layout must mark this up"
    for message in structure_problems(document)[:SHOWN]:
        yield f"the structure tree: {message}; this is an error of packbuilder"


def document_flaws(found: Structure) -> Iterator[str]:
    """What a document lacks as a whole."""
    if not found.title:
        yield "the document has no title that a viewer shows"
    if not found.language:
        yield "the document doesn't say in which language it is"
    if not found.bookmarks:
        yield "the document has no bookmarks; the layout must have headings"
    yield from _heading_flaws([node.kind for node in found.nodes])
    if any(node.kind == "Figure" and not node.alt for node in found.nodes):
        yield 'a picture has no alternative text; write "alt", or make it a background if it is an ornament'
    if any(node.kind == "L" and node.above[-1:] == ("L",) for node in found.nodes):
        yield "a list lies in a list and belongs to no item of it; the layout must put it into the item"


def _heading_flaws(kinds: list[str]) -> Iterator[str]:
    levels = [int(kind[1]) for kind in kinds if len(kind) == 2 and kind[0] == "H" and kind[1].isdigit()]
    if levels[:1] != [1]:
        yield "the first heading isn't the title (H1); the layout must begin with it"
    for before, after in pairwise(levels):
        if after > before + 1:
            yield f"a heading of level {after} follows one of level {before}; the layout must not skip a level"
            return


def _unnamed_blanks(proof: Proof, edition: Edition, found: Structure) -> Iterator[Problem]:
    named = [node.alt or "" for node in found.nodes if node.kind in BLANKS]
    places = Counter(field.id for field in proof.printed[edition].fields)
    wanted: Counter[str] = Counter()
    for blank in blanks(proof.printed[edition].sheet):
        label = plain(blank.label)
        wanted[label] += places[blank.id]
        # A field to type into says more than the blank's name: a hint, or which worksheet it is in.
        if wanted[label] > sum(label in name for name in named):
            message = f'no screen reader finds "{label}"; the layout must put the name of the blank there'
            yield proof.problem(edition, blank.id, message)


def _blanks_in_the_open(proof: Proof, edition: Edition, found: Structure) -> Iterator[Problem]:
    """Blanks in a cell without headings, and blanks of a canvas that stand in no list."""
    nodes = [node for node in found.nodes if node.kind in BLANKS]
    places = Counter(field.id for field in proof.printed[edition].fields)
    before: Counter[tuple[str, bool]] = Counter()
    for activity in proof.printed[edition].sheet.activities:
        drawn = is_canvas(activity.drawing)
        for blank in blanks(activity.drawing):
            label = plain(blank.label)
            # Two activities may have a blank of the same name, and a picture may be called so as well.
            flaws = sorted((blank_flaw(node, drawn=drawn) for node in _named(nodes, label)), key=bool)
            message = next(iter(flaws[before[label, drawn] :]), None)
            before[label, drawn] += places[blank.id]
            if message:
                yield proof.problem(edition, blank.id, f'"{label}" {message}')


def _named(nodes: list[Node], label: str) -> list[Node]:
    """The nodes of this name; where it stands among other words, as in a field to type into, those that have it."""
    return [node for node in nodes if node.alt == label] or [node for node in nodes if label in (node.alt or "")]


def is_canvas(value: Any) -> bool:
    """Is a drawing, or a part of it, placed box by box?"""
    if isinstance(value, tuple):
        return any(map(is_canvas, value))
    if not is_dataclass(value):
        return False
    return hasattr(value, "place") or any(is_canvas(getattr(value, field.name)) for field in fields(value))


def blank_flaw(node: Node, *, drawn: bool) -> str | None:
    """What is wrong with where a blank stands; `drawn` blanks are boxes on a canvas."""
    if node.headings == 0:
        return "stands in a cell that no heading names; give the row or the column a heading"
    if drawn and "LI" not in node.above:
        return "stands on a canvas outside any list; the template of its kind must set a canvas as lists"
    return None
