"""A stored estimator is looked through before anything of it is constructed."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import numpy as np

from mlcore.errors import LoupeError, Where
from mlcore.prediction import messages
from mlcore.prediction.allowed import OURS, allowed
from mlcore.prediction.storing import skops_io
from mlcore.prediction.trees import sound

SCHEMA = "schema.json"
LARGEST = 200 * 2**20
"""Bytes of all entries unpacked."""
LARGEST_SCHEMA = 10 * 2**20
RATIO = 200
SMALL = 2**20
"""Below this size unpacked the ratio does not matter."""
DEEPEST = 64
_ENTRY = re.compile(r"[A-Za-z0-9_-]{1,80}\.(npy|npz)")


def unpacked(data: bytes, file: str) -> Any:
    """Return the object in the archive *data*, looked through first.

    Raises
    ------
    LoupeError
        As :func:`inspect`; ``damaged_model`` also for an object whose trees lead nowhere.
    """
    types = inspect(data, file)
    try:
        made = skops_io().loads(data, trusted=types)
    except Exception as error:  # skops: a dozen kinds, from a dozen modules
        raise damaged(file, f"the file {file} does not hold a complete model") from error
    if not sound(getattr(made, "estimator", made)):
        raise damaged(file, "a tree in it leads outside itself")
    return made


def inspect(data: bytes, file: str) -> list[str]:
    """Return the full names of all types in the archive; each is on our list.

    Raises
    ------
    LoupeError
        ``damaged_model`` for an archive that is broken, a bomb or has odd entries;
        ``unknown_type`` naming the first type that is not on the list.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _refuse_entries(archive, file)
            schema = json.loads(archive.read(SCHEMA))
    except (zipfile.BadZipFile, KeyError, ValueError, EOFError, NotImplementedError) as error:
        raise damaged(file, f"the file {file} is not a complete archive") from error
    except RecursionError as error:
        raise damaged(file, f"the file {file} is nested too deep") from error
    types = set(_types(schema, 0, file))
    for module, name, loader in sorted(types):
        if not allowed(module, name, loader) or not _real(module, name):
            raise LoupeError(messages.UNKNOWN_TYPE, Where(file=file), name=f"{module}.{name}"[:200])
    return sorted(f"{module}.{name}" for module, name, _ in types)


def damaged(file: str, reason: str) -> LoupeError:
    """Return the error for an artifact that cannot be trusted, naming the file."""
    return LoupeError(messages.DAMAGED, Where(file=file), reason=reason)


def _refuse_entries(archive: zipfile.ZipFile, file: str) -> None:
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    for entry in entries:
        if not (entry.filename == SCHEMA or _ENTRY.fullmatch(entry.filename)):
            raise damaged(file, f"it has an entry with an odd name ({entry.filename[:60]!r})")
        if (entry.external_attr >> 16) & 0o170000 == 0o120000 or entry.flag_bits & 1:
            raise damaged(file, f"the entry {entry.filename} is a link or encrypted")
    if len({name.casefold() for name in names}) < len(names):
        raise damaged(file, "an entry is there twice")
    size = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if size > LARGEST or (size > SMALL and size > RATIO * packed):
        raise damaged(file, f"it unpacks to {size:,} bytes, more than is allowed")
    if archive.getinfo(SCHEMA).file_size > LARGEST_SCHEMA:
        raise damaged(file, "its description is larger than is allowed")
    for entry in entries:
        if entry.filename.endswith(".npy"):
            _refuse_array(archive, entry, file)


def _refuse_array(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, file: str) -> None:
    """Refuse an array whose header promises more than the entry holds, or holds objects."""
    with archive.open(entry) as stream:
        version = np.lib.format.read_magic(stream)
        read = {
            (1, 0): np.lib.format.read_array_header_1_0,
            (2, 0): np.lib.format.read_array_header_2_0,
        }
        shape, _, dtype = read[version](stream)
        expected = int(np.prod(shape, dtype=object)) * dtype.itemsize + stream.tell()
    if dtype.hasobject or expected != entry.file_size:
        raise damaged(file, f"the array {entry.filename} is not what its header says")


def _types(node: Any, depth: int, file: str) -> Iterator[tuple[str, str, str]]:
    if depth > DEEPEST:
        raise damaged(file, "it is nested too deep")
    if isinstance(node, dict):
        if isinstance(node.get("__loader__"), str):
            names = (node.get("__module__"), node.get("__class__"), node["__loader__"])
            yield tuple(str(name) for name in names)  # type: ignore[misc]
            if node["__loader__"] == "PartialNode":
                _refuse_partial(node, file)
        for child in node.values():
            yield from _types(child, depth + 1, file)
    elif isinstance(node, list):
        for child in node:
            yield from _types(child, depth + 1, file)


def _refuse_partial(node: dict[str, Any], file: str) -> None:
    """Refuse a stored call of anything but a function, which is then checked by name."""
    content = node.get("content")
    function = content.get("func") if isinstance(content, dict) else None
    if not isinstance(function, dict) or function.get("__loader__") != "FunctionNode":
        raise LoupeError(messages.UNKNOWN_TYPE, Where(file=file), name="functools.partial")


def _real(module: str, name: str) -> bool:
    """Tell whether a name in our own packages is a class defined there."""
    if not f"{module}.{name}".startswith(OURS):
        return True
    try:
        found = getattr(import_module(module), name, None)
    except ImportError:
        return False
    return isinstance(found, type) and found.__module__ == module
