import numpy as np
import pandas as pd
import pytest
from fairlearn import metrics as fl
from sklearn import metrics as sk

from mlcore.evaluation.fairness import Asked, fairness, mitigated, tradeoff


def _asked(seed, rows=1500):
    """Two large groups that differ, one middling, and a handful of others."""
    random = np.random.default_rng(seed)
    kind = random.choice(["a", "b", "c", "few"], rows, p=[0.5, 0.35, 0.14, 0.01])
    base = pd.Series(kind).map({"a": 0.5, "b": 0.3, "c": 0.4, "few": 0.5}).to_numpy()
    truth = random.random(rows) < base
    chance = np.clip(0.3 * truth + base * 0.6 + random.normal(0, 0.15, rows), 0, 1)
    return Asked(truth, chance, pd.Series(kind, name="kind"), "yes")


def _kept(asked, found):
    names = {group.name for group in found.groups}
    return asked.values.isin(names).to_numpy()


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("threshold", [0.3, 0.5])
def test_the_disparities_are_fairlearn_s(seed, threshold):
    asked = _asked(seed)
    found = fairness(asked, threshold)
    rows = _kept(asked, found)
    truth, flagged = asked.truth[rows], asked.chance[rows] >= threshold
    given = {"sensitive_features": asked.values[rows]}
    parity = fl.demographic_parity_difference(truth, flagged, **given)
    assert found.parity == pytest.approx(parity)
    ratio = fl.demographic_parity_ratio(truth, flagged, **given)
    assert found.parity_ratio == pytest.approx(ratio)
    assert found.odds == pytest.approx(fl.equalized_odds_difference(truth, flagged, **given))
    opportunity = fl.equal_opportunity_difference(truth, flagged, **given)
    assert found.opportunity == pytest.approx(opportunity)
    assert found.accuracy == pytest.approx(sk.accuracy_score(truth, flagged))


def test_the_rates_of_each_group_are_fairlearn_s():
    asked = _asked(9)
    found = fairness(asked, 0.4)
    frame = fl.MetricFrame(
        metrics={
            "selection": fl.selection_rate, "found": fl.true_positive_rate,
            "alarms": fl.false_positive_rate, "right": sk.accuracy_score, "rows": fl.count,
        },
        y_true=asked.truth, y_pred=asked.chance >= 0.4, sensitive_features=asked.values,
    ).by_group  # fmt: skip
    for group in found.groups:
        for name in ("selection", "found", "alarms", "right"):
            rate = getattr(group, name)
            assert rate.value == pytest.approx(frame.loc[group.name, name])
            assert rate.low <= rate.value <= rate.high
        assert group.rows == frame.loc[group.name, "rows"]
        inside = (asked.values == group.name).to_numpy()
        assert group.observed.value == pytest.approx(asked.truth[inside].mean())
        assert group.predicted == pytest.approx(asked.chance[inside].mean())


def test_small_groups_are_named_and_not_scored():
    found = fairness(_asked(1))
    assert [name for name, _rows in found.too_small] == ["few"]
    assert "few" not in {group.name for group in found.groups}
    asked = _asked(2)
    asked.truth[(asked.values == "c").to_numpy()] = False  # no positive row: no rate to speak of
    assert ("c" in {name for name, _rows in fairness(asked).too_small}) is True


@pytest.mark.parametrize(("goal", "rate"), [("selection", "parity"), ("found", "opportunity")])
def test_own_thresholds_even_out_what_they_aim_at(goal, rate):
    for seed in range(4):
        asked = _asked(seed)
        before, after = fairness(asked), mitigated(asked, goal=goal)
        assert getattr(before, rate) > 0.15
        assert getattr(after, rate) < 0.02
        assert sum(group.rows for group in after.groups) == sum(g.rows for g in before.groups)


def test_a_number_is_cut_into_ranges_and_missing_is_a_group():
    asked = _asked(3)
    ages = pd.Series(np.random.default_rng(0).normal(40, 10, 1500), name="age")
    ages[:200] = np.nan
    found = fairness(Asked(asked.truth, asked.chance, ages, "yes"))
    assert found.groups[-1].name == "missing"
    assert len(found.groups) == 9
    assert sum(group.rows for group in found.groups) == 1500


def test_without_a_group_that_is_large_enough_nothing_is_scored():
    asked = Asked(np.array([True, False]), np.array([0.9, 0.1]), pd.Series(["a", "b"], name="k"))
    found = fairness(asked)
    assert found.groups == ()
    assert np.isnan([found.parity, found.odds, found.opportunity, found.parity_ratio]).all()
    assert len(found.too_small) == 2


@pytest.mark.parametrize("goal", ["found", "selection"])
def test_the_way_to_own_thresholds_begins_and_ends_where_it_should(goal):
    asked = _asked(3)
    course = tradeoff(asked, 0.5, goal, steps=6)
    before, after = fairness(asked, 0.5), mitigated(asked, 0.5, goal)
    widest = {"found": lambda f: f.opportunity, "selection": lambda f: f.parity}[goal]
    ends = [(step.difference, step.accuracy) for step in (course.steps[0], course.steps[-1])]
    assert ends[0] == pytest.approx((widest(before), before.accuracy))
    assert ends[1] == pytest.approx((widest(after), after.accuracy))
    assert [step.way for step in course.steps] == pytest.approx([0, 0.2, 0.4, 0.6, 0.8, 1])
    assert course.steps[-1].difference < course.steps[0].difference


def test_a_group_whose_probabilities_are_off_is_told_from_one_that_is_right():
    random = np.random.default_rng(0)
    chance = random.uniform(0.2, 0.8, 4000)
    truth = random.random(4000) < chance
    kind = np.where(np.arange(4000) % 2, "right", "high")
    said = np.where(kind == "high", chance + 0.15, chance)
    groups = {g.name: g for g in fairness(Asked(truth, said, pd.Series(kind, name="k"))).groups}
    assert groups["right"].calibrated
    assert not groups["high"].calibrated
    observed = groups["high"].observed
    assert observed.low <= truth[kind == "high"].mean() <= observed.high
