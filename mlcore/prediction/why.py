"""Why this answer: what each input adds to it or takes from it, in the columns of the data.

Exact for trees (path-dependent TreeSHAP) and weighted sums (linear SHAP); for every other model
Shapley values by permutation sampling (Castro, Gómez and Tejada 2009; Štrumbelj and Kononenko
2014) against a bounded sample of training rows. In each, start and parts add up to the total.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from mlcore.cleaning.steps.base import trace
from mlcore.errors import LoupeError
from mlcore.prediction import messages
from mlcore.prediction.answer import checked_answers, raw_answers
from mlcore.prediction.cases import Cases
from mlcore.prediction.compiled.forms import LINKS, Sums, Trees
from mlcore.prediction.model import Model
from mlcore.prediction.rows import Checked

Scale = Literal["value", "score", "probability"]
Method = Literal["trees", "sums", "sampled"]
MOST_ROWS = 4_000
"""Rows that the model is asked when reasons are sampled."""
TINY = 1e-9
MOST_STARTS, LEAST_STARTS = 20, 3


@dataclass(frozen=True)
class Reasons:
    """What made one answer.

    Parameters
    ----------
    start : float
        The mean answer over training rows; what is said without knowing the row.
    total : float
        The answer, on the same scale.
    parts : tuple of (column, float)
        Largest first; *start* and all parts add up to *total*.
    scale : str
        ``value``, ``probability`` (of class *of*), or ``score``: log-odds of *of*, or its raw
        score among several classes.
    of : str
        The class explained; empty for a number.
    method : str
        ``trees`` or ``sums`` (exact), or ``sampled``.
    rows : int
        Training rows compared with; 0 when the trees know their own.
    usual, chance : float or None
        The probabilities that *start* and *total* stand for, where the scale is ``score``.
    """

    start: float
    total: float
    parts: tuple[tuple[str, float], ...]
    scale: Scale
    of: str = ""
    method: Method = "trees"
    rows: int = 0
    usual: float | None = None
    chance: float | None = None


def reasons(
    model: Model, checked: Checked, of: str | None = None, most: int | None = None
) -> tuple[Reasons, ...]:
    """Return why each row that was kept by a check is answered as it is.

    Parameters
    ----------
    model : Model
        Who answers.
    checked : Checked
        The rows.
    of : str or None
        A class; None: the one each row is answered with.
    most : int
        Rows that the model is asked for each of them where reasons are sampled; None: 4,000.

    Raises
    ------
    LoupeError
        ``unknown_class``.
    """
    classes = model.signature.classes
    if of is not None and of not in classes:
        raise LoupeError(messages.UNKNOWN_CLASS, name=of, classes=", ".join(classes[:10]))
    cases = checked.cases or Cases.of(model.signature.fields, checked.frame)
    raw = checked_answers(model, checked)
    wanted = [0] * len(raw) if raw.ndim == 1 else model.codes(raw).tolist()
    wanted = wanted if of is None else [classes.index(of)] * len(raw)
    exact = _exact(model, cases)
    if exact is not None:
        return tuple(exact.of(model, at, want) for at, want in enumerate(wanted))
    pairs = zip(cases.rows, wanted, strict=True)
    return tuple(_sampled(model, row, want, most or MOST_ROWS) for row, want in pairs)


def exact(model: Model) -> bool:
    """Tell whether reasons are exact, and so come at once; else they are sampled."""
    quick = model.compiled
    return quick is not None and isinstance(quick.form, (Trees, Sums)) and bool(_sources(model))


@dataclass(frozen=True, eq=False)
class _Exact:
    """Contributions to raw scores, before they are those of one class.

    ``parts`` is rows × outputs × prepared columns, ``start`` per output, ``form`` the scale of
    the scores, ``sources`` the raw column behind each prepared one.
    """

    parts: np.ndarray
    start: np.ndarray
    form: str
    sources: list[str]
    method: Method
    compared: int

    def of(self, model: Model, at: int, want: int) -> Reasons:
        """Return why row *at* is answered with class *want*."""
        classes, output, sign, base = model.signature.classes, want, 1.0, 0.0
        if len(self.start) == 1:
            output = 0
            if classes and want == 0:  # the one output speaks of the second class
                sign, base = -1.0, 1.0 if self.form == "share" else 0.0
        by_column = dict.fromkeys(model.signature.names, 0.0)
        for source, part in zip(self.sources, self.parts[at, output].tolist(), strict=False):
            by_column[source] += sign * part
        begins = base + sign * float(self.start[output])
        usual, chance = self._chances(model, at, want) if classes else (None, None)
        corrected = bool(classes) and model.recalibration is not None
        return Reasons(
            begins,
            begins + sum(by_column.values()),
            _ranked(by_column),
            "score" if corrected else SCALES[self.form],
            classes[want] if classes else "",
            self.method,
            self.compared,
            usual,
            chance,
        )

    def _chances(self, model: Model, at: int, want: int) -> tuple[float, float]:
        ends = self.start + self.parts[at].sum(axis=1)
        raw = LINKS[self.form](np.stack([self.start, ends]))
        usual, chance = model.calibrated(raw)[:, want].tolist()
        return usual, chance


SCALES: dict[str, Scale] = {
    "value": "value",
    "share": "probability",
    "logit": "score",
    "logits": "score",
}


def _exact(model: Model, cases: Cases) -> _Exact | None:
    """Return exact contributions, or None where the model's form or the recipe has none."""
    quick = model.compiled
    sources = None if quick is None else _sources(model)
    if quick is None or sources is None:
        return None
    form, X = quick.form, quick.prepared(cases)
    if isinstance(form, Trees):
        parts, start = form.parts(X)
        return _Exact(parts, start, form.scale, sources, "trees", 0)
    if isinstance(form, Sums):
        parts = (X - model.middle)[:, None, :] * form.weights
        start = form.weights @ model.middle + form.base
        return _Exact(parts, start, form.scale, sources, "sums", len(model.sample.rows))
    return None


