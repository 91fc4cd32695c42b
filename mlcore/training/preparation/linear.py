"""For models that add up columns: standardised numbers and indicator columns."""

from __future__ import annotations

from typing import ClassVar

from mlcore.training.preparation.base import Makers, Preparation
from mlcore.training.preparation.category import OneHot
from mlcore.training.preparation.date import ScaledDate
from mlcore.training.preparation.number import ScaledNumber
from mlcore.training.preparation.text import Terms


class LinearPreparation(Preparation):
    """Medians for missing values, mean 0 and deviation 1, one column per category."""

    makers: ClassVar[Makers] = {
        "integer": ScaledNumber,
        "number": ScaledNumber,
        "boolean": ScaledNumber,
        "category": OneHot,
        "date": ScaledDate,
        "text": Terms,
    }
