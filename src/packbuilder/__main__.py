"""The command. What was done before is said at once; anything else is left to the command line."""

import sys


def main() -> None:
    """Runs the command, or says that there is nothing to do."""
    from packbuilder.receipts import nothing_to_do  # noqa: PLC0415 - a worker that is copied from here needs neither

    done = nothing_to_do(sys.argv[1:])
    if done is None:
        from packbuilder.cli import main as command  # noqa: PLC0415

        command()
    else:
        print("\n".join(done))


if __name__ == "__main__":
    main()
