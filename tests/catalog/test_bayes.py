"""Naive Bayes on rows that are mostly 0: the same as scikit-learn's, from sums."""

import numpy as np
import pytest
from scipy.sparse import csr_array
from sklearn.naive_bayes import GaussianNB

from mlcore.catalog.bayes import Bayes
from mlcore.catalog.sparse import mostly_zero, thin


def _rows(rows=400, columns=30, seed=0):
    rng = np.random.default_rng(seed)
    X = (rng.random((rows, columns)) < 0.1).astype(float)
    X[:, 0] = rng.normal(5, 2, rows)
    return X, rng.choice(["a", "b", "c"], rows), rng.random(rows)


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("smoothing", [1e-9, 0.1])
def test_it_is_scikit_learn_s(weighted, smoothing):
    X, y, weight = _rows()
    weight = weight if weighted else None
    ours = Bayes(var_smoothing=smoothing).fit(X, y, weight)
    theirs = GaussianNB(var_smoothing=smoothing).fit(X, y, weight)
    for name in ("theta_", "var_", "class_prior_", "class_count_"):
        assert np.allclose(getattr(ours, name), getattr(theirs, name), rtol=1e-12, atol=1e-12), name
    assert ours.predict_proba(X) == pytest.approx(theirs.predict_proba(X), abs=1e-9)
    assert (ours.predict(X) == theirs.predict(X)).all()


def test_it_does_not_matter_how_the_rows_came():
    X, y, weight = _rows(seed=1)
    plain, thinned = (Bayes().fit(rows, y, weight) for rows in (X, csr_array(X)))
    assert plain.theta_.tobytes() == thinned.theta_.tobytes()
    assert plain.var_.tobytes() == thinned.var_.tobytes()


def test_full_rows_are_left_to_scikit_learn():
    rng = np.random.default_rng(2)
    X, y = rng.normal(size=(100, 4)), rng.integers(0, 2, 100)
    ours, theirs = Bayes().fit(X, y), GaussianNB().fit(X, y)
    assert ours.var_.tobytes() == theirs.var_.tobytes()
    again = Bayes().fit(csr_array(X), y)
    assert again.var_.tobytes() == theirs.var_.tobytes()


def test_a_constant_column_has_no_variance_below_nothing():
    X = np.zeros((50, 6))
    X[:, 0] = 0.1
    found = Bayes(var_smoothing=0.1).fit(X, np.arange(50) % 2)
    assert (found.var_ >= 0).all()


def test_rows_are_thinned_where_most_cells_are_nothing():
    X, _, _ = _rows()
    assert mostly_zero(X)
    assert thin(X).nnz == np.count_nonzero(X)
    full = np.ones((3, 3))
    assert thin(full) is full
    assert isinstance(thin(csr_array(full)), np.ndarray)
