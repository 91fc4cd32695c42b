"""Host names that are ours, and origins that are the same."""

from __future__ import annotations

import pytest

from mlcore.errors import LoupeError
from mlcore.serving.hosts import Hosts, without_port


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("localhost", "localhost"),
        ("LOCALHOST:8000", "localhost"),
        ("[::1]", "[::1]"),
        ("[::1]:80", "[::1]"),
        ("a.b:1", "a.b"),
        ("", ""),
    ],
)
def test_the_port_is_no_part_of_the_name(host: str, name: str) -> None:
    assert without_port(host) == name


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8501", "[::1]:1", "LocalHost"])
def test_this_machine_is_always_ours(host: str) -> None:
    Hosts().refuse(host, "")
    Hosts("ml.example.org").refuse(host, "")


@pytest.mark.parametrize("host", ["", "evil.example", "localhost.evil.example", "127.0.0.2", "*"])
def test_other_names_are_refused(host: str) -> None:
    with pytest.raises(LoupeError) as caught:
        Hosts().refuse(host, "")
    assert caught.value.code == "wrong_host"


def test_names_may_be_given() -> None:
    hosts = Hosts("ml.example.org, *.team.example")
    for host in ("ml.example.org:443", "a.team.example", "b.a.team.example"):
        assert hosts.holds(host)
    for host in ("example.org", "team.example", "evilteam.example"):
        assert not hosts.holds(host)
    assert hosts.named
    assert not Hosts(" , ").named


@pytest.mark.parametrize("origin", ["", "http://localhost:8501", "https://localhost:8501"])
def test_the_own_pages_may_ask(origin: str) -> None:
    Hosts().refuse("localhost:8501", origin)


@pytest.mark.parametrize(
    "origin", ["null", "http://evil.example", "http://localhost:1", "http://[bad", "localhost:8501"]
)
def test_pages_of_others_may_not(origin: str) -> None:
    with pytest.raises(LoupeError) as caught:
        Hosts().refuse("localhost:8501", origin)
    assert caught.value.code == "wrong_origin"
