"""Fillable PDFs: every blank is a field, says what it is, and shows what a program or a viewer types into it."""

from dataclasses import replace
from io import BytesIO

import page as accessibility
import pikepdf
import pytest

from forms import by_program, by_viewer, not_shown, values, widgets
from packbuilder.fields import Field, FormField, on_later_pages
from packbuilder.pdf.forms import field_name, tooltips
from packbuilder.pdf.structure import structure_problems
from packbuilder.pdf.tree import as_list
from packbuilder.typeset import Typeset
from pdfs import whole_of

STYLE = """
@page { size: A5; margin: 20mm }
.blank, .gap { position: relative; border-bottom: 0.5pt solid #000 }
.gap { display: inline-block; width: 30mm; height: 7mm }
.blank { height: 16mm }
img { position: absolute; left: 0; top: 0; width: 100%; height: 100% }
td { width: 50mm; border: 0.5pt solid #000 }
"""
NOTHING = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/>"
LABELS = {
    "w/cloze/gap-1": "Gap 1",
    "w/chart/1.2": "Use: A delta",
    "w/chart/2": "Upper course",
    "w/writing/text": "Text",
}


def mark(name):
    return f'<img alt="\ue000{name}\ue000{LABELS[name]}" src="{NOTHING}">'


def gap(name):
    return f'<span class="gap" data-blank="{name}">{mark(name)}</span>'


def blank(name, height=16):
    return f'<div class="blank" data-blank="{name}" style="height: {height}mm">{mark(name)}</div>'


BODY = f"""
<p>See <a href="https://example.org">this</a>, then {gap("w/cloze/gap-1")} in <a href="https://example.com">that</a>.</p>
<table><thead><tr><th scope="col">Use</th><th scope="col">Place</th></tr></thead>
<tbody><tr><td>{blank("w/chart/1.2", 8)}</td><td>{blank("w/chart/2", 24)}</td></tr></tbody></table>
<div style="break-before: page">{blank("w/writing/text", 40)}</div>
"""


def printed(folder, language="en"):
    """A PDF as it comes from the typesetter, and its fields."""
    head = f"<head><title>Rivers</title><style>{STYLE}</style></head>"
    doc = Typeset(f"<html lang='{language}'>{head}<body><h1>Rivers</h1>{BODY}", folder)
    found = [(each.marks["blank"], each) for each in doc.found("blank")]
    return doc.pdf(), [
        FormField(Field(name, LABELS[name], e.page + 1, e.x, e.y, e.width, e.height), "Rivers", language)
        for name, e in found
    ]


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    return printed(tmp_path_factory.mktemp("form"))


def in_second(form):
    """The same fields in a second worksheet, whose pages come after."""
    later = on_later_pages([each.field for each in form], 2)
    ids = [replace(field, id=field.id.replace("w/", "v/")) for field in later]
    return [replace(each, field=field, sheet="Coasts") for each, field in zip(form, ids, strict=True)]


@pytest.fixture(scope="module")
def pack(parts):
    """Two worksheets with the same labels, and their fields."""
    first, form = parts
    out = BytesIO()
    with pikepdf.open(BytesIO(first)) as second:
        for each in second.objects:
            if isinstance(each, pikepdf.Dictionary) and str(each.get("/Alt", "")).startswith("\ue000"):
                each.Alt = pikepdf.String(str(each.Alt).replace("\ue000w/", "\ue000v/"))
        second.save(out)
    fields = [*form, *in_second(form)]
    return whole_of([first, out.getvalue()], "Pack", "en", form=fields), fields


def test_every_blank_is_a_field_at_its_place(pack):
    pdf, fields = pack
    found = widgets(pdf)
    assert [each.name for each in found] == [field_name(each.field) for each in fields]
    for each, place in zip(found, (field.field for field in fields), strict=True):
        assert each.page == place.page
        assert each.several == (place.height > 13)
        assert each.box == pytest.approx((place.x, place.y, place.width, place.height), abs=0.02)


def test_the_tab_key_goes_where_the_eye_goes(pack):
    with pikepdf.open(BytesIO(pack[0])) as document:
        assert [str(page.Tabs) for page in document.pages] == ["/S"] * 4
        first = [str(each.get("/T", each.get("/A", {}).get("/URI"))) for each in document.pages[0].Annots]
        assert {int(each.F) for page in document.pages for each in page.Annots} == {4}  # printed, not hidden
        form = document.Root.AcroForm
        assert "/NeedAppearances" not in form
        names = [str(each.T) for each in form.Fields]
    assert first == ["https://example.org", "w/cloze/gap-1", "https://example.com", "w/chart/1%2E2", "w/chart/2"]
    assert names == [field_name(each.field) for each in pack[1]]


