"""Entries are whole and readable in their blanks."""

import pytest

from packbuilder.layouts import layout_names
from packbuilder.promises.type import missing_letters
from packbuilder.renderings import USUAL, Rendering
from packbuilder.seen import Letter
from proofs import proof_from, said, spoil
from samples import LARGE

TEXT = """\
title: T
activities:
  - kind: chart
    prompt: P
    columns: [a, b]
    rows:
      - {answers: [A *very* wide river, {open: true, guidance: Any river.}], support: [A river …, ""]}
      - {answers: [{given: here}, {answer: [one, two]}]}
"""
BOTH = ("key", "support")


def seen(text):
    return [Letter(character, 0, 0, 0, 1, 1) for character in text]


@pytest.mark.parametrize(
    ("paragraphs", "found", "missing"),
    [
        (["A *very* wide river."], "Averywideriver", 0),
        (["A very wide river."], "Averywiderive", 1),
        (["office"], "oﬃce", 0),  # a ligature
        (["one", "two"], "–one–two", 0),
        (["one"], "", 3),
        (["one", "two", "one"], "onetwo", 0),  # PDFium leaves out what is repeated close by
        (["1922–30"], "192230", 0),
        (["a \u0301é"], "a\u0301e\u0301", 0),  # an accent that stands alone joins no letter
    ],
)
def test_letters_that_are_missing(paragraphs, found, missing):
    assert missing_letters(paragraphs, seen(found)) == missing


@pytest.mark.parametrize("rendering", [Rendering(), Rendering(large_print=True)])
def test_entries_that_fit(tmp_path, rendering):
    assert said("type", proof_from(tmp_path / "unit", TEXT, BOTH, rendering=rendering)) == []


@pytest.mark.parametrize(
    ("name", "spoilt", "expected"),
    [
        (
            "too-wide",
            ".entry.answer p { transform: translateX(-8mm) }",
            [
                '7:20: activities[0]: key: "1: a": its entry isn\'t whole (letters missing: 2); give it room with ',
                '8:35: activities[0]: key: "2: b": its entry isn\'t whole (letters missing: 2); give it room with ',
                '8:35: activities[0]: key: "2: b": its entry reaches 1.3 mm beyond it; give it room with ',
            ],
        ),
        (
            "too-low",
            ".entry.support { transform: translateY(150mm) }",
            ['7:20: activities[0]: support: "1: a": its entry isn\'t whole (letters missing: 6); give it room with '],
        ),
        (
            "too-small",
            ".entry.guidance p { font-size: 8pt }",
            ['7:41: activities[0]: key: "1: b": its entry is set in 8.0 pt, and the least is 9 pt; give it room with '],
        ),
        (
            "over-the-edge",
            ".entry.support p { transform: translateX(-2.4mm) }",
            ['7:20: activities[0]: support: "1: a": its entry reaches 0.9 mm beyond it; give it room with '],
        ),
    ],
)
def test_a_layout_that_spoils_entries(tmp_path, monkeypatch, name, spoilt, expected):
    spoil(tmp_path, name, "page.css", "table.grid {", f"{spoilt}\ntable.grid {{")
    monkeypatch.chdir(tmp_path)
    messages = said("type", proof_from(tmp_path / "unit", TEXT, BOTH, layout=name))
    remedy = '"space: …" for its row'
    assert [message.removesuffix(remedy) for message in messages] == expected


@pytest.mark.parametrize("layout", layout_names())
@pytest.mark.parametrize("rendering", [USUAL, LARGE], ids=["usual", "large"])
def test_a_letter_that_leans_to_the_left_stays_in_its_blank(tmp_path, layout, rendering):
    answers = '"j", "justice"'
    text = f"""\
title: T
layout: {layout}
activities:
  - kind: questions
    prompt: P
    questions: [{{question: "Why?", answer: j}}, {{question: "Who?", answer: [{answers}]}}]
  - kind: cloze
    prompt: P
    text: This is ___, and this ___.
    answers: [{answers}]
"""
    proof = proof_from(tmp_path / "unit", text, ("key",), rendering=rendering)
    assert said("type", proof) + said("copier", proof) == []
