"""A version as a zip file is the folder that export writes."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from mlcore.errors import LoupeError
from mlcore.prediction import artifact
from mlcore.prediction.model import Model
from mlcore.registry.registry import Registry
from mlcore.registry.zipped import zipped


def test_the_unpacked_file_is_a_model_again(
    registry: Registry, model: Model, tmp_path: Path
) -> None:
    registry.register(model, "m")
    archive = zipfile.ZipFile(io.BytesIO(zipped(registry, "m:1")))
    archive.extractall(tmp_path / "out")
    assert artifact.load(tmp_path / "out").signature == model.signature


def test_an_unknown_version_is_refused(registry: Registry, model: Model) -> None:
    registry.register(model, "m")
    with pytest.raises(LoupeError, match="no version 7"):
        zipped(registry, "m:7")
