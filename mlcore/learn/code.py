"""The beginning of each lesson's Python: where its points come from."""

from __future__ import annotations

from mlcore.learn.points import Points


def reading(points: Points) -> str:
    """Return Python that reads a reader's own columns into ``X`` and ``y``."""
    used = [*points.names, *([points.y_name] if points.y_name else [])]
    lines = [
        "import pandas as pd",
        "",
        f'table = pd.read_csv("table.csv").dropna(subset={used!r})',
        f"X = table[{list(points.names)!r}].to_numpy(float)",
    ]
    if points.y_name:
        lines.append(f"y = table[{points.y_name!r}].to_numpy()")
    return "\n".join(lines)
