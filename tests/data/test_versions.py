from __future__ import annotations

from pathlib import Path

import pytest

from mlcore.data import versions
from mlcore.data.dataset import Dataset
from mlcore.data.options import ReadOptions
from mlcore.data.read import read_bytes
from mlcore.errors import LoupeError
from mlcore.settings import load
from mlcore.store import tables
from mlcore.store.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(load(home=tmp_path / "home"))


def made(store: Store, text: str, **options) -> Dataset:  # type: ignore[no-untyped-def]
    return read_bytes(text.encode(), "sales.csv", store.objects, ReadOptions(**options))


def test_a_version_comes_back_as_it_was(store: Store) -> None:
    data = made(store, "a,a,<b>\n1,x,NA\n2,y,3\n4,5,6,7\n")
    assert versions.save(store, "w", data) == 1
    again = versions.load(store, "w", "sales")
    assert again == data
    assert again.frame().equals(data.frame())
    assert versions.by_fingerprint(store, "w", data.fingerprint) == data


def test_the_same_table_gets_no_new_version(store: Store) -> None:
    first, second = made(store, "a\n1\n"), made(store, "a\n2\n")
    found = [versions.save(store, "w", data) for data in (first, first, second, first)]
    assert found == [1, 1, 2, 3]
    listed = versions.listing(store, "w")
    assert [v.version for v in listed] == [3, 2, 1]
    assert versions.load(store, "w", "sales", 2).fingerprint == second.fingerprint
    assert versions.count(store, "w") == 1


def test_a_version_is_read_once_and_forgotten_when_it_goes(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(versions, "KNOWN", 2)
    for n in range(1, 5):
        assert versions.save(store, "w", made(store, f"a\n{n}\n")) == n
    newest = versions.load(store, "w", "sales")
    assert versions.load(store, "w", "sales", 4) is newest
    assert versions.by_fingerprint(store, "w", newest.fingerprint) is newest
    assert [versions.load(store, "w", "sales", n).frame()["a"][0] for n in (1, 2, 3)] == [1, 2, 3]
    assert versions.load(store, "w", "sales", 4) is not newest  # two others came since
    with store.begin() as connection:
        connection.execute(tables.datasets.delete().where(tables.datasets.c.version == 4))
    assert versions.load(store, "w", "sales").frame()["a"][0] == 3
    with pytest.raises(LoupeError):
        versions.load(store, "w", "sales", 4)


def test_as_many_versions_are_kept_in_memory_as_it_says(store: Store) -> None:
    for n in range(versions.KNOWN):
        versions.save(store, "w", made(store, f"a\n{n}\n"))
    numbers = range(1, versions.KNOWN + 1)
    read = [versions.load(store, "w", "sales", n) for n in numbers]
    assert all(versions.load(store, "w", "sales", n) is read[n - 1] for n in numbers)


def test_workspaces_do_not_see_each_other(store: Store) -> None:
    data = made(store, "a\n1\n")
    versions.save(store, "mine", data)
    assert versions.listing(store, "yours") == ()
    for ask in (
        lambda: versions.load(store, "yours", "sales"),
        lambda: versions.load(store, "mine", "sales", 9),
        lambda: versions.by_fingerprint(store, "yours", data.fingerprint),
    ):
        with pytest.raises(LoupeError) as caught:
            ask()
        assert caught.value.code == "unknown_table"


def test_the_fingerprint_is_of_bytes_and_options(store: Store) -> None:
    plain = made(store, "a\n1\n")
    assert made(store, "a\n1\n").fingerprint == plain.fingerprint
    assert made(store, "a\n2\n").fingerprint != plain.fingerprint
    assert made(store, "a\n1\n", header=False).fingerprint != plain.fingerprint
