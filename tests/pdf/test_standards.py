"""What veraPDF says of joined PDFs, on paper and on the screen: PDF/UA-1 and PDF/A-3a, both at once."""

from io import BytesIO

import pikepdf
import pytest
from PIL import Image

from packbuilder.fields import Field, FormField
from packbuilder.typeset import Typeset
from pdfs import whole_of
from verapdf import failures, needs_verapdf

pytestmark = needs_verapdf

STYLE = """
@page { size: A5; background: #fff5d9; @bottom-left { content: 'foot' } }
.blank, .gap { position: relative; border-bottom: 0.5pt solid #000 }
.gap { display: inline-block; width: 30mm; height: 7mm }
.blank { height: 16mm }
.blank img, .gap img { position: absolute; left: 0; top: 0; width: 100%; height: 100% }
.map { position: relative; height: 50mm } .map ul { list-style: none } .map .node { position: absolute; left: 60mm }
"""
NOTHING = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/>"


def mark(name):
    return f'<img alt="\ue000{name}\ue000Label of {name}" src="{NOTHING}">'


BODY = f"""
<p>A gap <span class="gap" data-blank="w/gap">{mark("w/gap")}</span> and <a href="https://example.org">a link</a>.</p>
<table><thead><tr><th scope="col" colspan="2">Both</th></tr>
<tr><th scope="col">A</th><th scope="col">B</th></tr></thead>
<tbody><tr><th scope="row">r</th>
<td><div class="blank" data-blank="w/cell">{mark("w/cell")}</div></td></tr></tbody></table>
<div class="map"><ul><li><div class="node">Centre</div><ul>
<li><div class="node" style="top: 20mm"><p>Branch</p><div class="blank" data-blank="w/leaf">{mark("w/leaf")}</div></div>
</ul></ul></div>
<ul><li><p>a</p><ul><li><div>b</div></ul></ul>
<img src="two.png" alt="Two points">
"""


def printed(folder, language):
    Image.new("RGBA", (2, 1), (200, 0, 0, 128)).save(folder / "two.png")
    head = f"<head><title>One</title><style>{STYLE}</style></head>"
    doc = Typeset(f"<html lang='{language}'>{head}<body><h1>Łódź, Волга, One</h1>{BODY}", folder)
    form = []
    for each in doc.found("blank"):
        name = each.marks["blank"]
        place = Field(name, f"Label of {name}", each.page + 1, each.x, each.y, each.width, each.height)
        form.append(FormField(place, "One", language, hint="Think."))
    return doc.pdf(), form


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("standards")
    made = {}
    for language in ("en-GB", "ru", "ar"):
        pdf, form = printed(folder, language)
        head = FormField(Field("name", "Name", 1, 20, 8, 60, 7), "One", language)
        made[f"{language}.pdf"] = whole_of([pdf, pdf], "Pack", language)
        made[f"{language}-screen.pdf"] = whole_of([pdf], "Pack", language, form=form, head=[head])
    for name, data in made.items():
        (folder / name).write_bytes(data)
    return [folder / name for name in made]


@pytest.mark.parametrize("flavour", ["PDFUA-1", "PDFA-3A"])
def test_paper_and_screen_keep_the_standard(flavour, files):
    assert failures(files, flavour) == []


def forget_the_order_of_fields(pdf):
    del pdf.pages[0].Tabs


def forget_the_standards(pdf):
    del pdf.Root.Metadata


@pytest.mark.parametrize(
    ("spoil", "flavour", "rule"),
    [
        (forget_the_order_of_fields, "PDFUA-1", "7.18.3"),
        (forget_the_standards, "PDFA-3A", "6.6"),
    ],
)
def test_what_is_broken_is_reported_with_its_file(spoil, flavour, rule, files, tmp_path):
    spoilt, text = tmp_path / "spoilt.pdf", tmp_path / "text.pdf"
    text.write_text("no PDF")
    with pikepdf.open(BytesIO(files[1].read_bytes())) as pdf:
        spoil(pdf)
        pdf.save(spoilt)
    first, second = failures([spoilt, files[1], text], flavour)
    assert first.startswith(f"{spoilt}: {rule}")
    assert second.startswith(f"{text}: ")
