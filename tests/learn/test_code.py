"""The Python a reader copies: the same points as in the picture, and the numbers it ends at."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from mlcore.learn import clouds, shapes
from mlcore.learn.catalog import lesson
from mlcore.learn.code import drawn
from mlcore.learn.lesson import Chosen, Trajectory
from mlcore.learn.lessons.convolution import Sliding
from mlcore.learn.logistic import Task
from mlcore.learn.points import MOST, Points, own, scaled

ROWS = 420
"""More than a lesson shows."""
Made = dict[str, Any]


def ran(name: str, points: Points, chosen: Chosen) -> tuple[Made, list[str]]:
    """Return what the code of a lesson leaves behind, and the words it prints."""
    made: Made = {}
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(lesson(name).code(points, chosen), made)
    return made, out.getvalue().split()


def numbers(words: list[str]) -> list[float]:
    return [float(word) for word in words]


def _descent(shown: Any, made: Made, words: list[str]) -> None:
    exact = made["exact"]
    np.testing.assert_allclose([exact.coef_[0], exact.intercept_], shown.optimum, atol=1e-9)


def _kmeans(shown: Any, made: Made, words: list[str]) -> None:
    last = shown.frames[-1]
    if any(len(np.unique(frame.labels)) < len(last.centres) for frame in shown.frames[1:]):
        return  # scikit-learn has sent a lonely centre elsewhere: the code says so
    np.testing.assert_allclose(made["model"].cluster_centers_, last.centres, atol=1e-9)
    assert made["model"].labels_.tolist() == last.labels.tolist()
    assert made["model"].inertia_ == pytest.approx(last.inertia)


def _logistic(shown: Any, made: Made, words: list[str]) -> None:
    if not shown.chosen["price"] and shown.ending:
        return  # without a price there is no end: each stops where its patience does
    model, hot = made["model"], np.eye(shown.classes)[shown.y]
    weights = np.column_stack([model.coef_, model.intercept_])
    task = Task(np.column_stack([shown.X, np.ones(len(shown.X))]), hot, shown.chosen["price"])
    assert task.loss(weights) == pytest.approx(shown.lowest, abs=1e-6)


def _components(shown: Any, made: Made, words: list[str]) -> None:
    model, last = made["model"], shown.frames[-1]
    assert model.explained_variance_[0] == pytest.approx(last.kept, rel=1e-6)
    assert made["lost"] == pytest.approx(last.lost, rel=1e-6)


def _leakage(shown: Any, made: Made, words: list[str]) -> None:
    last = shown.frames[-1]
    assert numbers(words) == pytest.approx([last.wrong.mean, last.right.mean], abs=0.01)


def _overfitting(shown: Any, made: Made, words: list[str]) -> None:
    ridge = made["model"][-1]
    weights = np.r_[ridge.intercept_, ridge.coef_]
    np.testing.assert_allclose(weights, shown.frames[-1].weights, rtol=1e-4, atol=1e-6)


def _fairness(shown: Any, made: Made, words: list[str]) -> None:
    frame = shown.frames[0 if shown.chosen["goal"] == "hand" else -1]
    for word, rates in (("yes", frame.yes), ("found", frame.found), ("right", frame.right)):
        said = [float(words[at + 1]) for at, each in enumerate(words) if each == word]
        assert said == pytest.approx(rates, abs=0.01)


def _convolution(shown: Any, made: Made, words: list[str]) -> None:
    last = shown.frames[-1]
    if isinstance(shown, Sliding):
        assert made["answers"] == pytest.approx(shown.convolution.answers)
        pooled = made.get("pooled", np.zeros((0, 0)))
        assert pooled == pytest.approx(shown.convolution.pooled)
        return
    assert float(words[1]) == pytest.approx(last.wrong, abs=1e-9)
    parts = [part for layer in last.numbers for part in layer]
    for mine, theirs in zip(made["weights"], parts, strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=1e-6, atol=1e-9)


def _recurrence(shown: Any, made: Made, words: list[str]) -> None:
    last = shown.course.snapshots[-1]
    assert [made["loss"], made["held_loss"]] == pytest.approx([last.loss, last.held_loss], rel=1e-6)


CHECKS: dict[str, Callable[[Any, Made, list[str]], None]] = {
    "gradient-descent": _descent,
    "k-means": _kmeans,
    "logistic-regression": _logistic,
    "principal-components": _components,
    "leakage": _leakage,
    "overfitting": _overfitting,
    "fairness": _fairness,
    "convolution": _convolution,
    "recurrence": _recurrence,
}
"""The other lessons have theirs in ``lessons/``."""
EVERY = [(name, preset.name) for name in CHECKS for preset in lesson(name).presets]


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize(("name", "preset"), EVERY)
def test_it_ends_at_the_numbers_of_the_last_frame(name: str, preset: str) -> None:
    entry = lesson(name)
    chosen = replace(entry.preset(preset), seed=3)
    points = entry.toy(chosen)
    shown: Trajectory[Any] = entry.trajectory(points, chosen)
    CHECKS[name](shown, *ran(name, points, chosen))


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pd.DataFrame:
    """Return a reader's table, which the code finds as a file."""
    rng = np.random.default_rng(8)
    frame = pd.DataFrame({
        "a b": rng.normal(size=ROWS), "c": 50 + 9 * rng.normal(size=ROWS),
        "kind": rng.integers(9, 11, ROWS),
    })  # fmt: skip
    frame["c"] += 20 * (frame["a b"] + (frame["kind"] == 10))
    frame.loc[::40, "a b"] = np.nan
    frame.to_csv(tmp_path / "table.csv", index=False)
    monkeypatch.chdir(tmp_path)
    return frame


