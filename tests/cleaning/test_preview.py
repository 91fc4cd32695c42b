from __future__ import annotations

import pandas as pd
import pytest

from mlcore.cleaning import preview as module
from mlcore.cleaning.apply import apply
from mlcore.cleaning.fit import fit
from mlcore.cleaning.preview import Walk, preview, walk
from mlcore.cleaning.recipe import Recipe
from mlcore.cleaning.suggest import suggest
from mlcore.data.dataset import Dataset
from mlcore.data.read import read_bytes
from mlcore.store.objects import Objects
from mlcore.types import Finding, StepSpec

CSV = b"a,b,c\n1,x,\n2,y,5\n2,y,5\n,X ,7\n"


@pytest.fixture
def data(tmp_path) -> Dataset:  # type: ignore[no-untyped-def]
    return read_bytes(CSV, "t.csv", Objects(tmp_path / "objects"))


def test_each_step_says_what_it_does(data: Dataset) -> None:
    recipe = (
        Recipe().drop_duplicates().impute("a", "median", indicator=True).drop("c")
        .step("clean_text", ("b",), case="lower")
    )  # fmt: skip
    copies, filled, dropped, tidied = preview(recipe, data)
    assert (copies.rows_before, copies.rows_after) == (4, 3)
    assert (filled.missing_before, filled.missing_after) == (2, 1)
    assert filled.columns_added == ("a is missing",)
    assert filled.changed_cells == 1
    assert filled.example is not None
    assert (filled.example.column, filled.example.before) == ("a", "")
    assert dropped.columns_removed == ("c",)
    assert dropped.changed_cells == 0
    assert (tidied.changed_cells, tidied.problem, tidied.sampled) == (1, None, None)


def test_a_step_that_fails_does_not_hide_the_others(data: Dataset) -> None:
    effects = preview(Recipe().scale("b").drop("nope").drop("c"), data)
    assert [e.problem.code if e.problem else None for e in effects] == [
        "not_numeric", "column_missing", None,
    ]  # fmt: skip
    assert effects[2].columns_removed == ("c",)


def test_a_step_that_is_off_changes_nothing(data: Dataset) -> None:
    (effect,) = preview(Recipe((StepSpec("drop", ("a",), enabled=False),)), data)
    assert effect.columns_removed == ()


def test_much_is_sampled_and_said(data: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_ROWS", 2)
    (effect,) = preview(Recipe().drop("c"), data)
    assert (effect.rows_before, effect.sampled) == (2, 2)


def test_before_and_after_one_step(data: Dataset) -> None:
    stage = walk(Recipe().drop("c").rename({"a": "z"}), data).stages[1]
    assert list(stage.before.columns) == ["a", "b"]
    assert list(stage.after.columns) == ["z", "b"]


def test_a_cleaned_table_knows_where_it_came_from(data: Dataset) -> None:
    recipe = Recipe().drop_duplicates().impute("a", "median").encode("b")
    made = apply(recipe, data)
    wanted = fit(recipe, data.frame()).frame.reset_index(drop=True)
    pd.testing.assert_frame_equal(made.frame(), wanted)
    assert made.lineage.parent == data.fingerprint
    assert made.lineage.recipe == recipe.fingerprint
    assert made.fingerprint == apply(recipe, data).fingerprint != data.fingerprint
    assert data.frame().shape == (4, 3)


def test_suggestions_merge_cures_and_put_them_in_order() -> None:
    def finding(name: str, *columns: str, **params: str) -> Finding:
        cure = StepSpec(name, columns, tuple(params.items()))
        return Finding("code", "info", columns, (), cure)

    found = suggest(
        [
            finding("clip", "a", method="iqr"),
            finding("clip", "b", method="iqr"),
            finding("clip", "gone", method="iqr"),
            finding("impute", "a", strategy="median"),
            finding("drop_duplicates"),
            finding("drop", "gone"),
            Finding("no cure", "info"),
        ]
    )
    assert [(spec.name, spec.columns) for spec in found] == [
        ("drop", ("gone",)), ("drop_duplicates", ()), ("impute", ("a",)), ("clip", ("a", "b")),
    ]  # fmt: skip
