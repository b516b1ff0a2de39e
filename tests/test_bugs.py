"""A mistake of packbuilder's own: a sentence for people, and a report with all that whoever mends it has to know."""

from errno import EAGAIN, EMFILE
from pathlib import Path

import pytest
from click.testing import CliRunner

from packbuilder import cli
from packbuilder.bugs import lacking, told_of


@pytest.fixture(autouse=True)
def _cache(tmp_path, monkeypatch):
    monkeypatch.setattr("packbuilder.bugs.cache_path", lambda: str(tmp_path))


def broken():
    try:
        {}["missing"]
    except KeyError as error:
        error.add_note("This happened while x.yaml was made.")
        return error


def test_people_are_told_what_happened_and_where_it_is_written_down(tmp_path):
    told = told_of(broken(), ["build", "x.yaml"])
    (report,) = (tmp_path / "reports").iterdir()
    assert told.splitlines() == [
        "packbuilder: this is a mistake in packbuilder, not yours: KeyError: 'missing'; "
        "This happened while x.yaml was made.",
        f"A report was written to {report}; please show it to whoever looks after packbuilder, with the worksheet. "
        "What was built before is as it was.",
    ]
    text = report.read_text("utf-8")
    assert all(part in text for part in ("packbuilder build x.yaml", "Traceback", "KeyError", str(Path.cwd())))


def test_where_nothing_can_be_written_it_is_still_told(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setattr("packbuilder.bugs.cache_path", lambda: str(tmp_path / "file"))
    assert "No report could be written; please" in told_of(broken(), [])


@pytest.mark.parametrize("error", [RecursionError("too deep"), OSError(5, "no file"), ValueError("a\nb\nc")])
def test_a_command_shows_no_traceback(error, monkeypatch):
    def fail(*_):
        raise error

    monkeypatch.setattr("packbuilder.starter.new", fail)
    result = CliRunner().invoke(cli.main, ["new", "x.yaml"])
    assert result.exit_code == cli.BUG
    assert result.stderr.startswith(f"packbuilder: this is a mistake in packbuilder, not yours: {type(error).__name__}")
    assert "Traceback" not in result.stderr
    assert len(result.stderr.splitlines()) == 2


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (RuntimeError("can't start new thread"), "too few processes (ulimit -u), or too little memory"),
        (
            BlockingIOError(EAGAIN, "Resource temporarily unavailable"),
            "too few processes (ulimit -u), or too little memory",
        ),
        (MemoryError(), "too little memory (ulimit -v)"),
        (OSError(EMFILE, "Too many open files"), "too few open files (ulimit -n)"),
    ],
)
def test_what_the_computer_lacks_is_no_mistake_of_packbuilders(error, said, monkeypatch, tmp_path):
    def fail(*_):
        raise ValueError("in a library") from error

    monkeypatch.setattr("packbuilder.starter.new", fail)
    result = CliRunner().invoke(cli.main, ["new", "x.yaml"])
    told = f"packbuilder: this command may have {said}; close other programs, or allow it more\n"
    assert (result.exit_code, result.stderr) == (2, told)
    assert not (tmp_path / "reports").exists()


def test_other_errors_are_told_as_mistakes():
    assert lacking(RuntimeError("dictionary changed")) is lacking(OSError("no number")) is None
