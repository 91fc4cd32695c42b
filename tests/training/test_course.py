"""Races, rankings on a sample, nested cross-validation: who goes on, what numbers are of."""

import numpy as np
import pandas as pd
import pytest

from mlcore import settings
from mlcore.cleaning.recipe import Recipe
from mlcore.errors import LoupeError
from mlcore.events import Note, Progress
from mlcore.jobs.inline import run_inline
from mlcore.store.store import Store
from mlcore.training import runs
from mlcore.training.ledger import MemoryLedger, own
from mlcore.training.nested import NESTED, nested
from mlcore.training.parts import Part, inside, thinned
from mlcore.training.problem import pose
from mlcore.training.train import train
from mlcore.types import Plan
from mlcore.workspace.workspace import enter
from tests.training.tables import dataset, mixed, only

MODELS = ("dummy", "linear", "knn", "tree", "lasso")


def facts(run):
    return [(trial.id, trial.fold_scores, trial.ending) for trial in run.trials]


# ------------------------------------------------------------------------------ racing


def test_a_race_drops_who_cannot_win_and_says_by_which_test(prices):
    plan = Plan("price", models=MODELS, folds=8, race=True)
    free, race = train(prices, Plan("price", models=MODELS, folds=8)), train(prices, plan)
    dropped = [trial for trial in race.trials if trial.ending == "dropped"]
    assert {trial.model for trial in dropped} >= {"knn"}
    assert all("corrected t test, 1%" in trial.failure for trial in dropped)
    assert all("clearly behind" in trial.failure for trial in dropped)
    assert race.trial("dummy").score is not None  # all are measured by it
    assert race.best.model == free.best.model
    for trial in race.finished:
        assert trial.fold_scores == free.trial(trial.id).fold_scores
    saved = sum(key[0] in {t.id for t in dropped} for key in race.ledger.finished())
    assert saved < 8 * len(dropped)


def test_who_is_dropped_depends_neither_on_workers_nor_on_an_interruption(prices):
    plan = Plan("price", models=MODELS, folds=6, race=True)
    one, ledger = train(prices, plan, threads=1), MemoryLedger()
    for result in list(one.ledger.finished().values())[:13]:
        ledger.record(result)
    assert facts(train(prices, plan, threads=3, ledger=ledger)) == facts(one)


# ------------------------------------------------------------------- ranking on a sample


def test_on_a_sample_first_only_the_best_go_on_and_each_number_says_which_rows(prices):
    said = []
    models = ("dummy", "linear", "ridge", "lasso", "knn", "tree")
    plan = Plan("price", models=models, folds=3, sample=90)
    run = train(prices, plan, emit=said.append)
    ranked = [trial for trial in run.trials if trial.ending == "ranked"]
    assert len(ranked) == 2
    assert all("on a sample of 90 rows" in trial.failure for trial in ranked)
    assert {trial.model for trial in run.finished} == {"dummy", "linear", "ridge", "lasso"}
    free = train(prices, Plan("price", models=models, folds=3))
    for trial in run.finished:
        assert trial.fold_scores == free.trial(trial.id).fold_scores
    assert any("ranked on 90 rows" in event.message for event in said if isinstance(event, Note))
    assert any(e.doing.startswith("90 rows: ") for e in said if isinstance(e, Progress))


def test_a_sample_is_not_drawn_from_fewer_rows(prices):
    run = train(prices, Plan("price", models=("dummy", "ridge"), folds=3, sample=10_000))
    assert [trial.ending for trial in run.trials] == ["", ""]


def test_a_sample_keeps_each_class_and_stays_inside_each_fold(answers):
    problem = pose(answers, Plan("yes", folds=3), Recipe())
    small = thinned(problem, 60)
    assert abs(len(small.splits.train_rows) - 60) <= 2
    for (train_rows, test), (big_train, big_test) in zip(
        small.splits.folds, problem.splits.folds, strict=True
    ):
        assert set(train_rows) < set(big_train)
        assert set(test) < set(big_test)
        assert set(problem.y[train_rows]) == set(problem.y[big_train])
    share = problem.y[problem.splits.train_rows].mean()
    assert problem.y[small.splits.train_rows].mean() == pytest.approx(share, abs=0.03)


# ------------------------------------------------------------------------------- nested


def test_inside_a_fold_no_row_is_seen_that_it_is_tested_on(answers):
    for split in ("stratified", "group:age"):
        problem = pose(answers, Plan("yes", folds=4, split=split), Recipe())
        for fold, (train_rows, test) in enumerate(problem.splits.folds):
            inner = inside(problem, fold)
            assert len(inner.splits.folds) == 3
            for rows, tested in inner.splits.folds:
                assert not set(rows) & set(tested)
                assert not (set(rows) | set(tested)) & set(test)
                assert set(rows) | set(tested) <= set(train_rows)
    assert inside(pose(answers, Plan("yes", folds=2), Recipe()), 0) is None


