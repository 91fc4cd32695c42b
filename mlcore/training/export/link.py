"""The source of ours that a script needs, complete and in order: classes, functions, constants.

Nothing is run: definitions are found in the text of the modules, with everything that they name,
however far. Annotations that name ours are left out, and methods that no script calls.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec

from mlcore.training.export.modules import Edit, Module, Span, Text, imported, read_module
from mlcore.training.export.names import annotated, globals_of

OURS = "mlcore"
NEEDLESS = {
    "mlcore.cleaning.steps": ("python", "get_params", "set_params", "__sklearn_clone__"),
    "mlcore.catalog": ("trees", "__getstate__", "__setstate__"),
    "mlcore.training.preparation": ("sources", "hot"),
}
"""Methods that no script needs, by where their classes stand."""
WHEN_CALLED = ("outputs", "reads")
"""Methods that a script needs only where the class calls them itself."""


@dataclass
class Linker:
    """Collects what a script must hold.

    Parameters
    ----------
    stands_for : mapping of str to str
        A module → the one whose definitions are carried in its place.
    needless : mapping of str to tuple of str
        Where classes stand → their methods that are left out.

    Attributes
    ----------
    imports : set of str
        Whole statements, of public libraries.
    parts : list of str
        Definitions, each behind what it needs.
    """

    stands_for: Mapping[str, str] = field(default_factory=dict)
    needless: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: NEEDLESS)
    imports: set[str] = field(default_factory=set)
    parts: list[str] = field(default_factory=list)
    _names: dict[tuple[str, str], str] = field(default_factory=dict)
    _written: list[ast.stmt] = field(default_factory=list)

    def take(self, module: str, name: str) -> str:
        """Carry what *module* calls *name*, with all it needs; return its name in the script.

        Raises
        ------
        ValueError
            When it cannot be written down.
        """
        source = read_module(self.stands_for.get(module, module))
        if name in source.definitions:
            return self._definition(source, name)
        if name in source.imports:
            return self._imported(*source.imports[name], name)
        raise ValueError(f"{module} has no {name}")

    def expression(self, module: str, text: str) -> str:
        """Return *text*, an expression as it could stand in *module*, as the script has it."""
        node, own = ast.parse(text, mode="eval").body, Text.of(text.encode())
        return own.edited((0, len(text.encode())), self._edits(read_module(module), own, node))

    def _definition(self, source: Module, name: str) -> str:
        key = (source.name, name)
        if key in self._names:
            return self._names[key]
        self._names[key] = self._free(name, source.name)  # first: it may name itself
        node, text = source.definitions[name], source.text
        edits = self._edits(source, text, node)
        if self._names[key] != name:
            edits.append(_rename(text, node, name, self._names[key]))
        if node not in self._written:  # a, b = 1, 2 defines two
            self._written.append(node)
            self.parts.append(text.edited(text.span(node), edits))
        return self._names[key]

    def _free(self, name: str, module: str) -> str:
        taken = {name if not home else made for (home, name), made in self._names.items()}
        return name if name not in taken else f"{name}_{module.rpartition('.')[2]}"

    def _imported(self, module: str, attribute: str, name: str) -> str:
        if module.split(".", maxsplit=1)[0] == OURS:
            return self.take(module, attribute)
        statement = f"from {module} import {attribute}" if attribute else f"import {module}"
        statement += "" if name in (attribute or module, module) else f" as {name}"
        taken = {made for (home, _), made in self._names.items() if home}
        if name in taken or self._names.setdefault(("", name), statement) != statement:
            raise ValueError(f"{name} means two things")
        self.imports.add(statement)
        return name

    def _edits(self, source: Module, text: Text, node: ast.AST) -> list[Edit]:
        gone = list(_needless(self.needless, source, text, node))
        gone += [span for span in _foreign(source, text, node) if not _inside(span, gone)]
        edits: list[Edit] = [(start, end, "") for start, end in gone]
        self._late(text, node, gone)
        parents = {id(child): up for up in ast.walk(node) for child in ast.iter_child_nodes(up)}
        for use in globals_of(node):
            start, end = text.span(use)
            if _inside((start, end), gone):
                continue
            parent = parents.get(id(use))
            outer = parent if isinstance(parent, ast.Attribute) else None
            new, whole = self._resolved(source, use.id, outer.attr if outer else "")
            if new != use.id:
                place = text.span(outer) if outer is not None and whole else (start, end)
                edits.append((*place, new))
        return edits

    def _late(self, text: Text, node: ast.AST, gone: list[Span]) -> None:
        """Note the public libraries that are imported inside a definition: the script needs them.

        What is imported there when it is wanted, the script imports at its top as well.
        """
        for inner in ast.walk(node):
            if isinstance(inner, (ast.Import, ast.ImportFrom)):
                if _inside(text.span(inner), gone):
                    continue
                for name, (module, attribute) in imported(inner):
                    if module.split(".")[0] != OURS:
                        self._imported(module, attribute, name)

    def _resolved(self, source: Module, name: str, attribute: str) -> tuple[str, bool]:
        """Return what stands for a name, and whether it stands for name.attribute as a whole."""
        if name in source.definitions:
            return self._definition(source, name), False
        if name in source.imports:
            module, inner = source.imports[name]
            path = f"{module}.{inner}" if inner else module
            if module.split(".")[0] == OURS and attribute and _is_module(path):
                return self.take(path, attribute), True
            return self._imported(module, inner, name), False
        if hasattr(builtins, name) or name in ("__name__", "__file__"):
            return name, False
        raise ValueError(f"{source.name} names {name}, which cannot be carried along")


def _inside(span: Span, others: list[Span]) -> bool:
    return any(low <= span[0] < high for low, high in others)


def _foreign(source: Module, text: Text, node: ast.AST) -> Iterator[Span]:
    """Yield where annotations that name ours stand."""
    ours = {name for name, (module, _) in source.imports.items() if module.split(".")[0] == OURS}
    ours |= source.definitions.keys()
    for what, annotation in annotated(node):
        inside = {inner.id for inner in ast.walk(annotation) if isinstance(inner, ast.Name)}
        if inside & ours:
            yield _annotation_span(text, what, annotation)


def _annotation_span(text: Text, what: ast.AST, annotation: ast.expr) -> Span:
    start, end = text.span(annotation)
    if isinstance(what, ast.FunctionDef):
        return text.source.rfind(b" ->", 0, start), end
    if isinstance(what, ast.arg):
        return text.span(what)[0] + len(what.arg.encode()), end
    return text.span(what)[1], end


def _needless(
    needless: Mapping[str, tuple[str, ...]], source: Module, text: Text, node: ast.AST
) -> Iterator[Span]:
    """Yield where methods of a step stand that a script does without."""
    home = next((prefix for prefix in needless if source.name.startswith(prefix)), "")
    if not home or not isinstance(node, ast.ClassDef):
        return
    whole = text.edited(text.span(node), [])
    own = (name for name in WHEN_CALLED if f"self.{name}(" not in whole)
    unused = {*needless[home], *own}
    for inner in node.body:
        if isinstance(inner, ast.FunctionDef) and inner.name in unused:
            start, end = text.span(inner)
            yield text.source.rfind(b"\n", 0, text.source.rfind(b"\n", 0, start)), end


def _rename(text: Text, node: ast.stmt, old: str, new: str) -> Edit:
    """Return the edit that gives a definition another name."""
    start, _ = text.span(node)
    marks = {ast.FunctionDef: b"def ", ast.ClassDef: b"class "}
    mark = marks.get(type(node), b"")
    place = text.source.index(mark + old.encode(), start) + len(mark)
    return place, place + len(old.encode()), new


def _is_module(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        return False
