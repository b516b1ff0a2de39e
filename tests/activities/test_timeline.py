"""Timelines: dates are read and sorted, everything stands on the canvas in order."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from boxes import meet
from packbuilder.activities.timeline import (
    EDGE,
    END_BAR,
    LABEL_MIDDLE,
    TICK,
    YEAR_SIZE,
    Event,
    Fields,
    draw,
)
from packbuilder.geometry import line
from packbuilder.renderings import USUAL
from packbuilder.sheet import Blank, Given, blanks
from samples import DYSLEXIA, LARGE, pen_of

TINY = 1e-6


def fields(events, **more):
    return Fields.model_validate({"kind": "timeline", "prompt": "P", "events": events, **more})


def test_a_minus_sign_is_one():
    assert Event.model_validate({"date": "\u2212350", "event": "E"}).date == "-350"


def event(date, **more):
    return {"date": date, "event": f"event of {date}", **more}


def moments_of(spec, pen=None):
    """All moments of a timeline's parts."""
    return [moment for part in draw(spec, pen or pen_of()).parts for moment in part.moments]


THREE = [event("1924"), event("1922-04"), event("1922-04-03", given=True)]


@pytest.mark.parametrize(
    ("task", "contents"),
    [
        ("events", [("Apr 1922", None), ("3 Apr 1922", "event of 1922-04-03"), ("1924", None)]),
        ("dates", [(None, "event of 1924"), (None, "event of 1922-04"), ("3 Apr 1922", "event of 1922-04-03")]),
        ("order", [("Apr 1922", None), ("3 Apr 1922", "event of 1922-04-03"), ("1924", None)]),
    ],
)
def test_a_task_leaves_blank_what_it_asks_for(task, contents):
    """Where dates are asked, the events stand as in the spec: in order of time they would tell half of the answer."""
    shown = [(moment.date, moment.event) for moment in moments_of(fields(THREE, task=task))]
    assert [tuple(part.text if isinstance(part, Given) else None for part in pair) for pair in shown] == contents


@pytest.mark.parametrize(
    ("task", "answers"),
    [
        ("events", ["event of 1922-04", "event of 1924"]),
        ("dates", ["1924", "Apr 1922"]),
        ("order", ["B", "A"]),  # the letter alone
    ],
)
def test_the_answers(task, answers):
    assert [blank.answer for blank in blanks(draw(fields(THREE, task=task), pen_of()))] == [(a,) for a in answers]


def test_a_label_is_printed_in_the_dates_place():
    first, _ = moments_of(fields([event("1928", label="1928–30"), event("1931")]))
    assert first.date == Given("1928–30")


def test_ids_follow_the_spec_and_not_the_dates():
    drawing = draw(fields([event("1924"), event("1922"), event("1923", id="named")]), pen_of())
    assert [blank.id for blank in blanks(drawing)] == [f"sheet/task/{name}" for name in ("event-2", "named", "event-1")]


# --- putting events in order ------------------------------------------------------------------------------

years = st.lists(st.integers(1, 2100), min_size=2, max_size=30, unique=True)


@given(years, st.randoms(use_true_random=False))
def test_letters_name_the_right_events_and_do_not_tell_their_order(when, random):
    events = [event(str(year)) for year in when]
    drawing = draw(fields(events, task="order"), pen_of())
    choices = {choice.letter: choice.text for choice in drawing.choices}
    assert len(choices) == len(events)
    moments = [moment for part in drawing.parts for moment in part.moments]
    for moment, year in zip(moments, sorted(when), strict=True):
        (letter,) = moment.event.answer
        assert choices[letter] == f"event of {year}"
    random.shuffle(events)
    assert draw(fields(events, task="order"), pen_of()).choices == drawing.choices


def test_an_example_has_no_letter():
    drawing = draw(fields(THREE, task="order"), pen_of())
    assert {choice.text for choice in drawing.choices} == {"event of 1922-04", "event of 1924"}


