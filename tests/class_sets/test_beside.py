"""The job sheet in a process of its own: the same bytes, and the same problems as without one."""

import multiprocessing
import sys

import pytest

from packbuilder.class_sets import beside
from packbuilder.class_sets.beside import job_sheet_beside
from packbuilder.class_sets.copies import Copy, Variant
from packbuilder.class_sets.job_sheet import job_sheet
from packbuilder.class_sets.manifest import CopyRecord, Record, StreamFile

RECORD = Record(
    "K7QM",
    "pack",
    "The pack",
    "en-GB",
    (StreamFile("A4.pdf", "A4", "A4", 8_000),),
    tuple(CopyRecord(Copy(n, Variant(), f"class {n // 30}"), 2, {"A4.pdf": (n, n)}) for n in range(1, 4_001)),
)
"""Its record is longer than what a pipe takes before it is read."""


def test_it_is_what_it_would_be_without_another_process():
    with job_sheet_beside() as begin:
        wait = begin(RECORD)
        assert wait() == job_sheet(RECORD)
    assert multiprocessing.active_children() == []


def _die(_theirs):
    """A child that ends without a word."""


@pytest.mark.parametrize("receives", [True, False])
def test_if_the_other_process_fails_the_page_is_set_here(monkeypatch, receives):
    monkeypatch.setattr(beside, "_typeset", _receive_and_die if receives else _die)
    with job_sheet_beside() as begin:
        assert begin(RECORD)() == job_sheet(RECORD)


def _receive_and_die(theirs):
    theirs.recv()


def test_a_run_that_ends_early_ends_the_other_process():
    with pytest.raises(KeyboardInterrupt), job_sheet_beside():
        raise KeyboardInterrupt
    assert multiprocessing.active_children() == []


def test_a_process_that_cannot_be_started_is_no_problem(monkeypatch):
    def refuse(_self):
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr("multiprocessing.process.BaseProcess.start", refuse)
    with job_sheet_beside() as begin:
        assert begin(RECORD)() == job_sheet(RECORD)


def test_a_typesetter_that_cannot_be_loaded_is_left_to_the_parent(monkeypatch, capfd):
    monkeypatch.setattr(beside, "_typeset", _fail_to_load)
    with job_sheet_beside() as begin:
        assert begin(RECORD)() == job_sheet(RECORD)
    assert capfd.readouterr().err == ""


def _fail_to_load(theirs):
    sys.modules["packbuilder.class_sets.job_sheet"] = None
    beside._typeset(theirs)
