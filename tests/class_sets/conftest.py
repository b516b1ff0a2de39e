"""What tests of class sets share: commands remember nothing, and do everything themselves."""

from contextlib import nullcontext

import pytest

from packbuilder.memory import NONE
from packbuilder.workers import ALONE


@pytest.fixture(autouse=True)
def alone(monkeypatch):
    monkeypatch.setattr("packbuilder.crews.crew", lambda *_: nullcontext(ALONE))
    monkeypatch.setattr("packbuilder.options._memory", lambda _no_cache: NONE)
