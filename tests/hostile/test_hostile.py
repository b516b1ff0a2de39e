"""Hostile worksheets: each is refused with its message or printed as the plain text it is, within bounds.

Small ones are files in worksheets/, big ones are made here. All are made by the real command in a process of its own,
which is watched: nothing may be opened, reached or started that isn't its business. PORT and CANARY in a worksheet are
the port of a listener and the path of a secret. Whoever adds a worksheet adds it to outcomes.py.
"""

import os
import shutil
import socket
import struct
import sys
import zlib
from collections import defaultdict
from pathlib import Path

import pytest
import yaml
from outcomes import BUILDS, CHANGED, REFUSED
from PIL import Image
from traps import MEGABYTES, SECONDS, Ran, folded, run, trap

from packbuilder.emphasis import plain
from packbuilder.kinds import kinds
from packbuilder.parse import parse_worksheet
from packbuilder.positioned import scalars
from packbuilder.problems import SpecError
from packbuilder.source import read_source
from samples import EXAMPLES

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="what a process takes is measured by POSIX means")

HERE = Path(__file__).parent / "worksheets"
IMAGE = "activities[0].source.image: "
NO_FILE = "1:1: isn't an ordinary file; put a YAML text file in its place"
LINK = "1:1: is a link that leads out of its folder; put the file itself in its place"
LINKED = "is a link that leads out of its folder; put the picture itself in its place"
OUTSIDE = "lies outside the worksheet's folder; put the picture beside the worksheet"
NO_PICTURE = "isn't a PNG or JPEG picture; save it again as one of these"
DRAWING = "is an SVG drawing, which could hold more than a picture; save it as a PNG"
DAMAGED = "is damaged; save the picture again, or copy it anew"


def is_harmless(ran: Ran) -> None:
    """Nobody came, nothing was opened or started, nothing leaked, nothing in the PDFs does anything."""
    assert ran.connections == 0
    assert ran.events == ()
    assert ran.touched == ()
    assert ran.leaked == ()
    assert ran.active == ()
    assert not any("Traceback" in line for line in ran.told)


def by_name(told: tuple[str, ...]) -> dict[str, list[str]]:
    """What was told of each worksheet, by its path without the ending."""
    found = defaultdict(list)
    for line in told:
        name, ending, message = line.partition(".yaml:")
        if ending:
            found[name].append(message)
    return dict(found)


def bait(folder: Path, names: list[str], port) -> None:
    folder.mkdir()
    for name in names:
        (folder / f"{name}.yaml").write_text(port.baited((HERE / f"{name}.yaml").read_text("utf-8")), "utf-8")
    Image.new("L", (9, 9)).save(folder / "dot.png")


# --- small ones: all that are refused in one command, and all that are printed in another --------------------


@pytest.fixture(scope="session")
def refused(kept, tmp_path_factory) -> Ran:
    def make() -> Ran:
        with trap() as set_up:
            folder = tmp_path_factory.mktemp("refused")
            bait(folder / "unit", list(REFUSED), set_up)
            return run(set_up, folder, "check", "unit")

    return kept("hostile-refused", make)


@pytest.fixture(scope="session")
def built(kept, tmp_path_factory) -> Ran:
    def make() -> Ran:
        with trap() as set_up:
            folder = tmp_path_factory.mktemp("built")
            bait(folder / "unit", BUILDS + CHANGED, set_up)
            return run(set_up, folder, "build", "unit", "--separate", "-e", "student")

    return kept("hostile-built", make)


def test_every_hostile_worksheet_has_its_outcome():
    assert sorted(path.stem for path in HERE.glob("*.yaml")) == sorted([*REFUSED, *BUILDS, *CHANGED])
    assert len(REFUSED) + len(BUILDS) + len(CHANGED) >= 100


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_worksheet_is_refused_with_its_message(name, refused):
    assert by_name(refused.told)[f"unit/{name}"] == REFUSED[name]


