"""Whatever a worksheet says, it becomes pages that keep their promises, or a message that says what to mend.

Hypothesis writes worksheets of every kind. None may end in a traceback, nor in a SetupError, which blames the machine
or the layout.

What must hold for any worksheet that is printed (KEPT): the key lies over the student's sheet, the sheet knows nothing
of the answers, all can be read aloud, nothing is lost on a copier or at the edges, entries are whole and in their
blanks, and the fields file has each blank once, inside the page.

What a worksheet can be too badly made for (ADVICE): full pages, whole activities, and answers that fit by hand. A spec
may ask for two lines where the answer has a hundred words; it is printed as asked for, and `proof` says which setting
mends it. Of these promises only their messages are checked.

`pytest -m nightly` takes more examples, other ones each time. Each failure prints a line `@reproduce_failure(…)`.
"""

from collections.abc import Iterable, Iterator
from itertools import combinations
from math import isfinite
from pathlib import Path
from typing import Annotated
from zlib import crc32

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from pydantic import BaseModel, Field, StringConstraints, ValidationError

from boxes import on_page, overlap
from generated import PICTURE, activities, block, field_values, models, worksheets
from packbuilder.draw import draw
from packbuilder.kinds import kinds
from packbuilder.making import page_for
from packbuilder.options import Options
from packbuilder.parse import read_pack
from packbuilder.problems import Problem, SpecError
from packbuilder.promise import Proof
from packbuilder.proof import promises, proof_of
from packbuilder.sheet import blanks

KEPT = ("accessible", "copier", "overlay", "secrecy", "type")
ADVICE = ("hand", "pages")
PRINTED, PROVED = 16, 64
"""The usual run prints one worksheet in so many, and proves one in so many. Reading and drawing one takes 0.03 s, three
editions 0.5 s and more, every promise as much again. The text decides, so that the same ones are taken each time."""
NIGHTLY = 770
"""Examples of each kind: 10,000 in all."""
PYTHON = ("<class", " object at 0x", "Traceback", "Input should", "pydantic", "packbuilder.", "Mapping(", "Error(")
"""What nobody who writes a worksheet should have to read."""

WRITING = {"kind": "writing", "prompt": "P", "answer": "A", "lines": 1}
LONE = {"kind": "source-analysis", "prompt": "P", "source": {"text": "T", "provenance": "P"}, "grid_lines": 3,
        "grid": [{"heading": "H", "hint": "because …", "answer": ["A"]}]}  # fmt: skip
CARD = {"kind": "profile", "prompt": "P", "cards": [{"name": "N", "facts": [{"label": "a", "value": ["x" * 100]}]}]}
HINT = {"support": "power tax Łódź ½ A–Z ![x](y) " + "-" * 40 + " Größe Lenin naïve Łódź 1922 1922 1922 ~ ~ power"}
CARDS = {"kind": "profile", "prompt": "P", "cards": [
    {"name": "N", "facts": [{"label": "a", "value": {"open": True}}]},
    {"name": "N", "facts": [{"label": "a", "value": "b"}]},
    {"name": "N", "frame": "small", "facts": [{"label": "a", "value": HINT | {"open": True}}]}
]}  # fmt: skip
PORTRAIT = {"kind": "profile", "prompt": "P", "cards": [
    {"name": "N", "image": PICTURE, "alt": "Death", "facts": [{"label": "a", "value": "b"}]}
]}  # fmt: skip
EVENTS = {
    "kind": "timeline",
    "prompt": "P",
    "events": [{"event": "A", "date": "-125-07", "label": "Death"}, {"event": "B", "date": "-21"}],
}
LATIN = {
    "kind": "cloze",
    "prompt": "P",
    "text": "Größe l’État naïve ___ null no 3.5 null 50% … naïve 1922 Élysée ___ A–Z ~ tax true Łódź naïve 1922 … "
    "true tax 1922 ___ no 50% naïve A–Z ___",
    "answers": ["Größe tax ~ no", "power", "Größe tax ~ no", "power"],
}
GAP = {"kind": "cloze", "prompt": "P", "text": "A ___ flows.", "answers": ["river"]}
PAIRS = {"kind": "matching", "prompt": "P", "pairs": [{"item": "a", "match": "b"}, {"item": "c", "match": "c"}]}
BANKED = {"kind": "diagram", "prompt": "P", "rows": [[{"id": "a", "answer": "A"}, {"id": "b", "answer": "x" * 100}]]}
BOX = {"kind": "diagram", "prompt": "P", "rows": [[{"id": "a", "answer": "Delta"}]]}

