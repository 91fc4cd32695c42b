from __future__ import annotations

from pathlib import Path

import pytest

from mlcore.data import versions
from mlcore.data.dataset import Dataset
from mlcore.data.read import read_bytes
from mlcore.errors import LoupeError
from mlcore.settings import load
from mlcore.store.store import Store


def made(store: Store, name: str, rows: int) -> Dataset:
    text = "a\n" + "".join(f"{(i * 2_654_435_761) % 2**32}\n" for i in range(rows))
    return read_bytes(text.encode(), "t.csv", store.objects, name=name)


def test_megabytes_are_counted_once_and_the_largest_is_named(home: Path) -> None:
    store = Store.open(load(workspace_mb=1))
    big = made(store, "big", 150_000)
    assert 0.4e6 < store.objects.size(big.object) < 1e6
    assert versions.save(store, "w", big) == 1
    same = made(store, "same", 150_000)
    assert same.object == big.object
    assert versions.save(store, "w", same) == 1  # the same object costs nothing more
    with pytest.raises(LoupeError) as caught:
        versions.save(store, "w", made(store, "more", 149_999))
    assert caught.value.code == "workspace_full"
    assert "“big”" in caught.value.fix
    assert versions.save(store, "elsewhere", made(store, "more", 149_999)) == 1


def test_data_sets_are_counted_by_name(home: Path) -> None:
    store = Store.open(load(workspace_datasets=2))
    for name, rows in (("a", 1), ("b", 2), ("a", 3)):
        versions.save(store, "w", made(store, name, rows))
    with pytest.raises(LoupeError) as caught:
        versions.save(store, "w", made(store, "c", 4))
    assert caught.value.code == "too_many_datasets"
    assert [v.version for v in versions.listing(store, "w")] == [2, 1, 1]


def test_nothing_is_limited_without_a_limit(home: Path) -> None:
    store = Store.open(load(workspace_mb=0, workspace_datasets=0))
    for number in range(5):
        versions.save(store, "w", made(store, str(number), number))


def test_a_lost_table_is_not_kept(home: Path) -> None:
    store = Store.open(load())
    data = made(store, "a", 1)
    store.objects.remove(data.object)
    with pytest.raises(LoupeError) as caught:
        versions.save(store, "w", data)
    assert caught.value.code == "object_missing"
    assert versions.listing(store, "w") == ()


def test_the_same_table_is_found(home: Path) -> None:
    store = Store.open(load())
    first, second = made(store, "a", 1), made(store, "a", 2)
    assert versions.same(store, "w", first) is None
    versions.save(store, "w", first)
    versions.save(store, "w", second)
    assert versions.same(store, "w", first) == ("a", 1)
    assert versions.same(store, "other", first) is None
