"""Worksheets that Hypothesis writes: of every kind, with every field that the types have, and with mistakes if asked.

What may stand in a field is read out of its type, limits included, so a new field is generated as soon as it is there.
What no type says (a row has as many answers as there are columns) stands in MENDERS.
"""

import json
from collections.abc import Callable, Iterable
from functools import cache
from itertools import chain, cycle, islice, pairwise
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import yaml
from annotated_types import BaseMetadata, GroupedMetadata
from hypothesis import strategies as st
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from packbuilder.activities import (
    chart,
    cloze,
    comparison,
    diagram,
    matching,
    picture_labels,
    questions,
    research,
    source_analysis,
    terms,
    timeline,
)
from packbuilder.activities.cloze import GAP, LIKE_A_GAP
from packbuilder.activities.source_analysis import NUMBERED
from packbuilder.emphasis import lines_of
from packbuilder.kinds import kinds
from packbuilder.layouts import layout_names
from packbuilder.papers import SIZES
from packbuilder.pieces import Picture
from packbuilder.spec import LINES_OF_A_SPACE, BankedSpec, BlankSpec, Openable, Settings, WithAnswer
from packbuilder.words import languages

PICTURE = "picture.png"
"""What a generated worksheet calls a picture; it must lie beside it."""

# --- texts ----------------------------------------------------------------------------------------------------------

WORDS = (
    *("a", "tax", "Lenin", "power", "because", "collectivisation", "1922", "42", "3.5", "no", "true", "null", "~"),
    *("Élysée", "Größe", "Łódź", "naïve", "l’État", "A–Z", "…", "50%", "£5", "½"),
)
ODD_WORDS = (
    # Emphasis, and what only looks like it.
    *("*", "**", "*so*", "**so**", "***so***", "2*3*4", "*open", "shut*", "_", "__", "_so_", "\\*", "\\"),
    # Quotation marks, and signs of YAML, Markdown, HTML, CSS and templates.
    *('"', "'", '"So"', "'so'", "don't", ":", ": ", "- ", "#", "# so", "&", "&amp;", "[", "]", "{", "}", "`", "|"),
    *("<b>", "</p>", "<!--", "{{ sheet }}", "{% raw %}", "{page}", "{", "](x)", "![x](y)", "</style>", "url(x)", ";}"),
    # Unbreakable words.
    *("Donaudampfschifffahrtsgesellschaft", "x" * 60, "https://example.org/a/very/long/path", "-" * 40),
    # Other scripts.
    *("Ελλάδα", "Ленин", "суд", "كتاب", "تاريخ", "ספר", "שָׁלוֹם", "भारत", "क्षत्रिय", "历史", "中国历史" * 5),
    # Combining marks (on a letter: test_generated has one without), joiners, characters without width, isolates of
    # direction, soft hyphens, other spaces.
    *("e\u0301", "a\u0308\u0301", "\u200b", "\u200d", "\u200c", "\u200e", "\u200f", "\u2066"),
    *("\u2067א\u2069", "so\u00adso", "\u00a0", "\u2003", "\ufe0f"),
)
NEVER_PRINTED = ("\u202f", "\u202e", "\ud800", "\x07", "😀", "ꙮ", "𓀀", "\ue000", "\ufeff", "\uffff", "\x85", "\u2028")
"""Characters that no font has, or that no file may hold."""

words = st.sampled_from(WORDS * 24 + ODD_WORDS)
odd_words = st.sampled_from(WORDS + ODD_WORDS)


def now_and_then(usual: st.SearchStrategy, rare: st.SearchStrategy, times: int) -> st.SearchStrategy:
    """`rare` once in about so many times."""
    return st.integers(1, times).flatmap(lambda number: rare if number == times else usual)


@cache
def texts(longest: int, *, gaps: bool = False) -> st.SearchStrategy[str]:
    """A text of at most so many characters; most are short, one in thirty is as long as it may be."""
    few, some = st.lists(words, min_size=1, max_size=4), st.lists(words, min_size=5, max_size=25)
    spaced = now_and_then(few, some, 5).map(" ".join)
    if longest > 300:
        several = st.lists(spaced, min_size=2, max_size=3)
        parted = st.tuples(st.sampled_from(["\n\n", "\n"]), several).map(lambda pair: pair[0].join(pair[1]))
        spaced = now_and_then(spaced, parted, 10)
    wild = now_and_then(spaced, st.lists(odd_words, min_size=1, max_size=6).map("".join), 8)
    whole = now_and_then(wild, st.tuples(wild, st.integers(1, longest)).map(lambda pair: _longer(*pair)), 30)
    if gaps:
        return whole
    # Only a cloze has gaps; elsewhere three underscores are signs like any other.
    return now_and_then(whole, whole.map(lambda text: f"{text} ___"), 30).map(lambda text: _cut(text, longest))


