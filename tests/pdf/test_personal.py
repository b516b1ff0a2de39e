"""Personal files: whose they are is read aloud first, everything else stays, and nobody else's name is in them."""

import re
from functools import cache
from io import BytesIO
from time import sleep

import pikepdf
import pytest

from forms import pictures, widgets
from packbuilder.class_sets.lettering import SIZE, Lettering
from packbuilder.fields import Field, FormField
from packbuilder.pdf.personal import PageStamps, personal
from packbuilder.pdf.structure import structure, structure_problems
from packbuilder.pdf.tree import as_list, elements, kind
from packbuilder.typeset import Typeset
from pdfs import bookmarks, text_of, whole_of
from verapdf import failures, needs_verapdf

HEAD, CODE = "/StampedHead", "/StampedCode"
# Whatever a page of the typesetter does to its coordinates, colours and clipping ends before the stamps.
STYLE = """
@page { size: A5; background: #fff5d9; @top-left { content: 'Name' } @bottom-left { content: 'foot' } }
.blank { position: relative; height: 16mm }
.blank img { position: absolute; left: 0; top: 0; width: 100%; height: 100% }
"""
NOTHING = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/>"
MARK = "\ue000w/{0}\ue000Label of {0}"
NAMES = {
    "latin": "Zoë Ångström-Łukasiewicz",
    "arabic": "محمد بن عبد الله",
    "hebrew": "שָׁלוֹם בֶּן־דָּוִד",
    "hindi": "अनिता शर्मा",
    "chinese": "王小明",
    "mixed": "Anna (אנה) 王 Петрова",
}


def sheet(folder, title, blank):
    """Two pages, with a blank on the second, and where it is."""
    mark = f'<img alt="{MARK.format(blank)}" src="{NOTHING}">'
    body = f'<p style="break-before: page">more</p><div class="blank" data-blank="w/{blank}">{mark}</div>'
    head = f"<title>{title}</title><style>{STYLE}</style>"
    doc = Typeset(f"<html lang='en-GB'><head>{head}</head><body><h1>{title}</h1>{body}", folder)
    (found,) = doc.found("blank")
    place = Field(f"w/{blank}", f"Label of {blank}", found.page + 1, found.x, found.y, found.width, found.height)
    return doc.pdf(), place


def joined(folder, *, screen):
    """Two sheets as one tagged document of four pages, with fields to type into if it is for the `screen`."""
    (one, first), (two, second) = sheet(folder, "One", "a"), sheet(folder, "Two", "b")
    later = Field(second.id, second.label, second.page + 2, second.x, second.y, second.width, second.height)
    form = [FormField(place, "Sheet", "en-GB") for place in (first, later)] if screen else []
    return whole_of([one, two], "Pack", "en-GB", form=form)


@pytest.fixture(scope="module", params=[False, True], ids=["paper", "screen"])
def document(request, tmp_path_factory):
    return joined(tmp_path_factory.mktemp("personal"), screen=request.param)


def stamps_for(name, lettering, pages=4):
    """The name on every page, and a code with the number of the page."""
    head = b"q 1 0 0 1 120 560 cm %s Q" % lettering.draw(name).operators
    codes = (b"q 1 0 0 1 300 30 cm 0 0 9 9 re f %s Q" % lettering.plain(f"K7QM-{n}", SIZE) for n in range(pages))
    return [PageStamps(head, code) for code in codes]


def saved(document, names, folder):
    """A file for each of the names, in their order, all made from one shared document."""
    lettering = Lettering()
    stamps = [stamps_for(name, lettering) for name in names]
    made = []
    with personal(document, lettering.pdf) as shared:
        for number, (name, stamp) in enumerate(zip(names, stamps, strict=True)):
            shared.save(folder / f"{number}.pdf", stamp, f"Name {name}")
            made.append((folder / f"{number}.pdf").read_bytes())
    return made


def opened(pdf):
    return pikepdf.open(BytesIO(pdf))


