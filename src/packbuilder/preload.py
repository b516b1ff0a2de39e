"""Imports what a worker needs, in the server of which workers are copies: importing this module is all that it does."""

import gc
import os
import sys
from contextlib import suppress
from importlib import import_module

# What is loaded stays. Nothing of it is garbage, and what isn't searched for any remains shared by all copies.
gc.disable()

# A worker that is still starting when its parent ends fails, and nobody has to read how.
sys.excepthook = lambda *_: None

# What can't be loaded is said by the first task that needs it.
with suppress(Exception):
    import packbuilder.documents
    import packbuilder.pdf.join
    import packbuilder.pdf.part

    # Each worker would import them before its first task.
    import packbuilder.pool
    import packbuilder.worker

    import_module("msgspec")
    # pikepdf loads it when it first saves; where memory is limited, nothing can be loaded any more.
    import_module("lxml.etree")
    import packbuilder.templates

    # On a single core nothing is gained: whoever needs a template compiles it there. Servers there are on Linux alone.
    # A second core has been busy till now, with the command.
    several = len(os.sched_getaffinity(0)) > 1
    take_over = packbuilder.templates.compile_beside() if several else lambda: None
    try:
        import packbuilder.making
        import packbuilder.printing
    finally:
        take_over()

gc.freeze()
