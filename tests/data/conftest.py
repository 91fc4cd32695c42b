from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mlcore.data import children
from mlcore.data.dataset import Dataset
from mlcore.data.options import ReadOptions
from mlcore.data.read import read_bytes
from mlcore.process.child import function
from mlcore.store.objects import Objects
from mlcore.types import to_json

Load = Callable[..., Dataset]


class Here:
    """Does at once, in this process, what a limited child would do."""

    @staticmethod
    def learn(modules: Any) -> None:
        """Know all that this process knows."""

    @staticmethod
    def run(
        call: str, request: Any, limits: Any, place: Path, messages: Any, watch: Any = None
    ) -> Any:
        said = json.loads(json.dumps(request))
        return json.loads(json.dumps(to_json(function(call)(said, place))))


@pytest.fixture(autouse=True)
def _quickly(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare thousands of examples a process each; ``test_children`` and sources use real ones."""
    if not getattr(request.module, "REAL_CHILDREN", False):
        monkeypatch.setattr(children, "RUNNER", Here)


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
