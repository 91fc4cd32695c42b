"""k-means against scikit-learn: the last state, the silhouette, the index of agreement."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, silhouette_samples

from mlcore.learn import kmeans
from mlcore.learn.kmeans import cluster
from mlcore.learn.lesson import Chosen
from mlcore.learn.lessons.kmeans import LESSON
from mlcore.learn.shapes import SHAPES, shape


def chosen(seed: int = 0, **values: object) -> Chosen:
    base = LESSON.chosen()
    return replace(base, values=tuple({**dict(base.values), **values}.items()), seed=seed)


def run(asked: Chosen) -> kmeans.Clustering:
    return cluster(LESSON.toy(asked), asked)


@pytest.mark.parametrize("name", ["blobs", "overlap", "moons", "long"])
@pytest.mark.parametrize("start", ["plus", "random"])
def test_it_ends_where_scikit_learn_ends(name: str, start: str) -> None:
    found = run(chosen(shape=name, start=start, k=4))
    first, last = found.frames[0], found.frames[-1]
    theirs = KMeans(4, init=first.centres, n_init=1, tol=0, max_iter=300).fit(found.X)
    np.testing.assert_allclose(last.centres, theirs.cluster_centers_, atol=1e-9)
    assert last.inertia == pytest.approx(theirs.inertia_, rel=1e-9)
    assert last.labels.tolist() == theirs.labels_.tolist()


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 500), st.sampled_from(sorted(SHAPES)), st.integers(2, 8))
def test_inertia_never_rises_and_it_comes_to_rest(seed: int, name: str, k: int) -> None:
    asked = chosen(seed, k=k)
    found = cluster(shape(name, seed, 60), asked)
    inertia = [frame.inertia for frame in found.frames]
    assert all(b <= a * (1 + 1e-12) for a, b in pairwise(inertia))
    assert found.frames[-1].changed == 0
    assert found.best <= inertia[-1]


def test_assign_and_move_take_turns() -> None:
    phases = [frame.phase for frame in run(chosen()).frames]
    assert phases[0] == "start"
    assert phases[1::2] == ["assign"] * len(phases[1::2])
    assert set(phases[2::2]) <= {"move"}


def test_silhouettes_are_those_of_scikit_learn() -> None:
    found = run(chosen(shape="overlap", k=5))
    last = found.frames[-1]
    np.testing.assert_allclose(
        last.silhouette, silhouette_samples(found.X, last.labels), atol=1e-12
    )


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=40))
def test_agreement_is_the_adjusted_rand_index(pairs: list[tuple[int, int]]) -> None:
    first, second = np.array(pairs).T
    expected = adjusted_rand_score(first, second)
    assert kmeans.agreement(first, second) == pytest.approx(expected, abs=1e-12)


def test_plus_plus_begins_far_apart() -> None:
    X = shape("blobs", 0).X
    spread = {
        name: np.median([
            kmeans.squared(c, c)[~np.eye(3, dtype=bool)].min()
            for c in (kmeans.start_of(X, 3, chosen(seed, start=name)) for seed in range(30))
        ])
        for name in ("plus", "random")
    }  # fmt: skip
    assert spread["plus"] > 2 * spread["random"]


def test_centres_put_by_hand_are_where_it_begins() -> None:
    places = ((0.0, 1.0), (2.0, -1.0), (1.5, 1.5))
    found = run(replace(chosen(), places=(("centres", places),)))
    assert found.frames[0].centres.tolist() == [list(place) for place in places]
    other = run(replace(chosen(k=4), places=(("centres", places),)))
    assert len(other.frames[0].centres) == 4  # three do not fit four


def test_a_centre_without_points_stays() -> None:
    X = np.array([[0.0, 0.0], [1.0, 0.0]])
    centres = np.array([[0.5, 0.0], [9.0, 9.0]])
    assert kmeans.move(X, centres, kmeans.assign(X, centres)).tolist() == [[0.5, 0], [9, 9]]


def test_own_columns_are_scaled_first() -> None:
    points = replace(shape("blobs", 0), own=True)
    wide = replace(points, X=points.X * [1, 1000])
    first, second = (cluster(each, chosen()) for each in (points, wide))
    assert first.frames[-1].labels.tolist() == second.frames[-1].labels.tolist()
