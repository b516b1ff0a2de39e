"""Pages are used, and nothing is torn apart."""

from dataclasses import fields, replace

import pytest

from packbuilder.fit import Chunk, fit
from packbuilder.papers import Margins, Page, Paper
from packbuilder.printing import Placed, Printed
from packbuilder.problems import Position
from packbuilder.promises.pages import _on_galley, _on_paper, fewest_torn
from packbuilder.sheet import Activity, Sheet, Space
from proofs import proof_from, said

PAGE = Page(Paper("A4"), Margins(binding=20, top=24, outer=14, bottom=22), 8)
"""251 mm are there to be filled, one of them for safety: from 24 to 275 mm."""
SHEET = Sheet("x", "T", None, None, None, None, "en-GB", 0, PAGE, (), "en-GB", Position())


def chunks(*sizes, **more):
    """Chunks of the groups and sizes (mm) in `sizes`, such as ("a", 100), below each other; `more` by their ids."""
    found, top = [], 0.0
    for number, (group, size) in enumerate(sizes, 1):
        chunk = Chunk(f"{group}{number}", top, top + size, group=group)
        found.append(replace(chunk, **more.get(chunk.id, {})))
        top += size
    return tuple(found)


def printed(laid, placed=(), fitted=None):
    fitted = fitted or fit(laid, 250)
    known = {"sheet": SHEET, "pages": fitted.pages, "chunks": laid, "fit": fitted, "placed": tuple(placed)}
    return Printed(**{field.name: known.get(field.name) for field in fields(Printed)})


@pytest.mark.parametrize(
    ("placed", "kept", "messages"),
    [
        ([Placed("a1", 0, 24, 100)], [], []),  # the last page may be as empty as it likes
        ([Placed("a1", 0, 24, 237.5), Placed("a2", 1, 24, 30)], [], []),
        (
            [Placed("a1", 0, 24, 236), Placed("a2", 1, 24, 30)],
            [],
            [("a1", "page 1 is filled to 84.5%, and 85% is the least")],
        ),
        (
            [Placed("a1", 0, 24, 124), Placed("a2", 1, 24, 274), Placed("a3", 2, 24, 30)],
            [],
            [("a1", "page 1 is filled to 39.8%, and 85% is the least")],
        ),
        # In columns, the lowest counts, wherever it stands in the order.
        ([Placed("a1", 0, 24, 270), Placed("a2", 0, 24, 100), Placed("a3", 1, 24, 30)], [], []),
        (
            [Placed("a1", 0, 24, 270), Placed("a2", 1, 24, 30)],
            ["a1"],
            [("a1", "page 1 ends with a prompt or a heading whose task is on the next page")],
        ),
        ([Placed("a1", 0, 24, 270), Placed("a2", 1, 24, 30)], ["a2"], []),
        (
            [Placed("a1", 0, 24, 274), Placed("a1", 1, 24, 30)],
            [],
            [("a1", "a part that should stay whole is cut into 2 pieces")],
        ),
        # A table's heading stands on every page.
        ([Placed("a1", 0, 24, 34), Placed("a2", 0, 34, 274), Placed("a1", 1, 24, 34)], ["a1"], []),
        (
            [Placed("a1", 0, 24, 34), Placed("a2", 0, 34, 274), Placed("a1", 1, 24, 32)],
            ["a1"],
            [("a1", "a part that should stay whole is cut into 2 pieces")],
        ),
    ],
)
def test_what_the_pages_show(placed, kept, messages):
    laid = chunks(*[("a", 10)] * 3, **{name: {"keep": True} for name in kept})
    found = list(_on_paper(printed(laid, placed), PAGE))
    assert [(name, message.partition(";")[0]) for name, message in found] == messages


LINES = '"lines: {lines}" (of a question) or "grid_lines: {lines}" (of the grid)'
SPACE = '"space: {lines}" for its row'


@pytest.mark.parametrize(
    ("first", "second", "remedy"),
    [
        ({"room": LINES}, {"room": SPACE}, 'ask for more "lines" here'),
        ({"room": SPACE}, {"room": LINES}, 'ask for more "space" here'),
        (
            {"room": SPACE, "new_page": True},
            {"new_page": True},
            'ask for more "space" here or drop the "new_page" of the next activity',
        ),
        ({"room": '"gap: large"'}, {"new_page": True}, 'drop the "new_page" of the next activity'),
        ({"new_page": True}, {"room": LINES}, "add something to it, or divide what begins the next one"),
    ],
)
def test_a_page_that_is_not_full_is_told_what_can_fill_it(first, second, remedy):
    activities = tuple(
        Activity(name, "k", None, None, "P", None, **{"new_page": False, "drawing": (), "at": Position(), **more})
        for name, more in (("a", first), ("b", second))
    )
    known = printed(chunks(("a", 10), ("b", 10)), [Placed("a/1", 0, 24, 124), Placed("b/1", 1, 24, 30)])
    found = list(_on_paper(replace(known, sheet=replace(SHEET, activities=activities)), PAGE))
    assert found == [("a/1", f"page 1 is filled to 39.8%, and 85% is the least; {remedy}")]