def test_choosing_among_noise_flatters_and_the_gap_shows_it(keep):
    """Random answers: the best of many trials scores above chance, the choice itself does not."""
    random = np.random.default_rng(5)
    frame = pd.DataFrame(random.normal(size=(150, 12)), columns=[f"c{i}" for i in range(12)])
    frame["y"] = random.choice(["a", "b"], 150)
    models = ("dummy", "tree", "knn", "logistic", "naive_bayes")
    plan = Plan(
        "y", metric="roc_auc", models=models, folds=4, holdout=0.0, nested=True, tune=True,
        trials=5, method="random",
    )  # fmt: skip
    found = nested(train(keep(frame), plan, threads=2))
    assert len(found.scores) == 4
    assert found.best > 0.53
    assert found.gap > 0.02
    assert found.score == pytest.approx(0.5, abs=0.12)
    assert set(found.models) <= set(models)


def test_without_the_switch_there_is_no_nested_score_and_trials_are_the_run_s_own(prices):
    plan = Plan("price", models=("dummy", "ridge"), folds=3)
    assert nested(train(prices, plan)) is None
    run = train(prices, Plan("price", models=("dummy", "ridge"), folds=3, nested=True))
    assert [trial.id for trial in run.trials] == ["dummy", "ridge"]
    assert {key[0] for key in own(run.ledger.finished())} == {"dummy", "ridge"}
    assert (NESTED, 0) in run.ledger.finished()


def test_a_part_files_its_trials_apart():
    ledger = MemoryLedger()
    part = Part(ledger, "sample")
    from mlcore.training.ledger import UnitResult

    part.record(UnitResult("tree", 0, "tree", score=1.0, prediction=np.ones(2)))
    assert set(ledger.finished()) == {("sample/tree", 0)}
    assert part.finished()["tree", 0].trial == "tree"
    assert part.prediction("tree", 0).tolist() == [1.0, 1.0]
    assert own(ledger.finished()) == {}


# ----------------------------------------------------------- going on from an earlier run


@pytest.fixture
def space(home):
    store = Store.open(settings.load())
    made = enter(store, None)
    made.keep_dataset(dataset(only(mixed(), "price"), store.objects))
    yield made
    store.close()


def done(space, job):
    assert run_inline(space.store, job).state == "done"
    return runs.load(space.store, space.id, runs.for_job(space.store, space.id, job))


def test_a_search_goes_on_from_the_trials_of_an_earlier_run(space):
    first = Plan("price", models=("dummy", "ridge"), folds=3, tune=True, trials=4)
    before = done(space, space.train(first, None))
    second = Plan(
        "price", models=("dummy", "ridge", "tree"), folds=3, tune=True, trials=3, warm="1"
    )
    after = done(space, space.train(second, None))
    taken = {t.params: t.fold_scores for t in after.trials if "-w" in t.id}
    whole = {t.params: t.fold_scores for t in before.finished if t.params}
    assert taken == whole
    assert after.trial("ridge").fold_scores == before.trial("ridge").fold_scores
    tried = [trial.params for trial in after.trials if trial.model == "ridge"]
    assert len(set(tried)) == len(tried)
    assert after.best.score >= before.best.score
    assert after.oof().prediction.size == len(after.splits.tested)


@pytest.mark.parametrize(
    ("more", "words"),
    [({"folds": 4}, "folds"), ({"metric": "r2"}, "metric"), ({"warm": "7"}, "no such run")],
)
def test_an_earlier_run_whose_fits_were_others_is_refused(space, more, words):
    plan = Plan("price", models=("dummy", "ridge"), folds=3)
    done(space, space.train(plan, None))
    asked = Plan(**{**vars(plan), "warm": "1", **more})
    store, data = space.store, space.open_dataset().data
    with pytest.raises(LoupeError, match=words) as caught:
        runs.create(store, space.id, data, asked, Recipe())
    assert caught.value.code == "warm_unfit"


def test_a_finished_run_is_extended_and_repeats_nothing(space):
    plan = Plan("price", models=("dummy", "ridge"), folds=3, tune=True, trials=3)
    short = done(space, space.train(plan, None))
    kept = dict(short.ledger.finished())
    job = space.extend(short.id, trials=6, seconds=None, name=None)
    assert run_inline(space.store, job).state == "done"
    longer = runs.load(space.store, space.id, short.id)
    assert longer.plan.trials == 6
    assert len(longer.trials) == 1 + 6
    assert {key: longer.ledger.finished()[key] for key in kept} == kept
    assert runs.for_job(space.store, space.id, job) == short.id
    assert len(runs.listing(space.store, space.id)) == 1
