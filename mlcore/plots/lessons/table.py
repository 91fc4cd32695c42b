"""Which lesson is drawn by which function."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mlcore.learn.lesson import Trajectory
from mlcore.plots.lessons import (
    components,
    convolution,
    descent,
    fairness,
    kmeans,
    leakage,
    logistic,
    mlp,
    overfitting,
    recurrence,
    rules,
    svm,
    trees,
)
from mlcore.plots.lessons.moving import Moving

DRAWN: dict[str, Callable[[Any, str | None], tuple[Moving, ...]]] = {
    "gradient-descent": descent.views,
    "k-means": kmeans.views,
    "principal-components": components.views,
    "leakage": leakage.views,
    "fairness": fairness.views,
    "overfitting": overfitting.views,
    "logistic-regression": logistic.views,
    "support-vectors": svm.views,
    "decision-tree": trees.views,
    "association-rules": rules.views,
    "neural-network": mlp.views,
    "convolution": convolution.views,
    "recurrence": recurrence.views,
}


def views(name: str, trajectory: Trajectory[Any], theme: str | None = None) -> tuple[Moving, ...]:
    """Return the views of the lesson called *name*: at least its geometry and a curve.

    Parameters
    ----------
    name : str
        The lesson's id.
    trajectory : Trajectory
        What its algorithm returned.
    theme : {"light", "dark"} or None
        The reader's appearance.
    """
    return DRAWN[name](trajectory, theme)
