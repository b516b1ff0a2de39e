"""Lets `python -m packbuilder` stand in for the command."""

from packbuilder.cli import main

if __name__ == "__main__":
    main()
