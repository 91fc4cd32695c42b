"""Each check: a planted case that it finds, and a clean one on which it says nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from mlcore.catalog.models import build
from mlcore.data.dataset import Dataset
from mlcore.errors import LoupeError
from mlcore.evaluation.ties import interval
from mlcore.training.checks import convergence, leak
from mlcore.training.checks.base import Judged
from mlcore.training.checks.catalogue import CHECKS, checks
from mlcore.training.checks.messages import WORDS, said
from mlcore.training.ledger import MemoryLedger
from mlcore.training.run import Run
from mlcore.training.train import assemble, train
from mlcore.types import Finding, Plan

Keep = Callable[[pd.DataFrame], Dataset]
ROWS = 400


def random() -> np.random.Generator:
    return np.random.default_rng(3)


def line(noise: float = 0.5, rows: int = ROWS) -> pd.DataFrame:
    """Return a number that two columns add up to, with noise."""
    rng = random()
    frame = pd.DataFrame(rng.normal(size=(rows, 2)), columns=["a", "b"])
    frame["y"] = 2 * frame["a"] - frame["b"] + noise * rng.normal(size=rows)
    return frame


def fitted(keep: Keep, frame: pd.DataFrame, *models: str, **plan: Any) -> Run:
    return train(keep(frame), Plan("y", models=("dummy", *models), **plan), threads=1)


def codes(run: Run, trial: str | None = None) -> list[str]:
    return [finding.code for finding in checks(run, trial)]


def test_a_clean_run_has_no_findings(keep: Keep) -> None:
    assert codes(fitted(keep, line(), "ridge", "hist_gradient_boosting")) == []


def test_a_clean_run_of_classes_has_no_findings(keep: Keep) -> None:
    frame = line()
    frame["y"] = np.where(frame["y"] > 0, "yes", "no")
    assert codes(fitted(keep, frame, "logistic")) == []


# ------------------------------------------------------------------------- overfitting


def noisy(rows: int = ROWS) -> pd.DataFrame:
    """Return columns that say little: a deep tree learns the rows by heart."""
    frame = line(3.0, rows)
    for name in "cdefgh":
        frame[name] = random().normal(size=rows)
    return frame


def test_overfit_names_a_steadier_model_that_is_as_good(keep: Keep) -> None:
    run = fitted(keep, noisy(), "ridge", "extra_trees", holdout=0.0)
    (found,) = [f for f in checks(run, "extra_trees") if f.code.startswith("overfit")]
    trial, guess = run.trial("extra_trees"), run.trial("dummy").score
    seen = np.mean(trial.train_scores)
    assert dict(found.facts)["lost_share"] == pytest.approx((seen - trial.score) / (seen - guess))
    assert found.code == "overfit_beside_a_steadier"
    assert said(found).advice == "Prefer Ridge."
    assert not [code for code in codes(run, "ridge") if code.startswith("overfit")]


def test_overfit_alone_advises_to_search(keep: Keep) -> None:
    found = [f for f in checks(fitted(keep, noisy(), "extra_trees")) if f.code == "overfit"]
    assert len(found) == 1
    assert said(found[0]).advice.startswith("Search")


# ------------------------------------------------------------------------ underfitting


def curved() -> pd.DataFrame:
    rng = random()
    frame = pd.DataFrame(rng.uniform(-2, 2, size=(600, 2)), columns=["a", "b"])
    frame["y"] = frame["a"] * frame["b"] + frame["a"] + 0.1 * rng.normal(size=600)
    return frame


def test_underfit_when_only_straight_lines_were_tried(keep: Keep) -> None:
    run = fitted(keep, curved(), "ridge")
    assert codes(run) == ["underfit"]
    assert "RMSE" in said(checks(run)[0]).evidence


def test_a_model_that_follows_curves_is_not_underfit(keep: Keep) -> None:
    run = fitted(keep, curved(), "ridge", "hist_gradient_boosting")
    assert "underfit" not in codes(run)
    assert "underfit" not in codes(run, "ridge")


# ---------------------------------------------------------------------- no better than


def test_d30_a_shuffled_target_is_no_better_than_guessing(keep: Keep) -> None:
    frame = line()
    frame["y"] = random().permutation(frame["y"])
    found = checks(fitted(keep, frame, "ridge", "tree"))
    assert found[0].code == "no_better_than_guessing"
    assert found[0].severity == "error"
    assert "no better than guessing" in said(found[0]).claim


def test_the_lead_over_the_baseline_is_judged_by_the_corrected_interval(keep: Keep) -> None:
    run = fitted(keep, line(12.0), "ridge")
    trial, guess = run.trial("ridge"), run.trial("dummy")
    gains = np.subtract(trial.fold_scores, guess.fold_scores)
    lead = interval(gains.tolist(), ratio=run.splits.ratio)
    assert ("no_better_than_guessing" in codes(run, "ridge")) == (lead.low <= 0)


# -------------------------------------------------------------------------- the folds


def test_a_fold_with_the_largest_numbers_is_no_reason_to_doubt(keep: Keep) -> None:
    """A few enormous rows make the baseline's error of one fold many times that of others."""
    rng = random()
    frame = pd.DataFrame({"a": rng.lognormal(8, 3, 150), "b": rng.normal(size=150)})
    frame["y"] = frame["a"] * 0.3 + rng.normal(0, 5, 150)
    run = fitted(keep, frame, "linear", folds=3)
    lead = np.subtract(run.trial("linear").fold_scores, run.trial("dummy").fold_scores)
    assert interval(lead.tolist(), ratio=run.splits.ratio).low < 0
    assert not {"no_better_than_guessing", "unstable_folds"} & set(codes(run, "linear"))


