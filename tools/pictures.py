"""Makes the README's pictures from the packs in worksheets/.   python tools/pictures.py

Each is a page, or two side by side, as a PNG in docs/ with few enough greys to stay small.
"""

from dataclasses import replace
from pathlib import Path

import pypdfium2
from PIL import Image, ImageOps

from packbuilder.build import Options, Target, make
from packbuilder.renderings import Rendering
from packbuilder.sheet import Edition

ROOT = Path(__file__).resolve().parents[1]
PACK = ROOT / "worksheets" / "ideology-and-the-state"
GREYS = 16
TERMS = "key-terms"
PICTURES = {
    "comparison": (620, [("stalin-and-trotsky", edition, Options()) for edition in ("student", "key", "support")]),
    "mind-map": (900, [("interpretations-of-the-state", edition, Options()) for edition in ("student", "key")]),
    "timeline": (620, [("timeline", edition, Options()) for edition in ("student", "key")]),
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


def main() -> None:
    for name, (width, shown) in PICTURES.items():
        pages = [first_page(worksheet, edition, options, width) for worksheet, edition, options in shown]
        target = ROOT / "docs" / f"{name}.png"
        side_by_side(pages).quantize(GREYS).save(target, optimize=True)
        print(f"{target.relative_to(ROOT)}: {target.stat().st_size // 1000} kB")


def first_page(worksheet: str, edition: Edition, options: Options, width: int) -> Image.Image:
    (report,) = make([Target(PACK, (worksheet,))], replace(options, editions=(edition,)), lambda _: None)
    page = pypdfium2.PdfDocument(report.documents[0].pdf)[0]
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
