"""The server of which workers are copies: a copy itself of a command that has done nothing yet, or another Python."""

import json
import os
import shlex
import signal
import subprocess
import sys
import time

import pytest

from deaths import group
from packbuilder.server import FILES, _copy, end
from packbuilder.workers import MORE_FILES

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere workers are started without a server")

WORKER = """
import json, os, sys
files = [os.readlink(path) for path in os.scandir("/proc/self/fd") if os.path.lexists(path)]
server = open(f"/proc/{os.getppid()}/cmdline").read()
print(json.dumps(["weasyprint" in sys.modules, files, server]), flush=True)
"""
PROGRAM = f"""
import json, os, sys
from multiprocessing import resource_tracker
from packbuilder.limits import Limits
from packbuilder.server import get_ready
from packbuilder.workers import Workers

opened = open(sys.argv[1])
print("by the parent, once")
get_ready(alone=ALONE)
with Workers(1, Limits()) as workers:
    workers.submit(exec, {WORKER!r}).result()
tracker = resource_tracker._resource_tracker._pid
print(json.dumps(open(f"/proc/{{tracker}}/cmdline").read()))
"""


@pytest.mark.parametrize("alone", [True, False])
def test_a_server_has_nothing_of_the_process_that_starts_it_and_is_its_copy_if_that_is_alone(alone, tmp_path):
    secret = tmp_path / "open"
    secret.write_text("")
    command = [sys.executable, "-c", PROGRAM.replace("ALONE", str(alone)), str(secret)]
    # What is printed has to wait in the parent, as it does where nobody asks for anything else.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    written, found, tracker = ran.stdout.splitlines()
    loaded, files, server = json.loads(found)
    assert (written, ran.stderr) == ("by the parent, once", "")
    assert loaded
    assert str(secret) not in files
    # A copy is called like what it was copied from.
    assert ("multiprocessing.forkserver" in server) is not alone
    assert ("multiprocessing.resource_tracker" in json.loads(tracker)) is not alone


BUILD = "import sys; from packbuilder.__main__ import main; sys.argv[1:1] = ['build', 'x.yaml', '--no-cache']; main()"
TOO_FEW = f"packbuilder: worker processes can't be started: Too many open files; {MORE_FILES}\n"
SLOW = """
import sys
from packbuilder import server
from packbuilder.__main__ import main
server.PRELOAD = "slow"
sys.argv = ["packbuilder", "build", "nowhere"]
main()
"""


def test_whoever_reads_what_a_command_says_does_not_wait_for_a_server_that_nobody_needs(tmp_path):
    (tmp_path / "slow.py").write_text("import time\ntime.sleep(60)\n")
    command = [sys.executable, "-c", SLOW]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=50)
    assert (ran.returncode, ran.stderr) == (2, "packbuilder: there is no file or folder nowhere\n")


ENDED = """
import os, signal
from packbuilder import server
server.PRELOAD = "slow"
server.get_ready(alone=True)
server.get_ready()
(process,) = server._copies
server.end()
print(os.WTERMSIG(os.waitpid(process, 0)[1]) == signal.SIGTERM)
"""


def test_a_server_is_ended_that_somebody_asked_for_twice(tmp_path):
    (tmp_path / "slow.py").write_text("import time\ntime.sleep(60)\n")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    ran = subprocess.run(
        [sys.executable, "-c", ENDED], env=environment, capture_output=True, text=True, timeout=50, check=True
    )
    assert (ran.stdout, ran.stderr) == ("True\n", "")


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_nothing_is_left_of_a_command_whose_streams_are_closed(closed, tmp_path):
    (tmp_path / "sheets").mkdir()
    (tmp_path / "sheets" / "essay.yaml").write_text(
        "title: T\nactivities: [{kind: writing, prompt: Write., open: true}]\n"
    )
    command = f"{shlex.quote(sys.executable)} -m packbuilder build sheets -e student --no-cache {closed}"
    process = subprocess.Popen(["sh", "-c", command], cwd=tmp_path, start_new_session=True)
    process.wait(60)
    assert (tmp_path / "output" / "sheets" / "sheets-student.pdf").is_file()
    for _ in range(50):
        left = group(process.pid)
        if not left:
            break
        time.sleep(0.1)
    for each in left:
        os.kill(each, signal.SIGKILL)
    assert left == set()


def test_a_server_that_has_ended_is_nobody_else(monkeypatch):
    killed = []
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    monkeypatch.setattr("packbuilder.server._copies", [ended.pid])
    monkeypatch.setattr(os, "kill", lambda *arguments: killed.append(arguments))
    end()
    assert killed == []


def test_only_the_text_behind_its_sign_is_run(tmp_path):
    """Later Pythons say the arguments of the command behind it, such as the name of a folder."""
    done, canary = tmp_path / "done", tmp_path / "canary"
    text = f"import sys; open({str(done)!r}, 'w').write(repr(sys.argv))"
    arguments = ["python", "-B", "-c", text, "build", f"open({str(canary)!r}, 'w')"]
    os.waitpid(_copy("python", arguments, ()), 0)
    assert done.read_text() == repr(["-c", *arguments[4:]])
    assert not canary.exists()


@pytest.mark.parametrize(
    ("files", "jobs", "status"), [(12, 1, 2), (FILES - 1, 1, 2), (FILES, 1, 0), (FILES, 2, 2), (FILES + 1, 2, 0)]
)
@pytest.mark.usefixtures("temporary")
def test_a_command_that_may_have_too_few_files_open_says_so_and_no_more(files, jobs, status, tmp_path):
    (tmp_path / "x.yaml").write_text("title: T\nactivities:\n  - kind: writing\n    prompt: Write.\n    open: true\n")
    limited = f"import resource; resource.setrlimit(resource.RLIMIT_NOFILE, ({files}, {files})); {BUILD}"
    few = [sys.executable, "-c", limited, f"-j{jobs}"]
    ran = subprocess.run(few, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (status, TOO_FEW if status else "")


@pytest.mark.skipif(not os.geteuid(), reason="rights don't bind root")
def test_a_mask_that_takes_all_rights_away_leaves_those_of_the_owner(tmp_path):
    (tmp_path / "x.yaml").write_text("title: T\nactivities:\n  - kind: writing\n    prompt: Write.\n    open: true\n")
    masked = [sys.executable, "-c", f"import os; os.umask(0o777); {BUILD}"]
    ran = subprocess.run(masked, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
