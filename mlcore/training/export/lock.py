"""The versions a script was written with: every package that its imports need, pinned."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib import metadata

_NAME = re.compile(r"[A-Za-z0-9._-]+")


def locked(modules: Iterable[str], also: Iterable[str] = ()) -> tuple[str, ...]:
    """Return ``"name==version"`` of the packages behind *modules* and of all that they require.

    Parameters
    ----------
    modules : iterable of str
        Top names of imported modules; those of Python itself are left out.
    also : iterable of str
        Packages that are needed without being imported by name.
    """
    owners = _owners()
    waiting = [*also, *(name for module in modules for name in owners.get(module, ()))]
    found: dict[str, str] = {}
    while waiting:
        name = _plain(waiting.pop())
        if name in found:
            continue
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:  # of another system or Python
            continue
        waiting += _required(name)
    return tuple(f"{name}=={found[name]}" for name in sorted(found))


def _required(name: str) -> list[str]:
    """Return the packages that *name* requires wherever it is installed, extras left out."""
    lines = [line for line in metadata.requires(name) or () if ";" not in line]
    return [match[0] for line in lines if (match := _NAME.match(line))]


@cache
def _owners() -> dict[str, list[str]]:
    return dict(metadata.packages_distributions())


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
