"""Carrying a recipe out: learn on some rows, replay on any others."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from mlcore.cleaning.catalogue import TRANSFORMERS, step
from mlcore.cleaning.messages import COLUMN_MISSING, STEP_FAILED
from mlcore.cleaning.recipe import Recipe
from mlcore.cleaning.steps.base import trace
from mlcore.errors import LoupeError, Where
from mlcore.types import StepSpec


class FittedRecipe:
    """The cell steps of a recipe with what they learnt; plain data.

    Attributes
    ----------
    transformers : list
        Fitted steps in order.
    sources : dict
        Name of each cleaned column → the (main) raw column it was made from.
    recipe_json : str
        The recipe.
    """

    def __init__(self, recipe: Recipe, transformers: list[Any], sources: dict[str, str]) -> None:
        self.recipe_json = json.dumps(recipe.to_json())
        self.transformers = transformers
        self.sources = sources

    @property
    def recipe(self) -> Recipe:
        """The recipe that was fitted."""
        return Recipe.from_json(json.loads(self.recipe_json))

    def transform(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return *frame* with the cell steps done: as many rows, in their order.

        Columns that are absent are skipped by the steps that touch them.
        """
        for transformer in self.transformers:
            frame = transformer.transform(frame)
        return frame


STORED: tuple[type, ...] = (FittedRecipe, *TRANSFORMERS)
"""Our own types inside a stored recipe, for the allow-list of a loader."""


@dataclass(frozen=True, eq=False)
class Fitted:
    """A recipe after learning.

    Parameters
    ----------
    recipe : FittedRecipe
        For any other rows.
    frame : DataFrame
        The cleaned training rows, with the index they had.
    rows : ndarray
        Positions of the kept rows in the frame that was given.
    """

    recipe: FittedRecipe
    frame: pd.DataFrame
    rows: np.ndarray


def fit(recipe: Recipe, frame: pd.DataFrame) -> Fitted:
    """Carry *recipe* out on training rows.

    Parameters
    ----------
    recipe : Recipe
        Steps that are switched off are left out.
    frame : DataFrame
        Training rows; not changed.

    Raises
    ------
    LoupeError
        When a column is missing (the step is named) or a step refuses.
    """
    rows = np.arange(len(frame))
    origins: dict[str, tuple[str, ...]] = {str(name): (str(name),) for name in frame.columns}
    transformers = []
    for number, spec in enumerate(recipe.steps, 1):
        if not spec.enabled:
            continue
        need_columns(spec, number, frame)
        if step(spec.name).scope == "rows":
            kept = keep_rows(spec, frame)
            frame, rows = frame.iloc[kept], rows[kept]
            continue
        transformer, made = fit_step(spec, frame)
        pairs = transformer.outputs([str(name) for name in frame.columns])
        origins = trace(pairs, origins)
        transformers.append(transformer)
        frame = made
    sources = {new: olds[0] for new, olds in origins.items()}
    return Fitted(FittedRecipe(recipe, transformers, sources), frame, rows)


def need_columns(spec: StepSpec, number: int, frame: pd.DataFrame) -> None:
    """Refuse a step whose columns are not in *frame*.

    Raises
    ------
    LoupeError
        ``column_missing``, naming the step and the columns.
    """
    wanted = step(spec.name).build(spec).reads()
    absent = [name for name in wanted if name not in frame.columns]
    if absent:
        places = [Where(column=name, step=spec.name) for name in absent[:5]]
        raise LoupeError(COLUMN_MISSING, *places, step=spec.name, number=number, column=absent[0])


def fit_step(spec: StepSpec, frame: pd.DataFrame) -> tuple[Any, pd.DataFrame]:
    """Return the fitted transformer of one cell step and the frame after it."""
    transformer = step(spec.name).build(spec)
    try:
        return transformer, transformer.fit_transform(frame)
    except (ValueError, TypeError, OverflowError) as error:  # from the libraries underneath
        raise _failed(spec) from error


def keep_rows(spec: StepSpec, frame: pd.DataFrame) -> np.ndarray:
    """Return the positions of the rows that one row step keeps."""
    try:
        kept: np.ndarray = step(spec.name).build(spec).positions(frame)
    except (ValueError, TypeError, OverflowError) as error:
        raise _failed(spec) from error
    return kept


def _failed(spec: StepSpec) -> LoupeError:
    places = [Where(column=name, step=spec.name) for name in spec.columns[:5]]
    return LoupeError(STEP_FAILED, *(places or [Where(step=spec.name)]), step=spec.name)
