"""PDFs as they are heard: the structure tree in reading order, with the text that its elements own."""

import ctypes
from io import BytesIO

import pikepdf
import pypdfium2
from pypdfium2 import raw

from packbuilder.pdf.tree import as_list, is_element, kind


def spoken(pdf):
    """(kinds of the elements from the top, what is said) of each piece of text and each alternative text, in order."""
    owned = texts_by_number(pdf)
    with pikepdf.open(BytesIO(pdf)) as document:
        pages = {page.obj.objgen: number for number, page in enumerate(document.pages)}
        return [each for top in as_list(document.Root.StructTreeRoot.K) for each in said(top, (), pages, owned)]


def said(element, above, pages, owned):
    kinds = (*above, kind(element))
    for instead in ("/Alt", "/ActualText"):
        if instead in element:
            yield kinds, str(element[instead])
            return
    for kid in as_list(element.get("/K")):
        if is_element(kid):
            yield from said(kid, kinds, pages, owned)
        elif not isinstance(kid, pikepdf.Dictionary):
            yield kinds, owned.get((pages[element.Pg.objgen], int(kid)), "")
        elif "/MCID" in kid:
            yield kinds, owned.get((pages[kid.get("/Pg", element.get("/Pg")).objgen], int(kid.MCID)), "")


def texts_by_number(pdf):
    """The text of each piece of marked content, by its page (from 0) and its number."""
    found = {}
    for number, page in enumerate(pypdfium2.PdfDocument(pdf)):
        text_page = page.get_textpage()
        for each in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
            room = raw.FPDFTextObj_GetText(each, text_page, None, 0)
            text = ctypes.create_string_buffer(room)
            raw.FPDFTextObj_GetText(each, text_page, ctypes.cast(text, ctypes.POINTER(ctypes.c_ushort)), room)
            key = (number, raw.FPDFPageObj_GetMarkedContentID(each))
            found[key] = found.get(key, "") + text.raw.decode("utf-16-le").rstrip("\0")
    return found
