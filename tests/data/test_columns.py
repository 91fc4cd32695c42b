"""Typing columns together gives what typing each by itself gives."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcore.data import columns, writing
from mlcore.data.columns import typed
from mlcore.data.options import ReadOptions
from mlcore.data.raw import Raw

CELLS = st.one_of(
    st.integers(-(2**70), 2**70).map(str),
    st.floats(allow_nan=False).map(repr),
    st.decimals(allow_nan=False, allow_infinity=False).map(str),
    st.sampled_from(["", "NA", "007", "1e5", "-0", "-0.0", ".5", "5.", ".", "-", "1,5", "true"]),
    st.sampled_from(["2026-02-03", "2026-02-30", "2026-02-03 10:00:00", "2026-02-03T10:00:00"]),
    st.sampled_from(["False", "yes", "a word", "DE", "none", "5 kr", "inf", "kr", " x ", "١"]),
    st.text("0123456789.-+eE, ", max_size=6),
)


OPTIONS = st.sampled_from(
    [ReadOptions(), ReadOptions(missing=("1", "DE")), ReadOptions(dates="day", thousands=".")]
)


def one(cells: list[str]) -> pl.Series:
    (values,), _ = typed(Raw(("a",), (pl.Series(cells, dtype=pl.String),)), ("a",), ReadOptions())
    return values


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=6), OPTIONS)
def test_together_as_alone(cells: list[list[str]], options: ReadOptions) -> None:
    names = tuple(f"c{i}" for i in range(len(cells)))
    raw = Raw(names, tuple(pl.Series(column, dtype=pl.String) for column in cells))
    together = columns.each(raw, names, options)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(columns, "plain_columns", lambda *_: {})
        alone = columns.each(raw, names, options)
    for one_way, other in zip(together, alone, strict=True):
        assert one_way.values.dtype == other.values.dtype
        assert one_way.values.equals(other.values, null_equal=True)
        assert dict(one_way.tokens) == dict(other.tokens)
        assert one_way.notices == other.notices


@given(st.sampled_from([(), ("NA",), ("1", ""), ("-",)]), st.integers(0, 12))
def test_codes_of_two_letters_with_na_among_them(more: tuple[str, ...], count: int) -> None:
    cells = [*(f"{a}{b}" for a, b in zip("ABCDEFGHIJKL", "MNOPQRSTUVWX", strict=True))][:count]
    column = pl.Series([*cells, "NA", *more], dtype=pl.String)
    raw = Raw(("a",), (column,))
    together = columns.each(raw, ("a",), ReadOptions())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(columns, "plain_columns", lambda *_: {})
        alone = columns.each(raw, ("a",), ReadOptions())
    assert together[0].values.to_list() == alone[0].values.to_list()


@given(st.lists(CELLS, min_size=1, max_size=8))
def test_nothing_is_lost(cells: list[str]) -> None:
    """A converted whole number is written as it was; a converted decimal has the same value."""
    values, tokens = one(cells), {token.strip() for token in ReadOptions().tokens}
    for cell, value in zip(cells, values.to_list(), strict=True):
        bare = cell.strip()
        if value is None:
            assert bare in tokens
        elif values.dtype == pl.Int64:
            assert str(value) == bare
        elif values.dtype == pl.Float64:
            assert value == float(bare.replace(",", "."))
            assert "e" not in bare.lower() or bare.lower() != "1e5"
        elif values.dtype == pl.String:
            assert value == cell


@given(st.lists(st.integers(-(2**63), 2**63 - 1), min_size=1, max_size=20))
def test_whole_numbers_come_back(numbers: list[int]) -> None:
    assert one([str(n) for n in numbers]).to_list() == numbers


@given(st.lists(st.datetimes(timezones=st.none()), min_size=1, max_size=8))
def test_iso_times_come_back(moments: list) -> None:  # type: ignore[type-arg]
    assert one([m.isoformat() for m in moments]).to_list() == moments


@pytest.mark.parametrize(
    ("text", "order"),
    [
        (["31/12/2026", "01/02/2026"], "day"),
        (["12/31/2026", "01/02/2026"], "month"),
        (["1.2.2026", "3.4.2026"], "day"),
        (["1/2/2026", "3/4/2026"], None),
        (["31/12/2026", "12/31/2026"], None),
    ],
)
def test_the_order_of_dates_is_decided_or_left_open(text: list[str], order: str | None) -> None:
    found = writing.dates(pl.Series(text))
    if order is None:
        assert found is None
    else:
        assert found is not None
        assert found.notice is not None
        assert dict(found.notice.facts) == {"order": order}


def test_a_chosen_decimal_point_turns_commas_off() -> None:
    raw = Raw(("a",), (pl.Series(["1,5", "2,5"]),), decimal=",")
    assert typed(raw, ("a",), ReadOptions())[0][0].to_list() == [1.5, 2.5]
    assert typed(raw, ("a",), ReadOptions(decimal="."))[0][0].to_list() == ["1,5", "2,5"]
