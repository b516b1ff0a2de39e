"""One sheet to PDFs: what only the whole path shows."""

import json
from dataclasses import asdict, replace
from itertools import pairwise
from pathlib import Path

import pytest

from forms import widgets
from packbuilder.build import make
from packbuilder.digests import digest
from packbuilder.options import Options
from packbuilder.pdf.ink import Stroke, Text, ink
from packbuilder.pictures import Looked
from packbuilder.press import Press
from packbuilder.renderings import USUAL, Rendering
from packbuilder.seen import letters
from packbuilder.targets import Target
from packbuilder.words import languages
from pdfs import text_of, texts_in
from proofs import QUESTION, proof_from
from samples import DYSLEXIA, LARGE
from samples import letters as letters_of

LOW_INK, SCREEN = Rendering(low_ink=True), Rendering(screen=True)
LARGE_DYSLEXIA = Rendering(large_print=True, dyslexia=True)


def report(folder, text, editions=("student",)):
    """What becomes of the worksheet with this text."""
    folder.mkdir()
    (folder / "x.yaml").write_text(text, encoding="utf-8")
    (made,) = make([Target(folder, ("x",))], Options(editions=editions), lambda _name: None)
    return made


def chart(*rows, space="medium"):
    listed = "".join(f"      - answers: [{row}]\n" for row in rows)
    return f"""\
title: T
activities:
  - kind: chart
    prompt: P
    space: {space}
    columns: [a, b]
    rows:
{listed}"""


GIVEN = "{given: x}, {given: y}"


@pytest.mark.parametrize(
    "text",
    [
        chart(*[GIVEN] * 3, "war, famine"),
        chart(*[GIVEN] * 20, *["war, famine"] * 3, space="large"),
    ],
    ids=["a few given rows", "many given rows"],
)
def test_rows_without_a_blank_stay_as_they_are_and_the_others_fill_the_page(tmp_path, text):
    made = report(tmp_path / "unit", text)
    assert made.problems == ()
    fields = json.loads(made.documents[0].fields)["fields"]
    # Of the type area, which ends 19 mm above the paper's edge, less than a line and its safety is left.
    assert max(field["y"] + field["height"] for field in fields) > 297 - 19 - 1 - 8


def test_a_row_with_a_long_heading_has_whole_lines(tmp_path):
    """A strip below its last line would be of no use."""
    rows = "".join(
        f"      - {{heading: {name}, answers: [x]}}\n" for name in ("Sea", "A heading of some " + "words " * 20)
    )
    text = (
        f"title: T\nactivities:\n  - kind: chart\n    prompt: P\n    space: small\n    columns: [a]\n    rows:\n{rows}"
    )
    printed = proof_from(tmp_path / "unit", text).printed["student"]
    pitch = printed.sheet.page.pitch
    for field in printed.fields:
        assert field.height % pitch == pytest.approx(0, abs=0.01) or field.height % pitch == pytest.approx(
            pitch, abs=0.01
        )
    placed = printed.placed
    assert placed[-1].bottom <= printed.sheet.page.top + printed.sheet.page.height + 0.01


def test_whole_lines_cost_no_page_and_no_worksheet(tmp_path):
    """A row that just fits its page stays as tall as it is."""
    given = ("Einsatz wort tisch lampe haus baum " * 5)[:150]
    row = f'      - {{heading: h, answers: [{{given: "{given}"}}, x, x, x, x]}}\n'
    settings = "title: T\npaper: A4 landscape\nactivities:\n"
    text = f"{settings}  - kind: chart\n    prompt: P\n    columns: [A, B, C, D, E]\n    rows:\n{2 * row}"
    proof = proof_from(tmp_path / "unit", text, ("student",), rendering=LARGE)
    assert proof.printed["student"].pages == 2


def questions(count, lines, **more):
    """A worksheet with so many questions; `more` is what each of them says besides."""
    extra = "".join(f", {name}: {value}" for name, value in more.items())
    listed = f"      - {{question: Why, lines: {lines}, open: true{extra}}}\n" * count
    return f"title: T\nactivities:\n  - kind: questions\n    prompt: P\n    questions:\n{listed}"


