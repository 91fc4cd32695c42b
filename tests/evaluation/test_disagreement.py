import numpy as np
import pandas as pd
import pytest

from mlcore.evaluation.disagreement import Answers, apart, disagreement

ROWS = 900
CLASSES = ("no", "yes")


def _chances(random, truth, skill):
    second = np.clip(0.5 + skill * (truth - 0.5) + random.normal(0, 0.2, len(truth)), 0.01, 0.99)
    return np.c_[1 - second, second]


def _two(seed=0):
    random = np.random.default_rng(seed)
    rows, truth = np.arange(ROWS) * 2, random.integers(0, 2, ROWS)
    first = Answers(rows, truth, _chances(random, truth, 0.5))
    return first, Answers(rows, truth, _chances(random, truth, 0.5))


def test_the_counts_are_those_of_a_cross_table():
    first, second = _two()
    found = disagreement(first, second, "accuracy", CLASSES)
    right = [one.prediction.argmax(axis=1) == one.y for one in (first, second)]
    table = pd.crosstab(*right)
    expected = (table.loc[True, True], table.loc[True, False], table.loc[False, True])
    assert found.counts[:3] == expected
    assert sum(found.counts) == ROWS
    assert found.differ.sum() == found.counts[1] + found.counts[2]
    score = right[1].mean() - right[0].mean()
    assert found.gain.mean == pytest.approx(score)
    assert found.gain.low <= score <= found.gain.high


def test_only_rows_that_both_have_answered_are_compared():
    first, second = _two()
    part = Answers(second.rows[100:], second.y[100:], second.prediction[100:])
    found = disagreement(first, part, "accuracy", CLASSES)
    assert found.rows.tolist() == second.rows[100:].tolist()
    expected = (
        part.prediction[np.arange(800), part.y] - first.prediction[100:][np.arange(800), part.y]
    )
    assert found.gap == pytest.approx(expected)


def test_the_furthest_rows_come_first():
    first, second = _two()
    found = disagreement(first, second, "roc_auc", CLASSES)
    gaps = np.abs(found.gap)[found.furthest]
    assert gaps.tolist() == sorted(gaps, reverse=True)
    assert gaps[0] == np.abs(found.gap).max()


def test_numbers_are_apart_beyond_half_the_usual_error():
    random = np.random.default_rng(1)
    y = random.normal(size=ROWS)
    first, second = y + random.normal(0, 1, ROWS), y + random.normal(0, 0.1, ROWS)
    rows = np.arange(ROWS)
    found = disagreement(Answers(rows, y, first), Answers(rows, y, second), "r2")
    usual = np.abs(y - first).mean()
    assert found.usual == pytest.approx(usual)
    assert found.differ.tolist() == (np.abs(first - second) > usual / 2).tolist()
    assert found.gain.low > 0, "the second is clearly better"
    both, only_first, only_second, neither = found.counts
    assert only_second > only_first
    assert both + only_first + only_second + neither == ROWS


def test_a_planted_group_is_the_first_on_which_they_are_apart():
    found = 0
    for seed in range(10):
        first, second = _two(seed)
        random = np.random.default_rng(seed)
        frame = pd.DataFrame(
            {"ward": random.choice(list("abcd"), ROWS), "age": random.normal(size=ROWS)}
        )
        bad = (frame["ward"] == "b").to_numpy()
        second.prediction[bad] = second.prediction[bad][:, ::-1]
        slices = apart(disagreement(first, second, "accuracy", CLASSES), frame, seed).slices
        found += bool(slices) and slices[0].where == (("ward", "b"),)
    assert found >= 9


def test_two_that_are_one_are_nowhere_apart():
    first, _second = _two()
    found = disagreement(first, first, "accuracy", CLASSES)
    assert not found.differ.any()
    assert not apart(found, pd.DataFrame({"x": np.arange(ROWS) % 7})).slices
    assert found.gain.mean == 0
