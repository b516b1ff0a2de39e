"""What is printed: a worksheet's sheet in an edition, and how it is typeset."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from packbuilder.draw import Draw
from packbuilder.layouts import Layout
from packbuilder.limits import DEFAULT_LIMITS, Limits
from packbuilder.marks import misused
from packbuilder.problems import Position, Problem, SpecError
from packbuilder.render import Look, render
from packbuilder.sheet import Edition, Sheet
from packbuilder.typeset import Typeset, UnreadError


@dataclass(frozen=True)
class Job:
    """What to print: how the sheet is drawn, the layout, the worksheet's file, and how many pages it may have.

    `pictures` are the hashes of pictures by where they lie; one that is another by now isn't printed.
    """

    draw: Draw
    layout: Layout
    path: Path
    limits: Limits = DEFAULT_LIMITS
    pictures: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Press:
    """What is printed of a job: a sheet as drawn, and filled for an edition."""

    sheet: Sheet
    filled: Sheet
    edition: Edition
    job: Job

    def typeset(self, look: Look) -> Typeset:
        try:
            html = render(self.filled, self.edition, self.job.layout, look)
            document = Typeset(html, self.job.path.parent, drawn=not look.galley, known=self.job.pictures)
        except UnreadError as error:
            message = (
                f"what its pages show can't be read ({error}); see whether its pictures are whole, and build it again"
            )
            raise SpecError([Problem(self.job.path, Position(), "", message)]) from None
        mistakes = list(misused(document.marked(), self.filled, measured=look.galley))
        if mistakes:
            raise self.job.layout.unusable("; ".join(mistakes))
        return document
