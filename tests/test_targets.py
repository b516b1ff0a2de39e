"""Targets: what the paths of the command line mean."""

from pathlib import Path

import pytest

from packbuilder.problems import SetupError
from packbuilder.targets import Target, count_worksheets, find_targets


@pytest.fixture(autouse=True)
def desk(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in (
        "a/unit/one.yaml",
        "a/unit/two.yaml",
        "a/unit/pack.yaml",
        "b/unit/one.yaml",
        "b/.hidden.yaml",
        "c/x.yml",
    ):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text("title: T\n")


@pytest.mark.parametrize(
    ("paths", "targets"),
    [
        (["a/unit"], [Target(Path("a/unit"))]),
        (["a"], [Target(Path("a/unit"))]),
        (["a/unit/pack.yaml"], [Target(Path("a/unit"))]),
        (["a/unit/one.yaml"], [Target(Path("a/unit"), ("one",))]),
        (["a/unit/one.yaml", "a/unit/two.yaml"], [Target(Path("a/unit"), ("one", "two"))]),
        (["a/unit/one.yaml", "a/unit/one.yaml"], [Target(Path("a/unit"), ("one",))]),
        (["a/unit/one.yaml", "a/../a/unit/one.yaml"], [Target(Path("a/unit"), ("one",))]),
        (["a/unit/one.yaml", "a/unit"], [Target(Path("a/unit"))]),
        (["a/unit", "a/unit/one.yaml"], [Target(Path("a/unit"))]),
    ],
)
def test_what_paths_mean(paths, targets):
    assert find_targets(map(Path, paths)) == targets


@pytest.mark.parametrize(
    ("paths", "told"),
    [
        (["gone"], "there is no file or folder gone"),
        (["gone.yaml"], "there is no file or folder gone.yaml"),
        (["c"], "there is no worksheet (a file ending in .yaml) in c"),
        (["c/x.yml"], "c/x.yml: a worksheet's name ends in .yaml; rename it"),
        (
            ["a/unit", "b/unit"],
            'a/unit and b/unit would both be written to "unit"; rename one, or build them one by one with --output',
        ),
        ([], 'there is no folder worksheets/ here; name a worksheet, or start with "packbuilder new"'),
    ],
)
def test_paths_that_mean_nothing(paths, told):
    with pytest.raises(SetupError) as caught:
        find_targets(map(Path, paths))
    assert str(caught.value) == told


def test_worksheets_are_counted_without_pack_files():
    assert count_worksheets(find_targets([Path("a/unit")])) == 2
    assert count_worksheets(find_targets([Path("a/unit/one.yaml")])) == 1
