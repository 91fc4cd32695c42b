"""A client that does not read its reply is let go of."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from mlcore.serving import protocol
from mlcore.serving.protocol import Protocol


class Transport(asyncio.Transport):
    """Notes how it ended."""

    def __init__(self) -> None:
        super().__init__()
        self.ended: list[str] = []

    def abort(self) -> None:
        self.ended.append("abort")

    def close(self) -> None:
        self.ended.append("close")

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return default


class App:
    """Answers nothing."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Take a request."""


def test_q27_who_does_not_read_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "READ_SECONDS", 0.02)

    async def go() -> None:
        made = Protocol(
            uvicorn.Config(App(), log_config=None, interface="asgi3"), ServerState(), {}
        )
        transport = Transport()
        made.connection_made(transport)
        made.pause_writing()
        made.resume_writing()
        await asyncio.sleep(0.05)
        assert transport.ended == []
        made.pause_writing()
        await asyncio.sleep(0.05)
        assert transport.ended == ["abort"]
        made.connection_lost(None)

    asyncio.run(go())