# --- closer lines -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "lines", "rendering", "expected"),
    [
        (5, 4, USUAL, (1, 8)),
        (6, 4, USUAL, (1, 7.28)),  # a little more than a page holds
        (7, 4, USUAL, (2, 8)),  # closer lines wouldn't save the page
        (11, 4, USUAL, (2, 8)),
        (12, 4, USUAL, (2, 7.28)),
        (6, 4, LOW_INK, (1, 7.28)),
        (4, 4, DYSLEXIA, (1, 8)),
        (7, 2, DYSLEXIA, (2, 8)),  # letters that need their distance keep it
        (4, 2, LARGE, (2, 12)),
    ],
)
def test_lines_come_closer_where_that_saves_a_page(tmp_path, count, lines, rendering, expected):
    printed = proof_from(tmp_path / "unit", questions(count, lines), rendering=rendering).printed["student"]
    pitch = printed.sheet.page.pitch
    assert (printed.pages, pitch) == pytest.approx(expected)
    assert min(field.height for field in printed.fields) >= lines * pitch - 0.01


@pytest.mark.parametrize(
    ("count", "looks"),
    [(5, ["galley", "pages"]), (6, ["galley", "galley", "pages"]), (7, ["galley", "pages"])],
)
def test_no_pages_are_set_that_are_not_printed(tmp_path, monkeypatch, count, looks):
    real, found = Press.typeset, []

    def typeset(press, look):
        found.append("galley" if look.galley else "pages")
        return real(press, look)

    monkeypatch.setattr(Press, "typeset", typeset)
    proof_from(tmp_path / "unit", questions(count, 4))
    assert found == looks


def test_the_supported_edition_may_need_closer_lines_and_the_students_not(tmp_path):
    """Sentence starters take room in this edition alone; student and key aren't told of them."""
    activity = "{kind: writing, prompt: P, lines: 27, open: true, starters: [One, Two, Three]}"
    text = f"title: T\nactivities:\n  - {activity}\n"
    printed = proof_from(tmp_path / "unit", text, ("student", "key", "support")).printed
    pitches = {edition: round(each.sheet.page.pitch, 2) for edition, each in printed.items()}
    assert pitches == {"student": 8, "key": 8, "support": 7.28}
    assert printed["student"].fields == printed["key"].fields


def test_support_is_whole_in_its_blank_where_lines_came_closer(tmp_path):
    # Six times four lines are a little more than a page holds; the words need all four.
    words = " ".join(["word"] * 62)
    printed = proof_from(tmp_path / "unit", questions(6, 4, support=words), ("support",)).printed["support"]
    assert printed.pages == 1
    assert min(field.height for field in printed.fields) == pytest.approx(4 * 7.28)
    shown = texts_in(printed.pdf, [asdict(field) for field in printed.fields])
    assert [text.split() for text in shown.values()] == [words.split()] * 6


# --- what can be said of what was printed -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "rendering", "parts"),
    [
        (20, USUAL, [(1, 1)]),
        (50, USUAL, [(1, 1), (2, 2)]),
        (60, DYSLEXIA, [(1, 1), (2, 2), (3, 3)]),
        (15, LARGE, [(1, 1), (2, 2)]),
    ],
)
def test_a_blank_with_more_lines_than_a_page_holds_has_a_part_on_each(tmp_path, lines, rendering, parts):
    printed = proof_from(tmp_path / "unit", questions(1, lines), rendering=rendering).printed["student"]
    assert [(field.part, field.page) for field in printed.fields] == parts
    assert {field.id for field in printed.fields} == {"x/questions/question-1"}
    page = printed.sheet.page
    assert sum(field.height for field in printed.fields) / page.pitch >= lines * page.type.lines - 0.01


def test_every_chunk_is_placed_in_order_on_the_pages_that_were_fitted(tmp_path):
    printed = proof_from(tmp_path / "unit", questions(11, 4)).printed["student"]
    page = printed.sheet.page
    assert [placed.id for placed in printed.placed] == [chunk.id for chunk in printed.chunks]
    assert printed.pages == printed.fit.pages == len({placed.page for placed in printed.placed}) == 2
    starts = [after.id for before, after in pairwise(printed.placed) if after.page > before.page]
    assert set(starts) == printed.fit.breaks
    for before, after in pairwise(printed.placed):
        assert (before.page, before.bottom) <= (after.page, after.top + 0.01) or before.page < after.page
    for placed in printed.placed:
        assert page.top - 0.01 <= placed.top < placed.bottom <= page.top + page.height


