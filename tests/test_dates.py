"""Dates: what is read, what is told of others, and how they are printed."""

import pytest

from packbuilder.dates import format_date, in_years, parse_date
from packbuilder.words import words_for


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("1922", (1922, 0, 0)),
        ("1922-04", (1922, 4, 0)),
        ("1922-04-03", (1922, 4, 3)),
        ("-44", (-44, 0, 0)),
        ("-44-03-15", (-44, 3, 15)),
        ("79", (79, 0, 0)),
        ("1922-12-31", (1922, 12, 31)),
        ("1924-02-29", (1924, 2, 29)),
    ],
)
def test_dates_that_are_read(text, date):
    assert parse_date(text) == date


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Smarch 1922",
        "3/4/1922/1",
        "31.2.1922",
        "1922-04-03-01",
        "12345",
        "1922 ",
        "--4",
    ],
)
def test_dates_that_are_not(text):
    with pytest.raises(ValueError, match="is no date; write 1922, 1922-04 or 1922-04-03"):
        parse_date(text)


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        ("1922-13", "the months are 01 to 12"),
        ("1922-00-01", "the months are 01 to 12"),
        ("1922-04-32", "the days of this month are 01 to 30"),
        ("1922-04-00", "the days of this month are 01 to 30"),
        ("1922-02-29", "the days of this month are 01 to 28"),
        ("1900-02-29", "the days of this month are 01 to 28"),
        ("1924-02-30", "the days of this month are 01 to 29"),
        ("0", "there is no year 0, and 1 BC is -1"),
        ("0000-01-01", "there is no year 0, and 1 BC is -1"),
    ],
)
def test_dates_that_no_calendar_has(text, flaw):
    with pytest.raises(ValueError, match=f'^"{text}" is no date; {flaw}$'):
        parse_date(text)


@pytest.mark.parametrize("text", ["44 BC", "44BC", "44 bce", "044 B.C.", "44 B. C. E."])
def test_years_before_christ_are_negative(text):
    with pytest.raises(ValueError, match=r"is no date; write -44$"):
        parse_date(text)


@pytest.mark.parametrize(
    ("text", "write"),
    [
        ("c. 350 BC", -350),
        ("about 350 BCE", -350),
        ("500-450 BC", -500),
        ("500 – 450 B.C.", -500),
        ("500 BC-401 BC", -500),
        ("3000 BC to 2000 BC", -3000),
        ("2000 BC – AD 100", -2000),
        ("1939-1945", 1939),
        ("4th century BC", "any year"),
        ("1931/32", 1931),
        ("1908/9", 1908),
        ("31/12/22", "any year"),
    ],
)
def test_what_a_year_alone_does_not_say_stands_in_a_label(text, write):
    with pytest.raises(ValueError, match=f'{write} and beside it "label: {text}"$'):
        parse_date(text)


@pytest.mark.parametrize("text", ["AD 79", "79 AD", "79AD", "79 ce", "0079 CE"])
def test_years_of_our_era_need_no_letters(text):
    with pytest.raises(ValueError, match=r"is no date; write 79$"):
        parse_date(text)


@pytest.mark.parametrize(
    ("text", "write"),
    [
        ("April 1922", "1922-04"),
        ("3 Apr. 1922", "1922-04-03"),
        ("3rd April 1922", "1922-04-03"),
        ("April 3, 1922", "1922-04-03"),
        ("1922/04/03", "1922-04-03"),
        ("Sept 1922", "1922-09"),
        ("3.4.1922", "1922-04-03"),
        ("31/12/1922", "1922-12-31"),
        ("31-12-1922", "1922-12-31"),
        ("1687-7-5", "1687-07-05"),
        ("1922-4", "1922-04"),
        ("1922-04-3", "1922-04-03"),
        ("-44-3-15", "-44-03-15"),
    ],
)
def test_months_and_days_have_two_digits(text, write):
    with pytest.raises(ValueError, match=f"is no date; write {write}$"):
        parse_date(text)


def test_a_date_that_is_none_is_not_suggested():
    with pytest.raises(ValueError, match=r"is no date; write 1922, 1922-04 or 1922-04-03$"):
        parse_date("1922-2-30")


def test_two_years_of_which_the_second_looks_like_a_month():
    years = '; for the years 1939 to 1945 write 1939, and beside it "label: 1939-45"$'
    with pytest.raises(ValueError, match=years):
        parse_date("1939-45")
    with pytest.raises(ValueError, match=r"the months are 01 to 12$"):
        parse_date("1939-13")


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("1922", "1922"),
        ("1922-04", "Apr 1922"),
        ("1922-04-03", "3 Apr 1922"),
        ("1922-12-31", "31 Dec 1922"),
        ("-44-03-15", "15 Mar 44 BC"),
        ("-753", "753 BC"),
    ],
)
def test_dates_as_they_are_printed(text, printed):
    assert format_date(text, words_for("en-GB")) == printed


@pytest.mark.parametrize(
    ("language", "text", "printed"),
    [
        ("en-US", "1922-04-03", "Apr 3, 1922"),
        ("de", "1922-04-03", "3. Apr. 1922"),
        ("ru", "-44-05-15", "15 мая 44 до н. э."),
        ("zh", "-221", "公元前221年"),
    ],
)
def test_dates_are_printed_as_the_language_has_them(language, text, printed):
    assert format_date(text, words_for(language)) == printed


@pytest.mark.parametrize(
    ("text", "years"),
    [("1922", 1922), ("1922-04", 1922.25), ("1922-01-01", 1922), ("1", 1), ("-1", 0), ("-44", -43)],
)
def test_years_are_counted_without_a_year_0(text, years):
    assert in_years(text) == years
