"""How pages look: a folder of templates and styles with a few figures in layout.yaml."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from packbuilder.papers import Margins, Page, Paper
from packbuilder.problems import SetupError, SpecError
from packbuilder.renderings import LARGE_PITCH, USUAL, Rendering
from packbuilder.source import read_source

DEFAULT_LAYOUT = "classroom"
FIGURES = "layout.yaml"
KNOWN = ("summary", "based_on", "margins", "pitch", "font")
"""What layout.yaml may say."""

_HERE = Path(__file__).resolve().parent


def resource(name: str) -> Path:
    """The folder `layouts` or `examples`: inside the package when installed, in the checkout otherwise."""
    inside = _HERE / name
    return inside if inside.is_dir() else _HERE.parents[1] / {"examples": "worksheets/examples"}.get(name, name)


@dataclass(frozen=True)
class Layout:
    """A layout's folder, its margins and the distance of its writing lines (mm), and the family of its text.

    What its folder lacks comes from the layout that it is `based_on`.
    """

    name: str
    folder: Path
    margins: Margins
    pitch: float
    font: str
    based_on: "Layout | None" = None

    @property
    def bases(self) -> "tuple[Layout, ...]":
        """The layout that it is based on, the one that this is based on …"""
        return (self.based_on, *self.based_on.bases) if self.based_on else ()

    @property
    def folders(self) -> tuple[Path, ...]:
        """Where its files are looked for, one folder after the other."""
        return (self.folder, *(each.folder for each in self.bases))

    def unusable(self, why: str) -> SetupError:
        """What is raised where one of its templates is at fault."""
        return SetupError(f"the layout {self.name} can't be used: {why}")

    def page(
        self,
        paper: Paper,
        rendering: Rendering = USUAL,
        *,
        pitch: float = 0.0,
        rtl: bool = False,
        binding: bool = True,
    ) -> Page:
        """A page of this layout, its lines at least `pitch` mm apart (a young hand needs more than the layout has)."""
        least = LARGE_PITCH if rendering.large_print else 0.0
        return Page(paper, self.margins, max(self.pitch, pitch, least), rendering, rtl=rtl, binding=binding)


def layout_names() -> list[str]:
    """The layouts that come with packbuilder."""
    return sorted(path.parent.name for path in resource("layouts").glob(f"*/{FIGURES}"))


def find_layout(name: str) -> Layout:
    """The layout called `name`: a folder in ./layouts, or one that comes along. Raises SetupError for none."""
    return _found(name, tuple(_figures_of(folder) for folder in layout_folders()))


def layout_folders() -> tuple[Path, Path]:
    """Where layouts are looked for."""
    return Path("layouts").absolute(), resource("layouts")


def _figures_of(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """The files with figures in a folder of layouts, with their times and sizes: a warm process sees what changes."""
    found = ((path, path.stat()) for path in sorted(folder.glob(f"*/{FIGURES}")))
    return tuple((str(path), status.st_mtime_ns, status.st_size) for path, status in found)


@cache
def _found(name: str, figures: tuple[tuple[tuple[str, int, int], ...], ...]) -> Layout:  # noqa: ARG001 - they decide
    return _find(name, ())


def _find(name: str, above: tuple[str, ...]) -> Layout:
    """The layout `name`, on which the layouts `above` are based."""
    if name in above:
        raise SetupError(f"the layout {name} is based on itself ({' → '.join((*above, name))}); drop one based_on")
    for folder in (each / name for each in layout_folders()):
        if (folder / FIGURES).is_file():
            return _read(name, folder.resolve(), above)
    raise SetupError(f'there is no layout "{name}"; there are {", ".join(layout_names())}')


def _read(name: str, folder: Path, above: tuple[str, ...]) -> Layout:
    path = folder / FIGURES
    try:
        values = read_source(path)
        _refuse_unknown(path, values)
        base = _find(_base_name(values["based_on"]), (*above, name)) if "based_on" in values else None
        return Layout(name, folder, *_figures(values, base), base)
    except SpecError as error:
        raise SetupError(str(error)) from None
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        message = f"{path}: needs margins (binding, top, outer, bottom) and pitch, all in mm, and a font ({error})"
        raise SetupError(f"{message}; or the name of another layout as based_on") from None


def _refuse_unknown(path: Path, values: Mapping[str, Any]) -> None:
    for name in values:
        if name not in KNOWN:
            raise SetupError(f"{path}: unknown field {name}; there are {', '.join(KNOWN)}")


def _base_name(text: Any) -> str:
    if not isinstance(text, str) or not re.fullmatch(r"[a-z0-9-]+", text):
        raise ValueError(f"based_on: {text} is no name of a layout")
    return text


def _figures(values: Mapping[str, Any], base: Layout | None) -> tuple[Margins, float, str]:
    """Margins, pitch and font; what isn't given is as in the layout below. Raises KeyError where there is none."""
    if base:
        usual = {"margins": asdict(base.margins), "pitch": base.pitch, "font": base.font}
        values = {**usual, **values}
    sides = {side: _millimetres(mm) for side, mm in values["margins"].items()}
    return Margins(**sides), _millimetres(values["pitch"]), str(values["font"])


def _millimetres(text: str) -> float:
    size = float(text)
    if not 0 < size < 100:
        raise ValueError(f"{text} mm is no size for a margin or a line")
    return size
