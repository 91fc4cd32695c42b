"""Refusals inside an exported script: stands in for ``mlcore.errors``, which knows of surfaces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Message:
    """What is wrong and what to do, with ``{fact}`` placeholders."""

    code: str
    what: str = ""
    fix: str = ""
    kept: str = ""
    placeless: bool = False


class LoupeError(ValueError):
    """Rows or settings that cannot be used."""

    def __init__(self, message: Message, *where: Any, **facts: Any) -> None:
        super().__init__(f"{message.what} {message.fix}".format(**facts))


def Where(**places: Any) -> Any:  # noqa: N802
    """Return the place of a failure."""
    return places
