"""What the command line asks for, of a class set: how it is printed, for whom, and which of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from packbuilder.problems import SetupError

Imposition = Literal["none", "booklet", "two-up"]
IMPOSITIONS = get_args(Imposition)


@dataclass(frozen=True)
class Settings:
    """How a class set is printed."""

    both_sides: bool = True
    separators: bool = False
    imposition: Imposition = "none"


DEFAULTS = Settings()


@dataclass(frozen=True)
class Wanted:
    """What is asked for.

    `only` is a student's id or name, a copy's number or the code of a page; `page` (from 1) a page of it. Without
    `screen` the roster decides who gets fields to type into. `late_joiners` are copies to be added to a set that is
    there already. With `files` everybody gets a PDF for the screen instead of paper.
    """

    settings: Settings = DEFAULTS
    classes: tuple[str, ...] = ()
    spares: int = 0
    late_joiners: int = 0
    only: str | None = None
    page: int | None = None
    screen: bool | None = False
    anonymous: bool = False
    codes: bool = True
    files: bool = False


APART = (
    ("booklet", "two_up"),
    ("booklet", "one_sided"),
    ("files", "booklet"),
    ("files", "two_up"),
    ("files", "one_sided"),
    ("files", "separators"),
    ("files", "late_joiners"),
    ("files", "page"),
    ("late_joiners", "only"),
    ("late_joiners", "separators"),
    ("check", "only"),
    ("check", "late_joiners"),
)
"""Options that contradict each other."""
NEEDS = (("page", "only"), ("screen", "files"))
"""Options that mean something beside another only."""


TURNED = {"both_sides": "one_sided", "codes": "no_codes"}
"""Options by the settings that they turn off; others are called like theirs."""


def wanted_of(given: Mapping[str, Any]) -> Wanted:
    """What the command's options ask for. Raises SetupError for those that can't be given together."""
    for one, other in APART:
        if given[one] and given[other]:
            raise SetupError(f"{_flag(one)} and {_flag(other)} can't be combined")
    for one, other in NEEDS:
        if given[one] and not given[other]:
            raise SetupError(f"{_flag(one)} needs {_flag(other)}")
    imposition: Imposition = "booklet" if given["booklet"] else "two-up" if given["two_up"] else "none"
    return Wanted(
        settings=Settings(not given["one_sided"], given["separators"], imposition),
        classes=given["classes"],
        spares=given["spares"],
        late_joiners=given["late_joiners"] or 0,
        only=given["only"],
        page=given["page"],
        # On paper nobody can type; in files the roster says who wants to.
        screen=True if given["screen"] else None if given["files"] else False,
        anonymous=given["anonymous"],
        codes=not given["no_codes"],
        files=given["files"],
    )


def option_of(setting: str) -> str:
    """The option that decides a setting: `--one-sided` for `both_sides`."""
    return _flag(TURNED.get(setting, setting))


def _flag(name: str) -> str:
    return f"--{name.replace('_', '-')}"
