"""The fixed words: every language has all of them, and a tag finds its language."""

from dataclasses import astuple, fields

import pytest

from packbuilder.fonts import unknown_characters
from packbuilder.source import read_source
from packbuilder.words import DEFAULT_LANGUAGE, Words, languages, tag_meant, words_for
from samples import ROOT


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("en-GB", "en-GB"),
        ("en-US", "en-US"),
        ("en-us", "en-US"),
        ("EN-gb", "en-GB"),
        ("en", "en-GB"),
        ("en-AU", "en-GB"),
        ("EN", "en-GB"),
        ("fr-CA", "fr"),
        ("de-AT", "de"),
        ("es-419", "es"),
        ("pl-PL", "pl"),
        ("ru-RU", "ru"),
        ("ar-EG", "ar"),
        ("zh-Hans-CN", "zh"),
        ("HE", "he"),
    ],
)
def test_a_tag_finds_its_language_or_the_nearest(asked, found):
    assert words_for(asked).language == found


@pytest.mark.parametrize("asked", ["tlh", "", "e", "english", "xx-GB", "../en-GB", "en_GB"])
def test_an_unknown_tag_is_a_key_error(asked):
    with pytest.raises(KeyError):
        words_for(asked)


def test_the_default_language_is_there():
    assert DEFAULT_LANGUAGE in languages()


@pytest.mark.parametrize("language", languages())
def test_no_word_is_empty(language):
    for word in astuple(words_for(language)):
        parts = word if isinstance(word, tuple) else (word,)
        assert parts
        assert all(part.strip() for part in parts)


@pytest.mark.parametrize("language", languages())
def test_a_file_says_what_all_files_say_in_the_same_order(language):
    values = read_source(ROOT / "src" / "packbuilder" / "languages" / f"{language}.yaml")
    assert list(values) == [field.name for field in fields(Words)][1:]


@pytest.mark.parametrize("language", languages())
def test_there_are_twelve_months_and_four_quotation_marks(language):
    words = words_for(language)
    assert len(set(words.months)) == len(set(words.months_alone)) == 12
    assert len(words.quotes) == 4
    assert len(words.dates) == 3


@pytest.mark.parametrize("language", languages())
def test_the_fonts_have_every_character(language):
    parts = astuple(words_for(language))
    text = " ".join(part if isinstance(part, str) else " ".join(part) for part in parts)
    assert unknown_characters(text) == []


def test_arabic_and_hebrew_run_from_right_to_left_and_all_others_from_left_to_right():
    directions = {language: words_for(language).direction for language in languages()}
    assert directions == dict.fromkeys(languages(), "ltr") | {"ar": "rtl", "he": "rtl"}


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en-GB", ["1922", "May 1922", "3 May 1922"]),
        ("en-US", ["1922", "May 1922", "May 3, 1922"]),
        ("fr", ["1922", "mai 1922", "3 mai 1922"]),
        ("de", ["1922", "Mai 1922", "3. Mai 1922"]),
        ("es", ["1922", "may 1922", "3 may 1922"]),
        ("pl", ["1922", "maj 1922", "3 maja 1922"]),
        ("ru", ["1922", "май 1922", "3 мая 1922"]),
        ("ar", ["1922", "مايو 1922", "3 مايو 1922"]),
        ("zh", ["1922年", "1922年5月", "1922年5月3日"]),
        ("he", ["1922", "מאי 1922", "3 במאי 1922"]),
    ],
)
def test_dates_are_written_as_the_language_has_them(language, written):
    words = words_for(language)
    assert [words.format_date("1922", *date) for date in ((), (5,), (5, 3))] == written


# What has a small place on the page: characters, at the sizes that the pages use.
LONGEST = {"answer_key": 14, "supported": 14, "answers_vary": 26, "rule": 45, "class_": 12, "date": 12, "page": 24}


@pytest.mark.parametrize("language", languages())
def test_words_for_small_places_are_short(language):
    words = words_for(language)
    assert [field for field, most in LONGEST.items() if len(getattr(words, field)) > most] == []


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize(
    ("field", "placeholders"),
    [
        ("page", ["{page}", "{pages}"]),
        ("mark", ["{marks}"]),
        ("marks", ["{marks}"]),
        ("total", ["{marks}"]),
        ("word_target", ["{words}"]),
        ("leads_to", ["{numbers}"]),
        ("continued", ["{text}"]),
        ("bc", ["{year}"]),
    ],
)
def test_what_is_filled_in_has_its_place(language, field, placeholders):
    text = getattr(words_for(language), field)
    assert [text.count(each) for each in placeholders] == [1] * len(placeholders)
    assert text.count("{") == text.count("}") == len(placeholders)


@pytest.mark.parametrize("language", languages())
def test_the_log_of_sources_has_as_many_columns_as_a_worksheet_may_ask_for(language):
    assert 1 <= len(words_for(language).log_columns) <= 6


def test_the_name_of_a_language_means_one_of_them():
    names = [name.casefold() for language in languages() for name in words_for(language).called]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        *(("Deutsch", "de"), ("ESPANOL", "es"), ("franc\u0327ais", "fr"), ("Simplified Chinese", "zh"), ("中文", "zh")),
        *(("en_GB", "en-GB"), ("American English", "en-US"), ("Klingon", ""), ("", "")),
    ],
)
def test_a_language_is_known_by_its_name_however_it_is_spelt(written, tag):
    assert tag_meant(written) == (f'; did you mean "{tag}"?' if tag else "")


@pytest.mark.parametrize(
    ("language", "one", "six"),
    [
        ("en-GB", "Total: 1 mark", "Total: 6 marks"),
        ("de", "Gesamt: 1 Punkt", "Gesamt: 6 Punkte"),
        ("fr", "Total\u00a0: 1 point", "Total\u00a0: 6 points"),
        ("es", "Total: 1 punto", "Total: 6 puntos"),
        ("pl", "Razem: 1 pkt", "Razem: 6 pkt"),
    ],
)
def test_one_mark_is_one(language, one, six):
    words = words_for(language)
    assert (words.total_of(1), words.total_of(6)) == (one, six)
