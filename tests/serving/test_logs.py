"""What the service writes to its log, and that it waits for nobody who reads it."""

from __future__ import annotations

import io
import json
import logging
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from mlcore.errors import LoupeError, unexpected
from mlcore.serving import logs

REQUESTS = logging.getLogger(logs.REQUESTS)
SERVING = logging.getLogger("loupe.serving")


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    ours = logging.getLogger("loupe")
    before = (ours.level, ours.propagate, list(ours.handlers))
    yield
    ours.setLevel(before[0])
    ours.propagate = before[1]
    ours.handlers = before[2]


def written(stream: io.StringIO) -> list[dict[str, Any]]:
    for handler in logging.getLogger("loupe").handlers:
        handler.flush()
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_lines_of_requests_are_written_as_they_are_and_others_as_json() -> None:
    stream = io.StringIO()
    logs.begin("info", stream)
    REQUESTS.info('{"status": 200}')
    SERVING.warning("models are not %s\nyet", "warm")
    SERVING.debug("not at this level")
    first, second = written(stream)
    assert first == {"status": 200}
    assert second["message"] == "models are not warm\nyet"
    assert (second["level"], second["logger"]) == ("WARNING", "loupe.serving")


def test_a_line_of_a_request_reaches_whoever_listens() -> None:
    stream, seen = io.StringIO(), []
    logs.begin("INFO", stream)
    logs.tell('{"status": 200, "share": "5 %s"}')
    other = logging.Handler()
    other.emit = seen.append  # type: ignore[method-assign]
    logging.getLogger("loupe").addHandler(other)
    logs.tell('{"status": 503}')
    assert [line["status"] for line in written(stream)] == [200, 503]
    assert [record.getMessage() for record in seen] == ['{"status": 503}']


def test_of_an_error_only_its_kind_and_place_are_told() -> None:
    stream = io.StringIO()
    logs.begin("INFO", stream)
    try:
        try:
            float("4111 1111 1111 1111")
        except ValueError as error:
            raise unexpected(error) from error
    except LoupeError:
        SERVING.exception("request %s failed", "ab12")
    (line,) = written(stream)
    assert (line["error"], line["code"]) == ("LoupeError", "unexpected")
    assert line["cause"]["error"] == "ValueError"
    assert "test_logs.py" in line["cause"]["at"][-1]
    assert "4111" not in stream.getvalue()


def test_the_level_is_the_one_set_and_a_wrong_one_is_refused() -> None:
    stream = io.StringIO()
    logs.begin("WARNING", stream)
    REQUESTS.info("{}")
    SERVING.error("this")
    assert [line["message"] for line in written(stream)] == ["this"]
    with pytest.raises(LoupeError) as caught:
        logs.begin("loud")
    assert caught.value.code == "bad_setting"
    assert "DEBUG" in caught.value.what


class Stuck(io.StringIO):
    """A stream whose reader has stopped reading."""

    def __init__(self) -> None:
        super().__init__()
        self.goes_on = threading.Event()

    def write(self, text: str) -> int:
        self.goes_on.wait(20)
        return super().write(text)


def test_nobody_waits_for_a_reader_and_what_is_lost_is_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(logs, "MOST", 5)
    stream = Stuck()
    logs.begin("INFO", stream)
    began = time.monotonic()
    for at in range(2_000):
        REQUESTS.info('{"at": %d}', at)
    assert time.monotonic() - began < 10  # the stream would have kept the first one for 20 s
    stream.goes_on.set()
    found = written(stream)
    assert [line["at"] for line in found[:5]] == [0, 1, 2, 3, 4]
    assert found[5]["message"].startswith("1995 lines were lost")


def test_a_stream_that_is_closed_stops_nothing() -> None:
    stream = io.StringIO()
    logs.begin("INFO", stream)
    stream.close()
    SERVING.warning("to nobody")
    for handler in logging.getLogger("loupe").handlers:
        handler.flush()
    SERVING.warning("nor this")
