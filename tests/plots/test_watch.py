"""What is watched, drawn: the numbers behind the bars, and the sentences."""

from __future__ import annotations

import pytest

from mlcore.monitoring.drift import drift
from mlcore.monitoring.impact import Impact
from mlcore.monitoring.reference import of_training
from mlcore.monitoring.traffic import Minute, Stretch
from mlcore.plots import watch
from mlcore.prediction.model import Model
from tests.monitoring.traffic_of import asked, houses
from tests.prediction import making


@pytest.fixture(scope="module")
def model() -> Model:
    return making.model("plain")


def stretches(*totals: Minute) -> list[Stretch]:
    return [Stretch(3600.0 * at, 3600.0, total) for at, total in enumerate(totals)]


def buckets(place: int, number: int) -> tuple[int, ...]:
    return tuple(number if at == place else 0 for at in range(16))


def test_traffic_is_stacked_and_said() -> None:
    value = stretches(Minute(10, 30, refused=2, errors=1), Minute(5, 5, jump=-7200.0))
    plot = watch.traffic_plot(value, "dark")
    assert [list(trace.y) for trace in plot.figure.data] == [[7, 5], [3, 0]]
    assert plot.lead == "15 requests, 35 rows."
    assert "3 were refused or failed." in plot.sentence
    assert "clock was moved" in plot.sentence
    assert "No request" in watch.traffic_plot(stretches(Minute())).lead


def test_latency_leaves_gaps_where_nothing_came() -> None:
    value = stretches(Minute(4, buckets=buckets(1, 4)), Minute(), Minute(4, buckets=buckets(9, 4)))
    plot = watch.latency_plot(value)
    half, most = plot.figure.data
    assert half.y[1] is None
    assert 1 < half.y[0] < 2.5
    assert 500 < most.y[2] <= 1000
    assert "Half are answered within" in plot.lead


def test_drift_is_ranked_by_what_it_does(model: Model) -> None:
    frame = houses(500, 91)
    frame["size"] += 30
    frame["kind"] = frame["kind"].where(frame.index % 2 > 0, "barn")
    report = drift(of_training(model), asked(model, frame), 100)
    by_effect = [c.name for c in watch.ranked(report, {})]
    impacts = {by_effect[0]: Impact(1.0, 1.0), by_effect[1]: Impact(60.0, 60.0)}
    assert [c.name for c in watch.ranked(report, impacts)] == by_effect[::-1]
    plot = watch.drift_plot(report, impacts, "euro")
    assert list(plot.figure.data[0].x) == [60.0, 1.0]
    assert "2 of 3 inputs differ" in plot.sentence
    assert "differs from the reference" in plot.lead
    assert plot.table["State"].tolist() == ["differs", "differs", "no drift"]


def test_one_column_is_drawn_before_and_now(model: Model) -> None:
    report = drift(of_training(model), asked(model, houses(500, 92, kind="castle")), 100)
    column = next(c for c in report.columns if c.name == "kind")
    plot = watch.shift_plot(column)
    before, now = plot.figure.data
    assert sum(before.x) == pytest.approx(1.0)
    assert sum(now.x) == pytest.approx(1.0)
    assert "New: castle (100%)." in plot.sentence
    still = next(c for c in report.columns if c.name == "size")
    assert "is spread as in the reference" in watch.shift_plot(still).lead