def read_first(pdf):
    """The kind of the first element with content of its own, what is read in its place, and what it draws."""
    with opened(pdf) as target:
        for element in elements(target.Root.StructTreeRoot.K[0]):
            own = [int(kid) for kid in as_list(element.get("/K")) if not isinstance(kid, pikepdf.Dictionary)]
            if own:
                drawn = [name for name, mark in stamped(target.pages[0]) if mark in own]
                return kind(element), str(element.get("/ActualText", "")), drawn
    return None


def stamped(page):
    """The name of each stamp that a page draws, with the number of its content, or "artifact"."""
    marks, found = [], []
    for each in pikepdf.parse_content_stream(page):
        match str(each.operator):
            case "BDC":
                name, properties = each.operands
                marks.append("artifact" if name == "/Artifact" else int(properties.MCID))
            case "BMC":
                marks.append(str(each.operands[0]))
            case "EMC":
                marks.pop()
            case "Do" if str(each.operands[0]) in (HEAD, CODE):
                found.append((str(each.operands[0]), *marks))
    assert marks == []
    return found


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_the_structure_is_as_sound_as_before(name, document, tmp_path):
    (made,) = saved(document, [name], tmp_path)
    assert structure_problems(document) == structure_problems(made) == []
    before, after = structure(document), structure(made)
    assert (after.title, after.language, after.bookmarks) == (before.title, before.language, before.bookmarks)
    assert bookmarks(made) == bookmarks(document)
    added = next(index for index, node in enumerate(after.nodes) if node.kind == "P")
    assert after.nodes[:added] + after.nodes[added + 1 :] == before.nodes
    assert after.nodes[added].above == ("Document", "Part")


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_whose_it_is_is_read_aloud_first(name, document, tmp_path):
    (made,) = saved(document, [name], tmp_path)
    assert read_first(made) == ("P", f"Name {name}", [HEAD])
    assert read_first(document)[1:] == ("", [])


def test_later_heads_and_all_codes_are_artifacts(document, tmp_path):
    (made,) = saved(document, ["Ada"], tmp_path)
    with opened(made) as target:
        drawn = [dict(stamped(page)) for page in target.pages]
    assert [each[CODE] for each in drawn] == ["artifact"] * 4
    assert isinstance(drawn[0][HEAD], int)
    assert [each[HEAD] for each in drawn[1:]] == ["artifact"] * 3


def test_every_page_has_its_own_stamps_in_their_place(document, tmp_path):
    (made,) = saved(document, ["Ada"], tmp_path)
    with opened(made) as target:
        heads = [page.Resources.XObject[HEAD].read_bytes() for page in target.pages]
        codes = [page.Resources.XObject[CODE].read_bytes() for page in target.pages]
        assert all(page.Resources.XObject[HEAD].BBox == page.MediaBox for page in target.pages)
    stamps = stamps_for("Ada", Lettering())
    assert (heads, codes) == ([each.head for each in stamps], [each.code for each in stamps])
    assert [outside(made, number) for number in range(4)] == [["K7QM-" + str(number), "Ada"] for number in range(4)]


def outside(pdf, number):
    """The text of a page that stands where only stamps are: above the type area and in the lower right corner."""
    import pypdfium2  # noqa: PLC0415

    page = pypdfium2.PdfDocument(pdf)[number].get_textpage()
    corners = (
        {"left": 295, "bottom": 25, "right": 400, "top": 45},
        {"left": 115, "bottom": 555, "right": 300, "top": 580},
    )
    return [page.get_text_bounded(**corner).strip() for corner in corners]


def test_the_pages_look_as_before_where_nothing_is_stamped(document, tmp_path):
    with personal(document, Lettering().pdf) as shared:
        shared.save(tmp_path / "a.pdf", [PageStamps(b"", b"")] * 4, "Ada")
    assert pictures((tmp_path / "a.pdf").read_bytes()) == pictures(document)
    (made,) = saved(document, ["Ada"], tmp_path)
    assert all(one != other for one, other in zip(pictures(made), pictures(document), strict=True))


@pytest.mark.parametrize("pages", [3, 5])
def test_stamps_for_more_or_fewer_pages_are_refused(pages, document, tmp_path):
    lettering = Lettering()
    stamps = stamps_for("Ada", lettering, pages)
    with personal(document, lettering.pdf) as shared, pytest.raises(ValueError, match="zip"):
        shared.save(tmp_path / "a.pdf", stamps, "Ada")
    assert list(tmp_path.iterdir()) == []


