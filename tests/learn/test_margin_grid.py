"""The grid of choices against a plain loop over scikit-learn's SVC."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.svm import SVC

from mlcore.learn import margin_grid
from mlcore.learn.margin_grid import FOLDS, MOST_ROWS, PRICES, WIDTHS, grid
from mlcore.learn.margins import Kernel
from mlcore.learn.planes import made
from mlcore.learn.points import scaled


def some(rows: int = 60) -> tuple[np.ndarray, np.ndarray]:
    points = made("moons", 1, rows, 0.2)
    return scaled(points.X), np.where(points.target == 1, 1.0, -1.0)


def test_each_cell_is_a_fit_of_scikit_learn() -> None:
    X, y = some()
    found = grid(X, y, Kernel("rbf"), 3)
    assert found.score.shape == (len(WIDTHS), len(PRICES))
    folds = margin_grid._folds(y, np.random.default_rng([3, 12]))
    order = np.random.default_rng([3, 12])
    order.permutation(len(y))  # drawn for the rows, before the folds
    folds = margin_grid._folds(y, order)
    for row, at in ((0, 0), (2, 2), (4, 4)):
        model = SVC(C=PRICES[at], gamma=WIDTHS[row])
        model.fit(X, y)
        slope = model.dual_coef_[0] @ Kernel("rbf", WIDTHS[row])(
            model.support_vectors_, model.support_vectors_
        ) @ model.dual_coef_[0]  # fmt: skip
        assert found.held[row, at] == pytest.approx(len(model.support_) / len(y))
        assert found.street[row, at] == pytest.approx(2 / np.sqrt(slope), rel=1e-3)
        right = [
            model.fit(X[folds != fold], y[folds != fold]).predict(X[folds == fold])
            == y[folds == fold]
            for fold in range(FOLDS)
        ]
        assert found.score[row, at] == pytest.approx(np.concatenate(right).mean())


def test_a_kernel_without_a_width_has_one_row() -> None:
    found = grid(*some(), Kernel("linear"), 0)
    assert found.widths == (1.0,)
    assert found.score.shape == (1, len(PRICES))
    assert np.all(np.diff(found.street[0]) < 1e-6)  # the higher the price, the narrower


def test_many_rows_are_drawn_with_both_classes_in_every_fold() -> None:
    y = np.where(np.arange(900) < 6, 1.0, -1.0)
    taken = margin_grid._taken(y, np.random.default_rng(0))
    assert len(taken) == MOST_ROWS == len(set(taken.tolist()))
    assert (y[taken] == 1).sum() >= FOLDS
    folds = margin_grid._folds(y[taken], np.random.default_rng(0))
    assert all((y[taken][folds == fold] == 1).any() for fold in range(FOLDS))


def test_a_class_of_one_row_does_not_stop_it() -> None:
    X, y = some(20)
    y = np.where(np.arange(20) == 3, 1.0, -1.0)
    found = grid(X, y, Kernel("linear"), 0)
    assert np.isfinite(found.score).all()


def test_the_best_of_equal_scores_has_the_widest_street() -> None:
    found = grid(*some(), Kernel("rbf"), 0)
    row, at = found.best
    equal = found.score == found.score.max()
    assert equal[row, at]
    assert found.street[row, at] == found.street[equal].max()
