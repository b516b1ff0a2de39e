"""The command: rosters of every kind, options that contradict each other, and a folder that is written whole."""

import csv
import io
import json

import pytest
from click.testing import CliRunner
from sets import missing_letters, shown, sides, texts_of, worksheet, write_pack

from packbuilder.class_sets import pages
from packbuilder.cli import main
from packbuilder.problems import SetupError
from pdfs import text_of


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A folder with a pack and a roster, which is where the test stands."""
    monkeypatch.chdir(tmp_path)
    write_pack(tmp_path / "pack", worksheet(pages=3))
    (tmp_path / "7.csv").write_text("id,name,class\na1,Ada Lovelace,7B\nb2,Bo,7B\nc3,Cy,7C\n", encoding="utf-8")
    return tmp_path


def run(*arguments, roster="7.csv", pack="pack"):
    return CliRunner().invoke(main, ["class-set", pack, "--roster", roster, *arguments], catch_exceptions=False)


def written(folder):
    """The files below the output folder; locks and other hidden ones don't count."""
    files = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return sorted(name for name in files if not any(part.startswith(".") for part in name.split("/")))


def manifest(folder):
    return json.loads((folder / "class-set.json").read_text("utf-8"))


HOSTILE = {
    "300 letters": ("N" * 300, None),
    "300 words": (("Ada " * 75).strip(), None),
    "from right to left": ("محمد علي", None),
    "both ways": ("נועה Ada", None),
    "marks": ("Zoe\u0308 x\u0323\u0301\u0302", "Zoë"),
    "many marks": ("e" + "\u0301" * 50, None),
    "marks alone": ("\u0301\u0302", None),
    "a path": ("../../x", "../../x"),
    "a device": ("CON", "CON"),
    "a formula": ("=1+1", "=1+1"),
    "another formula": ("@SUM(A1)", "@SUM(A1)"),
    "markup": ("<b>&{{x}}</b> (\\)", "<b>&{{x}}</b> (\\)"),
    "operators": (") Tj ET Q (", ") Tj ET Q ("),
    "two lines": ("Ada\r\nLovelace", "Ada Lovelace"),
    "quotes": ('Ada "Countess" L', 'Ada "Countess" L'),
    "an id": ("a1", "a1"),
    "nothing": ("Null", "Null"),
    "a joiner": ("नमस्\u200dते", None),
}


def test_whatever_a_name_is_it_is_printed(desk):
    rows = io.StringIO(newline="")
    csv.writer(rows).writerows([("id", "name", "class"), *((n, name, "../7B") for n, (name, _) in HOSTILE.items())])
    (desk / "hostile.csv").write_text(rows.getvalue(), encoding="utf-8", newline="")
    result = run(roster="hostile.csv")
    assert (result.exit_code, result.stderr) == (0, "")
    folder = desk / "output" / "pack" / "hostile"
    assert written(desk / "output") == [
        f"pack/hostile/{name}" for name in ("A4.pdf", "class-set.csv", "class-set.json", "job-sheet.pdf")
    ]
    assert missing_letters(folder / "A4.pdf") == set()
    copies = manifest(folder)["copies"]
    assert [copy["id"] for copy in copies] == list(HOSTILE)
    found = sides(folder / "A4.pdf")
    for number, (name, printed) in enumerate(HOSTILE.values(), 1):
        pages = found[4 * number - 4 : 4 * number - 1]
        assert [page.shown for page in pages] == [f"{number}.{page}" for page in (1, 2, 3)]
        assert (
            copies[number - 1]["name"].split()
            == name.replace("e\u0308", "ë").replace("x\u0323", "x\u0323").replace("e\u0301", "é").split()
        )
        if printed:
            assert printed in " ".join(pages[0].text.split())
    assert "../../x" not in text_of((folder / "job-sheet.pdf").read_bytes())
    assert (folder / "class-set.csv").read_text("utf-8-sig").count("'=1+1") == 1


def test_an_emoji_is_refused_with_its_place(desk):
    (desk / "7.csv").write_text("id,name\n1,Ada\n2,Bo 🎻\n", encoding="utf-8")
    result = run()
    assert result.exit_code == 1
    assert (
        result.stderr
        == '7.csv:3:3: name: no font has the character "🎻" (U+1F3BB) of "Bo 🎻" (2); write it another way\n'
    )
    assert written(desk / "output") == []


