"""The manifest: what is in it, that no spreadsheet runs it, and that only manifests are read."""

import csv
import io
import json
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest

from packbuilder.class_sets.copies import Copy, Variant
from packbuilder.class_sets.manifest import (
    CopyRecord,
    Origin,
    Record,
    StreamFile,
    harmless,
    manifest_csv,
    manifest_json,
    read_manifest,
)
from packbuilder.class_sets.roster import Student
from packbuilder.renderings import Rendering

ANNA = Student("u1", "Ånna Ω", "9a")
LARGE = Variant("support", Rendering(large_print=True))
RECORD = Record(
    set_id="K7QM",
    pack="russia",
    title="Stalin & Trotsky",
    language="en-GB",
    streams=(StreamFile("A4.pdf", "A4", "A4", 10), StreamFile("A3.pdf", "A3", "A3", 3, both_sides=False)),
    copies=(
        CopyRecord(Copy(1, LARGE, "9a", ANNA), 5, {"A4.pdf": (1, 2), "A3.pdf": (1, 1)}, "9a/0001.pdf"),
        CopyRecord(Copy(2, Variant()), 4, {"A4.pdf": (3, 5)}),
    ),
)
JSON = """{
 "version": 1,
 "set": "K7QM",
 "pack": "russia",
 "title": "Stalin & Trotsky",
 "files": [
  {
   "name": "A4.pdf",
   "paper": "A4",
   "tray": "A4",
   "sides": 10,
   "sheets": 5,
   "both_sides": true,
   "imposition": "none"
  },
  {
   "name": "A3.pdf",
   "paper": "A3",
   "tray": "A3",
   "sides": 3,
   "sheets": 3,
   "both_sides": false,
   "imposition": "none"
  }
 ],
 "copies": [
  {
   "copy": 1,
   "code": "K7QM-0001",
   "id": "u1",
   "name": "Ånna Ω",
   "class": "9a",
   "edition": "support-large-print",
   "pages": 5,
   "sheets": {
    "A4.pdf": [
     1,
     2
    ],
    "A3.pdf": [
     1,
     1
    ]
   },
   "file": "9a/0001.pdf"
  },
  {
   "copy": 2,
   "code": "K7QM-0002",
   "edition": "student",
   "pages": 4,
   "sheets": {
    "A4.pdf": [
     3,
     5
    ]
   }
  }
 ]
}
"""
CSV = (
    "copy,code,id,name,class,edition,pages,sheets in A4.pdf,sheets in A3.pdf,file\r\n"
    "1,K7QM-0001,u1,Ånna Ω,9a,support-large-print,5,1–2,1,9a/0001.pdf\r\n"
    "2,K7QM-0002,,,,student,4,3–5,,\r\n"
)


def rows(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def record_of(*students, **more):
    copies = tuple(CopyRecord(Copy(n, Variant(), s.class_name, s), 1, {}, **more) for n, s in enumerate(students, 1))
    return replace(RECORD, copies=copies, streams=())


def test_json_says_everything_and_leaves_out_what_has_no_value():
    assert manifest_json(RECORD).decode() == JSON


def test_csv_has_a_line_for_each_copy_and_a_mark_that_it_is_utf_8():
    assert manifest_csv(RECORD) == b"\xef\xbb\xbf" + CSV.encode()


def test_without_files_of_their_own_copies_have_no_such_column():
    record = record_of(ANNA)
    assert rows(manifest_csv(record)) == [
        ["copy", "code", "id", "name", "class", "edition", "pages"],
        ["1", "K7QM-0001", "u1", "Ånna Ω", "9a", "student", "1"],
    ]
    assert "sheets" not in json.loads(manifest_json(record))["copies"][0]


@pytest.mark.parametrize(
    ("size", "tray", "imposition"), [("A4", "A3", "booklet"), ("A3", "A3", "none"), ("Letter", "Tabloid", "booklet")]
)
def test_pages_without_a_larger_paper_are_not_imposed(size, tray, imposition):
    record = replace(RECORD, streams=(StreamFile("x.pdf", size, tray, 4, imposition="booklet"),))
    assert json.loads(manifest_json(record))["files"][0]["imposition"] == imposition


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("Anna", "Anna"),
        ("", ""),
        ("Smith-Jones", "Smith-Jones"),
        ("a=b", "a=b"),
        ("O'Neil, Jo", "O'Neil, Jo"),
        ("=1+1", "'=1+1"),
        ("+44", "'+44"),
        ("-5", "'-5"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("\nx", "'\nx"),
        (" =1", " '=1"),
        ("＝1", "'＝1"),
        # A new cell, where semicolons part them.
        ("x;=1+1", "x;'=1+1"),
        ('x; "=1+1', "x; \"'=1+1"),
        ("x;y", "x;y"),
        # A new cell after a quotation mark.
        ('"=1+1', "\"'=1+1"),
        ("=1;=2", "'=1;'=2"),
    ],
)
def test_no_cell_begins_a_formula(cell, written):
    assert harmless(cell) == written


