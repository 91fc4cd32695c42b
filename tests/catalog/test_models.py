import numpy as np
import pytest
from sklearn.base import clone

from mlcore.catalog.models import MODELS, build, chosen, entry, refuse_many_rows, suitable
from mlcore.errors import LoupeError
from mlcore.training.tuning.proposals import Question, propose
from mlcore.types import Task
from tests.training import small

TASKS: tuple[Task, ...] = ("regression", "binary", "multiclass")
BUILT = [
    (model.name, task)
    for model in MODELS
    if model.installed and not model.ensemble
    for task in model.tasks
]


def _data(task, rows=120):
    random = np.random.default_rng(1)
    X = random.normal(size=(rows, 4))
    value = X[:, 0] + 0.3 * random.normal(size=rows)
    if task == "regression":
        return X, value
    return X, np.digitize(value, [0.0] if task == "binary" else [-0.5, 0.5])


@pytest.mark.parametrize(("name", "task"), BUILT)
def test_every_model_fits_and_answers(name, task):
    X, y = _data(task)
    estimator = build(name, task, seed=3).fit(X, y)
    if task == "regression":
        assert np.isfinite(estimator.predict(X)).all()
    else:
        probability = estimator.predict_proba(X)
        assert probability.shape == (len(X), len(np.unique(y)))
        np.testing.assert_allclose(probability.sum(axis=1), 1)


@pytest.fixture
def few_trees(monkeypatch):
    small.put(monkeypatch)


@pytest.mark.usefixtures("few_trees")
@pytest.mark.parametrize(("name", "task"), BUILT)
def test_every_drawn_parameter_set_can_be_fitted(name, task):
    X, y = _data(task)
    asked = Question(name, entry(name).space(task), "random", 5, 3)
    for params in propose(asked, 1, 3, (), ()):
        build(name, task, params, seed=3).fit(X, y)


@pytest.mark.parametrize(("name", "task"), BUILT)
def test_every_model_can_be_cloned_and_uses_one_thread(name, task):
    estimator = clone(build(name, task))
    assert estimator.get_params().get("n_jobs") in (None, 1)


@pytest.mark.parametrize(("name", "task"), BUILT)
def test_the_defaults_lie_inside_the_space_or_are_the_library_s(name, task):
    defaults = dict(entry(name).defaults(task))
    for key, distribution in entry(name).space(task):
        assert key not in defaults or distribution.holds(defaults[key]), key


@pytest.mark.parametrize("task", TASKS)
def test_fast_is_the_baseline_and_at_least_four_quick_families(task):
    fast = chosen(("fast",), task)
    assert fast[0].name == "dummy"
    assert 4 <= len([model for model in fast if not model.baseline]) <= 7


@pytest.mark.parametrize("task", TASKS)
def test_all_means_at_least_fourteen_models_cheapest_first_and_the_ensembles_of_them(task):
    everything = chosen(("all",), task)
    assert everything == suitable(task)
    alone = [model for model in everything if not model.ensemble]
    assert len(alone) >= 14
    assert [m.cost for m in alone] == sorted(m.cost for m in alone)
    assert [m.name for m in everything[len(alone) :]] == ["voting", "greedy", "stacking"]


def test_groups_and_names_mix_without_repeats():
    names = [model.name for model in chosen(("forest", "fast", "forest"), "binary")]
    assert len(names) == len(set(names))
    assert "forest" in names
    assert "dummy" in names


def test_an_model_not_offered_names_the_nearest_and_the_choices():
    with pytest.raises(LoupeError) as caught:
        chosen(("forrest",), "binary")
    assert caught.value.code == "model_not_offered"
    assert "nearest: “forest”" in caught.value.what
    assert "hist_gradient_boosting" in caught.value.fix


def test_a_model_for_another_task_is_refused_by_title():
    with pytest.raises(LoupeError) as caught:
        chosen(("logistic",), "regression")
    assert caught.value.code == "unsuitable_model"
    assert caught.value.what.startswith("Logistic regression")


def test_no_model_at_all_is_refused():
    with pytest.raises(LoupeError) as caught:
        chosen((), "binary")
    assert caught.value.code == "no_model"


def test_names_and_titles_are_unique():
    assert len({model.name for model in MODELS}) == len(MODELS)
    assert len({model.title for model in MODELS}) == len(MODELS)


def test_a_model_for_small_tables_refuses_larger_ones_by_number():
    process = entry("gaussian_process")
    refuse_many_rows(process, process.most_rows)
    with pytest.raises(LoupeError) as caught:
        refuse_many_rows(process, process.most_rows + 1)
    assert caught.value.code == "too_many_rows_for_model"
    assert "at most 1,000 rows, and there are 1,001" in caught.value.what
    refuse_many_rows(entry("ridge"), 10**7)


@pytest.mark.usefixtures("few_trees")
@pytest.mark.parametrize(("name", "task"), BUILT)
def test_the_same_seed_gives_the_same_answers(name, task):
    X, y = _data(task, 90)
    one, two = (build(name, task, seed=4).fit(X, y) for _ in range(2))
    ask = "predict" if task == "regression" else "predict_proba"
    np.testing.assert_array_equal(getattr(one, ask)(X), getattr(two, ask)(X))
