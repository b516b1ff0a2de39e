"""Starting: `new` writes what `check` has nothing against, and overwrites nothing."""

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from disks import disk_with_room_for
from packbuilder.cli import main
from packbuilder.draw import draw
from packbuilder.kinds import kinds
from packbuilder.layouts import find_layout
from packbuilder.papers import parse_paper
from packbuilder.parse import parse_worksheet
from packbuilder.problems import SetupError
from packbuilder.schema import PACK_SCHEMA, WORKSHEET_SCHEMA
from packbuilder.starter import COMMENT, example, new
from samples import parse_pack

SCHEMAS = [PACK_SCHEMA, WORKSHEET_SCHEMA]


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """The folder where the test stands, with another one above it."""
    folder = tmp_path / "above" / "desk"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    return folder


def everything_below(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("kind", kinds())
def test_a_new_worksheet_has_an_activity_of_the_kind_and_no_problem(kind):
    new(Path("first/my-sheet.yaml"), [kind])
    worksheet = parse_worksheet(Path("first/my-sheet.yaml"))
    assert worksheet.title == "My sheet"
    assert [activity.kind for activity in worksheet.activities] == [kind]
    paper = parse_paper(worksheet.settings.paper)
    assert draw(worksheet, None, find_layout("classroom").page(paper))


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("kind", kinds())
def test_a_new_worksheets_activity_is_the_examples(kind):
    new(Path("first/my-sheet.yaml"), [kind])
    (Path("first") / "example.yaml").write_text(example(kind), encoding="utf-8")
    mine, its = (parse_worksheet(Path(f"first/{name}.yaml")) for name in ("my-sheet", "example"))
    assert [each.model_dump() for each in mine.activities] == [each.model_dump() for each in its.activities]


# All other new worksheets are printed like the examples, and these are printed by other tests.
@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("kind", [kind for kind in kinds() if "\npaper:" in example(kind)])
def test_a_new_worksheet_on_other_paper_than_its_example_checks_clean(kind):
    new(Path("first/my-sheet.yaml"), [kind])
    result = CliRunner().invoke(main, ["check", "first/my-sheet.yaml"])
    assert (result.stdout, result.stderr, result.exit_code) == ("No problems in 1 worksheet.\n", "", 0)


@pytest.mark.usefixtures("desk")
def test_a_new_pack_has_the_example_of_every_kind():
    written = new(Path("my-pack"), [])
    assert [path.as_posix() for path in written[: len(kinds()) + 1]] == [
        "my-pack/pack.yaml",
        *(f"my-pack/{kind}.yaml" for kind in kinds()),
    ]
    pack = parse_pack(Path("my-pack"))
    assert pack.title == "My pack"
    assert [worksheet.id for worksheet in pack.worksheets] == list(kinds())
    for kind in kinds():
        assert Path(f"my-pack/{kind}.yaml").read_text("utf-8") == example(kind)


PICTURED = "picture-labels"


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(("path", "folder"), [("a/sheet.yaml", "a"), ("a/pack", "a/pack")])
def test_the_picture_of_an_example_comes_along_once(path, folder):
    picture = Path(folder, f"{PICTURED}.png")
    assert picture in new(Path(path), [PICTURED, PICTURED])
    before = picture.stat()
    new(Path(folder, "another.yaml"), [PICTURED])
    assert (picture.stat().st_mtime_ns, picture.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


@pytest.mark.parametrize("there", ["a file", "a link to nowhere", "a folder"])
def test_a_picture_of_that_name_is_not_overwritten(desk, there):
    path = desk / f"{PICTURED}.png"
    if there == "a file":
        path.write_bytes(b"mine")
    elif there == "a folder":
        path.mkdir()
    else:
        path.symlink_to("nowhere")
    with pytest.raises(SetupError) as caught:
        new(Path("sheet.yaml"), ["terms", PICTURED])
    assert str(caught.value) == f"{PICTURED}.png is there already, and is another picture; choose another folder"
    assert [each.name for each in desk.iterdir()] == [path.name]


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(
    ("path", "chosen", "made"),
    [
        ("sheet.yaml", [], ["questions"]),
        ("sheet.yaml", ["terms", "cloze"], ["terms", "cloze"]),
        ("sheet.yaml", ["terms", "terms"], ["terms", "terms"]),
        ("pack", ["terms", "cloze"], ["terms", "cloze"]),
        ("a/deep/pack", ["terms"], ["terms"]),
        ("a/deep/sheet.yaml", ["terms"], ["terms"]),
    ],
)
def test_the_chosen_kinds_come_in_their_order(path, chosen, made):
    new(Path(path), chosen)
    worksheets = [parse_worksheet(Path(path))] if path.endswith(".yaml") else parse_pack(Path(path)).worksheets
    assert [activity.kind for worksheet in worksheets for activity in worksheet.activities] == made


@pytest.mark.usefixtures("desk")
def test_a_kind_chosen_twice_for_a_pack_gives_a_pack_without_a_problem():
    new(Path("pack"), ["terms", "terms"])
    assert parse_pack(Path("pack")).worksheets


@pytest.mark.parametrize("path", ["null.yaml", "true.yaml", "2024.yaml", "no.yaml", "my_sheet.yaml", "a-b-c.yaml", "1"])
def test_any_name_that_is_taken_gives_a_title_that_is_read(desk, path):
    try:
        new(Path(path), ["terms"])
    except SetupError:
        assert everything_below(desk) == {}
    else:
        found = parse_worksheet(Path(path)) if path.endswith(".yaml") else parse_pack(Path(path))
        assert found.title


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("con.yaml", 'con.yaml: "con" is a name that Windows keeps for devices; choose another name'),
        ("lpt1", 'lpt1: "lpt1" is a name that Windows keeps for devices; choose another name'),
        ("a\tb.yaml", "a\\tb.yaml: the file's name has characters that can't be printed; choose another name"),
        ("sheet.yml", "sheet.yml: a worksheet's name ends in .yaml; call it sheet.yaml"),
        ("sheet.YAML", "sheet.YAML: a worksheet's name ends in .yaml; call it sheet.yaml"),
        (f"{'a' * 181}.yaml", f"{'a' * 181}.yaml: the file's name is longer than 180 bytes; choose another name"),
    ],
)
def test_a_name_that_no_build_would_take_is_refused(desk, path, message):
    with pytest.raises(SetupError) as caught:
        new(Path(path), [])
    assert str(caught.value) == message
    assert everything_below(desk.parent) == {}


