"""One answer of a web address → a file: every hop checked, size and time counted as it comes."""

from __future__ import annotations

import re
import ssl
import time
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

import httpcore
import httpx

from mlcore.data.sources.guard import Transport
from mlcore.data.sources.messages import (
    ADDRESS_PASSWORD,
    BAD_ADDRESS,
    BAD_CERTIFICATE,
    DOWNLOAD_SLOW,
    DOWNLOAD_TOO_BIG,
    REDIRECTS,
    UNREACHABLE,
    WEB_STATUS,
)
from mlcore.errors import LoupeError, Where
from mlcore.process.watch import Mark, note

HOPS = 3
TRIES = 3
PATIENCE = 10.0
"""Seconds in which at least :data:`CRAWL` bytes must come."""
CRAWL = 1_000
_WAITS = (0.5, 1.5)
_LONGEST_WAIT = 10.0
WHERE = Where(field="address")
_REASONS = {
    401: "it wants a login", 403: "it does not allow this", 404: "there is nothing there",
    410: "it is gone", 429: "it was asked too often", 500: "it broke", 502: "it is not ready",
    503: "it is busy", 504: "it took too long",
}  # fmt: skip


@dataclass(frozen=True)
class Caps:
    """How much one source may send in all, how long it may be silent, whom it may reach."""

    megabytes: int
    patience: float = PATIENCE
    allowed: str = ""


@dataclass(frozen=True)
class Call:
    """What is sent: headers hold secrets and go to the first host only."""

    method: str
    url: str
    params: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""


@dataclass(frozen=True)
class Reply:
    """What came: bytes on disk, the name they go by, and the address of the next page."""

    size: int
    filename: str
    link: str = ""


def fetch(call: Call, target: Path, caps: Caps) -> Reply:
    """Write the answer to *call* into *target*.

    Raises
    ------
    LoupeError
        ``bad_address``, ``inside_network``, ``redirects``, ``web_status``,
        ``download_too_big``, ``download_slow``, ``unreachable`` or ``bad_certificate``.
    """
    tries = TRIES if call.method == "GET" else 1
    with httpx.Client(transport=Transport(caps.allowed), timeout=caps.patience) as client:
        for attempt in range(tries):
            try:
                return _hop(client, call, target, caps)
            except _BusyError as busy:
                if attempt == tries - 1:
                    raise _status(busy.host, busy.status) from None
                time.sleep(min(busy.wait or _WAITS[attempt], _LONGEST_WAIT))
    raise AssertionError("unreachable")


def checked(address: str) -> httpx.URL:
    """Return *address* when it is a plain http or https address.

    Raises
    ------
    LoupeError
        ``bad_address`` or ``address_password``.
    """
    try:
        url = httpx.URL(address.strip())
    except (httpx.InvalidURL, UnicodeError):
        raise LoupeError(BAD_ADDRESS, WHERE, reason="it is not written like one") from None
    if url.scheme not in ("http", "https"):
        raise LoupeError(BAD_ADDRESS, WHERE, reason="only http and https are opened")
    if not url.host:
        raise LoupeError(BAD_ADDRESS, WHERE, reason="it names no host")
    if url.userinfo:
        raise LoupeError(ADDRESS_PASSWORD, WHERE)
    return url


def host_of(url: httpx.URL) -> str:
    """Return the host as it is really asked for: foreign letters in punycode."""
    return url.raw_host.decode("ascii")


class _BusyError(Exception):
    def __init__(self, host: str, status: int, wait: float) -> None:
        self.host, self.status, self.wait = host, status, wait


def _hop(client: httpx.Client, call: Call, target: Path, caps: Caps) -> Reply:
    url = checked(call.url).copy_merge_params(dict(call.params))
    first = url
    for _ in range(HOPS + 1):
        same = (url.scheme, url.host, url.port) == (first.scheme, first.host, first.port)
        request = _request(client, call, url, same)
        with _sent(client, request, caps) as answer:
            if answer.has_redirect_location:
                url = _next(url, answer.headers["location"])
                continue
            _refuse(answer, host_of(url))
            size = _save(answer, target, caps, host_of(url))
            return Reply(size, _filename(answer, url), _link(answer, url))
    raise LoupeError(REDIRECTS, WHERE, host=host_of(url), reason="it leads on too often")


