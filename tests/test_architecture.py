"""The house keeps its shape: floors, no cycles, owners of state, thin pages.

Everything is read from the source with ``ast``; nothing is imported.
"""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).parents[1]
FLOORS = (
    ("settings", "errors", "events", "types", "language", "numbers"),
    ("store", "process"),
    ("data", "jobs"),
    ("profiling", "cleaning", "catalog", "evaluation"),
    ("training",),
    ("prediction",),
    ("registry",),
    ("monitoring", "learn"),
    ("serving", "plots"),
    ("workspace",),
    ("__main__", "commands", "notebook"),
)
FLOOR = {package: height for height, packages in enumerate(FLOORS) for package in packages}
TOP = len(FLOORS) - 1
STATE_OWNERS = {
    "session_state": "pages/ui/session.py",
    "cache_data": "pages/ui/cache*.py",
    "cache_resource": "pages/ui/cache*.py",
}
"""Which files may name it: caches stand by station."""

Sources = Mapping[str, str]
"""Module source by path relative to the root, with forward slashes."""


# ------------------------------------------------------------------------- reading


def _sources(*patterns: str) -> dict[str, str]:
    files = sorted(file for pattern in patterns for file in ROOT.glob(pattern))
    return {file.relative_to(ROOT).as_posix(): file.read_text("utf-8") for file in files}


@cache
def _tree(source: str) -> ast.Module:
    return ast.parse(source)


