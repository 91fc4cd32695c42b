import numpy as np
import pytest
from scipy.optimize import minimize
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.metrics import log_loss

from mlcore.training.ensembles import methods
from mlcore.training.ensembles.methods import WAYS, greedy, stack, vote


def _values(rows=400, seed=0):
    """Three guesses at *y*: good, good in another way, and noise."""
    random = np.random.default_rng(seed)
    y = random.normal(size=rows)
    good, other = y + random.normal(0, 0.5, rows), y + random.normal(0, 0.6, rows)
    return [good, other, random.normal(size=rows)], y


def _classes(rows=600, classes=3, seed=0):
    random = np.random.default_rng(seed)
    y = random.integers(0, classes, rows)
    found = []
    for strength in (2.0, 1.5, 0.0):
        scores = random.normal(size=(rows, classes))
        scores[np.arange(rows), y] += strength
        raised = np.exp(scores)
        found.append(raised / raised.sum(axis=1, keepdims=True))
    return found, y


@pytest.mark.parametrize("make", [_values, _classes])
@pytest.mark.parametrize("name", WAYS)
def test_the_joint_answer_is_as_long_as_the_members_and_finite(make, name):
    answers, y = make()
    joint = WAYS[name].find(answers, y).answer(answers)
    assert joint.shape == answers[0].shape
    assert np.isfinite(joint).all()


def test_voters_count_the_same():
    answers, y = _values()
    np.testing.assert_allclose(vote(answers, y).weights, 1 / 3)


def _naive_greedy(answers, y, loss):
    """The search as the paper describes it, with the whole mean anew for every candidate."""
    taken, best, kept = [], np.inf, []
    for _ in range(methods.ROUNDS):
        trials = [
            loss(y, np.mean([answers[i] for i in (*taken, new)], axis=0))
            for new in range(len(answers))
        ]
        taken.append(int(np.argmin(trials)))
        if min(trials) < best:
            best, kept = min(trials), list(taken)
    return np.bincount(kept, minlength=len(answers)) / len(kept)


def test_greedy_is_the_search_of_the_paper():
    answers, y = _values()
    expected = _naive_greedy(answers, y, lambda y, p: np.mean((y - p) ** 2))
    np.testing.assert_allclose(greedy(answers, y).weights, expected, atol=1e-4)
    answers, y = _classes()
    np.testing.assert_allclose(
        greedy(answers, y).weights, _naive_greedy(answers, y, log_loss), atol=1e-4
    )


@pytest.mark.parametrize("make", [_values, _classes])
def test_greedy_is_never_worse_than_the_best_member_where_it_learnt(make):
    answers, y = make()

    def loss(joint):
        return np.mean((y - joint) ** 2) if joint.ndim == 1 else log_loss(y, joint)

    joint = loss(greedy(answers, y).answer(answers))
    assert joint <= min(loss(answer) for answer in answers)


@pytest.mark.parametrize("make", [_values, _classes])
@pytest.mark.parametrize("find", [greedy, stack])
def test_noise_counts_for_little(make, find):
    """Not for nothing: a share of noise draws answers to the middle, as a prudent guess is."""
    answers, y = make(rows=4000)
    weights = find(answers, y).weights
    assert weights[2] < 0.5 * weights[:2].min()


def test_stacked_values_are_least_squares_where_no_weight_is_negative():
    answers, y = _values()
    expected = LinearRegression(positive=True).fit(np.column_stack(answers), y)
    found = stack(answers, y)
    np.testing.assert_allclose(found.weights, expected.coef_, atol=1e-8)
    np.testing.assert_allclose(found.bias, expected.intercept_, atol=1e-8)


def test_stacking_two_classes_is_logistic_regression_on_the_log_odds(monkeypatch):
    monkeypatch.setattr(methods, "PENALTY", 0.0)
    answers, y = _classes(classes=2)
    odds = np.column_stack([np.log(p[:, 1] / p[:, 0]) for p in answers[:2]])
    expected = LogisticRegression(C=np.inf, tol=1e-10).fit(odds, y)
    found = stack(answers[:2], y)
    np.testing.assert_allclose(found.weights, expected.coef_[0], rtol=1e-3)
    joint = found.answer(answers[:2])[:, 1]
    np.testing.assert_allclose(joint, expected.predict_proba(odds)[:, 1], atol=1e-3)


def test_the_gradient_of_stacking_is_that_of_its_cost(monkeypatch):
    """L-BFGS with a wrong gradient would stop early; without one it must end in the same place."""
    answers, y = _classes()
    expected = stack(answers, y)

    def slowly(cost, start, jac, method, bounds):
        return minimize(lambda v: cost(v)[0], start, method=method, bounds=bounds, tol=1e-10)

    monkeypatch.setattr(methods, "minimize", slowly)
    np.testing.assert_allclose(stack(answers, y).weights, expected.weights, atol=2e-3)


def test_members_that_say_nothing_at_all_still_give_an_answer():
    y = np.array([1.0, 2.0, 3.0])
    against = [-y, -2 * y]
    joint = stack(against, y).answer(against)
    assert np.isfinite(joint).all()
