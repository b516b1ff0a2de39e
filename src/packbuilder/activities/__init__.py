"""The kinds of activities, one module each.

A kind is a module with `Fields`, what its YAML may say, and `draw`, which turns them into a drawing for the
templates `<kind>.html` and `<kind>.css` of a layout. The first line of its docstring is what `packbuilder
kinds` says of it. Kinds are found by scanning this folder; there is no list.
"""
