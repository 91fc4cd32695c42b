"""What every cleaning step is: an entry of facts, and a small class that does it."""

from __future__ import annotations

import math
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Self

import numpy as np
import pandas as pd

from mlcore.types import Kind, StepSpec

Family = Literal["Columns", "Missing values", "Numbers", "Categories and text", "Dates", "Rows"]
ParamKind = Literal[
    "choice", "number", "integer", "boolean", "text", "value", "values", "choices", "column"
]
Pairs = tuple[tuple[str, str], ...]
NUMERIC: tuple[Kind, ...] = ("integer", "number")
WORDS: tuple[Kind, ...] = ("category", "text")
COLUMN_PARAMS = ("by", "target")
"""Settings that name a column: to order rows by, to learn from."""
ANY: tuple[Kind, ...] = ("integer", "number", "boolean", "category", "date", "text")


@dataclass(frozen=True)
class Param:
    """One setting of a step.

    Parameters
    ----------
    name, kind, default, choices, help
        In a recipe; what it takes; when nothing is said; what a choice is among; in a sentence.
    needed : bool
        True when it has no default.
    label : str
        What it is called on a screen.
    names : tuple of str
        What the *choices* are called on a screen, in their order; empty: as they are.
    most : int or None
        The largest whole number it takes.
    """

    name: str
    kind: ParamKind
    default: Any = None
    choices: tuple[str, ...] = ()
    help: str = ""
    needed: bool = False
    label: str = ""
    names: tuple[str, ...] = ()
    most: int | None = None

    @property
    def title(self) -> str:
        """What the setting is called on a screen."""
        return self.label or self.name.replace("_", " ").capitalize()

    def word(self, value: Any) -> str:
        """Return what the choice *value* is called on a screen."""
        return str(dict(zip(self.choices, self.names, strict=False)).get(value, value))


@dataclass(frozen=True)
class Python:
    """A step in public libraries, for the exported script.

    Parameters
    ----------
    lines : tuple of str
        Statements that change ``frame``, a data frame.
    imports : tuple of str
        What they import, as whole statements.
    functions : tuple of callable
        Those of ours they call: at the top of a module, with a name no other one has, and free
        of our classes; their source is carried along with the functions, constants and imports
        that it names.
    """

    lines: tuple[str, ...]
    imports: tuple[str, ...] = ()
    functions: tuple[Callable[..., Any], ...] = ()


def expression(value: Any) -> str:
    """Return *value* (a scalar, or a list, tuple, set or dict of them) as a Python expression."""
    if isinstance(value, float) and not math.isfinite(value):
        return f'float("{value}")'
    if isinstance(value, dict):
        return f"{{{', '.join(f'{expression(k)}: {expression(v)}' for k, v in value.items())}}}"
    if isinstance(value, (set, frozenset)):
        return f"{{{', '.join(sorted(map(expression, value)))}}}" if value else "set()"
    if isinstance(value, list):
        return f"[{', '.join(map(expression, value))}]"
    if isinstance(value, tuple):
        return f"({', '.join(map(expression, value))}{',' if len(value) == 1 else ''})"
    if isinstance(value, str) and value.isprintable() and not {'"', "\\"} & set(value):
        return f'"{value}"'
    return repr(value)


def calls(function: Callable[..., Any], columns: Iterable[str], *arguments: Any) -> Python:
    """Return a step that puts ``function(column, *arguments)`` in the place of each column."""
    more = "".join(f", {expression(value)}" for value in arguments)
    cells = (f"frame[{expression(name)}]" for name in columns)
    lines = tuple(f"{cell} = {function.__name__}({cell}{more})" for cell in cells)
    return Python(lines, functions=(function,))


class Settings:
    """Columns and settings of a step, in the way scikit-learn asks an estimator for them.

    Parameters
    ----------
    columns : sequence of str
        The columns it was asked to treat.
    **params
        Its settings, every one of them.
    """

    def __init__(self, columns: Iterable[str], **params: Any) -> None:
        self.columns = list(columns)
        self.params = params

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Return what it was built with; *deep* has no meaning here."""
        return {"columns": list(self.columns), **self.params}

    def set_params(self, **params: Any) -> Self:
        """Change settings; returns the step itself.

        Raises
        ------
        ValueError
            For a setting it does not have.
        """
        unknown = set(params) - {"columns", *self.params}
        if unknown:
            raise ValueError(f"{type(self).__name__} has no setting {sorted(unknown)[0]!r}")
        self.columns = list(params.pop("columns", self.columns))
        self.params = {**self.params, **params}
        return self

    def __sklearn_clone__(self) -> Self:
        return type(self)(self.columns, **self.params)

    def reads(self) -> list[str]:
        """Return every column that must be there while it learns."""
        named = [self.params.get(key) for key in COLUMN_PARAMS]
        return list(dict.fromkeys([*self.columns, *(name for name in named if name)]))

    def present(self, frame: pd.DataFrame) -> list[str]:
        """Return the step's columns that *frame* has."""
        return [name for name in self.columns if name in frame.columns]


