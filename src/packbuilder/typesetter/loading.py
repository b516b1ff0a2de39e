"""Imports WeasyPrint, in less time than it takes by itself."""

import ctypes.util
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from importlib import import_module
from types import ModuleType
from typing import Any

from packbuilder.declarations import read_once
from packbuilder.fonts import use_only_our_fonts

__all__ = ["weasyprint"]

use_only_our_fonts()
# The same input gives the same bytes, whatever the day.
os.environ["SOURCE_DATE_EPOCH"] = "0"

LATER = {
    "fontTools.subset": ("Options", "Subsetter"),
    "fontTools.varLib.instancer": ("instantiateVariableFont",),
    "tinyhtml5": ("parse",),
    "PIL.ImageCms": ("ImageCmsProfile",),
}
"""What the typesetter imports for what hardly a page has, and what it calls of it.

That is for fonts which packbuilder doesn't have, for markup that isn't well-formed, and for colour profiles of
stylesheets. A fifth of its import is spent on it.
"""


def _stand_in(module: str, names: tuple[str, ...]) -> ModuleType:
    """A module of which only these functions are there; what they do is imported when one is called."""

    def later(name: str) -> Callable[..., Any]:
        def call(*given: Any, **named: Any) -> Any:
            return getattr(import_module(module), name)(*given, **named)

        return call

    stand_in = ModuleType(module)
    vars(stand_in).update({name: later(name) for name in names})
    return stand_in


@contextmanager
def _quick_import() -> Iterator[None]:
    """While WeasyPrint is imported, it looks for its libraries without a search, and finds stand-ins for modules.

    On Linux libraries are found by their full names. It asks for other spellings first, and for each of them a search
    starts compilers and linkers: nearly half of the time that the import takes.
    """
    search = ctypes.util.find_library
    stand_ins = {module: _stand_in(module, names) for module, names in LATER.items() if module not in sys.modules}
    if sys.platform == "linux":
        ctypes.util.find_library = lambda name: None  # noqa: ARG005
    sys.modules.update(stand_ins)
    try:
        yield
    finally:
        ctypes.util.find_library = search
        for module in stand_ins:
            del sys.modules[module]


with _quick_import(), read_once() if sys.platform == "linux" else nullcontext():
    import weasyprint
