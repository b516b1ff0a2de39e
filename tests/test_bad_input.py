"""Bad input: what a teacher is told about every mistake, word for word, and that nothing else comes of it.

Messages that list kinds, languages or layouts are put together from those there are.
"""

import os
import re
import struct
import zlib
from errno import EACCES
from pathlib import Path
from shutil import copy

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFile
from pypdfium2 import PdfDocument
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

from packbuilder.build import make
from packbuilder.cli import main
from packbuilder.kinds import kinds
from packbuilder.layouts import layout_names
from packbuilder.options import Options
from packbuilder.parse import Worksheet, parse_worksheet
from packbuilder.problems import SpecError
from packbuilder.starter import example
from packbuilder.targets import Target
from packbuilder.words import languages
from samples import parse_pack

KINDS = ", ".join(kinds())
LANGUAGES = ", ".join(languages())
LAYOUTS = ", ".join(layout_names())
NO_SETTING = (
    "unknown field; the fields here are unit, subject, level, language, paper, layout, hand, binding, title, activities"
)


def sheet(*lines):
    """A worksheet whose activities are these lines; the first of them is line 3."""
    return "\n".join(["title: A title", "activities:", *lines, ""])


TWO_ENTRIES = (
    "is two entries in brackets; put it between straight quotation marks, or, if they are two, a space behind the comma"
)


def chart(columns="[Cause, Effect]", rows="[{answers: [War, Famine]}]", more="ruled: true"):
    """A worksheet with a chart: columns in line 5, what is more in line 6, rows in line 7."""
    return sheet(
        "  - kind: chart",
        "    prompt: Complete the chart.",
        f"    columns: {columns}",
        f"    {more}",
        f"    rows: {rows}",
    )


def questions(*each):
    """A worksheet with questions, the first in line 6."""
    listed = [f"      - {{{question}}}" for question in each]
    return sheet("  - kind: questions", "    prompt: Answer.", "    questions:", *listed)


def diagram(arrow):
    """A worksheet with a diagram of a box above another; its arrow is in line 8."""
    return sheet(
        "  - kind: diagram",
        "    prompt: Label the boxes.",
        "    rows: [[{id: above, answer: King}], [{id: below, answer: Lord}, {id: beside, answer: Lady}]]",
        "    word_bank: never",
        "    arrows:",
        f"      - {arrow}",
    )


def mind_map(branches):
    """A worksheet with a mind-map of so many branches; they are in line 6."""
    listed = ", ".join(f"Branch {number}" for number in range(1, branches + 1))
    return sheet("  - kind: mind-map", "    prompt: Draw.", "    centre: Power", f"    branches: [{listed}]")


def cloze(answers, text="The ___ of the ___."):
    """A worksheet with a text with gaps; its answers are in line 6."""
    return sheet("  - kind: cloze", "    prompt: Fill the gaps.", f"    text: {text}", f"    answers: {answers}")


def source(picture):
    """A worksheet with a picture as its source; the picture is in line 5, column 21."""
    return sheet(
        "  - kind: source-analysis",
        "    prompt: Study the source.",
        f"    source: {{image: {picture}, alt: A poster., provenance: From an archive.}}",
        "    questions: [{question: Say what you see., answer: A poster.}]",
    )


PAIRS = "pairs: [{item: a, match: one}, {item: b, match: two}]"
TWO_MARKS = ("  - prompt: P", "    marks: 2", "    questions: [{question: Q, marks: 4, answer: A}]")
"""The beginning of an activity that has 2 marks, and a question with 4."""


def at_top(line):
    """A worksheet with this line before all others."""
    return f"{line}\n{chart()}"


BEHIND_DOUBLE = (
    "not valid YAML: text behind a quotation mark; put the whole text between single ones ('), and write each "
    "apostrophe in it twice"
)
HYPHEN = (
    'a hyphen in a text that goes on here; indent it like the other entries if it is one, begin the text with "|" and '
    "a new line if its lines are to stay lines, or, if it is a dash, put the whole text between straight quotation "
    "marks"
)
GUIDANCE = 'goes with "open: true"'
NOT_YAML = {
    "a second colon": (
        "title: Stalin: a life\n",
        "x.yaml:1:14: not valid YAML: a colon that can't stand here; put the text between straight "
        "quotation marks, or mend the line's indentation",
    ),
    "no space behind a colon": (
        "title:T\nactivities: []\n",
        "x.yaml:1:7: not valid YAML: a space is missing behind the colon",
    ),
    "no space behind a colon in the middle": (
        sheet("  - kind: chart", "    prompt:Answer", "", "    columns: [a, b]"),
        "x.yaml:4:12: not valid YAML: a space is missing behind the colon",
    ),
    "no space behind a hyphen": (
        sheet("  -kind: chart", "    prompt: P"),
        "x.yaml:3:4: not valid YAML: a space is missing behind the hyphen",
    ),
    "a no-break space behind a colon": (
        sheet("  - kind:\u00a0chart", "    prompt: P"),
        "x.yaml:3:10: not valid YAML: a no-break space; put a usual space in its place",
    ),
    "a no-break space before a field": (
        sheet("  - kind: chart", "  \u00a0 prompt: P"),
        "x.yaml:4:3: not valid YAML: a no-break space; put a usual space in its place",
    ),
    "an address and a time are no slips": (
        "title: [https://a.b, 10:30]\nunit: a: b\n",
        "x.yaml:2:8: not valid YAML: a colon that can't stand here; put the text between straight quotation marks, "
        "or mend the line's indentation",
    ),
    "a bracket that is never closed": (
        "title: T\nactivities: [chart\n",
        "x.yaml:2:13: not valid YAML: a quotation mark or bracket that is never closed",
    ),
    "a quotation mark that is never closed": (
        'title: "Stalin\nactivities: []\n',
        "x.yaml:1:8: not valid YAML: a quotation mark or bracket that is never closed",
    ),
    "a quotation mark that the next one closes": (
        'title: "Stalin\nactivities:\n  - kind: chart\n    prompt: "Compare: both."\n',
        "x.yaml:1:8: not valid YAML: a quotation mark that is closed only in line 4; close it where its text ends",
    ),
    "a quotation mark that the next one closes, with others below": (
        'title: "T\nunit: "1"\nsubject: "S"\n',
        "x.yaml:1:8: not valid YAML: a quotation mark that is closed only in line 2; close it where its text ends",
    ),
    "in a list too": (
        'title: T\nactivities:\n  - "Yes. foo\n  - "No"\n  - "Maybe"\n',
        "x.yaml:3:5: not valid YAML: a quotation mark that is closed only in line 4; close it where its text ends",
    ),
    "a bracket that is never closed, below a tab that is none": (
        "title:\tT\nactivities: [chart\n",
        "x.yaml:2:13: not valid YAML: a quotation mark or bracket that is never closed",
    ),
    "a colon that can't stand there, below a question mark in brackets": (
        "title: [Who?, Why]\nunit: a: b\n",
        "x.yaml:2:8: not valid YAML: a colon that can't stand here; put the text between straight quotation marks, "
        "or mend the line's indentation",
    ),
    "an apostrophe between quotation marks": (
        "title: 'Stalin\nunit: it's over\n",
        "x.yaml:1:8: not valid YAML: a quotation mark that is closed only in line 2; close it where its text ends, or, "
        "if it is an apostrophe, put the text between double ones",
    ),
    "text behind a quotation mark": (
        'title: "Socialism" in one country\n',
        f"x.yaml:1:20: {BEHIND_DOUBLE}",
    ),
    "text behind a quotation mark, below a question mark in brackets": (
        'title: [He "starts", He asks "Who?"]\nactivities:\n  - a\n  - "Stars, hide" (1.4)\n',
        f"x.yaml:4:19: {BEHIND_DOUBLE}",
    ),
    "an apostrophe inside single quotation marks": (
        "title: 'It's Macbeth'\n",
        "x.yaml:1:12: not valid YAML: text behind a quotation mark; write each ' in it twice, or put the whole text "
        "between double ones",
    ),
    "a text that begins with an apostrophe": (
        "title: 'Tis mine\n",
        "x.yaml:1:8: not valid YAML: a quotation mark or bracket that is never closed; if it is an apostrophe, put the "
        'text between double ones ("\'Tis …")',
    ),
    "a list below an entry that is a text": (
        sheet(
            "  - kind: mind-map",
            "    prompt: P",
            "    centre: C",
            "    branches:",
            "      - One",
            "        - two",
            "      - Three",
        ),
        f"x.yaml:8:9: {HYPHEN}",
    ),
    "a list below a field with a text": (
        sheet("  - kind: writing", "    prompt: Write about", "      - Macbeth", "      - Banquo", "    open: true"),
        f"x.yaml:5:7: {HYPHEN}",
    ),
    "text behind a quotation mark, behind a comma": (
        'title: "Stars, hide", says Macbeth\n',
        f"x.yaml:1:21: {BEHIND_DOUBLE}",
    ),
    "a dash behind a quotation mark": (
        'title: "Stars" - a comment\n',
        f"x.yaml:1:16: {BEHIND_DOUBLE}",
    ),
    "a colon behind a quotation mark": (
        'title: "Stars, hide": a title\n',
        f"x.yaml:1:21: {BEHIND_DOUBLE}",
    ),
    "text behind a quotation mark in brackets": (
        'title: T\nactivities: ["A" one, B]\n',
        f"x.yaml:2:18: {BEHIND_DOUBLE}",
    ),
    "apostrophes that begin two texts": (
        "title: 'Tis mine\nunit: 'Twas his\n",
        "x.yaml:1:8: not valid YAML: a quotation mark that is closed only in line 2; close it where its text ends, or, "
        "if it is an apostrophe, put the text between double ones",
    ),
    "two texts of which one has no hyphen": (
        "title: T\nactivities:\n  - 'One'\n    'Two'\n",
        "x.yaml:4:5: not valid YAML: text behind a quotation mark; what stands above and here goes between one pair of "
        "them, or into two entries",
    ),
    "a text below a field": (
        sheet("  - kind: chart", "    prompt: Read this.", "    'Stars, hide'", "    marks: 3"),
        'x.yaml:5:5: not valid YAML: a line that has no "name:"; check its indentation and its colon',
    ),
    "text behind a bracket": (
        "title: [x] tick\n",
        "x.yaml:1:12: not valid YAML: text behind a bracket; put the whole text between straight quotation marks",
    ),
    "text behind a bracket in the lines of a list": (
        "title: T\nactivities:\n  - question: {x} tick\n    answer: a\n",
        "x.yaml:3:19: not valid YAML: text behind a bracket; put the whole text between straight quotation marks",
    ),
    "text behind a bracket inside brackets": (
        "title: T\nactivities: [{question: [x] tick, answer: a}]\n",
        "x.yaml:2:29: not valid YAML: something behind a bracket; put a comma before it, or put the whole text between "
        "straight quotation marks",
    ),
    "a bracket that is never closed, behind one that is": (
        "title: T\nactivities: [[chart]\n",
        "x.yaml:2:13: not valid YAML: a quotation mark or bracket that is never closed",
    ),
    "a minus sign and a space": (
        "title: - 6 °C\n",
        "x.yaml:1:8: not valid YAML: a hyphen that can't stand here; put the text between straight quotation marks, "
        "or each entry of a list into a line of its own",
    ),
    "a colon between curly quotation marks": (
        "title: “Stalin: a life”\n",
        "x.yaml:1:15: not valid YAML: a colon that can't stand here; put the text between straight quotation marks "
        "(\", not curly ones), or mend the line's indentation",
    ),
    "a colon between curly quotation marks inside brackets": (
        "title: T\nactivities: [{kind: ‘a: b’, prompt: P}]\n",
        "x.yaml:2:23: not valid YAML: a bracket that isn't closed, or a text inside brackets that needs quotes; "
        'put the text between straight quotation marks (", not curly ones)',
    ),
    "a line without a colon": (
        "title: T\nactivities\n  - kind: chart\n",
        'x.yaml:2:1: not valid YAML: a line that has no "name:"; check its indentation and its colon',
    ),
    "a line of dots": (
        "title: T\n...\n\nactivities: []\n",
        'x.yaml:4:1: not valid YAML: a line "..." above, at which the file ends for YAML; delete it',
    ),
    "a line of dots in a list": (
        sheet("  - kind: writing", "...", "  - kind: chart"),
        'x.yaml:5:3: not valid YAML: a line "..." above, at which the file ends for YAML; delete it',
    ),
    "an indentation that fits nothing": (
        sheet("  - kind: chart", "   prompt: P"),
        "x.yaml:4:4: not valid YAML: this line's indentation fits no line above it",
    ),
    "a space too many before a field": (
        sheet("  - kind: chart", "    prompt: P", "     columns: [a, b]"),
        "x.yaml:5:13: not valid YAML: this line is indented further than the fields above it; indent it alike, "
        "or, if a text goes on, put the whole text between straight quotation marks",
    ),
    "a colon in the second line of a text": (
        sheet("  - kind: chart", "    prompt: Write", "      two words: a and b"),
        "x.yaml:5:16: not valid YAML: a colon that can't stand here; put the text between straight quotation marks, "
        "or mend the line's indentation",
    ),
    "a list indented less than its beginning": (
        sheet("    - kind: chart", "  - kind: chart"),
        "x.yaml:4:3: not valid YAML: this line's indentation fits no line above it",
    ),
    "a text that begins with bold": (
        "title: **Bold** words\n",
        "x.yaml:1:9: not valid YAML: a text that begins with * or &; put the text between straight quotation marks",
    ),
    "a text that begins with a percent sign": (
        "title: %age\n",
        "x.yaml:1:8: not valid YAML: a sign that can't begin a text; put the text between straight quotation marks",
    ),
    "a tab before a field": (
        "title: T\nactivities:\n\t- kind: chart\n",
        "x.yaml:3:1: a tab; YAML is indented with spaces, so put some instead, up to where the lines beside it begin",
    ),
    "tabs before fields": (
        "title: T\nactivities:\n\t- kind: chart\n\t\tprompt: P\n  \tcolumns: []\n",
        "x.yaml:3:1: a tab; YAML is indented with spaces, so put some instead, up to where the lines beside it begin, "
        "here and in 2 lines below",
    ),
    "the same field twice": (
        at_top("unit: 1\nunit: 2"),
        'x.yaml:2:1: "unit" stands twice (first in line 1); keep one of them',
    ),
    "an alias": (
        at_top("subject: &name T\nunit: *name"),
        'x.yaml:2:7: "*name" repeats another part of the file; write the text out',
    ),
    "a merge": (
        at_top("unit: &base 1\n<<: *base").replace("title: A title\n", ""),
        'x.yaml:2:5: "*base" repeats another part of the file; write the text out',
    ),
    "a tag": (at_top("unit: !!str T"), "x.yaml:1:7: a YAML tag; put the value between quotation marks"),
    "a tag that would run a command": (
        at_top("unit: !!python/object/apply:os.system [ls]"),
        "x.yaml:1:7: a YAML tag; put the value between quotation marks",
    ),
    "an exclamation mark before a text": (
        at_top("unit: !Viva"),
        "x.yaml:1:7: a YAML tag; put the value between quotation marks",
    ),
    "a list as a field's name": (
        at_top("? [a, b]\n: c"),
        "x.yaml:1:3: a field name that isn't text; put it between quotation marks",
    ),
    "41 levels": (
        f"a: {'[' * 40}{']' * 40}\n",
        "x.yaml:1:43: nested more than 40 levels deep; a worksheet never needs that",
    ),
    "200,000 brackets": ("[" * 200_000, "x.yaml:1:41: nested more than 40 levels deep; a worksheet never needs that"),
    "200,000 hyphens": ("- " * 200_000, "x.yaml:1:81: nested more than 40 levels deep; a worksheet never needs that"),
    "a second document": (
        chart() + "---\ntitle: U\n",
        "x.yaml:8:1: a second document; delete this line, or put what follows into a file of its own",
    ),
    "a line of hyphens below the title": (
        chart().replace("activities:", "---\nactivities:"),
        "x.yaml:2:1: a second document; delete this line, or put what follows into a file of its own",
    ),
    "a control character": (at_top("subject: S\nunit: a\x07b"), "x.yaml:2:8: the control character U+0007; delete it"),
    "a written-out control character": (
        at_top('unit: "T\\a"'),
        "x.yaml:1:7: the control character U+0007; delete it, or write two backslashes if one is meant",
    ),
    "a written-out zero": (
        at_top('unit: "T\\0"'),
        "x.yaml:1:7: the control character U+0000; delete it, or write two backslashes if one is meant",
    ),
    "a backslash between quotation marks": (
        'title: "C:\\School"\n',
        "x.yaml:1:12: not valid YAML: a backslash; write two, or put the text between single quotation marks (')",
    ),
    "a backslash and an x between quotation marks": (
        'title: "a\\xyz"\n',
        "x.yaml:1:12: not valid YAML: a backslash; write two, or put the text between single quotation marks (')",
    ),
    "an equals sign in place of a colon": (
        "title = T\nunit: 1\n",
        "x.yaml:1:7: not valid YAML: an equals sign; put a colon in its place",
    ),
    "a full-width colon": (
        "title：T\nunit: 1\n",
        "x.yaml:1:6: not valid YAML: a full-width colon; put a usual one and a space in its place",
    ),
    **{
        f"a list with {sign}": (
            sheet("  - kind: questions", "    questions:", f"      {sign} question: Q", "        answer: A"),
            "x.yaml:5:7: not valid YAML: a list has a hyphen before each entry, not this sign",
        )
        for sign in ("•", "–", "*", "1.", "2)")
    },
    "a text whose first line is indented further": (
        sheet("  - kind: writing", "    prompt: |", "", "         Enter a ghost.", "      A. Who?", "      B. I."),
        "x.yaml:4:13: not valid YAML: the first line of a text is indented further than line 7; write |2 in place of "
        "|, or, if that line isn't part of the text, mend its indentation",
    ),
    "an entry whose first line is indented further than one far below": (
        sheet("  - kind: writing", "    hints:", "      - prompt: >-", "            a", "          b", "         c"),
        "x.yaml:5:17: not valid YAML: the first line of a text is indented further than line 7; write >1- in place of "
        ">-, or, if that line isn't part of the text, mend its indentation",
    ),
    "a text with an equals sign, and a field below that is indented a little": (
        "title: |\n  x = 1\n y: 2\n",
        "x.yaml:1:8: not valid YAML: the first line of a text is indented further than line 3; write |1 in place of |, "
        "or, if that line isn't part of the text, mend its indentation",
    ),
    "a text that isn't indented": (
        sheet("  - kind: writing", "    prompt: |", "    Write here.", "    Or there.", "    open: true"),
        "x.yaml:5:5: not valid YAML: the lines of a text below | are indented; put two spaces more before each of them",
    ),
    "an empty place": (
        chart(rows="[{answers: [, x]}]"),
        "x.yaml:7:23: not valid YAML: a comma with nothing before it; write an entry there",
    ),
    "a list below a text, indented less": (
        sheet("    - kind: writing", "      prompt: |", "  - kind: chart"),
        "x.yaml:5:3: not valid YAML: this line's indentation fits no line above it",
    ),
    "a fence of Markdown": (
        "```yaml\ntitle: T\n```\n",
        "x.yaml:1:1: not valid YAML: this is no part of a worksheet; delete the line",
    ),
    "a comment of another language": (
        "// A comment\ntitle: T\n",
        "x.yaml:1:1: not valid YAML: a comment begins with #; put one in the place of these signs",
    ),
    "a number sign in brackets": (
        sheet("  - kind: chart", "    columns: [#1, b]", "  - kind: chart"),
        "x.yaml:4:15: not valid YAML: what begins with # is a comment; put the text between straight quotation marks",
    ),
    "a list below a text": (
        "title: T\n  - kind: chart\n",
        'x.yaml:2:9: not valid YAML: a list below a text; a line such as "questions:" is missing above it, or, if a '
        "text goes on, put the whole text between straight quotation marks",
    ),
    "a bracket that is closed nowhere before the next lines": (
        sheet("  - kind: chart", "    columns: [a, b", "    prompt: P"),
        "x.yaml:5:11: not valid YAML: a bracket that isn't closed (opened in line 4), or a text inside brackets that "
        "needs quotes; put the text between straight quotation marks",
    ),
    "a text behind a greater-than sign": (
        "title: > 5 m\n",
        "x.yaml:1:10: not valid YAML: text behind | or >, which begin a text in the lines below; "
        "put the text between straight quotation marks",
    ),
    "a question mark alone": (
        "title: ?\n",
        "x.yaml:1:8: not valid YAML: a sign that can't begin a text; put the text between straight quotation marks",
    ),
    "a colon that can't stand there, in lines that end as on old Macs": (
        "title: T\rlevel: L\runit: a: b\r",
        "x.yaml:3:8: not valid YAML: a colon that can't stand here; put the text between straight quotation marks, "
        "or mend the line's indentation",
    ),
    "a line separator, as PDFs have them, above what is wrong": (
        "title: a\u2028 b\u2028 c\u2028 d\u2028 e\nunit: a: b\n",
        "x.yaml:6:8: not valid YAML: a colon that can't stand here; put the text between straight quotation marks, "
        "or mend the line's indentation",
    ),
    "an escape beyond all characters": (
        'title: "\\U00110000"\n',
        "x.yaml:1:1: not valid YAML: a number that is far too large",
    ),
    "an empty file": ("", 'x.yaml:1:1: the file is empty; "packbuilder new" writes a worksheet to start from'),
    "a file of blank lines": (
        " \n\n",
        'x.yaml:1:1: the file is empty; "packbuilder new" writes a worksheet to start from',
    ),
    "a file of comments": (
        "# title: T\n",
        'x.yaml:1:1: the file needs fields such as "title: …" at its left edge',
    ),
    "a sentence": ("Compare them.\n", 'x.yaml:1:1: the file needs fields such as "title: …" at its left edge'),
    "a list": ("- title: T\n", 'x.yaml:1:1: the file needs fields such as "title: …" at its left edge'),
    "a binary file": (
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        "x.yaml:1:1: this is a binary file, not text; a worksheet is a YAML text file",
    ),
    "UTF-16": (
        "title: T\n".encode("utf-16"),
        "x.yaml:1:1: the file is UTF-16; save it again as UTF-8",
    ),
    "Latin-1": (
        "title: T\nunit: café\n".encode("latin-1"),
        "x.yaml:2:10: the file isn't UTF-8 from here on; save it again as UTF-8",
    ),
    "a huge file": (
        "title: T\n#" + "x" * 1_000_000,
        "x.yaml:1:1: the file has 1,000,010 bytes; 1,000,000 are the most that is read",
    ),
}

