"""What the lesson on support vectors says adds up; the code makes its points and its border."""

from __future__ import annotations

import contextlib
import io
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from mlcore.learn.lesson import Chosen
from mlcore.learn.lessons.svm import LESSON
from mlcore.learn.points import own


def chosen(probe: tuple[float, float] | None = None, **values: object) -> Chosen:
    base = LESSON.chosen()
    places = (("probe", (probe,)),) if probe else ()
    return replace(base, values=tuple({**dict(base.values), **values}.items()), places=places)


def signed(text: str) -> float:
    table = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹−", "-0123456789-", ",")
    return float(text.split(",", maxsplit=1)[0].translate(table).replace(" × 10", "e"))


@pytest.mark.parametrize("points", LESSON.parameter("points").values)
def test_the_code_makes_the_points_of_the_picture(points: str) -> None:
    asked = chosen(points=points)
    shown, made = LESSON.toy(asked), {"np": np}
    lines = LESSON.code(shown, asked).split("X = scale(X)")[0].splitlines()
    exec("\n".join(line for line in lines if not line.startswith(("import", "from"))), made)
    np.testing.assert_allclose(made["X"], shown.X)
    assert made["y"].tolist() == shown.target.tolist()


@pytest.mark.parametrize("kernel", ["linear", "poly", "rbf"])
@pytest.mark.parametrize("leave", ["none", "ringed", "support", "others"])
def test_the_code_ends_at_the_same_border(kernel: str, leave: str) -> None:
    asked = chosen(kernel=kernel, leave=leave, points="moons")
    machine = LESSON.trajectory(LESSON.toy(asked), asked)
    made: dict = {}
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(LESSON.code(machine.points, asked), made)
    values = made["model"].decision_function(made["X"])
    np.testing.assert_allclose(machine.before.values, values, atol=3e-3)
    if leave == "none":
        return
    gone = np.zeros(100, bool)
    gone[made["gone"]] = True
    assert gone.tolist() == machine.frames[-1].gone.tolist()
    again = made["again"].decision_function(made["X"])
    np.testing.assert_allclose(machine.frames[-1].values, again, atol=1e-2)


def test_the_code_takes_the_ringed_point() -> None:
    asked = chosen((0.5, 0.25), leave="ringed")
    machine = LESSON.trajectory(LESSON.toy(asked), asked)
    made: dict = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(LESSON.code(machine.points, asked), made)
    assert made["gone"] == machine.ring


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


def test_controls_of_other_kernels_are_hidden() -> None:
    for kernel, needed in (("linear", set()), ("poly", {"degree"}), ("rbf", {"gamma"})):
        asked = chosen(kernel=kernel)
        shown = {p.name for p in LESSON.parameters if LESSON.shown(p, asked)}
        assert shown & {"gamma", "degree"} == needed


def test_the_code_runs_on_own_columns(tmp_path, monkeypatch) -> None:
    rng = np.random.default_rng(3)
    group = rng.integers(0, 2, 80)
    names = ["<b>size</b>", "it's $w$", "kind"]
    table = pd.DataFrame({
        names[0]: rng.normal(100 * group, 80), names[1]: rng.normal(group, 1),
        names[2]: np.where(group == 1, "yes", "no"),
    })  # fmt: skip
    table.iloc[::9, 0] = np.nan
    table.to_csv(tmp_path / "table.csv", index=False)
    monkeypatch.chdir(tmp_path)
    slots = {slot.name: name for slot, name in zip(LESSON.slots, names, strict=True)}
    points = own(pd.read_csv("table.csv"), LESSON.slots, slots)
    asked = chosen(leave="support", kernel="rbf")
    machine, made = LESSON.trajectory(points, asked), {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(LESSON.code(points, asked), made)
    values = made["model"].decision_function(made["X"])
    np.testing.assert_allclose(machine.before.values, values, atol=3e-3)
    assert machine.frames[-1].gone.nonzero()[0].tolist() == [made["gone"]]
