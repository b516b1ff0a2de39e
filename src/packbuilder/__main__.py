"""The command. What was done before is said at once; anything else is left to the command line."""

import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from io import TextIOWrapper

from packbuilder import ENVIRONMENT

TYPESETTING = ("build", "class-set", "check", "proof")
"""The commands that nearly always have something to typeset; a class set of a known pack has its job sheet."""


def main() -> None:
    """Runs the command, or says that there is nothing to do. Once it runs, Ctrl-C shows no traceback."""
    os.environ.update(ENVIRONMENT)
    try:
        _run(sys.argv[1:])
    except KeyboardInterrupt:
        # In the words of the command line, which has begun to listen by now or not.
        print("\nAborted!", file=sys.stderr)
        sys.exit(1)
    finally:
        # A module that was run (`python -m`) ends with another status than it says if Ctrl-C came while any text was
        # run, as data classes are when they are loaded. Python forgets that with the next text.
        exec("")


def _run(arguments: Sequence[str]) -> None:
    for stream in (sys.stdout, sys.stderr):
        # A console of an old encoding lacks letters of any name; there are none where a program has none.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        os.getcwd()  # noqa: PTH109 - a build with nothing to do doesn't load pathlib
    except OSError:
        print("packbuilder: the folder that you are in is gone; go to another one", file=sys.stderr)
        sys.exit(2)

    # A worker that is copied from here needs none of them.
    from packbuilder.places import name_temporary_folder  # noqa: PLC0415
    from packbuilder.receipts import nothing_to_do  # noqa: PLC0415

    done = nothing_to_do(arguments)
    if done is not None:
        _say(done)
        return
    from packbuilder.ending import listen, listen_to_nothing, status  # noqa: PLC0415

    # A mask that takes rights from the owner, too, would keep processes from each other's temporary files.
    os.umask(os.umask(0o077) & 0o077)
    name_temporary_folder()
    listen()
    # What is loaded stays, and nothing of it is garbage.
    gc.disable()
    try:
        _typeset_soon(arguments)
        from packbuilder.cli import main as command  # noqa: PLC0415

        gc.freeze()
        gc.enable()
        command()
    finally:
        # What is left needn't be searched for garbage before the process ends: that takes longer than a page.
        gc.freeze()
        _end_what_was_begun()
        listen_to_nothing()
        asked = status()
        if asked:
            # Whoever watches files was told of Ctrl-C instead.
            sys.exit(asked)


def _say(lines: Sequence[str]) -> None:
    try:
        print("\n".join(lines), flush=True)
    except OSError as error:
        from packbuilder.logs import unheard  # noqa: PLC0415

        sys.exit(unheard(error))


def _typeset_soon(arguments: Sequence[str]) -> None:
    """Begins with what takes longest, if workers will be asked for."""
    if not arguments or arguments[0] not in TYPESETTING or {"-h", "--help"}.intersection(arguments):
        return
    from packbuilder.server import get_ready  # noqa: PLC0415

    # What prevents it is told by the first task.
    with suppress(OSError):
        get_ready(alone=True)


def _end_what_was_begun() -> None:
    if server := sys.modules.get("packbuilder.server"):
        server.end()


if __name__ == "__main__":
    main()
