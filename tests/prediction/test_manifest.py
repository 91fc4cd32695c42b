"""A folder that proves itself: whatever is changed in it is found and named."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from mlcore.errors import LoupeError
from mlcore.prediction.manifest import MANIFEST, copy_folder, read_folder, write_folder

FILES = {"a.json": b"{}", "model.skops": bytes(range(256)) * 40}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_folder(tmp_path / "v", FILES)
    return tmp_path / "v"


def refusal(folder: Path, digest: str | None = None) -> LoupeError:
    with pytest.raises(LoupeError) as caught:
        read_folder(folder, digest)
    return caught.value


def test_what_is_written_is_read(tmp_path: Path) -> None:
    digest = write_folder(tmp_path / "v", FILES)
    assert read_folder(tmp_path / "v", digest) == FILES
    assert [path.name for path in tmp_path.iterdir()] == ["v"]
    assert (tmp_path / "v").stat().st_mode & 0o777 == 0o700


def test_a_copy_is_the_same(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    copy_folder(folder, tmp_path / "empty")
    assert read_folder(tmp_path / "empty") == FILES


def test_a_folder_with_something_in_it_is_not_replaced(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(LoupeError) as caught:
        write_folder(folder, {"b": b"1"})
    assert caught.value.code == "folder_taken"
    assert read_folder(folder) == FILES
    (tmp_path / "file").write_text("x")
    with pytest.raises(LoupeError) as caught:
        write_folder(tmp_path / "file", {"b": b"1"})
    assert caught.value.code == "folder_taken"


def test_a_truncated_file_is_named_with_its_sizes(folder: Path) -> None:
    (folder / "model.skops").write_bytes(FILES["model.skops"][:41])
    error = refusal(folder)
    assert error.code == "damaged_model"
    assert error.where[0].file == "model.skops"
    assert "41 of 10,240 bytes" in error.what


@pytest.mark.parametrize("position", [0, 5000, 10_239])
def test_a_flipped_bit_is_found(folder: Path, position: int) -> None:
    data = bytearray(FILES["model.skops"])
    data[position] ^= 1
    (folder / "model.skops").write_bytes(data)
    assert "model.skops was changed" in refusal(folder).what


def test_a_missing_an_extra_and_a_linked_file_are_named(folder: Path) -> None:
    (folder / "extra.py").write_text("1")
    assert "extra.py does not belong" in refusal(folder).what
    (folder / "extra.py").unlink()
    (folder / "a.json").unlink()
    assert "a.json is missing" in refusal(folder).what
    os.symlink("/etc/hostname", folder / "a.json")
    assert "a.json is not a plain file" in refusal(folder).what


def test_a_folder_without_manifest_is_no_model(tmp_path: Path) -> None:
    (tmp_path / "v").mkdir()
    (tmp_path / "v" / "model.pkl").write_bytes(b"\x80\x04")
    error = refusal(tmp_path / "v")
    assert error.code == "not_a_model"
    assert "pickle" in error.fix


def test_a_registered_model_whose_files_are_gone_is_said_to_be_damaged(tmp_path: Path) -> None:
    error = refusal(tmp_path, "0" * 64)
    assert error.code == "damaged_model"
    assert "missing" in error.what
    assert "backup" in error.fix


@pytest.mark.parametrize("name", ["../a.json", "/etc/passwd", "", "a/b", "x\0y"])
def test_a_manifest_cannot_name_files_elsewhere(folder: Path, name: str) -> None:
    entry = {"size": 2, "sha256": "0" * 64}
    (folder / MANIFEST).write_text(json.dumps({"format": 1, "files": {name: entry}}))
    assert refusal(folder).code == "damaged_model"


@pytest.mark.parametrize("text", ["", "[]", "{", '{"format": 1}', '{"format": "x", "files": {}}'])
def test_a_broken_manifest_is_one_kind_of_error(folder: Path, text: str) -> None:
    (folder / MANIFEST).write_text(text)
    assert refusal(folder).code in ("damaged_model", "newer_format")


def test_a_newer_format_and_another_digest_are_refused(folder: Path) -> None:
    assert refusal(folder, "0" * 64).code == "damaged_model"
    (folder / MANIFEST).write_text(json.dumps({"format": 2, "files": {}}))
    assert refusal(folder).code == "newer_format"


def test_a_crash_while_writing_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "rename", full)
    with pytest.raises(LoupeError) as caught:
        write_folder(tmp_path / "v", FILES)
    assert caught.value.code == "store_full"
    assert list(tmp_path.iterdir()) == []