WRONG_FIELDS = {
    "a misspelt field": (
        sheet("  - kind: chart", "    promt: P", "    columns: [A]", "    rows: [{answers: [a]}]"),
        'x.yaml:4:5: activities[0].promt: unknown field; did you mean "prompt"?',
    ),
    "one heading of two": (
        sheet("  - kind: matching", "    prompt: P", "    headings: [A]", f"    {PAIRS}"),
        "x.yaml:5:5: activities[0].headings[1]: missing entry; add it to the list",
    ),
    "a field of the worksheet in an activity": (
        sheet("  - kind: writing", "    prompt: P", "    paper: A3", "    open: true"),
        "x.yaml:5:5: activities[0].paper: is a field of a whole worksheet; "
        'write it at the left edge, above "activities:"',
    ),
    "a comma between curly quotation marks": (
        questions("question: “Who, and why”, answer: „Er, denn“"),
        "x.yaml:6:26: activities[0].questions[0].and why”: part of a text, taken for a field; "
        'put the text between straight quotation marks (", not curly ones)',
        "x.yaml:6:49: activities[0].questions[0].denn“: part of a text, taken for a field; "
        'put the text between straight quotation marks (", not curly ones)',
    ),
    "a colon between curly quotation marks in a list": (
        sheet("  - kind: terms", "    prompt: P", "    terms:", "      - « Mot : sens »"),
        "x.yaml:6:9: activities[0].terms[0].« Mot: part of a text, taken for a field; "
        'put the text between straight quotation marks (", not curly ones)',
    ),
    "a field between curly quotation marks": (
        sheet("  - kind: writing", "    “prompt”: P", "    open: true"),
        'x.yaml:4:5: activities[0].“prompt”: unknown field; write "prompt" without quotation marks',
    ),
    "a text that begins with a number sign": (
        at_top("unit: #1 of 3"),
        "x.yaml:1:1: unit: is empty, as what begins with # is a comment; put the text between straight quotation marks",
    ),
    "an empty value with a comment": (
        at_top("unit: # 1 of 3"),
        "x.yaml:1:1: unit: is empty; write a value or delete the field",
    ),
    "a misspelt field of a row": (
        chart(rows="[{anwsers: [War, Famine]}]"),
        'x.yaml:7:13: activities[0].rows[0].anwsers: unknown field; did you mean "answers"?',
    ),
    "a misspelt field of a question": (
        questions("question: Why, anser: Because."),
        'x.yaml:6:25: activities[0].questions[0].anser: unknown field; did you mean "answer"?',
    ),
    "a field that isn't like any": (
        at_top("author: Me"),
        f"x.yaml:1:1: author: {NO_SETTING}",
    ),
    "a misspelt kind": (
        sheet("  - kind: chrat"),
        f'x.yaml:3:11: activities[0].kind: there is no kind "chrat"; did you mean "chart"?; the kinds are {KINDS}',
    ),
    "a very long kind": (
        sheet(f"  - kind: {'x' * 900}"),
        f'x.yaml:3:11: activities[0].kind: there is no kind "{"x" * 39}…"; the kinds are {KINDS}',
    ),
    "an unknown kind": (
        sheet("  - kind: banana"),
        f'x.yaml:3:11: activities[0].kind: there is no kind "banana"; the kinds are {KINDS}',
    ),
    "an empty kind": (
        sheet("  - kind:", "    prompt: P"),
        f'x.yaml:3:5: activities[0]: missing field "kind"; the kinds are {KINDS}',
    ),
    "no kind": (
        sheet("  - prompt: P"),
        f'x.yaml:3:5: activities[0]: missing field "kind"; the kinds are {KINDS}',
    ),
    "a misspelt field for the kind": (
        sheet("  - Kind: writing", "    prompt: P", "    open: true"),
        'x.yaml:3:5: activities[0].Kind: unknown field; did you mean "kind"?',
    ),
    "a list as the kind": (
        sheet("  - kind: [chart]", "    prompt: P"),
        f"x.yaml:3:11: activities[0].kind: needs a word, not a list; the kinds are {KINDS}",
    ),
    "no kind, where the fields tell which": (
        sheet("  - prompt: P", "    questions: [{question: Q, answer: A}]"),
        'x.yaml:3:5: activities[0]: missing field "kind"; add "kind: questions"',
    ),
    "no title": (
        chart().replace("title: A title\n", ""),
        'x.yaml:1:1: title: missing field; add "title: …"',
    ),
    "an activity's fields at the left edge": (
        "title: T\nactivities:\n- kind: questions\nprompt: P\nquestions:\n- question: Q\n  anser: A\n",
        'x.yaml:4:1: "prompt" and "questions" belong to the activity above; put 2 spaces before each of these lines',
        'x.yaml:7:3: activities[0].questions[0].anser: unknown field; did you mean "answer"?',
    ),
    "an activity's field at the left edge, and one that is nobody's": (
        sheet("  - kind: questions", "    prompt: P", "questions: [{question: Q, answer: A}]", "author: Me"),
        'x.yaml:5:1: "questions" belongs to the activity above; put 4 spaces before each of these lines',
        f"x.yaml:6:1: author: {NO_SETTING}",
    ),
    "an activity's field above all activities": (
        at_top("prompt: P").replace("    prompt: Complete the chart.\n", ""),
        f"x.yaml:1:1: prompt: {NO_SETTING}",
        'x.yaml:4:5: activities[0].prompt: missing field; add "prompt: …"',
    ),
    "a second prompt at the left edge": (
        chart() + "prompt: P\n",
        f"x.yaml:8:1: prompt: {NO_SETTING}",
    ),
    "a field below an activity in brackets": (
        "title: T\nactivities: [{kind: writing, open: true}]\nprompt: P\n",
        'x.yaml:2:14: activities[0].prompt: missing field; add "prompt: …"',
        f"x.yaml:3:1: prompt: {NO_SETTING}",
    ),
    "no activities": ("title: T\n", 'x.yaml:1:1: activities: missing field; add "activities: …"'),
    "no prompt": (
        chart().replace("    prompt: Complete the chart.\n", ""),
        'x.yaml:3:5: activities[0].prompt: missing field; add "prompt: …"',
    ),
    "nothing in a list of activities": (
        "title: T\nactivities: []\n",
        "x.yaml:2:1: activities: has 0 entries and needs 1 or more",
    ),
    "an activity that is a word": (
        sheet("  - chart"),
        'x.yaml:3:5: activities[0]: needs fields such as "kind: chart"; indent them below the hyphen',
    ),
    "61 activities": (
        sheet(*["  - {kind: writing, prompt: P, open: true}"] * 61),
        "x.yaml:2:1: activities: has 61 entries; 60 are the most that fit",
    ),
    "a list instead of a text": (
        at_top("unit: [1, 2]"),
        "x.yaml:1:1: unit: needs text, not a list; take its brackets or hyphens away",
    ),
    "a given place with nothing in it": (
        chart(rows='[{answers: [{given: ""}, x]}]'),
        "x.yaml:7:24: activities[0].rows[0].answers[0].given: is empty; write what is printed there, such as –",
    ),
    "a no-break space behind a field": (
        sheet("  - kind: writing", "    prompt\u00a0: P", "    open: true"),
        'x.yaml:4:5: activities[0].prompt\\xa0: an unusual space beside "prompt"; delete it',
    ),
    "two texts in the place of two fields": (
        sheet("  - kind: terms", "    prompt: P", "    terms:", "      - die Straße: the street"),
        'x.yaml:6:9: activities[0].terms[0].die Straße: unknown field; write term: "die Straße" and meaning: '
        '"the street", or, if it is one text with a colon, put the whole text between straight quotation marks',
    ),
    "a date and an event": (
        sheet("  - kind: timeline", "    prompt: P", "    events:", "      - {date: 1, event: E}", "      - 1687: N"),
        'x.yaml:7:9: activities[0].events[1].1687: unknown field; write date: "1687" and event: "N", or, if it is one '
        "text with a colon, put the whole text between straight quotation marks",
    ),
    "a question with a colon": (
        sheet("  - kind: questions", "    prompt: P", "    questions:", "      - Name one: which"),
        'x.yaml:6:9: activities[0].questions[0].Name one: unknown field; write question: "Name one" and answer: '
        '"which", or, if it is one text with a colon, put the whole text between straight quotation marks',
    ),
    "a field by another name alone": (
        sheet(
            "  - kind: timeline", "    prompt: P", "    events:", "      - {date: 1, event: E}", "      - year: 1918"
        ),
        'x.yaml:7:9: activities[0].events[1].year: unknown field; did you mean "date"?',
    ),
    "a comma in braces": (
        questions("question: Q, answer: in town, near Lyon"),
        "x.yaml:6:40: activities[0].questions[0].near Lyon: unknown field; if it is a part of a text with a comma, "
        "put the whole text between straight quotation marks",
    ),
    "no colon in braces": (
        chart(rows="[{answers: [{given 'x'}, {given:y}]}]"),
        "x.yaml:7:24: activities[0].rows[0].answers[0].given 'x': unknown field; if given: 'x' is meant, put a colon "
        "and a space in between",
        "x.yaml:7:37: activities[0].rows[0].answers[1].given:y: unknown field; if given: y is meant, put a colon and a "
        "space in between",
    ),
    "room by another name": (
        questions("question: Q, answer: A, space: 4"),
        'x.yaml:6:34: activities[0].questions[0].space: unknown field; did you mean "lines"?',
    ),
    "fields instead of a text": (
        at_top("unit: {number: 1}"),
        "x.yaml:1:1: unit: needs text, not fields; if it is a text with a colon, put the text between straight "
        "quotation marks",
    ),
    "a text instead of a list": (
        chart(columns="Cause"),
        'x.yaml:5:5: activities[0].columns: needs a list (a hyphen before each entry), not "Cause"',
    ),
    "a text instead of fields": (
        chart(rows="[War]"),
        'x.yaml:7:12: activities[0].rows[0]: needs fields of its own, not "War"; '
        "its fields are answers, open, guidance, support, space, heading",
    ),
    "a text instead of a question": (
        sheet("  - kind: questions", "    prompt: P", "    questions: [What is a river?]"),
        'x.yaml:5:17: activities[0].questions[0]: needs fields of its own, not "What is a river?"; write "question: …"',
    ),
    "a list instead of a pair": (
        sheet("  - kind: matching", "    prompt: P", "    pairs: [[a, b], {item: c, match: d}]"),
        'x.yaml:5:13: activities[0].pairs[0]: needs fields of its own, not a list; write "item: …" and "match: …"',
    ),
    "a word instead of a number": (
        chart(more="marks: many"),
        'x.yaml:6:5: activities[0].marks: needs a whole number, not "many"',
    ),
    "the name of a file instead of a number": (
        chart(more="marks: run.yaml"),
        'x.yaml:6:5: activities[0].marks: needs a whole number, not "run.yaml"',
    ),
    "half a number": (
        chart(more="marks: 2.5"),
        'x.yaml:6:5: activities[0].marks: needs a whole number, not "2.5"',
    ),
    "a number of 900 digits": (chart(more=f"marks: {'9' * 900}"), "x.yaml:6:5: activities[0].marks: needs 200 or less"),
    "too small a number": (chart(more="marks: 0"), "x.yaml:6:5: activities[0].marks: needs 1 or more"),
    "too large a number": (chart(more="marks: 201"), "x.yaml:6:5: activities[0].marks: needs 200 or less"),
    "a word instead of yes or no": (
        chart(more="ruled: maybe"),
        'x.yaml:6:5: activities[0].ruled: needs true or false, not "maybe"',
    ),
    "a word that isn't possible": (
        chart(more="space: huge"),
        'x.yaml:6:5: activities[0].space: "huge" isn\'t possible here; '
        "choose small, medium, large or a number of lines",
    ),
    "a misspelt word": (
        chart(more="space: meduim"),
        'x.yaml:6:5: activities[0].space: "meduim" isn\'t possible here; did you mean "medium"?; '
        "choose small, medium, large or a number of lines",
    ),
    "too many lines for a row": (
        chart(more="space: 41"),
        "x.yaml:6:5: activities[0].space: needs 40 or less",
    ),
    "a row's space that isn't a number of lines": (
        chart(rows="[{answers: [War, Famine], space: 2.5}]"),
        'x.yaml:7:37: activities[0].rows[0].space: "2.5" isn\'t possible here; '
        "choose small, medium, large or a number of lines",
    ),
    "a hand that nobody has": (
        at_top("hand: child"),
        'x.yaml:1:1: hand: "child" isn\'t possible here; choose one of primary, lower-secondary, adult',
    ),
    "a binding that there isn't": (
        at_top("binding: left"),
        'x.yaml:1:1: binding: "left" isn\'t possible here; choose one of punched, none',
    ),
    "a scale that gives dates away": (
        sheet(
            "  - kind: timeline",
            "    prompt: When was it?",
            "    task: dates",
            "    scale: true",
            '    events: [{date: "1066", event: a}, {date: "1086", event: b}]',
        ),
        "x.yaml:6:5: activities[0].scale: would give the dates away, which are the answers; leave it out",
    ),
    "an empty value": (
        at_top("unit:"),
        "x.yaml:1:1: unit: is empty; write a value or delete the field",
    ),
    "an empty value where a word is chosen": (
        chart(more="space:"),
        "x.yaml:6:5: activities[0].space: is empty; write a value or delete the field",
    ),
    "an empty text": (at_top("unit: ''"), "x.yaml:1:1: unit: is empty; write a value or delete the field"),
    "a text of spaces": (at_top("unit: '  '"), "x.yaml:1:1: unit: is empty; write a value or delete the field"),
    "an empty answer": (
        chart(rows="[{answers: [War, null]}]"),
        "x.yaml:7:28: activities[0].rows[0].answers[1]: is empty; write a value or delete the field",
    ),
    "an id with a space": (
        chart(more="id: My chart"),
        'x.yaml:6:5: activities[0].id: "My chart" doesn\'t fit; use small letters, digits and hyphens',
    ),
    "two activities with one id": (
        sheet(*["  - {kind: writing, id: essay, prompt: P, open: true}"] * 2),
        'x.yaml:4:5: activities[1].id: a second activity "essay"; ids differ within a worksheet',
    ),
    "an unknown paper": (
        at_top("paper: A5"),
        'x.yaml:1:1: paper: "A5" is no paper; choose A4, A3, Letter, Tabloid, with "portrait" or "landscape" behind it',
    ),
    "an unknown language": (
        at_top("language: tlh"),
        f'x.yaml:1:11: language: there are no words for the language "tlh"; there are {LANGUAGES}',
    ),
    "a language by its name": (
        at_top("language: deutsch"),
        'x.yaml:1:11: language: there are no words for the language "deutsch"; did you mean "de"?; '
        f"there are {LANGUAGES}",
    ),
    "a language by a name of two words": (
        at_top("language: British English"),
        'x.yaml:1:11: language: "British English" is no language; did you mean "en-GB"?; write a tag such as en-GB',
    ),
    "a language with a country's other name": (
        at_top("language: cy-UK"),
        'x.yaml:1:11: language: "cy-UK" has no country; did you mean "cy-GB"?',
    ),
    "a row without answers": (
        chart(rows="[{answers: []}]"),
        "x.yaml:7:13: activities[0].rows[0].answers: has 0 for 2 columns; write one for each, in order",
    ),
    "support where something is given": (
        chart(rows="[{answers: [War, {given: Famine}], support: [Wa…, Fa…]}]"),
        "x.yaml:7:61: activities[0].rows[0].support[1]: this place is given, or has support of its own; leave it empty",
    ),
    "a layout that is a path": (
        at_top("layout: ../mine"),
        'x.yaml:1:1: layout: "../mine" doesn\'t fit; use small letters, digits and hyphens',
    ),
    "an unknown layout": (
        at_top("layout: baroque"),
        f'x.yaml:1:1: layout: there is no layout "baroque"; there are {LAYOUTS}',
    ),
    "a character that no font has": (
        chart(rows="[{answers: [War, ሀ]}]"),
        'x.yaml:7:28: no font has the character "ሀ" (U+1200, ETHIOPIC SYLLABLE HA); write it another way',
    ),
    "a script that no font has": (
        chart(rows="[{answers: [ሀለሐ, ሀመ]}]"),
        'x.yaml:7:23: no font has the character "ሀ" (U+1200, ETHIOPIC SYLLABLE HA), and 3 more like it; '
        "write it another way",
    ),
    "an emoji": (
        at_top("unit: Well done 😀"),
        'x.yaml:1:7: no font has the character "😀" (U+1F600, GRINNING FACE); write it another way',
    ),
}

