"""The command line: help for everything, exit codes, and nothing loaded before it is needed."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path
from threading import Event

import click
import pytest
from click.testing import CliRunner

from packbuilder import ENVIRONMENT, __version__
from packbuilder.__main__ import main as start
from packbuilder.build import Report
from packbuilder.cli import main
from packbuilder.ending import ASKING
from packbuilder.kinds import kinds
from packbuilder.layouts import layout_names
from packbuilder.memory import Memory
from packbuilder.schema import pack_schema, worksheet_schema
from packbuilder.starter import example
from packbuilder.telling import tell_failures
from packbuilder.workers import ALONE

README = (Path(__file__).resolve().parents[1] / "README.md").read_text("utf-8")
COMMANDS = dict(main.commands)
PARAMETERS = [(name, each) for name, command in COMMANDS.items() for each in command.params]
OPTIONS = [(name, each) for name, each in PARAMETERS if isinstance(each, click.Option)]
CODE = "\n".join(re.findall(r"```.*?```|`[^`]+`", README, re.DOTALL))
CALLS = re.findall(r"packbuilder ([a-z][a-z-]*)([^`\n]*)", CODE)
ESSAY = "title: T\nactivities:\n  - kind: writing\n    prompt: Write.\n    open: true\n"


def run(*arguments):
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


def python(*arguments, **environment):
    return subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "PYTHONUTF8": "1", **environment},
    )


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A folder with a good worksheet and a bad one, which is where the test stands."""
    monkeypatch.chdir(tmp_path)
    for name, text in {"good": ESSAY, "bad": "title: T\n"}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.yaml").write_text(text)
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "x.yml").write_text(ESSAY)
    return tmp_path


def test_the_commands_come_in_the_order_in_which_a_teacher_meets_them():
    listed = re.findall(r"(?m)^  ([a-z-]+)  +\S", run("--help").stdout.partition("Commands:")[2])
    assert listed == list(COMMANDS)
    assert listed[0] == "build"


@pytest.mark.parametrize("name", [None, *COMMANDS])
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_everything_has_help(name, option):
    result = run(*([name] if name else []), option)
    assert result.exit_code == 0
    command = COMMANDS.get(name, main)
    assert len(command.help) > 30
    assert " ".join(command.help.split(".")[0].split()) in " ".join(result.stdout.split())


@pytest.mark.parametrize(("name", "option"), OPTIONS, ids=[f"{name} {each.opts[0]}" for name, each in OPTIONS])
def test_every_option_has_help(name, option):
    assert option.help.endswith(".")
    assert " ".join(option.help.split()) in " ".join(run(name, "--help").stdout.split())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_argument_is_explained(name):
    for each in COMMANDS[name].params:
        if isinstance(each, click.Argument):
            assert each.make_metavar(click.Context(COMMANDS[name])).strip("[].") in COMMANDS[name].help


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_stands_in_the_readme(name):
    assert re.search(rf"packbuilder {name}\b", README)


@pytest.mark.parametrize(("name", "option"), OPTIONS, ids=[f"{name} {each.opts[0]}" for name, each in OPTIONS])
def test_every_option_stands_in_the_readme(name, option):
    longest = max(option.opts, key=len)
    assert re.search(rf"(?<![\w-]){longest}(?![\w-])", README), f"packbuilder {name} {longest}"


