"""What a person should know before they keep a step: much is lost, or later steps need it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from mlcore.cleaning.catalogue import step
from mlcore.cleaning.steps.values import labels
from mlcore.errors import LoupeError
from mlcore.language import translate
from mlcore.numbers import percent
from mlcore.types import StepSpec

MANY_ROWS = 0.5
"""A step that drops more of the rows is asked about before it is added."""
MANY_OUTLIERS = 0.2
"""A rule for outliers that touches more of the values has not found outliers."""
MOST_CLASSES = 20
OUTLIERS = "outlier"
_SENTENCES = {
    "drops_most": "This leaves {left:,} of {rows:,} rows: {share} go.",
    "drops_class": "No row of the class “{value}” of “{target}” is left.",
    "many_outliers": "This touches {share} of the values in “{column}”: too many for outliers.",
    "no_rows": "No row is left: the steps after this one have nothing to work on.",
    "drops_target": "This removes “{target}”, which is to be predicted.",
    "needed_later": "“{column}” is needed later: by {steps}.",
}


@dataclass(frozen=True)
class Caution:
    """Something to know before a step is kept.

    Parameters
    ----------
    code : str
        Which kind; its sentence stands in one table.
    facts : tuple of (str, value)
        What the sentence names.
    ask : bool
        True when the step is only added after the person has said so again.
    """

    code: str
    facts: tuple[tuple[str, Any], ...] = ()
    ask: bool = False

    @property
    def sentence(self) -> str:
        """The caution in words."""
        return translate(_SENTENCES[self.code]).format(**dict(self.facts))


def about_rows(
    spec: StepSpec, before: pd.DataFrame, after: pd.DataFrame, target: str | None
) -> tuple[Caution, ...]:
    """Return what the step *spec* loses between the frames *before* and *after* it."""
    found: list[Caution] = []
    left, rows = len(after), len(before)
    outliers = OUTLIERS in step(spec.name).words
    if rows and not left:
        found.append(Caution("no_rows"))
    elif rows - left > (MANY_OUTLIERS if outliers else MANY_ROWS) * rows:
        facts = (("left", left), ("rows", rows), ("share", percent(1 - left / rows)))
        found.append(Caution("drops_most", facts, ask=True))
    if left < rows and left:
        found += _lost_classes(before, after, target)
    if outliers and left == rows and after is not before:
        found += _touched(spec, before, after)
    return tuple(found)


Removal = tuple[StepSpec, tuple[str, ...], LoupeError | None]


def needed_later(effects: Sequence[Removal], target: str | None) -> dict[int, tuple[Caution, ...]]:
    """Return cautions about columns that go too early, by the place of the step to blame.

    Parameters
    ----------
    effects : sequence of (StepSpec, tuple of str, LoupeError or None)
        Of each step: itself, the columns it removes, and why it cannot be carried out.
    target : str or None
        What is to be predicted.
    """
    made: dict[int, tuple[Caution, ...]] = {}
    for at, (_, removed, _) in enumerate(effects):
        found: list[Caution] = []
        if target in removed:
            found.append(Caution("drops_target", (("target", target),), ask=True))
        for column in removed:
            steps = _in_vain(effects, at, column)
            if steps:
                facts = (("column", column), ("steps", ", ".join(steps)))
                found.append(Caution("needed_later", facts))
        if found:
            made[at] = tuple(found)
    return made


def _in_vain(effects: Sequence[Removal], at: int, column: str) -> list[str]:
    """Return the steps after *at* that miss *column*, by number and title."""
    return [
        f"{number} {step(spec.name).title}"
        for number, (spec, _, problem) in enumerate(effects, 1)
        if number > at + 1 and problem is not None and problem.code == "column_missing"
        and column in [where.column for where in problem.where]
    ]  # fmt: skip


def _lost_classes(before: pd.DataFrame, after: pd.DataFrame, target: str | None) -> list[Caution]:
    if target is None or target not in before.columns or target not in after.columns:
        return []
    classes = [value for value in pd.unique(labels(before[target])) if value is not None]
    if not 1 < len(classes) <= MOST_CLASSES:
        return []
    left = set(labels(after[target]))
    gone = [value for value in classes if value not in left]
    return [Caution("drops_class", (("value", v), ("target", target)), ask=True) for v in gone]


def _touched(spec: StepSpec, before: pd.DataFrame, after: pd.DataFrame) -> list[Caution]:
    found = []
    for name in spec.columns:
        if name not in before.columns or name not in after.columns:
            continue
        old, new = labels(before[name]), labels(after[name])
        present = int(np.sum(before[name].notna()))
        share = float(np.sum((old != new) & before[name].notna().to_numpy())) / max(present, 1)
        if share > MANY_OUTLIERS:
            facts = (("share", percent(share)), ("column", name))
            found.append(Caution("many_outliers", facts, ask=True))
    return found
