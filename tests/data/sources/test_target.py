"""Real databases: what is written reads back exactly, or the database is as it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from mlcore.data import table
from mlcore.data.dataset import Dataset
from mlcore.data.kinds import specs
from mlcore.data.sources import insert, target
from mlcore.data.sources.target import Mode, Target
from mlcore.errors import LoupeError
from mlcore.settings import Settings
from mlcore.store.objects import Objects
from tests.data.sources.conftest import Ask

ODD = 'größe "%s" :x (`a`)'


def made(objects: Objects, frame: pd.DataFrame) -> Dataset:
    stored = objects.put(table.to_parquet(table.to_arrow(frame)))
    return Dataset("t", stored, len(frame), specs(frame), stored, objects)


@pytest.fixture
def data(objects: Objects) -> Dataset:
    """Return a table with every kind of column, gaps, and values at the edge of each."""
    return made(objects, pd.DataFrame({
        "whole": pd.array([2**63 - 1, None, -(2**63)], dtype="Int64"),
        "number": pd.array([0.1, None, -1.7976931348623157e308], dtype="float64"),
        "flag": pd.array([True, None, False], dtype="boolean"),
        "day": pd.array(["1969-12-31 23:59:59.999999", None, "9999-12-31"], "datetime64[us]"),
        ODD: pd.array(["a'b\\c\n\"d\"; DROP TABLE x", None, "日本 👍 007"], dtype="str"),
    }))  # fmt: skip


@pytest.fixture
def put(any_url: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Return a function that writes to each kind of database."""
    monkeypatch.setenv("LOUPE_TARGET_SHOP", any_url)

    def function(data: Dataset, name: str = "made", mode: Mode = "create") -> int:
        return target.write(data, Target("shop", name, mode), Settings(home=home))

    return function


def back(ask: Ask, url: str, name: str = "made") -> pd.DataFrame:
    quote = "`" if url.startswith("mysql") else '"'
    return ask(url, f"SELECT * FROM {quote}{name}{quote}").frame()


def same(got: pd.DataFrame, wanted: pd.DataFrame) -> None:
    assert got.columns.tolist() == wanted.columns.tolist()
    for name in wanted.columns:
        a, b = got[name], wanted[name]
        assert a.isna().tolist() == b.isna().tolist()
        assert [v for v in a if not pd.isna(v)] == [v for v in b if not pd.isna(v)], name


def test_every_value_reads_back(
    put: Callable[..., int], ask: Ask, any_url: str, data: Dataset
) -> None:
    assert put(data) == 3
    wanted = data.frame()
    if any_url.startswith(("sqlite", "mysql")):  # they have no boolean of their own
        wanted["flag"] = wanted["flag"].astype("Int64")
    same(back(ask, any_url), wanted)


def test_a_table_that_is_there_is_kept_unless_told(
    put: Callable[..., int], ask: Ask, any_url: str, objects: Objects
) -> None:
    first = made(objects, pd.DataFrame({"a": [1, 2], "b": ["x", "y"]}))
    second = made(objects, pd.DataFrame({"b": ["z"], "a": [3]}))
    put(first)
    with pytest.raises(LoupeError) as caught:
        put(second)
    assert caught.value.code == "table_exists"
    same(back(ask, any_url), first.frame())
    put(second, mode="append")
    assert back(ask, any_url)["a"].tolist() == [1, 2, 3]
    assert back(ask, any_url)["b"].tolist() == ["x", "y", "z"]
    put(second, mode="replace")
    same(back(ask, any_url), second.frame())
    put(first, "new", mode="replace")
    same(back(ask, any_url, "new"), first.frame())


def test_an_append_that_cannot_fit_is_refused(put: Callable[..., int], objects: Objects) -> None:
    data = made(objects, pd.DataFrame({"a": [1], "c": [2]}))
    with pytest.raises(LoupeError) as caught:
        put(data, mode="append")
    assert caught.value.code == "table_unknown"
    put(made(objects, pd.DataFrame({"a": [1]})))
    with pytest.raises(LoupeError) as caught:
        put(data, mode="append")
    assert (caught.value.code, caught.value.facts["names"]) == ("table_lacks", "“c”")


@pytest.mark.parametrize("mode", ["append", "replace"])
def test_a_failure_in_the_middle_leaves_the_database_as_it_was(
    put: Callable[..., int], ask: Ask, any_url: str, objects: Objects, mode: Mode,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    good = made(objects, pd.DataFrame({"a": [1, 2]}))
    put(good)
    if any_url.startswith("duckdb"):
        lost = Dataset("t", "f", 1, good.columns, "0" * 64, objects)
        with pytest.raises(LoupeError):
            put(lost, mode=mode)
    else:
        whole = insert._rows
        monkeypatch.setattr(insert, "_rows", lambda asked: [*whole(asked), [{"c0": object()}]])
        with pytest.raises(LoupeError) as caught:
            put(made(objects, pd.DataFrame({"a": [3, 4]})), mode=mode)
        assert caught.value.code == "not_written"
    monkeypatch.undo()
    same(back(ask, any_url), good.frame())


def test_many_rows(put: Callable[..., int], ask: Ask, any_url: str, objects: Objects) -> None:
    rows = insert.ROWS_AT_ONCE * 2 + 1
    put(made(objects, pd.DataFrame({"a": range(rows)})))
    assert back(ask, any_url)["a"].sum() == rows * (rows - 1) // 2


def test_only_targets_are_written_to(
    home: Path, data: Dataset, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LOUPE_CONNECTION_SHOP", f"sqlite:///{tmp_path / 'shop.db'}")
    settings = Settings(home=home)
    assert target.names(settings) == ()
    with pytest.raises(LoupeError) as caught:
        target.write(data, Target("shop", "made"), settings)
    assert caught.value.code == "no_connection"


@pytest.mark.parametrize("name", ["", "  ", "x" * 64, "a\x00b", "a\nb"])
def test_names_that_are_none(
    home: Path, data: Dataset, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    monkeypatch.setenv("LOUPE_TARGET_SHOP", f"sqlite:///{tmp_path / 'shop.db'}")
    with pytest.raises(LoupeError) as caught:
        target.write(data, Target("shop", name), Settings(home=home))
    assert caught.value.code == "bad_table_name"


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://me:hunter2@127.0.0.1:9/shop",
        "mysql://me:hunter2@127.0.0.1:9/shop",
        "sqlite:////nowhere/hunter2/shop.db",
        "duckdb:////nowhere/hunter2/shop.db",
    ],
)
def test_what_cannot_be_reached_is_told_without_its_address(
    home: Path, data: Dataset, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("LOUPE_TARGET_SHOP", url)
    with pytest.raises(LoupeError) as caught:
        target.write(data, Target("shop", "made"), Settings(home=home))
    assert caught.value.code == "cannot_connect"
    assert "hunter2" not in str(caught.value.to_dict())