def test_a_field_has_an_element_of_its_own_and_its_picture_none(pack):
    pdf, fields = pack
    with pikepdf.open(BytesIO(pdf)) as document:
        elements = [each for each in document.objects if isinstance(each, pikepdf.Dictionary) and "/S" in each]
        forms = [each for each in elements if each.S == "/Form"]
        assert "/Figure" not in [each.S for each in elements]
        assert [[str(kid.Type) for kid in as_list(each.K)] for each in forms] == [["/OBJR"]] * len(fields)
        assert not any("/A" in each for each in forms)
        numbers = list(document.Root.StructTreeRoot.ParentTree.Nums[1::2])
        owners = [each for entry in numbers if isinstance(entry, pikepdf.Array) for each in entry]
        assert "/Form" not in [str(each.S) for each in owners if each is not None]
        assert owners.count(None) == len(fields)
        assert sorted(str(each.Alt) for each in forms) == sorted(tooltips(fields))
    assert structure_problems(pdf) == []


def test_the_whole_is_accessible(pack):
    outcome = accessibility.validate_pdf_bytes(pack[0], profile="ua1")
    assert [f"{failure.rule_id}: {failure.message}" for failure in outcome.failures] == []


def test_the_same_parts_give_the_same_bytes(parts):
    pdf, form = parts
    assert whole_of([pdf], "t", "en", form=form) == whole_of([pdf], "t", "en", form=form)


def test_without_fields_there_is_no_form(parts):
    with pikepdf.open(BytesIO(whole_of([parts[0]], "t", "en"))) as document:
        assert "/AcroForm" not in document.Root


def test_a_field_without_a_mark_in_the_text_is_a_mistake_of_the_layout(parts):
    pdf, form = parts
    stray = replace(form[0], field=replace(form[0].field, id="w/lost"))
    with pytest.raises(KeyError, match="w/lost"):
        whole_of([pdf], "t", "en", form=[*form, stray])


def test_a_blank_may_have_several_parts(tmp_path):
    doc = Typeset(
        f"<html lang='en'><head><title>t</title><style>{STYLE}</style></head><body>"
        f"<h1>t</h1>{blank('w/writing/text')}{blank('w/writing/text')}",
        tmp_path,
    )
    form = [
        FormField(Field("w/writing/text", "Text", 1, e.x, e.y, e.width, e.height, part), "t", "en")
        for part, e in enumerate(doc.found("blank"), 1)
    ]
    first, second = widgets(whole_of([doc.pdf()], "t", "en", form=form))
    assert (first.name, first.tooltip) == ("w/writing/text", "Text")
    assert (second.name, second.tooltip) == ("w/writing/text~2", "Text (2)")
    assert first.box[1] < second.box[1]


# --- the head ---------------------------------------------------------------------------------------------


def head_of(pages, language="en"):
    """Lines for name, class and date at the top of so many pages."""
    places = {"name": (20, 60), "class": (85, 20), "date": (110, 20)}
    return [
        FormField(Field(name, name.title(), page, x, 8, width, 7), "Rivers", language)
        for page in range(1, pages + 1)
        for name, (x, width) in places.items()
    ]


@pytest.fixture(scope="module")
def headed(parts):
    """Two worksheets of two pages each, with one head for all."""
    return whole_of([parts[0], parts[0]], "Pack", "en", head=head_of(4))


def test_a_line_of_the_head_is_one_field_that_shows_on_all_pages(headed):
    with pikepdf.open(BytesIO(headed)) as document:
        assert [(str(each.T), str(each.TU), len(each.Kids)) for each in document.Root.AcroForm.Fields] == [
            ("name", "Name", 4),
            ("class", "Class", 4),
            ("date", "Date", 4),
        ]
    found = widgets(headed)
    places = {(each.field.page, each.field.id): each.field for each in head_of(4)}
    assert len(found) == len(places)
    for each in found:
        place = places[each.page, each.name]
        assert each.box == pytest.approx((place.x, place.y, place.width, place.height), abs=0.02)
        assert not each.several


def test_the_tab_key_reaches_the_head_first_and_on_later_pages_last(parts):
    first, form = parts
    with pikepdf.open(BytesIO(whole_of([first], "Pack", "en", form=form, head=head_of(2)))) as document:
        named = [[str(each.get("/Parent", each).get("/T", "")) for each in page.Annots] for page in document.pages]
        fields = [str(each.T) for each in document.Root.AcroForm.Fields]
    assert named[0][:3] == ["name", "class", "date"]
    assert named[1] == ["w/writing/text", "name", "class", "date"]
    assert fields == ["name", "class", "date", *(field_name(each.field) for each in form)]