def test_refusing_does_nothing_else(refused):
    is_harmless(refused)
    assert refused.status == 1
    assert refused.seconds < SECONDS
    assert refused.megabytes < MEGABYTES
    count = sum(map(len, REFUSED.values()))
    assert refused.told[-2:] == ("", f"{count} problems in unit.")
    assert len(refused.told) == count + 2
    assert refused.shown == {}


def texts(name: str) -> list[str]:
    """What a page shows of a worksheet's texts, but for words that choose something.

    An answer has the same payload as its prompt; what keys show of it is tried with every kind.
    """
    found = [*scalars(read_source(HERE / f"{name}.yaml"))]
    return [folded(plain(text)) for text in found if text not in (*kinds(), "3", "true", "dot.png")]


@pytest.mark.parametrize("name", BUILDS)
def test_a_hostile_text_is_printed_as_the_text_it_is(name, built):
    for text in texts(name):
        assert text in built.shown[f"{name}-student.pdf"]


@pytest.mark.parametrize("name", CHANGED)
def test_a_text_that_is_nothing_but_signs_is_printed(name, built):
    assert f"{name}-student.pdf" in built.shown


def test_printing_does_nothing_else(built):
    is_harmless(built)
    assert built.told == ()
    assert built.status == 0
    assert built.seconds < SECONDS * len(BUILDS + CHANGED) / 5
    assert built.megabytes < MEGABYTES


# --- every text of every kind ------------------------------------------------------------------------------

PAYLOADS = (
    '"></title><img src=//127.0.0.1:PORT/{}>',
    "{{{{config}}}}{{%include {}%}}",
    '"></style><link rel=attachment href=CANARY?{}>',
    'x"}}@import url(CANARY?{});',
    "![{}](file://CANARY)",
    '" style="background:url(CANARY?{})" x="',
    "</style></td>{}<b>&lt;",
)
"""One line each, short enough for a label; the number tells where it stood."""
SHORT = ('"><img src={}>', "{{{{{}}}}}", '"onload={}', "</b>{}&lt;")
"""For the gaps of a text."""


def leaves(value, path=()):
    """The path of each text below a value that YAML gave."""
    if isinstance(value, str):
        yield path
    for step, child in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        yield from leaves(child, (*path, step))


def at(value, path):
    for step in path:
        value = value[step]
    return value


def put(value, path, text):
    at(value, path[:-1])[path[-1]] = text


def is_allowed(folder: Path, value) -> bool:
    """Would this worksheet be parsed? What it is told otherwise is a message for people."""
    path = folder / "attempt.yaml"
    path.write_text(yaml.safe_dump(value, allow_unicode=True), "utf-8")
    try:
        parse_worksheet(path)
    except SpecError:
        return False
    return True


def with_pictures(folder: Path) -> None:
    """Copies the examples' pictures into the folder."""
    for path in EXAMPLES.glob("*.png"):
        shutil.copy(path, folder)


