"""Makes the README's pictures from the packs in worksheets/.   python tools/pictures.py

Each is a page, or two side by side, as a PNG in docs/ with few enough greys to stay small.
"""

from pathlib import Path

import pypdfium2
from PIL import Image, ImageOps

from packbuilder.build import Options, Target, make

ROOT = Path(__file__).resolve().parents[1]
PACK = ROOT / "worksheets" / "ideology-and-the-state"
GREYS = 16
PICTURES = {
    "comparison": ("stalin-and-trotsky", ["student", "key", "support"], 620),
    "mind-map": ("interpretations-of-the-state", ["student", "key"], 900),
    "timeline": ("timeline", ["student", "key"], 620),
}
"""For each picture: the worksheet, the editions whose first page it shows, and a page's width in pixels."""


def main() -> None:
    for name, (worksheet, editions, width) in PICTURES.items():
        (report,) = make([Target(PACK, (worksheet,))], Options(), lambda _: None)
        pages = [first_page(d.pdf, width) for e in editions for d in report.documents if d.edition == e]
        target = ROOT / "docs" / f"{name}.png"
        side_by_side(pages).quantize(GREYS).save(target, optimize=True)
        print(f"{target.relative_to(ROOT)}: {target.stat().st_size // 1000} kB")


def first_page(pdf: bytes, width: int) -> Image.Image:
    page = pypdfium2.PdfDocument(pdf)[0]
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
