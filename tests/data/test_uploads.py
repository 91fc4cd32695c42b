"""Uploaded files on disk: copied in parts, kept once, gone when they are done."""

from __future__ import annotations

import io
import os
import time
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from mlcore.data import read as reading
from mlcore.data.messages import EMPTY_FILE
from mlcore.data.read import preview, read, read_bytes
from mlcore.data.source import Source
from mlcore.data.uploads import KEPT_SECONDS, Uploads, label
from mlcore.errors import LoupeError, Where
from mlcore.settings import Settings
from mlcore.store.objects import Objects


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", max_upload_mb=2)


@pytest.fixture
def uploads(settings: Settings) -> Uploads:
    return Uploads(settings)


def waiting(settings: Settings) -> list[str]:
    return sorted(os.listdir(settings.home / "uploads"))


def test_an_upload_is_copied_read_and_removed(uploads: Uploads, objects: Objects) -> None:
    stream = io.BytesIO(b"a\n1\n")
    stream.read()
    upload = uploads.take(stream, "t.csv")
    assert (upload.name, upload.size) == ("t.csv", 4)
    data = read_bytes(uploads.path(upload.sha), upload.name, objects)
    assert (data.name, data.rows, data.lineage.source) == ("t", 1, "t.csv")
    assert preview(uploads.path(upload.sha), filename="t.csv").frame["a"].tolist() == [1]
    uploads.remove(upload.sha)
    assert not uploads.has(upload.sha)
    with pytest.raises(LoupeError) as caught:
        uploads.path(upload.sha)
    assert caught.value.code == "no_file"


class Broken(io.BytesIO):
    def read(self, size: int | None = -1) -> bytes:
        if self.tell() > 1_000_000:
            raise ConnectionError
        return super().read(size)


def test_F38_an_upload_that_breaks_off_leaves_nothing(uploads: Uploads, settings: Settings) -> None:
    with pytest.raises(ConnectionError):
        uploads.take(Broken(bytes(1_900_000)), "t.csv")
    assert waiting(settings) == []


def test_F38_what_a_killed_copy_left_goes_after_a_minute(
    uploads: Uploads, settings: Settings
) -> None:
    part = settings.home / "uploads" / ".abc.tmp"
    part.write_bytes(b"x")
    upload = uploads.take(io.BytesIO(b"a\n1\n"), "t.csv")
    assert part.exists()
    os.utime(part, (time.time() - 61,) * 2)
    assert uploads.sweep() == 1
    assert waiting(settings) == [upload.sha]
    os.utime(uploads.path(upload.sha), (time.time() - KEPT_SECONDS - 1,) * 2)
    assert uploads.sweep() == 1


def test_F38_a_file_that_changes_while_it_is_read_is_not_kept(
    tmp_path: Path, objects: Objects, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a\n1\n")
    digest = reading._sha

    def meanwhile(found: Source) -> str:
        path.write_text("a\n1\n2\n")
        return digest(found)

    monkeypatch.setattr(reading, "_sha", meanwhile)
    with pytest.raises(LoupeError) as caught:
        read(path, objects)
    assert caught.value.code == "file_changed"
    assert [p for p in objects.root.rglob("*") if p.is_file()] == []


def test_F38_what_comes_of_a_change_is_told_as_the_change(
    tmp_path: Path, objects: Objects, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a\n1\n")

    @contextmanager
    def torn(*_: object) -> Iterator[None]:
        path.write_text("")
        raise LoupeError(EMPTY_FILE, Where(file="t.csv"))
        yield

    monkeypatch.setattr(reading, "done", torn)
    with pytest.raises(LoupeError) as caught:
        read(path, objects)
    assert caught.value.code == "file_changed"


def test_F38_a_file_that_vanishes_is_told(tmp_path: Path, objects: Objects) -> None:
    with pytest.raises(LoupeError) as caught:
        read(tmp_path / "gone.csv", objects)
    assert caught.value.code == "no_file"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../x", "x"), ("CON", "CON"), ("n" * 300, "n" * 120), ("a\x00b.csv", "ab.csv"),
        ("<img src=x>.csv", "<img src=x>.csv"), ("😀.csv", "😀.csv"), ("C:\\x\\y.csv", "y.csv"),
        ("/", "upload"), ("..", ".."),
    ],
)  # fmt: skip
def test_F39_a_name_is_a_label_and_never_a_place(
    uploads: Uploads, settings: Settings, name: str, shown: str
) -> None:
    upload = uploads.take(io.BytesIO(b"a\n1\n"), name)
    assert upload.name == label(name) == shown
    assert waiting(settings) == [upload.sha]


def test_F39_two_files_of_one_name_are_both_kept(uploads: Uploads) -> None:
    shas = {uploads.take(io.BytesIO(text), "t.csv").sha for text in (b"a\n1\n", b"a\n2\n")}
    assert all(map(uploads.has, shas))
    assert len(shas) == 2


@pytest.mark.parametrize("sha", ["../loupe.db", "", "x" * 64, ".", "/etc/passwd"])
def test_F39_nothing_but_an_upload_is_reached(uploads: Uploads, sha: str) -> None:
    assert not uploads.has(sha)
    uploads.remove(sha)
    with pytest.raises(LoupeError):
        uploads.path(sha)


def test_F40_ten_at_once_take_one_place_and_little_memory(
    uploads: Uploads, settings: Settings
) -> None:
    streams = [io.BytesIO(bytes(1_900_000)) for _ in range(10)]
    tracemalloc.start()
    with ThreadPoolExecutor(10) as pool:
        taken = list(pool.map(lambda stream: uploads.take(stream, "t.csv"), streams))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len({upload.sha for upload in taken}) == 1
    assert waiting(settings) == [taken[0].sha]
    assert peak < 10 * 1_900_000 * 1.5


def test_F40_too_large_and_too_many_are_refused_in_words(
    uploads: Uploads, settings: Settings
) -> None:
    with pytest.raises(LoupeError) as caught:
        uploads.take(io.BytesIO(bytes(2_000_001)), "t.csv")
    assert caught.value.code == "file_too_big"
    for number in range(20):
        uploads.take(io.BytesIO(bytes([number]) * 2_000_000), "t.csv")
    with pytest.raises(LoupeError) as caught:
        uploads.take(io.BytesIO(b"a\n1\n"), "t.csv")
    assert caught.value.code == "uploads_full"
    assert len(waiting(settings)) == 20
