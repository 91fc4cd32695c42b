"""What each frame of the machine says adds up."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mlcore.learn.lesson import Chosen
from mlcore.learn.lessons.svm import LESSON


def chosen(probe: tuple[float, float] | None = None, **values: object) -> Chosen:
    base = LESSON.chosen()
    places = (("probe", (probe,)),) if probe else ()
    return replace(base, values=tuple({**dict(base.values), **values}.items()), places=places)


def signed(text: str) -> float:
    table = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹−", "-0123456789-", ",")
    return float(text.split(",", maxsplit=1)[0].translate(table).replace(" × 10", "e"))


@pytest.mark.parametrize("kernel", ["linear", "poly", "rbf"])
def test_the_numbers_of_a_step_add_up(kernel: str) -> None:
    asked = chosen(kernel=kernel, points="moons", C=10.0)
    machine = LESSON.trajectory(LESSON.toy(asked), asked)
    for frame, told in zip(machine.frames, LESSON.told(machine), strict=True):
        total, half, dual, balance, C = map(signed, told.numbers[:5])
        assert total - half == pytest.approx(dual, abs=0.02 * max(total, 1))
        assert balance == 0
        assert C == 10
        assert any(word in told.numbers[-1] for word in ("kept", "broken"))
        if frame.move is None:
            continue
        pull, bend, step, i0, i1, j0, j1 = map(signed, told.numbers[5:12])
        assert pull > 0
        if bend > 0.05:
            assert pull / bend == pytest.approx(step, rel=0.05)
        moved = frame.move.size
        for before, after in ((i0, i1), (j0, j1)):
            assert abs(before - after) == pytest.approx(moved, abs=0.01 * max(before, after, 1))


def test_it_says_that_nothing_moves_and_when_something_does() -> None:
    still = LESSON.trajectory(LESSON.toy(chosen()), chosen(leave="ringed"))
    said = [f"{told.lead} {told.sentence}" for told in LESSON.told(still)]
    assert "is taken away. It held α = 0" in said[-2]
    assert "the border is where it was" in said[-2]
    assert "The border has not moved" in said[-1]
    several = LESSON.trajectory(LESSON.toy(chosen()), chosen(leave="others"))
    assert "points taken away: all that hold nothing" in LESSON.told(several)[-2].lead
    moved = LESSON.trajectory(LESSON.toy(chosen()), chosen(leave="support"))
    assert "f has moved by up to" in LESSON.told(moved)[-1].sentence


def test_the_ringed_point_says_what_is_asked_of_it() -> None:
    asked = chosen(kernel="rbf", points="moons")
    machine = LESSON.trajectory(LESSON.toy(asked), asked)
    last = machine.frames[-1]
    edge = int(np.flatnonzero(last.held & (np.abs(last.signed) < 1 - 1e-6))[0])
    bound = int(np.abs(last.signed).argmax())
    for ring, wanted in ((edge, "y f = 1: kept"), (bound, "y f ≤ 1: kept")):
        told = LESSON.told(replace(machine, ring=ring))[-1]
        assert told.numbers[-1].endswith(wanted)
    assert LESSON.told(machine)[-1].numbers[-1].endswith("y f ≥ 1: kept")
    assert LESSON.told(machine)[0].numbers[-1].endswith("broken")


def test_a_step_cut_short_by_a_bound_is_said() -> None:
    machine = LESSON.trajectory(LESSON.toy(chosen()), chosen())
    steps = [told.numbers[7] for told in LESSON.told(machine)]
    assert any("cut to 1" in step for step in steps)
    loose = chosen(C=100.0, points="apart")
    steps = [told.numbers[7] for told in LESSON.told(LESSON.trajectory(LESSON.toy(loose), loose))]
    assert any("cut" not in step and step != "·" for step in steps)
