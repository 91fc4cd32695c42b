from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from mlcore.data.dataset import Dataset
from mlcore.store.objects import Objects
from tests.training import small
from tests.training.tables import dataset, mixed, only


@pytest.fixture
def objects(tmp_path: Path) -> Objects:
    return Objects(tmp_path / "objects")


@pytest.fixture
def keep(objects: Objects) -> Callable[[pd.DataFrame], Dataset]:
    """Return a function that makes a dataset of a frame."""
    return lambda frame: dataset(frame, objects)


@pytest.fixture
def prices(keep: Callable[[pd.DataFrame], Dataset]) -> Dataset:
    return keep(only(mixed(), "price"))


@pytest.fixture
def answers(keep: Callable[[pd.DataFrame], Dataset]) -> Dataset:
    return keep(only(mixed(), "yes"))


@pytest.fixture
def small_models(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every model of the catalogue, with few trees and short walks."""
    small.put(monkeypatch)
