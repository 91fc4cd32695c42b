"""A source is bytes or a place; a file is opened when it is asked for, never before."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlcore.data.source import Source, fetch
from mlcore.errors import LoupeError


def test_bytes_and_a_file_are_the_same_to_a_reader(tmp_path: Path) -> None:
    content = bytes(range(256)) * 20
    (tmp_path / "t.bin").write_bytes(content)
    for source in (Source(content, "t.bin", "t.bin"), fetch(tmp_path / "t.bin")):
        assert (source.filename, source.size, source.data) == ("t.bin", len(content), content)
        with source.open() as file:
            assert file.read() == content
        assert source.ends(100) == content[:100] + content[-100:]
        assert source.ends(len(content)) == content


def test_a_file_is_not_loaded_by_fetching_it(tmp_path: Path) -> None:
    (tmp_path / "t.bin").write_bytes(b"x" * 1000)
    found = fetch(tmp_path / "t.bin")
    assert found.content == tmp_path / "t.bin"
    assert "data" not in vars(found)


def test_a_file_that_vanished_is_told(tmp_path: Path) -> None:
    (tmp_path / "t.bin").write_bytes(b"x")
    found = fetch(tmp_path / "t.bin")
    (tmp_path / "t.bin").unlink()
    for read in (lambda: found.data, lambda: found.size, found.open):
        with pytest.raises(LoupeError) as caught:
            read()
        assert caught.value.code == "no_file"
