"""Connections by name: from the environment or a file only its owner can read."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlcore.data.sources import connections
from mlcore.errors import LoupeError
from mlcore.settings import Settings


@pytest.fixture
def settings(home: Path) -> Settings:
    home.mkdir(parents=True, exist_ok=True)
    return Settings(home=home)


def put(settings: Settings, text: str, mode: int = 0o600) -> None:
    path = settings.home / connections.FILE
    path.write_text(text)
    path.chmod(mode)


def test_names_come_from_the_file_and_the_environment(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(settings, '[connections]\nshop = "sqlite:///a.db"\nstock = "sqlite:///b.db"\n')
    monkeypatch.setenv("LOUPE_CONNECTION_SHOP", "sqlite:///c.db")
    monkeypatch.setenv("LOUPE_HEADER_API", "Authorization: Bearer x")
    assert connections.names(settings) == ("shop", "stock")
    assert connections.secret(settings, "shop") == "sqlite:///c.db"
    assert connections.names(settings, "headers") == ("api",)


def test_nothing_is_set_up(settings: Settings) -> None:
    assert connections.names(settings) == ()
    with pytest.raises(LoupeError) as caught:
        connections.secret(settings, "shop")
    assert caught.value.code == "no_connection"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_file_others_can_read_is_refused(settings: Settings, mode: int) -> None:
    put(settings, '[connections]\nshop = "postgresql://me:hunter2@h/d"\n', mode)
    with pytest.raises(LoupeError) as caught:
        connections.names(settings)
    assert caught.value.code == "open_connections"
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    ["[connections", "connections = 3", "[connections]\nshop = 3", '[connections]\n"A b" = "x"'],
)
def test_a_file_that_is_wrong_is_told(settings: Settings, text: str) -> None:
    put(settings, text)
    with pytest.raises(LoupeError) as caught:
        connections.names(settings)
    assert caught.value.code == "bad_connections"