FORMAT = [character for character in map(chr, range(0x110000)) if unicodedata.category(character) == "Cf"]


@pytest.mark.parametrize("begin", ["", " ", "x;", 'x; "'])
def test_no_format_character_hides_a_formula(begin):
    assert len(FORMAT) > 100
    for character in FORMAT:
        assert harmless(f"{begin}{character}=1") == f"{begin}{character}'=1", f"U+{ord(character):04X}"
        assert harmless(f"A{character}=1") == f"A{character}=1"


@pytest.mark.parametrize("field", ["id", "name", "class_name"])
def test_no_column_of_a_roster_brings_a_formula_in(field):
    student = replace(ANNA, **{field: '=HYPERLINK("http://x","y")'})
    assert rows(manifest_csv(record_of(student)))[1].count('\'=HYPERLINK("http://x","y")') == 1


def test_quotation_marks_commas_and_line_ends_stay_in_their_cell():
    student = replace(ANNA, name='Ann "A", b\r\nc')
    assert rows(manifest_csv(record_of(student)))[1][3] == 'Ann "A", b\r\nc'


def test_what_was_written_is_read():
    assert read_manifest(manifest_json(RECORD)).files == {"A4.pdf", "A3.pdf", "9a/0001.pdf"}
    assert read_manifest(manifest_json(RECORD)).numbers == (1, 2)
    assert read_manifest(manifest_json(replace(RECORD, copies=()))).numbers == ()


@pytest.mark.parametrize(
    ("manifest", "message"),
    [
        (b"", "no manifest"),
        (b"\xff\xfe\x00", "no manifest"),
        (b"[" * 100_000, "no manifest"),
        (b"[]", "version 1"),
        (b"{}", "version 1"),
        (b'{"version": 2, "files": [], "copies": []}', "version 1"),
        (b'{"version": true, "files": [], "copies": []}', "version 1"),
        (b'{"version": "1", "files": [], "copies": []}', "version 1"),
        (b'{"version": 1, "copies": []}', "files"),
        (b'{"version": 1, "files": [{}], "copies": []}', "files"),
        (b'{"version": 1, "files": [{"name": 3}], "copies": []}', "files"),
        (b'{"version": 1, "files": {"name": "x"}, "copies": []}', "files"),
        (b'{"version": 1, "files": []}', "copies"),
        (b'{"version": 1, "files": [], "copies": [4]}', "copies"),
        (b'{"version": 1, "files": [], "copies": [{"copy": "4"}]}', "copies"),
        (b'{"version": 1, "files": [], "copies": [{"copy": true}]}', "copies"),
        (b'{"version": 1, "files": [], "copies": [{"copy": 4, "file": null}]}', "copies"),
        (b'{"version": 1, "files": [], "copies": [{"copy": 0}]}', "copies"),
        (b'{"version": 1, "files": [], "copies": [{"copy": 100000}]}', "copies"),
        *(
            (f'{{"version": 1, "files": [], "copies": [], "options": {options}}}'.encode(), "damaged: its options")
            for options in (
                "5",
                "[]",
                '"x"',
                '{"spares": "x"}',
                '{"spares": -1}',
                '{"spares": true}',
                '{"codes": 1}',
                '{"anonymous": null}',
                '{"screen": null}',
                '{"both_sides": "yes"}',
                '{"separators": []}',
                '{"imposition": "folded"}',
                '{"imposition": ["none"]}',
            )
        ),
        *(
            (f'{{"version": 1, "files": [], "copies": [], "origin": {origin}}}'.encode(), "damaged: its origin")
            for origin in (
                "5",
                "[]",
                '{"roster": 5}',
                '{"classes": "7B"}',
                '{"classes": [5]}',
                '{"worksheets": null}',
                '{"copy": 5}',
                '{"page": "5"}',
                '{"roster_path": null}',
                '{"pack_path": []}',
            )
        ),
        *(
            (f'{{"version": 1, "files": [], "copies": [], "set": {text}}}'.encode(), "damaged: its set")
            for text in ("5", '""', '"K7QMX"', '"K7Q\\u001b"', '"k7qm"', "[]")
        ),
    ],
)
def test_anything_else_is_a_value_error(manifest, message):
    with pytest.raises(ValueError, match=message):
        read_manifest(manifest)


