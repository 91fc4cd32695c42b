"""Files that never change, answered before anything else looks at the request.

A first visit asks for some seventy scripts, styles and fonts at once. Their names change with
their content, so each needs no more than a look into a table and one read; led past every route
and, piece by piece, through threads they cost the server more than the page itself.
"""

from __future__ import annotations

from mimetypes import guess_type
from pathlib import Path

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from mlcore.serving.hosts import header

CACHED = "public, immutable, max-age=31536000"
"""What may be said of a file whose name changes with its content."""
MOST = 2**20
"""Bytes: larger files are led to the app behind, which sends them in pieces."""


class Shelf:
    """ASGI middleware that answers for the files of a folder, as they are when it is made.

    Parameters
    ----------
    app : ASGIApp
        Answers for all the rest: other paths and methods, parts of files, large ones.
    folder : Path
        Its files have names that change with their content.
    prefix : str
        The address of *folder*; it ends with a slash.
    """

    def __init__(self, app: ASGIApp, folder: Path, prefix: str) -> None:
        self._app = app
        self._files = {
            f"{prefix}{path.relative_to(folder).as_posix()}": path
            for path in folder.rglob("*")
            if path.is_file() and path.stat().st_size <= MOST
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer for a file of the folder, or hand the request on."""
        path = self._files.get(scope["path"]) if _plain(scope) else None
        await (self._app if path is None else _reply(path))(scope, receive, send)


def _plain(scope: Scope) -> bool:
    """Tell whether a whole file is asked for, whichever it is."""
    plain = scope["type"] == "http" and scope["method"] == "GET"
    return plain and not header(scope["headers"], b"range")


def _reply(path: Path) -> Response:
    kind = guess_type(path.name)[0] or "application/octet-stream"
    return Response(path.read_bytes(), headers={"Cache-Control": CACHED}, media_type=kind)
