"""Web addresses: guarded, counted, followed with care, all against real servers (U01 to U16)."""

from __future__ import annotations

import gzip
import json
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from mlcore.data.options import ReadOptions
from mlcore.data.read import read, read_address
from mlcore.data.sources import guard
from mlcore.data.sources.download import Call, Caps, fetch
from mlcore.data.sources.http import Request, fetched
from mlcore.errors import LoupeError
from mlcore.settings import load
from mlcore.store.objects import Objects

CSV = b"a,b\n1,x\n2,y\n"
RECORDS = [{"id": i, "name": f"n{i}"} for i in range(7)]


class Handler(BaseHTTPRequestHandler):
    """Behaves, and misbehaves, by path."""

    asked: ClassVar[list[tuple[str, dict[str, str]]]] = []

    def log_message(self, *_: Any) -> None:
        pass

    def do_GET(self) -> None:
        path, query = urlsplit(self.path).path, parse_qs(urlsplit(self.path).query)
        self.asked.append((self.path, dict(self.headers)))
        getattr(self, "at_" + path.strip("/").partition("/")[0].partition(".")[0])(path, query)

    do_POST = do_GET  # noqa: N815

    def reply(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"content_length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def at_table(self, *_: Any) -> None:
        self.reply(CSV)

    def at_page(self, *_: Any) -> None:
        self.reply(b"<html><body>log in</body></html>", content_type="text/csv")

    def at_zipped(self, *_: Any) -> None:
        self.reply(gzip.compress(CSV), content_encoding="gzip")

    def at_bomb(self, *_: Any) -> None:
        self.reply(gzip.compress(b"a\n" * 20_000_000), content_encoding="gzip")

    def at_endless(self, *_: Any) -> None:
        self.send_response(200)
        self.end_headers()
        while True:
            self.wfile.write(b"1,2,3\n" * 10_000)

    def at_drip(self, *_: Any) -> None:
        self.send_response(200)
        self.end_headers()
        while True:
            self.wfile.write(b"1")
            self.wfile.flush()
            time.sleep(0.1)

    def at_status(self, path: str, *_: Any) -> None:
        self.reply(b"no", int(path.rpartition("/")[2]), retry_after="0")

    def at_busy(self, *_: Any) -> None:
        asked = [p for p, _ in self.asked if p == self.path]
        self.reply(CSV, 200 if len(asked) > 2 else 503)

    def at_to(self, path: str, query: dict[str, list[str]]) -> None:
        self.reply(b"", 302, location=query["at"][0])

    def at_loop(self, *_: Any) -> None:
        self.reply(b"", 302, location="/loop")

    def at_json(self, path: str, query: dict[str, list[str]]) -> None:
        offset = int(query.get("offset", ["0"])[0])
        page = int(query["page"][0]) if "page" in query else 0
        begin = (page - 1) * 3 if page else offset
        part = RECORDS[begin : begin + 3]
        following = f"/json?offset={begin + 3}" if begin + 3 < len(RECORDS) else None
        link = {"link": f'<{following}>; rel="next"'} if following else {}
        body = {"data": {"items": part}, "next": following}
        self.reply(json.dumps(body).encode(), content_type="text/plain", **link)

    def at_secret(self, *_: Any) -> None:
        status = 200 if self.headers.get("X-Key") == "hunter2" else 403
        self.reply(CSV, status)

    def at_post(self, *_: Any) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.reply(json.dumps([body, body]).encode())

    def at_changing(self, *_: Any) -> None:
        self.reply(f"a\n{len(self.asked)}\n".encode())


@pytest.fixture
def server() -> Iterator[str]:
    Handler.asked = []
    made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=made.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{made.server_port}"
    made.shutdown()
    made.server_close()


@pytest.fixture
def allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOUPE_ALLOW_HOSTS", "127.0.0.0/8")


@pytest.fixture
def refused(home: Path) -> Callable[..., LoupeError]:
    def function(address: str, **settings: Any) -> LoupeError:
        with pytest.raises(LoupeError) as caught:
            read(address, Objects(home / "objects"), settings=load(**settings))
        return caught.value

    return function


Refused = Callable[..., LoupeError]


def caps(megabytes: int = 10, patience: float = 10.0) -> Caps:
    return Caps(megabytes, patience, "127.0.0.0/8")


@pytest.mark.usefixtures("allowed")
def test_a_file_from_an_address(server: str, home: Path) -> None:
    made = read(f"{server}/table.csv?key=hunter2", Objects(home / "objects"))
    assert made.frame()["a"].tolist() == [1, 2]
    assert made.name == "table"
    assert "hunter2" not in repr(made.lineage)


@pytest.mark.parametrize(
    "address",
    ["file:///etc/passwd", "ftp://example.com/x", "gopher://example.com", "jar://x/y", "https://"],
)
def test_u01_other_schemes(refused: Refused, address: str) -> None:
    assert refused(address).code == "bad_address"


@pytest.mark.parametrize("address", ["data:text/csv,a", "\\\\host\\share"])
def test_u01_what_is_no_address_is_no_file_either(refused: Refused, address: str) -> None:
    assert refused(address).code in ("no_file", "not_readable", "bad_address")


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "localhost", "[::1]", "0", "0x7f.1", "2130706433", "127.1",
        "[::ffff:127.0.0.1]", "169.254.169.254", "[fd00:ec2::254]", "10.1.2.3", "100.64.0.1",
        "0.0.0.0", "192.168.1.1", "172.16.0.1", "[64:ff9b::7f00:1]", "[2002:7f00:1::]",
        "224.0.0.1", "[fe80::1]",
    ],
)  # fmt: skip
def test_u02_addresses_inside_this_network(tmp_path: Path, host: str) -> None:
    with pytest.raises(LoupeError) as caught:
        fetch(Call("GET", f"http://{host}/x"), tmp_path / "t", Caps(1))
    assert caught.value.code == "inside_network"
    assert "inside this network" in caught.value.what


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("127.0.0.1.nip.io", "127.0.0.1"), ("app.10.0.0.1.sslip.io", "10.0.0.1"),
        ("intranet.example", "fd00::1"), ("metadata.example", "169.254.169.254"),
    ],
)  # fmt: skip
def test_u02_a_public_name_of_an_inside_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, address: str
) -> None:
    """Such names resolve to whatever stands in them; what they resolve to decides."""
    monkeypatch.setattr(guard.socket, "getaddrinfo", answers(address))
    with pytest.raises(LoupeError) as caught:
        fetch(Call("GET", f"http://{name}/x"), tmp_path / "t", Caps(1))
    assert caught.value.code == "inside_network"
    assert name in caught.value.what
    assert not (tmp_path / "t").exists()


