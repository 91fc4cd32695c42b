"""A model as a folder that runs no code when loaded.

``model.skops`` (the fitted pipeline), ``meta.json``, ``signature.json``, ``golden.json``,
``reference.json``, ``experience.json`` and ``manifest.json``, which proves the others.
"""

from __future__ import annotations

import hashlib
import io
import json
import platform
import re
import zipfile
from dataclasses import fields, replace
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

from mlcore.errors import LoupeError, Where
from mlcore.prediction import messages
from mlcore.prediction.answer import checked_answers, raw_answers
from mlcore.prediction.archive import damaged, inspect, unpacked
from mlcore.prediction.experience import Experience
from mlcore.prediction.explained import ExplainedModel
from mlcore.prediction.manifest import read_folder, write_folder
from mlcore.prediction.model import FORMAT, Golden, Model, ModelMeta
from mlcore.prediction.storing import skops_io
from mlcore.types import Field, Signature, to_json

MODEL = "model.skops"
EXPERIENCE = "experience.json"
PARTS = ("meta.json", "signature.json", "golden.json", "reference.json")
LIBRARIES = ("scikit-learn", "lightgbm", "numpy", "pandas", "scipy", "skops")
MADE_BY = ("catalog", "cleaning", "prediction", "training")
"""Packages of ours that decide what a model answers."""
TOLERANCE = 1e-9
_PROJECT = Path(__file__).parents[2] / "pyproject.toml"


def save(model: Model, folder: Path) -> str:
    """Write *model* as *folder*, whole or not at all, and return the manifest's SHA-256.

    Raises
    ------
    LoupeError
        ``cannot_keep`` when it holds a type that would be refused when loading;
        ``folder_taken``, ``folder_unusable``, ``store_full``.
    """
    return write_folder(folder, packed(model))


def packed(model: Model) -> dict[str, bytes]:
    """Return the files that hold *model*, by name.

    Raises
    ------
    LoupeError
        ``cannot_keep`` when it holds a type that would be refused when loading.
    """
    values = (model.meta, model.signature, model.golden, model.reference)
    files = {name: _dump(value) for name, value in zip(PARTS, values, strict=True)}
    if model.experience is not None:
        files[EXPERIENCE] = _dump(model.experience)
    return {MODEL: _pack(model), **files}


