"""How much one worksheet may be, so that no file, whoever wrote it, takes the machine down."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from math import ceil

from packbuilder.problems import SetupError
from packbuilder.wording import did_you_mean


@dataclass(frozen=True)
class Limits:
    """The most that a worksheet may be or take. What real lessons need is far below; a command may allow more.

    `pages` of one edition: a long pack has twenty. `blanks`: a page of a chart has about fifty, so these fill forty
    pages. `characters` of all its texts: fifty pages of print. `megapixels` (millions of pixels) of one picture: an A3
    page at 400 dots an inch has 31. `seconds` to make it: an ordinary one takes three. `memory`, in MB (millions of
    bytes), to make it: an ordinary one takes 150.
    """

    pages: int = 100
    blanks: int = 2_000
    characters: int = 100_000
    megapixels: int = 40
    seconds: int = 60
    memory: int = 500


DEFAULT_LIMITS = Limits()
"""What is allowed where nobody says otherwise."""
NAMES = tuple(field.name for field in fields(Limits))


THOUSANDS = re.compile(r"(?<=\d)[, _](?=\d{3}(?!\d))")
"""What stands between thousands in the messages, and in what people write."""


MOST = 1_000_000_000
"""No limit is higher; systems count seconds and bytes no further than some nine times as many."""


def beyond(limits: Limits, name: str, found: float, remedy: str = "Divide the worksheet") -> str | None:
    """What is said where `found` is more than the limit `name` allows, with the remedy; None where it isn't."""
    most, found = getattr(limits, name), ceil(found)
    if found <= most:
        return None
    return f"has {found:,} {name}; {most:,} are the most. {remedy}, or allow more with --limit {name}={found}"


def limits_of(texts: Iterable[str]) -> Limits:
    """The limits that `name=N` says, such as `pages=300`; the rest are as usual. Raises SetupError for other texts."""
    limits = DEFAULT_LIMITS
    for text in texts:
        name, _, number = text.partition("=")
        limits = replace(limits, **{_known(name): _figure(text, number)})
    return limits


def _known(name: str) -> str:
    if name not in NAMES:
        near = did_you_mean(name, NAMES)
        raise SetupError(f'--limit: there is no limit "{name}"{near}; the limits are {", ".join(NAMES)}')
    return name


def _figure(text: str, number: str) -> int:
    try:
        figure = int(THOUSANDS.sub("", number))
    except ValueError:
        raise SetupError(f"--limit {text}: needs a whole number, such as pages=300") from None
    if figure < 1:
        raise SetupError(f"--limit {text}: needs 1 or more")
    if figure > MOST:
        raise SetupError(f"--limit {text}: needs {MOST:,} or less")
    return figure
