"""Large files in parts: ``PUT`` sends the next, ``GET`` and ``HEAD`` say how many bytes came."""

from __future__ import annotations

import re

from anyio import to_thread
from fastapi import APIRouter, Request
from starlette.responses import JSONResponse

from mlcore.data.parts import PART_BYTES, Parts
from mlcore.errors import LoupeError, Where
from mlcore.serving import messages, tokens
from mlcore.serving.access import access
from mlcore.serving.request import read_body

router = APIRouter(prefix="/v1/uploads")
OFFSET = "Upload-Offset"
_RANGE = re.compile(r"bytes (\d{1,15})-(\d{1,15})/(\d{1,15})")
_MOST_MB = PART_BYTES // 2**20 + 1


@router.put("/{id}")
async def put(request: Request) -> JSONResponse:
    """Take the part that ``Content-Range: bytes FIRST-LAST/TOTAL`` names."""
    parts, upload = _parts(request), request.path_params["id"]
    start, length, total = _range(request.headers.get("content-range", ""))
    data = await read_body(request.receive, request.scope["headers"], _MOST_MB)
    if len(data) != length:
        raise _bad_range("its length is not that of the body")
    size = await to_thread.run_sync(parts.append, upload, start, total, data)
    return _told(size, {"offset": size, "total": total})


@router.api_route("/{id}", methods=["GET", "HEAD"])
async def offset(request: Request) -> JSONResponse:
    """Say how many bytes of the file are here."""
    parts, upload = _parts(request), request.path_params["id"]
    size = await to_thread.run_sync(parts.offset, upload)
    return _told(size, {"offset": size})


def _parts(request: Request) -> Parts:
    found = access(request, tokens.UPLOAD)
    return Parts(request.app.state.service.settings, found.workspace)


def _range(header: str) -> tuple[int, int, int]:
    """Return first byte, length and total of a ``Content-Range``."""
    match = _RANGE.fullmatch(header.strip())
    if match is None:
        raise _bad_range("it is not of the form bytes FIRST-LAST/TOTAL")
    first, last, total = map(int, match.groups())
    if not first <= last < total:
        raise _bad_range("its numbers do not fit together")
    return first, last - first + 1, total


def _bad_range(reason: str) -> LoupeError:
    return LoupeError(messages.BAD_RANGE, Where(field="Content-Range"), reason=reason)


def _told(size: int, body: dict[str, int]) -> JSONResponse:
    return JSONResponse(body, headers={OFFSET: str(size)})
