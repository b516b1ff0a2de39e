"""Fillable PDFs: every blank a text field that says what it is, reached with the tab key in reading order.

So are the lines of the head for name, class and date.
In the structure tree the blank's picture makes room for a Form element, which holds the field and nothing else
(ISO 14289-1, 7.18.4).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pikepdf import Array, Dictionary, Name, Pdf, String

from packbuilder.fields import Field, FormField
from packbuilder.fonts import font_files
from packbuilder.pdf.tree import as_list, content
from packbuilder.pdf.typeface import code_page, embed, typeface
from packbuilder.units import PT_PER_MM

MULTILINE = 1 << 12
"""A flag of a text field (ISO 32000-1, table 228)."""
RIGHT_TO_LEFT = ("ar", "fa", "he", "ur", "yi")
RIGHT = 2
"""Text that begins at the right (ISO 32000-1, table 222)."""


def field_name(field: Field) -> str:
    """The name in the form: the blank's id, and for its second part "~2" behind it …

    A full stop would divide the name (ISO 32000-1, 12.7.3.2).
    """
    name = field.id.replace("%", "%25").replace(".", "%2E")
    return f"{name}~{field.part}" if field.part > 1 else name


def tooltips(fields: Sequence[FormField]) -> list[str]:
    """What each field says of itself: its label, with its worksheet where several have the same, part, and hint."""
    times = Counter(label for _, label in {(each.sheet, each.field.label) for each in fields})
    return [_tooltip(each, unique=times[each.field.label] == 1) for each in fields]


def _tooltip(field: FormField, *, unique: bool) -> str:
    label = field.field.label if unique else f"{field.sheet}: {field.field.label}"
    part = f" ({field.field.part})" if field.field.part > 1 else ""
    return f"{label}{part} – {field.hint}" if field.hint else label + part


def add_fields(target: Pdf, blanks: Mapping[tuple[str, int], Any], fields: Sequence[FormField], parents: Array) -> None:
    """Makes a form of `target` with `fields`; `blanks` are their elements, by id and part, as they are read.

    `parents` is the parent tree, whose keys count up from 0; those of the fields come behind.
    Raises KeyError for a field without an element.
    """
    told = {(each.field.id, each.field.part): (each, tip) for each, tip in zip(fields, tooltips(fields), strict=True)}
    missing = [name for name in told if name not in blanks]
    if missing:
        raise KeyError(f"blanks without a picture that marks them in the structure: {missing}")
    form = _form_of(target)
    for name in blanks:
        if name in told:
            field, tooltip = told[name]
            widget = _widget(target, field, form.DR.Font)
            widget.update(_said(target, field, field_name(field.place), tooltip, form.DR.Font))
            _release(blanks[name], parents)
            _own(target, blanks[name], widget, parents, tooltip)
            form.Fields.append(widget)


def add_head(target: Pdf, document: Any, fields: Sequence[FormField], parents: Array) -> None:
    """Makes fields of lines of the pages' heads, in which no element stands; those of one id are one field.

    What is typed into it shows on all pages. The first page's come before all else; those of later pages say the same,
    and nobody has to hear them before the text.
    """
    form = _form_of(target)
    named: dict[str, Any] = {}
    first: list[Any] = []
    for line in sorted(fields, key=lambda each: each.field.page):
        name, tooltip = line.field.id, line.field.label
        if name not in named:
            named[name] = target.make_indirect(_said(target, line, name, tooltip, form.DR.Font))
            named[name].Kids = Array()
            form.Fields.append(named[name])
        widget = _widget(target, line, form.DR.Font)
        widget.Parent = named[name]
        named[name].Kids.append(widget)
        part = _part_of(widget.P, document, parents)
        element = target.make_indirect(Dictionary(Type=Name.StructElem, P=part))
        _own(target, element, widget, parents, tooltip)
        if line.field.page == 1:
            first.append(element)
        else:
            part.K = Array([*as_list(part.get("/K")), element])
    if first:
        first[0].P.K = Array([*first, *as_list(first[0].P.get("/K"))])


def _form_of(target: Pdf) -> Any:
    """The form of a document, made if there is none yet."""
    if "/AcroForm" not in target.Root:
        target.Root.AcroForm = target.make_indirect(Dictionary(Fields=Array(), DR=Dictionary(Font=Dictionary())))
    return target.Root.AcroForm


def _part_of(page: Any, document: Any, parents: Array) -> Any:
    """The worksheet, among the parts of the document, that a page is of."""
    owners = parents[2 * int(page.StructParents) + 1]
    element = next((each for each in owners if each is not None), document.K[-1])
    while document != element.P:
        element = element.P
    return element


def _said(target: Pdf, field: FormField, name: str, tooltip: str, fonts: Dictionary) -> Dictionary:
    """What a field is besides its places on pages: its name, what it says of itself, and how text in it is set."""
    said = Dictionary(
        FT=Name.Tx,
        T=String(name),
        TU=String(tooltip),
        Ff=MULTILINE if field.multiline else 0,
        DA=String(f"{_font(target, field.language, fonts)} {field.type_size:g} Tf 0 g"),
    )
    if field.language.partition("-")[0].lower() in RIGHT_TO_LEFT:
        said.Q = RIGHT
    return said


def _widget(target: Pdf, field: FormField, fonts: Dictionary) -> Any:
    """The look of a field on its page, put among the page's annotations."""
    page = target.pages[field.field.page - 1].obj
    place = field.place
    height = float(page.MediaBox[3])
    left, bottom = place.x * PT_PER_MM, height - (place.y + place.height) * PT_PER_MM
    box = [round(each, 2) for each in (left, bottom, left + place.width * PT_PER_MM, bottom + place.height * PT_PER_MM)]
    widget = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Widget,
        P=page,
        Rect=Array(box),
        AP=Dictionary(N=_nothing_yet(target, box, fonts)),
    )
    made = target.make_indirect(widget)
    page.Annots = Array([*page.get("/Annots", []), made])
    return made