REMEDY = "ids are unique, so change one or delete the line"
PDF_MESSAGE = "this is a PDF, not a CSV file; save the list as CSV (UTF-8) in the program that made it"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "7.csv:1:1: the file is empty; export the class list again"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", f"7.csv:1:1: {PDF_MESSAGE}"),
        (b"id,name\n1,Ada\n2,Bo\n1,Cy\n", f'7.csv:4:1: id: "1" stands twice (first in line 2); {REMEDY}'),
        (b"id,name\n", "7.csv:1:1: the file has headings and nothing below them; export the list again"),
    ],
)
def test_a_roster_that_cannot_be_used_is_refused(desk, content, message):
    (desk / "7.csv").write_bytes(content)
    result = run()
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", f"{message}\n")
    assert not (desk / "output").exists()


@pytest.mark.usefixtures("desk")
def test_a_roster_that_is_not_there_is_said():
    result = run(roster="8.csv")
    assert (result.exit_code, result.stderr) == (2, "packbuilder: there is no file or folder 8.csv\n")


def test_a_link_out_of_the_output_folder_is_not_followed(desk):
    (desk / "elsewhere").mkdir()
    (desk / "output").mkdir()
    (desk / "output" / "pack").symlink_to(desk / "elsewhere")
    result = run()
    assert (result.exit_code, "is a link out of its folder" in result.stderr) == (2, True)
    assert list((desk / "elsewhere").iterdir()) == []


def test_what_was_there_stays_if_the_next_run_fails(desk):
    write_pack(desk / "pack", worksheet())
    assert run().exit_code == 0
    before = {name: (desk / "output" / name).read_bytes() for name in written(desk / "output")}
    (desk / "7.csv").write_text("id,name\n1,Ada\n1,Bo\n", encoding="utf-8")
    assert run().exit_code == 1
    assert run("--only", "nobody").exit_code == 1
    (desk / "7.csv").write_text("id,name\n1,Ada\n", encoding="utf-8")
    assert run("--only", "nobody").exit_code == 2
    assert {name: (desk / "output" / name).read_bytes() for name in written(desk / "output")} == before


APART = [
    (["--booklet", "--two-up"], "--booklet and --two-up can't be combined"),
    (["--two-up", "--booklet"], "--booklet and --two-up can't be combined"),
    (["--booklet", "--one-sided"], "--booklet and --one-sided can't be combined"),
    (["--files", "--booklet"], "--files and --booklet can't be combined"),
    (["--files", "--two-up"], "--files and --two-up can't be combined"),
    (["--files", "--one-sided"], "--files and --one-sided can't be combined"),
    (["--files", "--separators"], "--files and --separators can't be combined"),
    (["--files", "--late-joiners", "1"], "--files and --late-joiners can't be combined"),
    (["--files", "--only", "a1", "--page", "1"], "--files and --page can't be combined"),
    (["--late-joiners", "1", "--only", "a1"], "--late-joiners and --only can't be combined"),
    (["--late-joiners", "1", "--separators"], "--late-joiners and --separators can't be combined"),
    (["--check", "--only", "a1"], "--check and --only can't be combined"),
    (["--check", "--late-joiners", "1"], "--check and --late-joiners can't be combined"),
    (["--page", "1"], "--page needs --only"),
    (["--screen"], "--screen needs --files"),
    (["--class", "7D"], '7.csv: there is no class "7D"; there are 7B, 7C'),
    (["--layout", "baroque"], None),
]


@pytest.mark.parametrize(("arguments", "message"), APART, ids=[" ".join(each) for each, _ in APART])
def test_options_that_make_no_sense_are_refused(desk, arguments, message):
    result = run(*arguments)
    assert result.exit_code == SetupError.exit_code == 2
    assert message is None or result.stderr == f"packbuilder: {message}\n"
    assert result.stdout == ""
    assert not (desk / "output").exists()


@pytest.mark.usefixtures("desk")
def test_copies_are_printed_again_one_by_one():
    result = run("--only", "a1", "--only", "b2")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.endswith("Error: --only takes one copy; give the command once for each\n")


@pytest.mark.parametrize("option", ["--spares=-1", "--spares=1001", "--page=0", "--late-joiners=0", "--spares=x"])
@pytest.mark.usefixtures("desk")
def test_numbers_have_bounds(option):
    assert run(option, "--only", "a1").exit_code == 2


def test_several_packs_at_once_are_refused(desk):
    write_pack(desk / "packs" / "one", worksheet())
    write_pack(desk / "packs" / "two", worksheet())
    result = run(pack="packs")
    assert (result.exit_code, result.stderr) == (2, "packbuilder: packs holds several packs; name one of them\n")


NO_KEY = "No key is in it; a row with key as its edition makes one that lies over these pages. That of build may not."


