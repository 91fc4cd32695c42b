"""Gaussian processes: the kernel both tasks share, and the classifier."""

from __future__ import annotations

from typing import Any

from sklearn.gaussian_process import GaussianProcessClassifier
from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel


def kernel(noise: bool) -> Any:
    """Return a smooth kernel for standardised columns; *noise* lets rows differ by chance."""
    smooth = ConstantKernel(1.0, (1e-3, 1e3)) * RBF(3.0, (1e-2, 1e3))
    return smooth + WhiteKernel(0.1, (1e-5, 10.0)) if noise else smooth


class ProcessClassifier(GaussianProcessClassifier):
    """Gaussian process classifier with our kernel.

    Parameters
    ----------
    restarts : int
        Further starting points of the search for the kernel's parameters.
    random_state : int or None
        Seeds them.
    """

    def __init__(self, restarts: int = 0, random_state: int | None = None) -> None:
        super().__init__(kernel(noise=False), n_restarts_optimizer=restarts)
        self.restarts = restarts
        self.random_state = random_state

    def fit(self, X: Any, y: Any) -> ProcessClassifier:
        """Fit the process."""
        return super().fit(X, y)
