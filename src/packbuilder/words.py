"""The fixed words on a page, one file for each language in `languages/`."""

from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from typing import Any

from packbuilder.positioned import Sequence
from packbuilder.source import read_source
from packbuilder.wording import shown, spelling_key, suggested

DEFAULT_LANGUAGE = "en-GB"


@dataclass(frozen=True)
class Words:
    """The words of one language. Braces are filled in: `{page}`, `{pages}`, `{marks}`, `{words}`, `{year}` …

    `called` is what people write who don't know its tag: its names in English and in itself.
    `quotes` are the four quotation marks, outer and inner, with the spaces that belong to them. `months` are the short
    names of the months as they stand with a day, `months_alone` without one; `dates` are the patterns of a year, of a
    month and of a day.
    """

    language: str
    called: tuple[str, ...]
    direction: str
    quotes: tuple[str, ...]
    months: tuple[str, ...]
    months_alone: tuple[str, ...]
    dates: tuple[str, ...]
    name: str
    class_: str
    date: str
    copy_number: str
    blank_page: str
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
    leads_to: str
    continued: str
    rule: str
    bc: str
    job_sheet: str
    job_set: str
    job_copies: str
    job_sheets: str
    job_separators: str
    job_none: str
    job_teacher: str
    job_needed: str
    job_contact: str
    job_files: str
    job_file: str
    job_paper: str
    job_pages: str
    job_sides: str
    job_per_copy: str
    job_from_to: str
    job_booklet: str
    job_two_up: str
    job_one_side: str
    job_long_edge: str
    job_short_edge: str
    job_blank_backs: str
    job_steps: str
    job_full_size: str
    job_print_once: str
    job_no_sorting: str
    job_staple: str
    job_staple_some: str
    job_fold: str
    job_fold_staple: str
    job_fold_staple_some: str
    job_single: str
    job_new_copy: str
    job_fold_behind: str
    job_fold_inside: str
    job_marry: str
    job_separate: str
    job_unusual: str
    job_kind: str
    job_numbers: str
    job_colour: str
    job_other_sheets: str
    job_keys: str
    job_keys_apart: str
    job_comma: str
    job_not_listed: str
    job_classes: str
    job_spares: str
    job_total: str
    job_more: str
    separator_copies: str
    separator_spares: str

    def total_of(self, marks: int) -> str:
        """`Total: 6 marks`, and `Total: 1 mark` where the language has one word for one."""
        total = self.total.replace(self.marks, self.mark) if marks == 1 else self.total
        return total.replace("{marks}", str(marks))

    def format_date(self, year: str, month: int = 0, day: int = 0) -> str:
        """A date as the language writes it; 0 for a month or a day that isn't said. `year` has its `bc` already."""
        if not month:
            return self.dates[0].format(year=year)
        if not day:
            return self.dates[1].format(year=year, month=self.months_alone[month - 1])
        return self.dates[2].format(year=year, month=self.months[month - 1], day=day)


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
    # Four signs are written as one text, marks with spaces of their own as a list.
    words["quotes"] = tuple(words["quotes"])
    return Words(language=chosen, **words)


def no_words(language: str) -> str:
    """What is said of a language that `words_for` doesn't know."""
    there = ", ".join(languages())
    return f"there are no words for the language {shown(language)}{tag_meant(language)}; there are {there}"


def tag_meant(language: str) -> str:
    """`; did you mean "…"?` for the name of a language that has words."""
    tags = {spelling_key(name): tag for tag in languages() for name in (tag, *words_for(tag).called)}
    return suggested(tags.get(spelling_key(language)))


def _value(value: object) -> object:
    return tuple(map(str, value)) if isinstance(value, Sequence) else str(value)
