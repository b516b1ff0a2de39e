"""Imports WeasyPrint, in less time than it takes by itself."""

import ctypes.util
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, redirect_stdout
from pathlib import Path
from typing import Any

from packbuilder.declarations import read_once
from packbuilder.digests import digest, hash_of
from packbuilder.fontconfig import only_our_fonts
from packbuilder.stand_ins import standing_in

__all__ = ["weasyprint"]

EPOCH = "SOURCE_DATE_EPOCH"
"""The environment variable that says which day it is taken to be."""

# fontconfig writes down then what it has found in our folders. With a day that isn't the folders' own it would take
# that for out of date ever after, and look through all fonts, in each process and each time: 10 ms.
os.environ.pop(EPOCH, None)

LATER = {
    "fontTools.ttLib.woff2": ("decompress",),
    "fontTools.subset": ("Options", "Subsetter"),
    "fontTools.varLib.instancer": ("instantiateVariableFont",),
    "tinyhtml5": ("parse",),
    "PIL.ImageCms": ("ImageCmsProfile",),
}
"""What the typesetter imports for what hardly a page has, and what it calls of it.

That is for fonts which packbuilder doesn't have, for markup that isn't well-formed, and for colour profiles of
stylesheets. A fifth of its import is spent on it.
"""
UNASKED = "html5_ph.css"
"""Its style for the attributes of old markup (presentational hints), which it applies only where it is asked to."""


@contextmanager
def _quick_import() -> Iterator[None]:
    """While WeasyPrint is imported, it looks for its libraries without a search, and reads no style that nobody needs.

    On Linux libraries are found by their full names. It asks for other spellings first, and for each of them a search
    starts compilers and linkers: nearly half of the time that the import takes.
    """
    search, read = ctypes.util.find_library, Path.read_text
    if sys.platform == "linux":
        ctypes.util.find_library = lambda name: None  # noqa: ARG005

    def read_what_is_asked_for(path: Path, *given: Any, **named: Any) -> str:
        return "" if path.name == UNASKED else read(path, *given, **named)

    Path.read_text = read_what_is_asked_for  # type: ignore[method-assign, assignment]
    try:
        # Where its libraries are missing, it prints where to read of that; what helps is told by who asked for pages.
        with standing_in(LATER), redirect_stdout(None):
            yield
    finally:
        ctypes.util.find_library, Path.read_text = search, read  # type: ignore[method-assign]


with only_our_fonts(), _quick_import(), read_once() if sys.platform == "linux" else nullcontext():
    import weasyprint

# It would print half a picture, and of one for which the memory doesn't suffice nothing, without a word.
weasyprint.images.ImageFile.LOAD_TRUNCATED_IMAGES = False
# The same input gives the same bytes, whatever the day.
os.environ[EPOCH] = "0"


class _Picture(weasyprint.images.RasterImage):  # type: ignore[misc]
    """A picture that PDFs call by its bytes, and how it is turned.

    Called by its address, a page had other bytes in another folder, and its path, with a user's name, could be guessed.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - the base's arguments
        self, opened: Any, _called: str, data: bytes, path: Any, cache: Any, turned: Any, options: Any
    ) -> None:
        super().__init__(opened, hash_of(digest(data), turned), data, path, cache, turned, options)


weasyprint.images.RasterImage = _Picture