def _font(target: Pdf, language: str, fonts: Dictionary) -> str:
    """The name, among `fonts`, of the font for a language; it is embedded once."""
    page = code_page(language)
    name = f"/Typing{page.removeprefix('cp')}"
    if name not in fonts:
        fonts[name] = embed(target, typeface(typing_font(), page))
    return name


def typing_font() -> Path:
    """The font that typed text is set in: the one of the pages."""
    return next(path for path in font_files() if path.name == "FiraSans-Regular.ttf")


def _nothing_yet(target: Pdf, box: Sequence[float], fonts: Dictionary) -> Any:
    """How an empty field looks: transparent. The marks are where a viewer writes later (ISO 32000-1, 12.7.3.3)."""
    look = target.make_stream(b"/Tx BMC EMC")
    look.Type, look.Subtype = Name.XObject, Name.Form
    look.BBox = Array([0, 0, round(box[2] - box[0], 2), round(box[3] - box[1], 2)])
    look.Resources = Dictionary(Font=fonts)
    return look


def _release(element: Any, parents: Array) -> None:
    """Lets nobody own the content of the picture, whose place the field takes."""
    for page, number in content(element):
        parents[2 * int(page.StructParents) + 1][number] = None
    if "/A" in element:
        del element.A


def _own(target: Pdf, element: Any, widget: Any, parents: Array, tooltip: str) -> None:
    """Makes an element one of the field, which is read as its tooltip."""
    widget.StructParent = len(parents) // 2
    parents.append(widget.StructParent)
    parents.append(element)
    element.S = Name.Form
    element.K = Array([target.make_indirect(Dictionary(Type=Name.OBJR, Obj=widget, Pg=widget.P))])
    element.Alt = String(tooltip)