WRONG_ACTIVITIES = {
    "no columns": (chart(columns="[]"), "x.yaml:5:5: activities[0].columns: has 0 entries and needs 1 or more"),
    "40 columns": (
        chart(columns=[f"c{number}" for number in range(40)]),
        "x.yaml:5:5: activities[0].columns: has 40 entries; 12 are the most that fit",
    ),
    "too few answers": (
        chart(rows="[{answers: [War]}]"),
        "x.yaml:7:13: activities[0].rows[0].answers: has 1 for 2 columns; write one for each, in order",
    ),
    "too many answers": (
        chart(rows="[{answers: [War, Famine, Unrest]}]"),
        "x.yaml:7:13: activities[0].rows[0].answers: has 3 for 2 columns; write one for each, in order",
    ),
    "a number with a comma": (
        chart(rows="[{answers: [about 1,233 km, 007]}]"),
        f'x.yaml:7:29: "1,233 km" {TWO_ENTRIES}',
    ),
    "a number with a comma, where the entries are as many as they should be": (
        chart("[Place, Cause, Effect]", "[{answers: [2,400, Paris]}]"),
        f'x.yaml:7:23: "2,400" {TWO_ENTRIES}',
    ),
    "numbers with a comma behind those without": (
        chart("[Place, Cause, Effect]", "[{answers: [Paris, 250,400]}, {answers: [a, 5 m, 1,234,567 m]}]"),
        f'x.yaml:7:30: "250,400" {TWO_ENTRIES}',
        f'x.yaml:7:60: "1,234,567" {TWO_ENTRIES}',
    ),
    "numbers with a comma in two lists of a worksheet from Windows": (
        chart(rows="[{answers: [2,400,\r\n Paris], support: [5,\r\n         250,300]}]"),
        f'x.yaml:7:23: "2,400" {TWO_ENTRIES}',
        f'x.yaml:9:10: "250,300" {TWO_ENTRIES}',
    ),
    "a number with two commas": (
        chart(rows="[{answers: [a, 1,050,000]}]"),
        f'x.yaml:7:26: "1,050,000" {TWO_ENTRIES}',
    ),
    "numbers without spaces, which may be several": (
        chart(rows="[{answers: [100,200,300]}]"),
        "x.yaml:7:13: activities[0].rows[0].answers: has 3 for 2 columns; write one for each, in order, "
        'and put "100,200" between quotation marks if it is one of them',
    ),
    "numbers with a decimal comma": (
        chart(rows="[{answers: [3,5 km, 14,25]}]"),
        "x.yaml:7:13: activities[0].rows[0].answers: has 4 for 2 columns; write one for each, in order, "
        'and put "3,5 km" between quotation marks if it is one of them',
    ),
    "a number with a comma in support": (
        chart(rows="[{answers: [a, b], support: [7, 1,000]}]"),
        f'x.yaml:7:43: "1,000" {TWO_ENTRIES}',
    ),
    "a number with a comma in a gap": (
        cloze("[“1, 233”, 12,345, {open: true}, 0]"),
        f'x.yaml:6:25: "12,345" {TWO_ENTRIES}',
    ),
    "curly quotation marks round a comma in a gap": (
        cloze("[“1, 233”, 12, {open: true}]"),
        "x.yaml:6:5: activities[0].answers: has 4 for 2 gaps (___); write one for each, in order; "
        'put the text between straight quotation marks (", not curly ones)',
    ),
    "too many numbers without a comma in one": (
        chart(rows="[{answers: [1914, 233, 12, 3456, 78, “a”, “b”]}]"),
        "x.yaml:7:13: activities[0].rows[0].answers: has 7 for 2 columns; write one for each, in order",
    ),
    "too little support": (
        chart(rows="[{answers: [War, Famine], support: [Hint]}]"),
        "x.yaml:7:37: activities[0].rows[0].support: has 1 for 2 columns; write one for each, in order",
    ),
    "answers in an open row": (
        chart(rows="[{answers: [War, Famine], open: true}]"),
        'x.yaml:7:12: activities[0].rows[0]: has both "answers" and "open: true"; leave one of them out',
    ),
    "a row without answers": (
        chart(rows="[{answers: [War, Famine]}, {support: [Hint, Hint]}]"),
        'x.yaml:7:38: activities[0].rows[1]: needs either "answers", one for each of the 2 columns, or "open: true"',
    ),
    "a heading for one row only": (
        chart(rows="[{heading: One, answers: [a, b]}, {answers: [c, d]}]"),
        "x.yaml:7:45: activities[0].rows[1]: either every row has a heading or none has",
    ),
    "a blank with two answers": (
        chart(rows="[{answers: [War, {answer: Famine, given: Hunger}]}]"),
        'x.yaml:7:28: activities[0].rows[0].answers[1]: has both "answer" and "given"; leave one of them out',
    ),
    "a blank with two answers that is open, and has support": (
        chart(rows="[{answers: [War, {answer: Famine, given: Hunger, open: true, support: Hint}]}]"),
        'x.yaml:7:28: activities[0].rows[0].answers[1]: has "answer", "open: true" and "given"; '
        "leave all but one of them out",
    ),
    "a blank without an answer": (
        chart(rows="[{answers: [War, {support: Hint}]}]"),
        'x.yaml:7:28: activities[0].rows[0].answers[1]: needs one of "answer", "open: true" or "given"',
    ),
    "support where nothing is written": (
        chart(rows="[{answers: [War, {given: Famine, support: Hint}]}]"),
        'x.yaml:7:28: activities[0].rows[0].answers[1]: "support" has no blank to stand in; '
        '"given" is printed for everybody',
    ),
    "a question without an answer": (
        questions("question: Why"),
        'x.yaml:6:9: activities[0].questions[0]: needs either "answer" or "open: true"',
    ),
    "a question with an answer that is open": (
        questions("question: Why, answer: Because., open: true"),
        'x.yaml:6:9: activities[0].questions[0]: has both "answer" and "open: true"; leave one of them out',
    ),
    "marks that are fewer than those of the questions": (
        sheet(*TWO_MARKS, "    kind: questions"),
        "x.yaml:4:5: activities[0].marks: is 2, and its questions have 4 in all; write 4, or leave it out",
    ),
    "marks that are fewer than those of guiding questions": (
        sheet(*TWO_MARKS, "    kind: research"),
        "x.yaml:4:5: activities[0].marks: is 2, and its questions have 4 in all; write 4, or leave it out",
    ),
    "marks that are fewer than those of questions on a source": (
        sheet(*TWO_MARKS, "    kind: source-analysis", "    source: {text: T, provenance: P}"),
        "x.yaml:4:5: activities[0].marks: is 2, and its questions have 4 in all; write 4, or leave it out",
    ),
    "guidance beside an answer": (
        questions("question: Why, answer: Because., guidance: Anything."),
        f"x.yaml:6:43: activities[0].questions[0].guidance: {GUIDANCE}",
    ),
    "guidance in a row of answers": (
        chart(rows="[{answers: [War, Famine], guidance: Anything.}]"),
        f"x.yaml:7:37: activities[0].rows[0].guidance: {GUIDANCE}",
    ),
    "guidance beside a meaning": (
        sheet("  - kind: terms", "    prompt: P", "    terms: [{term: t, meaning: m, guidance: Anything.}]"),
        f"x.yaml:5:35: activities[0].terms[0].guidance: {GUIDANCE}",
    ),
    "a given text of 900 words": (
        chart(rows=f"[{{answers: [War, {{given: {'word ' * 900}}}]}}]"),
        "x.yaml:7:29: activities[0].rows[0].answers[1].given: is longer than 300 characters; shorten it or divide it",
    ),
    "an answer of 1,300 words": (
        questions(f"question: Why, answer: {'word ' * 1300}"),
        "x.yaml:6:25: activities[0].questions[0].answer[0]: is longer than 6,000 characters; shorten it or divide it",
    ),
    "one side to compare": (
        sheet("  - kind: comparison", "    prompt: P", "    sides: [One]", "    rows: [{aspect: A, answers: [a]}]"),
        "x.yaml:5:5: activities[0].sides: has 1 entry and needs 2 or more",
    ),
    "a mind-map with one branch": (
        mind_map(1),
        "x.yaml:6:5: activities[0].branches: has 1 entry and needs 2 or more",
    ),
    "a mind-map with 13 branches": (
        mind_map(13),
        "x.yaml:6:5: activities[0].branches: has 13 entries; 12 are the most that fit",
    ),
    "a third level of branches": (
        sheet(
            *("  - kind: mind-map", "    prompt: Draw.", "    centre: Power", "    branches:"),
            "      - {answer: a, branches: [{answer: b, branches: [c]}]}",
            "      - d",
        ),
        'x.yaml:7:32: activities[0].branches[0].branches[0]: a sub-branch has no "branches" of its own; '
        "write them as branches, at most 12",
    ),
    "fewer answers than gaps": (
        cloze("[fall]"),
        "x.yaml:6:5: activities[0].answers: has 1 for 2 gaps (___); write one for each, in order",
    ),
    "more answers than gaps": (
        cloze("[fall, Rome, again]"),
        "x.yaml:6:5: activities[0].answers: has 3 for 2 gaps (___); write one for each, in order",
    ),
    "no gaps": (
        cloze("[fall]", text="The __ of Rome."),
        'x.yaml:5:5: activities[0].text: "__" behind "The" is no gap: a gap is ___ (three underscores); if it is none, '
        "put the sign right behind the word",
    ),
    "an arrow to an unknown box": (
        diagram("[above, nowhere]"),
        'x.yaml:8:9: activities[0].arrows[0]: there is no box "nowhere"; the boxes are above, below, beside',
    ),
    "an arrow without an end": (
        diagram("[above]"),
        'x.yaml:8:9: activities[0].arrows[0].to: missing field; add "to: …"',
    ),
    "an arrow with two ends": (
        diagram("[above, below, beside]"),
        "x.yaml:8:9: activities[0].arrows[0]: has 3 ends; an arrow goes [from, to]",
    ),
    "an arrow in signs": (
        diagram("above -> below"),
        'x.yaml:8:9: activities[0].arrows[0]: needs fields of its own, not "above -> below"; write [from, to]',
    ),
    "an arrow within a row": (
        diagram("[below, beside]"),
        "x.yaml:8:9: activities[0].arrows[0]: joins boxes that aren't in neighbouring rows",
    ),
    "two boxes with one id": (
        diagram("[above, below]").replace("id: beside", "id: below"),
        'x.yaml:5:70: activities[0].rows[1][1].id: a second "below" (first in line 5); ids differ, so change one',
    ),
    "a date in words": (
        sheet("  - kind: timeline", "    prompt: P", "    events:", *["      - {date: 3 April 1922, event: E}"] * 2),
        'x.yaml:6:10: activities[0].events[0].date: "3 April 1922" is no date; write 1922-04-03',
        'x.yaml:7:10: activities[0].events[1].date: "3 April 1922" is no date; write 1922-04-03',
    ),
    "a day that isn't": (
        sheet(
            *("  - kind: timeline", "    prompt: P", "    events:"),
            *("      - {date: 1922-02-31, event: E}", "      - {date: 2024-02-00, event: E}"),
        ),
        'x.yaml:6:10: activities[0].events[0].date: "1922-02-31" is no date; the days of this month are 01 to 28',
        'x.yaml:7:10: activities[0].events[1].date: "2024-02-00" is no date; the days of this month are 01 to 29',
    ),
    "more choices than letters": (
        sheet(
            *("  - kind: matching", "    prompt: P"),
            f"    extra: {[f'extra {number}' for number in range(5)]}",
            f"    pairs: [{', '.join(f'{{item: i{number}, match: m{number}}}' for number in range(22))}]",
        ),
        "x.yaml:5:5: activities[0].extra: 27 choices, and the alphabet has 26 letters; leave some out",
    ),
    "an extra choice that is the match of an item": (
        sheet("  - kind: matching", "    prompt: P", "    extra: [new, one]", f"    {PAIRS}"),
        "x.yaml:5:18: activities[0].extra[1]: is the match of an item, and an extra choice belongs to none; "
        "write another, or leave it out",
    ),
    "a source without a source": (
        sheet("  - kind: source-analysis", "    prompt: P", "    source: {provenance: An archive.}")
        + "    questions: [{question: Q, answer: A}]\n",
        'x.yaml:5:5: activities[0].source: needs one of "text", "image" or "frame"',
    ),
    "a profile with a picture and a frame for one": (
        sheet(
            "  - kind: profile",
            "    prompt: P",
            "    cards: [{name: N, image: ok.png, alt: A, frame: small, facts: [{label: L, value: V}]}]",
        ),
        'x.yaml:5:13: activities[0].cards[0]: has both "image" and "frame"; leave one of them out',
    ),
    "too few lines to number": (
        sheet("  - kind: source-analysis", "    prompt: P")
        + "    source: {provenance: A poet., text: Joined., line_numbers: true}\n"
        + "    questions: [{question: Q, answer: A}]\n",
        "x.yaml:5:50: activities[0].source.line_numbers: every fifth line gets a number, and the text has 1 line; "
        'begin it with "text: |" and write each line on a line of its own',
    ),
    "a picture without words for it": (
        source("ok.png").replace("alt: A poster., ", ""),
        'x.yaml:5:5: activities[0].source: "image" needs "alt": say what the picture shows',
    ),
}


