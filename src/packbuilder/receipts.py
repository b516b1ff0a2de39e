"""Receipts: what a build read and what it wrote, by which the next one knows that there is nothing to do.

Next to nothing is imported here. A command that has nothing to do is done before anything else is loaded.
"""

import json
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress

from packbuilder.digests import State, hash_of, listing_of, program, state_of, unchanged, unsealed
from packbuilder.places import cache_path


class Receipt:
    """What a build read and wrote.

    `inputs` are files and folders with their hashes, `folders` those whose names count, `outputs` files with their
    states. Hashes and names are those from before they were read, states those from after they were written: whatever
    somebody has saved, or another run has written, since then is a change. `rows` are the PDFs: path, name without
    ending, edition and pages.
    """

    def __init__(
        self,
        inputs: Sequence[Sequence[str]],
        folders: Sequence[Sequence[str]],
        outputs: Sequence[tuple[str, *State]],
        rows: Sequence[tuple[str, str, str, int]],
    ) -> None:
        self.inputs, self.folders, self.outputs, self.rows = inputs, folders, outputs, rows

    @property
    def holds(self) -> bool:
        """Would a build read the same, and is what it would write there?"""
        return (
            all(_is_as_it_was(*output) for output in self.outputs)
            and all(listing_of(folder) == known for folder, known in self.folders)
            and unchanged(self.inputs)
        )


def merged(receipts: Sequence[Receipt], listings: Iterable[Sequence[str]]) -> Receipt:
    """The receipt of a command that has built all these, after it had looked for packs in these folders."""
    return Receipt(
        list(dict.fromkeys((path, known) for each in receipts for path, known in each.inputs)),
        [*(each for receipt in receipts for each in receipt.folders), *listings],
        [each for receipt in receipts for each in receipt.outputs],
        [row for receipt in receipts for row in receipt.rows],
    )


def _is_as_it_was(path: str, *state: int) -> bool:
    try:
        return state_of(path) == state
    except OSError:
        return False


def recall(folder: str | os.PathLike[str], key: str) -> Receipt | None:
    """The receipt that was kept under `key`, or None."""
    path = os.path.join(folder, key)
    data = unsealed(path)
    if data is None:
        return None
    with suppress(OSError):
        # What is asked for often is forgotten last.
        os.utime(path)
    try:
        return Receipt(**json.loads(data))
    except (ValueError, TypeError):
        return None


def keep(folder: str | os.PathLike[str], key: str, receipt: Receipt) -> None:
    """Keeps the receipt under `key`, if that can be done."""
    from pathlib import Path  # noqa: PLC0415 - only who has built something needs these

    from packbuilder.memory import keep_sealed  # noqa: PLC0415

    keep_sealed(Path(folder), key, json.dumps(vars(receipt)).encode())


def key_of_command(arguments: Sequence[str]) -> str:
    """The key of a command that is run in this folder."""
    return hash_of("command", program(), os.getcwd(), list(arguments))


def nothing_to_do(arguments: Sequence[str]) -> list[str] | None:
    """What is said if this very command was run here before and nothing has changed since; None if it has to be run."""
    if not arguments or arguments[0] != "build":
        return None
    receipt = recall(os.path.join(cache_path(), MADE), key_of_command(arguments))
    if receipt is None or not receipt.holds:
        return None
    return table([(path, pages, UNCHANGED) for path, _, _, pages in receipt.rows])


MADE = "made"
"""The folder below the cache folder where receipts and parts are."""
UNCHANGED = "unchanged"


def table(rows: Sequence[tuple[str, int, str]]) -> list[str]:
    """PDFs with their pages and how long they took, in columns."""
    width = max((len(path) for path, *_ in rows), default=0)
    lines = [f"{'built':<{width}}  {'pages':>5}  {'seconds':>9}"]
    return lines + [f"{path:<{width}}  {pages:>5}  {seconds:>9}".rstrip() for path, pages, seconds in rows]
