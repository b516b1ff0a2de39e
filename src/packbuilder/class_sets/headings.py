"""What a column means, however a school's program calls it."""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from itertools import islice
from pathlib import Path

from packbuilder.class_sets.csv_rows import MAX_COLUMNS, Row, refusal, rows_of
from packbuilder.problems import Problem, SpecError
from packbuilder.wording import MOST_COMPARED, shown

MAX_CELL = 300
"""The longest cell of a column that is read, in characters without needless spaces; no line of a page holds so many."""
DELIMITERS = ",;\t"
HEADINGS = {
    "id": "id, pupil id, student id, learner id, sis id, upn, sourcedId, pupil number, student number, pupil no, "
    "student no, admission number, admission no, adm no, Schülernummer, Schüler-ID, identifiant, numéro élève, INE, "
    "id alumno, matrícula, número de matrícula, matricola, leerlingnummer, numer ucznia, "
    "学号, 學號, رقم الطالب, מספר תלמיד",
    "name": "name, full name, student, student name, pupil, pupil name, learner, Schüler, Schülername, nom complet, "
    "élève, nombre completo, alumno, nome completo, aluno, nome e cognome, cognome e nome, alunno, naam, leerling, "
    "imię i nazwisko, nazwisko i imię, uczeń, ФИО, имя и фамилия, фамилия и имя, ученик, 姓名, "
    "الاسم, الاسم الكامل, اسم الطالب, שם, שם מלא, שם התלמיד",
    "given name": "given name, given names, first name, forename, forenames, Vorname, Vornamen, prénom, nombre, nome, "
    "voornaam, imię, имя, 名, الاسم الأول, שם פרטי",
    "family name": "family name, surname, last name, Nachname, Familienname, nom, nom de famille, apellido, apellidos, "
    "apellido 1, primer apellido, apelido, sobrenome, cognome, achternaam, nazwisko, фамилия, 姓, "
    "اسم العائلة, שם משפחה",
    "class": "class, class name, form, form group, group, tutor group, registration group, reg group, homeroom, "
    "Klasse, classe, groupe, clase, grupo, turma, klas, klasa, класс, 班级, 班級, الفصل, الصف, כיתה",
    "order": "order, seat, seat number, number, no, Nummer, Nr, Platz, Sitzplatz, ordre, numéro, place, orden, número, "
    "numer, numer w dzienniku, номер, 座号, 座號, الرقم, מספר",
    "edition": "edition, Ausgabe, édition, edición",
    "support": "support, supported, supported edition",
    "large print": "large print, enlarged, enlarged print, Großdruck, gros caractères, letra grande",
    "dyslexia": "dyslexia, dyslexic, Legasthenie, dyslexie, dislexia",
    "low ink": "low ink, save ink, ink saving",
    "tint": "tint, paper colour, paper color, overlay, overlay colour, overlay color, Farbton, teinte",
    "screen": "screen, Bildschirm, écran, pantalla",
    "language": "language, Sprache, langue, idioma",
}
"""The headings that are understood, by what they mean. Case, accents, spaces and `.-_'` don't count."""
PREFERRED = {
    "preferred given name": "preferred given name, preferred given names, preferred first name, preferred forename, "
    "chosen given name, chosen first name, chosen forename, Rufname, prénom usuel, roepnaam",
    "preferred family name": "preferred family name, preferred surname, preferred last name, chosen family name, "
    "chosen surname, chosen last name, nom d'usage",
}
"""Headings of names by which students are called; where such a cell is empty, the other one of the row counts."""
PREFIX = {
    "family prefix": "family name prefix, surname prefix, Namensbestandteil vorangestellt, Namenszusatz, "
    "tussenvoegsel, tussenvoegsels"
}
"""Headings of what stands before a family name, such as "von" or "van der", where it has a column of its own."""
TINTED = {
    "tint": "coloured paper, colored paper, tinted paper, pastel paper, page colour, page color, coloured overlay, "
    "colored overlay, tinted overlay"
}
"""Headings below which a colour may stand, or anything else that schools note; none is suggested for others."""
INSTEAD = {
    "id": "adno",
    "given name": "legal given name, legal first name, legal forename",
    "family name": "legal family name, legal surname, legal last name",
    "class": "reg",
    **TINTED,
}
"""Headings that count where no other one means the same, as schools export both."""
SETTINGS = ("edition", "support", "large print", "dyslexia", "low ink", "tint", "screen", "language")
READ_OUT_OF = ("large print", "low ink", "tint")
"""What a heading is about that begins with it, such as "Large print (18 pt)": nobody goes without it for the rest."""
OWN = "metadata."
"""How the columns begin that a school has added to a OneRoster file."""
JOINERS = "\u200c\u200d"
"""What names in Persian or Hindi have between letters; it is invisible, and turns nothing around."""
MOST_ABOVE, LEAST_HEADINGS = 20, 2
"""Where the first row has fewer headings than that, so many rows are searched for one that has them."""
NEAR, NEAR_ID = 0.82, 0.9
"""How alike an unknown heading is to one that is understood; "Email", "House", "Gender" stay below that.

An id isn't needed, and "Student notes" is nearly a "student no".
"""
SHORTEST = 4
"""Letters of words that may be nearly the same: with fewer, any with a letter more would be."""


