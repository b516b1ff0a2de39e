"""Reading YAML: values stay text, everything knows its place, and nothing in a file can do harm."""

import json
import os

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from packbuilder import source
from packbuilder.positioned import Mapping, Nothing, Sequence, Text, Unread, scalars
from packbuilder.problems import Position, SpecError
from packbuilder.source import MAX_BYTES, MAX_DEPTH, MAX_VALUES, read_partly, read_source
from samples import ROOT

# A file is written over and over in one temporary folder.
fuzz = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def read(folder, text):
    path = folder / "x.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_source(path)


def problems(folder, text):
    with pytest.raises(SpecError) as caught:
        read(folder, text)
    return caught.value.problems


@pytest.mark.parametrize(
    "word",
    [
        *("no", "yes", "on", "off", "true", "False", "y", "N"),
        *("1:30", "12", "007", "0x1F", "1e3", "1_000", ".5", ".inf", "-3"),
        *("2024-01-31", "1922", "nullable", "None", "=", "<<"),
    ],
)
def test_a_plain_word_stays_the_text_it_is(tmp_path, word):
    value = read(tmp_path, f"a: {word}\n")["a"]
    assert isinstance(value, Text)
    assert value == word


def test_narrow_no_break_spaces_are_usual_ones(tmp_path):
    assert read(tmp_path, "a: Non\u202f?\n")["a"] == "Non\u00a0?"


def told(value):
    """A value with all that it knows of its places."""
    if isinstance(value, Mapping):
        return value.position, value.key_positions, {key: told(each) for key, each in value.items()}
    if isinstance(value, Sequence):
        return value.position, [told(each) for each in value]
    return type(value), value if isinstance(value, Text) else None, value.position


@pytest.mark.parametrize(
    "path", sorted(ROOT.glob("worksheets/*/*.yaml")), ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_the_quick_reader_reads_what_the_one_in_python_does(monkeypatch, path):
    quick = told(read_source(path))
    monkeypatch.setattr(source, "QUICK", yaml.SafeLoader)
    assert told(read_source(path)) == quick


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("a: [Who?, Why]\n", {"a": ["Who?", "Why"]}, id="a question mark in brackets"),
        pytest.param("a:\tT\n", {"a": "T"}, id="a tab behind a colon"),
    ],
)
def test_what_only_the_quick_reader_takes(tmp_path, text, value):
    assert read(tmp_path, text) == value


CUT = (
    "what stands behind # isn't printed; put the whole text between straight quotation marks, or, if it is a remark, "
    "begin it with a space and a letter"
)
TAB = 'a tab, written as "\\t"; write two backslashes if one is meant, or a space'


@pytest.mark.parametrize("reader", [source.QUICK, yaml.SafeLoader])
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a: question #3\n", [(1, 13, CUT)]),
        ("a: één   #dritte\nb:\n- c #4 \n- d\n", [(1, 10, CUT), (3, 5, CUT)]),
        ("b: [a, {c: x #3\n}]\n", [(1, 14, CUT)]),
        ("a: one\n  two #3\n", [(2, 7, CUT)]),
        ("a: sample # 2\n", [(1, 11, CUT)]),
        ("a: 5 #N\n", [(1, 6, CUT)]),
        ("a: 8 #was 10\nb: 8 # 10 before\n", [(1, 6, CUT)]),
        ("a: b # c 3\nb: c #\nc: d#3\nd: 'e' #3\ne: |\n  f #3\nf: [g, h] #3\n#i\n", []),
        ('a: "\\theta"\n', [(1, 4, TAB)]),
        ('a: "\\theta\tb"\n', [(1, 4, TAB)]),
        ('a: "x\\\\\\theta\t\n  y"\n', [(1, 4, TAB)]),
        ('a: x #-1\nb: x ##3\nc: x #"q"\n', [(1, 6, CUT), (2, 6, CUT), (3, 6, CUT)]),
        ('a: "b\tc"\nb: "\\\\theta"\nc: \'\\theta\'\nd: \\theta\n', []),
    ],
)
def test_what_a_text_loses_to_the_signs_of_yaml_is_told(tmp_path, monkeypatch, text, found, reader):
    monkeypatch.setattr(source, "QUICK", reader)
    (tmp_path / "x.yaml").write_text(text, encoding="utf-8")
    _, told = read_partly(tmp_path / "x.yaml")
    assert [(each.position.line, each.position.column, each.message) for each in told] == found


