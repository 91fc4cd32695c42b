"""For models that split columns: numbers as they are, categories as ranks by frequency."""

from __future__ import annotations

from typing import ClassVar

from mlcore.training.preparation.base import Makers, Preparation
from mlcore.training.preparation.category import Ordinal
from mlcore.training.preparation.date import DateParts
from mlcore.training.preparation.number import RawNumber
from mlcore.training.preparation.text import Terms


def few_words(name: str) -> Terms:
    """Return an encoder of the fifty most widespread words of a text column."""
    return Terms(name, most=50)


class TreePreparation(Preparation):
    """Missing values stay missing; trees send them where they fit best."""

    makers: ClassVar[Makers] = {
        "integer": RawNumber,
        "number": RawNumber,
        "boolean": RawNumber,
        "category": Ordinal,
        "date": DateParts,
        "text": few_words,
    }