def answers(*found: str) -> Any:
    return lambda *_, **__: [(2, 1, 6, "", (address, 80)) for address in found]


def test_u03_one_private_address_among_public_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard.socket, "getaddrinfo", answers("93.184.216.34", "10.0.0.1"))
    with pytest.raises(LoupeError) as caught:
        guard.addresses("two.example", 80)
    assert caught.value.code == "inside_network"
    monkeypatch.setattr(guard.socket, "getaddrinfo", answers("93.184.216.34"))
    assert guard.addresses("two.example", 80) == ["93.184.216.34"]


def test_u04_a_name_is_resolved_once_and_connected_as_checked(
    server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, port = guard.socket.getaddrinfo, int(server.rpartition(":")[2])
    asked: list[str] = []

    def rebinding(host: Any, *rest: Any, **options: Any) -> Any:
        if host != "rebind.example":
            return real(host, *rest, **options)
        asked.append(host)
        return answers("127.0.0.1" if len(asked) == 1 else "10.0.0.1")()

    monkeypatch.setattr(guard.socket, "getaddrinfo", rebinding)
    url = f"http://rebind.example:{port}/table"
    fetch(Call("GET", url), tmp_path / "t", caps())
    assert (tmp_path / "t").read_bytes() == CSV
    assert asked == ["rebind.example"]
    assert Handler.asked[0][1]["Host"] == f"rebind.example:{port}"


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/to?at=http://10.0.0.1/", "inside_network"),
        ("/to?at=file:///etc/passwd", "redirects"),
        ("/to?at=ftp://127.0.0.1/", "redirects"),
        ("/to?at=http://me:hunter2@127.0.0.1/", "redirects"),
        ("/loop", "redirects"),
    ],
)
def test_u05_redirects_are_checked(server: str, tmp_path: Path, path: str, code: str) -> None:
    with pytest.raises(LoupeError) as caught:
        fetch(Call("GET", server + path), tmp_path / "t", caps())
    assert caught.value.code == code
    assert "hunter2" not in str(caught.value)
    assert caught.value.facts["host"] in ("10.0.0.1", "127.0.0.1")


@pytest.mark.parametrize(("hops", "fine"), [(3, True), (4, False)])
def test_u05_more_than_three_hops_are_not_followed(
    server: str, tmp_path: Path, hops: int, fine: bool
) -> None:
    address = f"{server}/table"
    for _ in range(hops):
        address = f"{server}/to?at={quote(address, safe='')}"
    if fine:
        assert fetch(Call("GET", address), tmp_path / "t", caps()).size == len(CSV)
        return
    with pytest.raises(LoupeError) as caught:
        fetch(Call("GET", address), tmp_path / "t", caps())
    assert (caught.value.code, caught.value.facts["host"]) == ("redirects", "127.0.0.1")


