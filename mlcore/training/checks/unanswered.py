"""A class that is never the answer, however well it is ranked."""

from __future__ import annotations

import numpy as np

from mlcore.catalog.models import entry
from mlcore.training.checks.base import Check, Judged, Label, finding
from mlcore.types import Finding

LABEL: Label = ("never_answered", "warning")
OF_SEVERAL: Label = ("never_answered_of_several", "warning")
FEWEST = 5
"""Rows of a class below which nothing is expected."""


def find(judged: Judged) -> tuple[Finding, ...]:
    """Name the largest class that no out-of-fold row was given as its likeliest."""
    classes = judged.run.classes
    if not classes or entry(judged.trial.model).baseline:
        return ()
    oof = judged.run.oof(judged.trial.id)
    rows = np.bincount(oof.y.astype(int), minlength=len(classes))
    given = np.bincount(oof.prediction.argmax(axis=1), minlength=len(classes))
    silent = np.flatnonzero((given == 0) & (rows >= FEWEST))
    if not len(silent):
        return ()
    at = int(silent[rows[silent].argmax()])
    return finding(
        LABEL if len(classes) == 2 else OF_SEVERAL,
        title=judged.title,
        value=classes[at],
        rows=int(rows[at]),
        highest_share=float(oof.prediction[:, at].max()),
    )


CHECK = Check(*LABEL, find)
