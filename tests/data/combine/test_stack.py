"""Many tables of the same columns become one; what does not agree is refused by name."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcore.data.combine.stack import common_name, stack
from mlcore.data.dataset import Dataset
from mlcore.data.lineage import sentence as made_how
from mlcore.data.notices import sentence
from mlcore.data.read import read_bytes
from mlcore.data.versions import Version
from mlcore.errors import LoupeError
from mlcore.settings import load as settings_of
from mlcore.store.objects import Objects
from tests.data.combine.test_combine import made, many


def read(objects: Objects, *texts: str) -> list[Dataset]:
    return [read_bytes(text.encode(), f"t-{i}.csv", objects) for i, text in enumerate(texts, 1)]


def refused(tables: list[Dataset], **settings: Any) -> LoupeError:
    with pytest.raises(LoupeError) as caught:
        stack(tables, settings=settings_of(**settings))
    return caught.value


def test_rows_follow_each_other_columns_by_name(objects: Objects) -> None:
    tables = read(objects, "a,b\n1,x\n2,y\n", "b,a\nz,3\n", "a,b\n4.5,\n")
    found = stack(tables)
    assert found.frame()["a"].tolist() == [1.0, 2.0, 3.0, 4.5]
    assert found.frame()["b"].tolist()[:3] == ["x", "y", "z"]
    assert found.column("b").missing == 1
    assert (found.name, found.rows) == ("t", 4)
    assert "3 tables with the same columns" in sentence(found.warnings[0])
    version = Version("t", 1, "f", 4, 2, 0.0, found.lineage)
    assert "t-1.csv + t-2.csv + t-3.csv" in made_how(version, ())


@many
@given(
    st.lists(st.lists(st.one_of(st.none(), st.integers(-5, 5)), max_size=4), min_size=1, max_size=4)
)
def test_as_pandas_puts_them_together(objects: Objects, parts: list[list[int | None]]) -> None:
    frames = [
        pd.DataFrame({"x": pd.array(p, "Int64"), "t": pd.array(["w"] * len(p), "str")})
        for p in parts
    ]
    found = stack([made(objects, frame) for frame in frames]).frame()
    wanted = pd.concat(frames, ignore_index=True)
    assert found["x"].isna().tolist() == wanted["x"].isna().tolist()
    assert found["x"].dropna().tolist() == wanted["x"].dropna().tolist()
    assert found["t"].tolist() == wanted["t"].tolist()


def test_a_column_without_a_value_fits_any(objects: Objects) -> None:
    tables = read(objects, "a,b\n1,x\n", "a,b\n2,\n3,\n", "a,b\n,2026-01-01\n")
    assert refused(tables).code == "types_differ"
    found = stack(tables[:2])
    assert found.frame()["b"].isna().tolist() == [False, True, True]


def test_what_does_not_agree_is_refused_with_file_and_column(objects: Objects) -> None:
    one, two, three = read(objects, "a,b\n1,x\n", "a,c\n1,x\n", "a,b\nword,x\n")
    error = refused([one, two])
    assert (error.code, error.where[0].file, error.where[0].column) == (
        "columns_differ",
        "t-2",
        "c",
    )
    assert "“t-2” has “c” and lacks “b”, unlike “t-1”" in error.what
    error = refused([one, three])
    assert (error.code, error.where[0].column) == ("types_differ", "a")
    assert "holds whole numbers in “t-1” and text in “t-3”" in error.what
    big = read(objects, "a,b\n9007199254740993,x\n", "a,b\n0.5,x\n")
    assert refused(big).code == "inexact_numbers"
    assert refused([one, one, one], max_rows=2).code == "table_too_long"


def test_lines_set_aside_say_of_which_file_they_are(objects: Objects) -> None:
    found = stack(read(objects, "a,b\n1,2\n3,4,5\n", "a,b\n1,2\n6,7,8\n9,9\n"))
    assert [(r.line, r.reason) for r in found.rejects] == [
        (3, "3 cells instead of 2 (t-1.csv)"), (3, "3 cells instead of 2 (t-2.csv)"),
    ]  # fmt: skip


def test_the_same_tables_are_the_same_data_set(objects: Objects) -> None:
    one, two = read(objects, "a\n1\n", "a\n2\n")
    assert stack([one, two]).fingerprint == stack([one, two]).fingerprint
    assert stack([one, two]).fingerprint != stack([two, one]).fingerprint


@pytest.mark.parametrize(
    ("names", "wanted"),
    [
        (["sales-2025-01", "sales-2025-02"], "sales"), (["a", "b"], "a + 1"),
        (["2025", "2026", "2027"], "2025 + 2"), (["shop (1)", "shop"], "shop"),
    ],
)  # fmt: skip
def test_the_name_is_what_all_begin_with(names: list[str], wanted: str) -> None:
    assert common_name(names) == wanted
