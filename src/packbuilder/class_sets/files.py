"""The files for the screen of a class set: a tagged PDF for each copy. An interrupted run can be gone on with."""

from collections.abc import Iterable
from pathlib import Path
from shutil import rmtree

from packbuilder import __version__
from packbuilder.class_sets.copies import Copy, variants
from packbuilder.class_sets.manifest import CopyRecord, Record
from packbuilder.class_sets.order import ClassSet, Wanted, chosen_copies
from packbuilder.class_sets.pages import Tick
from packbuilder.class_sets.stamp import Stamps, code_stamps, head_stamps, stamps_of, texts
from packbuilder.digests import hash_of
from packbuilder.output import slug
from packbuilder.pdf.personal import PageStamps, personal

JOURNAL = ".finished"
"""Names the files of an interrupted run that are whole; its first line says what they were made of."""


def write_files(made: ClassSet, folder: Path, tick: Tick) -> Record:
    """Writes a tagged PDF for each copy into `folder`, but for those that an interrupted run has finished there.

    The journal of what is finished stays there, to be removed when all else is done.
    """
    stamps = stamps_of(made)
    copies, _ = chosen_copies(made)
    names = {copy.number: _file_name(copy, made.wanted) for copy in copies}
    documents = {variant: pack.document for variant, pack in made.typeset.items()}
    finished = _finished(folder, _made_of(made, stamps, documents.values()))
    done = 0
    with (folder / JOURNAL).open("a", encoding="utf-8") as journal:
        for variant in variants(copies):
            with personal(documents[variant], stamps.lettering.pdf) as shared:
                for copy in (each for each in copies if each.variant == variant):
                    if names[copy.number] not in finished:
                        shared.save(folder / names[copy.number], _page_stamps(copy, stamps), _spoken(copy, stamps))
                        journal.write(f"{names[copy.number]}\n")
                        journal.flush()
                    done += 1
                    tick("files", done, len(copies))
    shapes = made.shapes
    records = [CopyRecord(copy, len(shapes[copy.variant]), {}, names[copy.number]) for copy in copies]
    return Record(made.set_id, made.pack, made.title, made.language, (), tuple(records))


def _page_stamps(copy: Copy, stamps: Stamps) -> list[PageStamps]:
    pages = enumerate(stamps.pages[copy.variant])
    return [
        PageStamps(head_stamps(copy, page, stamps), code_stamps(copy, number, page, stamps)) for number, page in pages
    ]


def _spoken(copy: Copy, stamps: Stamps) -> str:
    """What a screen reader says of whose pages these are."""
    words = stamps.words
    labels = zip((words.name, words.class_, words.copy_number), texts(copy, stamps), strict=True)
    return "; ".join(f"{label} {text}" for label, text in labels if text)


def _file_name(copy: Copy, wanted: Wanted) -> str:
    """The copy's number, which no other file has, whether it is a key, and what is safe of the class and the name."""
    name = copy.student.name if copy.student and not wanted.anonymous else ""
    parts = (f"{copy.number:04d}", "key" if copy.is_key else "", slug(copy.class_name), slug(name))
    return "-".join(filter(None, parts)) + ".pdf"


def _finished(folder: Path, made_of: str) -> set[str]:
    """The files that an interrupted run of the same set left whole; everything else in the folder is removed."""
    journal = folder / JOURNAL
    lines = journal.read_bytes().decode(errors="replace").splitlines() if journal.is_file() else []
    whole = set(lines[1:]) if lines[:1] == [made_of] else set()
    for path in list(folder.iterdir()):
        if path.name not in whole and path != journal:
            rmtree(path) if path.is_dir() else path.unlink()
    if not whole:
        journal.write_text(f"{made_of}\n", encoding="utf-8")
    return {name for name in whole if (folder / name).is_file()}


def _made_of(made: ClassSet, stamps: Stamps, documents: Iterable[bytes]) -> str:
    """A hash of all that the files are made of."""
    copies = ((copy, stamps.names[copy.number]) for copy in made.copies)
    return hash_of(__version__, made.wanted, stamps.lettering.pdf, *documents, *copies)
