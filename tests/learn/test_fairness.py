"""Lines for groups against scikit-learn, and what follows from the definitions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import confusion_matrix, roc_auc_score, roc_curve

from mlcore.errors import LoupeError
from mlcore.learn import fairness
from mlcore.learn.fairness import APART, GROUPS, Judging, at_share, gap, judged, judging
from mlcore.learn.lesson import Chosen
from mlcore.learn.lessons.fairness import LESSON


def chosen(seed: int = 0, **values: object) -> Chosen:
    base = LESSON.chosen()
    return replace(base, values=tuple({**dict(base.values), **values}.items()), seed=seed)


def run(asked: Chosen) -> Judging:
    return judging(LESSON.toy(asked), asked)


@settings(max_examples=20, deadline=None)
@given(
    st.integers(0, 99), st.sampled_from(["line", "found", "yes", "alarms", "hand"]),
    st.sampled_from(["differ", "alike", "duller", "misread"]),
)  # fmt: skip
def test_rates_are_those_of_scikit_learn(seed: int, goal: str, people: str) -> None:
    path = run(chosen(seed, goal=goal, people=people))
    points = path.points
    for frame in path.frames[::13]:
        for code, threshold in enumerate(frame.thresholds):
            mine = points.group == code
            table = confusion_matrix(
                points.target[mine], points.chance[mine] >= threshold, labels=[0, 1]
            )
            (left, alarms), (missed, hits) = table
            assert frame.counts[code].tolist() == [hits, missed, alarms, left]
            assert frame.found[code] == pytest.approx(hits / (hits + missed))
            assert frame.alarms[code] == pytest.approx(alarms / (alarms + left))
            assert frame.yes[code] == pytest.approx((hits + alarms) / mine.sum())
            if hits + alarms:
                assert frame.right[code] == pytest.approx(hits / (hits + alarms))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 999), st.integers(3, 60), st.integers(3, 60), st.integers(1, 20))
def test_curve_and_area_are_those_of_scikit_learn(
    seed: int, yes: int, no: int, different: int
) -> None:
    rng = np.random.default_rng(seed)
    part = fairness.Part(
        "a", np.sort(rng.integers(0, different, yes) / 20), np.sort(rng.integers(0, 20, no) / 20)
    )
    y, chance = np.repeat([1, 0], [yes, no]), np.r_[part.yes, part.no]
    false, found, _cuts = roc_curve(y, chance, drop_intermediate=False)
    ours = fairness.roc(part)
    np.testing.assert_allclose(ours[0], false)
    np.testing.assert_allclose(ours[1], found)
    assert fairness.area(part) == pytest.approx(roc_auc_score(y, chance))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(0, 1, width=16), min_size=1, max_size=40), st.floats(0, 1))
def test_a_threshold_answers_at_least_the_share_and_no_row_more(
    chances: list[float], share: float
) -> None:
    ascending = np.sort(chances)
    cut = at_share(ascending, share)
    answered = (ascending >= cut).mean()
    assert answered >= share - 1e-9
    above = ascending[ascending > ascending[ascending >= cut].min(initial=2)]
    assert share == 0 or len(above) / len(ascending) < share + 1e-9


@pytest.mark.parametrize(
    ("goal", "rate"), [("found", "found"), ("yes", "yes"), ("alarms", "alarms")]
)
def test_what_was_asked_for_is_equal_all_the_way(goal: str, rate: str) -> None:
    path = run(chosen(goal=goal, level=0.7))
    assert all(gap(getattr(frame, rate)) < 0.01 for frame in path.frames)
    assert getattr(path.frames[-1], rate) == pytest.approx([0.7, 0.7], abs=0.01)
    assert gap(path.frames[-1].right) > 0.05


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 99), st.sampled_from(["line", "found", "yes"]))
def test_the_rates_of_a_group_hang_together(seed: int, goal: str) -> None:
    """Chouldechova (2017): false alarms follow from the share of yes, precision and found."""
    path = run(chosen(seed, goal=goal))
    frame = path.frames[-1]
    for code, part in enumerate(path.parts):
        odds, wrong = part.base / (1 - part.base), (1 - frame.right[code]) / frame.right[code]
        assert frame.alarms[code] == pytest.approx(odds * wrong * frame.found[code])


def test_lines_put_by_hand_are_where_it_begins_and_it_ends_with_found_alike() -> None:
    asked = replace(chosen(goal="hand"), places=(("lines", ((0.8, 9.0), (0.3, -4.0))),))
    path = run(asked)
    assert path.frames[0].thresholds.tolist() == [0.8, 0.3]
    assert gap(path.frames[0].found) > APART
    assert gap(path.frames[-1].found) < 0.01
    begin, end = (frame.counts[:, 0].sum() for frame in (path.frames[0], path.frames[-1]))
    assert abs(int(begin) - int(end)) <= 2  # as many are found in all


def test_alike_groups_are_answered_alike_and_a_misread_one_is_named() -> None:
    assert run(chosen(people="alike")).ending == ""
    points = LESSON.toy(chosen(people="misread"))
    assert fairness.misread(points) > APART
    assert fairness.misread(LESSON.toy(chosen())) < 0.05


def test_reliability_is_the_mean_of_bins() -> None:
    part = run(chosen()).parts[0]
    chance, truth = fairness.reliability(part)
    assert len(chance) == fairness.BINS
    assert (np.diff(chance) > 0).all()
    assert np.abs(chance - truth).max() < 0.2
    assert truth.mean() == pytest.approx(part.base, abs=0.01)


def table(rows: int = 400) -> tuple[np.ndarray, np.ndarray, pd.Series]:
    rng = np.random.default_rng(3)
    chance = rng.uniform(size=rows)
    truth = rng.uniform(size=rows) < chance
    groups = rng.choice(["a", "b", "c", "d", "rare"], rows, p=[0.4, 0.3, 0.2, 0.08, 0.02])
    return chance, truth, pd.Series(groups, name="<b>town</b>")


def test_a_models_answers_are_split_by_the_largest_groups() -> None:
    chance, truth, groups = table()
    points = judged(chance, truth, groups, ("no", "yes"))
    assert points.own
    assert points.groups == ("a", "b", "c")
    assert len(points.groups) == GROUPS
    assert points.rows + points.left_out == 400
    mine = (groups == "b").to_numpy()
    assert np.array_equal(points.chance[points.group == 1], chance[mine])
    assert np.array_equal(points.target[points.group == 1], truth[mine])
    path = judging(points, LESSON.chosen())
    assert len(LESSON.told(path)) == len(path.frames)


def test_numbers_are_cut_into_ranges_and_gaps_are_a_group() -> None:
    chance, truth, _groups = table()
    ages = pd.Series(np.random.default_rng(1).integers(20, 80, 400).astype(float), name="age")
    ages[:200] = np.nan
    points = judged(chance, truth, ages, ("no", "yes"))
    assert points.groups[0] == "missing"
    assert all("–" in name for name in points.groups[1:])


def test_groups_without_rows_of_both_answers_are_refused() -> None:
    chance, truth, groups = table()
    assert fairness.enough(truth, groups)
    truth[(groups != "a").to_numpy()] = True
    assert not fairness.enough(truth, groups)
    with pytest.raises(LoupeError) as caught:
        judged(chance, truth, groups, ("no", "yes"))
    assert caught.value.code == "lesson_few_of_each"
    assert "<b>town</b>" in caught.value.what