def test_an_activity_goes_on_below_its_own_page_break():
    (activity,) = (Activity("a", "k", None, None, "P", None, new_page=True, drawing=(), at=Position()),)
    known = printed(chunks(("a", 10)), [Placed("a/1", 0, 24, 124), Placed("a/2", 1, 24, 30)])
    ((_, message),) = _on_paper(replace(known, sheet=replace(SHEET, activities=(activity,))), PAGE)
    assert message.endswith("; add something to it, or divide what begins the next one")


FREE = (Space("s", 8, 8),)
TORN = "is divided between two pages, and could have stayed whole on as many pages"


@pytest.mark.parametrize(
    ("laid", "breaks", "messages"),
    [
        (chunks(("a", 200), ("b", 100)), {"b2"}, []),
        # a, b | b could have been a | b, b
        (chunks(("a", 220), ("b", 20), ("b", 100)), {"b3"}, [("b", TORN)]),
        (chunks(("a", 220), ("b", 20), ("b", 100)), {"b2"}, []),
        # but not if the first page were half empty then
        (chunks(("a", 120), ("b", 120), ("b", 100)), {"b3"}, []),
        # unless what is on it can stretch
        (chunks(("a", 120), ("b", 120), ("b", 100), a1={"spaces": FREE}), {"b3"}, [("b", TORN)]),
        # or on a third page
        (chunks(("a", 220), ("b", 20), ("b", 200), ("c", 40)), {"b3"}, []),
        # A group that no page holds has to be divided.
        (chunks(("a", 200), ("a", 200)), {"a2"}, []),
        # A prompt isn't left behind to keep a group whole.
        (chunks(("a", 230), ("b", 10), ("c", 80), b2={"keep": True}), {"b2"}, []),
        # Little more than a page.
        (
            chunks(("a", 200), ("b", 75)),
            {"b2"},
            [("", "needs 1.10 pages and takes 2, and up to 1.1 pages are made one")],
        ),
        (chunks(("a", 200), ("b", 76)), {"b2"}, []),
        (chunks(("a", 200), ("b", 40), b2={"new_page": True}), {"b2"}, []),
        (chunks(("a", 200), ("b", 50)), set(), []),
    ],
)
def test_what_other_page_breaks_would_do(laid, breaks, messages):
    fitted = replace(fit(laid, 250), breaks=frozenset(breaks), pages=len(breaks) + 1)
    found = list(_on_galley(printed(laid, fitted=fitted), PAGE))
    assert [(name, message.partition(";")[0]) for name, message in found] == messages


@pytest.mark.parametrize(
    ("laid", "pages", "fewest"),
    [
        (chunks(("a", 100)), 1, 0),
        (chunks(("a", 220), ("b", 20), ("b", 100)), 2, 0),
        (chunks(("a", 220), ("b", 20), ("b", 200), ("c", 40)), 2, 1),
        (chunks(("a", 220), ("b", 20), ("b", 200), ("c", 40)), 3, 0),
        (chunks(("a", 200), ("b", 100)), 1, float("inf")),
    ],
)
def test_the_fewest_groups_that_are_divided(laid, pages, fewest):
    assert fewest_torn(laid, 250, pages) == fewest


EMPTY = """\
title: T
activities:
  - kind: matching
    prompt: P
    pairs:
      - {item: a, match: b}
      - {item: c, match: d}
  - kind: questions
    prompt: Q
    new_page: true
    questions: [{question: Why, lines: 2, answer: x}]
"""


def test_a_worksheet_with_an_empty_page(tmp_path):
    (message,) = said("pages", proof_from(tmp_path / "unit", EMPTY))
    assert message.startswith("3:5: activities[0]: student: page 1 is filled to ")
    remedy = ' and 85% is the least; drop the "new_page" of the next activity'
    assert message.endswith(remedy)
    assert said("pages", proof_from(tmp_path / "unit", EMPTY.replace("    new_page: true\n", ""))) == []