def test_fields_stay_as_they_were(document, tmp_path):
    (made,) = saved(document, ["Ada"], tmp_path)
    assert widgets(made) == widgets(document)
    with opened(made) as after, opened(document) as before:
        assert ("/AcroForm" in after.Root) == ("/AcroForm" in before.Root) == bool(widgets(document))


def held(pdf):
    """Everything that a file holds: its strings as texts, and its streams."""
    with opened(pdf) as target:
        for each in target.objects:
            if isinstance(each, pikepdf.Stream):
                yield each.read_bytes().decode("latin-1")
            yield from texts_below(each)


def texts_below(part):
    """The strings of an object, without those of other objects that it names."""
    if isinstance(part, pikepdf.String):
        yield str(part)
    elif isinstance(part, pikepdf.Stream | pikepdf.Dictionary | pikepdf.Array):
        for kid in part if isinstance(part, pikepdf.Array) else [part[key] for key in sorted(part.keys())]:
            if not (isinstance(kid, pikepdf.Object) and kid.is_indirect):
                yield from texts_below(kid)


def names_in(pdf, names):
    """The names that are in a file, in whatever way they are written."""
    everything = "\0".join([*held(pdf), text_of(pdf)])
    found = []
    for name in names:
        hexed = name.encode("utf-16-be").hex()
        if any(way in everything for way in (name, hexed, hexed.upper(), *operands_of(name))):
            found.append(name)
    return found


@cache
def operands_of(name):
    """The strings that show the name: by the numbers of its characters in the fonts."""
    lettering = Lettering()
    for each in NAMES.values():
        lettering.draw(each)
    operators = lettering.draw(name).operators.decode("latin-1")
    return re.findall(r"\((?:\\.|[^()\\])+\) Tj", operators)


def test_nothing_of_the_student_before_is_left(document, tmp_path):
    names = [*NAMES.values()]
    files = saved(document, names, tmp_path)
    assert [names_in(pdf, names) for pdf in files] == [[name] for name in names]


def test_the_same_student_gets_the_same_bytes_whoever_comes_before(document, tmp_path):
    lettering = Lettering()
    ada, bo = (stamps_for(name, lettering) for name in ("Ada", "Bartholomew"))
    first, second, alone = (tmp_path / name for name in ("first.pdf", "second.pdf", "alone.pdf"))
    with personal(document, lettering.pdf) as shared:
        shared.save(first, ada, "Ada")
        shared.save(tmp_path / "other.pdf", bo, "Bartholomew")
        shared.save(second, ada, "Ada")
    sleep(1.1)  # what is made of the time differs now
    with personal(document, lettering.pdf) as shared:
        shared.save(alone, ada, "Ada")
    assert first.read_bytes() == second.read_bytes() == alone.read_bytes() != (tmp_path / "other.pdf").read_bytes()


@pytest.fixture(scope="module")
def standing(tmp_path_factory):
    """A file for each name, on paper and for the screen."""
    folder = tmp_path_factory.mktemp("standing")
    files = []
    for ending, screen in (("paper", False), ("screen", True)):
        (folder / ending).mkdir()
        saved(joined(folder, screen=screen), [*NAMES.values()], folder / ending)
        files += sorted((folder / ending).iterdir())
    return files


@needs_verapdf[0]
@needs_verapdf[1]
@pytest.mark.parametrize("flavour", ["PDFUA-1", "PDFA-3A"])
def test_the_standards_are_kept(flavour, standing):
    assert len(standing) == 2 * len(NAMES)
    assert failures(standing, flavour) == []


@needs_verapdf[0]
@needs_verapdf[1]
def test_a_stamp_that_is_neither_read_nor_an_artifact_would_be_noticed(tmp_path, monkeypatch):
    monkeypatch.setattr("packbuilder.pdf.personal.ARTIFACT", b"%s Do\n")
    saved(joined(tmp_path, screen=False), ["Ada"], tmp_path)
    (failure,) = failures([tmp_path / "0.pdf"], "PDFUA-1")
    assert ": 7.1-3 Content shall be marked as Artifact or tagged" in failure