def injected(folder: Path, name: str, set_up) -> list[str]:
    """Writes the example of a kind with a payload in the place of every text, and gives the payloads."""
    value = yaml.load((EXAMPLES / f"{name}.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)
    value["paper"] = "A3 landscape"
    patterns = SHORT if name == "cloze" else PAYLOADS
    payloads = []
    for number, path in enumerate(leaves(value)):
        before = at(value, path)
        payload = set_up.baited(patterns[number % len(patterns)].format(number + 100))
        # A text with gaps keeps them, and a text whose place is chosen from some words is left as it is.
        for text in (payload, f"{payload} {before}", before):
            put(value, path, text)
            if text == before or is_allowed(folder, value):
                payloads += [payload] if text != before else []
                break
    (folder / f"{name}.yaml").write_text(yaml.safe_dump(value, allow_unicode=True), "utf-8")
    (folder / "attempt.yaml").unlink()
    return payloads


@pytest.fixture(scope="session")
def every_kind(kept, tmp_path_factory) -> tuple[dict[str, list[str]], Ran]:
    def make():
        with trap() as set_up:
            folder = tmp_path_factory.mktemp("kinds")
            (folder / "unit").mkdir()
            with_pictures(folder / "unit")
            payloads = {name: injected(folder / "unit", name, set_up) for name in kinds()}
            pack = [set_up.baited(PAYLOADS[number].format(number)) for number in range(3)]
            settings = dict(zip(("title", "unit", "level"), pack, strict=True))
            listed = {**settings, "worksheets": list(kinds())}
            (folder / "unit" / "pack.yaml").write_text(yaml.safe_dump(listed), "utf-8")
            ran = run(set_up, folder, "build", "unit", "-e", "key", "-e", "support", "--separate")
            return {
                name: [set_up.without_bait(text) for text in [*pack, *each]] for name, each in payloads.items()
            }, ran

    return kept("hostile-kinds", make)


@pytest.mark.parametrize("name", kinds())
def test_a_payload_in_every_text_of_a_kind_is_printed_as_text(name, every_kind):
    payloads, ran = every_kind
    shown = ran.shown[f"{name}-key.pdf"] + ran.shown[f"{name}-support.pdf"]
    assert len(payloads[name]) >= 8
    assert [text for text in payloads[name] if folded(plain(text)) not in shown] == []


def test_payloads_in_every_kind_do_nothing(every_kind):
    _, ran = every_kind
    is_harmless(ran)
    assert ran.told == ()
    assert ran.status == 0
    assert ran.megabytes < MEGABYTES


# --- files that are none, and names that lead elsewhere ------------------------------------------------------

FINE = "title: T\nactivities: [{kind: writing, prompt: Write., open: true, lines: 2}]\n"
SOURCE = """\
title: T
activities:
  - kind: source-analysis
    prompt: P
    source: {{image: {}, alt: A., provenance: B.}}
    questions: [{{question: Q, open: true}}]
"""
DEVICE = "is a name that Windows keeps for devices; rename the file"
ELSEWHERE = "1:1: the file's name has a \\ or a :, which lead elsewhere on some systems; rename it"
UNSEEN = "1:1: the file's name has characters that can't be printed; rename it"
ONE_IS_THERE = '; "one" is there, and isn\'t in the list'
STRANGE = {
    "files/pipe": NO_FILE,
    "files/socket": NO_FILE,
    "files/folder": NO_FILE,
    "files/zero": NO_FILE,
    "files/link-out": LINK,
    "files/link-to-secret": LINK,
    "files/link-to-itself": "1:1: can't be read: Too many levels of symbolic links",
    "files/link-to-nothing": "1:1: can't be read: No such file or directory",
    "files/huge": "1:1: the file has 1,000,000,000,000 bytes; 1,000,000 are the most that is read",
    "pipe/pack": NO_FILE,
    "link/pack": LINK,
    "dangling/pack": "1:1: can't be read: No such file or directory",
    "listed/pack": '2:14: worksheets[0]: there is no worksheet "../files/huge.yaml" beside this file' + ONE_IS_THERE,
    "absolute/pack": '2:14: worksheets[0]: there is no worksheet "/etc/passwd.yaml" beside this file' + ONE_IS_THERE,
    "device/pack": '2:14: worksheets[0]: there is no worksheet "nul.yaml" beside this file' + ONE_IS_THERE,
    "names/con": f'1:1: "con" {DEVICE}',
    "names/NUL": f'1:1: "NUL" {DEVICE}',
    "names/Aux": f'1:1: "Aux" {DEVICE}',
    "names/com1": f'1:1: "com1" {DEVICE}',
    "names/lpt³": f'1:1: "lpt³" {DEVICE}',
    "names/prn.sheet": f'1:1: "prn.sheet" {DEVICE}',
    "names/a\\..\\up": ELSEWHERE,
    "names/c:up": ELSEWHERE,
    "names/" + "n" * 181: "1:1: the file's name is longer than 180 bytes; shorten it",
    "pictures/pipe": f'5:21: {IMAGE}there is no file "pipe.png" beside the worksheet',
    "pictures/zero": f'5:21: {IMAGE}"zero.png" {LINKED}',
    "pictures/out": f'5:21: {IMAGE}"out.png" {LINKED}',
    "pictures/loop": f'5:21: {IMAGE}there is no file "loop.png" beside the worksheet',
    "pictures/up": f'5:21: {IMAGE}"up/out.png" {OUTSIDE}',
    "pictures/step": f'5:21: {IMAGE}"in/../step.png" {DRAWING}',
}


def strange_files(folder: Path, secret: Path) -> None:
    for name in ["files", "pipe", "link", "dangling", "listed", "absolute", "device", "names", "pictures"]:
        (folder / name).mkdir()
    (folder / "outside.yaml").write_text(FINE)
    files, pictures = folder / "files", folder / "pictures"
    os.mkfifo(files / "pipe.yaml")
    os.mkfifo(folder / "pipe" / "pack.yaml")
    os.mkfifo(pictures / "pipe.png")
    with socket.socket(socket.AF_UNIX) as end:
        os.chdir(files)
        end.bind("socket.yaml")
    (files / "folder.yaml").mkdir()
    links = {
        files / "zero.yaml": "/dev/zero",
        files / "link-out.yaml": "../outside.yaml",
        files / "link-to-secret.yaml": str(secret),
        files / "link-to-itself.yaml": "link-to-itself.yaml",
        files / "link-to-nothing.yaml": "nothing.yaml",
        folder / "link" / "pack.yaml": "../outside.yaml",
        folder / "dangling" / "pack.yaml": "nothing.yaml",
        pictures / "zero.png": "/dev/zero",
        pictures / "out.png": str(secret),
        pictures / "loop.png": "loop.png",
        pictures / "up": str(secret.parent),
        pictures / "in": "deep/inner",
    }
    for link, target in links.items():
        link.symlink_to(target)
    # Where a step back from the link leads, and where the typesetter takes it to.
    (pictures / "deep" / "inner").mkdir(parents=True)
    Image.new("L", (9, 9)).save(pictures / "deep" / "step.png")
    (pictures / "step.png").write_text("<svg/>")
    (pictures / "step.yaml").write_text(SOURCE.format("in/../step.png"))
    with (files / "huge.yaml").open("wb") as file:
        file.truncate(10**12)
    for name in ("pipe", "link", "dangling", "listed", "absolute", "device"):
        (folder / name / "one.yaml").write_text(FINE)
    for name, listed in {"listed": "../files/huge", "absolute": "/etc/passwd", "device": "nul"}.items():
        (folder / name / "pack.yaml").write_text(f"title: T\nworksheets: [{listed}]\n")
    for name in STRANGE:
        if name.startswith("names/"):
            (folder / f"{name}.yaml").write_text(FINE)
    for name, text in {"esc\x1b[2J": UNSEEN, "bidi\u202efdp": UNSEEN, "line\nx.yaml:1:1: fine": UNSEEN}.items():
        (folder / "names" / f"{name}.yaml").write_text(text)
    for name in ("pipe", "zero", "out", "loop"):
        (pictures / f"{name}.yaml").write_text(SOURCE.format(f"{name}.png"))
    (pictures / "up.yaml").write_text(SOURCE.format("up/out.png"))


@pytest.fixture(scope="session")
def strange(kept, tmp_path_factory) -> Ran:
    def make() -> Ran:
        here = Path.cwd()
        try:
            with trap() as set_up:
                folder = tmp_path_factory.mktemp("strange")
                strange_files(folder, set_up.secret)
                return run(set_up, folder, "check", *sorted(path.name for path in folder.iterdir() if path.is_dir()))
        finally:
            os.chdir(here)

    return kept("hostile-strange", make)


@pytest.mark.parametrize("name", STRANGE, ids=lambda name: name[:40])
def test_a_strange_file_or_name_is_refused_with_its_message(name, strange):
    assert by_name(strange.told)[name] == [STRANGE[name]]


def test_names_that_would_command_a_terminal_are_shown_by_numbers(strange):
    assert [line for line in strange.told if line.endswith(UNSEEN)] == [
        f"names/bidi\\u202efdp.yaml:{UNSEEN}",
        f"names/esc\\x1b[2J.yaml:{UNSEEN}",
        f"names/line\\nx.yaml:1:1: fine.yaml:{UNSEEN}",
    ]


def test_strange_files_are_not_opened_or_waited_for(strange):
    is_harmless(strange)
    assert strange.status == 1
    assert strange.seconds < SECONDS
    assert len(strange.told) == len(STRANGE) + 3 + 2


def test_links_within_the_folder_are_fine(tmp_path):
    unit = tmp_path / "unit"
    unit.mkdir()
    Image.new("L", (9, 9)).save(unit / "dot.png")
    (unit / "link.png").symlink_to("dot.png")
    (unit / "real.yaml").write_text(SOURCE.format("link.png"))
    (unit / "x.yaml").symlink_to("real.yaml")
    with trap() as set_up:
        ran = run(set_up, tmp_path, "build", "unit/x.yaml", "-e", "student")
    is_harmless(ran)
    assert ran.status == 0
    assert list(ran.shown) == ["x-student.pdf"]


# --- big ones ----------------------------------------------------------------------------------------------


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, *, said: tuple[int, int] | None = None, more: bytes = b"", bits: int = 1) -> bytes:
    """A black PNG, which may lie about its size; `more` stands before its pixels."""
    wide, high = said or (width, height)
    packed = zlib.compressobj(9)
    row = bytes(1 + (width * bits + 7) // 8)
    pixels = b"".join(packed.compress(row) for _ in range(height)) + packed.flush()
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", wide, high, bits, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + more + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def jpeg(*segments: bytes) -> bytes:
    """A small JPEG with these segments in front, each its marker's second byte and its data."""
    path = Path("small.jpg")
    Image.new("RGB", (64, 64), "red").save(path)
    data = path.read_bytes()
    path.unlink()
    inserted = b"".join(b"\xff" + each[:1] + struct.pack(">H", len(each) + 1) + each[1:] for each in segments)
    return data[:2] + inserted + data[2:]


def animated() -> bytes:
    path = Path("many.png")
    frames = [Image.new("RGB", (50, 50), colour) for colour in ("red", "blue", "green") * 30]
    frames[0].save(path, save_all=True, append_images=frames[1:])
    data = path.read_bytes()
    path.unlink()
    return data


def packed(kind: bytes, begin: bytes, megabytes: int, times: int = 1) -> bytes:
    return chunk(kind, begin + zlib.compress(bytes(megabytes * 1_000_000), 9)) * times


TOO_MANY = "Make the picture smaller, or allow more with --limit megapixels={0}"
PICTURES = {
    "bomb": (lambda: png(13000, 13000), f"has 169 megapixels; 40 are the most. {TOO_MANY.format(169)}"),
    "liar": (lambda: png(9, 9, said=(6000, 6000)), f'"p.png" {DAMAGED}'),
    "modest": (lambda: png(20000, 9000, said=(9, 9)), None),
    "giant": (
        lambda: png(9, 9, said=(2**31 - 1, 2**31 - 1)),
        "has 2,147,483,647 pixels in a row; 30,000 are the most, so make the picture smaller",
    ),
    "nothing": (lambda: png(9, 9, said=(0, 0)), f'"p.png" {DAMAGED}'),
    "text-bomb": (lambda: png(9, 9, more=packed(b"zTXt", b"k\0\0", 300)), f'"p.png" {DAMAGED}'),
    "text-bombs": (lambda: png(9, 9, more=packed(b"zTXt", b"k\0\0", 1, 200)), f'"p.png" {DAMAGED}'),
    "long-text-bomb": (lambda: png(9, 9, more=packed(b"iTXt", b"k\0\1\0\0\0", 300)), f'"p.png" {DAMAGED}'),
    "profile-bomb": (lambda: png(9, 9, more=packed(b"iCCP", b"k\0\0", 300)), f'"p.png" {DAMAGED}'),
    "parts": (
        lambda: png(9, 9, more=chunk(b"IDAT", b"") * 1_000_000),
        "has 12,000,068 bytes, and its pixels need 648 at most; save the picture again without the rest",
    ),
    "exif": (
        lambda: jpeg(*[b"\xe1Exif\0\0" + bytes(65000)] * 100),
        "has 6,501,693 bytes, and its pixels need 32,768 at most; save the picture again without the rest",
    ),
    "exif-broken": (lambda: jpeg(b"\xe1Exif\0\0MM\0*\0\0\0\x08\xff\xff" + bytes(9)), f'"p.png" {DAMAGED}'),
    "exif-long": (
        lambda: jpeg(b"\xe1Exif\0\0MM\0*\0\0\0\x08\0\1\x01\x12\0\2\xff\xff\xff\xff\0\x06\0\0"),
        f'"p.png" {DAMAGED}',
    ),
    "jpeg": (jpeg, None),
    "animated": (animated, None),
    "between": (lambda: jpeg().replace(b"\xff\xda", b"PK\3\4\xff\xda", 1), f'"p.png" {DAMAGED}'),
    "arithmetic": (
        lambda: jpeg().replace(b"\xff\xc0", b"\xff\xc9", 1),
        '"p.png" is coded as JPEGs hardly ever are, which PDFs can\'t hold; save it again as an ordinary JPEG',
    ),
    "cut": (lambda: jpeg()[:-60], f'"p.png" {DAMAGED}'),
    "drawing": (
        lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
        f'"p.png" {DRAWING}',
    ),
    "postscript": (
        lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc/passwd) (r) file\n",
        f'"p.png" {NO_PICTURE}',
    ),
    "page": (lambda: b"%PDF-1.7\n1 0 obj << /URI (http://127.0.0.1) >>", f'"p.png" {NO_PICTURE}'),
    "empty": (bytes, f'"p.png" {NO_PICTURE}'),
}


@pytest.fixture(scope="session")
def pictures(kept, tmp_path_factory) -> tuple[Ran, Ran]:
    """What is told of all bad pictures, and what becomes of the fine ones."""

    def make() -> tuple[Ran, Ran]:
        here = Path.cwd()
        with trap() as set_up:
            bad, fine = tmp_path_factory.mktemp("bad"), tmp_path_factory.mktemp("fine")
            for folder, is_fine in ((bad, False), (fine, True)):
                os.chdir(folder)
                for name, (content, message) in PICTURES.items():
                    if (message is None) is is_fine:
                        (folder / name).mkdir()
                        (folder / name / f"{name}.yaml").write_text(SOURCE.format("p.png"))
                        (folder / name / "p.png").write_bytes(content())
            os.chdir(here)
            return run(set_up, bad, "check", "."), run(set_up, fine, "build", ".", "-e", "student")

    return kept("hostile-pictures", make)


@pytest.mark.parametrize(
    ("name", "message"), [(n, m) for n, (_, m) in PICTURES.items() if m], ids=lambda text: text[:20]
)
def test_a_hostile_picture_is_refused_with_its_message(name, message, pictures):
    assert by_name(pictures[0].told)[f"{name}/{name}"] == [f"5:21: {IMAGE}{message}"]


def test_hostile_pictures_take_little(pictures):
    for ran, status, count in zip(
        pictures, (1, 0), (sum(m is not None for _, m in PICTURES.values()) + 2, 0), strict=True
    ):
        is_harmless(ran)
        assert ran.status == status
        assert len(ran.told) == count
        assert ran.seconds < SECONDS
        assert ran.megabytes < MEGABYTES
    assert sorted(pictures[1].shown) == sorted(
        f"{name}-student.pdf" for name, (_, told) in PICTURES.items() if not told
    )


def activities(one: str, times: int) -> str:
    return f"title: T\nactivities:\n{one * times}"


WRITING = '  - {kind: writing, prompt: "%s", open: true, lines: 2}\n'
CHART = "  - {kind: chart, prompt: P, columns: [%s], rows: [%s]}\n"
ROWS = ", ".join(["{open: true}"] * 60)
LIMIT = "Divide the worksheet, or allow more with --limit"
GIANT = "1,000 are the most. Shorten it or put spaces into it"
NEEDS_FIELDS = 'needs fields such as "kind: chart"; indent them below the hyphen'
LARGE = {
    "columns": (
        activities(CHART % (", ".join(["c"] * 5000), "{open: true}"), 1),
        ["3:30: activities[0].columns: has 5000 entries; 12 are the most that fit"],
    ),
    "word": (
        f"title: {'x' * 200_000}\nactivities: []\n",
        [
            "1:8: a text of 200,000 characters; 6,000 are the most, whatever the limits. Divide it",
        ],
    ),
    "words": (
        activities(f"  - {{kind: writing, prompt: {'word ' * 1100}, open: true}}\n", 19),
        [f"1:1: has 104,691 characters; 100,000 are the most. {LIMIT} characters=104691"],
    ),
    "brackets": ("title: " + "[" * 200_000, ["1:47: nested more than 40 levels deep; a worksheet never needs that"]),
    "text-behind-a-quotation-mark": (
        'a: "b" c\n---\n' + "[" * 900_000,
        [
            "1:8: not valid YAML: text behind a quotation mark; put the whole text between single ones ('), and write "
            "each apostrophe in it twice"
        ],
    ),
    "spaces-above-what-is-wrong": (
        f"title: T\n{' ' * 900_000}x\nunit: a: b\n",
        [
            "3:8: not valid YAML: a colon that can't stand here; put the text between straight quotation marks, "
            "or mend the line's indentation"
        ],
    ),
    "hyphens": ("- " * 200_000, ["1:81: nested more than 40 levels deep; a worksheet never needs that"]),
    "braces": ("{a: " * 100_000, ["1:161: nested more than 40 levels deep; a worksheet never needs that"]),
    "laughs": (
        f"title: &a T\nactivities: [{'*a, ' * 20_000}]\n",
        ["2:1: activities: has 20000 entries; 60 are the most that fit"]
        + [f'2:{14 + 4 * n}: "*a" repeats another part of the file; write the text out' for n in range(99)]
        + ["2:406: and 19,901 more problems; mend these first"],
    ),
    "tags": (
        f"title: T\nactivities: [{'!a b, ' * 20_000}]\n",
        ["2:1: activities: has 20000 entries; 60 are the most that fit"]
        + [f"2:{14 + 6 * n}: a YAML tag; put the value between quotation marks" for n in range(99)]
        + ["2:602: and 19,901 more problems; mend these first"],
    ),
    "nothings-before-a-long-comment": (
        f"title: T\nactivities: [{'~,' * 20_000}] # {'x' * 900_000}\n",
        [
            "2:1: activities: has 20000 entries; 60 are the most that fit",
            *[f"2:{14 + 2 * n}: activities[{n}]: {NEEDS_FIELDS}" for n in range(60)],
        ],
    ),
    "values": (
        f"title: T\nactivities: [{'a,' * 490_000}]\n",
        ["2:60004: has more than 30,000 fields and values; divide the file"],
    ),
    "numbers": (
        f"title: T\nactivities: [{'9' * 90_000}]\n",
        [
            "2:14: a word of 90,000 characters; 1,000 are the most. Shorten it or put spaces into it",
            f"2:14: activities[0]: {NEEDS_FIELDS}",
        ],
    ),
    "letters": (
        f"title: T\nactivities: [{'ሀ,' * 25_000}]\n",
        [
            "2:1: activities: has 25000 entries; 60 are the most that fit",
            '2:14: no font has the character "ሀ" (U+1200, ETHIOPIC SYLLABLE HA); write it another way',
            *[f"2:{14 + 2 * n}: activities[{n}]: {NEEDS_FIELDS}" for n in range(60)],
        ],
    ),
}
"""What is refused when it is read."""
MANY = "  - {kind: writing, prompt: P, open: true, lines: %d, new_page: true}\n"
HEAVY = {
    "blanks": (
        activities(CHART % ("a, b, c, d, e, f, g, h, i, j, k, l", ROWS), 14),
        [f"2:1: has 10,080 blanks; 2,000 are the most. {LIMIT} blanks=10080"],
    ),
    "paper": (activities(MANY % 60, 60), ["1:1: the worksheet would be longer than 20 m of paper; divide it"]),
    "pages": (
        activities(MANY % 24, 60).replace("title", "paper: A4 landscape\ntitle"),
        [f"1:1: has 120 pages; 100 are the most. {LIMIT} pages=120"],
    ),
    "marks on a letter": (
        activities(WRITING % ("Z" + "\u0301" * 3000 + "algo."), 1),
        [f"3:29: a word of 3,006 characters; {GIANT}"],
    ),
    "marks on letters": (
        activities(WRITING % (("a" + "\u0301\u0323\u0308" * 10) * 190), 1),
        [f"3:29: a word of 5,890 characters; {GIANT}"],
    ),
    "a text in the word bank": (
        f"title: T\nactivities:\n  - kind: cloze\n    prompt: P\n    text: A ___.\n    word_bank: student\n"
        f"    answers: [{'word ' * 600}]\n",
        [],
    ),
}
"""What is refused, or printed, when it is drawn and measured."""


@pytest.fixture(scope="session")
def large(kept, tmp_path_factory) -> Ran:
    def make() -> Ran:
        with trap() as set_up:
            folder = tmp_path_factory.mktemp("large")
            for name, (content, _) in LARGE.items():
                (folder / name).mkdir()
                (folder / name / "x.yaml").write_text(content, "utf-8")
            return run(set_up, folder, "check", ".")

    return kept("hostile-large", make)


@pytest.mark.parametrize("name", LARGE)
def test_a_huge_file_is_refused_with_its_message(name, large):
    assert by_name(large.told)[f"{name}/x"] == LARGE[name][1]


def test_huge_files_take_little(large):
    is_harmless(large)
    assert large.status == 1
    assert large.seconds < 3 * SECONDS
    assert large.megabytes < MEGABYTES
    assert len(large.told) == sum(len(told) for _, told in LARGE.values()) + 2


@pytest.mark.parametrize("name", HEAVY)
def test_a_heavy_worksheet_is_refused_or_printed_within_bounds(name, tmp_path):
    content, told = HEAVY[name]
    (tmp_path / "unit").mkdir()
    (tmp_path / "unit" / "x.yaml").write_text(content, "utf-8")
    with trap() as set_up:
        ran = run(set_up, tmp_path, "build", "unit", "-e", "student")
    is_harmless(ran)
    assert by_name(ran.told) == ({"unit/x": told} if told else {})
    assert ran.status == bool(told)
    assert ran.seconds < SECONDS
    assert ran.megabytes < MEGABYTES


@pytest.mark.full
@pytest.mark.parametrize("name", kinds())
def test_words_longer_than_a_page_are_refused_or_printed_within_bounds(name, tmp_path):
    unit = tmp_path / "unit"
    unit.mkdir()
    with_pictures(unit)
    value = yaml.load((EXAMPLES / f"{name}.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)
    for path in leaves(value):
        before = at(value, path)
        for length in (6000, 300, 80, 60, 0):
            put(value, path, "x" * length or before)
            if is_allowed(unit, value):
                break
    (unit / "attempt.yaml").rename(unit / "x.yaml")
    with trap() as set_up:
        ran = run(set_up, tmp_path, "build", "unit")
    is_harmless(ran)
    assert ran.status == bool(ran.told)
    assert all(
        "mm too long for its place" in told or "mm in one piece" in told for told in by_name(ran.told).get("unit/x", [])
    )
    assert ran.seconds < SECONDS
    assert ran.megabytes < MEGABYTES