@pytest.mark.parametrize(("name", "rest"), CALLS, ids=[f"{name}{rest}" for name, rest in CALLS])
def test_the_readme_calls_nothing_that_there_is_not(name, rest):
    assert name in COMMANDS
    known = {option for parameter in COMMANDS[name].params for option in parameter.opts}
    assert set(re.findall(r"(?<=\s)--?[a-z][a-z-]*", rest)) <= known | {"-h", "--help"}


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--version"], 0),
        (["kinds"], 0),
        (["schema"], 0),
        (["check", "bad"], 1),
        (["check", "bad/x.yaml"], 1),
        (["build", "bad"], 1),
        ([], 2),
        (["bild"], 2),
        (["build", "--no-such-option"], 2),
        (["build", "gone"], 2),
        (["build", "gone.yaml"], 2),
        (["build", "empty"], 2),
        (["build", "empty/x.yml"], 2),
        (["build"], 2),
        (["check", "good", "--layout", "baroque"], 2),
        (["check", "good", "--paper", "a5"], 2),
        (["check", "good", "--edition", "teacher"], 2),
        (["kinds", "banana"], 2),
        (["class-set", "good", "--roster", "gone.csv"], 2),
        (["new"], 2),
        (["new", "good"], 2),
        (["new", "sheet.yaml", "--kind", "banana"], 2),
    ],
    ids=lambda value: " ".join(value) or "nothing" if isinstance(value, list) else None,
)
def test_exit_codes(arguments, code):
    assert run(*arguments).exit_code == code


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["build", "gone"], "packbuilder: there is no file or folder gone"),
        (
            ["build", "empty"],
            "packbuilder: there is no worksheet in empty: empty/x.yml isn't read; a worksheet's name ends in .yaml, "
            "so rename it",
        ),
        (["build", "empty/x.yml"], "packbuilder: empty/x.yml: a worksheet's name ends in .yaml; rename it"),
        (
            ["build"],
            'packbuilder: there is no folder worksheets/ here; name a worksheet, or start with "packbuilder new"',
        ),
        (
            ["check", "good", "--layout", "baroque"],
            f'packbuilder: there is no layout "baroque"; there are {", ".join(layout_names())}',
        ),
        (["kinds", "banana"], f'packbuilder: there is no kind "banana"; the kinds are {", ".join(kinds())}'),
        (["new", "good"], "packbuilder: good is there already; choose another name"),
        (["build", "gone.yaml"], "packbuilder: there is no file or folder gone.yaml"),
        (["build", "gone", "--watch"], "packbuilder: there is no file or folder gone"),
        (["class-set", "good", "--roster", "gone.csv"], "packbuilder: there is no file or folder gone.csv"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "told",
)
def test_a_mistake_on_the_command_line_is_told_on_stderr_with_its_remedy(arguments, told):
    result = run(*arguments)
    assert result.stderr.splitlines()[0] == told
    assert result.stdout == ""


@pytest.mark.usefixtures("desk")
def test_problems_are_counted_and_go_to_stderr():
    result = run("check", "bad")
    assert result.stdout == ""
    assert result.stderr == ('bad/x.yaml:1:1: activities: missing field; add "activities: …"\n\n1 problem in bad.\n')


def test_version():
    assert run("--version").stdout == f"packbuilder {__version__}\n"
    assert python("-m", "packbuilder", "--version").stdout == f"packbuilder {__version__}\n"


def test_ctrl_c_before_the_command_line_is_read_is_told_as_after_it(monkeypatch, capsys):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("packbuilder.receipts.nothing_to_do", interrupted)
    with pytest.raises(SystemExit) as end:
        start()
    assert (end.value.code, capsys.readouterr().err) == (1, "\nAborted!\n")


LATE = """
import atexit, os, sys
from packbuilder.__main__ import main
atexit.register(os.kill, os.getpid(), int(sys.argv.pop(1)))
main()
"""


@pytest.mark.parametrize("number", [signal.SIGINT, *ASKING])
def test_a_signal_that_comes_when_all_is_done_changes_nothing(number):
    ran = python("-c", LATE, str(int(number)), "kinds")
    assert (ran.returncode, ran.stderr) == (0, "")


INTERRUPTED = """
from packbuilder import __main__
__main__._run = lambda _: exec("raise KeyboardInterrupt")
__main__.main()
"""


def test_ctrl_c_ends_with_the_same_status_while_a_text_is_run(tmp_path):
    (tmp_path / "interrupted.py").write_text(INTERRUPTED)
    command, environment = [sys.executable, "-m", "interrupted"], {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "\nAborted!\n")


