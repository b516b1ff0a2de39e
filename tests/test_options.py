"""What is given on the command line becomes options; what isn't is as usual."""

from pathlib import Path

import pytest

from packbuilder.limits import Limits
from packbuilder.options import Options, options_of
from packbuilder.papers import FAMILIES
from packbuilder.renderings import Rendering


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, Options()),
        ({"paper": None, "editions": (), "limits": ()}, Options()),
        ({"paper": "A4"}, Options(family=FAMILIES["a4"])),
        ({"editions": ("key", "student")}, Options(editions=("student", "key"))),
        ({"large_print": True}, Options(rendering=Rendering(large_print=True))),
        ({"limits": ("pages=7",)}, Options(limits=Limits(pages=7))),
        ({"layout": "exam", "output": Path("x")}, Options(layout="exam", output=Path("x"))),
    ],
)
def test_what_a_command_has_no_option_for_is_as_usual(given, expected):
    assert options_of(given) == expected
