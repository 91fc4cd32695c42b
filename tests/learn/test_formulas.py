"""The numbers in a lesson's formula satisfy it, from the first step to the last."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from mlcore.learn.catalog import LESSONS
from mlcore.learn.lesson import Chosen, Lesson
from mlcore.learn.lessons import (
    components,
    convolution,
    descent,
    fairness,
    kmeans,
    leakage,
    logistic,
    mlp,
    overfitting,
    recurrence,
    rules,
    svm,
    trees,
)

Equation = tuple[float, float, float]
"""Both sides, and the size of the largest term: three digits are shown of each."""
MOST = 12
"""Frames of a run that are looked at."""
RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
APART = 0.02


def number(text: str) -> float:
    """Return what *text* says; nan for what is not known or no number."""
    text = text.replace("−", "-").replace(",", "")
    if "× 10" in text:
        mantissa, power = text.split(" × 10")
        return float(mantissa) * 10.0 ** int(power.translate(RAISED))
    try:
        return float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        return math.nan


def eq(left: float, right: float, *terms: float) -> Equation:
    return left, right, max(map(abs, (left, right, *terms)))


def kept(n: list[float]) -> Iterator[Equation]:
    yield eq(n[0] ** 2 + n[1] ** 2, 1)
    yield eq(n[3] - n[4], n[5], n[3])


def power(n: list[float]) -> Iterator[Equation]:
    yield eq(math.hypot(n[0], n[1]), n[2])
    yield eq(n[3] ** 2 + n[4] ** 2, 1)


def products(n: list[float]) -> Iterator[Equation]:
    pairs = [a * b for a, b in np.reshape(n[:18], (9, 2))]
    yield eq(sum(pairs), n[18], *pairs)
    assert n[19] in (n[18], 0)


def plain(n: list[float]) -> Iterator[Equation]:
    for old, rate, slope, new in np.reshape(n, (2, 4)):
        if not (old == new and slope):  # the first frame has not moved yet
            yield eq(old - rate * slope, new, old, rate * slope)


def sigmoid(n: list[float]) -> Iterator[Equation]:
    terms = n[0] * n[1], n[2] * n[3], n[4]
    yield eq(sum(terms), n[5], *terms)
    yield eq(1 / (1 + math.exp(-n[5])), n[6], 1)
    yield eq(-math.log(n[7]) if n[7] else n[8], n[8], 1)
    assert n[7] == pytest.approx(n[6], abs=0.01) or n[7] == pytest.approx(1 - n[6], abs=0.01)


def softmax(n: list[float]) -> Iterator[Equation]:
    exp = np.exp(np.array(n[:3]) - max(n[:3]))
    for share, told in zip(exp / exp.sum(), n[3:6], strict=True):
        yield eq(share, told, 1)
    yield eq(-math.log(n[6]), n[7], 1)
    assert n[6] in n[3:6]


def deep(n: list[float]) -> Iterator[Equation]:
    yield from weighted(n[:6])
    yield eq(n[9] * n[10], n[11])
    yield from moved(n[12:])


def flat(n: list[float]) -> Iterator[Equation]:
    yield from weighted(n[:6])
    yield eq(n[7] - n[8], n[9], n[7], n[8])
    assert n[6] == n[7]
    yield from moved(n[10:])


def weighted(n: list[float]) -> Iterator[Equation]:
    terms = n[0] * n[1], n[2] * n[3], n[4]
    yield eq(sum(terms), n[5], *terms)


def moved(n: list[float]) -> Iterator[Equation]:
    yield eq(n[0] - n[1] * n[2], n[3], n[0])


def simple(n: list[float]) -> Iterator[Equation]:
    yield eq(math.tanh(n[0] * n[1] + n[2] + n[3]), n[4], 1)


def gated(n: list[float]) -> Iterator[Equation]:
    yield eq(n[0] * n[1] + n[2] * n[3], n[4], n[0] * n[1], n[2] * n[3])
    yield eq(n[5] * math.tanh(n[6]), n[7])
    assert n[4] == n[6]


def back(n: list[float]) -> Iterator[Equation]:
    yield eq(n[0] * n[1], n[2])


def rule(n: list[float]) -> Iterator[Equation]:
    yield eq(n[1] / n[2], n[3])
    yield eq(n[4] / (n[5] / n[6]), n[7])
    assert n[3] == n[4]


def machine(n: list[float]) -> Iterator[Equation]:
    yield eq(n[0] - n[1], n[2], n[0], n[1])
    yield eq(n[3], 0, 1)
    yield eq(n[5] / n[6], n[7])


def cut(n: list[float]) -> Iterator[Equation]:
    yield eq(n[3] - n[4] / n[5] * n[6] - n[7] / n[8] * n[9], n[10], n[3])


def price(n: list[float]) -> Iterator[Equation]:
    yield eq((n[0] - n[1]) / (n[2] - 1), n[3], n[0] / (n[2] - 1))
    yield eq(n[4] + n[5] * n[6], n[7])


def out_of_bag(n: list[float]) -> Iterator[Equation]:
    yield eq((1 - 1 / n[0]) ** n[1], n[2])
    yield eq(n[3] / n[4], n[5])
    yield eq(n[6] / n[7], n[8], 1 / n[7])


CHECKS: dict[str, Callable[[list[float]], Iterator[Equation]]] = {
    components.KEPT: kept,
    components.POWER: power,
    convolution.SUM: products,
    convolution.POOLED["max"]: lambda n: iter([eq(max(n[:4]), n[4])]),
    convolution.POOLED["mean"]: lambda n: iter([eq(sum(n[:4]) / 4, n[4], *n[:4])]),
    convolution.SHARE: lambda n: iter([eq(-math.log(n[1]), n[2], 1), eq(n[0] - 1, n[3], 1)]),
    descent.PLAIN: plain,
    fairness.IDENTITY: lambda n: iter(
        [eq(a, b * c * d) for _, a, b, c, d in np.reshape(n, (2, 5))]
    ),
    kmeans.COST: lambda n: iter([(n[1], min(n), n[0])]),
    leakage.NUMBERS: lambda n: iter([eq(max(n[0] - n[1], 0), n[2], 1)]),
    logistic.SIGMOID: sigmoid,
    logistic.SOFTMAX: softmax,
    mlp.DEEP: deep,
    mlp.FLAT: flat,
    overfitting.KNOWN: lambda n: iter([eq(n[3] + n[4] + n[5], n[6])]),
    overfitting.UNKNOWN: lambda n: iter([eq(n[3] + n[4], n[5])]),
    recurrence.SIMPLE: simple,
    recurrence.GATED: gated,
    recurrence.BACK: back,
    recurrence.LOSS: lambda n: iter([(min(n), abs(min(n)), 0)]),
    rules.SUPPORT: lambda n: iter([eq(n[1] / n[2], n[3])]),
    rules.RULE: rule,
    svm.STEP: machine,
    trees.CUT: cut,
    trees.PRICE: price,
    trees.OUT: out_of_bag,
}
CHOICES = [
    (entry, preset.name) for entry in LESSONS for preset in entry.presets
    if entry.formulas(entry.preset(preset.name)) not in
    [entry.formulas(entry.preset(one.name)) for one in entry.presets[: entry.presets.index(preset)]]
]  # fmt: skip
"""The first preset for each set of formulas."""


def check_of(formula: str) -> Callable[[list[float]], Iterator[Equation]] | None:
    """Return how *formula* is checked; the longest part of it that is known says."""
    known = [part for part in CHECKS if part in formula]
    return CHECKS[max(known, key=len)] if known else None


def looked_at(entry: Lesson, chosen: Chosen) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    trajectory, formulas = entry.trajectory(entry.toy(chosen), chosen), entry.formulas(chosen)
    last = len(trajectory.frames) - 1
    for at in np.unique(np.linspace(0, last, MOST).round().astype(int)).tolist():
        told = entry.tell(trajectory, at)
        yield at, formulas[told.formula], told.numbers


@pytest.mark.parametrize(
    ("entry", "preset"), CHOICES, ids=[f"{entry.name}-{preset}" for entry, preset in CHOICES]
)
def test_the_numbers_of_a_step_satisfy_its_formula(entry: Lesson, preset: str) -> None:
    checked = 0
    for at, formula, told in looked_at(entry, entry.preset(preset)):
        assert formula.count("#") == len(told), (at, told)
        check, numbers = check_of(formula), [number(text) for text in told]
        if check is None:
            assert "\\Delta" in formula  # of the other rules of descent, only the move is told
            return
        for left, right, size in check(numbers):
            if math.isfinite(left) and math.isfinite(right):
                checked += 1
                assert abs(left - right) <= APART * size + 1e-9, (at, told, left, right)
    assert checked