def test_kinds_lists_every_kind_with_its_summary():
    lines = run("kinds").stdout.splitlines()
    for kind, line in zip(kinds().values(), lines, strict=False):
        assert line.split(maxsplit=1) == [kind.name, kind.summary]
    assert '"packbuilder kinds KIND" shows its fields and an example,' in lines


@pytest.mark.parametrize("kind", kinds())
def test_kinds_shows_a_kinds_fields_and_its_example(kind):
    shown = run("kinds", kind).stdout
    fields = re.findall(r"(?m)^  ([a-z_]+)(\*?)(?::|$)", shown.partition("\nExample:")[0])
    expected = kinds()[kind].fields.model_fields.items()
    assert fields == [(field.alias or name, "*" if field.is_required() else "") for name, field in expected]
    assert example(kind) in shown


@pytest.mark.parametrize(
    ("of", "line"),
    [
        ("worksheet", "  title*: What stands at the head of the sheet."),
        ("pack", "  worksheets*: The worksheets' file names without .yaml, in order."),
        ("cloze", "  gap: How wide the gaps are. (small, medium, large; medium unless given)"),
        ("chart", "  ruled: Rule writing lines into the cells. (true unless given)"),
        ("writing", "  lines: How many writing lines there are at least. (10 unless given)"),
        ("writing", "  marks: Marks for the whole activity."),
    ],
)
def test_kinds_says_what_a_file_or_an_activity_may_say(of, line):
    assert line in run("kinds", of).stdout.splitlines()


@pytest.mark.parametrize(("arguments", "schema"), [([], worksheet_schema), (["--pack"], pack_schema)])
def test_schema_prints_a_schema_and_nothing_else(arguments, schema):
    assert json.loads(run("schema", *arguments).stdout) == schema()


@pytest.mark.usefixtures("desk")
def test_schema_writes_both_schemas():
    result = run("schema", "--write", "below")
    names = ["below/worksheet.schema.json", "below/pack.schema.json"]
    assert result.stdout.splitlines() == [f"wrote {name}" for name in names]
    assert all(Path(name).is_file() for name in names)


def test_build_writes_what_it_says_and_shows_it_on_request(desk, monkeypatch):
    shown = []
    monkeypatch.setattr(click, "launch", shown.append)
    result = run("build", "good", "--output", "out", "-e", "student", "--open")
    assert result.exit_code == 0
    assert result.stderr == ""
    assert result.stdout.split()[:3] == ["built", "pages", "seconds"]
    assert result.stdout.split()[3:5] == ["out/good/good-student.pdf", "1"]
    assert shown == ["out/good/good-student.pdf"]
    written = sorted(path.relative_to(desk).as_posix() for path in (desk / "out").rglob("*.*"))
    assert written == ["out/good/good-student.fields.json", "out/good/good-student.pdf"]


def test_what_is_watched_is_shown_once(desk, monkeypatch):
    shown = []
    monkeypatch.setattr(click, "launch", shown.append)
    (desk / "good" / "x.yaml").rename(desk / "x.yaml")
    (desk / "good" / "x.yaml").write_text("titel: T\n")

    def saved(_watched):
        for _ in range(2):
            (desk / "x.yaml").replace(desk / "good" / "x.yaml")
            (desk / "x.yaml").write_text(ESSAY)
            yield [desk / "good" / "x.yaml"]
        raise KeyboardInterrupt

    monkeypatch.setattr("packbuilder.watch._saved", saved)
    run("build", "good", "--output", "out", "-e", "student", "--watch", "--open")
    assert shown == ["out/good/good-student.pdf"]


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(
    "arguments", [("build", "good"), ("build", "bad"), ("check", "good"), ("class-set", "good", "--roster", "11.csv")]
)
def test_each_command_drops_what_is_too_much_of_what_was_made(arguments, monkeypatch):
    Path("11.csv").write_text("name\nAda\n")
    tidied = Event()
    monkeypatch.setattr(Memory, "forget", lambda _: tidied.set())
    run(*arguments)
    assert tidied.wait(10)


