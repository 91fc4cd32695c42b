"""Objects on a storage: what one machine keeps another finds, and copies may go at any time."""

from __future__ import annotations

import hashlib
import itertools
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from mlcore import settings
from mlcore.errors import LoupeError
from mlcore.store import remote as module
from mlcore.store import shared
from mlcore.store.objects import Objects
from mlcore.store.remote import Remote
from mlcore.store.shared import Shared, open_objects
from mlcore.store.store import Store
from mlcore.store.sweep import sweep

_numbers = itertools.count()


@pytest.fixture(params=["memory", "file"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of an empty storage."""
    if request.param == "file":
        return f"file://{tmp_path / 'storage'}"
    return f"memory://bucket{next(_numbers)}/prefix"


@pytest.fixture
def two(url: str, tmp_path: Path) -> tuple[Shared, Shared]:
    """Return the objects as two machines see them."""
    return Shared(tmp_path / "one", Remote(url)), Shared(tmp_path / "two", Remote(url))


def refusal(call: Any, *args: Any) -> LoupeError:
    with pytest.raises(LoupeError) as caught:
        call(*args)
    return caught.value


def test_what_one_machine_keeps_another_has(two: tuple[Shared, Shared], tmp_path: Path) -> None:
    one, other = two
    sha = one.put(b"content")
    assert sha == hashlib.sha256(b"content").hexdigest()
    assert other.size(sha) == 7
    assert other.get(sha) == b"content"
    (tmp_path / "file").write_bytes(b"a table")
    table = one.put_file(tmp_path / "file")
    assert other.path(table).read_bytes() == b"a table"
    assert other.path(table).is_relative_to(tmp_path / "two")
    assert sorted(other.names()) == sorted([sha, table])


def test_copies_may_go_at_any_time(two: tuple[Shared, Shared]) -> None:
    one, _ = two
    sha = one.put(b"content")
    shutil.rmtree(one.root)
    one.root.mkdir()
    assert one.get(sha) == b"content"
    assert one.renew(sha)


def test_an_object_is_removed_everywhere_unless_it_is_young(two: tuple[Shared, Shared]) -> None:
    one, other = two
    sha = one.put(b"content")
    assert list(one.names(3600)) == []
    assert one.remove(sha, 3600) is None
    assert other.remove(sha) == 7
    assert other.remove(sha) is None
    assert not other.renew(sha)
    assert refusal(other.get, sha).code == "object_missing"
    assert list(one.names()) == []


def test_what_is_stored_again_is_young(
    two: tuple[Shared, Shared], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = two
    sha = one.put(b"content")
    sent: list[str] = []
    send = Remote.send
    monkeypatch.setattr(
        Remote, "send", lambda self, path, name: (sent.append(name), send(self, path, name))
    )
    other.put(b"content")
    assert not sent
    monkeypatch.setattr(shared, "YOUNG", -1.0)
    assert other.renew(sha)
    assert len(sent) == 1


def test_a_damaged_copy_is_not_taken(two: tuple[Shared, Shared]) -> None:
    one, other = two
    sha = one.put(b"content")
    place = other.path(sha)
    place.chmod(0o600)
    place.write_bytes(b"c0ntent")
    assert refusal(other.get, sha).code == "object_damaged"


def test_names_that_are_none_are_missing(two: tuple[Shared, Shared]) -> None:
    for name in ("", "../secret", "g" * 64):
        assert refusal(two[0].get, name).code == "object_missing"
        assert not (name and two[0]._known(name))


def test_folders_come_whole(two: tuple[Shared, Shared], tmp_path: Path) -> None:
    one, other = two
    folder = tmp_path / "model"
    folder.mkdir()
    for name in ("meta.json", "b"):
        (folder / name).write_text(name)
    one.remote.send_folder(folder, "models/x")
    other.remote.fetch_folder("models/x", tmp_path / "copy")
    assert {path.name: path.read_text() for path in (tmp_path / "copy").iterdir()} == {
        "meta.json": "meta.json",
        "b": "b",
    }
    other.remote.fetch_folder("models/none", tmp_path / "none")
    assert not (tmp_path / "none").exists()
    one.remote.remove_folder("models/x")
    assert list(other.remote.names("models/x")) == []


def test_a_store_sweeps_its_storage(url: str) -> None:
    store = Store.open(settings.load(objects=url))
    kept = store.objects.put(b"nobody names it")
    assert isinstance(store.objects, Shared)
    assert sweep(store, older_than=3600).objects == 0
    assert sweep(store, older_than=-1.0).objects == 1
    assert store.objects.size(kept) == 0
    store.close()


def test_without_an_address_objects_are_in_the_home_folder() -> None:
    assert type(open_objects(settings.load())) is Objects


def test_what_cannot_be_opened_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refusal(Remote, "nothing-of-that-kind://x").code == "bad_storage"
    monkeypatch.setitem(sys.modules, "s3fs", None)
    error = refusal(Remote, "s3://bucket/x")
    assert error.code == "storage_package"
    assert "pip install s3fs" in error.fix


def test_a_storage_that_fails_is_said_without_its_words(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Shared(tmp_path / "one", Remote(url))

    def broken(*_: Any, **__: Any) -> None:
        raise ConnectionError("secret.example.org refused key AKIA")

    monkeypatch.setattr(type(held.remote._files), "put_file", broken)
    error = refusal(held.put, b"content")
    assert error.code == "storage_unavailable"
    assert "AKIA" not in str(error)


@pytest.mark.parametrize("told", [{}, {"mtime": None}, {"LastModified": "yesterday"}])
def test_a_storage_that_says_no_time_has_only_young_objects(told: dict[str, Any]) -> None:
    assert module._age(told) == 0.0
