"""The words and numbers of the lines, and code that draws the same ones."""

import contextlib
import io
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from mlcore.learn.fairness import judged
from mlcore.learn.lessons.fairness import LESSON, LONG


def run(**query):
    chosen = LESSON.chosen(query)
    return LESSON.trajectory(LESSON.toy(chosen), chosen)


def test_the_formula_is_true_of_both_groups():
    path = run(goal="found", level="0.7")
    told = np.reshape(LESSON.tell(path, len(path.frames) - 1).numbers, (2, 5))
    assert told[:, 0].tolist() == ["A", "B"]
    for alarms, odds, wrong, found in told[:, 1:].astype(float):
        assert odds * wrong * found == pytest.approx(alarms, rel=0.02)


def test_a_long_name_of_a_group_is_cut_in_the_formula():
    path = run()
    long = replace(path, parts=(replace(path.parts[0], name="a" * 40), *path.parts[1:]))
    assert LESSON.tell(long, 3).numbers[0] == "a" * (LONG - 1) + "…"


def test_nobody_and_everybody_are_told():
    path = run()
    first, last = (LESSON.tell(path, at) for at in (0, len(path.frames) - 1))
    assert first.lead == "Nobody is answered yes."
    assert "Right of these: A –, B –" in first.sentence
    assert last.lead == "Answered yes from 0.5 (A) and 0.5 (B)."
    assert "More than ten points apart: found" in last.sentence


def test_equal_groups_are_said_to_be_equal():
    path = run(people="alike")
    assert "within ten points" in LESSON.tell(path, len(path.frames) - 1).sentence


@pytest.mark.parametrize("goal", ["line", "found", "yes", "alarms", "hand"])
def test_the_code_finds_the_same_rates_on_a_readers_answers(goal, tmp_path, monkeypatch):
    rng = np.random.default_rng(2)
    chance = rng.uniform(size=300)
    truth, group = rng.uniform(size=300) < chance, np.repeat(["n", "s"], 150)
    table = pd.DataFrame({"chance": chance, "truth": truth.astype(int), "group": group})
    table.to_csv(tmp_path / "table.csv", index=False)
    monkeypatch.chdir(tmp_path)
    points = judged(chance, truth, table["group"], ("no", "yes"))
    chosen = replace(LESSON.chosen({"goal": goal}), places=(("lines", ((0.6, 1.0), (0.4, 1.0))),))
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(LESSON.code(points, chosen), {})
    path = LESSON.trajectory(points, chosen)
    frame = path.frames[0 if goal == "hand" else -1]
    order = [points.groups.index(name) for name in ("n", "s")]
    for line, code in zip(out.getvalue().splitlines(), order, strict=True):
        words = line.split()
        found = float(words[words.index("found") + 1])
        assert found == pytest.approx(frame.found[code], abs=0.02)
