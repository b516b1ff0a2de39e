"""The command that proves what is promised."""

import re
from dataclasses import replace

import pytest
from click.testing import CliRunner

from packbuilder.cli import main
from packbuilder.options import Options
from packbuilder.problems import Problem
from packbuilder.proof import (
    Figures,
    Proven,
    every_rendering,
    promises,
    prove,
    prove_worksheet,
    reports,
    summary,
    together,
)
from packbuilder.renderings import RENDERINGS, Rendering
from packbuilder.targets import Target
from packbuilder.workers import ALONE, EndedError
from proofs import QUESTION, proof_from

SMALL = """\
title: T
activities:
  - kind: cloze
    prompt: P
    gap: small
    text: The ___ is long.
    answers: [Mississippi river]
"""


def run(*arguments):
    return CliRunner().invoke(main, ["proof", *map(str, arguments)])


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "unit").mkdir()
    (tmp_path / "unit" / "x.yaml").write_text(SMALL, encoding="utf-8")
    return tmp_path / "unit"


def test_there_are_seven_promises_and_each_says_what_it_is():
    assert sorted(promises()) == ["accessible", "copier", "hand", "overlay", "pages", "secrecy", "type"]
    for promise in promises().values():
        assert 40 <= len(promise.summary) <= 120
        assert promise.summary[0].isupper()
        assert not promise.summary.endswith(".")


def test_a_broken_promise_is_reported_with_what_mends_it(folder):
    result = run(folder, "--promise", "hand", "--edition", "student", "--edition", "key")
    assert result.exit_code == 1
    what = r'the answer needs 51 mm by hand and the gap has \d\d mm; "gap: large" gives them, or shorten it'
    start = f"{folder.as_posix()}/x.yaml:7:15: activities[0]: student: "
    first, _, last = result.stderr.strip().splitlines()
    assert first.startswith(start)
    assert re.search(f": {what}$", first)
    assert last == "1 problem in unit."


def test_what_cannot_be_printed_is_a_problem_too(folder):
    (folder / "y.yaml").write_text("title: T\n", encoding="utf-8")
    result = run(folder, "--promise", "overlay")
    assert result.exit_code == 1
    assert "y.yaml:1:1: activities: missing field" in result.stderr


def test_a_worksheet_beyond_a_limit_is_not_proved(folder):
    result = run(folder, "--promise", "overlay", "--limit", "characters=5")
    assert result.exit_code == 1
    assert "--limit characters=" in result.stderr


class Unlucky:
    """A crew in which every worksheet ends its worker."""

    jobs = 2

    def submit(self, task, *arguments):
        return Lost() if task is prove_worksheet else ALONE.submit(task, *arguments)


class Lost:
    def result(self):
        raise EndedError("needs more than 500 MB of memory to make.")


def test_a_worksheet_that_ends_its_worker_is_a_problem_of_its_own(folder):
    named = []
    (folder / "y.yaml").write_text(QUESTION, encoding="utf-8")
    proven = prove([Target(folder)], [Options(), Options(family="us")], named.append, crew=Unlucky())
    assert [each.worksheet for each in proven] == ["x", "x", "y", "y"]
    assert named == ["x", "y"]
    (report,) = reports(proven)
    assert [(problem.file.name, problem.message) for problem in report.problems] == [
        (name, "needs more than 500 MB of memory to make.") for name in ("x.yaml", "y.yaml")
    ]


def test_kept_promises_are_counted(folder):
    (folder / "x.yaml").write_text(QUESTION, encoding="utf-8")
    result = run(folder / "x.yaml", "--promise", "hand", "--promise", "type", "--verbose")
    assert result.stderr == ""
    assert result.exit_code == 0
    assert "hand        Every model answer, written by hand, has room in its blank." in result.stdout
    assert "unit/x" in result.stdout
    assert "No promise broken: 1 worksheet, 3 editions, 1 rendering, 3 pages." in result.stdout


def test_an_unknown_promise_is_named():
    result = run("--promise", "hnad")
    assert result.exit_code == 2
    assert result.stderr.startswith('packbuilder: there is no promise "hnad"; the promises are accessible, ')


def test_every_rendering_is_every_rendering_on_both_papers():
    found = every_rendering(Options(editions=("student",)))
    assert len(found) == 2 * len(RENDERINGS)
    assert {each.rendering for each in found} == set(RENDERINGS)
    assert {each.family for each in found} == {"iso", "us"}
    assert {each.editions for each in found} == {("student",)}
    assert {each.family for each in every_rendering(Options(family="us"))} == {"us"}


def test_a_rendering_and_its_paper_are_named(folder):
    options = Options(("student",), family="us", rendering=Rendering(large_print=True))
    (proven,) = prove([Target(folder)], [options], lambda _name: None, ["hand"])
    (problem,) = proven.problems
    assert problem.message.startswith("student, large-print, Letter portrait: ")


def test_what_is_wrong_in_several_editions_is_said_once(tmp_path):
    proof = proof_from(tmp_path / "unit", QUESTION, ("student", "key"))
    alike = [proof.problem(edition, "x/questions", "is too small") for edition in ("student", "key")]
    other = proof.problem("key", "", "has no rule")
    plain = Problem(proof.worksheet.path, alike[0].position, "", "a: b")
    found = list(together([*alike, other, plain], proof))
    assert [(problem.position.line, problem.message) for problem in found] == [
        (1, "key: has no rule"),
        (3, "student/key: is too small"),
        (3, "a: b"),
    ]


FIGURES = Figures(pages=6, blanks=9, filled=None, text=9.0, line=0.5)


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        (
            [FIGURES],
            "No promise broken: 1 worksheet, 3 editions, 1 rendering, 6 pages.\n"
            "Smallest text 9.0 pt, thinnest line 0.50 pt.",
        ),
        (
            [FIGURES, replace(FIGURES, filled=0.9, text=8.5), replace(FIGURES, filled=0.87)],
            "No promise broken: 3 worksheets, 3 editions, 1 rendering, 18 pages.\n"
            "Smallest text 8.5 pt, thinnest line 0.50 pt, emptiest page but the last 87% full.",
        ),
    ],
)
def test_the_summary(figures, said):
    assert summary([Proven("p", str(n), Options(), (), each) for n, each in enumerate(figures)]) == said


def test_a_packs_problems_are_reported_once_whatever_renderings_they_are_in(tmp_path):
    proof = proof_from(tmp_path / "unit", QUESTION)
    one, two = (proof.problem("student", "", message) for message in ("one", "two"))
    proven = [Proven("a", "x", Options(), (one, two)), Proven("a", "x", Options(), (one,)), Proven("b", "y", Options())]
    assert [(each.name, each.problems) for each in reports(proven)] == [("a", (one, two)), ("b", ())]