def test_a_row_that_starts_a_page_stands_below_the_tables_heading(tmp_path):
    """The heading is repeated there, and counts as placed where it stands first."""
    printed = proof_from(tmp_path / "unit", chart(*["war, famine"] * 12)).printed["student"]
    assert [placed.id for placed in printed.placed] == [chunk.id for chunk in printed.chunks]
    (start,) = printed.fit.breaks
    (row,) = [placed for placed in printed.placed if placed.id == start]
    (heading,) = [placed for placed in printed.placed if placed.id == "x/chart#columns"]
    (chunk,) = [chunk for chunk in printed.chunks if chunk.id == start]
    assert (heading.page, row.page) == (0, 1)
    assert chunk.carry == pytest.approx(heading.bottom - heading.top, abs=0.3)
    assert row.top == pytest.approx(printed.sheet.page.top + chunk.carry, abs=0.3)


def test_parts_of_a_timeline_on_one_page_are_as_far_apart_as_its_events(tmp_path):
    events = "".join(f"      - {{date: {1900 + number}, event: x}}\n" for number in range(6))
    activity = f"  - kind: timeline\n    prompt: P\n    scale: even\n    events:\n{events}"
    timeline = f"title: T\npaper: A4 landscape\nactivities:\n{activity}"
    before = "activities:\n  - {kind: writing, prompt: P, lines: 10, open: true}\n"
    text = timeline.replace("activities:\n", before)
    fields = proof_from(tmp_path / "unit", text, rendering=DYSLEXIA).printed["student"].fields[1:]
    assert {field.page for field in fields} == {2}
    for above, below in pairwise(fields):
        assert below.y - above.y - above.height == pytest.approx(3, abs=0.05)


@pytest.mark.parametrize("name", ["Rhône", "A river with a long name " * 8], ids=["short", "long"])
@pytest.mark.parametrize("rendering", [USUAL, LARGE])
def test_a_card_that_goes_on_says_its_name_again(tmp_path, name, rendering):
    facts = ", ".join(f"{{label: L{number}, value: {{answer: x}}, lines: 5}}" for number in range(12))
    cards = f"[{{name: {name}, facts: [{facts}]}}]"
    text = f"title: T\nactivities:\n  - {{kind: profile, prompt: P, cards: {cards}}}\n"
    printed = proof_from(tmp_path / "unit", text, rendering=rendering).printed["student"]
    assert printed.pages > 1
    assert letters_of(text_of(printed.pdf)).count(letters_of(name)) == printed.pages
    page = printed.sheet.page
    for start in printed.fit.breaks:
        (fact,) = [placed for placed in printed.placed if placed.id == start]
        (chunk,) = [chunk for chunk in printed.chunks if chunk.id == start]
        tall = chunk.carry + printed.fit.heights[start.removesuffix("#fact")]
        assert (fact.top, fact.bottom) == pytest.approx((page.top, page.top + tall), abs=0.6)


@pytest.mark.parametrize(("rendering", "least"), [(USUAL, 11), (DYSLEXIA, 12), (LARGE, 18)])
def test_what_students_are_asked_is_measured_by_activity_and_blank(tmp_path, rendering, least):
    printed = proof_from(tmp_path / "unit", questions(2, 2), rendering=rendering).printed["student"]
    assert set(printed.instructions) == {"x/questions", "x/questions/question-1", "x/questions/question-2"}
    assert min(printed.instructions.values()) == pytest.approx(least, abs=0.05)


@pytest.mark.parametrize("rendering", [USUAL, LARGE, DYSLEXIA, LARGE_DYSLEXIA], ids=lambda rendering: rendering.name)
@pytest.mark.parametrize("language", ["en-GB", "es", "pl"])  # those with the longest words for it
def test_the_keys_badge_holds_its_words(tmp_path, language, rendering):
    text = QUESTION.replace("title: T", f"title: T\nlanguage: {language}")
    printed = proof_from(tmp_path / "unit", text, ("key",), rendering=rendering).printed["key"]
    page = printed.sheet.page
    end = page.left + 0.995 * page.width
    assert max(letter.right for letter in letters(printed.pdf) if letter.bottom < page.top) < end - 1


