"""Nothing learnt from a test row reaches a fit: by chance scores, by spies, by changing rows."""

import numpy as np
import pandas as pd
import pytest
from sklearn.feature_selection import SelectKBest, f_classif
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from mlcore.evaluation.metrics import score
from mlcore.training import pipeline
from mlcore.training.train import train
from mlcore.types import Plan
from tests.training import spies
from tests.training.tables import mixed, only

SEEDS = range(4)


def _noise(seed, rows=120, columns=400):
    random = np.random.default_rng(seed)
    frame = pd.DataFrame(random.normal(size=(rows, columns))).add_prefix("c")
    frame["colour"] = pd.Series(random.choice([f"v{i}" for i in range(30)], rows), dtype="str")
    frame["label"] = pd.Series(random.permutation(["a", "b"] * (rows // 2)), dtype="str")
    return frame


def _mean(scores):
    return np.mean(scores), 3 * np.std(scores, ddof=1) / np.sqrt(len(scores))


@pytest.mark.usefixtures("small_models")
@pytest.mark.parametrize("group", ["linear", "others"])
def test_random_labels_score_as_chance_with_every_model(keep, group):
    names = {
        "linear": ("ridge", "logistic", "lasso", "naive_bayes"),
        "others": ("knn", "tree", "forest", "extra_trees", "hist_gradient_boosting"),
    }[group]
    scores = {name: [] for name in names}
    for seed in SEEDS:
        data = keep(_noise(seed, columns=40))
        run = train(data, Plan("label", models=names, seed=seed, holdout=0), threads=1)
        for trial in run.trials:
            scores[trial.model] += trial.fold_scores
    for name, found in scores.items():
        mean, margin = _mean(found)
        assert abs(mean - 0.5) < max(margin, 0.06), name


def test_a_selector_inside_the_folds_scores_as_chance(keep, monkeypatch):
    spies.put(monkeypatch, "selecting", LogisticRegression, spies.SelectingPreparation)
    scores = []
    for seed in SEEDS:
        plan = Plan("label", models=("selecting",), seed=seed, holdout=0)
        scores += train(keep(_noise(seed)), plan, threads=1).best.fold_scores
    mean, margin = _mean(scores)
    assert abs(mean - 0.5) < max(margin, 0.06)


def test_negative_control_the_same_selector_outside_the_folds_does_not(keep):
    """The same rows, splits, selector and model; only the selector has seen the test rows."""
    scores = []
    for seed in SEEDS:
        frame = _noise(seed)
        plan = Plan("label", models=("dummy",), seed=seed, holdout=0)
        problem = train(keep(frame), plan, threads=1).problem
        X = StandardScaler().fit_transform(frame.filter(regex=r"^c\d").to_numpy())
        X = SelectKBest(f_classif, k=20).fit_transform(X, problem.y)
        for rows, test in problem.splits.folds:
            model = LogisticRegression().fit(X[rows], problem.y[rows])
            scores.append(score("roc_auc", problem.y[test], model.predict_proba(X[test])))
    assert np.mean(scores) > 0.75


def test_no_marker_of_a_test_row_reaches_any_fit(keep, monkeypatch):
    """Each row carries its number, in a column and in its target; every fit is watched."""
    monkeypatch.setattr(spies, "SEEN", [])
    spies.put(monkeypatch, "spy", spies.SpyRegressor, spies.SpyPreparation)
    recipes, fit = [], pipeline.fit

    def watched(recipe, frame):
        recipes.append(frozenset(frame["marker"]))
        return fit(recipe, frame)

    monkeypatch.setattr(pipeline, "fit", watched)
    numbers = np.arange(300.0)
    frame = pd.DataFrame({"marker": numbers, "x": numbers % 7, "y": numbers})
    run = train(keep(frame), Plan("y", models=("spy",), metric="neg_mean_absolute_error"))
    allowed = {frozenset(map(float, rows)) for rows, _ in run.splits.folds}
    assert len(allowed) == 5
    assert len(run.splits.holdout_rows) == 60
    for who in ("preparation", "estimator", "target"):
        assert {markers for name, markers in spies.SEEN if name == who} == allowed
    assert set(recipes) == allowed


@pytest.mark.usefixtures("small_models")
@pytest.mark.parametrize("models", [("ridge", "knn"), ("tree", "hist_gradient_boosting")])
def test_a_test_row_changes_no_answer_but_its_own(keep, models):
    """Rewrite a fold's test rows but one, and the hold-out: that one's answer is bit-equal."""
    frame = only(mixed(), "price")
    plan = Plan("price", models=models)
    run = train(keep(frame), plan, threads=1)
    _, test = run.splits.folds[2]
    watched, rewritten = test[0], [*test[1:], *run.splits.holdout_rows]
    changed = frame.copy()
    changed.loc[rewritten, ["size", "price"]] = [1e6, -1e6]
    changed.loc[rewritten, "colour"] = "never seen"
    changed.loc[rewritten, "age"] = None
    again = train(keep(changed), plan, threads=1)
    assert again.splits.fingerprint == run.splits.fingerprint
    for name in models:
        before, after = run.oof(name), again.oof(name)
        place = int(np.flatnonzero(before.rows == watched)[0])
        assert before.prediction[place] == after.prediction[place]
