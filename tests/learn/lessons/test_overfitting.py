"""The words and numbers of what grows, and code that grows the same."""

import contextlib
import io
from dataclasses import replace

import numpy as np
import pytest

from mlcore.learn.lessons.overfitting import LESSON


def run(own=False, **query):
    chosen = LESSON.chosen(query)
    return LESSON.trajectory(replace(LESSON.toy(chosen), own=own), chosen)


def test_the_parts_of_the_formula_sum_up():
    path = run()
    told = LESSON.tell(path, 6)
    rows, degree, price, *parts, total = (float(n) for n in told.numbers)
    assert (rows, degree, price, told.formula) == (30, 6, 0, 0)
    assert sum(parts) == pytest.approx(total, rel=0.01)
    assert "is the larger fault" in told.sentence


def test_on_a_table_bias_and_noise_are_one_number():
    path = run(own=True, degree="3")
    told = LESSON.tell(path, 2)
    assert told.formula == 1
    assert len(told.numbers) == 6
    assert "bias² and noise together" in told.sentence


def test_each_way_to_grow_is_told_by_what_grows():
    leads = [LESSON.told(run(grows=name))[0].lead for name in ("degree", "rows", "price")]
    assert leads[0].startswith("Degree 0: error")
    assert leads[1].startswith("6 rows: error")
    assert leads[2].startswith("Price 1 × 10⁻⁵: error")


@pytest.mark.parametrize("grows", ["degree", "rows", "price"])
def test_the_code_runs_for_all_that_grows(grows):
    chosen = LESSON.chosen({"grows": grows, "degree": "3", "rows": "60"})
    made = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(LESSON.code(LESSON.toy(chosen), chosen), made)
    train, test = made["train"], made["test"]
    assert len(train) == {"degree": 3, "rows": 6, "price": 9}[grows]
    assert np.all(test[-1] > 0.5 * train[-1])
