"""Parsing: files to worksheets and packs with settings, order and places; the messages' own tables are in
test_bad_input.py."""

import json
from pathlib import Path

import pytest
from PIL import Image

from packbuilder.kinds import kinds
from packbuilder.parse import parse_worksheet
from packbuilder.positioned import Mapping, Sequence
from packbuilder.problems import Position, Problem, SpecError
from packbuilder.source import read_source
from packbuilder.spec import Settings
from packbuilder.starter import example
from samples import parse_pack

ESSAY = "activities:\n  - kind: writing\n    prompt: Write.\n    open: true\n"


def write(folder, files):
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def worksheet(folder, text, pack=None):
    write(folder, {"x.yaml": text})
    return parse_worksheet(folder / "x.yaml", pack)


def problems(folder, text):
    with pytest.raises(SpecError) as caught:
        worksheet(folder, text)
    return caught.value.problems


def test_a_worksheet_has_its_files_name_title_and_activities(tmp_path):
    found = worksheet(tmp_path, f"title: An essay\n{ESSAY}")
    assert (found.id, found.path, found.title) == ("x", tmp_path / "x.yaml", "An essay")
    assert [activity.kind for activity in found.activities] == ["writing"]
    assert found.source == read_source(tmp_path / "x.yaml")


SETTINGS = {
    "unit": ("Unit 1", "Unit 2"),
    "subject": ("History", "Art"),
    "level": ("Year 9", "Year 10"),
    "language": ("en-US", "en-GB"),
    "paper": ("Letter portrait", "A3 landscape"),
    "layout": ("classroom", "classroom"),
    "hand": ("primary", "adult"),
    "binding": ("none", "punched"),
}


def test_the_table_of_settings_is_complete():
    assert list(SETTINGS) == list(Settings.model_fields)


@pytest.mark.parametrize(("name", "of_pack", "own"), [(name, *values) for name, values in SETTINGS.items()])
def test_a_worksheets_own_setting_goes_before_its_packs(tmp_path, name, of_pack, own):
    pack = Settings.model_validate({name: of_pack})
    plain, mine = f"title: T\n{ESSAY}", f"title: T\n{name}: {own}\n{ESSAY}"
    assert getattr(worksheet(tmp_path, plain).settings, name) is None
    assert getattr(worksheet(tmp_path, plain, pack).settings, name) == of_pack
    assert getattr(worksheet(tmp_path, mine, pack).settings, name) == own
    assert getattr(worksheet(tmp_path, mine).settings, name) == own


@pytest.mark.parametrize(
    ("pack_yaml", "only", "ids"),
    [
        ("title: T\nworksheets: [b, c, a]\n", None, ["b", "c", "a"]),
        ("title: T\nworksheets: [b]\n", None, ["b"]),
        ("title: T\nworksheets: [b]\n", ["a", "b"], ["a", "b"]),
        (None, None, ["a", "b", "c"]),
        (None, ["c", "a"], ["c", "a"]),
    ],
)
def test_a_pack_holds_its_worksheets_in_order(tmp_path, pack_yaml, only, ids):
    files = {f"{name}.yaml": f"title: {name}\n{ESSAY}" for name in "cab"}
    folder = write(tmp_path / "unit", files | ({"pack.yaml": pack_yaml} if pack_yaml else {}))
    pack = parse_pack(folder, only)
    assert [each.id for each in pack.worksheets] == ids
    assert (pack.id, pack.folder, pack.title) == ("unit", folder, "T" if pack_yaml else None)


def test_a_packs_settings_reach_its_worksheets(tmp_path):
    pack_yaml = "title: T\nunit: Unit 1\npaper: A3\nworksheets: [a, b]\n"
    own = f"title: B\nunit: Unit 2\n{ESSAY}"
    folder = write(tmp_path, {"pack.yaml": pack_yaml, "a.yaml": f"title: A\n{ESSAY}", "b.yaml": own})
    assert [(each.settings.unit, each.settings.paper) for each in parse_pack(folder).worksheets] == [
        ("Unit 1", "A3 portrait"),
        ("Unit 2", "A3 portrait"),
    ]


def test_a_packs_name_is_its_folders_wherever_one_stands(tmp_path, monkeypatch):
    monkeypatch.chdir(write(tmp_path / "unit", {"a.yaml": f"title: A\n{ESSAY}"}))
    assert parse_pack(Path()).id == "unit"


def test_other_files_of_a_folder_are_left_alone(tmp_path):
    files = {"a.yaml": f"title: A\n{ESSAY}", "notes.txt": "?", "b.yml": "?", "c.yaml.bak": "?", "d.json": "?"}
    assert [each.id for each in parse_pack(write(tmp_path, files)).worksheets] == ["a"]


@pytest.mark.parametrize("ending", ["png", "jpg"])
@pytest.mark.parametrize(("orientation", "shape"), [(None, 1.5), (1, 1.5), (3, 1.5), (6, 2 / 3), (8, 2 / 3)])
def test_a_worksheet_knows_the_shapes_of_its_pictures_as_they_are_printed(tmp_path, orientation, shape, ending):
    """A camera that was held upright says so, and the picture is turned."""
    notes = Image.Exif()
    if orientation:
        notes[0x0112] = orientation
    Image.new("L", (60, 40)).save(tmp_path / f"a.{ending}", exif=notes)
    found = worksheet(
        tmp_path,
        "title: T\nactivities:\n  - kind: source-analysis\n    prompt: P\n"
        f"    source: {{image: ././a.{ending}, alt: A, provenance: P}}\n    questions: [{{question: Q, answer: A}}]\n",
    )
    assert found.shapes == {f"a.{ending}": pytest.approx(shape)}


