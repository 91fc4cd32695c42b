"""The library that stores estimators, without what importing it does beside.

At its import skops lists every estimator of scikit-learn, to trust them by default, and imports all
of scikit-learn for that. Whom we trust is on our own list.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_LOCK = threading.Lock()


def skops_io() -> Any:
    """Return ``skops.io``; it trusts nothing of scikit-learn that it is not told to."""
    with _LOCK:
        if "skops.io" in sys.modules:
            return sys.modules["skops.io"]
        with _nobody_listed():
            import skops.io
        return skops.io


@contextmanager
def _nobody_listed() -> Iterator[None]:
    """Let scikit-learn say that it has no estimators."""
    import sklearn.utils

    real = sklearn.utils.all_estimators
    sklearn.utils.all_estimators = lambda *_: []
    try:
        yield
    finally:
        sklearn.utils.all_estimators = real