def load(folder: Path, digest: str | None = None) -> ExplainedModel:
    """Return the model in *folder*, after everything about it was proved.

    Parameters
    ----------
    folder : Path
        Written by :func:`save`.
    digest : str or None
        SHA-256 its manifest must have.

    Raises
    ------
    LoupeError
        ``not_a_model``, ``damaged_model``, ``unknown_type``, ``newer_format`` or
        ``golden_rows_differ``; nothing of the file was run.
    """
    files = read_folder(folder, digest)
    lacking = [name for name in (MODEL, *PARTS) if name not in files]
    if lacking:
        raise damaged(lacking[0], f"the file {lacking[0]} is missing")
    meta, signature, golden, reference = (_parse(name, files[name]) for name in PARTS)
    if meta.get("format", 0) > FORMAT:
        place = Where(file="meta.json")
        raise LoupeError(messages.NEWER_FORMAT, place, found=meta["format"], known=FORMAT)
    try:
        made = ExplainedModel(
            signature_of(signature),
            unpacked(files[MODEL], MODEL),
            ModelMeta.from_json(meta),
            Golden(tuple(golden["rows"]), tuple(map(tuple, golden["answers"]))),
            reference,
            _experience(files),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise damaged("meta.json", "its description is incomplete") from error
    return _proved(made)


def described(meta: ModelMeta) -> dict[str, bytes]:
    """Return the file that says *meta*, for a copy that differs in nothing else."""
    return {PARTS[0]: _dump(meta)}


def _experience(files: dict[str, bytes]) -> Experience | None:
    """Return the training rows kept with the model; versions of before have none."""
    data = files.get(EXPERIENCE)
    return None if data is None else Experience.from_json(_parse(EXPERIENCE, data))


def libraries() -> tuple[tuple[str, str], ...]:
    """Return the libraries an artifact depends on, with their versions."""
    return tuple((name, version(name)) for name in LIBRARIES)


def code() -> tuple[tuple[str, str], ...]:
    """Return what made an artifact: our version, a digest of our source, Python, the machine."""
    return (
        ("loupe", _ours()),
        ("source", _source()),
        ("python", platform.python_version()),
        ("machine", f"{platform.system()} {platform.machine()}"),
    )


def _ours() -> str:
    try:
        return version("loupe")
    except PackageNotFoundError:  # run from its folder
        found = re.search(r'^version = "(.+)"$', _PROJECT.read_text("utf-8"), re.MULTILINE)
        return found[1] if found else "unknown"


@cache
def _source() -> str:
    """Return a digest of the modules that fit and answer, so that any change of them shows."""
    root, seen = Path(__file__).parents[1], hashlib.sha256()
    for package in MADE_BY:
        for file in sorted((root / package).rglob("*.py")):
            seen.update(file.read_bytes())
    return seen.hexdigest()[:16]


def _proved(model: ExplainedModel) -> ExplainedModel:
    """Return *model* when it answers its golden rows; with a note when libraries differ."""
    off = distances(model)
    saved = dict(model.meta.libraries)
    changed = [name for name, now in libraries() if _minor(saved.get(name, now)) != _minor(now)]
    if off and max(off) > TOLERANCE:
        worst = sorted(range(len(off)), key=lambda row: -off[row])[:3]
        raise LoupeError(
            messages.GOLDEN_DIFFER,
            *(Where(row=row + 1) for row in worst),
            worst=", ".join(f"row {row + 1} by {off[row]:.3g}" for row in worst),
            saved=_versions(saved),
            installed=_versions(dict(libraries())),
        )
    if model.compiled is not None and max(_gaps(model, quick=True), default=0) > TOLERANCE:
        model = replace(model, meta=replace(model.meta, quick=""))
    if not changed:
        return model
    note = f"saved with other versions of {', '.join(changed)}; its stored answers still match"
    return replace(model, meta=replace(model.meta, notes=(*model.meta.notes, note)))


def distances(model: Model) -> list[float]:
    """Return by how much each golden row is now answered differently (relative above 1)."""
    return _gaps(model, quick=False)


def _uncorrected(model: Model) -> Model:
    """Return the fit itself: golden rows hold its own answers, which all versions of it share."""
    return replace(model, meta=replace(model.meta, recalibration={}))


def _gaps(model: Model, quick: bool) -> list[float]:
    if not model.golden.rows:
        return []
    model = _uncorrected(model) if model.meta.recalibration else model
    expected = np.array(model.golden.answers, dtype=float)
    checked = model.check(model.golden.rows)
    raw = checked_answers(model, checked) if quick else raw_answers(model, checked.frame)
    now = np.full(expected.shape, np.nan)
    now[checked.kept] = raw.reshape(len(checked.kept), -1)
    gap = np.abs(now - expected) / np.maximum(1.0, np.abs(expected))
    return [float(value) for value in np.nan_to_num(gap.max(axis=1), nan=np.inf)]


def _versions(values: dict[str, str]) -> str:
    return f"scikit-learn {values.get('scikit-learn', 'unknown')}"


def _minor(text: str) -> tuple[str, ...]:
    return tuple(text.split(".")[:2])


def _dump(value: Any) -> bytes:
    return json.dumps(to_json(value), ensure_ascii=False, allow_nan=False, indent=1).encode()


def _parse(name: str, data: bytes) -> Any:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise damaged(name, f"the file {name} cannot be read") from error
    if not isinstance(value, dict):
        raise damaged(name, f"the file {name} cannot be read")
    return value


def signature_of(value: dict[str, Any]) -> Signature:
    """Return the signature that was written as JSON values."""
    known = {f.name for f in fields(Field)}
    made = []
    for entry in value["fields"]:
        facts: dict[str, Any] = {name: item for name, item in entry.items() if name in known}
        facts["usual"] = facts.get("usual") and tuple(facts["usual"])
        facts["categories"] = tuple(facts.get("categories", ()))
        made.append(Field(**facts))
    classes = tuple(value["classes"])
    return Signature(tuple(made), value["target"], value["task"], classes, value["target_kind"])


def _pack(model: Model) -> bytes:
    buffer = io.BytesIO()
    try:
        skops_io().dump(model.fitted, buffer, compression=zipfile.ZIP_DEFLATED, compresslevel=3)
    except Exception as error:  # skops: any kind for a type it cannot write
        name = type(error).__name__
        raise LoupeError(messages.CANNOT_KEEP, model=model.meta.model, name=name) from error
    try:
        inspect(buffer.getvalue(), MODEL)
    except LoupeError as error:
        name = str(error.facts.get("name") or error.facts.get("reason"))
        raise LoupeError(messages.CANNOT_KEEP, model=model.meta.model, name=name) from error
    return buffer.getvalue()
