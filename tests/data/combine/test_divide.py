"""One table becomes several: each row in exactly one, in its order, against pandas' groupby."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import mlcore as ml
from mlcore.data import children
from mlcore.data.combine.divide import MOST, divide, parts
from mlcore.errors import LoupeError
from mlcore.process.limited import Stopped
from mlcore.store.objects import Objects
from tests.data.combine.test_combine import made

TABLE = pd.DataFrame(
    {
        "*": ["b", "a", None, "b", " ", "a"],
        "n": pd.array([1, 2, 2, None, 1, 2], dtype="Int64"),
        "x": [0.5, np.nan, 0.5, 0.25, 0.5, 0.25],
        "day": pd.to_datetime(["2024-01-01"] * 3 + ["2024-02-01"] * 3),
        "flag": pd.array([True, False, None, True, True, False], dtype="boolean"),
        "row": range(6),
    }
)


@pytest.mark.parametrize("column", ["*", "n", "x", "day", "flag"])
def test_each_row_is_in_one_part_in_its_order(objects: Objects, column: str) -> None:
    data = made(objects, TABLE)
    found = divide(data, column)
    expected = [group["row"].tolist() for _, group in TABLE.groupby(column)]
    expected += [rows] if (rows := TABLE.index[TABLE[column].isna()].tolist()) else []
    assert [part.frame()["row"].tolist() for part in found] == expected
    for part, rows in zip(found, expected, strict=True):
        same = TABLE.iloc[rows].reset_index(drop=True)
        pd.testing.assert_frame_equal(part.frame(), same, check_dtype=False)
        assert [spec.kind for spec in part.columns] == [spec.kind for spec in data.columns]
    assert [part.rows for part in parts(data, column)] == list(map(len, expected))


def test_parts_are_called_by_their_value_and_know_their_parent(objects: Objects) -> None:
    data = made(objects, TABLE, "t")
    found = ml.split(data, "*")
    assert [part.name for part in found] == ["t: blank", "t: a", "t: b", "t: no value"]
    assert {part.lineage.parent for part in found} == {data.fingerprint}
    assert dict(found[1].lineage.options) == {"split": "*", "value": "a"}
    assert len({part.fingerprint for part in found}) == 4
    assert [part.name for part in ml.split(data, "day")] == ["t: 2024-01-01", "t: 2024-02-01"]
    assert ml.split(data, "*")[2].fingerprint == found[2].fingerprint


def test_a_choice_of_columns_is_split_too(objects: Objects) -> None:
    data = made(objects, TABLE).only(["row", "*"])
    assert [part.frame().columns.tolist() for part in divide(data, "*")] == [["row", "*"]] * 4


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    values=st.lists(st.one_of(st.none(), st.text("ab ß'*", max_size=2)), min_size=2, max_size=30)
)
def test_no_row_is_lost_or_doubled(objects: Objects, values: list[Any]) -> None:
    frame = pd.DataFrame({"k": pd.Series(values, dtype="str"), "row": range(len(values))})
    if len(set(values)) == 1:
        return
    found = divide(made(objects, frame), "k")
    assert sorted(row for part in found for row in part.frame()["row"]) == list(range(len(values)))
    assert len({part.name for part in found}) == len(found) == len(set(values))


@pytest.mark.parametrize(
    ("values", "code"),
    [(range(MOST + 1), "too_many_parts"), ([1] * 5, "one_part"), ([], "one_part")],
)
def test_what_cannot_be_split_is_told_with_its_number(
    objects: Objects, values: list[int], code: str
) -> None:
    with pytest.raises(LoupeError) as caught:
        divide(made(objects, pd.DataFrame({"k": pd.Series(values, dtype="int64")})), "k")
    assert caught.value.code == code
    assert caught.value.where[0].column == "k"
    with pytest.raises(LoupeError, match="nowhere"):
        divide(made(objects, TABLE), "nowhere")


@pytest.mark.parametrize("end", ["time", "memory", "crash"])
def test_an_ended_child_is_told_in_words(
    objects: Objects, monkeypatch: pytest.MonkeyPatch, end: Any
) -> None:
    class Ended:
        @staticmethod
        def run(*_: object) -> None:
            raise Stopped(end)

    monkeypatch.setattr(children, "RUNNER", Ended)
    with pytest.raises(LoupeError) as caught:
        divide(made(objects, TABLE), "*")
    assert caught.value.code == {"crash": "split_crashed"}.get(end, f"split_{end}")
