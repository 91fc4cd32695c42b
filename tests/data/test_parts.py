"""Large files in parts: on disk at once, in order, resumable, bounded, swept."""

from __future__ import annotations

import errno
import hashlib
import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from mlcore.data.parts import KEPT_SECONDS, Parts
from mlcore.data.read import read_bytes
from mlcore.data.uploads import Uploads
from mlcore.errors import LoupeError
from mlcore.settings import Settings
from mlcore.store.objects import Objects

ID = "0123456789abcdef"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", max_upload_mb=1, max_large_mb=2)


@pytest.fixture
def parts(settings: Settings) -> Parts:
    return Parts(settings, "default")


def code(parts: Parts, start: int, total: int, data: bytes, upload: str = ID) -> str:
    before = parts.offset(ID)
    with pytest.raises(LoupeError) as caught:
        parts.append(upload, start, total, data)
    assert parts.offset(ID) == before
    return caught.value.code


def test_parts_become_the_file_which_is_read_by_path(
    parts: Parts, settings: Settings, objects: Objects
) -> None:
    text = b"a,b\n" + b"".join(b"%d,x\n" % n for n in range(1_000))
    for start in range(0, len(text), 1_000):
        now = parts.append(ID, start, len(text), text[start : start + 1_000])
        assert now == parts.offset(ID)
    upload = parts.finish(ID, len(text), "C:\\data\\big.csv")
    assert (upload.name, upload.size) == ("big.csv", len(text))
    assert upload.sha == hashlib.sha256(text).hexdigest()
    path = Uploads(settings).path(upload.sha)
    assert read_bytes(path, upload.name, objects, settings=settings).rows == 1_000
    assert parts.offset(ID) == 0


def test_it_goes_on_where_it_broke_off_and_nowhere_else(parts: Parts) -> None:
    parts.append(ID, 0, 10, b"abcd")
    assert code(parts, 0, 10, b"abcd") == "not_next_part"
    assert code(parts, 5, 10, b"fgh") == "not_next_part"
    assert code(parts, 4, 10, b"efghijk") == "not_next_part"
    with pytest.raises(LoupeError) as caught:
        parts.finish(ID, 10, "a.csv")
    assert caught.value.code == "no_file"
    parts.append(ID, 4, 10, b"efghij")
    assert parts.finish(ID, 10, "a.csv").size == 10


def test_workspaces_do_not_see_each_other(parts: Parts, settings: Settings) -> None:
    parts.append(ID, 0, 4, b"abcd")
    assert Parts(settings, "other").offset(ID) == 0
    with pytest.raises(LoupeError):
        Parts(settings, "other").finish(ID, 4, "a.csv")


@pytest.mark.parametrize("upload", ["", "..", "../../x", "ABCDEF0123456789", "a" * 65, "é" * 16])
def test_only_plain_ids_are_taken(parts: Parts, upload: str) -> None:
    assert code(parts, 0, 4, b"abcd", upload) == "no_file"


def test_size_and_room_are_bounded_before_a_byte_is_written(
    parts: Parts, settings: Settings
) -> None:
    assert code(parts, 0, 2_000_001, b"a") == "file_too_big"
    for number in range(2):
        parts.append(f"{number:016x}", 0, 1_999_999, b"x" * 1_500_000)
    assert code(parts, 0, 1_100_000, b"a") == "uploads_full"
    parts.remove(f"{1:016x}")
    parts.append(ID, 0, 1_100_000, b"a")


def test_what_nobody_goes_on_with_is_swept(parts: Parts, settings: Settings) -> None:
    parts.append(ID, 0, 4, b"ab")
    assert parts.sweep() == 0
    Uploads(settings).sweep(0)
    assert parts.offset(ID) == 2
    old = time.time() - KEPT_SECONDS - 1
    for path in (settings.home / "uploads" / "parts").iterdir():
        os.utime(path, (old, old))
    parts.append("f" * 16, 0, 4, b"ab")
    assert parts.offset(ID) == 0


def test_two_senders_of_one_file_never_mix(parts: Parts) -> None:
    def send(_: int) -> bool:
        try:
            parts.append(ID, 0, 1_000_000, os.urandom(1) * 500_000)
        except LoupeError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(send, range(8))) == 1
    assert parts.offset(ID) == 500_000


def test_a_full_disk_leaves_what_was_there(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    parts.append(ID, 0, 10, b"abcd")
    real = os.pwrite

    def full(file: int, data: bytes, place: int) -> int:
        if place > 4:
            raise OSError(errno.ENOSPC, "full")
        return real(file, data[:2], place)

    monkeypatch.setattr(os, "pwrite", full)
    assert code(parts, 4, 10, b"efgh") == "store_full"


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.binary(min_size=1, max_size=400), st.lists(st.integers(0, 400), max_size=12))
def test_any_order_of_parts_gives_the_file_or_is_refused(
    parts: Parts, data: bytes, starts: list[int]
) -> None:
    parts.remove(ID)
    for start in [*starts, *range(0, len(data), 37)]:
        try:
            parts.append(ID, start, len(data), data[start : start + 37])
        except LoupeError:
            continue
    while (start := parts.offset(ID)) < len(data):
        parts.append(ID, start, len(data), data[start : start + 37])
    assert parts.finish(ID, len(data), "x").sha == hashlib.sha256(data).hexdigest()
