"""The copies of a class set: who gets which pages under which number."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from packbuilder.class_sets.codes import MOST_NUMBER, Code, looks_like_code, read_code, read_copy
from packbuilder.class_sets.names import given_first
from packbuilder.class_sets.roster import Student, name_key
from packbuilder.problems import SetupError
from packbuilder.renderings import USUAL, Rendering
from packbuilder.sheet import Edition
from packbuilder.wording import MOST_COMPARED, listed, near_miss, shown, spelling_key, suggested

DIGITS = 5
"""Those of the longest number of a copy."""
NEAR = 0.8
"""How alike a name is to one that is suggested."""


class LateError(SetupError):
    """A copy is asked for by a `number` that only those have who joined later; no roster knows it."""

    def __init__(self, number: int) -> None:
        super().__init__(f"copy {number} is of those that were added; print it again from the folder that holds it")
        self.number = number


@dataclass(frozen=True)
class Variant:
    """Pages that several copies share: an edition in a rendering, and the language of packbuilder's own words.

    Without a language it is that of the pack.
    """

    edition: Edition = "student"
    rendering: Rendering = USUAL
    language: str | None = None

    @property
    def name(self) -> str:
        """What it is called in the manifest: `support-large-print` …"""
        return "-".join(filter(None, (self.edition, self.rendering.name, self.language)))


@dataclass(frozen=True)
class Copy:
    """One student's pack, or without a `student` a spare one. `class_name` may be empty."""

    number: int
    variant: Variant
    class_name: str = ""
    student: Student | None = None

    @property
    def is_spare(self) -> bool:
        return self.student is None and self.number < FIRST_LATE

    @property
    def is_key(self) -> bool:
        return self.variant.edition == "key"


NO_CLASS = "–"
"""What copies without a class are headed."""
FIRST_LATE = 90_001
"""The number of the first copy for students who join later."""
MOST_COPIES = FIRST_LATE - 1
"""So many copies a class set has at most, spare ones included."""


MOST_VARIANTS = 100
"""So many variants: a school has a dozen, and the pages of each are held at a time."""


def plan(students: Sequence[Student], spares: int = 0) -> tuple[Copy, ...]:
    """The copies of a roster in the order in which they are handed out, with `spares` behind each class.

    Copies are numbered as the roster is sorted, keys last, so that they don't lie in a pile that is handed out. Spare
    ones are numbered behind all others, so that the number of a student's copy doesn't depend on them.
    """
    ordered = sorted(students, key=lambda student: student.edition == "key")
    numbered = [
        Copy(number, Variant(each.edition, each.rendering, each.language), each.class_name, each)
        for number, each in enumerate(ordered, 1)
    ]
    return tuple(_with_spares(numbered, spares))


def count(students: Sequence[Student], spares: int) -> int:
    """How many copies `plan` makes."""
    return len(students) + spares * len({student.class_name for student in students if student.edition != "key"})


def pick(copies: Sequence[Copy], only: str, set_id: str) -> tuple[Copy, int | None]:
    """The copy that `only` names, and its page (from 1) where it is a page's code.

    It may be a student's id, a copy's number or code, or a student's name too. Raises SetupError if there is none, if
    several students have that name, and for a code of another set; LateError for a copy that only those who came later
    have.
    """
    by_id = [copy for copy in copies if copy.student and copy.student.id == only]
    number, page = (None, None) if by_id else number_and_page(only, set_id)
    found = by_id or [copy for copy in copies if copy.number == number] or _called(only, copies)
    if not found:
        id_meant = _id_like(only, copies)
        if number and number >= FIRST_LATE and not id_meant:
            raise LateError(number)
        code = read_copy(only)
        # Ids may look like it, such as 2024-0003.
        if code and code[0] != set_id and not any(copy.student and read_copy(copy.student.id) for copy in copies):
            raise SetupError(_of_another(only, code[0], set_id))
        remedy = "name a student's id or name, a copy's number or a page's code"
        raise SetupError(f'no copy belongs to "{only}"{suggested(id_meant or _name_like(only, copies))}; {remedy}')
    return found[0], page


def _id_like(only: str, copies: Sequence[Copy]) -> str | None:
    """The id that has noughts in front which a spreadsheet has taken away."""
    ids = [copy.student.id for copy in copies if copy.student]
    return next((each for each in ids if only.isdecimal() and each.lstrip("0") == only.lstrip("0")), None)


