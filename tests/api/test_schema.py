"""Whatever the description allows, and what it does not, is answered as the description says."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
import schemathesis
import uvicorn
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from mlcore import settings as all_settings
from mlcore.registry.registry import Registry
from mlcore.serving import asgi, tokens
from mlcore.serving.app import create_app
from mlcore.serving.protocol import Protocol
from mlcore.store.store import Store
from tests.prediction import making

CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance,
    response_headers_conformance, response_schema_conformance,
]  # fmt: skip
QUIET = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    """Run the service and return its address and the headers of a manager."""
    store = Store.open(all_settings.load({}, home=tmp_path_factory.mktemp("schema")))
    for case in ("plain", "gaps", "missing"):
        Registry(store).register(making.model(case), case)
    bearer = tokens.create(store, "default", "manage").token
    listener = asgi._listen("127.0.0.1", 0)
    app = create_app(store, store.settings)
    config = uvicorn.Config(app, http=Protocol, ws="none", log_config=None)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    port = listener.getsockname()[1]
    yield f"http://127.0.0.1:{port}", {"Authorization": f"Bearer {bearer}"}
    server.should_exit = True
    thread.join(20)
    store.close()


def conforms(running: tuple[str, dict[str, str]], examples: int) -> int:
    """Send *examples* requests, good and bad ones; return how many were sent."""
    address, headers = running
    schema = schemathesis.openapi.from_url(f"{address}/openapi.json", headers=headers)
    both = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    modes = [schema.as_strategy(mode) for mode in both]
    sent = 0

    @settings(
        max_examples=examples, deadline=None, database=None, suppress_health_check=QUIET,
        phases=[Phase.generate, Phase.shrink],
    )  # fmt: skip
    @given(st.one_of(modes))
    def send(case: schemathesis.Case) -> None:
        nonlocal sent
        sent += 1
        case.call_and_validate(headers=headers, checks=CHECKS)

    send()
    return sent


def test_the_service_keeps_to_its_description(running: tuple[str, dict[str, str]]) -> None:
    assert conforms(running, 60) >= 60


@pytest.mark.slow
@pytest.mark.timeout(1_200)
def test_two_thousand_cases_keep_to_the_description(running: tuple[str, dict[str, str]]) -> None:
    assert conforms(running, 2_000) >= 2_000
