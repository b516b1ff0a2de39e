"""Where the blanks of a page may lie."""

from packbuilder.fields import Field
from packbuilder.geometry import Box
from packbuilder.papers import Page

CLOSE = 0.2
"""Boxes nearer than this, in mm, share an edge."""


def on_page(field: Field, page: Page, pages: int) -> bool:
    """Does the field lie within the type area of one of so many pages?"""
    across = page.left - CLOSE <= field.x < field.x + field.width <= page.left + page.width + CLOSE
    down = page.top - CLOSE <= field.y < field.y + field.height <= page.top + page.height + CLOSE
    return 1 <= field.page <= pages and across and down


def overlap(one: Field, other: Field) -> bool:
    """Do two fields cover the same place?"""
    return one.page == other.page and meet(one, other, CLOSE)


def meet(one: Box | Field, other: Box | Field, close: float = 0.0) -> bool:
    """Have two rectangles more in common than an edge, or a strip `close` mm wide?"""
    return (
        one.x + close < other.x + other.width
        and other.x + close < one.x + one.width
        and one.y + close < other.y + other.height
        and other.y + close < one.y + one.height
    )
