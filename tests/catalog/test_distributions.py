import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcore.catalog.distributions import Choice, Float, Int

SEEDS = st.integers(0, 2**32)


@given(SEEDS, st.floats(1e-6, 1e3), st.floats(1.0, 1e6), st.booleans())
def test_a_drawn_number_lies_between_its_bounds(seed, low, factor, log):
    distribution = Float(low, low * factor, log)
    assert distribution.holds(distribution.draw(np.random.default_rng(seed)))


@given(SEEDS, st.integers(1, 50), st.integers(0, 100), st.booleans())
def test_a_drawn_whole_number_lies_between_its_bounds(seed, low, width, log):
    value = Int(low, low + width, log).draw(np.random.default_rng(seed))
    assert isinstance(value, int)
    assert low <= value <= low + width


def test_both_bounds_of_a_whole_number_are_drawn():
    random = np.random.default_rng(0)
    assert {Int(2, 4).draw(random) for _ in range(100)} == {2, 3, 4}


def test_log_draws_are_even_by_magnitude():
    random = np.random.default_rng(0)
    draws = [Float(1e-4, 1e4, log=True).draw(random) for _ in range(2000)]
    assert np.mean(np.array(draws) < 1) == pytest.approx(0.5, abs=0.05)


def test_a_choice_draws_every_option_and_nothing_else():
    choice = Choice(("a", None, 3))
    random = np.random.default_rng(0)
    assert {choice.draw(random) for _ in range(100)} == {"a", None, 3}
    assert not choice.holds("b")
