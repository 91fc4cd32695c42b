"""A fitted ensemble in the two parts any fitted model has: a preparation and an estimator."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator

from mlcore.training.answers import answers
from mlcore.training.ensembles.combiner import Combiner
from mlcore.training.preparation.base import Preparation


class SideBySide(Preparation):
    """Several fitted preparations; their columns stand beside each other.

    Parameters
    ----------
    parts : sequence of Preparation
        In order.
    """

    def __init__(self, parts: Sequence[Preparation]) -> None:
        self.parts = list(parts)
        self.encoders = [encoder for part in self.parts for encoder in part.encoders]

    def encode(self, frame: pd.DataFrame) -> np.ndarray:
        """Return the numbers of every row, those of the first preparation first."""
        return np.hstack([part.encode(frame) for part in self.parts])


class Together(BaseEstimator):
    """Fitted members, which columns each of them takes, and how their answers become one.

    Parameters
    ----------
    members : sequence of estimator
        Fitted.
    blocks : sequence of (int, int)
        First column of each member, and the one after its last.
    combiner : Combiner
        Its weights in the members' order.
    classes : int
        Number of classes; 0 for values.
    """

    def __init__(
        self,
        members: Sequence[Any],
        blocks: Sequence[tuple[int, int]],
        combiner: Combiner,
        classes: int,
    ) -> None:
        self.members = list(members)
        self.blocks = [list(block) for block in blocks]
        self.combiner = combiner
        self.classes = classes
        self.classes_ = np.arange(classes)

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Return values, or the codes of the most likely classes."""
        joint = self._joint(X)
        return np.asarray(joint.argmax(axis=1)) if self.classes else joint

    def predict_proba(self, X: np.ndarray) -> np.ndarray:
        """Return one column of probabilities per class."""
        return self._joint(X)

    def _joint(self, X: np.ndarray) -> np.ndarray:
        pairs = zip(self.members, self.blocks, strict=True)
        found = [
            answers(one, np.ascontiguousarray(X[:, start:stop]), self.classes)
            for one, (start, stop) in pairs
        ]
        return self.combiner.answer(found)
