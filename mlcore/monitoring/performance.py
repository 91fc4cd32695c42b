"""How good the model is now: estimated before labels come, measured once they are there.

For classes the estimate takes the model at its word, corrected by how often its word came true
out-of-fold (confidence-based performance estimation; Kivimäki et al., "Confidence-based estimators
for predictive performance in model monitoring", 2025). For numbers it adds to each answer an error
drawn from those that answers in the same range had out-of-fold. Either way labels are drawn many
times and scored by the model's own metric. It sees rows the model is less sure of. It cannot see
that the same inputs have another outcome than they used to.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mlcore.evaluation.bootstrap import bootstrap
from mlcore.evaluation.metrics import metric
from mlcore.evaluation.slices import Slices, row_losses, worst_slices
from mlcore.monitoring.window import Window, sound
from mlcore.prediction.model import Model
from mlcore.prediction.watched import RESIDUALS

DRAWS = 100
MOST_ROWS = 5_000
LEAST = 30
FLOOR = 1e-6


@dataclass(frozen=True)
class Performance:
    """A score on live rows, as scorer values (greater is better).

    Parameters
    ----------
    metric : str
        The model's own.
    score : float or None
        None where it cannot be told.
    low, high : float or None
        95 % interval.
    rows, of : int
        Rows it is made of, and rows there were.
    """

    metric: str
    score: float | None = None
    low: float | None = None
    high: float | None = None
    rows: int = 0
    of: int = 0

    @property
    def share(self) -> float:
        """Share of the rows it is made of."""
        return self.rows / self.of if self.of else 0.0


def estimated(model: Model, window: Window, seed: int = 0) -> Performance:
    """Return the score the model should have on *window*, judged by its own answers."""
    name, trust = model.meta.metric, _trust(model)
    answers = _finite(window.answers)
    nothing = Performance(name, of=window.came)
    if trust is None or len(answers) < LEAST:
        return nothing
    random = np.random.default_rng(seed)
    if len(answers) > MOST_ROWS:
        answers = answers[random.choice(len(answers), MOST_ROWS, replace=False)]
    draw = _draw_classes if answers.ndim == 2 else _draw_numbers
    scores = []
    for _ in range(DRAWS):
        taken = answers[random.integers(len(answers), size=len(answers))]
        scores.append(_scored(name, draw(taken, trust, random), taken))
    known = [score for score in scores if math.isfinite(score)]
    if 2 * len(known) <= DRAWS:
        return nothing
    low, high = np.quantile(known, (0.025, 0.975))
    return Performance(
        name, float(np.mean(known)), float(low), float(high), len(answers), window.came
    )


def real(model: Model, window: Window) -> Performance:
    """Return the score on the rows of *window* whose label is known."""
    name = model.meta.metric
    y, answers, _places = known_rows(model, window)
    nothing = Performance(name, rows=len(y), of=window.rows)
    if len(y) < LEAST:
        return nothing
    try:
        found = bootstrap(name, y, answers)
    except ValueError:  # the metric has no value here: one class only, say
        return nothing
    if not math.isfinite(found.mean):
        return nothing
    bounds = (found.low, found.high)
    low, high = (end if math.isfinite(end) else None for end in bounds)
    return Performance(name, found.mean, low, high, len(y), window.rows)


def worst(model: Model, window: Window) -> Slices:
    """Return groups of labelled rows on which the model is worse than chance explains."""
    y, answers, places = known_rows(model, window)
    return worst_slices(window.frame.iloc[places], row_losses(y, answers))


def known_rows(model: Model, window: Window) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return truth and answers of the labelled rows that were answered, and where they stand."""
    codes = {name: code for code, name in enumerate(model.signature.classes)}
    answered = sound(window.answers)
    truth: list[Any] = [_truth(value, codes) for value in window.labels]
    places = np.array(
        [at for at, y in enumerate(truth) if y is not None and answered[at]], dtype=int
    )
    kind = float if not codes else np.intp
    return np.array([truth[at] for at in places], dtype=kind), window.answers[places], places


def _truth(value: Any, codes: dict[str, int]) -> Any:
    if value is None:
        return None
    return codes.get(str(value)) if codes else float(value)


def _trust(model: Model) -> Sequence[dict[str, Any]] | None:
    watched = model.reference.get("watched") if isinstance(model.reference, dict) else None
    trust = watched.get("trust") if isinstance(watched, dict) else None
    return trust or None


def _finite(answers: np.ndarray) -> np.ndarray:
    return np.asarray(answers[sound(answers)])


def _scored(name: str, y: np.ndarray, answers: np.ndarray) -> float:
    try:
        return metric(name).score(y, answers)
    except ValueError:  # the draw has one class only
        return math.nan


def honest(answers: np.ndarray, trust: Sequence[dict[str, Any]]) -> np.ndarray:
    """Return probabilities as often as they came true out-of-fold, each row adding up to one."""
    columns = [
        np.interp(answers[:, code], one["said"], one["true"]) for code, one in enumerate(trust)
    ]
    found = np.maximum(np.column_stack(columns), FLOOR)
    return np.asarray(found / found.sum(axis=1, keepdims=True))


def _draw_classes(
    answers: np.ndarray, trust: Sequence[dict[str, Any]], random: np.random.Generator
) -> np.ndarray:
    ends = honest(answers, trust).cumsum(axis=1)
    drawn = (random.random(len(answers))[:, None] > ends[:, :-1]).sum(axis=1)
    return np.asarray(drawn)


def _draw_numbers(
    answers: np.ndarray, trust: Sequence[dict[str, Any]], random: np.random.Generator
) -> np.ndarray:
    begins = np.array([one["from"] for one in trust[1:]])
    group = np.searchsorted(begins, answers, side="right")
    drawn, y = random.random(len(answers)), np.empty(len(answers))
    for code, one in enumerate(trust):
        inside = group == code
        y[inside] = answers[inside] + np.interp(drawn[inside], RESIDUALS, one["residuals"])
    return y
