"""What a typesetter by hand would see to: a figure keeps its unit, and a formula its order."""

import re

FOLDED = re.compile(r"\s{2,}|[^\S\u00a0\u2007\u202f]")
BEFORE_LINE_END = re.compile(r"\s*\n")
DEEPEST = 40
"""So many spaces a line is indented at most."""
UNIT = (
    r"(?:[kMGTdcmnµμh]?(?:m|g|s|A|K|mol|Hz|N|Pa|J|W|V|Ω|l|L|bar|t|Wh|eV)[²³]?"
    r"|°[CFK]?|%|‰|min|h|ha|ppm|kcal|cal|[€£$])"
)
"""Units of the SI and those that are used with it (SI Brochure, 9th edition, tables 2, 4, 7 and 8), and the like."""
MEASURE = re.compile(rf"(?<=[0-9½¼¾]) (?={UNIT}(?![\w'’]))")
"""The space between a figure and its unit."""
QUOTIENT = re.compile(r"(?<=[^\W_])(?<![^\W_]{4})/(?=[^\W\d_]{1,4}[²³]?(?!\w))")
"""The stroke within a unit, as in m³/s and km/h, which is no place to break a line."""
SHORTENED = re.compile(
    r"(?<!\w)'(?=\d\ds\b)|(?<=\s)'(?=[nN]'\s)|(?<=\s'[nN])'(?=\s)"
    r"|(?<!\w)'(?=(?:tis|twas|twere|twill|twould|twixt|tween|gainst|neath|em)\b)(?!.*[\w.,!?…]'(?!\w))",
    re.IGNORECASE | re.DOTALL,
)
"""The apostrophe of the '90s, of rock 'n' roll, and of 'tis unless a mark that may end a quotation follows."""
LATIN, RTL = re.compile("[A-Za-z]"), re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
SIGNS = "[0-9A-Za-z²³¹\u0370-\u03ff\u2070-\u209c().,·*/-]{1,40}"
TERM = f"{SIGNS}(?: {SIGNS}){{0,3}}"
FORMULA = re.compile(rf"(?<![\w&;])(?:{TERM} ?[+=→⇌×÷±−] ?)+{TERM}(?<![.,])")
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
    """A figure and its unit on one line, and a unit such as m³/s in one piece."""
    return QUOTIENT.sub("/\N{WORD JOINER}", MEASURE.sub("\N{NO-BREAK SPACE}", text))


def left_to_right(html: str) -> str:
    """Keeps the order of formulas and of texts in other letters on a page that runs from right to left.

    A figure at their beginning would stand at their end.
    """
    if RTL.search(html):
        return FORMULA.sub(lambda found: _isolated(found[0]), html)
    return _isolated(html)


def _isolated(html: str) -> str:
    return f'<bdi dir="ltr">{html}</bdi>' if LATIN.search(html) else html
