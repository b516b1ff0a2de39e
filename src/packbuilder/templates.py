"""The templates of layouts, as Jinja has compiled them.

Compiling those of the classroom layout takes a fifth of a second, as long as two pages. It is done once in a process
and its copies; while the typesetter is loaded, another process can do it beside.
"""

import marshal
import os
import re
import signal
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from select import select
from time import monotonic

from jinja2 import (
    BaseLoader,
    BytecodeCache,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateError,
)
from jinja2.bccache import Bucket
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from packbuilder.layouts import DEFAULT_LAYOUT, Layout, find_layout

PAGES = re.compile(r"(?!job-sheet\.).*\.(html|css)")
"""The templates of worksheets, by their names."""
PATIENCE = 5.0
"""Seconds after which a process that compiles them has got stuck, as at a drive that doesn't answer."""
PIECE = 1_000_000
"""Bytes that are read at a time."""


class _Compiled(BytecodeCache):
    """Templates as they were compiled, by their names and files; Jinja looks whether they are as their files are."""

    def __init__(self) -> None:
        self.known: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.known:
            bucket.bytecode_from_string(self.known[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.known[bucket.key] = bucket.bytecode_to_string()


COMPILED = _Compiled()


def environment_of(layout: Layout) -> Environment:
    """The templates of a layout."""
    return _environment_with(layout, tuple(path for folder in layout.folders for path in sorted(folder.iterdir())))


@cache
def _environment_with(layout: Layout, _files: tuple[Path, ...]) -> Environment:
    """The templates of a layout with these files: one that comes to be there takes the place of its base's."""
    # A folder from elsewhere may have layouts of its own, and one that is called like ours takes its place.
    environment = ImmutableSandboxedEnvironment(
        loader=_loader(layout),
        bytecode_cache=COMPILED,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["css_string"] = _css_string
    environment.filters["page_counter"] = _page_counter
    return environment


def _loader(layout: Layout) -> BaseLoader:
    """Looks into the layout's folder, then into its base's; `classroom/page.css` is the one of the layout classroom."""
    below = {each.name: FileSystemLoader(each.folders) for each in layout.bases}
    return ChoiceLoader([FileSystemLoader(layout.folders), PrefixLoader(below)])


def compile_beside() -> Callable[[], None]:
    """Begins to compile the usual layout's templates in a process of its own; returns what waits for them.

    To be called where there are no threads. A process that fails leaves the templates to whoever needs them.
    """
    reading, writing = os.pipe()
    parent = os.getpid()
    child = os.fork()
    if child:
        os.close(writing)
        return lambda: _take_over(child, reading)
    try:
        os.close(reading)
        with os.fdopen(writing, "wb") as pipe:
            marshal.dump(_compiled(find_layout(DEFAULT_LAYOUT), parent), pipe)
    finally:
        # What its parent has to do at its end isn't this process's business.
        os._exit(0)


def _compiled(layout: Layout, parent: int) -> dict[str, bytes]:
    environment = environment_of(layout)
    for name in filter(PAGES.fullmatch, environment.list_templates()):
        if os.getppid() != parent:  # it was ended, and nobody waits any more
            os._exit(1)
        # A mistake in a template is told by who needs it.
        with suppress(TemplateError):
            environment.get_template(name)
    return COMPILED.known


def _take_over(child: int, reading: int) -> None:
    """Reads what a child has compiled, if it does so in time."""
    compiled, end = b"", monotonic() + PATIENCE
    try:
        with os.fdopen(reading, "rb", buffering=0) as pipe:
            while select([pipe], [], [], max(0.0, end - monotonic()))[0]:
                piece = pipe.read(PIECE)
                if not piece:
                    break
                compiled += piece
    finally:
        # It has said all, or nobody listens any more. A server wonders at a child that it doesn't know.
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    with suppress(EOFError, ValueError, TypeError):
        COMPILED.known.update(marshal.loads(compiled))


def _css_string(text: str) -> Markup:
    """Text for the inside of a CSS string: every character that could end it is written as a number."""
    return Markup("".join(c if c.isalnum() or c in " ,.·–—" else f"\\{ord(c):x} " for c in text))


def _page_counter(text: str) -> Markup:
    """`Page {page} of {pages}` as the value of CSS `content`."""
    counters = {"{page}": "counter(page)", "{pages}": "counter(pages)"}
    parts = re.split(r"(\{pages?\})", text)
    return Markup(" ".join(counters.get(part) or f'"{_css_string(part)}"' for part in parts if part))
