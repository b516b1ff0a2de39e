"""What workers do. What a task needs is imported where it is done: whoever hands it out stays small and quick."""

from collections.abc import Sequence

from packbuilder.options import Options
from packbuilder.parts import Document, Kept, Lost, Made, Outline, Part, Task
from packbuilder.sheet import Edition
from packbuilder.targets import Target


def read_outline(target: Target, options: Options) -> Outline:
    """What pack.yaml says of the target, and what is known of its worksheets."""
    from packbuilder.making import outline_of  # noqa: PLC0415

    return outline_of(target, options)


def make_parts(task: Task) -> Made:
    """A worksheet in all its editions."""
    from packbuilder.making import parts_of  # noqa: PLC0415

    return parts_of(task)


def put_together(
    parts: Sequence[Part | Kept], edition: Edition, options: Options, name: str | None, title: str | None
) -> Document | Lost:
    """Parts of one edition as a document, called and titled like the first of them unless it is said how."""
    from packbuilder.documents import edition_of  # noqa: PLC0415

    recalled = {each: options.memory.recall(each.key, Part) for each in parts if isinstance(each, Kept)}
    lost = tuple(each.name for each, part in recalled.items() if part is None)
    if lost:
        return Lost(lost)
    found = (recalled[each] if isinstance(each, Kept) else each for each in parts)
    return edition_of([part for part in found if part], edition, options.rendering, name, title)
