"""Parts of what packbuilder tells people, in messages and on the screen."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from typing import Any

NEAR_AS_FAR = 60
"""So many characters of a word are compared with those of many others."""
MOST_COMPARED = 100
"""So many characters of a word are compared with others: the time that takes grows with the square."""
OPENING_CURLY, CLOSING_CURLY = tuple("“„‟«‹‘‚"), tuple("”“«»›’")
"""Quotation marks that are no more than letters to YAML, as languages begin and end with them."""
QUOTES = "put the text between straight quotation marks"
WHOLE = "put the whole text between straight quotation marks"
NOT_CURLY = f'{QUOTES} (", not curly ones)'
A_COMMENT = f"what begins with # is a comment; {QUOTES}"


def misread(text: str) -> Iterator[tuple[str, str]]:
    """The words whose UTF-8 was read as the old encoding of Windows, such as `OÃ¹`, each with what it is."""
    for word in text.split() if MISREAD.search(text) else ():
        # Such marks behind a letter with a tilde are what they are.
        bare = word.rstrip("”’“‘»«›‹–—….,;:!?)")
        try:
            meant = bare.encode("cp1252").decode()
        except UnicodeError:
            continue
        if meant != bare:
            yield bare, meant


MISREAD = re.compile("[ÃÂ]\\S|â€")
"""How the letters of Western languages, and their quotation marks and dashes, begin then."""


def shown(value: Any) -> str:
    """A value as a message names it: the text itself, cut at 40 characters, or what it is."""
    if isinstance(value, str):
        return f'"{value if len(value) <= 40 else value[:39] + "…"}"'
    if value is None:
        return "nothing"
    return "fields" if isinstance(value, dict) else "a list"


def counted(number: int, one: str, many: str | None = None) -> str:
    """`1 sheet`, `2 sheets`; `many` is the plural where an s doesn't make it."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def listed(words: Sequence[str], last: str) -> str:
    """`a`, `a or b`, `a, b or c`: `last` is what stands before the last word."""
    return f" {last} ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def few(names: Sequence[str], most: int) -> str:
    """The names, or the first ones and how many there are besides."""
    more = [f"{len(names) - most} more"] if len(names) > most else []
    return listed([*names[:most], *more], "and")


def near_miss(word: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The known word, in small letters, that was most likely meant: that is like it by `cutoff`, from 0 to 1."""
    begins = {name[:NEAR_AS_FAR]: name for name in known}
    return next((begins[each] for each in get_close_matches(word.lower()[:NEAR_AS_FAR], begins, 1, cutoff)), None)


def spelling_key(word: str) -> str:
    """What counts of a word that several people spell: neither capitals, accents nor how its parts are put together."""
    letters = unicodedata.normalize("NFKD", word[:MOST_COMPARED].casefold())
    return "".join(sign for sign in letters if sign.isalnum())


def suggested(meant: str | None) -> str:
    """`; did you mean "…"?` if something was."""
    return f"; did you mean {shown(meant)}?" if meant else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`; did you mean "…"?` where a known word is near."""
    return suggested(near_miss(word, known))


def fields_here(known: Sequence[str]) -> str:
    """`; the fields here are …`, and what one that isn't known may be."""
    colon = " (a text with a colon goes between quotation marks)" if "answer" in known else ""
    return f"; the fields here are {', '.join(known)}{colon}" if known else ""
