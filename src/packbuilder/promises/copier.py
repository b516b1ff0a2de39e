"""Every page survives the copier: lines, letters and tints are strong enough, and the edges stay free.

Large print, little ink and what dyslexic readers need are looked at here as well: all of it is ink on paper.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from packbuilder.fonts import characters_of
from packbuilder.papers import PRINTER_EDGE, Page
from packbuilder.pdf.ink import Area, Colour, Fill, Mark, Sheetful, Stroke, Text, ink
from packbuilder.pictures import Box, darker_than
from packbuilder.problems import Problem
from packbuilder.promise import Proof
from packbuilder.renderings import TINTS, WHITE, rgb
from packbuilder.seen import grey_pages, letters_by_font
from packbuilder.sheet import Edition

THINNEST = 0.35
"""The thinnest line in pt: a copier loses hairlines (0.25 pt and less)."""
LEAST_TEXT, LEAST_INSTRUCTION, LEAST_LARGE = 9.0, 11.0, 18.0
"""Sizes of text in pt: of any, of what students are asked to do, and of all text in large print."""
CONTRAST = 7.0
"""Contrast of text to what is behind it: WCAG 2.2, criterion 1.4.6 (level AAA), reckoned in grey."""
PALEST = 0.09
"""The palest tint that a copier keeps, as a part of black; halftones of a few per cent drop out. An estimate."""
BINDING = 20.0
"""How many mm of the side that is bound stay free for holes and staples; ISO 838 has its holes 12 mm from the edge."""
LEAN = 0.4
"""A letter that begins a line may lean over the edge by so many mm, as a backslash does; no hole reaches that far."""
SYMBOL = 9.0
"""Arrow heads and ticks of up to so many mm² are signs, not areas of ink."""
RULE, RULE_ERROR = 100.0, 0.5
"""The rule that shows whether a key was printed at its true size, in mm."""
DPI = 144.0
PAPER_NOISE = 6
"""Shades of 255 by which a page may be darker than its tint before that is ink."""
FAINTEST = 0.01
"""Colours that differ by less are one."""
NEAR = 0.8
"""A border may stand so many mm beside the area that it borders."""
ROUNDING = 0.05
"""Sizes are rounded on their way into a PDF: so much is no difference (pt, or a hundredth of a contrast)."""
BOLD, SLANTED = ("Bold", "Black", "Heavy"), ("Italic", "Oblique")
JUSTIFIED = re.compile(r"text-align(-all)?:\s*justify")
OTHER_SCRIPTS = ("Noto", "IBM")
"""Families of these names stand in for scripts that the main one doesn't have."""


def broken(proof: Proof) -> Iterator[Problem]:
    """What a copier, a printer or a reader with weak eyes would lose, page by page."""
    for edition, document in proof.documents.items():
        pages = ink(document)
        for number, page in enumerate(pages):
            yield from _on_page(proof, edition, number, page)
        yield from _at_edges(proof, edition, document)
        yield from _instructions(proof, edition)
        if edition == "key" and not proof.page("key").rendering.roomy and not any(map(has_rule, pages)):
            yield proof.problem("key", "", "has no rule of 100 mm; the layout must print one on the key's pages")
        if proof.sheet.page.rendering.dyslexia:
            yield from _families(proof, edition, document)


def _on_page(proof: Proof, edition: Edition, number: int, page: Sheetful) -> Iterator[Problem]:
    found: Counter[tuple[str, str]] = Counter()
    for y, message in flaws(page, proof.page(edition)):
        found[proof.place(edition, number, y), message] += 1
    for (chunk, message), count in found.items():
        times = f" ({count} times)" if count > 1 else ""
        yield proof.problem(edition, chunk, f"page {number + 1}: {message}{times}")


def flaws(sheetful: Sheetful, page: Page) -> Iterator[tuple[float, str]]:
    """What is too faint, thin or small on a page: how many mm below its upper edge, and what to say about it."""
    paper = _paper(page)
    for index, mark in enumerate(sheetful.marks):
        if isinstance(mark, Stroke):
            yield from ((mark.area.top, message) for message in _stroke_flaws(mark))
        elif isinstance(mark, Text):
            behind = _behind(mark, sheetful.marks[:index], paper)
            yield from ((mark.y, message) for message in _text_flaws(mark, behind, page))
        else:
            yield from ((mark.area.top, message) for message in _fill_flaws(mark, sheetful, paper, page))


