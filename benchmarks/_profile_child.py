"""One profile of one Parquet file by one library, in whichever environment runs this.

    python _profile_child.py prepare FILE FOLDER      a data set of ours from FILE, kept in FOLDER
    python _profile_child.py WHO FILE|FOLDER          one JSON line: seconds, first, peak_mb

Imports are left out: everybody profiles fifty rows first. The others are given the frame in
memory; ours reads its own file in the time that counts.
"""

from __future__ import annotations

import json
import pickle
import re
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
WARM = 50


def prepare(path: str, folder: str) -> None:
    """Keep the table of *path* and its first rows as data sets, so that no profile pays for it."""
    import polars as pl

    from mlcore.data.dataset import Dataset
    from mlcore.data.kinds import specs_of_columns
    from mlcore.store.objects import Objects

    objects, made = Objects(Path(folder) / "objects"), []
    for rows in (WARM, None):
        frame = pl.read_parquet(path, n_rows=rows)
        part = Path(folder) / "part.parquet"
        frame.write_parquet(part)
        stored = objects.put(part.read_bytes())
        specs = specs_of_columns(frame.get_columns())
        made.append(Dataset("bench", stored, frame.height, specs, stored, objects))
    (Path(folder) / "sets.pickle").write_bytes(pickle.dumps(made))


def loupe(folder: str) -> dict[str, float]:
    """Statistics, histograms, findings and a chart per column with a histogram or top values."""
    from mlcore.profiling.profile import summary

    warm, data = pickle.loads((Path(folder) / "sets.pickle").read_bytes())
    summary(warm)
    _ours(warm)
    start = perf_counter()
    summary(data)
    first = perf_counter()
    _ours(data)
    return {"seconds": perf_counter() - first, "first": first - start}


def _ours(data: Any) -> None:
    from mlcore.plots.column import column_plot
    from mlcore.profiling.profile import profile

    found = profile(data)
    for column in found.columns[: found.detailed]:
        column_plot(column).figure.to_json()


def _peer(report: Callable[[Any], Any]) -> Callable[[str], dict[str, float]]:
    def run(path: str) -> dict[str, float]:
        import pandas as pd

        frame = pd.read_parquet(path)
        report(frame.head(WARM))
        start = perf_counter()
        report(frame)
        return {"seconds": perf_counter() - start}

    return run


def _fg(minimal: bool) -> Callable[[Any], Any]:
    def report(frame: Any) -> Any:
        from data_profiling import ProfileReport

        return ProfileReport(frame, minimal=minimal, progress_bar=False).to_html()

    return report


def _ydata(frame: Any) -> Any:
    from ydata_profiling import ProfileReport

    return ProfileReport(frame, minimal=True, progress_bar=False).to_html()


def _skrub(frame: Any) -> Any:
    from skrub import TableReport

    return TableReport(frame, verbose=0).html()


def peak_mb() -> float:
    """Return the most memory this process ever held; ``ru_maxrss`` starts at its parent's."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s*(\d+)", status)[1]) / 1024  # type: ignore[index]


WHO: dict[str, Callable[[str], dict[str, float]]] = {
    "loupe": loupe,
    "fg minimal": _peer(_fg(True)),
    "fg full": _peer(_fg(False)),
    "ydata minimal": _peer(_ydata),
    "skrub": _peer(_skrub),
}

if __name__ == "__main__":
    warnings.simplefilter("ignore")
    if sys.argv[1] == "prepare":
        prepare(*sys.argv[2:])
    else:
        found = WHO[sys.argv[1]](sys.argv[2])
        print(json.dumps({**found, "peak_mb": peak_mb()}))