@pytest.mark.parametrize("nothing", ["", " ~", " null", " Null", " NULL", " # a comment"])
def test_an_empty_value_is_nothing_at_its_place(tmp_path, nothing):
    value = read(tmp_path, f"a:{nothing}\n")["a"]
    assert isinstance(value, Nothing)
    assert value.position.line == 1
    assert repr(value) == "Nothing"


@pytest.mark.parametrize("reader", [source.QUICK, yaml.SafeLoader])
@pytest.mark.parametrize(
    ("text", "commented"),
    [
        ("a: #1 of 3\n", True),
        ("a: ~ #1\n", True),
        ("b: 1\r\nc: 2\r\na: #1\r\n", True),
        ('b: "ሀ\u2028c"\na: #1\n', True),
        ("a:\n  #1\n", False),
        ("a: # 1\n", False),
        ("a: # see #1\n", False),
        ("{a: ~, b: c} #1\n", False),
    ],
)
def test_a_text_that_became_a_comment_is_known_where_nothing_stands_before_it(
    tmp_path, monkeypatch, text, commented, reader
):
    monkeypatch.setattr(source, "QUICK", reader)
    assert read(tmp_path, text)["a"].commented is commented


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("'null'", "null"),
        ('"~"', "~"),
        ("''", ""),
        ('"a: b"', "a: b"),
        ("'It''s'", "It's"),
        ("'a\tb'", "a\tb"),
        ("# no text, but a comment\n  text", "text"),
        ("|\n  one\n  two\n\n  three", "one\ntwo\n\nthree\n"),
        (">-\n  one\n  two\n\n  three", "one two\n\nthree"),
        ("one\n  two", "one two"),
        ("«déjà vu» – Ω", "«déjà vu» – Ω"),
    ],
)
def test_every_way_to_write_a_text_gives_the_text(tmp_path, written, text):
    value = read(tmp_path, f"a: {written}\n")["a"]
    assert isinstance(value, Text)
    assert value == text


# No half pairs: JSON escapes what lies beyond U+FFFF as two of them, which YAML doesn't join.
@fuzz
@given(st.text(st.characters(min_codepoint=32, max_codepoint=0xFFFF, exclude_categories=("Cs", "Cc", "Cn"))))
def test_any_quoted_text_comes_back_as_it_was(tmp_path, text):
    assert read(tmp_path, f"a: {json.dumps(text)}\n")["a"] == text


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("|\n  a\n  b\n\n  c", "a\nb\n\nc"),
        (">\n  a\n  b\n\n  c", "a b\n\nc"),
        ("a\n  b\n\n  c", "a b\n\nc"),
        ('"a\n  b\n\n  c"', "a b\n\nc"),
        ("'a\n  b\n\n\n  c'", "a b\n\nc"),
        ('"a\\nb\n\n  c"', "a\nb\nc"),
        (">\n  a\n    b\n    c\n  d\n\n  e", "a\n  b\n  c\nd\n\ne"),
    ],
)
def test_an_empty_line_parts_paragraphs_however_a_text_is_written(tmp_path, written, text):
    assert read(tmp_path, f"a: {written}\n")["a"].rstrip() == text


PLACES = """\
# a comment
title: T
list:
  - one
  - {two: 2, three: [3]}
  -
    four: |
      4
    nothing:
"""


@pytest.mark.parametrize(
    ("path", "line", "column"),
    [
        ((), 2, 1),
        (("title",), 2, 8),
        (("list",), 4, 3),
        (("list", 0), 4, 5),
        (("list", 1), 5, 5),
        (("list", 1, "two"), 5, 11),
        (("list", 1, "three"), 5, 21),
        (("list", 1, "three", 0), 5, 22),
        (("list", 2), 7, 5),
        (("list", 2, "four"), 7, 11),
        (("list", 2, "nothing"), 9, 13),
    ],
)
def test_every_value_knows_its_place(tmp_path, path, line, column):
    value = read(tmp_path, PLACES)
    for step in path:
        value = value[step]
    assert value.position == Position(line, column)


