"""The engine against a naive scikit-learn loop, and its promises: same bits, every row, resume."""

import numpy as np
import pandas as pd
import pytest
from sklearn.compose import ColumnTransformer
from sklearn.impute import MissingIndicator, SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, OrdinalEncoder, StandardScaler

from mlcore.catalog.models import build, entry
from mlcore.errors import LoupeError
from mlcore.evaluation.metrics import default_metric, score
from mlcore.events import Note, Progress, Started, UnitFinished
from mlcore.training.ledger import MemoryLedger
from mlcore.training.train import train
from mlcore.types import Plan
from tests.training import spies
from tests.training.tables import mixed, only

TARGETS = {"price": "regression", "yes": "binary", "kind3": "multiclass"}
GAP = "is a gap"


def _levels(series):
    counts = series.value_counts()
    return sorted(counts.index, key=lambda level: (-counts[level], level))


def _plain(frame):
    """The same columns with NumPy types only, as scikit-learn wants them."""
    return pd.DataFrame({
        "size": frame["size"],
        "age": frame["age"].to_numpy(dtype=float, na_value=np.nan),
        "colour": frame["colour"].astype(object).fillna(GAP),
        "new": frame["new"].astype(float),
    })  # fmt: skip


def _linear(train_rows, weight):
    scaled = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())
    gap = MissingIndicator(features="all")
    levels = [level for level in _levels(train_rows["colour"]) if level != GAP]
    levels += [GAP] if GAP in set(train_rows["colour"]) else []
    hot = OneHotEncoder(categories=[levels], handle_unknown="ignore", sparse_output=False)
    weigh = FunctionTransformer(lambda marks: marks * weight)
    return ColumnTransformer([
        ("size", scaled, ["size"]), ("size gap", gap, ["size"]),
        ("age", scaled, ["age"]), ("age gap", gap, ["age"]),
        ("colour", make_pipeline(hot, weigh), ["colour"]),
        ("new", scaled, ["new"]),
    ])  # fmt: skip


def _tree(train_rows, _):
    levels = [level for level in _levels(train_rows["colour"]) if level != GAP]
    ranks = OrdinalEncoder(
        categories=[[*levels, GAP]], handle_unknown="use_encoded_value", unknown_value=99
    )

    def gaps(codes):
        return np.where(codes == len(levels), np.nan, codes)

    return ColumnTransformer([
        ("numbers", "passthrough", ["size", "age"]),
        ("colour", make_pipeline(ranks, FunctionTransformer(gaps)), ["colour"]),
        ("new", "passthrough", ["new"]),
    ])  # fmt: skip


def _naive(frame, target, name, run):
    """Predict every row by a pipeline fitted on the other folds, the simple way."""
    task = TARGETS[target]
    kind = entry(name).preparation
    X = _plain(frame)
    y = run.problem.y
    rows = []
    for train_rows, test in run.splits.folds:
        model = build(name, task, seed=run.plan.seed)
        if kind == "native":
            model.set_params(categorical_features=[2])
        columns = {"linear": _linear, "distance": _linear}.get(kind, _tree)
        table = columns(X.iloc[train_rows], np.sqrt(0.5) if kind == "distance" else 1.0)
        pipe = make_pipeline(table, model).fit(X.iloc[train_rows], y[train_rows])
        answer = pipe.predict if task == "regression" else pipe.predict_proba
        rows.append((test, answer(X.iloc[test])))
    order = np.argsort(np.concatenate([test for test, _ in rows]))
    return np.concatenate([found for _, found in rows])[order]


@pytest.mark.usefixtures("small_models")
@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize(
    "name",
    ["dummy", "linear", "logistic", "ridge", "lasso", "knn", "tree", "forest",
     "hist_gradient_boosting"],
)  # fmt: skip
def test_every_answer_is_that_of_a_naive_scikit_learn_loop(keep, target, name):
    if TARGETS[target] not in entry(name).tasks:
        return
    frame = only(mixed(200, seed=3), target).drop(columns=["since", "note"])
    task = TARGETS[target]
    run = train(keep(frame), Plan(target, task=task, models=(name,), folds=3, seed=7))
    oof = run.oof(name)
    expected = _naive(frame, target, name, run)
    np.testing.assert_allclose(oof.prediction, expected, rtol=1e-9, atol=1e-9)
    scores = [
        score(default_metric(task), oof.y[oof.fold == fold], expected[oof.fold == fold])
        for fold in range(3)
    ]
    np.testing.assert_allclose(run.trial(name).fold_scores, scores, atol=1e-9)
    assert run.trial(name).score == pytest.approx(np.mean(scores))
    assert run.trial(name).sd == pytest.approx(np.std(scores, ddof=1))


