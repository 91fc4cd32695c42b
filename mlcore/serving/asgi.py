"""The service as a process of its own."""

from __future__ import annotations

import ipaddress
import socket
import sys

from mlcore.errors import LoupeError, Where
from mlcore.serving import lifecycle, messages
from mlcore.serving.app import create_app
from mlcore.settings import Settings
from mlcore.store.store import Store

STOP_SECONDS = 10


def serve(store: Store, settings: Settings, host: str = "127.0.0.1", port: int = 8000) -> None:
    """Answer requests until the process is told to stop.

    Parameters
    ----------
    store : Store
        Where tokens and models are.
    settings : Settings
        Limits of requests.
    host : str
        A loopback address.
    port : int
        0 takes a free one, which is printed.

    Raises
    ------
    LoupeError
        ``not_loopback``; ``port_unavailable``.
    """
    import uvicorn

    with _listen(host, port) as listener:
        name = f"[{host}]" if ":" in host else host
        address = f"http://{name}:{listener.getsockname()[1]}"
        print(f"Listening on {address}", file=sys.stderr)
        if line := lifecycle.first_token(store, "default", address):
            print(f"Try it: {line}", file=sys.stderr, flush=True)
        config = uvicorn.Config(
            create_app(store, settings),
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=STOP_SECONDS,
        )
        uvicorn.Server(config).run(sockets=[listener])


def loopback(host: str) -> bool:
    """Tell whether *host* is an address of this machine only."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _listen(host: str, port: int) -> socket.socket:
    if not loopback(host):
        raise LoupeError(messages.NOT_LOOPBACK, Where(field="--host"), host=host[:60])
    host = "127.0.0.1" if host == "localhost" else host.strip("[]")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(256)
    except (OSError, OverflowError) as error:
        listener.close()
        reason = (getattr(error, "strerror", None) or "not a port number").lower()
        place = Where(field="--port")
        raise LoupeError(messages.PORT_TAKEN, place, port=port, reason=reason) from error
    return listener
