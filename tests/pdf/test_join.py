"""Joining: one document, with the structure, the bookmarks and the ids of all its parts."""

from io import BytesIO
from time import sleep

import page as accessibility
import pikepdf
import pytest
from PIL import Image

from packbuilder.pdf.structure import structure_problems
from packbuilder.pdf.tree import as_list
from packbuilder.typeset import Typeset
from pdfs import bookmarks, described, page_sizes, whole_of

TABLE = (
    "<table><thead><tr><th scope='col'>A</th><th scope='col'>B</th></tr></thead>"
    "<tbody><tr><th scope='row'>r</th><td>1</td></tr></tbody></table>"
)
LINK = "<p><a href='https://example.org'>elsewhere</a></p>"
BREAK = "<p style='break-before: page'>next page</p>"


def part(folder, title, body, size="A5", language="en"):
    style = f"<style>@page {{ size: {size} }}</style>"
    about = f"<title>{title}</title><meta name='keywords' content='all, {title}'>"
    html = f"<html lang='{language}'><head>{about}{style}</head><body><h1>{title}</h1>{body}"
    return Typeset(html, folder).pdf()


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    """Three PDFs: with a table and a second page, with a link and a heading below the first, and a plain one."""
    folder = tmp_path_factory.mktemp("parts")
    return [
        part(folder, "One", TABLE + BREAK),
        part(folder, "Two", TABLE + LINK + "<h2>Below two</h2>" + BREAK + TABLE, "A5 landscape"),
        part(folder, "Three", "<p>plain</p>", language="fr"),
    ]


@pytest.fixture(scope="module")
def joined(parts):
    return whole_of(parts, "All three", "en-GB")


def opened(pdf):
    return pikepdf.open(BytesIO(pdf))


def elements(document):
    """Every structure element below the root, parents before their children."""
    stack = [*document.Root.StructTreeRoot.K]
    while stack:
        element = stack.pop(0)
        yield element
        kids = [kid for kid in as_list(element.get("/K")) if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]
        stack = kids + stack


def test_all_pages_are_there_in_order(parts, joined):
    assert page_sizes(joined) == [size for each in parts for size in page_sizes(each)]
    assert len(page_sizes(joined)) == 5


def test_bookmarks_lead_to_the_first_page_of_each_part(joined):
    assert bookmarks(joined) == [(0, "One", 0), (0, "Two", 2), (1, "Below two", 2), (0, "Three", 4)]


def test_bookmarks_below_others_are_closed(joined):
    with opened(joined) as pdf:
        assert int(pdf.Root.Outlines.Count) == 3
        assert int(pdf.Root.Outlines.First.Next.Count) == -1


def test_title_and_language_are_those_of_the_whole(joined):
    assert described(joined) == ("All three", "All three", "en-GB")


def test_every_part_keeps_its_own_title_and_language(joined):
    with opened(joined) as pdf:
        named = [(str(each.T), str(each.Lang)) for each in pdf.Root.StructTreeRoot.K[0].K]
    assert named == [("One", "en"), ("Two", "en"), ("Three", "fr")]


def test_keywords_are_those_of_all_parts_each_once(joined):
    with opened(joined) as pdf, pdf.open_metadata() as metadata:
        assert str(pdf.docinfo.Keywords) == metadata["pdf:Keywords"] == "all, One, Two, Three"


def test_there_is_one_document_with_a_part_for_each_file(joined):
    with opened(joined) as pdf:
        root, *below = elements(pdf)
        assert root.S == "/Document"
        assert [element.S for element in root.K] == ["/Part"] * 3
        assert "/Document" not in [element.S for element in below]


def kinds_in(pdf):
    with opened(pdf) as document:
        return sorted(str(each.S) for each in elements(document) if each.S not in ("/Document", "/Part"))


def test_nothing_of_the_structure_is_lost(parts, joined):
    assert kinds_in(joined) == sorted(kind for each in parts for kind in kinds_in(each))


