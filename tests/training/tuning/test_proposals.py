"""What is proposed: inside the space, never twice, the same for the same past."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlcore.catalog.distributions import Choice, Float, Int
from mlcore.training.tuning.proposals import Question, Told, grid, propose

SPACE = (
    ("rate", Float(0.01, 1.0, log=True)),
    ("leaves", Int(2, 64, log=True)),
    ("share", Float(0.3, 1.0)),
    ("kind", Choice(("a", None, 0.5))),
)
METHODS = ("tpe", "random", "grid")


def ask(method="tpe", space=SPACE, seed=0, size=20):
    return Question("lightgbm", space, method, seed, size)


def told(number):
    """Trials whose score is best near rate 0.1."""
    rates = [10 ** (-2 + 2 * k / number) for k in range(number)]
    return [
        Told(
            (("rate", rate), ("leaves", 8), ("share", 0.5), ("kind", "a")),
            (-abs(math.log10(rate) + 1), -abs(math.log10(rate) + 1) - 0.01),
            whole=k % 3 > 0,
        )
        for k, rate in enumerate(rates)
    ]


@pytest.mark.parametrize("method", METHODS)
@settings(max_examples=10)
@given(seed=st.integers(0, 2**31), batch=st.integers(1, 50), count=st.integers(1, 5))
def test_proposals_lie_in_the_space_and_are_new(method, seed, batch, count):
    taken = [tuple(one.params) for one in told(12)]
    found = propose(ask(method, seed=seed), batch, count, told(12), taken)
    assert len(found) == count
    for params in found:
        assert [name for name, _ in params] == [name for name, _ in SPACE]
        assert all(dict(SPACE)[name].holds(value) for name, value in params)
    assert len({*found, *taken}) == count + len(taken)


@pytest.mark.parametrize("method", METHODS)
def test_the_same_past_gives_the_same_and_another_seed_or_batch_another(method):
    first = propose(ask(method), 3, 3, told(12), ())
    assert first == propose(ask(method), 3, 3, told(12), ())
    assert first != propose(ask(method, seed=1), 3, 3, told(12), ())
    if method != "grid":
        assert first != propose(ask(method), 4, 3, told(12), ())


def test_parzen_trees_learn_where_the_good_ones_lie():
    near = {}
    for method in ("tpe", "random"):
        found = [
            dict(params)["rate"]
            for seed in range(8)
            for params in propose(ask(method, seed=seed), 5, 4, told(30), ())
        ]
        near[method] = sum(0.04 < rate < 0.25 for rate in found)
    assert near["tpe"] > 1.5 * near["random"]


def test_a_space_that_is_used_up_gives_no_more():
    space = (("kind", Choice(("a", "b"))), ("depth", Int(1, 2)))
    for method in METHODS:
        asked = ask(method, space)
        found = propose(asked, 1, 10, (), ())
        assert 0 < len(found) <= 4
        assert propose(asked, 2, 10, (), grid_of(asked)) == ()


def grid_of(asked):
    return [
        (("kind", kind), ("depth", depth)) for kind in ("a", "b") for depth in (1, 2)
    ]  # fmt: skip


def test_a_grid_has_about_the_size_of_the_search_and_both_ends_of_each_range():
    points = list(grid(ask("grid", size=100)))
    assert 20 <= len(points) <= 100
    assert len(set(points)) == len(points)
    for name, ends in {"rate": (0.01, 1.0), "leaves": (2, 64), "share": (0.3, 1.0)}.items():
        values = {dict(point)[name] for point in points}
        assert set(ends) <= values
    assert {dict(point)["kind"] for point in points} == {"a", None, 0.5}


def test_values_outside_the_space_are_left_out_of_what_is_learnt():
    strange = Told((("rate", 7.0), ("leaves", 8), ("share", 0.5), ("kind", "a")), (1.0, 1.0))
    assert len(propose(ask(), 2, 3, [strange], ())) == 3
