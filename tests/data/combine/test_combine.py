"""Two tables become one: against pandas' merge and concat as references, and the refusals."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlcore.data import table
from mlcore.data.combine import combine, keys
from mlcore.data.combine.matches import HOWS, How, Matches
from mlcore.data.dataset import Dataset
from mlcore.data.kinds import specs
from mlcore.data.notices import sentence
from mlcore.errors import LoupeError
from mlcore.settings import load as settings_of
from mlcore.store.objects import Objects
from mlcore.types import fingerprint

many = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
NAMES = ("k", "*", "^k.*$", "x", "x_right", "größe")
numbers = st.one_of(st.none(), st.integers(0, 4))
texts = st.one_of(st.none(), st.sampled_from(["a", "b", "", " a", "ß"]))


def made(objects: Objects, frame: pd.DataFrame, name: str = "t") -> Dataset:
    stored = objects.put(table.to_parquet(table.to_arrow(frame)))
    identity = fingerprint(name, stored)
    return Dataset(name, identity, len(frame), specs(frame), stored, objects)


def column(values: list[Any], dtype: str) -> pd.Series:
    return pd.Series(values, dtype=dtype)


def frame(**columns: list[Any]) -> pd.DataFrame:
    kinds = {"k": "Int64", "t": "str"}
    return pd.DataFrame(
        {n: column(v, kinds.get(n, "Int64")) for n, v in columns.items()}
    )  # fmt: skip


@st.composite
def two(draw: st.DrawFn) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return two tables with a whole key ``k``, a text key ``t`` and a counted row each."""
    found = []
    for mark in ("a", "b"):
        rows = draw(st.lists(st.tuples(numbers, texts), max_size=12))
        part = frame(k=[row[0] for row in rows], t=[row[1] for row in rows])
        part[mark] = range(len(rows))
        part["x"] = range(len(rows))
        found.append(part.astype({mark: "int64", "x": "int64"}))
    return found[0], found[1]


def reference(a: pd.DataFrame, b: pd.DataFrame, on: list[str], how: str) -> set[tuple[Any, ...]]:
    """Return the pairs of rows as pandas joins them; a row without a key meets nothing."""
    whole_a, whole_b = a.dropna(subset=on), b.dropna(subset=on)
    kind = {"outer": "outer", "left": "left", "inner": "inner"}[how]
    met = whole_a.merge(whole_b, on=on, how=kind, suffixes=("", "_right"))
    pairs = [(number(x), number(y)) for x, y in zip(met["a"], met["b"], strict=True)]
    if how != "inner":
        pairs += [(x, None) for x in a[a[on].isna().any(axis=1)]["a"]]
    if how == "outer":
        pairs += [(None, y) for y in b[b[on].isna().any(axis=1)]["b"]]
    assert len(pairs) == len(set(pairs))
    return set(pairs)


def number(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)


@many
@given(tables=two(), on=st.sampled_from([["k"], ["t"], ["k", "t"]]), how=st.sampled_from(HOWS))
def test_a_join_is_what_pandas_makes(
    objects: Objects, tables: tuple[pd.DataFrame, pd.DataFrame], on: list[str], how: How
) -> None:
    a, b = tables
    first, second = made(objects, a, "a"), made(objects, b, "b")
    data = combine.join(first, second, on, how)
    got = data.frame()
    found = [(number(x), number(y)) for x, y in zip(got["a"], got["b"], strict=True)]
    assert len(found) == len(set(found)) == data.rows
    assert set(found) == reference(a, b, on, how)
    met = combine.matches(first, second, on)
    assert met.rows(how) == data.rows
    for row, (x, y) in enumerate(found):  # every cell comes from the row it belongs to
        for key in on:
            source = a[key][x] if x is not None else b[key][y]
            assert_same(got[key][row], source)
        assert_same(got["x"][row], pd.NA if x is None else a["x"][x])
        assert_same(got["x_right"][row], pd.NA if y is None else b["x"][y])


