"""What has to be in place before the service listens beyond this machine."""

from __future__ import annotations

from mlcore.errors import LoupeError, Where
from mlcore.serving import messages, tokens
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
    missing = [words for there, words in wanted if not there]
    if missing:
        place = Where(field="--host")
        facts = {"host": listen.host[:60], "missing": "; ".join(missing)}
        raise LoupeError(messages.NOT_LOOPBACK, place, **facts)
