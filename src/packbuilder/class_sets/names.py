"""Names of students as they are printed, put together of the cells that hold them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from html.entities import html5

from packbuilder.class_sets.headings import ALL_NAMES, PARTS, readable
from packbuilder.positioned import Mapping, Text
from packbuilder.wording import shown

EAST_ASIAN = re.compile("[\u3005-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]+")
FAMILY_FIRST = re.compile(r"(['’]?[^\W\d][^,،，\d]*?) ?[,،，] ?([(\"'“‘]?[^\W\d][^,،，\d]*)")
"""`Lovelace, Ada`: one comma, and nothing that is no name."""
SEVERAL = re.compile("[ ,،，]")
ERROR = re.compile(r"#[¡¿]?[A-ZÀ-Þ][A-ZÀ-Þ0-9_/]*[!?]|#N/?[A-Z]|Err:\d{3}")
"""What a spreadsheet puts in the place of a value that it doesn't find, in each language: `#N/A`, `#NV`, `#REF!`."""
ENTITY = re.compile(r"&(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")


@dataclass(frozen=True)
class Turned:
    """What became of names that stand as `Lovelace, Ada` in a list.

    They were turned, of which `first` is the first one as it stood, `printed` as it is now; or, where `against` is a
    name that isn't written so, they all stay as they are.
    """

    first: str
    printed: str = ""
    against: str = ""


def given_first(name: str) -> str:
    """`Ada Lovelace` for `Lovelace, Ada`, and `王小明` for `王, 小明`; any other name as it is."""
    found = FAMILY_FIRST.fullmatch(name)
    return _put_together([found[2], found[1]]) if found else name


def turn_round(rows: Sequence[Mapping]) -> Turned | None:
    """Has the given name stand first in a list where most names, and all of several words, have it behind a comma.

    The name in a row for a key may be a teacher's. Returns what became of the names if most are written so.
    """
    named = [row for row in rows if row.get("name")]
    family_first = [row for row in named if FAMILY_FIRST.fullmatch(row["name"])]
    if len(family_first) * 2 <= len(named):
        return None
    first = str(family_first[0]["name"])
    others = (row for row in named if not FAMILY_FIRST.fullmatch(row["name"]) and row.get("edition") != "key")
    against = next((str(row["name"]) for row in others if SEVERAL.search(row["name"])), "")
    if against:
        return Turned(first, against=against)
    for row in family_first:
        turned = Text(given_first(row["name"]))
        turned.position = row["name"].position
        row["name"] = turned
    return Turned(first, given_first(first))


def no_name(cell: str) -> str:
    """What is wrong with a cell for a name, or a part of one, that was spoilt on its way; or ""."""
    if cell == "0":
        return '"0" is what a formula makes of an empty cell; write the name or empty the cell, or delete the line'
    return no_text(cell)


def no_text(cell: str) -> str:
    """What is wrong with a cell for a text that was spoilt on its way; or ""."""
    if ERROR.fullmatch(cell):
        return f"{shown(cell)} is an error of the spreadsheet; mend the formula and export the list again"
    for found in ENTITY.finditer(cell):
        if found[1][0] != "#" and f"{found[1]};" not in html5:
            continue  # unescape reads the first letters of `&notes;` as `&not`
        again = "or export the list as CSV again, not from a web page"
        told = f"{shown(found[0])} in {shown(readable(cell))}"
        meant = unescape(found[0])
        if meant.isspace():
            return f"{told} stands for a space; write one, {again}"
        if not meant.isprintable() or meant in ("", "\ufffd"):
            return f"{told} stands for nothing that can be seen; delete it, {again}"
        return f"{told} stands for {shown(readable(meant))}; write that letter or sign itself, {again}"
    return ""


def name_column(row: Mapping) -> str:
    """The column in which the name stands, or begins."""
    return next(name for name in ALL_NAMES if name in row)


def name_of(row: Mapping) -> str:
    """The whole name of a row's student."""
    return str(row["name"]) if "name" in row else _joined(row)


def _joined(row: Mapping) -> str:
    """Of the name's parts, the whole."""
    parts = [str(part) for each in PARTS if (part := row.get(f"preferred {each}") or row.get(each))]
    if row.get("family prefix") and row.get("family name"):
        parts[-1] = f"{row['family prefix']} {parts[-1]}"
    if len(parts) > 1 and parts[0].casefold().endswith(f" {parts[1].casefold()}"):
        return parts[0]  # "Preferred name" is the whole one in some lists
    return _put_together(parts)


def _put_together(parts: Sequence[str]) -> str:
    """Given and family name. In Chinese, Japanese and Korean letters the family's comes first, unspaced."""
    return "".join(reversed(parts)) if all(EAST_ASIAN.fullmatch(part) for part in parts) else " ".join(parts)