def _longer(text: str, length: int) -> str:
    """The text over and over, numbered: of two lines that are alike, PDFium's text has but one if they stand close."""
    times = length // (len(text) + 1) + 1
    return " ".join(f"{text} {number}" for number in range(1, times + 1))[:length].strip() or "x"


def _cut(text: str, longest: int) -> str:
    return text[:longest].strip() or "x"


slugs = st.builds("{}-{}".format, st.sampled_from(["a", "part", "x1"]), st.integers(1, 40))
years = st.integers(-3000, 2100).filter(bool)
dates = st.one_of(
    years.map(str),
    st.builds("{}-{:02}".format, years, st.integers(1, 12)),
    st.builds("{}-{:02}-{:02}".format, years, st.integers(1, 12), st.integers(1, 28)),
)
papers = st.builds("{} {}".format, st.sampled_from(sorted(SIZES)), st.sampled_from(["portrait", "landscape"]))

# --- fields by their types ------------------------------------------------------------------------------------------

PLACES: dict[str, st.SearchStrategy] = {
    "space": st.one_of(st.sampled_from(sorted(LINES_OF_A_SPACE)), st.integers(1, 5)),
    "date": dates,
    "language": st.sampled_from(languages()),
    "paper": now_and_then(st.just("A4"), papers, 3),
    "layout": st.sampled_from(layout_names()),
    "image": st.just(PICTURE),
}
"""What stands in fields of these names, where the type doesn't tell."""
PLACES["common_space"] = PLACES["space"]


