"""The same rows answered by two versions: what changes, how fast, and who is right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np

from mlcore.evaluation.metrics import metric
from mlcore.prediction.answer import checked_answers
from mlcore.prediction.model import Model, labels
from mlcore.registry.asked import Asked, Source
from mlcore.types import Scalar

TIMED = 60
SHOWN = 5
MOVED = 0.05
"""Share of the range of the old answers from which a number counts as changed."""


@dataclass(frozen=True)
class Shift:
    """A row that is answered differently: its position from 1, both answers, how far apart.

    ``size`` is in units of the target, or of probability for classes.
    """

    row: int
    before: Scalar
    after: Scalar
    size: float


@dataclass(frozen=True)
class Latency:
    """Milliseconds per row, one row at a time: the middle and the 95th percentile."""

    p50: float
    p95: float


@dataclass(frozen=True)
class Replay:
    """What a candidate does differently.

    Parameters
    ----------
    source : {"requests", "hold-out", "golden rows"}
        Where the rows come from.
    rows : int
        Rows that both answered.
    changed : int
        Those with another class, or with a number more than 5 % of the old answers' range away.
    failed : int
        Rows the champion answers and the candidate does not.
    shifts : tuple of Shift
        The largest, at most five.
    candidate, champion : Latency
        Timed in turn on the same rows.
    scores : (float, float) or None
        Candidate's and champion's, as scorer values; None where the truth is not known or a
        version was fitted on the rows.
    labelled : int
        Rows whose truth is known.
    """

    source: Source
    rows: int
    changed: int
    failed: int
    shifts: tuple[Shift, ...]
    candidate: Latency
    champion: Latency
    scores: tuple[float, float] | None = None
    labelled: int = 0

    @property
    def share(self) -> float:
        """The share of rows whose answer changes, 0 when there are none."""
        return self.changed / self.rows if self.rows else 0.0

    @property
    def slower(self) -> float:
        """How many times as long the candidate takes for a row."""
        return self.candidate.p50 / self.champion.p50 if self.champion.p50 else 1.0


def replay(candidate: Model, champion: Model, asked: Asked) -> Replay:
    """Return how *candidate* answers the rows *asked*, beside *champion*.

    Parameters
    ----------
    candidate, champion : Model
        Two versions that predict the same target.
    asked : Asked
        Rows; those that the champion cannot answer are left out.
    """
    new, old = _raw(candidate, asked), _raw(champion, asked)
    known = np.isfinite(old).all(axis=1)
    both = np.flatnonzero(known & np.isfinite(new).all(axis=1))
    sizes = _sizes(candidate, champion, new[both], old[both])
    values = _values(champion, old[both]), _values(candidate, new[both])
    changed = [one != two for one, two in zip(*values, strict=True)]
    if candidate.signature.task == "regression":
        reach = float(np.ptp(old[both])) if len(both) else 0.0
        changed = (sizes > MOVED * reach).tolist()
    worst = [at for at in np.argsort(-sizes, kind="stable")[:SHOWN].tolist() if sizes[at] > 0]
    times = _timed(candidate, champion, asked)
    return Replay(
        asked.source,
        len(both),
        int(sum(changed)),
        int(known.sum()) - len(both),
        tuple(
            Shift(int(both[at]) + 1, values[0][at], values[1][at], float(sizes[at])) for at in worst
        ),
        *times,
        *_scores(candidate, champion, asked, (new, old, both)),
    )


def _raw(model: Model, asked: Asked) -> np.ndarray:
    """Return a line of numbers per row, missing where the model does not take the row."""
    width = max(len(model.signature.classes), 1)
    out = np.full((len(asked.rows), width), np.nan)
    if asked.rows:
        checked = model.check(asked.rows)
        out[checked.kept] = checked_answers(model, checked).reshape(len(checked.kept), width)
    return out


def _values(model: Model, raw: np.ndarray) -> list[Scalar]:
    if model.signature.task == "regression":
        return [float(value) for value in raw[:, 0]]
    names = labels(model.signature)
    return [names[code] for code in model.codes(raw).tolist()] if len(raw) else []


def _sizes(new: Model, old: Model, after: np.ndarray, before: np.ndarray) -> np.ndarray:
    """Return how far apart two answers are: of numbers, or the largest gap of a probability."""
    if new.signature.task == "regression":
        return np.asarray(np.abs(after - before)[:, 0])
    names = sorted({*new.signature.classes, *old.signature.classes})
    gaps = _by_class(new, after, names) - _by_class(old, before, names)
    return np.asarray(np.abs(gaps).max(axis=1, initial=0.0))


def _by_class(model: Model, raw: np.ndarray, names: list[str]) -> np.ndarray:
    out = np.zeros((len(raw), len(names)))
    for place, name in enumerate(model.signature.classes):
        out[:, names.index(name)] = raw[:, place]
    return out


def _scores(
    new: Model, old: Model, asked: Asked, raw: tuple[np.ndarray, np.ndarray, np.ndarray]
) -> tuple[tuple[float, float] | None, int]:
    after, before, both = raw
    truths = asked.truths
    told = [at for at in both.tolist() if truths and truths[at] is not None]
    if not (told and asked.unseen and new.signature.classes == old.signature.classes):
        return None, len(told)
    classes = new.signature.classes
    y = np.array([classes.index(str(truths[at])) if classes else truths[at] for at in told])
    measure = metric(new.meta.metric)
    try:
        found = [
            measure.score(
                y.astype(int if classes else float), part[told] if classes else part[told, 0]
            )
            for part in (after, before)
        ]
    except ValueError:  # the metric has no value here: one class only, say
        return None, len(told)
    return ((found[0], found[1]) if np.all(np.isfinite(found)) else None), len(told)


def _timed(new: Model, old: Model, asked: Asked) -> tuple[Latency, Latency]:
    """Return how long both take for one row, asked in turn so that both meet the same machine."""
    spent: list[tuple[float, float]] = []
    for row in asked.rows[:TIMED]:
        spent.append((_seconds(_one(new, row)), _seconds(_one(old, row))))
    if not spent:
        return Latency(0.0, 0.0), Latency(0.0, 0.0)
    middle, late = (np.percentile(np.array(spent) * 1000, at, axis=0) for at in (50, 95))
    return Latency(middle[0], late[0]), Latency(middle[1], late[1])


def _one(model: Model, row: dict[str, Any]) -> Callable[[], object]:
    return lambda: checked_answers(model, model.check([row]))


def _seconds(call: Callable[[], object]) -> float:
    start = perf_counter()
    call()
    return perf_counter() - start