def activity(kind, *lines):
    """A worksheet with an activity of this kind, its fields from line 5 on."""
    return sheet(f"  - kind: {kind}", "    prompt: P", *(f"    {line}" for line in lines))


ROWS = "has {} for 2 columns; write one for each, in order"
BOTH = 'has both "{}" and "open: true"; leave one of them out'
EITHER = 'needs either "{}" or "open: true"'
NO_ROLE = 'needs one of "answer", "open: true" or "given"'
UNKNOWN = 'unknown field; did you mean "{}"?'
EMPTY = "is empty; write a value or delete the field"
NO_PROMPT = 'x.yaml:3:5: activities[0].prompt: missing field; add "prompt: …"'

TOGETHER = {
    "a wrong field beside a row with too few answers": (
        chart(more="space: huge", rows="[{answers: [War]}]"),
        'x.yaml:6:5: activities[0].space: "huge" isn\'t possible here; '
        "choose small, medium, large or a number of lines",
        f"x.yaml:7:13: activities[0].rows[0].answers: {ROWS.format(1)}",
    ),
    "a missing field beside a row with too few answers": (
        chart(rows="[{answers: [War]}]").replace("    prompt: Complete the chart.\n", "    heading: H\n"),
        NO_PROMPT,
        f"x.yaml:7:13: activities[0].rows[0].answers: {ROWS.format(1)}",
    ),
    "rows that are wrong in different ways": (
        chart(rows="[{anwsers: [a, b]}, {answers: [a], spase: 2}, {heading: H, answers: [a, {}], support: [s]}]"),
        f"x.yaml:7:13: activities[0].rows[0].anwsers: {UNKNOWN.format('answers')}",
        f"x.yaml:7:32: activities[0].rows[1].answers: {ROWS.format(1)}",
        f"x.yaml:7:46: activities[0].rows[1].spase: {UNKNOWN.format('space')}",
        "x.yaml:7:57: activities[0].rows[2]: either every row has a heading or none has",
        f"x.yaml:7:83: activities[0].rows[2].answers[1]: {NO_ROLE}",
        f"x.yaml:7:88: activities[0].rows[2].support: {ROWS.format(1)}",
    ),
    "a blank that is wrong in two ways": (
        chart(rows="[{answers: [War, {given: Famine, support: Hint, guidance: G}]}]"),
        'x.yaml:7:28: activities[0].rows[0].answers[1]: "support" has no blank to stand in; '
        '"given" is printed for everybody',
        f"x.yaml:7:59: activities[0].rows[0].answers[1].guidance: {GUIDANCE}",
    ),
    "an unknown field in a question that is answered and open": (
        questions("question: Why, answer: Because., open: true, lnes: 3"),
        f"x.yaml:6:9: activities[0].questions[0]: {BOTH.format('answer')}",
        f"x.yaml:6:55: activities[0].questions[0].lnes: {UNKNOWN.format('lines')}",
    ),
    "a wrong text beside marks that contradict": (
        sheet(*TWO_MARKS, "    kind: questions", "    heading:"),
        "x.yaml:4:5: activities[0].marks: is 2, and its questions have 4 in all; write 4, or leave it out",
        f"x.yaml:7:5: activities[0].heading: {EMPTY}",
    ),
    "marks that contradict beside a question and notes without an answer": (
        activity("research", "marks: 2", "notes: {}", "questions: [{question: Q, marks: 4}]"),
        "x.yaml:5:5: activities[0].marks: is 2, and its questions have 4 in all; write 4, or leave it out",
        f"x.yaml:6:5: activities[0].notes: {EITHER.format('answer')}",
        f"x.yaml:7:17: activities[0].questions[0]: {EITHER.format('answer')}",
    ),
    "a source that is wrong in two ways, and nothing to do": (
        activity("source-analysis", "source: {image: ok.png, text: T}", "grid_lines: 0"),
        'x.yaml:3:5: activities[0]: nothing to do: give it a "grid", "questions" or both',
        'x.yaml:5:5: activities[0].source: "image" needs "alt": say what the picture shows',
        'x.yaml:5:5: activities[0].source: has both "text" and "image"; leave one of them out',
        "x.yaml:6:5: activities[0].grid_lines: needs 1 or more",
    ),
    "a picture that isn't there beside one without words": (
        activity("profile", "cards:", "  - {image: else.png, name: N, facts: [{label: L, value: {}}]}"),
        'x.yaml:6:9: activities[0].cards[0]: "image" needs "alt": say what the picture shows',
        'x.yaml:6:17: activities[0].cards[0].image: there is no file "else.png" beside the worksheet',
        f"x.yaml:6:55: activities[0].cards[0].facts[0].value: {NO_ROLE}",
    ),
    "gaps without answers, and a bad answer": (
        activity("cloze", "gap: huge", "text: The ___ of ___.", "answers: [{given: fall}]"),
        'x.yaml:5:5: activities[0].gap: "huge" isn\'t possible here; choose one of small, medium, large',
        "x.yaml:7:5: activities[0].answers: has 1 for 2 gaps (___); write one for each, in order",
        'x.yaml:7:15: activities[0].answers[0]: "given" isn\'t for a gap; write it into the text',
    ),
    "a bad answer beside one that is nothing": (
        activity("cloze", "text: The ___ of the ___.", "answers: [[fall, end], null]"),
        "x.yaml:6:15: activities[0].answers[0]: a gap takes one short answer, not a list of notes",
        f"x.yaml:6:28: activities[0].answers[1]: {EMPTY}",
    ),
    "sides of a row and common ground": (
        activity("comparison", "sides: [A, B]", "common_ground: {}", "rows: [{aspect: X, answers: [a]}, {open: true}]"),
        f"x.yaml:6:5: activities[0].common_ground: {NO_ROLE}",
        "x.yaml:7:24: activities[0].rows[0].answers: has 1 for 2 sides; write one for each, in order",
        'x.yaml:7:39: activities[0].rows[1].aspect: missing field; add "aspect: …"',
    ),
    "arrows that are wrong in different ways, and a box without a label": (
        activity(
            "diagram",
            "rows: [[{id: a, answer: A}], [{id: b}, {id: c, answer: C}], [{id: c, answer: D}]]",
            "arrows: [[a], [a, z], [a, b, c], [b, c]]",
        ),
        f"x.yaml:5:35: activities[0].rows[1][0]: {NO_ROLE}",
        'x.yaml:5:67: activities[0].rows[2][0].id: a second "c" (first in line 5); ids differ, so change one',
        'x.yaml:6:14: activities[0].arrows[0].to: missing field; add "to: …"',
        'x.yaml:6:19: activities[0].arrows[1]: there is no box "z"; the boxes are a, b, c',
        "x.yaml:6:27: activities[0].arrows[2]: has 3 ends; an arrow goes [from, to]",
    ),
    "boxes beside a row that is none": (
        activity("diagram", "rows: [{id: a, answr: A}, [{id: b}]]"),
        "x.yaml:5:12: activities[0].rows[0]: needs a list (a hyphen before each entry), not fields",
        f"x.yaml:5:20: activities[0].rows[0].answr: {UNKNOWN.format('answer')}",
        f"x.yaml:5:32: activities[0].rows[1][0]: {NO_ROLE}",
    ),
    "questions under a misspelt name": (
        activity("questions", "question: [{question: Q, anser: A}, {question: Q}]"),
        f"x.yaml:5:5: activities[0].question: {UNKNOWN.format('questions')}",
        f"x.yaml:5:30: activities[0].question[0].anser: {UNKNOWN.format('answer')}",
        f"x.yaml:5:41: activities[0].question[1]: {EITHER.format('answer')}",
    ),
    "branches of which there are too many, and one that is wrong": (
        mind_map(13).replace("Branch 9", "{label: L}"),
        "x.yaml:6:5: activities[0].branches: has 13 entries; 12 are the most that fit",
        f"x.yaml:6:96: activities[0].branches[8]: {NO_ROLE}",
    ),
    "a pair without a match beside an extra choice that is one": (
        activity("matching", f"{PAIRS[:-1]}, {{item: c}}]", "extra: [one]"),
        'x.yaml:5:59: activities[0].pairs[2].match: missing field; add "match: …"',
        "x.yaml:6:13: activities[0].extra[0]: is the match of an item, and an extra choice belongs to none; "
        "write another, or leave it out",
    ),
    "extra words without a word bank": (
        activity("cloze", "text: A ___.", "answers: [a]", "word_bank: never", "extra_words: [b]"),
        'x.yaml:8:5: activities[0].extra_words: have no bank to stand in with "word_bank: never"; '
        "leave one of the two out",
    ),
    "terms that are wrong in different ways": (
        activity("terms", "author: Me", "terms: [{term: t}, {meaning: m, trem: t}, {term: t, meaning: m, open: true}]"),
        "x.yaml:5:5: activities[0].author: unknown field; the fields here are "
        "kind, id, heading, prompt, marks, new_page, terms, blank, space, word_bank",
        'x.yaml:6:13: activities[0].terms[0]: missing field "meaning"',
        f"x.yaml:6:37: activities[0].terms[1].trem: {UNKNOWN.format('term')}",
        'x.yaml:6:47: activities[0].terms[2]: has both "meaning" and "open: true"; leave one of them out',
    ),
    "events that are wrong in different ways": (
        activity(
            "timeline",
            "task: dates",
            "scale: true",
            "events: [{date: 1 May, event: E}, {date: 1900}, {date: 1910, open: true}]",
        ),
        "x.yaml:6:5: activities[0].scale: would give the dates away, which are the answers; leave it out",
        'x.yaml:7:15: activities[0].events[0].date: "1 May" is no date; write 1922, 1922-04 or 1922-04-03, or '
        'any year and beside it "label: 1 May"',
        f"x.yaml:7:39: activities[0].events[1]: {EITHER.format('event')}",
        'x.yaml:7:53: activities[0].events[2]: has no event to print; "open: true" goes with "task: events"',
    ),
    "a field that stands twice beside others that are wrong": (
        at_top("title: Another\nunit:").replace("[War, Famine]", "[War]"),
        f"x.yaml:2:1: unit: {EMPTY}",
        'x.yaml:3:1: "title" stands twice (first in line 1); keep one of them',
        f"x.yaml:9:13: activities[0].rows[0].answers: {ROWS.format(1)}",
    ),
    "entries of a list without their hyphens": (
        sheet(
            *("  - kind: questions", "    prompt: P", "    questions:", "      - question: Q", "        answer: A"),
            *("        question: R", "        anser: B", "    kind: writing", "    prompt: P"),
        ),
        'x.yaml:8:9: "question" stands twice (first in line 6); '
        "put a hyphen before it if an entry begins here, or keep one of them",
        f"x.yaml:9:9: activities[0].questions[1].anser: {UNKNOWN.format('answer')}",
        'x.yaml:10:5: "kind" stands twice (first in line 3); '
        "put a hyphen before it if an entry begins here, or keep one of them",
        f"x.yaml:10:5: activities[1]: {EITHER.format('answer')}",
    ),
    "what the reader refuses beside a row with too few answers": (
        at_top("unit: *u\nlevel: !L\nhand: \x0bchild").replace("Famine]", "*w], support: [x]"),
        'x.yaml:1:7: "*u" repeats another part of the file; write the text out',
        "x.yaml:2:8: a YAML tag; put the value between quotation marks",
        'x.yaml:3:1: hand: "child" isn\'t possible here; choose one of primary, lower-secondary, adult',
        "x.yaml:3:7: the control character U+000B; delete it",
        'x.yaml:10:28: "*w" repeats another part of the file; write the text out',
        f"x.yaml:10:33: activities[0].rows[0].support: {ROWS.format(1)}",
    ),
    "a misspelt kind beside wrong fields": (
        chart(more="space: huge", rows="[{answers: [War]}]").replace("kind: chart", "kind: chrat"),
        f'x.yaml:3:11: activities[0].kind: there is no kind "chrat"; did you mean "chart"?; the kinds are {KINDS}',
        'x.yaml:6:5: activities[0].space: "huge" isn\'t possible here; '
        "choose small, medium, large or a number of lines",
        f"x.yaml:7:13: activities[0].rows[0].answers: {ROWS.format(1)}",
    ),
    "a missing kind beside wrong fields": (
        chart(rows="[{answers: [War]}]").replace("kind: chart", "promt: P").replace("    prompt: Comp", "    id: Comp"),
        'x.yaml:3:5: activities[0]: missing field "kind"; add "kind: chart"',
        f"x.yaml:3:5: activities[0].promt: {UNKNOWN.format('prompt')}",
        'x.yaml:4:5: activities[0].id: "Complete the chart." doesn\'t fit; use small letters, digits and hyphens',
        f"x.yaml:7:13: activities[0].rows[0].answers: {ROWS.format(1)}",
    ),
    "a misspelt kind beside fields at the left edge": (
        "title: T\nactivities:\n- Kind: question\n  questions: [{question: Q}]\nprompt:\n",
        f"x.yaml:3:3: activities[0].Kind: {UNKNOWN.format('kind')}",
        f'x.yaml:3:9: activities[0].kind: there is no kind "question"; did you mean "questions"?; '
        f"the kinds are {KINDS}",
        f"x.yaml:4:15: activities[0].questions[0]: {EITHER.format('answer')}",
        'x.yaml:5:1: "prompt" belongs to the activity above; put 2 spaces before each of these lines',
        f"x.yaml:5:1: activities[0].prompt: {EMPTY}",
    ),
    "two activities with one id, of which one has a misspelt kind": (
        sheet(*(f"  - {{kind: {kind}, id: essay, prompt: P, open: true}}" for kind in ("writing", "writting"))),
        f'x.yaml:4:12: activities[1].kind: there is no kind "writting"; did you mean "writing"?; the kinds are {KINDS}',
        'x.yaml:4:5: activities[1].id: a second activity "essay"; ids differ within a worksheet',
    ),
    "entries with one id beside others that are wrong": (
        questions("id: a, question: Q, answer: A", "id: a, question: R, open: maybe", "id: A, question: S", "id: a"),
        'x.yaml:7:10: activities[0].questions[1].id: a second "a" (first in line 6); ids differ, so change one',
        'x.yaml:7:30: activities[0].questions[1].open: needs true or false, not "maybe"',
        f"x.yaml:8:9: activities[0].questions[2]: {EITHER.format('answer')}",
        'x.yaml:8:10: activities[0].questions[2].id: "A" doesn\'t fit; use small letters, digits and hyphens',
        f"x.yaml:9:9: activities[0].questions[3]: {EITHER.format('answer')}",
        'x.yaml:9:9: activities[0].questions[3].question: missing field; add "question: …"',
        'x.yaml:9:10: activities[0].questions[3].id: a second "a" (first in line 6); ids differ, so change one',
    ),
    "lines to write on without a prompt or an answer": (
        sheet("  - kind: writing"),
        NO_PROMPT,
        f"x.yaml:3:5: activities[0]: {EITHER.format('answer')}",
    ),
    "a wrong id beside two activities with one id, which are wrong as well": (
        sheet(
            "  - {kind: writing, id: No, prompt: P, open: true}",
            *["  - {kind: writing, id: essay, open: true}"] * 2,
        ),
        'x.yaml:3:21: activities[0].id: "No" doesn\'t fit; use small letters, digits and hyphens',
        'x.yaml:4:5: activities[1].prompt: missing field; add "prompt: …"',
        'x.yaml:5:5: activities[2].id: a second activity "essay"; ids differ within a worksheet',
        'x.yaml:5:5: activities[2].prompt: missing field; add "prompt: …"',
    ),
}

