from mlcore.training.order import ordered
from mlcore.training.trials import planned
from mlcore.types import Plan, Trial


def test_quick_models_begin_then_the_longest():
    names = ("dummy", "ridge", "tree", "lasso", "knn", "forest")
    found = ordered([Trial(name, name) for name in names])
    assert [trial.id for trial in found] == ["dummy", "ridge", "tree", "forest", "knn", "lasso"]


def test_nothing_is_lost_and_equals_keep_their_order():
    trials = planned(Plan("y", task="binary", models=("all",), tune=True, trials=3))
    found = ordered(trials)
    assert sorted(trial.id for trial in found) == sorted(trial.id for trial in trials)
    for model in ("forest", "ridge"):
        own = [trial.id for trial in found if trial.model == model]
        assert own == [trial.id for trial in trials if trial.model == model]


def test_no_trials_no_order():
    assert ordered([]) == ()
