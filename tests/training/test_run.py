import numpy as np
import pytest

from mlcore.errors import LoupeError
from mlcore.evaluation.metrics import score
from mlcore.evaluation.ties import interval, tied
from mlcore.training.ledger import MemoryLedger
from mlcore.training.run import COLUMNS, Run
from mlcore.training.train import assemble, train
from mlcore.types import Plan, Trial
from tests.training import spies


@pytest.fixture
def run(prices):
    return train(prices, Plan("price", models=("dummy", "ridge", "tree", "knn")))


def test_the_leaderboard_stands_best_first_with_its_columns(run):
    board = run.leaderboard
    assert tuple(board.columns) == COLUMNS
    assert board["score"].is_monotonic_decreasing
    assert set(board["model"]) == {"dummy", "ridge", "tree", "knn"}
    assert board.loc[board["baseline"], "model"].tolist() == ["dummy"]
    assert (board["folds_done"] == 5).all()
    assert (board["failure"] == "").all()


def test_a_run_prints_its_question_and_its_leaderboard(run):
    head, names, *lines = str(run).splitlines()
    rows, aside = len(run.splits.train_rows), len(run.splits.holdout_rows)
    told = f"price of {run.data.name}: regression, {run.plan.metric}, 5 folds of {rows:,} rows"
    assert head == told + (f", {aside:,} set aside" if aside else "")
    assert names.split()[:3] == ["model", "score", "sd"]
    assert len(lines) == 4
    for line, row in zip(lines, run.leaderboard.itertuples(), strict=True):
        assert line.split(row.title)[1].split()[0] == f"{row.score:.4g}"


def test_spread_and_ties_are_those_of_the_fold_scores(run):
    for row in run.leaderboard.itertuples():
        trial = run.trial(row.trial)
        found = interval(trial.fold_scores)
        assert (row.low, row.high) == (found.low, found.high)
        assert row.low <= row.score <= row.high
        assert row.tied == tied(run.best.fold_scores, trial.fold_scores)
    assert run.leaderboard["tied"].iloc[0]


def test_fold_scores_can_be_had_again_from_the_out_of_fold_predictions(run):
    for trial in run.trials:
        oof = run.oof(trial.id)
        for fold, found in enumerate(trial.fold_scores):
            here = oof.fold == fold
            assert score(run.plan.metric, oof.y[here], oof.prediction[here]) == found


def test_out_of_fold_rows_are_in_dataset_order_with_their_truth(run, prices):
    oof = run.oof()
    assert (np.diff(oof.rows) > 0).all()
    np.testing.assert_array_equal(oof.y, prices.frame(["price"])["price"].to_numpy()[oof.rows])


def test_the_baseline_wins_only_alone(prices, monkeypatch):
    spies.put(monkeypatch, "bad", spies.Counting, space=())
    monkeypatch.setattr(spies.Counting, "predict", lambda self, X: np.full(len(X), 1e6))
    run = train(prices, Plan("price", models=("dummy", "bad")))
    assert run.finished[0].model == "dummy"
    assert run.best.model == "bad"
    assert run.beats_baseline is False
    alone = train(prices, Plan("price", models=("dummy",)))
    assert alone.best.model == "dummy"
    assert run.leaderboard["model"].tolist() == ["dummy", "bad"]


def test_a_good_model_beats_the_baseline(run):
    assert run.beats_baseline is True


def test_unfinished_trials_are_not_ranked(run):
    half = MemoryLedger()
    for (trial, fold), result in run.ledger.finished().items():
        if trial == "dummy" or (trial == "ridge" and fold < 3):
            half.record(result)
    found = assemble(run.problem, half)
    assert [trial.id for trial in found.finished] == ["dummy"]
    board = found.leaderboard.set_index("model")
    assert np.isnan(board.loc["ridge", "score"])
    assert board.loc["ridge", "folds_done"] == 3
    assert board.loc["ridge", "failure"] == ""
    assert not board.loc["ridge", "tied"]
    with pytest.raises(LoupeError) as caught:
        found.oof("ridge")
    assert caught.value.code == "unknown_trial"


def test_a_run_without_a_finished_model_has_no_best(run):
    empty = assemble(run.problem, MemoryLedger())
    with pytest.raises(LoupeError) as caught:
        _ = empty.best
    assert caught.value.code == "no_model_finished"
    assert len(empty.leaderboard) == 4
    assert empty.beats_baseline is None


def test_an_unknown_trial_is_refused(run):
    with pytest.raises(LoupeError) as caught:
        run.trial("forest")
    assert caught.value.code == "unknown_trial"


def test_a_run_has_the_same_id_for_the_same_question(run, prices):
    again = train(prices, Plan("price", models=("dummy", "ridge", "tree", "knn")))
    assert again.id == run.id
    assert train(prices, Plan("price", models=("dummy",))).id != run.id


def test_the_simplest_of_those_that_are_tied_is_named(run):
    assert run.tied[0] == run.best
    told = run.leaderboard
    tied_rows = told.loc[told["tied"] & ~told["baseline"], "trial"]
    assert {trial.id for trial in run.tied} == set(tied_rows)
    ranks = {"ridge": 0, "tree": 1, "knn": 2}  # readable all; the cheaper first
    assert run.simplest.model == min((t.model for t in run.tied), key=ranks.__getitem__)


def test_a_readable_model_is_simpler_than_any_other(run):
    scores = run.best.fold_scores
    trials = tuple(
        Trial(m, m, fold_scores=scores, score=1.0, sd=0.0)
        for m in ("forest", "lightgbm", "knn", "dummy")
    )
    tied_all = Run("x", run.problem, trials, run.ledger)
    assert [trial.model for trial in tied_all.tied] == ["forest", "lightgbm", "knn"]
    assert tied_all.simplest.model == "knn"
    alone = Run("x", run.problem, trials[3:], run.ledger)
    assert alone.tied == ()
    assert alone.simplest is None


def test_who_is_worse_than_guessing_is_not_tied_with_a_best_that_is_not(run):
    def scored(model, *scores):
        return Trial(model, model, fold_scores=scores, score=sum(scores) / 3, sd=0.0)

    first, second = scored("forest", -1.0, -1.1, -0.9), scored("knn", -1.0, -9.0, -0.9)
    guess, low = scored("dummy", -2.0, -2.1, -1.9), scored("dummy", -0.5, -0.6, -0.4)
    assert tied(first.fold_scores, second.fold_scores)
    found = Run("x", run.problem, (first, second, guess), run.ledger)
    assert found.tied == (first,)
    assert found.leaderboard.set_index("model")["tied"].to_dict() == {
        "forest": True, "dummy": False, "knn": False,
    }  # fmt: skip
    assert Run("x", run.problem, (first, second, low), run.ledger).tied == (first, second)