@pytest.mark.parametrize("task", ["events", "dates"])
def test_other_tasks_have_no_choices(task):
    assert draw(fields(THREE, task=task), pen_of()).choices == ()


# --- the canvas -------------------------------------------------------------------------------------------

dates = st.integers(-2000, 2100).filter(bool).map(lambda year: f"{year}") | st.dates().map(lambda day: day.isoformat())
events = st.builds(
    lambda date, words, shown: {"date": date, "event": words, "given": shown},
    dates,
    st.text("abc de", min_size=1, max_size=150).filter(str.strip),
    st.booleans(),
)
timelines = st.builds(
    lambda events, task, scale: fields(
        [dict(each, label=f"{number}") for number, each in enumerate(events)] if task == "order" else events,
        task=task,
        **({"scale": scale} if scale and task != "dates" else {}),
    ),
    st.lists(events, min_size=2, max_size=30),
    st.sampled_from(["events", "dates", "order"]),
    st.sampled_from([None, "true", "even"]),
)
pens = st.builds(pen_of, st.floats(176, 386), rendering=st.sampled_from([USUAL, LARGE, DYSLEXIA]))
extra = st.just(0.0) | st.floats(0, 400)


def placed(spec, pen, more=0.0):
    """Each part of the drawing, its placement on a canvas `more` mm taller than it must be, and the canvas's height."""
    for part in draw(spec, pen).parts:
        height = part.space.minimum + more
        yield part, part.place(pen.page.width, height), height


@given(timelines, pens, extra)
def test_moments_are_below_each_other_in_order_of_time(spec, pen, more):
    whens = [moment.when for moment in moments_of(spec, pen)]
    assert whens == sorted(whens)
    for part, placement, _ in placed(spec, pen, more):
        for above, below in pairwise(placement.moments):
            assert above.event.bottom < below.event.y
            assert above.date.bottom < below.date.y
        shown = [(place.date.content, place.event.content) for place in placement.moments]
        assert shown == [(moment.date, moment.event) for moment in part.moments]


@given(timelines, pens, extra)
def test_everything_stays_on_the_canvas(spec, pen, more):
    for _, placement, height in placed(spec, pen, more):
        for place in placement.moments:
            for box in (place.date, place.event):
                assert 0 <= box.x <= box.right <= pen.page.width + TINY
                assert 0 <= box.y <= box.bottom <= height + TINY
            assert not meet(place.date, place.event)
        for tick in placement.ticks:
            assert 0 < tick.y < height


@given(timelines, pens)
def test_a_part_is_no_taller_than_a_page_and_has_a_space_of_its_own(spec, pen):
    parts = draw(spec, pen).parts
    assert [part.space.id for part in parts] == [
        f"sheet/task/axis{f'-{number}' if number else ''}" for number in range(len(parts))
    ]
    for part in parts:
        assert part.space.minimum <= pen.below + TINY or len(part.moments) == 1


@pytest.mark.parametrize(
    ("count", "task", "rendering", "parts"),
    [
        (12, "events", USUAL, [12]),
        (12, "events", LARGE, [4, 4, 4]),
        (20, "events", USUAL, [10, 10]),  # not fifteen and five
        (30, "events", USUAL, [15, 15]),
    ],
)
def test_a_timeline_that_no_page_can_hold_goes_on(count, task, rendering, parts):
    spec = fields([event(str(1900 + number)) for number in range(count)], task=task)
    assert [len(part.moments) for part in draw(spec, pen_of(rendering=rendering)).parts] == parts


@pytest.mark.parametrize(("count", "rendering", "together"), [(8, USUAL, True), (20, USUAL, False), (8, LARGE, False)])
def test_mixed_events_stay_with_the_axis_where_one_page_holds_both(count, rendering, together):
    events = [event(str(1900 + number), event=f"{number} " + "long " * 12) for number in range(count)]
    assert draw(fields(events, task="order"), pen_of(rendering=rendering)).together == together


