"""A store with a model in it, and rows as clients send them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mlcore import settings
from mlcore.prediction.model import Model
from mlcore.registry.registry import Registry
from mlcore.store.store import Store
from tests.prediction import making


@pytest.fixture
def store() -> Iterator[Store]:
    """Return a store in which ``houses`` is a model, on SQLite."""
    opened = Store.open(settings.load())
    Registry(opened).register(making.model("plain"), "houses")
    yield opened
    opened.close()


@pytest.fixture
def empty(database_url: str) -> Iterator[Store]:
    """Return an empty store, on each kind of database."""
    opened = Store.open(settings.load(database=database_url))
    yield opened
    opened.close()


@pytest.fixture
def model() -> Model:
    """Return a model of a number."""
    return making.model("plain")


@pytest.fixture
def classes() -> Model:
    """Return a model of three classes."""
    return making.model("missing")
