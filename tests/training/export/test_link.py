"""Carrying source along: scopes, names that clash, annotations, and what cannot be carried."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from mlcore.training.export.link import Linker
from mlcore.training.export.lock import locked
from mlcore.training.export.modules import read_module
from mlcore.training.export.names import globals_of

FIRST = '''
import math
from collections import OrderedDict as Ordered

from linked_second import helper as other, LIMIT

LEAST, MOST = 1, 2
Alias = dict[str, int]


def helper(value: Alias, deep: int = MOST) -> Alias:
    """Keep this."""
    limit = math.floor(value)
    return other(limit) + sum(limit for limit in range(LEAST))


class Base:
    def run(self):
        helper = 3
        return helper


class Derived(Base):
    """Two methods, one of which has a name of its own for what the other takes from outside."""

    def shadow(self, helper):
        return helper

    def use(self):
        return helper(LIMIT), Ordered()
'''
SECOND = """
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import fractions as parts

LIMIT = 10


def half(value: parts.Fraction) -> parts.Fraction:
    import decimal

    return value / decimal.Decimal(2)


def helper(value):
    return value + LIMIT
"""


@pytest.fixture(autouse=True)
def _modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mlcore.training.export.link.OURS", "linked_second")
    (tmp_path / "linked_first.py").write_text(FIRST)
    (tmp_path / "linked_second.py").write_text(SECOND)
    monkeypatch.syspath_prepend(str(tmp_path))
    read_module.cache_clear()


def script(linker: Linker) -> str:
    return "\n".join([*sorted(linker.imports), *linker.parts])


def test_what_is_named_comes_along_and_clashing_names_are_parted() -> None:
    linker = Linker()
    assert linker.take("linked_first", "Derived") == "Derived"
    text = script(linker)
    space: dict[str, object] = {}
    exec(text, space)
    made = space["Derived"]()  # type: ignore[operator]
    assert made.run() == 3
    assert made.shadow(4) == 4
    assert "helper_linked_second" in text
    assert made.use()[0] == 20  # floor(10) + 10, and nothing of range(1) but 0
    assert "from collections import OrderedDict as Ordered" in linker.imports
    assert '"""Keep this."""' in text


def test_annotations_that_name_ours_are_left_out() -> None:
    linker = Linker()
    linker.take("linked_first", "helper")
    assert "def helper(value, deep: int = MOST):" in script(linker)
    assert "Alias" not in script(linker)


def test_what_is_imported_late_or_for_types_only_comes_along() -> None:
    linker = Linker()
    linker.take("linked_second", "half")
    assert linker.imports == {"import decimal", "import fractions as parts"}
    space: dict[str, object] = {}
    exec(script(linker), space)
    assert space["half"](4) == 2  # type: ignore[operator]


def test_an_expression_is_written_with_the_names_of_the_script() -> None:
    linker = Linker()
    linker.take("linked_second", "helper")
    made = linker.expression("linked_first", "lambda x: helper(other(x), LIMIT)")
    assert made == "lambda x: helper_linked_first(helper(x), LIMIT)"


def test_what_is_nowhere_is_refused() -> None:
    with pytest.raises(ValueError, match="has no nothing"):
        Linker().take("linked_first", "nothing")
    with pytest.raises(ValueError, match="cannot be carried along"):
        Linker().expression("linked_first", "unknown(1)")


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("def f(a, *b, c=d, **e): return a, b, c, e, g", {"d", "g"}),
        ("def f():\n    import x\n    return x, y", {"y"}),
        ("[a for a in b if a]", {"b"}),
        ("lambda a: a + b", {"b"}),
        ("class A(B):\n    c = 1\n    d = c\n    def m(self):\n        return c", {"B", "c"}),
        ("def f():\n    def g(a):\n        return a, h\n    return g, a", {"h", "a"}),
        ("def f():\n    try:\n        pass\n    except E as e:\n        return e", {"E"}),
        ("def f():\n    with o() as p:\n        return p", {"o"}),
    ],
)
def test_names_from_around_a_definition(source: str, wanted: set[str]) -> None:
    (node,) = ast.parse(source).body
    assert {name.id for name in globals_of(node)} == wanted


def test_the_lock_pins_what_is_imported_and_what_that_needs() -> None:
    pins = dict(line.split("==") for line in locked({"sklearn"}))
    assert {"scikit-learn", "numpy", "scipy", "joblib", "threadpoolctl"} <= pins.keys()
    assert pins["numpy"] == sys.modules["numpy"].__version__ if "numpy" in sys.modules else True
    assert list(pins) == sorted(pins)
    assert locked({"json", "no_such_module"}) == ()