def assert_same(got: Any, wanted: Any) -> None:
    assert (pd.isna(got) and pd.isna(wanted)) or got == wanted


@many
@given(tables=two(), on=st.sampled_from([["k"], ["t"], ["k", "t"]]))
def test_the_report_counts_as_a_person_would(
    objects: Objects, tables: tuple[pd.DataFrame, pd.DataFrame], on: list[str]
) -> None:
    a, b = tables
    met = combine.matches(made(objects, a), made(objects, b, "u"), on)
    rows_a, rows_b = (part[on].itertuples(index=False, name=None) for part in (a, b))
    left, right = list(rows_a), list(rows_b)

    def partners(row: tuple[Any, ...], others: list[tuple[Any, ...]]) -> int:
        if any(pd.isna(cell) for cell in row):
            return 0
        return sum(not any(pd.isna(c) for c in other) and other == row for other in others)

    of_left, of_right = [partners(r, right) for r in left], [partners(r, left) for r in right]
    assert met == Matches(
        len(a), len(b), of_left.count(0), of_right.count(0),
        sum(n > 1 for n in of_left), sum(n > 1 for n in of_right), sum(of_left),
    )  # fmt: skip


@many
@given(
    a=st.lists(st.sampled_from(NAMES), unique=True, min_size=1),
    b=st.lists(st.sampled_from(NAMES), unique=True, min_size=1),
    rows=st.tuples(st.integers(0, 3), st.integers(0, 3)),
)
def test_an_append_goes_by_name(
    objects: Objects, a: list[str], b: list[str], rows: tuple[int, int]
) -> None:
    parts = [
        pd.DataFrame({name: [10 * NAMES.index(name) + i for i in range(n)] for name in names},
                     dtype="Int64")
        for names, n in zip((a, b), rows, strict=True)
    ]  # fmt: skip
    data = combine.append(made(objects, parts[0]), made(objects, parts[1], "u"))
    wanted = pd.concat(parts, ignore_index=True)
    assert list(data.names) == wanted.columns.tolist() == list(dict.fromkeys(a + b))
    got = data.frame().astype("Int64")
    pd.testing.assert_frame_equal(got, wanted.astype("Int64"), check_column_type=False)
    only = {name for notice in data.warnings for name in notice.columns}
    assert only == set(a) ^ set(b)


def test_rows_keep_the_order_of_the_first_table_then_of_the_second(objects: Objects) -> None:
    rng = np.random.default_rng(0)
    parts = [
        pd.DataFrame({"k": rng.permutation(60_000)[:40_000], mark: range(40_000)})
        for mark in ("a", "b")
    ]
    first, second = made(objects, parts[0]), made(objects, parts[1], "u")
    got = combine.join(first, second, "k", "outer").frame()
    assert got["a"].dropna().is_monotonic_increasing
    alone = got["a"].isna()
    assert alone.to_numpy()[got.shape[0] - int(alone.sum()) :].all()
    assert got.loc[alone, "b"].is_monotonic_increasing


def test_odd_names_are_names_not_patterns(objects: Objects) -> None:
    first = made(objects, pd.DataFrame({"*": [1, 2], "^k.*$": ["a", "b"]}))
    second = made(objects, pd.DataFrame({"k": [7, 8], "*": [2, 1]}), "u")
    data = combine.join(first, second, "*", "inner")
    assert data.names == ("*", "^k.*$", "k")
    assert data.frame().to_numpy().tolist() == [[1, "a", 8], [2, "b", 7]]


def test_keys_with_other_names_both_stay(objects: Objects) -> None:
    first = made(objects, pd.DataFrame({"customer": [1, 2], "x": [5, 6]}), "sales")
    second = made(objects, pd.DataFrame({"id": [2, 3], "x": [7, 8]}), "people")
    data = combine.join(first, second, [("customer", "id")], "outer")
    assert data.names == ("customer", "x", "id", "x_right")
    assert data.rows == 3
    assert [sentence(notice) for notice in data.warnings] == [
        "1 row of “sales” found no partner; the rest is missing there.",
        "1 row of “people” found no partner; the rest is missing there.",
        "Columns of “people” whose names were taken got another: “x_right”.",
    ]


