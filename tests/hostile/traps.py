"""Traps around a packbuilder that makes hostile worksheets: a listener, a secret file, and a watch on what it opens."""

import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from time import monotonic, sleep
from typing import Any

import pikepdf
from pypdfium2 import PdfDocument

from samples import ROOT

SECONDS, MEGABYTES = 10, 500
"""What one worksheet may take. Commands that make many at once get this for each."""
WATCH = Path(__file__).parent / "watch"
HARMLESS = ("urllib.Request\t'data:", 'urllib.Request\t"data:')
"""How events begin that reach nothing: the layout's own strokes are in addresses that hold their content."""
ACTIVE = (
    "/JavaScript",
    "/JS",
    "/Launch",
    "/EmbeddedFiles",
    "/EF",
    "/URI",
    "/GoToR",
    "/SubmitForm",
    "/OpenAction",
    "/AA",
)


@dataclass
class Trap:
    """The port of a listener, the path of a file with a secret, and who came."""

    port: int
    secret: Path
    word: str
    came: list[Any] = field(default_factory=list)

    def baited(self, text: str) -> str:
        """The text with the trap's port and path in it."""
        return text.replace("PORT", str(self.port)).replace("CANARY", str(self.secret))

    def without_bait(self, text: str) -> str:
        return text.replace(str(self.secret), "CANARY").replace(str(self.port), "PORT")


@dataclass(frozen=True)
class Ran:
    """What became of a command: its status and what it said, what it took, what it touched, and what it wrote."""

    status: int
    told: tuple[str, ...]
    seconds: float
    megabytes: float
    events: tuple[str, ...]
    touched: tuple[str, ...]
    connections: int
    leaked: tuple[str, ...]
    active: tuple[str, ...]
    shown: dict[str, str]


@contextmanager
def trap() -> Iterator[Trap]:
    """A listener on this machine and a secret in a folder that no worksheet has any business in."""
    with socket.create_server(("127.0.0.1", 0)) as server, tempfile.TemporaryDirectory() as folder:
        word = token_hex(16)
        secret = Path(folder) / "c"
        secret.write_text(f"body {{ color: red }} /* {word} */ {word}", "utf-8")
        trap = Trap(server.getsockname()[1], secret, word)

        def listen() -> None:
            while True:
                try:
                    connection, address = server.accept()
                except OSError:
                    return
                trap.came.append(address)
                connection.close()

        threading.Thread(target=listen, daemon=True).start()
        yield trap
        server.shutdown(socket.SHUT_RDWR)


def run(trap: Trap, folder: Path, *arguments: str) -> Ran:
    """Runs packbuilder in `folder`, in a process of its own that is watched; PDFs come from `folder`/output."""
    log = folder / "events.log"
    paths = os.pathsep.join(map(str, (WATCH, ROOT / "src")))
    environment = {**os.environ, "PYTHONPATH": paths, "WATCH_LOG": str(log), "PYTHONIOENCODING": "utf-8"}
    start = monotonic()
    with (folder / "told.log").open("w+b") as told:
        command = [sys.executable, "-m", "packbuilder", *arguments]
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=told, start_new_session=True
        )
        kilobytes = 0
        while process.poll() is None and monotonic() - start < 120:
            kilobytes = max(kilobytes, largest_of(process.pid))
            sleep(0.05)
        process.kill()
        process.wait()
        seconds = monotonic() - start
        told.seek(0)
        lines = told.read().decode().splitlines()
    events = log.read_text("utf-8").splitlines()
    assert events, "nothing was watched"
    opened = [event.partition("\t")[2] for event in events if event.startswith("open\t")]
    output = folder / "output"
    written = sorted(path for path in output.rglob("*") if path.is_file()) if output.exists() else []
    return Ran(
        status=process.returncode,
        told=tuple(trap.without_bait(line) for line in lines),
        seconds=seconds,
        megabytes=kilobytes / 1024,
        events=tuple(e for e in events if not e.startswith(("open\t", *HARMLESS))),
        touched=tuple(path for path in opened if is_forbidden(os.path.realpath(folder / path), trap)),
        connections=len(trap.came),
        leaked=tuple(path.name for path in written if trap.word.encode() in everything_in(path)),
        active=tuple(f"{path.name}: {key}" for path in written for key in active_in(path)),
        shown={path.name: trap.without_bait(texts_of(path)) for path in written if path.suffix == ".pdf"},
    )


def largest_of(session: int) -> int:
    """The peak in kB, so far, of the process in this session that has needed most; workers are no children of ours."""
    peaks = [0]
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            # The session is the sixth field; the second one, a name in brackets, may have spaces in it.
            if int((folder / "stat").read_text().rpartition(")")[2].split()[3]) == session:
                found = re.search(r"VmHWM:\s+(\d+)", (folder / "status").read_text())
                peaks.append(int(found[1]) if found else 0)
    return max(peaks)


def is_forbidden(path: str, trap: Trap) -> bool:
    """Is this the secret, or a file of the system's that payloads name?"""
    forbidden = (
        str(trap.secret.parent),
        "/etc/passwd",
        "/proc/self/environ",
        "/dev/zero",
        ".ssh",
        "evil",
        "secret.png",
    )
    return any(part in path for part in forbidden)


def everything_in(path: Path) -> bytes:
    """The bytes of a file and, of a PDF, those of its streams as they are without compression."""
    found = [path.read_bytes()]
    if path.suffix == ".pdf":
        with pikepdf.open(path) as pdf:
            found += [each.read_bytes() for each in pdf.objects if isinstance(each, pikepdf.Stream) and readable(each)]
        found.append(texts_of(path).encode())
    return b"\n".join(found)


def readable(stream: pikepdf.Stream) -> bool:
    """Has it no filter that pikepdf leaves alone? A JPEG stands in a file as it is."""
    return stream.get("/Filter") in (None, "/FlateDecode") and "/Predictor" not in str(stream.get("/DecodeParms"))


def active_in(path: Path) -> list[str]:
    """The keys in a PDF that do something, or lead elsewhere."""
    if path.suffix != ".pdf":
        return []
    with pikepdf.open(path) as pdf:
        return sorted({key for each in pdf.objects for key, _ in inside(each)} & set(ACTIVE))


def inside(value: Any) -> Iterator[tuple[str, Any]]:
    """Every value that stands in an object of a PDF itself, with its key; what it refers to is another object."""
    stack = [("", value)]
    while stack:
        key, value = stack.pop()
        yield key, value
        if isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
            stack += [(name, child) for name, child in value.items() if not is_elsewhere(child)]
            yield from ((name, None) for name, _ in value.items())
        elif isinstance(value, pikepdf.Array):
            stack += [("", child) for child in value if not is_elsewhere(child)]


def is_elsewhere(value: Any) -> bool:
    return bool(getattr(value, "is_indirect", False))


def texts_of(path: Path) -> str:
    """All that a PDF shows, and all texts that it holds for screen readers and about itself."""
    with PdfDocument(path) as pdf:
        shown = [page.get_textpage().get_text_range() for page in pdf]
    with pikepdf.open(path) as pdf:
        held = [str(part) for each in pdf.objects for _, part in inside(each) if isinstance(part, pikepdf.String)]
    return folded("\n".join([*shown, *held]))


def folded(text: str) -> str:
    """The text without white space, hyphens, quotation marks and what nobody sees: all that a page may change."""
    text = unicodedata.normalize("NFKC", text)
    return re.sub(r"[\s\-\u00ad\u2010\u200b-\u200f\u2066-\u2069\ufeff\ufffe\x02\x00“”‘’\"'*]", "", text)
