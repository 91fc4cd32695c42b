"""The words everything else is written in: frozen values, data only."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, Literal

Kind = Literal["integer", "number", "boolean", "category", "date", "text"]
"""How a column is treated by models and forms."""

Task = Literal["regression", "binary", "multiclass"]
Aim = Literal["regression", "binary", "multiclass", "quantile"]
"""What a model is built for: the task, or a quantile instead of the mean."""
Severity = Literal["error", "warning", "info"]
Method = Literal["tpe", "random", "grid"]
"""How parameters are proposed."""
Ending = Literal["", "failed", "cut", "pruned", "dropped", "ranked"]
"""Why a trial has no score of its own: its fit failed; the time was over; its first folds were
hopeless, in a search or in a race of models; only its rank on a sample is known."""
Json = None | bool | int | float | str | list[Any] | dict[str, Any]
Scalar = None | bool | int | float | str


def to_json(value: Any) -> Any:
    """Return *value* (frozen dataclasses, tuples, plain values) as JSON values."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_json(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, dict):
        return {str(key): to_json(item) for key, item in value.items()}
    if isinstance(value, (tuple, list, frozenset, set)):
        items = sorted(value, key=repr) if isinstance(value, (set, frozenset)) else value
        return [to_json(item) for item in items]
    return value


def fingerprint(*values: Any) -> str:
    """Return the SHA-256 (hex) of the canonical JSON of *values*."""
    text = json.dumps(to_json(values), sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True)
class ColumnSpec:
    """One column of a dataset.

    Parameters
    ----------
    name : str
        Shown and used as it stands; never parsed.
    kind : Kind
        How models and forms treat it.
    dtype : str
        The storage type, as pandas names it.
    missing, unique : int
        Rows without a value; different values, missing not counted.
    """

    name: str
    kind: Kind
    dtype: str
    missing: int = 0
    unique: int = 0

    @property
    def numeric(self) -> bool:
        """True when the column holds numbers."""
        return self.kind in ("integer", "number")


@dataclass(frozen=True)
class StepSpec:
    """One step of a recipe: which, on what, how.

    ``params`` is a tuple of (name, value) pairs so that a recipe can be hashed; values are
    scalars or tuples of them. ``id`` makes a click idempotent and is not part of identity.
    """

    name: str
    columns: tuple[str, ...] = ()
    params: tuple[tuple[str, Any], ...] = ()
    enabled: bool = True
    id: str = field(default="", compare=False)

    def param(self, name: str, default: Any = None) -> Any:
        """Return the value of parameter *name*, or *default*."""
        return dict(self.params).get(name, default)


class Printed:
    """A value that prints as a few lines, in a notebook too, instead of as all it holds."""

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(str(self))


@dataclass(frozen=True)
class Finding:
    """Something about the data that a person should know, with the step that would cure it."""

    code: str
    severity: Severity
    columns: tuple[str, ...] = ()
    facts: tuple[tuple[str, Any], ...] = ()
    cure: StepSpec | None = None


@dataclass(frozen=True)
class Field:
    """One input of a model, learnt from its training column.

    Parameters
    ----------
    name, kind
        As in the training data.
    required : bool
        True when training had no missing value, so that a missing one is refused.
    low, high : float or None
        Smallest and largest training value (numbers; dates as ISO text in ``low_date`` …).
    usual : tuple of float or None
        5th and 95th percentile of the training values.
    typical : scalar
        Median, or the most frequent value.
    categories : tuple of str
        Known levels, most frequent first.
    decimals : int
        Digits after the point seen in training.
    importance : float
        Share of permutation importance; orders the form.
    dtype : str
        Storage type of the training column, as pandas names it; answers use the same.
    """

    name: str
    kind: Kind
    required: bool = False
    low: float | None = None
    high: float | None = None
    usual: tuple[float, float] | None = None
    typical: Scalar = None
    categories: tuple[str, ...] = ()
    low_date: str = ""
    high_date: str = ""
    decimals: int = 0
    importance: float = 0.0
    dtype: str = ""


@dataclass(frozen=True)
class Signature:
    """What a model takes and gives: the source of form, request schema and batch check."""

    fields: tuple[Field, ...]
    target: str
    task: Task
    classes: tuple[str, ...] = ()
    target_kind: Kind = "number"

    @property
    def names(self) -> tuple[str, ...]:
        """Input names in training order."""
        return tuple(f.name for f in self.fields)

    def field(self, name: str) -> Field:
        """Return the input called *name*.

        Raises
        ------
        KeyError
            When the model has no such input.
        """
        return {f.name: f for f in self.fields}[name]