@pytest.mark.parametrize(
    ("more", "rendering", "height"),
    [({}, USUAL, 11), ({"lines": 3}, USUAL, 27), ({"lines": 3, "task": "dates"}, USUAL, 27), ({}, LARGE, 39)],
)
def test_lines_make_an_event_taller(more, rendering, height):
    """A line has 8 mm, and an event 3 mm more; in large print a line has 12 mm, and a text takes three for one."""
    moments = moments_of(fields([event("1900")] * 2, **more), pen_of(rendering=rendering))
    assert [moment.height for moment in moments] == [height] * 2


def test_a_dates_length_leaves_no_trace_where_it_is_asked():
    short, long = (fields([event("1900", label=label)] * 2, task="dates") for label in ("1900", "long " * 20))
    assert [moment.height for moment in moments_of(short)] == [moment.height for moment in moments_of(long)]


def year(label):
    return 1 - int(label.removesuffix(" BC")) if label.endswith(" BC") else int(label)


@given(timelines, pens, extra)
def test_years_on_the_axis_are_round_in_order_and_apart(spec, pen, more):
    for _, placement, _ in placed(spec, pen, more):
        if spec.scale == "even" or spec.task == "dates":
            assert placement.ticks == ()
        for above, below in pairwise(placement.ticks):
            assert year(above.label) < year(below.label)
            assert below.y - above.y >= 14 * pen.page.type.scale - TINY


@pytest.mark.parametrize("scale", [{}, {"scale": "true"}], ids=["unless said", "true"])
def test_distance_on_a_true_scale_is_time(scale):
    spec = fields([event("1900"), event("1910"), event("1940")], **scale)
    ((_, placement, height),) = placed(spec, pen_of(), 60)
    ticks = {tick.label: tick.y for tick in placement.ticks}
    assert ticks["1900"] == pytest.approx(3)
    assert ticks["1940"] == pytest.approx(height - 3)
    assert ticks["1910"] - ticks["1900"] == pytest.approx((ticks["1940"] - ticks["1900"]) / 4)


@pytest.mark.parametrize(
    ("years", "task", "moved"),
    [
        (["1900", "1910", "1940"], "order", [0, 0, -1]),
        (["1900", "1910", "1940"], "events", [0, 0, -1]),
        (["1900", "1920", "1920-01", "1940"], "order", [0, -1, 1, -1]),  # one of a pair is above their place, one below
    ],
)
def test_a_date_on_a_true_scale_stands_at_its_time_unless_others_push_it(years, task, moved):
    ((part, placement, height),) = placed(fields([event(each) for each in years], task=task), pen_of(), 90)
    marks = [EDGE + (height - 2 * EDGE) * (int(each[:4]) - 1900) / 40 for each in years]
    steps = [place.date.y + LABEL_MIDDLE - mark for place, mark in zip(placement.moments, marks, strict=True)]
    assert [0 if abs(step) < 1 else step / abs(step) for step in steps] == moved
    for place, mark, step in zip(placement.moments, marks, steps, strict=True):
        end = part.axis + TICK
        assert line(end, mark, place.date.x, mark + step) in placement.strokes


@pytest.mark.parametrize(("task", "part"), [("events", 0.5), ("order", 0.0)])
def test_what_a_true_scale_has_to_spare_makes_room_for_writing_and_for_time(task, part):
    (((_, placement, _),), least) = placed(fields(THREE, task=task), pen_of(), 60), moments_of(fields(THREE, task=task))
    assert [place.event.height - moment.height for place, moment in zip(placement.moments, least, strict=True)] == (
        pytest.approx([part * 20] * 3)
    )


