"""The PDFs to print, read back: which page lies on which side, in which tray, and what the files weigh."""

from dataclasses import replace

import pikepdf
import pytest
from PIL import ImageChops
from sets import (
    A3,
    A4,
    ABOUT,
    LANDSCAPE,
    PEOPLE,
    contents,
    missing_letters,
    on_paper,
    pages_of,
    pictures,
    shown,
    sides,
    typeset,
    worksheet,
)

from packbuilder.class_sets.codes import Code
from packbuilder.class_sets.copies import NO_CLASS, plan
from packbuilder.class_sets.lettering import Lettering
from packbuilder.class_sets.roster import Student
from packbuilder.class_sets.wanted import Settings
from packbuilder.options import Options
from packbuilder.papers import PRINTER_EDGE
from packbuilder.pdf.stream import BRANCHES, DrawnSide, Sources, write_stream
from packbuilder.problems import SetupError
from packbuilder.seen import letters
from pdfs import page_sizes

COPIES = ["1", "2", "4", "3", "5"]
"""The copies of `pages_of` as they lie in the pile: spare ones are numbered after all students."""
BOOKLET, TWO_UP = Settings(imposition="booklet"), Settings(imposition="two-up")
SIZES = {"A4": (210, 297), "A3": (297, 420), "Letter": (215.9, 279.4), "Tabloid": (279.4, 431.8)}


def page(copy, number, pages):
    """What is to be seen of a page, by its number from 1; behind the last one there are blank ones."""
    return f"{copy}.{number}" if number <= pages else "-"


def one_by_one(copy, pages, both_sides=True):
    return [page(copy, n, pages) for n in range(1, pages + 1 + (pages % 2 if both_sides else 0))]


def one_after_another(copy, pages):
    return one_by_one(copy, pages, both_sides=False)


