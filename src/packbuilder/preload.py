"""Imports what a worker needs: importing this module is all there is to it."""

import gc
import sys
from contextlib import suppress

# What is loaded stays. Nothing of it is garbage, and what isn't searched for any remains shared by all copies.
gc.disable()

if sys.argv == ["-c"]:
    # This is the server. A worker that is still starting when its parent ends fails, and nobody has to read how.
    sys.excepthook = lambda *_: None

# What can't be loaded is said by the first task that needs it.
with suppress(Exception):
    import packbuilder.documents
    import packbuilder.making
    import packbuilder.pdf.join
    import packbuilder.pdf.part
    import packbuilder.printing  # noqa: F401

gc.freeze()
