"""The source of functions of ours, complete: with what they name, for a script without us."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from types import FunctionType, ModuleType
from typing import Any

from mlcore.cleaning.steps.base import expression

OURS = "mlcore"
PLAIN = (str, int, float, bool, tuple, list, dict, set, frozenset)


@dataclass
class Carried:
    """What a script needs to hold, in order: import statements, constants, functions.

    Parameters
    ----------
    imports : set of str
        Whole statements.
    constants, functions : dict of str to str
        Name → source.
    """

    imports: set[str] = field(default_factory=set)
    constants: dict[str, str] = field(default_factory=dict)
    functions: dict[str, str] = field(default_factory=dict)


def carried(functions: Iterable[Callable[..., Any]]) -> Carried:
    """Return the source of *functions* and of everything that they name, however far.

    Raises
    ------
    ValueError
        When one of them names something that cannot be written down: a class of ours, an
        object, or two things by one name.
    """
    found = Carried()
    for function in functions:
        _carry(function, found)
    return found


def _carry(function: Any, found: Carried) -> None:
    text = inspect.getsource(function)
    if found.functions.get(function.__name__, text) != text:
        raise ValueError(f"two functions are called {function.__name__}")
    if function.__name__ in found.functions:
        return
    found.functions[function.__name__] = text  # before what it names: it may name itself
    space = function.__globals__
    for name in sorted(_names(text) & space.keys()):
        _take(name, space[name], found)


def _names(text: str) -> set[str]:
    """Return the names that a function takes from around it."""
    nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)]
    own = {node.id for node in nodes if isinstance(node.ctx, ast.Store)}
    return {node.id for node in nodes} - own


def _take(name: str, value: Any, found: Carried) -> None:
    home = getattr(value, "__module__", "") or ""
    if isinstance(value, ModuleType):
        found.imports.add(_module(name, value.__name__))
    elif isinstance(value, FunctionType) and home.split(".")[0] == OURS:
        _carry(value, found)
    elif isinstance(value, PLAIN):
        text = f"{name} = {expression(value)}"
        if found.constants.setdefault(name, text) != text:
            raise ValueError(f"two constants are called {name}")
    elif home.split(".")[0] in (OURS, "") or not hasattr(sys.modules.get(home), name):
        raise ValueError(f"{name} cannot be carried along")
    else:
        found.imports.add(f"from {home} import {name}")


def _module(name: str, module: str) -> str:
    return f"import {module}" if name == module else f"import {module} as {name}"