@pytest.mark.parametrize(("scale", "events_begin", "years"), [("true", 0.0, True), ("even", -TICK, False)])
def test_years_and_events_have_their_marks_on_two_sides_of_the_axis(scale, events_begin, years):
    ((part, placement, _),) = placed(fields(THREE, scale=scale), pen_of(), 60)
    left = [line(part.axis - TICK, tick.y, part.axis, tick.y) for tick in placement.ticks]
    assert bool(left) == years
    assert set(left) <= set(placement.strokes)
    begins = [stroke.path.split(" ")[0] for stroke in placement.strokes if stroke.width == 0.6]
    assert begins == [f"M{part.axis + events_begin:.2f}"] * len(THREE)


@pytest.mark.parametrize(
    ("first", "last", "years"),
    [
        ("-3000", "1969", ["3000 BC", "2000 BC", "1000 BC", "1", "1000"]),
        ("-753", "476", ["600 BC", "400 BC", "200 BC", "1", "200", "400"]),
        ("-44", "14", ["40 BC", "30 BC", "20 BC", "10 BC", "1", "10"]),
        ("-9999", "9999", ["5000 BC", "1", "5000"]),
        ("1492", "1969", ["1500", "1600", "1700", "1800", "1900"]),
    ],
)
def test_years_on_the_axis_are_round_as_they_are_printed(first, last, years):
    ((_, placement, _),) = placed(fields([event(first), event(last)]), pen_of(), 80)
    assert [tick.label for tick in placement.ticks] == years


@pytest.mark.parametrize("rendering", [USUAL, LARGE, DYSLEXIA])
@pytest.mark.parametrize("first", ["-3000", "-44", "1492"])
def test_years_stand_clear_of_the_axis(first, rendering):
    pen = pen_of(rendering=rendering)
    ((part, placement, _),) = placed(fields([event(first), event("1969")]), pen, 80)
    assert placement.ticks
    for tick in placement.ticks:
        assert pen.line_width(tick.label, YEAR_SIZE) + 2 < part.axis


FAR = [event(date) for date in ("1824", "1902", "1953-02", "1970", "1986", "2021-07")]


@pytest.mark.parametrize(
    ("events", "rendering", "spans"),
    [
        (FAR, USUAL, [(1824, 2022)]),
        (FAR, LARGE, [(1824, 1970), (1970, 2022)]),
        ([event(str(year)) for year in range(1900, 1912)], LARGE, [(1900, 1904), (1904, 1908), (1908, 1911)]),
        ([event("1900-05")] * 6, LARGE, [(1900, 1901), (1900, 1901)]),
        ([event("1900-05")] * 5 + [event("1900-06")], LARGE, [(1900, 1901), (1900, 1901)]),
    ],
)
def test_a_part_ends_in_the_year_in_which_the_next_begins(events, rendering, spans):
    parts = draw(fields(events), pen_of(rendering=rendering)).parts
    assert [part.span for part in parts] == spans


def ends(part, height):
    """The marks of the axis's ends."""
    bars = [line(part.axis - END_BAR / 2, y, part.axis + END_BAR / 2, y, 0.8) for y in (EDGE, height - EDGE)]
    return [bar in part.place(176, height).strokes for bar in bars]


@pytest.mark.parametrize(
    ("rendering", "more", "labels", "barred"),
    [
        (USUAL, {}, [["1850", "1900", "1950", "2000"]], False),  # one axis goes on beyond its years
        (LARGE, {}, [["1824", "1900", "1970"], ["1970", "2000", "2022"]], True),
        (LARGE, {"scale": "even"}, [[], []], False),
    ],
)
def test_each_of_several_parts_is_an_axis_with_its_own_ends(rendering, more, labels, barred):
    parts = draw(fields(FAR, **more), pen_of(rendering=rendering)).parts
    assert [[tick.label for tick in part.place(176, 120).ticks] for part in parts] == labels
    assert [ends(part, 120) for part in parts] == [[barred] * 2] * len(parts)


def test_the_years_of_both_ends_need_room():
    part = replace(draw(fields([event("1900")] * 2, scale="true"), pen_of()).parts[0], whole=False)
    assert [tick.label for tick in part.place(176, 12).ticks] == ["1900"]


