"""Other metrics: the run's own comes out as on the leaderboard, the others as scikit-learn says."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import brier_score_loss, f1_score

from mlcore.data.dataset import Dataset
from mlcore.errors import LoupeError
from mlcore.training.reported import reported
from mlcore.training.train import train
from mlcore.types import Plan


def test_every_metric_is_had_per_fold_and_pooled_without_another_fit(answers: Dataset) -> None:
    run = train(answers, Plan("yes", models=("dummy", "logistic"), folds=3), threads=1)
    found = reported(run, ("roc_auc", "f1", "neg_brier_score"))
    assert [(one.trial, one.metric) for one in found[:3]] == [
        ("logistic", "roc_auc"), ("logistic", "f1"), ("logistic", "neg_brier_score"),
    ]  # fmt: skip
    own = found[0]
    assert own.folds == run.trial("logistic").fold_scores
    assert own.mean == pytest.approx(run.trial("logistic").score)
    assert own.sd == pytest.approx(run.trial("logistic").sd)
    oof = run.oof("logistic")
    assert found[1].pooled == f1_score(oof.y, oof.prediction.argmax(axis=1))
    assert found[2].pooled == -brier_score_loss(oof.y, oof.prediction[:, 1])
    for fold in range(3):
        here = oof.fold == fold
        wanted = f1_score(oof.y[here], oof.prediction[here].argmax(axis=1))
        assert found[1].folds[fold] == pytest.approx(wanted)
    assert len(found) == 6
    assert np.isfinite([one.mean for one in found]).all()


def test_a_metric_of_another_task_is_refused(answers: Dataset) -> None:
    run = train(answers, Plan("yes", models=("dummy",), folds=3), threads=1)
    with pytest.raises(LoupeError) as caught:
        reported(run, ("r2",))
    assert caught.value.code == "unknown_metric"
