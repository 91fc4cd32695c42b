"""A formula's tree → values, or a line of Python; every call and its kinds are checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from mlcore.cleaning.formula import functions as f
from mlcore.cleaning.formula.parser import Node, fault

ValueKind = Literal["number", "text", "date"]
_NEED = {"number": "numbers", "text": "texts", "date": "dates"}


@dataclass(frozen=True)
class Call:
    """A function of the language.

    Parameters
    ----------
    function : callable
        Takes arrays and gives one.
    takes : ValueKind, "same" or "any"
        The kind of every argument; ``"same"``: all of one kind; ``"any"``: no matter.
    gives : ValueKind or None
        The kind of the result; None: that of the last argument.
    least, most : int
        How many arguments.
    undefined : str
        What is said of rows that get no result although nothing was missing.
    """

    function: Callable[..., Any]
    takes: str = "number"
    gives: ValueKind | None = "number"
    least: int = 1
    most: int = 1
    undefined: str = ""


_COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
CALLS: Mapping[str, Call] = {
    "+": Call(f.add, least=2, most=2),
    "-": Call(f.subtract, least=2, most=2),
    "*": Call(f.multiply, least=2, most=2),
    "/": Call(f.divide, least=2, most=2, undefined="a division by 0"),
    "%": Call(f.remainder, least=2, most=2, undefined="a division by 0"),
    "^": Call(f.power, least=2, most=2, undefined="a power that is no number"),
    "negative": Call(f.negative),
    **{sign: Call(f.compare, "same", "number", 2, 2) for sign in _COMPARISONS},
    "and": Call(f.both, least=2, most=2),
    "or": Call(f.either, least=2, most=2),
    "not": Call(f.opposite),
    "if": Call(f.choose, "choice", None, 3, 3),
    "log": Call(f.log, undefined="the logarithm of 0 or less"),
    "log10": Call(f.log10, undefined="the logarithm of 0 or less"),
    "exp": Call(f.exp, undefined="a power too large to be written"),
    "sqrt": Call(f.sqrt, undefined="the square root of less than 0"),
    "abs": Call(f.absolute),
    "round": Call(f.rounded, most=2),
    "floor": Call(f.floor),
    "ceil": Call(f.ceiling),
    "min": Call(f.smallest, most=20),
    "max": Call(f.largest, most=20),
    "missing": Call(f.missing, "any"),
    "coalesce": Call(f.first_known, "same", None, 2, 20),
    "days": Call(f.days, "date", least=2, most=2),
    "year": Call(f.year, "date"),
    "month": Call(f.month, "date"),
    "length": Call(f.length, "text"),
    "lower": Call(f.lower, "text", "text"),
    "concat": Call(f.joined, "text", "text", 2, 20),
}
LISTED = ", ".join(
    name for name in CALLS if name.isalnum() and name not in ("negative", "and", "or", "not")
)


def kind_of(node: Node, kinds: Mapping[str, ValueKind], text: str) -> ValueKind:
    """Return what *node* gives, after checking every call in it.

    Raises
    ------
    LoupeError
        ``bad_formula`` for an unknown function, a wrong number of values or a wrong kind.
    """
    if node.kind == "column":
        return kinds[node.value]
    if node.kind != "call":
        return "text" if node.kind == "text" else "number"
    call = CALLS.get(node.value)
    if call is None:
        raise fault(text, node.at, f"there is no such function; there are {LISTED}")
    if not call.least <= len(node.parts) <= call.most:
        wanted = str(call.least) if call.least == call.most else f"{call.least} to {call.most}"
        raise fault(text, node.at, f"it takes {wanted} values, not {len(node.parts)}")
    found = [kind_of(part, kinds, text) for part in node.parts]
    _check_kinds(node, call, found, text)
    return call.gives or found[-1]


def _check_kinds(node: Node, call: Call, found: list[ValueKind], text: str) -> None:
    if call.takes == "any":
        return
    wanted: list[ValueKind] = [call.takes] * len(found)  # type: ignore[list-item]
    if call.takes == "same":
        wanted = [found[0]] * len(found)
    elif call.takes == "choice":
        wanted = ["number", found[1], found[1]]
    for part, kind, need in zip(node.parts, found, wanted, strict=True):
        if kind != need:
            raise fault(text, part.at, f"{_NEED[need]} are needed here, and this is {kind}")


def evaluate(
    node: Node, columns: Mapping[str, np.ndarray], notes: dict[str, np.ndarray] | None = None
) -> np.ndarray:
    """Return the values of *node*.

    Parameters
    ----------
    node : Node
        Checked by :func:`kind_of`.
    columns : mapping
        One array per column: floats, datetime64 or objects.
    notes : dict or None
        Filled with which rows have no result, by reason.
    """
    if node.kind == "column":
        return columns[node.value]
    if node.kind != "call":
        return np.array(node.value, dtype=object if node.kind == "text" else float)
    call = CALLS[node.value]
    parts = [evaluate(part, columns, notes) for part in node.parts]
    extra = (node.value,) if node.value in _COMPARISONS else ()
    found = np.asarray(call.function(*parts, *extra))
    if notes is not None and call.undefined:
        lost = np.isnan(found) & ~np.logical_or.reduce(np.broadcast_arrays(*map(np.isnan, parts)))
        notes[call.undefined] = lost | notes.get(call.undefined, np.zeros((), dtype=bool))
    return found


def written(node: Node, columns: Mapping[str, str]) -> str:
    """Return *node* as a Python expression; *columns* says how each column is written."""
    if node.kind == "column":
        return columns[node.value]
    if node.kind == "text":
        return f"np.array({node.value!r}, dtype=object)"
    if node.kind == "number":
        return repr(node.value)
    parts = [written(part, columns) for part in node.parts]
    extra = [repr(node.value)] if node.value in _COMPARISONS else []
    return f"{CALLS[node.value].function.__name__}({', '.join([*parts, *extra])})"


def calls_of(node: Node) -> set[str]:
    """Return the names of the calls in *node*."""
    own = {str(node.value)} if node.kind == "call" else set()
    return own.union(*map(calls_of, node.parts))


def carried(calls: set[str]) -> tuple[Callable[..., Any], ...]:
    """Return the functions that a written formula with these calls needs."""
    functions = dict.fromkeys(call.function for name, call in CALLS.items() if name in calls)
    return (f.missing, *(function for function in functions if function is not f.missing))