@pytest.mark.parametrize("layout", ["classroom", "exam"])
@pytest.mark.parametrize("language", languages())
def test_the_rule_of_the_scale_stands_clear_of_everything_with_its_words_beside_it(tmp_path, language, layout):
    """Both together leave the foot's end to a class set's code."""
    text = QUESTION.replace("title: T", f"title: T\nlanguage: {language}")
    proof = proof_from(tmp_path / "unit", text, ("key",), layout=layout)
    page = proof.page("key")
    (drawn,) = ink(proof.documents["key"])
    (rule,) = [
        mark.area
        for mark in drawn.marks
        if isinstance(mark, Stroke) and 99.5 < mark.area.right - mark.area.left < 100.5
    ]
    assert page.top + page.height + 3 < rule.top < page.paper.height - 10
    words = [letter for letter in letters(proof.printed["key"].pdf) if letter.top < rule.top < letter.bottom]
    start, end = min(letter.left for letter in words), max(letter.right for letter in words)
    assert end < rule.left if page.rtl else rule.right < start
    assert max(end, rule.right) - min(start, rule.left) < page.width - replace(page, coded=True).beside_code


MATCHING = """\
title: T
language: {language}
activities:
  - kind: matching
    prompt: P
    pairs:
      - {{item: Up, match: Down, support: Think of a lift}}
      - {{item: In, match: Out}}
"""


@pytest.mark.parametrize(
    ("language", "rendering", "slanted"),
    [
        ("en-GB", USUAL, True),
        ("en-GB", LARGE, False),
        ("en-GB", DYSLEXIA, False),
        ("ar", USUAL, False),  # its script has no italics
    ],
)
def test_a_hint_in_matching_is_as_upright_as_all_hints(tmp_path, language, rendering, slanted):
    text = MATCHING.format(language=language)
    (page,) = ink(proof_from(tmp_path / "unit", text, ("support",), rendering=rendering).documents["support"])[:1]
    assert any("Italic" in mark.font for mark in page.marks if isinstance(mark, Text)) == slanted


# --- hints on the screen ----------------------------------------------------------------------------------


GAP = """\
title: T
activities:
  - {kind: cloze, prompt: P, text: The ___ falls., answers: [{answer: water, support: Think of rain}]}
"""


TIMELINE = """\
title: T
activities:
  - kind: timeline
    prompt: P
    events:
      - {date: 1900, event: Rain, support: Think of rain}
      - {date: 1950, event: Sun, given: true}
"""


@pytest.mark.parametrize(
    ("text", "rendering", "shown"),
    [
        (GAP, USUAL, True),
        (GAP, SCREEN, False),  # there would be no room to type
        (questions(1, 3, support="Think of rain"), SCREEN, True),
        (questions(1, 1, support="Think of rain"), SCREEN, True),  # the line gets another one
        (TIMELINE, SCREEN, True),
    ],
)
def test_a_hint_leaves_room_to_type_or_is_said_by_its_field_alone(tmp_path, text, rendering, shown):
    document = proof_from(tmp_path / "unit", text, ("support",), rendering=rendering).documents["support"]
    assert ("Think of rain" in text_of(document)) == shown
    blanks = [each for each in widgets(document) if "/" in each.name]
    assert [each.tooltip.endswith(" – Think of rain") for each in blanks] == [True] * rendering.screen


@pytest.mark.parametrize("rendering", [USUAL, LARGE])
def test_what_row_headings_are_of_is_said_in_every_rendering(tmp_path, rendering):
    text = chart("x, y").replace("      - answers", "      - heading: 2.5\n        answers")
    text = text.replace("    rows:", "    row_heading: Time in s\n    rows:")
    document = proof_from(tmp_path / "unit", text, ("student",), rendering=rendering).documents["student"]
    assert "Time in s" in text_of(document)