def test_few_rows_of_equal_scores_are_told_without_a_margin(keep: Keep) -> None:
    frame = pd.DataFrame({"a": np.r_[np.arange(12.0), 100 + np.arange(12.0)]})
    frame["y"] = np.where(frame["a"] > 50, "in", "out")
    run = fitted(keep, frame, "logistic", folds=3)
    (found,) = [f for f in checks(run, "logistic") if f.code.startswith("too_few")]
    assert found.code == "too_few_and_alike"
    assert "±" not in said(found).evidence
    assert "in every fold" in said(found).evidence


def test_unstable_folds_are_named(keep: Keep) -> None:
    frame = line()
    frame["part"] = np.arange(ROWS) % 5
    inverted = frame["part"] == 2
    frame.loc[inverted, "y"] = -frame.loc[inverted, "y"]
    run = fitted(keep, frame, "ridge", split="folds:part")
    (found,) = [f for f in checks(run) if f.code == "unstable_folds"]
    assert dict(found.facts)["worst_fold"] == 3
    assert "in fold 3" in said(found).evidence


# ---------------------------------------------------------------------------- leakage


LEAKS = {
    "d11_a_copy": lambda y: y,
    "d11_a_monotone_function": np.exp,
    "d13_missing_exactly_when_low": lambda y: np.where(y > 0, random().normal(size=len(y)), np.nan),
}


@pytest.mark.parametrize("case", LEAKS)
def test_a_leak_is_named_with_its_strength(keep: Keep, case: str) -> None:
    frame = line()
    frame["after"] = LEAKS[case](frame["y"].to_numpy())
    if case.startswith("d13"):
        frame["y"] = np.where(frame["y"] > 0, "yes", "no")
    found = checks(fitted(keep, frame, "tree"))[0]
    assert (found.code, found.columns, found.severity) == ("leak_suspect", ("after",), "error")
    assert found.cure is not None
    assert (found.cure.name, found.cure.columns) == ("drop", ("after",))
    assert 0.99 < dict(found.facts)["strength"] <= 1
    assert said(found).claim == "after may give the answer away"


def test_d31_a_perfect_score_is_doubted_first_even_when_no_column_alone_tells(keep: Keep) -> None:
    rng = random()
    frame = pd.DataFrame(rng.integers(0, 2, size=(ROWS, 2)), columns=["a", "b"])
    frame["c"] = rng.normal(size=ROWS)
    frame["y"] = np.where(frame["a"] ^ frame["b"], "yes", "no")
    found = checks(fitted(keep, frame, "hist_gradient_boosting"))
    assert found[0].code == "too_good"
    assert "1.00" in said(found[0]).evidence


def test_a_strong_but_honest_column_is_no_leak(keep: Keep) -> None:
    run = fitted(keep, line(0.3), "ridge")
    assert leak.CHECK.find(Judged(run, run.best)) == ()


# --------------------------------------------------------------------------- imbalance


def rare(share: float, rows: int = 2000) -> pd.DataFrame:
    frame = line(0.3, rows)
    frame["y"] = np.where(frame["y"] > frame["y"].quantile(1 - share), "ill", "well")
    return frame


def test_d29_accuracy_is_unsuited_where_a_class_is_rare(keep: Keep) -> None:
    run = fitted(keep, rare(0.05), "logistic", metric="accuracy")
    (found,) = [f for f in checks(run) if f.code == "unsuited_metric"]
    facts = dict(found.facts)
    assert facts["guess_share"] == pytest.approx(0.95, abs=0.002)
    assert facts["value"] == "ill"
    assert said(found).advice == "Compare models by Balanced accuracy."


def test_a_ranking_of_very_rare_rows_is_doubted_too(keep: Keep) -> None:
    (found,) = [
        f for f in checks(fitted(keep, rare(0.015), "logistic")) if f.code == "unsuited_metric"
    ]
    assert said(found).advice == "Compare models by Average precision."


@pytest.mark.parametrize(("share", "metric"), [(0.4, "accuracy"), (0.05, "roc_auc")])
def test_a_metric_that_suits_is_not_doubted(keep: Keep, share: float, metric: str) -> None:
    assert "unsuited_metric" not in codes(fitted(keep, rare(share), "logistic", metric=metric))


