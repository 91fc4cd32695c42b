"""A model of a quantile is stored, comes back, and answers the same."""

import numpy as np
import pandas as pd
import skops.io

from mlcore.prediction import archive
from mlcore.store.objects import Objects
from mlcore.training.train import train
from mlcore.types import Plan
from tests.training.tables import dataset


def test_each_comes_back_from_its_archive(tmp_path):
    rng = np.random.default_rng(0)
    x = rng.normal(size=600)
    frame = pd.DataFrame(
        {"x": x, "c": rng.choice(["a", "b"], 600), "y": 3 * x + rng.exponential(2, 600)}
    )
    data = dataset(frame, Objects(tmp_path / "objects"))
    models = ("dummy", "linear", "hist_gradient_boosting", "lightgbm")
    run = train(data, Plan("y", "regression", models=models, folds=2, quantile=0.9), threads=1)
    assert len(run.finished) == len(models)
    for trial in run.finished:
        fitted = run.fit(run.splits.train_rows, trial.id)
        back = archive.unpacked(skops.io.dumps(fitted), "model.skops")
        answers = back.predict_raw(frame.head(20))
        assert answers.tobytes() == fitted.predict_raw(frame.head(20)).tobytes(), trial.id
