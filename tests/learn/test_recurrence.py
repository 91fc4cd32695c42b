"""Backpropagation through time against finite differences; slopes that vanish and explode."""

from dataclasses import replace

import numpy as np
import pytest

from mlcore.learn.recurrence import (
    Design,
    backward,
    clipped,
    forward,
    loss_of,
    pass_of,
    run,
    start,
)
from mlcore.learn.sequences import recall, wave, windows

STEP = 1e-6
SMALL = Design("simple", units=3)


@pytest.mark.parametrize("cell", ["simple", "lstm"])
def test_slopes_through_time_are_finite_differences(cell):
    design, data = replace(SMALL, cell=cell), recall(6, rows=5)
    learned = tuple(part.copy() for part in start(design, np.random.default_rng(0)))
    steps, answers = forward(learned, data.x, design)
    slopes, _ = backward(learned, steps, (answers - data.y) / 5, design)
    for part, slope in zip(learned, slopes, strict=True):
        for place in np.ndindex(part.shape):
            kept, ends = part[place], []
            for by in (STEP, -STEP):
                part[place] = kept + by
                ends.append(loss_of(forward(learned, data.x, design)[1], data.y))
            part[place] = kept
            assert slope[place] == pytest.approx((ends[0] - ends[1]) / (2 * STEP), abs=1e-7)


@pytest.mark.parametrize("cell", ["simple", "lstm"])
def test_the_size_of_a_slope_is_what_moving_that_state_changes(cell):
    design, data = replace(SMALL, cell=cell), recall(5, rows=1)
    learned = start(design, np.random.default_rng(1))
    done = pass_of(learned, data.x, data.y, design)
    states, at = done.steps[1].after, 2
    found = []
    for part in range(len(states)):
        for unit in range(3):
            ends = []
            for by in (STEP, -STEP):
                moved = [state.copy() for state in states]
                moved[part][0, unit] += by
                ends.append(_rest(learned, design, data, tuple(moved), at))
            found.append((ends[0] - ends[1]) / (2 * STEP))
    assert done.sizes[1] == pytest.approx(np.linalg.norm(found), rel=1e-4)


def _rest(learned, design, data, state, at):
    """Return the loss when the pass goes on from *state* after step *at*."""
    from mlcore.learn.cells import Numbers

    for t in range(at, data.steps):
        step = design.of.step(Numbers(*learned[:3]), data.x[:, t : t + 1], state)
        state = step.after
    return loss_of((state[0] @ learned[3] + learned[4])[:, 0], data.y)


def test_slopes_vanish_or_explode_with_the_scale_of_the_own_weights():
    data = recall(20, rows=100)
    share = {}
    for scale in (0.5, 1.0, 2.0):
        design = Design(scale=scale, units=8)
        sizes = pass_of(start(design, np.random.default_rng(0)), data.x, data.y, design).sizes
        share[scale] = sizes[0] / sizes[-1]
    assert share[0.5] < 1e-5
    assert 1e-3 < share[1.0] < 10
    assert share[2.0] > 10 * share[1.0]


def test_without_squeezing_the_slope_shrinks_by_the_scale_at_each_step():
    design = Design(scale=0.8, units=6)
    x = np.zeros((4, 10))  # states of 0: tanh is a straight line there
    learned = start(design, np.random.default_rng(0))
    sizes = pass_of(learned, x, np.ones(4), design).sizes
    assert sizes[:-1] / sizes[1:] == pytest.approx(0.8)


def test_gates_remember_what_the_simple_cell_forgets():
    data = recall(20, seed=1, rows=100)
    gated = run(data, Design("lstm", units=6), seed=1).snapshots[-1]
    short = run(data, Design("simple", scale=0.4, units=6), seed=1).snapshots[-1]
    assert gated.held_loss < 0.05
    assert short.held_loss > 0.4  # no better than guessing 0: half of 1²


def test_without_cutting_long_slopes_the_loss_jumps():
    design = Design(scale=2.5, rate=0.2, units=6)
    data = recall(20, seed=0, rows=100)
    wild = run(data, replace(design, clip=0), seed=0).snapshots[-1]
    tame = run(data, replace(design, clip=1), seed=0).snapshots[-1]
    assert tame.held_loss < 0.1 < wild.held_loss


def test_a_wave_is_foretold_better_than_by_its_last_value():
    data = windows(wave(0), 15)
    last = run(data, Design("simple", units=6)).snapshots[-1]
    naive = loss_of(data.x[data.own :, -1], data.y[data.own :])
    assert last.held_loss < 0.5 * naive


def test_the_lesson_reads_goes_back_trains_and_does_it_again():
    data = recall(5, rows=40)
    course = run(data, Design(units=4, rounds=10), shown=2)
    stages = [frame.stage for frame in course.frames]
    assert stages == ["read"] * 5 + ["back"] * 5 + ["train"] * 10 + ["read"] * 5 + ["back"] * 5
    assert [frame.step for frame in course.frames[:10]] == [1, 2, 3, 4, 5, 5, 4, 3, 2, 1]
    assert course.seen(course.frames[0]) is course.first
    assert course.seen(course.frames[-1]) is course.last
    _, answers = forward(course.snapshots[-1].learned, data.x[2:3], course.design)
    assert course.last.answers == pytest.approx(answers)


def test_a_course_repeats_itself_to_the_bit():
    data = recall(8, rows=50)
    one, two = (run(data, Design(units=4, rounds=12), seed=7) for _ in range(2))
    for first, second in zip(one.snapshots, two.snapshots, strict=True):
        assert all(map(np.array_equal, first.learned, second.learned))
        assert np.array_equal(first.sizes, second.sizes)
    with pytest.raises(ValueError, match="read-only"):
        one.snapshots[3].learned[0][0, 0] = 1


def test_long_slopes_are_cut_and_short_ones_left():
    long = (np.array([3.0]), np.array([[4.0]]))
    assert np.concatenate([part.ravel() for part in clipped(long, 1.0)]) == pytest.approx(
        [0.6, 0.8]
    )
    assert clipped(long, 10.0) is long
    assert clipped(long, 0) is long
