"""``import mlcore`` costs nothing: heavy libraries are imported where they are used."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import mlcore

ROOT = Path(__file__).parents[1]
HEAVY = {
    "alembic",
    "duckdb",
    "fastapi",
    "joblib",
    "numpy",
    "pandas",
    "plotly",
    "polars",
    "pyarrow",
    "pydantic",
    "scipy",
    "sklearn",
    "skops",
    "sqlalchemy",
    "streamlit",
}
FLOOR = ("settings", "errors", "events", "types", "language")


def _loaded(statement: str) -> set[str]:
    """Return the top-level packages that a fresh interpreter has loaded after *statement*."""
    code = f"{statement}\nimport json, sys; print(json.dumps(sorted(sys.modules)))"
    answer = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return {name.partition(".")[0] for name in json.loads(answer.stdout)}


@pytest.mark.parametrize(
    "statement", ["import mlcore", *(f"import mlcore.{name}" for name in FLOOR)]
)
def test_import_loads_nothing_heavy(statement: str) -> None:
    assert not _loaded(statement) & HEAVY


def test_plan_loads_nothing_heavy() -> None:
    assert not _loaded("import mlcore; mlcore.Plan(target='y')") & HEAVY


def test_the_measurement_notices_a_heavy_import() -> None:
    assert {"pandas", "numpy"} <= _loaded("import pandas")


@pytest.mark.parametrize("name", sorted(mlcore._WHERE))
def test_every_exported_name_is_there(name: str) -> None:
    assert getattr(mlcore, name) is not None
    assert name in dir(mlcore)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'trian'"):
        mlcore.trian  # noqa: B018


def test_a_service_that_answers_loads_no_library_of_pages_or_tables() -> None:
    loaded = _loaded("import mlcore.serving.asgi")
    assert not loaded & {"streamlit", "plotly", "polars", "duckdb", "matplotlib", "optuna"}
