"""Memory that is freed goes back to the machine.

The C library keeps a heap for each thread, and holds on to what a large table once took; a service
has a dozen threads, of which one at a time does anything.
"""

from __future__ import annotations

import ctypes

TRIM, MAPPED, HEAPS = -1, -3, -8
"""Names of options in the GNU C library's ``malloc.h``."""
OPTIONS = ((HEAPS, 1), (MAPPED, 2**20), (TRIM, 2**21))


def frugal() -> None:
    """Ask the C library, where it is the GNU one, for one heap; call it before threads begin."""
    try:
        choose = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        return
    for option, value in OPTIONS:
        choose(option, value)
