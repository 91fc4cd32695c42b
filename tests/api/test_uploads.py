"""Sending a large file in parts: offsets, refusals, access, and a server that stays small."""

from __future__ import annotations

import hashlib
import http.client
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from mlcore import settings
from mlcore.data.parts import PART_BYTES, Parts
from mlcore.serving import tokens
from mlcore.store.store import Store
from mlcore.store.tables import tokens as table
from tests.api.conftest import Service

ID = "00112233445566778899aabbccddeeff"


def put(service: Service, body: bytes, header: str | None, token: str, upload: str = ID) -> Any:
    headers = {"Authorization": f"Bearer {token}"}
    if header is not None:
        headers["Content-Range"] = header
    return service.client.put(f"/v1/uploads/{upload}", content=body, headers=headers)


@pytest.fixture
def token(service: Service) -> str:
    return tokens.for_upload(service.store, "default").token


def test_parts_are_taken_in_order_and_the_offset_is_told(service: Service, token: str) -> None:
    ask = {"Authorization": f"Bearer {token}"}
    assert service.client.get(f"/v1/uploads/{ID}", headers=ask).json() == {"offset": 0}
    reply = put(service, b"abcd", "bytes 0-3/6", token)
    assert (reply.status_code, reply.json()) == (200, {"offset": 4, "total": 6})
    head = service.client.head(f"/v1/uploads/{ID}", headers=ask)
    assert (head.status_code, head.headers["Upload-Offset"], head.content) == (200, "4", b"")
    again = put(service, b"abcd", "bytes 0-3/6", token)
    assert (again.status_code, again.json()["error"]["code"]) == (409, "not_next_part")
    assert put(service, b"ef", "bytes 4-5/6", token).json()["offset"] == 6
    made = Parts(service.store.settings, "default").finish(ID, 6, "a.csv")
    assert made.sha == hashlib.sha256(b"abcdef").hexdigest()


@pytest.mark.parametrize(
    ("body", "header", "upload", "status", "code"),
    [
        (b"a", None, ID, 400, "bad_range"),
        (b"a", "bytes 0-0/*", ID, 400, "bad_range"),
        (b"a", "bytes 1-0/9", ID, 400, "bad_range"),
        (b"a", "bytes 0-9/9", ID, 400, "bad_range"),
        (b"a", f"bytes 0-{'9' * 400}/9", ID, 400, "bad_range"),
        (b"abc", "bytes 0-1/9", ID, 400, "bad_range"),
        (b"", "bytes 0-0/1", ID, 400, "bad_range"),
        (b"a", "bytes 5-5/9", ID, 409, "not_next_part"),
        (b"a", "bytes 0-0/9000000000", ID, 413, "file_too_big"),
        (b"a", "bytes 0-0/1", "no-id", 404, "no_file"),
        (b"x" * 9_000_000, "bytes 0-8999999/9000000", ID, 413, "too_big"),
    ],
)
def test_refusals(
    service: Service, token: str, body: bytes, header: str | None, upload: str, status: int,
    code: str,
) -> None:  # fmt: skip
    reply = put(service, body, header, token, upload)
    assert (reply.status_code, reply.json()["error"]["code"]) == (status, code)
    assert Parts(service.store.settings, "default").offset(ID) == 0


def test_an_upload_token_does_nothing_else_and_no_other_uploads(
    service: Service, token: str
) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    for path in ("/v1/models", "/v1/models/houses", "/metrics"):
        assert service.client.get(path, headers=headers).status_code == 403
    assert put(service, b"a", "bytes 0-0/1", service.token).status_code == 403
    assert put(service, b"a", "bytes 0-0/1", "wrong").status_code == 401
    manage = tokens.create(service.store, "default", "manage").token
    assert put(service, b"a", "bytes 0-0/1", manage).status_code == 200
    assert [t.scope for t in tokens.listing(service.store, "default")] == ["manage", "predict"]


def test_an_upload_token_ends_and_is_cleared_away(
    service: Service, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "UPLOAD_SECONDS", -1.0)
    short = tokens.for_upload(service.store, "default").token
    assert put(service, b"a", "bytes 0-0/1", short).status_code == 401
    tokens.for_upload(service.store, "default")
    with service.store.read() as connection:
        scopes = list(connection.scalars(select(table.c.scope)))
    assert sorted(scopes) == ["predict", "upload", "upload"]


@pytest.fixture
def store() -> Iterator[Store]:
    """Return a store without a model, whose loading would be counted too."""
    opened = Store.open(settings.load())
    yield opened
    opened.close()


def test_300_megabytes_leave_the_server_small(store: Store, lines: list[str], process: Any) -> None:
    address = urlsplit(lines[0].rpartition(" ")[2])
    token = tokens.for_upload(store, "default").token
    total = 300_000_000
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=60)

    def send(upload: str, size: int) -> int:
        start = 0
        while start < size:
            part = b"x" * min(PART_BYTES, size - start)
            headers = {
                "Authorization": f"Bearer {token}",
                "Content-Range": f"bytes {start}-{start + len(part) - 1}/{size}",
            }
            connection.request("PUT", f"/v1/uploads/{upload}", part, headers)
            start = json.loads(connection.getresponse().read())["offset"]
        return start

    send("a" * 16, PART_BYTES)  # what the first request imports
    before = peak(process.pid)
    assert send(ID, total) == total
    assert peak(process.pid) - before < 60
    assert Parts(store.settings, "default").finish(ID, total, "a").size == total


def peak(pid: int) -> float:
    """Return the most memory the process ever held, in megabytes."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024
