"""What a build says to people who want to know more, and to programs."""

import json
import os
import re
import subprocess
import sys
from contextlib import suppress

import pytest

from packbuilder.places import cache_path

ESSAY = "title: An essay\nactivities:\n  - kind: writing\n    prompt: Write.\n    answer: An answer.\n"
FONTS = f"{cache_path()}/fonts"
COMMAND = (sys.executable, "-m", "packbuilder")
BUILD = ("build", "unit", "--separate", "--no-cache", "-e", "student", "-j", "1")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A pack with a worksheet, and one with a mistake."""
    found = tmp_path_factory.mktemp("logs")
    (found / "unit").mkdir()
    (found / "unit" / "essay.yaml").write_text(ESSAY, encoding="utf-8")
    (found / "unit" / "wrong.yaml").write_text(ESSAY.replace("title", "titel"), encoding="utf-8")
    return found


def run(folder, *arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE):
    command = [*COMMAND, *arguments]
    return subprocess.run(command, cwd=folder, stdout=stdout, stderr=stderr, text=True, check=False)


def test_a_program_is_told_everything_line_by_line(folder):
    done = run(folder, *BUILD, "--log-json")
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, done.stderr) == (1, "")
    times = [event.pop("time") for event in events]
    assert times == sorted(times)
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", time) for time in times)
    seconds = [event.pop("seconds") for event in events if event["event"] == "worksheet"]
    assert all(isinstance(each, float) for each in seconds)
    message = 'unknown field; did you mean "title"?'
    at = {"line": 1, "column": 1, "field": "titel"}
    pdf = {
        "pack": "unit",
        "path": "output/unit/essay-student.pdf",
        "name": "essay-student",
        "edition": "student",
        "pages": 1,
    }
    assert events == [
        {"event": "worksheet", "pack": "unit", "worksheet": "essay", "outcome": "typeset", "typeset": ["student"]},
        {"event": "worksheet", "pack": "unit", "worksheet": "wrong", "outcome": "problems", "typeset": []},
        {"event": "problem", "pack": "unit", "file": "unit/wrong.yaml", **at, "message": message},
        {"event": "written", **pdf},
        {"event": "finished", "pdfs": 1, "problems": 1},
    ]


USAGE = (
    "Usage: python -m packbuilder {0} [OPTIONS] [PATHS]...\nTry 'python -m packbuilder {0} --help' for help.\n\nError: "
)


@pytest.mark.parametrize(
    ("arguments", "before"),
    [
        (("build", "nowhere"), "packbuilder: "),
        (("build", "--jobs", "none"), USAGE.format("build")),
        (("check", "--nonsense"), USAGE.format("check")),
    ],
)
def test_a_program_is_told_why_nothing_can_be_done(folder, arguments, before):
    done = run(folder, *arguments, "--log-json")
    (event,) = map(json.loads, done.stdout.splitlines())
    assert done.returncode == 2
    assert event["event"] == "error"
    assert done.stderr == f"{before}{event['message']}\n"


@pytest.mark.parametrize("worksheet", ["unit", "unit/essay.yaml"])
def test_a_program_that_reads_no_more_does_not_end_the_build(folder, worksheet):
    pdf = folder / "output" / "unit" / "essay-student.pdf"
    pdf.unlink(missing_ok=True)
    with subprocess.Popen(
        [*COMMAND, "build", worksheet, *BUILD[2:], "--log-json"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        process.stdout.close()
        said = process.stderr.read()
    assert (process.returncode, said) == (1, "")
    assert pdf.exists()


NO_ROOM = "packbuilder: what there is to tell can't be written: No space left on device"


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("kinds",), 2, [NO_ROOM]),
        (("--help",), 2, [NO_ROOM]),
        (("check", "unit/essay.yaml"), 2, [NO_ROOM]),
        (BUILD, 2, [NO_ROOM]),
        ((*BUILD, "--log-json"), 1, [NO_ROOM]),
        (("check", "unit/essay.yaml", "--log-json"), 2, [NO_ROOM]),
        (
            ("build", "nowhere", "--log-json"),
            2,
            ["packbuilder: there is no file or folder nowhere", NO_ROOM],
        ),
    ],
)
def test_that_words_find_no_room_is_no_mistake_of_packbuilders(folder, full, arguments, status, said):
    """Programs hear nothing of it; that a worksheet has a problem is status 1."""
    done = run(folder, *arguments, stdout=full)
    assert (done.returncode, done.stderr.splitlines()) == (status, said)


def test_problems_that_find_no_room_are_no_mistake_either(folder, full):
    assert run(folder, "check", "unit", stderr=full).returncode == 2
    assert run(folder, "check", "nowhere", stderr=full).returncode == 2


def test_what_can_not_be_told_is_made(folder, full):
    pdf = folder / "output" / "unit" / "essay-student.pdf"
    pdf.unlink(missing_ok=True)
    run(folder, *BUILD, stdout=full)
    assert pdf.exists()


def test_people_are_told_what_became_of_each_worksheet(folder):
    (folder / "output" / "unit" / "essay-student.pdf").unlink(missing_ok=True)
    said = run(folder, *BUILD, "--verbose").stderr.splitlines()
    assert re.fullmatch(r"unit/essay: typeset \(student\) in \d+\.\d\d s", said[0])
    assert re.fullmatch(r"unit/wrong: problems in \d\.\d\d s", said[1])
    assert said[2] == "output/unit/essay-student.pdf: 1 page"
    assert run(folder, *BUILD, "--verbose").stderr.splitlines()[2] == "output/unit/essay-student.pdf: unchanged"


@pytest.mark.parametrize("command", ["build", "check"])
def test_a_program_is_told_what_people_may_not_expect(command, tmp_path):
    (tmp_path / "unit").mkdir()
    for name in ("essay.yaml", "left.yml"):
        (tmp_path / "unit" / name).write_text(ESSAY, encoding="utf-8")
    done = run(tmp_path, command, "unit", "-e", "student", "--log-json")
    message = "unit/left.yml isn't read; a worksheet's name ends in .yaml, so rename it"
    told = [json.loads(line) for line in done.stdout.splitlines()][-2]
    assert (told["event"], told["message"], done.stderr) == ("hint", message, f"{message}\n")


def test_what_has_not_changed_is_told_by_its_name(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    (tmp_path / "packbuilder").mkdir()
    (tmp_path / "packbuilder" / "fonts").symlink_to(FONTS)
    command = ("build", "unit/essay.yaml", "-e", "student")
    run(folder, *command)
    said = run(folder, *command, "--verbose").stderr.splitlines()
    assert said == ["unit/essay: unchanged", "output/unit/essay-student.pdf: unchanged"]
    first, *_ = run(folder, *command, "--log-json").stdout.splitlines()
    told = {"event": "worksheet", "pack": "unit", "worksheet": "essay", "outcome": "unchanged", "typeset": []}
    assert {**json.loads(first), "time": "", "seconds": 0.0} == {**told, "time": "", "seconds": 0.0}


COMMANDS = ("\x1b]0;gone\x07", "\x9b2J", "\u202e", "\udcff", "[red]")
"""What a terminal or a library would obey, in the names of files."""


@pytest.fixture
def strangers(tmp_path):
    """A pack that lists one of its worksheets, a folder without a list, and an output folder that came with them."""
    for pack in ("listed", "all"):
        (tmp_path / pack).mkdir()
        for each in ("", *COMMANDS):
            (tmp_path / pack / f"good{each}.yaml").write_text(ESSAY, encoding="utf-8")
    (tmp_path / "listed" / "pack.yaml").write_text("title: Listed\nworksheets: [good]\n", encoding="utf-8")
    (tmp_path / "output" / "listed").mkdir(parents=True)
    for each in COMMANDS:
        for ending in (".pdf", ".fields.json"):
            (tmp_path / "output" / "listed" / f"old{each}{ending}").touch()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "linked").symlink_to(f"/tmp/{COMMANDS[0]}")
    (tmp_path / "linked").mkdir()
    (tmp_path / "linked" / "good.yaml").write_text(ESSAY, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "command",
    [
        *("build listed", "build listed --verbose", "build listed --log-json"),
        *("build all", "build all --verbose", "build all --log-json"),
        *("build linked --output elsewhere", "build linked --output elsewhere --log-json"),
        *("check listed all", "check listed all --log-json"),
    ],
)
def test_no_name_commands_a_terminal(command, strangers):
    # As it is where a language is set: what is no text can't be written.
    strict = {**os.environ, "PYTHONIOENCODING": "utf-8:strict", "PYTHONUTF8": "0"}
    done = subprocess.run(
        [*COMMAND, *command.split(), "-e", "student"], cwd=strangers, capture_output=True, env=strict, check=False
    )
    said = (done.stdout + done.stderr).decode()
    assert all(line.isprintable() for line in said.splitlines())
    assert "Traceback" not in said
    assert command.endswith("json") or r"\x1b" in said


BAR = """
from time import sleep
from packbuilder.crews import stages

with stages() as tick:
    tick("[red]\\x1b]0;", 1, 2)
    sleep(0.3)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such terminals")
def test_no_name_commands_a_terminal_from_the_bar_that_shows_progress():
    import pty  # noqa: PLC0415

    try:
        controller, terminal = pty.openpty()
    except OSError:
        pytest.skip("this machine gives no terminals")
    known = {**os.environ, "TERM": "xterm", "COLUMNS": "80"}
    with subprocess.Popen([sys.executable, "-c", BAR], stderr=terminal, env=known):
        os.close(terminal)
        said = b""
        with suppress(OSError):  # it is closed
            while some := os.read(controller, 65_536):
                said += some
    os.close(controller)
    assert rb"[red]\x1b]0;" in said
