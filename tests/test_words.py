"""The fixed words: every language has all of them, and a tag finds its language."""

from dataclasses import astuple

import pytest

from packbuilder.words import DEFAULT_LANGUAGE, languages, words_for


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
def test_there_are_twelve_months_and_four_quotation_marks(language):
    words = words_for(language)
    assert len(set(words.months)) == 12
    assert len(words.quotes) == 4


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize(
    ("field", "placeholders"),
    [
        ("page", ["{page}", "{pages}"]),
        ("mark", ["{marks}"]),
        ("marks", ["{marks}"]),
        ("total", ["{marks}"]),
        ("word_target", ["{words}"]),
    ],
)
def test_what_is_filled_in_has_its_place(language, field, placeholders):
    text = getattr(words_for(language), field)
    assert [text.count(each) for each in placeholders] == [1] * len(placeholders)


@pytest.mark.parametrize("language", languages())
def test_the_log_of_sources_has_as_many_columns_as_a_worksheet_may_ask_for(language):
    assert 1 <= len(words_for(language).log_columns) <= 6
