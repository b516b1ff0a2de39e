"""Imports what a worker needs: importing this module is all there is to it."""

from contextlib import suppress

# What can't be loaded is said by the first task that needs it.
with suppress(Exception):
    import packbuilder.documents
    import packbuilder.making
    import packbuilder.pdf.join
    import packbuilder.pdf.part
    import packbuilder.printing  # noqa: F401
