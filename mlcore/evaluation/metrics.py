"""The metrics, by their scikit-learn scorer names: greater is always better."""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from sklearn import metrics as sk

from mlcore.errors import LoupeError, Where
from mlcore.evaluation import messages
from mlcore.evaluation.cost import PREFIX, costs, mean_cost
from mlcore.types import Task

Needs = Literal["value", "class", "probability"]
Function = Callable[[np.ndarray, np.ndarray], float]
PINBALL = "neg_mean_pinball_loss:"
"""Begins the names of metrics that judge answers as quantiles; the level follows."""
REGRESSION: tuple[Task, ...] = ("regression",)
BINARY: tuple[Task, ...] = ("binary",)
MULTICLASS: tuple[Task, ...] = ("multiclass",)
CLASSES: tuple[Task, ...] = ("binary", "multiclass")


@dataclass(frozen=True)
class Metric:
    """One metric.

    Parameters
    ----------
    name, title, sentence : str
        scikit-learn's scorer name, the name for people, what it says.
    tasks : tuple of Task
        Where it makes sense.
    needs : {"value", "class", "probability"}
        What *function* is given: predicted values, class codes or the probability matrix.
    function : callable
        ``(y, prediction) -> float``, scikit-learn's metric; errors are positive.
    greater_is_better : bool
        False for errors and losses; their score is minus the function's value.
    unit_of_target : bool
        The shown value has the target's unit.
    lowest, highest : float
        The range of the function's value.
    """

    name: str
    title: str
    sentence: str
    tasks: tuple[Task, ...]
    needs: Needs
    function: Function
    greater_is_better: bool = True
    unit_of_target: bool = False
    lowest: float = 0.0
    highest: float = 1.0

    @property
    def scores(self) -> tuple[float, float]:
        """The lowest and the highest possible score (greater is better)."""
        if self.greater_is_better:
            return self.lowest, self.highest
        return -self.highest, -self.lowest

    def display(self, score: float) -> float:
        """Return *score* as people see it: errors positive."""
        return score if self.greater_is_better else -score

    def score(self, y: np.ndarray, prediction: np.ndarray) -> float:
        """Return the scorer's value (greater is better); nan where it is not defined."""
        if self.needs == "class":
            prediction = most_likely(prediction)
        value = float(self.function(np.asarray(y), prediction))
        return value if self.greater_is_better else -value


def most_likely(prediction: np.ndarray) -> np.ndarray:
    """Return the code of the most likely class of each row of a probability matrix."""
    return np.asarray(prediction.argmax(axis=1) if prediction.ndim == 2 else prediction)


def _positive(function: Function) -> Function:
    """Let *function* see the probability of the second class only."""
    return lambda y, probability: function(y, probability[:, 1])


def _both_classes(function: Function) -> Function:
    return lambda y, p: function(y, p) if len(np.unique(y)) == 2 else float("nan")


def _every_class(y: np.ndarray, probability: np.ndarray) -> float:
    codes = np.arange(probability.shape[1])
    if len(np.unique(y)) < len(codes):
        return float("nan")
    return float(sk.roc_auc_score(y, probability, multi_class="ovr", labels=codes))


def _log_loss(y: np.ndarray, probability: np.ndarray) -> float:
    return float(sk.log_loss(y, probability, labels=np.arange(probability.shape[1])))


def _averaged(function: Callable[..., float], average: str) -> Function:
    return lambda y, codes: float(function(y, codes, average=average, zero_division=0))


def _one(function: Callable[..., float]) -> Function:
    return lambda y, codes: float(function(y, codes, pos_label=1, zero_division=0))


def _balanced(y: np.ndarray, codes: np.ndarray) -> float:
    present = np.unique(y)
    return float(sk.recall_score(y, codes, labels=present, average="macro", zero_division=0))


def _log_error(y: np.ndarray, value: np.ndarray) -> float:
    return float(sk.root_mean_squared_log_error(y, np.maximum(value, 0.0)))


