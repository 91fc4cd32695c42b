"""The routes in front answer what they are; everything else goes to the app."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.routing import Route

from mlcore.serving import front
from mlcore.serving.front import Direct


class Noted:
    """An ASGI app that notes who was asked for what."""

    def __init__(self) -> None:
        self.asked: list[Any] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.asked.append(scope.get("path_params"))


class Ways:
    """Direct routes in front of an app, both noted."""

    def __init__(self) -> None:
        self.one, self.app = Noted(), Noted()
        self.direct = Direct(
            self.app,
            [
                Route("/m/{name}/predict", self.one, methods=["POST"]),
                Route("/m/{name}/versions/{version}/predict", self.one, methods=["POST"]),
            ],
        )

    def ask(self, method: str, path: str, root: str = "") -> None:
        scope = {"type": "http", "method": method, "path": root + path, "root_path": root}
        asyncio.run(self.direct(scope, None, None))  # type: ignore[arg-type]


def test_a_route_is_asked_with_what_stands_in_the_address() -> None:
    ways = Ways()
    ways.ask("POST", "/m/it's houses/predict")
    ways.ask("POST", "/m/a/versions/12/predict")
    ways.ask("POST", "/m/a/versions/12/predict", "/api")
    assert ways.one.asked == [{"name": "it's houses"}, *[{"name": "a", "version": "12"}] * 2]
    assert not ways.app.asked


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/m/a/predict"),
        ("POST", "/m/a/predict/"),
        ("POST", "/m/a/b/predict"),
        ("POST", "/m//predict"),
        ("POST", "/m/a/versions/x/predict"),
        ("POST", "/m/a/versions/-1/predict"),
        ("POST", "/m/a/versions/²/predict"),
        ("POST", "/m/a/versions/1234567890/predict"),
        ("POST", "/livez"),
    ],
)
def test_all_else_is_for_the_app(method: str, path: str) -> None:
    ways = Ways()
    ways.ask(method, path)
    assert len(ways.app.asked) == 1
    assert not ways.one.asked


def test_other_than_http_is_for_the_app() -> None:
    ways = Ways()
    asyncio.run(ways.direct({"type": "lifespan"}, None, None))  # type: ignore[arg-type]
    assert len(ways.app.asked) == 1


def test_addresses_are_remembered_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front, "MOST", 3)
    ways = Ways()
    for at in range(10):
        ways.ask("POST", f"/m/{at}/predict")
        ways.ask("POST", f"/m/{at}/predict")
    ways.ask("POST", f"/m/{'x' * front.LONGEST}/predict")
    assert [found["name"] for found in ways.one.asked[:4]] == ["0", "0", "1", "1"]
    assert len(ways.one.asked) == 21
    assert len(ways.direct._known) <= 3
