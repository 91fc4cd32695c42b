"""What a packaged model knows about itself, against what can be computed by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import root_mean_squared_error

from mlcore.cleaning.recipe import Recipe
from mlcore.data.read import read
from mlcore.errors import LoupeError
from mlcore.prediction.package import package
from mlcore.store.objects import Objects
from mlcore.training.pipeline import fit_pipeline
from mlcore.training.train import train
from mlcore.types import Plan
from tests.prediction.making import CASES, dataset, model, run


def test_the_holdout_is_scored_by_a_fit_that_never_saw_it() -> None:
    made, ran = model("plain"), run("plain")
    rows = ran.splits.holdout_rows
    fitted = fit_pipeline(ran.problem, ran.splits.train_rows, ran.best)
    predicted = fitted.predict_raw(ran.problem.frame().iloc[rows])
    expected = -root_mean_squared_error(ran.problem.y[rows], predicted)
    assert made.meta.holdout == pytest.approx(expected, rel=1e-12)
    assert made.meta.holdout_rows == len(rows) == 52
    assert made.meta.holdout_bounds is not None
    low, high = made.meta.holdout_bounds
    assert low < made.meta.holdout < high
    assert made.meta.score == ran.best.score


def test_both_fits_are_named_and_refit_none_keeps_the_scored_one() -> None:
    again, scored, ran = model("plain"), model("plain", "none"), run("plain")
    frame = dataset("plain").frame()
    first = fit_pipeline(ran.problem, ran.splits.train_rows, ran.best)
    np.testing.assert_allclose(scored.predict(frame), first.predict_raw(frame), rtol=1e-12)
    assert not np.allclose(again.predict(frame), scored.predict(frame), rtol=1e-9)
    assert (again.meta.rows, scored.meta.rows) == (260, 208)
    assert "all 260 rows" in dict(again.meta.fits)["registered"]
    assert "208 rows" in dict(scored.meta.fits)["registered"]
    assert again.meta.holdout == scored.meta.holdout


def test_rows_that_the_recipe_leaves_out_do_not_count_as_fitted(tmp_path: Path) -> None:
    frame = dataset("plain").frame()
    frame.loc[::4, "size"] = np.nan
    frame.to_csv(tmp_path / "gaps.csv", index=False)
    data = read(tmp_path / "gaps.csv", Objects(tmp_path / "objects"))
    recipe = Recipe().drop_missing_rows("size")
    ran = train(data, Plan("price", models=("dummy", "ridge"), folds=3), recipe)
    kept = frame["size"].notna()
    cross = int(kept.iloc[ran.splits.train_rows].sum())
    made = package(ran)
    fits = dict(made.meta.fits)
    assert made.meta.rows == made.fitted.rows == kept.sum() < len(frame)
    assert f"{kept.sum()} of all 260 rows" in fits["registered"]
    assert fits["registered"].endswith(f"left out {260 - kept.sum()} more.")
    assert fits["scored"].startswith(f"Fitted on {cross} rows")
    assert fits["scored"].endswith(f"left out {208 - cross} more.")


def test_without_holdout_it_says_why() -> None:
    meta = model("classes").meta
    assert meta.holdout is None
    assert "200" in meta.holdout_reason
    assert meta.rows == 150


@pytest.mark.parametrize("case", list(CASES))
def test_the_signature_describes_the_training_columns(case: str) -> None:
    frame, signature = dataset(case).frame(), model(case).signature
    unused = (CASES[case][1], "unused")
    assert signature.names == tuple(name for name in frame.columns if name not in unused)
    for field in signature.fields:
        column = frame[field.name]
        assert field.required == (not column.isna().any())
        assert field.dtype == str(column.dtype)
        if field.kind in ("integer", "number"):
            assert (field.low, field.high) == (column.min(), column.max())
            assert field.usual is not None
            assert field.low <= field.usual[0] <= field.usual[1] <= field.high
            assert field.low <= field.typical <= field.high
        if field.kind == "category":
            counts = column.value_counts()
            assert counts[field.categories[0]] == counts.max()
            assert len(field.categories) == min(200, column.nunique())
    assert sum(field.importance for field in signature.fields) == pytest.approx(1)


def test_the_column_that_decides_is_the_most_important() -> None:
    fields = model("plain").signature.fields
    assert max(fields, key=lambda field: field.importance).name == "size"


def test_classes_come_back_in_the_type_of_the_target() -> None:
    def kinds(case: str) -> set[type]:
        return {type(value) for value in model(case).predict(dataset(case).frame()).tolist()}

    assert kinds("booleans") == {bool}
    assert kinds("classes") == {int}
    assert kinds("missing") == {str}
    assert kinds("plain") == {float}


def test_intervals_come_from_out_of_fold_residuals_and_are_measured() -> None:
    made, ran = model("plain"), run("plain")
    oof = ran.oof()
    sizes = np.sort(np.abs(oof.y - oof.prediction))
    assert made.width(0.9) == sizes[int(np.ceil((len(sizes) + 1) * 0.9)) - 1]
    assert made.meta.covered is not None
    coverage, share, rows = made.meta.covered
    assert (coverage, rows) == (0.9, 52)
    assert 0.7 < share <= 1
    assert model("missing").meta.widths == ()
    with pytest.raises(LoupeError) as caught:
        model("missing").interval(dataset("missing").frame())
    assert caught.value.code == "no_interval"
    with pytest.raises(LoupeError) as caught:
        made.predict_proba(dataset("plain").frame())
    assert caught.value.code == "not_classes"


def test_an_unknown_trial_is_refused() -> None:
    with pytest.raises(LoupeError) as caught:
        package(run("plain"), "nope")
    assert caught.value.code == "unknown_trial"


def test_what_goes_on_is_told() -> None:
    told: list[str] = []
    package(run("plain"), emit=lambda event: told.append(getattr(event, "message", "")))
    assert any("208" in line for line in told)
    assert any("260" in line for line in told)


def test_the_reference_holds_shares_and_quantiles() -> None:
    made, frame = model("missing"), dataset("missing").frame()
    fields = made.reference["fields"]
    assert fields["size"]["missing"] == pytest.approx(frame["size"].isna().mean())
    assert fields["size"]["quantiles"][0] == frame["size"].min()
    assert sum(fields["kind"]["shares"].values()) == pytest.approx(1)
