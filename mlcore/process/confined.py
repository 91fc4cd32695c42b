"""The child's side of :mod:`mlcore.process.limited`: take the limits, do the work, answer."""

from __future__ import annotations

import json
import os
import resource
import traceback
from pathlib import Path
from typing import Any

from mlcore.errors import LoupeError
from mlcore.process.child import function, write_to
from mlcore.types import to_json

_MEGABYTE = 1_000_000
_HEADROOM = 4_000 * _MEGABYTE
"""Address space beyond the limit: libraries reserve much that they never touch."""


def run(context: dict[str, Any], message: dict[str, Any]) -> None:
    """Answer the request that lies in the folder ``message["place"]``."""
    place = Path(message["place"])
    write_to(place / "log")
    os.chdir(place)
    _confine(message["megabytes"], message["seconds"], message["large_files"])
    said = _said(place)
    with (place / "answer.part").open("w") as file:
        json.dump(to_json(said), file)
    (place / "answer.part").rename(place / "answer.json")


def _confine(megabytes: int, seconds: float, large_files: bool) -> None:
    cores = len(os.sched_getaffinity(0))
    limits = {
        resource.RLIMIT_AS: megabytes * _MEGABYTE + _HEADROOM,
        resource.RLIMIT_CPU: int(seconds * cores) + 1,
        resource.RLIMIT_FSIZE: megabytes * _MEGABYTE,
        resource.RLIMIT_CORE: 0,
    }
    if large_files:
        del limits[resource.RLIMIT_FSIZE]
    for kind, most in limits.items():
        hard = resource.getrlimit(kind)[1]
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (allowed, allowed))


def _said(place: Path) -> dict[str, Any]:
    path = place / "request.json"
    asked = json.loads(path.read_bytes())
    path.unlink()  # it may hold a password
    try:
        return {"answer": function(asked["call"])(asked["request"], place)}
    except LoupeError as error:
        where = [part.to_dict() for part in error.where]
        return {"refused": {"code": error.code, "where": where, "facts": error.facts}}
    except MemoryError:
        return {"stopped": "memory"}
    except Exception:  # whatever a library makes of hostile bytes ends here
        traceback.print_exc()
        return {"stopped": "crash"}
