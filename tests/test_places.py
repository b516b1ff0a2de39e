"""Where things are kept: in the cache folder, or in a temporary one that doesn't outlive the command."""

import os
import subprocess
import sys

import pytest

from packbuilder.places import TEMPORARY_FOLDER, cache_folder, cache_path, is_temporary


@pytest.mark.parametrize(
    ("named", "folder"),
    [("/some", "/some/packbuilder"), ("relative", "/home/me/.cache/packbuilder"), ("", "/home/me/.cache/packbuilder")],
)
def test_the_cache_folder_is_where_systems_want_it(named, folder, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", named)
    monkeypatch.setenv("HOME", "/home/me")
    assert cache_path() == folder


def test_a_home_without_a_name_is_none(monkeypatch):
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", "/home/me")  # so that it is there again afterwards
    monkeypatch.delenv("HOME")
    unset = cache_path()
    monkeypatch.setenv("HOME", "")
    assert cache_path() == unset != "/.cache/packbuilder"


@pytest.mark.parametrize("home", [".", "home"])
def test_a_home_that_depends_on_where_one_is_is_none(home, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", home)
    assert is_temporary(cache_folder())
    assert not list(tmp_path.iterdir())


SHARED = """
import subprocess, sys
from packbuilder.places import name_temporary_folder, temporary_folder

name_temporary_folder()
killed = "import os; from packbuilder.places import temporary_folder as f; (f() / 'font').touch(); os._exit(0)"
subprocess.run([sys.executable, "-c", killed], check=True)
print(*(path.name for path in temporary_folder().iterdir()), oct(temporary_folder().stat().st_mode & 0o777))
"""
ALONE = "from packbuilder.places import temporary_folder as f; (f() / 'font').touch(); print(len(f().name))"


@pytest.mark.parametrize(("code", "said"), [(SHARED, "font 0o700\n"), (ALONE, "44\n")])
def test_the_temporary_folder_is_gone_with_the_command_whatever_becomes_of_its_processes(code, said, tmp_path):
    # What is named already is another command's.
    known = {name: value for name, value in os.environ.items() if name != TEMPORARY_FOLDER} | {"TMPDIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], env=known, capture_output=True, text=True, check=True)
    assert done.stdout == said
    assert list(tmp_path.iterdir()) == []


NOWHERE = """
import sys, tempfile
from packbuilder.__main__ import main

tempfile._candidate_tempdir_list = lambda: ["/nowhere"]
sys.argv = ["packbuilder", *sys.argv[1:]]
main()
"""
ESSAY = "title: T\nactivities:\n  - kind: writing\n    prompt: Write.\n    open: true\n"


@pytest.mark.parametrize(
    ("command", "status", "said"),
    [
        ("check essay.yaml --no-cache", 2, "packbuilder: no folder for temporary files can be written; "),
        ("build essay.yaml", 2, "packbuilder: no folder for temporary files can be written; "),
        ("schema", 0, ""),
        ("kinds", 0, ""),
        ("new other.yaml", 0, ""),
        ("doctor", 2, ""),
    ],
)
def test_a_temporary_folder_that_can_not_be_had_is_missed_where_one_is_needed(command, status, said, tmp_path):
    (tmp_path / "essay.yaml").write_text(ESSAY)
    done = subprocess.run(
        [sys.executable, "-c", NOWHERE, *command.split()], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr.count("\n")) == (status, bool(said))
    assert done.stderr.startswith(said)
    assert command != "doctor" or "\nmissing  Temporary files: " in done.stdout
