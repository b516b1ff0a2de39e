"""Imports pebble, of which pools of workers are made, in half the time that it takes by itself."""

from packbuilder.stand_ins import standing_in

__all__ = ["pebble"]

LATER = {"pebble.asynchronous": ("process", "thread"), "asyncio": ()}
"""What it has for asynchronous programs."""

with standing_in(LATER):
    import pebble
