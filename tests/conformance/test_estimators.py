"""scikit-learn's own checks over the steps that take numbers, as transformers of ours."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.linear_model import Ridge
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler, TargetEncoder
from sklearn.utils.estimator_checks import check_estimator

from mlcore.cleaning.catalogue import STEPS, step
from mlcore.cleaning.transformer import StepTransformer
from tests.cleaning.tables import mixed

NUMERIC: tuple[tuple[str, dict[str, Any]], ...] = (
    ("reorder", {"place": "last"}),
    ("impute", {"strategy": "mean"}),
    ("impute", {"strategy": "median", "indicator": True}),
    ("fill_order", {}),
    ("impute_knn", {}),
    ("impute_iterative", {"rounds": 3}),
    ("set_missing", {"values": (-999,)}),
    ("clip", {"method": "quantile", "low": 0.05, "high": 0.95}),
    ("outliers", {}),
    ("outliers", {"rule": "mad", "action": "flag"}),
    ("scale", {}),
    ("scale", {"method": "robust"}),
    ("reshape", {}),
    ("reshape", {"method": "quantile normal"}),
    ("log", {"signed": True}),
    ("bin", {"write": "number"}),
    ("interactions", {"squares": True}),
    ("select_features", {}),
    ("encode", {"method": "ordinal"}),
    ("encode_counts", {}),
    ("encode_hash", {"size": 2}),
)
LEAST_CHECKS = 30


@pytest.mark.parametrize(
    ("name", "settings"), NUMERIC, ids=lambda value: value if isinstance(value, str) else ""
)
def test_the_checks_of_scikit_learn(name: str, settings: dict[str, Any]) -> None:
    adapted = StepTransformer(name, settings=settings)
    results = check_estimator(adapted, on_skip=None)
    passed = [result["check_name"] for result in results if result["status"] == "passed"]
    failed = [result["check_name"] for result in results if result["status"] == "failed"]
    assert not failed
    assert len(set(passed)) > LEAST_CHECKS


def test_every_step_that_gives_numbers_for_numbers_is_checked() -> None:
    rng = np.random.default_rng(0)
    X = pd.DataFrame(rng.normal(size=(40, 3)), columns=list("abc"))
    checked, left = {name for name, _ in NUMERIC}, []
    for entry in STEPS:
        needed = any(param.needed for param in entry.params)
        if entry.scope == "rows" or needed or entry.name in checked or entry.least == 0:
            continue
        if not {"integer", "number"} & set(entry.kinds):
            continue
        try:
            made = StepTransformer(entry.name).fit(X).transform(X)
        except ValueError:
            continue
        if all(pd.api.types.is_numeric_dtype(kind) for kind in made.dtypes):
            left.append(entry.name)
    assert set(left) <= {"drop", "keep"}


def test_arrays_and_frames_give_the_same() -> None:
    X = np.random.default_rng(0).normal(size=(30, 3))
    frame = pd.DataFrame(X, columns=["x0", "x1", "x2"])
    ours = StepTransformer("scale")
    np.testing.assert_allclose(ours.fit_transform(X), StandardScaler().fit_transform(X))
    made = clone(ours).fit(frame).transform(frame)
    assert list(made.columns) == ["x0", "x1", "x2"]
    np.testing.assert_array_equal(made.to_numpy(), ours.transform(X))


def test_it_is_refitted_in_each_fold_of_a_pipeline() -> None:
    rng = np.random.default_rng(0)
    X = rng.normal(size=(60, 4))
    y = X @ [1.0, 2.0, 0.0, 0.5] + rng.normal(size=60)
    X[rng.random(X.shape) < 0.1] = np.nan
    line = make_pipeline(StepTransformer("impute_knn"), StepTransformer("scale"), Ridge())
    assert cross_val_score(line, X, y).mean() > 0.5


def test_only_the_named_columns_are_treated() -> None:
    frame = mixed()
    ours = StepTransformer("impute", ["number"], {"strategy": "mean", "indicator": True})
    made = ours.fit(frame).transform(frame)
    assert made["number"].notna().all()
    assert made["a.b"].isna().any()
    assert list(ours.get_feature_names_out()) == list(made.columns)


def test_training_rows_are_cross_fitted() -> None:
    frame = mixed(60)[["<b>x</b>", "number"]].dropna()
    ours = StepTransformer("encode_target", ["<b>x</b>"], {"target": "number"})
    crossed, whole = ours.fit_transform(frame), ours.fit(frame).transform(frame)
    assert not np.allclose(crossed["<b>x</b>"], whole["<b>x</b>"])
    theirs = TargetEncoder(target_type="continuous").fit(frame[["<b>x</b>"]], frame["number"])
    np.testing.assert_allclose(whole[["<b>x</b>"]], theirs.transform(frame[["<b>x</b>"]]))


def test_a_refusal_is_a_value_error_with_the_reason() -> None:
    with pytest.raises(ValueError, match="does not hold numbers"):
        StepTransformer("scale", ["<b>x</b>"]).fit(mixed())
    with pytest.raises(ValueError, match="drops rows"):
        StepTransformer("drop_duplicates").fit(mixed())
    assert step("drop_duplicates").scope == "rows"
