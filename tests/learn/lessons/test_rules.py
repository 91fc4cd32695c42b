"""Baskets of a reader's columns, and code that counts the same rules."""

import contextlib
import io

import numpy as np
import pandas as pd
import pytest

from mlcore.learn.baskets import MOST_ITEMS
from mlcore.learn.lessons.rules import LESSON, baskets_of
from mlcore.learn.points import own


def _table():
    random = np.random.default_rng(0)
    sex = random.choice(["m", "f"], 120)
    club = np.where(sex == "m", "chess", random.choice(["chess", "choir", "none"], 120))
    return pd.DataFrame({"sex": sex, "club": club, "year": random.integers(1, 6, 120)})


COLUMNS = {"first": "sex", "second": "club", "third": "year"}


def test_rows_become_baskets_of_values_the_commonest_only():
    table = _table()
    points = own(table, LESSON.slots, COLUMNS)
    assert points.X.sum(axis=1) == pytest.approx(3)
    made = baskets_of(points)
    assert len(made.items) == MOST_ITEMS < len(points.names)
    least = min(made.bought.sum(axis=0))
    for name, held in zip(points.names, points.X.T, strict=True):
        column, value = name.split(" = ")
        assert np.array_equal(held > 0, table[column].astype(str) == value)
        assert name in made.items or held.sum() <= least
    shopping = LESSON.trajectory(points, LESSON.chosen())
    assert "commonest of 10 values" in LESSON.told(shopping)[0].sentence


def test_the_code_prints_the_rules_that_are_kept():
    chosen = LESSON.chosen()
    shopping = LESSON.trajectory(LESSON.toy(chosen), chosen)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(LESSON.code(shopping.points, chosen), {})
    printed = [line for line in out.getvalue().splitlines() if "->" in line]
    kept = [rule for rule in shopping.frames[-1].rules if rule.kept]
    assert len(printed) == len(kept) > 3
    for rule in kept:
        assert any(line.endswith(f"{rule.confidence:.3f}".rstrip("0") + " " +
                                 f"{rule.lift:.3f}".rstrip("0")) for line in printed)  # fmt: skip


def test_the_formula_holds_the_counts_of_the_rule_that_is_told():
    shopping = LESSON.trajectory(LESSON.toy(LESSON.chosen()), LESSON.chosen())
    told = LESSON.told(shopping)[-1]
    both, left, confidence, again, right, rows, lift = map(float, told.numbers[1:])
    assert both / left == pytest.approx(confidence, abs=5e-4)
    assert again / (right / rows) == pytest.approx(lift, rel=5e-3)
