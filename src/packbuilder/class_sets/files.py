"""The files for the screen of a class set: a tagged PDF for each copy. An interrupted run can be gone on with."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from packbuilder.class_sets.copies import Copy, variants
from packbuilder.class_sets.folder import slug
from packbuilder.class_sets.manifest import CopyRecord, Record
from packbuilder.class_sets.order import ClassSet, chosen_copies
from packbuilder.class_sets.pages import Stage
from packbuilder.class_sets.stamp import Stamps, code_stamps, head_stamps, stamps_of, texts
from packbuilder.class_sets.wanted import Wanted
from packbuilder.digests import digest_of, hash_of, program
from packbuilder.output import remove
from packbuilder.pdf.personal import PageStamps, personal
from packbuilder.places import cache_folder
from packbuilder.receipts import MADE


def write_files(made: ClassSet, folder: Path, tick: Stage) -> Record:
    """Writes a tagged PDF for each copy into `folder`, but for those that an interrupted run has finished there."""
    stamps = stamps_of(made)
    copies, _ = chosen_copies(made)
    names = {copy.number: _file_name(copy, made.wanted) for copy in copies}
    documents = {variant: pack.document for variant, pack in made.typeset.items()}
    at = _journal(folder, _made_of(made, stamps, documents.values()))
    finished = _finished(folder, at)
    done = 0
    for variant in variants(copies):
        with personal(documents[variant], stamps.lettering.pdf) as shared:
            for copy in (each for each in copies if each.variant == variant):
                path = folder / names[copy.number]
                if path.name not in finished:
                    shared.save(path, _page_stamps(copy, stamps), _spoken(copy, stamps))
                    _list(path, at)
                done += 1
                tick("files", done, len(copies))
    with suppress(OSError):
        at.unlink()
    shapes = made.shapes
    records = [CopyRecord(copy, len(shapes[copy.variant]), {}, names[copy.number]) for copy in copies]
    return Record(made.set_id, made.pack, made.title, made.language, (), tuple(records), cut=stamps.cut)


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


def _journal(folder: Path, made_of: str) -> Path:
    """Where the files of an interrupted run that are whole are listed, each with its hash.

    That is in the cache folder: what lies in the output folder may have come with a stranger's pack.
    """
    return cache_folder() / MADE / hash_of("files", str(folder.resolve()), made_of)


def _finished(folder: Path, journal: Path) -> set[str]:
    """The files that an interrupted run of the same set left whole; everything else in the folder is removed."""
    lines = journal.read_bytes().decode(errors="replace").splitlines() if journal.exists() else []
    listed = {name: entry for entry, _, name in (line.partition(" ") for line in lines)}
    whole = set()
    for path in list(folder.iterdir()):
        entry = _entry(journal, path)
        if entry and entry == listed.get(path.name):
            whole.add(path.name)
        else:
            remove(path)
    return whole


def _list(path: Path, journal: Path) -> None:
    """Puts a file on the journal. Where the cache folder is full, it is made again after an interruption."""
    with suppress(OSError):
        journal.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with journal.open("a", encoding="utf-8") as lines:
            lines.write(f"{_entry(journal, path)} {path.name}\n")


def _entry(journal: Path, path: Path) -> str:
    """A hash of a file, by which it is known to be whole; in a journal that took the place of another one it's none."""
    digest = digest_of(path)
    return digest and hash_of(journal.name, digest)


def _made_of(made: ClassSet, stamps: Stamps, documents: Iterable[bytes]) -> str:
    """A hash of all that the files are made of."""
    copies = ((copy, stamps.names[copy.number]) for copy in made.copies)
    return hash_of(program(), made.wanted, stamps.lettering.pdf, *documents, *copies)
