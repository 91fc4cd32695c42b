"""The preparations by kind, and every type a stored one may contain."""

from __future__ import annotations

from collections.abc import Mapping

from mlcore.training.preparation.base import Preparation
from mlcore.training.preparation.category import Levels, OneHot, Ordinal
from mlcore.training.preparation.date import DateParts, ScaledDate
from mlcore.training.preparation.distance import DistancePreparation
from mlcore.training.preparation.linear import LinearPreparation
from mlcore.training.preparation.native import NativePreparation
from mlcore.training.preparation.number import RawNumber, ScaledNumber
from mlcore.training.preparation.text import Terms
from mlcore.training.preparation.tree import TreePreparation
from mlcore.types import Kind

PREPARATIONS: dict[str, type[Preparation]] = {
    "linear": LinearPreparation,
    "distance": DistancePreparation,
    "tree": TreePreparation,
    "native": NativePreparation,
}

ENCODERS: tuple[type, ...] = (
    DateParts, Levels, OneHot, Ordinal, RawNumber, ScaledDate, ScaledNumber, Terms,
)  # fmt: skip

CLASSES: tuple[type, ...] = (*PREPARATIONS.values(), *ENCODERS)
"""What a stored preparation is made of, for the allow-list of the loader."""


def alike(kind: str) -> str:
    """Return the first kind that makes the very numbers of *kind*, so that one array does for both.

    Kinds with the same encoder for every sort of column, fitted and asked alike, do; what else
    they say (which columns are codes of categories) a model asks for or not.
    """
    own = _work(PREPARATIONS[kind])
    return next(name for name, made in PREPARATIONS.items() if _work(made) == own)


def _work(made: type[Preparation]) -> tuple[object, ...]:
    return id(made.makers), made.fit, made.encode


def make(kind: str, columns: Mapping[str, Kind]) -> Preparation:
    """Return a preparation of *kind* for *columns*, not yet fitted."""
    return PREPARATIONS[kind](columns)