def _stroke_flaws(stroke: Stroke) -> Iterator[str]:
    if stroke.width < THINNEST - 0.005:
        yield f"a line is {stroke.width:.2f} pt thin, and a copier needs {THINNEST} pt; the layout must draw it thicker"


def _text_flaws(text: Text, behind: Colour, page: Page) -> Iterator[str]:
    least = LEAST_LARGE if page.rendering.large_print else LEAST_TEXT
    if text.size < least - ROUNDING:
        yield f"a text is set in {text.size:.1f} pt, and the least is {least:.0f} pt; the layout must set it larger"
    ratio = contrast(text.colour, behind)
    if ratio < CONTRAST - ROUNDING:
        yield f"a text has a contrast of {ratio:.1f}:1, and copies need {CONTRAST:.0f}:1; the layout must set it darker"
    if page.rendering.dyslexia and any(style in text.font for style in SLANTED):
        yield "a text is in italics, which dyslexic readers find hard; the layout must set it upright"


def _fill_flaws(fill: Fill, sheetful: Sheetful, paper: Colour, page: Page) -> Iterator[str]:
    share = 1 - grey(fill.colour)
    if share < FAINTEST or _same(fill.colour, paper) or _size(fill.area) <= SYMBOL:
        return
    if page.rendering.low_ink:
        yield "an area is filled, and low-ink pages have none; the layout must leave it white"
    elif share < PALEST:
        yield f"a tint of {share:.0%} gets lost on a copier; the layout must make it {PALEST:.0%} at least or white"
    elif not is_bordered(fill.area, sheetful.marks) and not _holds_bold(fill.area, sheetful.marks):
        yield "a tint is all that marks an area, and a copy may lose it; the layout must add a border or bold text"


def grey(colour: Colour) -> float:
    """How light a colour is for a copier, 0 (black) to 1 (white), as the eye weighs its parts (ITU-R BT.601)."""
    red, green, blue = colour
    return 0.299 * red + 0.587 * green + 0.114 * blue


def contrast(one: Colour, other: Colour) -> float:
    """The contrast of two colours once they are grey, 1 to 21: WCAG 2.2, relative luminance."""
    darker, lighter = sorted([_luminance(grey(one)), _luminance(grey(other))])
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _paper(page: Page) -> Colour:
    """The colour of the page before anything is printed on it."""
    return rgb(TINTS.get(page.rendering.tint or "", WHITE))


def _behind(text: Text, below: tuple[Mark, ...], paper: Colour) -> Colour:
    """The colour of the area that a text is printed on: the last one that lies under its first letter."""
    # A little to the right of where the baseline begins, and above it.
    x, y = text.x + 0.3, text.y - text.size * 0.1
    areas = [mark.colour for mark in below if isinstance(mark, Fill) and mark.area.holds(x, y)]
    return areas[-1] if areas else paper


def _same(one: Colour, other: Colour) -> bool:
    return all(abs(part - counterpart) < FAINTEST for part, counterpart in zip(one, other, strict=True))


def _size(area: Area) -> float:
    return (area.right - area.left) * (area.bottom - area.top)


def is_bordered(area: Area, marks: tuple[Mark, ...]) -> bool:
    """Is there a line along every side of an area?"""
    strokes = [mark.area for mark in marks if isinstance(mark, Stroke)]
    middle_x, middle_y = (area.left + area.right) / 2, (area.top + area.bottom) / 2
    sides = ((area.left, middle_y), (area.right, middle_y), (middle_x, area.top), (middle_x, area.bottom))
    return all(any(_near(stroke, x, y) for stroke in strokes) for x, y in sides)


def _near(stroke: Area, x: float, y: float) -> bool:
    return Area(stroke.left - NEAR, stroke.top - NEAR, stroke.right + NEAR, stroke.bottom + NEAR).holds(x, y)


def _holds_bold(area: Area, marks: tuple[Mark, ...]) -> bool:
    texts = (mark for mark in marks if isinstance(mark, Text) and area.holds(mark.x, mark.y))
    return any(weight in text.font for text in texts for weight in BOLD)


