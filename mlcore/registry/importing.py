"""A model from one file: looked through, proved by its golden rows, only then kept."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib

from mlcore.errors import LoupeError, Where
from mlcore.prediction import artifact
from mlcore.prediction.manifest import MANIFEST
from mlcore.registry import messages
from mlcore.registry.audit import Deed
from mlcore.registry.names import clean
from mlcore.registry.registry import Registry
from mlcore.registry.vetting import vetted

LARGEST = 200 * 2**20
"""Bytes of all entries unpacked."""
RATIO = 200
SMALL = 2**20
KNOWN = frozenset({artifact.MODEL, artifact.EXPERIENCE, MANIFEST, *artifact.PARTS})
"""The files a model consists of; nothing else is taken."""
CARRYING = (
    (b"\x80\x02", "a pickle file"),
    (b"\x80\x03", "a pickle file"),
    (b"\x80\x04", "a pickle file"),
    (b"\x80\x05", "a pickle file"),
    (b"\x1f\x8b", "a packed file, as joblib writes it"),
    (b"x\x9c", "a packed file, as joblib writes it"),
    (b"\x89HDF", "an HDF5 file, as Keras writes it"),
)
"""How files begin that run code when they are opened."""
INSIDE = (
    ("data.pkl", "a PyTorch file, which is a pickle inside"),
    ("saved_model.pb", "a TensorFlow folder"),
    ("MLmodel", "an MLflow folder"),
)


def take_in(registry: Registry, data: bytes, name: str, file: str = "model.zip") -> int:
    """Keep the model in a file that ``export`` wrote as the next version of *name*.

    Parameters
    ----------
    registry : Registry
        Where it goes.
    data : bytes
        The file.
    name : str
        Of the model.
    file : str
        What the person calls the file, for errors.

    Returns
    -------
    int
        Its version.

    Raises
    ------
    LoupeError
        ``not_a_model_file``, ``code_inside``, ``odd_entry``, ``model_bomb``; ``damaged_model``,
        ``unknown_type``, ``newer_format``, ``golden_rows_differ``; ``bad_model_name``.
    """
    name = clean(name)
    with registry.journal.blamed(Deed("import", name, note=file[:100])):
        files = unzipped(data, file)
        meta = vetted(files, file)
        proof = dict(files)
        del proof[MANIFEST]
        _promised(files, proof, file)
        return registry.keep(proof, name, meta, note=f"imported from {file[:100]}")


def unzipped(data: bytes, file: str) -> dict[str, bytes]:
    """Return the files in the archive *data*, none of them opened.

    Raises
    ------
    LoupeError
        ``not_a_model_file``, ``code_inside``, ``odd_entry``, ``model_bomb``.
    """
    _refuse_code(data, file)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _refuse_entries(entries, file)
            return {entry.filename: _read(archive, entry, file) for entry in entries}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError) as error:
        raise _not_a_model(file, "it is not a complete zip file") from error


def _refuse_code(data: bytes, file: str) -> None:
    for start, kind in CARRYING:
        if data.startswith(start):
            raise _carries(file, kind)
    if data[:400].lstrip().startswith(b"{") and b'"cells"' in data[:4000]:
        raise _carries(file, "a notebook")


def _refuse_entries(entries: list[zipfile.ZipInfo], file: str) -> None:
    seen: set[str] = set()
    for entry in entries:
        _refuse_inside(entry.filename, file)
        reason = _odd(entry, seen)
        if reason:
            shown = ascii(entry.filename)[1:-1][:60]
            raise LoupeError(messages.ODD_ENTRY, Where(file=file), entry=shown, reason=reason)
        seen.add(entry.filename.casefold())
    lacking = sorted(KNOWN - {artifact.EXPERIENCE} - {entry.filename for entry in entries})
    if lacking:
        raise _not_a_model(file, f"it has no {lacking[0]}")
    size, packed = (sum(getattr(e, n) for e in entries) for n in ("file_size", "compress_size"))
    if size > LARGEST or (size > SMALL and size > RATIO * packed):
        raise _bomb(file, size)


def _refuse_inside(name: str, file: str) -> None:
    """Refuse what other tools pack into a zip file, by its name."""
    for inner, kind in INSIDE:
        if name.rpartition("/")[2] == inner:
            raise _carries(file, kind)
    if name.endswith((".pkl", ".pickle", ".joblib", ".pt", ".pth")):
        raise _carries(file, "an archive with a pickle in it")


def _odd(entry: zipfile.ZipInfo, seen: set[str]) -> str:
    """Return what is wrong with an entry by its name and kind, or ""."""
    name, mode = entry.filename, (entry.external_attr >> 16) & 0o170000
    reasons = {
        "it is there twice": name.casefold() in seen,
        "it is a link": mode == 0o120000,
        "it is no plain file": mode not in (0, 0o100000, 0o120000),
        "it is encrypted": bool(entry.flag_bits & 1),
        "it leads out of the file": name.startswith(("/", "\\")) or ".." in name or ":" in name,
        "a model has no such file": name not in KNOWN,
    }
    return next((reason for reason, true in reasons.items() if true), "")


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, file: str) -> bytes:
    """Return the bytes of an entry; more of them than it declares are never unpacked."""
    with archive.open(entry) as stream:
        data = stream.read(entry.file_size + 1)
    if len(data) != entry.file_size:
        raise _bomb(file, len(data))
    return data


def _promised(files: dict[str, bytes], proof: dict[str, bytes], file: str) -> None:
    """Compare the files with the manifest that came with them."""
    try:
        told = json.loads(files[MANIFEST])["files"]
        sums = {name: str(entry["sha256"]) for name, entry in told.items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _not_a_model(file, f"{MANIFEST} cannot be read") from error
    for name in sorted({*sums, *proof}):
        if hashlib.sha256(proof.get(name, b"")).hexdigest() != sums.get(name):
            raise LoupeError(messages.CHANGED_FILE, Where(file=file), entry=name[:60])


def _not_a_model(file: str, reason: str) -> LoupeError:
    return LoupeError(messages.NOT_A_MODEL_FILE, Where(file=file), reason=reason)


def _carries(file: str, kind: str) -> LoupeError:
    return LoupeError(messages.CODE_INSIDE, Where(file=file), kind=kind)


def _bomb(file: str, size: int) -> LoupeError:
    return LoupeError(messages.MODEL_BOMB, Where(file=file), size=f"{size / 1e6:,.0f} MB")
