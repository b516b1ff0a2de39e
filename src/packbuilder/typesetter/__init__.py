"""WeasyPrint, loaded in less time than it takes, and made to do what packbuilder's pages need and no more.

What is changed of it changes no page: tests compare styles and boxes, and others the pages of all packs.
"""

# Whichever module asks for WeasyPrint first waits for its searches; that has to be this one.
import packbuilder.typesetter.loading  # noqa: F401
