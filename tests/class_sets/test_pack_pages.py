"""Pages of class sets: typeset once, and found again as long as nothing that they are made of has changed."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from sets import PEOPLE, on_paper, typeset, worksheet, write_pack

from packbuilder.class_sets import pages
from packbuilder.class_sets.copies import Variant
from packbuilder.memory import Memory
from packbuilder.options import Options
from packbuilder.problems import SetupError, SpecError
from packbuilder.targets import Target
from samples import ROOT

PICTURE = """\
  - kind: source-analysis
    prompt: Look.
    source: {image: a.png, alt: A square, provenance: A painter.}
    questions: [{question: "Why is it so?", open: true}]
"""
SHEET = worksheet(body=PICTURE)


@pytest.fixture
def options(tmp_path):
    return Options(memory=Memory(tmp_path / "made"))


def paint(folder, colour="black"):
    (folder / "pack").mkdir(exist_ok=True)
    Image.new("RGB", (40, 40), colour).save(folder / "pack" / "a.png")


def test_what_is_remembered_is_not_typeset_again(tmp_path, options, asked):
    paint(tmp_path)
    first = typeset(tmp_path, PEOPLE, SHEET, options=options)
    second = typeset(tmp_path, PEOPLE, SHEET, options=options)
    assert asked == [("sheet-0", "student")]
    assert second == first
    for name, made in (("one", first), ("two", second)):
        on_paper(made, tmp_path / name)
    assert (tmp_path / "one" / "A4.pdf").read_bytes() == (tmp_path / "two" / "A4.pdf").read_bytes()


def test_it_is_not_even_read(tmp_path, options, monkeypatch):
    paint(tmp_path)
    first = typeset(tmp_path, PEOPLE, SHEET, options=options)
    monkeypatch.setattr("packbuilder.parse.read_pack", None)
    assert typeset(tmp_path, PEOPLE, SHEET, options=options) == first


def test_only_what_is_new_is_typeset(tmp_path, options, asked):
    paint(tmp_path)
    typeset(tmp_path, PEOPLE, SHEET, options=options)
    people = "id,name,edition\na1,Ada,\nb2,Bo,support\n"
    made = typeset(tmp_path, people, SHEET, options=options)
    assert asked == [("sheet-0", "student"), ("sheet-0", "support")]
    assert {variant.edition for variant in made.typeset} == {"student", "support"}


def test_files_for_the_screen_are_remembered_too(tmp_path, options, asked):
    paint(tmp_path)
    first = typeset(tmp_path, PEOPLE, SHEET, options=options, files=True)
    assert first.typeset == typeset(tmp_path, PEOPLE, SHEET, options=options, files=True).typeset
    assert len(asked) == 1


EMPTY = """\
  - kind: chart
    prompt: Complete the chart.
    columns: [Cause, Effect]
    rows:
      - {answers: [Rain., Floods.], support: [Clouds …, ~]}
"""
TOLD = """
import sys
from pathlib import Path
from packbuilder.class_sets.pages import read_facts
from packbuilder.options import Options
from packbuilder.targets import Target

print(read_facts(Target(Path(sys.argv[1])), Options()).facts.told)
"""


def test_what_a_set_is_told_by_is_the_same_in_every_process(tmp_path):
    """Neither where a value lies in the memory nor the order of a set of texts, which is another in each, comes in."""
    shutil.copytree(ROOT / "worksheets" / "examples", tmp_path / "pack")
    sheet = worksheet(body=EMPTY) + "unit: U\nsubject: S\nlevel: L\nlayout: exam\nhand: adult\nbinding: none\n"
    (tmp_path / "pack" / "sheet.yaml").write_text(sheet, encoding="utf-8")
    told = [
        subprocess.run(
            [sys.executable, "-c", TOLD, tmp_path / "pack"],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert len(told[0]) > 30
    assert told[0] == told[1]


def leave(_folder):
    """What is on disk stays as it is."""


def edit_layout(folder, layouts="layouts"):
    style = folder / layouts / "classroom" / "page.css"
    style.write_text(style.read_text("utf-8") + "p { color: #111 }", encoding="utf-8")


def add_layout(folder):
    shutil.copytree(ROOT / "layouts" / "exam", folder / "layouts" / "mine")


CHANGES = {
    "worksheet": (leave, {"sheets": (SHEET.replace("Look.", "Look well."),)}),
    "worksheets": (leave, {"sheets": (SHEET, SHEET)}),
    "picture": (lambda folder: paint(folder, "red"), {}),
    "paper": (leave, {"family": "us"}),
    "layout": (leave, {"layout": "exam"}),
    "file of a layout": (edit_layout, {}),
    "layout that comes to be there": (add_layout, {}),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_has_changed_is_typeset_anew(tmp_path, options, asked, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "layouts/classroom", tmp_path / "layouts/classroom")
    paint(tmp_path)
    before = typeset(tmp_path, PEOPLE, SHEET, options=options)
    change, how = CHANGES[name]
    change(tmp_path)
    chosen = replace(options, **{key: value for key, value in how.items() if key != "sheets"})
    after = typeset(tmp_path, PEOPLE, *how.get("sheets", (SHEET,)), options=chosen)
    # The only worksheet of before, and afterwards one: itself, or the one that came to be there.
    assert len(asked) == 2
    # Another layout that nobody uses doesn't make it another set.
    assert (before.set_id == after.set_id) == ("comes" in name)


def test_a_file_that_is_saved_meanwhile_stops_the_class_set(tmp_path, options, asked):
    """Its id would stand for other pages than those that were printed."""
    paint(tmp_path)
    target = Target(write_pack(tmp_path / "pack", SHEET))
    for known in (False, True):
        found, _ = pages.pages_of(target, options)
        assert bool(found.facts.inputs) == known
        text = SHEET.replace("Look.", f"Look {known}.")
        (tmp_path / "pack" / "sheet-0.yaml").write_text(text, encoding="utf-8")
        with pytest.raises(SetupError, match="was saved while its pages were made; nothing was printed"):
            found.typeset([Variant(edition="key")], lambda *_: None)
        pages.pages_of(target, options)[0].typeset([Variant()], lambda *_: None)
    assert len(asked) == 4


def test_a_layout_may_lie_somewhere_else(tmp_path, options, asked, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "layouts/classroom", tmp_path / "elsewhere" / "classroom")
    (tmp_path / "layouts").mkdir()
    (tmp_path / "layouts" / "mine").symlink_to(tmp_path / "elsewhere" / "classroom", target_is_directory=True)
    paint(tmp_path)
    chosen = replace(options, layout="mine")
    typeset(tmp_path, PEOPLE, SHEET, options=chosen)
    edit_layout(tmp_path / "elsewhere", ".")
    typeset(tmp_path, PEOPLE, SHEET, options=chosen)
    assert len(asked) == 2


def test_problems_are_found_whatever_is_remembered(tmp_path, options):
    paint(tmp_path)
    typeset(tmp_path, PEOPLE, SHEET, options=options)
    Path(tmp_path / "pack" / "a.png").unlink()
    with pytest.raises(SpecError, match=r'there is no file "a\.png" beside the worksheet'):
        typeset(tmp_path, PEOPLE, SHEET, options=options)
