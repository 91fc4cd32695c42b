"""What is installed, what is asked for and what is imported agree."""

from __future__ import annotations

import ast
import re
import sys
from importlib.metadata import packages_distributions, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from mlcore.catalog.models import MODELS

ROOT = Path(__file__).parents[1]
PREFIXES = ("mlcore", "pages", "app", "server", "tests")


def _requirements(name: str) -> list[Requirement]:
    lines = ((ROOT / name).read_text("utf-8")).splitlines()
    return [Requirement(line) for line in lines if re.match(r"[A-Za-z]", line)]


DIRECT = _requirements("requirements.txt")
DEV = _requirements("requirements-dev.txt")
EXTRAS = _requirements("requirements-extras.txt")
LOCKS = {name: _requirements(name) for name in ("requirements.lock", "requirements-dev.lock")}


RUN = ("mlcore/**/*.py", "pages/**/*.py", "app.py", "server.py", "repair.py")
CHECKED = ("tests/**/*.py", "tools/*.py")


def _third_party_imports(*patterns: str) -> set[str]:
    found: set[str] = set()
    for file in (file for pattern in patterns for file in ROOT.glob(pattern)):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
    return found - set(sys.stdlib_module_names) - set(PREFIXES)


OWNERS = packages_distributions()


def _owners(module: str) -> set[str]:
    return {canonicalize_name(owner) for owner in OWNERS.get(module, [])}


@pytest.mark.parametrize("needed", [*DIRECT, *DEV], ids=lambda needed: needed.name)
def test_installed_within_its_bounds(needed: Requirement) -> None:
    assert version(needed.name) in needed.specifier


@pytest.mark.parametrize("needed", DIRECT, ids=lambda needed: needed.name)
def test_direct_dependency_has_a_floor(needed: Requirement) -> None:
    assert any(bound.operator in (">=", "==", "~=") for bound in needed.specifier)


def test_each_dependency_is_named_once() -> None:
    names = [canonicalize_name(needed.name) for needed in DIRECT]
    assert len(names) == len(set(names))


def test_dateutil_stays_below_its_broken_release() -> None:
    bounds = {r.name: r.specifier for r in DIRECT}
    assert "2.9.0" in bounds["python-dateutil"]
    assert "4.0.0" not in bounds["python-dateutil"]
    assert version("python-dateutil") in bounds["python-dateutil"]


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_pins_every_direct_dependency_within_bounds(lock: str) -> None:
    pinned: dict[str, list[Requirement]] = {}
    for pin in LOCKS[lock]:
        pinned.setdefault(canonicalize_name(pin.name), []).append(pin)
    for needed in DIRECT if lock == "requirements.lock" else [*DIRECT, *DEV]:
        pins = pinned[canonicalize_name(needed.name)]
        for pin in pins:
            (exact,) = pin.specifier
            assert exact.operator == "=="
            assert exact.version in needed.specifier


def test_both_locks_pin_the_same_versions() -> None:
    run, dev = ({str(pin) for pin in pins} for pins in LOCKS.values())
    assert run <= dev


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", *LOCKS])
def test_requirement_files_name_no_host_or_path(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert not re.search(r"https?://|file:|--(extra-)?index|--find-links|^/", text, re.MULTILINE)


@pytest.mark.parametrize(
    ("declared", "patterns"), [(DIRECT, RUN), ([*DIRECT, *DEV], CHECKED)], ids=["run", "checks"]
)
def test_everything_imported_is_a_direct_dependency(
    declared: list[Requirement], patterns: tuple[str, ...]
) -> None:
    names = {canonicalize_name(needed.name) for needed in declared}
    undeclared = {m for m in _third_party_imports(*patterns) if not names & _owners(m)}
    assert undeclared - OPTIONAL == set()


def test_extras_are_the_libraries_of_models_that_are_not_installed_with_loupe() -> None:
    packages = {model.package for model in MODELS if model.package}
    assert {extra.name for extra in EXTRAS} == packages | CLUSTER | TRACES
    assert not packages & {needed.name for needed in (*DIRECT, *DEV)}


CLUSTER = {"distributed", "s3fs"}
TRACES = {"opentelemetry-exporter-otlp-proto-http"}
OPTIONAL = {model.library for model in MODELS if model.library} | CLUSTER | {"opentelemetry"}
"""Imported only where a model is grown that asks for them, or a scheduler or storage is set."""
NOT_IMPORTED = {
    "psycopg",  # found by SQLAlchemy through the database's URL
    "pyarrow",  # found by pandas for Parquet
    "python-calamine",  # found by pandas for Excel
    "python-dateutil",  # only bounded
    "openpyxl",
    "uvloop",  # named to uvicorn
    "defusedxml",  # found by openpyxl
}


def test_every_direct_dependency_is_used() -> None:
    used = {owner for module in _third_party_imports(*RUN) for owner in _owners(module)}
    unused = {canonicalize_name(needed.name) for needed in DIRECT} - used - NOT_IMPORTED
    assert unused == set()
