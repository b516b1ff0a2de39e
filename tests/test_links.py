"""Does a path lead out of a folder?"""

import os

import pytest

from packbuilder.links import leads_out


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """Links of all sorts in `pack`, and a folder whose name begins like it."""
    for folder in ("pack/pictures", "package", "other"):
        (tmp_path / folder).mkdir(parents=True)
    for link, target in {
        "pack/in": "pictures",
        "pack/out": "../other",
        "pack/far": os.sep,
        "pack/like": "../package",
        "pack/back": "../pack/pictures",
        "pack/chain": "out",
        "pack/broken": "../nothing",
        "pack/loop": "loop",
        "alias": "pack",
    }.items():
        (tmp_path / link).symlink_to(target)
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(
    ("path", "out"),
    [
        ("pack", False),
        ("pack/x.yaml", False),
        ("pack/pictures/../x.yaml", False),
        ("pack/in/x.png", False),
        ("pack/back/x.png", False),
        ("alias/x.yaml", False),
        ("pack/loop", False),
        ("pack/..", True),
        ("pack/../other/x.png", True),
        ("pack/in/../../x.png", True),
        ("package/x.png", True),
        ("pack/out", True),
        ("pack/out/x.png", True),
        ("pack/chain/x.png", True),
        ("pack/far/etc/hosts", True),
        ("pack/like", True),
        ("pack/broken", True),
        ("alias/out", True),
    ],
)
@pytest.mark.parametrize("folder", ["pack", "pack/", "alias"])
def test_a_path_counts_by_where_it_leads(path, folder, out):
    assert leads_out(path, folder) == out
