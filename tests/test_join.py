"""Joining: one document, with the structure, the bookmarks and the ids of all its parts."""

from io import BytesIO
from time import sleep

import page as accessibility
import pikepdf
import pytest

from packbuilder.join import join
from packbuilder.typeset import Typeset
from pdfs import as_list, bookmarks, described, page_sizes, structure_problems

TABLE = (
    "<table><thead><tr><th scope='col'>A</th><th scope='col'>B</th></tr></thead>"
    "<tbody><tr><th scope='row'>r</th><td>1</td></tr></tbody></table>"
)
LINK = "<p><a href='https://example.org'>elsewhere</a></p>"
BREAK = "<p style='break-before: page'>next page</p>"


def part(folder, title, body, size="A5"):
    style = f"@page {{ size: {size} }}"
    html = f"<html lang='en'><head><title>{title}</title><style>{style}</style></head><body><h1>{title}</h1>{body}"
    return Typeset(html, folder).pdf()


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    """Three PDFs: with a table and a second page, with a link and a heading below the first, and a plain one."""
    folder = tmp_path_factory.mktemp("parts")
    return [
        part(folder, "One", TABLE + BREAK),
        part(folder, "Two", TABLE + LINK + "<h2>Below two</h2>" + BREAK + TABLE, "A5 landscape"),
        part(folder, "Three", "<p>plain</p>"),
    ]


@pytest.fixture(scope="module")
def joined(parts):
    return join(parts, "All three", "en-GB")


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
    assert join(parts, "All three", "en-GB") == joined


@pytest.mark.parametrize(("title", "language"), [("Another", "en-GB"), ("All three", "fr")])
def test_other_words_give_others(parts, joined, title, language):
    assert join(parts, title, language) != joined


def test_a_single_part_is_joined_too(parts):
    alone = join(parts[2:], "Only", "en-GB")
    assert (len(page_sizes(alone)), bookmarks(alone)) == (1, [(0, "Three", 0)])
    assert described(alone) == ("Only", "Only", "en-GB")
    assert structure_problems(alone) == []


def test_the_same_file_can_be_joined_twice(parts):
    twice = join([parts[1], parts[1]], "Twice", "en-GB")
    assert len(page_sizes(twice)) == 4
    assert structure_problems(twice) == []


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