def _at_edges(proof: Proof, edition: Edition, document: bytes) -> Iterator[Problem]:
    page = proof.page(edition)
    shade = int(255 * grey(_paper(page))) - PAPER_NOISE
    for number, picture in enumerate(grey_pages(document, DPI)):
        for side, strip, free in strips(page):
            found = darker_than(picture, shade, strip, DPI)
            if found:
                message = (
                    f"page {number + 1} has ink in the {free:.0f} mm at its {side}, {found[1]:.0f} mm down and "
                    f"{found[0]:.0f} mm across; widen the margin in layout.yaml or shorten what stands there"
                )
                in_margin = not page.top <= found[1] <= page.top + page.height
                name = "" if in_margin else proof.place(edition, number, found[1])
                yield proof.problem(edition, name, message)


def strips(page: Page) -> Iterator[tuple[str, Box, float]]:
    """The strips of a page that stay free (mm): name, box, and how wide they are said to be.

    The bound side has room for holes and for a staple in its corner; that is where lines of text begin.
    """
    width, height = page.paper.width, page.paper.height
    sides = ("left", "top", "right", "bottom")
    free = {side: BINDING if side == page.binding_side else PRINTER_EDGE for side in sides}
    wide = {side: BINDING - LEAN if side == page.binding_side else PRINTER_EDGE for side in sides}
    yield "left edge", (0.0, 0.0, wide["left"], height), free["left"]
    yield "upper edge", (0.0, 0.0, width, wide["top"]), free["top"]
    yield "right edge", (width - wide["right"], 0.0, width, height), free["right"]
    yield "lower edge", (0.0, height - wide["bottom"], width, height), free["bottom"]


def _instructions(proof: Proof, edition: Edition) -> Iterator[Problem]:
    least = LEAST_LARGE if proof.page(edition).rendering.large_print else LEAST_INSTRUCTION
    for name, size in proof.printed[edition].instructions.items():
        if size < least - ROUNDING:
            message = f"what students are asked is set in {size:.1f} pt, and the least is {least:.0f} pt"
            yield proof.problem(edition, name, f"{message}; the layout must set it larger")


def has_rule(page: Sheetful) -> bool:
    """Has a page a level line of 100 mm?"""
    lines = (mark.area for mark in page.marks if isinstance(mark, Stroke))
    return any(abs(area.right - area.left - RULE) <= RULE_ERROR and area.bottom - area.top < 2 for area in lines)


def _families(proof: Proof, edition: Edition, document: bytes) -> Iterator[Problem]:
    families = chosen_families(letters_by_font(document))
    if len(families) > 1:
        message = f"{', '.join(families)} stand side by side, and dyslexic readers do best with one family of letters"
        yield proof.problem(edition, "", f"{message}; the layout must use the same one throughout")
    # A layout's own style takes the place of one of that name in the layout that it is based on.
    styles = {path.name: path for folder in reversed(proof.layout.folders) for path in folder.glob("*.css")}
    if any(JUSTIFIED.search(path.read_text("utf-8")) for path in styles.values()):
        yield proof.problem(edition, "", "text is justified; the layout must leave its lines ragged")


def chosen_families(fonts: Mapping[str, set[str]]) -> list[str]:
    """The families of some fonts, by the letters that each draws, but for those that only stand in for another.

    Whichever family is chosen, an arrow that it lacks comes from one that has it.
    """
    drawn: dict[str, set[str]] = {}
    for font, letters in fonts.items():
        if not family(font).startswith(OTHER_SCRIPTS):
            drawn.setdefault(family(font), set()).update(letters)
    known = {name: characters_of(name) for name in drawn}
    return sorted(
        name
        for name, letters in drawn.items()
        if not any(known[other] and letters.isdisjoint(known[other]) for other in drawn if other != name)
    )


def family(font: str) -> str:
    """The family of a font as a PDF names it: `ABCDEF+Fira-Sans-Semi-Bold` is of the family Fira-Sans."""
    name = font.rpartition("+")[2]
    styles = ("-Semi", "-Bold", "-Italic", "-Oblique", "-Medium", "-Regular", "-Light", "-Black", "-Heavy", "-Extra")
    return name[: min([len(name), *(name.index(style) for style in styles if style in name)])]
