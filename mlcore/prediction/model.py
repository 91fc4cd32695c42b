"""A trained model that can answer: what it takes, the fitted pipeline, and where it comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any, Protocol

import numpy as np
import pandas as pd

from mlcore.errors import LoupeError
from mlcore.evaluation.recalibration import Recalibration
from mlcore.language import count
from mlcore.numbers import between, listed, spread
from mlcore.prediction import conformal, messages
from mlcore.prediction.cases import Cases
from mlcore.prediction.compiled.path import Compiled, compiled
from mlcore.prediction.experience import Experience, Known
from mlcore.prediction.quick import RowReader
from mlcore.prediction.refusal import refuse
from mlcore.prediction.rows import Checked, check_frame
from mlcore.types import Field, Json, Printed, Scalar, Signature, Task

FORMAT = 1
"""Version of the artifact's form."""
PRINTED = 30
"""Fields that are printed of a model."""


class Fitted(Protocol):
    """A fitted pipeline: raw columns in, numbers out."""

    def predict_raw(self, frame: pd.DataFrame) -> np.ndarray:
        """Return values, or a matrix of class probabilities."""


@dataclass(frozen=True)
class ModelMeta:
    """Where a model comes from and how good it is; every number says on which rows.

    Parameters
    ----------
    format : int
        Version of the artifact's form.
    task, target, metric, model, trial, params
        What was trained; ``metric`` is a scikit-learn scorer name.
    score, sd, folds, cv_rows
        Cross-validated: mean and standard deviation over the folds, and on how many rows.
    holdout, holdout_rows, holdout_reason
        Score on rows set aside first, of the fit on the others; None says why not.
    holdout_bounds : tuple of (low, high) or None
        95 % bootstrap interval of that score.
    fits : tuple of (name, sentence)
        What was fitted on which rows: ``scored`` and ``registered``.
    rows : int
        Rows the registered object was fitted on, those that the recipe left out not counted.
    widths : tuple of (coverage, half-width)
        Of the prediction intervals; empty for classification.
    sets : tuple of (coverage, probability)
        From which a class belongs to the prediction set; empty for regression.
    covered : tuple of (coverage, measured share, rows) or None
        What the 90 % interval or set covered on the hold-out.
    threshold : tuple of (class, probability) or None
        A class that is answered from this probability on, and the other one below it; None: the
        most likely class is answered. Two classes only.
    recalibration : dict
        :class:`~mlcore.evaluation.recalibration.Recalibration` of the probabilities as JSON
        values; empty: they are the fit's own.
    dataset, fingerprints, plan, recipe, leaderboard, libraries, code
        Lineage; ``code`` is our version, a digest of our source, Python and the machine.
    quick : str
        How a few rows are answered without frames: ``trees``, ``sums``, ``whole`` (the estimator
        itself); proved on the hold-out. Empty: no such way was proved, or none was looked for.
    """

    format: int = FORMAT
    task: Task = "regression"
    target: str = ""
    metric: str = ""
    model: str = ""
    trial: str = ""
    params: tuple[tuple[str, Any], ...] = ()
    score: float | None = None
    sd: float | None = None
    folds: int = 0
    cv_rows: int = 0
    holdout: float | None = None
    holdout_rows: int = 0
    holdout_bounds: tuple[float, float] | None = None
    holdout_reason: str = ""
    fits: tuple[tuple[str, str], ...] = ()
    rows: int = 0
    widths: tuple[tuple[float, float], ...] = ()
    sets: tuple[tuple[float, float], ...] = ()
    covered: tuple[float, float, int] | None = None
    dataset: str = ""
    fingerprints: tuple[tuple[str, str], ...] = ()
    plan: dict[str, Any] = field(default_factory=dict, hash=False)
    recipe: Json = field(default=None, hash=False)
    leaderboard: tuple[dict[str, Any], ...] = field(default=(), hash=False)
    libraries: tuple[tuple[str, str], ...] = ()
    code: tuple[tuple[str, str], ...] = ()
    created: float = 0.0
    threshold: tuple[str, float] | None = None
    notes: tuple[str, ...] = ()
    quick: str = ""
    recalibration: dict[str, Any] = field(default_factory=dict, hash=False)

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> ModelMeta:
        """Rebuild from JSON values; fields of a later version are left out."""
        known = {f.name for f in fields(cls)}
        return cls(**{name: _frozen(name, v) for name, v in value.items() if name in known})


PLAIN = ("plan", "recipe", "recalibration")


def _frozen(name: str, value: Any) -> Any:
    if name in PLAIN or not isinstance(value, list):
        return value
    return tuple(tuple(item) if isinstance(item, list) else item for item in value)


@dataclass(frozen=True)
class Golden:
    """A few training rows as JSON values, and the raw answers to them."""

    rows: tuple[dict[str, Any], ...] = ()
    answers: tuple[tuple[float, ...], ...] = ()


