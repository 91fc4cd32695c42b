"""Ensembles: the models of a run answering together."""

from __future__ import annotations

from mlcore.catalog.entry import ModelEntry

MODELS: tuple[ModelEntry, ...] = (
    ModelEntry(
        "voting",
        "Voting",
        "The five best models of the run answer, and the mean counts.",
        "tree",
        cost=0,
        ensemble=True,
    ),
    ModelEntry(
        "greedy",
        "Weighted ensemble",
        "The models of the run answer with weights; each was taken as often as it helped.",
        "tree",
        cost=0,
        ensemble=True,
    ),
    ModelEntry(
        "stacking",
        "Stacking",
        "A small model learns how far to trust each of the six best models of the run.",
        "tree",
        cost=0,
        ensemble=True,
    ),
)
