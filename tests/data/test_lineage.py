from __future__ import annotations

import pandas as pd
import pytest

from mlcore.cleaning.apply import apply
from mlcore.cleaning.recipe import Recipe
from mlcore.data import lineage, versions
from mlcore.data.combine import combine
from mlcore.data.dataset import Dataset
from mlcore.data.options import ReadOptions
from mlcore.data.read import read_bytes
from mlcore.settings import load
from mlcore.store.store import Store


@pytest.fixture
def store(home: object) -> Store:
    return Store.open(load())


def kept(store: Store, data: Dataset) -> Dataset:
    versions.save(store, "w", data)
    return data


def told(store: Store, name: str) -> str:
    listed = versions.listing(store, "w")
    return lineage.sentence(next(item for item in listed if item.name == name), listed)


def read(store: Store, name: str, text: str, **options: object) -> Dataset:
    how = ReadOptions(**options)  # type: ignore[arg-type]
    return kept(store, read_bytes(text.encode(), f"{name}.csv", store.objects, how))


def test_each_version_says_how_it_was_made(store: Store) -> None:
    sales = read(store, "sales", "id;x\n1;2\n2;3\n", separator=";")
    people = read(store, "people", "id,who,id2\n1,Ada,1\n")
    kept(store, combine.join(sales, people, ["id", ("x", "id2")], "inner", name="both"))
    kept(store, combine.append(sales, people, name="long"))
    kept(store, apply(Recipe().drop("x"), sales, name="clean"))
    assert told(store, "sales") == "Read from sales.csv (format csv, separator ;)."
    assert told(store, "both") == (
        "sales v1 and people v1 joined on “id”, “x” = “id2”, matching rows."
    )
    assert told(store, "long") == "sales v1 and people v1 one below the other, 1 row added."
    assert told(store, "clean").startswith("sales v1, cleaned by a recipe (")


def test_lineage_survives_the_store(store: Store) -> None:
    sales, people = read(store, "sales", "id\n1\n"), read(store, "people", "id\n1\n2\n")
    made = kept(store, combine.join(sales, people, "id", name="both"))
    again = versions.load(store, "w", "both")
    assert again == made
    assert again.lineage.others == (people.fingerprint,)
    pd.testing.assert_frame_equal(again.frame(), made.frame())


def test_a_parent_that_was_deleted_is_said(store: Store) -> None:
    sales = read(store, "sales", "id\n1\n")
    other = read_bytes(b"id\n2\n", "lost.csv", store.objects)
    kept(store, combine.append(sales, other, name="long"))
    assert told(store, "long").startswith("sales v1 and a table that was deleted one below")