FOLLOWS = {
    "rows, where the columns are wrong": (
        chart(columns="Cause", rows="[{answers: [War]}, {}]"),
        'x.yaml:5:5: activities[0].columns: needs a list (a hyphen before each entry), not "Cause"',
    ),
    "what an unknown field may stand for": (
        questions("question: Why, solution: Because."),
        f"x.yaml:6:25: activities[0].questions[0].solution: {UNKNOWN.format('answer')}",
    ),
    "a field that others call otherwise": (
        questions("question: Why, answer: A, mark scheme: 'Level 1'"),
        'x.yaml:6:36: activities[0].questions[0].mark scheme: unknown field; a mark scheme goes into the "answer", or '
        'beside "open: true" into the "guidance"',
    ),
    "an answer with several colons": (
        sheet("  - kind: questions", "    prompt: P", "    questions:", "      - question: Q", "        answer:")
        + "          Level 1: x\n          Level 2: y\n",
        "x.yaml:7:9: activities[0].questions[0].answer: needs a list (a hyphen before each entry), not fields; if it "
        "is a text with a colon, put the text between straight quotation marks",
    ),
    "lines to number where there is no text": (
        sheet("  - kind: source-analysis", "    prompt: P")
        + "    source: {provenance: A poet., frame: small, line_numbers: true}\n"
        + "    questions: [{question: Q, answer: A}]\n",
        'x.yaml:5:49: activities[0].source.line_numbers: goes with "text"; leave it out',
    ),
    "what a question is called elsewhere": (
        questions("prompt: Why, answer: A"),
        f"x.yaml:6:10: activities[0].questions[0].prompt: {UNKNOWN.format('question')}",
    ),
    "an answer with a colon": (
        sheet("  - kind: questions", "    prompt: P", "    questions:", "      - question: Q", "        answer:")
        + "          He asks: why\n",
        "x.yaml:7:9: activities[0].questions[0].answer: needs a list (a hyphen before each entry), not fields; if it "
        "is a text with a colon, put the text between straight quotation marks",
    ),
    "a field that others call otherwise, where there is none": (
        questions("question: Why, answer: A") + "    mark_scheme: M\n",
        "x.yaml:7:5: activities[0].mark_scheme: unknown field; the fields here are kind, id, heading, prompt, marks, "
        "new_page, questions",
    ),
    "a row, where it can't be read whether it is open": (
        chart(rows="[{answers: [a, b], open: maybe, guidance: G}]"),
        'x.yaml:7:30: activities[0].rows[0].open: needs true or false, not "maybe"',
    ),
    "headings, where the first one is misspelt": (
        chart(rows="[{headin: H, answers: [a, b]}, {heading: I, answers: [a, b]}]"),
        f"x.yaml:7:13: activities[0].rows[0].headin: {UNKNOWN.format('heading')}",
    ),
    "marks, where those of a question are wrong": (
        sheet(*TWO_MARKS, "    kind: questions").replace("marks: 4", "marks: four"),
        'x.yaml:5:31: activities[0].questions[0].marks: needs a whole number, not "four"',
    ),
    "gaps, where the text is wrong": (
        cloze("[fall]", text=""),
        f"x.yaml:5:5: activities[0].text: {EMPTY}",
    ),
    "arrows, where a box's id is wrong": (
        diagram("[above, Beside]").replace("id: beside", "id: Beside"),
        'x.yaml:5:70: activities[0].rows[1][1].id: "Beside" doesn\'t fit; use small letters, digits and hyphens',
        'x.yaml:8:9: activities[0].arrows[0].to: "Beside" doesn\'t fit; use small letters, digits and hyphens',
    ),
    "a source, where its frame is wrong": (
        activity("source-analysis", "source: {frame: huge, provenance: P}", "question: [{question: Q, answer: A}]"),
        'x.yaml:5:14: activities[0].source.frame: "huge" isn\'t possible here; choose one of small, medium, large',
        f"x.yaml:6:5: activities[0].question: {UNKNOWN.format('questions')}",
    ),
    "a text that stands twice, the first time in vain": (
        at_top("hand: child\nhand: adult"),
        'x.yaml:2:1: "hand" stands twice (first in line 1); keep one of them',
    ),
    "a list that stands twice, the first time too short": (
        chart(rows="[{answers: [War], answers: [War, Famine]}]"),
        'x.yaml:7:29: "answers" stands twice (first in line 7); keep one of them',
    ),
    "a kind that stands twice, the second time as it was meant": (
        sheet("  - prompt: P", "    kind: chart", "    kind: writing", "    open: true", "    lines: many"),
        'x.yaml:5:5: "kind" stands twice (first in line 4); keep one of them',
        'x.yaml:7:5: activities[0].lines: needs a whole number, not "many"',
    ),
    "a kind that stands twice, where the fields don't tell which was meant": (
        sheet("  - prompt: P", "    kind: writing", "    kind: essay", "    colour: red"),
        'x.yaml:5:5: "kind" stands twice (first in line 4); keep one of them',
    ),
    "what stands in a list that stands twice is told": (
        sheet("  - kind: questions", "    prompt: P", "    questions: [{question: Q}]", "    questions: []"),
        f"x.yaml:5:17: activities[0].questions[0]: {EITHER.format('answer')}",
        'x.yaml:6:5: "questions" stands twice (first in line 5); keep one of them',
    ),
    "fields of a kind that is like the word and has none of them": (
        sheet("  - kind: comparisson", "    questions: [{}]"),
        'x.yaml:3:11: activities[0].kind: there is no kind "comparisson"; did you mean "comparison"?; '
        f"the kinds are {KINDS}",
    ),
    "fields of a kind that others call so": (
        sheet("  - kind: Comprehension", "    prompt: P", "    questions: [{}]"),
        'x.yaml:3:11: activities[0].kind: there is no kind "Comprehension"; did you mean "questions"?; '
        f"the kinds are {KINDS}",
        'x.yaml:5:17: activities[0].questions[0].question: missing field; add "question: …"',
        f"x.yaml:5:17: activities[0].questions[0]: {EITHER.format('answer')}",
    ),
    "fields of a word that is like no kind": (
        sheet("  - kind: banana", "    questions: [{}]"),
        f'x.yaml:3:11: activities[0].kind: there is no kind "banana"; the kinds are {KINDS}',
    ),
    "fields that several kinds have": (
        sheet("  - rows: [{}]"),
        f'x.yaml:3:5: activities[0]: missing field "kind"; the kinds are {KINDS}',
    ),
    "an activity and a text that repeat others": (
        sheet("  - *a", "  - kind: writing", "    prompt: *p", "    open: true", "  - {kind: *k, terms: [{term: t}]}"),
        'x.yaml:3:5: "*a" repeats another part of the file; write the text out',
        'x.yaml:5:13: "*p" repeats another part of the file; write the text out',
        'x.yaml:7:12: "*k" repeats another part of the file; write the text out',
        'x.yaml:7:5: activities[2].prompt: missing field; add "prompt: …"',
        'x.yaml:7:24: activities[2].terms[0]: missing field "meaning"',
    ),
    "fields that may be among those that repeat others": (
        sheet("  - kind: questions", "    <<: *a"),
        'x.yaml:4:9: "*a" repeats another part of the file; write the text out',
    ),
    "an event that is called an answer, as elsewhere": (
        activity("timeline", "events: [{date: 1900, answer: A}, {date: 1910, event: E}]"),
        'x.yaml:5:27: activities[0].events[0].answer: unknown field; did you mean "event"?',
    ),
    "events to put in order that have one date": (
        activity("timeline", "task: order", "events: [{date: 1900, event: A}, {date: 1900, event: B}]"),
        'x.yaml:6:39: activities[0].events[1].date: is that of "A", too, so either letter would be right; '
        'give both a "label" that tells which comes first',
    ),
    "events to put in order that have one year, with noughts": (
        activity("timeline", "task: order", "events: [{date: 0476, event: A}, {date: 476, event: B}]"),
        'x.yaml:6:39: activities[0].events[1].date: is that of "A", too, so either letter would be right; '
        'give both a "label" that tells which comes first',
    ),
    "events to put in order that have one label, beside an example": (
        activity(
            "timeline",
            "task: order",
            "events: [{date: 1900, event: A, given: true}, "
            "{date: 1900, label: X, event: B}, {date: 1901, label: X, event: C}]",
        ),
        'x.yaml:6:98: activities[0].events[2].label: is that of "B", too, so either letter would be right; '
        'give both a "label" that tells which comes first',
    ),
    "a given event, as elsewhere a given text": (
        activity("timeline", "events: [{date: 1900, given: A}, {date: 1910, event: E}]"),
        'x.yaml:5:14: activities[0].events[0]: needs either "event" or "open: true"',
        'x.yaml:5:27: activities[0].events[0].given: needs true or false, not "A"; the text goes into "event"',
    ),
    "an open event, where the task is wrong": (
        activity("timeline", "task: date", "events: [{date: 1900, open: true}, {date: 1910, event: E}]"),
        'x.yaml:5:5: activities[0].task: "date" isn\'t possible here; did you mean "dates"?; '
        "choose one of events, dates, order",
    ),
}
"""Mistakes from which others seem to follow, which aren't told: what is wrong there shows when these are mended."""


