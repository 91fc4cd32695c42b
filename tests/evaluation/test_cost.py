"""Prices of mistakes: read, decided by, and scored, against counting by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mlcore.errors import LoupeError
from mlcore.evaluation.cost import costs, decided, mean_cost, named
from mlcore.evaluation.metrics import metric, score

PRICES = arrays(float, (3, 3), elements=st.integers(0, 50).map(float)).filter(np.ptp)


@given(PRICES)
def test_a_name_holds_its_prices(matrix: np.ndarray) -> None:
    np.testing.assert_array_equal(costs(named(matrix)), matrix)


@pytest.mark.parametrize(
    "name", ["cost:", "cost:a,b;c,d", "cost:0,1", "cost:0,1;2", "cost:0,0;0,0", "cost:0,inf;1,0"]
)
def test_prices_that_cannot_be_are_refused(name: str) -> None:
    with pytest.raises(LoupeError) as caught:
        metric(name)
    assert caught.value.code == "bad_costs"


def test_the_cheapest_answer_is_not_the_most_likely_one() -> None:
    matrix = costs("cost:0,1;9,0")
    probability = np.array([[0.95, 0.05], [0.85, 0.15], [0.2, 0.8]])
    assert decided(probability, matrix).tolist() == [0, 1, 1]
    assert mean_cost(np.array([0, 0, 1]), probability, matrix) == pytest.approx(1 / 3)


@given(PRICES, st.integers(0, 2**31))
def test_no_other_rule_is_cheaper_where_the_probabilities_are_true(
    matrix: np.ndarray, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    probability = rng.dirichlet(np.ones(3), 40)
    expected = probability @ matrix
    mine = expected[np.arange(40), decided(probability, matrix)]
    likely = expected[np.arange(40), probability.argmax(axis=1)]
    assert (mine <= likely + 1e-9).all()


def test_as_a_metric_smaller_is_better_and_its_range_is_that_of_the_prices() -> None:
    found = metric("cost:0,2;8,1", "binary")
    assert not found.greater_is_better
    assert found.scores == (-8.0, 0.0)
    y, sure = np.array([0, 1, 1]), np.array([[1.0, 0], [0, 1.0], [1.0, 0]])
    assert score("cost:0,2;8,1", y, sure) == pytest.approx(-(0 + 1 + 8) / 3)


def test_a_number_has_no_mistakes_to_price() -> None:
    with pytest.raises(LoupeError) as caught:
        metric("cost:0,1;1,0", "regression")
    assert caught.value.code == "unknown_metric"
    assert math.isnan(mean_cost(np.array([0]), np.eye(3)[:1], costs("cost:0,1;1,0")))
