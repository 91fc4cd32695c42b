"""Files of the server: in the allowed folders and nowhere else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mlcore.data.folders import allowed, inside, listing
from mlcore.errors import LoupeError
from mlcore.settings import Settings


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "open"
    (folder / "deep").mkdir(parents=True)
    (tmp_path / "secret.csv").write_text("a\n1\n")
    for name in ("a.csv", "deep/b.parquet", "c.csv.gz", "d.zip", "e.png", ".hidden.csv"):
        (folder / name).write_text("a\n1\n")
    (folder / "link.csv").symlink_to(tmp_path / "secret.csv")
    (folder / "up").symlink_to(tmp_path)
    return folder


def test_tables_are_listed_and_links_are_not(folder: Path) -> None:
    assert [entry.name for entry in listing(folder)] == [
        "a.csv", "c.csv.gz", "d.zip", "deep/b.parquet",
    ]  # fmt: skip
    assert listing(folder)[0].size == 4


@pytest.mark.parametrize(
    "name",
    ["../secret.csv", "link.csv", "up/secret.csv", "deep/../../secret.csv", "/etc/passwd", "deep",
     "nothing.csv", "a\x00.csv", ""],
)  # fmt: skip
def test_there_is_no_way_out(folder: Path, name: str) -> None:
    with pytest.raises(LoupeError) as caught:
        inside(folder, name)
    assert caught.value.code == "no_file"
    assert str(folder) not in str(caught.value.where)


def test_what_is_inside_is_found(folder: Path) -> None:
    assert inside(folder, "deep/b.parquet") == folder / "deep" / "b.parquet"


def test_no_folder_is_allowed_until_one_is_set(folder: Path, tmp_path: Path) -> None:
    assert allowed(Settings()) == {}
    other = tmp_path / "x" / "open"
    other.mkdir(parents=True)
    listed = os.pathsep.join([str(folder), str(other), str(tmp_path / "gone")])
    assert allowed(Settings(folders=listed)) == {"open": folder, "open (2)": other}
