"""A span per request, which tells no address, name or value; and none where nobody asked."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from starlette.testclient import TestClient

from mlcore import settings as all_settings
from mlcore.errors import LoupeError
from mlcore.registry.registry import Registry
from mlcore.serving import tokens
from mlcore.serving.app import create_app
from mlcore.serving.traces import Traces, of_settings, refuse
from mlcore.store.store import Store
from tests.prediction import making

TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"


def test_a_request_is_a_span_in_the_trace_of_who_asks(home: Path) -> None:
    store = Store.open(all_settings.load())
    Registry(store).register(making.model("plain"), "houses of Anna")
    token = tokens.create(store, "default").token
    kept = InMemorySpanExporter()
    app = create_app(store, store.settings)
    app.state.service.traces = Traces(kept)
    headers = {
        "Authorization": f"Bearer {token}",
        "X-Request-Id": "r-7",
        "traceparent": f"00-{TRACE}-{SPAN}-01",
    }
    body = {"rows": [{"size": 61.25, "rooms": 3, "kind": "flat"}]}
    with TestClient(app, base_url="http://localhost") as client:
        address = "/v1/models/houses%20of%20Anna/predict"
        assert client.post(address, json=body, headers=headers).status_code == 200
        client.get(f"/v1/models?token={token}", headers=headers)
        client.get("/v1/models/nobody", headers={**headers, "traceparent": "nonsense"})
    store.close()
    first, second, third = kept.get_finished_spans()
    assert first.name == "POST /v1/models/{name}/predict"
    assert dict(first.attributes or {}) == {
        "http.request.method": "POST",
        "http.route": "/v1/models/{name}/predict",
        "http.response.status_code": 200,
        "loupe.request_id": "r-7",
        "loupe.version": 1,
    }
    assert first.parent is not None
    assert f"{first.parent.span_id:016x}" == SPAN
    assert f"{first.context.trace_id:032x}" == TRACE
    assert first.end_time > first.start_time
    assert third.parent is None
    said = " ".join(span.to_json() for span in (first, second, third))
    for secret in (token, "61.25", "Anna", "nobody"):
        assert secret not in said


def test_without_the_library_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert of_settings(all_settings.load({})) is None
    name = "opentelemetry.exporter.otlp.proto.http.trace_exporter"
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(LoupeError) as caught:
        of_settings(all_settings.load({}, traces="http://127.0.0.1:4318/v1/traces"))
    assert caught.value.code == "traces_not_installed"
    assert "pip install opentelemetry" in caught.value.fix


@pytest.mark.parametrize(
    "address", ["collector:4318", "ftp://a/b", "http://", "http://a:x/b", "//"]
)
def test_an_address_nothing_can_be_sent_to_is_said(address: str) -> None:
    with pytest.raises(LoupeError) as caught:
        refuse(all_settings.load({}, traces=address))
    assert caught.value.code == "bad_traces"
    assert str(caught.value.where[0]) == "field LOUPE_TRACES"
