"""The model itself, where a person can read it: weights with units, or the questions of a tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from mlcore.training.pipeline import FittedModel
from mlcore.training.preparation.category import OneHot, Ordinal
from mlcore.training.preparation.number import ScaledNumber

DEEPEST = 5


@dataclass(frozen=True)
class Weight:
    """What one input adds to the sum.

    Parameters
    ----------
    name, column : str
        What it is, such as ``"sex = female"``, and the column behind it.
    weight : float
        Added for each unit of a number, or where a category is so; log odds for classes.
    each : {"unit", "so", "sd"}
        For one unit; where it is so; for one standard deviation of what was made of the column.
    usual : float
        What one standard deviation adds, by which weights of different units are ranked.
    """

    name: str
    column: str
    weight: float
    each: str
    usual: float


@dataclass(frozen=True)
class Question:
    """One line of a tree: a question, or an answer at the end of a branch.

    Parameters
    ----------
    depth : int
        How many questions come before.
    text : str
        The condition that leads here; empty at the top.
    answer : float or None
        The value, or the share of class *code*; None where questions follow.
    rows : int
        Training rows that come here.
    code : int or None
        Of two classes the one asked about, of several the likeliest here; None for numbers.
    """

    depth: int
    text: str
    answer: float | None
    rows: int
    code: int | None = None


@dataclass(frozen=True)
class Points:
    """One line of a scoring table.

    Parameters
    ----------
    column, where : str
        What is looked at, and the values the line is for.
    points : int
        Added for such a row.
    """

    column: str
    where: str
    points: int


def scores(fitted: FittedModel, code: int = 1) -> tuple[Points, ...] | None:
    """Return the lines of a table of points, column by column; None for other models.

    Parameters as :func:`weights`.
    """
    table = getattr(fitted.estimator, "table", None)
    if table is None:
        return None
    place = _place(fitted.estimator, code)
    if place is None:
        return None
    preparation = fitted.preparation
    encoders = {encoder.name: encoder for encoder in preparation.encoders}
    sign = -1 if len(fitted.classes) == 2 and code == 0 else 1
    return tuple(
        Points(
            preparation.names_out[line.column],
            _where(line, encoders[preparation.sources[line.column]]),
            sign * line.points[place if len(line.points) > 1 else 0],
        )
        for line in table()
    )


def _where(line: Any, encoder: Any) -> str:
    if line.missing:
        return "missing"
    low = -np.inf if line.low is None else line.low
    high = np.inf if line.high is None else line.high
    if isinstance(encoder, Ordinal):
        inside = [str(level) for at, level in enumerate(encoder.levels.kept) if low < at <= high]
        return " or ".join(inside) or "other"
    if line.low is None and line.high is None:
        return "any"
    if line.low is None:
        return f"≤ {_digits(high)}"
    return f"> {_digits(low)}" if line.high is None else f"{_digits(low)} – {_digits(high)}"


def _digits(value: float) -> str:
    """Return a number in six digits; a large one in all before the point."""
    return f"{value:.0f}" if 1e6 <= abs(value) < 1e15 else f"{value:.6g}"


def _place(estimator: Any, code: int) -> int | None:
    """Return the place of a class among those the fit saw; None where it saw no row of it."""
    known = [int(one) for one in getattr(estimator, "classes_", ())]
    if not known:
        return 0
    return known.index(code) if code in known else None


@dataclass(frozen=True)
class Readable:
    """What can be read of a model: at most one of the three; ``unit`` is what a point is worth."""

    weights: tuple[Weight, ...] | None = None
    questions: tuple[Question, ...] | None = None
    points: tuple[Points, ...] | None = None
    unit: float = 0.0


def read(fitted: FittedModel, code: int = 1) -> Readable:
    """Return the model itself as far as it can be read; parameters as :func:`weights`."""
    unit = float(getattr(fitted.estimator, "unit_", 0.0))
    return Readable(weights(fitted, code), questions(fitted, code), scores(fitted, code), unit)


def weights(fitted: FittedModel, code: int = 1) -> tuple[Weight, ...] | None:
    """Return the weights of a model that adds up its inputs, strongest first; None for others.

    Parameters
    ----------
    fitted : FittedModel
        The fit.
    code : int
        Class whose log odds are meant; with two classes, the second or minus the first.
    """
    found = _coefficients(fitted.estimator, code)
    if found is None or len(found) != len(fitted.preparation.names_out):
        return None
    made, start = [], 0
    for encoder in fitted.preparation.encoders:
        names = encoder.names_out
        for name, value in zip(names, found[start : start + len(names)], strict=True):
            made.append(_weight(encoder, name, float(value)))
        start += len(names)
    return tuple(sorted(made, key=lambda weight: -abs(weight.usual)))


def questions(fitted: FittedModel, code: int = 1) -> tuple[Question, ...] | None:
    """Return the questions of a single tree, at most five deep; None for other models.

    Parameters as :func:`weights`; a leaf says the share of a class among its training rows: of
    the class asked about where there are two, of the likeliest where there are more.
    """
    tree = getattr(fitted.estimator, "tree_", None)
    if tree is None or len(fitted.preparation.names_out) != tree.n_features:
        return None
    return tuple(_walk(_Reader(fitted, tree, code), 0, 0, ""))


@dataclass(frozen=True, eq=False)
class _Reader:
    fitted: FittedModel
    tree: Any
    code: int

    def answer(self, node: int) -> tuple[float, int | None]:
        """Return the value of a leaf, or the share of a class and its code."""
        value = self.tree.value[node][0]
        if not self.fitted.classes:
            return float(value[0]), None
        place: int | None = int(value.argmax())
        code = int(self.fitted.estimator.classes_[place])
        if len(self.fitted.classes) == 2:
            code, place = self.code, _place(self.fitted.estimator, self.code)
        return 0.0 if place is None else float(value[place] / value.sum()), code

    def sides(self, node: int) -> tuple[str, str]:
        """Return the conditions of both branches."""
        feature, least = int(self.tree.feature[node]), float(self.tree.threshold[node])
        preparation = self.fitted.preparation
        name = preparation.names_out[feature]
        encoder = {e.name: e for e in preparation.encoders}[preparation.sources[feature]]
        left, right = f"{name} ≤ {_digits(least)}", f"{name} > {_digits(least)}"
        if isinstance(encoder, Ordinal):
            levels = [str(level) for level in encoder.levels.kept]
            inside = [level for place, level in enumerate(levels) if place <= least]
            said = " or ".join(inside) or "no known value"
            left, right = f"{name} is {said}", f"{name} is not {said}"
        missing = f" or {name} is missing"
        goes_left = bool(self.tree.missing_go_to_left[node])
        return (left + missing, right) if goes_left else (left, right + missing)


def _walk(reader: _Reader, node: int, depth: int, text: str) -> Iterator[Question]:
    tree = reader.tree
    rows, leaf = int(tree.n_node_samples[node]), tree.children_left[node] == -1
    if leaf or depth == DEEPEST:
        answer, code = reader.answer(node)
        yield Question(depth, text, answer, rows, code)
        return
    yield Question(depth, text, None, rows)
    left, right = reader.sides(node)
    yield from _walk(reader, int(tree.children_left[node]), depth + 1, left)
    yield from _walk(reader, int(tree.children_right[node]), depth + 1, right)


def _coefficients(estimator: Any, code: int) -> np.ndarray | None:
    """Return one weight per encoded column, in the unit of the answer."""
    inner, scale = getattr(estimator, "inner_", None), getattr(estimator, "scale_", 1.0)
    place = _place(estimator, code)
    if place is None:
        return None
    if inner is not None and hasattr(inner, "coef_"):
        return np.ravel(inner.coef_) * float(scale)
    found = getattr(estimator, "coef_", None)
    if found is None:
        return None
    found = np.atleast_2d(np.asarray(found, dtype=float))
    if len(found) == 1:
        two = len(getattr(estimator, "classes_", ())) == 2
        return -found[0] if two and place == 0 else found[0]
    return found[place]


def _weight(encoder: Any, name: str, value: float) -> Weight:
    if isinstance(encoder, ScaledNumber) and name == encoder.name:
        return Weight(name, encoder.name, value / encoder.sd, "unit", value)
    if isinstance(encoder, OneHot):
        return Weight(name, encoder.name, value * encoder.weight, "so", value * encoder.weight)
    missing = name.endswith(" is missing")
    return Weight(name, encoder.name, value, "so" if missing else "sd", value)
