"""Waiting for descriptors, whatever their numbers."""

from __future__ import annotations

import select
from collections.abc import Sequence


def readable(descriptors: Sequence[int], seconds: float | None = None) -> set[int]:
    """Return those of *descriptors* that can be read, or have ended, within *seconds*.

    ``select.select`` refuses numbers of 1,024 and more, which a process with many open files or
    connections hands out; ``poll`` takes any.

    Parameters
    ----------
    descriptors : sequence of int
        Open file descriptors.
    seconds : float or None
        How long to wait for the first one; None: as long as it takes.
    """
    waiting = select.poll()
    for descriptor in descriptors:
        waiting.register(descriptor, select.POLLIN)
    return {found for found, _ in waiting.poll(None if seconds is None else seconds * 1000)}
