"""The doctor: what is looked at, what is missing, and the command that brings it."""

import os
import sys
from functools import cache

import pytest
from click.testing import CliRunner

from packbuilder import doctor, fonts
from packbuilder.cli import main
from packbuilder.doctor import PANGO, WINDOWS, Finding, examine, install, install_command, install_hint
from packbuilder.fonts import PACKAGES, Package
from packbuilder.problems import SetupError

posix = pytest.mark.skipif(sys.platform == "win32", reason="the package managers are those of other systems")


@cache
def findings():
    return list(examine())


def test_a_machine_that_typesets_lacks_nothing():
    assert [(each.what, each.well) for each in findings()] == [
        ("Python", True),
        ("Typesetter", True),
        ("Fonts", True),
        ("Layouts", True),
    ]


def test_every_finding_says_what_was_found():
    assert all(each.detail for each in findings())


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    """An empty folder that is all of PATH, on a machine whose user is root."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    return folder


@pytest.fixture
def a_user(shelf, monkeypatch):
    """The same machine with a user who isn't root."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    return shelf


def program(shelf, name, status=0):
    """Puts a program onto the shelf that notes how it is called."""
    path = shelf / name
    path.write_text(f'#!/bin/sh\necho "{name} $*" >> "{shelf}/calls"\nexit {status}\n')
    path.chmod(0o755)


def calls(shelf):
    log = shelf / "calls"
    return log.read_text().splitlines() if log.exists() else []


@posix
@pytest.mark.parametrize("manager", PANGO)
def test_each_package_manager_has_its_command(shelf, manager):
    program(shelf, manager)
    assert install_command() == PANGO[manager]
    assert install_command()[0] == manager
    assert install_hint() == " ".join(PANGO[manager])


@posix
@pytest.mark.parametrize(("manager", "sudo"), [("apt-get", "sudo "), ("dnf", "sudo "), ("brew", "")])
def test_a_user_is_told_to_use_sudo_where_it_is_needed(a_user, manager, sudo):
    program(a_user, manager)
    assert install_hint() == sudo + " ".join(PANGO[manager])


@pytest.mark.usefixtures("shelf")
def test_without_a_known_package_manager_the_doctor_names_the_library():
    assert install_command() is None
    assert install_hint() == "install Pango 1.44 or later with your system's package manager"
    assert install() is False


def test_on_windows_the_doctor_names_its_own_way(shelf, monkeypatch):
    program(shelf, "apt-get")
    monkeypatch.setattr(doctor.sys, "platform", "win32")
    assert install_hint() == WINDOWS
    assert install() is False
    assert calls(shelf) == []


@posix
def test_root_installs_with_a_fresh_list_of_packages(shelf):
    program(shelf, "apt-get")
    assert install() is True
    assert calls(shelf) == [
        "apt-get update -q",
        "apt-get install -y libpangoft2-1.0-0 libharfbuzz-subset0",
    ]


@posix
@pytest.mark.parametrize("manager", [manager for manager in PANGO if manager != "apt-get"])
def test_the_other_managers_need_no_list(shelf, manager):
    program(shelf, manager)
    assert install() is True
    assert calls(shelf) == [" ".join(PANGO[manager])]


@posix
def test_an_installation_that_fails_is_told(shelf):
    program(shelf, "apt-get", status=100)
    assert install() is False


@posix
def test_a_user_installs_with_a_sudo_that_asks_for_no_password(a_user):
    program(a_user, "apt-get")
    program(a_user, "sudo")
    assert install() is True
    assert calls(a_user) == [
        "sudo -n true",
        "sudo -n apt-get update -q",
        "sudo -n apt-get install -y libpangoft2-1.0-0 libharfbuzz-subset0",
    ]


@posix
def test_a_sudo_that_asks_for_a_password_is_left_alone(a_user):
    program(a_user, "apt-get")
    program(a_user, "sudo", status=1)
    assert install() is False
    assert calls(a_user) == ["sudo -n true"]


