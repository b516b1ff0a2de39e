"""Worksheets that are proved: from the text of a spec, in a layout that may be spoilt on purpose."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from packbuilder.documents import edition_of
from packbuilder.draw import draw
from packbuilder.layouts import resource
from packbuilder.making import page_for, part_of, print_worksheet
from packbuilder.options import Options
from packbuilder.parse import read_pack
from packbuilder.parts import Document
from packbuilder.problems import SpecError
from packbuilder.promise import Proof
from packbuilder.proof import promises, proof_of, together
from packbuilder.sheet import Edition

QUESTION = """\
title: T
activities:
  - kind: questions
    prompt: Answer the question.
    questions:
      - {question: "Why?", lines: 2, answer: It had rained for days.}
"""


def proof_from(folder: Path, text: str, editions=("student",), **options):
    """The proof of the worksheet with this text, as `x.yaml` in `folder`."""
    folder.mkdir(exist_ok=True)
    (folder / "x.yaml").write_text(text, encoding="utf-8")
    pack, problems = read_pack(folder, ("x",))
    assert [str(problem) for problem in problems] == []
    return proof_of(pack.worksheets[0], pack, Options(editions=editions, **options))


@dataclass(frozen=True)
class Proved:
    """What became of a worksheet: its documents by edition, and what is wrong with them."""

    documents: dict[Edition, Document]
    problems: tuple[str, ...]


def proved_at(path: Path, options: Options) -> Proved:
    """The worksheet at `path`, built in every edition, with every promise asked."""
    pack, problems = read_pack(path.parent, (path.stem,))
    if problems:
        raise SpecError(problems)
    (worksheet,) = pack.worksheets
    layout, page = page_for(worksheet, options)
    try:
        printed = print_worksheet(worksheet, pack, options)
    except SpecError as error:
        return Proved({}, tuple(map(str, error.problems)))
    documents = {
        edition: edition_of([part_of(each, edition)], edition, options.rendering) for edition, each in printed.items()
    }
    pdfs = {edition: document.pdf for edition, document in documents.items()}
    proof = Proof(worksheet, pack.title, layout, draw(worksheet, pack.title, page), printed, pdfs)
    broken = [problem for promise in promises().values() for problem in promise.broken(proof)]
    return Proved(documents, tuple(map(str, together(broken, proof))))


def spoil(folder: Path, name: str, file: str, old: str, new: str) -> None:
    """Writes the layout `name` below `folder`: the usual one, in which a file says `new` where it said `old`."""
    layout = folder / "layouts" / name
    shutil.copytree(resource("layouts") / "classroom", layout)
    text = (layout / file).read_text("utf-8")
    assert old in text, f"{file} doesn't say {old}"
    (layout / file).write_text(text.replace(old, new), encoding="utf-8")


def said(promise: str, proof) -> list[str]:
    """What a promise says of a proof: line, column, field and message of each problem."""
    found = list(promises()[promise].broken(proof))
    return [f"{p.position.line}:{p.position.column}: {p.field}: {p.message}" for p in found]
