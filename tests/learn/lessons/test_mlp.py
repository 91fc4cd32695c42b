"""The numbers of a step add up, and the code makes the same points and the same network."""

import contextlib
import io
from dataclasses import replace

import numpy as np
import pytest

from mlcore.learn.lessons.mlp import HIDDEN, LESSON, MADE
from mlcore.learn.planes import PLANES


def _chosen(**values):
    base = LESSON.chosen()
    return replace(base, values=tuple({**dict(base.values), **values}.items()))


@pytest.mark.parametrize("plane", PLANES)
def test_the_code_makes_the_points_of_the_picture(plane):
    chosen = _chosen(plane=plane, rows=30)
    points, made = LESSON.toy(chosen), {"np": np}
    code = LESSON.code(points, chosen).splitlines()
    start = next(at for at, line in enumerate(code) if line.startswith("rng ="))
    exec("\n".join(code[start : start + 2 + len(MADE[plane])]), made)
    assert np.array_equal(made["X"], points.X)
    assert made["y"] == pytest.approx(points.target)


@pytest.mark.parametrize("plane", ["moons", "petals", "hill"])
def test_the_code_ends_in_the_same_network(plane):
    chosen = _chosen(plane=plane, epochs=100, rate=0.1)
    learning = LESSON.trajectory(LESSON.toy(chosen), chosen)
    made: dict = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(LESSON.code(learning.points, chosen), made)
    ours = learning.frames[-1].network.weights
    for mine, theirs in zip(ours, made["network"].coefs_, strict=True):
        assert mine == pytest.approx(theirs, abs=1e-9)


def _signed(text):
    table = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹−", "-0123456789-", ",")
    return float(text.translate(table).replace(" × 10", "e"))


@pytest.mark.parametrize("hidden", HIDDEN)
@pytest.mark.parametrize("plane", ["circles", "petals", "hill"])
def test_the_numbers_of_a_step_add_up(hidden, plane):
    chosen = _chosen(hidden=hidden, plane=plane, epochs=100, rows=30)
    learning = LESSON.trajectory(LESSON.toy(chosen), chosen)
    numbers = [_signed(number) for number in LESSON.told(learning)[-1].numbers]
    w1, x1, w2, x2, b, z = numbers[:6]
    assert w1 * x1 + w2 * x2 + b == pytest.approx(z, abs=0.03)
    old, rate, slope, new = numbers[-4:]
    assert old - rate * slope == pytest.approx(new, abs=0.02)
    if hidden != "0":
        assert numbers[6] == pytest.approx(np.tanh(z), abs=0.01)
        bend, passed, error = numbers[9:12]
        assert bend * passed == pytest.approx(error, abs=0.01)


def test_the_formula_follows_the_point_nearest_to_the_ring():
    chosen = replace(LESSON.chosen(), places=(("probe", ((-1.0, 0.4),)),))
    learning = LESSON.trajectory(LESSON.toy(chosen), chosen)
    X = learning.course.rows.X
    far = np.hypot(*(X - [-1.0, 0.4]).T)
    assert learning.row == int(far.argmin())


def test_dead_units_are_told():
    chosen = LESSON.preset("dead")
    told = LESSON.told(LESSON.trajectory(LESSON.toy(chosen), chosen))[-1]
    assert "units answer every point with 0" in told.sentence
    assert told.lead.startswith("Dead units")
