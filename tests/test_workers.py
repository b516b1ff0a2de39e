"""Worker processes: what a task gives comes back, and a task that never ends, or ends its worker, is told of alone."""

import gc
import multiprocessing
import os
import signal
import subprocess
import sys
import time
import traceback
from concurrent.futures import Future
from errno import EMFILE, EROFS, ETIMEDOUT
from pathlib import Path

import pytest

from deaths import group, running
from packbuilder.limits import Limits
from packbuilder.problems import Problem, SetupError
from packbuilder.server import get_ready
from packbuilder.worker import FULL, STARVED, begin
from packbuilder.workers import ALONE, EndedError, Workers, _ended

if sys.platform != "win32":
    import resource

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are Linux's")

LESS = "Divide it, make its pictures smaller, or allow more with"


def double(number):
    return 2 * number


def fail(problem):
    raise SetupError(problem)


def own_id():
    return os.getpid()


def sleep_for_ever():
    time.sleep(600)


def think_for_ever():
    while True:
        pass


def grow():
    return len(bytearray(900_000_000))


def leave():
    os._exit(3)


def crash():
    os.kill(os.getpid(), signal.SIGSEGV)


@pytest.fixture(scope="module")
def crew():
    with Workers(2, Limits(seconds=2, memory=300)) as workers:
        yield workers


@pytest.mark.parametrize("alone", [True, False])
def test_what_tasks_give_comes_back_in_order(crew, alone):
    pending = [(ALONE if alone else crew).submit(double, number) for number in range(20)]
    assert [each.result() for each in pending] == [2 * number for number in range(20)]


@pytest.mark.parametrize("alone", [True, False])
def test_what_a_task_raises_is_raised_where_its_result_is_asked_for(crew, alone):
    pending = (ALONE if alone else crew).submit(fail, "a reason")
    with pytest.raises(SetupError, match="a reason"):
        pending.result()


def test_tasks_are_done_elsewhere_and_workers_stay(crew):
    ids = {crew.submit(own_id).result() for _ in range(10)}
    assert os.getpid() not in ids
    assert len(ids) <= 2


@pytest.mark.parametrize(
    ("task", "message"),
    [
        (
            sleep_for_ever,
            f"takes longer than 2 s to make. {LESS} --limit seconds=4",
        ),
        (
            think_for_ever,
            f"takes longer than 2 s to make. {LESS} --limit seconds=4",
        ),
        (
            grow,
            f"needs more than 300 MB of memory to make. {LESS} --limit memory=600",
        ),
        (
            leave,
            "can't be made: the typesetter broke down (status 3). Take activities out one by one",
        ),
        (
            crash,
            f"seems to need more than 300 MB of memory to make. {LESS} --limit memory=600",
        ),
    ],
)
def test_a_task_that_comes_to_no_end_takes_no_other_with_it(crew, task, message):
    before, pending, after = crew.submit(double, 1), crew.submit(task), [crew.submit(double, n) for n in range(4)]
    with pytest.raises(EndedError) as caught:
        pending.result()
    assert str(caught.value).startswith(message)
    assert [before.result(), *(each.result() for each in after)] == [2, 0, 2, 4, 6]


class OwnError(Exception):
    """One that takes other arguments than it hands on, as those of libraries may: it can't be read back."""

    def __init__(self, what, where):
        super().__init__(f"{what} at {where}")


def fail_in_an_own_way():
    error = OwnError("a fault", "line 3")
    error.add_note("This happened here.")
    raise error


def fail_with_what_stays_here():
    raise ValueError(lambda: None)


def wait_for_a_drive():
    raise TimeoutError(ETIMEDOUT, "Connection timed out", "/drive/essay.yaml")