LEFT = """
import gc, os, sys
from packbuilder.__main__ import main
sys.argv = ["packbuilder", *sys.argv[1:]]
try:
    main()
finally:
    print(gc.isenabled(), [os.environ.get(name) for name in ("PYTHONSAFEPATH", "PYDANTIC_DISABLE_PLUGINS")])
"""


@pytest.mark.parametrize("arguments", [("kinds",), ("nonsense",), ("build", "nowhere")])
def test_garbage_is_collected_while_a_command_runs_and_its_processes_are_told(arguments):
    assert python("-c", LEFT, *arguments).stdout.splitlines()[-1] == "True ['1', '1']"


@pytest.mark.usefixtures("desk")
def test_what_packbuilder_tells_its_processes_is_not_told_to_viewers(monkeypatch):
    told = []
    monkeypatch.setattr(click, "launch", lambda _: told.append([each for each in ENVIRONMENT if each in os.environ]))
    for name in ENVIRONMENT:
        monkeypatch.setenv(name, "1")
    run("build", "good", "--output", "out", "-e", "student", "--open")
    assert told == [[]]


@pytest.mark.usefixtures("desk")
def test_a_viewer_that_can_not_be_started_changes_nothing_for_packbuilders_processes(monkeypatch):
    def fails(_):
        raise OSError("no viewer")

    monkeypatch.setattr(click, "launch", fails)
    for name in ENVIRONMENT:
        monkeypatch.setenv(name, "1")
    assert run("build", "good", "--output", "out", "-e", "student", "--open").exit_code != 0
    assert [os.environ.get(name) for name in ENVIRONMENT] == ["1"] * len(ENVIRONMENT)


@pytest.mark.skipif(sys.platform == "win32", reason="a folder that somebody is in stays")
def test_a_folder_that_is_gone_is_told(desk):
    command = f"cd empty; rm x.yml; rmdir ../empty; exec {sys.executable} -m packbuilder build ../good"
    done = subprocess.run(["sh", "-c", command], cwd=desk, capture_output=True, text=True, check=False)
    message = "packbuilder: the folder that you are in is gone; go to another one\n"
    assert (done.returncode, done.stderr) == (2, message)


def test_a_link_out_of_the_output_folder_is_not_followed(desk):
    (desk / "elsewhere").mkdir()
    (desk / "out").mkdir()
    (desk / "out" / "good").symlink_to(desk / "elsewhere")
    result = run("build", "good", "--output", "out")
    assert result.exit_code == 2
    assert "out/good is a link out of its folder, to " in result.stderr
    assert list((desk / "elsewhere").iterdir()) == []


def test_one_that_cannot_be_written_does_not_keep_the_others_from_it_nor_problems_from_being_told(desk):
    for name in ("one", "two"):
        (desk / name).mkdir()
        (desk / name / "x.yaml").write_text(ESSAY)
    (desk / "output").mkdir()
    (desk / "output" / "one").write_text("a file of this name")
    result = run("build", "one", "bad", "two", "-e", "student")
    assert result.exit_code == 2
    told = result.stderr.splitlines()
    assert "activities" in told[0]
    assert told[-2] == "1 problem in bad; nothing of it was written."
    assert told[-1].startswith("packbuilder: output/one can't be written: File exists; ")
    assert [path.name for path in desk.glob("output/*/*.pdf")] == ["two-student.pdf"]


@pytest.mark.parametrize(
    "command", ["build good", "class-set good --roster list.csv", "class-set good --roster list.csv --files"]
)
def test_pages_that_have_no_place_are_not_made(command, desk, asked, monkeypatch):
    (desk / "list.csv").write_text("id,name\n1,Ann\n")
    monkeypatch.setattr("packbuilder.crews.crew", lambda *_: nullcontext(ALONE))
    result = run(*command.split(), "--no-cache", "--output", "list.csv/x")
    remedy = "choose another folder with --output"
    assert (result.exit_code, result.stderr) == (
        2,
        f"packbuilder: list.csv can't be written: Not a directory; {remedy}\n",
    )
    assert asked == []