def test_lineage_names_both_parents(objects: Objects) -> None:
    first, second = (made(objects, pd.DataFrame({"k": [n]}), str(n)) for n in (1, 2))
    for data in (combine.join(first, second, "k", "outer"), combine.append(first, second)):
        assert (data.lineage.parent, data.lineage.others) == (
            first.fingerprint, (second.fingerprint,),
        )  # fmt: skip
        assert data.name == data.lineage.source == "1 + 2"
    ways = {combine.join(first, second, "k", how).fingerprint for how in HOWS}
    assert len(ways) == len(HOWS)
    assert combine.join(first, second, "k").fingerprint in ways


def test_a_decimal_key_meets_whole_ones_exactly(objects: Objects) -> None:
    big = 2**53 + 1
    first = made(objects, pd.DataFrame({"k": [1, 2, big]}))
    second = made(objects, pd.DataFrame({"k": [1.0, 2.5, float(big), float("inf")]}), "u")
    met = combine.matches(first, second, "k")
    assert (met.met, met.left_alone, met.right_alone) == (1, 2, 3)  # float(big) is 2**53
    data = combine.join(first, second, "k")
    assert data.names == ("k", "k_right")
    assert data.frame()["k"].tolist() == [1, 2, big]


def test_whole_numbers_below_decimal_ones_must_fit(objects: Objects) -> None:
    small, big = (made(objects, pd.DataFrame({"k": [n]}), str(n)) for n in (5, 2**53 + 1))
    other = made(objects, pd.DataFrame({"k": [0.5]}), "u")
    assert combine.append(small, other).frame()["k"].tolist() == [5.0, 0.5]
    assert combine.append(other, small).frame()["k"].tolist() == [0.5, 5.0]
    with pytest.raises(LoupeError) as caught:
        combine.append(other, big)
    assert caught.value.code == "inexact_numbers"


@pytest.mark.parametrize(
    ("on", "code"),
    [((), "no_keys"), ("none", "no_column"), ("t", "keys_differ"), ([("k", "t")], "keys_differ")],
)
def test_keys_that_cannot_meet_are_refused(objects: Objects, on: Any, code: str) -> None:
    first = made(objects, pd.DataFrame({"k": [1], "t": ["a"]}))
    second = made(objects, pd.DataFrame({"k": ["1"], "t": [True]}), "u")
    with pytest.raises(LoupeError) as caught:
        combine.join(first, second, on)
    assert caught.value.code == code
    assert keys.shared(first, second) == ()


def test_an_append_of_other_kinds_names_the_column(objects: Objects) -> None:
    first = made(objects, pd.DataFrame({"k": [1]}))
    second = made(objects, pd.DataFrame({"k": ["1"]}), "u")
    with pytest.raises(LoupeError) as caught:
        combine.append(first, second)
    assert caught.value.what == (
        "The column “k” holds whole numbers in the first table and text in the second."
    )


def test_a_multiplying_join_is_refused_before_it_is_built(
    objects: Objects, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = made(objects, pd.DataFrame({"k": [1] * 3000}))
    few = replace(settings_of(), max_rows=1_000_000)
    asked: list[str] = []
    real = combine.done
    monkeypatch.setattr(combine, "done", lambda t, s: asked.append(t.call) or real(t, s))
    with pytest.raises(LoupeError) as caught:
        combine.join(data, data, "k", settings=few)
    assert caught.value.code == "join_too_long"
    assert "9,000,000 rows" in caught.value.what
    assert "3,000 rows" in caught.value.what
    assert [call.rpartition(":")[2] for call in asked] == ["matched"]


def test_an_unknown_way_is_refused(objects: Objects) -> None:
    data = made(objects, pd.DataFrame({"k": [1]}))
    with pytest.raises(LoupeError) as caught:
        combine.join(data, data, "k", "sideways")  # type: ignore[arg-type]
    assert caught.value.code == "unknown_join"
