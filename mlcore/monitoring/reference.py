"""What a version learnt from, as traffic is compared with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from mlcore.errors import LoupeError, Where
from mlcore.monitoring import messages
from mlcore.prediction.model import Model
from mlcore.prediction.parts import Parts, cut_numbers, learn_parts, measure_of
from mlcore.prediction.watched import ANSWER_PARTS, score
from mlcore.types import Field


@dataclass(frozen=True, eq=False)
class Pair:
    """An input and the answer together: rows by part of either."""

    parts: Parts
    table: np.ndarray


@dataclass(frozen=True, eq=False)
class Reference:
    """What traffic is compared with.

    Parameters
    ----------
    rows : int
        How many rows it is made of.
    fields : tuple of (Field, Parts)
        Each input with its cuts and counts.
    scores : Parts or None
        Of the answers, from :func:`mlcore.prediction.watched.score`; None: not known.
    classes : Parts or None
        Of the classes answered.
    coarse : Parts or None
        The cuts of the answers in *pairs*.
    pairs : mapping of str to Pair
        By input.
    labels : tuple of str
        Names of the classes, in the order of the probabilities.
    """

    rows: int
    fields: tuple[tuple[Field, Parts], ...]
    scores: Parts | None = None
    classes: Parts | None = None
    coarse: Parts | None = None
    pairs: Mapping[str, Pair] = field(default_factory=dict)
    labels: tuple[str, ...] = ()


def of_training(model: Model) -> Reference:
    """Return what was stored with *model* when it was trained.

    Raises
    ------
    LoupeError
        ``no_reference`` when that is missing or damaged; the model answers all the same.
    """
    said = model.reference
    try:
        parts = [
            (field, Parts.from_json(said["fields"][field.name]["parts"]))
            for field in model.signature.fields
        ]
        labels = model.signature.classes
        answers = _answers(said.get("watched"))
        return Reference(int(said["rows"]), tuple(parts), labels=labels, **answers)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        missing = isinstance(error, KeyError)
        reason = "it was made before references were kept" if missing else "it is damaged"
        raise LoupeError(messages.NO_REFERENCE, Where(field="reference"), reason=reason) from error


def of_rows(model: Model, frame: pd.DataFrame, answers: np.ndarray) -> Reference:
    """Return a reference made of earlier traffic: like with like where days differ by habit.

    Parameters
    ----------
    model : Model
        Who answered.
    frame : DataFrame
        Rows in the training types.
    answers : ndarray
        Of the same rows, as the model's numbers.
    """
    fields = model.signature.fields
    parts = tuple((f, learn_parts(frame[f.name], measure_of(f))) for f in fields)
    scores = score(answers)
    classes = None
    if answers.ndim == 2:
        classes = learn_parts(class_names(model.signature.classes, answers), "level")
    coarse = cut_numbers(scores, "value", ANSWER_PARTS)
    known, labels = cut_numbers(scores), model.signature.classes
    return Reference(len(frame), parts, known, classes, coarse, labels=labels)


def class_names(classes: tuple[str, ...], answers: np.ndarray) -> pd.Series[Any]:
    """Return the most likely class of each row of probabilities, by name."""
    return pd.Series(np.array(classes, dtype=object)[answers.argmax(axis=1)]).astype("str")


def _answers(said: Mapping[str, Any] | None) -> dict[str, Any]:
    if not said:
        return {}
    classes = said.get("classes")
    return {
        "scores": Parts.from_json(said["scores"]),
        "classes": Parts.from_json(classes) if classes else None,
        "coarse": Parts.from_json(said["coarse"]),
        "pairs": {
            name: Pair(Parts.from_json(pair["parts"]), np.array(pair["table"], dtype=float))
            for name, pair in said["pairs"].items()
            if pair
        },
    }
