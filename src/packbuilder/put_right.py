"""Puts right in a worksheet what can be told before it is checked, so that one mistake isn't told as several.

It changes the values that were read, in place, and says what was wrong with each.
"""

from collections.abc import Iterator
from pathlib import Path

from packbuilder.kinds import kinds, meant_by, no_kind
from packbuilder.positioned import Mapping, Nothing, Text, Unread
from packbuilder.problems import Problem
from packbuilder.rules import fields_of
from packbuilder.spec import MAX_ACTIVITIES, ActivitySpec, WorksheetSpec
from packbuilder.wording import listed, near_miss, shown


def put_right(path: Path, source: Mapping) -> list[Problem]:
    """Gives activities the kind that was meant, and the last one its fields that aren't indented.

    `source` are the values of the worksheet at `path`. Returns what was wrong; what is found in them later is wrong
    besides.
    """
    return [*_kinds_put_right(path, source), *_taken_in(path, source)]


def _kinds_put_right(path: Path, source: Mapping) -> Iterator[Problem]:
    """What is wrong with the kinds of activities. Where it can be told which was meant, that takes its place.

    What else is wrong with the activity is then told as if it had this kind.
    """
    values = source.get("activities")
    for index, value in enumerate(values[:MAX_ACTIVITIES] if isinstance(values, list) else ()):
        if isinstance(value, Mapping):
            yield from _kind_put_right(path, value, f"activities[{index}]")


def _kind_put_right(path: Path, value: Mapping, where: str) -> Iterator[Problem]:
    near = (name for name in value if near_miss(name, fields_of(ActivitySpec)) == "kind")
    misspelt = None if "kind" in value else next(near, None)
    if misspelt:
        yield Problem(path, value.key_positions[misspelt], f"{where}.{misspelt}", 'unknown field; did you mean "kind"?')
        value["kind"] = value.pop(misspelt)
    if "kind" in value.doubtful:
        value["kind"] = Unread(value.key_positions["kind"])
    name = value.get("kind")
    if isinstance(name, Text) and name in kinds():
        return
    meant = _meant(value)
    known = ", ".join(kinds())
    if name is None or isinstance(name, Nothing):
        remedy = f'add "kind: {meant}"' if meant else f"the kinds are {known}"
        yield Problem(path, value.position, where, f'missing field "kind"; {remedy}')
    elif isinstance(name, Text):
        yield Problem(path, name.position, f"{where}.kind", no_kind(name))
    elif not isinstance(name, Unread):
        yield Problem(path, name.position, f"{where}.kind", f"needs a word, not {shown(name)}; the kinds are {known}")
    if meant:
        value["kind"] = meant


def _meant(value: Mapping) -> str | None:
    """The kind that an activity most likely has whose own isn't known, or None if that can't be told.

    It has some of that kind's own fields: of the kind that its word means, or else more of them than of any other.
    """
    word = value.get("kind")
    known = [meant_by(word)] if isinstance(word, Text) else kinds()
    fits: dict[str, tuple[int, bool]] = {}
    for kind in filter(None, known):
        own = {*fields_of(kinds()[kind].fields)} - {*fields_of(ActivitySpec)}
        given = own & {*value}
        if given:
            # Several kinds have questions, and one of them has nothing else.
            fits[kind] = len(given), given == own
    best = [kind for kind, fit in fits.items() if fit == max(fits.values())]
    return best[0] if len(best) == 1 else None


def _taken_in(path: Path, source: Mapping) -> Iterator[Problem]:
    """Puts fields that stand at the left edge, and that the activity above lacks, into it, and says so.

    What else is wrong with them is then told as if they were indented, and nothing is called missing or unknown.
    """
    activities = source.get("activities")
    activity = activities[-1] if isinstance(activities, list) and activities else None
    if not isinstance(activity, Mapping):
        return
    strayed = [*_strayed(source, activity)]
    if not strayed:
        return
    spaces = activity.position.column - source.position.column
    quoted = listed([f'"{name}"' for name in strayed], "and")
    message = f"{quoted} {'belongs' if len(strayed) == 1 else 'belong'} to the activity above"
    position = source.key_positions[strayed[0]]
    yield Problem(path, position, "", f"{message}; put {spaces} spaces before each of these lines")
    for name in strayed:
        activity[name] = source.pop(name)
        activity.key_positions[name] = source.key_positions.pop(name)


def _strayed(source: Mapping, activity: Mapping) -> Iterator[str]:
    """The fields below the activity that it could have and the worksheet couldn't; none where it is in brackets."""
    kind, places = activity.get("kind"), source.key_positions
    if isinstance(kind, str) and kind in kinds() and activity.position in activity.key_positions.values():
        lacking = {*fields_of(kinds()[kind].fields)} - {*activity} - {*fields_of(WorksheetSpec)}
        yield from (name for name in source if name in lacking and places[name] > places["activities"])