def test_every_key_knows_its_place(tmp_path):
    value = read(tmp_path, PLACES)
    assert value.key_positions == {"title": Position(2, 1), "list": Position(3, 1)}
    assert value["list"][1].key_positions == {"two": Position(5, 6), "three": Position(5, 14)}


@pytest.mark.parametrize(
    "text",
    [
        b"\xef\xbb\xbftitle: caf\xc3\xa9\n",
        "title: café\r\n",
        "---\ntitle: café\n...\n",
        "%YAML 1.2\n---\ntitle: café\n",
        "title: café",
        "\n\n# first a comment\ntitle: café\n",
        "{title: café}",
    ],
)
def test_these_files_are_all_the_same(tmp_path, text):
    assert read(tmp_path, text) == {"title": "café"}


def test_scalars_are_all_texts_without_the_keys_in_order(tmp_path):
    value = read(tmp_path, "a: one\nb: [two, {c: three, d: ~}, []]\ne: [[four]]\n")
    assert list(scalars(value)) == ["one", "two", "three", "four"]


def test_lists_and_mappings_are_ours_all_the_way_down(tmp_path):
    value = read(tmp_path, "a: [{b: [c]}]\n")
    assert isinstance(value, Mapping)
    assert isinstance(value["a"], Sequence)
    assert isinstance(value["a"][0], Mapping)
    assert isinstance(value["a"][0]["b"], Sequence)


def test_a_file_of_just_the_greatest_size_is_read(tmp_path):
    text = "title: T\n#"
    assert read(tmp_path, text + "x" * (MAX_BYTES - len(text))) == {"title": "T"}


def test_a_byte_more_is_refused(tmp_path):
    (problem,) = problems(tmp_path, "title: T\n#".ljust(MAX_BYTES + 1, "x"))
    assert problem.message == "the file has 1,000,001 bytes; 1,000,000 are the most that is read"


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ("{a: ", "}")])
def test_forty_levels_are_read_and_not_one_more(tmp_path, opening, closing):
    inside = MAX_DEPTH - 1
    assert read(tmp_path, f"a: {opening * inside}{closing * inside}\n")
    (problem,) = problems(tmp_path, f"a: {opening * MAX_DEPTH}{closing * MAX_DEPTH}\n")
    assert problem.message.startswith("nested more than 40 levels deep")


def test_problems_of_a_file_come_together_in_order(tmp_path):
    found = problems(tmp_path, "a: &x 1\na: 2\nb: *x\nc: !!int 3\n? [d]\n: 4\nb: 5\n")
    assert [(p.position.line, p.message) for p in found] == [
        (2, '"a" stands twice (first in line 1); keep one of them'),
        (3, '"*x" repeats another part of the file; write the text out'),
        (4, "a YAML tag; put the value between quotation marks"),
        (5, "a field name that isn't text; put it between quotation marks"),
        (7, '"b" stands twice (first in line 3); keep one of them'),
    ]


UNREAD = object()


def plain(value):
    """The value without places."""
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, Sequence):
        return [plain(each) for each in value]
    return UNREAD if isinstance(value, Unread) else value


TWO_ENTRIES = {"a": [{"b": "1", "c": "2"}, {"b": "3", "c": "4"}]}


