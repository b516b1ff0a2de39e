"""Templates are compiled once, in this process or beside it."""

import marshal
import os

import pytest

from packbuilder.layouts import find_layout
from packbuilder.templates import COMPILED, compile_beside, environment_of


@pytest.fixture
def nothing_known(monkeypatch):
    """No template is compiled yet, and what is compiled meanwhile is forgotten."""
    monkeypatch.setattr(COMPILED, "known", {})
    environment_of(find_layout("classroom")).cache.clear()


@pytest.fixture
def no_compiling(monkeypatch):
    """A template that isn't compiled can't be."""

    def refuse(*_):
        raise AssertionError("compiled here")

    monkeypatch.setattr("jinja2.Environment.compile", refuse)


def loaded(name):
    """A template, loaded as if for the first time."""
    environment = environment_of(find_layout("classroom"))
    environment.cache.clear()
    return environment.get_template(name)


@pytest.mark.parametrize("name", ["page.html", "page.css", "macros.html", "chart.html", "source-analysis.css"])
@pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing is compiled beside here")
@pytest.mark.usefixtures("nothing_known")
def test_what_another_process_compiles_is_taken_over(request, name):
    take_over = compile_beside()
    take_over()
    request.getfixturevalue("no_compiling")
    assert loaded(name).name == name


@pytest.mark.usefixtures("nothing_known")
def test_a_template_is_compiled_once_for_all_environments(request):
    loaded("page.html")
    request.getfixturevalue("no_compiling")
    assert loaded("page.html").name == "page.html"
    with pytest.raises(AssertionError, match="compiled here"):
        loaded("chart.html")


@pytest.mark.parametrize("said", [b"", b"\0", marshal.dumps({"a": b"b"})[:-1], marshal.dumps(3)])
@pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing is compiled beside here")
@pytest.mark.usefixtures("nothing_known")
def test_a_process_that_fails_is_none_too_many(monkeypatch, said):
    with monkeypatch.context() as broken:
        broken.setattr("marshal.dump", lambda _, pipe: pipe.write(said))
        take_over = compile_beside()
    take_over()
    assert loaded("page.html").name == "page.html"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing is compiled beside here")
@pytest.mark.usefixtures("nothing_known")
def test_a_process_for_which_there_is_no_memory_is_not_left(monkeypatch):
    forked, fork = [], os.fork
    monkeypatch.setattr("os.fork", lambda: forked.append(fork()) or forked[0])
    monkeypatch.setattr("packbuilder.templates.PIECE", 2**62)
    take_over = compile_beside()
    with pytest.raises(MemoryError):
        take_over()
    with pytest.raises(ChildProcessError):
        os.waitpid(forked[0], os.WNOHANG)
