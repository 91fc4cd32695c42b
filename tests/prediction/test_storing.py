"""Models are stored and read without importing all of scikit-learn."""

from __future__ import annotations

import subprocess
import sys

import sklearn.utils

from mlcore.prediction.storing import skops_io

FRESH = """
import sys
from mlcore.prediction.storing import skops_io
assert "sklearn" not in sys.modules
made = skops_io()
from skops.io import _trusted_types
assert _trusted_types.SKLEARN_ESTIMATOR_TYPE_NAMES == []
unasked = {"sklearn.semi_supervised", "sklearn.cross_decomposition"} & set(sys.modules)
assert not unasked, unasked
from sklearn.linear_model import Ridge
data = made.dumps(Ridge(2.5).fit([[0.0], [1.0]], [0.0, 1.0]))
assert made.get_untrusted_types(data=data) == ["sklearn.linear_model._ridge.Ridge"]
assert made.loads(data, trusted=["sklearn.linear_model._ridge.Ridge"]).alpha == 2.5
assert len(__import__("sklearn.utils").utils.all_estimators()) > 100
"""


def test_a_fresh_process_imports_what_a_model_needs_and_trusts_nobody_unasked() -> None:
    fresh = [sys.executable, "-c", FRESH]
    done = subprocess.run(fresh, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_scikit_learn_is_left_as_it_was() -> None:
    before = sklearn.utils.all_estimators
    assert skops_io() is skops_io()
    assert sklearn.utils.all_estimators is before
