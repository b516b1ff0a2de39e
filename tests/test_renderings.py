"""Renderings: what they are called, how large everything is, and colours that can be read."""

from itertools import product

import pytest

from packbuilder.papers import Margins, Page, Paper
from packbuilder.renderings import LARGE_PITCH, RENDERINGS, STANDARD, TINTS, USUAL, Rendering, Type, type_for

ALL = [
    Rendering(*values, tint=tint, screen=screen)
    for *values, tint, screen in product((False, True), (False, True), (False, True), (None, *TINTS), (False, True))
]


@pytest.mark.parametrize(
    ("rendering", "name"),
    [
        (USUAL, ""),
        (Rendering(large_print=True), "large-print"),
        (Rendering(dyslexia=True), "dyslexia"),
        (Rendering(dyslexia=True, tint="cream"), "dyslexia-cream"),
        (Rendering(tint="blue"), "blue"),
        (Rendering(low_ink=True), "low-ink"),
        (Rendering(screen=True), "screen"),
        (
            Rendering(large_print=True, dyslexia=True, low_ink=True, tint="pink", screen=True),
            "large-print-dyslexia-pink-low-ink-screen",
        ),
    ],
)
def test_what_stands_in_file_names(rendering, name):
    assert rendering.name == name


def test_no_two_renderings_have_one_name():
    assert len({rendering.name for rendering in ALL}) == len(ALL)


def test_the_renderings_that_are_proved():
    assert [rendering.name for rendering in RENDERINGS] == [
        "",
        "large-print",
        "dyslexia",
        "dyslexia-cream",
        "low-ink",
        "screen",
    ]


@pytest.mark.parametrize(
    ("rendering", "body", "least", "leading"),
    [
        (USUAL, 11, 9, 1.35),
        (Rendering(low_ink=True, tint="blue", screen=True), 11, 9, 1.35),
        (Rendering(large_print=True), 18, 18, 1.35),
        (Rendering(dyslexia=True), 12, 12, 1.5),
        (Rendering(large_print=True, dyslexia=True), 18, 18, 1.5),
    ],
)
def test_how_text_is_set(rendering, body, least, leading):
    setting = type_for(rendering)
    assert (setting.body, setting.least, setting.leading) == (body, least, leading)
    assert setting.size(STANDARD) == body


@pytest.mark.parametrize("rendering", ALL, ids=lambda rendering: rendering.name)
def test_nothing_is_below_the_least_size_and_order_is_kept(rendering):
    setting = type_for(rendering)
    sizes = [setting.size(standard / 2) for standard in range(12, 60)]
    assert sizes == sorted(sizes)
    assert sizes[0] == setting.least
    assert sizes[-1] > setting.body
    # An answer in the usual look may be as small as what a copier keeps, and never smaller.
    assert min(size for size, _ in (*setting.answers, *setting.hints)) >= setting.least


@pytest.mark.parametrize("rendering", ALL, ids=lambda rendering: rendering.name)
def test_entries_have_their_largest_size_first_and_lines_that_they_fit(rendering):
    setting = type_for(rendering)
    page = Page(Paper("A4"), Margins(20, 24, 14, 19), LARGE_PITCH if rendering.large_print else 8.0, rendering)
    for steps in (setting.answers, setting.hints):
        leadings = [leading for _, leading in steps]
        assert leadings == sorted(leadings, reverse=True)
        for size, leading in steps:
            assert leading * page.pitch >= size * 25.4 / 72


@pytest.mark.parametrize(
    ("setting", "scale"),
    [(Type(), 1.0), (type_for(Rendering(large_print=True)), 18 / 11), (Type(body=12.0, letter=0.66), 12 / 11 * 1.2)],
)
def test_how_much_wider_a_line_of_text_is(setting, scale):
    assert setting.scale == pytest.approx(scale)


def luminance(colour):
    """Relative luminance of #rgb or #rrggbb: WCAG 2.2."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000", "#fff", 21), ("#777777", "#ffffff", 4.48), ("#fff", "#fff", 1), ("#0000ff", "#ffffff", 8.59)],
)
def test_the_yardstick_for_contrast_is_right(one, other, ratio):
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)


@pytest.mark.parametrize("tint", TINTS)
@pytest.mark.parametrize(("ink", "least"), [("#000000", 17), ("#333", 7)])
def test_text_on_a_tint_can_be_read(tint, ink, least):
    assert contrast(TINTS[tint], ink) >= least


@pytest.mark.parametrize("tint", TINTS)
def test_a_tint_is_a_pastel_and_not_white(tint):
    assert 1.05 < contrast(TINTS[tint], "#ffffff") < 1.25
