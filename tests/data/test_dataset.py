"""A dataset hands out any part of itself with the same types, whatever the names are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcore.data import table
from mlcore.data.dataset import Dataset
from mlcore.data.kinds import kind_of, specs, specs_of_columns
from mlcore.data.read import read
from mlcore.errors import LoupeError
from mlcore.store.objects import Objects

NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)


def kept(frame: pd.DataFrame, objects: Objects) -> Dataset:
    sha = objects.put(table.to_parquet(table.to_arrow(frame)))
    return Dataset("t", "f", len(frame), specs(frame), sha, objects)


@pytest.mark.parametrize("dtype", ["Int64", "boolean", "str", "float64", "datetime64[us]"])
def test_a_name_that_looks_like_a_pattern(objects: Objects, dtype: str) -> None:
    values = pd.array([1, 0] * 15 if dtype != "str" else [f"w{i}" for i in range(30)], dtype=dtype)
    data = kept(pd.DataFrame({"^k.*$": values, "*": values}), objects)
    assert data.frame()["^k.*$"].tolist() == data.frame()["*"].tolist() == list(values)
    schema = specs_of_columns(data.scan().collect().get_columns())
    assert [column.kind for column in schema] == [column.kind for column in data.columns]


@pytest.fixture
def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "whole": pd.array([2**53 + 1, None, -3, 4], dtype="Int64"),
            "full": pd.array([1, 2, 3, 4], dtype="int64"),
            "number": [1.5, np.nan, 3.0, -0.0],
            "flag": pd.array([True, None, False, True], dtype="boolean"),
            "sure": [True, False, True, False],
            "word": pd.array(["a", None, "", "ü"], dtype="str"),
            "day": pd.array(["2026-01-01", None, "0001-01-01", "9999-12-31"], "datetime64[us]"),
            "none": pd.array([None] * 4, dtype="str"),
        }
    )


def test_all_of_it_comes_back(frame: pd.DataFrame, objects: Objects) -> None:
    data = kept(frame, objects)
    pd.testing.assert_frame_equal(data.frame(), frame)
    assert [c.missing for c in data.columns] == list(frame.isna().sum())
    assert [c.unique for c in data.columns] == list(frame.nunique())


@pytest.mark.parametrize(
    "rows",
    [slice(1, 3), slice(None), slice(2, None), slice(None, None, 2), slice(-2, None), slice(3, 1),
     [3, 0, 0], [], np.array([True, False, True, False])],
)  # fmt: skip
def test_any_part_has_the_types_of_the_whole(frame: pd.DataFrame, objects: Objects, rows) -> None:  # type: ignore[no-untyped-def]
    part = kept(frame, objects).frame(["word", "whole", "full"], rows)
    wanted = frame[["word", "whole", "full"]]
    wanted = (wanted.iloc[rows] if not isinstance(rows, np.ndarray) else wanted[rows]).reset_index(
        drop=True
    )
    pd.testing.assert_frame_equal(part, wanted)


@pytest.mark.parametrize("cells", [1, 20, 10**9])
def test_some_rows_are_the_same_however_few_cells_are_held(
    frame: pd.DataFrame, objects: Objects, monkeypatch: pytest.MonkeyPatch, cells: int
) -> None:
    data = kept(frame, objects)
    whole, rows = data.frame(), np.arange(len(frame))[::-2]
    monkeypatch.setattr(table, "MOST_CELLS", cells)
    expected = whole.iloc[rows].reset_index(drop=True)
    pd.testing.assert_frame_equal(data.frame(rows=rows), expected)
    names = list(whole.columns[::-1])
    pd.testing.assert_frame_equal(data.frame(names, rows), expected[names])


def test_a_missing_column_is_named(frame: pd.DataFrame, objects: Objects) -> None:
    with pytest.raises(LoupeError) as caught:
        kept(frame, objects).frame(["nope"])
    assert caught.value.where[0].column == "nope"


def test_nobody_can_change_it(frame: pd.DataFrame, objects: Objects) -> None:
    data = kept(frame, objects)
    mine = data.frame()
    mine.loc[0, "full"] = 99
    assert data.frame()["full"][0] == 1


@given(st.lists(NAMES, min_size=1, max_size=5, unique=True))
def test_names_of_any_kind(tmp_path_factory: pytest.TempPathFactory, names: list[str]) -> None:
    objects = Objects(Path(tmp_path_factory.mktemp("objects")))
    frame = pd.DataFrame([list(range(len(names)))], columns=pd.Index(names, dtype="str"))
    data = kept(frame, objects)
    for i, name in enumerate(names):
        assert data.frame([name]).iloc[0, 0] == i
        assert list(data.frame([name]).columns) == [name]


def test_the_schema_is_the_same_by_both_ways(frame: pd.DataFrame, objects: Objects) -> None:
    data = kept(frame, objects)
    columns = list(data.scan().collect())
    assert specs_of_columns(columns) == specs(frame)


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([1, 2], "integer"),
        ([1.0, 2.5], "number"),
        ([True, False], "boolean"),
        (["a", "b"] * 30, "category"),
        ([f"name {i}" for i in range(40)], "text"),
        ([f"a rather long remark about the case of number {i}" for i in range(21)] * 3, "text"),
        (pd.to_datetime(["2026-01-01"]), "date"),
        (pd.array([None, None], dtype="str"), "category"),
        (pd.array([1, None], dtype="Int64"), "integer"),
        (pd.Categorical(["a", "b"]), "category"),
    ],
)
def test_kinds(values, kind: str) -> None:  # type: ignore[no-untyped-def]
    assert kind_of(pd.Series(values)) == kind


@given(
    st.lists(NAMES, min_size=2, max_size=6, unique=True).flatmap(
        lambda names: st.tuples(st.just(names), st.permutations(names), st.integers(1, len(names)))
    )
)
def test_some_columns_are_those_of_the_whole(
    tmp_path_factory: pytest.TempPathFactory, drawn: tuple[list[str], list[str], int]
) -> None:
    names, order, many = drawn
    frame = pd.DataFrame([range(len(names)), range(9, 9 + len(names))], columns=pd.Index(names))
    data = kept(frame, Objects(tmp_path_factory.mktemp("objects")))
    part = data.only(order[:many])
    assert part.names == tuple(order[:many])
    assert part.frame().equals(data.frame(order[:many]))
    assert part.frame(order[:1]).equals(data.frame(order[:1]))
    assert part.scan().collect().rows() == [tuple(row) for row in part.frame().to_numpy()]
    assert part.only(order[:1]).frame().equals(data.frame(order[:1]))
    assert [part.position(name) for name in part.names] == list(range(many))
    assert part.fingerprint not in (data.fingerprint, data.only(order[: many - 1]).fingerprint)
    with pytest.raises(LoupeError, match="no column"):
        part.position("nothing of this name")


@pytest.mark.parametrize("rows", [1, 7, 1000])
def test_parts_are_the_frame_in_order(objects: Objects, rows: int) -> None:
    data = read("sample:penguins", objects)
    parts = list(data.parts(rows))
    assert {len(part) for part in parts[:-1]} <= {rows}
    pd.testing.assert_frame_equal(pd.concat(parts, ignore_index=True), data.frame())
    few = data.only(["sex", "species"])
    pd.testing.assert_frame_equal(pd.concat(few.parts(100), ignore_index=True), few.frame())


def test_a_table_prints_its_columns_in_a_line_each(objects: Objects) -> None:
    data = read("sample:titanic", objects)
    assert str(data).splitlines() == [
        "titanic: 1,313 rows × 5 columns",
        "  name      text      1,310 values",
        "  class     category  4 values",
        "  age       number    75 values, 557 missing",
        "  sex       category  2 values",
        "  survived  integer   2 values",
    ]
    wide = replace(data, columns=data.columns * 20)
    assert str(wide).splitlines()[-1] == "  … and 70 more"


def test_a_notebook_shows_a_table_as_it_prints(objects: Objects) -> None:
    class Printer:
        def text(self, words: str) -> None:
            said.append(words)

    said: list[str] = []
    data = read("sample:tips", objects)
    data._repr_pretty_(Printer(), False)
    assert said == [str(data)]