@pytest.mark.parametrize(
    ("task", "error", "said"),
    [
        (fail_in_an_own_way, RuntimeError, r"^OwnError: a fault at line 3"),
        (fail_with_what_stays_here, RuntimeError, r"^ValueError: <function fail_with_what_stays_here"),
        (wait_for_a_drive, TimeoutError, r"^\[Errno \d+\] Connection timed out: '/drive/essay.yaml'$"),
    ],
)
def test_an_error_that_a_task_does_not_expect_is_told_as_it_is(crew, task, error, said):
    with pytest.raises(error, match=said) as caught:
        crew.submit(task).result()
    report = "".join(traceback.format_exception(caught.value))
    assert task.__name__ in report
    assert getattr(caught.value, "__notes__", []) == (["This happened here."] if task is fail_in_an_own_way else [])


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            OSError(EROFS, "Read-only file system"),
            "Read-only file system; close other programs, and see that .* written",
        ),
        (
            OSError(EMFILE, "Too many open files"),
            r"Too many open files; close other programs, .* more files open \(ulimit -n\)",
        ),
        (
            OSError("AF_UNIX path too long"),
            "the path of the folder for temporary files is too long: .*/.*; .* in TMPDIR",
        ),
    ],
)
def test_where_processes_cannot_be_started_that_is_said(error, told, monkeypatch):
    def refused(*_, **__):
        raise error

    monkeypatch.setattr("multiprocessing.synchronize.SemLock.__init__", refused)
    with Workers(1, Limits()) as workers, pytest.raises(SetupError, match=f"worker processes can't be started: {told}"):
        workers.submit(double, 1)


def no_thread(*_, **__):
    raise RuntimeError("can't start new thread")


def test_where_there_can_be_no_threads_that_is_said(monkeypatch):
    monkeypatch.setattr("pebble.ProcessPool.schedule", no_thread)
    with Workers(1, Limits()) as workers, pytest.raises(SetupError, match="more processes and memory"):
        workers.submit(double, 1)


def test_a_worker_without_threads_ends_before_a_library_breaks_down(monkeypatch):
    ended = []
    monkeypatch.setattr("packbuilder.worker.os._exit", ended.append)
    monkeypatch.setattr("threading.Thread.start", no_thread)
    monkeypatch.setattr(gc, "set_threshold", lambda *_: None)
    monkeypatch.setattr(resource, "setrlimit", lambda *_: None)
    before = signal.getsignal(signal.SIGINT)
    begin()
    signal.signal(signal.SIGINT, before)
    assert ended == [STARVED]


SEEMS = f"seems to need more than 100 MB of memory to make. {LESS} --limit memory=200"
MEMORY = f"needs more than 100 MB of memory to make. {LESS} --limit memory=200"
LITTLE = "there is too little memory for worker processes; allow them more (ulimit -v)"
BROKEN = "can't be made: the typesetter broke down (signal {}). Take activities out one by one to find which one it is"


@pytest.mark.parametrize(
    ("code", "memory", "most", "error"),
    [
        (FULL, 100, None, EndedError(MEMORY)),
        (-signal.SIGTRAP, 100, None, EndedError(SEEMS)),
        (-signal.SIGSEGV, 100, 10_000, EndedError(SEEMS)),
        (-signal.SIGSEGV, 500, None, EndedError(f"{BROKEN.format(11)}, or allow more memory with --limit memory=1000")),
        (-signal.SIGKILL, 100, 100, EndedError(BROKEN.format(9))),
        (-signal.SIGTRAP, 500, 400, SetupError(LITTLE)),
        (FULL, 500, 400, SetupError(LITTLE)),
    ],
)
def test_want_of_memory_is_told_as_that(code, memory, most, error, monkeypatch):
    """`most` is what the computer gives a process, in MB."""
    hard = resource.RLIM_INFINITY if most is None else most * 1_000_000
    monkeypatch.setattr(resource, "getrlimit", lambda _what: (hard, hard))
    found = _ended(code, Limits(memory=memory))
    assert (type(found), str(found)) == (type(error), str(error))


REMAINING = []


def scatter():
    """Takes 120 MB in many pieces, of which the last one remains."""
    pieces = [bytes(60_000) for _ in range(2_000)]
    REMAINING.append(bytes(60_000))
    return len(pieces)


