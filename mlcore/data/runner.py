"""The warm server from which the children fork that read tables; importing it costs nothing."""

from __future__ import annotations

from mlcore.process.limited import Runner

PRELOAD = ("numpy", "pandas", "polars", "pyarrow.parquet", "python_calamine", "mlcore.data.reading")
"""What reading needs, imported once."""

RUNNER = Runner(PRELOAD)
"""Starts with the first table; ``RUNNER.warm()`` starts it ahead of that."""