@dataclass(frozen=True)
class Columns:
    """What the headings of a file may be: fields by spelling, and the spellings that are worth a suggestion.

    Those of `instead` count where no other column is the field's.
    """

    spellings: dict[str, str]
    understood: str
    suggested: dict[str, str]
    required: dict[str, tuple[tuple[str, ...], str]]
    """A message by what to call the column, and the fields of which one is needed."""
    instead: dict[str, str] = field(default_factory=dict)

    @cached_property
    def known(self) -> dict[str, str]:
        """All spellings that mean something."""
        return self.instead | self.spellings


def plain_heading(heading: str) -> str:
    """What counts of a heading."""
    stripped = heading.strip()
    if len(stripped) > MAX_CELL:
        return ""  # No heading that is understood is so long, and the time that normalizing takes grows with the square
    letters = unicodedata.normalize("NFKD", stripped.removeprefix(OWN)).casefold()
    return "".join(c for c in letters if not (unicodedata.combining(c) or c.isspace() or c in "_-.‐'’"))


def readable(cell: str, longest: int = 40) -> str:
    """A cell in a message, whatever stands in it, cut at `longest` characters."""
    text = " ".join(cell.split())
    text = text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
    return "".join(c if c.isprintable() or c in JOINERS else "\ufffd" for c in text)


def suggestions(fields: dict[str, str]) -> dict[str, str]:
    """What is suggested, by its plain spelling: English stands first."""
    words = [word for words in fields.values() for word in words.split(", ")]
    return {plain_heading(word): word for word in reversed(words)}


def fields_by_spelling(fields: dict[str, str]) -> dict[str, str]:
    return {plain_heading(word): field for field, words in fields.items() for word in words.split(", ")}


SETTING_HEADINGS = {field: HEADINGS[field] for field in SETTINGS}
PARTS = ("given name", "family name")
NAMES = ("name", *PARTS)
ALL_NAMES = (*NAMES, *PREFERRED)
WHOLE_OR_GIVEN = {"preferredname", "chosenname"}
"""What stands for the given name beside other parts of a name, and else for the whole one, as plain headings."""
GERMAN = {"vorname", "rufname"}
"""Given names beside which "Name" is the family's."""
LIST = Columns(
    spellings=fields_by_spelling(HEADINGS | PREFERRED | PREFIX) | dict.fromkeys(WHOLE_OR_GIVEN, "preferred given name"),
    instead=fields_by_spelling(INSTEAD),
    understood=", ".join(HEADINGS),
    suggested=suggestions(HEADINGS),
    required={
        "name": (ALL_NAMES, 'there is no column with names; call one "name", or two "given name" and "family name"'),
    },
)


def delimiter_of(file: Path, text: str, columns: Columns) -> str:
    """The sign with which most headings are understood."""
    headings: dict[str, list[str]] = {}
    errors = []
    for delimiter in DELIMITERS:
        try:
            headings[delimiter] = next((row.cells for row in rows_of(file, text, delimiter)), [])
        except SpecError as error:
            errors.append(error)
    if not headings:
        raise errors[0]
    understood = {each: len(_understood(cells, columns)) for each, cells in headings.items()}
    best = max(understood, key=lambda each: understood[each])
    if understood[best] < LEAST_HEADINGS and columns is LIST:
        _refuse_title(file, text)
    if not understood[best]:
        found = max(headings.values(), key=len)
        listed = ", ".join(shown(readable(cell)) for cell in found[:12]) + (" …" if len(found) > 12 else "")
        message = f"the first line needs headings, and none of these is understood: {listed}; "
        raise refusal(file, f"{message}write some of {columns.understood}")
    return best


def _understood(cells: list[str], columns: Columns) -> set[str]:
    """The fields that the cells are headings of, as far as they are understood."""
    return {columns.known[plain] for cell in cells[:MAX_COLUMNS] if (plain := plain_heading(cell)) in columns.known}


def _refuse_title(file: Path, text: str) -> None:
    """Raises SpecError where the headings of a class list stand below its first row, which may be a title."""
    for delimiter in DELIMITERS:
        for fields, line in _first_rows(file, text, delimiter):
            if len(fields) >= LEAST_HEADINGS and not fields.isdisjoint(ALL_NAMES):
                raise refusal(file, f"the headings stand in line {line}; delete the lines above that one")


def _first_rows(file: Path, text: str, delimiter: str) -> Iterator[tuple[set[str], int]]:
    """The fields that the first rows are headings of, and the line of each, up to one that can't be read."""
    with suppress(SpecError):
        for row in islice(rows_of(file, text, delimiter), MOST_ABOVE):
            yield _understood(row.cells, LIST), row.line


