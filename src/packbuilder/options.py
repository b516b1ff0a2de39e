"""What the command line asks for: how pages are to be made."""

from dataclasses import dataclass
from pathlib import Path

from packbuilder.limits import DEFAULT_LIMITS, Limits
from packbuilder.memory import NONE, Memory
from packbuilder.papers import Family
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
