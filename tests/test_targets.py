"""Targets: what the paths of the command line mean."""

import sys
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
        "c/x.docx",
        "d/unit/one.yml",
        "d/unit/two.YAML",
    ):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text("title: T\n")
    Path("empty").mkdir()


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


MISNAMED = "isn't read; a worksheet's name ends in .yaml, so rename it"


@pytest.mark.parametrize(
    ("paths", "told"),
    [
        (["gone"], "there is no file or folder gone"),
        (["gone.yaml"], "there is no file or folder gone.yaml"),
        (["empty"], "there is no worksheet (a file ending in .yaml) in empty"),
        (["c"], f"there is no worksheet in c: c/x.yml {MISNAMED}"),
        (["d"], f"there is no worksheet in d: d/unit/one.yml {MISNAMED} (and 1 more like it)"),
        (["c/x.yml"], "c/x.yml: a worksheet's name ends in .yaml; rename it"),
        (["c/x.docx"], "c/x.docx: a worksheet's name ends in .yaml; write one in a text editor (packbuilder new)"),
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


UNPRINTABLE = "the folder's name has characters that can't be printed; rename it"


@pytest.mark.skipif(sys.platform == "win32", reason="no folder can be called so")
@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("bell\a", rf"d/bell\x07: {UNPRINTABLE}"),
        ("bidi\u202efdp", rf"d/bidi\u202efdp: {UNPRINTABLE}"),
        ("two\nlines", rf"d/two\nlines: {UNPRINTABLE}"),
        ("bytes\udcff", rf"d/bytes\udcff: {UNPRINTABLE}"),
        ("con", 'd/con: "con" is a name that Windows keeps for devices; rename the folder'),
        ("a:b", "d/a:b: the folder's name has a \\ or a :, which lead elsewhere on some systems; rename it"),
        ("n" * 181, f"d/{'n' * 181}: the folder's name is longer than 180 bytes; shorten it"),
    ],
    ids=ascii,
)
def test_a_folder_that_can_not_name_the_pdfs_is_refused(name, told):
    (Path("d") / name).mkdir(parents=True)
    (Path("d") / name / "x.yaml").write_text("title: T\n")
    for path in ("d", f"d/{name}", f"d/{name}/x.yaml"):
        with pytest.raises(SetupError) as caught:
            find_targets([Path(path)])
        assert str(caught.value) == told


def test_what_stands_above_a_folder_is_shown_by_numbers_too():
    (Path("e\x1b") / "unit").mkdir(parents=True)
    (Path("e\x1b") / "unit" / "x.yaml").write_text("title: T\n")
    with pytest.raises(SetupError, match=r"^e\\x1b/unit: a folder's name has characters that can't be printed"):
        find_targets([Path("e\x1b")])


def test_a_folder_that_is_a_link_out_of_its_own_is_refused():
    Path("a/in").symlink_to(Path("b/unit").resolve())
    with pytest.raises(SetupError, match=r"^a/in is a link out of its folder; take it away, or name the folder"):
        find_targets([Path("a")])
    assert find_targets([Path("b/unit")]) == [Target(Path("b/unit"))]
