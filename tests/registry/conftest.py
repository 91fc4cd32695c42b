"""A store of its own and a small model for each test of the registry."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mlcore import settings
from mlcore.prediction.model import Model
from mlcore.registry.registry import Registry
from mlcore.store.store import Store
from tests.prediction import making


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """Return an empty store, on each kind of database."""
    opened = Store.open(settings.load(database=database_url))
    yield opened
    opened.close()


@pytest.fixture
def registry(store: Store) -> Registry:
    """Return the empty registry of the default workspace."""
    return Registry(store)


@pytest.fixture
def model() -> Model:
    """Return a small regression model."""
    return making.model("plain")
