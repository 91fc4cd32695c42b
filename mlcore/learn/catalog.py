"""The lessons there are, in the order of a course; one entry each."""

from __future__ import annotations

from mlcore.learn.lesson import Lesson
from mlcore.learn.lessons import (
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

LESSONS: tuple[Lesson, ...] = (
    descent.LESSON,
    logistic.LESSON,
    svm.LESSON,
    trees.LESSON,
    kmeans.LESSON,
    components.LESSON,
    rules.LESSON,
    mlp.LESSON,
    convolution.LESSON,
    recurrence.LESSON,
    overfitting.LESSON,
    leakage.LESSON,
    fairness.LESSON,
)


def lesson(name: str | None) -> Lesson | None:
    """Return the lesson called *name*; None when there is none."""
    return next((entry for entry in LESSONS if entry.name == name), None)


def explaining(model: str) -> Lesson | None:
    """Return the lesson that explains the catalogue's *model*; None when none does."""
    return next((entry for entry in LESSONS if model in entry.models), None)
