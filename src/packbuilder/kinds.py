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
    def _module(self) -> ModuleType:
        return importlib.import_module(f"{activities.__name__}.{self.name.replace('-', '_')}")


@cache
def kinds() -> dict[str, Kind]:
    """All kinds by name; `source_analysis.py` is the kind `source-analysis`."""
    names = sorted(module.name.replace("_", "-") for module in pkgutil.iter_modules(activities.__path__))
    return {name: Kind(name) for name in names}
