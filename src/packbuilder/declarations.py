"""What C libraries offer, as the typesetter declares it: parsed once on a machine, not in each process.

WeasyPrint tells cffi in 450 lines of C, which a parser written in Python reads whenever it is imported, and asks for
types by texts that are parsed as well: an eighth of its import, and as much time as a page later. cffi can write down
what it has read, in tables that its own C code understands at once (ABI mode, out of line).
"""

import ast
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import _cffi_backend
import cffi
from cffi import FFI

from packbuilder.digests import hash_of, unsealed
from packbuilder.memory import keep_sealed
from packbuilder.places import cache_path

NAME = "declared"
"""What the tables call themselves."""
OF_THE_MOMENT = {"errno"}
"""What can't be copied, as it is another each time."""


@contextmanager
def read_once() -> Iterator[None]:
    """While it lasts, what a module that is imported declares is parsed once on a machine.

    For Linux alone: what it is told to open has to be found by its full name, as cffi's own search is left out.
    """
    cffi.FFI = Declared
    try:
        yield
    finally:
        cffi.FFI = FFI


class Declared:
    """What stands in for `cffi.FFI` in a module that declares everything at once."""

    def __init__(self) -> None:
        self._read: Any = None

    def cdef(self, text: str) -> None:
        """Declares what the text says in C."""
        self._read = _cffi_backend.FFI(NAME, **_tables(_known(text)))
        # As attributes of its own they are found as quickly as in cffi; some are asked for in every line of a page.
        own = {*dir(type(self)), *OF_THE_MOMENT}
        names = (name for name in dir(self._read) if name not in own and not name.startswith("_"))
        vars(self).update({name: getattr(self._read, name) for name in names})

    def dlopen(self, name: str | None, flags: int = 0) -> Any:
        """Opens a library for good: when Python ends, it closes libraries before all that they made is let go."""
        return self._read.dlopen(name, flags | os.RTLD_NODELETE)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._read, name)


def _known(text: str) -> str:
    """The tables for the declarations, as cffi writes them: a Python module that makes one call."""
    folder = Path(cache_path()) / "declarations"
    key = hash_of(text, _cffi_backend.__version__, sys.platform)
    found = unsealed(folder / key)
    if found is not None:
        return found.decode()
    written = _written(text)
    keep_sealed(folder, key, written.encode())
    return written


def _written(text: str) -> str:
    from cffi import recompiler  # noqa: PLC0415 - needed once on each machine

    ffi, target = FFI(), StringIO()
    ffi.cdef(text)
    ffi.set_source(NAME, None)
    recompiler.make_py_source(ffi, NAME, target)
    return target.getvalue()


def _tables(source: str) -> dict[str, Any]:
    """The arguments of that call. They are plain values, and nothing of the module is run."""
    call = next(node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return {str(each.arg): ast.literal_eval(each.value) for each in call.keywords}
