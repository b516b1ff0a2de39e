"""The kinds there are, found by scanning the `activities` folder."""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from packbuilder import activities
from packbuilder.pen import Pen
from packbuilder.spec import ActivitySpec


@dataclass(frozen=True)
class Kind:
    """A kind: its name in YAML, one line about it, its fields and how it is drawn."""

    name: str
    summary: str
    fields: type[ActivitySpec]
    draw: Callable[[Any, Pen], Any]


@cache
def kinds() -> dict[str, Kind]:
    """All kinds by name; `source_analysis.py` is the kind `source-analysis`."""
    modules = sorted(module.name for module in pkgutil.iter_modules(activities.__path__))
    return {kind.name: kind for kind in map(_load, modules)}


def _load(module_name: str) -> Kind:
    module = importlib.import_module(f"{activities.__name__}.{module_name}")
    summary = (module.__doc__ or "").strip().splitlines()[0].rstrip(".")
    return Kind(module_name.replace("_", "-"), summary, module.Fields, module.draw)