# -------------------------------------------------------------------------- never answered


@pytest.mark.parametrize("classes", [2, 3])
def test_a_class_that_is_ranked_but_never_answered_is_told(keep: Keep, classes: int) -> None:
    frame = line(0.5, 1200)
    chance = 1 / (1 + np.exp(2.5 - 0.25 * frame.pop("y")))
    rare = np.random.default_rng(7).random(1200) < chance
    names = np.where(frame["a"] > 0, "well", "so-so") if classes == 3 else "well"
    frame["y"] = np.where(rare, "ill", names)
    run = fitted(keep, frame, "logistic")
    (found,) = [f for f in checks(run, "logistic") if f.code.startswith("never_answered")]
    oof, at = run.oof("logistic"), run.classes.index("ill")
    facts = dict(found.facts)
    assert (facts["value"], facts["rows"]) == ("ill", int((oof.y == at).sum()))
    assert facts["highest_share"] == oof.prediction[:, at].max() < 0.5
    assert ("threshold" in said(found).advice) == (classes == 2)
    assert not [code for code in codes(run, "dummy") if code.startswith("never")]


# ---------------------------------------------------------------------------- few rows


def test_few_rows_are_told_with_how_uncertain_the_score_is(keep: Keep) -> None:
    run = fitted(keep, line(rows=60), "ridge")
    (found,) = [f for f in checks(run) if f.code == "too_few_for_a_score"]
    mean = interval(run.best.fold_scores, ratio=run.splits.ratio)
    assert dict(found.facts)["margin"] == pytest.approx(mean.mean - mean.low)
    assert "60 rows for 2 columns" in said(found).evidence


def test_few_rows_of_a_class_are_told(keep: Keep) -> None:
    run = fitted(keep, rare(0.05, 300), "logistic", holdout=0.0)
    (found,) = [f for f in checks(run) if f.code == "too_few_of_a_class"]
    assert "“ill”" in said(found).claim


def test_many_columns_need_more_rows(keep: Keep) -> None:
    frame = line(rows=120)
    wide = pd.DataFrame(random().normal(size=(120, 40)), columns=[f"c{i}" for i in range(40)])
    run = fitted(keep, pd.concat([wide, frame], axis=1), "ridge")
    assert "too_few_for_a_score" in codes(run)


# -------------------------------------------------------------------------- convergence


def test_d32_a_fit_that_ran_out_of_steps_is_told(
    keep: Keep, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = line()
    frame["y"] = np.where(frame["y"] > 0, "yes", "no")
    run = fitted(keep, frame, "logistic")
    assert "not_settled" not in codes(run)
    (trial,) = [t for t in run.trials if t.model == "logistic"]
    shortened = Run(
        run.id,
        run.problem,
        (*run.trials[:1], replace(trial, params=(("max_iter", 1),))),
        run.ledger,
    )
    (found,) = [f for f in checks(shortened) if f.code == "not_settled"]
    assert dict(found.facts)["steps"] == 1


def test_stopping_early_on_purpose_is_no_failure_to_settle() -> None:
    rng = random()
    X, y = rng.normal(size=(700, 3)), rng.normal(size=700)
    assert convergence.used(build("hist_gradient_boosting", "regression").fit(X, y)) is None
    assert convergence.used(build("network", "regression").fit(X, y)) is None
    assert convergence.used(build("tree", "regression").fit(X, y)) is None


# ------------------------------------------------------------------------------- whole


def test_the_gravest_stands_first(keep: Keep) -> None:
    frame = line(rows=60)
    frame["after"] = frame["y"]
    found = checks(fitted(keep, frame, "tree"))
    assert [f.severity for f in found] == sorted(f.severity for f in found)
    assert found[0].code == "leak_suspect"


def test_every_code_has_words_and_every_word_a_verb_of_advice() -> None:
    assert {check.code for check in CHECKS} <= set(WORDS)
    for words in WORDS.values():
        assert words.advice.endswith(".")
        assert words.evidence.endswith(".")
        assert not words.claim.endswith(".")


def test_names_and_values_are_marked_by_the_surface() -> None:
    found = Finding(
        "too_good", "error", ("a_b",), (("title", "T"), ("metric", "M"), ("score", 1.0))
    )
    assert "*a_b*" in said(found, name=lambda text: f"*{text}*").evidence


def test_nothing_finished_is_refused_and_a_failure_has_no_checks(prices: Dataset) -> None:
    run = train(prices, Plan("price", models=("dummy", "ridge")))
    with pytest.raises(LoupeError) as caught:
        checks(assemble(run.problem, MemoryLedger()))
    assert caught.value.code == "no_model_finished"
    assert all(f.code.startswith("too_few") for f in checks(run, "dummy"))


def test_an_ensemble_is_judged_like_any_other_row(keep: Keep) -> None:
    run = fitted(keep, line(), "ridge", "tree", "greedy")
    assert codes(run, "greedy") == []