IMAGE = "x.yaml:5:21: activities[0].source.image: "

WRONG_PICTURES = {
    "a picture that isn't there": (source("else.png"), f'{IMAGE}there is no file "else.png" beside the worksheet'),
    "a picture in other letters": (
        source("OK.jpeg"),
        f'{IMAGE}there is no file "OK.jpeg" beside the worksheet; did you mean "ok.png"?',
    ),
    "another picture in a folder": (
        source("photos/OK.png"),
        f'{IMAGE}there is no file "photos/OK.png" beside the worksheet; did you mean "photos/ok.jpg"?',
    ),
    "a folder": (source("."), f'{IMAGE}there is no file "." beside the worksheet'),
    "a text that calls itself a picture": (
        source("text.png"),
        f'{IMAGE}"text.png" isn\'t a PNG or JPEG picture; save it again as one of these',
    ),
    "half a picture": (
        source("half.png"),
        f'{IMAGE}"half.png" is damaged; save the picture again, or copy it anew',
    ),
    "another format": (
        source("ok.gif"),
        f'{IMAGE}"ok.gif" isn\'t a PNG or JPEG picture; save it again as one of these',
    ),
    "another format under a false name": (
        source("gif.png"),
        f'{IMAGE}"gif.png" isn\'t a PNG or JPEG picture; save it again as one of these',
    ),
    "a picture outside the folder": (
        source("../outside.png"),
        f'{IMAGE}"../outside.png" lies outside the worksheet\'s folder; put the picture beside the worksheet',
    ),
    "a picture by its full path": (
        source("/etc/passwd"),
        f'{IMAGE}"/etc/passwd" lies outside the worksheet\'s folder; put the picture beside the worksheet',
    ),
    "a link that leads outside the folder": (
        source("link.png"),
        f'{IMAGE}"link.png" is a link that leads out of its folder; put the picture itself in its place',
    ),
    "a picture on the web": (
        source("https://example.org/a.png"),
        f'{IMAGE}"https://example.org/a.png" is an address; '
        "nothing is fetched, so put the picture beside the worksheet",
    ),
    "a picture of 49 million pixels": (
        source("large.png"),
        f"{IMAGE}has 49 megapixels; 40 are the most. "
        "Make the picture smaller, or allow more with --limit megapixels=49",
    ),
    "a picture of 400 million pixels": (
        source("giant.png"),
        f"{IMAGE}has 400 megapixels; 40 are the most. "
        "Make the picture smaller, or allow more with --limit megapixels=400",
    ),
    "a picture of 169 million pixels": (
        source("huge.png"),
        f"{IMAGE}has 169 megapixels; 40 are the most. "
        "Make the picture smaller, or allow more with --limit megapixels=169",
    ),
    "a drawing": (
        source("drawing.svg"),
        f'{IMAGE}"drawing.svg" is an SVG drawing, which could hold more than a picture; save it as a PNG',
    ),
    "a drawing that calls itself a picture": (
        source("drawing.png"),
        f'{IMAGE}"drawing.png" is an SVG drawing, which could hold more than a picture; save it as a PNG',
    ),
    "a picture in 65,536 greys": (
        source("deep.png"),
        f"{IMAGE}has more than 8 bits for each shade of grey; save it with 8",
    ),
    "a picture of a single row": (
        source("row.png"),
        f"{IMAGE}has 40,000 pixels in a row; 30,000 are the most, so make the picture smaller",
    ),
    "a file a thousand times as large as its picture": (
        source("fat.jpg"),
        f"{IMAGE}has 5,000,635 bytes, and its pixels need 8 at most; save the picture again without the rest",
    ),
    "a file of 60 MB": (
        source("sparse.png"),
        f"{IMAGE}has 60,000,000 bytes; 50,000,000 are the most, so make the picture smaller",
    ),
    "a link to itself": (source("loop.png"), f'{IMAGE}there is no file "loop.png" beside the worksheet'),
    "a picture on another computer": (
        source(r"\\\\server\\share\\a.png".replace("\\\\", "\\")),
        f'{IMAGE}"\\\\server\\share\\a.png" lies outside the worksheet\'s folder; put the picture beside the worksheet',
    ),
    "a picture on another drive": (
        source("C:/a.png"),
        f'{IMAGE}"C:/a.png" lies outside the worksheet\'s folder; put the picture beside the worksheet',
    ),
    "a name longer than any file's": (
        source("a" * 300 + ".png"),
        f'{IMAGE}there is no file "{"a" * 300}.png" beside the worksheet',
    ),
    "a name with a zero": (
        source('"a\\0.png"'),
        "x.yaml:5:21: the control character U+0000; delete it, or write two backslashes if one is meant",
    ),
    "no name": (source(""), "x.yaml:5:14: activities[0].source.image: is empty; write a value or delete the field"),
    "a text in a wrong encoding": (
        questions("question: OÃ¹ ?, answer: LÃ  et lÃ¡"),
        'x.yaml:6:20: "OÃ¹" is "Où" in a wrong encoding; copy the text anew, or write it so',
    ),
    "a list of pictures": (
        source("[ok.png]"),
        "x.yaml:5:14: activities[0].source.image: needs text, not a list; take its brackets or hyphens away",
    ),
}

BAD = NOT_YAML | WRONG_FIELDS | WRONG_ACTIVITIES | WRONG_PICTURES | TOGETHER | FOLLOWS

