"""A model version in service: what stands behind one name, and who steps in for it."""

from __future__ import annotations

from dataclasses import dataclass, field

from mlcore.prediction.model import Model
from mlcore.serving.batches import Batches
from mlcore.serving.breaker import Breaker


@dataclass(eq=False)
class Served:
    """One version, its calls and its breaker; the same object as long as the version serves.

    Parameters
    ----------
    workspace, name, version
        What it is.
    model : Model
        Loaded, and proved on its golden rows.
    """

    workspace: str
    name: str
    version: int
    model: Model
    batches: Batches = field(init=False)
    breaker: Breaker = field(default_factory=Breaker)

    def __post_init__(self) -> None:
        self.batches = Batches(self.model)
