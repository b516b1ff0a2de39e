"""What a screen reader says of a page: all that a drawing shows, each thing for itself, and nothing twice."""

import pytest

from packbuilder.renderings import USUAL, Rendering
from proofs import proof_from
from spoken import spoken

SCREEN = Rendering(screen=True)

DIAGRAM = """\
title: T
activities:
  - kind: diagram
    prompt: P
    rows:
      - [{id: a, given: Light}, {id: b, answer: water}]
      - [{id: c, answer: leaf}]
      - [{id: d, given: Sugar}, {id: e, answer: oxygen}]
    arrows: [[a, c], [b, c], [c, d], [c, e], [e, c]]
"""


def texts(folder, text, edition="student", rendering=USUAL):
    document = proof_from(folder / "unit", text, (edition,), rendering=rendering).documents[edition]
    return [(kinds, said.strip()) for kinds, said in spoken(document) if said.strip()]


@pytest.mark.parametrize("rendering", [USUAL, SCREEN])
@pytest.mark.parametrize("edition", ["student", "support"])
def test_the_arrows_of_a_diagram_are_told_without_answers(tmp_path, edition, rendering):
    said = [text.removeprefix("T: ") for kinds, text in texts(tmp_path, DIAGRAM, edition, rendering) if "L" in kinds]
    assert said == [
        *("Light", "leads to 3"),
        *("to fill in 2", "leads to 3"),
        *("to fill in 3", "leads to “Sugar”, 5"),
        "Sugar",
        *("to fill in 5", "leads to 3"),
    ]
