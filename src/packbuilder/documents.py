"""Documents: parts put together to one PDF with its fields file."""

from collections.abc import Sequence
from dataclasses import replace

from packbuilder.emphasis import plain
from packbuilder.fields import Field, FormField, PageSize, fields_json, on_later_pages
from packbuilder.parts import Document, Part
from packbuilder.renderings import Rendering
from packbuilder.sheet import Edition
from packbuilder.words import words_for


def edition_of(
    parts: Sequence[Part], edition: Edition, rendering: Rendering, name: str | None = None, title: str | None = None
) -> Document:
    """The parts, which are of one edition, as a document; called after the first of them unless named and titled."""
    first = parts[0]
    return document_of(
        parts, edition, rendering, name or first.id, _title(title or first.title, edition, first.language)
    )


def document_of(parts: Sequence[Part], edition: Edition, rendering: Rendering, name: str, title: str) -> Document:
    """The parts as one document with a title; its name begins with `name`."""
    from packbuilder.pdf.join import join  # noqa: PLC0415

    sizes: list[PageSize] = []
    fields: list[Field] = []
    form: list[FormField] = []
    head: list[FormField] = []
    for part in parts:
        form += _later(part.form, len(sizes))
        head += _later(part.head, len(sizes))
        fields += on_later_pages(part.fields, len(sizes))
        sizes += [PageSize(part.page.paper.width, part.page.paper.height)] * part.pages
    return Document(
        name="-".join(filter(None, (name, edition, rendering.name))),
        edition=edition,
        pages=len(sizes),
        pdf=join([part.pdf for part in parts], title, parts[0].language, form=form, head=head),
        fields=fields_json(sizes, fields),
    )


def _later(form: Sequence[FormField], pages: int) -> list[FormField]:
    moved = on_later_pages([each.field for each in form], pages)
    return [replace(each, field=field) for each, field in zip(form, moved, strict=True)]


def _title(title: str, edition: Edition, language: str) -> str:
    words = words_for(language)
    suffix = {"student": "", "key": words.answer_key, "support": words.supported}[edition]
    return " – ".join(part for part in (plain(title), suffix) if part)
