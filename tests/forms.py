"""Fillable PDFs as programs and viewers see them: their fields, what is typed into them, and how that looks."""

import ctypes
from dataclasses import dataclass
from io import BytesIO

import pikepdf
import pypdfium2
from pikepdf.form import DefaultAppearanceStreamGenerator, ExtendedAppearanceStreamGenerator, Form
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
    several = bool(int(each.Ff) & 1 << 12)
    value = str(each.V) if "/V" in each else None
    return Widget(str(each.T), str(each.TU), page, box, value, int(each.get("/Q", 0)), several, str(each.DA))


def by_program(pdf, texts):
    """The PDF with a text in each field, as a program fills it in."""
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as document:
        for generator, several in (
            (DefaultAppearanceStreamGenerator, False),
            (ExtendedAppearanceStreamGenerator, True),
        ):
            for name, each in Form(document, generator).items():
                if each.is_multiline == several:
                    each.value = texts[name]
        document.save(out)
    return out.getvalue()


def by_viewer(pdf, texts):
    """The PDF with a text in each field, as it is typed into them in a viewer."""
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    form = document.formenv.raw
    for page in document:
        for index in range(raw.FPDFPage_GetAnnotCount(page)):
            annotation = raw.FPDFPage_GetAnnot(page, index)
            if raw.FPDFAnnot_GetSubtype(annotation) == raw.FPDF_ANNOT_WIDGET:
                name = ctypes.create_string_buffer(512)
                raw.FPDFAnnot_GetFormFieldName(
                    form, annotation, ctypes.cast(name, ctypes.POINTER(ctypes.c_ushort)), 512
                )
                text = texts[name.raw.decode("utf-16-le").partition("\0")[0]] + "\0"
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
