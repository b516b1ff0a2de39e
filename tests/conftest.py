"""What all tests share: a build must be quiet, and everything in worksheets/ is built once."""

import gc
import logging
import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from time import monotonic, sleep
from typing import IO, Any, cast

import pytest
from hypothesis import settings

from packbuilder import making
from packbuilder.build import Report, make
from packbuilder.memory import NONE, Memory
from packbuilder.options import Options
from packbuilder.papers import Family
from packbuilder.parse import Pack, Worksheet, parse_worksheet
from packbuilder.receipts import MADE
from packbuilder.renderings import USUAL, Rendering
from packbuilder.targets import Target
from packbuilder.worker import GARBAGE
from proofs import Proved, proved_at

LOGGERS = ("weasyprint", "fontTools", "pikepdf")
LOUD: list[logging.LogRecord] = []

# The same examples in every run: what a test finds today it finds tomorrow.
settings.register_profile("packbuilder", deadline=None, derandomize=True, database=None)
settings.load_profile("packbuilder")


def pytest_collection_finish() -> None:
    """What is loaded stays, and tests make trees of objects as workers do: garbage is looked for as seldom as there."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE)


class Listener(logging.Handler):
    """Keeps every record in LOUD. It listens all the time, so that what a session's fixture says counts too."""

    def emit(self, record: logging.LogRecord) -> None:
        LOUD.append(record)


def pytest_configure() -> None:
    for name in LOGGERS:
        logging.getLogger(name).addHandler(Listener(logging.WARNING))


@pytest.fixture(autouse=True)
def loud() -> Iterator[list[logging.LogRecord]]:
    """Fails a test in which a library warned. A test that expects the warning takes it out of this list."""
    yield LOUD
    said = [f"{record.name}: {record.getMessage()}" for record in LOUD]
    LOUD.clear()
    assert not said


@pytest.fixture(autouse=True)
def _no_memory(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an earlier test, or this machine's user, has made is unknown to a command that is tested."""
    if "memory" not in request.fixturenames:
        monkeypatch.setattr("packbuilder.options._memory", lambda _no_cache: NONE)


@pytest.fixture(autouse=True, scope="session")
def _place_for_temporary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What a process that is killed leaves behind goes away with the other files of the tests."""
    with pytest.MonkeyPatch.context() as patch:
        # Sockets need a short path.
        patch.setenv("TMPDIR", str(tmp_path_factory.mktemp("t")))
        yield


@pytest.fixture
def temporary(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder for temporary files of processes that a test starts, in which nothing may be left."""
    folder = tmp_path_factory.mktemp("t")
    monkeypatch.setenv("TMPDIR", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


@pytest.fixture
def full() -> Iterator[IO[str]]:
    """A file on which there is no room."""
    device = Path("/dev/full")
    if not device.exists():
        pytest.skip("needs a system that has /dev/full")
    with device.open("w") as file:
        yield file


@pytest.fixture
def unread() -> Iterator[int]:
    """A pipe whose reader has gone."""
    read, write = os.pipe()
    os.close(read)
    yield write
    os.close(write)


@pytest.fixture
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Memory:
    """A memory of the test's own, which commands use."""
    own = Memory(tmp_path / "cache" / "packbuilder" / MADE)
    monkeypatch.setattr("packbuilder.options._memory", lambda no_cache: NONE if no_cache else own)
    return own


@pytest.fixture
def soon() -> Iterator[None]:
    """Fails what isn't done in ten seconds."""
    if sys.platform == "win32":
        pytest.skip("there are no such files")

    def late(*_: object) -> None:
        raise TimeoutError("it waits, or never comes to an end")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(10)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The worksheets and editions that the typesetter was asked for."""
    calls: list[tuple[str, ...]] = []
    real = making.print_worksheet

    def counted(worksheet: Worksheet, pack: Pack, chosen: Options, *more: Any) -> Any:
        calls.append((worksheet.id, *chosen.editions))
        return real(worksheet, pack, chosen, *more)

    monkeypatch.setattr(making, "print_worksheet", counted)
    return calls


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Any]:
    """`kept(name, make)` is what `make()` gives, made once in a run, however many processes the tests run in."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent

    def keep(name: str, make: Callable[[], Any]) -> Any:
        file = shared / name
        with alone(file.with_name(f"{name}.lock")):
            if not file.exists():
                file.write_bytes(pickle.dumps(make()))
        return pickle.loads(file.read_bytes())

    return keep


@pytest.fixture(scope="session")
def made(kept: Callable[..., Any]) -> Callable[..., Report]:
    """`made(folder, family)` is what the pack in `folder` became, in a `rendering` if one is named."""

    @cache
    def build(folder: Path, family: Family | None = None, rendering: Rendering = USUAL) -> Report:
        def report() -> Report:
            return make([Target(folder)], Options(family=family, rendering=rendering), lambda _name: None)[0]

        return cast("Report", kept(f"made-{folder.name}-{family}-{rendering.name}", report))

    return build


@pytest.fixture(scope="session")
def proved(kept: Callable[..., Any]) -> Callable[..., Proved]:
    """`proved(path, rendering, family)` is what became of one worksheet and of what it promises."""

    @cache
    def prove(path: Path, rendering: Rendering = USUAL, family: Family | None = None) -> Proved:
        name = f"proved-{path.parent.name}-{path.stem}-{rendering.name}-{family}"
        return cast("Proved", kept(name, lambda: proved_at(path, Options(family=family, rendering=rendering))))

    return prove


@contextmanager
def alone(lock: Path, seconds: float = 300) -> Iterator[None]:
    """Waits until no other process is in here."""
    deadline = monotonic() + seconds
    while True:
        try:
            lock.touch(exist_ok=False)
            break
        except FileExistsError:
            if monotonic() > deadline:
                raise
            sleep(0.05)
    try:
        yield
    finally:
        lock.unlink()


@pytest.fixture
def read(tmp_path: Path) -> Callable[[str], Worksheet]:
    """Parses the text of a worksheet's activities; its name is `sheet`."""

    def parse(activities: str) -> Worksheet:
        path = tmp_path / "sheet.yaml"
        path.write_text(f"title: A sheet\nactivities:\n{activities}", encoding="utf-8")
        return parse_worksheet(path)

    return parse
