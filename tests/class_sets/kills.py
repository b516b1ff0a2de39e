"""Runs `packbuilder class-set` in a process that dies at a chosen moment, or whose disk is full.

What is typeset is typeset once, before; so death comes while stamps are drawn and files are written. This file is also
the script that does it (`serve`): it forks a child for each order that it reads, so that nothing is imported anew.
"""

import json
import os
import pickle
import signal
import subprocess
import sys
import tempfile
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from time import monotonic, sleep

CHANGES = ("os.rename", "os.remove", "os.mkdir", "os.rmdir")
"""What changes folders, as the audit events of Python tell it; files that are opened for writing do as well."""


@dataclass(frozen=True)
class Ended:
    """How a run ended: its exit code, or minus the signal that killed it; what it said on standard error."""

    code: int
    seconds: float
    said: str


class Runs:
    """The parent of the runs. `sets` are class sets by name."""

    def __init__(self, process):
        self.process = process

    def run(self, name, *arguments, **how):
        """Runs the command with the class set called `name`.

        `after` kills it after so many seconds, `step` at its n-th change of a folder; `room` is the largest file, in
        bytes, that the disk takes.
        """
        self.process.stdin.write(json.dumps({"set": name, "arguments": [*map(str, arguments)], **how}) + "\n")
        self.process.stdin.flush()
        return Ended(**json.loads(self.process.stdout.readline()))


@contextmanager
def runs(sets, folder):
    file = folder / "sets.pickle"
    file.write_bytes(pickle.dumps(sets))
    command = [sys.executable, __file__, str(file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8") as each:
        yield Runs(each)
        each.stdin.close()
        assert each.wait(60) == 0


def serve(sets):
    for line in sys.stdin:
        order = json.loads(line)
        with tempfile.TemporaryFile() as said:
            begin = monotonic()
            child = os.fork()
            if not child:
                os._exit(obey(order, sets[order["set"]], said.fileno()))
            if "after" in order:
                sleep(order["after"])
                os.kill(child, signal.SIGKILL)
            code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            seconds = monotonic() - begin
            said.seek(0)
            ended = {"code": code, "seconds": seconds, "said": said.read().decode()}
        print(json.dumps(ended), flush=True)


def obey(order, made, said):
    """Runs the command in this process and returns its exit code."""
    from packbuilder.class_sets import make  # noqa: PLC0415
    from packbuilder.cli import main  # noqa: PLC0415

    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.dup2(said, 2)
    make.typeset_set = lambda *_: made
    if "step" in order:
        die_at(order["step"])
    if "room" in order:
        import resource  # noqa: PLC0415

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (order["room"], resource.RLIM_INFINITY))
    code = 1
    try:
        main(order["arguments"])
    except SystemExit as end:
        code = end.code or 0
    except BaseException:
        sys.excepthook(*sys.exc_info())
    sys.stderr.flush()
    return code


def die_at(step):
    """Kills this process at its n-th change of a folder, before it happens."""
    steps = count(1)

    def hook(event, arguments):
        writes = event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR) and arguments[0] != os.devnull
        if (event in CHANGES or writes) and next(steps) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


def ready():
    """Imports what the children need, and makes the job sheet cheap: setting it takes longer than all the rest."""
    import rich.console  # noqa: PLC0415
    import rich.progress  # noqa: F401, PLC0415
    import zxingcpp  # noqa: F401, PLC0415

    from packbuilder import cli, crews  # noqa: F401, PLC0415
    from packbuilder.class_sets import files, make, streams  # noqa: F401, PLC0415
    from packbuilder.workers import ALONE  # noqa: PLC0415

    make.make_job_sheet = lambda record: b"job sheet of " + record.title.encode()
    crews.crew = lambda *_: nullcontext(ALONE)


if __name__ == "__main__":
    ready()
    serve(pickle.loads(Path(sys.argv[1]).read_bytes()))
