"""The tests' own watchdog must bark."""

import logging

import pytest


@pytest.mark.parametrize("name", ["weasyprint", "weasyprint.progress", "fontTools.subset", "pikepdf"])
@pytest.mark.parametrize("level", [logging.WARNING, logging.ERROR])
def test_a_librarys_warning_is_heard(name, level, loud):
    logging.getLogger(name).log(level, "something is odd")
    assert [record.getMessage() for record in loud] == ["something is odd"]
    loud.clear()


@pytest.mark.parametrize(
    ("name", "level"), [("weasyprint", logging.INFO), ("fontTools.subset", logging.DEBUG), ("other", logging.ERROR)]
)
def test_other_messages_are_not(name, level, loud):
    logging.getLogger(name).log(level, "all is well")
    assert loud == []
