"""Our reasons against the shap library's own, which has an environment of its own (numba).

Gradient boosting of scikit-learn with categories is left out: the library's values (0.51) do not
add up to its answers, ours do (test_why.py).
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mlcore.prediction.why import reasons
from tests.prediction.test_why import asked, columns_of

PACKAGES = ("shap==0.51.0", "numpy", "scipy", "scikit-learn", "lightgbm", "pandas")
SCRIPT = """
import pickle, sys, numpy as np, shap
out = {}
for name, (kind, model, X, background) in pickle.load(open(sys.argv[1], 'rb')).items():
    if kind == "booster":
        import lightgbm
        model = lightgbm.Booster(model_str=model)
    if kind == "linear":
        whole = shap.maskers.Independent(background, max_samples=len(background))  # not 100
        found = shap.LinearExplainer(model, whole).shap_values(X)
    else:
        found = shap.TreeExplainer(model).shap_values(X)
    out[name] = np.asarray(found)
pickle.dump(out, open(sys.argv[2], 'wb'))
"""


def _given(case: str) -> tuple[str, Any, np.ndarray, np.ndarray]:
    made, checked = asked(case)
    fitted: Any = made.fitted
    X = fitted.preparation.encode(fitted.recipe.transform(checked.frame))
    background = fitted.preparation.encode(fitted.recipe.transform(made.sample.frame()))
    if case == "light":
        return "booster", bytes(fitted.estimator.text_).decode(), X, background
    kind = "linear" if case == "plain" else "trees"
    return kind, fitted.estimator, X, background


@pytest.mark.slow
def test_the_values_are_those_of_the_library(tmp_path: Path) -> None:
    cases = ("dates", "classes", "light", "plain")
    same = {name: f"{name}=={version(name)}" for name in ("scikit-learn", "lightgbm", "numpy")}
    uv, python = Path(sys.executable).with_name("uv"), tmp_path / "shap" / "bin" / "python"
    subprocess.run([uv, "venv", "-q", "-p", sys.executable, tmp_path / "shap"], check=True)
    wanted = [same.get(name, name) for name in PACKAGES]
    subprocess.run([uv, "pip", "install", "-q", "-p", python, *wanted], check=True)
    (tmp_path / "given").write_bytes(pickle.dumps({case: _given(case) for case in cases}))
    subprocess.run(
        [python, "-c", SCRIPT, tmp_path / "given", tmp_path / "found"],
        check=True,
        env={"PYTHONPATH": str(Path(__file__).parents[2]), "OMP_NUM_THREADS": "1"},
    )
    values = pickle.loads((tmp_path / "found").read_bytes())
    for case in cases:
        made, checked = asked(case)
        for at, name in enumerate(made.signature.classes or ("",)):
            part = values[case][..., at] if values[case].ndim == 3 else values[case]
            pairs = zip(reasons(made, checked, name or None), columns_of(made, part), strict=True)
            for found, expected in pairs:
                assert dict(found.parts) == pytest.approx(expected, abs=1e-6), case
