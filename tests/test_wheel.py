"""The wheel is all that a teacher needs: it works in a folder without a checkout."""

import os
import subprocess
import sys
from zipfile import ZipFile

import pytest

from samples import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    call([sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)], folder)
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The folder into which the wheel was installed."""
    folder = tmp_path_factory.mktemp("installed")
    options = ["--quiet", "--no-deps", "--no-index", "--disable-pip-version-check", "--no-compile"]
    call([sys.executable, "-m", "pip", "install", *options, "--target", str(folder), str(wheel)], folder)
    return folder


def call(command, folder, **variables):
    """The output of a command that runs in `folder`."""
    environment = os.environ | {"COLUMNS": "200", **variables}
    run = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def test_it_has_all_layouts_languages_and_examples_and_nothing_else(wheel):
    with ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    wanted = {
        f"packbuilder/{inside}{path.relative_to(ROOT / outside).as_posix()}"
        for outside, inside in (("src/packbuilder", ""), ("layouts", "layouts/"), ("worksheets/examples", "examples/"))
        for path in (ROOT / outside).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert names == wanted


def test_it_works_in_a_folder_without_a_checkout(installed, tmp_path):
    run = [sys.executable, "-m", "packbuilder"]
    call([*run, "new", "my-pack", "--kind", "chart", "--kind", "timeline"], tmp_path, PYTHONPATH=str(installed))
    assert {path.name for path in tmp_path.iterdir()} == {"my-pack", "pack.schema.json", "worksheet.schema.json"}
    assert {path.name for path in (tmp_path / "my-pack").iterdir()} == {"pack.yaml", "chart.yaml", "timeline.yaml"}
    said = call([*run, "build", "my-pack"], tmp_path, PYTHONPATH=str(installed))
    for edition in ("student", "key", "support"):
        assert f"my-pack-{edition}.pdf" in said
        assert (tmp_path / "output/my-pack" / f"my-pack-{edition}.pdf").read_bytes().startswith(b"%PDF-")


FROM_WHERE = """
import packbuilder
from packbuilder.layouts import find_layout, layout_names, resource
print(packbuilder.__file__, resource("examples"), *(find_layout(name).folder for name in layout_names()), sep="\\n")
"""


def test_what_it_uses_is_what_was_installed(installed, tmp_path):
    said = call([sys.executable, "-c", FROM_WHERE], tmp_path, PYTHONPATH=str(installed)).split("\n")
    places = [place for place in said if place]
    assert len(places) >= 3
    assert [place for place in places if not place.startswith(str(installed.resolve()))] == []
