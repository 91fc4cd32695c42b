from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlcore.cleaning import preview as module
from mlcore.cleaning.apply import apply
from mlcore.cleaning.fit import fit
from mlcore.cleaning.preview import preview, walk
from mlcore.cleaning.recipe import Recipe
from mlcore.cleaning.suggest import suggest
from mlcore.data import table
from mlcore.data.dataset import Dataset, Lineage
from mlcore.data.kinds import specs
from mlcore.data.read import read_bytes
from mlcore.store.objects import Objects
from mlcore.types import Finding, StepSpec
from tests.cleaning.tables import SPECS, mixed

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
    what = effects[0].problem.what if effects[0].problem else ""
    assert what == "“b” does not hold numbers, which the step “Scale numbers” needs."


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


@pytest.fixture
def every(tmp_path) -> Dataset:  # type: ignore[no-untyped-def]
    objects, frame = Objects(tmp_path / "objects"), mixed()
    stored = objects.put(table.to_parquet(table.to_arrow(frame)))
    return Dataset("every", "every", len(frame), specs(frame), stored, objects, Lineage(""))


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: f"{spec.name}-{spec.params}")
def test_counts_and_schema_of_a_walk_are_those_of_the_frame(spec: StepSpec, every: Dataset) -> None:
    recipe = Recipe((StepSpec("drop_missing_rows", ("größe", "a.b")), spec))
    walked = walk(recipe, every)
    made = fit(recipe, every.frame()).frame
    effect = walked.effects[-1]
    assert effect.problem is None
    assert effect.rows_after == len(made)
    assert effect.missing_after == int(made.isna().sum().sum())
    assert [c.name for c in walked.columns()] == list(made.columns)
    assert [c.dtype for c in walked.columns()] == [str(dtype) for dtype in made.dtypes]
    pd.testing.assert_frame_equal(walked.stages[-1].after, made.head(8))


@given(st.lists(st.sampled_from(SPECS), max_size=4), st.integers(0, 4))
@settings(max_examples=25, deadline=None)
def test_a_walk_that_goes_on_from_a_known_one_says_the_same(
    steps: list[StepSpec], shared: int
) -> None:
    with TemporaryDirectory() as folder:
        objects, frame = Objects(Path(folder)), mixed(20)
        stored = objects.put(table.to_parquet(table.to_arrow(frame)))
        data = Dataset("d", "d", len(frame), specs(frame), stored, objects, Lineage(""))
        known = (walk(Recipe(tuple(steps[:shared])), data), walk(Recipe(SPECS[:2]), data))
        recipe = Recipe(tuple(steps))
        again, fresh = walk(recipe, data, known=known), walk(recipe, data)
        said = [[str(replace(e, problem=None)) for e in w.effects] for w in (again, fresh)]
        assert said[0] == said[1]
        assert again.columns() == fresh.columns()
        pd.testing.assert_frame_equal(again.last.frame, fresh.last.frame)
        np.testing.assert_array_equal(again.last.gaps, again.last.frame.isna().sum(axis=1))


def test_what_is_known_is_neither_read_nor_done_again(
    data: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = walk(Recipe().drop("c"), data)
    done = []
    made_by = module.made_by
    monkeypatch.setattr(module, "sample", None)
    monkeypatch.setattr(module, "made_by", lambda s, f: done.append(s.name) or made_by(s, f))
    longer = walk(Recipe().drop("c").scale("a"), data, known=(first,))
    assert done == ["scale"]
    assert longer.stages[0] is first.stages[0]
    walk(Recipe().scale("a"), data, known=(first,))
    assert done == ["scale", "scale"]


def test_of_a_wide_table_fewer_rows_are_looked_at(
    data: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_CELLS", 7)
    (effect,) = preview(Recipe().drop("c"), data)
    assert (effect.rows_before, effect.sampled) == (2, 2)


def test_treated_columns_are_among_those_shown() -> None:
    frame = pd.DataFrame({f"c{i}": [i] for i in range(60)})
    shown = module._shown(frame, {"c50"})
    assert list(shown.columns) == [f"c{i}" for i in [*range(39), 50]]


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
