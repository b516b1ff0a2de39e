"""How pages look: a folder of templates and styles with a few figures in layout.yaml."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from packbuilder.papers import Margins, Page, Paper
from packbuilder.problems import SetupError, SpecError
from packbuilder.source import read_source

DEFAULT_LAYOUT = "classroom"

_HERE = Path(__file__).resolve().parent


def resource(name: str) -> Path:
    """The folder `layouts` or `examples`: inside the package when installed, in the checkout otherwise."""
    inside = _HERE / name
    return inside if inside.is_dir() else _HERE.parents[1] / {"examples": "worksheets/examples"}.get(name, name)


@dataclass(frozen=True)
class Layout:
    """A layout's folder, its margins and the distance of its writing lines (mm)."""

    name: str
    folder: Path
    margins: Margins
    pitch: float

    def page(self, paper: Paper) -> Page:
        return Page(paper, self.margins, self.pitch)


def layout_names() -> list[str]:
    """The layouts that come with packbuilder."""
    return sorted(path.parent.name for path in resource("layouts").glob("*/layout.yaml"))


@cache
def find_layout(name: str) -> Layout:
    """The layout called `name`: a folder in ./layouts, or one that comes along. Raises SetupError for none."""
    for folder in (Path("layouts") / name, resource("layouts") / name):
        if (folder / "layout.yaml").is_file():
            return _read(name, folder.resolve())
    raise SetupError(f'there is no layout "{name}"; there are {", ".join(layout_names())}')


def _read(name: str, folder: Path) -> Layout:
    path = folder / "layout.yaml"
    try:
        values = read_source(path)
        sides = {side: _millimetres(mm) for side, mm in values["margins"].items()}
        return Layout(name, folder, Margins(**sides), _millimetres(values["pitch"]))
    except SpecError as error:
        raise SetupError(str(error)) from None
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        message = f"{path}: needs margins (binding, top, outer, bottom) and pitch, all in mm ({error})"
        raise SetupError(message) from None


def _millimetres(text: str) -> float:
    size = float(text)
    if not 0 < size < 100:
        raise ValueError(f"{text} mm is no size for a margin or a line")
    return size
