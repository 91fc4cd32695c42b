"""Made clouds: the same seed is the same cloud, and each is what its name says."""

import numpy as np
import pytest

from mlcore.learn.clouds import CLOUDS, ROWS, cloud


@pytest.mark.parametrize("name", CLOUDS)
def test_a_seed_is_a_cloud(name):
    first, again, other = cloud(name, 3), cloud(name, 3), cloud(name, 4)
    assert first.X.shape == (ROWS, 2)
    assert np.array_equal(first.X, again.X)
    assert not np.array_equal(first.X, other.X)


def test_each_cloud_is_what_it_is_called():
    long, round_, units, far = (cloud(n, 0).X for n in ("long", "round", "units", "far"))
    ratio = [np.linalg.eigvalsh(np.cov(X.T))[::-1] for X in (long, round_)]
    assert ratio[0][0] / ratio[0][1] > 5
    assert ratio[1][0] / ratio[1][1] < 2
    assert units.std(axis=0)[0] > 5 * units.std(axis=0)[1]
    away = np.linalg.norm(far - np.median(far, axis=0), axis=1)
    assert np.sort(away)[-1] > 3 * np.sort(away)[-2]
