"""For models that know categories themselves: codes, and a mark that they are codes."""

from __future__ import annotations

from mlcore.training.preparation.tree import TreePreparation


class NativePreparation(TreePreparation):
    """The numbers of :class:`TreePreparation`; the estimator is told which are categories."""
