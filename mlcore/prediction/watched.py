"""What a model's answers looked like on rows it had not seen: kept to watch it by later.

Everything is out-of-fold: answers of a model to rows it was fitted on are surer than any answer
it will give afterwards.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from mlcore.prediction.parts import Parts, cut_numbers, learn_parts, measure_of, measured, places
from mlcore.training.run import OutOfFold
from mlcore.types import Field, Signature, to_json

PAIRED = 20
"""Inputs, the most important first, that are also counted together with the answer."""
ANSWER_PARTS = 5
CONFIDENCE_BINS = 10
RESIDUALS = tuple(step / 40 for step in range(41))


def watched(signature: Signature, frame: pd.DataFrame, oof: OutOfFold) -> dict[str, Any]:
    """Return the distribution of out-of-fold answers and how far they can be trusted, as JSON.

    Parameters
    ----------
    signature : Signature
        The inputs, with their importance.
    frame : DataFrame
        All rows of the data set.
    oof : OutOfFold
        Answers to some of them.

    Returns
    -------
    dict
        ``scores`` (parts of :func:`score`), ``classes`` (parts of the classes answered),
        ``pairs`` (rows by part of an input and coarse part of the score), ``trust`` (by class:
        probabilities and how often they came true; or by range of answers: residuals).
    """
    scores = score(oof.prediction)
    coarse = cut_numbers(scores, "value", ANSWER_PARTS)
    named = frame.iloc[oof.rows]
    kept = sorted(signature.fields, key=lambda field: -field.importance)[:PAIRED]
    told: dict[str, Any] = {
        "rows": len(scores),
        "scores": to_json(cut_numbers(scores)),
        "coarse": to_json(coarse),
        "pairs": {f.name: _together(f, named[f.name], coarse, scores) for f in kept},
    }
    if oof.prediction.ndim == 1:
        return told | {"trust": _residuals(oof.y, oof.prediction)}
    names = pd.Series(np.array(signature.classes, dtype=object)[oof.prediction.argmax(axis=1)])
    return told | {
        "classes": to_json(learn_parts(names.astype("str"), "level")),
        "trust": _reliability(oof.y, oof.prediction),
    }


def score(answers: np.ndarray) -> np.ndarray:
    """Return one number per answer: its value, the second class's chance, or the highest chance."""
    if answers.ndim == 1:
        return answers
    return np.asarray(answers[:, 1] if answers.shape[1] == 2 else answers.max(axis=1))


def together(parts: Parts, at: np.ndarray, coarse: Parts, scores: np.ndarray) -> np.ndarray:
    """Return rows by part of an input and coarse part of the score.

    Parameters
    ----------
    parts, coarse : Parts
        Of the input and of the score.
    at : ndarray
        The part of each row's value, from :func:`mlcore.prediction.parts.places`.
    scores : ndarray
        Of the same rows.
    """
    shape = len(parts.counts.known), len(coarse.counts.known)
    flat = at * shape[1] + places(coarse, scores)
    found: np.ndarray = np.bincount(flat, minlength=shape[0] * shape[1])
    return found.reshape(shape)


def _together(field: Field, series: pd.Series[Any], coarse: Parts, scores: np.ndarray) -> Any:
    parts = learn_parts(series, measure_of(field))
    if not parts.counts.known:
        return None
    known = _known(series, parts)
    at = places(parts, measured(series[known], parts.measure))
    table = together(parts, at, coarse, scores[known])
    return {"parts": to_json(parts), "table": table.tolist()}


def _known(series: pd.Series[Any], parts: Parts) -> np.ndarray:
    if parts.measure == "level":
        return series.notna().to_numpy()
    return np.isfinite(np.asarray(measured(series, parts.measure), dtype=float))


def _reliability(y: np.ndarray, probability: np.ndarray) -> list[dict[str, list[float]]]:
    """Return, class by class, mean probability and share that came true, in equal groups."""
    told = []
    for code in range(probability.shape[1]):
        order = np.argsort(probability[:, code], kind="stable")
        groups = [g for g in np.array_split(order, CONFIDENCE_BINS) if len(g)]
        told.append(
            {
                "said": [float(probability[group, code].mean()) for group in groups],
                "true": [float((y[group] == code).mean()) for group in groups],
            }
        )
    return told


def _residuals(y: np.ndarray, prediction: np.ndarray) -> list[dict[str, Any]]:
    """Return, by range of the answer, the quantiles of what was true minus what was answered."""
    order = np.argsort(prediction, kind="stable")
    return [
        {
            "from": float(prediction[group[0]]),
            "residuals": np.quantile(y[group] - prediction[group], RESIDUALS).tolist(),
        }
        for group in np.array_split(order, CONFIDENCE_BINS)
        if len(group)
    ]
