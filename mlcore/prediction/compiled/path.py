"""The quick way to answer a few rows, and the proof that it is the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from mlcore.prediction.cases import Cases
from mlcore.prediction.compiled.encode import RowEncoder, row_encoder
from mlcore.prediction.compiled.forms import Form
from mlcore.prediction.compiled.make import forms
from mlcore.types import Signature

FEW = 100
"""Rows up to which a request is answered together with others; more are a table of their own."""
TOLERANCE = 1e-12
UNSEEN = "\x00 never seen"


@dataclass(frozen=True, eq=False)
class Compiled:
    """Recipe, preparation and estimator for a few rows at once.

    Parameters
    ----------
    fitted : FittedModel
        What it stands for.
    form : Form
        The estimator's.
    encoder : RowEncoder or None
        None: the rows go through a frame, because a recipe step has to see one.
    """

    fitted: Any
    form: Form
    encoder: RowEncoder | None

    def prepared(self, cases: Cases) -> np.ndarray:
        """Return the prepared numbers of *cases*."""
        if self.encoder is not None:
            return self.encoder.cases(cases)
        cleaned = self.fitted.recipe.transform(cases.frame())
        return np.asarray(self.fitted.preparation.encode(cleaned))

    def answers(self, cases: Cases) -> np.ndarray:
        """Return the answers to *cases*, as the fitted model would."""
        return self.form.answers(self.prepared(cases))

    def table(self, frame: pd.DataFrame) -> np.ndarray:
        """Return the answers to the rows of a *frame* in the training types."""
        cleaned = self.fitted.recipe.transform(frame)
        return self.form.answers(np.asarray(self.fitted.preparation.encode(cleaned)))


def candidates(fitted: Any, signature: Signature) -> Iterator[Compiled]:
    """Yield quick ways for a fitted model, the quickest first; none of them is proved."""
    if not hasattr(fitted, "preparation"):
        return
    direct = not fitted.recipe.transformers
    encoder = row_encoder(fitted.preparation, signature.names) if direct else None
    for form in forms(fitted.estimator, len(fitted.classes)):
        yield Compiled(fitted, form, encoder)


def proved(fitted: Any, signature: Signature, frame: pd.DataFrame) -> str:
    """Return the name of the quickest form that answers *frame* as the model itself; "" if none.

    Parameters
    ----------
    fitted : FittedModel
        The model itself.
    signature : Signature
        Its inputs.
    frame : pandas.DataFrame
        The rows set aside. Copies of them with missing values and with levels never seen,
        one column at a time in turn, are compared too.
    """
    cases = _tried(signature, frame)
    if not cases.size:
        return ""
    expected = np.asarray(fitted.predict_raw(cases.frame()), dtype=float)
    for made in candidates(fitted, signature):
        if all(_apart(found, expected) <= TOLERANCE for found in _ways(made, cases)):
            return made.form.name
    return ""


def _ways(made: Compiled, cases: Cases) -> Iterator[np.ndarray]:
    """Yield the form's answers to *cases*: all at once, and row by row."""
    together = made.prepared(cases)
    yield made.form.answers(together)
    if made.form.name != "whole":
        yield np.concatenate([made.form.answers(row[None]) for row in together])
    if made.encoder is not None:
        alone = made.encoder.by_row(cases.rows)
        if not np.array_equal(alone, together, equal_nan=True):
            yield made.form.answers(alone)


def compiled(fitted: Any, signature: Signature, name: str) -> Compiled | None:
    """Return the quick way whose form is called *name*, proved when the model was packaged."""
    if not name:
        return None
    return next((c for c in candidates(fitted, signature) if c.form.name == name), None)


def _tried(signature: Signature, frame: pd.DataFrame) -> Cases:
    plain = Cases.of(signature.fields, frame).rows
    unseen = {
        at: UNSEEN
        for at, field in enumerate(signature.fields)
        if field.kind == "category" and isinstance(next(_known(plain, at), None), str)
    }
    blank = [at for at, field in enumerate(signature.fields) if not field.required]
    rows = list(plain)
    for at, row in enumerate(plain):
        rows += [_with(row, blank[at % len(blank)], None)] if blank else []
        if unseen:
            place = list(unseen)[at % len(unseen)]
            rows.append(_with(row, place, unseen[place]))
    return Cases(signature.fields, tuple(rows))


def _known(rows: tuple[tuple[Any, ...], ...], at: int) -> Iterator[Any]:
    return (row[at] for row in rows if row[at] is not None)


def _with(row: tuple[Any, ...], at: int, value: Any) -> tuple[Any, ...]:
    return (*row[:at], value, *row[at + 1 :])


def _apart(found: np.ndarray, expected: np.ndarray) -> float:
    if found.shape != expected.shape:
        return float("inf")
    gaps = np.abs(found - expected) / np.maximum(1.0, np.abs(expected))
    return float(np.max(gaps)) if np.all(np.isfinite(gaps)) else float("inf")