def test_every_line_of_the_head_has_an_element_in_its_worksheet(headed):
    with pikepdf.open(BytesIO(headed)) as document:
        tops = document.Root.StructTreeRoot.K[0].K
        kinds = [[(str(each.S), str(each.get("/Alt", ""))) for each in top.K] for top in tops]
    head = [("/Form", "Name"), ("/Form", "Class"), ("/Form", "Date")]
    assert [sum(each in head for each in kids) for kids in kinds] == [6, 6]
    assert kinds[0][:3] == kinds[0][-3:] == kinds[1][-3:] == head
    assert kinds[1][0] not in head
    assert structure_problems(headed) == []
    outcome = accessibility.validate_pdf_bytes(headed, profile="ua1")
    assert [f"{failure.rule_id}: {failure.message}" for failure in outcome.failures] == []


@pytest.mark.parametrize("fill_in", [by_program, by_viewer])
def test_what_is_typed_into_the_head_shows_on_all_pages(fill_in, headed):
    texts = {"name": "Zoë", "class": "9b", "date": "1 May"}
    filled = fill_in(headed, texts)
    assert values(filled) == texts
    assert not_shown(headed, filled) == []


def field(label="A", sheet="S", hint="", height=8.0, **more):
    return FormField(Field("w/a", label, 1, 0, 0, 50, height), sheet, "en", hint=hint, **more)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ([field("A"), field("B")], ["A", "B"]),
        ([field("A", "S"), field("A", "T"), field("B", "T")], ["S: A", "T: A", "B"]),
        ([field("A", "S"), field("A", "S")], ["A", "A"]),
        ([field("A", hint="It is flat.")], ["A – It is flat."]),
    ],
)
def test_a_tooltip_says_what_to_write(fields, expected):
    assert tooltips(fields) == expected


@pytest.mark.parametrize(
    ("height", "printed", "y", "left"), [(24, 0, 0, 24), (24, 6, 6, 18), (12, 6, 6, 6), (11, 6, 0, 11), (8, 8, 0, 8)]
)
def test_a_field_begins_below_a_printed_hint_where_a_line_fits(height, printed, y, left):
    place = field(height=height, printed=printed).place
    assert (place.y, place.height, place.width) == (y, left, 50)


@pytest.mark.parametrize(
    ("height", "line", "multiline"), [(8, 8, False), (12.7, 8, False), (13, 8, True), (13, 12, False), (40, 12, True)]
)
def test_a_field_of_several_lines_takes_several(height, line, multiline):
    assert field(height=height, line=line).multiline == multiline


@pytest.mark.parametrize(("height", "size", "expected"), [(8, 11, 11), (8, 18, 15.9), (12, 18, 18), (5, 11, 9.9)])
def test_type_is_as_large_as_asked_for_where_it_fits(height, size, expected):
    assert field(height=height, size=size).type_size == expected


@pytest.mark.parametrize(("name", "expected"), [("w/a/1", "w/a/1"), ("w/a/1.2", "w/a/1%2E2"), ("w/5%.a", "w/5%25%2Ea")])
def test_a_name_has_no_full_stop_and_tells_ids_apart(name, expected):
    assert field_name(Field(name, "", 1, 0, 0, 1, 1)) == expected


@pytest.mark.parametrize("fill_in", [by_program, by_viewer])
def test_what_is_typed_is_kept_and_shown_in_its_field(fill_in, pack):
    pdf, fields = pack
    texts = {field_name(each.field): f"Ähnlich {index}" for index, each in enumerate(fields)}
    filled = fill_in(pdf, texts)
    assert values(filled) == texts
    assert [each.box for each in widgets(pdf)] == [
        pytest.approx((f.x, f.y, f.width, f.height), abs=0.02) for f in (each.field for each in fields)
    ]
    assert not_shown(pdf, filled) == []


def test_what_is_not_typed_is_not_shown(pack):
    pdf, fields = pack
    names = [field_name(each.field) for each in fields]
    texts = dict.fromkeys(names, "Text") | {names[0]: ""}
    assert not_shown(pdf, by_program(pdf, texts)) == [names[0]]


def test_a_language_is_typed_in_its_code_page_and_the_font_is_there_once(tmp_path):
    pdf, form = printed(tmp_path, "pl")
    whole = whole_of([pdf], "t", "pl", form=form)
    with pikepdf.open(BytesIO(whole)) as document:
        names = [str(each.get("/BaseFont", "")) for each in document.objects if isinstance(each, pikepdf.Dictionary)]
    assert [name for name in names if "-cp" in name] == ["/FiraSans-Regular-cp1250"]
    assert {each.appearance for each in widgets(whole)} == {"/Typing1250 11 Tf 0 g"}


def test_arabic_begins_at_the_right(tmp_path):
    pdf, form = printed(tmp_path, "ar")
    assert [each.quadding for each in widgets(whole_of([pdf], "t", "ar", form=form))] == [2] * len(form)
