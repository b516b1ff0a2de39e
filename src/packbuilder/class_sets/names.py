"""Names of students as they are printed, put together of the cells that hold them."""

import re
from collections.abc import Sequence

from packbuilder.class_sets.headings import ALL_NAMES, PARTS
from packbuilder.source import Mapping, Text

EAST_ASIAN = re.compile("[\u3005-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]+")
FAMILY_FIRST = re.compile(r"([^\W\d][^,\d]*?) ?, ?([^\W\d][^,\d]*)")
"""`Lovelace, Ada`: with one comma, and nothing that is no name."""


def given_first(name: str) -> str:
    """`Ada Lovelace` for `Lovelace, Ada`; any other name as it is."""
    found = FAMILY_FIRST.fullmatch(name)
    return f"{found[2]} {found[1]}" if found else name


def turn_round(rows: Sequence[Mapping]) -> tuple[str, str] | None:
    """Has the given name stand first in a list in which every whole name of several words has a comma.

    Where one has none, commas may mean something else, and all stay as they are. Returns the first name that was
    turned, as it stood and as it is now.
    """
    written = [row["name"] for row in rows if "name" in row]
    if not all("," in name for name in written if " " in name):
        return None
    first = None
    for row, name in zip(rows, written, strict=False):
        turned = Text(given_first(name))
        if turned != name:
            turned.position = name.position
            row["name"] = turned
            first = first or (str(name), str(turned))
    return first


def name_column(row: Mapping) -> str:
    """The column in which the name stands, or begins."""
    return next(name for name in ALL_NAMES if name in row)


def name_of(row: Mapping) -> str:
    """The whole name of a row's student."""
    return str(row["name"]) if "name" in row else _joined(row)


def _joined(row: Mapping) -> str:
    """Of the name's parts, the whole. In Chinese, Japanese and Korean letters the family's comes first, unspaced."""
    parts = [str(part) for each in PARTS if (part := row.get(f"preferred {each}") or row.get(each))]
    if row.get("family prefix") and row.get("family name"):
        parts[-1] = f"{row['family prefix']} {parts[-1]}"
    if len(parts) > 1 and parts[0].casefold().endswith(f" {parts[1].casefold()}"):
        return parts[0]  # "Preferred name" is the whole one in some lists
    return "".join(reversed(parts)) if all(EAST_ASIAN.fullmatch(part) for part in parts) else " ".join(parts)
