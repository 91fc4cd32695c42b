"""The service as a process of its own, or as several that share a socket."""

from __future__ import annotations

import gc
import signal
import socket
import sys
from types import FrameType
from typing import Any

import uvicorn

from mlcore.errors import LoupeError, Where
from mlcore.serving import cache, crew, lifecycle, logs, memory, traces, wider
from mlcore.serving import running_messages as messages
from mlcore.serving.app import create_app
from mlcore.serving.listen import Listen
from mlcore.serving.protocol import Protocol
from mlcore.settings import Settings
from mlcore.store.store import Store

STOP_SECONDS = 10
BACKLOG = 2_048
SWITCH_SECONDS = 0.0005
"""How long a thread beside the event loop may keep it waiting; Python's own 5 ms were the p99."""
COLLECTED = (50_000, 20, 50)
"""Objects made from one look for garbage to the next: a large request makes thousands that go."""
HERE = Listen()


def serve(store: Store, settings: Settings, listen: Listen = HERE) -> None:
    """Answer requests until the process is told to stop.

    Parameters
    ----------
    store : Store
        Where tokens and models are.
    settings : Settings
        Limits of requests.
    listen : Listen
        Where.

    Raises
    ------
    LoupeError
        ``not_loopback``; ``port_unavailable``; ``bad_server_certificate``; ``bad_setting``,
        ``bad_cache``, ``bad_traces``, ``traces_not_installed``.
    """
    logs.begin(settings.log_level)  # a wrong setting is said before anything listens
    traces.refuse(settings)
    cache.refuse(settings)
    if not wider.loopback(listen.host):
        wider.refuse(store, settings, listen)
    with _listen(listen.host, listen.port) as listener:
        host, port = listener.getsockname()[:2]
        name = f"[{host}]" if ":" in host else host
        address = f"{'https' if listen.tls else 'http'}://{name}:{port}"
        print(f"Listening on {address}", file=sys.stderr)
        if line := lifecycle.first_token(store, "default", address):
            print(f"Try it: {line}", file=sys.stderr, flush=True)
        if listen.workers > 1:
            crew.run(settings, listen, listener)
        else:
            run(store, settings, listen, listener)


def run(store: Store, settings: Settings, listen: Listen, listener: socket.socket) -> None:
    """Answer what comes through *listener*, in this process.

    Raises
    ------
    LoupeError
        ``bad_server_certificate``; ``bad_setting``.
    """
    memory.frugal()
    logs.begin(settings.log_level)
    config = uvicorn.Config(
        create_app(store, settings),
        http=Protocol,
        ws="none",
        loop="uvloop",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        backlog=BACKLOG,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=STOP_SECONDS,
        **listen.tls,  # type: ignore[arg-type]
    )
    try:
        config.load()
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or "it is not a certificate in PEM form").lower()
        raise LoupeError(messages.BAD_CERTIFICATE, Where(field="--cert"), reason=reason) from error
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.set_threshold(*COLLECTED)
    Draining(config, settings.drain_seconds).run(sockets=[listener])


class Draining(uvicorn.Server):
    """A server that is not ready first, takes requests a while longer, and then stops.

    Parameters
    ----------
    config : uvicorn.Config
        Of the server.
    seconds : float
        How long it goes on taking requests, so that a load balancer can look elsewhere.
    """

    def __init__(self, config: uvicorn.Config, seconds: float) -> None:
        super().__init__(config)
        self._seconds = seconds
        self._told = False
        self._loop: Any = None

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to stop; a second signal does not wait."""
        if self._told or self._loop is None or sig == signal.SIGINT:
            super().handle_exit(sig, frame)
            return
        self._told = True
        lifecycle.drain()
        self._loop.call_soon_threadsafe(self._loop.call_later, self._seconds, self._stop, sig)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen."""
        import asyncio

        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)

    def _stop(self, sig: int) -> None:
        super().handle_exit(sig, None)
        self._captured_signals.clear()  # sent to itself once more at the end: no exit with 0


def _listen(host: str, port: int) -> socket.socket:
    host = "127.0.0.1" if host == "localhost" else host.strip("[]")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except (OSError, OverflowError) as error:
        listener.close()
        reason = (getattr(error, "strerror", None) or "not a port number").lower()
        place = Where(field="--port")
        raise LoupeError(messages.PORT_TAKEN, place, port=port, reason=reason) from error
    return listener
