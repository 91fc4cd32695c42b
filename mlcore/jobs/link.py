"""The supervisor's end of the line to its fork server."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from mlcore.process import link
from mlcore.settings import Settings

PRELOAD = (
    "numpy",
    "scipy.sparse",
    "pandas",
    "pyarrow.parquet",
    "joblib",
    "lightgbm",
    "sklearn.dummy",
    "sklearn.ensemble",
    "sklearn.feature_extraction.text",
    "sklearn.linear_model",
    "sklearn.metrics",
    "sklearn.model_selection",
    "sklearn.neighbors",
    "sklearn.preprocessing",
    "sklearn.tree",
)
"""What jobs usually need, imported once: each costs a part of a second to some seconds."""


class Link(link.Link):
    """A running fork server for jobs.

    Parameters
    ----------
    settings : Settings
        For the jobs.
    preload : iterable of str
        Modules to import before the first job; those not installed are left out.
    """

    def __init__(self, settings: Settings, preload: Iterable[str] = PRELOAD) -> None:
        values = {**asdict(settings), "home": str(settings.home)}
        log = settings.home / "logs" / "forkserver.log"
        entry = "mlcore.jobs.child:run_child"
        super().__init__(entry, {"settings": values}, preload, log=log)
