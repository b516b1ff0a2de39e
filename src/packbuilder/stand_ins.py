"""Stand-ins for modules that a library imports and hardly ever needs: what they do is imported when it is called."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any


@contextmanager
def standing_in(modules: Mapping[str, Sequence[str]]) -> Iterator[None]:
    """While it lasts, whoever imports one of the modules gets a stand-in with these functions, unless it is loaded."""
    found = {module: _stand_in(module, names) for module, names in modules.items() if module not in sys.modules}
    sys.modules.update(found)
    try:
        yield
    finally:
        for module in found:
            del sys.modules[module]


def _stand_in(module: str, names: Sequence[str]) -> ModuleType:
    """A module of which only these functions are there."""

    def imported_when_called(name: str) -> Callable[..., Any]:
        def call(*given: Any, **named: Any) -> Any:
            return getattr(import_module(module), name)(*given, **named)

        return call

    found = ModuleType(module)
    vars(found).update({name: imported_when_called(name) for name in names})
    return found
