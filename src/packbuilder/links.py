"""Links: what a stranger's folder may hold to reach files that aren't in it."""

import os
from pathlib import Path


def leads_out(path: Path | str, folder: Path | str) -> bool:
    """Does a path lead out of a folder, by its steps or by a link anywhere on its way? Neither need exist."""
    return not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))
