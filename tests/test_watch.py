"""Watching: a saved file is built at once, a broken one leaves the last good PDF, and Ctrl-C ends it quietly."""

import os
import queue
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest

from packbuilder.options import Options
from packbuilder.output import replace_file
from packbuilder.places import cache_path
from packbuilder.watch import _changes, watch
from packbuilder.workers import ALONE
from samples import ROOT

ESSAY = "title: {}\nactivities:\n  - kind: writing\n    prompt: Write.\n    answer: An answer.\n"
PATIENCE = 60
"""Seconds after which what was waited for isn't coming."""
BUILT = r"output/one/one-student.pdf  1 page  \d"


class Watching:
    """The command, watching. What it says can be waited for."""

    def __init__(self, cache):
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-m", "packbuilder", "build", "--watch", "-e", "student"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "PYTHONUTF8": "1", "XDG_CACHE_HOME": str(cache)},
        )
        self.lines = queue.Queue()
        Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        for line in self.process.stdout:
            self.lines.put(line.strip())

    def says(self, pattern):
        """Waits for a line in which this is found; returns the lines before it."""
        before = []
        while not re.search(pattern, line := self.lines.get(timeout=PATIENCE)):
            before.append(line)
        return before

    def end(self):
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE)


def save(path, text):
    """Saves a file at once. Where the machine is busy, one that is written in its place is seen while it is empty."""
    replace_file(path, text.encode())


@pytest.fixture
def watching(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("one", "two"):
        (tmp_path / "worksheets" / name).mkdir(parents=True)
        (tmp_path / "worksheets" / name / "essay.yaml").write_text(ESSAY.format(name))
    (tmp_path / "cache" / "packbuilder").mkdir(parents=True)
    (tmp_path / "cache" / "packbuilder" / "fonts").symlink_to(Path(cache_path()) / "fonts")
    found = Watching(tmp_path / "cache")
    yield found
    found.process.kill()
    found.process.wait()
    found.process.stdout.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent in another way there")
def test_what_is_saved_is_built_until_ctrl_c(watching):
    pdf, file = Path("output/one/one-student.pdf"), Path("worksheets/one/essay.yaml")
    watching.says("output/two/two-student.pdf")
    first = pdf.read_bytes()
    # What is saved is built, and nothing else.
    save(file, ESSAY.format("Changed"))
    assert watching.says("output/one/one-student.pdf") == []
    second = pdf.read_bytes()
    assert second != first
    # A broken file is told of, and the last good PDF stays.
    save(file, "titel: T\n")
    watching.says("did you mean")
    left = "from an earlier build there is still output/one/one-student.pdf"
    watching.says(f"2 problems in one; nothing of it was written; {left}.")
    assert pdf.read_bytes() == second
    # What has nothing to do with it isn't a reason to tell it again; that it was saved again is.
    for word in ("too", "again"):
        save(Path("worksheets/one/notes.txt"), word)
        save(Path("worksheets/two/essay.yaml"), ESSAY.format(f"Changed {word}"))
        assert watching.says("output/two/two-student.pdf  1 page ") == []
    save(file, "titel: T\n")
    watching.says(f"2 problems in one; nothing of it was written; {left}.")
    # Mended as it was, its PDF is still the right one; what changes no page changes no PDF.
    save(file, ESSAY.format("Changed"))
    watching.says("output/one/one-student.pdf  1 page  unchanged")
    watching.says("one: no problem any more")
    assert pdf.read_bytes() == second
    save(file, ESSAY.format("Changed") + "# A remark.\n")
    watching.says("one: the PDFs are as they were")
    # With another text it is built again; a new pack is found.
    save(file, ESSAY.format("Mended"))
    watching.says(BUILT)
    Path("worksheets/three").mkdir()
    save(Path("worksheets/three/essay.yaml"), ESSAY.format("three"))
    watching.says("output/three/three-student.pdf")
    # So are layouts; what is saved in them is built once they are known, which the next worksheet brings about.
    own = Path("layouts/classroom/page.css")
    shutil.copytree(ROOT / own.parent, own.parent)
    save(file, ESSAY.format("In a layout"))
    watching.says(BUILT)
    save(own, own.read_text() + "h1 { letter-spacing: 1mm }")
    watching.says(BUILT)
    # What can't be written is told, too, and is in order again with the next build.
    Path("output/one").rename("output/aside")
    Path("output/one").touch()
    save(file, ESSAY.format("Blocked"))
    watching.says("output/one can't be written: File exists; ")
    Path("output/one").unlink()
    save(file, ESSAY.format("Not blocked"))
    watching.says(BUILT)
    assert watching.end() == 0
    assert "Traceback" not in "".join(watching.lines.queue)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
@pytest.mark.parametrize("watched", ["", "f\udcfc/w"])
def test_a_name_that_is_no_text_does_not_end_it(watched, tmp_path):
    """It may be that of something in the folder, or of a folder around."""
    (tmp_path / "f\udcfc" / "w").mkdir(parents=True)
    folder = tmp_path / watched
    changes = _changes([folder])
    seen = []
    for number in range(6):
        # What comes first has nothing in it, so that what was saved till then is built.
        seen += next(changes)
        (folder / "essay.yaml").write_text(str(number))
        (folder / "essay.pdf").write_text(str(number))
        if seen:
            break
    assert seen == [folder / "essay.yaml"]


def test_a_folder_that_is_gone_is_told_once_and_built_when_it_is_back(tmp_path, monkeypatch):
    file = tmp_path / "w" / "essay.yaml"
    said = []

    def saved(_watched):
        """A folder goes away file by file, comes back without its worksheet, and then with it."""
        file.unlink()
        file.parent.rmdir()
        yield [file]
        yield [file.parent]
        (tmp_path / "w").mkdir()
        (tmp_path / "w" / "picture.png").touch()
        yield [tmp_path / "w" / "picture.png"]
        yield [tmp_path / "w" / "picture.png"]
        file.write_text(ESSAY.format("Back") + "titel: wrong\n")
        yield [file]
        raise KeyboardInterrupt

    file.parent.mkdir()
    file.write_text(ESSAY.format("Gone"))
    monkeypatch.setattr("packbuilder.watch._saved", saved)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        watch([Path("w")], Options(), ALONE, lambda news, _: said.append(len(news)), said.append)
    gone, empty = "there is no file or folder w", "there is no worksheet (a file ending in .yaml) in w"
    assert said == [gone, empty, empty, 1]
