"""What a typesetter by hand would see to: a figure keeps its unit, and a formula its order."""

import re
import unicodedata

FOLDED = re.compile(r"\s{2,}|[^\S\u00a0\u2007\u202f]")
BEFORE_LINE_END = re.compile(r"\s*\n")
GAP_SIGN = "\ue000"
"""Stands for a gap while its text is read, as a letter does, but for a wide one; no font has it, so no text does."""
DEEPEST = 40
"""So many spaces a line is indented at most."""
UNIT = (
    r"(?:[kMGTdcmnµμh]?(?:m|g|s|A|K|mol|Hz|N|Pa|J|W|V|Ω|l|L|bar|t|Wh|eV)[²³]?"
    r"|°[CFK]?|%|‰|min|h|ha|ppm|kcal|cal|[€£$])"
)
"""Units of the SI and those that are used with it (SI Brochure, 9th edition, tables 2, 4, 7 and 8), and the like."""
MEASURE = re.compile(rf"(?<=[0-9½¼¾]) (?={UNIT}(?![\w'’]))")
"""The space between a figure and its unit."""
COMPOUND = re.compile(rf"(?<=[0-9½¼¾]\u00a0)({UNIT}) (?={UNIT}(?![\w'’]))")
"""The space within the unit of a figure, such as 12 N m."""
FACTORS = re.compile(r"(?<![\w'’])[A-Za-zµμΩ°%]{1,6}(?:⁻?[¹²³⁴])?(?: [A-Za-zµμΩ°]{1,6}⁻[¹²³⁴](?!\w))+")
"""A unit with negative powers, such as m³ s⁻¹ and J kg⁻¹ K⁻¹, beside a figure or not."""
SPACE = re.compile("[ \n]")
POWER = "10[⁺⁻]?[⁰¹²³⁴-⁹]+"
OF_A_POWER = re.compile(rf"({POWER}) (?={UNIT}(?![\w'’]))")
"""The space between a power of ten and its unit."""
TIMES_A_POWER = re.compile(rf"(?<=\d) ×[ \u00a0](?={POWER})")
THOUSANDS = re.compile(r"(?<![\d.,])(?<!\d )[1-9]\d{0,2}(?:(?: \d{3}){1,3}|(?: \d{3})*(?: 000)+)(?! ?\d)")
"""A figure of up to twelve digits, or one that ends in noughts, and no list of figures."""
DECIMALS = re.compile(r"(?<![\d.,])\d+[.,]\d{3}(?: \d{3}){1,3}(?! ?\d)")
CURRENCY = re.compile(r"(?<![^\s(])([€£$]) (?=\d)")
WITHIN_GUILLEMETS = re.compile(r"(?<![\w.,;:!?…»])« (?=\S)|(?<=\S) »(?!\w)")
"""The spaces of French quotations; German ones have theirs outside."""
OPERATOR = "[=≠≈≤≥×÷·±−]"
BEHIND_OPERATOR = re.compile(rf"(?<=\S )({OPERATOR}) (?=[^\s{GAP_SIGN}])")
"""The space at which a formula isn't broken; before its operators it is."""
TERMS = rf"[^ \n=*{GAP_SIGN}]"
SHORT_FORMULA = re.compile(
    rf"(?<![^\s(\[“‘«\"'*])(?<!\d ){TERMS}{{1,6}}(?: {OPERATOR}[ \u00a0]{TERMS}{{1,8}})+(?![^\s)\].,;:!?”’»\"'*])"
)
SHORT = 12
"""Characters of a formula, or of a figure and its unit, that isn't broken at all: a narrow column has room for them."""
BESIDE = 3 * SHORT
"""So far from a space is looked for what stands beside it: more than SHORT is long, however long it is."""
QUOTIENT = re.compile(r"(?<=[^\W_])(?<![^\W_]{4})/(?=[^\W\d_]{1,4}[²³]?(?!\w))")
"""The stroke within a unit, as in m³/s and km/h, which is no place to break a line."""
SHORTENED = re.compile(
    r"(?<!\w)'(?=\d\ds\b)|(?<=\s)'(?=[nN]'\s)|(?<=\s'[nN])'(?=\s)"
    r"|(?<!\w)'(?=(?:tis|twas|twere|twill|twould|twixt|tween|gainst|neath|em)\b)(?!.*[\w.,!?…]'(?!\w))",
    re.IGNORECASE | re.DOTALL,
)
"""The apostrophe of the '90s, of rock 'n' roll, and of 'tis unless a mark that may end a quotation follows."""
TAG = re.compile("<[^>]*>|&[a-z]+;")
RTL_LETTERS = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff"
LATIN, RTL, NEITHER = re.compile("[A-Za-z]"), re.compile(f"[{RTL_LETTERS}]"), re.compile(rf"[^\s{RTL_LETTERS}]")
SIGNS = "[0-9A-Za-z²³¹\u0370-\u03ff\u2070-\u209c().,·*/-]{1,40}"
TERM = f"{SIGNS}(?:[ \u00a0]{SIGNS}){{0,3}}"
FORMULA = re.compile(rf"(?<![\w&;])(?:{TERM}[ \u00a0]?[+=→⇌×÷±−][ \u00a0]?)+{TERM}(?<![.,])")
"""Terms with operators between them. How long they may be is limited, so that every text is read in no time."""


