"""A module of ours as text: what it defines, what it imports, where each thing stands."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

Span = tuple[int, int]
Edit = tuple[int, int, str]


@dataclass(frozen=True, eq=False)
class Text:
    """Python source in bytes, since that is how ``ast`` counts columns."""

    source: bytes
    starts: tuple[int, ...] = field(default=(), repr=False)

    @classmethod
    def of(cls, source: bytes) -> Text:
        """Return *source* with the place where each line begins."""
        lines = source.splitlines(keepends=True)
        starts = [0]
        for line in lines:
            starts.append(starts[-1] + len(line))
        return cls(source, tuple(starts))

    def span(self, node: Any) -> Span:
        """Return where *node* begins and ends; a definition begins at its first decorator."""
        first = min([node, *getattr(node, "decorator_list", [])], key=lambda n: n.lineno)
        column = first.col_offset - (first is not node)  # the @ of a decorator
        last = self.starts[node.end_lineno - 1] + node.end_col_offset
        return self.starts[first.lineno - 1] + column, last

    def edited(self, span: Span, edits: list[Edit]) -> str:
        """Return the part at *span* with *edits* (start, end, new text) made."""
        made, last = [], span[0]
        for start, end, new in sorted(edits):
            made += [self.source[last:start], new.encode()]
            last = end
        return b"".join([*made, self.source[last : span[1]]]).decode()


@dataclass(frozen=True, eq=False)
class Module:
    """One module.

    Parameters
    ----------
    name : str
        Dotted.
    text : Text
        Its source.
    definitions : dict of str to node
        Functions, classes and assignments at its top.
    imports : dict of str to (module, attribute)
        By the name they have here; the attribute is empty for a whole module.
    """

    name: str
    text: Text
    definitions: dict[str, ast.stmt]
    imports: dict[str, tuple[str, str]]


@cache
def read_module(name: str) -> Module:
    """Return the module called *name*, which is not run."""
    found = find_spec(name)
    assert found is not None
    assert found.origin is not None
    source = Path(found.origin).read_bytes()
    tree = ast.parse(source)
    definitions = {key: node for node in tree.body for key in _defined(node)}
    imports = {key: where for node in tree.body for key, where in imported(node)}
    return Module(name, Text.of(source), definitions, imports)


def _defined(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        yield node.name
    elif isinstance(node, ast.Assign):
        names = (name for target in node.targets for name in ast.walk(target))
        yield from (name.id for name in names if isinstance(name, ast.Name))
    elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
        yield node.target.id


def imported(node: ast.AST) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield the names that a statement brings, with where from; what only types need too."""
    if isinstance(node, ast.If):
        for inner in node.body:
            yield from imported(inner)
    elif isinstance(node, ast.Import):
        for alias in node.names:
            yield alias.asname or alias.name, (alias.name, "")
    elif isinstance(node, ast.ImportFrom):
        for alias in node.names:
            yield alias.asname or alias.name, (node.module or "", alias.name)