@pytest.mark.parametrize("target", TARGETS)
def test_every_cross_validated_row_has_one_answer(keep, target):
    data = keep(only(mixed(), target))
    run = train(data, Plan(target, task=TARGETS[target], models=("tree",)))
    oof = run.oof()
    np.testing.assert_array_equal(oof.rows, run.splits.train_rows)
    assert len(oof.prediction) == len(oof.y) == len(oof.rows)
    assert np.isfinite(oof.prediction).all()
    if target != "price":
        np.testing.assert_allclose(oof.prediction.sum(axis=1), 1)


@pytest.mark.usefixtures("small_models")
@pytest.mark.parametrize("target", [pytest.param("price", marks=pytest.mark.slow), "yes"])
def test_the_bits_do_not_depend_on_threads_or_on_an_interruption(keep, target):
    data = keep(only(mixed(), target))
    plan = Plan(target, models=("all",), folds=3, seed=5)
    one, two = train(data, plan, threads=1), train(data, plan, threads=2)
    half = MemoryLedger()
    for key, result in list(one.ledger.finished().items())[::2]:
        half.record(result)
        assert key in half.finished()
    resumed = train(data, plan, ledger=half, threads=2)
    for trial in one.trials:
        expected = one.oof(trial.id).prediction
        assert expected.tobytes() == two.oof(trial.id).prediction.tobytes(), trial.id
        assert expected.tobytes() == resumed.oof(trial.id).prediction.tobytes(), trial.id
    assert one.best == _same_seconds(two.best, one.best)


def _same_seconds(trial, other):
    from dataclasses import replace

    return replace(trial, fit_seconds=other.fit_seconds, predict_seconds=other.predict_seconds)


def test_resume_repeats_nothing_finished(prices, monkeypatch):
    monkeypatch.setattr(spies, "FITS", [])
    spies.put(monkeypatch, "counting", spies.Counting)
    plan = Plan("price", models=("dummy", "counting"))
    done = train(prices, plan, threads=2)
    assert len(spies.FITS) == 5
    ledger = MemoryLedger()
    for (trial, fold), result in done.ledger.finished().items():
        if trial == "counting" and fold in (0, 3, 4):
            ledger.record(result)
    events = []
    run = train(prices, plan, ledger=ledger, emit=events.append, threads=2)
    assert len(spies.FITS) == 7
    started = next(event for event in events if isinstance(event, Started))
    assert (started.total, started.done) == (10, 3)
    assert run.trial("counting").score == done.trial("counting").score
    train(prices, plan, ledger=ledger, threads=2)
    assert len(spies.FITS) == 7


def test_what_is_said_while_it_runs(keep):
    frame = only(mixed(), "price")
    frame.loc[0, "price"] = np.nan
    events = []
    plan = Plan("price", models=("dummy", "ridge"), folds=3)
    train(keep(frame), plan, emit=events.append, threads=1)
    kinds = [type(event) for event in events]
    first = kinds.index(Started)
    assert kinds[:first] == [Note] * first
    assert events[0].code == "target_rows_dropped"
    assert events[first] == Started(6, 0)
    ends = [event for event in events if isinstance(event, UnitFinished)]
    assert [(end.model, end.fold) for end in ends] == [
        (model, fold) for model in ("dummy", "ridge") for fold in range(3)
    ]
    progress = [event for event in events if isinstance(event, Progress)]
    assert [event.done for event in progress] == sorted(event.done for event in progress)
    assert (progress[-1].done, progress[-1].total) == (6, 6)
    assert any(event.doing == "Ridge, fold 2 of 3" for event in progress)