class CellStep(Settings):
    """A step that changes cells and columns, never rows; replayed at prediction.

    What it learns stands in attributes that end with an underscore and is plain data, so that
    it can be stored without code. Columns that are absent from a frame are skipped.
    """

    def fit(self, frame: pd.DataFrame) -> CellStep:
        """Learn from *frame*; row-wise steps only check that they can be carried out."""
        self.transform(frame)
        return self

    def fit_transform(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Learn from *frame* and return the training rows with the step done."""
        return self.fit(frame).transform(frame)

    def transform(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return a new frame with the step done; *frame* is not changed."""
        raise NotImplementedError

    def outputs(self, names: Sequence[str]) -> Pairs:
        """Return (new name, the name among *names* it was made from) for each column after.

        A column made from several stands there once for each of them, the main one first.
        """
        return tuple((name, name) for name in names)

    def python(self) -> Python:
        """Return the fitted step as statements of public libraries."""
        raise NotImplementedError


class RowStep(Settings):
    """A step that drops rows while a model learns; nothing happens at prediction."""

    def kept(self, frame: pd.DataFrame) -> np.ndarray:
        """Return a boolean mask of the rows of *frame* that stay."""
        raise NotImplementedError

    def positions(self, frame: pd.DataFrame) -> np.ndarray:
        """Return the positions of the rows that stay, in the order they stand in afterwards."""
        return np.flatnonzero(self.kept(frame))

    def python(self) -> Python:
        """Return the step as statements of public libraries that drop rows of ``frame``."""
        raise NotImplementedError


@dataclass(frozen=True)
class Step:
    """Facts about one kind of step.

    Parameters
    ----------
    name, title, family, sentence, icon : str
        For recipes, for screens, for the search, for help.
    make : type
        The class that does it.
    scope : {"cells", "rows"}
        ``"rows"`` steps apply to training rows only.
    fitted : bool
        True when it learns from the rows; false when each row is treated by itself.
    params : tuple of Param
        Its settings.
    least, most : int or None
        How many columns it takes; *least* 0: none means all of the fitting kinds.
    kinds : tuple of Kind
        Columns it is offered for.
    words : tuple of str
        More words a search finds it by.
    heavy : bool
        Whether it may take seconds on some thousands of rows.
    """

    name: str
    title: str
    family: Family
    sentence: str
    make: type[CellStep] | type[RowStep]
    scope: Literal["cells", "rows"] = "cells"
    fitted: bool = False
    params: tuple[Param, ...] = ()
    least: int = 1
    most: int | None = None
    kinds: tuple[Kind, ...] = ANY
    icon: str = "cleaning_services"
    words: tuple[str, ...] = ()
    heavy: bool = False

    def build(self, spec: StepSpec) -> Any:
        """Return an unfitted transformer for *spec*, defaults filled in."""
        given = dict(spec.params)
        settings = {param.name: given.get(param.name, param.default) for param in self.params}
        return self.make(spec.columns, **settings)


def with_values(frame: pd.DataFrame, values: Mapping[str, Any]) -> pd.DataFrame:
    """Return a copy of *frame* with the columns of *values* replaced, order kept."""
    made = frame.copy(deep=False)
    for name, column in values.items():
        made.isetitem(place(frame, name), column)
    return made


def replaced(frame: pd.DataFrame, name: str, new: pd.DataFrame) -> pd.DataFrame:
    """Return *frame* with the column *name* replaced by the columns of *new*."""
    at = place(frame, name)
    return pd.concat([frame.iloc[:, :at], new, frame.iloc[:, at + 1 :]], axis=1)


def columns_frame(names: Sequence[str], arrays: Sequence[Any], index: pd.Index) -> pd.DataFrame:
    """Return a frame of *arrays* under *names*."""
    frame = pd.DataFrame(dict(enumerate(arrays)), index=index)
    frame.columns = pd.Index(list(names), dtype="str")
    return frame


def inserted(frame: pd.DataFrame, name: str, new: Mapping[str, Any]) -> pd.DataFrame:
    """Return a copy of *frame* with the columns *new* behind the column *name*."""
    made, at = frame.copy(deep=False), place(frame, name) + 1
    for offset, (label, column) in enumerate(new.items()):
        made.insert(at + offset, label, column)
    return made


def arranged(frame: pd.DataFrame, new: Mapping[str, pd.DataFrame], *, keep: bool) -> pd.DataFrame:
    """Return *frame* with the columns of *new* behind those they are made from, or in their place.

    All at once: one after the other takes minutes where there are thousands.

    Parameters
    ----------
    frame : DataFrame
    new : mapping of str to DataFrame
        What is made from each column.
    keep : bool
        Whether that column stays.
    """
    count, order = frame.shape[1], dict[int, list[int]]()
    for name, made in new.items():
        at = place(frame, name)
        order[at] = [*([at] if keep else ()), *range(count, count + made.shape[1])]
        count += made.shape[1]
    places = [after for at in range(frame.shape[1]) for after in order.get(at, (at,))]
    return pd.concat([frame, *new.values()], axis=1).iloc[:, places]


def trace(pairs: Pairs, origins: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Return the raw columns behind each column after a step, the main one first.

    Parameters
    ----------
    pairs : tuple of (str, str)
        What :meth:`CellStep.outputs` says.
    origins : mapping
        The raw columns behind each column before the step.
    """
    made: dict[str, tuple[str, ...]] = {}
    for new, old in pairs:
        made[new] = tuple(dict.fromkeys((*made.get(new, ()), *origins[old])))
    return made


def place(frame: pd.DataFrame, name: str) -> int:
    """Return the position of the column *name*."""
    found = frame.columns.get_loc(name)
    assert isinstance(found, int)
    return found


def free(name: str, taken: Container[str]) -> str:
    """Return *name*, or *name* with the first free number behind it."""
    number, found = 2, name
    while found in taken:
        found, number = f"{name} ({number})", number + 1
    return found