def _module(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _imports(path: str, source: str, known: frozenset[str] = frozenset()) -> Iterator[str]:
    """Yield the dotted name of every module that *source* imports, wherever it does so.

    ``from a import b`` yields ``a.b`` when that is a known module, ``a`` otherwise.
    """
    package = _module(path) if path.endswith("__init__.py") else _module(path).rpartition(".")[0]
    for node in ast.walk(_tree(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: -(node.level - 1) or None] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                yield inner if inner in known else base


def _package(module: str) -> str:
    """Return ``"data"`` for ``"mlcore.data.read"`` and ``""`` for the root itself."""
    return module.split(".")[1] if "." in module else ""


def _code_lines(source: str) -> int:
    """Count lines that hold code: no blanks, comments or docstrings."""
    docstrings = {
        line
        for node in ast.walk(_tree(source))
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    layout = {tokenize.NL, tokenize.NEWLINE, tokenize.COMMENT, tokenize.INDENT, tokenize.DEDENT}
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in layout and token.type != tokenize.ENDMARKER:
            lines |= set(range(token.start[0], token.end[0] + 1))
    return len(lines - docstrings)


# -------------------------------------------------------------------------- judging


def floor_violations(sources: Sources) -> list[str]:
    """Imports that go up or sideways, reach the root package, or belong to no floor."""
    found = []
    for path, source in sources.items():
        module = _module(path)
        mine = _package(module)
        if module == "mlcore":
            continue
        if mine not in FLOOR:
            found.append(f"{path}: mlcore/{mine} is on no floor")
            continue
        for name in _imports(path, source, frozenset(map(_module, sources))):
            if name == "mlcore":
                found.append(f"{path}: imports the root package")
            elif name.startswith("mlcore.") and not _may(mine, _package(name)):
                found.append(f"{path}: {mine} must not import {_package(name)}")
    return found


def _may(mine: str, other: str) -> bool:
    ground = FLOOR[mine] in (0, TOP)
    below = FLOOR.get(other, TOP + 1) < FLOOR[mine]
    return mine == other or below or (ground and FLOOR.get(other) == FLOOR[mine])


def cycles(sources: Sources) -> list[str]:
    """Chains of modules that import each other at module level or inside functions."""
    modules = {_module(path): path for path in sources}
    known = frozenset(modules)
    graph = {
        module: {name for name in _imports(path, sources[path], known) if name in known} - {module}
        for module, path in modules.items()
    }
    found: list[str] = []
    done: set[str] = set()

    def visit(module: str, chain: tuple[str, ...]) -> None:
        if module in chain:
            found.append(" → ".join((*chain[chain.index(module) :], module)))
        elif module not in done:
            for name in sorted(graph[module]):
                visit(name, (*chain, module))
            done.add(module)

    for module in sorted(graph):
        visit(module, ())
    return found


def streamlit_imports(sources: Sources) -> list[str]:
    """Files that import streamlit."""
    return [
        path
        for path, source in sources.items()
        if any(name.split(".")[0] == "streamlit" for name in _imports(path, source))
    ]


def state_outside_its_owner(sources: Sources) -> list[str]:
    """Uses of session state or Streamlit's caches outside the file that owns them."""
    found = []
    for path, source in sources.items():
        for node in ast.walk(_tree(source)):
            name = _attribute_or_import(node)
            if name in STATE_OWNERS and not PurePosixPath(path).match(STATE_OWNERS[name]):
                found.append(f"{path}:{node.lineno}: {name} belongs to {STATE_OWNERS[name]}")
    return found


def drawing_caches(sources: Sources) -> list[str]:
    """Uses of Streamlit in the modules that cache, other than to cache."""
    return [
        f"{path}:{node.lineno}: {node.attr}"
        for path, source in sources.items()
        if PurePosixPath(path).match(STATE_OWNERS["cache_data"])
        for node in ast.walk(_tree(source))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
        and node.value.id == "st" and node.attr not in STATE_OWNERS
    ]  # fmt: skip


def _attribute_or_import(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("streamlit"):
        return next((alias.name for alias in node.names if alias.name in STATE_OWNERS), "")
    return ""


def too_long(sources: Sources, most: int) -> list[str]:
    """Files with more than *most* lines of code."""
    counted = {path: _code_lines(source) for path, source in sources.items()}
    return [f"{path}: {lines} code lines" for path, lines in counted.items() if lines > most]


# --------------------------------------------------------------------- the house itself


@pytest.fixture(scope="module")
def core() -> dict[str, str]:
    return _sources("mlcore/**/*.py")


@pytest.fixture(scope="module")
def screens() -> dict[str, str]:
    return _sources("app.py", "server.py", "repair.py", "pages/**/*.py")


def test_packages_import_only_from_floors_below(core: Sources) -> None:
    assert floor_violations(core) == []


def test_no_module_imports_itself_through_others(core: Sources, screens: Sources) -> None:
    assert cycles({**core, **screens}) == []


def test_mlcore_knows_nothing_of_streamlit(core: Sources) -> None:
    assert streamlit_imports(core) == []


def test_state_and_caches_have_one_owner(screens: Sources) -> None:
    assert state_outside_its_owner(screens) == []
    assert drawing_caches(screens) == []


def test_pages_and_entry_are_thin() -> None:
    assert too_long(_sources("pages/*.py"), 120) == []
    assert too_long(_sources("app.py"), 60) == []


def test_no_file_of_the_core_is_a_monster(core: Sources) -> None:
    assert too_long(core, 350) == []


# ------------------------------------------------------- the judges notice what they should


@pytest.mark.parametrize(
    ("path", "source", "said"),
    [
        ("mlcore/data/a.py", "from mlcore.training.train import train", "not import training"),
        ("mlcore/data/a.py", "def f():\n    import mlcore.jobs.queue", "not import jobs"),
        ("mlcore/data/a.py", "from mlcore import jobs", "not import jobs"),
        ("mlcore/data/a.py", "from ..registry import registry", "not import registry"),
        ("mlcore/store/a.py", "import mlcore", "imports the root"),
        ("mlcore/errors.py", "from mlcore.store.files import x", "not import store"),
        ("mlcore/helpers/a.py", "x = 1", "on no floor"),
        ("mlcore/data/a.py", "from mlcore.helpers import x", "not import helpers"),
    ],
)
def test_a_planted_violation_is_found(path: str, source: str, said: str) -> None:
    planted = {path: source, "mlcore/jobs/__init__.py": "", "mlcore/registry/__init__.py": ""}
    found = floor_violations(planted)
    assert len(found) == 1
    assert said in found[0]


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("mlcore/jobs/a.py", "from mlcore.store.store import Store"),
        ("mlcore/jobs/a.py", "from mlcore.jobs.b import c"),
        ("mlcore/jobs/a.py", "from .b import c"),
        ("mlcore/errors.py", "from mlcore.language import translate"),
        ("mlcore/notebook.py", "from mlcore.commands.line import main"),
    ],
)
def test_what_is_allowed_passes(path: str, source: str) -> None:
    assert floor_violations({path: source}) == []


def test_a_planted_cycle_is_found() -> None:
    sources = {
        "mlcore/data/a.py": "from mlcore.data import b",
        "mlcore/data/b.py": "def f():\n    from mlcore.data.c import g",
        "mlcore/data/c.py": "from mlcore.data.a import h",
        "mlcore/data/d.py": "from mlcore.data.a import h",
    }
    assert cycles(sources) == ["mlcore.data.a → mlcore.data.b → mlcore.data.c → mlcore.data.a"]


def test_planted_streamlit_is_found() -> None:
    sources = {"mlcore/a.py": "def f():\n    from streamlit.runtime import x", "mlcore/b.py": ""}
    assert streamlit_imports(sources) == ["mlcore/a.py"]


@pytest.mark.parametrize(
    "source",
    [
        "import streamlit as st\nst.session_state['x'] = 1",
        "from streamlit import session_state as s",
        "import streamlit as st\n@st.cache_data\ndef f(): ...",
        "import streamlit as st\n@st.cache_resource(ttl=1)\ndef f(): ...",
    ],
)
def test_planted_state_is_found(source: str) -> None:
    assert len(state_outside_its_owner({"pages/train.py": source})) == 1
    assert len(state_outside_its_owner({"pages/cache_train.py": source})) == 1
    assert state_outside_its_owner({"pages/train.py": "x = session.workspace()"}) == []


def test_a_cache_that_draws_is_found() -> None:
    source = "import streamlit as st\n@st.cache_data\ndef f():\n    st.write(1)"
    assert state_outside_its_owner({"pages/ui/cache_train.py": source}) == []
    assert drawing_caches({"pages/ui/cache_train.py": source}) == [
        "pages/ui/cache_train.py:4: write"
    ]
    assert drawing_caches({"pages/ui/train.py": source}) == []


def test_code_lines_leave_out_words() -> None:
    source = '"""Two\nlines."""\n\n# a comment\nx = f(\n    1,\n)  # three lines\n'
    assert _code_lines(source) == 3
    assert too_long({"pages/a.py": source}, 2) == ["pages/a.py: 3 code lines"]
