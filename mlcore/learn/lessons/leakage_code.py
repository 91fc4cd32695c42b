"""Python that leaks in the four ways, and mends each: the same rows, folds and scores."""

from __future__ import annotations

from mlcore.learn.code import reading
from mlcore.learn.leakage import FOLDS, amounts, repeats_of
from mlcore.learn.lesson import Chosen
from mlcore.learn.points import Points

SELECTION = """\
pick, model = SelectKBest(f_classif, k=%(keep)d), NearestCentroid()
scores = []
for repeat in range(%(repeats)d):
    rng = np.random.default_rng([%(seed)d, repeat])
    flips = rng.permutation(y)                  # nothing to learn
    noise = rng.standard_normal((len(y), %(columns)d), np.float32)
    folds = PredefinedSplit(rng.permutation(np.arange(len(y)) %% %(folds)d))
    known = pick.fit_transform(noise, flips)    # the leak: picked before the folds
    wrong = cross_val_predict(model, known, flips, cv=folds) == flips
    inside = make_pipeline(pick, model)         # picked anew inside each fold
    right = cross_val_predict(inside, noise, flips, cv=folds) == flips
    scores.append([wrong.mean(), right.mean()])
print(*np.mean(scores, axis=0))"""
TOGETHER = """\
model, scores = KNeighborsClassifier(1), []
for repeat in range(%(repeats)d):
    rng = np.random.default_rng([%(seed)d, repeat])
    fold, flips = rng.permutation(np.arange(len(y)) %% %(folds)d), rng.permutation(y)
    centres, stray = rng.normal(size=(len(y), 2)), rng.normal(size=(len(y), 2))
    group = np.arange(len(y)) // %(amount)d               # rows that belong together
    X, labels = centres[group] + %(spread)s * stray, flips[group]
    leaky, apart = PredefinedSplit(fold), PredefinedSplit(group %% %(folds)d)
    wrong = cross_val_predict(model, X, labels, cv=leaky) == labels
    right = cross_val_predict(model, X, labels, cv=apart) == labels
    scores.append([wrong.mean(), right.mean()])
print(*np.mean(scores, axis=0))"""
TIME = """\
model, scores, rows = KNeighborsClassifier(1), [], len(y)
for repeat in range(%(repeats)d):
    rng = np.random.default_rng([%(seed)d, repeat])
    shocks, fold = rng.normal(size=(rows, 3)), rng.permutation(np.arange(rows) %% %(folds)d)
    series = shocks.copy()
    for t in range(1, rows):                    # each moment is like the last
        series[t] = %(amount)s * series[t - 1] + np.sqrt(1 - %(amount)s**2) * shocks[t]
    X, labels = series[:, :2], (series[:, 2] > np.median(series[:, 2])).astype(int)
    wrong = cross_val_predict(model, X, labels, cv=PredefinedSplit(fold)) == labels
    block = np.arange(rows) * (%(folds)d + 1) // rows
    right = np.concatenate([                    # the past tests the future
        model.fit(X[block < at], labels[block < at]).predict(X[block == at])
        == labels[block == at]
        for at in range(1, %(folds)d + 1)
    ])
    scores.append([wrong.mean(), right.mean()])
print(*np.mean(scores, axis=0))"""
SPREAD = {"copies": 0.0, "groups": 0.2}
PICKING = """\
from sklearn.feature_selection import SelectKBest, f_classif
from sklearn.model_selection import PredefinedSplit, cross_val_predict
from sklearn.neighbors import NearestCentroid
from sklearn.pipeline import make_pipeline"""
NEAREST = """\
from sklearn.model_selection import PredefinedSplit, cross_val_predict
from sklearn.neighbors import KNeighborsClassifier"""


def code(points: Points, chosen: Chosen) -> str:
    """Return Python whose two scores are those of the last frame: leaking, and mended."""
    kind = chosen["kind"]
    body = {"selection": SELECTION, "time": TIME}.get(kind, TOGETHER) % {
        "keep": chosen["keep"], "columns": chosen["columns"], "seed": chosen.seed, "folds": FOLDS,
        "repeats": repeats_of(points, chosen), "amount": amounts(chosen)[-1],
        "spread": SPREAD.get(kind),
    }  # fmt: skip
    names = PICKING if kind == "selection" else NEAREST
    return f"import numpy as np\n{names}\n{_labels(points, chosen)}\n\n{body}"


def _labels(points: Points, chosen: Chosen) -> str:
    if not points.own:
        return f"\ny = np.arange({points.rows}) % 2"
    return f"{reading(points, chosen.seed)}\ny = np.unique(y, return_inverse=True)[1]"
