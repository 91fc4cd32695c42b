"""One convolution by hand: a window slides over a picture, and every product is kept.

As in all networks this is a cross-correlation: the kernel is not turned round (LeCun et al.,
Gradient-based learning applied to document recognition, Proc. IEEE 86, 1998).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

Pool = Literal["none", "max", "mean"]
KERNELS: dict[str, tuple[tuple[float, ...], ...]] = {
    "upright": ((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)),
    "level": ((-1, -2, -1), (0, 0, 0), (1, 2, 1)),
    "blur": ((1 / 9,) * 3,) * 3,
    "sharpen": ((0, -1, 0), (-1, 5, -1), (0, -1, 0)),
    "outline": ((-1, -1, -1), (-1, 8, -1), (-1, -1, -1)),
    "nothing": ((0, 0, 0), (0, 1, 0), (0, 0, 0)),
    "shift": ((0, 0, 0), (1, 0, 0), (0, 0, 0)),
    "negative": ((-1, -1, -1), (-1, -1, -1), (-1, -1, -1)),
}
"""Well-known kernels: Sobel's two edges, a blur, and others."""


@dataclass(frozen=True)
class Slide:
    """How the window moves.

    Parameters
    ----------
    stride : int
        Pixels from one place to the next.
    padding : int
        Rings of zeros around the picture.
    pool : {"none", "max", "mean"}
        What is kept of each two by two answers.
    relu : bool
        Whether negative answers become 0 before pooling.
    """

    stride: int = 1
    padding: int = 0
    pool: Pool = "max"
    relu: bool = True


@dataclass(frozen=True)
class Frame:
    """One place of the window.

    Parameters
    ----------
    stage : {"product", "pool"}
        A sum of products, or one value kept of four.
    row, column : int
        The cell of the map that is made.
    done : int
        Cells of that map made so far, this one included.
    """

    stage: Literal["product", "pool"]
    row: int
    column: int
    done: int


@dataclass(frozen=True, eq=False)
class Convolution:
    """A whole pass of one kernel over one picture.

    Parameters
    ----------
    padded : ndarray
        The picture with its rings of zeros.
    kernel : ndarray, shape (k, k)
        The weights.
    slide : Slide
        How the window moves.
    sums : ndarray
        The map of all sums.
    answers : ndarray
        The same after ReLU, if there is one.
    pooled : ndarray
        What pooling keeps; no cells without it.
    frames : tuple of Frame
        Place by place.
    """

    padded: np.ndarray
    kernel: np.ndarray
    slide: Slide
    sums: np.ndarray
    answers: np.ndarray
    pooled: np.ndarray
    frames: tuple[Frame, ...]

    def window(self, frame: Frame) -> np.ndarray:
        """Return what the window sees: pixels, or the two by two answers that are pooled."""
        if frame.stage == "pool":
            return self.answers[2 * frame.row : 2 * frame.row + 2, 2 * frame.column :][:, :2]
        top, left = self.slide.stride * frame.row, self.slide.stride * frame.column
        size = len(self.kernel)
        return self.padded[top : top + size, left : left + size]

    def products(self, frame: Frame) -> np.ndarray:
        """Return pixel × weight, one by one; their sum is the cell."""
        return np.asarray(self.window(frame) * self.kernel)

    def value(self, frame: Frame) -> float:
        """Return the cell that is made."""
        made = self.pooled if frame.stage == "pool" else self.sums
        return float(made[frame.row, frame.column])

    @property
    def unseen(self) -> int:
        """How many pixels of the picture no window ever sees."""
        seen = np.zeros(self.padded.shape, bool)
        for frame in self.frames:
            if frame.stage == "product":
                top, left = self.slide.stride * frame.row, self.slide.stride * frame.column
                seen[top : top + len(self.kernel), left : left + len(self.kernel)] = True
        rim = self.slide.padding
        return int((~seen[rim : len(seen) - rim, rim : len(seen) - rim]).sum())

    def made(self, frame: Frame) -> tuple[np.ndarray, np.ndarray]:
        """Return the maps of answers and of pooled values as far as they are made; else NaN."""
        first = len(self.answers.ravel()) if frame.stage == "pool" else frame.done
        return _part(self.answers, first), _part(self.pooled, frame.done * (frame.stage == "pool"))


def side(pixels: int, kernel: int, stride: int, padding: int) -> int:
    """Return how many places the window has along one side; 0 if it does not fit."""
    return max(0, (pixels + 2 * padding - kernel) // stride + 1)


def convolve(picture: np.ndarray, kernel: np.ndarray, slide: Slide | None = None) -> Convolution:
    """Slide *kernel* over *picture* and keep every step.

    Parameters
    ----------
    picture : ndarray, shape (height, width)
        Its pixels.
    kernel : ndarray, shape (k, k)
        The weights.
    slide : Slide or None
        How the window moves.
    """
    slide = slide or Slide()
    padded = np.pad(np.asarray(picture, float), slide.padding)
    kernel = np.array(kernel, float)
    sums = _sums(padded, kernel, slide.stride)
    answers = np.maximum(sums, 0.0) if slide.relu else sums
    pooled = _pooled(answers, slide.pool)
    for array in (padded, kernel, sums, answers, pooled):
        array.setflags(write=False)
    frames = (*_places("product", sums), *_places("pool", pooled))
    return Convolution(padded, kernel, slide, sums, answers, pooled, frames)


def _sums(padded: np.ndarray, kernel: np.ndarray, stride: int) -> np.ndarray:
    if min(padded.shape) < len(kernel):
        return np.zeros((0, 0))
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)[::stride, ::stride]
    return np.einsum("ijkl,kl->ij", windows, kernel)


def _pooled(answers: np.ndarray, pool: Pool) -> np.ndarray:
    high, wide = (length // 2 for length in answers.shape)
    if pool == "none" or not high * wide:
        return np.zeros((0, 0))
    blocks = answers[: 2 * high, : 2 * wide].reshape(high, 2, wide, 2)
    return blocks.max(axis=(1, 3)) if pool == "max" else blocks.mean(axis=(1, 3))


def _places(stage: Literal["product", "pool"], made: np.ndarray) -> list[Frame]:
    cells = list(np.ndindex(made.shape))
    return [Frame(stage, cell[0], cell[1], done) for done, cell in enumerate(cells, start=1)]


def _part(cells: np.ndarray, done: int) -> np.ndarray:
    shown = np.full(cells.shape, np.nan)
    shown.flat[:done] = cells.flat[:done]
    return shown
