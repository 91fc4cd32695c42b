"""A crash at any moment leaves the old file or the new one."""

from __future__ import annotations

import errno
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mlcore.errors import LoupeError
from mlcore.store import files

WRITER = """
import sys
from pathlib import Path
from mlcore.store.files import write_atomic
path = Path(sys.argv[1])
print("ready", flush=True)
while True:
    for letter in b"ab":
        write_atomic(path, bytes([letter]) * 3_000_000)
"""


def test_replaces_and_keeps_private(tmp_path: Path) -> None:
    path = tmp_path / "file"
    files.write_atomic(path, b"old")
    files.write_atomic(path, b"new")
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o600
    assert os.listdir(tmp_path) == ["file"]


def test_a_long_name_fits(tmp_path: Path) -> None:
    path = tmp_path / ("n" * 255)
    files.write_atomic(path, b"x")
    assert path.read_bytes() == b"x"


def test_killed_in_mid_write(tmp_path: Path) -> None:
    path, chance = tmp_path / "file", random.Random(7)
    files.write_atomic(path, b"a" * 3_000_000)
    for _ in range(6):
        command = [sys.executable, "-c", WRITER, str(path)]
        writer = subprocess.Popen(command, stdout=subprocess.PIPE)
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(chance.uniform(0.0, 0.08))
        writer.kill()
        writer.communicate()
        data = path.read_bytes()
        assert len(data) == 3_000_000
        assert len(set(data)) == 1


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_said_and_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    path = tmp_path / "file"
    files.write_atomic(path, b"old")
    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(LoupeError) as caught:
        files.write_atomic(path, b"new")
    assert caught.value.code == "store_full"
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["file"]


def test_other_failures_pass_through(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        files.write_atomic(tmp_path / "missing" / "file", b"x")


def test_copy_into_leaves_the_source(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(bytes(range(256)) * 9000)
    files.copy_into(source, tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == source.read_bytes()
    assert sorted(os.listdir(tmp_path)) == ["copy", "source"]


def test_folders_are_private_and_existing_ones_left_alone(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    files.make_folder(tmp_path / "a" / "b")
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "a" / "b").stat().st_mode & 0o777 == 0o700
    assert tmp_path.stat().st_mode & 0o777 == 0o755