def test_without_time_only_the_first_model_runs_and_the_others_say_why(prices):
    plan = Plan("price", models=("dummy", "ridge", "tree"), seconds=0.0)
    run = train(prices, plan, threads=1)
    assert run.best.model == "dummy"
    assert [trial.model for trial in run.finished] == ["dummy"]
    failures = {trial.model: trial.failure for trial in run.trials if trial.failure}
    assert set(failures) == {"ridge", "tree"}
    assert all("time budget" in sentence for sentence in failures.values())


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("fit", "could not be fitted to the rows of fold 1"),
        ("predict", "could not answer the rows of fold 1"),
        ("memory", "more memory"),
        ("few", "more rows"),
        ("nan", "not finite"),
        ("inf", "not finite"),
    ],
)
def test_a_model_that_fails_is_a_row_that_says_why_and_never_wins(prices, monkeypatch, how, words):
    monkeypatch.setattr(spies.Breaking, "how", how)
    spies.put(monkeypatch, "breaking", spies.Breaking)
    run = train(prices, Plan("price", models=("dummy", "breaking")), threads=1)
    trial = run.trial("breaking")
    assert words in trial.failure
    assert trial.score is None
    assert not {"Error", "/", "0x", "Traceback"} & set(trial.failure.split())
    assert "secret" not in trial.failure
    assert run.best.model == "dummy"
    assert run.leaderboard["model"].tolist() == ["dummy", "breaking"]
    assert np.isnan(run.leaderboard["score"].iloc[-1])


def test_when_all_fail_the_commonest_reason_is_told(prices, monkeypatch):
    monkeypatch.setattr(spies.Breaking, "how", "memory")
    spies.put(monkeypatch, "breaking", spies.Breaking)
    run = train(prices, Plan("price", models=("breaking",)))
    with pytest.raises(LoupeError) as caught:
        _ = run.best
    assert caught.value.code == "all_models_failed"
    assert "more memory" in caught.value.what


def test_a_fold_without_a_class_has_no_score_and_says_so(keep):
    labels = ["a"] * 97 + ["b"] * 3
    frame = pd.DataFrame({"x": np.arange(100.0), "y": pd.Series(labels, dtype="str")})
    plan = Plan("y", models=("tree",), split="random", folds=5, seed=1)
    run = train(keep(frame), plan)
    assert "do not contain every class" in run.trials[0].failure


def test_classes_unknown_to_a_fold_get_probability_zero(keep):
    labels = ["a"] * 60 + ["b"] * 58 + ["c"] * 2
    frame = pd.DataFrame({"x": np.arange(120.0), "y": pd.Series(labels, dtype="str")})
    for seed in range(20):
        plan = Plan("y", models=("logistic",), split="random", metric="accuracy", seed=seed)
        run = train(keep(frame), plan, threads=1)
        lacking = [
            fold for fold, (rows, _) in enumerate(run.splits.folds)
            if 2 not in run.problem.y[rows]
        ]  # fmt: skip
        if lacking:
            oof = run.oof()
            assert (oof.prediction[oof.fold == lacking[0], 2] == 0).all()
            return
    raise AssertionError("no seed put both rows of class c into one fold")


@pytest.mark.usefixtures("small_models")
@pytest.mark.parametrize("value", [1e300, -1e300, np.inf, -np.inf])
def test_huge_and_infinite_numbers_stop_no_model(keep, value):
    frame = only(mixed(), "yes")
    frame.loc[5, "size"] = value
    run = train(keep(frame), Plan("yes", models=("all",), folds=3))
    assert [trial.failure for trial in run.trials] == [""] * len(run.trials)


@pytest.mark.usefixtures("small_models")
@pytest.mark.parametrize("target", TARGETS)
def test_names_that_look_like_code_are_only_names(keep, target):
    names = {"size": "a[1] < 2", "age": "__class__", "colour": "{x}", "note": "名前 \n <b>"}
    frame = only(mixed(), target).rename(columns=names)
    run = train(keep(frame), Plan(target, task=TARGETS[target], models=("all",), folds=2))
    assert [trial.failure for trial in run.trials] == [""] * len(run.trials)


@pytest.mark.usefixtures("small_models")
def test_other_ways_to_be_empty_stop_no_model(keep):
    frame = only(mixed(), "yes")
    frame["gone"] = pd.Series([None] * 240, dtype="str")
    frame["nan"] = np.nan
    frame["same"] = 1
    frame["mostly"] = np.where(np.arange(240) == 7, 1.0, np.nan)
    run = train(keep(frame), Plan("yes", models=("all",), folds=3))
    assert [trial.failure for trial in run.trials] == [""] * len(run.trials)