@pytest.mark.parametrize(("first", "last"), [("1922", "1922"), ("1922-04-03", "1922-04-03"), ("1922-01", "1922-12-31")])
def test_a_span_of_no_more_than_a_year_is_fine(first, last):
    ((_, placement, _),) = placed(fields([event(first), event(last)], scale="true"), pen_of())
    assert [tick.label for tick in placement.ticks][:1] == ["1922"]


@pytest.mark.parametrize(
    ("dates", "scale", "scaled"),
    [
        (["1922", "1922"], None, False),
        (["2020-02-15", "2020-02-16", "2020-04-14"], None, False),
        (["2020-02-15", "2020-02-16", "2020-04-15"], None, True),
        *(([f"44-{month:02}", f"44-{month + 2:02}"], None, True) for month in range(1, 11)),
        (["2020-02-15", "2020-02-16"], "true", True),
        (["1900", "2000"], "even", False),
    ],
)
def test_days_apart_are_no_true_scale_unless_it_is_wanted(dates, scale, scaled):
    spec = fields([event(each) for each in dates], **({"scale": scale} if scale else {}))
    ((part, placement, _),) = placed(spec, pen_of())
    assert part.true_scale == spec.to_scale == scaled
    assert bool(placement.ticks) == scaled


@pytest.mark.parametrize("count", [2, 30])
def test_two_to_thirty_events_are_fine(count):
    assert len(fields([event("1922")] * count).events) == count


@pytest.mark.parametrize("count", [0, 1, 31])
def test_fewer_or_more_are_not(count):
    with pytest.raises(ValidationError):
        fields([event("1922")] * count)


def test_an_open_event_has_guidance_and_no_answer():
    events = [event("1922"), {"date": "1924", "open": True, "guidance": "g", "support": "s"}]
    _, blank = blanks(draw(fields(events), pen_of()))
    assert (blank.answer, blank.open, blank.guidance, blank.support) == ((), True, "g", "s")


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({}, 'needs either "event" or "open: true"'),
        ({"event": "x", "open": True}, 'has both "event" and "open: true"; leave one of them out'),
        ({"open": True, "given": True}, '"given" needs an "event" to print'),
        ({"event": "x", "guidance": "g"}, 'goes with "open: true"'),
    ],
)
def test_an_event_is_written_or_open(entry, message):
    with pytest.raises(ValidationError, match=message):
        fields([event("1922"), {"date": "1924", **entry}])


@pytest.mark.parametrize("scale", [{}, {"scale": "even"}])
def test_dates_that_are_asked_have_no_scale(scale):
    spec = fields(THREE, task="dates", **scale)
    assert [part.true_scale for part in draw(spec, pen_of()).parts] == [False]
    assert [moment.when for moment in moments_of(spec)] == [1, 2, 3]


def test_a_true_scale_that_would_give_the_dates_away_is_refused():
    with pytest.raises(ValidationError) as caught:
        fields(THREE, task="dates", scale="true")
    message = "would give the dates away, which are the answers; leave it out"
    assert caught.value.errors()[0]["ctx"]["found"] == [(("scale",), message)]


@pytest.mark.parametrize("task", ["dates", "order"])
def test_only_events_that_are_asked_for_can_be_open(task):
    with pytest.raises(ValidationError) as caught:
        fields([event("1922"), {"date": "1924", "open": True}], task=task)
    message = 'has no event to print; "open: true" goes with "task: events"'
    assert caught.value.errors()[0]["ctx"]["found"] == [(("events", 1), message)]


def test_there_was_no_year_0():
    whens = [moment.when for moment in moments_of(fields([event("1"), event("-1"), event("-2-06")]))]
    assert whens == pytest.approx([-1 + 5 / 12, 0, 1])


def test_every_blank_is_labelled_for_those_who_do_not_see_it():
    for task in ("events", "dates", "order"):
        for moment in moments_of(fields(THREE, task=task)):
            for part in (moment.date, moment.event):
                assert not isinstance(part, Blank) or part.label
