"""What the lesson on trees says adds up; the code makes its points and its trees."""

from __future__ import annotations

import contextlib
import io
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from mlcore.learn.lesson import Chosen
from mlcore.learn.lessons.trees import LESSON
from mlcore.learn.points import own


def chosen(seed: int = 0, **values: object) -> Chosen:
    base = LESSON.chosen()
    return replace(base, values=tuple({**dict(base.values), **values}.items()), seed=seed)


def ran(asked: Chosen) -> tuple[dict, str]:
    """Return what the code of a choice leaves behind, and what it prints."""
    made: dict = {}
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(LESSON.code(LESSON.toy(asked), asked), made)
    return made, out.getvalue()


@pytest.mark.parametrize("points", LESSON.parameter("points").values)
def test_the_code_makes_the_points_and_the_tree_of_the_picture(points: str) -> None:
    asked = chosen(4, points=points, depth=0)
    made, _out = ran(asked)
    shown = LESSON.trajectory(LESSON.toy(asked), asked)
    np.testing.assert_allclose(made["X"], shown.points.X)
    assert made["tree"].tree_.node_count == len(shown.nodes)
    assert made["tree"].tree_.threshold[0] == shown.nodes[0].cut.threshold
    error = 1 - made["tree"].score(made["X"][made["held"]], made["y"][made["held"]])
    assert shown.frames[-1].held_wrong == pytest.approx(error)


def test_the_code_of_pruning_walks_the_same_path() -> None:
    asked = chosen(part="prune", depth=0, noise=0.4)
    made, out = ran(asked)
    shown = LESSON.trajectory(LESSON.toy(asked), asked)
    prices = [one.price for one in shown.pruned]
    np.testing.assert_allclose(made["path"].ccp_alphas[1:], prices, atol=1e-12)
    assert len(out.splitlines()) == len(prices) + 1


def test_the_code_of_a_forest_has_the_same_errors() -> None:
    asked = chosen(part="forest", depth=0, noise=0.4)
    _made, out = ran(asked)
    last = LESSON.trajectory(LESSON.toy(asked), asked).frames[-1]
    assert [float(part) for part in out.split()] == pytest.approx([last.oob, last.held_wrong])


def test_the_code_of_a_first_cut_by_hand_grows_both_sides() -> None:
    asked = chosen(hand="x", points="corners", depth=2, noise=0.05)
    _made, out = ran(asked)
    assert out.count("class") >= 4


def test_controls_belong_to_their_part() -> None:
    def shown(**values: object) -> set[str]:
        asked = chosen(**values)
        every = (*LESSON.parameters, *LESSON.handles)
        return {control.name for control in every if LESSON.shown(control, asked)}

    assert {"trees", "look", "probe", "cut"}.isdisjoint(shown())
    assert "cut" in shown(hand="x")
    assert {"trees", "look", "probe"} <= shown(part="forest")
    assert "hand" not in shown(part="prune", hand="x")


@pytest.mark.parametrize("part", ["grow", "prune", "forest"])
def test_the_code_runs_on_own_columns(part: str, tmp_path, monkeypatch) -> None:
    rng = np.random.default_rng(3)
    group = rng.integers(0, 3, 90)
    names = ["<b>size</b>", "it's $w$", "kind"]
    table = pd.DataFrame({
        names[0]: rng.integers(0, 5, 90) + group, names[1]: rng.normal(group, 1),
        names[2]: np.array(["a", "b", "c"])[group],
    })  # fmt: skip
    table.to_csv(tmp_path / "table.csv", index=False)
    monkeypatch.chdir(tmp_path)
    slots = {slot.name: name for slot, name in zip(LESSON.slots, names, strict=True)}
    points = own(pd.read_csv("table.csv"), LESSON.slots, slots)
    asked = chosen(part=part, depth=3, trees=20)
    shown = LESSON.trajectory(points, asked)
    made: dict = {}
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(LESSON.code(points, asked), made)
    if part == "grow":
        assert made["tree"].tree_.node_count == len(shown.nodes)
        assert made["tree"].tree_.threshold[0] == shown.nodes[0].cut.threshold
    elif part == "prune":
        prices = [one.price for one in shown.pruned]
        np.testing.assert_allclose(made["path"].ccp_alphas[1:], prices, atol=1e-12)
    else:
        last = shown.frames[-1]
        assert [float(each) for each in out.getvalue().split()] == pytest.approx(
            [last.oob, last.held_wrong]
        )
