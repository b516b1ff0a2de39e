"""Imports what a worker needs: importing this module is all there is to it."""

import gc
import os
import sys
from contextlib import suppress

# What is loaded stays. Nothing of it is garbage, and what isn't searched for any remains shared by all copies.
gc.disable()

IS_SERVER = sys.argv == ["-c"]
"""Is this the process of which workers are copies?"""

if IS_SERVER:
    # A worker that is still starting when its parent ends fails, and nobody has to read how.
    sys.excepthook = lambda *_: None

# What can't be loaded is said by the first task that needs it.
with suppress(Exception):
    import packbuilder.templates

    # On a single core nothing is gained: whoever needs a template compiles it there.
    beside = IS_SERVER and (os.cpu_count() or 1) > 1
    take_over = packbuilder.templates.compile_beside() if beside else lambda: None

    import packbuilder.documents
    import packbuilder.making
    import packbuilder.pdf.join
    import packbuilder.pdf.part
    import packbuilder.printing

    take_over()

gc.freeze()
