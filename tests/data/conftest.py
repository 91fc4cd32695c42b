from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mlcore.data.dataset import Dataset
from mlcore.data.options import ReadOptions
from mlcore.data.read import read_bytes
from mlcore.store.objects import Objects

Load = Callable[..., Dataset]


@pytest.fixture
def objects(tmp_path: Path) -> Objects:
    return Objects(tmp_path / "objects")


@pytest.fixture
def load(objects: Objects) -> Load:
    """Return a function that reads the content of a file, text or bytes."""

    def function(content: str | bytes, filename: str = "t.csv", **options: Any) -> Dataset:
        data = content.encode() if isinstance(content, str) else content
        return read_bytes(data, filename, objects, ReadOptions(**options))

    return function