def test_the_notes_of_a_key_stand_on_the_writing_lines(tmp_path):
    notes = "".join(f"      - x{number}\n" for number in range(7))
    text = f"title: T\nactivities:\n  - kind: writing\n    prompt: P\n    lines: 8\n    answer:\n{notes}"
    proof = proof_from(tmp_path / "unit", text, ("key",))
    feet = [letter.bottom for letter in letters(proof.documents["key"]) if letter.text == "x"]
    apart = [below - above for above, below in pairwise(feet)]
    assert apart == pytest.approx([proof.printed["key"].sheet.page.pitch] * 6, abs=0.05)


# --- what can't be printed --------------------------------------------------------------------------------


def test_a_worksheet_longer_than_the_galley_is_refused(tmp_path):
    lines = "      - {question: Why, lines: 30, open: true}\n" * 100
    made = report(
        tmp_path / "unit", f"title: T\nactivities:\n  - kind: questions\n    prompt: P\n    questions:\n{lines}"
    )
    assert [str(problem).partition("x.yaml")[2] for problem in made.problems] == [
        ":1:1: the worksheet would be longer than 20 m of paper; divide it"
    ]


def test_a_problem_names_the_file_as_it_was_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    made = report(Path("unit"), "title: T\n")
    assert [problem.file for problem in made.problems] == [Path("unit/x.yaml")]


@pytest.mark.parametrize("left", [None, b"\x89PNG half"], ids=["gone", "half"])
def test_a_picture_that_is_lost_after_it_was_looked_at_is_told(left, tmp_path, monkeypatch, loud):
    """Pages without it would look finished."""

    def look(folder, name, _limits):
        if left is not None:
            (folder / name).write_bytes(left)
        return Looked(str((folder / name).resolve()), digest(left or b"").hex(), 1.0)

    monkeypatch.setattr("packbuilder.parse.look_at", look)
    made = report(
        tmp_path / "unit",
        """\
title: T
activities:
  - kind: source-analysis
    prompt: P
    source: {image: map.png, alt: A map., provenance: An atlas.}
    questions: [{question: Say what you see., answer: A map.}]
""",
    )
    (problem,) = made.problems
    assert "map.png" in problem.message
    assert problem.message.endswith("see whether its pictures are whole, and build it again")
    assert made.documents == ()
    assert "Failed to load image" in loud.pop().getMessage()


@pytest.mark.parametrize("words", [60, 1000, 1300], ids=["small", "large", "too large for the page"])
def test_an_answer_is_whole_where_its_blank_reaches_to_the_end_of_the_page(tmp_path, words):
    """The typesetter leaves out what a page has no room for, and says that all fits."""
    answer = " ".join(["war"] * words)
    text = f"title: T\nactivities:\n  - {{kind: writing, prompt: P, lines: 20, answer: {answer}}}\n"
    made = report(tmp_path / "unit", text, ("student", "key"))
    assert made.problems == ()
    assert text_of(made.documents[1].pdf).count("war") == words


PITCH = 8
"""Millimetres between two writing lines."""
HYPHEN = "\x02"
"""How a hyphen at the end of a line is read back."""


def lines_in(field, pdf):
    """The lines that stand in a blank, without their white space."""
    lines = {}
    for letter in letters(pdf):
        inside = 0 <= letter.left - field["x"] <= field["width"] and 0 <= letter.top - field["y"] <= field["height"]
        if inside and letter.page + 1 == field["page"]:
            lines.setdefault(int((letter.top - field["y"]) / PITCH), []).append(letter)
    in_order = (sorted(line, key=lambda each: each.left) for _, line in sorted(lines.items()))
    return ["".join(each.text for each in line) for line in in_order]


def test_a_word_longer_than_its_column_is_divided_between_syllables_and_no_other_word_is(tmp_path):
    answers = ", ".join(["No industrialisation happens at 12 km/h"] * 7)
    text = chart(answers, space=8).replace("[a, b]", "[a, b, c, d, e, f, g]")
    made = report(tmp_path / "unit", text, editions=("key",))
    assert made.problems == ()
    document = made.documents[0]
    lines = lines_in(json.loads(document.fields)["fields"][0], document.pdf)
    assert lines == ["No", f"industrial{HYPHEN}", "isation", "happens", "at", "12km/h"]
