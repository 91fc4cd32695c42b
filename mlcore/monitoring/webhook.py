"""An alert on its way to another program: guarded like every other address, without any row."""

from __future__ import annotations

from typing import Any

import httpcore
import httpx

from mlcore.data.sources.guard import Transport
from mlcore.errors import LoupeError
from mlcore.monitoring.alerts import Alert
from mlcore.settings import Settings

SECONDS = 10.0
FAILURES = (
    httpx.HTTPError,
    httpx.InvalidURL,
    httpcore.NetworkError,
    httpcore.TimeoutException,
    httpcore.ProtocolError,
    OSError,
)
"""What a server that cannot be reached, or is none, raises; the guarded transport hands it on."""


def body(alert: Alert) -> dict[str, Any]:
    """Return what is sent of an alert; ``text`` is what chat programs show."""
    return {
        "text": f"{alert.name} (version {alert.version}): {alert.sentence} {alert.rule.do}",
        "alert": alert.id,
        "model": alert.name,
        "version": alert.version,
        "code": alert.code,
        "value": alert.value,
        "limit": alert.limit,
        "columns": list(alert.columns),
        "opened": alert.opened,
        "do": alert.rule.do,
    }


def send(url: str, alert: Alert, settings: Settings) -> str:
    """Send an alert and return why it did not arrive; empty: it did.

    Redirects are not followed. Addresses inside this network are refused unless the setting
    ``allow_hosts`` names them.

    Parameters
    ----------
    url : str
        Where to.
    alert : Alert
        What is told.
    settings : Settings
        Hosts inside this network that are allowed.
    """
    try:
        with httpx.Client(
            transport=Transport(settings.allow_hosts), timeout=SECONDS, trust_env=False
        ) as client:
            answer = client.post(url, json=body(alert))
    except LoupeError as error:
        return error.what
    except FAILURES:
        return "the address does not answer"
    return "" if answer.is_success else f"the address answers {answer.status_code}"
