"""Principal components against scikit-learn, and against leaving rows out one by one."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.decomposition import PCA

from mlcore.learn import components as parts
from mlcore.learn.clouds import CLOUDS
from mlcore.learn.components import Components, components
from mlcore.learn.lesson import Chosen
from mlcore.learn.lessons.components import LESSON
from mlcore.learn.points import Points


def chosen(seed: int = 0, **values: object) -> Chosen:
    base = LESSON.chosen()
    return replace(base, values=tuple({**dict(base.values), **values}.items()), seed=seed)


def run(asked: Chosen) -> Components:
    return components(LESSON.toy(asked), asked)


@pytest.mark.parametrize("name", CLOUDS)
@pytest.mark.parametrize("scale", [False, True])
def test_it_ends_where_scikit_learn_ends(name: str, scale: bool) -> None:
    found = run(chosen(cloud=name, scale=scale))
    theirs = PCA(1).fit(found.X)
    last = found.frames[-1]
    assert abs(last.direction @ theirs.components_[0]) == pytest.approx(1, abs=1e-12)
    assert last.kept == pytest.approx(theirs.explained_variance_[0], rel=1e-10)
    back = theirs.inverse_transform(theirs.transform(found.X))
    lost = ((found.X - back) ** 2).sum() / (len(found.X) - 1)
    assert last.lost == pytest.approx(lost, rel=1e-9)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 99), st.sampled_from(sorted(CLOUDS)), st.booleans())
def test_kept_and_lost_are_what_the_shadows_say(seed: int, name: str, scale: bool) -> None:
    found = run(chosen(seed, cloud=name, scale=scale))
    for frame in found.frames[::7]:
        shadows = found.X @ frame.direction
        fallen = found.X - shadows[:, None] * frame.direction
        assert frame.kept == pytest.approx(shadows.var(ddof=1), rel=1e-9)
        assert frame.lost == pytest.approx((fallen**2).sum() / (len(shadows) - 1), rel=1e-6)
        assert frame.kept + frame.lost == pytest.approx(found.total)
        assert frame.kept <= found.best.kept * (1 + 1e-12)


def test_turning_goes_half_way_round_and_snaps() -> None:
    found = run(chosen())
    turned = np.rad2deg([frame.angle for frame in found.frames])
    assert turned[:-1].tolist() == pytest.approx(list(range(0, 181, parts.STEP)))
    assert [frame.phase for frame in found.frames][-1] == "snap"
    nearest = max(found.frames[:-1], key=lambda frame: frame.kept)
    off = abs(np.rad2deg(nearest.angle - found.best.angle)) % 180
    assert min(off, 180 - off) <= parts.STEP / 2


def test_the_power_iteration_keeps_ever_more_and_reaches_the_optimum() -> None:
    asked = replace(chosen(way="power"), places=(("axis", ((-1.0, 2.0),)),))
    found = run(asked)
    assert np.rad2deg(found.frames[0].angle) == pytest.approx(np.rad2deg(np.arctan2(2, -1)))
    kept = [frame.kept for frame in found.frames]
    assert all(b >= a - 1e-12 for a, b in pairwise(kept))
    assert kept[-1] == pytest.approx(found.best.kept, rel=1e-9)
    before, after = found.frames[3], found.frames[4]
    image = found.covariance @ before.direction
    assert after.direction == pytest.approx(image / np.linalg.norm(image))


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 999), st.integers(4, 30))
def test_leaving_a_row_out_turns_the_axis_as_a_new_fit_does(seed: int, rows: int) -> None:
    X = np.random.default_rng(seed).normal(size=(rows, 2)) * [2.0, 1.0]
    X -= X.mean(axis=0)
    first = PCA(1).fit(X).components_[0]
    for row, turned in enumerate(parts.sway(X)):
        other = PCA(1).fit(np.delete(X, row, axis=0)).components_[0]
        expected = np.arccos(min(abs(float(first @ other)), 1.0))
        assert turned == pytest.approx(expected, abs=1e-6)


def test_a_bend_is_what_a_parabola_explains() -> None:
    along = np.linspace(-2, 2, 81)
    arc = np.column_stack([along, 0.3 * (along**2 - np.mean(along**2))])
    assert parts.bend(arc, 0.0) == pytest.approx(1)
    noise = np.column_stack([along, np.random.default_rng(0).normal(size=81) * 0.1])
    assert parts.bend(noise, 0.0) < 0.2
    line = np.column_stack([along, along])
    assert parts.bend(line, np.pi / 4) == 0.0


def test_units_matter_until_columns_are_standardised() -> None:
    points = LESSON.toy(chosen(cloud="units"))
    metres = replace(points, X=points.X / [1000, 1])
    raw, scaled = (
        [components(each, chosen(scale=scale)).best.angle for each in (points, metres)]
        for scale in (False, True)
    )
    assert np.rad2deg(raw) == pytest.approx([4, 90], abs=5)
    assert scaled[0] == pytest.approx(scaled[1])


def test_points_on_one_spot_do_not_break_it() -> None:
    for way in ("turn", "power"):
        asked = chosen(way=way)
        found = components(Points(np.ones((20, 2))), asked)
        assert found.total == 0
        assert len(LESSON.told(found)) == len(found.frames) >= 1