def test_every_activity_and_blank_knows_its_place(tmp_path):
    found = worksheet(
        tmp_path,
        "title: T\nactivities:\n  - kind: chart\n    prompt: P\n    columns: [A, B]\n"
        "    rows:\n      - answers: [a, {answer: b}]\n",
    )
    (chart,) = found.activities
    assert chart.at == Position(3, 5)
    assert chart.rows[0].at == Position(7, 9)
    assert [blank.at for blank in chart.rows[0].answers] == [Position(7, 19), Position(7, 22)]


def test_problems_of_a_worksheet_come_in_the_files_order(tmp_path):
    found = problems(
        tmp_path,
        "title: T ሀ\npaper: A7\nactivities:\n  - kind: terms\n    terms: []\n  - kind: banana\n  - kind: writing\n",
    )
    assert [(each.position.line, each.field) for each in found] == [
        (1, ""),
        (2, "paper"),
        (4, "activities[0].prompt"),
        (5, "activities[0].terms"),
        (6, "activities[1].kind"),
        (7, "activities[2].prompt"),
        (7, "activities[2]"),
    ]


@pytest.mark.parametrize(
    ("misspelt", "meant"),
    [
        ("promt", "prompt"),
        ("Prompt", "prompt"),
        ("PROMPT", "prompt"),
        ("prompts", "prompt"),
        ("collumns", "columns"),
        ("headings", "heading"),
        ("newpage", "new_page"),
        ("new-page", "new_page"),
    ],
)
def test_a_near_miss_is_guessed(tmp_path, misspelt, meant):
    text = f"title: T\nactivities:\n  - kind: chart\n    {misspelt}: x\n"
    said = [each.message for each in problems(tmp_path, text) if each.field == f"activities[0].{misspelt}"]
    assert said == [f'unknown field; did you mean "{meant}"?']


@pytest.mark.parametrize("far", ["zzz", "author", "12", "ä", "{x}", "%s"])
def test_what_is_like_no_field_gets_the_list_of_fields(tmp_path, far):
    said = [each.message for each in problems(tmp_path, f'title: T\n"{far}": x\n{ESSAY}')]
    assert said == [
        "unknown field; the fields here are "
        "unit, subject, level, language, paper, layout, hand, binding, title, activities"
    ]


def test_the_field_that_was_meant_is_not_called_missing(tmp_path):
    assert [each.field for each in problems(tmp_path, f"titel: T\n{ESSAY}")] == ["titel"]


def test_a_field_that_was_not_meant_is_called_missing(tmp_path):
    assert [each.field for each in problems(tmp_path, f"zzz: T\n{ESSAY}")] == ["title", "zzz"]


@pytest.mark.parametrize(
    ("problem", "line"),
    [
        (Problem(Path("a/b.yaml"), Position(3, 5), "activities[0].kind", "no"), "a/b.yaml:3:5: activities[0].kind: no"),
        (Problem(Path("b.yaml"), Position(), "", "no"), "b.yaml:1:1: no"),
    ],
)
def test_a_problem_reads_as_file_line_column_field_and_message(problem, line):
    assert str(problem) == line


def test_an_error_says_all_its_problems_a_line_each():
    problems = [Problem(Path("x.yaml"), Position(line), "", "no") for line in (1, 2)]
    assert str(SpecError(iter(problems))) == "x.yaml:1:1: no\nx.yaml:2:1: no"
    assert SpecError(problems).problems == tuple(problems)


def test_the_same_activity_id_may_come_back_in_another_worksheet(tmp_path):
    essay = ESSAY + "    id: essay\n"
    folder = write(tmp_path, {"a.yaml": f"title: A\n{essay}", "b.yaml": f"title: B\n{essay}"})
    assert len(parse_pack(folder).worksheets) == 2


# What a value may be by mistake: nothing, a list, fields, a word that is none of those asked for, a number too long.
MISTAKES = [None, [[]], {}, "zzz", "9" * 5000]
FOREIGN = ("object at 0x", "Input should", "Unable to", "Value error", "Nothing", "Mapping(", "pydantic", '"[')


def plain(value):
    """The example's values as plain ones."""
    if isinstance(value, Mapping):
        return {key: plain(child) for key, child in value.items()}
    return [plain(child) for child in value] if isinstance(value, Sequence) else str(value)


def places(value, path=()):
    """The way to everything below a value; of what stands in a list, only to the first."""
    for step, child in value.items() if isinstance(value, dict) else enumerate(value[:1]):
        yield (*path, step)
        if not isinstance(child, str):
            yield from places(child, (*path, step))


def replaced(value, path, new):
    if not path:
        return new
    copy = value.copy()
    copy[path[0]] = replaced(value[path[0]], path[1:], new)
    return copy


@pytest.mark.parametrize("kind", kinds())
def test_every_wrong_value_of_every_field_is_told_in_our_own_words(tmp_path, kind):
    path = tmp_path / "x.yaml"
    path.write_text(example(kind), encoding="utf-8")
    right = plain(read_source(path))
    foreign = []
    for place in places(right):
        for mistake in MISTAKES:
            path.write_text(json.dumps(replaced(right, place, mistake)), encoding="utf-8")
            try:
                parse_worksheet(path)
            except SpecError as error:
                foreign += [p.message[:120] for p in error.problems if any(each in p.message for each in FOREIGN)]
    assert foreign == []