def _error(name: str, title: str, sentence: str, function: Function, unit: bool = True) -> Metric:
    return Metric(name, title, sentence, REGRESSION, "value", function, False, unit, 0.0, math.inf)


METRICS: tuple[Metric, ...] = (
    _error(
        "neg_root_mean_squared_error", "RMSE",
        "The typical error; large errors count more.",
        sk.root_mean_squared_error,
    ),
    _error(
        "neg_mean_absolute_error", "MAE", "The average error.",
        sk.mean_absolute_error,
    ),
    _error(
        "neg_median_absolute_error", "Median error", "Half of the errors are smaller.",
        sk.median_absolute_error,
    ),
    _error(
        "neg_mean_squared_error", "MSE", "The average squared error.",
        sk.mean_squared_error, unit=False,
    ),
    _error(
        "neg_mean_absolute_percentage_error", "MAPE",
        "The average error as a share of the true value.",
        sk.mean_absolute_percentage_error, unit=False,
    ),
    _error(
        "neg_root_mean_squared_log_error", "RMSLE",
        "The typical relative error of values that are never negative.",
        _log_error, unit=False,
    ),
    _error(
        "neg_max_error", "Largest error", "The worst error of all.",
        sk.max_error,
    ),
    Metric(
        "r2", "R²", "The share of the variation that is explained; 0 is guessing the mean.",
        REGRESSION, "value", sk.r2_score, lowest=-math.inf,
    ),
    Metric(
        "explained_variance", "Explained variance",
        "As R², but a constant error is forgiven.",
        REGRESSION, "value", sk.explained_variance_score, lowest=-math.inf,
    ),
    Metric(
        "roc_auc", "ROC AUC",
        "How often a row of the second class is ranked above one of the first; 0.5 is chance.",
        BINARY, "probability", _both_classes(_positive(sk.roc_auc_score)),
    ),
    Metric(
        "average_precision", "Average precision",
        "How pure the top of the ranking is; chance is the share of the second class.",
        BINARY, "probability", _both_classes(_positive(sk.average_precision_score)),
    ),
    Metric(
        "roc_auc_ovr", "ROC AUC (each class against the rest)",
        "How well each class is ranked above the others, averaged; 0.5 is chance.",
        MULTICLASS, "probability", _every_class,
    ),
    Metric(
        "accuracy", "Accuracy", "The share of rows answered correctly.",
        CLASSES, "class", sk.accuracy_score,
    ),
    Metric(
        "balanced_accuracy", "Balanced accuracy",
        "The share answered correctly within each class, averaged over the classes.",
        CLASSES, "class", _balanced,
    ),
    Metric(
        "f1", "F1", "Precision and recall of the second class in one number.",
        BINARY, "class", _one(sk.f1_score),
    ),
    Metric(
        "precision", "Precision", "Of the rows called the second class, the share that is.",
        BINARY, "class", _one(sk.precision_score),
    ),
    Metric(
        "recall", "Recall", "Of the rows of the second class, the share that is found.",
        BINARY, "class", _one(sk.recall_score),
    ),
    Metric(
        "f1_macro", "F1 (each class alike)", "F1 of each class, averaged.",
        CLASSES, "class", _averaged(sk.f1_score, "macro"),
    ),
    Metric(
        "f1_weighted", "F1 (by class size)", "F1 of each class, averaged by its rows.",
        CLASSES, "class", _averaged(sk.f1_score, "weighted"),
    ),
    Metric(
        "precision_macro", "Precision (each class alike)", "Precision of each class, averaged.",
        CLASSES, "class", _averaged(sk.precision_score, "macro"),
    ),
    Metric(
        "recall_macro", "Recall (each class alike)", "Recall of each class, averaged.",
        CLASSES, "class", _averaged(sk.recall_score, "macro"),
    ),
    Metric(
        "matthews_corrcoef", "Matthews correlation",
        "Agreement of truth and answer, from −1 to 1; 0 is chance.",
        CLASSES, "class", sk.matthews_corrcoef, lowest=-1.0,
    ),
    Metric(
        "neg_log_loss", "Log loss", "How surprised the probabilities are by the truth.",
        CLASSES, "probability", _log_loss, greater_is_better=False, highest=math.inf,
    ),
    Metric(
        "neg_brier_score", "Brier score", "The squared error of the probability.",
        BINARY, "probability", _positive(sk.brier_score_loss), greater_is_better=False,
    ),
)  # fmt: skip

