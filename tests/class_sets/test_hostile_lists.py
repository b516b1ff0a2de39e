"""Class lists made to take a computer down: the command is done with each soon, in little memory and in few words."""

import json
import subprocess
import sys
from dataclasses import dataclass

import pytest
from sets import write_desk, zipped

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


def bundle(classes, students):
    """A zipped OneRoster bundle with these titles of classes, and so many students who are in all of them."""
    enrolled = (f"{number},{user},student" for user in range(students) for number in range(len(classes)))
    return zipped(
        {
            "users.csv": rows(*["A,B"] * students, heading="sourcedId,givenName,familyName"),
            "classes.csv": rows(*classes, heading="sourcedId,title"),
            "enrollments.csv": rows(*enrolled, heading="sourcedId,classSourcedId,userSourcedId,role"),
        }
    )


CONTROLS = "".join(map(chr, [*range(1, 9), 11, 12, *range(14, 28)]))
SETTINGS = "id,name,class,order,edition,large print,dyslexia,low ink,tint,screen,language"


LISTS = {
    "the same heading over many lines": (
        lambda: b"id,name" + (',"name' + "\r" * 1_100 + "\n" * 1_100 + '"').encode() * 900 + b"\n1,a",
        1,
        "there are more problems; mend these first",
    ),
    "one row of millions of headings": (
        lambda: b"ab," * 6_600_000,
        1,
        "list.csv:1:1: a row with more than 100,000 sep",
    ),
    "one row of millions of cells": (
        lambda: b"id,name\n1,a" + b",ab" * 6_600_000,
        1,
        "list.csv:2:1: a row with more than 100,000 separators; export the list again",
    ),
    "one row of many lines of cells": (
        lambda: b"id,name\n1,a" + (b",ab" * 99_000 + b',"\n"') * 60,
        1,
        "list.csv:2:1: a row with more than 100,000 separators; export the list again",
    ),
    "control characters": (
        lambda: rows(*[",".join([CONTROLS * 4] * 10)] * 20_000, heading=SETTINGS),
        1,
        "there are more problems; mend these first",
    ),
    "wrong settings": (
        lambda: rows(*[",a,1,studemt,,,,creem,,xx"] * 90_000, heading=SETTINGS),
        1,
        "there are more problems; mend these first",
    ),
    "letters that no font has": (
        lambda: rows(*["\U0001244c"] * 90_000, heading="id,name"),
        1,
        "there are more problems",
    ),
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


BUNDLES = {
    "two long classes": (lambda: bundle(["t" * 130_000, "u" * 130_000], 45_000), 1, "title: has 130,000 characters"),
    "everybody in two classes": (
        lambda: bundle(["t" * 299, "t" * 300], 45_000),
        1,
        "there are more problems; mend these first",
    ),
    "one long class": (lambda: bundle(["t" * 130_000], 2_000), 1, "title: has 130,000 characters"),
}
CASES = [(each, "list.csv", *LISTS[each]) for each in LISTS] + [(each, "list.zip", *BUNDLES[each]) for each in BUNDLES]


@pytest.mark.parametrize(
    ("name", "data", "exit_code", "message"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_a_hostile_list_is_done_with_soon_and_in_few_words(tmp_path, name, data, exit_code, message):
    told = check(tmp_path, name, data())
    assert (told.exit_code, message in told.text) == (exit_code, True)
    assert told.seconds < SECONDS
    assert told.megabytes < MEGABYTES
    assert len(told.text) < CHARACTERS