def resident():
    """The memory of this process, in MB."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGESIZE") / 1e6


def test_what_a_task_has_freed_is_given_back():
    with Workers(1, Limits()) as workers:
        before = workers.submit(resident).result()
        workers.submit(scatter).result()
        assert workers.submit(resident).result() < before + 30


def test_processes_end_with_their_crew():
    with Workers(1, Limits()) as workers:
        worker = workers.submit(own_id).result()
    with pytest.raises(ProcessLookupError):
        os.kill(worker, 0)


def test_processes_that_were_killed_before_they_had_anything_to_do_are_replaced(monkeypatch):
    """Pebble's pool breaks down as a whole then; what was asked for is asked of another one."""
    monkeypatch.setattr("packbuilder.workers.PATIENCE", 1)
    with Workers(2, Limits(seconds=2)) as workers:
        first = workers.submit(own_id).result()
        for process in multiprocessing.active_children():
            process.kill()
        sleep_until(lambda: first not in running())
        assert [workers.submit(double, number).result() for number in range(4)] == [0, 2, 4, 6]


def leave_once(path):
    """Ends its worker as one ends that can't make out what it is sent, but only the first time."""
    if not path.exists():
        path.touch()
        os._exit(1)
    return "done"


def test_a_worker_that_cannot_make_out_what_it_is_sent_is_not_the_fault_of_its_task(tmp_path):
    with Workers(2, Limits(seconds=10)) as workers:
        pending = [workers.submit(leave_once, tmp_path / "left"), *(workers.submit(double, n) for n in range(3))]
        assert [each.result() for each in pending] == ["done", 0, 2, 4]


def test_a_task_of_which_nothing_is_heard_is_begun_anew(monkeypatch):
    """A worker that is killed just when it has taken a task takes it along, and nobody is told."""
    monkeypatch.setattr("packbuilder.workers.PATIENCE", 0.1)
    with Workers(1, Limits(seconds=1)) as workers:
        pool = workers.submit(own_id)._pool
        real = pool.schedule
        monkeypatch.setattr(pool, "schedule", lambda *_, **__: Future())
        pending = [workers.submit(double, number) for number in range(3)]
        monkeypatch.setattr(pool, "schedule", real)
        assert [each.result() for each in pending] == [0, 2, 4]
        assert pending[0]._pool is not pool


def test_processes_that_break_down_again_and_again_are_told_of(monkeypatch):
    monkeypatch.setattr("packbuilder.workers.PATIENCE", 0.1)
    monkeypatch.setattr("pebble.ProcessPool.schedule", lambda *_, **__: Future())
    with Workers(1, Limits(seconds=1)) as workers:
        with pytest.raises(SetupError, match="or end at once; close other programs"):
            workers.submit(double, 1).result()
        # Where they have worked, it may be this task that ends them.
        workers.worked = True
        with pytest.raises(EndedError, match="break down again and again"):
            workers.submit(double, 1).result()


PARENT = """
import os, sys, time
from packbuilder.limits import Limits
from packbuilder.workers import Workers
with Workers(2, Limits()) as workers:
    idle = workers.submit(os.getpid).result()
    busy = workers.submit(exec, "import os, time; print(os.getpid(), flush=True); time.sleep(600)")
    busy.result()
"""


def test_workers_do_not_outlive_a_parent_that_is_killed():
    with subprocess.Popen(
        [sys.executable, "-c", PARENT], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
    ) as parent:
        int(parent.stdout.readline())
        assert len(group(parent.pid)) >= 4  # the server and two workers as well
        parent.kill()
        parent.wait()
        try:
            sleep_until(lambda: not group(parent.pid))
        finally:
            for each in group(parent.pid):
                os.kill(each, signal.SIGKILL)


def sleep_until(true, seconds=5):
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_problem_can_be_sent_from_one_process_to_another(crew, tmp_path):
    from packbuilder.problems import Position  # noqa: PLC0415

    problem = Problem(tmp_path, Position(1, 2), "a", "b")
    assert crew.submit(same, problem).result() == problem


def same(value):
    return value


# --- Ctrl-C ----------------------------------------------------------------------------------------------------


def test_ctrl_c_does_not_reach_the_server_while_it_starts(monkeypatch):
    """It would end with a traceback; its parent ends it."""
    held = []

    def start():
        held.append(signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ()))

    monkeypatch.setattr("multiprocessing.forkserver.ensure_running", start)
    get_ready()
    assert held == [True]
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())
