"""From a run to a model: scored once on the hold-out, then fitted for use."""

from __future__ import annotations

import time
import warnings
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from mlcore.catalog.models import entry
from mlcore.errors import LoupeError
from mlcore.evaluation.bootstrap import bootstrap
from mlcore.evaluation.importance import permutation_importance
from mlcore.events import Emit, Note, silent
from mlcore.language import _
from mlcore.prediction import conformal, messages
from mlcore.prediction.answer import COVERAGE, raw_answers
from mlcore.prediction.artifact import code, libraries
from mlcore.prediction.columns import as_json
from mlcore.prediction.compiled.path import proved
from mlcore.prediction.experience import learn_experience
from mlcore.prediction.explained import ExplainedModel
from mlcore.prediction.limits import Limits, limits_of
from mlcore.prediction.model import Golden, Model, ModelMeta
from mlcore.prediction.reference import reference
from mlcore.prediction.rows import check
from mlcore.prediction.signature import signature_of
from mlcore.prediction.watched import watched
from mlcore.training.pipeline import FittedModel, fit_pipeline
from mlcore.training.run import Run
from mlcore.types import Scalar, Trial, fingerprint, to_json

GOLDEN_ROWS = 10
IMPORTANCE_ROWS = 1000
REPEATS, MANY = 3, 60
"""Shuffles of each input; one where there are many, since each costs an answer to every row."""


@dataclass(frozen=True, eq=False)
class _Held:
    """A fit and rows it has not seen."""

    fitted: FittedModel
    rows: np.ndarray


@dataclass(frozen=True, eq=False)
class _Use:
    """The fit that is registered, and how many rows it was given."""

    fitted: FittedModel
    given: int


def package(run: Run, trial_id: str | None = None, *, emit: Emit = silent) -> ExplainedModel:
    """Return a trial of *run* as a model that can answer.

    The trial is fitted on the cross-validated rows and scored once on the hold-out; then, unless
    the plan says ``refit="none"``, the identical plan is fitted on all rows. Both fits are named
    in the meta.

    Parameters
    ----------
    run : Run
        A training with at least one finished trial.
    trial_id : str or None
        Which; None: the best.
    emit : Emit
        Told which fit goes on.

    Raises
    ------
    LoupeError
        ``unknown_trial``, ``unfinished_trial``, ``all_models_failed``, ``no_model_finished``,
        ``final_fit_failed``.
    """
    trial = run.trial(trial_id)
    if trial.score is None:
        raise LoupeError(messages.UNFINISHED_TRIAL, model=entry(trial.model).title)
    frame = run.problem.frame()
    scored = _fit(run, trial, run.splits.train_rows, frame, emit)
    again = run.plan.refit == "all" and len(run.splits.holdout_rows) > 0
    rows = run.problem.target.rows if again else run.splits.train_rows
    fitted = _fit(run, trial, rows, frame, emit) if again else scored
    held = _held(run, trial, scored, frame, emit)
    used = frame.iloc[rows].reset_index(drop=True)
    signature = signature_of(run, used, _importance(run, held, frame))
    meta = _meta(run, trial, scored, frame, _Use(fitted, len(rows)))
    tried = frame.iloc[held.rows][list(signature.names)]
    meta = replace(meta, quick=proved(fitted, signature, tried))
    known = reference(signature, used) | _answers(run, rows)
    known["watched"] = watched(signature, frame, run.oof(trial.id))
    lived = learn_experience(signature, used, _outcomes(run, rows), run.plan.seed)
    model = ExplainedModel(signature, fitted, meta, reference=known, experience=lived)
    return replace(model, golden=_golden(model, used))


def _outcomes(run: Run, rows: np.ndarray) -> list[Scalar]:
    """Return what was true of each row: a number, or the name of its class."""
    y, classes = run.problem.y[rows], run.problem.classes
    return [classes[int(code)] for code in y] if classes else y.tolist()


def _answers(run: Run, rows: np.ndarray) -> dict[str, Any]:
    """Return the range of the answers learnt from: the scale on which an answer is shown."""
    if run.classes:
        return {}
    y = run.problem.y[rows]
    return {"target": {"low": float(y.min()), "high": float(y.max())}}


def _fit(run: Run, trial: Trial, rows: np.ndarray, frame: pd.DataFrame, emit: Emit) -> FittedModel:
    title = entry(trial.model).title
    sentence = _("Fitting {model}; {rows} rows are given.")
    sentence = sentence.format(model=title, rows=f"{len(rows):,}")
    emit(Note("final_fit", sentence))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return fit_pipeline(run.problem, rows, trial, frame)
    except LoupeError:
        raise
    except Exception as error:  # a third-party estimator: any kind
        why = _("memory ran out") if isinstance(error, MemoryError) else _("it refused the rows")
        raise LoupeError(messages.FIT_FAILED, model=title, reason=why) from error


def _held(run: Run, trial: Trial, scored: FittedModel, frame: pd.DataFrame, emit: Emit) -> _Held:
    """Return the scored fit with the hold-out; without one, the fit of the first fold."""
    if len(run.splits.holdout_rows):
        return _Held(scored, run.splits.holdout_rows)
    train, test = run.splits.folds[0]
    return _Held(_fit(run, trial, train, frame, emit), test)


