"""A running text is divided where it hurts least, and its lines are counted as they were written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packbuilder.passages import passages


def divided(text, most):
    """The passages of a text in which each letter is a millimetre tall."""
    return [*passages(text, most, len)]


@pytest.mark.parametrize(
    ("text", "most", "found"),
    [
        ("One. Two.", 99, [("One. Two.", 1)]),
        ("One.\n\nTwo.", 99, [("One.", 1), ("Two.", 2)]),
        ("One,\nTwo,\n \nThree.", 99, [("One,\nTwo,", 1), ("Three.", 3)]),
        ("One. Two. Three.", 10, [("One. Two.", 1), ("Three.", 1)]),
        ('He said "No." Why?', 14, [('He said "No."', 1), ("Why?", 1)]),
        ("一。二。三。", 4, [("一。二。", 1), ("三。", 1)]),
        # Lines of a verse stay whole, in halves of that height.
        ("a b\n c d\ne. f", 14, [("a b", 1), (" c d", 2), ("e. f", 3)]),
        ("a b\n c d\ne. f", 20, [("a b\n c d", 1), ("e. f", 3)]),
        # One that is too tall for that is divided as a paragraph is, and is still one line.
        ("Short.\nOne one. Two two.\nEnd.", 20, [("Short.", 1), ("One one.", 2), ("Two two.", 2), ("End.", 3)]),
        ("One one.\nTwo.\n\nThree.", 9, [("One one.", 1), ("Two.", 2), ("Three.", 3)]),
    ],
)
def test_a_text_is_divided_where_sentences_or_lines_end(text, most, found):
    assert [(passage.text, passage.line) for passage in divided(text, most)] == found


def test_it_is_known_what_a_passage_begins_and_ends():
    found = divided("One one. Two two.\nEnd.\n\nOne. Two.", 20)
    assert [(each.text, each.verse, each.begins, each.ends) for each in found] == [
        ("One one.", True, True, False),
        ("Two two.", True, False, False),
        ("End.", True, True, True),
        ("One. Two.", False, True, True),
    ]


@given(
    st.lists(st.lists(st.sampled_from(["Yes.", "No! ", "a, b", "word", "  in"]), min_size=1, max_size=6), min_size=1),
    st.integers(1, 60),
)
def test_a_line_has_its_number_wherever_a_page_may_be_full(stanzas, most):
    """The n-th line of the text is that which begins with `n`, however it is divided."""
    number = iter(range(1, 1000))
    text = "\n\n".join("\n".join(f"{next(number)} {words}" for words in stanza) for stanza in stanzas)
    found = divided(text, most)
    for passage in found:
        for index, line in enumerate(passage.text.split("\n")):
            if index or passage.begins:
                assert line.split()[0] == str(passage.line + index)
    assert "".join("".join(passage.text.split()) for passage in found) == "".join(text.split())
    assert sum(passage.ends for passage in found) == len(stanzas)