@dataclass(frozen=True)
class Model(Printed):
    """A fitted pipeline with its signature; the same answers on page, REST and command line."""

    signature: Signature
    fitted: Fitted = field(repr=False)
    meta: ModelMeta = field(repr=False, default=ModelMeta())
    golden: Golden = field(repr=False, default=Golden())
    reference: dict[str, Any] = field(repr=False, default_factory=dict, hash=False)
    experience: Experience | None = field(repr=False, default=None, hash=False)

    def __str__(self) -> str:
        told, meta = self.signature, self.meta
        score = f"{meta.metric} {spread(meta.score, meta.sd)} over {count(meta.folds, 'fold')}"
        head = f"{told.target}: {told.task}, {meta.model}, {score} of {count(meta.cv_rows, 'row')}"
        lines = [f"  {field.name}: {_taken(field)}" for field in told.fields[:PRINTED]]
        more = len(told.fields) - len(lines)
        return "\n".join([head, *lines, *([f"  … and {more:,} more"] if more else [])])

    def check(self, rows: Sequence[Mapping[str, Any]]) -> Checked:
        """Check rows of JSON values, as :func:`mlcore.prediction.rows.check` does."""
        return self._reader.check(rows)

    @cached_property
    def _reader(self) -> RowReader:
        return RowReader(self.signature)

    @cached_property
    def compiled(self) -> Compiled | None:
        """The quick way to answer a few rows, where one was proved."""
        return compiled(self.fitted, self.signature, self.meta.quick)

    @cached_property
    def known(self) -> Known | None:
        """The training rows that were kept with the model, where there are any."""
        return None if self.experience is None else Known(self.signature, self.experience)

    @cached_property
    def sample(self) -> Cases:
        """Training rows to compare with: those kept, or the golden ones."""
        if self.known is not None:
            return self.known.cases
        checked = self.check(self.golden.rows)
        return checked.cases or Cases.of(self.signature.fields, checked.frame)

    @cached_property
    def middle(self) -> np.ndarray:
        """The mean of the sample's prepared numbers.

        Raises
        ------
        ValueError
            When the model has no quick way.
        """
        if self.compiled is None:
            raise ValueError("only a model with a quick way has prepared numbers")
        middle: np.ndarray = self.compiled.prepared(self.sample).mean(axis=0)
        return middle

    def predict(self, frame: pd.DataFrame) -> np.ndarray:
        """Return the predicted value or class of every row.

        Raises
        ------
        LoupeError
            ``rows_do_not_fit``, ``missing_columns``.
        """
        raw = self._raw(frame)
        return raw if raw.ndim == 1 else np.array(labels(self.signature))[self.codes(raw)]

    @cached_property
    def recalibration(self) -> Recalibration | None:
        """What corrects the fit's probabilities, where that was saved."""
        given = self.meta.recalibration
        return Recalibration.from_json(given) if given else None

    def calibrated(self, raw: np.ndarray) -> np.ndarray:
        """Return what the fit says, its probabilities corrected as was saved."""
        return raw if self.recalibration is None else self.recalibration.apply(raw)

    def codes(self, probability: np.ndarray) -> np.ndarray:
        """Return the class code that each row of *probability* is answered with.

        The most likely class, or what the saved threshold says.
        """
        if self.meta.threshold is None:
            return np.asarray(probability.argmax(axis=1))
        name, threshold = self.meta.threshold
        positive = self.signature.classes.index(name)
        return np.where(probability[:, positive] >= threshold, positive, 1 - positive)

    def predict_proba(self, frame: pd.DataFrame) -> np.ndarray:
        """Return a probability per row and class, classes as in ``signature.classes``.

        Raises
        ------
        LoupeError
            ``not_classes`` for regression; ``rows_do_not_fit``, ``missing_columns``.
        """
        if self.signature.task == "regression":
            raise LoupeError(messages.NOT_CLASSES)
        return self._raw(frame)

    def interval(self, frame: pd.DataFrame, coverage: float = 0.9) -> np.ndarray:
        """Return low and high of every row's interval, as an array of two columns.

        Raises
        ------
        LoupeError
            ``no_interval`` for classification or too few training rows.
        """
        width = self.width(coverage)
        if width is None:
            raise LoupeError(messages.NO_INTERVAL, least=conformal.LEAST)
        values = self._raw(frame)
        return np.column_stack([values - width, values + width])

    def width(self, coverage: float = 0.9) -> float | None:
        """Return the half-width of the interval with *coverage*, or None when there is none."""
        return conformal.limit_for(self.meta.widths, coverage)

    def prediction_sets(
        self, frame: pd.DataFrame, coverage: float = 0.9
    ) -> list[tuple[Scalar, ...]]:
        """Return the classes that every row may have, so that *coverage* of the sets are right.

        A set may be empty: no class is as likely as true ones usually are.

        Raises
        ------
        LoupeError
            ``not_classes`` for regression; ``no_interval`` with too few training rows.
        """
        probability, least = self.predict_proba(frame), self.least(coverage)
        if least is None:
            raise LoupeError(messages.NO_INTERVAL, least=conformal.LEAST)
        names = labels(self.signature)
        inside = conformal.members(probability, least)
        return [tuple(names[at] for at in np.flatnonzero(row)) for row in inside]

    def least(self, coverage: float = 0.9) -> float | None:
        """Return the probability from which a class is in the set, or None without sets."""
        return conformal.limit_for(self.meta.sets, coverage)

    def _raw(self, frame: pd.DataFrame) -> np.ndarray:
        checked = check_frame(self.signature, frame)
        refuse(checked)
        return self.calibrated(np.asarray(self.fitted.predict_raw(checked.frame), dtype=float))


def labels(signature: Signature) -> list[Scalar]:
    """Return the classes in the type the target had: 1 rather than "1" for whole numbers."""
    convert = LABELS.get(signature.target_kind)
    if convert is None:
        return list(signature.classes)
    try:
        return [convert(name) for name in signature.classes]
    except (ValueError, KeyError):
        return list(signature.classes)


LABELS: dict[str, Any] = {
    "integer": int,
    "number": float,
    "boolean": {"true": True, "false": False, "True": True, "False": False}.__getitem__,
}


def _taken(field: Field) -> str:
    """Return what a field takes, in a line."""
    if field.categories:
        known = listed(field.categories)
    elif field.low is not None:
        known = between(field.low, field.high)
    else:
        known = f"{field.low_date} to {field.high_date}" if field.low_date else ""
    return ", ".join(
        [field.kind, *([known] if known else []), *(["needed"] if field.required else [])]
    )
