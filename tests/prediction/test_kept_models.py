"""Every model of the catalogue can be stored, looked through, and answers the same."""

from __future__ import annotations

import numpy as np
import pytest
import skops.io

from mlcore.catalog.models import MODELS, build
from mlcore.errors import LoupeError
from mlcore.prediction.archive import unpacked
from tests.training import small

RNG = np.random.default_rng(0)
X = RNG.normal(size=(90, 3))
X[:, 2] = RNG.integers(0, 5, 90)
VALUE = X[:, 0] + (X[:, 2] == 1)
BUILT = [
    (model.name, task)
    for model in MODELS
    if model.installed and not model.ensemble
    for task in model.tasks
]


def _fitted(name: str, task: str) -> object:
    y = VALUE if task == "regression" else np.digitize(VALUE, [0.3, 1.0][: 1 + (task[0] == "m")])
    made = build(name, task, seed=1)  # type: ignore[arg-type]
    if "categorical_features" in made.get_params():
        made.set_params(categorical_features=np.array([False, False, True]))
    return made.fit(X, y)


@pytest.mark.parametrize(("name", "task"), BUILT)
def test_it_is_kept_and_answers_the_same(
    name: str, task: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    small.put(monkeypatch)
    made = _fitted(name, task)
    again = unpacked(skops.io.dumps(made), "model.skops")
    ask = "predict" if task == "regression" else "predict_proba"
    np.testing.assert_array_equal(getattr(again, ask)(X), getattr(made, ask)(X))


def test_trees_of_lightgbm_that_lead_nowhere_are_refused() -> None:
    made = _fitted("lightgbm", "binary")
    text = bytes(made.text_).decode()  # type: ignore[attr-defined]
    links = text[text.index("left_child=") :].split("\n")[0]
    worse = text.replace(links, "left_child=" + " ".join(["0"] * len(links.split(" "))), 1)
    made.text_ = np.frombuffer(worse.encode(), dtype=np.uint8)  # type: ignore[attr-defined]
    with pytest.raises(LoupeError) as caught:
        unpacked(skops.io.dumps(made), "model.skops")
    assert caught.value.code == "damaged_model"


def test_a_broken_tree_inside_another_model_is_found() -> None:
    made, tree = _fitted("linear_svm", "regression"), _fitted("tree", "regression")
    tree.tree_.children_left[0] = 10**6  # type: ignore[attr-defined]
    made.inner_ = tree  # type: ignore[attr-defined]
    with pytest.raises(LoupeError) as caught:
        unpacked(skops.io.dumps(made), "model.skops")
    assert caught.value.code == "damaged_model"
