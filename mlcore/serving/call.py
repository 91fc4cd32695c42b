"""One request to a model: who asks for which, and how long an answer may take."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from starlette.types import Receive, Scope

from mlcore.registry.names import Reference
from mlcore.serving.challenger import HEADER, LONGEST_KEY
from mlcore.serving.hosts import header
from mlcore.serving.ladder import Stand, stand
from mlcore.serving.patience import patiently
from mlcore.serving.request import read_body, refuse_content_type
from mlcore.serving.roster import Place
from mlcore.serving.service import Service
from mlcore.serving.tokens import Access


@dataclass(frozen=True)
class Call:
    """One request to a model.

    Parameters
    ----------
    service : Service
        What all requests share.
    reference : Reference
        Which model.
    scope, receive
        The request.
    """

    service: Service
    reference: Reference
    scope: Scope
    receive: Receive

    @property
    def ref(self) -> str:
        """The request's id."""
        ref: str = self.scope["state"]["ref"]
        return ref

    @property
    def place(self) -> Place:
        """The reference in the workspace of who asks."""
        access: Access = self.scope["state"]["access"]
        return Place(access.workspace, self.reference)

    async def body(self) -> bytes:
        """Return the request's body, which says it is JSON."""
        headers = self.scope["headers"]
        refuse_content_type(header(headers, b"content-type"))
        return await self.content()

    async def content(self) -> bytes:
        """Return the request's body, whatever it is; the request is in line from now on."""
        headers = self.scope["headers"]
        body = await read_body(self.receive, headers, self.service.settings.max_request_mb)
        self.service.line.enter()
        self.scope["state"]["in_line"] = True
        return body

    def end(self) -> None:
        """Be no longer in line: the reply is made."""
        if self.scope["state"].pop("in_line", False):
            self.service.line.leave()

    async def stand(self) -> Stand:
        """Return the version that answers, or who stands in for it."""
        found = await stand(self.service, self.place, self._key)
        self.scope["state"]["version"] = found.served.version
        return found

    def _key(self) -> str:
        """Return who asks, as the caller names them; else the token that asks."""
        access: Access = self.scope["state"]["access"]
        return header(self.scope["headers"], HEADER)[:LONGEST_KEY] or access.token

    async def answer(self, coming: asyncio.Future[Any]) -> Any:
        """Return what is *coming*, unless it is late or the client leaves."""
        return await patiently(coming, self.receive, self.service.settings.request_seconds)