def test_u05_a_fair_redirect_is_followed_without_secrets(server: str, tmp_path: Path) -> None:
    other = server.replace("127.0.0.1", "127.0.0.2")
    headers = (("X-Key", "hunter2"),)
    fetch(Call("GET", f"{server}/to?at={server}/table", (), headers), tmp_path / "t", caps())
    assert Handler.asked[-1][1]["X-Key"] == "hunter2"
    with pytest.raises(LoupeError):
        fetch(Call("GET", f"{server}/to?at={other}/table", (), headers), tmp_path / "t", caps())


def test_u06_a_password_in_the_address(refused: Refused) -> None:
    error = refused("https://me:hunter2@example.com/t.csv")
    assert error.code == "address_password"
    assert "hunter2" not in str(error.to_dict()) + repr(error)


@pytest.mark.usefixtures("allowed")
def test_u07_u13_a_login_page_called_a_table(server: str, refused: Refused) -> None:
    assert refused(f"{server}/page").code == "web_page"


@pytest.mark.parametrize("path", ["/endless", "/bomb"])
def test_u08_u10_cut_at_the_cap_counted_after_decoding(
    server: str, tmp_path: Path, path: str
) -> None:
    with pytest.raises(LoupeError) as caught:
        fetch(Call("GET", server + path), tmp_path / "t", caps(megabytes=5))
    assert caught.value.code == "download_too_big"
    assert (tmp_path / "t").stat().st_size < 10_000_000


def test_u10_a_fair_gzip_is_decoded(server: str, tmp_path: Path) -> None:
    fetch(Call("GET", f"{server}/zipped"), tmp_path / "t", caps())
    assert (tmp_path / "t").read_bytes() == CSV


def test_u09_a_drip_is_given_up(server: str, tmp_path: Path) -> None:
    with pytest.raises(LoupeError) as caught:
        fetch(Call("GET", f"{server}/drip"), tmp_path / "t", caps(patience=1.0))
    assert caught.value.code == "download_slow"


