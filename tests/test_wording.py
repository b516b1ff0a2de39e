"""Parts of messages."""

import pytest

from packbuilder.wording import misread


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("OÃ¹ est l'Ã©vier ?", [("OÃ¹", "Où"), ("l'Ã©vier", "l'évier")]),
        ("the \u00e2\u20ac\u0153map\u00e2\u20ac\u009d", []),  # half of it has got lost on the way as well
        ("Stalinâ€™s plan", [("Stalinâ€™s", "Stalin’s")]),
        ("(CafÃ©)”, then", [("(CafÃ©", "(Café")]),
        ("20 Â°C", [("Â°C", "°C")]),
        ("MANHÃ” e SÃO”, â, pâté, Ã", []),
        ("Straße, «Où», “ÚŠ”, Maß»", []),
        ("plain", []),
    ],
)
def test_words_in_a_wrong_encoding_are_seen(text, found):
    assert [*misread(text)] == found