def places_of(file: Path, heading: Row, columns: Columns) -> tuple[dict[str, int], list[Problem]]:
    """In which column each field stands, and what is wrong with the headings."""
    if len(heading.cells) > MAX_COLUMNS:
        raise refusal(file, f"has {len(heading.cells):,} columns, and {MAX_COLUMNS:,} are the most that are read")
    places: dict[str, int] = {}
    problems = []
    for index, cell in enumerate(heading.cells):
        field = columns.spellings.get(plain_heading(cell))
        if field in places and (columns, field) != (LIST, "id"):  # any of several tells students apart
            first = readable(heading.cells[places[field]])
            message = f'means the same as "{first}"; delete one of the columns or rename it'
            problems.append(_problem_at(file, heading, index, message))
        elif field:
            places.setdefault(field, index)
    _fill_in(heading, places, columns)
    if columns is LIST:
        _settle_names(heading, places)
        problems += _doubtful_names(file, heading, places)
    missed = dict(_misspelt(heading, places, columns))
    for index, word in missed.items():
        message = f'unknown heading; did you mean "{word}"? If not, call it otherwise or delete the column'
        problems.append(_problem_at(file, heading, index, message))
    there = {*places, *(columns.spellings[plain_heading(word)] for word in missed.values())}
    for name, (fields, message) in columns.required.items():
        if there.isdisjoint(fields):
            problems.append(Problem(file, heading.position(0), name, message))
    # Beside the whole name its parts aren't read.
    parts = {*ALL_NAMES, *PREFIX} - {"name"} if "name" in places else {}
    return {field: index for field, index in places.items() if field not in parts}, problems


def _fill_in(heading: Row, places: dict[str, int], columns: Columns) -> None:
    """Gives fields that have no column one of those that count instead; beside a whole name no part is needed."""
    for index, cell in enumerate(heading.cells):
        field = columns.instead.get(plain_heading(cell))
        if field and not ("name" in places and field in PARTS):
            places.setdefault(field, index)


def _settle_names(heading: Row, places: dict[str, int]) -> None:
    """Gives each heading that has several meanings the one that it has beside the others."""
    there = {field: plain_heading(heading.cells[index]) for field, index in places.items() if field in ALL_NAMES}
    if there.get("name") == "name" and GERMAN & {*there.values()} and "family name" not in there:
        places["family name"] = places.pop("name")
    elif [*there] == ["preferred given name"] and WHOLE_OR_GIVEN & {*there.values()}:
        places["name"] = places.pop("preferred given name")
    elif there == {"family name": "nom"}:
        places["name"] = places.pop("family name")


def _doubtful_names(file: Path, heading: Row, places: dict[str, int]) -> Iterator[Problem]:
    """Names of which a part may be missing: "Name" beside one part may be the other one, or the whole."""
    parts = [part for part in PARTS if part in places]
    if "name" in places and len(parts) == 1:
        beside, other = readable(heading.cells[places[parts[0]]]), PARTS[1 - PARTS.index(parts[0])]
        message = f'is it the whole name, or what "{beside}" lacks? Call it "full name" or "{other}"'
        yield _problem_at(file, heading, places["name"], message)
        return
    families = [name for name in ("family name", "preferred family name") if name in places]
    if families and {"name", "given name", "preferred given name"}.isdisjoint(places):
        message = 'no column has given names; call one "given name", or this one "name" if whole names stand in it'
        yield _problem_at(file, heading, places[families[0]], message)


def _problem_at(file: Path, heading: Row, index: int, message: str) -> Problem:
    return Problem(file, heading.position(index), readable(heading.cells[index]), message)


def _misspelt(heading: Row, places: dict[str, int], columns: Columns) -> Iterator[tuple[int, str]]:
    """The columns whose heading is nearly one that is understood and that isn't there."""
    there = {*places, *(PARTS if "name" in places else ()), *(NAMES[:1] if {*ALL_NAMES} & {*places} else ())}
    words = {word: columns.spellings[word] for word in columns.suggested if len(word) >= SHORTEST}
    ids = [word for word, field in words.items() if field == "id" and field not in there]
    others = [word for word, field in words.items() if field != "id" and field not in there]
    for index, cell in enumerate(heading.cells):
        plain = plain_heading(cell)[:MOST_COMPARED]
        if len(plain) >= SHORTEST and plain not in columns.known:
            near = [word for word in (*others, *ids) if sorted(word) == sorted(plain)]
            near += get_close_matches(plain, others, n=1, cutoff=NEAR)
            near += get_close_matches(plain, ids, n=1, cutoff=NEAR_ID)
            near += [plain_heading(word) for word in READ_OUT_OF if word not in there and _begins_with(cell, word)]
            near = [word for word in near if word in columns.suggested]
            if near:
                yield index, columns.suggested[near[0]]


def _begins_with(heading: str, words: str) -> bool:
    """Are these the first words of a heading that has more?"""
    return re.match(rf"\W*{re.escape(words)}\b", heading[:MOST_COMPARED], re.IGNORECASE) is not None
