"""What the command line asks for: how pages are to be made."""

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from packbuilder.limits import DEFAULT_LIMITS, Limits, limits_of
from packbuilder.memory import NONE, Memory
from packbuilder.papers import FAMILIES, Family
from packbuilder.places import cache_folder
from packbuilder.receipts import MADE
from packbuilder.renderings import USUAL, Rendering
from packbuilder.sheet import EDITIONS, Edition
from packbuilder.targets import Target


@dataclass(frozen=True)
class Options:
    """How pages are made; None leaves it to the specs. `coded` ones have room for a class set's code.

    What is in the `memory` needn't be made again; what is beyond the `limits` is refused.
    """

    editions: tuple[Edition, ...] = EDITIONS
    family: Family | None = None
    layout: str | None = None
    rendering: Rendering = USUAL
    output: Path = Path("output")
    separate: bool = False
    coded: bool = False
    memory: Memory = NONE
    limits: Limits = DEFAULT_LIMITS

    def makes_one_of_each(self, target: Target) -> bool:
        """Does each worksheet of the target become a document? Those that are named alone do."""
        return self.separate or target.only is not None


def options_of(given: dict[str, Any]) -> Options:
    """How pages are to be made, by the options that were given; what a command has no option for is as usual.

    Raises SetupError for limits that there aren't.
    """
    chosen = {name: given[name] for name in ("layout", "output", "separate") if name in given}
    paper = given.get("paper")
    return Options(
        editions=tuple(edition for edition in EDITIONS if edition in given.get("editions", ())) or EDITIONS,
        family=FAMILIES[paper.lower()] if paper else None,
        rendering=Rendering(**{each.name: given[each.name] for each in fields(Rendering) if each.name in given}),
        # A command that can't be told to remember nothing remembers nothing.
        memory=_memory(given.get("no_cache", True)),
        limits=limits_of(given.get("limits", ())),
        **chosen,
    )


def _memory(no_cache: bool) -> Memory:
    """What was made before; nothing where it isn't wanted."""
    return NONE if no_cache else Memory(cache_folder() / MADE)
