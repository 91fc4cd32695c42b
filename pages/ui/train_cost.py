"""What each mistake costs, asked class by class: a metric of one's own."""

from __future__ import annotations

import numpy as np
import streamlit as st

from mlcore.evaluation.cost import named
from mlcore.types import Task
from mlcore.workspace.workspace import Opened, Workspace
from pages.ui import cache_train, controls
from pages.ui.words import _, literal, shorten

CHOICE = "cost"
MOST_CLASSES = 4
"""Classes up to which every mistake is asked for."""


def offered(space: Workspace, opened: Opened, task: Task, target: str) -> bool:
    """Return True when mistakes can be priced: there are classes, and not too many."""
    if task == "regression":
        return False
    classes = cache_train.classes(opened.data, space.recipe(opened.name), target)
    return 2 <= len(classes) <= MOST_CLASSES


def ask(space: Workspace, opened: Opened, target: str) -> str:
    """Draw a price for each mistake and return the metric that holds them."""
    classes = cache_train.classes(opened.data, space.recipe(opened.name), target)
    matrix = np.zeros((len(classes), len(classes)))
    for true, name in enumerate(classes):
        for answer, other in enumerate(classes):
            if answer != true:
                matrix[true, answer] = _price(opened, target, name, other)
    if not matrix.any():
        matrix[0, 1] = 1.0  # all free: nothing to compare by
    st.caption(_("Cost per row of the cheapest answers, mistakes priced like this."))
    return named(matrix)


def _price(opened: Opened, target: str, true: str, answer: str) -> float:
    label = f"{literal(shorten(true, 18))} {_('taken for')} {literal(shorten(answer, 18))}"
    price = controls.number(
        label, key=f"train.cost.{opened.name}.{target}.{true}.{answer}", default=1.0, low=0.0,
        step=1.0, format="%g",
    )  # fmt: skip
    return float(price or 0.0)
