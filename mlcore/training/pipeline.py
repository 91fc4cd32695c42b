"""A fitted model in three parts: cleaned like training, encoded like training, answered."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from sklearn.utils.validation import has_fit_parameter

from mlcore.catalog.models import entry, planned, refuse_many_rows
from mlcore.cleaning.fit import FittedRecipe, fit
from mlcore.errors import LoupeError, Where
from mlcore.training import messages
from mlcore.training.answers import answers
from mlcore.training.balance import balanced
from mlcore.training.columns import treatments
from mlcore.training.ensembles.combiner import Combiner
from mlcore.training.ensembles.crossfit import combiner_of
from mlcore.training.ensembles.fitted import SideBySide, Together
from mlcore.training.preparation.base import Preparation
from mlcore.training.preparation.kinds import CLASSES as PREPARATION_CLASSES
from mlcore.training.preparation.kinds import make
from mlcore.training.problem import Problem
from mlcore.types import Kind, Trial


@dataclass(frozen=True, eq=False)
class CleanRows:
    """Training rows after the recipe, what the recipe learnt, and how columns are treated."""

    recipe: FittedRecipe
    frame: pd.DataFrame
    y: np.ndarray
    treatments: dict[str, Kind]
    weight: np.ndarray | None = None


@dataclass(eq=False)
class FittedModel:
    """Everything a prediction needs, learnt from the same rows.

    Parameters
    ----------
    recipe : FittedRecipe
        The recipe's cell steps.
    preparation : Preparation
        Turns cleaned columns into numbers.
    estimator : Any
        The scikit-learn estimator.
    classes : tuple of str
        Class names in the order of the probability columns; empty for regression.
    rows : int
        Rows the estimator was fitted on: what the recipe's row steps left of those given.
    """

    recipe: FittedRecipe
    preparation: Preparation
    estimator: Any
    classes: tuple[str, ...] = ()
    rows: int = 0

    def predict_raw(self, frame: pd.DataFrame) -> np.ndarray:
        """Return the answers to raw rows: values, or one column of probabilities per class.

        Parameters
        ----------
        frame : DataFrame
            Rows as they were before the recipe; the target is not needed.
        """
        return self.predict_clean(self.recipe.transform(frame))

    def predict_clean(self, frame: pd.DataFrame) -> np.ndarray:
        """Return the answers to rows that went through the recipe already."""
        return answers(self.estimator, self.preparation.encode(frame), len(self.classes))


CLASSES: tuple[type, ...] = (FittedModel, SideBySide, Together, Combiner, *PREPARATION_CLASSES)
"""Our own types inside a stored model, for the allow-list of the loader."""


def clean(problem: Problem, frame: pd.DataFrame, rows: np.ndarray) -> CleanRows:
    """Fit the recipe on *rows* of the raw *frame*; row-dropping steps drop some of them."""
    fitted = fit(problem.recipe, frame.iloc[rows])
    kept = fitted.frame.drop(columns=problem.plan.target)
    return CleanRows(
        fitted.recipe,
        kept,
        problem.y[rows][fitted.rows],
        treatments(kept, problem.data.columns),
        None if problem.weight is None else problem.weight[rows][fitted.rows],
    )


def prepare(kind: str, rows: CleanRows) -> tuple[Preparation, np.ndarray]:
    """Fit the preparation of *kind* on cleaned training rows; return it and their numbers."""
    preparation = make(kind, rows.treatments).fit(rows.frame, rows.y)
    return preparation, preparation.encode(rows.frame)


@dataclass(frozen=True, eq=False)
class Fit:
    """An estimator and the rows it is to be fitted on.

    Parameters
    ----------
    estimator : Any
        Not yet fitted.
    X, y : ndarray
        Prepared rows and their answers, balanced as planned.
    weight : ndarray or None
        How much each counts.
    """

    estimator: Any
    X: np.ndarray
    y: np.ndarray
    weight: np.ndarray | None = None

    def run(self) -> Any:
        """Return the fitted estimator."""
        if self.weight is None:
            return self.estimator.fit(self.X, self.y)
        return self.estimator.fit(self.X, self.y, sample_weight=self.weight)


def ready(
    problem: Problem, trial: Trial, preparation: Preparation, X: np.ndarray, rows: CleanRows
) -> Fit:
    """Return the trial's estimator with prepared rows that are weighed as planned."""
    refuse_many_rows(entry(trial.model), len(problem.target.rows))
    estimator = planned(problem.plan, trial.model, trial.params)
    if entry(trial.model).preparation == "native":
        estimator.set_params(categorical_features=preparation.categorical)
    taken, weight = balanced(problem.plan, rows.y, rows.weight)
    y = rows.y if taken is None else rows.y[taken]
    X = X if taken is None else X[taken]
    if weight is not None and not has_fit_parameter(estimator, "sample_weight"):
        place = Where(model=trial.model)
        raise LoupeError(messages.NO_WEIGHTS, place, title=entry(trial.model).title)
    return Fit(estimator, X, y, weight)


def fit_pipeline(
    problem: Problem, rows: np.ndarray, trial: Trial, frame: pd.DataFrame | None = None
) -> FittedModel:
    """Fit recipe, preparation and estimator of one trial on some rows of the dataset.

    Parameters
    ----------
    problem : Problem
        What is learnt from what; ``run.problem``.
    rows : ndarray
        Row numbers of the dataset; rows without a target must not be among them.
    trial : Trial
        Which model with which parameters.
    frame : DataFrame or None
        ``problem.frame()``, when it is at hand.

    Returns
    -------
    FittedModel
        The same that the engine fits in a fold whose training rows are *rows*.
    """
    cleaned = clean(problem, problem.frame() if frame is None else frame, np.asarray(rows))
    fitted = _together if trial.members else _alone
    preparation, estimator = fitted(problem, trial, cleaned)
    size = len(cleaned.y)
    return FittedModel(cleaned.recipe, preparation, estimator, problem.classes, size)


def _alone(problem: Problem, trial: Trial, rows: CleanRows) -> tuple[Preparation, Any]:
    preparation, X = prepare(entry(trial.model).preparation, rows)
    return preparation, ready(problem, trial, preparation, X, rows).run()


def _together(problem: Problem, trial: Trial, rows: CleanRows) -> tuple[Preparation, Any]:
    """Fit every member of an ensemble; members of one kind share its preparation."""
    kinds = dict.fromkeys(entry(member.model).preparation for member in trial.members)
    parts = {kind: prepare(kind, rows) for kind in kinds}
    ends = np.cumsum([X.shape[1] for _, X in parts.values()]).tolist()
    blocks = dict(zip(parts, pairwise([0, *ends]), strict=True))
    members = [
        ready(problem, member, *parts[entry(member.model).preparation], rows).run()
        for member in trial.members
    ]
    side_by_side = SideBySide([preparation for preparation, _ in parts.values()])
    own = [blocks[entry(member.model).preparation] for member in trial.members]
    return side_by_side, Together(members, own, combiner_of(trial), len(problem.classes))
