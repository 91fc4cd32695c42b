"""A model version in service: what stands behind one name, and who steps in for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from mlcore.prediction.model import Model
from mlcore.prediction.rows import Checked
from mlcore.serving.batches import Batches
from mlcore.serving.breaker import Breaker
from mlcore.serving.challenger import OFF, Challenge
from mlcore.serving.policy import PLAIN, Policy


@dataclass(eq=False)
class Served:
    """One version, its calls and its breaker; the same object as long as the version serves.

    Parameters
    ----------
    workspace, name, version
        What it is.
    model : Model
        Loaded, and proved on its golden rows.
    policy : Policy
        How odd values are taken.
    challenge : Challenge
        Whether another version answers some of its requests.
    """

    workspace: str
    name: str
    version: int
    model: Model
    policy: Policy = PLAIN
    challenge: Challenge = OFF
    batches: Batches = field(init=False)
    breaker: Breaker = field(default_factory=Breaker)

    def __post_init__(self) -> None:
        self.batches = Batches(self.model)

    def check(self, rows: Sequence[Mapping[str, Any]]) -> Checked:
        """Check rows of JSON values, odd ones as the policy says."""
        checked = self.model.check(rows)
        return checked if self.policy is PLAIN else self.policy.applied(checked)

    @cached_property
    def baseline(self) -> np.ndarray | None:
        """The mean of the answers stored with the model: what can be said without asking it."""
        answers = np.asarray(self.model.golden.answers, dtype=float)
        if not len(answers):
            return None
        mean = answers.mean(axis=0)
        return mean[0] if self.model.signature.task == "regression" else mean