def booklet(copy, pages):
    """Saddle order (last and first, second and last but one …) of as many pages as sheets of four have."""
    filled = -(-pages // 4) * 4
    order = [(filled - n, n + 1) if n % 2 == 0 else (n + 1, filled - n) for n in range(filled // 2)]
    return [" ".join(page(copy, number, pages) for number in pair) for pair in order]


def two_up(copy, pages):
    filled = -(-pages // 2) * 2
    pairs = [f"{page(copy, n, pages)} {page(copy, n + 1, pages)}" for n in range(1, filled, 2)]
    return [*pairs, *["-"] * (len(pairs) % 2)]


def sheets_of(seen, per_sheet):
    """The first and the last sheet of each copy, as the sides show them."""
    found = {}
    for number, side in enumerate(seen):
        for place in (each for each in side.split() if "." in each):
            found.setdefault(int(place.split(".")[0]), []).append(number // per_sheet + 1)
    return {copy: (min(sheets), max(sheets)) for copy, sheets in found.items()}


def told_sheets(record, name):
    return {each.copy.number: each.sheets[name] for each in record.copies if name in each.sheets}


ARRANGED = [
    *((Settings(), one_by_one, pages) for pages in range(1, 10)),
    *((BOOKLET, booklet, pages) for pages in range(1, 10)),
    *((TWO_UP, two_up, pages) for pages in range(1, 6)),
    *((Settings(both_sides=False), one_after_another, pages) for pages in (1, 2, 5)),
]


@pytest.mark.parametrize(
    ("settings", "expected", "pages"), ARRANGED, ids=[f"{each.__name__}-{pages}" for _, each, pages in ARRANGED]
)
def test_every_page_lies_where_it_is_looked_for(tmp_path, settings, expected, pages):
    per_sheet = 2 if settings.both_sides else 1
    made = pages_of(*A4[:pages])
    few = made.copies[1:4]
    record = on_paper(replace(made, copies=few), tmp_path, settings)
    (stream,) = record.streams
    seen = shown(tmp_path / stream.name)
    assert seen == [side for copy in COPIES[1:4] for side in expected(copy, pages)]
    assert told_sheets(record, stream.name) == sheets_of(seen, per_sheet)
    assert (stream.sides, stream.sheets) == (len(seen), -(-len(seen) // per_sheet))
    # Whatever stands above: the first page of a copy is never printed on the back of another's.
    firsts = [number for number, side in enumerate(seen) if {f"{copy}.1" for copy in COPIES} & {*side.split()}]
    assert len(firsts) == len(few)
    assert {number % per_sheet for number in firsts} == {0}


MIXED = (A4[0], A3, LANDSCAPE, A4[1], A4[2], A3, A4[3])
"""Pages 2 and 6 are on A3."""


@pytest.mark.parametrize(
    ("settings", "a4", "a3"),
    [
        (Settings(), ["{0}.1", "{0}.3", "{0}.4", "{0}.5", "{0}.7", "-"], ["{0}.2", "{0}.6"]),
        (Settings(both_sides=False), ["{0}.1", "{0}.3", "{0}.4", "{0}.5", "{0}.7"], ["{0}.2", "{0}.6"]),
        (BOOKLET, ["- {0}.1", "{0}.3 -", "- {0}.4", "{0}.5 {0}.7"], ["{0}.2", "{0}.6"]),
        (TWO_UP, ["{0}.1 {0}.3", "{0}.4 {0}.5", "{0}.7 -", "-"], ["{0}.2", "{0}.6"]),
    ],
)
def test_each_tray_has_its_pages_and_all_have_the_copies_in_the_same_order(tmp_path, settings, a4, a3):
    record = on_paper(pages_of(*MIXED), tmp_path, settings)
    assert [each.size for each in record.streams] == ["A4", "A3"]
    for stream, expected in zip(record.streams, (a4, a3), strict=True):
        seen = shown(tmp_path / stream.name)
        assert seen == [side.format(copy) for copy in COPIES for side in expected]
        assert stream.sides == len(seen)
        assert told_sheets(record, stream.name) == sheets_of(seen, 2 if settings.both_sides else 1)


@pytest.mark.parametrize("settings", [Settings(), BOOKLET, TWO_UP])
@pytest.mark.parametrize("pages", [(A4[0], LANDSCAPE, A4[1]), MIXED, (A3,), (LANDSCAPE, A3)])
def test_all_sides_of_a_tray_lie_alike(tmp_path, settings, pages):
    record = on_paper(pages_of(*pages), tmp_path, settings)
    for stream in record.streams:
        imposed = settings.imposition != "none" and stream.size == "A4"
        assert stream.tray == ("A3" if imposed else stream.size)
        width, height = sorted(SIZES[stream.tray], reverse=imposed)
        found = page_sizes((tmp_path / stream.name).read_bytes())
        assert {(round(across, 1), round(down, 1)) for across, down in found} == {(width, height)}


def test_american_pages_lie_on_american_paper(tmp_path):
    made = typeset(tmp_path, PEOPLE, worksheet(pages=2), options=Options(family="us"))
    for settings, tray, shape in ((Settings(), "Letter", (215.9, 279.4)), (BOOKLET, "Tabloid", (431.8, 279.4))):
        (stream,) = on_paper(made, tmp_path / tray, settings).streams
        assert (stream.size, stream.tray) == ("Letter", tray)
        assert page_sizes((tmp_path / tray / stream.name).read_bytes()) == [pytest.approx(shape, abs=0.1)] * 6


@pytest.mark.parametrize(("settings", "expected"), [(BOOKLET, ["1.1 -", "- 1.2"]), (TWO_UP, ["1.2 1.1", "-"])])
def test_pages_from_right_to_left_are_folded_the_other_way(tmp_path, settings, expected):
    made = typeset(tmp_path, "id,name\n1,Ada\n", worksheet(pages=2, language="ar"))
    (stream,) = on_paper(made, tmp_path, settings).streams
    assert shown(tmp_path / stream.name) == expected
    # The code is in the outer corner, which is on the left here.
    codes = [place.at[0] for side in sides(tmp_path / stream.name) for place in side.places if place.code]
    assert [round(2 * x % 1, 1) for x in codes] == [0.1, 0.1]


def test_a_copy_with_one_page_in_a_tray_has_a_blank_back_there(tmp_path):
    on_paper(pages_of(A4[0], A3), tmp_path)
    for name, number in (("A4.pdf", 1), ("A3.pdf", 2)):
        seen = sides(tmp_path / name)
        assert [each.shown for each in seen] == [side for copy in COPIES for side in (f"{copy}.{number}", "-")]
        assert {each.text.strip() for each in seen[1::2]} == {"This page is blank"}


def test_spare_copies_have_a_number_and_no_name(tmp_path):
    on_paper(pages_of(A4[0]), tmp_path)
    heads = {side.shown: side.text for side in sides(tmp_path / "A4.pdf")}
    assert [name for name in ("Ada Lovelace", "Bo Diddley", "Cy Twombly") if name not in " ".join(heads.values())] == []
    assert "Bo Diddley 7B 0002" in heads["2.1"]
    spare = heads["4.1"]
    assert "7B 0004" in spare
    # Nothing else is missing and nothing else is there.
    code, other = (heads[each].split()[-1] for each in ("4.1", "2.1"))
    assert spare.replace(code, other).replace("0004", "0002") == heads["2.1"].replace("Bo Diddley ", "")


def test_separators_stand_before_each_class_on_sheets_of_their_own(tmp_path):
    record = on_paper(pages_of(A4[0], A3), tmp_path, Settings(separators=True))
    for name, number in (("A4.pdf", 1), ("A3.pdf", 2)):
        seen = sides(tmp_path / name)
        pile = ["", "1", "2", "4", "", "3", "5"]
        assert [each.shown for each in seen[0::2]] == [f"{copy}.{number}" if copy else "" for copy in pile]
        assert {each.shown for each in seen[1::2]} == {"-"}
        assert [" ".join(each.text.split()) for each in seen if not each.shown] == [
            f"7B Copies: 3 Spare: 1 No. 0001–0002, 0004 The pack Class set {record.set_id}",
            f"7C Copies: 2 Spare: 1 No. 0003, 0005 The pack Class set {record.set_id}",
        ]
        assert told_sheets(record, name) == {1: (2, 2), 2: (3, 3), 4: (4, 4), 3: (6, 6), 5: (7, 7)}


SEPARATED = [
    ("en-GB", [["9A", "Copies: 1", "No. 0001"], ["9A", "Answer keys", "Copies: 1", "No. 0002"]]),
    ("zh", [["9A", "份数：1", "编号 0001"], ["9A", "参考答案", "份数：1", "编号 0002"]]),
]


@pytest.mark.parametrize(("language", "told"), SEPARATED, ids=[language for language, _ in SEPARATED])
def test_a_separator_says_what_follows_in_the_words_of_the_pack(tmp_path, language, told):
    made = typeset(tmp_path, "id,name,class,edition\n1,Ada,9A,\n2,Bo,9A,key\n", worksheet(language=language))
    on_paper(made, tmp_path / "made", Settings(separators=True))
    first, second = (side.text.split("\r\n") for side in sides(tmp_path / "made" / "A4.pdf")[0::4])
    assert [first[:-2], second[:-2]] == told
    assert (first[-2], first[-1].split()[-1]) == ("The pack", made.set_id)
    assert missing_letters(tmp_path / "made" / "A4.pdf") == set()


@pytest.mark.parametrize("name", ["9A", "Geography 9, set 2 (Mr Smith)"])
def test_the_class_is_the_largest_line_of_a_separator(tmp_path, name):
    """A name that is long is smaller rather than cut."""
    made = typeset(tmp_path, f'id,name,class\n1,Ada,"{name}"\n', worksheet())
    on_paper(made, tmp_path / "made", Settings(separators=True))
    found = [each for each in letters((tmp_path / "made" / "A4.pdf").read_bytes()) if each.page == 0]
    length = len(name.replace(" ", ""))
    assert "".join(each.text for each in found[:length]) == name.replace(" ", "")
    assert found[0].bottom - found[0].top > max(each.bottom - each.top for each in found[length:])
    assert max(each.right for each in found) < 210 - PRINTER_EDGE
    assert min(each.left for each in found) > PRINTER_EDGE


def test_a_class_without_a_name_has_a_dash(tmp_path):
    on_paper(typeset(tmp_path, "id,name\n1,Ada\n", worksheet()), tmp_path / "made", Settings(separators=True))
    assert sides(tmp_path / "made" / "A4.pdf")[0].text.startswith(f"{NO_CLASS}\r\nCopies: 1")


def test_what_is_printed_again_of_a_set_with_separators_is_what_was_printed(tmp_path):
    made = pages_of(*A4[:2])
    on_paper(made, tmp_path / "all", Settings(separators=True))
    on_paper(made, tmp_path / "again", Settings(separators=True), only="b2")
    assert fonts_of(tmp_path / "again" / "A4.pdf") == fonts_of(tmp_path / "all" / "A4.pdf")
    again, before = by_page(tmp_path / "again" / "A4.pdf"), by_page(tmp_path / "all" / "A4.pdf")
    assert again == {each: before[each] for each in ("2.1", "2.2")}


def test_a_class_of_any_length_has_its_separator(tmp_path):
    """What is drawn once the fonts are written would have letters that no font has."""
    names = ("Klasse " * 42).strip(), "فصل" * 100
    rows = "".join(f"{number},Ada,{name}\n" for number, name in enumerate(names))
    made = typeset(tmp_path, f"id,name,class\n{rows}", worksheet())
    on_paper(made, tmp_path, Settings(separators=True))
    first, second = (each.text.split("\r\n")[0] for each in sides(tmp_path / "A4.pdf") if not each.shown)
    assert len(first) > 20
    assert names[0].startswith(first.removesuffix("…").strip())
    assert first.endswith("…")
    assert set(second) <= {*names[1], *"…."}
    assert missing_letters(tmp_path / "A4.pdf") == set()


# Printed again


def by_page(path):
    """The operators of each side by what is on it."""
    return dict(zip(shown(path), contents(path), strict=True))


def fonts_of(path):
    """The fonts of the stamps, by name, with the whole of their files."""
    with pikepdf.open(path) as pdf:
        fonts = pdf.pages[0].obj.Resources.Font
        return {
            name: font.FontDescriptor.FontFile2.read_bytes()
            for name, font in fonts.items()
            if "/FontDescriptor" in font
        }


CODE = "code of 1.4"
AGAIN = [
    ({"only": "a1"}, ["1.1", "1.3", "1.4", "1.5", "1.7", "-"], ["1.2", "1.6"]),
    ({"only": "0003"}, ["3.1", "3.3", "3.4", "3.5", "3.7", "-"], ["3.2", "3.6"]),
    ({"only": "4"}, ["4.1", "4.3", "4.4", "4.5", "4.7", "-"], ["4.2", "4.6"]),
    ({"only": "b2", "page": 2}, [], ["2.2"]),
    ({"only": "b2", "page": 3}, ["2.3"], []),
    ({"only": "0005", "page": 7}, ["5.7"], []),
    ({"only": CODE}, ["1.4"], []),
    ({"only": CODE, "page": 6}, [], ["1.6"]),
]


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """A class set of mixed pages: its folder, and by the name of each stream the operators of its sides."""
    folder = tmp_path_factory.mktemp("all")
    on_paper(pages_of(*MIXED), folder)
    return folder, {name: by_page(folder / name) for name in ("A4.pdf", "A3.pdf")}


@pytest.mark.parametrize(("again", "a4", "a3"), AGAIN, ids=[" ".join(map(str, each[0].values())) for each in AGAIN])
def test_what_is_printed_again_is_what_was_printed(tmp_path, printed, again, a4, a3):
    made, (folder, before) = pages_of(*MIXED), printed
    if again["only"] == CODE:
        again = {**again, "only": f" {Code(made.set_id, 1, 4)}".lower()}
    record = on_paper(made, tmp_path, **again)
    expected = {name: sides for name, sides in (("A4.pdf", a4), ("A3.pdf", a3)) if sides}
    assert [each.name for each in record.streams] == list(expected)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(expected)
    assert len(record.copies) == 1
    for stream in record.streams:
        again_there = tmp_path / stream.name
        assert shown(again_there) == expected[stream.name]
        assert contents(again_there) == [before[stream.name][each] for each in expected[stream.name]]
        assert fonts_of(again_there) == fonts_of(folder / stream.name)
        assert stream.sheets == -(-stream.sides // 2)


def test_a_page_that_is_printed_again_looks_the_same(tmp_path, printed):
    folder, _ = printed
    on_paper(pages_of(*MIXED), tmp_path, only="b2", page=4)
    (again,) = pictures(tmp_path / "A4.pdf", dpi=72)
    first = list(pictures(folder / "A4.pdf", dpi=72))[shown(folder / "A4.pdf").index("2.4")]
    assert ImageChops.difference(again, first).getbbox() is None


@pytest.mark.parametrize(("settings", "expected"), [(BOOKLET, "2.2 2.3"), (TWO_UP, "2.1 2.2")])
def test_of_imposed_pages_the_side_is_printed_again(tmp_path, settings, expected):
    made = pages_of(*A4[:3])
    on_paper(made, tmp_path / "all", settings)
    record = on_paper(made, tmp_path / "again", settings, only="b2", page=2)
    (stream,) = record.streams
    assert shown(tmp_path / "again" / stream.name) == [expected]
    assert contents(tmp_path / "again" / stream.name) == [by_page(tmp_path / "all" / stream.name)[expected]]
    assert (stream.tray, stream.imposed, stream.sheets) == ("A3", settings.imposition, 1)


def test_what_is_printed_again_has_no_separator(tmp_path):
    record = on_paper(pages_of(A4[0]), tmp_path, Settings(separators=True), only="b2")
    assert shown(tmp_path / "A4.pdf") == ["2.1", "-"]
    assert not record.separators
    assert told_sheets(record, "A4.pdf") == {2: (1, 1)}


def test_an_id_comes_before_a_number(tmp_path):
    made = typeset(tmp_path, "id,name\n2,Ada\n1,Bo\n", worksheet())
    on_paper(made, tmp_path, only="2")
    assert shown(tmp_path / "A4.pdf") == ["1.1", "-"]
    on_paper(made, tmp_path, only="0002")
    assert shown(tmp_path / "A4.pdf") == ["2.1", "-"]


def test_a_name_is_as_good_as_an_id_if_only_one_student_has_it(tmp_path):
    made = typeset(
        tmp_path,
        'id,name\na,Ada\nb,Bo\nc,4\nd,Di\nBo,Cy\ne,di\nf,Cy Lee\ng,"Ho, An"\nh,An Ho\ni,"Fox, Ed"\n',
        worksheet(),
    )
    wanted = (
        ("ADA", 1),
        (" ada ", 1),
        ("Bo", 5),
        ("bo", 2),
        ("4", 4),
        ("lee, Cy", 7),
        ("ho, an", 8),
        ("An Ho", 9),
        ("ed Fox", 10),
    )
    for only, copy in wanted:
        on_paper(made, tmp_path, only=only)
        assert shown(tmp_path / "A4.pdf") == [f"{copy}.1", "-"]
    with pytest.raises(SetupError, match=r'^2 students are called "DI"; name the id of one: "d" and "e"$'):
        on_paper(made, tmp_path, only="DI")


@pytest.mark.parametrize(
    ("only", "meant"),
    [
        *((each, '; did you mean "Zoë Byrne"?') for each in ("Zoe Byrne", "byrne zoe", "Byrne", "Zoë Byren")),
        ("7", '; did you mean "007"?'),
        ("90001", '; did you mean "090001"?'),
        *((each, "") for each in ("x" * 9_000, "y", "-")),
    ],
)
def test_a_name_that_is_nearly_right_is_suggested(tmp_path, only, meant):
    made = typeset(tmp_path, "id,name\na,Ada\nb,Zoë Byrne\n007,Cy\n090001,Di\n", worksheet())
    with pytest.raises(SetupError) as caught:
        on_paper(made, tmp_path, only=only)
    assert str(caught.value).startswith(f'no copy belongs to "{only}"{meant}; name a student\'s id')


NOBODY = "no copy belongs to \"{}\"; name a student's id or name, a copy's number or a page's code"


@pytest.mark.parametrize(
    ("again", "message"),
    [
        *(({"only": each}, NOBODY.format(each)) for each in ("z9", "A1", "0", "6", "0006", "-1", "1.0", "")),
        ({"only": "0003", "page": 8}, "there is no page 8; copy 3 has 7"),
    ],
)
def test_what_there_is_not_is_not_printed_again(tmp_path, again, message):
    with pytest.raises(SetupError) as caught:
        on_paper(pages_of(*MIXED), tmp_path, **again)
    assert str(caught.value) == message
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("only", ["K7QM-0042-03-79", "K7QM-0042"])
def test_a_code_of_another_set_is_not_printed_again(tmp_path, only):
    made = pages_of(*MIXED)
    with pytest.raises(SetupError) as caught:
        on_paper(made, tmp_path, only=only)
    changed = f"is of the class set K7QM, and this one is {made.set_id}; pack, roster or options have changed"
    assert str(caught.value) == f"{only} {changed}"


def test_the_code_of_a_copy_names_it_unless_ids_look_like_codes(tmp_path):
    made = pages_of(A4[0])
    record = on_paper(made, tmp_path, only=f"{made.set_id.lower()}-0002")
    assert [each.copy.number for each in record.copies] == [2]
    made = typeset(tmp_path, "id,name\n2024-0001,Ada\n2024-0002,Bo\n", worksheet())
    assert [each.copy.number for each in on_paper(made, tmp_path, only="2024-0002").copies] == [2]
    with pytest.raises(SetupError, match=r'^no copy belongs to "2024-0003"'):
        on_paper(made, tmp_path, only="2024-0003")


# The files themselves


def crowd(made, count):
    """The same pages for so many students of two classes."""
    people = [Student(str(n), f"Student {n}", "9A" if 2 * n < count else "9B") for n in range(count)]
    return replace(made, copies=plan(people))


@pytest.mark.parametrize(("codes", "most"), [(True, 1_500), (False, 400)])
def test_a_page_more_weighs_little(tmp_path, codes, most):
    made = pages_of(*A4[:4])
    for count in (20, 40):
        on_paper(crowd(made, count), tmp_path / str(count), codes=codes)
    few, many = ((tmp_path / str(count) / "A4.pdf").stat().st_size for count in (20, 40))
    assert 0 < (many - few) / (20 * 4) < most


def test_pages_and_fonts_stand_in_a_file_once(tmp_path):
    made = pages_of(*A4[:4])
    counts = []
    for count in (2, 40):
        on_paper(crowd(made, count), tmp_path)
        with pikepdf.open(tmp_path / "A4.pdf") as pdf:
            streams = [each for each in pdf.objects if isinstance(each, pikepdf.Stream)]
            # All but the contents of the pages.
            counts.append(len(streams) - len([each for each in streams if each.get("/Type") == "/ObjStm"]) - count * 4)
            assert len(pdf.pages) == count * 4
            assert len({page.obj.Resources.objgen for page in pdf.pages}) == 1
            shared = pdf.pages[0].obj.Resources
            assert list(shared.XObject) == ["/Finders", "/P0.0", "/P0.1", "/P0.2", "/P0.3"]
            fonts = [str(font.BaseFont) for font in shared.Font.values()]
            assert [font for font in fonts if "FiraSans" in font] == ["/AAAAAA+FiraSans-Regular"]
            assert len(fonts) == len(set(fonts))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("settings", [Settings(separators=True), BOOKLET, TWO_UP])
def test_a_file_is_sound_and_says_what_it_is(tmp_path, settings):
    record = on_paper(pages_of(*MIXED), tmp_path, settings)
    for stream in record.streams:
        with pikepdf.open(tmp_path / stream.name) as pdf:
            assert pdf.check_pdf_syntax() == []
            assert missing_letters(tmp_path / stream.name) == set()
            assert (pdf.docinfo.Title, pdf.docinfo.Producer, pdf.Root.Lang) == ("The pack", "packbuilder", "en-GB")
            # Nothing may make the pages smaller, and the code with them.
            assert pdf.Root.ViewerPreferences.PrintScaling == "/None"
            flip = "/DuplexFlipShortEdge" if stream.tray != stream.size else "/DuplexFlipLongEdge"
            assert flip == pdf.Root.ViewerPreferences.Duplex


def test_the_same_input_gives_the_same_bytes(tmp_path):
    files = []
    for folder in (tmp_path / "one", tmp_path / "two"):
        folder.mkdir()
        made = typeset(folder, PEOPLE + "d4,مريم,7C\n", worksheet(), spares=1)
        on_paper(made, folder)
        files.append((folder / "A4.pdf").read_bytes())
        on_paper(typeset(folder, "id,name\n1,王小明 ΩЖ محمد\n", worksheet()), folder / "other")
    assert files[0] == files[1]


@pytest.mark.parametrize("count", [1, BRANCHES, BRANCHES + 1, BRANCHES**2 + 1])
def test_the_page_tree_is_balanced(tmp_path, count):
    sources = Sources({}, Lettering().pdf)
    sides_ = (DrawnSide(100, 200 + number, b"") for number in range(count))
    assert write_stream(tmp_path / "x.pdf", sources, sides_, ABOUT) == count
    with pikepdf.open(tmp_path / "x.pdf") as pdf:
        assert pdf.check_pdf_syntax() == []
        depths = []

        def walk(node, depth):
            """How many pages there are below a node of the tree."""
            if node.Type == "/Page":
                depths.append((depth, int(node.MediaBox[3])))
                return 1
            assert len(node.Kids) <= BRANCHES
            assert all(kid.Parent.objgen == node.objgen for kid in node.Kids)
            assert int(node.Count) == sum(walk(kid, depth + 1) for kid in node.Kids)
            return int(node.Count)

        assert walk(pdf.Root.Pages, 0) == count
    assert [height for _, height in depths] == [200 + number for number in range(count)]
    levels = next(level for level in range(1, 9) if BRANCHES**level >= count)
    assert {depth for depth, _ in depths} == {levels}