def _ranked(parts: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    return tuple(sorted(parts.items(), key=lambda pair: -abs(pair[1])))


def _sources(model: Model) -> list[str] | None:
    """Return the raw column behind each prepared one; None when one is made of several."""
    fitted: Any = model.fitted
    made: dict[str, tuple[str, ...]] = {name: (name,) for name in model.signature.names}
    for step in fitted.recipe.transformers:
        made = trace(step.outputs(list(made)), made)
    found = [made.get(name, ()) for name in fitted.preparation.sources]
    return None if any(len(names) != 1 for names in found) else [names[0] for names in found]


def _sampled(model: Model, row: tuple[Any, ...], want: int, most: int) -> Reasons:
    """Return Shapley values of the answer, by permutations of the columns, each also reversed."""
    names, sample = model.signature.names, model.sample
    width = len(names)
    starts = max(LEAST_STARTS, min(MOST_STARTS, most // (2 * (width + 1))))
    rng = np.random.default_rng(0)
    chosen = rng.choice(len(sample.rows), min(starts, len(sample.rows)), replace=False)
    orders = [order for _ in chosen for order in _both(rng.permutation(width))]
    paths = [
        mixed
        for at, order in enumerate(orders)
        for mixed in _path(sample.rows[chosen[at // 2]], row, order)
    ]
    raw = raw_answers(model, Cases(sample.fields, tuple(paths)).frame())
    values = (raw if raw.ndim == 1 else raw[:, want]).reshape(len(orders), width + 1)
    sums = np.zeros(width)
    for order, steps in zip(orders, np.diff(values, axis=1), strict=True):
        sums[order] += steps
    parts = dict(zip(names, (sums / len(orders)).tolist(), strict=True))
    classes = model.signature.classes
    scale: Scale = "probability" if classes else "value"
    of = classes[want] if classes else ""
    start, total = float(values[:, 0].mean()), float(values[0, -1])
    return Reasons(start, total, _ranked(parts), scale, of, "sampled", len(chosen))


def _both(order: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return order, order[::-1]


def _path(start: tuple[Any, ...], end: tuple[Any, ...], order: np.ndarray) -> list[tuple[Any, ...]]:
    """Return the rows from *start* to *end*, one more column changed in each."""
    now = list(start)
    found = [tuple(now)]
    for place in order.tolist():
        now[place] = end[place]
        found.append(tuple(now))
    return found


def in_chances(given: Reasons) -> Reasons:
    """Return reasons of a score in proportion on the scale of probability.

    The parts are scaled by one number, so their signs and relative sizes stay. Reasons on another
    scale are returned as they are, and so are those of a score that moved without moving the
    chance the same way.
    """
    moved = given.total - given.start
    if given.usual is None or given.chance is None or abs(moved) < TINY:
        return given
    ratio = (given.chance - given.usual) / moved
    if ratio <= 0:
        return given
    parts = tuple((name, part * ratio) for name, part in given.parts)
    return replace(given, start=given.usual, total=given.chance, parts=parts, scale="probability")