def _name_like(only: str, copies: Sequence[Copy]) -> str | None:
    """The one name that has these words, or that is nearly the same, such as one with an accent more."""
    names = {name_key(copy.student.name): copy.student.name for copy in copies if copy.student}
    words = {spelling_key(word) for word in only[:MOST_COMPARED].split()} - {""}
    with_them = [name for name in names.values() if words and words <= {spelling_key(word) for word in name.split()}]
    if len(with_them) == 1:
        return with_them[0]
    near = near_miss(name_key(only), names, NEAR)
    return names[near] if near else None


def _called(name: str, copies: Sequence[Copy]) -> list[Copy]:
    """The copy of the one student who has this name; capitals don't count."""
    named = [(copy, copy.student) for copy in copies if copy.student]
    either = (
        {each.id: copy for copy, each in named if name_key(way(each.name)) == name_key(way(name))}
        for way in (str, given_first)
    )
    found = next(filter(None, either), {})
    if len(found) > 1:
        ids = listed([shown(each) for each in found], "and")
        raise SetupError(f"{len(found)} students are called {shown(name)}; name the id of one: {ids}")
    return [*found.values()]


def code_of(text: str) -> tuple[int, str] | None:
    """The number of a copy and its set, of the copy's code or a page's. Raises SetupError for a wrong character."""
    code = _page_code(text)
    if code:
        return code.copy, code.set_id
    of_copy = read_copy(text)
    return (of_copy[1], of_copy[0]) if of_copy else None


def number_and_page(only: str, set_id: str) -> tuple[int | None, int | None]:
    """The number of a copy, also of its code, and the page (from 1) of a page's code; None for what isn't named.

    Raises SetupError for a code with a wrong character, and for one of another set.
    """
    code = _page_code(only)
    if code is None:
        set_of_copy, number = read_copy(only) or (None, None)
        if set_of_copy == set_id:
            return number, None
        return (int(only) if only.isdecimal() and len(only) <= DIGITS else None), None
    if code.set_id != set_id:
        raise SetupError(_of_another(only, code.set_id, set_id))
    return code.copy, code.page


def _page_code(text: str) -> Code | None:
    """The code of a page, if the text looks like one. Raises SetupError for a wrong character."""
    if not looks_like_code(text):
        return None
    try:
        return read_code(text)
    except ValueError as error:
        raise SetupError(str(error)) from None


def _of_another(only: str, its_set: str, set_id: str) -> str:
    return f"{only} is of the class set {its_set}, and this one is {set_id}; pack, roster or options have changed"


def late(number: int, count: int, class_name: str = "") -> tuple[Copy, ...]:
    """`count` copies without a name, numbered from `number` on. Raises SetupError where no code could hold a number."""
    last = number + count - 1
    if last > MOST_NUMBER:
        remedy = "put those who came later on the list, and print it anew into another folder with --output"
        raise SetupError(f"copies are numbered up to {MOST_NUMBER:,}, and these would take {last:,}; {remedy}")
    return tuple(Copy(number + index, Variant(), class_name) for index in range(count))


def variants(copies: Iterable[Copy]) -> tuple[Variant, ...]:
    """The variants of the copies, each once, in the order in which they first come up."""
    return tuple(dict.fromkeys(copy.variant for copy in copies))


def pile(copy: Copy) -> tuple[str, bool]:
    """What is handed out together: a class, and apart from it its keys."""
    return copy.class_name, copy.is_key


def ranges(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The first and the last number of each unbroken row of them, in rising order."""
    for _, row in groupby(enumerate(sorted(numbers)), key=lambda pair: pair[1] - pair[0]):
        found = [number for _, number in row]
        yield found[0], found[-1]


def range_text(first: int, last: int) -> str:
    """Numbers of copies as they are written: `0003–0007`."""
    return f"{first:04d}" if first == last else f"{first:04d}–{last:04d}"


def _with_spares(copies: Sequence[Copy], spares: int) -> Iterator[Copy]:
    number = len(copies)
    for (class_name, is_key), group in groupby(copies, key=pile):
        yield from group
        for _ in range(0 if is_key else spares):
            number += 1
            yield Copy(number, Variant(), class_name)
