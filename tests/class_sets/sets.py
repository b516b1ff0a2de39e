"""Class sets to test with: typeset once, put on paper in many ways, and read back from the finished PDFs."""

import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pikepdf
import pypdfium2
import zxingcpp
from PIL.Image import Image

from packbuilder.class_sets.codes import Code, read_code
from packbuilder.class_sets.manifest import Record
from packbuilder.class_sets.order import ClassSet, Order, typeset_set
from packbuilder.class_sets.pages import TypesetPack
from packbuilder.class_sets.streams import plan_streams, write_streams
from packbuilder.class_sets.wanted import Settings, Wanted
from packbuilder.options import Options
from packbuilder.parts import Part
from packbuilder.pdf.stream import About
from packbuilder.targets import Target

LINES = "  - {{kind: writing, prompt: Write about {0}., lines: 4, open: true, new_page: true}}\n"
MAP = "  - kind: mind-map\n    prompt: Complete the map.\n    centre: Rain\n    branches:\n" + "".join(
    f"      - {{given: Branch {n}, branches: [{{label: Leaf, answer: Drops.}}]}}\n" for n in range(3)
)
PEOPLE = "id,name,class\na1,Ada Lovelace,7B\nb2,Bo Diddley,7B\nc3,Cy Twombly,7C\n"


def worksheet(*, pages: int = 1, paper: str = "A4", language: str = "en-GB", body: str = "", title: str = "T") -> str:
    """A worksheet of so many pages, as YAML."""
    activities = body or "".join(LINES.format(number) for number in range(pages))
    return f"title: {title}\nlanguage: {language}\npaper: {paper}\nactivities:\n{activities}"


ARABIC = worksheet(language="ar", title="ورقة")
"""It runs from right to left."""


def write_pack(folder: Path, *sheets: str) -> Path:
    """A pack of these worksheets, in this order."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, text in enumerate(sheets):
        (folder / f"sheet-{number}.yaml").write_text(text, encoding="utf-8")
    names = ", ".join(f"sheet-{number}" for number in range(len(sheets)))
    (folder / "pack.yaml").write_text(f"title: The pack\nworksheets: [{names}]\n", encoding="utf-8")
    return folder


TINY = """\
title: One
activities:
  - kind: terms
    prompt: Explain.
    terms:
      - term: water
        meaning: What one drinks.
        support: What …
"""
"""The smallest of worksheets, for what doesn't depend on pages."""


def write_desk(folder: Path, roster: str, sheet: str = TINY) -> Path:
    """A folder with a pack of one worksheet, `tiny`, and the class list `class.csv`."""
    (folder / "tiny").mkdir(exist_ok=True)
    (folder / "tiny" / "one.yaml").write_text(sheet, encoding="utf-8")
    (folder / "class.csv").write_text(roster, encoding="utf-8")
    return folder


def quiet(*_: object) -> None:
    """Nobody watches."""


def typeset(folder: Path, people: str, *sheets: str, options: Options | None = None, **wanted: Any) -> ClassSet:
    """The pack of these worksheets for these people, typeset."""
    roster = folder / "7.csv"
    roster.write_text(people, encoding="utf-8")
    target = Target(write_pack(folder / "pack", *sheets))
    return typeset_set(Order(target, roster, options or Options(), Wanted(**wanted)), quiet)


A4, LANDSCAPE, A3 = range(9), 9, 10
"""The places of the pages of `pages_of`: nine of A4, one that lies, and a mind-map on A3 that lies too."""


@cache
def _typeset_pages() -> ClassSet:
    landscape = worksheet(paper="A4 landscape", body=MAP)
    sheets = [*(worksheet() for _ in A4), landscape, worksheet(paper="A3 landscape", body=MAP)]
    with TemporaryDirectory() as folder:
        return typeset(Path(folder), PEOPLE, *sheets, spares=1)


def pages_of(*numbers: int) -> ClassSet:
    """A class set of three students and two spares whose pages are these. They are all typeset once in a process."""
    made = _typeset_pages()
    chosen = {v: TypesetPack(tuple(pack.worksheets[n] for n in numbers)) for v, pack in made.typeset.items()}
    return replace(made, typeset=chosen)


def only_pages(made: ClassSet) -> list[Part]:
    """The worksheets of a set whose copies are all alike."""
    (pack,) = made.typeset.values()
    return list(pack.worksheets)


def on_paper(made: ClassSet, folder: Path, settings: Settings | None = None, **wanted: Any) -> Record:
    """Writes the PDFs of a set as `wanted`."""
    if settings is not None:
        wanted["settings"] = settings
    folder.mkdir(parents=True, exist_ok=True)
    chosen = replace(made, wanted=replace(made.wanted, **wanted))
    return write_streams(chosen, plan_streams(chosen), folder, quiet)


