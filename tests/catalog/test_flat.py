"""Trees as arrays against scikit-learn's own walk of the same trees."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.ensemble import GradientBoostingRegressor

from mlcore.catalog import flat
from mlcore.catalog.flat import FlatTrees

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(300, 4)).astype(np.float32)
MODEL = GradientBoostingRegressor(n_estimators=12, max_depth=4, random_state=0).fit(
    X, X[:, 0] * X[:, 1] + X[:, 2]
)


def _flat() -> FlatTrees:
    """scikit-learn goes left at and below a threshold: ours is the next number after it."""
    trees = [tree.tree_ for tree in MODEL.estimators_[:, 0]]
    starts = np.cumsum([0, *(tree.node_count for tree in trees)])
    own = np.arange(starts[-1])
    ends = np.concatenate([tree.children_left < 0 for tree in trees])

    def moved(name):
        pairs = zip(trees, starts, strict=False)
        found = np.concatenate([getattr(tree, name) + start for tree, start in pairs])
        return np.where(ends, own, found).astype(np.int32)

    borders = np.concatenate([tree.threshold for tree in trees])
    low = borders.astype(np.float32)
    low = np.where(low > borders, np.nextafter(low, np.float32(-np.inf)), low)
    values = np.concatenate([tree.value[:, 0, 0] for tree in trees])
    return FlatTrees(
        left=moved("children_left"),
        right=moved("children_right"),
        feature=np.where(ends, 0, np.concatenate([tree.feature for tree in trees])).astype(int),
        threshold=np.nextafter(low, np.float32(np.inf)),
        missing_left=np.zeros(len(own), dtype=bool),
        value=np.where(ends, MODEL.learning_rate * values, 0.0),
        roots=starts[:-1].astype(np.int32),
        output=np.zeros(len(trees), dtype=np.int32),
        base=np.array([MODEL.init_.constant_[0, 0]]),
        depth=4,
    )


def test_they_answer_what_scikit_learn_answers():
    np.testing.assert_allclose(_flat().margins(X)[:, 0], MODEL.predict(X), rtol=1e-10)


@pytest.mark.parametrize("cells", [1, 50, 10**9])
def test_a_row_is_answered_the_same_alone_and_in_any_part(monkeypatch, cells):
    expected = _flat().margins(X)
    monkeypatch.setattr(flat, "MOST_CELLS", cells)
    np.testing.assert_array_equal(_flat().margins(X), expected)
    np.testing.assert_array_equal(_flat().margins(X[[7]])[0], expected[7])
    assert _flat().margins(X[:0]).shape == (0, 1)


def test_a_gap_goes_where_the_node_says():
    gap = np.full((1, 4), np.nan)
    trees = _flat()
    way = [replace(trees, missing_left=np.full(len(trees.left), side)) for side in (False, True)]
    low, high = np.full((1, 4), -9.0), np.full((1, 4), 9.0)
    np.testing.assert_array_equal(way[0].margins(gap), trees.margins(high))
    np.testing.assert_array_equal(way[1].margins(gap), trees.margins(low))


@pytest.mark.parametrize(
    ("part", "value"),
    [("left", 10**6), ("left", -1), ("right", 0), ("feature", 4), ("feature", -1),
     ("value", np.nan), ("roots", 10**6), ("output", 1), ("base", np.inf)],
)  # fmt: skip
def test_a_table_that_leads_nowhere_is_refused(part, value):
    trees = _flat()
    assert trees.checked(4) is trees
    worse = getattr(trees, part).copy()
    worse[-1 if part in ("left", "right") else 0] = value
    with pytest.raises(ValueError, match="not a table of trees"):
        replace(trees, **{part: worse}).checked(4)


@pytest.mark.parametrize(("part", "value"), [("depth", 10**9), ("output", np.zeros(3, int))])
def test_sizes_that_do_not_fit_are_refused(part, value):
    with pytest.raises(ValueError, match="not a table of trees"):
        replace(_flat(), **{part: value}).checked(4)
