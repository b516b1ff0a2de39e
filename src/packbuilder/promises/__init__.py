"""The promises about a page, one module each; `proof.py` finds them by scanning this folder.

A module's docstring begins with the promise in the reader's words; its function `broken(proof)` yields a problem for
each place where it isn't kept.
"""