FINE = {
    "a plain chart": chart(),
    "a colon between quotation marks": at_top('unit: "Stalin: a life"'),
    "a colon within a time": at_top("unit: At 1:30"),
    "emphasis within a text": at_top("unit: The *first* and **second** unit"),
    "emphasis between quotation marks": at_top('unit: "*First* unit"'),
    "an exclamation mark in a text": at_top("unit: Viva!"),
    "words that YAML knows": chart(columns="[Yes, No]", rows="[{answers: [true, null!]}]"),
    "numbers as texts": chart(columns="[1917, 3.50]", rows="[{answers: [007, 1e3]}]"),
    **{
        f"two figures: {two}": chart(rows=f"[{{answers: [{two}]}}]")
        for two in ("-10,100", "0.5,125 %", "9:30,100", "10/12,100", "Q1,200 words", "50,100", "1,2345", '"1",050')
    },
    "a comment": at_top("# a comment"),
    "an anchor that nothing repeats": at_top("unit: &u 1"),
    "one document with its mark": at_top("---"),
    "12 columns": chart(columns=[*"ABCDEFGHIJKL"], rows=[{"answers": [*"abcdefghijkl"]}]),
    "support for some blanks": chart(rows="[{answers: [War, Famine], support: [Hint, '']}]"),
    "an open row": chart(rows="[{open: true, guidance: Anything.}]"),
    "a given text of 300 characters": chart(rows=f"[{{answers: [War, {{given: {'x' * 300}}}]}}]"),
    "marks for a log and for questions": sheet(*TWO_MARKS, "    kind: research").replace("marks: 2", "marks: 6"),
    "marks for a grid and for questions": sheet(
        *TWO_MARKS,
        "    kind: source-analysis",
        "    source: {text: T, provenance: P}",
        "    grid: [{heading: H, answer: A}]",
    ).replace("marks: 2", "marks: 6"),
    "two items with one match": sheet(
        "  - kind: matching", "    prompt: P", f"    {PAIRS.replace('two', 'one')}", "    extra: [new]"
    ),
    "two branches": mind_map(2),
    "12 branches": mind_map(12),
    "an arrow upwards": diagram("[below, above]"),
    "an arrow in fields": diagram("{from: above, to: beside}"),
    "gaps of many underscores": cloze("[fall, Rome]", text="The _____ of ___."),
    "a paper in small letters": at_top("paper: a3 LANDSCAPE"),
    "a country of a known language": at_top("language: en-AU"),
    "the same id for facts of two cards": activity(
        "profile", *("cards:", *["  - {name: N, facts: [{id: a, label: L, value: V}]}"] * 2)
    ),
    "the same blank ids in two activities": questions("question: Q, answer: A")
    + "\n".join(["  - kind: questions", "    prompt: P", "    questions: [{question: Q, answer: A}]", ""]),
    "a picture": source("ok.png"),
    "a photo in a folder below": source("photos/ok.jpg"),
    "a picture from a folder and back": source("photos/../ok.png"),
}


def png(width, height, bits=1):
    """A PNG that says it is so large and holds nothing of it."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, bits, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.fixture
def unit(tmp_path, monkeypatch):
    """A folder with pictures of every sort, which is where the test stands."""
    folder = tmp_path / "unit"
    (folder / "photos").mkdir(parents=True)
    dot = Image.new("L", (1, 1))
    for path in ("outside.png", "unit/ok.png", "unit/ok.gif", "unit/photos/ok.jpg"):
        dot.save(tmp_path / path)
    (folder / "half.png").write_bytes((folder / "ok.png").read_bytes()[:40])
    (folder / "text.png").write_text("a poster")
    (folder / "gif.png").write_bytes((folder / "ok.gif").read_bytes())
    (folder / "large.png").write_bytes(png(7000, 7000))
    (folder / "huge.png").write_bytes(png(13000, 13000))
    (folder / "giant.png").write_bytes(png(20000, 20000))
    for name in ("drawing.svg", "drawing.png"):
        (folder / name).write_text('<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>')
    (folder / "deep.png").write_bytes(png(9, 9, bits=16))
    (folder / "row.png").write_bytes(png(40_000, 1))
    jpeg = (folder / "photos" / "ok.jpg").read_bytes()
    (folder / "fat.jpg").write_bytes(jpeg + bytes(5_000_635 - len(jpeg)))
    (folder / "sparse.png").touch()
    os.truncate(folder / "sparse.png", 60_000_000)
    (folder / "loop.png").symlink_to("loop.png")
    (folder / "link.png").symlink_to(tmp_path / "outside.png")
    monkeypatch.chdir(folder)
    return folder


def write(folder, files):
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())


def messages(report_or_error):
    return [str(problem) for problem in report_or_error.problems]


@pytest.mark.parametrize(("content", "expected"), [(text, told) for text, *told in BAD.values()], ids=BAD)
def test_a_mistake_is_told_with_its_place_and_its_remedy(unit, content, expected):
    write(unit, {"x.yaml": content})
    with pytest.raises(SpecError) as caught:
        parse_worksheet(Path("x.yaml"))
    assert sorted(messages(caught.value)) == sorted(expected)


def test_half_a_picture_is_refused_whatever_was_made_before(unit, monkeypatch):
    # The typesetter sets this when it is loaded.
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    write(unit, {"x.yaml": source("half.jpg")})
    Image.effect_noise((64, 64), 9).save("half.jpg")
    os.truncate("half.jpg", 900)
    with pytest.raises(SpecError, match=r"half.jpg\" is damaged; "):
        parse_worksheet(Path("x.yaml"))
    assert ImageFile.LOAD_TRUNCATED_IMAGES


def test_a_picture_that_may_not_be_read_is_a_mistake_of_its_worksheet(unit, monkeypatch):
    def refused(path, **_):
        raise PermissionError(EACCES, "Permission denied", str(path))

    monkeypatch.setattr(Image, "open", refused)
    write(unit, {"x.yaml": source("ok.png")})
    with pytest.raises(SpecError) as caught:
        parse_worksheet(Path("x.yaml"))
    assert str(caught.value) == f'{IMAGE}"ok.png" can\'t be read: Permission denied; see that you may open it'


def test_a_picture_whose_path_is_too_long_is_a_mistake_of_its_worksheet(unit):
    write(unit, {"x.yaml": source("a long name/" * 400 + "x.png")})
    with pytest.raises(SpecError, match=r'there is no file "a long name/.*/x.png" beside the worksheet$'):
        parse_worksheet(Path("x.yaml"))


@pytest.mark.parametrize(("there", "named"), [("e\u0301t\u00e9", "\u00e9t\u00e9"), ("\uac00", "\u1100\u1161")])
def test_a_name_that_only_looks_the_same_is_told_as_that(unit, there, named):
    """As macOS writes accents into zips, and other systems don't read them."""
    (unit / "ok.png").rename(unit / f"{there}.png")
    write(unit, {"x.yaml": source(f"{named}.png")})
    with pytest.raises(SpecError) as caught:
        parse_worksheet(Path("x.yaml"))
    assert str(caught.value) == (
        f'{IMAGE}there is no file "{named}.png" beside the worksheet; the one that looks like it has other codes for '
        "its letters, so rename it and type its name anew"
    )


def test_a_picture_may_have_a_name_that_no_font_can_print(unit):
    (unit / "ok.png").rename(unit / "ภาพ 🏰.png")
    write(unit, {"x.yaml": source('"ภาพ 🏰.png"')})
    parse_worksheet(Path("x.yaml"))


STEP = "photos/l/../drawing.png"
DRAWING = f'{IMAGE}"{STEP}" is an SVG drawing, which could hold more than a picture; save it as a PNG'


@pytest.mark.parametrize(("name", "told"), [(" drawing.png", []), ("drawing.png\u00a0", []), (STEP, [DRAWING])])
def test_the_picture_that_is_looked_at_is_the_one_that_is_printed(unit, name, told):
    """A space or a link led to one, and what was printed was another that nobody had looked at."""
    (unit / "photos" / "deep" / "below").mkdir(parents=True)
    (unit / "photos" / "l").symlink_to("deep/below")
    copy(unit / "drawing.png", unit / "photos")
    for fine in (" drawing.png", "drawing.png\u00a0", "photos/deep/drawing.png"):
        copy(unit / "ok.png", unit / fine)
    write(unit, {"x.yaml": source(f'"{name}"')})
    report = made(("student",))
    assert messages(report) == told
    pages = [page for document in report.documents for page in PdfDocument(document.pdf)]
    assert len([each for page in pages for each in page.get_objects([FPDF_PAGEOBJ_IMAGE])]) == 1 - len(told)


def test_a_picture_is_looked_at_once_however_often_it_is_named(unit, monkeypatch):
    seen = []
    monkeypatch.setattr("packbuilder.parse.look_at", lambda _folder, name, _limits: seen.append(name))
    write(unit, {"x.yaml": f"title: T\nactivities: []\nother: [{{image: ok.png}}, {'{image: ././ok.png}, ' * 99}]\n"})
    with pytest.raises(SpecError):
        parse_worksheet(Path("x.yaml"))
    assert seen == ["ok.png"]


@pytest.mark.parametrize("content", FINE.values(), ids=FINE)
def test_these_are_no_mistakes(unit, content):
    write(unit, {"x.yaml": content})
    assert isinstance(parse_worksheet(Path("x.yaml")), Worksheet)


BAD_PACKS = {
    "a worksheet whose name ends otherwise": (
        {"pack.yaml": "title: T\nworksheets: [one]\n", "one.yml": chart()},
        'unit/pack.yaml:2:14: worksheets[0]: there is no worksheet "one.yaml" beside this file; rename "one.yml"',
    ),
    "a field that stands twice beside a worksheet that isn't there": (
        {"pack.yaml": "title: T\ntitle: U\nworksheets: [one]\n"},
        'unit/pack.yaml:2:1: "title" stands twice (first in line 1); keep one of them',
        'unit/pack.yaml:3:14: worksheets[0]: there is no worksheet "one.yaml" beside this file',
    ),
    "a worksheet that isn't there": (
        {"pack.yaml": "title: T\nworksheets:\n  - one\n  - two\n", "one.yaml": chart()},
        'unit/pack.yaml:4:5: worksheets[1]: there is no worksheet "two.yaml" beside this file',
    ),
    "a worksheet that was renamed": (
        {"pack.yaml": "title: T\nworksheets: [mindmap]\n", "causes.yaml": chart()},
        'unit/pack.yaml:2:14: worksheets[0]: there is no worksheet "mindmap.yaml" beside this file; '
        '"causes" is there, and isn\'t in the list',
    ),
    "a worksheet behind a hyphen without a space": (
        {"pack.yaml": "title: T\nworksheets:\n  - two\n  -One more\n", "two.yaml": chart()},
        "unit/pack.yaml:4:4: not valid YAML: a space is missing behind the hyphen",
    ),
    "a misspelt worksheet": (
        {"pack.yaml": "title: T\nworksheets: [timelien]\n", "timeline.yaml": chart()},
        'unit/pack.yaml:2:14: worksheets[0]: there is no worksheet "timelien.yaml" beside this file; '
        'did you mean "timeline"?',
    ),
    "a worksheet that stands twice": (
        {"pack.yaml": "title: T\nworksheets: [one, one]\n", "one.yaml": chart()},
        'unit/pack.yaml:2:19: worksheets[1]: "one" stands twice; keep one of them',
    ),
    "a worksheet with its ending": (
        {"pack.yaml": "title: T\nworksheets: [one.yaml]\n", "one.yaml": chart()},
        "unit/pack.yaml:2:14: worksheets[0]: leave off .yaml",
    ),
    "a worksheet in another folder": (
        {"pack.yaml": "title: T\nworksheets: [../one]\n", "one.yaml": chart()},
        'unit/pack.yaml:2:14: worksheets[0]: there is no worksheet "../one.yaml" beside this file; did you mean "one"?',
    ),
    "a worksheet that isn't there beside another mistake": (
        {"pack.yaml": "title: T\nlayout: mine\nworksheets: [one, tow]\n", "one.yaml": chart(), "two.yaml": chart()},
        'unit/pack.yaml:2:1: layout: there is no layout "mine"; there are classroom, exam',
        'unit/pack.yaml:3:19: worksheets[1]: there is no worksheet "tow.yaml" beside this file; did you mean "two"?',
    ),
    "a worksheet that isn't there where the title is missing": (
        {"pack.yaml": "worksheets: [one, one, tow]\n", "one.yaml": chart()},
        'unit/pack.yaml:1:1: title: missing field; add "title: …"',
        'unit/pack.yaml:1:19: worksheets[1]: "one" stands twice; keep one of them',
        'unit/pack.yaml:1:24: worksheets[2]: there is no worksheet "tow.yaml" beside this file',
    ),
    "no worksheets": (
        {"pack.yaml": "title: T\nworksheets: []\n"},
        "unit/pack.yaml:2:1: worksheets: has 0 entries and needs 1 or more",
    ),
    "no title": (
        {"pack.yaml": "worksheets: [one]\n", "one.yaml": chart()},
        'unit/pack.yaml:1:1: title: missing field; add "title: …"',
    ),
    "a misspelt field": (
        {"pack.yaml": "titel: T\nworksheets: [one]\n", "one.yaml": chart()},
        'unit/pack.yaml:1:1: titel: unknown field; did you mean "title"?',
    ),
    "an unknown paper": (
        {"pack.yaml": "title: T\npaper: B4\nworksheets: [one]\n", "one.yaml": chart()},
        'unit/pack.yaml:2:1: paper: "B4" is no paper; '
        'choose A4, A3, Letter, Tabloid, with "portrait" or "landscape" behind it',
    ),
    "an unknown language": (
        {"pack.yaml": "title: T\nlanguage: tlh\nworksheets: [one]\n", "one.yaml": chart()},
        f'unit/pack.yaml:2:11: language: there are no words for the language "tlh"; there are {LANGUAGES}',
    ),
    "an unknown layout": (
        {"pack.yaml": "title: T\nlayout: baroque\nworksheets: [one]\n", "one.yaml": chart()},
        f'unit/pack.yaml:2:1: layout: there is no layout "baroque"; there are {LAYOUTS}',
    ),
    "a character that no font has": (
        {"pack.yaml": "title: T ሀ\nworksheets: [one]\n", "one.yaml": chart()},
        'unit/pack.yaml:1:8: no font has the character "ሀ" (U+1200, ETHIOPIC SYLLABLE HA); write it another way',
    ),
    "an empty pack.yaml": (
        {"pack.yaml": "", "one.yaml": chart()},
        'unit/pack.yaml:1:1: the file is empty; "packbuilder new" writes a worksheet to start from',
    ),
}