def folded(text: str) -> str:
    """White space folded, but for single no-break spaces; an ellipsis held to its word, and apostrophes set."""
    return SHORTENED.sub("’", FOLDED.sub(" ", text).replace(" …", "\N{NO-BREAK SPACE}…"))


def folded_lines(text: str) -> str:
    """Each line of a text folded; the ends of lines stay, and so does how far they are indented.

    One space before the first may part it from what stands before the text.
    """
    first, *others = BEFORE_LINE_END.split(text)
    return "\n".join([indented(first) if first.startswith("  ") else folded(first), *map(indented, others)])


def indented(line: str) -> str:
    """The line folded, with no-break spaces for those with which it begins."""
    written = line.lstrip(" ")
    return "\N{NO-BREAK SPACE}" * min(len(line) - len(written), DEEPEST) + folded(written)


def held_together(text: str) -> str:
    """What a line doesn't break: a figure and its unit, a unit such as m³/s, a short formula, `« oui »`, 1 250 €."""
    text = DECIMALS.sub(_held_if_short, THOUSANDS.sub(_held, text))
    text = WITHIN_GUILLEMETS.sub(_held, CURRENCY.sub(_held, text))
    text = FACTORS.sub(_held_if_short, text)
    text = COMPOUND.sub(_held, OF_A_POWER.sub(_held, MEASURE.sub(_beside_unit, text)))
    text = BEHIND_OPERATOR.sub(_held, TIMES_A_POWER.sub(_held, text))
    text = SHORT_FORMULA.sub(_held_if_short, text)
    return QUOTIENT.sub("/\N{WORD JOINER}", text)


def _held(found: re.Match[str]) -> str:
    return found[0].replace(" ", "\N{NO-BREAK SPACE}")


def _held_if_short(found: re.Match[str]) -> str:
    return _held(found) if len(found[0]) <= SHORT else found[0]


def _beside_unit(found: re.Match[str]) -> str:
    """The space between a figure and a unit of several; where both are long, it is the best place to break a line."""
    # To split all of a text for each of its figures takes as long as a page.
    before, behind = max(0, found.start() - BESIDE), found.end() + BESIDE
    figure = SPACE.split(found.string[before : found.start()])[-1].lstrip("([*")
    unit = SPACE.split(found.string[found.end() : behind], maxsplit=1)[0].rstrip(",.;:!?)]*")
    several = "\N{NO-BREAK SPACE}" in unit
    return _held(found) if not several or len(figure) + len(unit) < SHORT else " "


def left_to_right(html: str) -> str:
    """Keeps the order of formulas and of texts in other letters on a page that runs from right to left.

    A figure at their beginning would stand at their end.
    """
    if RTL.search(html):
        return FORMULA.sub(lambda found: _isolated(found[0]), html)
    return _isolated(html)


def right_to_left(html: str) -> str:
    """Keeps the order of a text in Arabic or Hebrew, and nothing else, on a page that runs from left to right.

    Of `31 يناير 1953` the day would stand beside the year.
    """
    text = TAG.sub("", html)
    if not RTL.search(text) or not NEITHER.search(text):
        return html
    turned = all(unicodedata.bidirectional(sign) in ("R", "AL") for sign in text if sign.isalpha())
    return f'<bdi dir="rtl">{html}</bdi>' if turned else html


def _isolated(html: str) -> str:
    return f'<bdi dir="ltr">{html}</bdi>' if LATIN.search(html) else html