COLUMNS = {"x": "a b", "y": "c", "class": "kind"}
TOY = ("fairness", "leakage", "convolution", "recurrence")
"""What runs on no two columns of a table."""


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize("name", [name for name in CHECKS if name not in TOY])
def test_of_a_large_table_it_takes_the_rows_that_are_shown(name: str, table: pd.DataFrame) -> None:
    entry = lesson(name)
    query = {"degree": "3"} if name == "overfitting" else {}  # more is ill-conditioned
    chosen = replace(entry.chosen(query), seed=2)
    points = own(table, entry.slots, COLUMNS, chosen.seed)
    assert points.rows == MOST
    made, words = ran(name, points, chosen)
    CHECKS[name](entry.trajectory(points, chosen), made, words)


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize("name", ["support-vectors", "decision-tree", "neural-network"])
def test_rows_and_classes_stand_as_in_the_picture(name: str, table: pd.DataFrame) -> None:
    """Classes 9 and 10 are words here: 10 comes first, as in the lesson."""
    entry = lesson(name)
    chosen = entry.chosen()
    wanted = {slot.name: COLUMNS.get(slot.name, "kind") for slot in entry.slots}
    points = own(table, entry.slots, wanted, chosen.seed)
    made, _words = ran(name, points, chosen)
    np.testing.assert_allclose(scaled(made["X"]), scaled(points.X), atol=1e-9)
    assert np.unique(made["y"], return_inverse=True)[1].tolist() == points.target.tolist()


@pytest.mark.parametrize("dated", [False, True])
@pytest.mark.parametrize("cell", ["simple", "lstm"])
def test_a_series_is_read_in_the_order_of_its_time(
    table: pd.DataFrame, cell: str, dated: bool
) -> None:
    entry = lesson("recurrence")
    turns = np.random.default_rng(4).permutation(ROWS)
    when = pd.Timestamp("2001-01-31") + pd.to_timedelta(turns, unit="D") if dated else turns % 399
    frame = table.assign(when=when)
    if dated:  # sorted as words the days would stand otherwise
        frame.assign(when=frame["when"].dt.strftime("%d %b %Y")).to_csv("table.csv", index=False)
    else:
        frame.to_csv("table.csv", index=False)
    chosen = entry.chosen({"cell": cell, "steps": "8"})
    points = own(frame, entry.slots, {"time": "when", "value": "a b"}, chosen.seed)
    assert points.rows == MOST
    _recurrence(entry.trajectory(points, chosen), *ran("recurrence", points, chosen))


def test_leaks_are_mended_on_the_readers_own_labels(table: pd.DataFrame) -> None:
    entry = lesson("leakage")
    chosen = replace(entry.preset("persons"), seed=5)
    points = own(table, entry.slots, {"y": "kind"}, chosen.seed)
    _leakage(entry.trajectory(points, chosen), *ran("leakage", points, chosen))


@pytest.mark.parametrize("name", sorted(shapes.PYTHON))
def test_the_shapes_to_copy_are_the_shapes_shown(name: str) -> None:
    made: Made = {"np": np}
    exec(shapes.python(name, 6), made)
    np.testing.assert_allclose(made["X"], shapes.shape(name, 6).X, atol=1e-12)


@pytest.mark.parametrize("name", sorted(clouds.PYTHON))
def test_the_clouds_to_copy_are_the_clouds_shown(name: str) -> None:
    made: Made = {"np": np}
    exec(clouds.python(name, 6), made)
    np.testing.assert_allclose(made["X"], clouds.cloud(name, 6).X, atol=1e-12)


def test_a_centre_without_points_is_told() -> None:
    entry = lesson("k-means")
    lonely = replace(entry.preset("corner"), seed=3)
    assert "has no points and stays" in entry.code(entry.toy(lonely), lonely)
    steady = entry.preset("steady")
    assert "has no points" not in entry.code(entry.toy(steady), steady)


def test_rows_are_drawn_only_where_there_are_more() -> None:
    points = Points(np.zeros((MOST, 2)), own=True, left_out=2)
    assert len(drawn(points, 1, "table")) == 2
    assert drawn(replace(points, left_out=0), 1, "table") == []
    assert drawn(replace(points, X=np.zeros((50, 2))), 1, "table") == []
