"""Setting a column back changes as little as it takes, and shows what its drift does."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlcore.monitoring.drift import drift
from mlcore.monitoring.impact import impacts, set_back
from mlcore.monitoring.reference import of_training
from mlcore.prediction.model import Model
from tests.monitoring.traffic_of import asked, houses

RNG = np.random.default_rng(0)


def test_a_shift_is_worth_what_the_model_makes_of_it(model: Model) -> None:
    frame = houses(600, 61)
    frame["size"] += 20
    frame["rooms"] = (frame["rooms"] + 4).clip(upper=8)
    window = asked(model, frame)
    report = drift(of_training(model), window, 100)
    found = impacts(model, window, report.moved)
    assert set(found) == {"size", "rooms"}
    assert found["size"].moved == pytest.approx(60, rel=0.15)  # 20 more at 3 each
    assert found["size"].size > found["rooms"].size
    assert found["rooms"].moved == pytest.approx(10 * (frame["rooms"].mean() - 4.5), rel=0.25)


def test_without_drift_setting_back_hardly_matters(model: Model) -> None:
    window = asked(model, houses(600, 62))
    columns = drift(of_training(model), window, 100).columns
    for impact in impacts(model, window, columns).values():
        assert impact.size < 12  # the answers' standard deviation is 65


def test_classes_move_from_one_to_another(classes: Model) -> None:
    from mlcore.monitoring.window import of_records

    rows = [dict(row, size=150.0) for row in classes.golden.rows] * 30
    window = of_records(classes, rows)
    report = drift(of_training(classes), window, 100)
    found = impacts(classes, window, report.moved)
    assert 0 < found["size"].size <= 1
    assert found["size"].moved is None


def test_a_model_without_training_rows_gives_nothing(model: Model) -> None:
    window = asked(model, houses(200, 63))
    columns = drift(of_training(model), window, 100).columns
    assert impacts(replace(model, experience=None), window, columns) == {}


@settings(max_examples=25)
@given(
    st.lists(st.sampled_from(["a", "b", "c", None]), min_size=20, max_size=60),
    st.lists(st.sampled_from(["a", "b", "d", None]), min_size=1, max_size=60),
)
def test_levels_come_back_to_their_shares(now: list[str | None], before: list[str | None]) -> None:
    done = set_back(list(now), before, np.random.default_rng(1))
    assert len(done) == len(now)
    had = [v for v in before if v is not None]
    if not had:
        return
    known = [v for v in done if v is not None]
    wanted = len(now) * (len(before) - len(had)) / len(before)
    assert abs(len(now) - len(known) - wanted) <= 1
    for name, rows in Counter(had).items():
        assert abs(known.count(name) - len(known) * rows / len(had)) <= 2


def test_numbers_take_the_value_of_their_rank() -> None:
    done = set_back([10.0, 30.0, 20.0, None], [1.0, 2.0, 3.0, None], RNG)
    assert done == [1.0, 3.0, 2.0, None]
    same = [float(v) for v in RNG.normal(size=50)]
    assert set_back(list(same), same, RNG) == same


def test_gaps_are_filled_and_made() -> None:
    filled = set_back([None] * 8 + [1.0, 2.0], [1.0, 2.0], RNG)
    assert None not in filled
    made = set_back([1.0, 2.0] * 10, [1.0, None], RNG)
    assert made.count(None) == 10
    assert set_back([None, 1.0], [None, None], RNG).count(None) == 2