each_kind = pytest.mark.parametrize("kind", kinds())
usual = settings(max_examples=24, suppress_health_check=list(HealthCheck))
nightly = settings(usual, max_examples=NIGHTLY, derandomize=False, print_blob=True)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    found = tmp_path_factory.mktemp("generated")
    Image.new("L", (60, 40), 128).save(found / PICTURE)
    return found


def outcome(folder: Path, text: str, *, printed: bool = True) -> Proof | tuple[Problem, ...]:
    """The worksheet with this text, drawn or even printed in every edition, or what is wrong with it."""
    (folder / "x.yaml").write_text(text, encoding="utf-8", errors="surrogatepass")
    pack, problems = read_pack(folder, ("x",))
    if problems:
        return tuple(problems)
    (worksheet,) = pack.worksheets
    try:
        if printed:
            return proof_of(worksheet, pack, Options())
        layout, page = page_for(worksheet, Options())
        return Proof(worksheet, pack.title, layout, draw(worksheet, pack.title, page), {}, {})
    except SpecError as error:
        return error.problems


def check(folder: Path, text: str, *, printed: bool = True, proved: bool = True) -> None:
    """Asserts all that is promised of the worksheet, as far as it is `printed` and `proved`."""
    found = outcome(folder, text, printed=printed)
    if not isinstance(found, Proof):
        assert found
        assert ill_told(found, text) == []
        return
    ids = [blank.id for blank in blanks(found.sheet)]
    assert len(set(ids)) == len(ids)
    assert all(blank.label.strip() for blank in blanks(found.sheet))
    assert list(field_flaws(found)) == []
    for name in KEPT if proved else ():
        assert list(map(str, promises()[name].broken(found))) == []
    for name in ADVICE:
        assert ill_told(promises()[name].broken(found), text) == []


def ill_told(problems: Iterable[Problem], text: str) -> list[str]:
    """The problems that don't say what is wrong and where, in words for people."""
    lines = text.split("\n")
    return [f"{problem!r}" for problem in problems if not is_well_told(problem, lines)]


def is_well_told(problem: Problem, lines: list[str]) -> bool:
    line, column = problem.position.line, problem.position.column
    placed = 1 <= line <= len(lines) and 1 <= column <= len(lines[line - 1]) + 1
    said = str(problem)
    clean = problem.message.strip() and "\n" not in said and not any(word in said for word in PYTHON)
    return problem.file.name == "x.yaml" and placed and bool(clean)


def field_flaws(proof: Proof) -> Iterator[str]:
    """What is wrong with the places of the blanks, edition by edition."""
    if proof.printed and proof.printed["student"].fields != proof.printed["key"].fields:
        yield "the key's blanks aren't where the student's are"
    for edition, printed in proof.printed.items():
        fields = printed.fields
        wanted = sorted(blank.id for blank in blanks(printed.sheet))
        if sorted(field.id for field in fields if field.part == 1) != wanted:
            yield f"{edition}: blanks without a field, or fields without a blank"
        if len({(field.id, field.part) for field in fields}) != len(fields):
            yield f"{edition}: a field stands twice"
        lost = [field for field in fields if not on_page(field, proof.sheet.page, printed.pages)]
        yield from (f"{edition}: {field} isn't on its page" for field in lost)
        yield from (f"{edition}: {a} overlaps {b}" for a, b in combinations(fields, 2) if overlap(a, b))


