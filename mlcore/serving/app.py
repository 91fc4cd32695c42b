"""The prediction service: FastAPI over the registry and the one function that answers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import Any

from anyio import to_thread
from fastapi import APIRouter, FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from mlcore.errors import LoupeError
from mlcore.registry.registry import Registry
from mlcore.serving import (
    cards,
    endpoint,
    inference,
    lifecycle,
    messages,
    openapi,
    policy,
    trying,
    typed,
    uploads,
)
from mlcore.serving.access import access
from mlcore.serving.front import Front
from mlcore.serving.hosts import header
from mlcore.serving.reply import error_reply
from mlcore.serving.request import read_body, refuse_content_type
from mlcore.serving.service import Service, Watch
from mlcore.serving.strict_json import loads
from mlcore.serving.watching import Watching
from mlcore.settings import Settings
from mlcore.store.store import Store

health = APIRouter()
native = APIRouter(prefix="/v1/models")


def create_app(store: Store, settings: Settings, watch: Watch | None = None) -> FastAPI:
    """Return the service as an ASGI app, to be mounted or to stand alone.

    Parameters
    ----------
    store : Store
        Where tokens and models are.
    settings : Settings
        Limits of requests.
    watch : callable or None
        Is told of every request that was answered, after its reply.
    """
    watching = Watching(store)
    service = Service(store, settings, watch or watching, watching.flush)
    options: dict[str, Any] = dict.fromkeys(("docs_url", "redoc_url", "openapi_url"))
    app = Front(service, endpoint.routes(service), lifespan=_alone, **options)
    app.state.watching = watching
    for router in (health, trying.router, native, uploads.router):
        app.include_router(router)
    app.add_exception_handler(LoupeError, _refused)
    app.add_exception_handler(HTTPException, _astray)
    return app


@asynccontextmanager
async def _alone(app: FastAPI) -> AsyncIterator[None]:
    """Start and stop the service when the app stands alone; a mounted app never gets here."""
    lifecycle.start(app.state.service.settings)
    try:
        yield
    finally:
        lifecycle.stop()
        app.state.watching.close()
        await app.state.service.cache.close()
        app.state.service.close()


@health.get("/livez")
async def livez() -> JSONResponse:
    """Tell that the loop turns."""
    return JSONResponse({"live": True})


@health.get("/readyz")
async def readyz(request: Request) -> JSONResponse:
    """Tell whether a model is loaded, warm and gives its stored answers."""
    models = await to_thread.run_sync(lifecycle.ready, request.app.state.service.store)
    return JSONResponse({"ready": True, "models": models})


@health.get("/metrics")
async def metrics(request: Request) -> Response:
    """Return the counters as Prometheus text."""
    access(request)
    return Response(request.app.state.service.meters.text(), media_type="text/plain; version=0.0.4")


@health.get("/openapi.json")
async def describe(request: Request) -> JSONResponse:
    """Return the description of this service; with a token, each model's request in it."""
    found = getattr(request.state, "access", None)
    if found is None:
        return JSONResponse(openapi.DOCUMENT)
    store = request.app.state.service.store
    return JSONResponse(await to_thread.run_sync(typed.document, store, found.workspace))


@native.get("")
async def models(request: Request) -> JSONResponse:
    """List the models the token may see."""
    service, found = request.app.state.service, access(request)
    return JSONResponse(await to_thread.run_sync(cards.listing, service.store, found.workspace))


@native.get("/{name}")
async def model(request: Request) -> JSONResponse:
    """Return versions, aliases, signature and card of one model."""
    service, found = request.app.state.service, access(request)
    name = request.path_params["name"]
    return JSONResponse(await to_thread.run_sync(cards.card, service.store, found.workspace, name))


@native.put("/{name}/policy")
async def set_policy(request: Request) -> JSONResponse:
    """Say what is done with values the model has no experience with."""
    service, found = request.app.state.service, access(request, "manage")
    headers = request.scope["headers"]
    refuse_content_type(header(headers, b"content-type"))
    wish = loads(await read_body(request.receive, headers, 1))
    name = request.path_params["name"]
    await to_thread.run_sync(cards.card, service.store, found.workspace, name)
    registry = Registry(service.store, found.workspace, found.token)
    made = await to_thread.run_sync(policy.save, registry, name, wish)
    return JSONResponse(asdict(made))


@native.get("/{name}/policy")
async def get_policy(request: Request) -> JSONResponse:
    """Say how odd values are taken."""
    service, found = request.app.state.service, access(request)
    name = request.path_params["name"]
    await to_thread.run_sync(cards.card, service.store, found.workspace, name)
    made = await to_thread.run_sync(policy.load, service.store, found.workspace, name)
    return JSONResponse(asdict(made))


@health.get("/v2")
async def server(request: Request) -> JSONResponse:
    """Say what this server is, in the words of the Open Inference Protocol."""
    access(request)
    return JSONResponse(inference.SERVER)


@health.get("/v2/health/live")
async def live(request: Request) -> JSONResponse:
    """Tell that the loop turns."""
    access(request)
    return JSONResponse({"live": True})


@health.get("/v2/health/ready")
async def ready(request: Request) -> JSONResponse:
    """Tell whether a model is loaded and gives its stored answers."""
    access(request)
    return await readyz(request)


async def _refused(request: Request, error: Any) -> JSONResponse:
    return error_reply(error, request.scope)


async def _astray(request: Request, error: Any) -> JSONResponse:
    message = messages.METHOD if error.status_code == 405 else messages.UNKNOWN_ROUTE
    status = 405 if error.status_code == 405 else 404
    return error_reply(LoupeError(message), request.scope, status, error.headers)