@pytest.mark.parametrize(
    ("failures", "told"),
    [
        ([], []),
        (["", "a", "a", ""], ["a"]),
        (list("abc"), ["a", "b", "c"]),
        (list("abcde"), ["a", "b", "c", "so it is with 2 more"]),
    ],
)
def test_a_few_failures_are_told_and_the_others_counted(failures, told, capsys):
    tell_failures([Report("pack", failure=failure) for failure in failures])
    assert capsys.readouterr().err.splitlines() == [f"packbuilder: {each}" for each in told]


def test_what_a_layout_breaks_is_said_once_and_keeps_no_other_from_being_built(desk):
    (desk / "layouts" / "own").mkdir(parents=True)
    (desk / "layouts" / "own" / "layout.yaml").write_text("based_on: classroom\n")
    (desk / "layouts" / "own" / "writing.html").write_text("{% nonsense %}")
    for name in ("one", "two"):
        (desk / name).mkdir()
        (desk / name / "x.yaml").write_text(f"layout: own\n{ESSAY}")
    result = run("build", "one", "two", "good", "-e", "student")
    assert result.exit_code == 2
    assert result.stderr.count("the layout own can't be used") == 1
    assert [path.name for path in desk.glob("output/*/*.pdf")] == ["good-student.pdf"]
    assert run("check", "one", "good").exit_code == 2


