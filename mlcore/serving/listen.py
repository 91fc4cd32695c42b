"""Where the service listens, as it is told."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Listen:
    """Where the service listens, and what protects it there.

    Parameters
    ----------
    host : str
        An address; beyond this machine only with *certificate* or *proxied*, tokens and names.
    port : int
        0 takes a free one, which is printed.
    workers : int
        Processes that share the socket.
    certificate, key : str
        Files in PEM form, for HTTPS.
    proxied : bool
        Whether a proxy with TLS stands in front.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1
    certificate: str = ""
    key: str = ""
    proxied: bool = False

    @property
    def tls(self) -> dict[str, str]:
        """The certificate, as uvicorn wants it."""
        if not self.certificate:
            return {}
        return {"ssl_certfile": self.certificate, "ssl_keyfile": self.key or self.certificate}
