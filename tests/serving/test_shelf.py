"""Files that never change: the same as the app behind would send, and nothing but them."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send
from streamlit.file_util import get_static_dir
from streamlit.web.server.starlette.starlette_static_routes import create_streamlit_static_handler

from mlcore.serving.shelf import MOST, Shelf


async def behind(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse(f"behind: {Request(scope).url.path}")(scope, receive, send)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "files" / "js").mkdir(parents=True)
    (tmp_path / "files" / "js" / "app.1a2b.js").write_text("export default 1;")
    (tmp_path / "files" / "font.3c4d.woff2").write_bytes(bytes(range(256)))
    (tmp_path / "files" / "large.5e6f.js").write_bytes(b" " * (MOST + 1))
    (tmp_path / "secret").write_text("of the neighbour")
    return tmp_path / "files"


@pytest.fixture
def client(folder: Path) -> TestClient:
    return TestClient(Shelf(behind, folder, "/static/"))


def test_a_file_is_sent_whole_and_may_be_kept_for_good(client: TestClient) -> None:
    reply = client.get("/static/js/app.1a2b.js?v=1")
    assert (reply.status_code, reply.text) == (200, "export default 1;")
    assert reply.headers["Content-Length"] == "17"
    assert "javascript" in reply.headers["Content-Type"]
    assert reply.headers["Cache-Control"] == "public, immutable, max-age=31536000"
    assert client.get("/static/font.3c4d.woff2").content == bytes(range(256))


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/static/",
        "/static/js",
        "/static/js/gone.js",
        "/static/%2e%2e/secret",
        "/static/js/..%2fapp.1a2b.js",
        "/static//js/app.1a2b.js",
        "/js/app.1a2b.js",
        "/static/large.5e6f.js",
    ],
)
def test_all_else_is_for_the_app_behind(client: TestClient, path: str) -> None:
    assert client.get(path).text.startswith("behind: ")


def test_only_whole_files_are_sent(client: TestClient) -> None:
    path = "/static/js/app.1a2b.js"
    assert client.get(path, headers={"Range": "bytes=0-3"}).text == f"behind: {path}"
    assert client.post(path).text == f"behind: {path}"
    assert client.head(path).headers.get("Cache-Control") is None


def test_what_comes_into_the_folder_later_is_not_sent(client: TestClient, folder: Path) -> None:
    (folder / "later.js").write_text("let later;")
    assert client.get("/static/later.js").text == "behind: /static/later.js"


def test_the_files_of_the_pages_are_sent_as_streamlit_sends_them() -> None:
    root = Path(get_static_dir())
    streamlit = create_streamlit_static_handler(str(root), "")
    files = sorted(path for path in (root / "static").rglob("*.*") if path.is_file())
    kinds = {path.suffix: path for path in files if path.stat().st_size <= MOST}
    assert {".js", ".css", ".woff2"} <= kinds.keys()
    shelf, app = TestClient(Shelf(behind, root / "static", "/static/")), TestClient(streamlit)
    for path in kinds.values():
        address = f"/{path.relative_to(root).as_posix()}"
        ours, theirs = shelf.get(address), app.get(address)
        assert ours.content == theirs.content == path.read_bytes()
        for name in ("Content-Type", "Content-Length", "Cache-Control"):
            assert ours.headers[name] == theirs.headers[name], (address, name)
