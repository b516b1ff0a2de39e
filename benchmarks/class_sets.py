"""How fast class sets are, how large and with how much memory, beside Typst and WeasyPrint.

    .venv/bin/pip install typst
    .venv/bin/python benchmarks/class_sets.py            # five runs
    .venv/bin/python benchmarks/class_sets.py --quick    # does everything work? A tenth of the copies, one run

Every thing that is measured runs in a process of its own. In each run all peers take their turn, and ratios are medians
of the runs' ratios: whatever else slows the machine down for a minute meets all of them. The fastest of several ways
to write the Typst document is taken; six_pages.typ says which.
"""

import argparse
import csv
import json
import os
import random
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import monotonic, perf_counter
from typing import Any

from measuring import (
    ONE_PAGE_EACH,
    Bar,
    Children,
    Run,
    answer,
    child,
    compile_typst,
    fresh,
    memory,
    ratio,
    recorded,
    run,
    side_by_side,
    six_pages,
    told,
    whole,
)

PAGES = len(ONE_PAGE_EACH)
CLASSES = [f"{year}{letter}" for year in range(7, 13) for letter in "ABCDEFGH"]
FIRST = (
    "Amara",
    "Ben",
    "Chloë",
    "Dilan",
    "Eszter",
    "Grace",
    "Hüseyin",
    "Ines",
    "Jakub",
    "Léa",
    "Noor",
    "Olena",
    "Søren",
)
LAST = ("Adeyemi", "Byrne", "Castro", "Dvořák", "Ellis", "García", "Horváth", "Jones", "Khan", "Lindström", "Öztürk")
MODULES = 21
"""Modules on a side of a QR code of version 1."""
WARM = 3
"""Copies that WeasyPrint sets in a warm process; what a whole class set would take is reckoned from them."""


@dataclass(frozen=True)
class Scale:
    """How many copies each case has."""

    few: int = 200
    year: int = 1_200
    thousand: int = 1_000
    ten_thousand: int = 10_000
    files: int = 200


QUICK = Scale(few=20, year=120, thousand=100, ten_thousand=1_000, files=20)


TYPST = Bar(8, "×", least=True)
WEASYPRINT = Bar(100, "×", least=True)
PAGE = Bar(400, "B")
PAGE_WITH_CODE = Bar(1_500, "B")
MEMORY = Bar(250, "MB")
LINEAR = Bar(1.1, "×")
MEMORY_OF_MANY = Bar(600, "MB")
FILES = Bar(20, "×", least=True)


@dataclass(frozen=True)
class Setting:
    """The temporary folder with the pack and the rosters, and how many copies are wanted."""

    folder: Path
    scale: Scale

    @property
    def pack(self) -> Path:
        return self.folder / "six-pages"

    def roster(self, copies: int) -> Path:
        return self.folder / f"roster-{copies}.csv"


# What is measured. Each of these starts one process.


def class_set(setting: Setting, copies: int, *flags: str) -> Run:
    """The whole command, from the worksheets to the files.

    The pack's pages are remembered from an earlier run, unless the flags say `--no-cache`; nothing of a class list is.
    """
    with fresh(setting.folder) as output:
        files = ("--roster", str(setting.roster(copies)), "--output", str(output))
        done = run(sys.executable, "-m", "packbuilder", "class-set", str(setting.pack), *files, *flags, output=output)
        whole = f"{copies} files in" if "--files" in flags else f"{copies * PAGES} sides"
        if whole not in done.told:
            sys.exit(f"there aren't {whole} what was printed:\n{done.told}")
        return done


def stamping_only(setting: Setting, copies: int) -> Run:
    """A class set without the typesetting of the pack's pages: everything that grows with the copies."""
    with fresh(setting.folder) as output:
        return run(
            *child(__file__, "stamping", str(setting.pack), str(setting.roster(copies)), str(output)), output=output
        )


def typst(setting: Setting, *, codes: bool = True, finished: Path | None = None) -> Run:
    """All copies as one Typst document; with `finished` the pages come out of that PDF and aren't set at all."""
    with fresh(setting.folder) as output:
        pdf = output / "typst.pdf"
        inputs = {"pupils": "pupils.json", "modules": "modules.bin", "codes": "yes" if codes else "no"}
        if finished:
            inputs["finished"] = finished.name
        return run(*child(__file__, "typst", str(setting.folder), str(pdf), json.dumps(inputs)), output=pdf)


