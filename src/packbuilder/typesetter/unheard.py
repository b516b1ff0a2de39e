"""What is only seen: elements with `aria-hidden="true"` are left out of the structure tree, as running heads are."""

from collections.abc import Iterator
from typing import Any

from weasyprint.pdf import tags

_build = tags._build_box_tree


def _heard(box: Any, *around: Any) -> Iterator[Any]:
    """The elements of the structure tree that a box becomes."""
    element = getattr(box, "element", None)
    built = _build(box, *around)
    if getattr(element, "attrib", {}).get("aria-hidden") == "true":
        # They are made all the same: by that the typesetter knows that all content has been looked at.
        for _ in built:
            pass
        return
    yield from built


tags._build_box_tree = _heard
