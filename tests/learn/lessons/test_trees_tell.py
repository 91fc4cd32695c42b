"""What each frame of trees and forests says adds up."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mlcore.learn.lesson import Chosen
from mlcore.learn.lessons.trees import LESSON
from mlcore.learn.lessons.trees_tell import question


def chosen(seed: int = 0, **values: object) -> Chosen:
    base = LESSON.chosen()
    return replace(base, values=tuple({**dict(base.values), **values}.items()), seed=seed)


def signed(text: str) -> float:
    table = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹−", "-0123456789-", ",")
    return float(text.translate(table).replace(" × 10", "e"))


@pytest.mark.parametrize("criterion", ["gini", "entropy"])
@pytest.mark.parametrize("points", ["moons", "petals"])
def test_the_numbers_of_a_cut_add_up(criterion: str, points: str) -> None:
    asked = chosen(points=points, criterion=criterion, depth=4)
    told = LESSON.told(LESSON.trajectory(LESSON.toy(asked), asked))
    for each in told[1:]:
        whole, left, right = (
            [signed(part) for part in text.split(" : ")] for text in each.numbers[:3]
        )
        assert np.add(left, right).tolist() == whole
        H, nl, n, hl, nr, same, hr, gain = map(signed, each.numbers[3:])
        assert (sum(whole), sum(left), sum(right), n) == (n, nl, nr, same)
        assert H - nl / n * hl - nr / n * hr == pytest.approx(gain, abs=6e-3)


def test_the_numbers_of_a_branch_add_up() -> None:
    asked = chosen(part="prune", depth=0, noise=0.4)
    for each in LESSON.told(LESSON.trajectory(LESSON.toy(asked), asked))[1:]:
        alone, kept, leaves, price, left, alpha, many, total = map(signed, each.numbers)
        assert (alone - kept) / (leaves - 1) == pytest.approx(price, rel=0.05, abs=2e-5)
        assert alpha == price
        assert left + alpha * many == pytest.approx(total, abs=2e-3)


def test_the_numbers_of_a_forest_add_up() -> None:
    asked = chosen(part="forest", depth=0, noise=0.4, trees=20)
    for each in LESSON.told(LESSON.trajectory(LESSON.toy(asked), asked)):
        n, same, chance, fresh, rows, share, wrong, judged, oob = map(signed, each.numbers[:9])
        assert n == same == rows == 140
        assert (1 - 1 / n) ** n == pytest.approx(chance, abs=1e-3)
        assert fresh / rows == pytest.approx(share, abs=1e-3)
        assert wrong / judged == pytest.approx(oob, abs=1e-3)


def test_a_cut_by_hand_is_compared_with_the_best() -> None:
    told = LESSON.told(LESSON.trajectory(LESSON.toy(chosen(hand="x")), chosen(hand="x")))
    assert "Your cut takes" in told[1].sentence
    assert "the best," in told[1].sentence
    assert "Your cut" not in told[2].sentence
    auto = LESSON.told(LESSON.trajectory(LESSON.toy(chosen()), chosen()))
    assert "none takes more impurity away" in auto[1].sentence


def test_several_cuts_in_a_frame_are_said() -> None:
    asked = chosen(depth=0, noise=0.4)
    growth = LESSON.trajectory(LESSON.toy(asked), asked)
    told = LESSON.told(growth)
    grouped = [at for at, stage in enumerate(growth.frames) if len(stage.nodes) > 1]
    assert all(told[at].lead.startswith(("Cuts", "Learned")) for at in grouped)


def test_rows_that_nobody_can_judge_are_said() -> None:
    asked = chosen(part="forest", trees=5, depth=0)
    forest = LESSON.trajectory(LESSON.toy(asked), asked)
    first = LESSON.told(forest)[0]
    unjudged = int((forest.frames[0].judges == 0).sum())
    assert f"{unjudged} rows are in every tree" in first.sentence
    many = chosen(part="forest", trees=60, depth=0)
    assert "every tree" not in LESSON.told(LESSON.trajectory(LESSON.toy(many), many))[-1].sentence


def test_questions_name_the_readers_columns() -> None:
    growth = LESSON.trajectory(LESSON.toy(chosen()), chosen())
    named = replace(growth, points=replace(growth.points, names=("age", "dose")))
    cut = growth.nodes[0].cut
    assert question(named, cut).startswith(("age ≤ ", "dose ≤ "))
    assert ("age" if cut.column == 0 else "dose") in LESSON.told(named)[1].lead
