"""From logged requests to alerts that open, go on, close, and are told once."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from mlcore.errors import LoupeError
from mlcore.jobs import queue
from mlcore.jobs.inline import run_inline
from mlcore.jobs.schedule import submit
from mlcore.monitoring import alerts, check, watch, webhook
from mlcore.monitoring.alerts import judge
from mlcore.monitoring.check import look, schedules
from mlcore.monitoring.recorder import Recorder
from mlcore.monitoring.rules import RULES, Found
from mlcore.monitoring.watch import Watch
from mlcore.prediction.model import Model
from mlcore.registry.registry import Registry
from mlcore.store.store import Store
from tests.monitoring.traffic_of import KEY, NOW, houses, served

DAY = 86_400.0


@pytest.fixture
def registry(store: Store) -> Registry:
    return Registry(store)


def ask(store: Store, model: Model, rows: int, seed: int, shift: float = 0.0, **facts) -> None:  # type: ignore[no-untyped-def]
    told = Recorder(
        Store(replace(store.settings, log_rows_second=10**6), store._engine, store.objects)
    )
    frame = houses(rows, seed)
    frame["size"] += shift
    told.record(served(model, frame, f"r{seed}", **facts))
    told.close()


def broken(found: Found, how: Watch = Watch()) -> set[str]:  # noqa: B008
    return {breach.code for breach in judge(found, how)}


def test_m01_nothing_came_is_a_state_of_its_own_and_an_alert_if_traffic_was_expected(
    registry: Registry,
) -> None:
    found, _window = look(registry, "houses", Watch(), NOW)
    assert (found.drift.state, found.traffic.requests) == ("empty", 0)
    assert broken(found) == set()
    assert broken(found, Watch(limits=(("silence", 10.0),))) == {"silence"}


def test_usual_traffic_breaks_no_rule(registry: Registry, model: Model) -> None:
    ask(registry.store, model, 400, 71)
    found, window = look(registry, "houses", Watch(), NOW + 60)
    assert (found.drift.state, window.rows) == ("none", 400)
    assert found.estimated.score is not None
    assert broken(found) == set()


def test_a_shift_opens_alerts_that_close_again(registry: Registry, model: Model) -> None:
    store = registry.store
    ask(store, model, 400, 72, shift=40)
    found, standing = check.check(registry, "houses", NOW + 60)
    codes = {alert.code for alert in standing}
    assert {"answers", "inputs"} <= codes
    by_code = {alert.code: alert for alert in standing}
    assert by_code["inputs"].columns == ("size",)
    assert "Inputs drift: 1, above 0." in by_code["inputs"].sentence
    alerts.see(store, "default", by_code["inputs"].id, NOW)
    _found, again = check.check(registry, "houses", NOW + 120)
    assert [alert.id for alert in again] == [alert.id for alert in standing]
    assert {alert.code: alert.seen for alert in again}["inputs"] == NOW
    _found, after = check.check(registry, "houses", NOW + 2 * DAY)
    assert after == ()
    listed = alerts.listing(store, KEY)
    assert {alert.closed for alert in listed} == {NOW + 2 * DAY}
    assert watch.load(store, KEY).checked == NOW + 2 * DAY
    assert found.version == 1


def test_failing_and_slow_requests_are_alerts(registry: Registry) -> None:
    told = Recorder(registry.store)
    from mlcore.monitoring.logged import Served

    for at in range(40):
        status = "error" if at % 10 == 0 else "refused"
        told.record(Served(*KEY, 1, f"r{at}", NOW, 3.0, status=status))  # type: ignore[arg-type]
    told.close()
    found, _window = look(registry, "houses", Watch(), NOW + 60)
    assert broken(found) == {"errors", "latency"}
    assert found.traffic.refused == 36


def test_m06_rows_of_another_type_are_an_alert_of_their_own(
    registry: Registry, model: Model
) -> None:
    ask(registry.store, model, 200, 73)
    rows = ({"size": "wide", "rooms": 1, "kind": "flat"},) * 20
    odd = replace(served(model, houses(1, 74)), rows=rows, answers=(1.0,) * 20)
    told = Recorder(registry.store)
    told.record(odd)
    told.close()
    found, _window = look(registry, "houses", Watch(), NOW + 60)
    assert broken(found) == {"unfit"}
    (breach,) = judge(found, Watch())
    assert breach.columns == ("size",)


def test_m08_drift_is_off_when_the_reference_is_unreadable(
    registry: Registry, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(registry.store, model, 200, 75)
    damaged = replace(model, reference={"rows": 5})
    monkeypatch.setattr(registry, "load", lambda ref: damaged)
    found, _window = look(registry, "houses", Watch(), NOW + 60)
    assert found.drift.state == "off"
    assert "cannot be read" in found.off
    assert "reference" in broken(found)
    assert damaged.predict(houses(2, 1)).shape == (2,)


def test_m11_a_week_before_is_like_with_like(registry: Registry, model: Model) -> None:
    week = Watch(against="week")
    ask(registry.store, model, 400, 76, shift=40)
    found, _window = look(registry, "houses", week, NOW + 60)
    assert found.drift.state == "few", "there is no week before"
    ask(registry.store, model, 400, 77, shift=40, at=NOW - 7 * DAY)
    found, _window = look(registry, "houses", week, NOW + 60)
    assert found.drift.state == "none"
    assert look(registry, "houses", Watch(), NOW + 60)[0].drift.state == "drift"


def test_m13_names_are_never_labels_of_metrics() -> None:
    """What is counted for Prometheus has no model name in it, however many there are."""
    from mlcore.serving.meters import Meters

    meters = Meters()
    for name in range(300):
        meters.request("/v1/models/{name}/predict", "POST", 200, 0.001 * name)
    text = meters.text().decode()
    assert len(text.splitlines()) < 1000
    assert "houses" not in text


def test_every_rule_says_what_to_do() -> None:
    for entry in RULES:
        assert entry.title
        assert entry.help.endswith(".")
        assert entry.do.endswith(".")
    assert len({entry.code for entry in RULES}) == len(RULES)


# ------------------------------------------------------------------------------- what is watched


def test_a_watch_is_kept_by_compare_and_set(empty: Store) -> None:
    how = Watch(hours=6, webhook="https://example.org/hook").with_limit("errors", 0.5)
    assert watch.save(empty, KEY, how, 0) == 1
    assert watch.load(empty, KEY).watch == how
    with pytest.raises(LoupeError) as caught:
        watch.save(empty, KEY, Watch(), 0)
    assert caught.value.code == "watch_changed"
    assert how.with_limit("errors", 0.02).limits == ()
    assert how.with_limit("errors", None).limit("errors") is None


@pytest.mark.parametrize(
    "how",
    [
        Watch(hours=0), Watch(webhook="ftp://x"), Watch(webhook="https://u:p@x.org/"),
        Watch(limits=(("errors", -1.0),)), Watch(limits=(("errors", float("nan")),)),
        Watch(against="yesterday"),  # type: ignore[arg-type]
    ],
)  # fmt: skip
def test_an_impossible_watch_is_refused(empty: Store, how: Watch) -> None:
    with pytest.raises(LoupeError) as caught:
        watch.save(empty, KEY, how, 0)
    assert caught.value.code == "bad_watch"
    assert watch.load(empty, KEY).revision == 0


def test_an_unknown_alert_is_refused(empty: Store) -> None:
    with pytest.raises(LoupeError) as caught:
        alerts.see(empty, "default", 5, NOW)
    assert caught.value.code == "unknown_alert"


# --------------------------------------------------------------------------------- the webhook


@pytest.fixture
def hook() -> Iterator[tuple[str, list[dict]]]:
    """Yield the address of a real server on loopback, and what it was sent."""
    came: list[dict] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            came.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(500 if self.path == "/broken" else 204)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", came
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_webhook_is_told_once_and_without_any_row(
    registry: Registry, model: Model, hook: tuple[str, list[dict]]
) -> None:
    address, came = hook
    store = registry.store
    open_to = Store(replace(store.settings, allow_hosts="127.0.0.1"), store._engine, store.objects)
    allowed = Registry(open_to)
    watch.save(store, KEY, Watch(webhook=address), 0)
    ask(store, model, 400, 78, shift=40)
    check.check(allowed, "houses", NOW + 60)
    first = len(came)
    check.check(allowed, "houses", NOW + 120)
    assert first == len(came) >= 2
    assert {body["model"] for body in came} == {"houses"}
    assert "Inputs drift" in " ".join(body["text"] for body in came)
    assert all(alert.told for alert in alerts.listing(store, KEY))
    for body in came:
        facts = {"text", "alert", "model", "version", "code", "value", "limit", "columns"}
        assert set(body) == {*facts, "opened", "do"}


@pytest.mark.parametrize("allowed", ["", "10.0.0.1"])
def test_an_address_inside_the_network_is_refused(
    registry: Registry, model: Model, hook: tuple[str, list[dict]], allowed: str
) -> None:
    address, came = hook
    watch.save(registry.store, KEY, Watch(webhook=address), 0)
    ask(registry.store, model, 400, 79, shift=40)
    check.check(registry, "houses", NOW + 60)
    assert came == []
    listed = alerts.listing(registry.store, KEY)
    assert {alert.told for alert in listed} == {None}
    assert "127.0.0.1" in listed[0].trouble


def test_a_webhook_that_fails_is_said(store: Store, hook: tuple[str, list[dict]]) -> None:
    address, _came = hook
    settings = replace(store.settings, allow_hosts="127.0.0.1")
    alert = alerts.Alert(1, "houses", 1, "inputs", 2.0, 0.0, (), NOW)
    assert webhook.send(f"{address}/broken", alert, settings) == "the address answers 500"
    assert "does not answer" in webhook.send("http://127.0.0.1:9/", alert, settings)
    assert webhook.send(address, alert, settings) == ""


# --------------------------------------------------------------------------------- the schedule


def test_a_schedule_queues_one_job_a_turn(store: Store, model: Model) -> None:
    (schedule,) = schedules(store.settings)
    assert schedules(replace(store.settings, watch_minutes=0)) == ()
    first = submit(store, schedule, NOW)
    assert submit(store, schedule, NOW + 10) == first
    ask(store, model, 400, 80, shift=40)
    job = run_inline(store, first)
    assert (job.state, job.result["checked"], job.result["failed"]) == ("done", 1, [])
    assert queue.listing(store, "default") == ()
    second = submit(store, schedule, NOW + 900)
    assert second != first
    submit(store, schedule, NOW + 4 * DAY)
    assert first not in {job.id for job in queue.listing(store)}


def test_a_model_that_cannot_be_checked_holds_up_no_other(store: Store, model: Model) -> None:
    ask(store, model, 120, 81)
    told = Recorder(store)
    told.record(replace(served(model, houses(1, 1)), name="gone"))
    told.close()
    job = run_inline(store, submit(store, schedules(store.settings)[0], NOW))
    assert (job.result["checked"], job.result["failed"]) == (1, ["unknown_model"])


def test_alerts_are_in_the_log_when_they_open_are_seen_and_are_over(
    registry: Registry, model: Model
) -> None:
    store = registry.store
    ask(store, model, 400, 72, shift=40)
    _found, standing = check.check(registry, "houses", NOW + 60)
    check.check(registry, "houses", NOW + 120)  # they go on: nothing new
    alerts.see(store, "default", standing[0].id, NOW)
    check.check(registry, "houses", NOW + 2 * DAY)
    told = [(r.who, r.action, r.before, r.after) for r in reversed(registry.journal.records())]
    codes = [alert.code for alert in standing]
    assert told[1:] == [
        *(("watch", "alert", "", code) for code in codes),
        ("page", "see_alert", codes[0], "seen"),
        *(("watch", "alert", code, "over") for code in codes),
    ]
