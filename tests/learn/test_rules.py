"""Apriori against counting everything there is."""

from dataclasses import FrozenInstanceError
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from mlcore.learn.baskets import Baskets, corner_shop
from mlcore.learn.rules import Least, Rule, apriori, fewest, join, rare_part, split


def _everything(bought, support):
    """Count every itemset there is: the slow way, by definition."""
    items = range(bought.shape[1])
    found = {}
    for size in range(1, bought.shape[1] + 1):
        for itemset in combinations(items, size):
            count = sum(all(row[item] for item in itemset) for row in bought.tolist())
            if count >= max(1, support * len(bought) - 1e-9):
                found[itemset] = count
    return found


TABLES = arrays.arrays(
    bool, st.tuples(st.integers(1, 14), st.integers(1, 5)), elements=st.booleans()
)


@limits(max_examples=25, deadline=None)
@given(TABLES, st.sampled_from([0.05, 0.2, 1 / 3, 0.5, 0.7, 1.0]), st.floats(0.05, 1))
def test_it_finds_what_counting_everything_finds(bought, support, confidence):
    items = tuple("abcde"[: bought.shape[1]])
    search = apriori(Baskets(items, bought), Least(support, confidence))
    last = search.frames[-1]
    truth = _everything(bought, support)
    assert {node.itemset: node.count for node in last.of_fate("frequent")} == truth
    kept = {(rule.left, rule.right) for rule in last.rules if rule.kept}
    rules = {
        (left, tuple(sorted(set(whole) - set(left))))
        for whole in truth for size in range(1, len(whole)) for left in combinations(whole, size)
        if truth[whole] / truth[left] >= confidence - 1e-12
    }  # fmt: skip
    assert kept == rules


@limits(max_examples=25, deadline=None)
@given(TABLES, st.sampled_from([0.1, 0.3, 0.6]))
def test_what_is_pruned_would_have_been_rare(bought, support):
    search = apriori(Baskets(tuple("abcde"[: bought.shape[1]]), bought), Least(support))
    for node in search.frames[-1].of_fate("pruned"):
        assert node.count is None
        assert search.baskets.count(node.itemset) < search.fewest
        assert set(node.because) < set(node.itemset)
        assert search.baskets.count(node.because) < search.fewest


def test_the_three_numbers_of_a_rule_are_what_their_definitions_say():
    search = apriori(corner_shop(0), Least(0.1, 0.3))
    table = search.baskets.bought
    assert len(search.frames[-1].rules) > 10
    for rule in search.frames[-1].rules:
        left, right = (table[:, list(side)].all(axis=1) for side in (rule.left, rule.right))
        assert rule.support == pytest.approx((left & right).mean())
        assert rule.confidence == pytest.approx(right[left].mean())
        assert rule.lift == pytest.approx(right[left].mean() / right.mean())


def test_stages_follow_each_other_and_nothing_is_taken_back():
    search = apriori(corner_shop(2), Least(0.2))
    stages = [(frame.level, frame.stage) for frame in search.frames]
    assert stages[:4] == [(1, "join"), (1, "count"), (2, "join"), (2, "count")]
    assert (3, "prune") in stages
    assert stages.index((3, "join")) < stages.index((3, "prune"))
    sizes = [len(frame.nodes) for frame in search.frames]
    assert sizes == sorted(sizes)
    for before, after in zip(search.frames, search.frames[1:], strict=False):
        settled = {n for n in before.nodes if n.fate != "candidate"}
        assert settled <= set(after.nodes)
        assert set(before.rules) <= set(after.rules)


def test_pruning_saves_counting():
    counted = {}
    for support in (0.01, 0.2, 0.4):
        nodes = apriori(corner_shop(0), Least(support)).frames[-1].nodes
        counted[support] = sum(node.count is not None for node in nodes)
    assert counted[0.01] > counted[0.2] > counted[0.4]
    assert counted[0.01] <= 2**5 - 1


def test_too_high_a_support_leaves_nothing_to_say():
    search = apriori(corner_shop(0), Least(0.95))
    assert [frame.stage for frame in search.frames] == ["join", "count"]
    assert search.frames[-1].rules == ()


def test_baskets_without_items_have_a_frame_all_the_same():
    assert len(apriori(Baskets((), np.zeros((3, 0), bool))).frames) == 1


def test_frames_are_frozen_and_the_search_repeats_itself():
    one, two = apriori(corner_shop(1)), apriori(corner_shop(1))
    assert one.frames == two.frames
    with pytest.raises(FrozenInstanceError):
        one.frames[0].level = 9


@pytest.mark.parametrize(
    ("support", "rows", "least"), [(0.3, 10, 3), (0.31, 10, 4), (1, 7, 7), (0.001, 10, 1)]
)
def test_the_fewest_baskets_are_rounded_up(support, rows, least):
    assert fewest(support, rows) == least


def test_join_prune_and_split_on_small_examples():
    assert join([(0,), (2,), (1,)]) == [(0, 1), (0, 2), (1, 2)]
    assert join([(0, 1), (0, 2), (1, 2)]) == [(0, 1, 2)]
    assert rare_part((0, 1, 2), frozenset({(0, 1), (0, 2)})) == (1, 2)
    assert rare_part((0, 1, 2), frozenset({(0, 1), (0, 2), (1, 2)})) == ()
    assert len(list(split((0, 1, 2)))) == 6
    assert ((0,), (1, 2)) in set(split((0, 1, 2)))


def test_a_least_lift_turns_hollow_rules_away():
    bare, asked = (apriori(corner_shop(0), Least(0.1, 0.5, lift)).frames[-1] for lift in (0, 1.1))
    kept = [rule for rule in bare.rules if rule.kept]
    assert any(rule.lift < 1 for rule in kept)
    assert [r for r in asked.rules if r.kept] == [r for r in kept if r.lift >= 1.1]


def test_a_confident_rule_may_say_less_than_nothing():
    rule = Rule((0,), (1,), both=68, with_left=100, with_right=160, rows=200, kept=True)
    assert rule.confidence == 0.68
    assert rule.lift == pytest.approx(0.85)
