"""The HTML pages of several worksheets as one document, for peers that are to set a whole pack in one process.

It typesets the same number of pages, and that is all that is asked of it: pages are counted through, and where one
worksheet's style differs from that of the others, only the rules that differ are its own.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence

STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
BODY = re.compile(r'<body class="([^"]*)">(.*)</body>', re.DOTALL)


def one_document(pages: Sequence[str]) -> str:
    """Each body becomes a section with a named page of its own; stylesheets that are shared stand there once.

    A document begins with its `@page` rule, then come the style of all pages, those of its kinds, and the one of
    renderings, as in the layout's page.html. What only some have of the first and the last is scoped, at no
    specificity, so that a peer has hardly more rules to match than for one worksheet.
    """
    styles = [STYLE.findall(page) for page in pages]
    general, last = (Counter(each[place] for each in styles).most_common(1)[0][0] for place in (1, -1))
    kinds = dict.fromkeys(style for each in styles for style in each[2:-1])
    own = [
        style
        for number, each in enumerate(styles)
        for style in (_named(each[0], number), *_scoped((each[1], general), (each[-1], last), number=number))
    ]
    head = "".join(f"<style>{style}</style>\n" for style in (general, *kinds, last, *own))
    sections = "".join(_section(page, number) for number, page in enumerate(pages))
    start = STYLE.split(pages[0], maxsplit=1)[0]
    return f"{start}{head}</head>\n<body>\n{sections}</body>\n</html>\n"


def _named(style: str, number: int) -> str:
    """The `@page` rule of a worksheet as that of its named page."""
    if style.count("@page {") != 1:
        sys.exit("the pages' first style isn't what it was when this was written")
    return style.replace("@page {", f"@page w{number} {{")


def _scoped(*pairs: tuple[str, str], number: int) -> Iterator[str]:
    """The lines of the first style of each pair that the second one lacks, each a rule, for one section alone."""
    rules = [line for own, common in pairs for line in own.splitlines() if line not in common.splitlines()]
    if any(rule.count("{") != rule.count("}") for rule in rules):
        sys.exit("the styles' rules aren't lines any more, as they were when this was written")
    if rules:
        whole = (rule.replace("html {", "& {") for rule in rules)
        yield f":where(#w{number}) {{ {' '.join(whole)} }}"


def _section(page: str, number: int) -> str:
    found = BODY.search(page)
    if not found:
        sys.exit("a page has no body")
    return f'<section id="w{number}" class="{found[1]}" style="page: w{number}">{found[2]}</section>\n'
