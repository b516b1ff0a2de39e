"""The kinds there are, found by scanning the `activities` folder."""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any

from packbuilder import activities
from packbuilder.pen import Pen
from packbuilder.spec import ActivitySpec
from packbuilder.wording import near_miss, shown, spelling_key, suggested


@dataclass(frozen=True)
class Kind:
    """A kind: its name in YAML, one line about it, its fields and how it is drawn.

    What is known of it but its name is loaded when it is asked for: all kinds together take a tenth of a second.
    """

    name: str

    @property
    def summary(self) -> str:
        return (self._module.__doc__ or "").strip().splitlines()[0].rstrip(".")

    @property
    def fields(self) -> type[ActivitySpec]:
        fields: type[ActivitySpec] = self._module.Fields
        return fields

    @property
    def draw(self) -> Callable[[Any, Pen], Any]:
        draw: Callable[[Any, Pen], Any] = self._module.draw
        return draw

    @property
    def also_called(self) -> tuple[str, ...]:
        """What teachers and other programs call it: whoever writes that is told its name."""
        names: tuple[str, ...] = getattr(self._module, "ALSO_CALLED", ())
        return names

    @property
    def _module(self) -> ModuleType:
        return importlib.import_module(f"{activities.__name__}.{self.name.replace('-', '_')}")


@cache
def kinds() -> dict[str, Kind]:
    """All kinds by name; `source_analysis.py` is the kind `source-analysis`."""
    names = sorted(module.name.replace("_", "-") for module in pkgutil.iter_modules(activities.__path__))
    return {name: Kind(name) for name in names}


def meant_by(word: str) -> str | None:
    """The kind that is most likely meant by a word that is none: others call it so, or it has nearly this name."""
    near = near_miss(spelling_key(word), _known(), NEAR)
    return _known()[near] if near else None


def no_kind(word: str) -> str:
    """What is said of a word that is no kind."""
    return f"there is no kind {shown(word)}{suggested(meant_by(word))}; the kinds are {', '.join(kinds())}"


NEAR = 0.79
"""How alike a word is to the one that it means; "word-search" and "research" are a little less."""


@cache
def _known() -> dict[str, str]:
    """The kinds by their plain names and by those that others have for them."""
    return {spelling_key(name): kind.name for kind in kinds().values() for name in (*kind.also_called, kind.name)}
