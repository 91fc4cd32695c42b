"""For models that compare rows: as linear, with categories weighed like a number."""

from __future__ import annotations

import math
from typing import ClassVar

from mlcore.training.preparation.base import Makers, Preparation
from mlcore.training.preparation.category import OneHot
from mlcore.training.preparation.date import ScaledDate
from mlcore.training.preparation.number import ScaledNumber
from mlcore.training.preparation.text import Terms


def _near(name: str) -> OneHot:
    return OneHot(name, weight=math.sqrt(0.5))


def _few_words(name: str) -> Terms:
    return Terms(name, most=50)


class DistancePreparation(Preparation):
    """Standardised numbers; two different categories are 1 apart."""

    makers: ClassVar[Makers] = {
        "integer": ScaledNumber,
        "number": ScaledNumber,
        "boolean": ScaledNumber,
        "category": _near,
        "date": ScaledDate,
        "text": _few_words,
    }
