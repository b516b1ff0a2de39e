"""Fillable PDFs as programs and viewers see them: their fields, what is typed into them, and how that looks."""

import ctypes
from dataclasses import dataclass
from io import BytesIO

import pikepdf
import pypdfium2
from pikepdf.form import DefaultAppearanceStreamGenerator, ExtendedAppearanceStreamGenerator, Form, TextField
from PIL import ImageChops
from pypdfium2 import raw

from packbuilder.units import PT_PER_MM

SCALE = 2
"""Pixels a point in pictures of pages."""
DARK = 200
"""How much darker than the paper a letter is somewhere, of 255."""


@dataclass(frozen=True)
class Widget:
    """A field as a PDF has it, in the order of the pages' annotations; `box` in mm from the page's upper left."""

    name: str
    tooltip: str
    page: int
    box: tuple[float, float, float, float]
    value: str | None
    quadding: int
    several: bool
    appearance: str


def widgets(pdf):
    with pikepdf.open(BytesIO(pdf)) as document:
        return [
            widget(each, number, float(page.mediabox[3]))
            for number, page in enumerate(document.pages, 1)
            for each in page.obj.get("/Annots", [])
            if each.Subtype == "/Widget"
        ]


def widget(each, page, height):
    left, bottom, right, top = (float(figure) for figure in each.Rect)
    box = (left / PT_PER_MM, (height - top) / PT_PER_MM, (right - left) / PT_PER_MM, (top - bottom) / PT_PER_MM)
    field = each.get("/Parent", each)
    several = bool(int(field.Ff) & 1 << 12)
    # Programs may write what is typed into a field that all pages have into each of its places.
    typed = each.get("/V", field.get("/V"))
    value = None if typed is None else str(typed)
    return Widget(str(field.T), str(field.TU), page, box, value, int(field.get("/Q", 0)), several, str(field.DA))


def by_program(pdf, texts):
    """The PDF with a text in each field, as a program fills it in."""
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as document:
        for generator, several in (
            (DefaultAppearanceStreamGenerator, False),
            (ExtendedAppearanceStreamGenerator, True),
        ):
            form = Form(document, generator)
            for each in document.acroform.fields:
                field = TextField(form, each)
                if field.is_multiline == several:
                    field.value = texts[each.fully_qualified_name]
        document.save(out)
    return out.getvalue()


def by_viewer(pdf, texts):
    """The PDF with a text in each field, as it is typed into them in a viewer, where they are met first."""
    left = dict(texts)
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    form = document.formenv.raw
    pages = list(document)  # those that aren't open don't show what is typed on others
    for page in pages:
        for index in range(raw.FPDFPage_GetAnnotCount(page)):
            annotation = raw.FPDFPage_GetAnnot(page, index)
            if raw.FPDFAnnot_GetSubtype(annotation) == raw.FPDF_ANNOT_WIDGET:
                name = ctypes.create_string_buffer(512)
                raw.FPDFAnnot_GetFormFieldName(
                    form, annotation, ctypes.cast(name, ctypes.POINTER(ctypes.c_ushort)), 512
                )
                text = left.pop(name.raw.decode("utf-16-le").partition("\0")[0], None)
                if text is None:
                    raw.FPDFPage_CloseAnnot(annotation)
                    continue
                text += "\0"
                raw.FORM_SetFocusedAnnot(form, annotation)
                typed = (ctypes.c_ushort * len(text)).from_buffer_copy(text.encode("utf-16-le"))
                raw.FORM_ReplaceSelection(form, page, typed)
                raw.FORM_ForceToKillFocus(form)
            raw.FPDFPage_CloseAnnot(annotation)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def pictures(pdf):
    """Each page as it looks in a viewer, `SCALE` pixels a point."""
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    return [page.render(scale=SCALE, grayscale=True, may_draw_forms=True).to_pil() for page in document]


def values(pdf):
    return {each.name: each.value for each in widgets(pdf)}


def not_shown(pdf, filled):
    """The fields whose text can't be seen in their boxes in `filled`; "outside" where a page changed elsewhere."""
    changes = [ImageChops.difference(*pair) for pair in zip(pictures(pdf), pictures(filled), strict=True)]
    found = []
    for each in widgets(pdf):
        left, top, width, height = (figure * PT_PER_MM * SCALE for figure in each.box)
        box = tuple(round(figure) for figure in (left, top, left + width, top + height))
        change = changes[each.page - 1]
        if change.crop(box).getextrema()[1] <= DARK:
            found.append(each.name)
        change.paste(0, box)
    return found + ["outside"] * any(change.getbbox() for change in changes)