@pytest.mark.parametrize(("status", "tries"), [(404, 1), (403, 1), (429, 3), (500, 3), (503, 3)])
def test_u11_refusals_are_said_and_only_busy_ones_asked_again(
    server: str, tmp_path: Path, status: int, tries: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mlcore.data.sources.download._WAITS", (0.01, 0.01))
    with pytest.raises(LoupeError) as caught:
        fetch(Call("GET", f"{server}/status/{status}"), tmp_path / "t", caps())
    assert caught.value.code == "web_status"
    assert str(status) in caught.value.what
    assert len(Handler.asked) == tries
    with pytest.raises(LoupeError):
        fetch(Call("POST", f"{server}/status/{status}"), tmp_path / "t", caps())
    assert len(Handler.asked) == tries + 1


def test_u11_a_busy_server_is_waited_for(
    server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mlcore.data.sources.download._WAITS", (0.01, 0.01))
    assert fetch(Call("GET", f"{server}/busy"), tmp_path / "t", caps()).size == len(CSV)


CERTIFICATES = {
    "good": ("IP:127.0.0.1", 30), "self-signed": ("IP:127.0.0.1", 30),
    "expired": ("IP:127.0.0.1", -1), "wrong host": ("DNS:elsewhere.example", 30),
}  # fmt: skip
"""What each is for, and in how many days it ends."""


def certificate(folder: Path, names: str, days: int, issued: bool) -> None:
    """Write ``key.pem`` and ``cert.pem`` to *folder*, issued by its ``ca.pem`` or by itself."""
    now = datetime.now(UTC)
    begin, finish = (
        (now + timedelta(days=d)).strftime("%Y%m%d%H%M%SZ") for d in (min(days, 0) - 2, days)
    )

    def openssl(*command: str) -> None:
        subprocess.run(["openssl", *command], cwd=folder, check=True, capture_output=True)

    ec = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    openssl("req", "-x509", *ec, "-days", "9", "-subj", "/CN=test authority",
            "-keyout", "ca.key", "-out", "ca.pem")  # fmt: skip
    openssl("req", *ec, "-subj", "/CN=127.0.0.1", "-keyout", "key.pem", "-out", "ask.pem")
    (folder / "ext").write_text(f"subjectAltName={names}\n")
    (folder / "index").touch()
    (folder / "ca.conf").write_text(
        "[ca]\ndefault_ca=d\n[d]\ndatabase=index\nnew_certs_dir=.\ndefault_md=sha256\n"
        "policy=p\nrand_serial=yes\n[p]\ncommonName=supplied\n"
    )
    by = ("-selfsign", "-keyfile", "key.pem")
    if issued:
        by = ("-cert", "ca.pem", "-keyfile", "ca.key")
    openssl("ca", "-batch", "-config", "ca.conf", *by, "-in", "ask.pem", "-out", "cert.pem",
            "-extfile", "ext", "-startdate", begin, "-enddate", finish, "-notext")  # fmt: skip


@pytest.mark.parametrize("kind", CERTIFICATES)
def test_u12_only_a_valid_certificate_for_this_host_is_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """A real server with TLS, and a client that trusts the authority of the test."""
    names, days = CERTIFICATES[kind]
    certificate(tmp_path, names, days, issued=kind != "self-signed")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    made.socket = context.wrap_socket(made.socket, server_side=True)
    threading.Thread(target=made.serve_forever, args=(0.01,), daemon=True).start()
    call = Call("GET", f"https://127.0.0.1:{made.server_port}/table")
    try:
        if kind == "good":
            assert fetch(call, tmp_path / "t", caps()).size == len(CSV)
            return
        with pytest.raises(LoupeError) as caught:
            fetch(call, tmp_path / "t", caps())
        assert caught.value.code == "bad_certificate"
        assert "until then" in caught.value.fix
    finally:
        made.shutdown()
        made.server_close()


@pytest.mark.usefixtures("allowed")
def test_u13_a_wrong_content_type_is_read_by_content(server: str, home: Path) -> None:
    """The answer says plain text, its address says CSV; it is JSON, and that is said."""
    made = read(f"{server}/json.csv", Objects(home / "objects"), ReadOptions(table="data"))
    assert "read_by_content" in {notice.code for notice in made.warnings}


def test_u14_a_look_alike_host_is_shown_as_it_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard.socket, "getaddrinfo", answers("10.0.0.1"))
    with pytest.raises(LoupeError) as caught:
        fetch(Call("GET", "http://exаmple.com/"), tmp_path / "t", Caps(1))
    assert "xn--" in caught.value.what


def test_u15_what_cannot_be_reached(tmp_path: Path) -> None:
    for url in ("http://nowhere.invalid/", "http://127.0.0.1:9/"):
        with pytest.raises(LoupeError) as caught:
            fetch(Call("GET", url), tmp_path / "t", caps())
        assert caught.value.code == "unreachable"
        assert "server may go out" in caught.value.fix


@pytest.mark.usefixtures("allowed")
def test_u16_a_source_that_changed_since_the_preview(server: str) -> None:
    request = Request(f"{server}/changing")
    with fetched(request, load()) as (_, sha):
        pass
    with pytest.raises(LoupeError) as caught, fetched(request, load(), expected=sha):
        pass
    assert caught.value.code == "source_changed"
    same = Request(f"{server}/table")
    with fetched(same, load()) as (_, sha):
        pass
    with fetched(same, load(), expected=sha) as (found, _):
        assert found.data == CSV


@pytest.mark.usefixtures("allowed")
@pytest.mark.parametrize(
    "options",
    [
        {"paging": "page", "parameter": "page", "start": 1, "size": 3},
        {"paging": "page", "parameter": "page", "start": 1},
        {"paging": "offset", "parameter": "offset", "start": 0},
        {"paging": "next", "next": "next"},
        {"paging": "next"},
    ],
)
def test_records_of_all_pages(server: str, home: Path, options: dict[str, Any]) -> None:
    request = Request(f"{server}/json", records="data.items", **options)
    made = read_address(request, Objects(home / "objects"), ReadOptions(), load())
    assert made.frame().to_dict("records") == RECORDS
    assert len(Handler.asked) >= 3


@pytest.mark.usefixtures("allowed")
def test_a_path_without_records_says_what_is_there(server: str) -> None:
    with (
        pytest.raises(LoupeError) as caught,
        fetched(Request(f"{server}/json", records="data"), load()),
    ):
        pass
    assert caught.value.code == "no_records"
    assert "items" in caught.value.fix


@pytest.mark.usefixtures("allowed")
def test_a_header_comes_from_the_secrets(
    server: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOUPE_HEADER_SHOP", "X-Key: hunter2")
    request = Request(f"{server}/secret", header="shop")
    made = read_address(request, Objects(home / "objects"), ReadOptions(), load())
    assert made.rows == 2
    assert "hunter2" not in repr(made)


@pytest.mark.usefixtures("allowed")
def test_a_post_sends_its_body(server: str, home: Path) -> None:
    request = Request(f"{server}/post", method="POST", body='{"q": 5}')
    made = read_address(request, Objects(home / "objects"), ReadOptions(), load())
    assert made.frame()["q"].tolist() == [5, 5]
