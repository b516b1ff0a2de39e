"""Makes the README's pictures from the packs in worksheets/.   python tools/pictures.py

Each is a page, or two side by side, as a PNG in docs/ with few enough greys to stay small.
"""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2
from PIL import Image, ImageOps

from packbuilder.build import make
from packbuilder.class_sets.folder import JOB_SHEET
from packbuilder.class_sets.make import make_class_set
from packbuilder.class_sets.order import Order
from packbuilder.class_sets.wanted import Wanted
from packbuilder.options import Options
from packbuilder.renderings import Rendering
from packbuilder.sheet import EDITIONS, Edition
from packbuilder.targets import Target

ROOT = Path(__file__).resolve().parents[1]
PACK = ROOT / "worksheets" / "ideology-and-the-state"
GREYS = 16
TERMS = "key-terms"
PICTURES: dict[str, tuple[int, list[tuple[str, Edition, Options]]]] = {
    "comparison": (620, [("stalin-and-trotsky", edition, Options()) for edition in EDITIONS]),
    "mind-map": (900, [("interpretations-of-the-state", edition, Options()) for edition in EDITIONS[:2]]),
    "timeline": (620, [("timeline", edition, Options()) for edition in EDITIONS[:2]]),
    "renderings": (
        520,
        [
            (TERMS, "support", Options(rendering=Rendering(large_print=True))),
            (TERMS, "support", Options(rendering=Rendering(dyslexia=True, tint="cream"))),
            (TERMS, "support", Options(layout="exam")),
        ],
    ),
}
"""For each picture a page's width in pixels and what to show side by side: the first page of a worksheet's edition."""


ROSTER = """id,name,class,seat,edition
S1,Olena Kovalenko,12B,1,
S2,محمد العلي,12B,2,support
S3,Zoë Lindström,12B,3,
S4,Jakub Dvořák,12C,1,
"""


def main() -> None:
    for name, (width, shown) in PICTURES.items():
        save(name, [first_page(worksheet, edition, options, width) for worksheet, edition, options in shown])
    save("class-set", class_set_pages(520))


def save(name: str, pages: list[Image.Image]) -> None:
    target = ROOT / "docs" / f"{name}.png"
    side_by_side(pages).quantize(GREYS).save(target, optimize=True)
    print(f"{target.relative_to(ROOT)}: {target.stat().st_size // 1000} kB")


def class_set_pages(width: int) -> list[Image.Image]:
    """Pages of two copies, and the job sheet."""
    with TemporaryDirectory() as folder:
        roster = Path(folder) / "year-12.csv"
        roster.write_text(ROSTER, encoding="utf-8")
        target = Target(PACK, ("stalin-and-trotsky",))
        order = Order(target, roster, Options(output=Path(folder)), Wanted(spares=1))
        made = make_class_set(order, lambda *_: None)
        sides = [page_of(made.folder / "A4.pdf", number, width) for number in (0, 2)]
        return [*sides, page_of(made.folder / JOB_SHEET, 0, width)]


def first_page(worksheet: str, edition: Edition, options: Options, width: int) -> Image.Image:
    (report,) = make([Target(PACK, (worksheet,))], replace(options, editions=(edition,)), lambda _: None)
    return page_of(report.documents[0].pdf, 0, width)


def page_of(pdf: bytes | Path, number: int, width: int) -> Image.Image:
    page = pypdfium2.PdfDocument(pdf)[number]
    picture = page.render(scale=2 * width / page.get_width()).to_pil().convert("L")
    return ImageOps.expand(picture.resize((width, round(width * picture.height / picture.width))), 1, 160)


def side_by_side(pages: list[Image.Image]) -> Image.Image:
    gap = 14
    canvas = Image.new("L", (sum(p.width + gap for p in pages) - gap, max(p.height for p in pages)), 255)
    x = 0
    for page in pages:
        canvas.paste(page, (x, 0))
        x += page.width + gap
    return canvas


if __name__ == "__main__":
    main()
