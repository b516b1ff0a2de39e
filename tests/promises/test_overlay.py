"""The key lies over the student's sheet."""

import pytest

from proofs import QUESTION, proof_from, said, spoil

BOTH = ("student", "key")


def test_a_key_that_lacks_nothing(tmp_path):
    assert said("overlay", proof_from(tmp_path / "unit", QUESTION, BOTH)) == []


@pytest.mark.parametrize(
    ("name", "spoilt", "expected"),
    [
        ("no-head", ".key h1 { visibility: hidden }", "1:1: : key: page 1 lacks ink of the student's page (from "),
        ("moved", ".key .stem { left: 1mm }", "6:9: activities[0]: key: page 1 lacks ink of the student's page (from "),
    ],
)
def test_a_layout_whose_key_differs(tmp_path, monkeypatch, name, spoilt, expected):
    spoil(tmp_path, name, "page.css", "html {", f"{spoilt}\nhtml {{")
    monkeypatch.chdir(tmp_path)
    (message,) = said("overlay", proof_from(tmp_path / "unit", QUESTION, BOTH, layout=name))
    assert message.startswith(expected)
    assert message.endswith(
        "the layout must print the same in both editions, and no blank's size may depend on what stands in it"
    )


def test_other_editions_need_not_lie_over_the_sheet(tmp_path):
    assert said("overlay", proof_from(tmp_path / "unit", QUESTION, ("student", "support"))) == []