def _importance(run: Run, held: _Held, frame: pd.DataFrame) -> dict[str, float]:
    """Return each input's share of the loss of score when its values are shuffled."""
    rng = np.random.default_rng(run.plan.seed)
    size = min(IMPORTANCE_ROWS, len(held.rows))
    rows = np.sort(rng.choice(held.rows, size, replace=False))
    found = permutation_importance(
        held.fitted.predict_raw,
        frame.iloc[rows].reset_index(drop=True),
        run.problem.y[rows],
        run.plan.metric or "",
        repeats=REPEATS if len(run.problem.inputs) <= MANY else 1,
        seed=run.plan.seed,
        columns=run.problem.inputs,
    )
    return found.shares


def _golden(model: Model, used: pd.DataFrame) -> Golden:
    positions = np.unique(np.linspace(0, len(used) - 1, GOLDEN_ROWS).astype(int))
    names = model.signature.names
    chosen = used.iloc[positions]
    rows = [
        dict(zip(names, map(as_json, cells), strict=True))
        for cells in zip(*(chosen[name].array for name in names), strict=True)
    ]
    checked = check(model.signature, rows)
    raw = raw_answers(model, checked.frame).reshape(len(checked.kept), -1)
    fine = [at for at, numbers in enumerate(raw) if np.all(np.isfinite(numbers))]
    answers = tuple(tuple(raw[at].tolist()) for at in fine)
    return Golden(tuple(rows[checked.kept[at]] for at in fine), answers)


def _meta(run: Run, trial: Trial, scored: FittedModel, frame: pd.DataFrame, use: _Use) -> ModelMeta:
    splits, plan, target = run.splits, run.plan, run.problem.target
    limits = limits_of(run, trial, frame)
    return ModelMeta(
        task=target.task,
        target=plan.target,
        metric=plan.metric or "",
        model=trial.model,
        trial=trial.id,
        params=trial.params,
        score=trial.score,
        sd=trial.sd,
        folds=len(splits.folds),
        cv_rows=len(splits.train_rows),
        **_holdout(run, scored, frame, limits),
        fits=_fits(run, scored, use),
        rows=use.fitted.rows,
        widths=limits.get("widths", ()),
        sets=limits.get("sets", ()),
        dataset=run.data.name,
        fingerprints=(
            ("dataset", run.data.fingerprint),
            ("splits", splits.fingerprint),
            ("recipe", fingerprint(run.recipe.to_json())),
            ("plan", fingerprint(plan)),
        ),
        plan=to_json(plan),
        recipe=run.recipe.to_json(),
        leaderboard=_leaderboard(run),
        libraries=libraries(),
        code=code(),
        created=time.time(),
    )


def _covered(limits: Limits, y: np.ndarray, predicted: np.ndarray) -> float | None:
    """Return the share of rows whose interval or set holds the true value."""
    (kind, pairs), *_ = limits.items()
    limit = conformal.limit_for(pairs, COVERAGE)
    if limit is None:
        return None
    measure = conformal.covered_by_sets if kind == "sets" else conformal.coverage_of
    return measure(y, predicted, limit)


def _holdout(
    run: Run,
    scored: FittedModel,
    frame: pd.DataFrame,
    limits: Limits,
) -> dict[str, Any]:
    rows = run.splits.holdout_rows
    if not len(rows):
        return {"holdout_reason": run.splits.holdout_reason}
    y = run.problem.y[rows]
    predicted = scored.predict_raw(frame.iloc[rows].reset_index(drop=True))
    value = bootstrap(run.plan.metric or "", y, predicted, seed=run.plan.seed)
    covered = _covered(limits, y, predicted)
    return {
        "holdout": value.mean if np.isfinite(value.mean) else None,
        "holdout_rows": len(rows),
        "holdout_bounds": (value.low, value.high) if np.isfinite(value.low) else None,
        "covered": None if covered is None else (COVERAGE, covered, len(rows)),
    }


def _fits(run: Run, scored: FittedModel, use: _Use) -> tuple[tuple[str, str], ...]:
    """Return what was fitted on which rows; those that the recipe left out do not count."""
    train, held = len(run.splits.train_rows), len(run.splits.holdout_rows)
    registered = _registered(run, use)
    if not held:
        return (("scored", _("Cross-validated only; no rows were set aside.")), registered)
    sentence = _("Fitted on {train} rows, scored once on {held} rows that were set aside first.")
    said = sentence.format(train=f"{scored.rows:,}", held=f"{held:,}")
    return (("scored", said + _left_out(train - scored.rows)), registered)


def _registered(run: Run, use: _Use) -> tuple[str, str]:
    rows, left = use.fitted.rows, use.given - use.fitted.rows
    if len(run.splits.holdout_rows) and run.plan.refit == "none":
        sentence = _("The scored fit itself, on {rows} rows.")
    elif left:
        sentence = _("Fitted with the identical plan on {rows} of all {given} rows.")
    elif len(run.splits.holdout_rows):
        sentence = _("Fitted with the identical plan on all {rows} rows.")
    else:
        sentence = _("Fitted on all {rows} rows.")
    said = sentence.format(rows=f"{rows:,}", given=f"{use.given:,}")
    return "registered", said + _left_out(left)


def _left_out(rows: int) -> str:
    said = _(" The recipe left out {rows} more.").format(rows=f"{rows:,}")
    return said if rows else ""


def _leaderboard(run: Run) -> tuple[dict[str, Any], ...]:
    rows = run.leaderboard
    return tuple(
        {name: as_json(value) for name, value in zip(rows.columns, cells, strict=True)}
        for cells in rows.itertuples(index=False, name=None)
    )