@pytest.mark.parametrize(
    ("text", "value", "found"),
    [
        ("a: 1\nb: 2\na: 3\n", {"a": "1", "b": "2"}, ["3:1"]),
        ("a: [1]\na: [2]\nb: *x\n", {"a": ["1"], "b": UNREAD}, ["2:1", "3:4"]),
        ("a: *x\nb: [c, *x]\n", {"a": UNREAD, "b": ["c", UNREAD]}, ["1:4", "2:8"]),
        ("*x : 1\na: 2\n", {"?1:1": UNREAD, "a": "2"}, ["1:1"]),
        ("? [a]\n: {b: *x}\nc: 2\n", {"?1:3": UNREAD, "c": "2"}, ["1:3", "2:7"]),
        ("a: !t 1\nb: !t {c: *x}\nd: 2\n", {"a": UNREAD, "b": UNREAD, "d": "2"}, ["1:4", "2:4", "2:11"]),
        ('a: "1\\a"\nb: 2\n', {"a": UNREAD, "b": "2"}, ["1:4"]),
        ("a: 1\x072\nb: \x0b3\n", {"a": "1 2", "b": "3"}, ["1:5", "2:4"]),
        ("a: 1\n---\nb: *x\n", {"a": "1", "---": UNREAD}, ["2:1"]),
        # Where a field that begins an entry comes again, another entry begins.
        ("a:\n  - b: 1\n    c: 2\n    b: 3\n    c: 4\n", TWO_ENTRIES, ["4:5"]),
        ("a:\n- b: 1\n  b: 3\n- c: 4\n", {"a": [{"b": "1"}, {"c": "4"}]}, ["3:3"]),
        ("a: [{b: 1, c: 2, b: 3}]\n", {"a": [{"b": "1", "c": "2"}]}, ["1:18"]),
        ("a:\n  - b: 1\n    c: 2\n    c: 3\n", {"a": [{"b": "1", "c": "2"}]}, ["4:5"]),
        ("a:\n  b: 1\n  c: 2\n  b: 3\n", {"a": {"b": "1", "c": "2"}}, ["4:3"]),
    ],
)
def test_what_is_refused_is_read_past(tmp_path, text, value, found):
    path = tmp_path / "x.yaml"
    path.write_text(text)
    read, told = read_partly(path)
    assert plain(read) == value
    assert [f"{each.position.line}:{each.position.column}" for each in told] == found


def test_the_fields_that_stand_twice_are_doubtful(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_text("a: 1\nb: {c: 2, d: 3, d: 4}\na: 5\n")
    read, _ = read_partly(path)
    assert (read.doubtful, read["b"].doubtful) == ({"a"}, {"d"})


def test_what_is_no_yaml_is_told_with_what_was_refused_above(tmp_path):
    assert [each.position.line for each in problems(tmp_path, "a: \x07\nb: *x\nb: 2\nc: d: e\n")] == [1, 2, 3, 4]


def test_the_same_key_in_two_mappings_is_no_problem(tmp_path):
    assert read(tmp_path, "a: {b: 1}\nc: {b: 2, a: 3}\n") == {"a": {"b": "1"}, "c": {"b": "2", "a": "3"}}


def test_a_file_that_cannot_be_opened_is_a_problem_of_that_file(tmp_path):
    with pytest.raises(SpecError) as caught:
        read_source(tmp_path / "gone.yaml")
    assert str(caught.value) == f"{(tmp_path / 'gone.yaml').as_posix()}:1:1: can't be read: No such file or directory"


@pytest.mark.parametrize(
    ("data", "line", "column"),
    [
        (b"title: caf\xe9\n", 1, 11),
        (b"title: T\nunit: caf\xe9\n", 2, 10),
        ("title: T\r\nunit: é caf".encode() + b"\xe9\n", 2, 12),
        (b"\xef\xbb\xbftitle: T\nunit: caf\xe9\n", 2, 10),
    ],
)
def test_a_column_counts_characters(tmp_path, data, line, column):
    (problem,) = problems(tmp_path, data)
    assert problem.position == Position(line, column)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_what_is_no_ordinary_file_is_refused_without_waiting_for_it(tmp_path):
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "folder.yaml").mkdir()
    for name in ("pipe.yaml", "folder.yaml"):
        with pytest.raises(SpecError, match="1:1: isn't an ordinary file; put a YAML text file in its place"):
            read_source(tmp_path / name)