def write_pdf(folder, name):
    """What an earlier build has left."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.pdf").write_bytes(b"%PDF")
    (folder / f"{name}.fields.json").write_text("{}")


SEPARATE = "in the order of their names; --separate makes a PDF of each"


@pytest.mark.parametrize(
    ("pack", "flags", "hint"),
    [
        ("", (), f"good has no pack.yaml: its 2 worksheets are one PDF, {SEPARATE}\n"),
        ("", ("--separate",), ""),
        ("title: P\nworksheets: [x, y]\n", (), ""),
    ],
    ids=["without a pack.yaml", "separate", "a pack"],
)  # fmt: skip
def test_a_folder_without_a_pack_file_is_one_pdf_and_that_is_said(desk, pack, flags, hint):
    (desk / "good" / "y.yaml").write_text(ESSAY)
    if pack:
        (desk / "good" / "pack.yaml").write_text(pack)
    assert run("build", "good", "-e", "student", *flags).stderr == hint


TITLED = "title: P\nworksheets: [{}]\n"


@pytest.mark.usefixtures("memory")
@pytest.mark.parametrize(
    ("name", "text", "hint", "again"),
    [
        ("y.yml", ESSAY, "good/y.yml isn't read; a worksheet's name ends in .yaml, so rename it\n", True),
        ("y.yaml.txt", ESSAY, "good/y.yaml.txt isn't read; a worksheet's name ends in .yaml, so rename it\n", True),
        ("pack.yaml.txt", ESSAY, "good/pack.yaml.txt doesn't say what the pack is; rename it pack.yaml\n", True),
        ("y.YAML", ESSAY, "good/y.YAML isn't read; a worksheet's name ends in .yaml, so rename it\n", True),
        ("pack.yml", TITLED.format("x"), "good/pack.yml doesn't say what the pack is; rename it pack.yaml\n", True),
        ("y.yaml", ESSAY, "good/pack.yaml doesn't list y.yaml, so the pack goes without\n", False),
        (".y.yml", ESSAY, "", False),
        ("notes.txt", "", "", False),
    ],
)
def test_what_is_left_out_by_its_name_is_said(desk, name, text, hint, again):
    (desk / "good" / name).write_text(text)
    if not name.startswith("pack"):
        (desk / "good" / "pack.yaml").write_text(TITLED.format("x"))
    assert run("build", "good", "-e", "student").stderr == hint
    assert run("build", "good", "-e", "student").stderr == (hint if again else "")
    assert run("check", "good", "-e", "student").stderr == hint
    assert run("build", "good/x.yaml", "-e", "student").stderr == ""


@pytest.mark.usefixtures("memory")
def test_what_comes_into_a_pack_later_and_is_not_in_it_is_said_once_or_as_long_as_it_is_called_wrongly(desk):
    (desk / "good" / "pack.yaml").write_text(TITLED.format("x"))
    command = ("build", "good", "-e", "student")
    assert run(*command).stderr == run(*command).stderr == ""
    (desk / "good" / "new.yaml").write_text(ESSAY)
    told = "good/pack.yaml doesn't list new.yaml, so the pack goes without\n"
    assert [run(*command).stderr for _ in range(2)] == [told, ""]
    (desk / "good" / "y.yaml.txt").write_text(ESSAY)
    told = f"good/y.yaml.txt isn't read; a worksheet's name ends in .yaml, so rename it\n{told}"
    assert [run(*command).stderr for _ in range(2)] == [told, told.partition("\n")[0] + "\n"]


def test_hidden_folders_are_no_packs(desk):
    (desk / "good" / ".backup").mkdir()
    (desk / "good" / ".backup" / "x.yaml").write_text("title: T\n")
    (desk / "packs").mkdir()
    (desk / "good").rename(desk / "packs" / "good")
    (desk / "packs" / "good" / ".backup").rename(desk / "packs" / ".backup")
    assert run("check", "packs").stdout == "No problems in 1 worksheet.\n"


def test_what_says_what_the_pack_is_under_another_name_is_said_beside_its_problems(desk):
    (desk / "good" / "Pack.yaml").write_text(TITLED.format("x"))
    hint, *problems = run("build", "good", "-e", "student").stderr.splitlines()
    assert hint == "good/Pack.yaml doesn't say what the pack is; rename it pack.yaml"
    assert problems[0].startswith("good/Pack.yaml:1:1: activities: missing field")


def test_many_that_are_not_listed_are_counted(desk):
    (desk / "good" / "pack.yaml").write_text(TITLED.format("x"))
    for name in "abcde":
        (desk / "good" / f"{name}.yaml").write_text(ESSAY)
    told = "good/pack.yaml doesn't list a.yaml, b.yaml, c.yaml and 2 more, so the pack goes without\n"
    assert run("check", "good", "-e", "student").stderr == told


def test_folders_that_nobody_has_named_are_not_looked_for_elsewhere(desk):
    """They may have come with a stranger's worksheets."""
    for link, there in {"worksheets": "else", "output": "taken"}.items():
        (desk.parent / there).mkdir()
        (desk / link).symlink_to(desk.parent / there)
    shutil.copytree(desk / "good", desk.parent / "else" / "good")
    out = "packbuilder: output/ is a link out of this folder; if that is meant, choose it with --output output\n"
    there = (
        "packbuilder: worksheets/ is a link out of this folder; name the folder that it leads to, if that is meant\n"
    )
    assert (run("build", "good").stderr, list((desk.parent / "taken").iterdir())) == (out, [])
    assert run("build", "--output", "here").stderr == there
    assert run("check").stderr == there
    assert run("build", "worksheets", "--output", "output", "-e", "student").exit_code == 0
    assert [path.name for path in (desk.parent / "taken").rglob("*.pdf")] == ["good-student.pdf"]


def test_a_pdf_without_a_worksheet_is_named_once_the_rest_is_built(desk):
    for name in ("x-student", "x-key-large-print", "good-key", "x-old-student"):
        write_pdf(desk / "output" / "good", name)
    (desk / "output" / "good" / "somebody's.pdf").write_bytes(b"%PDF")
    told = "there is no worksheet of this name in good; delete the file if nobody needs it"
    assert run("build", "good", "-e", "student").stderr == f"output/good/x-old-student.pdf: {told}\n"
    assert run("build", "good/x.yaml", "-e", "student").stderr == ""


