"""Where the blanks of a page may lie."""

from packbuilder.fields import Field
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
    return (
        one.page == other.page
        and one.x + CLOSE < other.x + other.width
        and other.x + CLOSE < one.x + one.width
        and one.y + CLOSE < other.y + other.height
        and other.y + CLOSE < one.y + one.height
    )