def field_values(annotation: Any, metadata: tuple[Any, ...] = ()) -> st.SearchStrategy:
    """What a type allows."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return field_values(arguments[0], (*arguments[1:], *metadata))
    if origin in (Union, UnionType):
        (inner,) = (argument for argument in arguments if argument is not type(None))
        return field_values(inner, metadata)
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin is tuple:
        return _lists(arguments, metadata)
    return models(annotation) if issubclass(annotation, BaseModel) else _scalars(annotation, metadata)


def _scalars(annotation: type, metadata: tuple[Any, ...]) -> st.SearchStrategy:
    limits = _limits(metadata)
    if annotation is bool:
        return st.booleans()
    if annotation is int:
        return _integers(limits)
    if annotation is float:
        return _floats(limits)
    if annotation is str:
        return slugs if "pattern" in limits else texts(limits["max_length"])
    raise NotImplementedError(f"{annotation} isn't generated yet")


def _integers(limits: dict[str, Any]) -> st.SearchStrategy[int]:
    low = limits.get("ge", limits.get("gt", -1) + 1)
    high = limits.get("le", limits.get("lt", low + 101) - 1)
    return now_and_then(st.integers(low, min(high, low + 4)), st.integers(low, high), 15)


def _floats(limits: dict[str, Any]) -> st.SearchStrategy[float]:
    low, high = limits.get("ge", limits.get("gt")), limits.get("le", limits.get("lt"))
    above, below = "ge" not in limits and low is not None, "le" not in limits and high is not None
    return st.floats(low, high, exclude_min=above, exclude_max=below, allow_nan=False, allow_infinity=False)


LIMITS = {"ge", "gt", "le", "lt", "min_length", "max_length", "pattern", "strip_whitespace"}
"""The limits that what is generated keeps."""


def _limits(metadata: Iterable[Any]) -> dict[str, Any]:
    """The limits that a type or one around it has, by name; the outermost one counts."""
    found: dict[str, Any] = {}
    for each in metadata:
        if isinstance(each, FieldInfo):
            found |= _limits(each.metadata)
        elif isinstance(each, GroupedMetadata):
            found |= _limits(each)
        elif isinstance(each, BaseMetadata):
            names = [*getattr(each, "__dict__", ()), *getattr(each, "__dataclass_fields__", ())]
            found |= {name: getattr(each, name) for name in names if getattr(each, name) is not None}
    unknown = found.keys() - LIMITS
    if unknown:
        raise NotImplementedError(f"no value is generated within {', '.join(sorted(unknown))} yet; see LIMITS")
    return found


def _lists(arguments: tuple[Any, ...], metadata: tuple[Any, ...]) -> st.SearchStrategy:
    if arguments[-1] is not Ellipsis:
        return st.tuples(*map(field_values, arguments)).map(list)
    limits = _limits(metadata)
    low, high = limits.get("min_length", 0), limits.get("max_length", 3)
    few = st.lists(field_values(arguments[0]), min_size=low, max_size=min(high, low + 2))
    many = now_and_then(st.integers(low, min(high, low + 8)), st.integers(low, high), 4)
    return now_and_then(few, st.tuples(few, many).map(lambda pair: repeated(*pair)), 20)


def repeated(values: list[Any], count: int) -> list[Any]:
    """So many values, the given ones over and over; an id stands once."""
    again = ({k: v for k, v in value.items() if k != "id"} if isinstance(value, dict) else value for value in values)
    listed = list(again)
    return (values + list(islice(cycle(listed), max(0, count - len(values)))))[:count] if listed else []


@cache
def _fields(model: type[BaseModel]) -> tuple[tuple[str, bool, st.SearchStrategy], ...]:
    """The fields of a model: name, whether it must be there, and what stands in it."""
    return tuple(
        (
            field.alias or name,
            field.is_required(),
            PLACES[name] if name in PLACES else field_values(field.annotation, tuple(field.metadata)),
        )
        for name, field in model.model_fields.items()
    )


@st.composite
def _models(draw: Any, model: type[BaseModel]) -> Any:
    there = draw(st.integers(0, 2 ** len(_fields(model)) - 1)) & draw(st.integers(0, 2 ** len(_fields(model)) - 1))
    values: dict[str, Any] = {}
    for number, (name, required, place) in enumerate(_fields(model)):
        if required or there >> number & 1:
            values[name] = draw(place)
    for base in model.__mro__:
        if base in MENDERS:
            values = MENDERS[base](draw, values)
    short = issubclass(model, BlankSpec) and set(values) == {"answer"} and draw(st.booleans())
    return values["answer"] if short else values


models = cache(_models)
"""`models(model)` are the mappings that the model reads."""


# --- what no type says ----------------------------------------------------------------------------------------------

Values = dict[str, Any]
Draw = Callable[[st.SearchStrategy], Any]
answers = now_and_then(texts(300), st.lists(texts(120), min_size=1, max_size=3), 4)


def _without(values: Values, *names: str) -> Values:
    return {name: value for name, value in values.items() if name not in names}


def _openable(_draw: Draw, values: Values) -> Values:
    return values if values.get("open") else _without(values, "guidance")


def _with_answer(draw: Draw, values: Values) -> Values:
    if values.get("open"):
        return _without(values, "answer")
    return {"answer": draw(answers)} | values


def _blank(draw: Draw, values: Values) -> Values:
    role = draw(st.sampled_from(["answer", "answer", "answer", "open", "given"]))
    filled = _without(values, "answer", "open", "given", *([] if role == "open" else ["guidance"]))
    if role == "given":
        return _without(filled, "support") | {"given": draw(texts(300))}
    return filled | ({"open": True} if role == "open" else {"answer": draw(answers)})


def _rows(draw: Draw, rows: list[Values], count: int) -> list[Values]:
    return [_row(draw, row, count) for row in rows]


def _row(draw: Draw, row: Values, count: int) -> Values:
    blanks: list[Any] = [{}] * count
    if row.get("open"):
        row = _without(row, "answers")
    else:
        blanks = repeated(row.get("answers") or [draw(models(BlankSpec))], count)
        row = _without(row, "guidance") | {"answers": blanks}
    if "support" not in row:
        return row
    hints = repeated(row["support"] or ["So"], count)
    taken = [isinstance(blank, dict) and bool({"given", "support"} & set(blank)) for blank in blanks]
    return row | {"support": ["" if full else hint for full, hint in zip(taken, hints, strict=True)]}


def _chart(draw: Draw, values: Values) -> Values:
    rows = _rows(draw, values["rows"], len(values["columns"]))
    if draw(st.booleans()):
        return values | {"rows": [{"heading": draw(texts(40))} | row for row in rows]}
    return _without(values, "row_heading") | {"rows": [_without(row, "heading") for row in rows]}


def _comparison(draw: Draw, values: Values) -> Values:
    return values | {"rows": _rows(draw, values["rows"], len(values["sides"]))}


def _cloze(draw: Draw, values: Values) -> Values:
    parts = draw(st.lists(texts(200, gaps=True), min_size=1, max_size=4))
    text = " ___ ".join([*parts, ""])[:6000].strip()
    gaps = min(80, len(GAP.findall(text)))
    text = text if gaps else f"{text[:5990]} ___"
    text = LIKE_A_GAP.sub("x", text)
    listed = [_gap(draw, answer) for answer in values["answers"]]
    return values | {"text": text, "answers": repeated(listed, max(1, gaps))}


def _gap(draw: Draw, value: Any) -> Any:
    if not isinstance(value, dict):
        return draw(texts(30))
    return value if value.get("open") else _without(value, "given") | {"answer": draw(texts(30))}


def _matching(_draw: Draw, values: Values) -> Values:
    matches = {pair["match"].strip() for pair in values["pairs"]}
    extra = [text for text in values.get("extra", []) if text.strip() not in matches]
    return values | {"extra": extra[: 26 - len(values["pairs"])]}


def _term(draw: Draw, values: Values) -> Values:
    return {"term": draw(texts(60)), "meaning": draw(texts(300))} | values


def _terms(_draw: Draw, values: Values) -> Values:
    usual = values.get("blank", "meaning")
    listed = [_without(item, item.get("blank", usual)) if item.get("open") else item for item in values["terms"]]
    return values | {"terms": listed}


def _banked(_draw: Draw, values: Values) -> Values:
    return _without(values, "extra_words") if values.get("word_bank") == "never" else values


def _event(draw: Draw, values: Values) -> Values:
    if values.get("open"):
        return _without(values, "event", "given")
    return {"event": draw(texts(200))} | values


def _timeline(draw: Draw, values: Values) -> Values:
    events = values["events"]
    if values.get("task", "events") != "events":
        events = [_event(draw, _without(event, "open", "guidance")) for event in events]
    if values.get("task") == "order":
        events = [event | {"label": f"{number}"} for number, event in enumerate(events, 1)]
    return (_without(values, "scale") if values.get("task") == "dates" else values) | {"events": events}


def _diagram(draw: Draw, values: Values) -> Values:
    box = models(diagram.DiagramBox)
    rows = [repeated(row, len(row[:6])) or [draw(box)] for row in values["rows"]]
    boxes = chain.from_iterable(range(len(row)) for row in rows)
    numbered = iter(f"box-{number}" for number, _ in enumerate(boxes, 1))
    rows = [[each | {"id": next(numbered)} for each in row] for row in rows]
    ends = [
        pair
        for above, below in pairwise(rows)
        for one in above
        for two in below
        for pair in ([one["id"], two["id"]], {"from": two["id"], "to": one["id"]})
    ]
    arrows = draw(st.lists(st.sampled_from(ends), max_size=4)) if ends else []
    return values | {"rows": rows, "arrows": arrows}


def _picture_labels(_draw: Draw, values: Values) -> Values:
    """Most numbers stand apart: in rows of four, and the nearer the more there are."""
    apart = max(20, 100 // (len(values["labels"]) // 4 + 1))
    places = ([8 + 28 * (number % 4), min(100, number // 4 * apart + 5)] for number in range(len(values["labels"])))
    return values | {"labels": [label | {"at": at} for label, at in zip(values["labels"], places, strict=True)]}


def _picture(draw: Draw, values: Values) -> Values:
    values = _without(values, "image") if "frame" in values else values
    return {"alt": draw(texts(100))} | values if "image" in values else values


def _source(draw: Draw, values: Values) -> Values:
    kept = draw(st.sampled_from(["text", "text", "image", "frame"]))
    values = _without(values, *({"text", "image", "frame"} - {kept}))
    contents = {"text": texts(2000), "image": st.just(PICTURE), "frame": st.sampled_from(["small", "medium", "large"])}
    values = {kept: draw(contents[kept])} | ({"alt": draw(texts(100))} if kept == "image" else {}) | values
    if not values.get("line_numbers"):
        return values
    if kept != "text":
        return _without(values, "line_numbers")
    lines = [_cut(line, 1000) for line in lines_of(values["text"])]
    return values | {"text": _cut("\n".join(islice(cycle(lines), max(NUMBERED, len(lines)))), 6000)}


def _questions(_draw: Draw, values: Values) -> Values:
    marked = any("marks" in each for each in values.get("questions", []))
    return _without(values, "marks") if marked else values


def _source_analysis(draw: Draw, values: Values) -> Values:
    if values.get("grid") or values.get("questions"):
        return _questions(draw, values)
    return values | {"grid": [draw(models(source_analysis.GridCell))]}


MENDERS: dict[type, Callable[[Draw, Values], Values]] = {
    Openable: _openable,
    WithAnswer: _with_answer,
    BlankSpec: _blank,
    BankedSpec: _banked,
    Picture: _picture,
    picture_labels.Fields: _picture_labels,
    chart.Fields: _chart,
    comparison.Fields: _comparison,
    cloze.Fields: _cloze,
    matching.Fields: _matching,
    terms.Item: _term,
    terms.Fields: _terms,
    timeline.Event: _event,
    timeline.Fields: _timeline,
    diagram.Fields: _diagram,
    questions.Fields: _questions,
    research.Fields: _questions,
    source_analysis.Source: _source,
    source_analysis.Fields: _source_analysis,
}
"""Each makes what was drawn for its model field by field agree with itself."""


def activities(kind: str) -> st.SearchStrategy[Values]:
    """Activities of a kind that its types have nothing against."""
    return models(kinds()[kind].fields).map(lambda values: _with_own_ids(values, set()))


def _with_own_ids(value: Any, taken: set[str]) -> Any:
    """A part of an activity, in which no id stands twice."""
    if isinstance(value, list):
        return [_with_own_ids(each, taken) for each in value]
    if not isinstance(value, dict):
        return value
    kept = _without(value, "id") if value.get("id") in taken else value
    taken.update({kept["id"]} if "id" in kept else ())
    return {name: _with_own_ids(each, taken) for name, each in kept.items()}


# --- whole worksheets -----------------------------------------------------------------------------------------------


@st.composite
def worksheets(draw: Any, kind: str) -> str:
    """A worksheet as YAML whose first activity is of the kind; one in eight has a mistake."""
    listed = [draw(activities(kind))]
    if draw(st.integers(1, 4)) == 4:
        others = st.sampled_from(sorted(kinds())).flatmap(activities)
        listed += draw(st.lists(others, min_size=1, max_size=2))
    sheet = {"title": draw(texts(300)), **draw(models(Settings)), "activities": listed}
    if draw(st.integers(1, 8)) == 8:
        sheet = draw(mistaken(sheet))
    return draw(st.sampled_from(WRITERS))(sheet)


MISSING = object()


@st.composite
def mistaken(draw: Any, sheet: Values) -> Any:
    """The worksheet with one value, anywhere in it, that is wrong, missing, or too much."""
    path = draw(st.sampled_from([path for path, _ in places(sheet)][1:]))
    value = next(value for place, value in places(sheet) if place == path)
    wrong: list[Any] = [MISSING, None, "", " ", 0, -1, 10**20, 1.5, "so", True, [], {}, ["so"], {"so": "so"}, [[]]]
    wrong += [["so"] * 200, "so " * 4000, *(f"so {character}" for character in NEVER_PRINTED)]
    if isinstance(value, dict):
        wrong += [value | {"promt": "So"}, value | {"open": "yes"}, value | {"id": "Not A Slug"}]
    if isinstance(value, list):
        wrong += [value * 2, value[1:], value * 60]
    return _replaced(sheet, path, draw(st.sampled_from(wrong)))


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[tuple[Any, ...], Any]]:
    """Everything in a tree of mappings and lists, with its path."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [(path, value), *chain.from_iterable(places(child, (*path, key)) for key, child in inside)]


def _replaced(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    pairs = list(value.items() if isinstance(value, dict) else enumerate(value))
    kept = [(key, _replaced(child, path[1:], new) if key == path[0] else child) for key, child in pairs]
    left = [(key, child) for key, child in kept if child is not MISSING]
    return dict(left) if isinstance(value, dict) else [child for _, child in left]


class Dumper(yaml.SafeDumper):
    """Writes everything out: no file of packbuilder may refer to a part of itself."""

    def ignore_aliases(self, _data: Any) -> bool:
        return True


def block(sheet: Any) -> str:
    """As a teacher writes it."""
    return yaml.dump(sheet, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=100)


class LineDumper(Dumper):
    """Keeps the lines of a text as they are."""


def _kept_lines(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


LineDumper.add_representer(str, _kept_lines)


def literal(sheet: Any) -> str:
    """As a teacher writes it who wants lines to stay lines."""
    return yaml.dump(sheet, Dumper=LineDumper, allow_unicode=True, sort_keys=False)


def flow(sheet: Any) -> str:
    """In brackets, as a program writes it: JSON is YAML, with escapes instead of letters."""
    return json.dumps(sheet)


WRITERS = (block, literal, flow)