_DEFAULTS: dict[Task, str] = {
    "regression": "neg_root_mean_squared_error",
    "binary": "roc_auc",
    "multiclass": "balanced_accuracy",
}


def default_metric(task: Task) -> str:
    """Return the name of the task's usual metric."""
    return _DEFAULTS[task]


def suitable(task: Task) -> tuple[Metric, ...]:
    """Return the metrics that make sense for *task*, the usual one first."""
    found = [metric for metric in METRICS if task in metric.tasks]
    return tuple(sorted(found, key=lambda metric: metric.name != _DEFAULTS[task]))


def metric(name: str, task: Task | None = None) -> Metric:
    """Return the metric called *name*; with *task*, only if it suits.

    Raises
    ------
    LoupeError
        ``unknown_metric``, with the nearest name and the choices.
    """
    if name.startswith(PREFIX) and task != "regression":
        return cost_metric(name)
    if name.startswith(PINBALL) and task in (None, "regression"):
        return pinball_metric(name)
    choices = {found.name: found for found in (suitable(task) if task else METRICS)}
    if name in choices:
        return choices[name]
    near = difflib.get_close_matches(name.lower(), choices, 1, 0.5)
    raise LoupeError(
        messages.UNKNOWN_METRIC,
        Where(field="metric"),
        name=name,
        task=task or "these",
        hint=f" (nearest: “{near[0]}”)" if near else "",
        choices=", ".join(choices),
    )


def cost_metric(name: str) -> Metric:
    """Return the metric whose *name* holds the prices of mistakes; see :mod:`.cost`.

    Raises
    ------
    LoupeError
        ``bad_costs``.
    """
    matrix = costs(name)
    return Metric(
        name, "Cost per row", "What the cheapest answers cost on average, mistakes priced by you.",
        CLASSES, "probability", lambda y, probability: mean_cost(y, probability, matrix),
        greater_is_better=False, lowest=float(matrix.min()), highest=float(matrix.max()),
    )  # fmt: skip


def pinball_name(quantile: float) -> str:
    """Return the name of the metric that judges answers as a *quantile*."""
    return f"{PINBALL}{quantile:g}"


def pinball_metric(name: str) -> Metric:
    """Return the metric whose *name* holds a quantile, such as ``neg_mean_pinball_loss:0.9``.

    Raises
    ------
    LoupeError
        ``bad_level``.
    """
    try:
        level = float(name.removeprefix(PINBALL))
    except ValueError:
        level = math.nan
    if not 0 < level < 1:
        raise LoupeError(messages.BAD_LEVEL, Where(field="metric"), name=name[:60])
    return _error(
        name, f"Pinball loss ({level:g})",
        f"The average error, {level:g} of it for answers too low, the rest for those too high.",
        lambda y, value: float(sk.mean_pinball_loss(y, value, alpha=level)),
    )  # fmt: skip


MADE = {PREFIX: "cost_metric", PINBALL: "pinball_metric"}
"""What makes the metrics whose names hold numbers, by how these begin."""


def score(name: str, y: np.ndarray, prediction: np.ndarray) -> float:
    """Return the score of *prediction* (values, or a probability matrix) against *y*.

    Parameters
    ----------
    name : str
        A metric's name.
    y : ndarray
        True values; class codes 0, 1, … for classification.
    prediction : ndarray
        Values, or one row of class probabilities per row.
    """
    return metric(name).score(y, prediction)
