"""SECURITY.md names what there is: every dependency, tests that exist, and the limits as they are."""

import re
import tomllib
from dataclasses import asdict

import pytest

from packbuilder.limits import Limits
from samples import ROOT

TEXT = (ROOT / "SECURITY.md").read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
DEPENDENCIES = [re.match(r"[\w.-]+", each).group() for each in PROJECT["dependencies"]]
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in TEXT.splitlines() if line.startswith("|")]
PROMISES = ["promise", "how it is kept", "how it is tested"]


@pytest.mark.parametrize("name", DEPENDENCIES)
def test_every_dependency_has_its_row(name):
    assert sum(row[0] == f"`{name}`" for row in ROWS) == 1


REQUIRED = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]
FLOORS = [row[0].strip("`") for row in ROWS if ">=" in row[0]]


def test_versions_with_a_known_fault_are_kept_out():
    assert len(FLOORS) >= 8
    assert [each for each in FLOORS if each not in REQUIRED] == []


def test_every_file_that_is_named_is_there():
    named = set(re.findall(r"`((?:tests|src|layouts)/[^`*]*|[\w/]+\.(?:py|md|toml))`", TEXT))
    assert any(name.startswith("tests/") for name in named)
    places = (ROOT, ROOT / "src/packbuilder")
    assert [name for name in sorted(named) if not any((place / name).exists() for place in places)] == []


def test_every_promise_says_how_it_is_kept_and_tested():
    begin, end = (ROWS.index(row) for row in (PROMISES, ["limit", "of", "usually"]))
    promises = ROWS[begin + 2 : end]
    assert len(promises) >= 10
    assert [row[0] for row in promises if ".py`" not in row[1] or "`tests/" not in row[2]] == []


def test_the_limits_are_those_that_count():
    limits = {row[0].strip("`"): int(row[2].replace(",", "")) for row in ROWS if row[0].strip("`") in asdict(Limits())}
    assert limits == asdict(Limits())
