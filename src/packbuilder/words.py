"""The fixed words on a page, one file for each language in `languages/`."""

from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from typing import Any

from packbuilder.source import Sequence, read_source

DEFAULT_LANGUAGE = "en-GB"


@dataclass(frozen=True)
class Words:
    """The words of one language. Braces are filled in: `{page}`, `{pages}`, `{marks}`, `{words}`, `{year}`."""

    language: str
    quotes: str
    months: tuple[str, ...]
    name: str
    class_: str
    date: str
    page: str
    answer_key: str
    supported: str
    mark: str
    marks: str
    total: str
    answers_vary: str
    word_bank: str
    sentence_starters: str
    word_target: str
    success_criteria: str
    common_ground: str
    source: str
    provenance: str
    stick_picture: str
    notes: str
    log_of_sources: str
    log_columns: tuple[str, ...]
    term: str
    meaning: str
    events: str
    blank: str
    bc: str


def languages() -> tuple[str, ...]:
    """The languages there are, by their BCP 47 tags."""
    names = (entry.name for entry in resources.files("packbuilder").joinpath("languages").iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml")))


@cache
def words_for(language: str) -> Words:
    """The words of `language`; a regional tag falls back on its language. Raises KeyError for an unknown one."""
    have = languages()
    main = language.split("-", maxsplit=1)[0]
    chosen = next((tag for tag in have if tag.lower() == language.lower()), None)
    chosen = chosen or next((tag for tag in have if tag.split("-")[0].lower() == main.lower()), None)
    if chosen is None:
        raise KeyError(language)
    with resources.as_file(resources.files("packbuilder") / "languages" / f"{chosen}.yaml") as path:
        values = read_source(path)
    expected = {f.name for f in fields(Words)} - {"language"}
    if set(values) != expected:
        raise ValueError(f"languages/{chosen}.yaml: wrong fields {sorted(set(values) ^ expected)}")
    words: dict[str, Any] = {key: _value(value) for key, value in values.items()}
    return Words(language=chosen, **words)


def _value(value: object) -> object:
    return tuple(map(str, value)) if isinstance(value, Sequence) else str(value)