def test_a_link_may_lead_about_the_folder_and_not_out_of_it(tmp_path):
    folder = tmp_path / "unit"
    folder.mkdir()
    for path in (folder / "own.yaml", tmp_path / "other.yaml"):
        path.write_text("title: T\n")
    for name, target in {"in": "own.yaml", "out": "../other.yaml", "loop": "loop.yaml"}.items():
        (folder / f"{name}.yaml").symlink_to(target)
    assert read_source(folder / "in.yaml", folder) == {"title": "T"}
    with pytest.raises(
        SpecError, match="1:1: is a link that leads out of its folder; put the file itself in its place"
    ):
        read_source(folder / "out.yaml", folder)
    with pytest.raises(SpecError, match="1:1: can't be read: "):
        read_source(folder / "loop.yaml", folder)


def test_a_file_far_too_large_is_not_read_at_all(tmp_path):
    with (tmp_path / "x.yaml").open("wb") as file:
        file.truncate(10**12)
    with pytest.raises(SpecError, match="the file has 1,000,000,000,000 bytes; 1,000,000 are the most that is read"):
        read_source(tmp_path / "x.yaml")


def test_more_values_than_any_worksheet_needs_are_refused(tmp_path):
    assert read(tmp_path, f"a: [{'b,' * (MAX_VALUES - 3)}]\n")
    (problem,) = problems(tmp_path, f"a: [{'b,' * (MAX_VALUES - 2)}]\n")
    assert problem.message == "has more than 30,000 fields and values; divide the file"


def test_of_thousands_of_problems_a_hundred_are_told(tmp_path):
    found = problems(tmp_path, f"a: [{'*b,' * 1000}]\n")
    assert len(found) == 101
    assert found[-1].message == "and 900 more problems; mend these first"


def test_a_problem_quotes_no_book(tmp_path):
    (problem,) = problems(tmp_path, f'"{"k" * 900}": 1\n"{"k" * 900}": 2\n' + f"{'k' * 900}: 3\n")[:1]
    (long,) = problems(tmp_path, f"? {'k' * 5000}\n: 1\n? {'k' * 5000}\n: 2\n")
    assert "…" not in str(problem)
    assert len(str(long)) < 1200
    assert str(long).endswith('kkk" stands twice (first in line 1); keep one of them')


def outcome(folder, data):
    """The fields of a file or its problems; whatever else is raised fails the test."""
    try:
        return read(folder, data)
    except SpecError as error:
        return error.problems


def is_promised(found, lines):
    """Fields, or problems that each say something about a line of the file."""
    return isinstance(found, Mapping) or all(1 <= each.position.line <= lines and each.message for each in found)


@fuzz
@given(st.binary(max_size=200))
def test_any_bytes_give_fields_or_problems(tmp_path, data):
    assert is_promised(outcome(tmp_path, data), data.count(b"\n") + data.count(b"\r") + 2)


@fuzz
@given(st.lists(st.sampled_from([*"abc:-?[]{},&*!|>'\"%@`#~ \n\t", "a: ", "\n  ", "- ", "<<: "]), max_size=40))
def test_any_yaml_signs_give_fields_or_problems(tmp_path, signs):
    assert is_promised(outcome(tmp_path, "".join(signs).encode()), "".join(signs).count("\n") + 2)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("\u0301 a", "U+0301 (COMBINING ACUTE ACCENT)"),
        ("*\u0301a*", "U+0301 (COMBINING ACUTE ACCENT)"),
        ("a\\n  \u094d", "U+094D (DEVANAGARI SIGN VIRAMA)"),
        ("e\u0301 a \u0301", None),  # they have a letter or a space before them
        ("ः", "U+0903 (DEVANAGARI SIGN VISARGA)"),
    ],
)
def test_an_accent_at_the_beginning_of_a_line_has_no_letter(text, told, tmp_path):
    path = tmp_path / "x.yaml"
    path.write_text(f'title: "{text}"\n', encoding="utf-8")
    expected = f"1:8: a line begins with {told}, which belongs to the letter before it; delete it"
    try:
        read_source(path)
        found = []
    except SpecError as error:
        found = [str(problem).rpartition("x.yaml:")[2] for problem in error.problems]
    assert found == ([expected] if told else [])
