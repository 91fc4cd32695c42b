"""Champion and challenger side by side: traffic of each, and what was answered unheard."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mlcore.monitoring import feedback, log, traffic
from mlcore.monitoring.feedback import Label
from mlcore.monitoring.logged import Served, said
from mlcore.monitoring.recorder import Recorder
from mlcore.monitoring.traffic import Minute
from mlcore.monitoring.trial import trial
from mlcore.prediction.answer import answers
from mlcore.registry.registry import Registry
from mlcore.store.store import Store
from tests.monitoring.traffic_of import KEY, NOW, houses, records
from tests.prediction import making

ROWS = 40


@pytest.fixture
def registry(store: Store) -> Registry:
    """Return a registry whose two versions were asked: v1 heard, v2 unheard."""
    made = Registry(store)
    made.register(making.model("plain", "none"), "houses")
    free = replace(store.settings, log_rows_second=10**6)
    told = Recorder(Store(free, store._engine, store.objects))
    for version, status in ((1, "ok"), (2, "shadow")):
        model = made.load(f"houses:{version}")
        for at, row in enumerate(records(houses(ROWS, 5))):
            (answer,) = answers(model, model.check([row]))
            facts = {"status": status, "changed": at % 4 == 0 if version == 2 else 0}
            told.record(
                Served(*KEY, version, f"r{at}", NOW, 0.01, (row,), (said(answer),), **facts)  # type: ignore[arg-type]
            )
    told.record(Served(*KEY, 2, "r40", NOW, 0.02, ({},), (None,), "shadow"))
    told.record(Served(*KEY, 2, "x", NOW, 0.5, (), (), "error"))
    told.close()
    return made


def test_each_side_has_its_own_figures(registry: Registry) -> None:
    found = trial(registry, "houses", 2, now=NOW + 60)
    assert (found.champion.version, found.champion.requests, found.champion.trouble) == (1, 40, 0)
    assert (found.challenger.version, found.challenger.requests) == (2, 1)
    assert found.challenger.trouble == 1.0
    assert (found.rows, found.changed, found.failed) == (41, 10, 1)
    assert found.share == pytest.approx(10 / 40)
    assert found.shadow.score is None  # no label yet
    assert trial(registry, "houses", 2, now=NOW + 3 * 86_400).share is None


def test_a_label_counts_for_both(registry: Registry) -> None:
    model = registry.load("houses")
    truths = [Label(f"r{at}", 100.0 + at) for at in range(ROWS)]
    assert feedback.label(registry.store, KEY, model.signature, truths).rows == ROWS
    found = trial(registry, "houses", 2, now=NOW + 60)
    assert found.champion.real.rows == found.shadow.rows == ROWS
    assert found.champion.real.score is not None
    assert found.shadow.score is not None
    assert found.champion.real.score != found.shadow.score


def test_shadows_are_in_no_other_figure(registry: Registry) -> None:
    assert {row.version for row in log.recent(registry.store, KEY)} == {1}
    assert len(log.recent(registry.store, KEY, shadow=True)) == ROWS + 1
    came = traffic.by_version(registry.store, KEY, NOW, NOW)
    assert (came[1].requests, came[1].rows, came[1].shadow_rows) == (40, 40, 0)
    assert (came[2].requests, came[2].rows, came[2].errors) == (1, 0, 1)
    assert came[2].left_out == 0


def test_minutes_kept_before_there_were_shadows_are_read() -> None:
    assert Minute.from_json({"requests": 3, "buckets": [0] * 16}).shadow_rows == 0


def test_forgetting_a_request_forgets_what_was_unheard(registry: Registry) -> None:
    assert log.forget(registry.store, KEY[0], "r3") == 2
