"""The command. What was done before is said at once; anything else is left to the command line."""

import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress

TYPESETTING = ("build", "check", "proof")
"""The commands that nearly always have something to typeset; a class set of a known pack has nothing."""


def main() -> None:
    """Runs the command, or says that there is nothing to do."""
    try:
        os.getcwd()  # noqa: PTH109 - a build with nothing to do doesn't load pathlib
    except OSError:
        print("packbuilder: the folder that you are in is gone; go to another one", file=sys.stderr)
        sys.exit(2)

    from packbuilder.receipts import nothing_to_do  # noqa: PLC0415 - a worker that is copied from here needs none

    done = nothing_to_do(sys.argv[1:])
    if done is None:
        _typeset_soon(sys.argv[1:])
        from packbuilder.cli import main as command  # noqa: PLC0415

        try:
            command()
        finally:
            # What is left needn't be searched for garbage before the process ends: that takes longer than a page.
            gc.freeze()
    else:
        print("\n".join(done))


def _typeset_soon(arguments: Sequence[str]) -> None:
    """Begins with what takes longest, if workers will be asked for."""
    if arguments and arguments[0] in TYPESETTING and not {"-h", "--help"}.intersection(arguments):
        from packbuilder.workers import get_ready  # noqa: PLC0415

        # What prevents it is told by the first task.
        with suppress(OSError):
            get_ready()


if __name__ == "__main__":
    main()
