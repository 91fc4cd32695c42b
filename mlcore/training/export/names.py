"""Which names a definition takes from the module around it, and which annotations name ours."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

Scope = frozenset[str]
Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_EMPTY: Scope = frozenset()


def globals_of(node: ast.AST, bound: Scope = _EMPTY) -> Iterator[ast.Name]:
    """Yield every use, inside *node*, of a name that nothing inside it binds.

    Parameters
    ----------
    node : AST
        A definition or expression at the top of a module.
    bound : frozenset of str
        Names that mean something of their own here.
    """
    if isinstance(node, ast.Name):
        if isinstance(node.ctx, ast.Load) and node.id not in bound:
            yield node
    elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
        yield from _of_function(node, bound)
    elif isinstance(node, ast.ClassDef):
        yield from _of_class(node, bound)
    else:
        if isinstance(node, (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
            bound |= _stored(node.generators)
        yield from _of_all(ast.iter_child_nodes(node), bound)


def _of_function(node: Function, bound: Scope) -> Iterator[ast.Name]:
    own = node.args
    arguments = [*own.posonlyargs, *own.args, *own.kwonlyargs, own.vararg, own.kwarg]
    names = frozenset(argument.arg for argument in arguments if argument)
    yield from _of_all([argument for argument in arguments if argument], bound)
    yield from _of_all([*own.defaults, *(default for default in own.kw_defaults if default)], bound)
    if isinstance(node, ast.Lambda):
        yield from globals_of(node.body, bound | names)
        return
    yield from _of_all([*node.decorator_list, *([node.returns] if node.returns else [])], bound)
    yield from _of_all(node.body, bound | names | _stored(node.body))


def _of_class(node: ast.ClassDef, bound: Scope) -> Iterator[ast.Name]:
    yield from _of_all([*node.decorator_list, *node.bases, *node.keywords], bound)
    for statement in node.body:
        method = isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef))
        yield from globals_of(statement, bound if method else bound | _stored(node.body))


def _of_all(nodes: Iterable[ast.AST], bound: Scope) -> Iterator[ast.Name]:
    for node in nodes:
        yield from globals_of(node, bound)


def _stored(nodes: Iterable[ast.AST]) -> Scope:
    """Return the names bound by statements, those of functions and classes inside left out."""
    found: set[str] = set()
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found.add(node.name)
            continue
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            found.add(node.id)
        found |= {alias.asname or alias.name for alias in _aliases(node)}
        found |= {node.name} if isinstance(node, ast.ExceptHandler) and node.name else set()
        waiting += ast.iter_child_nodes(node)
    return frozenset(found)


def _aliases(node: ast.AST) -> list[ast.alias]:
    return node.names if isinstance(node, (ast.Import, ast.ImportFrom)) else []


def annotated(node: ast.AST) -> Iterator[tuple[ast.AST, ast.expr]]:
    """Yield what is annotated and its annotation, fields of data classes left out."""
    fields = {
        id(statement)
        for inner in ast.walk(node)
        if isinstance(inner, ast.ClassDef) and inner.decorator_list
        for statement in inner.body
    }
    for inner in ast.walk(node):
        if isinstance(inner, ast.arg) and inner.annotation:
            yield inner, inner.annotation
        elif isinstance(inner, ast.FunctionDef) and inner.returns:
            yield inner, inner.returns
        elif isinstance(inner, ast.AnnAssign) and inner.value and id(inner) not in fields:
            yield inner.target, inner.annotation
