"""The challenger over REST: how it is tried, and how it does beside the champion."""

from __future__ import annotations

from typing import Any

from anyio import to_thread
from fastapi import APIRouter, Request
from starlette.responses import JSONResponse

from mlcore.monitoring.trial import trial
from mlcore.registry.names import Reference
from mlcore.registry.registry import Registry
from mlcore.serving import challenger
from mlcore.serving.access import access
from mlcore.serving.hosts import header
from mlcore.serving.request import read_body, refuse_content_type
from mlcore.serving.strict_json import loads
from mlcore.serving.tokens import Access
from mlcore.store.store import Store
from mlcore.types import to_json

router = APIRouter(prefix="/v1/models")


@router.get("/{name}/challenger")
async def get_challenger(request: Request) -> JSONResponse:
    """Say how the challenger is tried and how it does."""
    service, found = request.app.state.service, access(request)
    await to_thread.run_sync(service.settle)
    name = request.path_params["name"]
    return JSONResponse(await to_thread.run_sync(_said, service.store, found, name))


@router.put("/{name}/challenger")
async def set_challenger(request: Request) -> JSONResponse:
    """Choose the challenger, its share of the requests, and whether it is a shadow."""
    service, found = request.app.state.service, access(request, "manage")
    headers = request.scope["headers"]
    refuse_content_type(header(headers, b"content-type"))
    wish = loads(await read_body(request.receive, headers, 1))
    name = request.path_params["name"]
    return JSONResponse(await to_thread.run_sync(_chosen, service.store, found, name, wish))


def _said(store: Store, found: Access, name: str) -> dict[str, Any]:
    registry = Registry(store, found.workspace)
    registry.row(Reference(name))
    how = challenger.load(store, found.workspace, name)
    version = challenger.version_of(registry, name)
    beside = None if version is None else to_json(trial(registry, name, version))
    return {**to_json(how), "version": version, "trial": beside}


def _chosen(store: Store, found: Access, name: str, wish: Any) -> dict[str, Any]:
    registry = Registry(store, found.workspace, found.token)
    how = challenger.save(registry, name, wish)
    return {**to_json(how), "version": challenger.version_of(registry, name)}
