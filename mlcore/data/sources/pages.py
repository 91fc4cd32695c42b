"""Reading from a web address: the limited child's side, a file or the records of an API."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mlcore.data.children import settings_of
from mlcore.data.made import Made, frozen
from mlcore.data.sources.download import Call, Caps, Reply, fetch
from mlcore.data.sources.messages import NO_RECORDS
from mlcore.errors import LoupeError, Where
from mlcore.process.watch import Mark, note

MOST_PAGES = 1_000
FILE = "download"


def get(request: dict[str, Any], place: Path) -> Any:
    """Write what the address gives to ``place / FILE`` and say what it is."""
    settings = settings_of(request)
    caps = Caps(settings.download_mb, request["patience"], settings.allow_hosts)
    call = Call(**{name: frozen(value) for name, value in request["call"].items()})
    target = place / FILE
    if not request["records"] and request["paging"] == "none":
        reply, pages = fetch(call, target, caps), 1
        name = reply.filename
    else:
        records, pages = _records(call, request, place, caps)
        target.write_text(json.dumps(records))
        name = "records.json"
    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    facts = (("filename", name), ("sha", digest), ("pages", pages))
    return Made((), 0, "web", facts=facts).to_json()


def _records(call: Call, request: dict[str, Any], place: Path, caps: Caps) -> tuple[list[Any], int]:
    found: list[Any] = []
    left, number = caps.megabytes * 1_000_000, 0
    for page in _calls(call, request):
        number += 1
        target = place / "page"
        rest = Caps(max(left // 1_000_000, 1), caps.patience, caps.allowed)
        reply = fetch(page.call, target, rest)
        left -= reply.size
        body = json.loads(target.read_bytes())
        part = _at(body, request["records"])
        if not isinstance(part, list):
            path = request["records"] or "the top"
            where = Where(field="records")
            raise LoupeError(NO_RECORDS, where, path=path, found=_kind(part))
        found += part
        note(place, Mark(len(found)))
        page.learn(part, body, reply)
        if request["most"] and len(found) >= request["most"]:
            break
    return found, number


class _Page:
    """One call of many, which learns from its answer whether there is another."""

    def __init__(self, call: Call) -> None:
        self.call, self.part, self.following = call, [], ""  # type: ignore[var-annotated]
        self._path = ""

    def learn(self, part: list[Any], body: Any, reply: Reply) -> None:
        """Take in the answer."""
        self.part = part
        self.following = reply.link if not self._path else str(_at(body, self._path) or "")


def _calls(call: Call, request: dict[str, Any]) -> Iterator[_Page]:
    paging, step = request["paging"], request["size"]
    number, seen = request["start"], {call.url}
    for _ in range(MOST_PAGES):
        extra = {
            "page": ((request["parameter"], str(number)),),
            "offset": ((request["parameter"], str(number)),),
        }.get(paging, ())
        page = _Page(Call(call.method, call.url, (*call.params, *extra), call.headers, call.body))
        page._path = request["next"] if paging == "next" else ""
        yield page
        if paging == "none" or not page.part:
            return
        number += 1 if paging == "page" else len(page.part)
        if step and len(page.part) < step and paging != "next":
            return
        if paging == "next":
            following = _joined(call.url, page.following)
            if not following or following in seen:
                return
            seen.add(following)
            call = Call(call.method, following, (), _kept(call, following), call.body)


def _joined(url: str, following: str) -> str:
    import httpx

    return str(httpx.URL(url).join(following)) if following else ""


def _kept(call: Call, following: str) -> tuple[tuple[str, str], ...]:
    """Return the headers for the next page: secrets stay with the host they are for."""
    import httpx

    here, there = httpx.URL(call.url), httpx.URL(following)
    same = (here.scheme, here.host, here.port) == (there.scheme, there.host, there.port)
    return call.headers if same else ()


def _at(body: Any, path: str) -> Any:
    """Return what stands in *body* at *path*, such as ``data.items`` or ``$.pages[0]``."""
    for key in path.removeprefix("$").replace("[", ".").replace("]", "").split("."):
        if isinstance(body, dict) and key:
            body = body.get(key)
        elif isinstance(body, list) and key.isdigit():
            body = body[int(key)] if int(key) < len(body) else None
        elif key:
            return None
    return body


def _kind(value: Any) -> str:
    if isinstance(value, dict):
        return "an object with " + ", ".join(list(value)[:5])
    return "nothing" if value is None else "a single value"