@pytest.mark.parametrize("path", ["My Sheet.yaml", "ünit", "a--b", "-a", "a-", "a.b", "A"])
def test_a_name_that_makes_no_id_is_refused_with_the_remedy(desk, path):
    with pytest.raises(SetupError) as caught:
        new(Path(path), [])
    assert str(caught.value) == f"{path}: use small letters, digits and hyphens for the name, as in my-worksheet"
    assert everything_below(desk.parent) == {}


@pytest.mark.parametrize("path", ["file/sheet.yaml", "file/pack"])
def test_what_stands_in_the_way_of_a_folder_is_named(desk, path):
    (desk / "file").touch()
    with pytest.raises(SetupError) as caught:
        new(Path(path), [])
    assert str(caught.value) == "file is no folder; choose another place"


def test_a_worksheet_is_not_called_what_a_pack_is(desk):
    with pytest.raises(SetupError):
        new(Path("pack.yaml"), ["terms"])
    assert everything_below(desk.parent) == {}


@pytest.mark.parametrize(
    ("there", "path"),
    [
        ("sheet.yaml", "sheet.yaml"),
        ("pack/pack.yaml", "pack"),
        ("pack/notes.txt", "pack"),
        ("pack", "pack"),
    ],
)
def test_what_is_there_is_never_overwritten(desk, there, path):
    Path(there).parent.mkdir(exist_ok=True)
    Path(there).write_text("mine")
    with pytest.raises(SetupError) as caught:
        new(Path(path), [])
    assert str(caught.value) == f"{path} is there already; choose another name"
    assert everything_below(desk.parent) == {f"desk/{there}": b"mine"}


@pytest.mark.parametrize("path", ["sheet.yaml", "pack", "below/sheet.yaml"])
@pytest.mark.parametrize("there", [[WORKSHEET_SCHEMA], [PACK_SCHEMA], SCHEMAS], ids=["worksheet", "pack", "both"])
def test_schemas_that_are_there_are_never_overwritten(desk, path, there):
    folder = (desk / path).parent if path == "pack" else (desk / path).parent.parent
    for name in there:
        (folder / name).write_text("mine")
    new(Path(path), ["terms"])
    assert [(folder / name).read_text() for name in there] == ["mine"] * len(there)


@pytest.mark.parametrize("path", ["sheet.yaml", "pack", "below/sheet.yaml", "below/pack"])
def test_the_first_line_leads_to_the_schema(desk, path):
    written = new(Path(path), ["terms"])
    for file in written:
        text = file.read_text("utf-8")
        if file.suffix == ".yaml":
            first = text.splitlines()[0]
            name = PACK_SCHEMA if file.name == "pack.yaml" else WORKSHEET_SCHEMA
            assert first == COMMENT.format(name).strip()
            assert (file.parent / first.rpartition("=")[2]).is_file()
    assert {each.resolve() for each in written} == {each for each in desk.parent.rglob("*") if each.is_file()}


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such limits")
def test_a_worksheet_whose_schema_cannot_be_written_is_no_failure_that_leaves_it_behind(desk):
    # The folder above is often somebody else's: /home above one's own.
    with disk_with_room_for(10_000):
        result = CliRunner().invoke(main, ["new", "sheet.yaml"])
    assert (result.exit_code == 0) == (desk / "sheet.yaml").exists()


@pytest.mark.parametrize("kind", kinds())
def test_an_example_is_built_as_new_takes_it_apart(kind):
    text = example(kind)
    assert text.startswith(COMMENT.format(WORKSHEET_SCHEMA))
    assert "\nactivities:\n" in text


def test_new_says_what_it_wrote_and_what_to_do_next(desk):
    result = CliRunner().invoke(main, ["new", "below/sheet.yaml", "--kind", "terms"])
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == "wrote below/sheet.yaml"
    assert result.stdout.splitlines()[-1] == "Next: change the texts, then run: packbuilder build below/sheet.yaml"
    assert {line.removeprefix("wrote ") for line in result.stdout.splitlines()[1:-2]} == {
        str(desk / name) for name in (WORKSHEET_SCHEMA, PACK_SCHEMA)
    }


@pytest.mark.parametrize(
    ("chosen", "first"),
    [((), "delete the worksheets that you don't need, also from pack.yaml, and "), (("--kind", "terms"), "")],
)
@pytest.mark.usefixtures("desk")
def test_what_a_new_pack_has_too_much_of_is_to_be_deleted(chosen, first):
    told = CliRunner().invoke(main, ["new", "unit", *chosen]).stdout.splitlines()
    assert told[-1] == f"Next: {first}change the texts, then run: packbuilder build unit"


def test_new_with_an_unknown_kind_writes_nothing(desk):
    result = CliRunner().invoke(main, ["new", "sheet.yaml", "-k", "terms", "-k", "banana"])
    assert result.exit_code == 2
    assert result.stderr == f'packbuilder: there is no kind "banana"; the kinds are {", ".join(kinds())}\n'
    assert everything_below(desk.parent) == {}
