"""Reasons of many answers at once: SHAP values of rows that a fit has not seen, in raw columns.

The trial is fitted once more on the training rows of the first fold, as for permutation
importance, and its reasons are those of :mod:`mlcore.prediction.why`. Rows are drawn by chance and
taken in that order until there are enough, or until the time is up: what was done is then still a
sample by chance, and says how many rows it is.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import pandas as pd

from mlcore.evaluation.contributions import Contributions, Scale
from mlcore.events import Emit, Progress, Started, silent
from mlcore.prediction.cases import Cases
from mlcore.prediction.columns import as_json
from mlcore.prediction.compiled.path import proved
from mlcore.prediction.model import Golden, Model, ModelMeta
from mlcore.prediction.rows import Checked
from mlcore.prediction.signature import signature_of
from mlcore.prediction.why import Reasons, reasons
from mlcore.training.leaning import FirstFold, first_fold
from mlcore.training.run import Run

ROWS, SECONDS = 300, 20.0
"""Rows explained at most, and seconds that are spent on it after the fit."""
MOST_ASKED = 1_000
"""Rows that the model is asked for each, where reasons are sampled."""
BACKGROUND = 100
CHUNK = 20


@dataclass(frozen=True)
class Stored:
    """Contributions as JSON values: the rows are named by their numbers, not repeated."""

    names: tuple[str, ...]
    parts: tuple[tuple[float, ...], ...]
    rows: tuple[int, ...]
    start: float
    of: int
    scale: str
    answer: str
    method: str
    compared: int

    @classmethod
    def from_json(cls, body: dict[str, Any]) -> Stored:
        """Rebuild from JSON values."""
        lists = {name: tuple(body[name]) for name in ("names", "rows")}
        return cls(**{**body, **lists, "parts": tuple(map(tuple, body["parts"]))})


def stored(value: Contributions) -> Stored:
    """Return *value* as it is kept with a job."""
    parts = tuple(map(tuple, value.parts.tolist()))
    rows = tuple(value.rows.tolist())
    return Stored(
        value.names, parts, rows, value.start, value.of, value.scale, value.answer, value.method,
        value.compared,
    )  # fmt: skip


def restored(run: Run, value: Stored) -> Contributions:
    """Return what was kept, with the rows themselves."""
    rows = np.array(value.rows)
    return Contributions(
        run.data.frame(value.names, rows), np.array(value.parts), value.start, rows, value.of,
        cast(Scale, value.scale), value.answer, value.method, value.compared,
    )  # fmt: skip


@dataclass(frozen=True)
class Bounds:
    """How much is spent on reasons: rows, and seconds after the fit."""

    rows: int = ROWS
    seconds: float = SECONDS


def overall(
    run: Run,
    trial_id: str | None = None,
    code: int | None = None,
    bounds: Bounds = Bounds(),
    emit: Emit = silent,
) -> Contributions:
    """Return why a trial answers rows out of the first fold as it does.

    Parameters
    ----------
    run : Run
        A training with at least one finished trial.
    trial_id : str or None
        Which; None: the best.
    code : int or None
        The class explained; None: the last one. Without meaning for numbers.
    bounds : Bounds
        How much is spent.
    emit : Emit
        Told how far it is.

    Raises
    ------
    LoupeError
        ``unknown_trial``, or what the fit raises.
    """
    emit(Started(bounds.rows))
    return explained(run, first_fold(run, trial_id, bounds.rows), code, bounds, emit)


def explained(
    run: Run,
    fold: FirstFold,
    code: int | None = None,
    bounds: Bounds = Bounds(),
    emit: Emit = silent,
) -> Contributions:
    """Return the same of a fit that is at hand; parameters as :func:`overall`."""
    model = as_model(run, fold)
    of = None if not run.classes else run.classes[-1 if code is None else code]
    order = np.random.default_rng(run.plan.seed).permutation(len(fold.frame))[: bounds.rows]
    cases = Cases.of(model.signature.fields, fold.frame[list(model.signature.names)])
    found: list[Reasons] = []
    until = time.monotonic() + bounds.seconds
    for start in range(0, len(order), CHUNK):
        if found and time.monotonic() > until:
            break
        some = order[start : start + CHUNK]
        part = Cases(cases.fields, tuple(cases.rows[at] for at in some))
        found += reasons(model, Checked(len(some), np.arange(len(some)), part), of, MOST_ASKED)
        emit(Progress(len(found), len(order)))
    places = order[: len(found)]
    return _gathered(found, model.signature.names, fold, places)


def as_model(run: Run, fold: FirstFold) -> Model:
    """Return the fit of a fold as a model that can be asked; it is not kept anywhere."""
    signature = signature_of(run, fold.seen, {})
    seen = fold.seen[list(signature.names)].head(BACKGROUND)
    rows = [
        dict(zip(signature.names, map(as_json, cells), strict=True))
        for cells in seen.itertuples(index=False, name=None)
    ]
    quick = proved(fold.fitted, signature, fold.frame[list(signature.names)].head(BACKGROUND))
    meta = ModelMeta(task=signature.task, target=signature.target, quick=quick)
    return Model(signature, fold.fitted, meta, Golden(tuple(rows)))


def _gathered(
    found: list[Reasons], names: tuple[str, ...], fold: FirstFold, places: np.ndarray
) -> Contributions:
    first, order = found[0], np.argsort(places)
    by_name = [dict(one.parts) for one in found]
    parts = np.array([[by_name[at][name] for name in names] for at in order.tolist()])
    frame: pd.DataFrame = fold.frame[list(names)].iloc[places[order]].reset_index(drop=True)
    return Contributions(
        frame,
        parts,
        first.start,
        fold.rows[places[order]],
        fold.of,
        first.scale,
        first.of,
        first.method,
        first.rows,
    )
