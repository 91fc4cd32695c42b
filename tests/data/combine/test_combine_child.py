"""The real limited child: it joins, and its end is told in words."""

from __future__ import annotations

import pandas as pd
import pytest

import mlcore as ml
from mlcore.data import children, table
from mlcore.data.combine import combine
from mlcore.data.dataset import Dataset
from mlcore.data.kinds import specs
from mlcore.errors import LoupeError
from mlcore.process.limited import Stopped
from mlcore.store.objects import Objects

REAL_CHILDREN = True


def made(objects: Objects, name: str, **columns: list[object]) -> Dataset:
    frame = pd.DataFrame(columns)
    stored = objects.put(table.to_parquet(table.to_arrow(frame)))
    return Dataset(name, name, len(frame), specs(frame), stored, objects)


def test_a_notebook_joins_and_appends(objects: Objects) -> None:
    sales = made(objects, "sales", id=[1, 2, 2], amount=[5.0, 6.5, 7.0])
    people = made(objects, "people", id=[2, 3], city=["Ulm", "Bonn"])
    joined = ml.join(sales, people, on="id", how="outer")
    assert joined.frame()["city"].fillna("–").tolist() == ["–", "Ulm", "Ulm", "Bonn"]
    assert joined.frame()["id"].tolist() == [1, 2, 2, 3]
    assert ml.append(sales, people, name="both").rows == 5


def test_what_the_child_refuses_arrives(objects: Objects) -> None:
    whole, part = made(objects, "a", k=[2**60]), made(objects, "b", k=[0.5])
    with pytest.raises(LoupeError) as caught:
        combine.append(whole, part)
    assert caught.value.code == "inexact_numbers"


@pytest.mark.parametrize(
    ("end", "code"),
    [("time", "combine_time"), ("memory", "combine_memory"), ("crash", "combine_crashed")],
)
def test_an_ended_child_is_told_in_words(
    objects: Objects, monkeypatch: pytest.MonkeyPatch, end: str, code: str
) -> None:
    class Ended:
        @staticmethod
        def run(*_: object) -> None:
            raise Stopped(end)

    data = made(objects, "a", k=[1])
    monkeypatch.setattr(children, "RUNNER", Ended)
    with pytest.raises(LoupeError) as caught:
        combine.append(data, data)
    assert caught.value.code == code
