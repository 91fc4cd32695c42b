"""What has to be in place before the service listens beyond this machine."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from mlcore.errors import LoupeError, Message, Where
from mlcore.serving import access_messages as messages
from mlcore.serving import password, tokens
from mlcore.serving.hosts import Hosts
from mlcore.serving.listen import Listen
from mlcore.settings import Settings
from mlcore.store.store import Store


def refuse(store: Store, settings: Settings, listen: Listen) -> None:
    """Raise unless access to the service beyond this machine is controlled.

    Raises
    ------
    LoupeError
        ``not_loopback``, naming everything that is missing.
    """
    wanted = (
        (tokens.exist(store), "an access token (python -m mlcore tokens create)"),
        (Hosts(settings.hosts).named, "the names it answers to (LOUPE_HOSTS)"),
        (bool(listen.certificate) or listen.proxied, "--cert and --key, or --behind-proxy"),
    )
    _refuse(messages.NOT_LOOPBACK, listen.host, "--host", wanted)


def refuse_pages(settings: Settings, host: str, encrypted: bool) -> None:
    """Raise unless the pages may be offered on *host*.

    Parameters
    ----------
    settings : Settings
        Home folder and names of this server.
    host : str
        The address; "" stands for all.
    encrypted : bool
        Whether there is a certificate, or a proxy that has one.

    Raises
    ------
    LoupeError
        ``open_pages``, naming everything that is missing.
    """
    if loopback(host):
        return
    wanted = (
        (
            password.lock(settings.home) is not None or bool(settings.oidc_issuer),
            "a password (python -m mlcore password set) or LOUPE_OIDC_ISSUER",
        ),
        (Hosts(settings.hosts).named, "the names it answers to (LOUPE_HOSTS)"),
        (encrypted, "server.sslCertFile, or LOUPE_BEHIND_PROXY=1"),
    )
    _refuse(messages.OPEN_PAGES, host or "every address", "server.address", wanted)


def loopback(host: str) -> bool:
    """Tell whether *host* is an address of this machine only."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _refuse(message: Message, host: str, field: str, wanted: Iterable[tuple[bool, str]]) -> None:
    missing = [words for there, words in wanted if not there]
    if missing:
        facts = {"host": host[:60], "missing": "; ".join(missing)}
        raise LoupeError(message, Where(field=field), **facts)
