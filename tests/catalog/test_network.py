import numpy as np

from mlcore.catalog.network import NetworkClassifier, NetworkRegressor

RNG = np.random.default_rng(0)
X = RNG.normal(size=(600, 3))
Y = (X[:, 0] * X[:, 1] > 0).astype(int)


def test_it_stops_early_only_when_a_part_can_be_spared():
    assert NetworkClassifier(random_state=0).fit(X, Y).early_stopping
    assert not NetworkClassifier(random_state=0, max_iter=5).fit(X[:90], Y[:90]).early_stopping
    rare = Y.copy()
    rare[:3] = 2
    assert not NetworkClassifier(random_state=0, max_iter=5).fit(X, rare).early_stopping
    assert NetworkRegressor(random_state=0).fit(X, X[:, 0]).early_stopping_


def test_it_learns_what_a_line_cannot():
    made = NetworkClassifier(random_state=0).fit(X[:500], Y[:500])
    assert (made.predict(X[500:]) == Y[500:]).mean() > 0.85