def test_ids_and_the_headers_that_name_them_belong_to_their_part(joined):
    ids, headers = [], []
    with opened(joined) as pdf:
        for element in elements(pdf):
            ids += [bytes(element.ID)] if "/ID" in element else []
            for each in as_list(element.get("/A")):
                headers += [bytes(header) for header in each.get("/Headers", [])]
    assert [name[:3] for name in ids] == [b"w1-"] * 3 + [b"w2-"] * 6
    assert len(set(ids)) == len(ids)
    assert {name[:3] for name in headers} == {b"w1-", b"w2-"}
    assert set(headers) <= set(ids)


def test_the_structure_leads_to_the_content(parts, joined):
    assert [structure_problems(each) for each in parts] == [[], [], []]
    assert structure_problems(joined) == []


def test_all_ids_are_listed(joined):
    with opened(joined) as pdf:
        names = list(pdf.Root.StructTreeRoot.IDTree.Names)
        listed = [(bytes(key), bytes(element.ID)) for key, element in zip(names[::2], names[1::2], strict=True)]
        there = sorted(bytes(element.ID) for element in elements(pdf) if "/ID" in element)
    assert listed == [(key, key) for key in there]


def test_headings_of_tables_say_what_they_head(joined):
    with opened(joined) as pdf:
        scopes = [str(each.A.Scope) for each in elements(pdf) if each.S == "/TH"]
    assert scopes == ["/Column", "/Column", "/Row"] * 3


def test_a_foot_that_nobody_owns_becomes_an_artifact(tmp_path):
    foot = "<style>@page { @bottom-left { content: 'foot' } }</style>"
    alone = part(tmp_path, "One", foot + BREAK)
    assert structure_problems(alone) == ["content that belongs to no element, or stands on two pages"]
    assert structure_problems(whole_of([alone], "One", "en")) == []