# --- what was found -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sheet",
    [
        pytest.param({"activities": [WRITING | {"prompt": "שָׁלוֹם क्षत्रिय"}]}, id="letters of several glyphs"),
        pytest.param({"activities": [WRITING | {"answer": "a \u0301"}]}, id="an accent without a letter"),
        pytest.param({"activities": [GAP, BOX]}, id="two blanks of one name"),
        pytest.param({"layout": "exam", "activities": [WRITING | {"heading": "\\"}]}, id="a letter that leans over"),
        pytest.param({"language": "he", "title": "كتاب", "activities": [WRITING]}, id="a title that leans over"),
        pytest.param({"activities": [WRITING, LONE]}, id="a table without a body"),
        pytest.param({"title": "历史" * 40, "activities": [WRITING]}, id="a long Chinese title"),
        pytest.param({"language": "ar", "activities": [GAP | {"answers": ["تاريخ" * 6]}]}, id="too long to the left"),
        pytest.param({"language": "ar", "activities": [LATIN]}, id="a line that ends with a Latin word"),
        pytest.param({"activities": [WRITING | {"prompt": "\u0301 a"}]}, id="an accent at the edge"),
        pytest.param({"activities": [GAP | {"answers": ["collectivisation ½ null true 5"]}]}, id="a bit too long"),
        pytest.param({"activities": [CARD]}, id="an answer that is one long word"),
        pytest.param({"activities": [PAIRS | {"extra": ["½" + "-" * 40 + "'*opena**"]}]}, id="emphasis behind signs"),
        pytest.param({"hand": "primary", "activities": [EVENTS, CARDS]}, id="a hint at the end of a page"),
        pytest.param({"activities": [PORTRAIT, EVENTS]}, id="a picture that is called like a blank"),
        pytest.param({"title": "1922***so***" + "x" * 60 + "]#", "activities": [WRITING]}, id="emphasis before signs"),
        pytest.param({"activities": [BANKED]}, id="a long word in a word bank"),
    ],
)
def test_a_worksheet_that_once_broke_a_promise(folder, sheet):
    check(folder, block({"title": "T"} | sheet))


# --- generated worksheets -------------------------------------------------------------------------------------------


@each_kind
@usual
@given(st.data())
def test_a_worksheet_is_printed_as_promised_or_told_what_to_mend(folder, loud, kind, data):
    text = data.draw(worksheets(kind))
    number = crc32(text.encode("utf-8", "surrogatepass"))
    check(folder, text, printed=number % PRINTED == 0, proved=number % PROVED == 0)
    assert loud == []


@pytest.mark.nightly
@each_kind
@nightly
@given(st.data())
def test_many_a_worksheet_is_printed_as_promised_or_told_what_to_mend(folder, loud, kind, data):
    check(folder, data.draw(worksheets(kind)))
    assert loud == []


# --- the generator itself -------------------------------------------------------------------------------------------


@each_kind
@settings(usual, max_examples=8)
@given(st.data())
def test_without_a_mistake_the_types_have_nothing_against_a_generated_worksheet(kind, data):
    """Otherwise the tests above would only see messages."""
    try:
        kinds()[kind].fields.model_validate(data.draw(activities(kind)))
    except ValidationError as error:
        pytest.fail(f"where fields have to agree, give their model a mender in MENDERS of generated.py: {error}")


Inner = Annotated[float, Field(gt=0, le=1)]


class Numbers(BaseModel):
    """Numbers within limits of every sort, some of them nearly without room."""

    whole: int
    counted: int = Field(ge=1, le=60)
    between: int = Field(gt=-3, lt=0)
    one: int = Field(gt=0, lt=2)
    part: float
    percent: float = Field(ge=0, le=100)
    positive: float = Field(gt=0)
    negative: float = Field(lt=0, ge=-1_000_000)
    narrow: float = Field(gt=0.001, lt=0.0011)
    several: tuple[Inner, ...] = Field(min_length=2, max_length=5)


@usual
@given(st.data())
def test_a_generated_number_is_within_its_limits(data):
    values = data.draw(models(Numbers))
    assert values.keys() == Numbers.model_fields.keys()
    Numbers.model_validate(values)
    assert all(isfinite(value) for value in (values["part"], values["positive"], *values["several"]))


@pytest.mark.parametrize(
    ("annotation", "limit"),
    [
        (Annotated[int, Field(multiple_of=5)], "multiple_of"),
        (Annotated[float, Field(strict=True)], "strict"),
        (Annotated[str, StringConstraints(max_length=9, to_upper=True)], "to_upper"),
    ],
)
def test_a_limit_that_is_not_kept_is_told(annotation, limit):
    with pytest.raises(NotImplementedError, match=limit):
        field_values(annotation)