@pytest.mark.parametrize("name", ["", ".", "/etc/passwd", "../x.pdf", "a/../../x.pdf", "..\\x.pdf", "C:x.pdf"])
def test_a_manifest_speaks_of_no_files_elsewhere(name):
    manifest = {"version": 1, "files": [], "copies": [{"copy": 1, "file": name}]}
    with pytest.raises(ValueError, match="no file of its folder"):
        read_manifest(json.dumps(manifest).encode())


def test_a_name_elsewhere_is_told_in_short_and_without_what_a_screen_obeys():
    manifest = {"version": 1, "files": [{"name": "/\x1b[31m" + "x" * 5_000}], "copies": []}
    with pytest.raises(ValueError, match=r'^the manifest speaks of "/\\x1b\[31mx{33}…", which is no file'):
        read_manifest(json.dumps(manifest).encode())


@pytest.mark.parametrize("options", [{}, {"spares": 2}, {"imposition": "two-up", "codes": False, "later": {}}])
def test_options_that_were_kept_are_read(options):
    assert read_manifest(manifest_json(replace(RECORD, options=options))).options == options


def test_a_manifest_may_say_that_it_has_no_options_no_origin_and_no_set():
    manifest = b'{"version": 1, "files": [], "copies": [], "options": null, "origin": null, "set": null}'
    read = read_manifest(manifest)
    assert (read.options, read.origin, read.set_id) == ({}, None, "")


@pytest.mark.parametrize(
    ("origin", "text"),
    [
        (Origin("7.csv"), "7.csv"),
        (Origin("7.csv", ("7b", "7c"), ("one",)), "7.csv, class 7b, class 7c, worksheet one"),
        (Origin("\x1b[31m.csv", ("\u202e",)), "\ufffd[31m.csv, class \ufffd"),
        (Origin("7.csv", ("7b",) * 50), "7.csv" + ", class 7b" * 9 + ", cl…"),
        (Origin("7.csv", ("7b",), copy="S1", page=2), "7.csv, copy S1, page 2, class 7b"),
        (Origin("7.csv", roster_path="../7.csv", pack_path="../pack"), "7.csv"),
    ],
)
def test_what_a_set_is_of_is_read_and_told(origin, text):
    assert read_manifest(manifest_json(replace(RECORD, origin=origin))).origin == origin
    assert str(origin) == text


def test_where_a_set_comes_from_is_told_as_people_see_it():
    origin = Origin("7.csv", ("7b",), copy="S1", roster_path="../lists/7.csv", pack_path="../../x\x1b")
    told = "{} with the pack {}"
    pairs = [("output", "lists/7.csv", "../x\ufffd"), ("/a/b/output", "/a/b/lists/7.csv", "/a/x\ufffd")]
    for output, roster, pack in pairs:
        expected = told.format(*(str(Path(each)) for each in (roster, pack)))
        assert origin.with_paths(Path(output)) == expected.replace(".csv", ".csv, copy S1, class 7b")
    assert len(replace(origin, pack_path="x" * 5_000).with_paths(Path("output"))) < 700
