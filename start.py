#!/usr/bin/env python3
"""Sets packbuilder up in this folder and builds the packs; with --test, runs the tests.

Needs Python 3.11 and nothing else: what is missing comes into .venv, and the system library Pango through
the system's package manager where that needs no password.
"""

import argparse
import os
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--test", action="store_true", help="run the tests and the checks of the code")
    arguments = parser.parse_args()
    if sys.version_info < (3, 11):  # noqa: UP036 - what the installer would say of it is hard to read
        print(f"packbuilder needs Python 3.11 or later; this is {sys.version.split()[0]}.")
        return 2
    os.chdir(HERE)
    install("[chinese,korean,dev]" if arguments.test else "[chinese,korean]")
    if run("packbuilder", "doctor", "--install") != 0:
        print("\nDo what is said above, then run this again.")
        return 1
    return test() if arguments.test else build()


def install(extra: str) -> None:
    """Makes .venv and installs packbuilder from this folder into it."""
    if not (BIN / python_name()).exists():
        print("Making a Python environment in .venv …", flush=True)
        venv.create(VENV, with_pip=True)
    print("Installing what packbuilder needs …", flush=True)
    command = [str(BIN / python_name()), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if subprocess.run([*command, "--editable", f".{extra}"], check=False).returncode != 0:
        sys.exit("pip could not install packbuilder; is this machine online?")


def build() -> int:
    status = run("packbuilder", "schema", "--write", "worksheets") or run("packbuilder", "build")
    if status == 0:
        print(f"\nThe PDFs are in {HERE / 'output'}.")
        print(f"To make your own: {BIN / 'packbuilder'} --help")
    return status


def test() -> int:
    workers = str(min(8, os.cpu_count() or 1))
    return (
        run("ruff", "check", ".")
        or run("ruff", "format", "--check", ".")
        or run("mypy")
        or run("pytest", "-q", "-n", workers, "--dist", "worksteal")
    )


def run(*command: str) -> int:
    """Runs a command of the environment; its exit status."""
    return subprocess.run([BIN / command[0], *command[1:]], check=False).returncode


def python_name() -> str:
    return "python.exe" if os.name == "nt" else "python"


if __name__ == "__main__":
    sys.exit(main())
