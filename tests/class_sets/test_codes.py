"""Codes: what they say, that every slip is noticed, and that a QR code of the smallest version holds them."""

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from packbuilder.class_sets.codes import (
    ALPHABET,
    MASK,
    MODULES,
    MOST_NUMBER,
    MOST_PAGES,
    Code,
    data,
    finders,
    modules,
    read_code,
    read_copy,
    set_id,
)

codes = st.builds(
    Code,
    st.text(ALPHABET, min_size=4, max_size=4),
    st.integers(1, MOST_NUMBER),
    st.integers(1, MOST_PAGES),
)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (Code("K7QM", 42, 3), "K7QM-0042-03-79"),
        (Code("0000", 1, 1), "0000-0001-01-86"),
        (Code("ZZZZ", 99_999, 999), "ZZZZ-99999-999-31"),
    ],
)
def test_a_code_has_check_digits(code, text):
    assert str(code) == text
    digits = "".join(str(int(character, 36)) for character in text.replace("-", ""))
    assert int(digits) % 97 == 1


@given(codes)
def test_a_code_reads_back_and_is_short(code):
    assert read_code(f" {code} ".lower()) == code
    assert len(str(code)) <= 20


@given(codes, st.data())
def test_a_wrong_character_is_noticed(code, drawn):
    text = str(code)
    place = drawn.draw(st.sampled_from([i for i, c in enumerate(text) if c != "-"]))
    other = drawn.draw(st.sampled_from([c for c in (ALPHABET if place < 4 else "0123456789") if c != text[place]]))
    with pytest.raises(ValueError, match="check digits"):
        read_code(text[:place] + other + text[place + 1 :])


@given(codes, st.data())
def test_neighbours_that_are_swapped_are_noticed(code, drawn):
    text = str(code)
    pairs = [i for i in range(len(text) - 1) if "-" not in text[i : i + 2] and text[i] != text[i + 1]]
    place = drawn.draw(st.sampled_from(pairs))
    swapped = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    with pytest.raises(ValueError, match="check digits"):
        read_code(swapped)


@pytest.mark.parametrize("text", ["", "S1042", "K7QM", "K7QM-0042", "K7QM-42-3-79", "=1+1", "K7QM-0042-03-7३"])
def test_other_texts_are_no_codes(text):
    with pytest.raises(ValueError, match="is no code"):
        read_code(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("K7QM-0042", ("K7QM", 42)),
        (" k7qm-90001 ", ("K7QM", 90_001)),
        ("K7QM-0042-03-79", None),
        ("K7QM-042", None),
        ("PUPI-0042", None),
        ("0042", None),
    ],
)
def test_what_the_codes_of_a_copy_begin_with_is_read(text, expected):
    assert read_copy(text) == expected


def test_a_set_id_stands_for_its_parts_and_their_borders():
    assert set_id(b"a", b"b") == set_id(b"a", b"b")
    assert len({set_id(b"a", b"b"), set_id(b"ab"), set_id(b"b", b"a"), set_id()}) == 4
    assert set(set_id(b"a")) <= set(ALPHABET)


@given(codes)
def test_the_outline_draws_the_modules_that_zxing_makes(code):
    drawn = [0] * MODULES**2
    for line in (finders() + data(str(code))).splitlines():
        x, y, width, height, operator = line.split()
        assert (int(height), operator) == (1, b"re")
        for column in range(int(x), int(x) + int(width)):
            drawn[(MODULES - 1 - int(y)) * MODULES + column] = 1
    picture = zxingcpp.create_barcode(str(code), zxingcpp.BarcodeFormat.QRCode, ec_level="M", data_mask=MASK)
    assert drawn == [int(shade == 0) for shade in bytes(memoryview(picture.to_image(scale=1, add_quiet_zones=False)))]


def test_a_drawn_code_can_be_read():
    scale, quiet = 4, 16
    picture = Image.new("L", (MODULES * scale + 2 * quiet,) * 2, 255)
    pen = ImageDraw.Draw(picture)
    for line in (finders() + data("K7QM-0042-03-79")).splitlines():
        x, y, width = map(int, line.split()[:3])
        top = quiet + (MODULES - 1 - y) * scale
        pen.rectangle((quiet + x * scale, top, quiet + (x + width) * scale - 1, top + scale - 1), fill=0)
    (found,) = zxingcpp.read_barcodes(picture)
    assert found.text == "K7QM-0042-03-79"


def test_a_text_that_needs_a_larger_code_is_refused():
    with pytest.raises(ValueError, match="larger code"):
        modules("X" * 21)
