"""The prediction service: FastAPI over the registry and the one function that answers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from anyio import to_thread
from fastapi import APIRouter, FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from mlcore.errors import LoupeError
from mlcore.registry.names import Reference
from mlcore.serving import cards, lifecycle, messages, openapi, uploads
from mlcore.serving.access import access
from mlcore.serving.envelope import Envelope
from mlcore.serving.meters import Meters
from mlcore.serving.predict import explain, predict
from mlcore.serving.reply import error_reply
from mlcore.serving.request import read_body, refuse_content_type
from mlcore.settings import Settings
from mlcore.store.store import Store

health = APIRouter()
native = APIRouter(prefix="/v1/models")
later = APIRouter()
ANY = ["GET", "POST"]


def create_app(store: Store, settings: Settings) -> FastAPI:
    """Return the service as an ASGI app, to be mounted or to stand alone.

    Parameters
    ----------
    store : Store
        Where tokens and models are.
    settings : Settings
        Limits of requests.
    """
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=_alone)
    app.state.store, app.state.settings, app.state.meters = store, settings, Meters()
    for router in (health, native, uploads.router, later):
        app.include_router(router)
    app.add_exception_handler(LoupeError, _refused)
    app.add_exception_handler(HTTPException, _astray)
    app.add_middleware(Envelope, store=store, meters=app.state.meters)
    return app


@asynccontextmanager
async def _alone(app: FastAPI) -> AsyncIterator[None]:
    """Start and stop the service when the app stands alone; a mounted app never gets here."""
    lifecycle.start(app.state.settings)
    try:
        yield
    finally:
        lifecycle.stop()


@health.get("/livez")
async def livez() -> JSONResponse:
    """Tell that the loop turns."""
    return JSONResponse({"live": True})


@health.get("/readyz")
async def readyz(request: Request) -> JSONResponse:
    """Tell whether a model is loaded, warm and gives its stored answers."""
    models = await to_thread.run_sync(lifecycle.ready, request.app.state.store)
    return JSONResponse({"ready": True, "models": models})


@health.get("/metrics")
async def metrics(request: Request) -> Response:
    """Return the counters as Prometheus text."""
    access(request)
    return Response(request.app.state.meters.text(), media_type="text/plain; version=0.0.4")


@health.get("/openapi.json")
async def describe() -> JSONResponse:
    """Return the description of this service."""
    return JSONResponse(openapi.DOCUMENT)


@native.get("")
async def models(request: Request) -> JSONResponse:
    """List the models the token may see."""
    state, found = request.app.state, access(request)
    return JSONResponse(await to_thread.run_sync(cards.listing, state.store, found.workspace))


@native.get("/{name}")
async def model(request: Request) -> JSONResponse:
    """Return versions, aliases, signature and card of one model."""
    state, found = request.app.state, access(request)
    name = request.path_params["name"]
    return JSONResponse(await to_thread.run_sync(cards.card, state.store, found.workspace, name))


@native.post("/{name}/predict")
async def predict_champion(request: Request) -> Response:
    """Answer rows by the champion."""
    return await _answered(predict, request, Reference(request.path_params["name"]))


@native.post("/{name}/explain")
async def explain_champion(request: Request) -> Response:
    """Say why the champion answers rows as it does."""
    return await _answered(explain, request, Reference(request.path_params["name"]))


@native.post("/{name}/versions/{version}/predict")
async def predict_version(request: Request) -> Response:
    """Answer rows by one version."""
    number: str = request.path_params["version"]
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        raise HTTPException(404)
    return await _answered(
        predict, request, Reference(request.path_params["name"], version=int(number))
    )


@later.api_route("/v1/models/{name}/feedback", methods=ANY)
@later.api_route("/v2/{path:path}", methods=ANY)
async def not_yet(request: Request) -> Response:
    """Say that this part of the service is not built yet."""
    access(request)
    raise LoupeError(messages.NOT_YET, thing="This part of the service")


async def _answered(
    answer: Callable[..., Response], request: Request, reference: Reference
) -> Response:
    found, state = access(request), request.app.state
    refuse_content_type(request.headers.get("content-type"))
    body = await read_body(request.stream(), request.headers, state.settings.max_request_mb)
    return await to_thread.run_sync(answer, state, found.workspace, reference, body, request.scope)


async def _refused(request: Request, error: Any) -> JSONResponse:
    return error_reply(error, request.scope)


async def _astray(request: Request, error: Any) -> JSONResponse:
    message = messages.METHOD if error.status_code == 405 else messages.UNKNOWN_ROUTE
    status = 405 if error.status_code == 405 else 404
    return error_reply(LoupeError(message), request.scope, status, error.headers)