def _request(client: httpx.Client, call: Call, url: httpx.URL, same: bool) -> httpx.Request:
    headers = {"accept-encoding": "gzip, deflate", "user-agent": "Loupe"}
    headers |= dict(call.headers) if same else {}
    if call.body and same:
        headers["content-type"] = "application/json"
    return client.build_request(
        call.method, url, headers=headers, content=call.body.encode() if same else b""
    )


def _sent(client: httpx.Client, request: httpx.Request, caps: Caps) -> Any:
    host = host_of(request.url)
    try:
        return _Closing(client.send(request, stream=True, follow_redirects=False))
    except (httpcore.TimeoutException, httpx.TimeoutException):
        raise LoupeError(DOWNLOAD_SLOW, WHERE, host=host, seconds=caps.patience) from None
    except (httpcore.ConnectError, httpx.ConnectError, ssl.SSLError) as error:
        if re.search("certificate|SSL|TLS", str(error), re.IGNORECASE):
            raise LoupeError(BAD_CERTIFICATE, WHERE, host=host) from None
        raise LoupeError(UNREACHABLE, WHERE, host=host, reason="it does not answer") from None
    except (httpcore.NetworkError, httpcore.ProtocolError, httpx.HTTPError):
        reason = "the connection broke off"
        raise LoupeError(UNREACHABLE, WHERE, host=host, reason=reason) from None


class _Closing:
    def __init__(self, answer: httpx.Response) -> None:
        self.answer = answer

    def __enter__(self) -> httpx.Response:
        return self.answer

    def __exit__(self, *_: object) -> None:
        self.answer.close()


def _next(url: httpx.URL, location: str) -> httpx.URL:
    try:
        following = checked(str(url.join(location)))
    except LoupeError as error:
        reason = str(error.facts.get("reason", "it holds a password"))
        raise LoupeError(REDIRECTS, WHERE, host=host_of(url), reason=reason) from None
    if url.scheme == "https" and following.scheme == "http":
        reason = "it changes to an unprotected address"
        raise LoupeError(REDIRECTS, WHERE, host=host_of(following), reason=reason)
    return following


def _refuse(answer: httpx.Response, host: str) -> None:
    status = answer.status_code
    if status == 429 or status >= 500:
        after = answer.headers.get("retry-after", "")
        raise _BusyError(host, status, float(after) if after.isdigit() else 0.0)
    if status >= 300:
        raise _status(host, status)


def _status(host: str, status: int) -> LoupeError:
    reason = _REASONS.get(status, "it did not give the table")
    return LoupeError(WEB_STATUS, WHERE, host=host, status=status, reason=reason)


def _save(answer: httpx.Response, target: Path, caps: Caps, host: str) -> int:
    begun = mark = time.monotonic()
    size = since = told = 0
    with target.open("wb") as file:
        try:
            for part in answer.iter_bytes():
                size += len(part)
                since += len(part)
                now = time.monotonic()
                if size > caps.megabytes * 1_000_000:
                    facts = {"most": caps.megabytes, "seconds": now - begun}
                    raise LoupeError(DOWNLOAD_TOO_BIG, WHERE, host=host, **facts)
                if now - mark > caps.patience:
                    if since < CRAWL:
                        raise LoupeError(DOWNLOAD_SLOW, WHERE, host=host, seconds=caps.patience)
                    mark, since = now, 0
                file.write(part)
                told = _told(target, size, told)
        except (httpcore.TimeoutException, httpx.TimeoutException):
            raise LoupeError(DOWNLOAD_SLOW, WHERE, host=host, seconds=caps.patience) from None
        except (httpcore.NetworkError, httpcore.ProtocolError, httpx.HTTPError):
            reason = "the connection broke off"
            raise LoupeError(UNREACHABLE, WHERE, host=host, reason=reason) from None
    return size


def _told(target: Path, size: int, told: int) -> int:
    """Note every megabyte how many bytes have come; return how many were told."""
    if size - told < 1_000_000:
        return told
    note(target.parent, Mark(size, unit="bytes"))
    return size


def _filename(answer: httpx.Response, url: httpx.URL) -> str:
    said = re.search(r'filename="?([^";]+)', answer.headers.get("content-disposition", ""))
    name = said[1] if said else unquote(PurePosixPath(url.path).name)
    last = PurePosixPath(name.replace("\\", "/")).name
    return "".join(c for c in last if c.isprintable())[-120:] or host_of(url)


def _link(answer: httpx.Response, url: httpx.URL) -> str:
    following = answer.links.get("next", {}).get("url", "")
    return str(url.join(following)) if following else ""
