"""The sums of a step add up; moved weights are the kernel; code slides the same kernel."""

import contextlib
import io
from dataclasses import replace

import numpy as np
import pytest

from mlcore.learn.convolution import KERNELS
from mlcore.learn.lessons.convolution import LESSON, Reading, kernel_of


def _signed(text):
    return float(text.replace("−", "-"))


def test_nine_products_make_the_sum_and_four_answers_the_pooled_one():
    chosen = LESSON.chosen()
    sliding = LESSON.trajectory(LESSON.toy(chosen), chosen)
    for told in LESSON.told(sliding):
        numbers = [_signed(number) for number in told.numbers]
        if told.formula == 0:
            products = [a * b for a, b in zip(numbers[0:18:2], numbers[1:18:2], strict=True)]
            assert sum(products) == pytest.approx(numbers[18], abs=0.02)
            assert numbers[19] == max(numbers[18], 0)
        else:
            assert numbers[4] == max(numbers[:4])


def test_weights_moved_by_hand_are_the_kernel_in_quarters():
    moved = tuple((float(at), 0.3 * at) for at in range(9))
    chosen = replace(LESSON.chosen(), places=(("weights", moved),))
    kernel = kernel_of(chosen)
    assert kernel.ravel() == pytest.approx([0, 0.25, 0.5, 1, 1.25, 1.5, 1.75, 2, 2.5])
    few = replace(chosen, places=(("weights", moved[:4]),))
    assert np.array_equal(kernel_of(few), np.array(KERNELS["upright"]))


@pytest.mark.parametrize("pool", ["max", "mean", "none"])
def test_the_code_slides_the_same_kernel(pool):
    values = {**dict(LESSON.chosen().values), "stride": 2, "padding": 1, "pool": pool}
    chosen = replace(LESSON.chosen(), values=tuple(values.items()))
    sliding = LESSON.trajectory(LESSON.toy(chosen), chosen)
    made: dict = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(LESSON.code(sliding.points, chosen), made)
    assert np.array_equal(made["picture"], sliding.points.X)
    assert made["answers"] == pytest.approx(sliding.convolution.answers)


def test_only_what_matters_is_offered():
    kernel, network = (LESSON.preset(name) for name in ("edges", "network"))
    offered = {
        mode: {p.name for p in (*LESSON.parameters, *LESSON.handles) if LESSON.shown(p, chosen)}
        for mode, chosen in (("kernel", kernel), ("network", network))
    }
    assert "kernel" in offered["kernel"] - offered["network"]
    assert "weights" in offered["kernel"] - offered["network"]
    assert "rate" in offered["network"] - offered["kernel"]
    assert {"show", "digit"} <= offered["kernel"] & offered["network"]


def test_a_network_tells_its_loss_of_the_shown_digit():
    chosen = LESSON.preset("network")
    reading = LESSON.trajectory(LESSON.toy(chosen), chosen)
    assert isinstance(reading, Reading)
    told = LESSON.told(reading)[-1]
    share, again, loss, slope = map(_signed, told.numbers)
    assert share == again
    assert loss == pytest.approx(-np.log(share), abs=1e-3)
    assert slope == pytest.approx(share - 1, abs=1e-3)
    assert "of 500 unseen pictures misread" in told.lead
