"""A corpus of bodies: each invalid one is a 4xx with the promised form, none is a 5xx."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from mlcore import settings
from mlcore.registry.registry import Registry
from mlcore.serving import tokens
from mlcore.serving.app import create_app
from mlcore.store.store import Store
from tests.api.conftest import BASE, GOOD, Service
from tests.prediction import making

VALUES = (
    "NaN", "Infinity", "-Infinity", "1e999", "-1e999", "1e400", "9" * 5_000, "-" + "9" * 400,
    "9223372036854775808", "-9223372036854775809", "18446744073709551616", "0x10", "01", "+1",
    "1.", ".5", "1e", "--1", "'flat'", "flat", "True", "None", "undefined", "[1]", "{}", "[]",
    '{"a": 1}', "[[[[1]]]]", '"\\ud800"', '"\\udc00x"', '"\\ud800\\ud800"', '"\\u12"', '"\\x41"',
    '"a\nb"', '"a\tb"', '"unterminated', "1,", "1 2", "/* no */ 1", "[" * 40 + "]" * 40,
    '{"k":' * 33 + "1" + "}" * 33, "true", "\x00", "\ufffe", '"1.5"', '""', "1e309",
)  # fmt: skip
"""Put in the place of a number: none of them is one."""
TEXTS = (
    "NaN", "1", "1.5", "true", "[]", "{}", '["flat"]', '"\\ud800"', "1e999", "'x'", "flat",
    '"' + "x" * 100_001 + '"', "0", "-0.0", "false", '"a\x01b"', "Infinity", "9" * 30,
)  # fmt: skip
WHOLES = (
    "1.5",
    '"3"',
    "true",
    "null",
    "NaN",
    "1e300",
    "9223372036854775808",
    "[3]",
    "-1e400",
    "2.0001",
)
SHAPES = (
    b"", b" ", b"\n\n", b"null", b"true", b"3", b'"rows"', b"[]", b"[1]", b"{}", b"{", b"}", b"[",
    b'{"rows"}', b'{"rows":}', b'{"rows":null}', b'{"rows":3}', b'{"rows":"x"}', b'{"rows":{}}',
    b'{"rows":[]}', b'{"rows":[null]}', b'{"rows":[[]]}', b'{"rows":[[1,2,"flat"]]}',
    b'{"rows":[1,2]}', b'{"rows":[{}]}', b'{"rows":[{}],"rows":[{}]}', b'{"ROWS":[{}]}',
    b'{"rows":[{}],"features":[1]}', b'{"features":null}', b'{"features":[]}', b'{"features":3}',
    b'{"features":[1]}', b'{"features":[1,2,3,4]}', b'{"features":[[1,2,"flat"],[1]]}',
    b'{"features":[[1,2,"flat"],1]}', b'{"features":[[[1]]]}', b'{"features":{}}',
    b'{"features":[{}]}', b'\xff\xfe{\x00}\x00', b"\x00", b"\x1f\x8b\x08\x00", b"PK\x03\x04",
    b"\x80\x04\x95", b'{"a":"\xff"}', b'{"a":"\xc3"}', b"\xef\xbb\xbf", b"\xef\xbb\xbf[]",
    b'{"rows":[{}]}{}', b'{"rows":[{}],}', b"{'rows':[{}]}", b'{"rows":[{},]}', b"rows=1&x=2",
    b"<rows/>", b"rows: []", b"[" * 100_000, b"{" * 100_000, b'{"a":' * 50_000,
    b"[[" * 33 + b"]]" * 33,
    b'"' * 1_000, b"\\" * 1_000, b'{"\\ud800":1}', b'{"rows":[{"\\ud800":1}]}',
    b'{"__proto__":{}}',
)  # fmt: skip


def bodies() -> Iterator[bytes]:
    """Yield invalid bodies."""
    yield from SHAPES
    good = {name: json.dumps(value) for name, value in GOOD.items()}
    for column, values in (("size", VALUES), ("kind", TEXTS), ("rooms", WHOLES)):
        for value in values:
            cells = ",".join(f'"{n}":{value if n == column else v}' for n, v in good.items())
            yield f'{{"rows":[{{{cells}}}]}}'.encode("utf-8", "surrogatepass")
            whole = ",".join(f'"{n}":{v}' for n, v in good.items())
            yield f'{{"rows":[{{{whole}}},{{{cells}}}]}}'.encode("utf-8", "surrogatepass")
            order = [value if n == column else v for n, v in good.items()]
            yield f'{{"features":[{",".join(order)}]}}'.encode("utf-8", "surrogatepass")
    for column, text in good.items():
        rest = ",".join(f'"{n}":{v}' for n, v in good.items() if n != column)
        yield f'{{"rows":[{{{rest}}}]}}'.encode()
        for spaced in ("", " ", "\n\t"):
            twice = f'"{column}"{spaced}:{text}'
            yield f'{{"rows":[{{{rest},{twice},"{column}":{text}}}]}}'.encode()
    whole = json.dumps({"rows": [GOOD]}).encode()
    for at in range(0, len(whole) - 1, 2):
        yield whole[:at]


BODIES = tuple(dict.fromkeys(bodies()))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    store = Store.open(settings.load({}, home=tmp_path_factory.mktemp("corpus")))
    Registry(store).register(making.model("plain"), "houses")
    token = tokens.create(store, "default").token
    with TestClient(create_app(store, store.settings), base_url=BASE) as client:
        yield Service(store, client, token)
    store.close()


def test_the_corpus_is_large() -> None:
    assert len(BODIES) >= 300


@pytest.mark.parametrize("path", ["predict", "explain"])
def test_every_invalid_body_is_a_plain_4xx(house: Service, path: str) -> None:
    for body in BODIES:
        reply = house.post(f"/v1/models/houses/{path}", body)
        assert 400 <= reply.status_code < 500, (reply.status_code, body[:200])
        error = reply.json()["error"]
        assert error["code"], body[:200]
        assert error["fix"]
        assert "Traceback" not in reply.text


def test_the_other_protocol_takes_none_of_them_either(house: Service) -> None:
    for body in BODIES:
        reply = house.post("/v2/models/houses/infer", body)
        assert 400 <= reply.status_code < 500, (reply.status_code, body[:200])
        assert isinstance(reply.json()["error"], str)
    assert house.ask({"rows": [GOOD]}).status_code == 200