def test_the_command_says_what_it_wrote(desk):
    result = run("--spares", "1", "--separators", "--class", "7B", "--output", "there")
    folder = desk / "there" / "pack" / "7-7b"
    made = manifest(folder)
    assert result.stdout.splitlines() == [
        "there/pack/7-7b/A4.pdf  14 sides, 7 sheets of A4",
        f"3 copies, listed in there/pack/7-7b/class-set.csv (class set {made['set']})",
        "Editions: 2 × student, 1 × spare",
        "For the print room: there/pack/7-7b/job-sheet.pdf",
        NO_KEY,
    ]
    pages = [f"{copy}.{page}" if page < 4 else "-" for copy in (1, 2, 4) for page in (1, 2, 3, 4)]
    assert shown(folder / "A4.pdf") == ["", "-", *pages]
    assert [copy["sheets"] for copy in made["copies"]] == [{"A4.pdf": [n, n + 1]} for n in (2, 4, 6)]
    listed = list(csv.reader(io.StringIO((folder / "class-set.csv").read_text("utf-8-sig"), newline="")))
    assert [row[3] for row in listed] == ["name", "Ada Lovelace", "Bo", ""]
    assert "Lovelace" not in text_of((folder / "job-sheet.pdf").read_bytes())


def test_what_was_not_read_and_what_would_save_paper_is_said(desk):
    write_pack(desk / "pack", worksheet())
    (desk / "7.csv").write_text("id,name,Version,House\n1,Ada,2,x\n", encoding="utf-8")
    result = run()
    folder = desk / "output" / "pack" / "7"
    assert result.stdout.splitlines() == [
        "output/pack/7/A4.pdf  2 sides, 1 sheet of A4",
        f"1 copy, listed in output/pack/7/class-set.csv (class set {manifest(folder)['set']})",
        "Editions: 1 × student",
        "Not used of 7.csv: Version, House",
        "For the print room: output/pack/7/job-sheet.pdf",
        NO_KEY,
        "Every copy is one page, so all backs are blank; --one-sided prints no backs.",
    ]
    # What is printed again has the options with which it was printed.
    assert "--one-sided" not in run("--only", "1").stdout
    assert "--one-sided" not in run("--late-joiners", "1").stdout


@pytest.mark.parametrize("options", [[], ["--check"], ["--files"]])
def test_a_worksheet_that_is_not_in_the_pack_is_said(options, desk):
    (desk / "pack" / "new.yaml").write_text("title: New\n", encoding="utf-8")
    assert run(*options).stderr == "pack/pack.yaml doesn't list new.yaml, so the pack goes without\n"


@pytest.mark.usefixtures("desk")
def test_files_are_counted():
    result = run("--files", "--only", "a1")
    assert result.stdout.splitlines()[0].startswith("1 file in output/pack/7--files-again-a1 (class set ")


# A roster that is only looked at

SCHOOL = (
    "Schülernummer;Vorname;Nachname;Klasse;edition;Großdruck;screen;Version\n"
    "1;Ada;Lovelace;7B;;;;a\n"
    "2;Bo;;7B;support;ja;x;b\n"
    "3;Cy;Fox;7C;;;;a\n"
    "4;Di;Ek;7B;;;;a\n"
    "5;Ed;Ek;7B;key;;;a\n"
)
SCHOOL_READ = (
    'Read: id from "Schülernummer", name from "Vorname" and "Nachname", class from "Klasse", edition from "edition", '
    'large print from "Großdruck", screen from "screen"'
)
CHECKED = [
    (
        [],
        SCHOOL,
        ["7B: 2 × student, 1 × support-large-print, 1 × key", "7C: 1 × student", "5 copies", SCHOOL_READ],
    ),
    (
        ["--spares", "2", "--separators", "--booklet"],
        SCHOOL,
        [
            "7B: 2 × student, 1 × support-large-print, 2 × spare, 1 × key",
            "7C: 1 × student, 2 × spare",
            "9 copies, 4 of them spare",
            SCHOOL_READ,
        ],
    ),
    (["--class", "7c", "--layout", "exam"], SCHOOL, ["7C: 1 × student", "1 copy", SCHOOL_READ]),
    (
        ["--files"],
        SCHOOL,
        ["7B: 2 × student, 1 × support-large-print-screen, 1 × key", "7C: 1 × student", "5 copies", SCHOOL_READ],
    ),
    (
        [],
        "id,name,Version\n1,Ada,a\n",
        ["Without a class: 1 × student", "1 copy", 'Read: id from "id", name from "name"'],
    ),
]