@pytest.mark.parametrize(
    ("flags", "left", "told"),
    [
        ((), [], "1 problem in bad; nothing of it was written."),
        (
            (),
            ["bad-key", "x-key"],
            "1 problem in bad; nothing of it was written; from an earlier build there is still output/bad/bad-key.pdf.",
        ),
        (("--separate",), [], "1 problem in bad; the other worksheets were written."),
        (
            ("--separate",),
            ["y-student", "x-student", "x-key-large-print"],
            "1 problem in bad; the other worksheets were written; from an earlier build there are still "
            "output/bad/x-key-large-print.pdf and output/bad/x-student.pdf.",
        ),
    ],
)
def test_what_is_left_of_an_earlier_build_is_said_beside_problems(desk, flags, left, told):
    (desk / "bad" / "y.yaml").write_text(ESSAY)
    for name in left:
        write_pdf(desk / "output" / "bad", name)
    assert run("build", "bad", "-e", "student", *flags).stderr.splitlines()[-1] == told


def test_check_writes_nothing_and_counts_what_it_looked_at(desk):
    before = sorted(desk.rglob("*"))
    result = run("check", "good", "good/x.yaml", "-e", "student", "--paper", "LETTER")
    assert (result.stdout, result.stderr, result.exit_code) == ("No problems in 1 worksheet.\n", "", 0)
    assert sorted(desk.rglob("*")) == before


HEAVY = {"weasyprint", "pikepdf", "pydantic", "jinja2", "PIL", "fontTools", "markdown_it", "yaml", "rich"}
LOADED = """
import sys
from packbuilder.cli import main
try:
    main(sys.argv[1:])
finally:
    print(*sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
"""


@pytest.mark.parametrize("arguments", [["--help"], ["build", "--help"]], ids=" ".join)
def test_help_loads_nothing_heavy(arguments):
    result = python("-c", LOADED, *arguments)
    assert result.returncode == 0
    assert "click" in result.stderr.split()
    assert HEAVY & set(result.stderr.split()) == set()


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("arguments", [["kinds"], ["new", "sheet.yaml"]], ids=" ".join)
def test_only_what_typesets_loads_the_typesetter(arguments):
    result = python("-c", LOADED, *arguments)
    assert "pydantic" in result.stderr.split()
    assert {"weasyprint", "pikepdf"} & set(result.stderr.split()) == set()


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("arguments", [["check", "bad"], ["build", "good", "-e", "student"]], ids=" ".join)
def test_whoever_hands_out_the_work_loads_nothing_heavy(arguments):
    result = python("-c", LOADED, *arguments)
    assert "pebble" in result.stderr.split()
    assert HEAVY & set(result.stderr.split()) == set()


@pytest.mark.usefixtures("desk")
def test_without_the_typesetters_libraries_the_doctor_is_named(tmp_path):
    (tmp_path / "fake" / "weasyprint").mkdir(parents=True)
    missing = "print('Read the installation steps.')\nraise OSError('cannot load library \"pango\"')\n"
    (tmp_path / "fake" / "weasyprint" / "__init__.py").write_text(missing)
    result = python("-m", "packbuilder", "check", "good", PYTHONPATH=str(tmp_path / "fake"))
    remedy = 'packbuilder: the typesetter\'s system libraries are missing; run "packbuilder doctor"\n'
    assert (result.stdout, result.stderr, result.returncode) == ("", remedy, 2)


@pytest.mark.usefixtures("desk")
def test_any_problem_can_be_shown_on_a_terminal_that_knows_only_ascii():
    Path("bad/x.yaml").write_text("title: ሀ …\n", encoding="utf-8")
    result = python("-m", "packbuilder", "check", "bad", PYTHONUTF8="0", PYTHONIOENCODING="ascii", LC_ALL="C")
    assert result.returncode == 1
    assert "bad/x.yaml:1:8: no font has the character" in result.stderr


@pytest.mark.usefixtures("desk")
def test_a_folder_with_letters_that_a_console_lacks_is_built_and_told():
    Path("good").rename("Strom Ω")
    for seconds in (r"\d\.\d", "unchanged"):
        result = python(
            "-m", "packbuilder", "build", "Strom Ω", "-e", "student", PYTHONUTF8="0", PYTHONIOENCODING="cp1252"
        )
        assert (result.returncode, result.stderr) == (0, "")
        assert re.search(rf"Strom \\u03a9-student\.pdf +1 +{seconds}\n$", result.stdout)
