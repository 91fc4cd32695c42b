"""What a model takes: a field for every raw column that its run was given."""

from __future__ import annotations

import pandas as pd

from mlcore.prediction.learn import learn
from mlcore.training.run import Run
from mlcore.types import Signature


def signature_of(run: Run, used: pd.DataFrame, importance: dict[str, float]) -> Signature:
    """Return what a model that is fitted on the raw rows *used* takes.

    Parameters
    ----------
    run : Run
        Says the inputs and the target.
    used : DataFrame
        The rows of the fit.
    importance : dict of str to float
        Share of the permutation importance by column; those left out count as 0.
    """
    target = run.problem.target
    return Signature(
        fields=tuple(
            learn(run.data.column(name), used[name], importance.get(name, 0.0))
            for name in run.problem.inputs
        ),
        target=run.plan.target,
        task=target.task,
        classes=target.classes,
        target_kind=run.data.column(target.raw).kind,
    )
