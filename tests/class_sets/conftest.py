"""What tests of class sets share: they remember nothing, and start no other process."""

from contextlib import nullcontext

import pytest

from packbuilder.memory import NONE


@pytest.fixture(autouse=True)
def alone(monkeypatch):
    """Commands typeset what they print, and set the job sheet themselves, which is quicker in a process that has."""

    def begin(record):
        from packbuilder.class_sets.job_sheet import job_sheet  # noqa: PLC0415

        return lambda: job_sheet(record)

    monkeypatch.setattr("packbuilder.class_sets.beside.job_sheet_beside", lambda: nullcontext(begin))
    monkeypatch.setattr("packbuilder.cli._memory", lambda _no_cache: NONE)
