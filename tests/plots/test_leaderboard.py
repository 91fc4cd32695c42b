"""The sentence under the leaderboard says no more than the folds do."""

from __future__ import annotations

import re

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from mlcore.evaluation.ties import tied
from mlcore.plots.leaderboard import Line, _margin, _words
from mlcore.types import Trial

FOLDS = st.lists(st.floats(0.2, 0.9), min_size=3, max_size=6)


def line(name: str, scores: list[float]) -> Line:
    trial = Trial(name, name, fold_scores=tuple(scores), score=float(np.mean(scores)), sd=0.01)
    return Line(trial, name.title(), "Tied first", trial.score, trial.sd, None)


@given(FOLDS, st.data())
def test_a_lead_that_may_be_chance_is_within_its_own_margin(
    first: list[float], data: st.DataObject
) -> None:
    other = data.draw(st.lists(st.floats(0.2, 0.9), min_size=len(first), max_size=len(first)))
    first, other = sorted((first, other), key=np.mean, reverse=True)
    assume(tied(first, other))
    lead, sentence = _words((line("tree", first), line("ridge", other)), {"tree", "ridge"}, "AUC")
    assert lead == "Two models are tied."
    found = re.search(r"by <?([\d.]+), but by <?([\d.]+) more or less", sentence)
    assert found is not None
    assert float(found[1]) <= float(found[2]) + 0.0011


def test_the_margin_knows_how_far_the_folds_share_rows() -> None:
    first, other = line("tree", [0.9, 0.5, 0.8]), line("ridge", [0.7, 0.7, 0.7])
    wide = _margin(first, other, ratio=4.0)
    assert float(wide) > float(_margin(first, other, ratio=0.25))
    assert _margin(first, other, ratio=0.5) == _margin(first, other, None)
