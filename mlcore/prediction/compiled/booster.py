"""The raw scores of a LightGBM booster, asked of its C interface without the checks in between.

LightGBM's own ``predict`` builds a predictor, its parameters and their text anew for each call,
which takes longer than the trees of one row. What is asked here was prepared by our own code, and
its answers are compared with the model's before it is used.
"""

from __future__ import annotations

import ctypes
import weakref
from typing import Any

import numpy as np

ALONE = 4
"""Rows up to which one call for each is quicker than one call for all."""
_RAW, _FLOAT64, _ROW_MAJOR, _ALL = 1, 1, 1, -1
_PARAMETERS = b"num_threads=1"


class RawScores:
    """Asks one booster; may be used by several threads.

    Parameters
    ----------
    booster : lightgbm.Booster
        Whom.
    """

    def __init__(self, booster: Any) -> None:
        from lightgbm import basic

        self._booster, self._library, self._sure = booster, basic._LIB, basic._safe_call
        self._columns = booster.num_feature()
        self._outputs = booster.num_model_per_iteration()
        self._single = ctypes.c_void_p()
        self._sure(
            self._library.LGBM_BoosterPredictForMatSingleRowFastInit(
                booster._handle,
                ctypes.c_int(_RAW),
                ctypes.c_int(0),
                ctypes.c_int(_ALL),
                ctypes.c_int(_FLOAT64),
                ctypes.c_int32(self._columns),
                ctypes.c_char_p(_PARAMETERS),
                ctypes.byref(self._single),
            )
        )
        weakref.finalize(self, self._library.LGBM_FastConfigFree, self._single)

    def __reduce__(self) -> tuple[Any, ...]:
        """Be made anew from the booster, in another process."""
        return RawScores, (self._booster,)

    def of(self, X: np.ndarray) -> np.ndarray:
        """Return the raw scores of prepared rows, as rows × outputs."""
        X = np.ascontiguousarray(X, dtype=np.float64)
        if X.shape[1] != self._columns:
            raise ValueError(f"{X.shape[1]} columns, not {self._columns}")
        out = np.empty((len(X), self._outputs))
        written = ctypes.c_int64()
        if len(X) <= ALONE:
            self._one_by_one(X, out, written)
        else:
            self._together(X, out, written)
        return out

    def _one_by_one(self, X: np.ndarray, out: np.ndarray, written: Any) -> None:
        ask, count = self._library.LGBM_BoosterPredictForMatSingleRowFast, ctypes.byref(written)
        rows, scores = X.ctypes.data, out.ctypes.data
        for at in range(len(X)):
            row = ctypes.c_void_p(rows + at * X.strides[0])
            self._sure(ask(self._single, row, count, ctypes.c_void_p(scores + at * out.strides[0])))

    def _together(self, X: np.ndarray, out: np.ndarray, written: Any) -> None:
        self._sure(
            self._library.LGBM_BoosterPredictForMat(
                self._booster._handle,
                ctypes.c_void_p(X.ctypes.data),
                ctypes.c_int(_FLOAT64),
                ctypes.c_int32(len(X)),
                ctypes.c_int32(self._columns),
                ctypes.c_int(_ROW_MAJOR),
                ctypes.c_int(_RAW),
                ctypes.c_int(0),
                ctypes.c_int(_ALL),
                ctypes.c_char_p(_PARAMETERS),
                ctypes.byref(written),
                ctypes.c_void_p(out.ctypes.data),
            )
        )