@dataclass(frozen=True)
class Plan:
    """Everything a person chose about a training run.

    Parameters
    ----------
    target : str
        Column to predict, by its name after the recipe.
    task : Task or None
        None: proposed from the target.
    metric : str or None
        A scikit-learn scorer name; None: the task's usual one.
    folds : int
        Number of cross-validation folds, at least 2.
    split : str
        ``"auto"``, ``"random"``, ``"stratified"`` (a number by its quantiles), ``"group:COL"``,
        ``"time:COL"``, or ``"folds:COL"`` for a column of fold numbers, whose empty rows are
        the hold-out.
    repeats : int
        How often the folds are drawn; not by time or column.
    gap : int
        Moments left out between training and test, by time.
    window : int
        Moments trained on at most, by time; 0: all earlier ones.
    copies : {"together", "apart"}
        Whether rows that are equal in every column used stay on one side of a split.
    weight : str
        Column of row weights for fitting; empty: every row counts the same.
    balance : {"none", "weights", "over", "under"}
        Classes made to count alike: by weight, by repeating rows, or by leaving rows out; in
        training rows only.
    holdout : float or None
        Share of rows set aside first; None: 0.2, or 0 under 200 rows.
    models : tuple of str
        Catalogue names, or one of ``("fast",)`` and ``("all",)``.
    seconds : float or None
        Budget of the cross-validation; what runs at its end is cut.
    tune : bool
        Search over each model's space, its defaults as first trial.
    trials : int
        Parameter sets tried per model when tuning, defaults included; 0: as many as the time
        allows, or 8 without a limit.
    method : {"tpe", "random", "grid"}
        How parameters are proposed: by a tree of Parzen estimators, at random, or from a grid.
    ranges : tuple of (model, parameter, low, high)
        Where to search instead of the catalogue's range.
    warm : str
        Id of an earlier run on the same rows and folds, whose trials the search goes on from.
    race : bool
        Drop a model as soon as its first folds leave it no chance.
    sample : int
        Rank the models on so many rows first, and go on with the best on all; 0: all at once.
    nested : bool
        Choose anew inside each fold, to see how much the choice flatters the best score.
    quantile : float or None
        Which quantile of a number is predicted; None: its mean.
    seed : int
        Seeds splits, estimators and the search.
    refit : {"all", "none"}
        Whether the registered object is fitted on all rows or is the one scored on the
        hold-out.
    """

    target: str
    task: Task | None = None
    metric: str | None = None
    folds: int = 5
    split: str = "auto"
    holdout: float | None = None
    models: tuple[str, ...] = ("fast",)
    seconds: float | None = None
    tune: bool = False
    trials: int = 0
    seed: int = 0
    refit: Literal["all", "none"] = "all"
    repeats: int = 1
    gap: int = 0
    window: int = 0
    copies: Literal["together", "apart"] = "together"
    weight: str = ""
    balance: Literal["none", "weights", "over", "under"] = "none"
    method: Method = "tpe"
    ranges: tuple[tuple[str, str, float, float], ...] = ()
    warm: str = ""
    race: bool = False
    sample: int = 0
    nested: bool = False
    quantile: float | None = None

    @property
    def aim(self) -> Aim:
        """What models are built for; the task must be definite."""
        assert self.task is not None
        return self.task if self.quantile is None else "quantile"


@dataclass(frozen=True)
class Trial:
    """One model with one set of parameters, cross-validated.

    ``fold_scores`` are scorer values (greater is better) in fold order; ``score`` is their
    mean and ``sd`` their standard deviation. One that failed, or was ended early as ``ending``
    says, has a sentence in ``failure`` and no score. An ensemble has ``members``, whose weights are
    its ``params``.
    """

    id: str
    model: str
    params: tuple[tuple[str, Any], ...] = ()
    fold_scores: tuple[float, ...] = ()
    train_scores: tuple[float, ...] = ()
    score: float | None = None
    sd: float | None = None
    fit_seconds: float = 0.0
    predict_seconds: float = 0.0
    failure: str = ""
    ending: Ending = ""
    members: tuple[Trial, ...] = ()