@pytest.mark.parametrize(("files", "expected"), [(files, told) for files, *told in BAD_PACKS.values()], ids=BAD_PACKS)
def test_a_packs_mistake_is_told_with_its_place_and_its_remedy(tmp_path, monkeypatch, files, expected):
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "unit", files)
    with pytest.raises(SpecError) as caught:
        parse_pack(Path("unit"))
    assert messages(caught.value) == expected


def made(editions=("key",)):
    """What becomes of the worksheet x.yaml that lies where the test stands."""
    (report,) = make([Target(Path(), ("x",))], Options(editions=editions), lambda _name: None)
    return report


def without_figures(message):
    """The message with its measures left out, which are the layout's affair."""
    return re.sub(r"\d+(?= mm| ×)|(?<=space: )\d+", "…", message)


WORDS = " ".join(["word"] * 600)
TOO_LONG = "is … mm too long for its place of … × … mm; shorten it, or give it room with {} or a larger paper"
TOO_TALL = (
    "needs … mm in one piece, and a page of A4 portrait has … mm; "
    "shorten its texts, ask for fewer lines, divide it or take a larger paper"
)
NO_GAP = "the answer is … mm too long for its place of … × … mm; shorten it"

BAD_FOR_THE_PAGE = {
    "a blank with the id that another has by its place": (
        questions("question: Why, answer: Because.", "question: Why else, answer: So., id: question-1"),
        'x.yaml:7:9: activities[0]: two blanks have the id "x/questions/question-1" (first in line 6); change one',
    ),
    "600 words in a small blank": (
        chart(more="space: small", rows=f"[{{answers: [War, {WORDS}]}}{', {answers: [a, b]}' * 6}]"),
        # No page has as many lines as that takes, so nothing is said of "space".
        f"x.yaml:7:28: activities[0]: the answer {TOO_LONG}".replace("{} or ", ""),
    ),
    "60 words in a small blank": (
        chart(more="space: small", rows=f"[{{answers: [War, {WORDS[:300]}]}}{', {answers: [a, b]}' * 9}]"),
        f"x.yaml:7:28: activities[0]: the answer {TOO_LONG}".format('"space: …" for its row'),
    ),
    "280 words in one of 12 columns, which stand below each other": (
        chart(columns=[*"ABCDEFGHIJKL"], more="space: 12", rows=f"[{{answers: [{'b, ' * 11}{WORDS[:1400]}]}}]"),
        f"x.yaml:7:56: activities[0]: the answer {TOO_LONG}".replace("{} or ", ""),
    ),
    "600 words in a gap": (cloze(f"[fall, {WORDS}]"), f"x.yaml:6:21: activities[0]: {NO_GAP}"),
    "30 letters in a small gap": (
        cloze(f"[fall, {WORDS[:30]}]").replace("    text", "    gap: small\n    text"),
        f'x.yaml:7:21: activities[0]: {NO_GAP}, or give it room with "gap: large"',
    ),
    "60 letters in a small gap, which don't fit into a large one": (
        cloze(f"[fall, {WORDS[:60]}]").replace("    text", "    gap: small\n    text"),
        f"x.yaml:7:21: activities[0]: {NO_GAP}",
    ),
    "60 letters in a gap that is large already": (
        cloze(f"[fall, {WORDS[:60]}]").replace("    text", "    gap: large\n    text"),
        f"x.yaml:7:21: activities[0]: {NO_GAP}",
    ),
    "60 words in a small blank of the second activity": (
        chart(more="space: small", rows=f"[{{answers: [War, {WORDS[:300]}]}}{', {answers: [a, b]}' * 9}]").replace(
            "activities:", "activities:\n  - {kind: writing, prompt: P, open: true}"
        ),
        f"x.yaml:8:28: activities[1]: the answer {TOO_LONG}".format('"space: …" for its row, "new_page: true"'),
    ),
    "60 words in a small blank of the largest paper": (
        chart(more="space: small", rows=f"[{{answers: [War, {WORDS}]}}{', {answers: [a, b]}' * 9}]").replace(
            "activities:", "paper: A3\nactivities:"
        ),
        f"x.yaml:8:28: activities[0]: the answer {TOO_LONG}".format('"space: …" for its row').replace(
            " or a larger paper", ""
        ),
    ),
    "a row taller than a page, and a prompt": (
        sheet(
            "  - {kind: chart, prompt: P, columns: [A], space: 40, rows: [{answers: [a]}, {answers: [b], space: 39}]}",
            f"  - {{kind: writing, prompt: {WORDS} {WORDS}, open: true}}",
        ),
        f"x.yaml:3:5: activities[0]: {TOO_TALL}",
        f"x.yaml:4:5: activities[1]: {TOO_TALL}",
    ),
    "a prompt longer than a page": (
        chart().replace("Complete the chart.", f"{WORDS} {WORDS}"),
        f"x.yaml:3:5: activities[0]: {TOO_TALL}",
    ),
}


@pytest.mark.parametrize(
    ("content", "expected"), [(text, told) for text, *told in BAD_FOR_THE_PAGE.values()], ids=BAD_FOR_THE_PAGE
)
def test_what_does_not_fit_the_page_is_told_with_its_place_and_its_remedy(unit, content, expected):
    write(unit, {"x.yaml": content})
    report = made()
    assert list(map(without_figures, messages(report))) == expected
    assert not report.documents


def test_an_answer_and_a_support_that_are_too_long_are_told_together(unit):
    row = f"{{answers: [War, {{answer: {WORDS}, support: {WORDS}}}]}}{', {answers: [a, b]}' * 6}"
    write(unit, {"x.yaml": chart(more="space: small", rows=f"[{row}]")})
    assert list(map(without_figures, messages(made(("student", "key", "support"))))) == [
        f"x.yaml:7:28: activities[0]: the answer {TOO_LONG}".replace("{} or ", ""),
        f"x.yaml:7:28: activities[0]: the support {TOO_LONG}".replace("{} or ", ""),
    ]


@pytest.mark.parametrize(
    "content",
    [
        chart().replace("Complete the chart.", "x" * 200),
        chart().replace("A title", "x" * 200),
        chart(columns=f"[Cause, {'x' * 200}]"),
        chart(rows=f"[{{answers: [War, {'x' * 200}]}}]"),
        chart(rows=f"[{{answers: [War, {{given: {'x' * 200}}}]}}]"),
    ],
    ids=["prompt", "title", "column", "answer", "given text"],
)
def test_a_word_wider_than_the_page_is_broken_or_told_but_never_cut(unit, content):
    write(unit, {"x.yaml": content})
    report = made()
    pages = [page for document in report.documents for page in PdfDocument(document.pdf)]
    # The title stands in the foot as well, which ends 30 mm (85 pt) above the paper's edge.
    shown = "".join(page.get_textpage().get_text_bounded(bottom=85) for page in pages)
    assert report.problems or shown.count("x") >= 200


@pytest.mark.parametrize(
    "name", ["my poster.png", "pic #1.png", "50%.png", "what?.png", "a%20b.png", "été.png", " a.png"]
)
def test_a_picture_with_any_name_is_printed(unit, name):
    (unit / "ok.png").rename(name)
    write(unit, {"x.yaml": source(f'"{name}"')})
    (document,) = made(("student",)).documents
    assert [each for page in PdfDocument(document.pdf) for each in page.get_objects([FPDF_PAGEOBJ_IMAGE])]


PACK = {
    "pack.yaml": "titel: A unit\npaper: A5\nworksheets: [one, two, three]\n",
    "one.yaml": chart(columns="[]", rows="[{answers: [War]}]", more="space: huge").replace("A title", "ሀ"),
    "two.yaml": "title: T\nactivities: [\n",
    "three.yaml": questions("question: Q", "question: Q, anser: A", "question: Q, answer: A, lines: many"),
}
TOLD = [
    'unit/pack.yaml:1:1: titel: unknown field; did you mean "title"?',
    'unit/pack.yaml:2:1: paper: "A5" is no paper; choose A4, A3, Letter, Tabloid, '
    'with "portrait" or "landscape" behind it',
    'unit/one.yaml:1:8: no font has the character "ሀ" (U+1200, ETHIOPIC SYLLABLE HA); write it another way',
    "unit/one.yaml:5:5: activities[0].columns: has 0 entries and needs 1 or more",
    'unit/one.yaml:6:5: activities[0].space: "huge" isn\'t possible here; '
    "choose small, medium, large or a number of lines",
    'unit/three.yaml:6:9: activities[0].questions[0]: needs either "answer" or "open: true"',
    'unit/three.yaml:7:23: activities[0].questions[1].anser: unknown field; did you mean "answer"?',
    'unit/three.yaml:8:34: activities[0].questions[2].lines: needs a whole number, not "many"',
    "unit/two.yaml:3:1: not valid YAML: a quotation mark or bracket that is never closed",
]


def run(*arguments):
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


@pytest.fixture
def bad_pack(tmp_path, monkeypatch):
    """A pack with mistakes in all its files, and PDFs of a better day; the test stands above it."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "unit", PACK)
    (tmp_path / "output" / "unit").mkdir(parents=True)
    write(tmp_path / "output" / "unit", {"unit-student.pdf": b"%PDF-1.7 of a better day", "unit-key.pdf": b"%PDF old"})
    return tmp_path


def everything_below(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.usefixtures("bad_pack")
@pytest.mark.parametrize("command", ["build", "check"])
def test_all_problems_of_all_files_come_in_one_run(command):
    result = run(command, "unit")
    assert sorted(result.stderr.splitlines()[: len(TOLD)]) == sorted(TOLD)
    consequence = "; nothing of it was written" if command == "build" else ""
    assert result.stderr.splitlines()[len(TOLD) :] == ["", f"9 problems in unit{consequence}."]
    assert result.stdout == ""
    assert result.exit_code == 1


@pytest.mark.parametrize("command", ["build", "check"])
def test_a_pack_with_problems_leaves_everything_as_it_was(bad_pack, command):
    write(bad_pack / "unit", {"fine.yaml": chart()})
    before = everything_below(bad_pack)
    assert run(command, "unit", "--edition", "student").exit_code == 1
    assert everything_below(bad_pack) == before


@pytest.mark.usefixtures("bad_pack")
def test_a_worksheet_alone_is_told_its_own_problems_and_its_packs():
    told = run("check", "unit/three.yaml").stderr.splitlines()
    assert sorted(told[:-2]) == sorted(line for line in TOLD if "one.yaml" not in line and "two.yaml" not in line)


def test_problems_of_several_packs_come_in_one_run(bad_pack):
    write(bad_pack / "other", {"x.yaml": "title: T\n"})
    told = run("build", "unit", "other").stderr.splitlines()
    assert told[-3:] == [
        'other/x.yaml:1:1: activities: missing field; add "activities: …"',
        "",
        "10 problems in unit, other; nothing of them was written.",
    ]


def test_a_mistake_in_one_file_hides_none_that_shows_later_in_another(unit, monkeypatch):
    monkeypatch.chdir(unit.parent)
    write(
        unit,
        {
            "a.yaml": chart(more="space: huge"),
            "b.yaml": BAD_FOR_THE_PAGE["a blank with the id that another has by its place"][0],
            "c.yaml": BAD_FOR_THE_PAGE["600 words in a gap"][0],
        },
    )
    (report,) = make([Target(Path("unit"))], Options(editions=("key",)), lambda _name: None)
    assert [message.split(":")[0] for message in messages(report)] == ["unit/a.yaml", "unit/b.yaml", "unit/c.yaml"]


def test_a_mistake_in_a_pack_makes_none_in_its_worksheets(unit, monkeypatch):
    # 40 lines fit the pack's A3 and not the A4 that a worksheet has without its pack.
    monkeypatch.chdir(unit.parent)
    write(
        unit,
        {
            "pack.yaml": "title: T\npaper: A3\nauthor: Me\nworksheets: [x]\n",
            "x.yaml": sheet("  - {kind: writing, prompt: Write., open: true, lines: 40}"),
        },
    )
    (report,) = make([Target(Path("unit"))], Options(editions=("student",)), lambda _name: None)
    assert [message.split(":")[0] for message in messages(report)] == ["unit/pack.yaml"]


def test_a_field_that_is_both_wrong_and_misspelt_elsewhere_is_told_as_both(unit):
    write(unit, {"x.yaml": chart(columns="Cause", more="colums: [A, B]")})
    with pytest.raises(SpecError) as caught:
        parse_worksheet(Path("x.yaml"))
    assert messages(caught.value) == [
        'x.yaml:5:5: activities[0].columns: needs a list (a hyphen before each entry), not "Cause"',
        'x.yaml:6:5: activities[0].colums: unknown field; did you mean "columns"?',
    ]


@pytest.mark.parametrize("written", ['"T\\uD800"', '"\\uDFFF"'])
def test_half_a_character_is_told_in_words_that_can_be_printed(unit, written):
    write(unit, {"x.yaml": at_top(f"unit: {written}")})
    with pytest.raises(SpecError) as caught:
        parse_worksheet(Path("x.yaml"))
    assert all("Input should" not in told and told.isprintable() for told in messages(caught.value))


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
@pytest.mark.parametrize("kind", kinds())
def test_a_worksheet_with_a_line_gone_wrong_is_read_or_told(unit, kind, data):
    lines = example(kind).splitlines()
    number = data.draw(st.integers(1, len(lines) - 1))
    junk = st.sampled_from(["", "\t", ":", "- ", "  ", "[", '"', "*", "&a ", "? ", "zzz: 1", "...", "{}", "é\u0300"])
    lines[number] = data.draw(
        st.sampled_from([lines[number][1:], f" {lines[number]}", f"{lines[number]}\n{lines[number]}"])
        | junk.map(lambda text: text + lines[number])
        | junk.map(lambda text: lines[number] + text)
        | junk
    )
    write(unit, {"x.yaml": "\n".join(lines)})
    try:
        found = parse_worksheet(Path("x.yaml"))
    except SpecError as error:
        found = error
    last = len("\n".join(lines).splitlines()) + 1
    assert isinstance(found, Worksheet) or all(1 <= each.position.line <= last for each in found.problems)
