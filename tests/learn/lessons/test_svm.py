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
