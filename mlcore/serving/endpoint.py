"""The routes that are asked thousands of times a second: ASGI, without a framework's machinery."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from mlcore.errors import LoupeError
from mlcore.registry.names import Reference
from mlcore.serving import inference
from mlcore.serving.access import may_ask
from mlcore.serving.call import Call
from mlcore.serving.feedback import feedback
from mlcore.serving.predict import explain, predict
from mlcore.serving.reply import LEFT
from mlcore.serving.request import ClientLeftError
from mlcore.serving.service import Service
from mlcore.serving.watching import missed, status_of

Answer = Callable[[Call], Awaitable[Response]]


class Endpoint:
    """A route of a model as an ASGI app.

    Parameters
    ----------
    path : str
        The route's pattern, under which it is counted.
    service : Service
        What all requests share.
    answer : callable
        Makes the reply.
    """

    def __init__(self, path: str, service: Service, answer: Answer) -> None:
        self._path, self._service, self._answer = path, service, answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        scope["state"]["route"] = self._path
        reference = _reference(scope["path_params"])
        may_ask(scope["state"]["access"], self._path, reference)
        call = Call(self._service, reference, scope, receive)
        try:
            reply = await self._answer(call)
        except ClientLeftError:
            self._service.meters.event("left")
            reply = Response(status_code=LEFT)
        except Exception as error:  # told, and handed on
            self._tell(call, status_of(error.code) if isinstance(error, LoupeError) else 500)
            raise
        else:
            self._tell(call, reply.status_code)
        finally:
            call.end()
        await reply(scope, receive, send)

    def _tell(self, call: Call, status: int) -> None:
        if status >= 400 and self._answer in WATCHED:
            missed(call, status)


WATCHED: tuple[Answer, ...] = (predict, inference.infer)
"""What is told when it has no answer; answers are told where they are made."""
ONE, OTHER = "/v1/models/{name}", "/v2/models/{name}"
ENTRIES: tuple[tuple[str, str, Answer], ...] = (
    ("POST", f"{ONE}/predict", predict),
    ("POST", f"{ONE}/versions/{{version}}/predict", predict),
    ("POST", f"{ONE}/explain", explain),
    ("POST", f"{ONE}/feedback", feedback),
    ("POST", f"{OTHER}/infer", inference.infer),
    ("POST", f"{OTHER}/versions/{{version}}/infer", inference.infer),
    ("GET", OTHER, inference.metadata),
    ("GET", f"{OTHER}/versions/{{version}}", inference.metadata),
    ("GET", f"{OTHER}/ready", inference.ready),
    ("GET", f"{OTHER}/versions/{{version}}/ready", inference.ready),
)
"""Method, address and what answers."""


def routes(service: Service) -> list[Route]:
    """Return the routes of predictions."""
    return [
        Route(path, Endpoint(path, service, answer), methods=[method])
        for method, path, answer in ENTRIES
    ]


def _reference(found: dict[str, str]) -> Reference:
    number = found.get("version")
    if number is None:
        return Reference(found["name"])
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        raise HTTPException(404)
    return Reference(found["name"], version=int(number))
