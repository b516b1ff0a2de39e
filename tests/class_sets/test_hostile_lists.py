"""Class lists made to take a computer down: the command is done with each soon, in little memory and in few words."""

import json
import subprocess
import sys
from dataclasses import dataclass

import pytest
from sets import write_desk

SECONDS, MEGABYTES, CHARACTERS = 10, 500, 60_000
"""What the command may take of a processor, of memory and of somebody's screen."""
CHILD = """
import json, resource, sys, time
resource.setrlimit(resource.RLIMIT_CPU, (30, 30))
resource.setrlimit(resource.RLIMIT_AS, (4_000_000_000, 4_000_000_000))
from packbuilder.cli import main
try:
    main()
finally:
    peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
    print(json.dumps([time.process_time(), int(peak.split()[1]) / 1000]), file=sys.stderr)
"""
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory is measured on Linux alone")


@dataclass(frozen=True)
class Told:
    """How the command ended, what it said, what it took of a processor in seconds and of memory in MB."""

    exit_code: int
    text: str
    seconds: float
    megabytes: float


def check(folder, name, data):
    """Has the command check a class set for the list."""
    write_desk(folder, "")
    (folder / name).write_bytes(data)
    command = [sys.executable, "-c", CHILD, "class-set", "tiny", "--roster", name, "--check"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    *lines, figures = done.stderr.splitlines()
    return Told(done.returncode, done.stdout + "\n".join(lines), *json.loads(figures))


def rows(*cells, heading="id,name,class"):
    """A list with a row for each of the cells, numbered."""
    return "".join([f"{heading}\n", *(f"{number},{each}\n" for number, each in enumerate(cells))]).encode()


LISTS = {
    "names of many runs": (lambda: rows(*["aא" * 40_000 + ",7B"] * 80), 1, "name: has 80,000 characters"),
    "long classes": (
        lambda: rows(*(f"Ada,{'x' * 100_000}{n}" for n in range(100))),
        1,
        "class: has 100,001 characters",
    ),
    "long headings of marks": (
        lambda: rows("Ada" + "," * 99, heading="id,name" + f",a{chr(0x315) * 20_000}{chr(0x300) * 20_000}" * 99),
        0,
        "1 copy",
    ),
}


@pytest.mark.parametrize("kind", LISTS)
def test_a_hostile_list_is_done_with_soon_and_in_few_words(tmp_path, kind):
    data, exit_code, message = LISTS[kind]
    told = check(tmp_path, "list.csv", data())
    assert (told.exit_code, message in told.text) == (exit_code, True)
    assert told.seconds < SECONDS
    assert told.megabytes < MEGABYTES
    assert len(told.text) < CHARACTERS
