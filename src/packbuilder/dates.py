"""Dates of history as worksheets write and print them: years alone, months, days; before Christ, too."""

import re
from calendar import monthrange
from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema

from packbuilder.words import Words

DATE = re.compile(r"^(-?\d{1,4})(?:-(\d{2})(?:-(\d{2}))?)?$")
BEFORE_CHRIST = re.compile(
    r"(?<![\d-])(0*[1-9]\d{0,3})( ?(?:[-–]|to) ?\d{1,4})? ?B\.? ?C\.?(?: ?E\.?)?(?!\w)", re.IGNORECASE
)
"""A year, or the first of two, before Christ."""
OUR_ERA = re.compile(r"^(?:AD ?(\d{1,4})|(\d{1,4}) ?(?:AD|CE))$", re.IGNORECASE)
SHORT_DATE = re.compile(r"^(-?\d{1,4})-(\d{1,2})(?:-(\d{1,2}))?$")
"""A date whose month or day lacks its nought."""
YEAR_FIRST = re.compile(r"^(\d{4})/(\d{1,2})/(\d{1,2})$")
DAY_FIRST = re.compile(r"^(\d{1,2})([./-])(\d{1,2})\2(\d{3,4})$")
NAMED_MONTH = re.compile(r"^(?:(\d{1,2})(?:st|nd|rd|th)? )?([A-Za-z]{3,9})\.? (\d{3,4})$")
MONTH_FIRST = re.compile(r"^([A-Za-z]{3,9}\.?) (\d{1,2}(?:st|nd|rd|th)?),? (\d{3,4})$")
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
YEARS = re.compile(r"^(\d{2})(\d{2})-(\d{2})$")
"""Two years of a century, such as `1939-45`, and what else would be a month that is none."""
YEAR = re.compile(r"(?<!\d)\d{3,4}(?!\d)")


def parse_date(text: str) -> tuple[int, int, int]:
    """Year, month and day of `1922`, `1922-04` or `1922-04-03`; 0 for what isn't said. Raises ValueError."""
    match = DATE.match(text)
    if match is None:
        raise ValueError(f'"{text}" is no date; write {_as_date(text)}')
    year, month, day = (None if part is None else int(part) for part in match.groups())
    flaw = _calendar_flaw(year or 0, month, day)
    if flaw:
        raise ValueError(f'"{text}" is no date; {flaw}{_if_years(text)}')
    return year or 0, month or 0, day or 0


def _as_date(text: str) -> str:
    """How to write what may be meant."""
    beside = f' and beside it "label: {text}"'
    before, ours = BEFORE_CHRIST.search(text), OUR_ERA.match(text)
    if before:
        alone = before[0] == text and not before[2]
        return f"-{int(before[1])}{'' if alone else beside}"
    if ours:
        return f"{int(ours[1] or ours[2])}"
    short = SHORT_DATE.match(text) or YEAR_FIRST.match(text)
    if short:
        return _written(short[1], *short.groups()[1:]) or ANY_DATE
    turned, named = DAY_FIRST.match(text), NAMED_MONTH.match(MONTH_FIRST.sub(r"\2 \1 \3", text))
    if turned and (turned[2] == "." or int(turned[1]) > 12):
        return _written(turned[4], turned[3], turned[1]) or ANY_DATE
    month = next((number for number, name in enumerate(MONTHS, 1) if named and name.startswith(named[2].lower())), 0)
    if named and month:
        return _written(named[3], str(month), named[1]) or ANY_DATE
    year = YEAR.search(text)
    return f"{ANY_DATE}, or {year[0] if year else 'any year'}{beside}"


ANY_DATE = "1922, 1922-04 or 1922-04-03"


def _written(year: str, month: str, day: str | None) -> str:
    """The date as it is to be written, or "" if there is no such one."""
    written = "-".join([year, *(part.zfill(2) for part in (month, day) if part)])
    return written if _is_date(written) else ""


def _if_years(text: str) -> str:
    """How to write two years of which the second looks like a month."""
    years = YEARS.match(text)
    if not years or int(years[3]) <= max(12, int(years[2])):
        return ""
    century, first, last = years.groups()
    return f'; for the years {century}{first} to {century}{last} write {century}{first}, and beside it "label: {text}"'


def _is_date(text: str) -> bool:
    try:
        parse_date(text)
    except ValueError:
        return False
    return True


def _calendar_flaw(year: int, month: int | None, day: int | None) -> str:
    """Why no calendar has this year, month or day, where it is said; or ""."""
    if year == 0:
        return "there is no year 0, and 1 BC is -1"
    if month is not None and not 1 <= month <= 12:
        return "the months are 01 to 12"
    # Years before Christ are leap years as the calendar's rule would have them.
    days = monthrange(year % 400 + 2000, month or 1)[1]
    return "" if day is None or 1 <= day <= days else f"the days of this month are 01 to {days}"


def _checked(text: str) -> str:
    """The date; a minus sign that is one is as good as the hyphen."""
    text = text.replace("\N{MINUS SIGN}", "-")
    parse_date(text)
    return text


DATE_SCHEMA = {"type": ["string", "integer"], "examples": ["1922", "1922-04", "1922-04-03"]}
DateText = Annotated[str, AfterValidator(_checked), WithJsonSchema(DATE_SCHEMA)]


def in_years(text: str) -> float:
    """When a date is, in years as they are counted: 1922.25 for the beginning of April 1922."""
    year, month, day = parse_date(text)
    return counted(year) + max(0, month - 1) / 12 + max(0, day - 1) / 372


def counted(year: int) -> int:
    """A year as years are counted: there was no year 0, and 1 BC is followed by AD 1."""
    return year + 1 if year < 0 else year


def year_text(counted: int, bc: str) -> str:
    """A year as it is printed; 0 is the year 1 BC."""
    return str(counted) if counted > 0 else bc.format(year=1 - counted)


def format_date(text: str, words: Words) -> str:
    """`1922-04-03` as it is printed in the worksheet's language: 3 Apr 1922."""
    year, month, day = parse_date(text)
    printed = year_text(counted(year), words.bc)
    return words.format_date(printed, month, day)