# Reading back

DPI = 100
"""Dots an inch at which clean pages are read: three for each module of a code."""
BLANK = ("This page is blank", "هذه الصفحة فارغة")


def codes_in(picture: Image, kind: zxingcpp.BarcodeFormat = zxingcpp.BarcodeFormat.QRCode) -> list[zxingcpp.Barcode]:
    """The codes of that kind; QRCode stands for all its models."""
    return list(zxingcpp.read_barcodes(picture, formats=kind, try_invert=False))


def pictures(path: Path, dpi: float = 150) -> Iterable[Image]:
    """The sides of a PDF as a copier sees them."""
    with pypdfium2.PdfDocument(path) as document:
        for page in document:
            yield page.render(scale=dpi / 72, grayscale=True).to_pil()


@dataclass(frozen=True)
class Place:
    """What lies on a side, or on a half of it: "1.2" is page 2 of copy 1, by its code, "-" a page that says that it is
    blank, and nothing anything else. The code, its middle in parts of the side's width and height, and the text."""

    shown: str
    code: Code | None
    at: tuple[float, float]
    text: str


@dataclass(frozen=True)
class Seen:
    """A side: its width and height in pt, and what lies on it, from left to right."""

    width: float
    height: float
    places: tuple[Place, ...]

    @property
    def shown(self) -> str:
        return " ".join(place.shown for place in self.places)

    @property
    def text(self) -> str:
        return "\n".join(place.text for place in self.places)


def sides(path: Path) -> list[Seen]:
    """The sides of a PDF. Two pages lie on a side that is wider than high."""
    with pypdfium2.PdfDocument(path) as document:
        return [_seen(page) for page in document]


def _seen(page: pypdfium2.PdfPage) -> Seen:
    width, height = page.get_size()
    text = page.get_textpage()
    if text.get_text_range().strip() in BLANK:
        return Seen(width, height, (Place("-", None, (0.5, 0.5), text.get_text_range()),))
    picture = page.render(scale=DPI / 72, grayscale=True).to_pil()
    parts = ((0, 0.5), (0.5, 1)) if width > height else ((0, 1),)
    places = []
    for start, end in parts:
        part = picture.crop((round(start * picture.width), 0, round(end * picture.width), picture.height))
        words = (
            text.get_text_range() if len(parts) == 1 else text.get_text_bounded(left=start * width, right=end * width)
        )
        places.append(_place(part, words, start * picture.width, picture))
    return Seen(width, height, tuple(places))


def _place(part: Image, text: str, left: float, picture: Image) -> Place:
    found = codes_in(part) if text.strip() not in BLANK else []
    if not found:
        return Place("-" if text.strip() in BLANK else "", None, (0, 0), text)
    (one,) = found
    code, at = read_code(one.text), one.position
    x = (left + (at.top_left.x + at.bottom_right.x) / 2) / picture.width
    y = (at.top_left.y + at.bottom_right.y) / 2 / picture.height
    return Place(f"{code.copy}.{code.page}", code, (x, y), text)


def shown(path: Path) -> list[str]:
    """What is on each side of a PDF, in short."""
    return [side.shown for side in sides(path)]


def texts_of(path: Path) -> list[str]:
    """The text of each page of a PDF."""
    with pypdfium2.PdfDocument(path) as document:
        return [page.get_textpage().get_text_range() for page in document]


ABOUT = About("T", "en-GB", "Simplex")


def contents(path: Path) -> list[bytes]:
    """The operators of each page of a PDF."""
    with pikepdf.open(path) as pdf:
        return [page.Contents.read_bytes() for page in pdf.pages]


def missing_letters(path: Path) -> set[tuple[str, int]]:
    """The fonts, with the codes of letters, that the operators of a PDF's pages use and that aren't in the file."""
    missing = set()
    with pikepdf.open(path) as pdf:
        for page in pdf.pages:
            fonts, font = page.obj.Resources.Font, ""
            for operands, operator in pikepdf.parse_content_stream(page.obj):
                if str(operator) == "Tf":
                    font = str(operands[0])
                elif str(operator) in ("Tj", "TJ"):
                    parts = operands[0] if str(operator) == "TJ" else operands
                    codes = {code for part in parts if isinstance(part, pikepdf.String) for code in bytes(part)}
                    held = range(int(fonts[font].FirstChar), int(fonts[font].LastChar) + 1) if font in fonts else ()
                    missing |= {(font, code) for code in codes if code not in held}
    return missing


def zipped(files: Mapping[str, str | bytes], packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip with these files, all of the first day that there is in zips: Python 3.14 asks the environment for one."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name), text, packed)
    return written.getvalue()