def weasyprint(setting: Setting, *, tagged: bool = False) -> Run:
    """Seconds for each copy whose pages WeasyPrint sets from finished HTML with the name in it, in a warm process."""
    return run(*child(__file__, "weasyprint", str(setting.pack), "pdf/ua-1" if tagged else ""))


def build_path(setting: Setting) -> Run:
    """Seconds for each copy that packbuilder builds as a pack with fields to type into, in a warm process."""
    return run(*child(__file__, "build", str(setting.pack)))


# What these processes do. They import what they need themselves.


def child_stamping(pack: str, roster: str, output: str) -> float:
    from packbuilder.class_sets.order import Order, typeset_set  # noqa: PLC0415
    from packbuilder.class_sets.streams import plan_streams, write_streams  # noqa: PLC0415
    from packbuilder.class_sets.wanted import Wanted  # noqa: PLC0415
    from packbuilder.options import Options  # noqa: PLC0415
    from packbuilder.targets import Target  # noqa: PLC0415

    made = typeset_set(Order(Target(Path(pack)), Path(roster), Options(), Wanted()), lambda *_: None)
    start = perf_counter()
    write_streams(made, plan_streams(made), Path(output), lambda *_: None)
    return perf_counter() - start


def child_typst(folder: str, pdf: str, inputs: str) -> float:
    return compile_typst(Path(folder), Path(pdf), json.loads(inputs))


def child_weasyprint(pack: str, variant: str) -> float:
    """Seconds for each copy. There is no code on its pages, which is to WeasyPrint's advantage."""
    from packbuilder.typesetter import layout, shared, styles  # noqa: PLC0415
    from packbuilder.typesetter.loading import weasyprint  # noqa: PLC0415

    pages = [html for html, _ in recorded(Path(pack))]
    # As it comes, without what packbuilder makes quicker.
    styles.css.ComputedStyle.__missing__ = styles._in_general
    layout.inline.split_first_line = layout.preferred.split_first_line = layout._break_line
    layout.size_by(layout._resolve)
    shared.share_nothing()
    label = 'data-stamp="name">'
    if len(pages) != PAGES or not all(label in page for page in pages):
        sys.exit("the pages aren't what they were when this was written")

    def copy(number: int) -> None:
        for page in pages:
            html = page.replace(label, f"{label}{FIRST[number]} {LAST[number]} ")
            weasyprint.HTML(string=html, base_url=pack).write_pdf(pdf_variant=variant or None)

    copy(WARM)
    return _for_each(copy)


def child_build(pack: str) -> float:
    from packbuilder.build import make  # noqa: PLC0415
    from packbuilder.options import Options  # noqa: PLC0415
    from packbuilder.renderings import Rendering  # noqa: PLC0415
    from packbuilder.targets import Target  # noqa: PLC0415

    options = Options(editions=("student",), rendering=Rendering(screen=True))

    def copy(_: int) -> None:
        make([Target(Path(pack))], options, lambda _: None)

    copy(WARM)
    return _for_each(copy)


def _for_each(copy: Callable[[int], None]) -> float:
    start = perf_counter()
    for number in range(WARM):
        copy(number)
    return (perf_counter() - start) / WARM


def child_codes(folder: str, copies: str) -> None:
    """Writes what the Typst document reads. Packages that draw QR codes take longer, so it is given them for nothing.

    They hold as much as packbuilder's, 15 characters, in a QR code of version 1.
    """
    import zxingcpp  # noqa: PLC0415

    def picture_of(text: str) -> bytes:
        code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
        return bytes(memoryview(code.to_image(scale=1, add_quiet_zones=False)))

    listed: list[dict[str, Any]] = []
    pictures: list[bytes] = []
    for number, pupil in enumerate(pupils(int(copies)), 1):
        codes = [f"K7QM-{number:04d}-{page:02d}-{(number + page) % 97:02d}" for page in range(1, PAGES + 1)]
        pictures += map(picture_of, codes)
        listed.append({"number": number, "name": pupil["name"], "class": pupil["class"], "codes": codes})
    (Path(folder) / "pupils.json").write_text(json.dumps(listed), encoding="utf-8")
    (Path(folder) / "modules.bin").write_bytes(b"".join(pictures))