@posix
def test_without_sudo_a_user_installs_nothing_but_with_brew(a_user):
    program(a_user, "apt-get")
    assert install() is False
    assert calls(a_user) == []
    (a_user / "apt-get").unlink()
    program(a_user, "brew")
    assert install() is True
    assert calls(a_user) == ["brew install pango"]


@pytest.fixture
def without_pango(tmp_path, monkeypatch):
    """A machine whose typesetter finds no library, for every process that is started."""
    (tmp_path / "weasyprint").mkdir()
    (tmp_path / "weasyprint" / "__init__.py").write_text("raise OSError(\"cannot load library 'libpango-1.0-0'\")\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))


@pytest.mark.usefixtures("without_pango", "shelf")
def test_a_missing_library_is_found_with_its_remedy():
    found = {each.what: each for each in examine()}
    hint = "install Pango 1.44 or later with your system's package manager"
    assert found["Typesetter"] == Finding("Typesetter", False, "the system library Pango is missing", hint)


@pytest.mark.usefixtures("shelf")
def test_a_library_that_the_typesetter_only_warns_of_is_missing_too(tmp_path, monkeypatch):
    warning = "HarfBuzz-Subset will be required by future versions of WeasyPrint. Please install this library."
    (tmp_path / "weasyprint").mkdir()
    text = f"import warnings\nwarnings.warn({warning!r}, DeprecationWarning)\nraise OSError('never reached')\n"
    (tmp_path / "weasyprint" / "__init__.py").write_text(text)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    found = {each.what: each for each in examine()}
    assert found["Typesetter"].detail == "the system library HarfBuzz-Subset is missing"


@posix
@pytest.mark.usefixtures("without_pango")
def test_the_command_says_what_to_run_and_fails(shelf):
    program(shelf, "apt-get")
    result = CliRunner().invoke(main, ["doctor"])
    assert "missing  Typesetter: the system library Pango is missing\n" in result.stdout
    assert "         Run: apt-get install -y libpangoft2-1.0-0 libharfbuzz-subset0\n" in result.stdout
    assert result.exit_code == SetupError.exit_code
    assert calls(shelf) == []


@posix
@pytest.mark.usefixtures("without_pango")
def test_with_install_the_command_runs_it_and_looks_again(shelf):
    program(shelf, "apt-get")
    result = CliRunner().invoke(main, ["doctor", "--install"])
    assert calls(shelf)[-1] == "apt-get install -y libpangoft2-1.0-0 libharfbuzz-subset0"
    assert result.stdout.count("Typesetter") == 1
    assert result.exit_code == SetupError.exit_code


def test_a_missing_font_package_is_named_with_the_command_for_it(monkeypatch):
    monkeypatch.setattr(fonts, "PACKAGES", (*PACKAGES, Package("fontpkg_gone", ("Gone.ttf",))))
    result = CliRunner().invoke(main, ["doctor"])
    assert "missing  Fonts: fontpkg-gone is missing\n" in result.stdout
    assert f"         Run: {sys.executable} -m pip install fontpkg-gone\n" in result.stdout
    assert result.exit_code == SetupError.exit_code


@pytest.mark.parametrize(
    ("extras", "remedies"),
    [
        (("chinese",), 'for Chinese install "packbuilder[chinese]"'),
        (("korean", "chinese"), 'for Chinese install "packbuilder[chinese]", for Korean install "packbuilder[korean]"'),
    ],
)
def test_missing_extras_are_named_and_no_fault(monkeypatch, extras, remedies):
    gone = (Package("gone", ("Gone.ttf",), extra=extra) for extra in extras)
    monkeypatch.setattr(fonts, "PACKAGES", (*PACKAGES, *gone))
    finding = next(each for each in examine() if each.what == "Fonts")
    assert finding.well
    assert finding.detail == f"all packages are there that everybody needs; {remedies}"


def test_a_healthy_machine_is_told_so_and_nothing_is_installed(shelf, monkeypatch):
    monkeypatch.setattr(doctor, "examine", findings)
    program(shelf, "apt-get")
    result = CliRunner().invoke(main, ["doctor", "--install"])
    assert [line[:8] for line in result.stdout.splitlines()] == ["ok      "] * 4
    assert result.exit_code == 0
    assert calls(shelf) == []
