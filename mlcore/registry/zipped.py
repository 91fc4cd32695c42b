"""A version as one file: its folder, proved, in a zip archive."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path

from mlcore.registry.registry import Registry


def zipped(registry: Registry, ref: str) -> bytes:
    """Return the folder of a version as a zip archive.

    Parameters
    ----------
    registry : Registry
        Where the version is.
    ref : str
        ``NAME``, ``NAME@ALIAS`` or ``NAME:VERSION``.

    Raises
    ------
    LoupeError
        As :meth:`Registry.export`.
    """
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent) / "model"
        registry.export(ref, folder)
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as target:
            for file in sorted(folder.rglob("*")):
                target.write(file, file.relative_to(folder))
        return archive.getvalue()