GROUNDS = [
    "@page { background: #fff5d9 }",
    "@page { background: url('%s') no-repeat 10mm 10mm }",
    "p { background: url('%s'); border: 1pt solid #000 }",
    "h1 { text-decoration: underline; background: linear-gradient(#fff, #ccc) }",
]
STROKE = (
    "data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 width=%2240%22 height=%224%22%3E"
    "%3Cpath d=%22M0 2h40%22 stroke=%22black%22/%3E%3C/svg%3E"
)
PAINTING = {"S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "Do", "Tj", "TJ", "'", '"'}


def unmarked(pdf):
    """The operators that paint outside marked content."""
    with opened(pdf) as document:
        for page in document.pages:
            depth = 0
            for name in (str(each.operator) for each in pikepdf.parse_content_stream(page)):
                depth += (name in ("BDC", "BMC")) - (name == "EMC")
                if name in PAINTING and not depth:
                    yield name


@pytest.mark.parametrize("style", GROUNDS)
def test_everything_that_is_painted_is_content_or_an_artifact(style, tmp_path):
    body = f"<style>{style.replace('%s', STROKE)}</style><p>text</p>"
    pdf = whole_of([part(tmp_path, "One", body)], "One", "en")
    assert list(unmarked(pdf)) == []
    assert structure_problems(pdf) == []


def test_links_are_still_there(joined):
    with opened(joined) as pdf:
        links = [(number, link) for number, page in enumerate(pdf.pages) for link in page.get("/Annots", [])]
        assert [(number, str(link.A.URI)) for number, link in links] == [(2, "https://example.org")]


def test_the_whole_is_accessible(joined):
    outcome = accessibility.validate_pdf_bytes(joined, profile="ua1")
    assert [f"{failure.rule_id}: {failure.message}" for failure in outcome.failures] == []
    assert outcome.is_compliant


def test_the_same_parts_give_the_same_bytes(parts, joined):
    sleep(1.1)  # what is made of the time differs now
    assert whole_of(parts, "All three", "en-GB") == joined


@pytest.mark.parametrize(("title", "language"), [("Another", "en-GB"), ("All three", "fr")])
def test_other_words_give_others(parts, joined, title, language):
    assert whole_of(parts, title, language) != joined


def test_small_objects_are_packed_together(joined):
    """A structure tree is made of thousands of them; the file is a third smaller."""
    assert b"/ObjStm" in joined


def test_a_single_part_is_joined_too(parts):
    alone = whole_of(parts[2:], "Only", "en-GB")
    assert (len(page_sizes(alone)), bookmarks(alone)) == (1, [(0, "Three", 0)])
    assert described(alone) == ("Only", "Only", "en-GB")
    assert structure_problems(alone) == []


def test_the_same_file_can_be_joined_twice(parts):
    twice = whole_of([parts[1], parts[1]], "Twice", "en-GB")
    assert len(page_sizes(twice)) == 4
    assert structure_problems(twice) == []


def test_a_whole_says_which_standards_it_keeps(joined):
    with opened(joined) as pdf, pdf.open_metadata() as metadata:
        claims = [metadata[name] for name in ("pdfuaid:part", "pdfaid:part", "pdfaid:conformance")]
        profiles = {each.objgen for each in pdf.objects if isinstance(each, pikepdf.Stream) and each.get("/N") == 3}
        assert claims == ["1", "3", "A"]
        assert profiles == {pdf.Root.OutputIntents[0].DestOutputProfile.objgen}


def test_a_picture_for_the_press_takes_the_archive_claim_from_the_whole(tmp_path):
    Image.new("CMYK", (2, 2)).save(tmp_path / "two.jpg")
    whole = whole_of([part(tmp_path, "One", "<img src='two.jpg' alt='Two'>")], "One", "en")
    with opened(whole) as pdf, pdf.open_metadata() as metadata:
        assert (metadata.get("pdfuaid:part"), metadata.get("pdfaid:part")) == ("1", None)


@pytest.mark.parametrize("title", ["Q & A", "a < b > c", "“Größe” – № 1", "]]> %"])
def test_a_title_may_have_any_character(parts, title):
    assert described(whole_of(parts[:1], title, "en-GB")) == (title, title, "en-GB")


def test_pictures_are_left_as_they_are(tmp_path):
    Image.new("RGBA", (2, 2), (200, 0, 0, 128)).save(tmp_path / "two.png")
    whole = whole_of([part(tmp_path, "One", "<img src='two.png' alt='Two'>")], "One", "en")
    with opened(whole) as pdf:
        pictures = [each for each in pdf.objects if isinstance(each, pikepdf.Stream) and "/Interpolate" in each]
        assert [bool(each.Interpolate) for each in pictures] == [False, False]


def renumber_a_page(pdf):
    pdf.pages[2].obj.StructParents = 0


def lose_an_element(pdf):
    del pdf.Root.StructTreeRoot.K[0].K[1]


def swap_two_entries(pdf):
    entries = pdf.Root.StructTreeRoot.ParentTree.Nums[1]
    entries[0], entries[-1] = entries[-1], entries[0]


def repeat_an_id(pdf):
    first, second, *_ = [element for element in elements(pdf) if "/ID" in element]
    first.ID = second.ID


def misplace_an_element(pdf):
    *_, last = elements(pdf)
    last.P = pdf.Root.StructTreeRoot


def copy_a_page(pdf):
    pdf.pages.append(pdf.pages[0])


@pytest.mark.parametrize(
    "spoil", [renumber_a_page, lose_an_element, swap_two_entries, repeat_an_id, misplace_an_element, copy_a_page]
)
def test_a_careless_join_would_be_noticed(spoil, joined):
    out = BytesIO()
    with opened(joined) as pdf:
        spoil(pdf)
        pdf.save(out)
    assert structure_problems(out.getvalue()) != []