@pytest.fixture
def unset(monkeypatch):
    """Nothing may be typeset."""

    def refuse(*_arguments, **_options):
        raise AssertionError("something was typeset")

    monkeypatch.setattr(pages.PackPages, "_typeset", refuse)


@pytest.mark.usefixtures("unset")
@pytest.mark.parametrize(("arguments", "people", "expected"), CHECKED)
def test_a_roster_can_be_checked_without_printing(desk, arguments, people, expected):
    (desk / "7.csv").write_text(people, encoding="utf-8")
    before = written(desk)
    result = run("--check", *arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [*expected, "Not used of 7.csv: Version"]
    assert written(desk) == before


@pytest.mark.usefixtures("unset", "desk")
def test_what_is_read_whole_leaves_nothing_to_say():
    read = 'Read: id from "id", name from "name", class from "class"'
    assert run("--check").stdout.splitlines() == ["7B: 2 × student", "7C: 1 × student", "3 copies", read]


@pytest.mark.parametrize(
    ("arguments", "people", "pack", "status"),
    [
        ([], "id,name\n1,Ada\n1,Bo 🎻\n", worksheet(), 1),
        ([], "id,name\n1,Ada\n2,Bo 🎻\n", "title: T\n", 1),
        ([], "id,name,editoin\n1,Ada,key\n", "title: T\n", 1),
        (["--class", "7D"], "id,name\n1,Ada\n", worksheet(), 2),
        (["--layout", "baroque"], "id,name\n1,Ada\n", worksheet(), 2),
        (["--layout", "baroque"], "id,name\n1,Ada\n1,Bo\n", worksheet(), 1),
    ],
)
def test_a_check_finds_what_the_run_would_find(desk, arguments, people, pack, status):
    write_pack(desk / "pack", pack)
    (desk / "7.csv").write_text(people, encoding="utf-8")
    checked, real = run("--check", *arguments), run(*arguments)
    assert (checked.exit_code, checked.stdout, checked.stderr) == (status, "", real.stderr)
    assert (real.exit_code, real.stdout) == (status, "")
    assert checked.stderr


@pytest.mark.parametrize(
    ("again", "folder", "expected"),
    [
        (["--only", "b2"], "7--again-b2", ["2.1", "2.2", "2.3", "-"]),
        (["--only", "0003", "--page", "2"], "7--page-2-of-0003", ["3.2"]),
    ],
)
def test_a_page_that_is_printed_again_leaves_the_others_alone(desk, again, folder, expected):
    assert run().exit_code == 0
    before = (desk / "output" / "pack" / "7" / "A4.pdf").read_bytes()
    assert run(*again).exit_code == 0
    assert shown(desk / "output" / "pack" / folder / "A4.pdf") == expected
    assert (desk / "output" / "pack" / "7" / "A4.pdf").read_bytes() == before
    assert len(manifest(desk / "output" / "pack" / folder)["copies"]) == 1


def test_late_joiners_are_numbered_after_all_there_are(desk):
    write_pack(desk / "pack", worksheet())
    assert run("--late-joiners", "2").stderr == (
        "packbuilder: there is no class set in output/pack/7 yet; print it first, without --late-joiners\n"
    )
    assert run("--spares", "1").exit_code == 0
    for first in (90_001, 90_003):
        assert run("--late-joiners", "2").exit_code == 0
        folder = desk / "output" / "pack" / f"7--late-{first}"
        assert shown(folder / "A4.pdf") == [f"{first}.1", "-", f"{first + 1}.1", "-"]
        assert manifest(folder)["set"] == manifest(desk / "output" / "pack" / "7")["set"]
    (desk / "7.csv").write_text("id,name\n1,Ada\n", encoding="utf-8")
    result = run("--late-joiners", "2")
    assert result.exit_code == 2
    assert "the class list has changed since (new: Ada; gone: Ada Lovelace, Bo and Cy)" in result.stderr


def test_anonymous_pages_are_listed_with_their_names(desk):
    """Whoever has the manifest knows whose they are; whoever has the pages doesn't."""
    assert run("--anonymous", "--one-sided", "--no-codes").exit_code == 0
    folder = desk / "output" / "pack" / "7"
    texts = [" ".join(text.split()) for text in texts_of(folder / "A4.pdf")]
    assert len(texts) == 9
    assert ["Lovelace" in text for text in texts] == [False] * 9
    assert "0001 7B 0001" in texts[0]
    assert [copy["name"] for copy in manifest(folder)["copies"]] == ["Ada Lovelace", "Bo", "Cy"]