CHILDREN: Children = {
    "stamping": child_stamping,
    "typst": child_typst,
    "weasyprint": child_weasyprint,
    "build": child_build,
    "codes": child_codes,
}
"""What a process of its own does; it tells the seconds, without its start."""


# What there is to set.


def prepare(folder: Path, scale: Scale) -> Setting:
    """The pack, a roster for each number of copies, and what the Typst document reads."""
    setting = Setting(folder, scale)
    six_pages(setting.pack)
    for copies in {scale.few, scale.year, scale.thousand, scale.ten_thousand, scale.files}:
        with setting.roster(copies).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, ["id", "name", "class"])
            writer.writeheader()
            writer.writerows(pupils(copies))
    run(*child(__file__, "codes", str(folder), str(scale.year)))
    with fresh(setting.folder) as output:
        packbuilder = (sys.executable, "-m", "packbuilder", "build", str(setting.pack))
        run(*packbuilder, "--edition", "student", "--output", str(output))
        shutil.move(next(output.rglob("*.pdf")), finished_pages(setting))
    class_set(setting, scale.few)  # the pack's pages are remembered now
    return setting


def finished_pages(setting: Setting) -> Path:
    return setting.folder / "finished.pdf"


def pupils(copies: int) -> list[dict[str, str]]:
    """Made-up pupils in 48 classes of the same size, the same ones every time."""
    chance = random.Random(copies)
    return [
        {
            "id": f"P{number + 1:05d}",
            "name": f"{chance.choice(FIRST)} {chance.choice(LAST)}",
            "class": CLASSES[number * len(CLASSES) // copies],
        }
        for number in range(copies)
    ]


# What is asked, and how it is told.


def show(name: str, runs: Sequence[Run], times: Sequence[float] | None = None, note: str = "") -> None:
    """One line of figures; `times` are those of the runs unless they tell something else."""
    taken = median(times or whole(runs))
    size = median(each.size for each in runs) / 1e6
    busy = "" if times else f"{median(each.busy for each in runs):.2f} s"
    figures = f"{taken:10.2f} s {busy:>10} {memory(runs):8.0f} MB {f'{size:8.1f} MB' if size else '':>11}"
    print(f"  {name:<52}{figures}  {note}".rstrip())


def compare(name: str, figure: float, unit: str, verdict: str = "") -> None:
    """One line of what was found."""
    print(f"  {name:<54}{figure:10.2f} {unit:<4}{verdict}".rstrip())


def bar(scale: Scale, name: str, figure: float, wanted: Bar) -> None:
    """One line of what was found, beside what it should be."""
    said = "not asked of so few copies" if scale == QUICK else "met" if wanted.met(figure) else "NOT MET"
    compare(name, figure, wanted.unit, f"{wanted}: {said}")


def year(setting: Setting, count: int) -> None:
    """A whole year's class set, beside the peers."""
    copies, few = setting.scale.year, setting.scale.few
    print(f"\n{copies:,} copies of six pages, with name and code: time, time of cores, peak memory, size of the PDF")
    found = side_by_side(
        count,
        {
            "packbuilder": lambda: class_set(setting, copies),
            "first time": lambda: class_set(setting, copies, "--no-cache"),
            "no codes": lambda: class_set(setting, copies, "--no-codes"),
            "stamping": lambda: stamping_only(setting, copies),
            "typst": lambda: typst(setting),
            "typst, no codes": lambda: typst(setting, codes=False),
            "typst, placing": lambda: typst(setting, finished=finished_pages(setting)),
            "weasyprint": lambda: weasyprint(setting),
        },
    )
    ours = whole(found["packbuilder"])
    each_copy = [each * copies for each in told(found["weasyprint"])]
    show("packbuilder, whole process", found["packbuilder"])
    show("packbuilder, whole process, without codes", found["no codes"])
    show("packbuilder, whole process, pack never typeset before", found["first time"])
    show("packbuilder, drawing and writing the copies alone", found["stamping"], told(found["stamping"]))
    show("Typst, whole process", found["typst"])
    show("Typst, whole process, without codes", found["typst, no codes"])
    show("Typst, placing pages that packbuilder typeset", found["typst, placing"])
    show("WeasyPrint, each copy, warm", found["weasyprint"], each_copy, f"extrapolated from {WARM} copies")
    print()
    typst_took = whole(found["typst"])
    placing = whole(found["typst, placing"])
    first = whole(found["first time"])
    bar(setting.scale, "times faster than Typst", ratio(typst_took, ours), TYPST)
    bar(setting.scale, "… where the pack was never typeset before", ratio(typst_took, first), TYPST)
    compare("… drawing and writing the copies alone", ratio(typst_took, told(found["stamping"])), "×")
    compare("… than Typst placing finished pages", ratio(placing, ours), "×")
    bar(setting.scale, "times faster than WeasyPrint setting each copy", ratio(each_copy, first), WEASYPRINT)
    for name, flags, wanted in (("without", ("--no-codes",), PAGE), ("with", (), PAGE_WITH_CODE)):
        smaller = class_set(setting, few, *flags).size
        larger = found["no codes" if flags else "packbuilder"][-1].size
        bar(setting.scale, f"each added page {name} a code", (larger - smaller) / (copies - few) / PAGES, wanted)
    bar(setting.scale, "peak memory", memory(found["packbuilder"]), MEMORY)


def ten_thousand(setting: Setting, count: int) -> None:
    """Does time grow no faster than the copies?"""
    fewer, more = setting.scale.thousand, setting.scale.ten_thousand
    print(f"\n{fewer:,} and {more:,} copies")
    found = side_by_side(
        count,
        {
            f"{what} {copies}": (lambda measure=measure, copies=copies: measure(setting, copies))
            for what, measure in (("whole", class_set), ("stamping", stamping_only))
            for copies in (fewer, more)
        },
    )
    for copies in (fewer, more):
        show(f"packbuilder, {copies:,} copies, whole process", found[f"whole {copies}"])
        stamping = found[f"stamping {copies}"]
        show(f"packbuilder, {copies:,} copies, without typesetting", stamping, told(stamping))
    print()
    # The pack's pages are typeset once, which would hide what grows faster than it should.
    for name, what, seconds in (("whole process", "whole", whole), ("without typesetting", "stamping", told)):
        longer, shorter = seconds(found[f"{what} {more}"]), seconds(found[f"{what} {fewer}"])
        bar(setting.scale, f"a copy beside one of {fewer:,}, {name}", ratio(longer, shorter) * fewer / more, LINEAR)
    bar(setting.scale, "peak memory", memory(found[f"whole {more}"]), MEMORY_OF_MANY)


def files(setting: Setting, count: int) -> None:
    """A tagged file with fields to type into for each pupil."""
    copies = setting.scale.files
    print(f"\n{copies:,} tagged files to fill in on a screen")
    found = side_by_side(
        count,
        {
            "files": lambda: class_set(setting, copies, "--files", "--screen", "--no-cache"),
            "build": lambda: build_path(setting),
            "weasyprint": lambda: weasyprint(setting, tagged=True),
        },
    )
    ours = whole(found["files"])
    show("packbuilder, whole process (size of one file)", found["files"])
    reckoned = f"extrapolated from {WARM} copies"
    built, set_ = ([each * copies for each in told(found[name])] for name in ("build", "weasyprint"))
    show("packbuilder, building the pack for each, warm", found["build"], built, reckoned)
    show("WeasyPrint alone, without fields, warm", found["weasyprint"], set_, reckoned)
    print()
    bar(setting.scale, "times faster than building each", ratio(built, ours), FILES)
    bar(setting.scale, "times faster than WeasyPrint alone", ratio(set_, ours), FILES)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--runs", type=int, default=5, help="how often everything is measured (5)")
    parser.add_argument("--quick", action="store_true", help="a tenth of the copies, once; no bars")
    parser.add_argument("--child", nargs="+", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        answer(CHILDREN, given.child)
        return
    start = monotonic()
    count = 1 if given.quick else given.runs
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = str(Path(folder) / "cache")
        # What is imported was compiled before, as that of the peers was when they were installed.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        setting = prepare(Path(folder), QUICK if given.quick else Scale())
        print(f"Medians of {count} runs on {os.cpu_count()} cores")
        for case in (year, ten_thousand, files):
            case(setting, count)
    print(f"\nAll of it took {(monotonic() - start) / 60:.1f} minutes.")


if __name__ == "__main__":
    main()
